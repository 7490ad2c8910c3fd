package desk

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
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
// a session; Sent that a mail is on its way, if the address is known.
type loginPage struct {
	templates.Base
	Ended   bool
	Sent    bool
	NoMail  bool             // no mail can leave now
	Refused *templates.Alert // why the link that was opened does nothing
	Form    templates.Form
	Action  string
	Return  string // where to go on
	Again   string // this page with an empty form
}

// ShowLogin is GET /beheer/inloggen. Who is in already goes on.
func (p *Pages) ShowLogin(c echo.Context) error {
	to := safePath(c.QueryParam(returnParam))
	if user(c) != nil {
		return web.Redirect(c, to)
	}
	page := p.loginPage(c, web.Printer(c, ""), to)
	page.Ended, page.Sent = to != homePath, c.QueryParam(sentParam) != ""
	return p.showLogin(c, http.StatusOK, page)
}

func (p *Pages) loginPage(c echo.Context, pr *locale.Printer, to string) loginPage {
	page := loginPage{Base: web.Base(c, pr, pr.T("desk_login.title")), NoMail: !p.mailWorks(), Action: loginPath + web.Query(c)}
	page.NoIndex = true
	if to != homePath {
		page.Return = to
	}
	page.Again = withQuery(loginPath, "taal", web.Asked(c), returnParam, page.Return)
	return page
}

func (p *Pages) showLogin(c echo.Context, status int, page loginPage) error {
	return p.Page(c, status, web.Printer(c, ""), "desk_login", page)
}

// refusedLink shows why a login link does nothing here, with the form that
// asks for another; any other error goes on.
func (p *Pages) refusedLink(c echo.Context, err error) error {
	var e *models.Error
	if !errors.As(err, &e) {
		return err
	}
	pr := web.Printer(c, "")
	page := p.loginPage(c, pr, homePath)
	page.Refused = &templates.Alert{Tone: templates.Failure, Heading: web.Sentence(pr, e), Text: pr.T("error." + e.Key + "_advice")}
	return p.showLogin(c, web.Status(err), page)
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
	if err := p.Store.LoginTokenWorks(c.Request().Context(), c.Param("token"), browserKey(c)); err != nil {
		return p.refusedLink(c, err)
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
	u, err := p.Store.Login(c.Request().Context(), c.Param("token"), browserKey(c))
	if err != nil {
		return p.refusedLink(c, err)
	}
	if err := p.begin(c, u); err != nil {
		return err
	}
	for _, name := range []string{returnCookie, browserCookie} {
		if _, err := c.Cookie(name); err == nil {
			p.remember(c, name, "", -1)
		}
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
	loginMinutes = 15 * 60 // seconds a login link works, and what belongs to it is remembered
)

// toLogin sends somebody without a session to the login page.
func (p *Pages) toLogin(c echo.Context, back string) error {
	if back == homePath {
		return web.Redirect(c, loginPath)
	}
	p.remember(c, returnCookie, url.QueryEscape(back), loginMinutes)
	return web.Redirect(c, loginPath+"?"+url.Values{returnParam: {back}}.Encode())
}

// remember sets a cookie of the login for so many seconds; -1 takes it away.
func (p *Pages) remember(c echo.Context, name, value string, seconds int) {
	c.SetCookie(&http.Cookie{
		Name: name, Value: value, Path: loginPath, MaxAge: seconds,
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

// errLead is the refusal to call off a meeting that another group leads.
var errLead = &models.Error{Kind: models.Forbidden, Key: "desk_lead"}
