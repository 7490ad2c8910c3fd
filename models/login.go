package models

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// loginLinkLife is how long a one-time login link works.
const loginLinkLife = 15 * time.Minute

// UserByID reads a user. Kind NotFound.
func (s *Store) UserByID(ctx context.Context, id int64) (*User, error) {
	var u User
	err := s.reader.WithContext(ctx).Where("id = ?", id).Take(&u).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, errNotFound("user")
	}
	if err != nil {
		return nil, fmt.Errorf("user %d: %w", id, err)
	}
	return &u, nil
}

// NewLoginToken makes a one-time way in for a user and gives the token for
// the link. Only its hash is stored. It works once, within 15 minutes.
func (s *Store) NewLoginToken(ctx context.Context, userID int64) (string, error) {
	token, err := s.randomID(20)
	if err != nil {
		return "", err
	}
	err = s.write(ctx, func(tx *gorm.DB) error {
		return tx.Create(&LoginLink{UserID: userID, TokenHash: hashToken(token), ExpiresAt: s.Now().Add(loginLinkLife)}).Error
	})
	if err != nil {
		return "", fmt.Errorf("store login link: %w", err)
	}
	return token, nil
}

// LoginTokenWorks says, without using it, whether a login token opens
// anything now in the browser with this key; a link that was not asked for
// needs none. Kinds: NotFound for a wrong one, Gone for a used or old one,
// Forbidden in a browser that did not ask for it.
func (s *Store) LoginTokenWorks(ctx context.Context, token, browser string) error {
	_, err := s.loginLink(s.reader.WithContext(ctx), token, browser)
	return err
}

// Login uses a login token up and gives its user. Kinds as LoginTokenWorks.
// Of two browsers that use it at the same moment one gets in.
func (s *Store) Login(ctx context.Context, token, browser string) (*User, error) {
	var u User
	err := s.write(ctx, func(tx *gorm.DB) error {
		link, err := s.loginLink(tx, token, browser)
		if err != nil {
			return err
		}
		res := tx.Model(&LoginLink{}).Where("id = ? and used_at is null", link.ID).Update("used_at", s.Now())
		if res.Error != nil {
			return fmt.Errorf("use login link: %w", res.Error)
		}
		if res.RowsAffected == 0 {
			return refuse(Gone, "login_link_used")
		}
		return tx.Where("id = ?", link.UserID).Take(&u).Error
	})
	if err != nil {
		return nil, err
	}
	return &u, nil
}

func (s *Store) loginLink(tx *gorm.DB, token, browser string) (*LoginLink, error) {
	var link LoginLink
	err := tx.Where("token_hash = ?", hashToken(token)).Take(&link).Error
	switch {
	case errors.Is(err, gorm.ErrRecordNotFound):
		return nil, errNotFound("login_link")
	case err != nil:
		return nil, fmt.Errorf("find login link: %w", err)
	case link.UsedAt != nil:
		return nil, refuse(Gone, "login_link_used")
	case !s.Now().Before(link.ExpiresAt):
		return nil, refuse(Gone, "login_link_old")
	case link.BrowserHash != "" && subtle.ConstantTimeCompare([]byte(link.BrowserHash), []byte(hashToken(browser))) == 0:
		return nil, refuse(Forbidden, "login_link_browser")
	}
	return &link, nil
}

// hashToken is what is stored of a token: a copy of the database logs nobody
// in.
func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// endedKept is how long a session that ended is remembered: who comes back to
// a form after a weekend finds what was typed in it.
const endedKept = 7 * 24 * time.Hour

// SweepLogins removes sessions and login links that have ended, what was typed
// and never fetched, and history of the desk that was kept long enough.
func (s *Store) SweepLogins(ctx context.Context) error {
	err := s.write(ctx, func(tx *gorm.DB) error {
		now := s.Now()
		if err := tx.Where("expires_at < ?", now.Add(-endedKept)).Delete(&Session{}).Error; err != nil {
			return err
		}
		if err := tx.Where("created_at < ?", now.Add(-draftLife)).Delete(&Draft{}).Error; err != nil {
			return err
		}
		if err := tx.Where("kept_at < ?", now.Add(-unsentLife)).Delete(&UnsentForm{}).Error; err != nil {
			return err
		}
		// The mail with a link is of no use when the link is not.
		if err := tx.Where("kind = ? and created_at < ?", MailLogin, now.Add(-24*time.Hour)).Delete(&Message{}).Error; err != nil {
			return err
		}
		if err := sweepDeskChanges(tx, now); err != nil {
			return err
		}
		return tx.Where("expires_at < ?", now.Add(-24*time.Hour)).Delete(&LoginLink{}).Error
	})
	if err != nil {
		return fmt.Errorf("sweep logins: %w", err)
	}
	return nil
}
