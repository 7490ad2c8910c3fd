package desk

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/templates"
)

// requestsPage is the page desk_requests: who asks to come, in the order of
// asking, and what there is to give.
type requestsPage struct {
	meetingPage
	Form    templates.Form
	Action  string
	Count   string
	Sites   []siteRow
	Rows    []personRow
	Checked bool   // everybody on this page is chosen
	AllURL  string // … after following this
	NoneURL string
	Pager   templates.Pager
}

func requestsPath(slug string) string { return peoplePath(slug) + "/aanvragen" }

// ShowRequests is GET …/aanmeldingen/aanvragen; kies=alles ticks everybody.
func (p *Pages) ShowRequests(c echo.Context) error {
	meeting, err := p.meeting(c)
	if err != nil {
		return err
	}
	return p.showRequests(c, meeting, templates.Form{}, http.StatusOK)
}

func (p *Pages) showRequests(c echo.Context, meeting *models.MeetingPage, form templates.Form, status int) error {
	m, n := meeting.Meeting, pageNumber(c.QueryParam("pagina"))
	pr, path := p.printer(c, m.Language), requestsPath(m.Slug)
	found, err := p.view.People(c.Request().Context(), m, deskview.PeopleQuery{Statuses: []models.RegistrationStatus{models.Pending}, Oldest: true, Page: n})
	if err != nil {
		return err
	}
	base, err := p.meetingBase(c, pr, m, "people", pr.T("desk_requests.title"))
	if err != nil {
		return err
	}
	base.Invalid = len(form.Errors) > 0
	base.Crumb = []templates.Crumb{{Text: pr.T("desk_tab.people"), URL: peoplePath(m.Slug)}}
	page := requestsPage{
		meetingPage: base, Form: form, Action: path, Count: pr.N("desk_requests.count", found.Total), Checked: c.QueryParam("kies") == "alles",
		Pager: pager(path, url.Values{}, n, deskview.PeoplePerPage, found.Total),
	}
	page.NoneURL = pageURL(path, n)
	page.AllURL = pageURL(path, n, "kies", "alles")
	for i := range m.Sites {
		if s := &m.Sites[i]; meeting.Seats[s.ID] != nil {
			page.Sites = append(page.Sites, siteRowOf(pr, m, deskview.SiteCounts{Site: s, Seats: meeting.Seats[s.ID], People: found.Sites[s.ID]}, false))
		}
	}
	for _, r := range found.Rows {
		page.Rows = append(page.Rows, p.personRow(pr, m, r))
	}
	return p.Page(c, status, pr, "desk_requests", page)
}

// pageURL is a page of a list with more parameters.
func pageURL(path string, n int, pairs ...string) string {
	if n > 1 {
		pairs = append(pairs, "pagina", strconv.Itoa(n))
	}
	return withQuery(path, pairs...)
}

// DecideRequests is POST …/aanmeldingen/aanvragen: do=approve or reject for
// every id that was ticked, with a reason that goes into the mail. What will
// happen is shown first; confirmed does it.
func (p *Pages) DecideRequests(c echo.Context) error {
	form, meeting, err := p.posted(c)
	if err != nil {
		return err
	}
	do := models.BulkKind(form.Get("do"))
	if do != models.BulkApprove && do != models.BulkReject {
		return echo.ErrBadRequest
	}
	return p.bulk(c, meeting.Meeting, form, bulkOf(form, do), requestsPath(meeting.Meeting.Slug), func(list []templates.FieldError) error {
		return p.showRequests(c, meeting, templates.Form{Values: form, Errors: list}, http.StatusUnprocessableEntity)
	})
}
