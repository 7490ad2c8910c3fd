package desk

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/names"
	"bijeen/templates"
)

// walkInPage is the page desk_walk_in: somebody who is not on the list.
type walkInPage struct {
	meetingPage
	Form   templates.Form
	Site   string
	Action string
	Back   string
}

// NewWalkIn is GET …/balie/nieuw?locatie=.
func (p *Pages) NewWalkIn(c echo.Context) error {
	m, site, err := p.walkInSite(c)
	if err != nil {
		return err
	}
	if err := m.CheckInOpen(p.Store.Now()); err != nil {
		return err
	}
	return p.showWalkIn(c, m, site, templates.Form{Values: url.Values{}}, http.StatusOK)
}

// CreateWalkIn is POST …/balie/nieuw?locatie= (rules §3.4, walk-in).
func (p *Pages) CreateWalkIn(c echo.Context) error {
	form, err := web.PostForm(c)
	if err != nil {
		return err
	}
	m, site, err := p.walkInSite(c)
	if err != nil {
		return err
	}
	a := models.Attendee{
		GivenName: form.Get("given_name"), SurnamePrefix: form.Get("surname_prefix"), PrefixKnown: form.Get("surname_prefix") != "",
		Surname: form.Get("surname"), Email: form.Get("email"), Organization: form.Get("organization"),
	}
	if web.Checked(form, "as_parent_or_young") {
		a.AsParentOrYoung = true
	}
	_, err = p.Store.WalkIn(c.Request().Context(), m.ID, site.Key, a, actor(c))
	pr := p.printer(c, m.Language)
	if list, ok := walkInProblems(pr, site, err); ok {
		return p.showWalkIn(c, m, site, templates.Form{Values: form, Errors: list}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	name := names.Name{Given: a.GivenName, Prefix: a.SurnamePrefix, Surname: a.Surname}.Full()
	return p.done(c, doorPath(m.Slug, site.Key), templates.OK, pr.T("desk_done.door_walk_in", "name", name))
}

// walkInProblems says on the form what is wrong in the words of that form,
// and that the building is full (I2): whoever stands there has been typed
// already, and may fit in at another door.
func walkInProblems(pr *locale.Printer, site *models.Site, err error) ([]templates.FieldError, bool) {
	list, ok := problems(pr, err)
	for i, e := range refusals(err) {
		key := "desk_walk_in." + e.Key
		switch {
		case e.Key == "building_full":
			return []templates.FieldError{{Text: pr.T(key, "site", siteName(pr, site))}}, true
		case ok && pr.Has(key):
			list[i].Text = pr.T(key)
		}
	}
	return list, ok
}

func (p *Pages) walkInSite(c echo.Context) (*models.Meeting, *models.Site, error) {
	meeting, err := p.meeting(c)
	if err != nil {
		return nil, nil, err
	}
	site, err := doorSite(meeting.Meeting, c.QueryParam("locatie"))
	if err == nil && site == nil {
		err = &models.Error{Kind: models.NotFound, Key: "site_not_found"}
	}
	return meeting.Meeting, site, err
}

func (p *Pages) showWalkIn(c echo.Context, m *models.Meeting, site *models.Site, form templates.Form, status int) error {
	pr := p.printer(c, m.Language)
	base, err := p.meetingBase(c, pr, m, "door", pr.T("desk_walk_in.title"))
	if err != nil {
		return err
	}
	base.Invalid = len(form.Errors) > 0
	back := doorPath(m.Slug, site.Key)
	base.Crumb = []templates.Crumb{{Text: pr.T("desk_tab.door"), URL: back}}
	return p.Page(c, status, pr, "desk_walk_in", walkInPage{
		meetingPage: base, Form: form, Site: siteName(pr, site), Back: back, Action: withQuery(base.Path+"/balie/nieuw", "locatie", site.Key),
	})
}
