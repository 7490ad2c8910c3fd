package desk

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/templates"
)

// homePage is the page desk_home: the meetings of an organiser.
type homePage struct {
	templates.Base
	Todo       []todo // what asks for attention, in all meetings
	MoreTodo   []todo // the rest of it, behind a button
	More       string // how much that is
	Upcoming   []meetingRow
	Past       []meetingRow
	OnlyPast   bool // the whole archive, by pages
	Pager      templates.Pager
	Kinds      []templates.Option // of a new meeting; Value is the address
	MayChange  bool
	MayLink    bool
	Hosted     []hostedRow
	NothingYet bool // this role has nothing to see here yet
}

// meetingRow is one meeting in the list.
type meetingRow struct {
	templates.MeetingItem
	Count string // "103 aangemeld, 17 plekken vrij"
}

// todo is one thing that asks for attention, with the one way to where it is
// mended. A good thing, such as a full meeting, has the tone of good news.
type todo struct {
	Icon, Text    string
	URL, Link     string
	Meeting, When string // of which meeting, in a list about several
	Lang          string // of its title, where it differs from that of the page
	Good          bool
}

const (
	pastShown   = 5
	pastPerPage = 50
	mostComing  = 500
	todoShown   = 10
)

// ShowHome is GET /beheer; ?afgelopen=ja gives the archive.
func (p *Pages) ShowHome(c echo.Context) error {
	pr := p.printer(c, "")
	base, err := p.base(c, pr, pr.T("desk_home.title"))
	if err != nil {
		return err
	}
	role := user(c).Role
	page := homePage{Base: base, MayChange: may(role, changeMeeting, ""), MayLink: mayAtDesk(user(c), linkNames)}
	switch {
	case may(role, hostSite, ""):
		err = p.fillHosted(c, pr, &page)
	case !may(role, seeCounts, ""):
		page.NothingYet = true
	case c.QueryParam("afgelopen") != "":
		err = p.fillPast(c, pr, &page)
	default:
		err = p.fillHome(c, pr, &page)
	}
	if err != nil {
		return err
	}
	for _, kind := range models.MeetingKinds {
		page.Kinds = append(page.Kinds, templates.Option{
			Value: withQuery("/beheer/nieuw", "soort", string(kind)), Label: pr.T("kind." + string(kind)),
		})
	}
	return p.Page(c, http.StatusOK, pr, "desk_home", page)
}

func (p *Pages) fillHome(c echo.Context, pr *locale.Printer, page *homePage) error {
	ctx := c.Request().Context()
	coming, _, err := p.meetings(c, deskview.MeetingQuery{Limit: mostComing})
	if err != nil {
		return err
	}
	past, _, err := p.meetings(c, deskview.MeetingQuery{Past: true, Limit: pastShown})
	if err != nil {
		return err
	}
	page.Upcoming, page.Past = p.meetingRows(c, pr, coming), p.meetingRows(c, pr, past)
	list := p.todos(c, pr, coming)
	if page.MayLink {
		_, names, _, err := p.Store.Organizations(ctx, 1)
		if err != nil {
			return err
		}
		if names > 0 {
			list = append(list, todo{Icon: "building", Text: pr.N("desk_home.names", names), URL: "/beheer/organisaties", Link: pr.T("desk_home.names_link")})
		}
	}
	n := min(todoShown, len(list))
	if page.Todo, page.MoreTodo = list[:n], list[n:]; len(page.MoreTodo) > 0 {
		page.More = pr.N("desk_home.more", len(page.MoreTodo))
	}
	return nil
}

// todos lists what this user can mend in all meetings to come, the soonest
// meeting first.
func (p *Pages) todos(c echo.Context, pr *locale.Printer, coming []*deskview.MeetingRow) []todo {
	var list []todo
	if !p.mailWorks() {
		list = append(list, todo{Icon: "mail-off", Text: pr.T("desk_todo.no_mail_server")})
	}
	for _, d := range coming {
		for _, t := range p.attention(pr, d, user(c).Role) {
			if t.URL == "" {
				continue
			}
			t.Meeting, t.When = d.Meeting.Title, p.shortDay(pr, d.Meeting)
			if d.Meeting.Language != pr.Lang() {
				t.Lang = d.Meeting.Language
			}
			list = append(list, t)
		}
	}
	return list
}

