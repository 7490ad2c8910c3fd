package models

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// RunRetention deletes what must not be kept any longer: needs from 7 days
// after a meeting (BR-76), names after the term of its kind (BR-77), and people
// of the directory with nothing to do there for a year (unlistIdle). Each
// meeting is one transaction with a proof line in retention_runs; it locks
// the meeting. It gives the number of rows that went. Call it at start and
// each minute.
func (s *Store) RunRetention(ctx context.Context) (int, error) {
	list, err := s.overdue(ctx)
	if err != nil {
		return 0, err
	}
	waiting, err := s.waitingStale(ctx)
	if err != nil {
		return 0, err
	}
	total, err := s.forgetOffers(ctx)
	if err != nil {
		return 0, err
	}
	for i, m := range append(list, waiting...) {
		forget := s.retain
		if i >= len(list) {
			forget = s.forgetStale
		}
		n, err := forget(ctx, m.ID)
		if err != nil {
			return total, fmt.Errorf("retention of meeting %d: %w", m.ID, err)
		}
		total += n
	}
	unlisted, err := s.unlistIdle(ctx)
	if err != nil {
		return total, fmt.Errorf("retention of the directory: %w", err)
	}
	total += unlisted
	// The log of SQLite is emptied each time: the mail worker deletes too.
	if total > 0 || s.dialect == "sqlite" {
		return total, s.forget(ctx)
	}
	return 0, nil
}

// overdue lists the meetings that ended 7 days ago or more and still hold
// needs, or names although their term is over, or lack a proof line since. What
// was forgotten before a meeting got another date says nothing about now.
func (s *Store) overdue(ctx context.Context) ([]*Meeting, error) {
	now := s.Now()
	var list []*Meeting
	err := s.reader.WithContext(ctx).Preload("Sites").Where("status <> ?", MeetingPostponed).
		Where("ends_at <= ? or ends_at is null and status in ? and updated_at <= ?", needsStart(now), calledOff, needsStart(now)).
		Where(`needs_erased_at is null or names_erased_at is null or needs_erased_at < ends_at or names_erased_at < ends_at
			or exists (select 1 from needs n join registrations r on r.id = n.registration_id where r.meeting_id = meetings.id)
			or exists (select 1 from registrations r where r.meeting_id = meetings.id and r.person_id is not null)`).
		Order("id").Find(&list).Error
	if err != nil {
		return nil, fmt.Errorf("meetings to forget: %w", err)
	}
	kept := list[:0]
	for _, m := range list {
		due, err := m.mustForget(s.reader.WithContext(ctx), now)
		if err != nil {
			return nil, err
		}
		if due {
			kept = append(kept, m)
		}
	}
	return kept, nil
}

// mustForget reports whether a run has something to do at this meeting.
func (m *Meeting) mustForget(tx *gorm.DB, now time.Time) (bool, error) {
	from := m.termsFrom()
	if from == nil || now.Before(needsEnd(*from)) {
		return false, nil
	}
	names := m.namesTermOver(now)
	if unproved(m.NeedsErasedAt, *from) || names && unproved(m.NamesErasedAt, *from) {
		return true, nil
	}
	needs, err := exists(tx.Model(&Needs{}).Joins("join registrations r on r.id = needs.registration_id").Where("r.meeting_id = ?", m.ID))
	if needs || err != nil || !names {
		return needs, err
	}
	return exists(tx.Model(&Registration{}).Where("meeting_id = ? and person_id is not null", m.ID))
}

// exists reports whether a query finds a row.
func exists(query *gorm.DB) (bool, error) {
	var n int64
	err := query.Limit(1).Count(&n).Error
	return n > 0, err
}

// unproved reports whether nothing was forgotten since the terms count.
func unproved(erased *time.Time, from time.Time) bool { return erased == nil || erased.Before(from) }

// calledOff are the states in which a meeting without a date will have none.
var calledOff = []MeetingStatus{MeetingCancelled, MeetingArchived}

// termsFrom is the moment from which the terms count: the end of the meeting.
// One that was called off after the day it had, or never had a day, did not
// end: there it is when it was called off. Nil for a meeting that is still to
// come without a day, as one that is postponed: see stale.
func (m *Meeting) termsFrom() *time.Time {
	end := m.lastEnd()
	switch {
	case m.Status == MeetingPostponed:
		return nil
	case m.Status == MeetingCancelled && (end == nil || m.UpdatedAt.After(*end)), m.Status == MeetingArchived && end == nil:
		at := m.UpdatedAt
		return &at
	}
	return end
}

// needsStart is the end of the meetings whose needs go at this moment.
func needsStart(now time.Time) time.Time { return now.Add(-7 * 24 * time.Hour) }

// namesTermOver reports whether the names of this meeting are to go now.
func (m *Meeting) namesTermOver(now time.Time) bool {
	end := m.termsFrom()
	return end != nil && !now.Before(end.AddDate(0, Defaults(m.Kind).RetentionMonths, 0))
}

func (s *Store) retain(ctx context.Context, meetingID int64) (int, error) {
	total := 0
	err := s.write(ctx, func(tx *gorm.DB) error {
		total = 0
		m, err := lockMeeting(tx, meetingID)
		if err != nil {
			return err
		}
		now := s.Now()
		if due, err := m.mustForget(tx, now); !due {
			return err
		}
		n, err := eraseNeeds(tx, m, now)
		if err != nil {
			return err
		}
		total += n
		if m.namesTermOver(now) {
			n, err = eraseNames(tx, m, now)
			total += n
		}
		return err
	})
	return total, err
}

