package ical

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
)

// maxLine is the length of a line in octets, without its CRLF (RFC 5545 §3.1).
const maxLine = 75

// paramOrder is the order in which parameters are written; the library keeps
// them in a map. Others come behind, by name.
var paramOrder = []string{"VALUE", "TZID", "FEATURE", "CUTYPE", "ROLE", "PARTSTAT", "RSVP", "CN"}

// encode writes the model out, with zoneText before the events when zoned.
// The values were cleaned before; what could still break out of its line is
// refused here, so that one forgotten check cannot become an injected property.
func encode(cal *ics.Calendar, zoned bool) ([]byte, error) {
	if err := checkAttendees(cal); err != nil {
		return nil, err
	}
	w := &writer{out: make([]byte, 0, 2048)}
	w.line("BEGIN:VCALENDAR")
	for i := range cal.CalendarProperties {
		if err := w.property(&cal.CalendarProperties[i].BaseProperty); err != nil {
			return nil, err
		}
	}
	if zoned {
		w.out = append(w.out, zoneText...)
	}
	for _, event := range cal.Events() {
		w.line("BEGIN:VEVENT")
		for i := range event.Properties {
			if err := w.property(&event.Properties[i].BaseProperty); err != nil {
				return nil, err
			}
		}
		w.line("END:VEVENT")
	}
	w.line("END:VCALENDAR")
	return w.out, nil
}

// checkAttendees holds the promise of BR-44 against the model itself: one
// event with one ATTENDEE in a mail, none in what is published.
func checkAttendees(cal *ics.Calendar) error {
	want, events := 1, cal.Events()
	if methodOf(cal) == string(ics.MethodPublish) {
		want = 0
	} else if len(events) != 1 {
		return &ValueError{"attendee", "does not stand in exactly one event"}
	}
	for _, event := range events {
		if len(event.GetProperties(ics.ComponentPropertyAttendee)) != want {
			return &ValueError{"attendee", fmt.Sprintf("is not written exactly %d times", want)}
		}
	}
	return nil
}

// methodOf gives the METHOD of cal in capitals, "" when it has none or two.
func methodOf(cal *ics.Calendar) string {
	method := ""
	for _, p := range cal.CalendarProperties {
		if strings.EqualFold(p.IANAToken, string(ics.PropertyMethod)) {
			if method != "" {
				return ""
			}
			method = strings.ToUpper(strings.TrimSpace(p.Value))
		}
	}
	return method
}

// writer collects content lines.
type writer struct {
	out  []byte
	text strings.Builder // the line being made
}

// property writes NAME;PARAM=value:value (RFC 5545 §3.1).
func (w *writer) property(p *ics.BaseProperty) error {
	w.text.Reset()
	w.text.WriteString(p.IANAToken)
	for _, key := range paramNames(p) {
		w.text.WriteString(";" + key + "=")
		for i, value := range p.ICalParameters[key] {
			if i > 0 {
				w.text.WriteByte(',')
			}
			if strings.ContainsFunc(value, unfitForParam) {
				return &ValueError{strings.ToLower(p.IANAToken), "has a parameter that cannot be quoted"}
			}
			w.text.WriteString(quoted(key, value))
		}
	}
	value := p.Value
	if p.GetValueType() == ics.ValueDataTypeText {
		value = textEscapes.Replace(value)
	}
	w.text.WriteString(":" + value)
	line := w.text.String()
	if !utf8.ValidString(line) || strings.ContainsFunc(line, breaksLine) {
		return &ValueError{strings.ToLower(p.IANAToken), "would break its line"}
	}
	w.line(line)
	return nil
}

// textEscapes are those of TEXT (RFC 5545 §3.3.11). A colon and a quote stay.
var textEscapes = strings.NewReplacer(`\`, `\\`, `;`, `\;`, `,`, `\,`, "\n", `\n`)

func paramNames(p *ics.BaseProperty) []string {
	names := make([]string, 0, len(p.ICalParameters))
	for key := range p.ICalParameters {
		names = append(names, key)
	}
	rank := func(key string) int {
		if i := slices.Index(paramOrder, key); i >= 0 {
			return i
		}
		return len(paramOrder)
	}
	slices.SortFunc(names, func(a, b string) int {
		if d := rank(a) - rank(b); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	return names
}

// quoted puts a value between double quotes, always for a name; codes and
// zone names stay bare, as every reader expects them.
func quoted(key, value string) string {
	if key != "CN" && value != "" && only(value, letters+"-/_") {
		return value
	}
	return `"` + value + `"`
}

func unfitForParam(r rune) bool { return r == '"' || breaksLine(r) }

// breaksLine reports what some reader takes for the end of a line, or for
// nothing at all.
func breaksLine(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' }

// line folds s into lines of at most 75 octets, never inside a character.
func (w *writer) line(s string) {
	room := maxLine
	for len(s) > room {
		cut := room
		for cut > 1 && !utf8.RuneStart(s[cut]) {
			cut--
		}
		w.out = append(append(w.out, s[:cut]...), "\r\n "...)
		s, room = s[cut:], maxLine-1
	}
	w.out = append(append(w.out, s...), "\r\n"...)
}
