package models

import (
	"context"
	"fmt"
	"time"
)

// Examination is what a look at the database says about how things go.
type Examination struct {
	Damage    []string  // what the database itself finds wrong with its data; SQLite only
	Clock     time.Time // what the server takes for now; PostgreSQL only
	Users     int       // who may log in at the desk
	Late      int       // mails that should have gone a quarter of an hour ago
	LateSince time.Time // since when the oldest of them is due
	Failed    int       // mails that failed for good within a week
}

const (
	lateMail   = 15 * time.Minute
	failedMail = 7 * 24 * time.Hour
)

// Examine looks whether the database is whole and takes changes, and how its
// mail gets on. It changes nothing. An error means that the database cannot
// work, see Unavailable.
func (s *Store) Examine(ctx context.Context) (*Examination, error) {
	e := &Examination{}
	if err := s.dryRun(ctx, s.changeNothing); err != nil {
		return nil, fmt.Errorf("try a change: %w", err)
	}
	if err := s.examineData(ctx, e); err != nil {
		return nil, err
	}
	db, now := s.reader.WithContext(ctx), s.Now()
	var users, late, failed int64
	if err := db.Model(&User{}).Count(&users).Error; err != nil {
		return nil, fmt.Errorf("count users: %w", err)
	}
	waits := db.Model(&Message{}).Where("state = ? and due_at <= ?", MessageQueued, now.Add(-lateMail))
	if err := waits.Count(&late).Error; err != nil {
		return nil, fmt.Errorf("count late mails: %w", err)
	}
	if late > 0 {
		var oldest []time.Time
		if err := waits.Order("due_at").Limit(1).Pluck("due_at", &oldest).Error; err != nil {
			return nil, fmt.Errorf("oldest late mail: %w", err)
		}
		e.LateSince = oldest[0]
	}
	err := db.Model(&Message{}).Where("state = ? and due_at > ?", MessageFailed, now.Add(-failedMail)).Count(&failed).Error
	if err != nil {
		return nil, fmt.Errorf("count failed mails: %w", err)
	}
	e.Users, e.Late, e.Failed = int(users), int(late), int(failed)
	return e, nil
}

// examineData asks SQLite whether its file is whole, and PostgreSQL what time
// it is.
func (s *Store) examineData(ctx context.Context, e *Examination) error {
	db := s.reader.WithContext(ctx)
	if s.dialect != "sqlite" {
		if err := db.Raw("select clock_timestamp()").Scan(&e.Clock).Error; err != nil {
			return fmt.Errorf("clock of the server: %w", err)
		}
		return nil
	}
	var lines []string
	if err := db.Raw("pragma quick_check(10)").Scan(&lines).Error; err != nil {
		return fmt.Errorf("check the file: %w", err)
	}
	if len(lines) != 1 || lines[0] != "ok" {
		e.Damage = lines
	}
	var loose []struct{ Table string }
	if err := db.Raw("pragma foreign_key_check").Scan(&loose).Error; err != nil {
		return fmt.Errorf("check the references: %w", err)
	}
	if len(loose) > 0 {
		e.Damage = append(e.Damage, fmt.Sprintf("%d rows of %s and others refer to rows that are not there", len(loose), loose[0].Table))
	}
	return nil
}
