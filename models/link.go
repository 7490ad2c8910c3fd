package models

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"io"
	"strings"
)

// Keys derive the links. Current makes them; Previous still opens those of
// before a change of key. A copy of the database opens nothing without them
// (BR-20).
type Keys struct {
	Current  []byte
	Previous []byte
}

var tokenText = base32.StdEncoding.WithPadding(base32.NoPadding)

// tokenMAC is 128 bit: what cannot be guessed about a link.
const tokenMAC = 16

// Token is what stands behind /aanmelding/ for a registration: 39 lower-case
// letters and digits. The same registration and version always give the same
// token, so a mail can be built again.
func (s *Store) Token(registrationID int64, version int) string {
	return token(s.keys.Current, ofRegistration, registrationID, version)
}

// AssistantToken is what stands behind /namens/ for somebody who acts for
// others, as Token.
func (s *Store) AssistantToken(personID int64, version int) string {
	return token(s.keys.Current, ofAssistant, personID, version)
}

// What a token opens; one for the one opens nothing of the other.
const (
	ofRegistration = "registration"
	ofAssistant    = "assistant"
)

func token(key []byte, what string, id int64, version int) string {
	raw := binary.BigEndian.AppendUint64(make([]byte, 0, 8+tokenMAC), uint64(id))
	raw = append(raw, linkMAC(key, what, id, version)...)
	return strings.ToLower(tokenText.EncodeToString(raw))
}

func linkMAC(key []byte, what string, id int64, version int) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(what + "\x00"))
	var n [16]byte
	binary.BigEndian.PutUint64(n[:8], uint64(id))
	binary.BigEndian.PutUint64(n[8:], uint64(version))
	h.Write(n[:])
	return h.Sum(nil)[:tokenMAC]
}

// tokenID reads which registration or assistant a token names. The token is not yet
// believed: see opens.
func tokenID(token string) (int64, []byte, bool) {
	raw, err := tokenText.DecodeString(strings.ToUpper(token))
	// The last letter has bits to spare: only one of its spellings is ours.
	if err != nil || len(raw) != 8+tokenMAC || strings.ToLower(tokenText.EncodeToString(raw)) != token {
		return 0, nil, false
	}
	return int64(binary.BigEndian.Uint64(raw)), raw[8:], true
}

// opens reports, in constant time, whether mac belongs to this registration or
// assistant.
func (s *Store) opens(mac []byte, what string, id int64, version int) bool {
	ok := hmac.Equal(mac, linkMAC(s.keys.Current, what, id, version))
	if len(s.keys.Previous) > 0 && hmac.Equal(mac, linkMAC(s.keys.Previous, what, id, version)) {
		ok = true
	}
	return ok
}

// Sign gives a short proof that this text came from us, for parameters in
// addresses; purpose keeps one sort of text from being used as another.
func (s *Store) Sign(purpose, text string) string {
	return sign(s.keys.Current, purpose, text)
}

// Signed reports whether proof was made by Sign for this purpose and text.
func (s *Store) Signed(purpose, text, proof string) bool {
	ok := hmac.Equal([]byte(proof), []byte(sign(s.keys.Current, purpose, text)))
	if len(s.keys.Previous) > 0 && hmac.Equal([]byte(proof), []byte(sign(s.keys.Previous, purpose, text))) {
		ok = true
	}
	return ok
}

func sign(key []byte, purpose, text string) string {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(purpose + "\x00" + text))
	return strings.ToLower(tokenText.EncodeToString(h.Sum(nil)[:tokenMAC]))
}

// randomID gives n random bytes as lower-case text, for UIDs, Message-IDs
// and tokens.
func (s *Store) randomID(n int) (string, error) {
	raw := make([]byte, n)
	if _, err := io.ReadFull(s.rand, raw); err != nil {
		return "", err
	}
	return strings.ToLower(tokenText.EncodeToString(raw)), nil
}

// newUID makes the secret UID of one registration's calendar item: 100
// random bits or more, never derived from an id (calendar-mail.md §1).
func (s *Store) newUID() (string, error) {
	id, err := s.randomID(13)
	return id + "@" + s.domain, err
}
