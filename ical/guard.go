package ical

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Refusals of ReadReply. They are wrapped with a reason that never repeats
// what was sent.
var (
	// ErrTooLarge is input beyond the limits of the guard; it was not parsed.
	ErrTooLarge = errors.New("ical: more than a reply can be")
	// ErrUnreadable is input that is not one calendar with one event that
	// names one attendee.
	ErrUnreadable = errors.New("ical: not a readable reply")
	// ErrNotReply is a readable calendar with another METHOD: a COUNTER, a
	// REFRESH, an echo of our own REQUEST.
	ErrNotReply = errors.New("ical: not a METHOD:REPLY")
)

// The limits of the guard. A real reply has some 40 lines, depth 3
// (VCALENDAR, VTIMEZONE, STANDARD) and 10 parameters on a line.
const (
	maxInput      = 64 << 10
	maxLines      = 2000
	maxUnfolded   = 16 << 10
	maxSemicolons = 100
	maxDepth      = 3
)

// wanted are the properties of an event that a reply is read for. All others
// stay behind: texts that nobody needs are not parsed, and a mistake in one of
// them does not lose the answer.
var wanted = map[string]bool{"UID": true, "ATTENDEE": true, "SEQUENCE": true, "DTSTAMP": true}

// guard checks input in one pass, before golang-ical sees it, and gives the
// few lines that it may see: unfolded, names in capitals, components balanced,
// one VCALENDAR with one VEVENT. Nesting and parameters cost that parser time
// that grows with their square, and deep nesting ends the process.
func guard(input []byte) ([]byte, error) {
	if len(input) > maxInput {
		return nil, fmt.Errorf("%w: over %d bytes", ErrTooLarge, maxInput)
	}
	if bytes.Count(input, []byte("\n")) > maxLines {
		return nil, fmt.Errorf("%w: over %d lines", ErrTooLarge, maxLines)
	}
	g := guardState{rest: bytes.TrimPrefix(input, []byte("\ufeff"))}
	for len(g.rest) > 0 {
		line := g.unfold()
		if len(line) == 0 {
			continue
		}
		if err := g.check(string(line)); err != nil {
			return nil, err
		}
	}
	if len(g.open) > 0 || g.events != 1 {
		return nil, fmt.Errorf("%w: not one whole event", ErrUnreadable)
	}
	return g.kept, nil
}

// guardState is where the guard stands in its input.
type guardState struct {
	rest   []byte
	kept   []byte
	open   []string // the components around this line, in capitals
	ended  bool     // behind END:VCALENDAR
	events int
}

// unfold takes one content line with its continuations off the rest. Line
// ends are CRLF or LF.
func (g *guardState) unfold() []byte {
	var line []byte
	for {
		part, rest, _ := bytes.Cut(g.rest, []byte("\n"))
		line = append(line, bytes.TrimSuffix(part, []byte("\r"))...)
		g.rest = rest
		if len(rest) == 0 || rest[0] != ' ' && rest[0] != '\t' {
			return line
		}
		g.rest = rest[1:]
	}
}

// check looks at one content line and keeps it if it is wanted. The name
// must stand at the very start: the parser's own search would also find a
// BEGIN behind other characters.
func (g *guardState) check(line string) error {
	if len(line) > maxUnfolded {
		return fmt.Errorf("%w: a line over %d bytes", ErrTooLarge, maxUnfolded)
	}
	if g.ended {
		return fmt.Errorf("%w: more than one calendar", ErrUnreadable)
	}
	end := strings.IndexFunc(line, func(r rune) bool { return !strings.ContainsRune(letters+"-", r) })
	if end <= 0 || line[end] != ':' && line[end] != ';' {
		return fmt.Errorf("%w: a line without a name", ErrUnreadable)
	}
	name, tail := strings.ToUpper(line[:end]), line[end:]
	switch name {
	case "BEGIN":
		return g.begin(strings.ToUpper(tail))
	case "END":
		return g.end(strings.ToUpper(tail))
	}
	if len(g.open) == 0 {
		return fmt.Errorf("%w: no calendar", ErrUnreadable)
	}
	return g.property(name, tail)
}

// property counts the semicolons that can cost time: all of them on a line
// that is kept, those of the parameters on one that is not. The text of a
// description may hold hundreds.
func (g *guardState) property(name, tail string) error {
	keep := g.in("VCALENDAR") && name == "METHOD" || g.in("VCALENDAR", "VEVENT") && wanted[name]
	params := tail
	if !keep {
		params = tail[:paramsEnd(tail)]
	}
	if strings.Count(params, ";") > maxSemicolons {
		return fmt.Errorf("%w: over %d parameters", ErrTooLarge, maxSemicolons)
	}
	if keep {
		g.keep(name + tail)
	}
	return nil
}

// paramsEnd gives the place of the first colon outside quotes, else the end.
func paramsEnd(tail string) int {
	inQuotes := false
	for i := range len(tail) {
		switch tail[i] {
		case '"':
			inQuotes = !inQuotes
		case ':':
			if !inQuotes {
				return i
			}
		}
	}
	return len(tail)
}

func (g *guardState) begin(tail string) error {
	component := strings.TrimSpace(tail[1:])
	g.open = append(g.open, component)
	switch {
	case len(g.open) > maxDepth:
		return fmt.Errorf("%w: nested deeper than %d", ErrTooLarge, maxDepth)
	case tail[0] != ':' || (len(g.open) == 1) != (component == "VCALENDAR"):
		return fmt.Errorf("%w: not a calendar", ErrUnreadable)
	}
	if component == "VEVENT" {
		g.events++
	}
	g.keepEdge("BEGIN:" + component)
	return nil
}

func (g *guardState) end(tail string) error {
	component := strings.TrimSpace(tail[1:])
	if tail[0] != ':' || len(g.open) == 0 || g.open[len(g.open)-1] != component {
		return fmt.Errorf("%w: components do not close", ErrUnreadable)
	}
	g.keepEdge("END:" + component)
	g.open = g.open[:len(g.open)-1]
	g.ended = len(g.open) == 0
	return nil
}

// keepEdge keeps the edges of the calendar and its event. Time zones and
// alarms are checked, not kept.
func (g *guardState) keepEdge(line string) {
	if g.in("VCALENDAR") || g.in("VCALENDAR", "VEVENT") {
		g.keep(line)
	}
}

func (g *guardState) keep(line string) { g.kept = append(append(g.kept, line...), "\r\n"...) }

// in reports whether exactly these components are open.
func (g *guardState) in(components ...string) bool {
	return slices.Equal(g.open, components)
}
