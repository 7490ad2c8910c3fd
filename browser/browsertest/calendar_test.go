package browsertest

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// invite is an invitation as the mail carries it. The winter time of 2027
// begins on 31 October, so its start lies after the change and a reader that
// ignores the zone is an hour or two off.
const invite = `BEGIN:VCALENDAR
PRODID:-//Bijeen//Test//NL
VERSION:2.0
METHOD:REQUEST
BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
BEGIN:DAYLIGHT
DTSTART:19700329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19701025T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:k7q2vhm4ta3zx6pdrw5n@bijeen.example
DTSTAMP:20270111T081500Z
SEQUENCE:2
DTSTART;TZID=Europe/Amsterdam:20271030T093000
DTEND;TZID=Europe/Amsterdam:20271101T093000
SUMMARY:Samen beslissen\, samen leren
LOCATION:De Gieterij\; zaal 2
ORGANIZER;CN="Netwerk Jeugd":mailto:bijeen@bijeen.example
ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN="Anne-Fleur van der Zwaluw-'t
  Hart":mailto:anne-fleur@school.example
STATUS:CONFIRMED
END:VEVENT
END:VCALENDAR
`

func crlf(s string) []byte { return []byte(strings.ReplaceAll(s, "\n", "\r\n")) }

func TestParseCalendar(t *testing.T) {
	b := Start(t)
	got, err := b.ParseCalendar(t, crlf(invite))
	if err != nil {
		t.Fatal(err)
	}
	want := Calendar{
		Method: "REQUEST", Version: "2.0", Product: "-//Bijeen//Test//NL", Zones: []string{"Europe/Amsterdam"},
		Events: []CalendarEvent{{
			UID: "k7q2vhm4ta3zx6pdrw5n@bijeen.example", Sequence: 2, Status: "CONFIRMED",
			Summary: "Samen beslissen, samen leren", Location: "De Gieterij; zaal 2", Zone: "Europe/Amsterdam",
			Stamp:      time.Date(2027, 1, 11, 8, 15, 0, 0, time.UTC),
			Start:      time.Date(2027, 10, 30, 7, 30, 0, 0, time.UTC),
			End:        time.Date(2027, 11, 1, 8, 30, 0, 0, time.UTC),
			Organizers: []CalendarPerson{{Address: "mailto:bijeen@bijeen.example", Name: "Netwerk Jeugd"}},
			Attendees: []CalendarPerson{{
				Address: "mailto:anne-fleur@school.example", Name: "Anne-Fleur van der Zwaluw-'t Hart",
				Role: "REQ-PARTICIPANT", Status: "NEEDS-ACTION", RSVP: "TRUE",
			}},
			Properties: strings.Fields("UID DTSTAMP SEQUENCE DTSTART DTEND SUMMARY LOCATION ORGANIZER ATTENDEE STATUS"),
		}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("calendar (-want +got):\n%s", diff)
	}
}

// The offsets must come from the file: with other ones the instants move.
func TestParseCalendarUsesItsOwnZone(t *testing.T) {
	b := Start(t)
	shifted := strings.NewReplacer("+0200", "+0500", "+0100", "+0400").Replace(invite)
	got, err := b.ParseCalendar(t, crlf(shifted))
	if err != nil {
		t.Fatal(err)
	}
	if want := time.Date(2027, 10, 30, 4, 30, 0, 0, time.UTC); !got.Events[0].Start.Equal(want) {
		t.Errorf("start = %v, want %v", got.Events[0].Start, want)
	}
}

func TestParseCalendarRefuses(t *testing.T) {
	b := Start(t)
	tests := []struct{ name, ics string }{
		{"empty", ""},
		{"no calendar", "BEGIN:VEVENT\nUID:1\nEND:VEVENT\n"},
		{"no end", strings.Replace(invite, "END:VCALENDAR\n", "", 1)},
		{"line without a colon", strings.Replace(invite, "STATUS:CONFIRMED", "STATUS CONFIRMED", 1)},
		{"two calendars", invite + invite},
		{"impossible date", strings.Replace(invite, "20271030T093000", "gisteren", 1)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := b.ParseCalendar(t, crlf(tt.ics)); err == nil {
				t.Errorf("ical.js reads it as %+v, want an error", got)
			}
		})
	}
}
