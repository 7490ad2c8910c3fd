package public

import (
	"html/template"
	"strings"
	"time"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/templates"
)

// meetingView is what pages say about a meeting, in the language of the page.
// It holds nothing about people.
type meetingView struct {
	Slug     string
	Title    string
	Lang     string // of the texts of the organiser, where the page has another
	Kind     string
	Lead     string        // first paragraph of the summary
	More     template.HTML // the other paragraphs
	DateText string
	Start    time.Time // zero while undated
	End      time.Time
	Doors    time.Time // zero when doors open at the start
	Places   string    // "Hengelo en Enschede"
	Hosts    string
	State    templates.Badge
	Phase    models.Phase
	Contact  contactView
	Taal     string // "?taal=en" where links to this meeting must carry it

	m       *models.Meeting
	seats   models.Occupancy
	waiting int
	p       *locale.Printer
	zone    *time.Location
	now     time.Time
}

// contactView is whom to ask.
type contactView struct{ Name, Email, Phone string }

// Shown is the phone number kept on one line.
func (c contactView) Shown() string { return unbroken.Replace(c.Phone) }

// unbroken has the space and hyphen that no line ends at.
var unbroken = strings.NewReplacer(" ", "\u00a0", "-", "\u2011")

// Tel is the phone number for a tel: link.
func (c contactView) Tel() string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, c.Phone)
}

// view makes the words of a meeting.
func (p *Pages) view(pr *locale.Printer, page *models.MeetingPage) meetingView {
	m, now := page.Meeting, p.Store.Now()
	v := meetingView{
		Slug: m.Slug, Title: m.Title, Kind: web.KindWord(pr, m.Kind), DateText: m.DateText,
		Hosts: hosts(pr, m.HostNames()), Phase: m.Phase(now), Taal: web.WithTaal("", pr.Lang(), m.Language),
		Contact: contactView{m.ContactName, m.ContactEmail, m.ContactPhone},
		m:       m, seats: page.Seats, waiting: page.Waiting, p: pr, zone: p.Store.Zone(), now: now,
	}
	if m.Language != pr.Lang() {
		v.Lang = m.Language
	}
	if v.Contact.Email == "" {
		v.Contact.Email = p.MailFrom.Address
	}
	v.Lead, v.More = leadAndMore(m.Summary)
	v.Places = web.Places(pr, m, maxPlaces)
	v.at(nil)
	if v.Phase == models.PhasePostponed {
		v.DateText = web.PostponedFrom(pr, m, p.Store.Zone())
	}
	v.State = v.state()
	return v
}

// at gives the view the hours of one site; nil for those of the meeting.
func (v *meetingView) at(s *models.Site) {
	if v.Phase == models.PhasePostponed {
		return // the old hours hold no longer
	}
	local := func(t *time.Time) time.Time {
		if t == nil {
			return time.Time{}
		}
		return t.In(v.zone)
	}
	v.Start, v.End, v.Doors = local(v.m.Start(s)), local(v.m.End(s)), local(v.m.Doors(s))
	if v.Doors.Equal(v.Start) {
		v.Doors = time.Time{}
	}
}

// ByInvitation reports that people cannot sign up by themselves.
func (v meetingView) ByInvitation() bool {
	return v.m.Visibility == models.VisibilityInvited || v.m.Visibility == models.VisibilityMembers ||
		v.m.RegistrationMode == models.ModeInvitation
}

// Dated reports whether there is a day.
func (v meetingView) Dated() bool { return !v.Start.IsZero() }

// Path is the address of the meeting or of a page below it.
func (v meetingView) Path(below string) string {
	path := "/bijeenkomsten/" + v.Slug
	if below != "" {
		path += "/" + below
	}
	return path + v.Taal
}

// Approval reports that an organiser decides about each sign-up.
func (v meetingView) Approval() bool { return v.m.RegistrationMode == models.ModeApproval }

// Full reports that no site has a free seat.
func (v meetingView) Full() bool { return v.m.Full(v.seats) }

// Reason is why a meeting is off or moved, as the organiser wrote it.
func (v meetingView) Reason() string { return v.m.StatusReason }

