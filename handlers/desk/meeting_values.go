package desk

import (
	"net/url"
	"strconv"
	"time"

	"bijeen/models"
	"bijeen/models/workdays"
)

// meetingValues fills the form of a meeting from what is stored. Withdrawn
// sites are not in it: nothing about them can be changed.
func (p *Pages) meetingValues(in models.MeetingInput) url.Values {
	v := url.Values{
		"kind": {string(in.Kind)}, "title": {in.Title}, "summary": {in.Summary}, "theme": {in.Theme}, "mail_text": {in.MailText}, "language": {in.Language},
		"date_text": {in.DateText}, "calendar_from": {string(in.CalendarFrom)}, "visibility": {string(in.Visibility)},
		"registration_mode": {string(in.RegistrationMode)}, "waitlist_mode": {string(in.WaitlistMode)},
		"substitution_policy": {string(in.SubstitutionPolicy)}, "attendee_list_policy": {string(in.AttendeeListPolicy)},
		"ask": in.Ask, "contact.name": {in.ContactName}, "contact.email": {in.ContactEmail}, "contact.phone": {in.ContactPhone},
		"hosts": {hostsText(in.Hosts)}, "programme": {programmeText(in.Programme)},
	}
	v.Set("date_precision", string(in.DatePrecision))
	v.Set("date_around", p.lastDayValue(in.DateAround))
	if in.DateText == periodOf(in, p.Store.Zone()) {
		v.Set("date_text", "") // it follows the period
	}
	v.Set("date", p.dateValue(in.StartsAt))
	v.Set("starts_at", p.clockValue(in.StartsAt))
	v.Set("ends_at", p.clockValue(in.EndsAt))
	v.Set("doors_open_at", p.clockValue(in.DoorsOpenAt))
	if last := p.dateValue(in.EndsAt); last != v.Get("date") {
		v.Set("ends_on", last)
	}
	v.Set("registration_opens_on", p.dateValue(in.RegistrationOpensAt))
	if at := p.clockValue(in.RegistrationOpensAt); at != "00:00" {
		v.Set("registration_opens_time", at)
	}
	v.Set("registration_closes_on", p.lastDayValue(in.RegistrationClosesAt))
	v.Set("numbers_due_on", p.lastDayValue(in.NumbersDueAt))
	n := 0
	for i := range in.Sites {
		if in.Sites[i].Status != models.SiteWithdrawn {
			p.siteValues(v, siteAt(n), in.Sites[i])
			n++
		}
	}
	return v
}

func (p *Pages) siteValues(v url.Values, at string, s models.SiteInput) {
	v.Set(at+"key", s.Key)
	v.Set(at+"mode", string(s.Mode))
	v.Set(at+"status", string(s.Status))
	for name, text := range siteTextFields(&s) {
		v.Set(at+name, *text)
	}
	v.Set(at+"seat_capacity", strconv.Itoa(s.SeatCapacity))
	if s.BuildingLimit > 0 {
		v.Set(at+"building_limit", strconv.Itoa(s.BuildingLimit))
	}
	v.Set(at+"doors_open_at", p.clockValue(s.DoorsOpenAt))
	v.Set(at+"starts_at", p.clockValue(s.StartsAt))
	v.Set(at+"ends_at", p.clockValue(s.EndsAt))
}

// dateValue and clockValue are what input fields of type date and time hold.
func (p *Pages) dateValue(t *time.Time) string {
	if t == nil {
		return ""
	}
	return p.local(*t).Format("2006-01-02")
}

func (p *Pages) clockValue(t *time.Time) string {
	if t == nil {
		return ""
	}
	return p.local(*t).Format("15:04")
}

// lastDayValue shows an end made by EndOfDay as the day people know.
func (p *Pages) lastDayValue(t *time.Time) string {
	if t == nil {
		return ""
	}
	last := workdays.LastDay(*t, p.Store.Zone())
	return p.dateValue(&last)
}
