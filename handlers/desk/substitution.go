package desk

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/models/names"
	"bijeen/templates"
)

// substitutePage is the page desk_substitute.
type substitutePage struct {
	meetingPage
	Form     templates.Form
	Name     string
	Action   string
	Mandates []templates.Option // asked where somebody is represented
	Override bool               // the policy refused: a reason lets it through (BR-27)
}

// AskSubstitute is GET …/aanmeldingen/:id/vervangen.
func (p *Pages) AskSubstitute(c echo.Context) error {
	d, err := p.person(c)
	if err != nil {
		return err
	}
	if d.Registration.Status != models.Registered {
		return &models.Error{Kind: models.Conflict, Key: "no_seat_to_give"}
	}
	return p.showSubstitute(c, d, templates.Form{}, http.StatusOK)
}

func (p *Pages) showSubstitute(c echo.Context, d *deskview.Person, form templates.Form, status int) error {
	m, r := d.Meeting, d.Registration
	pr := p.printer(c, m.Language)
	base, err := p.meetingBase(c, pr, m, "people", pr.T("desk_substitute.title"))
	if err != nil {
		return err
	}
	base.Invalid = len(form.Errors) > 0
	path := personPath(m.Slug, r.ID)
	base.Crumb = []templates.Crumb{{Text: pr.T("desk_tab.people"), URL: peoplePath(m.Slug)}, {Text: r.Name().Full(), URL: path}}
	page := substitutePage{
		meetingPage: base, Form: form, Name: r.Name().Full(), Action: path + "/vervangen",
		Override: form.AnyFilled("override_reason") || form.AnyError("organization"),
	}
	if len(d.Represents) > 0 || m.Asks("mandated") {
		page.Mandates = options(pr, "mandated.", []string{"yes", "no", "unknown"})
	}
	return p.Page(c, status, pr, "desk_substitute", page)
}

// Substitute is POST …/aanmeldingen/:id/vervangen with the fields of the
// contract and override_reason.
func (p *Pages) Substitute(c echo.Context) error {
	form, err := web.PostForm(c)
	if err != nil {
		return err
	}
	d, err := p.person(c)
	if err != nil {
		return err
	}
	m, r := d.Meeting, d.Registration
	pr := p.printer(c, m.Language)
	made, err := p.Store.Substitute(c.Request().Context(), m.ID, r.ID, models.Substitution{
		GivenName: form.Get("given_name"), SurnamePrefix: form.Get("surname_prefix"),
		PrefixKnown: strings.TrimSpace(form.Get("surname_prefix")) != "", Surname: form.Get("surname"), Email: form.Get("email"),
		Organization: form.Get("organization"), JobTitle: form.Get("job_title"), Mandated: models.Mandated(form.Get("mandated")),
		OverrideReason: names.CleanLine(form.Get("override_reason")),
	}, actor(c))
	if list, ok := problems(pr, err); ok {
		return p.showSubstitute(c, d, templates.Form{Values: form, Errors: list}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return p.done(c, personPath(m.Slug, made.ID), templates.OK, pr.T("desk_done.substituted", "name", made.Name().Full(), "old", r.Name().Full()))
}
