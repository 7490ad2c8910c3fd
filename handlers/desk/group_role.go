package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/directory"
	"bijeen/templates"
)

// rolePage is the page desk_group_role: who has which role in a group.
type rolePage struct {
	templates.Base
	Form    templates.Form
	Group   string
	Back    string
	Action  string
	Who     string // of a known role; empty for a new one, whose person is looked up
	Remove  string
	Search  templates.Form
	People  []templates.Option
	Looked  bool // a search was done
	Roles   []templates.Option
	Behalfs []templates.Option
}

// NewRole is GET /beheer/adresboek/groepen/:id/rollen; ?zoek= looks for the
// person.
func (p *Pages) NewRole(c echo.Context) error {
	return p.showRole(c, http.StatusOK, templates.Form{Values: url.Values{"from_on": {p.Store.Today()}}})
}

// EditRole is GET /beheer/adresboek/groepen/:id/rollen/:role.
func (p *Pages) EditRole(c echo.Context) error {
	_, r, err := p.roleOf(c)
	if err != nil {
		return err
	}
	v := url.Values{"role": {string(r.Role)}, "on_behalf_of": {r.OnBehalfOf}, "from_on": {r.FromOn}, "until_on": {r.UntilOn}}
	if r.ShowEmail {
		v.Set("show_email", "yes")
	}
	return p.showRole(c, http.StatusOK, templates.Form{Values: v})
}

// roleOf is the role the address names with its group; nil for a new one.
func (p *Pages) roleOf(c echo.Context) (*directory.GroupPage, *directory.RoleRow, error) {
	g, err := p.groups().Page(c.Request().Context(), idOf(c))
	if err != nil || c.Param("role") == "" {
		return g, nil, err
	}
	id, _ := strconv.ParseInt(c.Param("role"), 10, 64)
	i := slices.IndexFunc(g.Roles, func(r directory.RoleRow) bool { return r.ID == id })
	if i < 0 {
		return nil, nil, &models.Error{Kind: models.NotFound, Key: "role_not_found"}
	}
	return g, &g.Roles[i], nil
}

func (p *Pages) showRole(c echo.Context, status int, form templates.Form) error {
	g, r, err := p.roleOf(c)
	if err != nil {
		return err
	}
	pr := p.printer(c, "")
	path := groupPath(g.Group.ID)
	page := rolePage{Form: form, Group: g.Group.Name, Back: path, Action: path + "/rollen"}
	title := pr.T("desk_roles.new")
	if r != nil {
		page.Who = directory.PersonName(&r.Person)
		page.Action += "/" + strconv.FormatInt(r.ID, 10)
		page.Remove, title = page.Action+"/weg", page.Who
	} else if err := p.peopleToChoose(c, &page); err != nil {
		return err
	}
	for _, name := range models.GroupRoleNames {
		page.Roles = append(page.Roles, templates.Option{Value: string(name), Label: locale.Capital(pr.T("group_role." + string(name)))})
	}
	for _, k := range models.Constituencies() {
		page.Behalfs = append(page.Behalfs, templates.Option{Value: k.Code, Label: k.Choice(pr.Lang())})
	}
	if page.Base, err = p.base(c, pr, title); err != nil {
		return err
	}
	page.Invalid = len(form.Errors) > 0
	return p.Page(c, status, pr, "desk_group_role", page)
}

// peopleToChoose looks up who may be meant by what was typed.
func (p *Pages) peopleToChoose(c echo.Context, page *rolePage) error {
	search := page.Form.Value("zoek")
	if search == "" {
		search = c.QueryParam("zoek")
	}
	page.Search = templates.Form{Values: url.Values{"zoek": {search}}}
	page.Looked = strings.TrimSpace(search) != ""
	people, err := p.groups().FindPeople(c.Request().Context(), search)
	for _, who := range people {
		page.People = append(page.People, templates.Option{Value: strconv.FormatInt(who.ID, 10), Label: directory.PersonName(&who), Hint: who.Email})
	}
	return err
}

// SaveRole is POST /beheer/adresboek/groepen/:id/rollen and …/rollen/:role.
func (p *Pages) SaveRole(c echo.Context) error {
	values, err := web.PostForm(c)
	if err != nil {
		return err
	}
	g, r, err := p.roleOf(c)
	if err != nil {
		return err
	}
	in := directory.RoleInput{
		Role: models.GroupRoleName(values.Get("role")), OnBehalfOf: values.Get("on_behalf_of"),
		FromOn: strings.TrimSpace(values.Get("from_on")), UntilOn: strings.TrimSpace(values.Get("until_on")), ShowEmail: web.Checked(values, "show_email"),
	}
	in.PersonID, _ = strconv.ParseInt(values.Get("person"), 10, 64)
	id := int64(0)
	if r != nil {
		id, in.PersonID = r.ID, r.PersonID
	}
	pr := p.printer(c, "")
	err = p.groups().SaveRole(c.Request().Context(), g.Group.ID, id, in, actor(c))
	if list, ok := problems(pr, err); ok {
		return p.showRole(c, http.StatusUnprocessableEntity, templates.Form{Values: values, Errors: list})
	}
	if err != nil {
		return err
	}
	return p.done(c, groupPath(g.Group.ID), templates.OK, pr.T("desk_roles.saved"))
}

// RemoveRole is POST /beheer/adresboek/groepen/:id/rollen/:role/weg. It asks
// for a tick.
func (p *Pages) RemoveRole(c echo.Context) error {
	values, err := web.PostForm(c)
	if err != nil {
		return err
	}
	g, r, err := p.roleOf(c)
	if err != nil {
		return err
	}
	pr, path := p.printer(c, ""), groupPath(g.Group.ID)
	if values.Get("sure") == "" {
		return p.done(c, path+"/rollen/"+strconv.FormatInt(r.ID, 10), templates.Failure, pr.T("desk_roles.not_sure"))
	}
	if err := p.groups().RemoveRole(c.Request().Context(), g.Group.ID, r.ID, actor(c)); err != nil {
		return err
	}
	return p.done(c, path, templates.OK, pr.T("desk_roles.removed", "name", directory.PersonName(&r.Person)))
}
