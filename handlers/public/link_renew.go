package public

import (
	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
)

// RenewLink answers POST /aanmelding/:token/nieuwe-link: the link in hand ends
// and a new one goes by mail to the address we know (BR-20). Whoever pressed
// may be the stranger to whom the link was passed on, so the answer is 303 to
// a page without anything of the registration.
func (p *Pages) RenewLink(c echo.Context) error {
	own, pr, err := p.ownOf(c)
	if err != nil {
		return err
	}
	r := own.Registration
	if err := p.Store.RenewLink(c.Request().Context(), own.Meeting.ID, r.ID, r.LinkVersion, person, ""); err != nil {
		return p.ownRefusal(c, pr, own, err)
	}
	return web.Redirect(c, web.WithTaal(linksRenewed, pr.Lang(), ""))
}
