package models

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
)

// ChangeDelay is how long mails about a changed or cancelled meeting wait,
// so that a change can be undone before anybody reads it.
func (s *Store) ChangeDelay() time.Duration { return s.delay }

// CreateMeeting stores a new meeting under a slug that is made from its title
// (see MeetingSlug), with a number behind it when the slug is taken. The slug
// of the input is not looked at. It gives the slug. Kinds: Problems.
func (s *Store) CreateMeeting(ctx context.Context, in MeetingInput, by Actor) (string, error) {
	err := s.write(ctx, func(tx *gorm.DB) error {
		var err error
		if in.Slug, err = freeSlug(tx, MeetingSlug(in.Title)); err != nil {
			return err
		}
		_, err = s.saveMeeting(tx, in, by, &Saved{}, nil)
		return err
	})
	return in.Slug, err
}

// freeSlug is the slug itself, or the first of slug-2, slug-3, … that no
// meeting has.
func freeSlug(tx *gorm.DB, slug string) (string, error) {
	var taken []string
	if err := tx.Model(&Meeting{}).Where("slug like ?", slug+"%").Pluck("slug", &taken).Error; err != nil {
		return "", fmt.Errorf("find a free slug: %w", err)
	}
	return numbered(slug, func(key string) bool { return slices.Contains(taken, key) }), nil
}

// ChangeMeeting saves a meeting as SaveMeeting does, but only when nobody
// has changed it since the moment read (its UpdatedAt as the editor saw it).
// It locks the meeting. Kinds: NotFound; Problems; Conflict with the key
// meeting_changed when somebody was first: nothing is stored then.
func (s *Store) ChangeMeeting(ctx context.Context, in MeetingInput, read time.Time, by Actor) (Saved, error) {
	var saved Saved
	woke := false
	err := s.write(ctx, func(tx *gorm.DB) error {
		saved = Saved{}
		d, err := s.changeUnlessChanged(tx, in, read, by, &saved, nil)
		if err == nil {
			woke = d.woke
		}
		return err
	})
	if err != nil {
		return Saved{}, err
	}
	if woke && s.wakeMail != nil {
		s.wakeMail()
	}
	return saved, nil
}

// changeUnlessChanged is ChangeMeeting inside a transaction.
func (s *Store) changeUnlessChanged(tx *gorm.DB, in MeetingInput, read time.Time, by Actor, saved *Saved, t *tally) (*desk, error) {
	m, err := FindMeeting(tx.Clauses(lockClause()), in.Slug)
	if err != nil {
		return nil, err
	}
	if !m.UpdatedAt.Equal(read) {
		return nil, refuse(Conflict, "meeting_changed")
	}
	return s.saveMeeting(tx, in, by, saved, t)
}

// PlannedMails says how many mails about changes wait for their moment, and
// when the first of them goes: what somebody who has just saved a meeting
// wants to know. The moment is zero when none waits.
func (s *Store) PlannedMails(ctx context.Context, meetingID int64) (int, time.Time, error) {
	var rows []Message
	err := s.reader.WithContext(ctx).Select("due_at").
		Where("meeting_id = ? and state = ? and attempts = 0 and due_at > ? and note_id is null", meetingID, MessageQueued, s.Now()).
		Order("due_at").Find(&rows).Error
	if err != nil {
		return 0, time.Time{}, fmt.Errorf("planned mails of meeting %d: %w", meetingID, err)
	}
	if len(rows) == 0 {
		return 0, time.Time{}, nil
	}
	return len(rows), rows[0].DueAt, nil
}
