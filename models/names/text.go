package names

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The longest texts that are accepted, in characters after cleaning.
const (
	MaxName = 80   // one part of a name
	MaxLine = 200  // organisation, job title and other short answers
	MaxText = 2000 // free text of more lines
)

// TooLong reports whether s has more than limit characters.
func TooLong(s string, limit int) bool { return utf8.RuneCountInString(s) > limit }

// CleanLine makes one line of what was typed: spaces trimmed and collapsed
// (line ends and tabs are spaces too), Unicode NFC. Characters that nobody
// sees and that can turn a line around, end it early or make two equal lines
// differ are dropped: control characters, marks of direction, zero-width and
// soft ones. Bytes that are no UTF-8 become U+FFFD. Everything else stays as
// typed.
func CleanLine(s string) string {
	s = strings.Map(visibleRune, strings.ToValidUTF8(s, "\uFFFD"))
	return norm.NFC.String(strings.Join(strings.Fields(s), " "))
}

// CleanText is CleanLine for each line of a text. Line ends become \n, empty
// lines at both ends go, and more than one in a row becomes one.
func CleanText(s string) string {
	var lines []string
	for line := range strings.SplitSeq(lineEnds.Replace(s), "\n") {
		line = CleanLine(line)
		if line == "" && (len(lines) == 0 || lines[len(lines)-1] == "") {
			continue
		}
		lines = append(lines, line)
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

// visibleRune drops (-1) what CleanLine drops.
func visibleRune(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case r == zeroWidthJoiner || r == zeroWidthNonJoiner:
		return r // part of emoji and of Persian names
	case unicode.In(r, unicode.Cc, unicode.Cf):
		return -1
	}
	return r
}

const (
	zeroWidthNonJoiner = '\u200c'
	zeroWidthJoiner    = '\u200d'
)
