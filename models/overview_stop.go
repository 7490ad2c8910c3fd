package models

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// OverviewStop says that an address wants no overviews of the people it signs
// up (RFC 8058: mail that is not about an own registration can be ended).
type OverviewStop struct {
	EmailKey  string `gorm:"primaryKey"`
	CreatedAt time.Time
}

// overviewPurpose keeps the proof of this link from opening anything else.
const overviewPurpose = "overview stop"

// OverviewToken is what stands behind /geen-overzicht/ in an overview: the
// number of the mail with a proof, and nothing about its receiver.
func (s *Store) OverviewToken(messageID int64) string {
	id := strings.ToLower(tokenText.EncodeToString(binary.BigEndian.AppendUint64(nil, uint64(messageID))))
	return id + s.Sign(overviewPurpose, id)
}

// OverviewReceiver gives the address an overview went to. Kind NotFound for a
// token that is none, or when the mail has been deleted.
func (s *Store) OverviewReceiver(ctx context.Context, token string) (string, error) {
	m, err := s.overviewOf(s.reader.WithContext(ctx), token)
	if err != nil {
		return "", err
	}
	return m.ToEmail, nil
}

// StopOverviews sends no more overviews to the address that this one went
// to; a second time changes nothing. Kinds as OverviewReceiver.
func (s *Store) StopOverviews(ctx context.Context, token string) error {
	return s.write(ctx, func(tx *gorm.DB) error {
		m, err := s.overviewOf(tx, token)
		if err != nil {
			return err
		}
		stop := OverviewStop{EmailKey: m.EmailKey, CreatedAt: s.Now()}
		if err := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&stop).Error; err != nil {
			return fmt.Errorf("stop overviews: %w", err)
		}
		return nil
	})
}

func (s *Store) overviewOf(tx *gorm.DB, token string) (*Message, error) {
	const idLetters = 13 // of eight bytes
	if len(token) <= idLetters || !s.Signed(overviewPurpose, token[:idLetters], token[idLetters:]) {
		return nil, errNotFound("link")
	}
	raw, err := tokenText.DecodeString(strings.ToUpper(token[:idLetters]))
	if err != nil {
		return nil, errNotFound("link")
	}
	var m Message
	err = tx.Where("id = ? and kind = ?", int64(binary.BigEndian.Uint64(raw)), MailOverview).Take(&m).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, errNotFound("link")
	}
	if err != nil {
		return nil, fmt.Errorf("overview: %w", err)
	}
	return &m, nil
}

// wantsOverviews reports whether an address has not said that it wants none.
func (d *desk) wantsOverviews(emailKey string) (bool, error) {
	var stops int64
	if err := d.tx.Model(&OverviewStop{}).Where("email_key = ?", emailKey).Count(&stops).Error; err != nil {
		return false, fmt.Errorf("overviews of an address: %w", err)
	}
	return stops == 0, nil
}
