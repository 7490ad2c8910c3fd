package desk

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/models"
	"bijeen/templates"
)

// What was typed into a form whose session had ended waits at draftPath for
// its writer, in the browser that sent it.
const (
	draftPath   = "/beheer/concept"
	draftCookie = "bijeen_concept"
)

// keepDraft keeps the form somebody sent without a session and gives the page
// to go to after login; without anything to keep, that is the page the form
// stood on. Only forms are kept that stand on a page of their own: pressing a
// button again costs nobody anything.
func (p *Pages) keepDraft(c echo.Context, r route) (string, error) {
	back := whereToReturn(c, r)
	cookie, err := c.Cookie(p.sessions.Cookie.Name)
	if err != nil || r.method != http.MethodPost || r.fleeting || back != c.Request().URL.EscapedPath() {
		return back, nil
	}
	values, err := web.PostForm(c)
	if err != nil || len(typed(values)) == 0 {
		return back, nil // nothing that could be kept
	}
	key, err := p.Store.SaveDraft(c.Request().Context(), cookie.Value, c.Request().URL.RequestURI(), values.Encode())
	if err != nil || key == "" {
		return back, err
	}
	p.setDraft(c, key, 0)
	return draftPath, nil
}

// setDraft sets the cookie of a draft until the browser closes; -1 takes it
// away.
func (p *Pages) setDraft(c echo.Context, key string, age int) {
	c.SetCookie(&http.Cookie{
		Name: draftCookie, Value: key, Path: homePath, MaxAge: age, HttpOnly: true, Secure: p.Secure(), SameSite: http.SameSiteLaxMode,
	})
}

func draftKey(c echo.Context) string {
	if cookie, err := c.Cookie(draftCookie); err == nil {
		return cookie.Value
	}
	return ""
}

// draftPage is the page desk_draft.
type draftPage struct {
	templates.Base
	Action string // where the form goes
	Page   string // where it stands
	Hidden []hiddenField
	Typed  []string
}

// ShowDraft is GET /beheer/concept: what was not stored, and the choice to
// send it after all.
func (p *Pages) ShowDraft(c echo.Context) error {
	d, err := p.Store.DraftOf(c.Request().Context(), user(c).ID, draftKey(c))
	if models.KindOf(err) == models.NotFound {
		return web.Redirect(c, homePath)
	}
	if err != nil {
		return err
	}
	values, err := url.ParseQuery(d.Form)
	if err != nil {
		return err
	}
	pr := p.printer(c, "")
	base, err := p.base(c, pr, pr.T("desk_draft.title"))
	if err != nil {
		return err
	}
	page := draftPage{Base: base, Action: d.Path, Page: d.Path, Hidden: hidden(values), Typed: typed(values)}
	return p.Page(c, http.StatusOK, pr, "desk_draft", page)
}

// DropDraft is POST /beheer/concept: throw away what was typed.
func (p *Pages) DropDraft(c echo.Context) error {
	if err := p.Store.DropDraft(c.Request().Context(), user(c).ID, draftKey(c), ""); err != nil {
		return err
	}
	p.setDraft(c, "", -1)
	return p.done(c, homePath, templates.OK, p.printer(c, "").T("desk_draft.dropped"))
}

// forgetDraft forgets a draft that was sent after all: the same form was
// answered with a way on.
func (p *Pages) forgetDraft(c echo.Context) error {
	key := draftKey(c)
	if key == "" || c.Request().Method != http.MethodPost || c.Response().Status != http.StatusSeeOther {
		return nil
	}
	return p.Store.DropDraft(c.Request().Context(), user(c).ID, key, c.Request().URL.RequestURI())
}

// code is a value of a choice, a number, a key or a machine's moment: nothing
// anybody typed.
var code = regexp.MustCompile(`^[a-z0-9_.:-]{1,40}$|^[0-9:.-]{10}T[0-9:.]+Z$`)

// typed are the texts of a form that somebody wrote, by name of their field.
func typed(values url.Values) []string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		for _, v := range values[name] {
			if v != "" && !code.MatchString(v) && !slices.Contains(list, v) {
				list = append(list, v)
			}
		}
	}
	return list
}
