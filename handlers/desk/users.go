package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/templates"
)

const (
	usersPath   = "/beheer/gebruikers"
	newUserPath = usersPath + "/nieuw"
)

// usersPage is the page desk_users: who may log in.
type usersPage struct {
	templates.Base
	New  string // address of the form
	Rows []userRow
}

type userRow struct {
	Name, Email, Role, Groups, URL string
	Seen                           time.Time // zero: not lately
}

// ShowUsers is GET /beheer/gebruikers.
func (p *Pages) ShowUsers(c echo.Context) error {
	pr := p.printer(c, "")
	users, err := p.Store.Users(c.Request().Context())
	if err != nil {
		return err
	}
	base, err := p.base(c, pr, pr.T("desk_users.title"))
	if err != nil {
		return err
	}
	page := usersPage{Base: base, New: newUserPath}
	for _, u := range users {
		row := userRow{Name: u.Name, Email: u.Email, Role: pr.T("desk_user_role." + string(u.Role)), Groups: strings.Join(u.Groups, ", "), URL: userPath(u.ID), Seen: p.localOf(u.SeenAt)}
		switch {
		case u.Role == models.RoleSiteHost: // sees the sites at which the user is named
			row.Groups = ""
		case u.Everywhere():
			row.Groups = pr.T("desk_users.all_groups")
		}
		page.Rows = append(page.Rows, row)
	}
	return p.Page(c, http.StatusOK, pr, "desk_users", page)
}

func userPath(id int64) string { return usersPath + "/" + strconv.FormatInt(id, 10) }

// userPage is the page desk_user: the form of a new or known user.
type userPage struct {
	templates.Base
	Form   templates.Form
	Action string
	Remove string // where the user is taken away; empty for a new one
	Name   string
	Roles  []templates.Option
	Scopes []templates.Option // for all groups, or some
	Groups []templates.Option
}

// NewUser is GET /beheer/gebruikers/nieuw.
func (p *Pages) NewUser(c echo.Context) error {
	values := url.Values{"role": {string(models.RoleOrganizer)}, "scope": {scopeAll}}
	return p.showUser(c, http.StatusOK, nil, templates.Form{Values: values})
}

const (
	scopeAll  = "all"
	scopeSome = "some"
)

// EditUser is GET /beheer/gebruikers/:id.
func (p *Pages) EditUser(c echo.Context) error {
	u, err := p.userOf(c)
	if err != nil {
		return err
	}
	groups, err := p.Store.GroupsOf(c.Request().Context(), u)
	if err != nil {
		return err
	}
	values := url.Values{"name": {u.Name}, "email": {u.Email}, "role": {string(u.Role)}, "scope": {scopeSome}, "groups": groups}
	if u.Everywhere() {
		values.Set("scope", scopeAll)
	}
	return p.showUser(c, http.StatusOK, u, templates.Form{Values: values})
}

// userOf is the user the address names; nil for a new one.
func (p *Pages) userOf(c echo.Context) (*models.User, error) {
	if c.Param("id") == "" {
		return nil, nil
	}
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return nil, &models.Error{Kind: models.NotFound, Key: "user_not_found"}
	}
	return p.Store.UserByID(c.Request().Context(), id)
}

// SaveUser is POST /beheer/gebruikers/nieuw and …/:id: give somebody a role,
// or another one. It counts from the next page this user opens.
func (p *Pages) SaveUser(c echo.Context) error {
	values, err := web.PostForm(c)
	if err != nil {
		return err
	}
	u, err := p.userOf(c)
	if err != nil {
		return err
	}
	in := models.UserInput{Email: values.Get("email"), Name: values.Get("name"), Role: models.UserRole(values.Get("role")), By: actor(c)}
	if values.Get("scope") == scopeSome {
		in.Groups = append(slices.Clone(values["groups"]), values.Get("other_group"))
	}
	id := int64(0)
	if u != nil {
		id = u.ID
	}
	pr := p.printer(c, "")
	saved, err := p.Store.SaveUser(c.Request().Context(), id, in)
	if list, ok := problems(pr, err); ok && models.KindOf(err) != models.Conflict {
		return p.showUser(c, http.StatusUnprocessableEntity, u, templates.Form{Values: values, Errors: list})
	}
	if err != nil {
		return err
	}
	return p.done(c, usersPath, templates.OK, pr.T("desk_users.saved", "name", saved.Name, "role", pr.T("desk_user_role."+string(saved.Role))))
}

func (p *Pages) showUser(c echo.Context, status int, u *models.User, form templates.Form) error {
	pr := p.printer(c, "")
	known, err := p.Store.KnownGroups(c.Request().Context())
	if err != nil {
		return err
	}
	title := pr.T("desk_users.new")
	if u != nil {
		title = u.Name
	}
	base, err := p.base(c, pr, title)
	if err != nil {
		return err
	}
	page := userPage{Base: base, Form: form, Action: newUserPath, Name: title, Roles: roleOptions(pr)}
	if u != nil {
		page.Action, page.Remove = userPath(u.ID), userPath(u.ID)+"/weg"
	}
	page.Invalid = len(form.Errors) > 0
	for _, scope := range []string{scopeAll, scopeSome} {
		page.Scopes = append(page.Scopes, templates.Option{Value: scope, Label: pr.T("desk_users.scope_" + scope)})
	}
	for _, g := range known {
		page.Groups = append(page.Groups, templates.Option{Value: g, Label: g})
	}
	return p.Page(c, status, pr, "desk_user", page)
}

func roleOptions(pr *locale.Printer) []templates.Option {
	var list []templates.Option
	for _, role := range models.UserRoles {
		list = append(list, templates.Option{
			Value: string(role), Label: pr.T("desk_user_role." + string(role)), Hint: pr.T("desk_user_may." + string(role)),
		})
	}
	return list
}

// RemoveUser is POST /beheer/gebruikers/:id/weg: the user may no longer log
// in, and every session ends. It asks for a tick, not for a page of its own.
func (p *Pages) RemoveUser(c echo.Context) error {
	values, err := web.PostForm(c)
	if err != nil {
		return err
	}
	u, err := p.userOf(c)
	if err != nil {
		return err
	}
	pr := p.printer(c, "")
	if values.Get("sure") == "" {
		return p.done(c, userPath(u.ID), templates.Failure, pr.T("desk_users.not_sure", "name", u.Name))
	}
	if err := p.Store.RemoveUser(c.Request().Context(), u.ID, actor(c)); err != nil {
		return err
	}
	if u.ID == user(c).ID {
		return p.Logout(c)
	}
	return p.done(c, usersPath, templates.OK, pr.T("desk_users.removed", "name", u.Name))
}
