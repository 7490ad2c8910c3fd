package models

import (
	"bijeen/models/mailaddr"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Claimed is a message in the hands of one worker: its facts are frozen and
// nobody else sends it until the lease ends.
type Claimed struct {
	Message
	MessageFacts MessageFacts
}

// ClaimMessages takes at most limit due messages for a worker. A message is
// passed over while another of the same registration is on its way or due
// before it, so that a CANCEL never overtakes its REQUEST. The lease must outlast the
// sending of all of them. It first takes the rows, skipping those another
// worker holds, and then freezes what they say, meeting by meeting, under
// the lock of the meeting. Messages may come together with an error: that of
// others, which could not be frozen and come again when their lease ends.
func (s *Store) ClaimMessages(ctx context.Context, worker string, limit int, lease time.Duration) ([]Claimed, error) {
	for {
		claimed, taken, err := s.claimOnce(ctx, worker, limit, lease)
		// What was no news any more may have held up a message that is.
		if err != nil || len(claimed) > 0 || taken == 0 {
			return claimed, err
		}
	}
}

func (s *Store) claimOnce(ctx context.Context, worker string, limit int, lease time.Duration) (claimed []Claimed, taken int, err error) {
	list, err := s.lease(ctx, worker, limit, lease)
	if err != nil || len(list) == 0 {
		return nil, 0, err
	}
	byMeeting := make(map[int64][]*Message)
	again := make(map[int64]bool) // frozen before
	for i := range list {
		msg := &list[i]
		if msg.Facts != "" {
			again[msg.ID] = true
			continue
		}
		byMeeting[meetingOf(msg)] = append(byMeeting[meetingOf(msg)], msg)
	}
	var wrong []error
	for meetingID, group := range byMeeting {
		wrong = append(wrong, s.freezeGroup(ctx, meetingID, worker, group))
	}
	for i := range list {
		if list[i].State != MessageQueued {
			continue
		}
		c := Claimed{Message: list[i]}
		if err := json.Unmarshal([]byte(c.Facts), &c.MessageFacts); err != nil {
			wrong = append(wrong, fmt.Errorf("facts of message %d: %w", c.ID, err))
			continue
		}
		claimed = append(claimed, c)
	}
	wrong = append(wrong, s.linksNow(ctx, claimed, again))
	return claimed, len(list), errors.Join(wrong...)
}

// linksNow puts the links of now into mails that go again: one that was
// renewed in the meantime opens nothing. Who has another address by now gets
// no link there that opens something here.
func (s *Store) linksNow(ctx context.Context, claimed []Claimed, again map[int64]bool) error {
	var ids []int64
	for i := range claimed {
		if again[claimed[i].ID] {
			claimed[i].eachLink(func(id int64, _ *int) { ids = append(ids, id) })
		}
	}
	if len(ids) == 0 {
		return nil
	}
	var people []Registration
	if err := s.reader.WithContext(ctx).Select("id", "email", "link_version").Where("id in ?", ids).Find(&people).Error; err != nil {
		return fmt.Errorf("links of mails that go again: %w", err)
	}
	now := make(map[int64]Registration, len(people))
	for _, r := range people {
		now[r.ID] = r
	}
	for i := range claimed {
		c := &claimed[i]
		if !again[c.ID] {
			continue
		}
		c.eachLink(func(id int64, version *int) {
			if r, ok := now[id]; ok && mailaddr.KeyOf(r.Email) == c.EmailKey {
				*version = r.LinkVersion
			}
		})
	}
	return nil
}

// eachLink names the registrations whose link a mail carries, with the
// version of it: its own, or those of a mail with the links of an address.
func (c *Claimed) eachLink(visit func(registrationID int64, version *int)) {
	if c.RegistrationID != nil {
		visit(*c.RegistrationID, &c.MessageFacts.LinkVersion)
	}
	if c.Kind != MailLink {
		return
	}
	for i := range c.MessageFacts.People {
		visit(c.MessageFacts.People[i].RegistrationID, &c.MessageFacts.People[i].LinkVersion)
	}
}

// freezeGroup freezes the messages of one meeting together. When that fails,
// each is tried by itself, so that one message holds up no other; those that
// fail are left to their lease.
func (s *Store) freezeGroup(ctx context.Context, meetingID int64, worker string, group []*Message) error {
	if s.freezeAll(ctx, meetingID, worker, group) == nil {
		return nil
	}
	var wrong []error
	for _, msg := range group {
		if err := s.freezeAll(ctx, meetingID, worker, []*Message{msg}); err != nil {
			msg.State = MessageAborted
			wrong = append(wrong, fmt.Errorf("freeze message %d: %w", msg.ID, err))
		}
	}
	return errors.Join(wrong...)
}

func meetingOf(msg *Message) int64 {
	if msg.MeetingID == nil {
		return 0
	}
	return *msg.MeetingID
}

// inTurn lets one message of a registration go at a time. What is frozen goes
// before what is not, else a retry of old facts would follow newer ones; by
// age otherwise, and what is not due yet holds up nothing. The state stands in
// the text because the index messages_due is of queued rows alone.
const inTurn = `registration_id is null or not exists (select 1 from messages other
	where other.registration_id = messages.registration_id and other.id <> messages.id and other.state = 'queued' and (
		(other.facts <> '' or other.lease_until > ?) and (messages.facts = '' or other.id < messages.id)
		or messages.facts = '' and other.id < messages.id and other.due_at <= ?))`

func (s *Store) lease(ctx context.Context, worker string, limit int, lease time.Duration) ([]Message, error) {
	var list []Message
	err := s.write(ctx, func(tx *gorm.DB) error {
		now := s.Now()
		err := tx.Clauses(clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"}).
			Where("state = 'queued' and due_at <= ? and (lease_until is null or lease_until <= ?)", now, now).
			Where(inTurn, now, now).
			Order("due_at, id").Limit(limit).Find(&list).Error
		if err != nil || len(list) == 0 {
			return err
		}
		ids := make([]int64, len(list))
		until := now.Add(lease)
		for i := range list {
			ids[i] = list[i].ID
			list[i].LeaseID, list[i].LeaseUntil, list[i].Attempts = worker, &until, list[i].Attempts+1
		}
		return tx.Model(&Message{}).Where("id in ?", ids).
			Updates(map[string]any{"lease_id": worker, "lease_until": until, "attempts": gorm.Expr("attempts + 1")}).Error
	})
	if err != nil {
		return nil, fmt.Errorf("claim mails: %w", err)
	}
	return list, nil
}

// freezeAll freezes the messages of one meeting that are still ours.
func (s *Store) freezeAll(ctx context.Context, meetingID int64, worker string, group []*Message) error {
	if meetingID == 0 {
		return s.write(ctx, func(tx *gorm.DB) error { return s.freezeLinks(tx, group) })
	}
	return s.write(ctx, func(tx *gorm.DB) error {
		m, err := lockMeeting(tx, meetingID)
		if err != nil {
			return err
		}
		d := &desk{s: s, tx: tx, m: m, now: s.Now()}
		if err := loadVenues(tx, d.m); err != nil {
			return err
		}
		rows, err := rowsNow(tx, group)
		if err != nil {
			return err
		}
		if len(group) > manyPlaces {
			if d.places, err = Positions(tx, meetingID); err != nil {
				return err
			}
		}
		if err := d.readRegistrations(group); err != nil {
			return err
		}
		for _, msg := range group {
			if err := d.freezeOurs(msg, rows[msg.ID], worker); err != nil {
				return err
			}
		}
		return nil
	})
}

// readRegistrations reads whom these messages are about in one query, which
// takes a quarter of the time of one for each.
func (d *desk) readRegistrations(group []*Message) error {
	var ids []int64
	for _, msg := range group {
		if msg.RegistrationID != nil {
			ids = append(ids, *msg.RegistrationID)
		}
	}
	list, err := d.people("id in ?", ids)
	if err != nil {
		return err
	}
	d.read = make(map[int64]*Registration, len(list))
	for _, r := range list {
		d.read[r.ID] = r
	}
	return nil
}

// manyPlaces is from how many mails on the whole queue is numbered once,
// instead of counting for each mail who stands before.
const manyPlaces = 20

// rowsNow reads who holds these messages, and to whom they go, at this
// moment; a message that is gone has no entry.
func rowsNow(tx *gorm.DB, group []*Message) (map[int64]Message, error) {
	ids := make([]int64, len(group))
	for i, msg := range group {
		ids[i] = msg.ID
	}
	var list []Message
	if err := tx.Select("id", "state", "lease_id", "to_email").Where("id in ?", ids).Find(&list).Error; err != nil {
		return nil, fmt.Errorf("messages in hand: %w", err)
	}
	rows := make(map[int64]Message, len(list))
	for _, msg := range list {
		rows[msg.ID] = msg
	}
	return rows, nil
}

// freezeOurs looks again whether a verb took the message back meanwhile. It
// begins afresh each time: the transaction around it may be run again.
func (d *desk) freezeOurs(msg *Message, now Message, worker string) error {
	msg.State, msg.Facts, msg.FrozenAt, msg.Sequence, msg.Method, msg.Reference = MessageQueued, "", nil, nil, "", ""
	if now.State != MessageQueued || now.LeaseID != worker {
		msg.State = MessageAborted
		return nil
	}
	msg.ToEmail = now.ToEmail
	return d.freeze(msg)
}

// freezeLinks freezes mails that belong to no single meeting: the links of
// one address, a way in to the desk, word to a user, or to who offers help.
func (s *Store) freezeLinks(tx *gorm.DB, group []*Message) error {
	for _, msg := range group {
		if msg.UserID != nil {
			if err := s.freezeNotice(tx, msg); err != nil {
				return err
			}
			continue
		}
		detail, err := decodeDetail(msg)
		if err != nil {
			return err
		}
		if msg.Kind == MailLogin {
			if err := s.freezeLogin(tx, msg, detail); err != nil {
				return err
			}
			continue
		}
		if detail.Help != nil {
			if err := freezeLoose(tx, msg, s.Now(), MessageFacts{Language: msg.Language, Detail: detail, ToName: detail.ToName, GivenName: detail.Help.GivenName}); err != nil {
				return err
			}
			continue
		}
		if err := s.freezeLink(tx, msg, detail); err != nil {
			return err
		}
	}
	return nil
}

// freezeLink is a mail with the links of an address, as they are now: of its
// registrations, and of the one who acts for others. It is aborted when
// nothing of both is left there.
func (s *Store) freezeLink(tx *gorm.DB, msg *Message, detail MessageDetail) error {
	d := &desk{s: s, tx: tx, now: s.Now()}
	ids, err := atAddress(tx, detail.Registrations, msg.EmailKey)
	if err != nil {
		return err
	}
	facts := MessageFacts{Language: msg.Language, Detail: detail}
	if facts.People, err = overviewPeople(tx, ids); err != nil {
		return err
	}
	if detail.Assistant != 0 {
		p, err := personByID(tx, detail.Assistant)
		if err != nil {
			return err
		}
		if p != nil && p.EmailKey == msg.EmailKey {
			facts.AssistantVersion = p.LinkVersion
		}
	}
	if len(facts.People) == 0 && facts.AssistantVersion == 0 {
		return d.abort(msg)
	}
	return freezeLoose(tx, msg, d.now, facts)
}

// freezeLoose stores what a mail without meeting says.
func freezeLoose(tx *gorm.DB, msg *Message, at time.Time, facts MessageFacts) error {
	text, err := json.Marshal(facts)
	if err != nil {
		return err
	}
	msg.Facts, msg.FrozenAt = string(text), &at
	if err := tx.Model(&Message{}).Where("id = ?", msg.ID).Select("Facts", "FrozenAt").Updates(msg).Error; err != nil {
		return fmt.Errorf("freeze message %d: %w", msg.ID, err)
	}
	return nil
}

// NextMessageAt is when the next queued message is due, for a worker that
// wants to sleep until then; zero when nothing is queued.
func (s *Store) NextMessageAt(ctx context.Context) (time.Time, error) {
	var due []time.Time
	err := s.reader.WithContext(ctx).Model(&Message{}).Where("state = 'queued'").
		Order("due_at").Limit(1).Pluck("due_at", &due).Error
	if err != nil || len(due) == 0 {
		return time.Time{}, err
	}
	return due[0], nil
}
