package meetingfile

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"bijeen/models/names"
	"bijeen/models/workdays"
)

// object reads the members of one object of a file by name. Names that
// nobody asked for are problems.
type object struct {
	f     *file
	n     *node
	asked []string
}

// object looks at n as an object; anything else is a problem and reads as an
// empty one.
func (f *file) object(n *node) *object {
	if n.value != (jsonObject{}) {
		f.add(n, "file_wants_object")
	}
	return &object{f: f, n: n}
}

func (o *object) member(name string) *node {
	o.asked = append(o.asked, name)
	return o.n.member(name)
}

// text reads a text where it is given. What no screen shows is refused, and
// so are lines where there is room for one: nothing is changed in silence.
func (o *object) text(name string, into *string) {
	n := o.member(name)
	if n == nil || !o.f.text(n, into) {
		return
	}
	control := strings.IndexFunc(*into, func(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune("\n\r\t", r) })
	switch {
	case control >= 0:
		o.f.add(n, "file_control")
	case strings.ContainsAny(strings.TrimSpace(*into), "\n\r") && !slices.Contains(severalLines, name):
		o.f.add(n, "file_one_line")
	}
}

// severalLines are the texts that may have more than one line.
var severalLines = []string{"summary", "route_text", "house_rules", "status_reason", "mail_text"}

// whole reads a whole number where it is given.
func (o *object) whole(name string, into *int) {
	if n := o.member(name); n != nil {
		o.f.number(n, into)
	}
}

// notYet accepts only 0 for a number that means something in a later
// version.
func (o *object) notYet(name, key string) {
	n, value := o.member(name), 0
	if n != nil && o.f.number(n, &value) && value != 0 {
		o.f.add(n, key)
	}
}

// choose reads one of a few words where it is given.
func choose[T ~string](o *object, name string, into *T, choices []T) {
	n := o.member(name)
	if n == nil {
		return
	}
	words := make([]string, len(choices))
	for i, c := range choices {
		words[i] = string(c)
	}
	var word string
	if o.f.text(n, &word) && o.f.known(n, word, words) {
		*into = T(word)
	}
}

// moment reads a wall-clock time "2027-03-12T09:30" where it is given; an
// empty one takes the moment away.
func (o *object) moment(name string, into **time.Time) {
	n, text := o.member(name), ""
	if n == nil || !o.f.text(n, &text) {
		return
	}
	if text == "" {
		*into = nil
		return
	}
	t, key := wallClock(text, o.f.zone)
	if key != "" {
		o.f.add(n, key, "value", shorten(text), "zone", o.f.zone.String())
		return
	}
	*into = &t
}

// lastDay reads a date "2027-03-10" that is the last day of something, where
// it is given (BR-14).
func (o *object) lastDay(name string, into **time.Time) {
	n, text := o.member(name), ""
	if n == nil || !o.f.text(n, &text) {
		return
	}
	if text == "" {
		*into = nil
		return
	}
	date, err := time.Parse(time.DateOnly, text)
	if err != nil {
		o.f.add(n, "file_wants_date", "value", shorten(text))
		return
	}
	end := workdays.EndOfDay(date, o.f.zone).UTC()
	*into = &end
}

// list gives the items of a list where it is given: nil when it is not.
func (o *object) list(name string) []*node {
	n := o.member(name)
	if n == nil {
		return nil
	}
	if n.value != (jsonList{}) {
		o.f.add(n, "file_wants_list")
		return nil
	}
	return append([]*node{}, n.items...)
}

// child gives an object within this one where it is given: nil when it is
// not.
func (o *object) child(name string) *object {
	n := o.member(name)
	if n == nil {
		return nil
	}
	return o.f.object(n)
}

// required notes which of these names are absent.
func (o *object) required(names ...string) {
	for _, name := range names {
		if o.n.value == (jsonObject{}) && o.n.member(name) == nil {
			o.missing(name)
		}
	}
}

func (o *object) missing(name string) {
	path := joinPath(o.n.path, name)
	o.f.problems = append(o.f.problems, Problem{Line: o.n.line, Path: path, Error: refuse(path, "file_key_missing")})
}

// done notes the names that nobody asked for, with the one that was probably
// meant.
func (o *object) done() {
	for _, m := range o.n.members {
		if slices.Contains(o.asked, m.name) {
			continue
		}
		if meant, ok := names.NearestWord(m.name, o.asked); ok {
			o.f.add(m.value, "file_key_unknown_near", "meant", meant)
			continue
		}
		o.f.add(m.value, "file_key_unknown")
	}
}

// wallClock reads a local time, to the minute or the second. It gives the
// key of a refusal for what is no time and for a time that the clock skips in
// spring; of an hour that comes twice in autumn it takes the first.
func wallClock(text string, zone *time.Location) (time.Time, string) {
	var wall time.Time
	var err error
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05"} {
		if wall, err = time.Parse(layout, text); err == nil {
			break
		}
	}
	if err != nil {
		return time.Time{}, "file_wants_time"
	}
	_, before := wall.Add(-24 * time.Hour).In(zone).Zone()
	_, after := wall.Add(24 * time.Hour).In(zone).Zone()
	for _, offset := range []int{before, after} {
		t := wall.Add(-time.Duration(offset) * time.Second)
		if _, got := t.In(zone).Zone(); got == offset {
			return t.UTC(), ""
		}
	}
	return time.Time{}, "file_time_skipped"
}
