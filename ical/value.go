package ical

import (
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ValueError says which field of an Item or Feed cannot be written truthfully.
// It never repeats the value: that may be a name, an address or a secret UID,
// and errors are logged.
type ValueError struct {
	Field  string // snake_case: "title", "attendee_address"
	Reason string
}

// Error gives field and reason, for logs.
func (e *ValueError) Error() string { return "ical: " + e.Field + " " + e.Reason }

// cleanText prepares a TEXT value: every sort of line end becomes LF, a tab
// becomes a space, other control characters go. Bytes that are not UTF-8 are
// refused, for nobody knows what they stood for.
func cleanText(field, s string) (string, error) {
	if !utf8.ValidString(s) {
		return "", &ValueError{field, "is not valid UTF-8"}
	}
	s = lineEnds.Replace(s)
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, s), nil
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\u0085", "\n")

// cleanLine is cleanText for what stands in one line.
func cleanLine(field, s string) (string, error) {
	s, err := cleanText(field, s)
	return strings.TrimSpace(strings.ReplaceAll(s, "\n", " ")), err
}

// cleanName prepares a CN: one line that fits between double quotes.
// Parameters have no escape for a quote, so an inner one becomes a curly one.
// Backslashes at the end go: readers that undo backslashes here, against the
// RFC, would take the closing quote for one of the name and lose the address.
func cleanName(field, s string) (string, error) {
	s, err := cleanLine(field, s)
	return strings.TrimRight(strings.ReplaceAll(s, `"`, "”"), `\ `), err
}

// checkUID accepts what looks the same in every calendar, escaped or not.
func checkUID(uid string) error {
	switch {
	case uid == "":
		return &ValueError{"uid", "is empty"}
	case len(uid) > 255:
		return &ValueError{"uid", "is longer than 255 octets"}
	case !isPrintable(uid) || strings.ContainsAny(uid, `"\,;`):
		return &ValueError{"uid", "holds a character that calendars may change"}
	}
	return nil
}

// isPrintable reports whether s is ASCII without spaces and control characters.
func isPrintable(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

const (
	letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	// localMarks are the marks of an RFC 5321 atom, without & ? and %, which
	// mean something of their own in a mailto URI.
	localMarks = "!#$'*+-./=^_`{|}~"
)

// mailto gives the mailto URI of a bare address, local@domain. Display names,
// lists, quoted local parts and anything outside ASCII are refused; a domain
// is given in its ASCII form.
func mailto(field, address string) (string, error) {
	if address == "" {
		return "", &ValueError{field, "is empty"}
	}
	if !isAddress(address) {
		return "", &ValueError{field, "is not a bare address local@domain"}
	}
	return "mailto:" + uriMarks.Replace(address), nil
}

// uriMarks encodes what an address may hold and a URI may not (RFC 6068 §2).
var uriMarks = strings.NewReplacer("#", "%23", "^", "%5E", "`", "%60", "{", "%7B", "|", "%7C", "}", "%7D")

func isAddress(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	return ok && len(local) <= 64 && local != "" && only(local, letters+localMarks) &&
		len(domain) <= 255 && only(domain, letters+"-.") && !slices.Contains(strings.Split(domain, "."), "")
}

// only reports whether s consists of the characters of set.
func only(s, set string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !strings.ContainsRune(set, r) }) < 0
}

// cleanURL gives an http or https address as it may stand in a calendar: pure
// ASCII, re-serialized, never with a user name or password. http is allowed
// for a server without a certificate, as in the demo. Commas stay: a URI value
// knows no backslashes.
func cleanURL(field, s string) (string, error) {
	u, err := url.Parse(s)
	switch {
	case err != nil:
		return "", &ValueError{field, "is not a URL"}
	case u.Scheme != "https" && u.Scheme != "http", u.Opaque != "":
		return "", &ValueError{field, "is not an http or https URL"}
	case u.Hostname() == "":
		return "", &ValueError{field, "has no host"}
	case u.User != nil:
		return "", &ValueError{field, "holds a user name"}
	}
	u.RawQuery = encodeQuery(u.RawQuery)
	if s = u.String(); !isPrintable(s) {
		return "", &ValueError{field, "is not a URL"}
	}
	return s, nil
}

// encodeQuery percent-encodes what net/url leaves alone in a query: characters
// outside ASCII (U+2028 would end a line for some readers) and the marks that
// RFC 3986 does not allow.
func encodeQuery(q string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(q) {
		if c := q[i]; c <= ' ' || c > '~' || strings.IndexByte("\"<>\\^`{|}", c) >= 0 {
			b.WriteString(string([]byte{'%', hex[c>>4], hex[c&15]}))
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
