package models

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"bijeen/models/mailaddr"
)

// mail queues one mail to the person of r, due now, in this transaction.
func (d *desk) mail(r *Registration, kind MessageKind) error {
	return d.mailDetail(r, kind, MessageDetail{})
}

// mailDetail is mail with what only the verb knows.
func (d *desk) mailDetail(r *Registration, kind MessageKind, detail MessageDetail) error {
	msg, err := d.message(r, kind, detail)
	if err != nil {
		return err
	}
	if kind == MailChanged {
		return d.merge(msg)
	}
	return d.queueMessage(msg)
}

// later is mail about a change of the meeting: it waits the change delay and
// is merged with one that waits already, so that two changes within the
// window give one mail with the final state (BR-43). Each new change keeps
// its own full window.
func (d *desk) later(r *Registration, kind MessageKind, detail MessageDetail) error {
	msg, err := d.message(r, kind, detail)
	if err != nil {
		return err
	}
	msg.DueAt = d.now.Add(d.s.delay)
	d.waited = true
	return d.merge(msg)
}

// merge stores msg, or joins it to a row of the same kind that nobody has
// claimed yet. A change that must go now takes the waiting ones along.
func (d *desk) merge(msg *Message) error {
	res := d.tx.Model(&Message{}).
		Where("registration_id = ? and kind = ? and state = ? and facts = '' and lease_until is null",
			*msg.RegistrationID, msg.Kind, MessageQueued).
		Updates(map[string]any{"due_at": msg.DueAt, "to_email": msg.ToEmail, "email_key": msg.EmailKey})
	if res.Error != nil {
		return fmt.Errorf("merge %s mail: %w", msg.Kind, res.Error)
	}
	if res.RowsAffected == 0 {
		return d.queueMessage(msg)
	}
	d.woke = d.woke || !msg.DueAt.After(d.now)
	return nil
}

// resend queues a mail of this kind once more because somebody asked.
func (d *desk) resend(r *Registration, kind MessageKind) error {
	msg, err := d.message(r, kind, MessageDetail{})
	if err != nil {
		return err
	}
	msg.Asked = true
	return d.queueMessage(msg)
}

func (d *desk) message(r *Registration, kind MessageKind, detail MessageDetail) (*Message, error) {
	text, err := encodeDetail(kind, detail)
	if err != nil {
		return nil, err
	}
	if err := d.tally.note(d, r, kind, text); err != nil {
		return nil, err
	}
	meetingID, registrationID := d.m.ID, r.ID
	return &Message{
		Kind: kind, MeetingID: &meetingID, RegistrationID: &registrationID,
		ToEmail: r.Email, EmailKey: mailaddr.KeyOf(r.Email), Language: r.Language,
		State: MessageQueued, DueAt: d.now, Detail: text, CreatedAt: d.now,
		fresh: r.made,
	}, nil
}

// queueMessage counts which mail of its kind this is and stores the row.
func (d *desk) queueMessage(msg *Message) error {
	if msg.RegistrationID != nil && !msg.fresh {
		// Not their number: some may have gone with a person who was erased.
		err := d.tx.Model(&Message{}).Select("coalesce(max(occasion) + 1, 0)").
			Where("registration_id = ? and kind = ?", *msg.RegistrationID, msg.Kind).Scan(&msg.Occasion).Error
		if err != nil {
			return fmt.Errorf("earlier %s mails: %w", msg.Kind, err)
		}
	}
	if err := d.s.insertMessages(d.tx, msg); err != nil {
		return err
	}
	d.woke = d.woke || !msg.DueAt.After(d.now)
	return nil
}

// insertMessages gives each row its Message-ID, equal on every try, and stores
// them: the one place where mail is queued. What has no address to go to is
// left out, whatever the verb thought.
func (s *Store) insertMessages(tx *gorm.DB, list ...*Message) error {
	list = slices.DeleteFunc(list, func(msg *Message) bool { return msg.ToEmail == "" })
	if len(list) == 0 {
		return nil
	}
	for _, msg := range list {
		id, err := s.randomID(16)
		if err != nil {
			return err
		}
		msg.MessageID = id + "@" + s.domain
	}
	if err := tx.CreateInBatches(list, 200).Error; err != nil {
		return fmt.Errorf("queue %s mail: %w", list[0].Kind, err)
	}
	return nil
}

// dropUnclaimed takes back every mail about r that no worker has taken up:
// what it says is no longer true (calendar-mail.md §6). A reminder that waits
// for another try goes too: nothing hangs on it. A note stays, for who is still
// among those it is for: that is looked at when it leaves.
func (d *desk) dropUnclaimed(r *Registration) error {
	d.tally.forget(r)
	return d.takeBack("registration_id = ? and note_id is null and (facts = '' or reminder is not null and (lease_until is null or lease_until <= ?))", r.ID, d.now)
}

// dropReminders takes back every reminder that no worker is sending: what it
// says about the meeting may not hold any more. The next look queues those
// that are still due.
func (d *desk) dropReminders() error {
	return d.takeBack("meeting_id = ? and reminder is not null and (lease_until is null or lease_until <= ?)", d.m.ID, d.now)
}

// takeBack aborts queued mails.
func (d *desk) takeBack(where string, args ...any) error {
	err := d.tx.Model(&Message{}).Where("state = ?", MessageQueued).Where(where, args...).
		Updates(map[string]any{"state": MessageAborted, "lease_id": "", "lease_until": nil}).Error
	if err != nil {
		return fmt.Errorf("take back mails at meeting %d: %w", d.m.ID, err)
	}
	return nil
}

// What may be asked for in an hour (reliability.md, Abuse).
const (
	limitWindow    = time.Hour
	newPerAddress  = 20
	resendsPerHour = 3
	linksPerHour   = 3
)

// tooManySignUps reports whether the address of this person made its share
// of new registrations at this meeting within the last hour. Somebody whose
// name was not known before is forgotten then.
func (d *desk) tooManySignUps(p *Person) (bool, error) {
	if p.newAddress {
		return false, nil
	}
	var n int64
	err := d.tx.Model(&Registration{}).
		Where("meeting_id = ? and created_at > ? and person_id in (select id from people where email_key = ?)",
			d.m.ID, d.now.Add(-limitWindow), p.EmailKey).Count(&n).Error
	if err != nil {
		return false, fmt.Errorf("recent sign-ups of an address: %w", err)
	}
	if n < newPerAddress {
		return false, nil
	}
	if p.made { // nothing is stored then, the name neither
		err = d.tx.Where("id = ?", p.ID).Delete(&Person{}).Error
	}
	return true, err
}

// recentResends counts the resends somebody asked for within the last hour.
func (d *desk) recentResends(r *Registration) (int64, error) {
	var n int64
	err := d.tx.Model(&Message{}).
		Where("registration_id = ? and asked and created_at > ?", r.ID, d.now.Add(-limitWindow)).Count(&n).Error
	return n, err
}

func encodeDetail(kind MessageKind, detail MessageDetail) (string, error) {
	text, err := json.Marshal(detail)
	if err != nil {
		return "", fmt.Errorf("detail of %s mail: %w", kind, err)
	}
	return string(text), nil
}

func decodeDetail(msg *Message) (MessageDetail, error) {
	var detail MessageDetail
	if msg.Detail == "" {
		return detail, nil
	}
	if err := json.Unmarshal([]byte(msg.Detail), &detail); err != nil {
		return detail, errors.Join(errors.New("unreadable detail of message"), err)
	}
	return detail, nil
}
