package desk

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/models"
	"bijeen/templates"
)

const noticesPath = "/beheer/meldingen"

// noticesPage is the page desk_notices: what a user hears by mail.
type noticesPage struct {
	templates.Base
	Form      templates.Form
	Email     string
	Nothing   bool // this role hears of no meeting
	Choices   []templates.Option
	Languages []templates.Option
	AtOnce    []string // what is told at once
}

// ShowNotices is GET /beheer/meldingen.
func (p *Pages) ShowNotices(c echo.Context) error {
	u := user(c)
	values := url.Values{"notices": {string(u.Notices)}, "language": {u.Language}}
	return p.showNotices(c, http.StatusOK, templates.Form{Values: values})
}

// SaveNotices is POST /beheer/meldingen with notices and language.
func (p *Pages) SaveNotices(c echo.Context) error {
	values, err := web.PostForm(c)
	if err != nil {
		return err
	}
	pr := p.printer(c, "")
	choice := models.NoticeChoice(values.Get("notices"))
	err = p.Store.SaveNotices(c.Request().Context(), user(c).ID, choice, values.Get("language"))
	if list, ok := problems(pr, err); ok {
		return p.showNotices(c, http.StatusUnprocessableEntity, templates.Form{Values: values, Errors: list})
	}
	if err != nil {
		return err
	}
	return p.done(c, noticesPath, templates.OK, pr.T("desk_notices.saved_"+string(choice)))
}

func (p *Pages) showNotices(c echo.Context, status int, form templates.Form) error {
	pr := p.printer(c, "")
	base, err := p.base(c, pr, pr.T("desk_notices.title"))
	if err != nil {
		return err
	}
	page := noticesPage{
		Base: base, Form: form, Email: user(c).Email, Nothing: !user(c).Role.Noticed(""),
		Languages: options(pr, "desk_language.", []string{"nl", "en"}),
	}
	page.Invalid = len(form.Errors) > 0
	for _, choice := range models.NoticeChoices {
		key := "desk_notices." + string(choice)
		page.Choices = append(page.Choices, templates.Option{Value: string(choice), Label: pr.T(key), Hint: pr.T(key + "_hint")})
	}
	for _, kind := range models.NoticeKinds {
		page.AtOnce = append(page.AtOnce, pr.T("desk_notices.tells_"+string(kind)))
	}
	return p.Page(c, status, pr, "desk_notices", page)
}
