package desk

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/workdays"
)

// meetingForm reads the form of a meeting over what is there: a field that
// was not sent keeps its value. The names of fields are those of the meeting
// file, so that what models refuses finds its field.
type meetingForm struct {
	values url.Values
	zone   *time.Location
	in     models.MeetingInput
	wrong  models.Problems
}

// readMeeting gives the meeting that the form describes and what cannot be
// read of it. textsOnly leaves out everything but texts and programme, for
// editors (rules §3.9).
func readMeeting(values url.Values, base models.MeetingInput, zone *time.Location, textsOnly bool) (models.MeetingInput, models.Problems) {
	f := &meetingForm{values: values, zone: zone, in: base}
	f.in.Sites = slices.Clone(base.Sites)
	f.text("summary", &f.in.Summary)
	f.text("theme", &f.in.Theme)
	f.text("mail_text", &f.in.MailText)
	if textsOnly {
		f.siteTexts()
	} else {
		f.texts()
		f.choices()
		f.times()
		f.sites()
		f.hosts()
	}
	f.programme()
	return f.in, f.wrong
}

func (f *meetingForm) fail(field, key string) {
	f.wrong = append(f.wrong, &models.Error{Kind: models.Invalid, Key: key, Field: field})
}

func (f *meetingForm) text(name string, to *string) {
	if f.values.Has(name) {
		*to = f.values.Get(name)
	}
}

// pick is text for values of a choice list; models checks them.
func pick[T ~string](f *meetingForm, name string, to *T) {
	if f.values.Has(name) {
		*to = T(f.values.Get(name))
	}
}

func (f *meetingForm) texts() {
	f.text("title", &f.in.Title)
	f.text("date_text", &f.in.DateText)
	f.text("contact.name", &f.in.ContactName)
	f.text("contact.email", &f.in.ContactEmail)
	f.text("contact.phone", &f.in.ContactPhone)
}

func (f *meetingForm) choices() {
	pick(f, "kind", &f.in.Kind)
	f.text("language", &f.in.Language)
	pick(f, "calendar_from", &f.in.CalendarFrom)
	pick(f, "visibility", &f.in.Visibility)
	pick(f, "registration_mode", &f.in.RegistrationMode)
	pick(f, "waitlist_mode", &f.in.WaitlistMode)
	pick(f, "substitution_policy", &f.in.SubstitutionPolicy)
	pick(f, "attendee_list_policy", &f.in.AttendeeListPolicy)
	if sent(f.values, "ask") {
		f.in.Ask = f.values["ask"]
	}
}

// times reads the day and the times on it.
func (f *meetingForm) times() {
	if f.values.Has("date") {
		f.in.StartsAt, f.in.EndsAt, f.in.DoorsOpenAt = nil, nil, nil
		if day, ok := f.day("date"); ok {
			last := day
			if f.filled("ends_on") {
				last, _ = f.day("ends_on")
			}
			f.in.StartsAt, f.in.EndsAt = f.clock(day, "starts_at"), f.clock(last, "ends_at")
			f.in.DoorsOpenAt = f.clock(day, "doors_open_at")
			f.needTimes()
		} else if !f.filled("date") && (f.filled("starts_at") || f.filled("ends_at")) && !timesLater(f.values) {
			f.fail("date", "date_missing")
		}
	}
	pick(f, "date_precision", &f.in.DatePrecision)
	f.endOfDay("date_around", &f.in.DateAround)
	f.periodText()
	f.moment("registration_opens", &f.in.RegistrationOpensAt)
	f.endOfDay("registration_closes_on", &f.in.RegistrationClosesAt)
	f.endOfDay("numbers_due_on", &f.in.NumbersDueAt)
}

// periodText says in words when a meeting without a date will be, where
// nobody said it in words of their own.
func (f *meetingForm) periodText() {
	if f.in.StartsAt == nil && f.in.DateText == "" && f.in.DatePrecision != "" && f.in.DateAround != nil {
		f.in.DateText = periodOf(f.in, f.zone)
	}
}

// periodOf is the week, month or season of a meeting in the language of its
// page; empty where none is known.
func periodOf(in models.MeetingInput, zone *time.Location) string {
	if in.DateAround == nil {
		return ""
	}
	return locale.For(in.Language).Period(string(in.DatePrecision), workdays.LastDay(*in.DateAround, zone))
}

// needTimes asks for the times of a meeting that has a date.
func (f *meetingForm) needTimes() {
	if !f.filled("starts_at") {
		f.fail("starts_at", "start_missing")
	}
	if !f.filled("ends_at") {
		f.fail("ends_at", "end_missing")
	}
}

func (f *meetingForm) filled(name string) bool { return strings.TrimSpace(f.values.Get(name)) != "" }

