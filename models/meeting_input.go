package models

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"bijeen/models/mailaddr"
	"bijeen/models/names"
)

// MeetingInput is a meeting as an organiser or a file describes it: the
// whole of it, with what hangs on it. Times are UTC.
type MeetingInput struct {
	Slug                 string
	Kind                 MeetingKind
	Title                string
	Summary              string
	Theme                string
	Language             string
	DateText             string
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

var (
	slugPattern   = regexp.MustCompile(`^[a-z0-9-]{1,80}$`)
	clockPattern  = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`)
	postalPattern = regexp.MustCompile(`^[1-9][0-9]{3} ?[A-Za-z]{2}$`)
)

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
		Slug: m.Slug, Kind: m.Kind, Title: m.Title, Summary: m.Summary, Theme: m.Theme, Language: m.Language,
		DateText: m.DateText, StartsAt: m.StartsAt, EndsAt: m.EndsAt, DoorsOpenAt: m.DoorsOpenAt,
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
		in.Venue = VenueInput{s.Venue.Name, s.Venue.Building, s.Venue.Street, s.Venue.PostalCode, s.Venue.Town}
	}
	return in
}

// Check cleans the description in place and says what is wrong with it:
// Problems whose fields are those of the meeting file, or nil.
func (in *MeetingInput) Check() error {
	in.clean()
	var wrong Problems
	add := func(ok bool, field, key string) {
		if !ok {
			wrong = append(wrong, invalid(field, key))
		}
	}
	add(slugPattern.MatchString(in.Slug), "slug", "slug_wrong")
	add(slices.Contains(MeetingKinds, in.Kind), "kind", "choice_unknown")
	add(in.Title != "", "title", "title_missing")
	wrong = append(wrong, tooLong("title", in.Title, names.MaxLine)...)
	wrong = append(wrong, tooLong("summary", in.Summary, names.MaxText)...)
	add(in.Language == "nl" || in.Language == "en", "language", "choice_unknown")
	add(slices.Contains(MeetingStatuses, in.Status), "status", "choice_unknown")
	add(in.Visibility.Valid(), "visibility", "choice_unknown")
	add(in.RegistrationMode.Valid(), "registration_mode", "choice_unknown")
	add(in.WaitlistMode.Valid(), "waitlist_mode", "choice_unknown")
	add(in.SubstitutionPolicy.Valid(), "substitution_policy", "choice_unknown")
	add(in.AttendeeListPolicy.Valid(), "attendee_list_policy", "choice_unknown")
	add(in.CalendarFrom == FromDoors || in.CalendarFrom == FromProgramme, "calendar_from", "choice_unknown")
	add(!slices.ContainsFunc(in.Ask, func(s string) bool { return !slices.Contains(AskFields, s) }), "ask", "choice_unknown")
	if _, err := mailaddr.Parse(in.ContactEmail); in.ContactEmail != "" {
		wrong = append(wrong, atField("contact.email", err)...)
	}
	for i, h := range in.Hosts {
		add(h.Name != "", fmt.Sprintf("hosts[%d].name", i), "host_missing")
	}
	wrong = append(wrong, in.checkTimes()...)
	wrong = append(wrong, in.checkSites()...)
	wrong = append(wrong, in.checkProgramme()...)
	wrong = append(wrong, in.checkOpen()...)
	if len(wrong) > 0 {
		return wrong
	}
	return nil
}

func (in *MeetingInput) clean() {
	for _, s := range []*string{&in.Slug, &in.Title, &in.Theme, &in.DateText, &in.StatusReason, &in.ContactName, &in.ContactEmail, &in.ContactPhone} {
		*s = names.CleanLine(*s)
	}
	in.Summary = names.CleanText(in.Summary)
	for _, t := range []**time.Time{&in.StartsAt, &in.EndsAt, &in.DoorsOpenAt, &in.RegistrationOpensAt, &in.RegistrationClosesAt, &in.NumbersDueAt} {
		*t = inUTC(*t)
	}
	for i := range in.Sites {
		in.Sites[i].clean()
	}
	for i := range in.Programme {
		if in.Programme[i].Kind == "" {
			in.Programme[i].Kind = "item"
		}
		in.Programme[i].Title = names.CleanLine(in.Programme[i].Title)
	}
}

func (s *SiteInput) clean() {
	for _, t := range []*string{&s.Key, &s.JoinURL, &s.Room, &s.HostName, &s.HostPhone, &s.Venue.Name, &s.Venue.Building,
		&s.Venue.Street, &s.Venue.PostalCode, &s.Venue.Town} {
		*t = names.CleanLine(*t)
	}
	s.DoorsOpenAt, s.StartsAt, s.EndsAt = inUTC(s.DoorsOpenAt), inUTC(s.StartsAt), inUTC(s.EndsAt)
	s.RouteText, s.HouseRules = names.CleanText(s.RouteText), names.CleanText(s.HouseRules)
	if s.Mode == "" {
		s.Mode = Onsite
	}
	if s.Status == "" {
		s.Status = SiteConfirmed
	}
	if postalPattern.MatchString(s.Venue.PostalCode) {
		digits, letters := s.Venue.PostalCode[:4], strings.TrimSpace(s.Venue.PostalCode[4:])
		s.Venue.PostalCode = digits + " " + strings.ToUpper(letters)
	}
	if s.Mode == Online {
		s.BuildingLimit = 0
	}
}

// inUTC is the same moment in UTC, as everything is stored: SQLite compares
// times as text.
func inUTC(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	utc := t.UTC()
	return &utc
}

// checkTimes holds the moments against each other.
func (in *MeetingInput) checkTimes() Problems {
	var wrong Problems
	switch {
	case in.StartsAt == nil && in.EndsAt == nil:
	case in.StartsAt == nil:
		wrong = append(wrong, invalid("starts_at", "start_missing"))
	case in.EndsAt == nil:
		wrong = append(wrong, invalid("ends_at", "end_missing"))
	case !in.EndsAt.After(*in.StartsAt):
		wrong = append(wrong, invalid("ends_at", "end_before_start"))
	}
	if in.DoorsOpenAt != nil && (in.StartsAt == nil || in.DoorsOpenAt.After(*in.StartsAt)) {
		wrong = append(wrong, invalid("doors_open_at", "doors_after_start"))
	}
	if in.RegistrationOpensAt != nil && in.RegistrationClosesAt != nil && !in.RegistrationClosesAt.After(*in.RegistrationOpensAt) {
		wrong = append(wrong, invalid("registration_closes_on", "closes_before_opens"))
	}
	return wrong
}

func (in *MeetingInput) checkSites() Problems {
	var wrong Problems
	seen := make(map[string]bool)
	for i, s := range in.Sites {
		at := func(field, key string) {
			wrong = append(wrong, invalid(fmt.Sprintf("sites[%d].%s", i, field), key))
		}
		if !slugPattern.MatchString(s.Key) {
			at("key", "slug_wrong")
		}
		if seen[s.Key] {
			at("key", "key_twice")
		}
		seen[s.Key] = true
		switch s.Mode {
		case Onsite:
			if s.Venue.Name == "" {
				at("venue.name", "venue_missing")
			}
		case Online:
			if u, err := url.Parse(s.JoinURL); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
				at("join_url", "join_url_wrong")
			}
		default:
			at("mode", "choice_unknown")
		}
		if s.SeatCapacity < 0 || s.SeatCapacity > maxSeats {
			at("seat_capacity", "seats_wrong")
		}
		if s.BuildingLimit < 0 || s.BuildingLimit > maxSeats {
			at("building_limit", "seats_wrong")
		}
		if !slices.Contains([]SiteStatus{SiteProposed, SiteConfirmed, SiteWithdrawn}, s.Status) {
			at("status", "choice_unknown")
		}
		// What a site leaves out is that of the meeting.
		start, end := given(s.StartsAt, in.StartsAt), given(s.EndsAt, in.EndsAt)
		if start != nil && end != nil && !end.After(*start) && (s.StartsAt != nil || s.EndsAt != nil) {
			at("ends_at", "end_before_start")
		}
		if s.DoorsOpenAt != nil && start != nil && s.DoorsOpenAt.After(*start) {
			at("doors_open_at", "doors_after_start")
		}
		if s.Venue.PostalCode != "" && len(s.Venue.PostalCode) > 12 {
			at("venue.postal_code", "postal_code_wrong")
		}
	}
	return wrong
}

// given is the first of two that is there.
func given(a, b *time.Time) *time.Time {
	if a != nil {
		return a
	}
	return b
}

// maxSeats keeps a typing error from becoming a venue.
const maxSeats = 100_000

func (in *MeetingInput) checkProgramme() Problems {
	var wrong Problems
	for i, p := range in.Programme {
		at := func(field, key string) {
			wrong = append(wrong, invalid(fmt.Sprintf("programme[%d].%s", i, field), key))
		}
		if !clockPattern.MatchString(p.Starts) {
			at("starts", "clock_wrong")
		}
		if !clockPattern.MatchString(p.Ends) || p.Ends < p.Starts {
			at("ends", "clock_wrong")
		}
		if p.Title == "" {
			at("title", "title_missing")
		}
		if p.Site != "" && !slices.ContainsFunc(in.Sites, func(s SiteInput) bool { return s.Key == p.Site }) {
			at("site", "site_unknown")
		}
	}
	return wrong
}

// checkOpen is the guard of announce and open (rules §3.3, BR-01).
func (in *MeetingInput) checkOpen() Problems {
	var wrong Problems
	switch in.Status {
	case MeetingAnnounced:
		if in.StartsAt == nil && in.DateText == "" {
			wrong = append(wrong, invalid("date_text", "date_or_text_missing"))
		}
	case MeetingOpen, MeetingClosed, MeetingRunning:
		if in.StartsAt == nil {
			wrong = append(wrong, invalid("starts_at", "open_needs_date"))
		}
		if !slices.ContainsFunc(in.Sites, func(s SiteInput) bool { return s.Status == SiteConfirmed && s.SeatCapacity > 0 }) {
			wrong = append(wrong, invalid("sites", "open_needs_site"))
		}
	}
	return wrong
}
