package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/templates"
)

// While somebody types into a long form, the page sends it to unsentPath from
// time to time (static/js/keep.js), so that a lost connection, an ended
// session or a closed tab takes nothing away. Who opens the form again is
// offered to go on with it.
const unsentPath = "/beheer/onverzonden"

// keptForms are the forms long enough for that. None is about one person.
var keptForms = []string{newMeetingPath, meeting + "/wijzigen", meeting + "/berichten/nieuw"}

// resume is the parameter that fills a form with what was typed before.
const resume = "verder"

// keeping is what the page of a form needs to keep what is typed into it.
type keeping struct {
	KeepAt  string // where the page sends it
	KeepNow bool   // the page holds more than is kept
	Unsent  *unsentOffer
}

// unsentOffer offers to go on with what was typed before.
type unsentOffer struct {
	When   string
	GoOn   string // address of the form filled with it
	Action string // where throwing it away is sent
	Path   string // the form it belongs to
	Back   string // the page to come back to
}

// keeps reports whether what is typed into the form that goes to path is kept.
func keeps(path string) bool {
	return slices.ContainsFunc(keptForms, func(pattern string) bool { return fits(pattern, path) })
}

// fits reports whether a path is one of a pattern of the router.
func fits(pattern, path string) bool {
	want, got := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return false
	}
	for i := range want {
		if param := strings.HasPrefix(want[i], ":"); want[i] != got[i] && (!param || !models.ValidSlug(got[i])) {
			return false
		}
	}
	return true
}

// KeepUnsent is POST /beheer/onverzonden?pad=: a form that is being filled in,
// with its fields as they are. 204.
func (p *Pages) KeepUnsent(c echo.Context) error {
	path := c.QueryParam("pad")
	if !keeps(path) {
		return &models.Error{Kind: models.NotFound, Key: "draft_not_found"}
	}
	values, err := web.PostForm(c)
	if err != nil {
		return err
	}
	if err := p.Store.KeepUnsent(c.Request().Context(), user(c).ID, path, values.Encode()); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// DropUnsent is POST /beheer/onverzonden/weg with pad and terug: throw away
// what was typed.
func (p *Pages) DropUnsent(c echo.Context) error {
	values, err := web.PostForm(c)
	if err != nil {
		return err
	}
	path := values.Get("pad")
	if !keeps(path) {
		return &models.Error{Kind: models.NotFound, Key: "draft_not_found"}
	}
	if err := p.Store.DropUnsent(c.Request().Context(), user(c).ID, path); err != nil {
		return err
	}
	back := values.Get("terug")
	if u, err := url.Parse(back); err != nil || u.Path != path || u.Host != "" || u.Scheme != "" {
		back = path
	}
	return p.done(c, back, templates.OK, p.printer(c, "").T("desk_unsent.dropped"))
}

// sent forgets what was kept of a form that has been taken.
func (p *Pages) sent(c echo.Context, r route) error {
	if !slices.Contains(keptForms, r.path) || c.Response().Status != http.StatusSeeOther {
		return nil
	}
	return p.Store.DropUnsent(c.Request().Context(), user(c).ID, c.Request().URL.Path)
}

// resumed gives what was typed before into the form that goes to path, when
// the address asks for it and there is something; else nil.
func (p *Pages) resumed(c echo.Context, path string) (url.Values, error) {
	if c.QueryParam(resume) == "" {
		return nil, nil
	}
	kept, err := p.Store.UnsentOf(c.Request().Context(), user(c).ID, path)
	if models.KindOf(err) == models.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return url.ParseQuery(kept.Form)
}

// keeping lets the page of the form that goes to path keep what is typed. A
// page that was opened, and is not the answer to a form, offers to go on with
// what was typed before.
func (p *Pages) keeping(c echo.Context, pr *locale.Printer, path string) (keeping, error) {
	k, r := keeping{KeepAt: withQuery(unsentPath, "pad", path), KeepNow: c.Request().Method == http.MethodPost}, c.Request()
	c.Response().Header().Set("Content-Security-Policy", scriptCSP)
	if k.KeepNow || c.QueryParam(resume) != "" {
		return k, nil
	}
	kept, err := p.Store.UnsentOf(r.Context(), user(c).ID, path)
	if models.KindOf(err) == models.NotFound {
		return k, nil
	}
	if err != nil {
		return k, err
	}
	k.Unsent = &unsentOffer{
		When: pr.Moment(p.local(kept.KeptAt)), GoOn: withQuery(path, resume, "1"), Action: unsentPath + "/weg", Path: path, Back: r.URL.RequestURI(),
	}
	return k, nil
}
