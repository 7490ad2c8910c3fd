package models

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// A meeting may wait for a date for ever; the names of who follows it may not
// (BR-77). Without a date the term of its kind counts from the last sign of
// life: of the meeting or the registration, whichever came later, and of the
// registration alone once it ended.

// staleAtOnce is how many people are forgotten in one transaction; the next
// run takes the others.
const staleAtOnce = 500

// shortestTerm is the least number of months for which names are kept.
func shortestTerm() int {
	least := 0
	for _, kind := range MeetingKinds {
		if months := Defaults(kind).RetentionMonths; least == 0 || months < least {
			least = months
		}
	}
	return least
}

// stale narrows registrations of meeting m to those whose term is over.
func (m *Meeting) stale(tx *gorm.DB, now time.Time) *gorm.DB {
	before := now.AddDate(0, -Defaults(m.Kind).RetentionMonths, 0)
	tx = tx.Where("registrations.meeting_id = ? and registrations.person_id is not null and registrations.updated_at <= ?", m.ID, before)
	if m.UpdatedAt.After(before) {
		tx = tx.Where("registrations.status not in ?", ActiveStatuses)
	}
	return tx
}

// undatedStale lists the meetings without a date, not called off, in which
// the term of somebody is over.
func (s *Store) undatedStale(ctx context.Context) ([]*Meeting, error) {
	now := s.Now()
	var list, stale []*Meeting
	err := s.reader.WithContext(ctx).Where("ends_at is null and status not in ?", calledOff).
		Where(`exists (select 1 from registrations r where r.meeting_id = meetings.id and r.person_id is not null and r.updated_at <= ?)`,
			now.AddDate(0, -shortestTerm(), 0)).Order("id").Find(&list).Error
	if err != nil {
		return nil, fmt.Errorf("undated meetings to forget: %w", err)
	}
	for _, m := range list {
		var n int64
		if err := m.stale(s.reader.WithContext(ctx).Model(&Registration{}), now).Count(&n).Error; err != nil {
			return nil, fmt.Errorf("undated meeting %d: %w", m.ID, err)
		}
		if n > 0 {
			stale = append(stale, m)
		}
	}
	return stale, nil
}

// forgetStale makes the people of an undated meeting whose term is over
// anonymous, under the lock of the meeting, with a proof line.
func (s *Store) forgetStale(ctx context.Context, meetingID int64) (int, error) {
	total := int64(0)
	err := s.write(ctx, func(tx *gorm.DB) error {
		m, err := lockMeeting(tx, meetingID)
		if err != nil {
			return err
		}
		now := s.Now()
		if m.EndsAt != nil { // dated meanwhile
			total = 0
			return nil
		}
		d := &desk{s: s, tx: tx, m: m, now: now}
		var people []*Registration
		if err := m.stale(tx, now).Order("id").Limit(staleAtOnce).Find(&people).Error; err != nil {
			return err
		}
		ids := make([]int64, len(people))
		for i, r := range people {
			ids[i] = r.ID
			if err := d.endFollowing(r); err != nil {
				return err
			}
		}
		if err := tx.Where("registration_id in ?", ids).Delete(&Needs{}).Error; err != nil {
			return err
		}
		if err := d.eraseMessages(ids); err != nil {
			return err
		}
		if err := tx.Where("meeting_id = ? and not exists (select 1 from messages where messages.note_id = notes.id)", m.ID).Delete(&Note{}).Error; err != nil {
			return err // nobody is left to whom it went, and it may name people
		}
		if err := tx.Model(&RegistrationChange{}).Where("registration_id in ?", ids).UpdateColumn("reason", "").Error; err != nil {
			return err
		}
		if total, err = anonymize(tx.Model(&Registration{}).Where("id in ?", ids)); err != nil {
			return err
		}
		if err := dropUnusedPeople(tx); err != nil {
			return err
		}
		return prove(tx, m.ID, "names", total, now)
	})
	return int(total), err
}

// endFollowing ends the registration of somebody who is forgotten: without a
// name they can neither come nor be told that there is a date now.
func (d *desk) endFollowing(r *Registration) error {
	if !r.Status.Active() {
		return nil
	}
	if err := d.dropAccepted(r); err != nil {
		return err
	}
	r.WaitlistedAt, r.WantedSiteID, r.OfferExpiresAt = nil, nil, nil
	return d.transition(r, endOf(r.Status), "erased", Actor{Kind: BySystem}, "")
}
