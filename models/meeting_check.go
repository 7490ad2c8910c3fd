package models

import (
	"cmp"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"bijeen/models/mailaddr"
	"bijeen/models/names"
)

var (
	slugPattern   = regexp.MustCompile(`^[a-z0-9-]{1,80}$`)
	clockPattern  = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`)
	postalPattern = regexp.MustCompile(`^[1-9][0-9]{3} ?[A-Za-z]{2}$`)
	// noPostalCode looks Dutch and is none; other countries have other codes.
	noPostalCode = regexp.MustCompile(`^0[0-9]{3} *([A-Za-z]{2})?$`)
)

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
	add(ValidSlug(in.Slug), "slug", "slug_wrong")
	add(slices.Contains(MeetingKinds, in.Kind), "kind", "choice_unknown")
	add(in.Title != "", "title", "title_missing")
	wrong = append(wrong, tooLong("title", in.Title, names.MaxLine)...)
	wrong = append(wrong, tooLong("summary", in.Summary, names.MaxText)...)
	wrong = append(wrong, tooLong("mail_text", in.MailText, maxMailText)...)
	add(in.Language == "nl" || in.Language == "en", "language", "choice_unknown")
	add(slices.Contains(MeetingStatuses, in.Status), "status", "choice_unknown")
	add(in.Visibility.Valid(), "visibility", "choice_unknown")
	add(in.RegistrationMode.Valid(), "registration_mode", "choice_unknown")
	add(in.WaitlistMode.Valid(), "waitlist_mode", "choice_unknown")
	add(in.SubstitutionPolicy.Valid(), "substitution_policy", "choice_unknown")
	add(in.AttendeeListPolicy.Valid(), "attendee_list_policy", "choice_unknown")
	add(in.DatePrecision == "" || slices.Contains(DatePrecisions, in.DatePrecision), "date_precision", "choice_unknown")
	add(in.DatePrecision == "" || in.DateAround != nil, "date_around", "date_around_missing")
	add(in.CalendarFrom == FromDoors || in.CalendarFrom == FromProgramme, "calendar_from", "choice_unknown")
	add(!slices.ContainsFunc(in.Ask, func(s string) bool { return !slices.Contains(AskFields, s) }), "ask", "choice_unknown")
	if _, err := mailaddr.Parse(in.ContactEmail); in.ContactEmail != "" {
		wrong = append(wrong, atField("contact.email", err)...)
	}
	add(in.ContactPhone == "" || phoneLike(in.ContactPhone), "contact.phone", "phone_wrong")
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

// ValidSlug reports whether a text can stand for a meeting or a site in an
// address (contract, Public addresses).
func ValidSlug(text string) bool { return slugPattern.MatchString(text) }

// maxMailText is the number of characters that organizers can add to a mail:
// it stands between what people need at a glance.
const maxMailText = 600

func (in *MeetingInput) clean() {
	for _, s := range []*string{&in.Slug, &in.Title, &in.Theme, &in.DateText, &in.StatusReason, &in.ContactName, &in.ContactEmail, &in.ContactPhone} {
		*s = names.CleanLine(*s)
	}
	in.Summary, in.MailText = names.CleanText(in.Summary), names.CleanText(in.MailText)
	for _, t := range []**time.Time{&in.StartsAt, &in.EndsAt, &in.DoorsOpenAt, &in.RegistrationOpensAt, &in.RegistrationClosesAt, &in.NumbersDueAt, &in.DateAround} {
		*t = inUTC(*t)
	}
	if in.StartsAt != nil || in.DatePrecision == "" {
		in.DatePrecision, in.DateAround = "", nil
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
	case in.StartsAt == nil && in.EndsAt == nil && in.DoorsOpenAt == nil:
	case in.StartsAt == nil:
		wrong = append(wrong, invalid("starts_at", "start_missing"))
	case in.EndsAt == nil:
		wrong = append(wrong, invalid("ends_at", "end_missing"))
	case !in.EndsAt.After(*in.StartsAt):
		wrong = append(wrong, invalid("ends_at", "end_before_start"))
	}
	if in.DoorsOpenAt != nil && in.StartsAt != nil && in.DoorsOpenAt.After(*in.StartsAt) {
		wrong = append(wrong, invalid("doors_open_at", "doors_after_start"))
	}
	if in.RegistrationOpensAt != nil && in.RegistrationClosesAt != nil && !in.RegistrationClosesAt.After(*in.RegistrationOpensAt) {
		wrong = append(wrong, invalid("registration_closes_on", "closes_before_opens"))
	}
	// Sign-up closes at the end of a day: that of the meeting at the latest.
	if in.RegistrationClosesAt != nil && in.EndsAt != nil && in.RegistrationClosesAt.Add(-24*time.Hour).After(*in.EndsAt) {
		wrong = append(wrong, invalid("registration_closes_on", "closes_after_meeting"))
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
		if !ValidSlug(s.Key) {
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
		start, end := cmp.Or(s.StartsAt, in.StartsAt), cmp.Or(s.EndsAt, in.EndsAt)
		if start != nil && end != nil && !end.After(*start) && (s.StartsAt != nil || s.EndsAt != nil) {
			at("ends_at", "end_before_start")
		}
		if s.DoorsOpenAt != nil && start != nil && s.DoorsOpenAt.After(*start) {
			at("doors_open_at", "doors_after_start")
		}
		if code := s.Venue.PostalCode; len(code) > 12 || noPostalCode.MatchString(code) {
			at("venue.postal_code", "postal_code_wrong")
		}
		if s.HostPhone != "" && !phoneLike(s.HostPhone) {
			at("host_phone", "phone_wrong")
		}
	}
	return wrong
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
