package models

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// UnsentForm is what a user is typing into a form of the desk and has not
// sent. A user has one at most for each form; only that user reads it.
type UnsentForm struct {
	ID     int64
	UserID int64
	Path   string // where the form goes
	Form   string // its fields, as they would be sent
	KeptAt time.Time
}

const (
	unsentLife = 7 * 24 * time.Hour // somebody comes back after a weekend
	unsentMost = 20                 // of one user
)

// KeepUnsent keeps what a user has typed so far into the form that goes to
// path, in place of what was kept of it before. Of one user the newest 20 are
// kept.
func (s *Store) KeepUnsent(ctx context.Context, userID int64, path, form string) error {
	err := s.write(ctx, func(tx *gorm.DB) error {
		row := UnsentForm{UserID: userID, Path: path, Form: form, KeptAt: s.Now()}
		err := tx.Clauses(clause.OnConflict{
			Columns: []clause.Column{{Name: "user_id"}, {Name: "path"}}, DoUpdates: clause.AssignmentColumns([]string{"form", "kept_at"}),
		}).Create(&row).Error
		if err != nil {
			return err
		}
		newest := tx.Model(&UnsentForm{}).Select("id").Where("user_id = ?", userID).Order("kept_at desc, id desc").Limit(unsentMost)
		return tx.Where("user_id = ? and id not in (?)", userID, newest).Delete(&UnsentForm{}).Error
	})
	if err != nil {
		return fmt.Errorf("keep an unsent form: %w", err)
	}
	return nil
}

// UnsentOf reads what a user typed into the form that goes to path. Kind
// NotFound when there is nothing, or nothing younger than a week.
func (s *Store) UnsentOf(ctx context.Context, userID int64, path string) (*UnsentForm, error) {
	var list []UnsentForm
	err := s.reader.WithContext(ctx).Where("user_id = ? and path = ? and kept_at > ?", userID, path, s.Now().Add(-unsentLife)).
		Limit(1).Find(&list).Error
	if err != nil {
		return nil, fmt.Errorf("unsent form: %w", err)
	}
	if len(list) == 0 {
		return nil, errNotFound("draft")
	}
	return &list[0], nil
}

// DropUnsent forgets what a user typed into the form that goes to path.
// Nothing is written when there is nothing.
func (s *Store) DropUnsent(ctx context.Context, userID int64, path string) error {
	var n int64
	of := UnsentForm{UserID: userID, Path: path}
	if err := s.reader.WithContext(ctx).Model(&UnsentForm{}).Where(&of).Count(&n).Error; err != nil {
		return fmt.Errorf("unsent form: %w", err)
	}
	if n == 0 {
		return nil
	}
	if err := s.write(ctx, func(tx *gorm.DB) error { return tx.Where(&of).Delete(&UnsentForm{}).Error }); err != nil {
		return fmt.Errorf("drop an unsent form: %w", err)
	}
	return nil
}
