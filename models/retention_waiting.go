package models

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
)

// A meeting may wait for a date for ever, the first one or after it was
// postponed; the names of its people may not (BR-77). Without a date the term
// of its kind counts from the last sign of life: of the meeting, which being
// postponed is, or the registration, whichever came later, and of the
// registration alone once it ended. Their needs stay as long, as the meeting
// is still to come (BR-76); of a registration that ended they go 7 days later.

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

// waitsForDate reports whether a meeting is still to come without a day that
// holds.
func (m *Meeting) waitsForDate() bool {
	return m.Status == MeetingPostponed || m.EndsAt == nil && !slices.Contains(calledOff, m.Status)
}

// stale narrows registrations of meeting m, which waits for a date, to those
// whose term is over.
func (m *Meeting) stale(tx *gorm.DB, now time.Time) *gorm.DB {
	before := now.AddDate(0, -Defaults(m.Kind).RetentionMonths, 0)
	tx = tx.Where("registrations.meeting_id = ? and registrations.person_id is not null and registrations.updated_at <= ?", m.ID, before)
	if m.UpdatedAt.After(before) {
		tx = tx.Where("registrations.status not in ?", ActiveStatuses)
	}
	return tx
}

// needsOfEnded narrows needs to those of registrations that ended 7 days ago,
// in a meeting that waits for a date.
func (m *Meeting) needsOfEnded(tx *gorm.DB, now time.Time) *gorm.DB {
	return tx.Where(`registration_id in (select id from registrations where meeting_id = ? and status not in ? and updated_at <= ?)`,
		m.ID, ActiveStatuses, needsStart(now))
}

// waitingStale lists the meetings that wait for a date in which the term of
// somebody is over.
func (s *Store) waitingStale(ctx context.Context) ([]*Meeting, error) {
	now := s.Now()
	var list, stale []*Meeting
	err := s.reader.WithContext(ctx).
		Where("ends_at is null and status not in ? or status = ?", calledOff, MeetingPostponed).
		Where(`exists (select 1 from registrations r where r.meeting_id = meetings.id and r.person_id is not null and r.updated_at <= ?)
			or exists (select 1 from registrations r join needs n on n.registration_id = r.id
				where r.meeting_id = meetings.id and r.status not in ? and r.updated_at <= ?)`,
			now.AddDate(0, -shortestTerm(), 0), ActiveStatuses, needsStart(now)).Order("id").Find(&list).Error
	if err != nil {
		return nil, fmt.Errorf("meetings without a date to forget: %w", err)
	}
	for _, m := range list {
		tx := s.reader.WithContext(ctx)
		due, err := exists(m.stale(tx.Model(&Registration{}), now))
		if err == nil && !due {
			due, err = exists(m.needsOfEnded(tx.Model(&Needs{}), now))
		}
		if err != nil {
			return nil, fmt.Errorf("meeting %d without a date: %w", m.ID, err)
		}
		if due {
			stale = append(stale, m)
		}
	}
	return stale, nil
}

// forgetStale makes the people of a meeting that waits for a date whose term
// is over anonymous, under the lock of the meeting, with a proof line.
func (s *Store) forgetStale(ctx context.Context, meetingID int64) (int, error) {
	total := 0
	err := s.write(ctx, func(tx *gorm.DB) error {
		total = 0
		m, err := lockMeeting(tx, meetingID)
		if err != nil {
			return err
		}
		if !m.waitsForDate() { // decided meanwhile
			return nil
		}
		d := &desk{s: s, tx: tx, m: m, now: s.Now()}
		var people []*Registration
		if err := m.stale(tx, d.now).Order("id").Limit(staleAtOnce).Find(&people).Error; err != nil {
			return err
		}
		needs, err := d.forgetNeeds(people)
		if err != nil {
			return err
		}
		names, err := d.forgetPeople(people)
		total = needs + names
		return err
	})
	return total, err
}

func idsOf(people []*Registration) []int64 {
	ids := make([]int64, len(people))
	for i, r := range people {
		ids[i] = r.ID
	}
	return ids
}

// forgetNeeds deletes the needs of these people, and of those who ended their
// registration.
func (d *desk) forgetNeeds(people []*Registration) (int, error) {
	res := d.tx.Where(d.tx.Where("registration_id in ?", idsOf(people)).Or(d.m.needsOfEnded(d.tx, d.now))).Delete(&Needs{})
	if res.Error != nil || res.RowsAffected == 0 {
		return 0, res.Error
	}
	if err := forgetNumbers(d.tx, d.m.ID); err != nil {
		return 0, err
	}
	return int(res.RowsAffected), prove(d.tx, d.m.ID, "needs", res.RowsAffected, d.now)
}

// forgetPeople ends these registrations and makes them anonymous.
func (d *desk) forgetPeople(people []*Registration) (int, error) {
	if len(people) == 0 {
		return 0, nil
	}
	ids := idsOf(people)
	for _, r := range people {
		if err := d.endNameless(r); err != nil {
			return 0, err
		}
	}
	if err := d.eraseMessages(ids); err != nil {
		return 0, err
	}
	if err := d.tx.Where("meeting_id = ? and not exists (select 1 from messages where messages.note_id = notes.id)", d.m.ID).Delete(&Note{}).Error; err != nil {
		return 0, err // nobody is left to whom it went, and it may name people
	}
	if err := d.tx.Model(&RegistrationChange{}).Where("registration_id in ?", ids).UpdateColumn("reason", "").Error; err != nil {
		return 0, err
	}
	rows, err := anonymize(d.tx.Model(&Registration{}).Where("id in ?", ids))
	if err != nil {
		return 0, err
	}
	if err := forgetInvited(d.tx.Where("id in (select invitation_id from registrations where id in ?)", ids)); err != nil {
		return 0, err
	}
	if err := dropNamesakes(d.tx, d.m.ID); err != nil {
		return 0, err
	}
	if err := dropUnusedPeople(d.tx); err != nil {
		return 0, err
	}
	return int(rows), prove(d.tx, d.m.ID, "names", rows, d.now)
}

// endNameless ends the registration of somebody who is forgotten: without a
// name they can neither come nor be told that there is a date now.
func (d *desk) endNameless(r *Registration) error {
	if !r.Status.Active() {
		return nil
	}
	if err := d.dropAccepted(r); err != nil {
		return err
	}
	d.release(r)
	r.WaitlistedAt, r.WantedSiteID, r.OfferExpiresAt = nil, nil, nil
	return d.transition(r, endOf(r.Status), "erased", Actor{Kind: BySystem}, "")
}

// endForgotten ends the registrations of people who were forgotten while the
// meeting was over or called off, where the counts had to stay (BR-77), once
// it goes on after all: they would hold seats and wait before others.
func (d *desk) endForgotten() error {
	if d.m.NamesErasedAt == nil || slices.Contains(calledOff, d.m.Status) || d.m.Status != MeetingPostponed && d.m.over(d.now) {
		return nil
	}
	var list []*Registration
	err := d.tx.Where("meeting_id = ? and person_id is null and status in ?", d.m.ID, ActiveStatuses).Order("id").Find(&list).Error
	if err != nil {
		return fmt.Errorf("forgotten people of meeting %d: %w", d.m.ID, err)
	}
	for _, r := range list {
		if err := d.endNameless(r); err != nil {
			return err
		}
	}
	return nil
}
