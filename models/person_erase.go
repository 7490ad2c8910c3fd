package models

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"bijeen/models/mailaddr"
)

// ErasePerson removes everybody behind an address. Active registrations are
// cancelled first: the seat comes free, the queue moves up, and whoever had
// an invite gets its CANCEL, nothing else; that last mail goes from the
// outbox once it is sent. It locks each meeting. It gives the number of
// registrations that went. Kinds as PersonData.
func (s *Store) ErasePerson(ctx context.Context, email string) (int, error) {
	a, err := mailaddr.Parse(email)
	if err != nil {
		return 0, atField("email", err)
	}
	if _, err := s.PersonData(ctx, email); err != nil {
		return 0, err
	}
	erased := 0
	err = s.write(ctx, func(tx *gorm.DB) error {
		erased = 0
		people, err := peopleOf(tx, a)
		if err != nil {
			return err
		}
		regs, err := registrationsOf(tx, people)
		if err != nil {
			return err
		}
		for _, group := range groupByMeeting(regs) {
			if err := s.eraseAt(tx, group); err != nil {
				return err
			}
		}
		erased = len(regs)
		return eraseTraces(tx, a, people)
	})
	if err != nil {
		return 0, fmt.Errorf("erase person: %w", err)
	}
	if s.wakeMail != nil {
		s.wakeMail()
	}
	return erased, s.forget(ctx)
}

// groupByMeeting keeps the order of meetings, in which they are locked.
func groupByMeeting(regs []*Registration) [][]*Registration {
	var groups [][]*Registration
	for _, r := range regs {
		n := len(groups)
		if n > 0 && groups[n-1][0].MeetingID == r.MeetingID {
			groups[n-1] = append(groups[n-1], r)
			continue
		}
		groups = append(groups, []*Registration{r})
	}
	return groups
}

// eraseAt removes registrations of one meeting.
func (s *Store) eraseAt(tx *gorm.DB, regs []*Registration) error {
	m, err := lockMeeting(tx, regs[0].MeetingID)
	if err != nil {
		return err
	}
	d := &desk{s: s, tx: tx, m: m, now: s.Now()}
	if err := d.settle(); err != nil {
		return err
	}
	if err := loadVenues(tx, m); err != nil {
		return err
	}
	ids := make([]int64, len(regs))
	for i, r := range regs {
		ids[i] = r.ID
	}
	free, err := d.keepCancels(ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		// The settling may have changed it.
		r, err := d.registration(id)
		if err != nil {
			return err
		}
		if err := d.lastWord(r, free); err != nil {
			return err
		}
	}
	if err := d.eraseMessages(ids); err != nil {
		return err
	}
	if err := tx.Model(&RegistrationChange{}).Where("registration_id in ?", ids).UpdateColumn("reason", "").Error; err != nil {
		return err
	}
	if err := tx.Where("id in ?", ids).Delete(&Registration{}).Error; err != nil {
		return err
	}
	return d.walkQueue()
}

// keepCancels unties every CANCEL that still has to go from its registration,
// to be deleted once it has gone. It gives the moment from which a CANCEL may
// go: no worker is in the middle of sending an invite by then.
func (d *desk) keepCancels(ids []int64) (free time.Time, err error) {
	free = d.now
	var leases []time.Time
	err = d.tx.Model(&Message{}).Where("registration_id in ? and state = ? and lease_until > ?", ids, MessageQueued, d.now).
		Order("lease_until desc").Limit(1).Pluck("lease_until", &leases).Error
	if err != nil {
		return free, err
	}
	if len(leases) > 0 {
		free = leases[0]
	}
	err = d.tx.Model(&Message{}).Where("registration_id in ? and state = ? and method = 'CANCEL'", ids, MessageQueued).
		Updates(map[string]any{"registration_id": nil, "erase": true, "due_at": free}).Error
	return free, err
}

