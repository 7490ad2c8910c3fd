package models

import (
	"context"
	"encoding/binary"
	"strings"

	"gorm.io/gorm"
)

// noticePurpose keeps the proof of this link from opening anything else.
const noticePurpose = "notices stop"

// NoticeToken is what stands behind /geen-berichten/ in a mail to a user: the
// number of the user with a proof.
func (s *Store) NoticeToken(userID int64) string {
	id := strings.ToLower(tokenText.EncodeToString(binary.BigEndian.AppendUint64(nil, uint64(userID))))
	return id + s.Sign(noticePurpose, id)
}

// NoticeReceiver gives the user whose notices this link ends. Kind NotFound
// for a token that is none, and once the user is gone.
func (s *Store) NoticeReceiver(ctx context.Context, token string) (*User, error) {
	id, err := s.noticeUser(token)
	if err != nil {
		return nil, err
	}
	u, err := s.UserByID(ctx, id)
	if KindOf(err) == NotFound {
		return nil, errNotFound("link")
	}
	return u, err
}

// StopNotices sends no more notices to the user of this link; a second time
// changes nothing. Kinds as NoticeReceiver.
func (s *Store) StopNotices(ctx context.Context, token string) error {
	id, err := s.noticeUser(token)
	if err != nil {
		return err
	}
	err = s.write(ctx, func(tx *gorm.DB) error { return s.chooseNotices(tx, id, NoticesNone, "") })
	if KindOf(err) == NotFound {
		return errNotFound("link")
	}
	return err
}

func (s *Store) noticeUser(token string) (int64, error) {
	const idLetters = 13 // of eight bytes
	if len(token) <= idLetters || !s.Signed(noticePurpose, token[:idLetters], token[idLetters:]) {
		return 0, errNotFound("link")
	}
	raw, err := tokenText.DecodeString(strings.ToUpper(token[:idLetters]))
	if err != nil {
		return 0, errNotFound("link")
	}
	return int64(binary.BigEndian.Uint64(raw)), nil
}
