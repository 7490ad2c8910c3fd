package desk

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/models"
	"bijeen/templates"
)

// LoginPath is the address of a one-time login link: what stands behind the
// base URL.
func LoginPath(token string) string { return "/beheer/inloggen/" + token }

const (
	homePath  = "/beheer"
	loginPath = "/beheer/inloggen"
)

// loginPage is the page desk_login: how to get in. Ended says that there was
// a session.
type loginPage struct {
	templates.Base
	Ended bool
}

// ShowLogin is GET /beheer/inloggen. Who is in already goes on.
func (p *Pages) ShowLogin(c echo.Context) error {
	to := safePath(c.QueryParam(returnParam))
	if user(c) != nil {
		return web.Redirect(c, to)
	}
	pr := web.Printer(c, "")
	base := web.Base(c, pr, pr.T("desk_login.title"))
	base.NoIndex = true
	return p.Page(c, http.StatusOK, pr, "desk_login", loginPage{Base: base, Ended: to != homePath})
}

// loginLinkPage is the page desk_login_link: a button, because mail filters
// and previews open links (contract, Desk).
type loginLinkPage struct {
	templates.Base
	Action string
	Return string
}

// ShowLoginLink is GET /beheer/inloggen/:token. It uses nothing up.
func (p *Pages) ShowLoginLink(c echo.Context) error {
	pr := web.Printer(c, "")
	if err := p.Store.LoginTokenWorks(c.Request().Context(), c.Param("token")); err != nil {
		return err
	}
	base := web.Base(c, pr, pr.T("desk_login.title"))
	base.NoIndex = true
	page := loginLinkPage{Base: base, Action: LoginPath(c.Param("token")) + base.TaalQuery, Return: c.QueryParam(returnParam)}
	if cookie, err := c.Cookie(returnCookie); err == nil && page.Return == "" {
		page.Return, _ = url.QueryUnescape(cookie.Value)
	}
	return p.Page(c, http.StatusOK, pr, "desk_login_link", page)
}

// Login is POST /beheer/inloggen/:token. It uses the link up and brings the
// user to where an ended session was.
func (p *Pages) Login(c echo.Context) error {
	form, err := web.PostForm(c)
	if err != nil {
		return err
	}
	u, err := p.Store.Login(c.Request().Context(), c.Param("token"))
	if err != nil {
		return err
	}
	if err := p.begin(c, u); err != nil {
		return err
	}
	if _, err := c.Cookie(returnCookie); err == nil {
		p.rememberReturn(c, "", -1)
	}
	return web.Redirect(c, safePath(form.Get(returnParam)))
}

// Logout is POST /beheer/uitloggen.
func (p *Pages) Logout(c echo.Context) error {
	if err := p.finish(c); err != nil {
		return err
	}
	return web.Redirect(c, loginPath)
}

// Where somebody without a session wanted to go stands in the address of the
// login page, and in a cookie for the login link, which comes from elsewhere.
const (
	returnParam  = "naar"
	returnCookie = "bijeen_naar"
)

// toLogin sends somebody without a session to the login page.
func (p *Pages) toLogin(c echo.Context, back string) error {
	if back == homePath {
		return web.Redirect(c, loginPath)
	}
	p.rememberReturn(c, back, 15*60)
	return web.Redirect(c, loginPath+"?"+url.Values{returnParam: {back}}.Encode())
}

// rememberReturn sets the cookie for so many seconds; -1 takes it away.
func (p *Pages) rememberReturn(c echo.Context, back string, seconds int) {
	c.SetCookie(&http.Cookie{
		Name: returnCookie, Value: url.QueryEscape(back), Path: loginPath, MaxAge: seconds,
		HttpOnly: true, Secure: p.Secure(), SameSite: http.SameSiteLaxMode,
	})
}

// safePath is a path of the desk, whatever somebody put into a link: nobody
// is sent to another site from here.
func safePath(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || strings.ContainsAny(to, "\\\r\n\t") {
		return homePath
	}
	if u.Path != homePath && !strings.HasPrefix(u.Path, homePath+"/") || strings.HasPrefix(u.Path, loginPath) || strings.Contains(u.Path, "..") {
		return homePath
	}
	return (&url.URL{Path: u.Path, RawPath: u.RawPath, RawQuery: u.RawQuery}).String()
}

// errRole is the refusal for a right that a role has not.
var errRole = &models.Error{Kind: models.Forbidden, Key: "desk_role"}
