package ical

import (
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	ics "github.com/arran4/golang-ical"
)

// answer is a reply with extra lines in its event.
func answer(extra ...string) string {
	return "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n" +
		"UID:k7q2@voorbeeld.example\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:jan@zorg.example\r\n" +
		strings.Join(extra, "") + "END:VEVENT\r\nEND:VCALENDAR\r\n"
}

func nested(n int) string {
	return answer(strings.Repeat("BEGIN:VALARM\r\n", n) + strings.Repeat("END:VALARM\r\n", n))
}

func params(n int) string { return "X-MANY" + strings.Repeat(";A=1", n) + ":x\r\n" }

// TestGuardLimits meets each limit from both sides. As a control the same
// input goes to the parser without the guard.
func TestGuardLimits(t *testing.T) {
	tests := []struct {
		name      string
		input     string
		want      error
		unguarded bool // golang-ical alone takes it
	}{
		{"plain", answer(), nil, true},
		{"depth 3", nested(1), nil, true},
		{"depth 4", nested(2), ErrTooLarge, true},
		{"100 parameters", answer(params(100)), nil, true},
		{"101 parameters", answer(params(101)), ErrTooLarge, true},
		{"101 parameters of the attendee", strings.Replace(answer(), "ATTENDEE", "ATTENDEE"+strings.Repeat(";A=1", 100), 1), ErrTooLarge, true},
		{"parameters behind an escape", strings.Replace(answer(), "ATTENDEE", `ATTENDEE;X=\:`+strings.Repeat(";A=1", 100), 1), ErrTooLarge, true},
		{"1000 semicolons in a text", answer("DESCRIPTION:" + strings.Repeat(`&nbsp\;`, 1000) + "\r\n"), nil, true},
		{"line of 16 KiB", answer("X:" + strings.Repeat("a", 16<<10-2) + "\r\n"), nil, true},
		{"line over 16 KiB", answer("X:" + strings.Repeat("a", 16<<10-1) + "\r\n"), ErrTooLarge, true},
		{"folded line over 16 KiB", answer("X:" + strings.Repeat("aaaaaaaaaaaaaaa\r\n ", 1100) + "\r\n"), ErrTooLarge, true},
		{"2000 lines", answer(strings.Repeat("X:1\r\n", 2000-8)), nil, true},
		{"2001 lines", answer(strings.Repeat("X:1\r\n", 2001-8)), ErrTooLarge, true},
		{"64 KiB", fill(64 << 10), nil, true},
		{"over 64 KiB", fill(64<<10 + 1), ErrTooLarge, true},
		{"hidden BEGIN", strings.Replace(nested(1), "BEGIN:VALARM", "!!BEGIN:VALARM", 1), ErrUnreadable, true},
		{"hidden BEGIN far away", strings.Replace(nested(1), "BEGIN:VALARM", strings.Repeat("!", 40)+"BEGIN:VALARM", 1), ErrUnreadable, true},
		{"BEGIN with a parameter", strings.Replace(nested(1), "BEGIN:VALARM", "BEGIN;X=1:VALARM", 1), ErrUnreadable, true},
		{"empty", "", ErrUnreadable, true},
		{"no end", strings.TrimSuffix(answer(), "END:VCALENDAR\r\n"), ErrUnreadable, true},
		{"two events", strings.Replace(answer(), "BEGIN:VEVENT\r\n", "BEGIN:VEVENT\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\n", 1), ErrUnreadable, true},
		{"event in an event", answer("BEGIN:VEVENT\r\nEND:VEVENT\r\n"), ErrUnreadable, true},
		{"no event", "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n", ErrUnreadable, true},
		{"two calendars", answer() + answer(), ErrUnreadable, false},
		{"calendar in a calendar", answer("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"), ErrUnreadable, false},
		{"event without calendar", "BEGIN:VEVENT\r\nEND:VEVENT\r\n", ErrUnreadable, false},
		{"crossed ends", strings.Replace(answer(), "END:VEVENT", "END:VALARM", 1), ErrUnreadable, false},
		{"end of nothing", "END:VCALENDAR\r\n", ErrUnreadable, false},
		{"line without a colon", answer("HELLO\r\n"), ErrUnreadable, false},
		{"starts with a continuation", " " + answer(), ErrUnreadable, true},
		{"HTML", "<html><body>Ik ben afwezig</body></html>", ErrUnreadable, false},
		{"property before the calendar", "X:1\r\n" + answer(), ErrUnreadable, false},
		{"NUL", "\x00", ErrUnreadable, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := ReadReply([]byte(test.input))
			if !errors.Is(err, test.want) {
				t.Errorf("error %v, want %v", err, test.want)
			}
			_, err = ics.ParseCalendar(strings.NewReader(test.input))
			if got := err == nil; got != test.unguarded {
				t.Errorf("without the guard: accepted %v, want %v (%v)", got, test.unguarded, err)
			}
		})
	}
}

