package models

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"

	"bijeen/models/mailaddr"
)

// loginsPerHour is how many login links an address may ask for in an hour
// before it uses one: who logs in at five machines is not held up.
const loginsPerHour = 3

// loginPurpose keeps the token of a login link from opening anything else.
const loginPurpose = "login link"

// browserKeyLength is that of a key RequestLogin made.
const browserKeyLength = 32

// RequestLogin mails a one-time way in to the user with this address. It works
// once, within 15 minutes, in the browser that keeps the key this gives; a
// browser that has one already hands it in and keeps it. For an address of
// nobody, and after three links that were not used within the hour, nothing
// is sent: answer and work are the same. Kind Invalid for what is no address.
func (s *Store) RequestLogin(ctx context.Context, email, language, browser string) (string, error) {
	a, err := mailaddr.Parse(email)
	if err != nil {
		return "", atField("email", err)
	}
	if len(browser) != browserKeyLength {
		if browser, err = s.randomID(browserKeyLength * 5 / 8); err != nil {
			return "", err
		}
	}
	if err := s.write(ctx, func(tx *gorm.DB) error { return s.mailLogin(tx, a, language, browser) }); err != nil {
		return "", fmt.Errorf("login link by mail: %w", err)
	}
	if s.wakeMail != nil {
		s.wakeMail()
	}
	return browser, nil
}

// mailLogin stores a link and its mail. For an address of nobody it does the
// same for another user and takes it back, so that the time it takes tells
// nothing.
func (s *Store) mailLogin(tx *gorm.DB, a mailaddr.Address, language, browser string) error {
	var users []User
	err := tx.Raw("select * from users order by case when email_key = ? then 0 else 1 end, id limit 1", a.Key()).Scan(&users).Error
	if err != nil || len(users) == 0 {
		return err
	}
	const before = "before_login_link"
	if err := tx.SavePoint(before).Error; err != nil {
		return err
	}
	u := &users[0]
	asked, err := s.askedLogins(tx, u)
	if err != nil {
		return err
	}
	if err := s.storeLogin(tx, u, language, browser); err != nil {
		return err
	}
	if u.EmailKey != a.Key() || asked >= loginsPerHour {
		return tx.RollbackTo(before).Error
	}
	return nil
}

// askedLogins counts the links a user asked for within the hour and did not
// use.
func (s *Store) askedLogins(tx *gorm.DB, u *User) (int64, error) {
	var n int64
	err := tx.Model(&LoginLink{}).
		Where("user_id = ? and browser_hash <> '' and used_at is null and expires_at > ?", u.ID, s.Now().Add(loginLinkLife-limitWindow)).
		Count(&n).Error
	return n, err
}

func (s *Store) storeLogin(tx *gorm.DB, u *User, language, browser string) error {
	nonce, err := s.randomID(16)
	if err != nil {
		return err
	}
	now := s.Now()
	expires := now.Add(loginLinkLife)
	link := LoginLink{UserID: u.ID, TokenHash: hashToken(s.LoginToken(nonce)), BrowserHash: hashToken(browser), ExpiresAt: expires}
	if err := tx.Create(&link).Error; err != nil {
		return err
	}
	detail, err := json.Marshal(MessageDetail{ToName: u.Name, Login: nonce})
	if err != nil {
		return err
	}
	return s.insertMessages(tx, &Message{
		Kind: MailLogin, ToEmail: u.Email, EmailKey: u.EmailKey, Language: language,
		State: MessageQueued, DueAt: now, Detail: string(detail), CreatedAt: now,
	})
}

// LoginToken is what stands behind /beheer/inloggen/ in the mail with this
// nonce: made anew for each try to send it, since only its hash is stored.
func (s *Store) LoginToken(nonce string) string { return s.Sign(loginPurpose, nonce) }

// freezeLogin freezes a mail with a login link; one whose link does nothing
// any more stays here.
func (s *Store) freezeLogin(tx *gorm.DB, msg *Message, detail MessageDetail) error {
	d := &desk{s: s, tx: tx, now: s.Now()}
	var links []LoginLink
	err := tx.Where("token_hash = ? and used_at is null and expires_at > ?", hashToken(s.LoginToken(detail.Login)), d.now).Find(&links).Error
	if err != nil {
		return fmt.Errorf("login link of message %d: %w", msg.ID, err)
	}
	if len(links) == 0 {
		return d.abort(msg)
	}
	return freezeLoose(tx, msg, d.now, MessageFacts{
		Language: msg.Language, Detail: detail, ToName: detail.ToName, ReplyBy: &links[0].ExpiresAt,
	})
}
