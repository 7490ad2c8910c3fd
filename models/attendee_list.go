package models

import (
	"iter"
	"time"
)

// AttendeeRow is one line of an attendee list: the snapshot of one
// registration as it stood when the list was made. Names are as typed; the
// lists package decides what leaves the organiser (BR-78).
type AttendeeRow struct {
	RegistrationID   int64
	GivenName        string
	SurnamePrefix    string
	Surname          string
	Email            string
	Organization     string
	JobTitle         string
	Level            Level
	Minor            bool
	Represents       []Constituency // own municipality or sector first, then "mede namens"
	Role             Role
	SiteKey          string // empty for somebody who chose no site yet
	SitePlace        string // what people read: "De Gieterij, Hengelo"
	Status           RegistrationStatus
	WaitlistPosition int // 1-based; 0 unless waitlisted
	RegisteredAt     time.Time
	Companion        bool
}

// ListFacts says what a list is about: which meeting and venue, when it was
// made, how many names it holds and which version of the register it shows
// (BR-72).
type ListFacts struct {
	MeetingSlug string
	Title       string
	StartsAt    time.Time // zero while the meeting has no date
	EndsAt      time.Time
	DateText    string // "in november" while the meeting has no date
	Postponed   bool   // the date holds no longer
	Hosts       []string
	SiteKey     string   // empty: all sites of the meeting
	Venue       string   // "De Gieterij", or the names of all sites joined by " / "
	Places      []string // "De Gieterij, Hengelo", for each site
	Town        string
	Owner       string    // who answers for the paper: the contact of the meeting
	DestroyBy   time.Time // the day the paper copy must be destroyed
	MadeAt      time.Time
	Version     int64 // number of the meeting's last history row
	Count       int   // rows in the list
}

// AttendeeList is a list that is read row by row inside one read
// transaction, sorted by surname without prefix (BR-71). Rows may be walked
// once; an error ends the walk.
type AttendeeList struct {
	Facts ListFacts
	Rows  iter.Seq2[AttendeeRow, error]
}
