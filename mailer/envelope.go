package mailer

import (
	"fmt"
	"net/mail"
	"strconv"
	"strings"
)

// tagPurpose keeps the proof in a sender address from being used elsewhere.
const tagPurpose = "envelope"

// maxLocalPart is what mail servers take before the @ (RFC 5321 §4.5.3.1.1).
const maxLocalPart = 64

// longestTag is what tagging adds: +m, the number of a row (up to a million
// millions of mails), - and a proof.
const longestTag = len("+m-") + len("999999999999") + 26

// tagged gives the envelope sender of one message (VERP): the sender's own
// mailbox with the number of the row and a proof behind a plus, so that a
// bounce says which message it is about and nobody can make one up. sign is
// that of the Store.
func tagged(from string, id int64, sign func(purpose, text string) string) string {
	local, domain, _ := strings.Cut(from, "@")
	text := "m" + strconv.FormatInt(id, 10)
	return local + "+" + text + "-" + sign(tagPurpose, text) + "@" + domain
}

// ReadTag reads which message a bounce to this address is about. It believes
// only what was made by us; signed is that of the Store. Case does not count:
// mail servers change it.
func ReadTag(address string, signed func(purpose, text, proof string) bool) (messageID int64, ok bool) {
	local, _, _ := strings.Cut(strings.ToLower(address), "@")
	plus := strings.LastIndexByte(local, '+')
	if plus < 0 {
		return 0, false
	}
	text, proof, _ := strings.Cut(local[plus+1:], "-")
	number, found := strings.CutPrefix(text, "m")
	id, err := strconv.ParseInt(number, 10, 64)
	if !found || err != nil || !signed(tagPurpose, text, proof) {
		return 0, false
	}
	return id, true
}

// bare reports whether s is one address that cannot be read as anything else.
func bare(s string) bool {
	local, domain, _ := strings.Cut(s, "@")
	return local != "" && domain != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r > '~' || strings.ContainsRune(`"(),:;<>[\]%?&`, r)
	}) && !strings.Contains(domain, "@")
}

// ParseFrom reads the setting BIJEEN_MAIL_FROM: "Bijeen <bijeen@example.org>"
// or a bare address. With tagged envelopes the part before the @ must leave
// room for the tag. The error is a sentence that says what to do.
func ParseFrom(s string, tagged bool) (mail.Address, error) {
	a, err := mail.ParseAddress(s)
	if err != nil {
		return mail.Address{}, fmt.Errorf("%q is not a mail address: write name@domain or Name <name@domain>", s)
	}
	local, _, _ := strings.Cut(a.Address, "@")
	if !bare(a.Address) {
		return mail.Address{}, fmt.Errorf("%q cannot be a sender: use plain letters, digits and . _ - + @", a.Address)
	}
	if room := maxLocalPart - longestTag; tagged && len(local) > room {
		return mail.Address{}, fmt.Errorf("%q is too long for tagged sender addresses: at most %d characters before the @", a.Address, room)
	}
	return *a, nil
}