func (f *meetingForm) day(name string) (time.Time, bool) {
	if !f.filled(name) {
		return time.Time{}, false
	}
	day, ok := parseDate(f.values.Get(name), f.zone)
	if !ok {
		f.fail(name, "date_wrong")
	}
	return day, ok
}

// clock is a moment on a day; nil when nothing, or no time, was typed.
func (f *meetingForm) clock(day time.Time, name string) *time.Time {
	if !f.filled(name) || day.IsZero() {
		return nil
	}
	clock, ok := parseClock(f.values.Get(name))
	if !ok {
		f.fail(name, "time_wrong")
		return nil
	}
	at := atClock(day, clock).UTC()
	return &at
}

// moment reads name_on and name_time, 0.00 when no time was typed.
func (f *meetingForm) moment(name string, to **time.Time) {
	if !f.values.Has(name + "_on") {
		return
	}
	*to = nil
	day, ok := f.day(name + "_on")
	if !ok {
		return
	}
	at := day.UTC()
	*to = &at
	if f.filled(name + "_time") {
		*to = f.clock(day, name+"_time")
	}
}

// endOfDay reads a last day: it counts in full (BR-14). An hour on that day,
// as a file can hold one, stays while the day stays: the form cannot show it.
func (f *meetingForm) endOfDay(name string, to **time.Time) {
	if !f.values.Has(name) {
		return
	}
	was := *to
	*to = nil
	if day, ok := f.day(name); ok {
		if was != nil && sameDay(workdays.LastDay(*was, f.zone), day) {
			*to = was
			return
		}
		at := workdays.EndOfDay(day, f.zone).UTC()
		*to = &at
	}
}

// sites reads the blocks, which are numbered from 0 (see blocks). A block
// without a key is a new site; a site that was left out stays as it is, for
// one with people is withdrawn on a page of its own (BR-36).
func (f *meetingForm) sites() {
	var list []models.SiteInput
	find := func(sites []models.SiteInput, key string) int {
		return slices.IndexFunc(sites, func(s models.SiteInput) bool { return s.Key == key })
	}
	for i := range siteNumbers(f.values) {
		at := siteAt(i)
		s := models.SiteInput{Key: f.values.Get(at + "key")}
		if known := find(f.in.Sites, s.Key); s.Key != "" && known >= 0 {
			s = f.in.Sites[known]
		}
		f.site(at, &s)
		if s.Key == "" {
			s.Key = models.SiteKey(s, func(key string) bool { return find(list, key) >= 0 || find(f.in.Sites, key) >= 0 })
		}
		list = append(list, s)
	}
	for _, s := range f.in.Sites {
		if find(list, s.Key) < 0 {
			list = append(list, s)
		}
	}
	f.in.Sites = list
}

// siteTextFields are the fields of one block that are kept as typed.
func siteTextFields(s *models.SiteInput) map[string]*string {
	return map[string]*string{
		"venue.name": &s.Venue.Name, "venue.building": &s.Venue.Building, "venue.street": &s.Venue.Street,
		"venue.postal_code": &s.Venue.PostalCode, "venue.town": &s.Venue.Town, "room": &s.Room, "join_url": &s.JoinURL,
		"host_name": &s.HostName, "host_phone": &s.HostPhone, "route_text": &s.RouteText, "house_rules": &s.HouseRules,
	}
}

func (f *meetingForm) site(at string, s *models.SiteInput) {
	pick(f, at+"mode", &s.Mode)
	pick(f, at+"status", &s.Status)
	for name, to := range siteTextFields(s) {
		f.text(at+name, to)
	}
	f.number(at+"seat_capacity", &s.SeatCapacity)
	f.number(at+"building_limit", &s.BuildingLimit)
	if !f.values.Has(at+"starts_at") || f.in.StartsAt == nil {
		return
	}
	day := f.in.StartsAt.In(f.zone)
	s.DoorsOpenAt, s.StartsAt, s.EndsAt = f.clock(day, at+"doors_open_at"), f.clock(day, at+"starts_at"), f.clock(day, at+"ends_at")
}

// number reads a count; empty is 0.
func (f *meetingForm) number(name string, to *int) {
	if !f.values.Has(name) {
		return
	}
	text := strings.NewReplacer(".", "", " ", "").Replace(strings.TrimSpace(f.values.Get(name)))
	*to = 0
	if text == "" {
		return
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		f.fail(name, "seats_wrong")
		return
	}
	*to = n
}

// siteTexts reads the texts of the sites that are there.
func (f *meetingForm) siteTexts() {
	for i := range siteNumbers(f.values) {
		at := siteAt(i)
		for j := range f.in.Sites {
			if s := &f.in.Sites[j]; s.Key == f.values.Get(at+"key") {
				f.text(at+"route_text", &s.RouteText)
				f.text(at+"house_rules", &s.HouseRules)
			}
		}
	}
}
