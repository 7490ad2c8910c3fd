package ical

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// The reader of the tests knows RFC 5545 and nothing of this package or of
// golang-ical, so a mistake shared by writer and reader does not hide.

// line is one content line; path names the components around it.
type line struct {
	path   string
	name   string
	params map[string]string
	value  string // TEXT is still escaped
}

// object is a calendar object in lines.
type object []line

// readObject checks line ends, folding and characters, and splits data.
func readObject(data []byte) (object, error) {
	unfolded, err := unfoldStrict(string(data))
	if err != nil {
		return nil, err
	}
	var obj object
	var path []string
	for n, s := range unfolded {
		l, err := splitLine(s)
		if err != nil {
			return nil, fmt.Errorf("content line %d: %w", n+1, err)
		}
		switch l.name {
		case "BEGIN":
			path = append(path, l.value)
			continue
		case "END":
			if len(path) == 0 || path[len(path)-1] != l.value {
				return nil, fmt.Errorf("END:%s closes nothing", l.value)
			}
			path = path[:len(path)-1]
			continue
		}
		l.path = strings.Join(path, "/")
		obj = append(obj, l)
	}
	if len(path) > 0 {
		return nil, fmt.Errorf("%v never ends", path)
	}
	return obj, nil
}

func unfoldStrict(s string) ([]string, error) {
	if !strings.HasSuffix(s, "\r\n") {
		return nil, errors.New("no CRLF at the end")
	}
	var lines []string
	for n, l := range strings.Split(strings.TrimSuffix(s, "\r\n"), "\r\n") {
		switch {
		case strings.ContainsAny(l, "\r\n\x00"):
			return nil, fmt.Errorf("line %d: a bare CR, LF or NUL", n+1)
		case len(l) > 75:
			return nil, fmt.Errorf("line %d: %d octets", n+1, len(l))
		case !utf8.ValidString(l):
			return nil, fmt.Errorf("line %d: folded inside a character", n+1)
		case strings.HasPrefix(l, " "):
			if len(lines) == 0 {
				return nil, errors.New("begins with a continuation")
			}
			lines[len(lines)-1] += l[1:]
		default:
			lines = append(lines, l)
		}
	}
	return lines, nil
}

// splitLine follows contentline = name *(";" param) ":" value.
func splitLine(s string) (line, error) {
	l := line{params: map[string]string{}}
	var ok bool
	if l.name, s, ok = cutName(s); !ok {
		return l, fmt.Errorf("no name before %.20q", s)
	}
	for strings.HasPrefix(s, ";") {
		key, rest, ok := cutName(s[1:])
		if !ok || !strings.HasPrefix(rest, "=") {
			return l, fmt.Errorf("bad parameter in %s", l.name)
		}
		s = rest[1:]
		var value string
		if strings.HasPrefix(s, `"`) {
			value, s, ok = strings.Cut(s[1:], `"`)
		} else {
			end := strings.IndexAny(s, `;:,"`)
			if ok = end >= 0; ok {
				value, s = s[:end], s[end:]
			}
		}
		if !ok {
			return l, fmt.Errorf("parameter %s of %s does not end", key, l.name)
		}
		l.params[key] = value
	}
	if !strings.HasPrefix(s, ":") {
		return l, fmt.Errorf("no colon in %s before %.20q", l.name, s)
	}
	l.value = s[1:]
	for _, r := range l.value {
		if r < ' ' || r == 0x7f {
			return l, fmt.Errorf("control character %q in %s", r, l.name)
		}
	}
	return l, nil
}

func cutName(s string) (name, rest string, ok bool) {
	end := 0
	for end < len(s) && (s[end] == '-' || s[end] >= '0' && s[end] <= '9' || s[end] >= 'A' && s[end] <= 'Z') {
		end++
	}
	return s[:end], s[end:], end > 0
}

