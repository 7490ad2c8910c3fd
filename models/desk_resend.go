package models

import "context"

// Resend sends the mail that belongs to the state of somebody once more,
// because an organiser asks for it: the same calendar item with the same
// SEQUENCE (BR-45), counted as a further occasion (BR-80). It never counts
// against what people may ask for themselves. It locks the meeting and gives
// the kind of mail. Kinds: NotFound; Conflict when the registration has
// ended, Gone when the meeting is over or off.
func (s *Store) Resend(ctx context.Context, meetingID, registrationID int64, by Actor) (MessageKind, error) {
	var kind MessageKind
	err := s.atMeeting(ctx, meetingID, func(d *desk) error {
		r, err := d.registration(registrationID)
		if err != nil {
			return err
		}
		if !r.Status.Active() {
			return refuse(Conflict, "registration_ended")
		}
		if err := d.stillGoing(); err != nil {
			return err
		}
		kind = mailFor(r.Status)
		if err := d.history(r, r.Status, "resent", by, ""); err != nil {
			return err
		}
		msg, err := d.message(r, kind, MessageDetail{})
		if err != nil {
			return err
		}
		msg.fresh = false // count what went before, also within the same moment
		return d.queueMessage(msg)
	})
	return kind, err
}
