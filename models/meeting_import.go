package models

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"
)

// ImportedMeeting says what one meeting of a file came to.
type ImportedMeeting struct {
	Slug   string
	Status MeetingStatus
	Saved
}

// ImportMeetings saves the meetings that read gives: all or nothing, with the
// same consequences as SaveMeeting; with dryRun nothing is kept. It locks the
// meetings that exist under one of these slugs and hands them to read, by
// slug; read may be called again and must not change them. Imports go one by
// one: what is new cannot be locked, and two files with the same new meetings
// or hosts would wait for each other. Errors of read come back as they are.
func (s *Store) ImportMeetings(ctx context.Context, slugs []string, read func(existing map[string]*Meeting) ([]MeetingInput, error), by Actor, dryRun bool) ([]ImportedMeeting, error) {
	var done []ImportedMeeting
	woke := false
	err := s.write(ctx, func(tx *gorm.DB) error {
		if err := s.lockImports(tx); err != nil {
			return err
		}
		existing, err := lockSlugs(tx, slugs)
		if err != nil {
			return err
		}
		list, err := read(existing)
		if err != nil {
			return err
		}
		done, woke, err = s.importAll(tx, list, by)
		if err == nil && dryRun {
			return errDryRun
		}
		return err
	})
	if err != nil && !errors.Is(err, errDryRun) {
		return nil, err
	}
	if woke && err == nil && s.wakeMail != nil {
		s.wakeMail()
	}
	return done, nil
}

// importAll saves in the order in which every process locks, and answers in
// the order of the file.
func (s *Store) importAll(tx *gorm.DB, list []MeetingInput, by Actor) (done []ImportedMeeting, woke bool, err error) {
	done = make([]ImportedMeeting, len(list))
	for _, i := range bySlug(list) {
		done[i] = ImportedMeeting{Slug: list[i].Slug, Status: list[i].Status}
		d, err := s.saveMeeting(tx, list[i], by, &done[i].Saved, nil)
		if err != nil {
			return nil, false, fmt.Errorf("import meeting %s: %w", list[i].Slug, err)
		}
		woke = woke || d.woke
	}
	return done, woke, nil
}

// lockImports waits until no other import runs. On SQLite the transaction
// itself is the only writer. A key of two numbers is never that of the
// migrations, which is one.
func (s *Store) lockImports(tx *gorm.DB) error {
	if s.dialect == "sqlite" {
		return nil
	}
	if err := tx.Exec("select pg_advisory_xact_lock(1, 1)").Error; err != nil {
		return fmt.Errorf("lock imports: %w", err)
	}
	return nil
}

// lockSlugs locks and reads the meetings that have one of these slugs.
func lockSlugs(tx *gorm.DB, slugs []string) (map[string]*Meeting, error) {
	existing := make(map[string]*Meeting)
	slugs = slices.Clone(slugs)
	slices.Sort(slugs)
	for _, slug := range slices.Compact(slugs) {
		var ids []int64
		if err := tx.Model(&Meeting{}).Where("slug = ?", slug).Pluck("id", &ids).Error; err != nil {
			return nil, fmt.Errorf("find meeting %s: %w", slug, err)
		}
		if len(ids) == 0 {
			continue
		}
		m, err := lockMeeting(tx, ids[0])
		if err != nil {
			return nil, err
		}
		if err := loadParts(tx, m); err != nil {
			return nil, err
		}
		existing[slug] = m
	}
	return existing, nil
}
