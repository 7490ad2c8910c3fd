package desk

import (
	"strconv"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/models"
	"bijeen/models/directory"
	"bijeen/templates"
)

// The fields of the forms of one page carry these prefixes.
const (
	holderPrefix = "holder."
	deputyPrefix = "deputy."
)

// AppointHolder is POST /beheer/adresboek/functies/:id/houder.
func (p *Pages) AppointHolder(c echo.Context) error {
	form, err := web.PostForm(c)
	if err != nil {
		return err
	}
	who := somebody(form, holderPrefix)
	in := directory.Appointment{PositionID: idOf(c), Version: versionNumber(form), Who: who, FromOn: form.Get(holderPrefix + "from_on")}
	if err := p.directory.Appoint(c.Request().Context(), in, actor(c)); err != nil {
		return p.refusePosition(c, err, form, holderPrefix)
	}
	return p.done(c, positionPath(in.PositionID), templates.OK, p.printer(c, "").T("directory.holder_saved", "name", joined(" ", who.GivenName, who.SurnamePrefix, who.Surname)))
}

// EndHolding is POST /beheer/adresboek/functies/:id/einde: the last day of the
// holder, or with the field remove away with one who is planned.
func (p *Pages) EndHolding(c echo.Context) error {
	form, err := web.PostForm(c)
	if err != nil {
		return err
	}
	pr, day := p.printer(c, ""), form.Get(holderPrefix+"until_on")
	id, _ := strconv.ParseInt(form.Get("holding"), 10, 64) // what is no number is 0, which nothing has
	if remove := form.Get("remove"); remove != "" {
		id, _ = strconv.ParseInt(remove, 10, 64)
		day = ""
	} else if day == "" {
		return p.refusePosition(c, models.Problems{{Kind: models.Invalid, Key: "day_missing", Field: "until_on"}}, form, holderPrefix)
	}
	if err := p.directory.EndHolding(c.Request().Context(), idOf(c), versionNumber(form), id, day, actor(c)); err != nil {
		return p.refusePosition(c, err, form, holderPrefix)
	}
	return p.done(c, positionPath(idOf(c)), templates.OK, pr.T("directory.holders_saved"))
}

// SetDeputy is POST /beheer/adresboek/functies/:id/plaatsvervanger; with the
// field remove there is none any more.
func (p *Pages) SetDeputy(c echo.Context) error {
	form, err := web.PostForm(c)
	if err != nil {
		return err
	}
	pr, typed := p.printer(c, ""), somebody(form, deputyPrefix)
	who, said := &typed, pr.T("directory.deputy_saved", "name", joined(" ", typed.GivenName, typed.SurnamePrefix, typed.Surname))
	if form.Get("remove") != "" {
		who, said = nil, pr.T("directory.deputy_removed")
	}
	if err := p.directory.SetDeputy(c.Request().Context(), idOf(c), versionNumber(form), who, actor(c)); err != nil {
		return p.refusePosition(c, err, form, deputyPrefix)
	}
	return p.done(c, positionPath(idOf(c)), templates.OK, said)
}
