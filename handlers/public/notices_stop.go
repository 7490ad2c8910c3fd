package public

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/models/mailaddr"
	"bijeen/templates"
)

// noticesStopPage is the page notices_stop.
type noticesStopPage struct {
	templates.Base
	Text    string
	Action  string
	Stopped bool
}

// AskStopNotices answers GET /geen-berichten/:token, the link of word to a user
// of the desk: it asks, and changes nothing (BR-19).
func (p *Pages) AskStopNotices(c echo.Context) error { return p.showStopNotices(c, false) }

// StopNotices answers POST /geen-berichten/:token, from the page or by the one
// click of a mail program (RFC 8058).
func (p *Pages) StopNotices(c echo.Context) error {
	if err := p.Store.StopNotices(c.Request().Context(), c.Param("token")); err != nil {
		return err
	}
	return p.showStopNotices(c, true)
}

func (p *Pages) showStopNotices(c echo.Context, stopped bool) error {
	pr := web.Printer(c, "")
	receiver, err := p.Store.NoticeReceiver(c.Request().Context(), c.Param("token"))
	if err != nil {
		return err
	}
	text := "notices_stop.lead"
	if stopped {
		text = "notices_stop.done_text"
	}
	return p.Page(c, http.StatusOK, pr, "notices_stop", noticesStopPage{
		Base: web.Base(c, pr, pr.T("notices_stop.title")), Stopped: stopped, Action: c.Request().URL.RequestURI(),
		Text: pr.T(text, "email", mailaddr.Mask(receiver.Email)),
	})
}