// lastWord cancels an active registration and queues the CANCEL, due when it
// may go, for who has an appointment in the calendar. The row is not tied to
// the registration, which is about to go.
func (d *desk) lastWord(r *Registration, free time.Time) error {
	if err := d.dropUnclaimed(r); err != nil {
		return err
	}
	if r.CalendarInvited && !d.m.over(d.now) {
		msg, err := d.message(r, MailCancelled, MessageDetail{})
		if err != nil {
			return err
		}
		was := r.Status
		r.Status = Cancelled
		msg.Erase, msg.RegistrationID, msg.DueAt = true, nil, free
		if err := d.queueFrozen(r, msg); err != nil {
			return err
		}
		r.Status = was
	}
	if !r.Status.Active() {
		return nil
	}
	d.release(r)
	return d.transition(r, endOf(r.Status), "erased", Actor{Kind: BySystem}, "")
}

// eraseMessages removes the mails of these registrations and every other
// mail of the meeting that names them.
func (d *desk) eraseMessages(ids []int64) error {
	if err := d.tx.Where("registration_id in ?", ids).Delete(&Message{}).Error; err != nil {
		return err
	}
	var partners []int64
	err := d.tx.Model(&Registration{}).
		Where("substitutes_id in ? or id in (select substitutes_id from registrations where id in ?)", ids, ids).Pluck("id", &partners).Error
	if err != nil {
		return err
	}
	named := d.tx.Where("registration_id in ? and kind in ?", partners, []MessageKind{MailSubstituteIn, MailSubstituteOut})
	if err := removeMessages(d.tx, named); err != nil {
		return err
	}
	var overviews []*Message
	if err := d.tx.Where("meeting_id = ? and kind = ?", d.m.ID, MailOverview).Find(&overviews).Error; err != nil {
		return err
	}
	for _, msg := range overviews {
		detail, err := decodeDetail(msg)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(detail.Registrations, func(id int64) bool { return slices.Contains(ids, id) }) {
			if err := removeMessages(d.tx, d.tx.Where("id = ?", msg.ID)); err != nil {
				return err
			}
		}
	}
	return nil
}

// removeMessages deletes mails that are done with, and lets those that still
// must go be deleted once they have.
func removeMessages(tx, which *gorm.DB) error {
	if err := tx.Where(which).Where("state <> ?", MessageQueued).Delete(&Message{}).Error; err != nil {
		return err
	}
	return tx.Model(&Message{}).Where(which).UpdateColumn("erase", true).Error
}

// eraseTraces removes the people and what else holds the address.
func eraseTraces(tx *gorm.DB, a mailaddr.Address, people []*Person) error {
	ids := make([]int64, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	if err := eraseInvited(tx, ids); err != nil {
		return err
	}
	if err := dropListing(tx, ids); err != nil {
		return err
	}
	if err := tx.Where("id in ?", ids).Delete(&Person{}).Error; err != nil {
		return err
	}
	// An address that somebody gave up may still have its CANCEL to come.
	err := tx.Model(&Message{}).Where("email_key = ? and state = ? and method = 'CANCEL'", a.Key(), MessageQueued).UpdateColumn("erase", true).Error
	if err != nil {
		return err
	}
	if err := tx.Where("email_key = ? and not erase", a.Key()).Delete(&Message{}).Error; err != nil {
		return err
	}
	if err := tx.Where("email_key = ?", a.Key()).Delete(&OverviewStop{}).Error; err != nil {
		return err
	}
	if err := tx.Where("email_key = ?", a.Key()).Delete(&GroupOffer{}).Error; err != nil {
		return err
	}
	err = tx.Model(&VenueEntry{}).Where("email_key = ?", a.Key()).
		UpdateColumns(map[string]any{"contact_name": "", "contact_phone": "", "contact_email": "", "email_key": ""}).Error
	if err != nil {
		return err
	}
	return tx.Model(&Registration{}).Where("lower(booked_by_email) = ?", a.Key()).
		UpdateColumns(map[string]any{"booked_by_name": "", "booked_by_email": ""}).Error
}