func eraseNeeds(tx *gorm.DB, m *Meeting, now time.Time) (int, error) {
	res := tx.Where("registration_id in (?)", tx.Model(&Registration{}).Select("id").Where("meeting_id = ?", m.ID)).Delete(&Needs{})
	if res.Error != nil {
		return 0, res.Error
	}
	if res.RowsAffected == 0 && !unproved(m.NeedsErasedAt, *m.termsFrom()) {
		return 0, nil
	}
	if err := forgetNumbers(tx, m.ID); err != nil {
		return 0, err
	}
	if err := tx.Model(&Meeting{}).Where("id = ?", m.ID).UpdateColumn("needs_erased_at", now).Error; err != nil {
		return 0, err
	}
	return int(res.RowsAffected), prove(tx, m.ID, "needs", res.RowsAffected, now)
}

// eraseNames makes every registration of a meeting anonymous: state, site,
// role, level and whom it represented stay for the counts; name, address,
// answers and mails go. See endForgotten for a meeting that goes on after all.
func eraseNames(tx *gorm.DB, m *Meeting, now time.Time) (int, error) {
	rows, err := anonymize(tx.Model(&Registration{}).Where("meeting_id = ? and person_id is not null", m.ID))
	if err != nil || rows == 0 && !unproved(m.NamesErasedAt, *m.termsFrom()) {
		return 0, err
	}
	if err := tx.Where("meeting_id = ?", m.ID).Delete(&Message{}).Error; err != nil {
		return 0, err
	}
	if err := tx.Where("meeting_id = ?", m.ID).Delete(&Note{}).Error; err != nil { // typed by hand: it may name people
		return 0, err
	}
	if err := eraseDocuments(tx, m.ID); err != nil {
		return 0, err
	}
	if err := tx.Model(&RegistrationChange{}).Where("meeting_id = ?", m.ID).UpdateColumn("reason", "").Error; err != nil {
		return 0, err
	}
	if err := forgetInvited(tx.Where("meeting_id = ?", m.ID)); err != nil {
		return 0, err
	}
	if err := dropNamesakes(tx, m.ID); err != nil {
		return 0, err
	}
	if err := dropUnusedPeople(tx); err != nil {
		return 0, err
	}
	if err := tx.Model(&Meeting{}).Where("id = ?", m.ID).UpdateColumn("names_erased_at", now).Error; err != nil {
		return 0, err
	}
	return int(rows), prove(tx, m.ID, "names", rows, now)
}

// anonymize takes from these registrations what says who they were.
func anonymize(people *gorm.DB) (rows int64, err error) {
	res := people.UpdateColumns(map[string]any{
		"person_id": nil, "given_name": "", "surname_prefix": "", "surname": "", "sort_key": "", "search_text": "", "email": "",
		"organization_name": "", "job_title": "", "phone": "", "photo_ok": false, "booked_by_name": "", "booked_by_email": "",
		"calendar_uid": gorm.Expr("'gone-' || id"), "calendar_address": "", "calendar_told": "",
	})
	return res.RowsAffected, res.Error
}

// dropUnusedPeople removes everybody who is at no meeting any more: a Person
// goes with its last registration (rules §3.1).
func dropUnusedPeople(tx *gorm.DB) error {
	return tx.Where("listed_at is null and not exists (select 1 from registrations r where r.person_id = people.id)").Delete(&Person{}).Error
}

// forgetInvited takes the names of people out of lines of invitations; those
// of positions name nobody.
func forgetInvited(lines *gorm.DB) error {
	err := lines.Model(&Invitation{}).Where("target = ?", InvitePerson).
		UpdateColumns(map[string]any{"name": "", "organization_name": "", "person_id": nil}).Error
	if err != nil {
		return fmt.Errorf("names of invitations: %w", err)
	}
	return nil
}

func prove(tx *gorm.DB, meetingID int64, what string, rows int64, at time.Time) error {
	return tx.Create(&RetentionRun{MeetingID: meetingID, What: what, Rows: int(rows), At: at}).Error
}

// forget makes deleted text unreadable in the files of the database too. On
// SQLite deleted bytes are overwritten (secure_delete) and the write-ahead
// log is emptied here; a reader in the way only delays that to the next run.
// On PostgreSQL the dead rows are vacuumed.
func (s *Store) forget(ctx context.Context) error {
	if s.dialect == "sqlite" {
		return s.db.WithContext(ctx).Exec("pragma wal_checkpoint(truncate)").Error
	}
	return s.db.WithContext(ctx).Exec("vacuum needs, registrations, people, messages, registration_changes, affiliations, position_holders, desk_changes, invitations").Error
}

// RetentionRuns reads the proof lines, newest first.
func (s *Store) RetentionRuns(ctx context.Context, limit int) ([]RetentionRun, error) {
	var runs []RetentionRun
	err := s.reader.WithContext(ctx).Order("id desc").Limit(limit).Find(&runs).Error
	if err != nil {
		return nil, fmt.Errorf("retention runs: %w", err)
	}
	return runs, nil
}
