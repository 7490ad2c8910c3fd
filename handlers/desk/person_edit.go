package desk

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/models/names"
	"bijeen/templates"
)

// EditPerson is GET …/aanmeldingen/:id/wijzigen.
func (p *Pages) EditPerson(c echo.Context) error {
	d, err := p.person(c)
	if err != nil {
		return err
	}
	return p.showEditPerson(c, d, templates.Form{Values: personValues(d)}, nil, http.StatusOK)
}

func personValues(d *deskview.Person) url.Values {
	r := d.Registration
	v := url.Values{
		"given_name": {r.GivenName}, "surname_prefix": {r.SurnamePrefix}, "surname": {r.Surname}, "email": {r.Email},
		"organization": {r.Organization}, "job_title": {r.JobTitle}, "level": {string(r.Level)}, "mandated": {string(r.Mandated)},
		"phone": {r.Phone}, "role": {string(r.Role)},
	}
	if r.Companion {
		v.Set("companion", "yes")
	}
	if r.PhotoOK {
		v.Set("photo_ok", "yes")
	}
	if d.Site != nil {
		v.Set("site", d.Site.Key)
	}
	for i, k := range d.Represents {
		if i == 0 {
			v.Set("represents_own", k.Code)
		} else {
			v.Add("represents", k.Code)
		}
	}
	return v
}

func (p *Pages) showEditPerson(c echo.Context, d *deskview.Person, form templates.Form, other *conflict, status int) error {
	m, r := d.Meeting, d.Registration
	pr := p.printer(c, m.Language)
	page, err := p.personFormPage(c, pr, &models.MeetingPage{Meeting: m, Seats: d.Seats}, form, pr.T("desk_person.edit_title", "name", r.Name().Full()))
	if err != nil {
		return err
	}
	path := personPath(m.Slug, r.ID)
	page.Crumb = append(page.Crumb, templates.Crumb{Text: r.Name().Full(), URL: path})
	page.Action, page.Send, page.MayMove = path+"/wijzigen", pr.T("desk_person.save"), r.SiteID != nil && r.Status != models.Offered
	page.Conflict, page.Version = other, version(r.UpdatedAt)
	if status == http.StatusUnprocessableEntity {
		page.Version = form.Value("version") // what a colleague stored meanwhile has not been seen
	}
	return p.Page(c, status, pr, "desk_person_form", page)
}

// personConflict shows what a colleague made of somebody and what was typed.
func personConflict(pr *locale.Printer, d *deskview.Person, form url.Values) *conflict {
	other, now := &conflict{Text: pr.T("desk_person.conflict")}, personValues(d)
	for _, f := range personFields {
		if form.Has(f.name) && strings.TrimSpace(form.Get(f.name)) != now.Get(f.name) {
			other.Lines = append(other.Lines, difference{pr.T(f.label), f.word(pr, d.Meeting, now), f.word(pr, d.Meeting, form)})
		}
	}
	return other
}

// personField is a field of the form about a person: its name, and the keys of
// its label and of its answers, where these are fixed.
type personField struct{ name, label, answers string }

var personFields = []personField{
	{"given_name", "person.given_name", ""}, {"surname_prefix", "desk_person.prefix", ""}, {"surname", "person.surname", ""},
	{"email", "desk_person.email", ""}, {"organization", "desk_person.organization", ""}, {"job_title", "desk_person.job_title", ""},
	{"level", "desk_person.level", "level."}, {"phone", "desk_person.phone", ""}, {"mandated", "desk_person.mandated", "mandated."},
	{"role", "desk_person.role", "desk_role."}, {"site", "desk_person.site", ""},
}

// word is what stands in a field, as people read it.
func (f personField) word(pr *locale.Printer, m *models.Meeting, values url.Values) string {
	v := values.Get(f.name)
	switch {
	case v == "":
		return ""
	case f.name == "site":
		return siteNamed(pr, m, v)
	case f.answers != "" && pr.Has(f.answers+v):
		return pr.T(f.answers + v)
	}
	return v
}

// ChangePerson is POST …/aanmeldingen/:id/wijzigen. Another address ends the
// calendar item at the old one; another site moves, or waits there (BR-33).
func (p *Pages) ChangePerson(c echo.Context) error {
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
	a := amendment(form)
	read, _ := versionSeen(form)
	a.Read = &read
	list := overbookProblem(pr, a.Overbook, a.Reason)
	var done models.Amended
	if len(list) == 0 {
		done, err = p.Store.Amend(c.Request().Context(), m.ID, r.ID, a, actor(c))
		list, _ = p.personProblems(pr, err)
	}
	if len(list) > 0 {
		return p.showEditPerson(c, d, templates.Form{Values: form, Errors: list}, nil, http.StatusUnprocessableEntity)
	}
	if errors.Is(err, models.ErrPersonChanged) {
		return p.showEditPerson(c, d, templates.Form{Values: form}, personConflict(pr, d, form), http.StatusConflict)
	}
	if err != nil {
		return err
	}
	return p.done(c, personPath(m.Slug, r.ID), templates.OK, pr.T("desk_done."+amendedKey(r, a, done)))
}

// amendedKey names what became of a change.
func amendedKey(r *models.Registration, a models.Amendment, done models.Amended) string {
	switch {
	case done.Moved:
		return "moved"
	case done.Wished:
		return "wished"
	case a.Email != nil && !strings.EqualFold(strings.TrimSpace(*a.Email), r.Email) && strings.TrimSpace(*a.Email) != "":
		return "address_changed"
	}
	return "person_changed"
}

// sent reports whether the form shows a group of checkboxes, of which nothing
// arrives when none is ticked.
func sent(form url.Values, name string) bool {
	return slices.Contains(strings.Fields(strings.Join(form["has"], " ")), name)
}

// amendment reads the fields that were sent; needs are not in this form.
func amendment(form url.Values) models.Amendment {
	var a models.Amendment
	for name, to := range map[string]**string{
		"given_name": &a.GivenName, "surname_prefix": &a.SurnamePrefix, "surname": &a.Surname, "email": &a.Email, "organization": &a.Organization,
		"job_title": &a.JobTitle, "phone": &a.Phone, "site": &a.Site,
	} {
		if form.Has(name) {
			text := form.Get(name)
			*to = &text
		}
	}
	if form.Has("level") {
		level := models.Level(form.Get("level"))
		a.Level = &level
	}
	if form.Has("mandated") {
		mandated := models.Mandated(form.Get("mandated"))
		a.Mandated = &mandated
	}
	if form.Has("role") {
		role := models.Role(form.Get("role"))
		a.Role = &role
	}
	if sent(form, "represents") {
		codes := represents(form)
		a.Represents = &codes
	}
	for name, to := range map[string]**bool{"companion": &a.Companion, "photo_ok": &a.PhotoOK} {
		if sent(form, name) {
			yes := web.Checked(form, name)
			*to = &yes
		}
	}
	a.Overbook, a.Reason = web.Checked(form, "overbook"), names.CleanLine(form.Get("reason"))
	return a
}
