package models

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"bijeen/models/mailaddr"
	"bijeen/models/names"
)

// loginLinkLife is how long a one-time login link works.
const loginLinkLife = 15 * time.Minute

// AddUser makes a user, or changes name and role of the one with this
// address. Kinds: Problems for what was given.
func (s *Store) AddUser(ctx context.Context, email, name string, role UserRole) (*User, error) {
	name = names.CleanLine(name)
	var wrong Problems
	a, err := mailaddr.Parse(email)
	wrong = append(wrong, atField("email", err)...)
	if name == "" {
		wrong = append(wrong, invalid("name", "name_missing"))
	}
	wrong = append(wrong, tooLong("name", name, names.MaxLine)...)
	if !slices.Contains(UserRoles, role) {
		wrong = append(wrong, invalid("role", "choice_unknown"))
	}
	if len(wrong) > 0 {
		return nil, wrong
	}
	u := &User{Email: a.String(), EmailKey: a.Key(), Name: name, Role: role}
	err = s.write(ctx, func(tx *gorm.DB) error {
		u.CreatedAt = s.Now()
		var known User
		if err := tx.Where("email_key = ?", u.EmailKey).Limit(1).Find(&known).Error; err != nil {
			return err
		}
		if known.ID == 0 {
			return tx.Create(u).Error
		}
		u.ID, u.CreatedAt = known.ID, known.CreatedAt
		return tx.Model(&User{}).Where("id = ?", u.ID).Select("Name", "Role").Updates(u).Error
	})
	if err != nil {
		return nil, fmt.Errorf("store user: %w", err)
	}
	return u, nil
}

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
// anything now. Kinds: NotFound for a wrong one, Gone for a used or old one.
func (s *Store) LoginTokenWorks(ctx context.Context, token string) error {
	_, err := s.loginLink(s.reader.WithContext(ctx), token)
	return err
}

// Login uses a login token up and gives its user. Kinds as LoginTokenWorks.
// Of two browsers that use it at the same moment one gets in.
func (s *Store) Login(ctx context.Context, token string) (*User, error) {
	var u User
	err := s.write(ctx, func(tx *gorm.DB) error {
		link, err := s.loginLink(tx, token)
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

func (s *Store) loginLink(tx *gorm.DB, token string) (*LoginLink, error) {
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
	}
	return &link, nil
}

// hashToken is what is stored of a token: a copy of the database logs nobody
// in.
func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// SessionStore keeps login sessions in the database, so that any instance
// knows them and they can be ended. It is a store for the scs session
// package; tokens are hashed.
type SessionStore struct{ s *Store }

// Sessions gives the store of login sessions.
func (s *Store) Sessions() *SessionStore { return &SessionStore{s} }

// FindCtx gives the data of a session that has not ended.
func (ss *SessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var row Session
	err := ss.s.reader.WithContext(ctx).Where("token_hash = ? and expires_at > ?", hashToken(token), ss.s.Now()).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, false, nil
	}
	return row.Data, err == nil, err
}

// CommitCtx stores a session until expiry.
func (ss *SessionStore) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	row := Session{TokenHash: hashToken(token), Data: data, ExpiresAt: expiry.UTC()}
	return ss.s.write(ctx, func(tx *gorm.DB) error { return tx.Save(&row).Error })
}

// DeleteCtx ends a session.
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

// SweepLogins removes sessions and login links that have ended.
func (s *Store) SweepLogins(ctx context.Context) error {
	err := s.write(ctx, func(tx *gorm.DB) error {
		if err := tx.Where("expires_at < ?", s.Now()).Delete(&Session{}).Error; err != nil {
			return err
		}
		return tx.Where("expires_at < ?", s.Now().Add(-24*time.Hour)).Delete(&LoginLink{}).Error
	})
	if err != nil {
		return fmt.Errorf("sweep logins: %w", err)
	}
	return nil
}
