package public

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/models"
	"bijeen/templates"
)

// cancellationPage is the page cancellation_new.
type cancellationPage struct {
	templates.Base
	Meeting meetingView
	Own     ownView
	Text    string
}

// NewCancellation answers GET /aanmelding/:token/afmelden: it asks, and
// changes nothing (BR-19).
func (p *Pages) NewCancellation(c echo.Context) error {
	own, pr, err := p.ownOf(c)
	if err != nil {
		return err
	}
	o := p.ownView(pr, own, c.Param("token"))
	if !o.Leavable() {
		return p.showOwn(c, pr, own)
	}
	page := cancellationPage{
		Base: p.ownBase(c, pr, pr.T("cancellation.title_"+o.leaving())), Meeting: o.v, Own: o, Text: pr.T("cancellation.text_" + o.leaving()),
	}
	return p.Page(c, http.StatusOK, pr, "cancellation_new", page)
}

// CreateCancellation answers POST /aanmelding/:token/afmelden: 303 to the own
// page, also the second time. The one click of a mail program gets the page
// itself: RFC 8058 §3.1 forbids to redirect it.
func (p *Pages) CreateCancellation(c echo.Context) error {
	own, pr, err := p.ownOf(c)
	if err != nil {
		return err
	}
	values, err := web.PostForm(c)
	if err != nil {
		return err
	}
	if values.Get("List-Unsubscribe") != "" {
		if err := p.Store.Unfollow(c.Request().Context(), own.Meeting.ID, own.Registration.ID); err != nil {
			return p.ownRefusal(c, pr, own, err)
		}
		return p.ShowRegistration(c)
	}
	if err := p.Store.Cancel(c.Request().Context(), own.Meeting.ID, own.Registration.ID, person, ""); err != nil {
		return p.ownRefusal(c, pr, own, err)
	}
	return web.Redirect(c, ownPath(pr, own, c.Param("token"), ""))
}

// CreateOfferAnswer answers POST /aanmelding/:token/aanbod: answer=accept or
// refuse for an offered seat, answer=again for who let one go by and still
// wants to come. No open offer is 409.
func (p *Pages) CreateOfferAnswer(c echo.Context) error {
	own, pr, err := p.ownOf(c)
	if err != nil {
		return err
	}
	values, err := web.PostForm(c)
	if err != nil {
		return err
	}
	ctx, note := c.Request().Context(), ""
	meeting, registration := own.Meeting.ID, own.Registration.ID
	switch values.Get("answer") {
	case "accept":
		note, err = "plaats", p.Store.AnswerOffer(ctx, meeting, registration, true, person)
	case "refuse":
		note, err = "bedankt", p.Store.AnswerOffer(ctx, meeting, registration, false, person)
	case "again":
		note, err = "wil-nog", p.Store.StillWants(ctx, meeting, registration, person)
	default:
		err = &models.Error{Kind: models.Invalid, Key: "choice_unknown", Field: "answer"}
	}
	if err != nil {
		return p.ownRefusal(c, pr, own, err)
	}
	return web.Redirect(c, ownPath(pr, own, c.Param("token"), note))
}