// state is the meeting in a few words: the seats while people can sign up,
// else its phase.
func (v *meetingView) state() templates.Badge {
	if (v.Phase == models.PhaseOpen || v.Phase == models.PhaseNotYet) && v.ByInvitation() {
		return templates.Badge{Tone: templates.Neutral, Text: v.p.T("phase.invitation")}
	}
	if v.Phase != models.PhaseOpen || len(v.m.OpenSites()) == 0 {
		return web.PhaseBadge(v.p, v.Phase)
	}
	free, open := 0, 0
	for _, s := range v.m.OpenSites() {
		n := siteFree(v.seats, s)
		free += n
		if n > 0 {
			open++
		}
	}
	switch {
	case free == 0:
		return *fullBadge(v.p, v.m, v.waiting)
	case open < len(v.m.OpenSites()) && open == 1:
		return templates.Badge{Tone: templates.OK, Text: v.p.T("seats.only_at", "place", v.openTown())}
	}
	return *freeBadge(v.p, free)
}

// openTown names the one site that still has seats.
func (v *meetingView) openTown() string {
	for _, s := range v.m.OpenSites() {
		if siteFree(v.seats, s) > 0 {
			return web.Town(v.p, s)
		}
	}
	return ""
}

// maxPlaces is how many towns a list names before it counts the rest.
const maxPlaces = 6

func hosts(p *locale.Printer, names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return p.T("words.with_hosts", "first", names[0], "last", web.Join(p, names[1:]))
}

// leadAndMore splits what a meeting is about: its first line in words, and
// the rest as the text it is.
func leadAndMore(text string) (lead string, more template.HTML) {
	first, rest, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if rest = strings.TrimSpace(rest); rest != "" {
		more = templates.Markdown(rest, 1)
	}
	return templates.Plain(first), more
}

// siteCards are the sites as cards on the page of the meeting.
func (v meetingView) siteCards() []templates.SiteCard {
	var cards []templates.SiteCard
	for _, s := range v.m.OpenSites() {
		cards = append(cards, v.siteCard(s))
	}
	return cards
}

func (v meetingView) siteCard(s *models.Site) templates.SiteCard {
	card := templates.SiteCard{Route: s.RouteText, Rules: s.HouseRules, Times: v.ownTimes(s)}
	if s.Mode == models.Online {
		card.Online, card.Name = true, v.p.T("words.online_site")
		card.Address = []string{v.p.T("meeting.link_follows")}
	} else if s.Venue != nil {
		card.Name, card.Town, card.Address = s.Venue.Name, s.Venue.Town, addressLines(s)
	}
	o := v.seats[s.ID]
	if v.Phase != models.PhaseOpen || v.ByInvitation() || o == nil {
		return card
	}
	card.Badge = v.siteBadge(s)
	if s.SeatCapacity == 0 {
		return card
	}
	taken := min(s.SeatCapacity, o.Taken+o.Offered+o.Reserved)
	card.Seats = &templates.Seats{Taken: taken, Total: s.SeatCapacity}
	card.Line = v.p.N("seats.taken", s.SeatCapacity, "taken", taken)
	if siteFree(v.seats, s) == 0 && v.m.WaitlistMode != models.WaitlistOff && v.m.RegistrationMode != models.ModeApproval {
		card.Line += ". " + v.p.T("seats.to_waitlist")
	}
	return card
}

func addressLines(s *models.Site) []string {
	var lines []string
	for _, line := range []string{s.Venue.Building, s.Room, s.Venue.Street, strings.TrimSpace(s.Venue.PostalCode + " " + s.Venue.Town)} {
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// ownTimes are the hours of a site that differ from those of the meeting.
func (v meetingView) ownTimes(s *models.Site) string {
	if s.StartsAt == nil && s.EndsAt == nil || v.Phase == models.PhasePostponed {
		return ""
	}
	start, end := v.m.Start(s), v.m.End(s)
	if start == nil || end == nil {
		return ""
	}
	return v.p.ClockRange(start.In(v.zone), end.In(v.zone))
}

// programme is the programme as a time line.
func (v meetingView) programme() []templates.ProgrammeItem {
	var items []templates.ProgrammeItem
	for _, item := range v.m.Programme {
		out := templates.ProgrammeItem{Title: item.Title, Text: item.Room, Start: v.clock(item.Starts), End: v.clock(item.Ends)}
		if item.SiteID != nil && len(v.m.OpenSites()) > 1 {
			if s := v.m.SiteByID(*item.SiteID); s != nil {
				out.Place = v.p.T("meeting.only_at", "place", web.Town(v.p, s))
			}
		}
		items = append(items, out)
	}
	return items
}

// clock puts a wall-clock time on the day of the meeting.
func (v meetingView) clock(text string) time.Time {
	t, err := time.Parse("15:04", text)
	if err != nil {
		return time.Time{}
	}
	y, m, d := v.Start.Date()
	if v.Start.IsZero() {
		y, m, d = 2000, 1, 1
	}
	return time.Date(y, m, d, t.Hour(), t.Minute(), 0, 0, time.UTC)
}
