package public

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/templates"
)

// linksPage is the page links_new.
type linksPage struct {
	templates.Base
	Action   string
	Form     templates.Form
	Sent     bool
	SentText string
}

// What one sees after asking for links, and after renewing one: pages that say
// nothing of a registration.
const (
	linksSent    = "/mijn-aanmelding?verstuurd=1"
	linksRenewed = "/mijn-aanmelding?verstuurd=nieuw"
)

// NewLinks answers GET /mijn-aanmelding, and what one sees after asking.
func (p *Pages) NewLinks(c echo.Context) error {
	return p.showLinks(c, web.Printer(c, ""), http.StatusOK, templates.Form{Values: url.Values{}}, c.QueryParam("verstuurd"))
}

// CreateLinks answers POST /mijn-aanmelding: one mail with the links of an
// address, and the same answer for every address.
func (p *Pages) CreateLinks(c echo.Context) error {
	pr := web.Printer(c, "")
	values, err := web.PostForm(c)
	if err != nil {
		return err
	}
	done := linksSent
	if asked := web.Asked(c); asked != "" {
		done += "&taal=" + asked
	}
	if values.Get("website") != "" {
		return web.Redirect(c, done)
	}
	if err := p.Store.RequestLinks(c.Request().Context(), values.Get("email"), pr.Lang()); err != nil {
		list, ok := web.Problems(pr, err)
		if !ok {
			return err
		}
		c.Response().Header().Set("Cache-Control", "no-store")
		return p.showLinks(c, pr, http.StatusUnprocessableEntity, templates.Form{Values: values, Errors: list}, "")
	}
	return web.Redirect(c, done)
}

func (p *Pages) showLinks(c echo.Context, pr *locale.Printer, status int, form templates.Form, sent string) error {
	page := linksPage{Base: web.Base(c, pr, pr.T("links.title")), Form: form, Sent: sent != "", SentText: pr.T("links.sent_text"), Action: "/mijn-aanmelding" + web.Query(c)}
	if sent == "nieuw" {
		page.SentText = pr.T("links.renewed_text")
	}
	page.Section, page.Invalid = "mine", len(form.Errors) > 0
	return p.Page(c, status, pr, "links_new", page)
}
