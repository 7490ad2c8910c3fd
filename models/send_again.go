package models

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"bijeen/models/mailaddr"
)

// SendAgain queues a mail that gave up once more, because an organizer asks
// for it: to the address the person has now, saying what holds now, as a
// further occasion with a Message-ID of its own (BR-80). The calendar part
// stays that of before while nothing newer was told, and so does a CANCEL,
// which is the last word about its item (I8). It locks the meeting. Kinds:
// NotFound; Conflict when the mail did not give up, tells nothing any more, or
// had a document that was taken away.
func (s *Store) SendAgain(ctx context.Context, meetingID, messageID int64, by Actor) error {
	return s.atMeeting(ctx, meetingID, func(d *desk) error {
		var msg Message
		err := d.tx.Where("id = ? and meeting_id = ?", messageID, meetingID).Limit(1).Find(&msg).Error
		if err != nil {
			return fmt.Errorf("message %d: %w", messageID, err)
		}
		switch {
		case msg.ID == 0:
			return errNotFound("message")
		case msg.State != MessageFailed:
			return refuse(Conflict, "mail_not_failed")
		}
		if msg.NoteID != nil {
			if _, gone, err := d.filesOf(*msg.NoteID); err != nil || gone {
				return cmp.Or(err, error(refuse(Conflict, "note_document_gone")))
			}
		}
		var r *Registration
		if msg.RegistrationID != nil {
			if r, err = d.registration(*msg.RegistrationID); err != nil {
				return err
			}
		}
		if err := d.anew(&msg, r); err != nil {
			return err
		}
		if r == nil {
			return nil
		}
		return d.history(r, r.Status, "resent", by, "")
	})
}

// anew puts a failed row back in the queue, with facts that hold now.
func (d *desk) anew(msg *Message, r *Registration) error {
	keep, err := msg.lastWord(r)
	if err != nil {
		return err
	}
	if !keep {
		if err := d.factsNow(msg, r); err != nil {
			return err
		}
	}
	id, err := d.s.randomID(16)
	if err != nil {
		return err
	}
	if r != nil {
		err = d.tx.Model(&Message{}).Select("coalesce(max(occasion) + 1, 0)").
			Where("registration_id = ? and kind = ?", r.ID, msg.Kind).Scan(&msg.Occasion).Error
		if err != nil {
			return fmt.Errorf("earlier %s mails: %w", msg.Kind, err)
		}
	}
	at := d.now
	msg.MessageID, msg.State, msg.DueAt, msg.Attempts, msg.LastError, msg.FrozenAt = id+"@"+d.s.domain, MessageQueued, at, 0, "", &at
	err = d.tx.Model(&Message{}).Where("id = ?", msg.ID).Select("ToEmail", "EmailKey", "Occasion", "Sequence", "Method", "State", "DueAt",
		"Attempts", "LastError", "Facts", "Reference", "MessageID", "FrozenAt").Updates(msg).Error
	if err != nil {
		return fmt.Errorf("queue message %d again: %w", msg.ID, err)
	}
	d.woke = true
	return nil
}

// lastWord reports whether what a failed mail says must stay as it is: a
// CANCEL, what was true before an address changed, or an item of the calendar
// about which nothing newer was told.
func (msg *Message) lastWord(r *Registration) (bool, error) {
	if msg.Method == "CANCEL" || msg.Kind == MailAddressChanged {
		return true, nil
	}
	if msg.Method == "" || r == nil || !r.CalendarInvited {
		return false, nil
	}
	var f MessageFacts
	if err := json.Unmarshal([]byte(msg.Facts), &f); err != nil {
		return false, fmt.Errorf("facts of message %d: %w", msg.ID, err)
	}
	told, err := r.told()
	if err != nil {
		return false, err
	}
	return f.Calendar != nil && f.Calendar.UID == r.CalendarUID && f.Calendar.Sequence == r.CalendarSequence && f.LinkVersion == r.LinkVersion &&
		f.Status == r.Status && f.Item != nil && told != nil && told.same(f.Item), nil
}

// factsNow freezes what a row says anew.
func (d *desk) factsNow(msg *Message, r *Registration) error {
	if r != nil {
		msg.ToEmail, msg.EmailKey = r.Email, mailaddr.KeyOf(r.Email)
	}
	msg.Sequence, msg.Method, msg.Reference = nil, "", ""
	if err := loadVenues(d.tx, d.m); err != nil {
		return err
	}
	f, err := d.facts(msg)
	if errors.Is(err, errNoNews) {
		return refuse(Conflict, "mail_no_news")
	}
	if err != nil {
		return err
	}
	return msg.fix(f, d.now)
}