// unescape undoes TEXT (RFC 5545 §3.3.11) and accepts nothing that is bare.
func unescape(s string) (string, error) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case ';', ',':
			return "", fmt.Errorf("bare %q in TEXT", c)
		case '\\':
			if i++; i == len(s) {
				return "", errors.New("backslash at the end of TEXT")
			}
			switch s[i] {
			case 'n', 'N':
				b.WriteByte('\n')
			case '\\', ';', ',':
				b.WriteByte(s[i])
			default:
				return "", fmt.Errorf(`unknown escape \%c`, s[i])
			}
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), nil
}

// all gives the lines of that name in the events.
func (o object) all(name string) []line {
	var found []line
	for _, l := range o {
		if l.path == "VCALENDAR/VEVENT" && l.name == name {
			found = append(found, l)
		}
	}
	return found
}

// mustRead reads what must be readable.
func mustRead(t *testing.T, data []byte) object {
	t.Helper()
	obj, err := readObject(data)
	if err != nil {
		t.Fatalf("%v in:\n%s", err, data)
	}
	return obj
}

// the gives the one line of that name in the events.
func (o object) the(t *testing.T, name string) line {
	t.Helper()
	found := o.all(name)
	if len(found) != 1 {
		t.Fatalf("%d lines %s, want 1", len(found), name)
	}
	return found[0]
}

// text gives the TEXT of the one line of that name.
func (o object) text(t *testing.T, name string) string {
	t.Helper()
	s, err := unescape(o.the(t, name).value)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return s
}

// instant gives the moment that DTSTART or DTEND names: UTC with Z, or local
// time with TZID, of which the first is meant when there are two.
func (o object) instant(t *testing.T, name string) time.Time {
	t.Helper()
	l := o.the(t, name)
	zone, hasZone := l.params["TZID"]
	if hasZone == strings.HasSuffix(l.value, "Z") {
		t.Fatalf("%s has TZID %q and value %s", name, zone, l.value)
	}
	if !hasZone {
		at, err := time.Parse("20060102T150405Z", l.value)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	wall, err := time.Parse("20060102T150405", l.value)
	if err != nil {
		t.Fatal(err)
	}
	for _, offset := range []time.Duration{2 * time.Hour, time.Hour} {
		if at := wall.Add(-offset); at.In(loc).Format("20060102T150405") == l.value {
			return at
		}
	}
	t.Fatalf("%s names %s, which %s does not have", name, l.value, zone)
	return time.Time{}
}

// TestReader is the control of everything that uses the reader: it does
// refuse what the writer must never do.
func TestReader(t *testing.T) {
	long := "SUMMARY:" + strings.Repeat("a", 67)
	tests := []struct {
		name, data string
		ok         bool
	}{
		{"right", "BEGIN:VCALENDAR\r\nX:1\r\nEND:VCALENDAR\r\n", true},
		{"75 octets", long + "\r\n", true},
		{"76 octets", long + "a\r\n", false},
		{"LF", "BEGIN:VCALENDAR\nX:1\nEND:VCALENDAR\n", false},
		{"no last CRLF", "X:1", false},
		{"bare CR", "X:a\rb\r\n", false},
		{"NUL", "X:a\x00b\r\n", false},
		{"folded inside a character", "X:\xc3\r\n \xa9\r\n", false},
		{"bare name with a comma", "ATTENDEE;CN=Jansen, Piet:mailto:x@zorg.example\r\n", false},
		{"quote inside a name", `ATTENDEE;CN=a"b:mailto:x@zorg.example` + "\r\n", false},
		{"never ends", "BEGIN:VCALENDAR\r\n", false},
		{"ends another", "BEGIN:VCALENDAR\r\nEND:VEVENT\r\n", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := readObject([]byte(test.data))
			if got := err == nil; got != test.ok {
				t.Errorf("accepted %v, want %v (%v)", got, test.ok, err)
			}
		})
	}
	for _, bad := range []string{"a,b", "a;b", `a\`, `a\'b`, `a\:b`} {
		if _, err := unescape(bad); err == nil {
			t.Errorf("unescape accepts %q", bad)
		}
	}
}
