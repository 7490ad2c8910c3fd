package desk

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/templates"
)

// browserCookie holds the key of the browser that asked for a login link: in
// another one the link does nothing (reliability.md, Security).
const (
	browserCookie = "bijeen_browser"
	sentParam     = "verstuurd"
)

func browserKey(c echo.Context) string {
	cookie, err := c.Cookie(browserCookie)
	if err != nil {
		return ""
	}
	return cookie.Value
}

// RequestLogin is POST /beheer/inloggen: it mails a login link. The answer is
// the same for every address.
func (p *Pages) RequestLogin(c echo.Context) error {
	values, err := web.PostForm(c)
	if err != nil {
		return err
	}
	pr, to := web.Printer(c, ""), safePath(values.Get(returnParam))
	key, err := p.Store.RequestLogin(c.Request().Context(), values.Get("email"), pr.Lang(), browserKey(c))
	if err != nil {
		list, ok := web.Problems(pr, err)
		if !ok {
			return err
		}
		page := p.loginPage(c, pr, to)
		page.Form, page.Invalid = templates.Form{Values: values, Errors: list}, true
		return p.showLogin(c, http.StatusUnprocessableEntity, page)
	}
	p.remember(c, browserCookie, key, loginMinutes)
	back := ""
	if to != homePath {
		back = to
		p.remember(c, returnCookie, url.QueryEscape(to), loginMinutes)
	}
	return web.Redirect(c, withQuery(loginPath, "taal", web.Asked(c), sentParam, "1", returnParam, back))
}
