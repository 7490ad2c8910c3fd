package desk

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/models"
	"bijeen/templates"
)

// organizationsPage is the page desk_organizations: names that matched
// nothing (BR-19a).
type organizationsPage struct {
	templates.Base
	Rows  []organizationRow
	More  string // how many there are when not all are shown
	Known bool   // there is something to link to
}

// organizationRow is one typed name with what can be made of it.
type organizationRow struct {
	Name, People, Action string
	Form                 templates.Form
	Options              []templates.Option
	Field                string
}

// namesShown is how many names one page asks about.
const namesShown = 25

// ShowOrganizations is GET /beheer/organisaties.
func (p *Pages) ShowOrganizations(c echo.Context) error {
	unknown, total, known, err := p.Store.Organizations(c.Request().Context(), namesShown)
	if err != nil {
		return err
	}
	pr := p.printer(c, "")
	base, err := p.base(c, pr, pr.T("desk_organizations.title"))
	if err != nil {
		return err
	}
	page := organizationsPage{Base: base, Known: len(known) > 0}
	if total > len(unknown) {
		page.More = pr.N("desk_organizations.more", total-len(unknown))
	}
	var choices []templates.Option
	for _, o := range known {
		choices = append(choices, templates.Option{Value: strconv.FormatInt(o.ID, 10), Label: o.Name})
	}
	for _, o := range unknown {
		id := strconv.FormatInt(o.ID, 10)
		row := organizationRow{
			Name: o.Name, People: pr.N("desk_people.count", o.People), Action: "/beheer/organisaties/" + id, Options: choices, Field: "to" + id,
			Form: templates.Form{Values: map[string][]string{}},
		}
		if o.Suggestion != nil {
			row.Form.Values.Set(row.Field, strconv.FormatInt(o.Suggestion.ID, 10))
		}
		page.Rows = append(page.Rows, row)
	}
	return p.Page(c, http.StatusOK, pr, "desk_organizations", page)
}

// LinkOrganization is POST /beheer/organisaties/:id: do=keep makes the name
// an organisation of its own, do=link another name of the one in to<id>.
func (p *Pages) LinkOrganization(c echo.Context) error {
	form, err := web.PostForm(c)
	if err != nil {
		return err
	}
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return &models.Error{Kind: models.NotFound, Key: "organization_not_found"}
	}
	ctx, pr, done := c.Request().Context(), p.printer(c, ""), "organization_kept"
	if form.Get("do") == "keep" {
		err = p.Store.KeepOrganization(ctx, id, actor(c))
	} else {
		to, bad := strconv.ParseInt(form.Get("to"+c.Param("id")), 10, 64)
		if bad != nil {
			return p.done(c, "/beheer/organisaties", templates.Warning, pr.T("desk_organizations.choose_first"))
		}
		done, err = "organization_linked", p.Store.LinkOrganization(ctx, id, to, actor(c))
	}
	if err != nil {
		return err
	}
	return p.done(c, "/beheer/organisaties", templates.OK, pr.T("desk_done."+done))
}
