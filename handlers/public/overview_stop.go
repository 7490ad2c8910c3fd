package public

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/models/mailaddr"
	"bijeen/templates"
)

// overviewStopPage is the page overview_stop.
type overviewStopPage struct {
	templates.Base
	Text    string
	Action  string
	Stopped bool
}

// AskStopOverviews answers GET /geen-overzicht/:token, the link of an
// overview: it asks, and changes nothing (BR-19).
func (p *Pages) AskStopOverviews(c echo.Context) error { return p.showStopOverviews(c, false) }

// StopOverviews answers POST /geen-overzicht/:token, from the page or by the
// one click of a mail program (RFC 8058).
func (p *Pages) StopOverviews(c echo.Context) error {
	if err := p.Store.StopOverviews(c.Request().Context(), c.Param("token")); err != nil {
		return err
	}
	return p.showStopOverviews(c, true)
}

func (p *Pages) showStopOverviews(c echo.Context, stopped bool) error {
	pr := web.Printer(c, "")
	receiver, err := p.Store.OverviewReceiver(c.Request().Context(), c.Param("token"))
	if err != nil {
		return err
	}
	text := "overview_stop.lead"
	if stopped {
		text = "overview_stop.done_text"
	}
	return p.Page(c, http.StatusOK, pr, "overview_stop", overviewStopPage{
		Base: web.Base(c, pr, pr.T("overview_stop.title")), Stopped: stopped, Action: c.Request().URL.RequestURI(),
		Text: pr.T(text, "email", mailaddr.Mask(receiver)),
	})
}
