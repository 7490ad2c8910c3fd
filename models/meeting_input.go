package models

import (
	"strings"
	"time"
)

// MeetingInput is a meeting as an organiser or a file describes it: the
// whole of it, with what hangs on it. Times are UTC.
type MeetingInput struct {
	Slug                 string
	Kind                 MeetingKind
	Title                string
	Summary              string
	Theme                string
	MailText             string
	Language             string
	DateText             string
	DatePrecision        DatePrecision
	DateAround           *time.Time
	StartsAt             *time.Time
	EndsAt               *time.Time
	DoorsOpenAt          *time.Time
	CalendarFrom         CalendarFrom
	RegistrationOpensAt  *time.Time
	RegistrationClosesAt *time.Time
	NumbersDueAt         *time.Time
	Status               MeetingStatus
	StatusReason         string
	Visibility           Visibility
	RegistrationMode     RegistrationMode
	WaitlistMode         WaitlistMode
	SubstitutionPolicy   SubstitutionPolicy
	AttendeeListPolicy   AttendeeListPolicy
	Ask                  []string
	ContactName          string
	ContactEmail         string
	ContactPhone         string
	Hosts                []HostInput
	Sites                []SiteInput
	Programme            []ProgrammeInput
}

// HostInput is one host; Role is lead, co, lender or venue_host.
type HostInput struct{ Name, Role string }

// SiteInput is one site. An online site has a JoinURL and no venue.
type SiteInput struct {
	Key           string
	Mode          SiteMode
	Venue         VenueInput
	JoinURL       string
	Room          string
	SeatCapacity  int
	BuildingLimit int
	DoorsOpenAt   *time.Time
	StartsAt      *time.Time
	EndsAt        *time.Time
	HostName      string
	HostPhone     string
	RouteText     string
	HouseRules    string
	Status        SiteStatus
}

// VenueInput is a building by its address; the same address is the same
// Venue.
type VenueInput struct{ Name, Building, Street, PostalCode, Town string }

// ProgrammeInput is one line of the programme; Site is a key, or empty for
// every site. Starts and Ends are "09:30".
type ProgrammeInput struct {
	Kind   string
	Starts string
	Ends   string
	Title  string
	Site   string
	Room   string
	Seats  int
}

// AskFields are the questions a meeting may add to the form.
var AskFields = []string{"job_title", "level", "represents", "mandated", "phone", "companion", "photo_ok"}

// NewMeeting is the beginning of a meeting of this kind: the defaults of
// rules §3.2.
func NewMeeting(kind MeetingKind) MeetingInput {
	k := Defaults(kind)
	return MeetingInput{
		Kind: kind, Language: "nl", CalendarFrom: FromProgramme, Status: MeetingDraft,
		Visibility: k.Visibility, RegistrationMode: k.RegistrationMode, WaitlistMode: k.WaitlistMode,
		SubstitutionPolicy: k.SubstitutionPolicy, AttendeeListPolicy: k.AttendeeListPolicy, Ask: k.Ask,
	}
}

// Input gives the meeting as an organiser would describe it today. Sites,
// hosts, venues and programme must be loaded.
func (m *Meeting) Input() MeetingInput {
	in := MeetingInput{
		Slug: m.Slug, Kind: m.Kind, Title: m.Title, Summary: m.Summary, Theme: m.Theme, MailText: m.MailText, Language: m.Language,
		DateText: m.DateText, DatePrecision: m.DatePrecision, DateAround: m.DateAround, StartsAt: m.StartsAt, EndsAt: m.EndsAt, DoorsOpenAt: m.DoorsOpenAt,
		CalendarFrom: m.CalendarFrom, RegistrationOpensAt: m.RegistrationOpensAt, RegistrationClosesAt: m.RegistrationClosesAt,
		NumbersDueAt: m.NumbersDueAt, Status: m.Status, StatusReason: m.StatusReason, Visibility: m.Visibility,
		RegistrationMode: m.RegistrationMode, WaitlistMode: m.WaitlistMode, SubstitutionPolicy: m.SubstitutionPolicy,
		AttendeeListPolicy: m.AttendeeListPolicy, Ask: strings.Fields(m.Ask),
		ContactName: m.ContactName, ContactEmail: m.ContactEmail, ContactPhone: m.ContactPhone,
	}
	for _, h := range m.Hosts {
		in.Hosts = append(in.Hosts, HostInput{h.Name, h.Role})
	}
	for i := range m.Sites {
		in.Sites = append(in.Sites, m.Sites[i].input())
	}
	for _, p := range m.Programme {
		item := ProgrammeInput{Kind: p.Kind, Starts: p.Starts, Ends: p.Ends, Title: p.Title, Room: p.Room, Seats: p.Seats}
		if p.SiteID != nil {
			item.Site = m.SiteByID(*p.SiteID).Key
		}
		in.Programme = append(in.Programme, item)
	}
	return in
}

func (s *Site) input() SiteInput {
	in := SiteInput{
		Key: s.Key, Mode: s.Mode, JoinURL: s.JoinURL, Room: s.Room, SeatCapacity: s.SeatCapacity, BuildingLimit: s.BuildingLimit,
		DoorsOpenAt: s.DoorsOpenAt, StartsAt: s.StartsAt, EndsAt: s.EndsAt, HostName: s.HostName, HostPhone: s.HostPhone,
		RouteText: s.RouteText, HouseRules: s.HouseRules, Status: s.Status,
	}
	if s.Venue != nil {
		in.Venue = s.Venue.Input()
	}
	return in
}
