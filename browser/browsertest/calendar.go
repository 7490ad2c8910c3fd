package browsertest

import (
	"testing"
	"time"
)

// Calendar is an iCalendar object as ical.js reads it.
type Calendar struct {
	Method  string          `json:"method"`
	Version string          `json:"version"`
	Product string          `json:"product"`
	Zones   []string        `json:"zones"` // ids of the VTIMEZONEs
	Events  []CalendarEvent `json:"events"`
}

// CalendarEvent is one VEVENT. Start and End are instants worked out from the
// VTIMEZONE in the file; they are zero when the property is absent.
type CalendarEvent struct {
	UID         string           `json:"uid"`
	Sequence    int              `json:"sequence"`
	Status      string           `json:"status"`
	Summary     string           `json:"summary"`
	Description string           `json:"description"`
	Location    string           `json:"location"`
	URL         string           `json:"url"`
	Stamp       time.Time        `json:"stamp"`
	Start       time.Time        `json:"start"`
	End         time.Time        `json:"end"`
	Zone        string           `json:"zone"` // TZID of DTSTART
	Organizers  []CalendarPerson `json:"organizers"`
	Attendees   []CalendarPerson `json:"attendees"`
	Properties  []string         `json:"properties"` // names in order, upper case
}

// CalendarPerson is an ORGANIZER or ATTENDEE. Address carries its "mailto:".
type CalendarPerson struct {
	Address string `json:"address"`
	Name    string `json:"name"`
	Role    string `json:"role"`
	Status  string `json:"status"` // PARTSTAT
	RSVP    string `json:"rsvp"`
}

// ParseCalendar reads an iCalendar object with ical.js, a reader that is not
// ours. The error says what ical.js does not accept. Without the npm tools t is
// skipped, or failed when CI is set.
func (b *Browser) ParseCalendar(t testing.TB, ics []byte) (Calendar, error) {
	t.Helper()
	return callTool[Calendar](t, b, "calendar", string(ics))
}
