package public

import (
	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/templates"
)

// ownRefusedPage is the page registration_refused.
type ownRefusedPage struct {
	templates.Base
	Meeting meetingView
	Own     ownView
	Heading string
	Advice  string
}

// ownRefusal says why something behind a link cannot be done now, with the
// way back to the own page. Other errors go to the central handler.
func (p *Pages) ownRefusal(c echo.Context, pr *locale.Printer, own *models.Own, err error) error {
	switch models.KindOf(err) {
	case models.Invalid, models.Conflict, models.Gone:
	default:
		return err
	}
	o := p.ownView(pr, own, c.Param("token"))
	if byAssistant(c) {
		o.path = assistantPath(c.Param("token"))
	}
	page := ownRefusedPage{Base: p.ownBase(c, pr, sentence(pr, err)), Meeting: o.v, Own: o, Heading: sentence(pr, err), Advice: advice(pr, err)}
	return p.Page(c, web.Status(err), pr, "registration_refused", page)
}

// meetingEnded is the refusal of every change behind a link once the meeting
// is over or called off, the same as when a form is sent; nil before that.
func (o ownView) meetingEnded() error {
	switch o.v.Phase {
	case models.PhasePast, models.PhaseCancelled:
		return &models.Error{Kind: models.Gone, Key: "meeting_" + string(o.v.Phase)}
	}
	return nil
}
