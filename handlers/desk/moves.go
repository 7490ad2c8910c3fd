package desk

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/templates"
)

// movesPage is the page desk_moves: the sites of a meeting beside each other,
// with who has a place there.
type movesPage struct {
	meetingPage
	Form   templates.Form
	Action string
	Search string
	Sites  []moveSite
	To     []templates.Option
	Count  string // how many people the search found; empty without one
	Few    bool   // there is nowhere to move to
}

// moveSite is one column.
type moveSite struct {
	siteRow
	Key    string
	People []movePerson
	More   string // how many do not fit the column
}

// movePerson is somebody who can be moved.
type movePerson struct {
	ID           int64
	Name, URL    string
	Organization string
	Wants        string // another site
	Checked      bool
	First        bool // the first on the page: errors lead here
}

func movesPath(slug string) string { return meetingPath(slug) + "/verplaatsen" }

// ShowMoves is GET …/verplaatsen with zoek.
func (p *Pages) ShowMoves(c echo.Context) error {
	meeting, err := p.meeting(c)
	if err != nil {
		return err
	}
	return p.showMoves(c, meeting, templates.Form{Values: c.QueryParams()}, http.StatusOK)
}

func (p *Pages) showMoves(c echo.Context, meeting *models.MeetingPage, form templates.Form, status int) error {
	m, search := meeting.Meeting, c.QueryParam("zoek")
	pr := p.printer(c, m.Language)
	sites, err := p.view.AtSites(c.Request().Context(), m, search)
	if err != nil {
		return err
	}
	base, err := p.meetingBase(c, pr, m, "people", pr.T("desk_moves.title"))
	if err != nil {
		return err
	}
	base.Invalid = len(form.Errors) > 0
	base.Crumb = []templates.Crumb{{Text: pr.T("desk_tab.people"), URL: peoplePath(m.Slug)}}
	page := movesPage{meetingPage: base, Form: form, Action: withQuery(movesPath(m.Slug), "zoek", search), Search: search, Few: len(sites) < 2}
	chosen, found, first := bulkOf(form.Values, models.BulkMove).IDs, 0, true
	for _, s := range sites {
		column := moveSite{siteRow: siteRowOf(pr, m, deskview.SiteCounts{Site: s.Site, Seats: meeting.Seats[s.Site.ID]}, false), Key: s.Site.Key}
		for _, r := range s.People {
			column.People = append(column.People, movePersonOf(pr, m, r, chosen, first))
			first = false
		}
		if n := s.Total - len(s.People); n > 0 {
			column.More = pr.N("desk_moves.more", n)
		}
		found += s.Total
		page.Sites = append(page.Sites, column)
		page.To = append(page.To, templates.Option{Value: s.Site.Key, Label: siteName(pr, s.Site)})
	}
	c.Response().Header().Set("Content-Security-Policy", scriptCSP)
	if search != "" {
		page.Count = pr.N("desk_people.count", found)
	}
	return p.Page(c, status, pr, "desk_moves", page)
}

func movePersonOf(pr *locale.Printer, m *models.Meeting, r deskview.PersonRow, chosen []int64, first bool) movePerson {
	who := movePerson{
		ID: r.ID, Name: listedName(r), URL: personPath(m.Slug, r.ID), Organization: r.Organization, First: first,
		Checked: slices.Contains(chosen, r.ID),
	}
	if r.Wanted != "" {
		who.Wants = pr.T("desk_people.wants", "site", r.Wanted)
	}
	return who
}

// MovePeople is POST …/verplaatsen: every id that was ticked goes to site. What
// will happen is shown first; confirmed does it.
func (p *Pages) MovePeople(c echo.Context) error {
	form, meeting, err := p.posted(c)
	if err != nil {
		return err
	}
	m := meeting.Meeting
	return p.bulk(c, m, form, bulkOf(form, models.BulkMove), withQuery(movesPath(m.Slug), "zoek", c.QueryParam("zoek")), func(list []templates.FieldError) error {
		return p.showMoves(c, meeting, templates.Form{Values: form, Errors: list}, http.StatusUnprocessableEntity)
	})
}
