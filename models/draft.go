package models

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// draftLife is how long a draft waits for its writer.
const draftLife = 24 * time.Hour

// SaveDraft keeps what somebody sent to path in a session that has ended, in
// place of an earlier draft of that session. It gives the key with which the
// same user finds it; empty when the session was none of ours: nobody else
// can fill the table.
func (s *Store) SaveDraft(ctx context.Context, session, path, form string) (string, error) {
	key, err := s.randomID(20)
	if err != nil {
		return "", err
	}
	err = s.write(ctx, func(tx *gorm.DB) error {
		var ids []int64
		if err := tx.Model(&Session{}).Where("token_hash = ? and user_id is not null", hashToken(session)).Pluck("id", &ids).Error; err != nil {
			return err
		}
		if len(ids) == 0 {
			key = ""
			return nil
		}
		if err := tx.Where("session_id = ?", ids[0]).Delete(&Draft{}).Error; err != nil {
			return err
		}
		return tx.Create(&Draft{SessionID: ids[0], TokenHash: hashToken(key), Path: path, Form: form, CreatedAt: s.Now()}).Error
	})
	if err != nil {
		return "", fmt.Errorf("keep draft: %w", err)
	}
	return key, nil
}

// DraftOf reads a draft of this user by its key. Kind NotFound when there is
// none, it is older than a day, or somebody else wrote it.
func (s *Store) DraftOf(ctx context.Context, userID int64, key string) (*Draft, error) {
	var list []Draft
	err := ownDraft(s.reader.WithContext(ctx), userID, key).Where("created_at > ?", s.Now().Add(-draftLife)).Limit(1).Find(&list).Error
	if err != nil {
		return nil, fmt.Errorf("draft: %w", err)
	}
	if len(list) == 0 {
		return nil, errNotFound("draft")
	}
	return &list[0], nil
}

// DropDraft forgets a draft of this user; with a path only when it was to go
// there. Nothing happens when there is none.
func (s *Store) DropDraft(ctx context.Context, userID int64, key, path string) error {
	err := s.write(ctx, func(tx *gorm.DB) error {
		q := ownDraft(tx, userID, key)
		if path != "" {
			q = q.Where("path = ?", path)
		}
		return q.Delete(&Draft{}).Error
	})
	if err != nil {
		return fmt.Errorf("drop draft: %w", err)
	}
	return nil
}

func ownDraft(tx *gorm.DB, userID int64, key string) *gorm.DB {
	return tx.Where("token_hash = ? and session_id in (select id from sessions where user_id = ?)", hashToken(key), userID)
}
