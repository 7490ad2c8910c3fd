package models

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// freeze fixes what a claimed message will say, once (calendar-mail.md §6).
// It runs under the lock of the meeting. A message whose news is no news any
// more is aborted: an undone change, a called-off cancellation.
func (d *desk) freeze(msg *Message) error {
	facts, err := d.facts(msg)
	if errors.Is(err, errNoNews) {
		return d.abort(msg)
	}
	if err != nil {
		return err
	}
	if err := msg.fix(facts, d.now); err != nil {
		return err
	}
	// Two plain statements for each mail, here and in saveCalendar: building
	// them from the structs costs more than running them.
	err = d.tx.Exec(`update messages set facts = ?, frozen_at = ?, sequence = ?, method = ?, reference = ? where id = ?`,
		msg.Facts, msg.FrozenAt, msg.Sequence, msg.Method, msg.Reference, msg.ID).Error
	if err != nil {
		return fmt.Errorf("freeze message %d: %w", msg.ID, err)
	}
	return nil
}

// fix puts the frozen facts into the row.
func (msg *Message) fix(f *MessageFacts, at time.Time) error {
	text, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("facts of message %d: %w", msg.ID, err)
	}
	msg.Facts, msg.FrozenAt = string(text), &at
	if f.Calendar != nil {
		sequence := f.Calendar.Sequence
		msg.Sequence = &sequence
	}
	return nil
}

var errNoNews = errors.New("nothing to tell")

// abort takes a mail back that tells nothing any more. One that names somebody
// who was erased goes.
func (d *desk) abort(msg *Message) error {
	msg.State = MessageAborted
	if msg.Erase {
		return d.tx.Where("id = ?", msg.ID).Delete(&Message{}).Error
	}
	err := d.tx.Model(&Message{}).Where("id = ?", msg.ID).
		Updates(map[string]any{"state": MessageAborted, "lease_id": "", "lease_until": nil}).Error
	if err != nil {
		return fmt.Errorf("abort message %d: %w", msg.ID, err)
	}
	return nil
}

// facts gathers what a message says, and moves the calendar item of its
// registration along.
func (d *desk) facts(msg *Message) (*MessageFacts, error) {
	detail, err := decodeDetail(msg)
	if err != nil {
		return nil, err
	}
	hosts, err := d.hosts()
	if err != nil {
		return nil, err
	}
	f := &MessageFacts{Language: msg.Language, Meeting: d.meetingFacts(hosts), Detail: detail, ToName: detail.ToName}
	if msg.RegistrationID == nil && msg.Kind == MailNote {
		d.testFacts(f)
		return f, nil
	}
	if msg.Kind == MailAssistant {
		return f, d.assistantFacts(f)
	}
	if msg.RegistrationID == nil {
		f.People, err = overviewPeople(d.tx, detail.Registrations)
		if len(f.People) == 0 && err == nil {
			return nil, errNoNews
		}
		return f, err
	}
	r, err := d.registration(*msg.RegistrationID)
	switch {
	case errors.Is(err, errForgotten):
		return nil, errNoNews
	case err != nil:
		return nil, err
	}
	f.ToName, f.GivenName, f.Role, f.Status, f.LinkVersion, f.ReplyBy = r.Name().Full(), r.GivenName, r.Role, r.Status, r.LinkVersion, r.OfferExpiresAt
	if err := d.placeFacts(f, r); err != nil {
		return nil, err
	}
	if r.Status == Invited && r.InvitationID != nil {
		f.InvitedAs, f.AnswerBy = r.As(), d.m.AnswerBy()
	}
	switch {
	case !stillNews(msg.Kind, d.m, r):
		return nil, errNoNews
	case msg.Kind == MailReminder:
		return f, d.reminderFacts(f, msg, r)
	case msg.Kind == MailNote:
		return f, d.noteFacts(f, msg, r)
	}
	return f, d.calendar(f, msg, r)
}

// stillNews reports whether the state a message tells about still holds. What
// came instead has queued a mail of its own; for people with a seat at a
// meeting that is off, goesOnAfterAll does so.
func stillNews(kind MessageKind, m *Meeting, r *Registration) bool {
	switch kind {
	case MailMeetingCancelled:
		return m.CalledOff() && r.Status.Active()
	case MailPostponed:
		return m.Status == MeetingPostponed && r.Status.Active()
	case MailChanged:
		return !m.off() && slices.Contains([]RegistrationStatus{Registered, Waitlisted, Pending, Offered}, r.Status)
	case MailConfirmation, MailPlaceGiven, MailSubstituteIn, MailReminder:
		return !m.off() && r.Status == Registered
	case MailWaitlisted, MailOfferLapsed:
		return r.Status == Waitlisted
	case MailOffer:
		return r.Status == Offered
	case MailPending:
		return r.Status == Pending
	case MailInterest:
		return r.Status == Interested
	case MailInvitation:
		return r.Status == Invited
	}
	return true
}

// calendar decides the calendar part: the difference between what stands in
// somebody's calendar and what should stand there. It keeps the rows of the
// table in calendar-mail.md §6.
func (d *desk) calendar(f *MessageFacts, msg *Message, r *Registration) error {
	now := d.itemFacts(r)
	told, err := r.told()
	if err != nil {
		return err
	}
	if d.m.over(d.now) { // never a calendar mail again
		return d.withoutCalendar(f, msg, r, now, told)
	}
	should := now != nil && r.Status == Registered && !d.m.off()
	switch {
	case should && !r.CalendarInvited:
		f.Item = now
		return d.invite(f, msg, r, now)
	case should && msg.Kind == MailChanged && told.same(now):
		return errNoNews
	case should && !msg.Asked && !told.same(now):
		f.Item, f.Before = now, told
		return d.reinvite(f, msg, r, now)
	case should:
		f.Item = told
		return d.repeat(f, msg, r, told)
	case r.CalendarInvited && msg.Kind == MailChanged:
		return errNoNews // the mail about the lost seat takes the item away and says how things are
	case r.CalendarInvited:
		f.Item = told
		return d.revoke(f, msg, r, told)
	}
	return d.withoutCalendar(f, msg, r, now, told)
}

