// Package mailaddr reads mail addresses, compares them, and finds the one that
// was probably meant.
package mailaddr

import (
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// Address is a mail address that can be sent to: ASCII on both sides. The
// zero value is no address.
type Address struct {
	local  string // as typed
	domain string // as typed, or in punycode when it was not ASCII
}

// Problem is what is wrong with an address: the key of a sentence in the
// locale files.
type Problem string

// Error gives the key, for logs.
func (p Problem) Error() string { return string(p) }

// The longest address that mail servers take (RFC 5321 §4.5.3.1): before the
// @, and in all.
const (
	maxLocalPart = 64
	maxAddress   = 254
)

// Parse reads one bare mail address, local@domain. Space around it is
// dropped. Anything a mail program could read as more than one plain address
// is refused: names, quotes, lists, control characters, IP numbers
// (calendar-mail.md §5). The error is a Problem:
//
//	email_missing    nothing there
//	email_wrong      not an address, or more than one
//	email_not_ascii  letters before the @ that mail servers may refuse
//	email_domain     what stands after the @ cannot exist
//	email_long       longer than mail servers take
func Parse(s string) (Address, error) {
	s = trimInvisible(s)
	if s == "" {
		return Address{}, Problem("email_missing")
	}
	local, domain, found := strings.Cut(s, "@")
	if !found || local == "" || domain == "" {
		return Address{}, Problem("email_wrong")
	}
	if key := localProblem(local); key != "" {
		return Address{}, Problem(key)
	}
	if strings.ContainsFunc(domain, notInAddress) || strings.Contains(domain, "@") {
		return Address{}, Problem("email_wrong")
	}
	ascii, ok := asciiDomain(domain)
	if !ok {
		return Address{}, Problem("email_domain")
	}
	if len(local) > maxLocalPart || len(local)+1+len(ascii) > maxAddress {
		return Address{}, Problem("email_long")
	}
	if isASCII(domain) {
		ascii = domain
	}
	return Address{local: local, domain: ascii}, nil
}

// localProblem is the key of what is wrong before the @; empty when it is
// right. What remains is a dot-atom of RFC 5322 without %, ? and &, which
// have a meaning in mailto: links.
func localProblem(local string) string {
	if strings.ContainsFunc(local, notInAddress) {
		return "email_wrong"
	}
	if !isASCII(local) {
		return "email_not_ascii"
	}
	if strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") || strings.Contains(local, "..") {
		return "email_wrong"
	}
	return ""
}

// notInAddress reports characters that are refused on both sides of the @.
func notInAddress(r rune) bool {
	return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co) || r == unicode.ReplacementChar ||
		strings.ContainsRune(`"()<>[],;:\%?&`, r)
}

// asciiDomain gives the domain in lower-case ASCII. ok is false when no such
// domain can exist on the internet: it needs a dot, valid labels (RFC 5891),
// and a last label that is not a number.
func asciiDomain(domain string) (ascii string, ok bool) {
	ascii, err := idna.Lookup.ToASCII(domain)
	if err != nil || len(ascii) > 253 {
		return "", false
	}
	// Some names are written in a way that cannot be read back: no such domain
	// is registered, and what is stored must stay an address.
	if again, err := idna.Lookup.ToASCII(ascii); err != nil || again != ascii {
		return "", false
	}
	labels := strings.Split(ascii, ".")
	for _, label := range labels {
		if label == "" || len(label) > 63 {
			return "", false
		}
	}
	top := labels[len(labels)-1]
	if len(labels) < 2 || len(top) < 2 || !strings.ContainsFunc(top, isLowerLetter) {
		return "", false
	}
	return ascii, true
}

func isLowerLetter(r rune) bool { return r >= 'a' && r <= 'z' }

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func trimInvisible(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) })
}

// String is the address as typed, its domain in ASCII form: this is what is
// stored and sent to.
func (a Address) String() string {
	if a.local == "" {
		return ""
	}
	return a.local + "@" + a.domain
}

// MailDomain is what stands after the @, in lower case and ASCII.
func (a Address) MailDomain() string { return strings.ToLower(a.domain) }

// Key is equal for addresses that the contract calls the same: case folded,
// the domain in ASCII form. A tag after + counts: it is another address.
func (a Address) Key() string { return strings.ToLower(a.String()) }

// Mask shows enough of an address to know it again and too little to
// write to it: "s…@horizon.example". A text without @ becomes "…".
func Mask(s string) string {
	local, domain, found := strings.Cut(s, "@")
	if !found || local == "" {
		return "…"
	}
	if shown, err := idna.Display.ToUnicode(domain); err == nil {
		domain = shown
	}
	return string([]rune(local)[:1]) + "…@" + domain
}

// KeyOf is the Key of an address that was stored before. What cannot be
// read any more is only folded.
func KeyOf(stored string) string {
	a, err := Parse(stored)
	if err != nil {
		return strings.ToLower(stored)
	}
	return a.Key()
}
