package models

import (
	"slices"
	"strings"
	"time"
)

// CalendarFrom says which moment is the start of the calendar item (BR-48).
type CalendarFrom string

// The two answers to "when does the appointment begin".
const (
	FromProgramme CalendarFrom = "programme"
	FromDoors     CalendarFrom = "doors"
)

// Meeting is one gathering with one queue, held at one or more sites.
// Times are UTC; a meeting without a date has a DateText instead.
type Meeting struct {
	ID                   int64
	Slug                 string
	Kind                 MeetingKind
	Title                string
	Summary              string
	Theme                string        // what the public list filters on; empty: none
	MailText             string        // stands in the mails to who has a seat; empty: none
	Language             string        // "nl" or "en"
	DateText             string        // "in november" while there is no date
	DatePrecision        DatePrecision // how well that is known
	DateAround           *time.Time    // the end of a day of that week, month or season
	StartsAt             *time.Time
	EndsAt               *time.Time
	DoorsOpenAt          *time.Time
	CalendarFrom         CalendarFrom
	RegistrationOpensAt  *time.Time
	RegistrationClosesAt *time.Time // first moment at which it is closed
	NumbersDueAt         *time.Time
	ReplyBy              *time.Time // first moment at which a kept seat is free again (BR-22)
	Quorum               int        // municipalities that must be represented; 0: no rule
	Status               MeetingStatus
	StatusReason         string
	Visibility           Visibility
	RegistrationMode     RegistrationMode
	WaitlistMode         WaitlistMode
	SubstitutionPolicy   SubstitutionPolicy
	AttendeeListPolicy   AttendeeListPolicy
	Ask                  string // field names asked on the form, space separated
	ContactName          string
	ContactEmail         string
	ContactPhone         string
	CalendarUID          string // of the public feed; never that of a registration
	CalendarSequence     int
	CalendarStamp        time.Time // DTSTAMP of the public feed
	Recap                string    // what the organizer tells after the day
	NeedsErasedAt        *time.Time
	NamesErasedAt        *time.Time
	CreatedAt            time.Time
	UpdatedAt            time.Time

	Hosts     []MeetingHost   `gorm:"foreignKey:MeetingID"`
	Sites     []Site          `gorm:"foreignKey:MeetingID"`
	Programme []ProgrammeItem `gorm:"foreignKey:MeetingID"`
}

// MeetingHost is an organisation or group that holds the meeting. Role is
// lead, co, lender or venue_host.
type MeetingHost struct {
	ID        int64
	MeetingID int64
	Name      string
	Role      string
	Position  int
}

// ProgrammeItem is one line of the programme; SiteID nil means every site.
// Starts and Ends are local wall-clock times "09:30". Kind is "item" or
// "workshop"; Seats is the room of a workshop, 0 when it does not matter.
type ProgrammeItem struct {
	ID        int64
	MeetingID int64
	SiteID    *int64
	Kind      string
	Starts    string
	Ends      string
	Title     string
	Room      string
	Seats     int
	Position  int
}

// Phase is what the public sees of a meeting: its stored status read with
// the clock. It is computed, never written (rules §3.5 rule 4).
type Phase string

// The phases of a meeting.
const (
	PhaseDraft     Phase = "draft"
	PhaseAnnounced Phase = "announced"
	PhaseNotYet    Phase = "not_yet" // open, but registration opens later
	PhaseOpen      Phase = "open"
	PhaseClosed    Phase = "closed"
	PhaseRunning   Phase = "running"
	PhasePast      Phase = "past"
	PhasePostponed Phase = "postponed"
	PhaseCancelled Phase = "cancelled"
)

// Phase reads the stored status with the clock. A meeting runs from the
// moment doors open anywhere and is past when its last site has ended.
func (m *Meeting) Phase(now time.Time) Phase {
	switch m.Status {
	case MeetingDraft:
		return PhaseDraft
	case MeetingPostponed:
		return PhasePostponed
	case MeetingCancelled, MeetingHeld, MeetingArchived:
		if m.CalledOff() {
			return PhaseCancelled
		}
		return PhasePast
	}
	if m.over(now) {
		return PhasePast
	}
	if doors := m.firstDoors(); m.Status == MeetingRunning || doors != nil && !now.Before(*doors) {
		return PhaseRunning
	}
	switch {
	case m.Status == MeetingAnnounced || m.StartsAt == nil:
		return PhaseAnnounced
	case m.Status == MeetingClosed:
		return PhaseClosed
	case m.RegistrationOpensAt != nil && now.Before(*m.RegistrationOpensAt):
		return PhaseNotYet
	case m.RegistrationClosesAt != nil && !now.Before(*m.RegistrationClosesAt):
		return PhaseClosed
	}
	return PhaseOpen
}

