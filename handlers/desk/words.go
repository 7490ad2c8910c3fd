package desk

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/templates"
)

// Addresses of the desk.
func meetingPath(slug string) string { return "/beheer/bijeenkomsten/" + slug }
func peoplePath(slug string) string  { return meetingPath(slug) + "/aanmeldingen" }
func personPath(slug string, id int64) string {
	return peoplePath(slug) + "/" + strconv.FormatInt(id, 10)
}

// withQuery is a path with those parameters that hold something.
func withQuery(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// phaseTones are the color words of glossary §2.2.
var phaseTones = map[models.Phase]templates.Tone{
	models.PhaseDraft: templates.Neutral, models.PhaseAnnounced: templates.Info, models.PhaseNotYet: templates.Info,
	models.PhaseOpen: templates.OK, models.PhaseClosed: templates.Warning, models.PhaseRunning: templates.OK,
	models.PhasePast: templates.Neutral, models.PhasePostponed: templates.Warning, models.PhaseCancelled: templates.Failure,
}

func phaseBadge(pr *locale.Printer, phase models.Phase) templates.Badge {
	return templates.Badge{Tone: phaseTones[phase], Text: pr.T("phase." + string(phase))}
}

var statusTones = map[models.RegistrationStatus]templates.Tone{
	models.Registered: templates.OK, models.Waitlisted: templates.Warning, models.Offered: templates.Warning,
	models.Pending: templates.Warning, models.Invited: templates.Info, models.Interested: templates.Info,
	models.Rejected: templates.Failure,
}

// statusBadge is the state of a person; a place on the waiting list comes
// with its number.
func statusBadge(pr *locale.Printer, s models.RegistrationStatus, position int) templates.Badge {
	tone, ok := statusTones[s]
	if !ok {
		tone = templates.Neutral
	}
	text := pr.T("registration." + string(s))
	if position > 0 {
		text += ": " + pr.Number(position)
	}
	return templates.Badge{Tone: tone, Text: text}
}

// statuses are the states in the order of the organiser's filter.
var statuses = []models.RegistrationStatus{
	models.Registered, models.Waitlisted, models.Offered, models.Pending, models.Invited, models.Interested,
	models.Cancelled, models.Substituted, models.Withdrawn, models.Declined, models.Rejected,
}

func knownStatus(s string) bool { return slices.Contains(statuses, models.RegistrationStatus(s)) }

// when says in words when a meeting is.
func (p *Pages) when(pr *locale.Printer, m *models.Meeting) string {
	if m.Status == models.MeetingPostponed {
		return web.PostponedFrom(pr, m, p.Store.Zone())
	}
	if m.StartsAt == nil || m.EndsAt == nil {
		if m.DateText != "" {
			return locale.Capital(m.DateText)
		}
		return pr.T("meeting.date_follows")
	}
	start, end := p.local(*m.StartsAt), p.local(*m.EndsAt)
	if pr.SortableDate(start) != pr.SortableDate(end) {
		return locale.Capital(pr.Moment(start)) + " – " + pr.Moment(end)
	}
	return pr.LongDateStart(start) + ", " + pr.ClockRange(start, end)
}

// maxPlaces is how many towns a row of the desk names before it counts the
// rest.
const maxPlaces = 3

// siteName is a site in a list of sites: the town first, because that is how
// people tell them apart.
func siteName(pr *locale.Printer, s *models.Site) string {
	if s.Mode == models.Online {
		return pr.T("words.online_site")
	}
	if s.Venue == nil {
		return s.Key
	}
	if s.Venue.Town == "" {
		return s.Venue.Name
	}
	return s.Venue.Town + ": " + s.Venue.Name
}

// leaving says when the mails about a decision go: after the change delay, in
// which it can be undone, or at once when there is none.
func leaving(pr *locale.Printer, delay time.Duration) string {
	if delay <= 0 {
		return pr.T("desk_reach.at_once")
	}
	return pr.T("desk_reach.delay", "delay", inMinutes(pr, delay))
}

// exactly is below which change delay a clock without seconds, or a count of
// minutes, says something else than is so.
const exactly = 2 * time.Minute

// inMinutes says how long the change delay is: "10 minuten", and in seconds
// when it is short. It never says more than there is.
func inMinutes(pr *locale.Printer, d time.Duration) string {
	if d < exactly && d%time.Minute != 0 {
		return pr.N("desk.seconds", max(1, int(d/time.Second)))
	}
	return pr.N("desk.minutes", int(d/time.Minute))
}

// leavesAt is the moment at which mails go, or until which that can be taken
// back: with its seconds when there are few.
func (p *Pages) leavesAt(pr *locale.Printer, t time.Time) string {
	if p.Store.ChangeDelay() < exactly {
		return pr.ExactClock(p.local(t))
	}
	return pr.Clock(p.local(t))
}

// options makes the choices of a field from values and the section that
// holds their labels.
func options[T ~string](pr *locale.Printer, section string, values []T) []templates.Option {
	list := make([]templates.Option, len(values))
	for i, v := range values {
		key := string(v)
		if key == "other" {
			key = "different" // other is a plural form in the catalogue
		}
		list[i] = templates.Option{Value: string(v), Label: pr.T(section + key)}
	}
	return list
}

// problems turns refusals about what was typed into the errors of a form.
// Most sentences speak to the person whose name is typed ("uw naam"); at the
// desk somebody else types, so a sentence of desk_error goes first.
func problems(pr *locale.Printer, err error) ([]templates.FieldError, bool) {
	list, ok := web.Problems(pr, err)
	if !ok {
		return nil, false
	}
	for i, e := range refusals(err) {
		key := "desk_error." + e.Key
		if pr.Has(key + "__" + e.Field) {
			key += "__" + e.Field
		}
		if pr.Has(key) {
			list[i].Text = pr.T(key)
		}
	}
	return list, true
}

func refusals(err error) []*models.Error {
	switch e := err.(type) {
	case models.Problems:
		return e
	case *models.Error:
		return []*models.Error{e}
	}
	return nil
}

// pager leads through the pages of a list whose other parameters stay.
func pager(path string, q url.Values, page, perPage, total int) templates.Pager {
	pages := (total + perPage - 1) / perPage
	at := func(n int) string {
		next := url.Values{}
		for name, values := range q {
			next[name] = values
		}
		next.Set("pagina", strconv.Itoa(n))
		return path + "?" + next.Encode()
	}
	pg := templates.Pager{Page: page, Pages: pages}
	if page > 1 {
		pg.Previous = at(page - 1)
	}
	if page < pages {
		pg.NextURL = at(page + 1)
	}
	return pg
}

// pageNumber reads the page of a list; what is no number is the first.
func pageNumber(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 100_000 {
		return 1
	}
	return n
}