// shortDay is the day of a meeting in few words; empty while it has none.
func (p *Pages) shortDay(pr *locale.Printer, m *models.Meeting) string {
	if m.StartsAt == nil || m.Status == models.MeetingPostponed {
		return ""
	}
	return pr.ShortDate(p.local(*m.StartsAt))
}

// hostedRow is a site that the user hosts.
type hostedRow struct {
	Title, When, Place, People string
	Links                      []exportLink
}

// fillHosted shows the host of a site the lists of that site (BR-81).
func (p *Pages) fillHosted(c echo.Context, pr *locale.Printer, page *homePage) error {
	sites, err := p.view.Hosted(c.Request().Context(), user(c).ID)
	for _, s := range sites {
		row := hostedRow{Title: s.Meeting.Title, When: p.when(pr, s.Meeting), Place: s.Site.Address(), People: pr.N("desk_people.count", s.People)}
		row.Links = append(row.Links, exportLink{
			Text: pr.T("desk_tab.door"), Hint: pr.T("desk_door.hint"), Icon: "door-enter", URL: doorPath(s.Meeting.Slug, s.Site.Key),
		})
		for _, link := range p.listLinks(pr, s.Meeting, s.Site.Key) {
			if link.Paper || link.Icon == screenIcon {
				row.Links = append(row.Links, link)
			}
		}
		page.Hosted = append(page.Hosted, row)
	}
	page.NothingYet = len(sites) == 0
	return err
}

func (p *Pages) fillPast(c echo.Context, pr *locale.Printer, page *homePage) error {
	n := pageNumber(c.QueryParam("pagina"))
	past, total, err := p.meetings(c, deskview.MeetingQuery{
		Past: true, Limit: pastPerPage, Offset: (n - 1) * pastPerPage,
	})
	page.OnlyPast, page.Past = true, p.meetingRows(c, pr, past)
	page.Pager = pager(homePath, url.Values{"afgelopen": {"ja"}}, n, pastPerPage, total)
	return err
}

// mailWorks reports whether mail can leave at all.
func (p *Pages) mailWorks() bool { return p.MailState == nil || p.MailState() == "ok" }

func (p *Pages) meetingRows(c echo.Context, pr *locale.Printer, list []*deskview.MeetingRow) []meetingRow {
	var rows []meetingRow
	for _, m := range list {
		if may(user(c).Role, seeCounts, m.Meeting.Kind) {
			rows = append(rows, p.meetingRow(pr, m))
		}
	}
	return rows
}

func (p *Pages) meetingRow(pr *locale.Printer, d *deskview.MeetingRow) meetingRow {
	m := d.Meeting
	phase := m.Phase(p.Store.Now())
	badge := phaseBadge(pr, phase)
	row := meetingRow{
		MeetingItem: templates.MeetingItem{
			URL: meetingPath(m.Slug), Title: m.Title, Kind: pr.T("kind." + string(m.Kind)), DateText: m.DateText,
			Start: p.localOf(m.StartsAt), End: p.localOf(m.EndsAt), Place: web.Places(pr, m, maxPlaces), Badge: &badge,
		},
		Count: pr.N("desk_count.registered", d.People[models.Registered]),
	}
	switch phase {
	case models.PhasePostponed:
		row.Start, row.End, row.DateText = time.Time{}, time.Time{}, p.when(pr, m)
	case models.PhaseOpen, models.PhaseClosed, models.PhaseNotYet:
		row.Count = joined(", ", row.Count, strings.ToLower(freeText(pr, d)))
	case models.PhaseAnnounced:
		row.Count = pr.N("desk_count.interested", d.People[models.Interested])
	}
	if m.Language != pr.Lang() {
		row.Lang = m.Language
	}
	return row
}

// freeText says what is free at a meeting that people can sign up for.
func freeText(pr *locale.Printer, d *deskview.MeetingRow) string {
	free, any := 0, false
	for _, s := range d.Seats {
		free, any = free+max(0, s.Free()), true
	}
	switch {
	case !any:
		return ""
	case free > 0:
		return pr.N("seats.free", free)
	case d.People[models.Waitlisted] > 0:
		return pr.N("seats.full_waitlist", d.People[models.Waitlisted])
	}
	return pr.T("seats.full")
}
