package models

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// SessionStore keeps login sessions in the database, so that any instance
// knows them and they can be ended. It is a store for the scs session
// package; tokens are hashed.
type SessionStore struct{ s *Store }

// Sessions gives the store of login sessions.
func (s *Store) Sessions() *SessionStore { return &SessionStore{s} }

// running narrows a query to the session of a token that has not ended.
func (s *Store) running(tx *gorm.DB, token string) *gorm.DB {
	return tx.Where("token_hash = ? and expires_at > ? and ended_at is null", hashToken(token), s.Now())
}

// FindCtx gives the data of a session that has not ended.
func (ss *SessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var row Session
	err := ss.s.running(ss.s.reader.WithContext(ctx), token).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, false, nil
	}
	return row.Data, err == nil, err
}

// CommitCtx stores a session until expiry. One that was ended meanwhile stays
// so.
func (ss *SessionStore) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	now := ss.s.Now()
	row := Session{TokenHash: hashToken(token), Data: data, CreatedAt: now, SeenAt: now, ExpiresAt: expiry.UTC()}
	keep := clause.OnConflict{
		Columns:   []clause.Column{{Name: "token_hash"}},
		DoUpdates: clause.AssignmentColumns([]string{"data", "seen_at", "expires_at"}),
	}
	return ss.s.write(ctx, func(tx *gorm.DB) error { return tx.Clauses(keep).Create(&row).Error })
}

// DeleteCtx ends a session and forgets it.
func (ss *SessionStore) DeleteCtx(ctx context.Context, token string) error {
	return ss.s.write(ctx, func(tx *gorm.DB) error {
		return tx.Where("token_hash = ?", hashToken(token)).Delete(&Session{}).Error
	})
}

// Find is FindCtx without a context, as the session package asks.
func (ss *SessionStore) Find(token string) ([]byte, bool, error) {
	return ss.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context, as the session package asks.
func (ss *SessionStore) Commit(token string, data []byte, expiry time.Time) error {
	return ss.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx without a context, as the session package asks.
func (ss *SessionStore) Delete(token string) error { return ss.DeleteCtx(context.Background(), token) }

// maxBrowser is how much is kept of what a browser says about itself.
const maxBrowser = 300

// NameSession says whose a session is and in which browser it runs, so that
// its owner finds it in the list.
func (s *Store) NameSession(ctx context.Context, token string, userID int64, browser string) error {
	set := map[string]any{"user_id": userID, "browser": cutText(browser, maxBrowser)}
	err := s.write(ctx, func(tx *gorm.DB) error {
		return tx.Model(&Session{}).Where("token_hash = ?", hashToken(token)).Updates(set).Error
	})
	if err != nil {
		return fmt.Errorf("name session: %w", err)
	}
	return nil
}

// SessionsOf lists the running sessions of a user, the last used first, and
// the id of the one with this token.
func (s *Store) SessionsOf(ctx context.Context, userID int64, token string) (list []Session, own int64, err error) {
	err = s.reader.WithContext(ctx).Omit("data").Where("user_id = ? and expires_at > ? and ended_at is null", userID, s.Now()).
		Order("seen_at desc, id desc").Find(&list).Error
	if err != nil {
		return nil, 0, fmt.Errorf("sessions of user %d: %w", userID, err)
	}
	for _, row := range list {
		if row.TokenHash == hashToken(token) {
			own = row.ID
		}
	}
	return list, own, nil
}

// EndSession ends one session of a user. Kind NotFound when the user has no
// such session that runs.
func (s *Store) EndSession(ctx context.Context, userID, id int64) error {
	n, err := s.endSessions(ctx, func(tx *gorm.DB) *gorm.DB { return tx.Where("user_id = ? and id = ?", userID, id) })
	if err == nil && n == 0 {
		return errNotFound("session")
	}
	return err
}

// EndOtherSessions ends every session of a user but the one with this token,
// and gives how many.
func (s *Store) EndOtherSessions(ctx context.Context, userID int64, token string) (int, error) {
	return s.endSessions(ctx, func(tx *gorm.DB) *gorm.DB {
		return tx.Where("user_id = ? and token_hash <> ?", userID, hashToken(token))
	})
}

func (s *Store) endSessions(ctx context.Context, which func(*gorm.DB) *gorm.DB) (int, error) {
	ended := 0
	err := s.write(ctx, func(tx *gorm.DB) error {
		now := s.Now()
		res := which(tx.Model(&Session{})).Where("expires_at > ? and ended_at is null", now).
			Updates(map[string]any{"ended_at": now, "data": []byte{}})
		ended = int(res.RowsAffected)
		return res.Error
	})
	if err != nil {
		return 0, fmt.Errorf("end sessions: %w", err)
	}
	return ended, nil
}

// cutText keeps at most n bytes of valid text.
func cutText(text string, n int) string {
	if len(text) > n {
		text = text[:n]
	}
	return strings.ToValidUTF8(text, "")
}