// fill gives a reply of n bytes in lines that break no other limit.
func fill(n int) string {
	var extra strings.Builder
	room := n - len(answer())
	for ; room > 1200; room -= 1000 {
		extra.WriteString("X:" + strings.Repeat("a", 996) + "\r\n")
	}
	extra.WriteString("X:" + strings.Repeat("a", room-4) + "\r\n")
	return answer(extra.String())
}

// work counts the bytes that f allocates: a measure of what the parser does
// that does not depend on the machine.
func work(f func()) float64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return float64(after.TotalAlloc - before.TotalAlloc)
}

// TestGuardWork proves the reason for the guard: nesting and parameters cost
// the parser more than twice the work for twice the input, and behind the
// guard the largest of them cost little.
func TestGuardWork(t *testing.T) {
	tests := []struct {
		name string
		make func(n int) string
	}{
		{"nesting", func(n int) string { return "BEGIN:VCALENDAR\r\n" + strings.Repeat("BEGIN:VEVENT\r\n", n) }},
		{"hidden nesting", func(n int) string { return "BEGIN:VCALENDAR\r\n" + strings.Repeat("!!!!!!!!!BEGIN:VEVENT\r\n", n) }},
		{"parameters", func(n int) string { return answer(params(n)) }},
		{"parameters of the attendee", func(n int) string {
			return strings.Replace(answer(), "ATTENDEE", "ATTENDEE"+strings.Repeat(";A=1", n), 1)
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			unguarded := func(n int) float64 {
				input := test.make(n)
				return work(func() { _, _ = ics.ParseCalendar(strings.NewReader(input)) })
			}
			if small, large := unguarded(1000), unguarded(2000); large < 2.5*small {
				t.Errorf("control: without the guard %.0f and %.0f bytes of work", small, large)
			}
			for _, n := range []int{200, 1000, 2000, 100_000} {
				input := []byte(test.make(n))
				var err error
				if got := work(func() { _, err = ReadReply(input) }); got > 1<<20 {
					t.Errorf("%d behind the guard: %.0f bytes of work", n, got)
				}
				if err == nil {
					t.Errorf("%d behind the guard: accepted", n)
				}
			}
		})
	}
}

// TestGuardKeeps shows all that the parser gets to see.
func TestGuardKeeps(t *testing.T) {
	input := "\ufeffbegin:vcalendar\nmethod:REPLY\nx-a:1\nBEGIN:VTIMEZONE\nTZID:x\nUID:no\nEND:VTIMEZONE\n" +
		"BEGIN:vevent\nuid:k7\n q2\nCOMMENT:geheim\nAttendee;partstat=ACCEPTED\n\t:mailto:x\nBEGIN:VALARM\nATTENDEE:no\nEND:VALARM\nend:VEVENT\nEND:VCALENDAR"
	want := "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:k7q2\r\n" +
		"ATTENDEE;partstat=ACCEPTED:mailto:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	got, err := guard([]byte(input))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, []byte(want)) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestGuardSilent: a refusal is logged, so it repeats nothing of what came in.
func TestGuardSilent(t *testing.T) {
	const secret = "GEHEIM"
	for i, input := range []string{
		secret, secret + ":x", "BEGIN:" + secret, answer("END:" + secret + "\r\n"), answer(secret + "\r\n"),
		strings.Replace(answer(), "PARTSTAT=ACCEPTED", secret+`="a"b"`, 1),
		strings.Replace(answer(), "mailto:jan@zorg.example", secret, 1),
		strings.Replace(answer(), "UID:", "UID:"+secret+",", 1),
		answer("SEQUENCE:" + secret + "\r\n"), strings.Replace(answer(), "REPLY", secret, 1),
	} {
		_, err := ReadReply([]byte(input))
		if err == nil || strings.Contains(fmt.Sprint(err), secret) {
			t.Errorf("input %d: error %v", i, err)
		}
	}
}