// invite is the first REQUEST for an item: SEQUENCE 0.
func (d *desk) invite(f *MessageFacts, msg *Message, r *Registration, item *ItemFacts) error {
	at := d.stamp(r)
	r.CalendarSequence, r.CalendarStamp, r.CalendarInvited, r.CalendarAddress = 0, &at, true, r.Email
	msg.Method = "REQUEST"
	return d.tell(f, r, item)
}

// reinvite is a REQUEST that changes the item: SEQUENCE + 1 (BR-41).
func (d *desk) reinvite(f *MessageFacts, msg *Message, r *Registration, item *ItemFacts) error {
	at := d.stamp(r)
	r.CalendarSequence++
	r.CalendarStamp = &at
	msg.Method = "REQUEST"
	if err := d.refer(msg, r); err != nil {
		return err
	}
	return d.tell(f, r, item)
}

// repeat sends the same item again: same SEQUENCE and DTSTAMP (BR-45).
func (d *desk) repeat(f *MessageFacts, msg *Message, r *Registration, item *ItemFacts) error {
	msg.Method = "REQUEST"
	f.Calendar = calendarFacts(r, item)
	return nil
}

// revoke is the CANCEL, the last message for this UID (I8): from here the
// registration has a new one, should it ever get an item again.
func (d *desk) revoke(f *MessageFacts, msg *Message, r *Registration, item *ItemFacts) error {
	at := d.stamp(r)
	r.CalendarSequence++
	r.CalendarStamp = &at
	msg.Method = "CANCEL"
	f.Calendar = calendarFacts(r, item)
	if err := d.refer(msg, r); err != nil {
		return err
	}
	return d.renewItem(r)
}

// renewItem leaves the item as others have it and gives r a new one, about
// which nobody has been told.
func (d *desk) renewItem(r *Registration) error {
	uid, err := d.s.newUID()
	if err != nil {
		return err
	}
	r.CalendarUID, r.CalendarSequence, r.CalendarInvited, r.CalendarTold = uid, 0, false, ""
	return d.saveCalendar(r)
}

// tell records what has been sent and fills the machine's side of the mail.
func (d *desk) tell(f *MessageFacts, r *Registration, item *ItemFacts) error {
	text, err := json.Marshal(item)
	if err != nil {
		return err
	}
	r.CalendarTold = string(text)
	f.Calendar = calendarFacts(r, item)
	return d.saveCalendar(r)
}

func calendarFacts(r *Registration, item *ItemFacts) *CalendarFacts {
	c := &CalendarFacts{
		UID: r.CalendarUID, Sequence: r.CalendarSequence, Address: r.CalendarAddress,
		PartStat: "NEEDS-ACTION", RSVP: true,
		Start: item.Start, End: item.End, Place: item.Place, Title: item.Title,
	}
	if r.CalendarStamp != nil {
		c.Stamp = *r.CalendarStamp
	}
	return c
}

func (d *desk) saveCalendar(r *Registration) error {
	err := d.tx.Exec(`update registrations set calendar_uid = ?, calendar_sequence = ?, calendar_stamp = ?, calendar_address = ?,
		calendar_invited = ?, calendar_told = ? where id = ?`,
		r.CalendarUID, r.CalendarSequence, r.CalendarStamp, r.CalendarAddress, r.CalendarInvited, r.CalendarTold, r.ID).Error
	if err != nil {
		return fmt.Errorf("calendar item of registration %d: %w", r.ID, err)
	}
	return nil
}

// stamp is a DTSTAMP in whole seconds, later than the one before.
func (d *desk) stamp(r *Registration) time.Time {
	at := d.now.Truncate(time.Second)
	if r.CalendarStamp != nil && !at.After(*r.CalendarStamp) {
		at = r.CalendarStamp.Add(time.Second)
	}
	return at
}

// refer points an update or cancel at the first invite of the registration.
func (d *desk) refer(msg *Message, r *Registration) error {
	var first []string
	err := d.tx.Model(&Message{}).Where("registration_id = ? and method = ?", r.ID, "REQUEST").
		Order("id").Limit(1).Pluck("message_id", &first).Error
	if err == nil && len(first) == 1 {
		msg.Reference = first[0]
	}
	return err
}

// told is what the person was last told; nil when nothing yet.
func (r *Registration) told() (*ItemFacts, error) {
	if r.CalendarTold == "" {
		return nil, nil
	}
	var f ItemFacts
	if err := json.Unmarshal([]byte(r.CalendarTold), &f); err != nil {
		return nil, fmt.Errorf("calendar item of registration %d: %w", r.ID, err)
	}
	return &f, nil
}

// same compares everything a calendar item shows.
func (f *ItemFacts) same(g *ItemFacts) bool {
	return f.sameForWaiting(*g) && f.Title == g.Title && f.Status == g.Status
}

// sameForWaiting compares what somebody on the waiting list hears about: day,
// time and place (contract, Mail).
func (f ItemFacts) sameForWaiting(g ItemFacts) bool {
	return f.Start.Equal(g.Start) && f.End.Equal(g.End) && f.Place == g.Place
}