// NextPhaseAt is the first moment after now at which Phase may answer
// something else by the clock alone; zero when no such moment is known.
func (m *Meeting) NextPhaseAt(now time.Time) time.Time {
	var next time.Time
	for _, t := range []*time.Time{m.RegistrationOpensAt, m.RegistrationClosesAt, m.firstDoors(), m.lastEnd()} {
		if t != nil && t.After(now) && (next.IsZero() || t.Before(next)) {
			next = *t
		}
	}
	return next
}

// off reports whether the meeting is called off or put off: nobody is
// expected anywhere.
func (m *Meeting) off() bool { return m.CalledOff() || m.Status == MeetingPostponed }

// CalledOff reports whether a meeting was called off, also when it has been put
// away since: then the reason stays with it.
func (m *Meeting) CalledOff() bool {
	return m.Status == MeetingCancelled || m.Status == MeetingArchived && m.StatusReason != ""
}

// over reports whether the last site has ended.
func (m *Meeting) over(now time.Time) bool {
	end := m.lastEnd()
	return end != nil && !now.Before(*end)
}

// lastEnd is the end of the site that ends last; nil while undated.
func (m *Meeting) lastEnd() *time.Time {
	end := m.EndsAt
	for i := range m.Sites {
		if e := m.Sites[i].EndsAt; e != nil && m.Sites[i].Status != SiteWithdrawn && (end == nil || e.After(*end)) {
			end = e
		}
	}
	return end
}

// firstDoors is the earliest moment at which somebody can walk in.
func (m *Meeting) firstDoors() *time.Time {
	first := m.doors(nil)
	for i := range m.Sites {
		if d := m.doors(&m.Sites[i]); d != nil && m.Sites[i].Status != SiteWithdrawn && (first == nil || d.Before(*first)) {
			first = d
		}
	}
	return first
}

// doors is when doors open at a site (nil: of the meeting itself): its own
// time, else the meeting's, else the start.
func (m *Meeting) doors(s *Site) *time.Time {
	if s != nil {
		if s.DoorsOpenAt != nil {
			return s.DoorsOpenAt
		}
		if s.StartsAt != nil {
			return s.StartsAt
		}
	}
	if m.DoorsOpenAt != nil {
		return m.DoorsOpenAt
	}
	return m.StartsAt
}

// Start is when the programme begins at a site; nil while undated.
func (m *Meeting) Start(s *Site) *time.Time {
	if s != nil && s.StartsAt != nil {
		return s.StartsAt
	}
	return m.StartsAt
}

// End is when the programme ends at a site; nil while undated.
func (m *Meeting) End(s *Site) *time.Time {
	if s != nil && s.EndsAt != nil {
		return s.EndsAt
	}
	return m.EndsAt
}

// Doors is when people are received at a site; nil while undated.
func (m *Meeting) Doors(s *Site) *time.Time { return m.doors(s) }

// FirstDoors is when doors open at the first of the sites: from then on people
// can be let in. nil while there is no date.
func (m *Meeting) FirstDoors() *time.Time { return m.firstDoors() }

// Asks reports whether the form shows a field that only some meetings ask.
func (m *Meeting) Asks(field string) bool {
	return slices.Contains(strings.Fields(m.Ask), field)
}

// OpenSites are the sites people can choose: confirmed ones, in order.
func (m *Meeting) OpenSites() []*Site {
	var open []*Site
	for i := range m.Sites {
		if m.Sites[i].Status == SiteConfirmed {
			open = append(open, &m.Sites[i])
		}
	}
	return open
}

// Site gives the site with this key; nil when there is none.
func (m *Meeting) Site(key string) *Site {
	for i := range m.Sites {
		if m.Sites[i].Key == key {
			return &m.Sites[i]
		}
	}
	return nil
}

// SiteByID gives the site with this id; nil when there is none.
func (m *Meeting) SiteByID(id int64) *Site {
	for i := range m.Sites {
		if m.Sites[i].ID == id {
			return &m.Sites[i]
		}
	}
	return nil
}

// Listed reports whether the meeting stands in the public list and feed.
func (m *Meeting) Listed() bool {
	return m.Visibility == VisibilityPublic && m.Status != MeetingDraft && m.Status != MeetingArchived
}
