package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/directory"
	"bijeen/models/names"
	"bijeen/templates"
)

// positionsPage is the page desk_positions: who holds which position today.
type positionsPage struct {
	directoryList
	Rows []positionRow
}

type positionRow struct{ Title, Organization, Holder, Next, Deputy, For, Ended, URL string }

// ShowPositions is GET /beheer/adresboek/functies; ?zoek= looks for words of
// title, organization, holder and deputy.
func (p *Pages) ShowPositions(c echo.Context) error {
	pr := p.printer(c, "")
	search := names.CleanLine(c.QueryParam("zoek"))
	list, err := p.directory.Positions(c.Request().Context(), search)
	if err != nil {
		return err
	}
	var page positionsPage
	if page.directoryList, err = p.directoryList(c, pr, positionsPath, newPositionPath, "positions", search, len(list)); err != nil {
		return err
	}
	from, to := page.page(c, len(list))
	for i := range list[from:to] {
		page.Rows = append(page.Rows, p.positionRow(pr, &list[from+i]))
	}
	return p.Page(c, http.StatusOK, pr, "desk_positions", page)
}

func (p *Pages) positionRow(pr *locale.Printer, v *directory.PositionView) positionRow {
	today := p.Store.Today()
	row := positionRow{Title: v.Title, Organization: v.Organization.Name, URL: positionPath(v.ID)}
	row.For = locale.Capital(web.Join(pr, constituencyNames(pr, v.Codes())))
	if h := v.Holder(today); h != nil {
		row.Holder = h.Person.Name().Full()
	}
	if h := v.Next(today); h != nil {
		row.Next = pr.T("directory.next", "name", h.Person.Name().Full(), "from", spokenDate(pr, h.FromOn))
	}
	if v.Deputy != nil {
		row.Deputy = v.Deputy.Name().Full()
	}
	if v.EndedOn != "" && v.EndedOn < today {
		row.Ended = pr.T("directory.ended", "day", spokenDate(pr, v.EndedOn))
	}
	return row
}

// positionPage is the page desk_position: a new or known position, with its
// holders and its deputy.
type positionPage struct {
	templates.Base
	Form          templates.Form
	Name          string
	Action        string
	Version       string
	Known         bool
	Kinds, Levels []templates.Option
	Represents    []templates.Option
	Organizations []string
	Holdings      []holdingRow
	Present       *holdingRow // of today
	Deputy        string
	Conflict      *conflict
}

type holdingRow struct {
	ID         int64
	Name, Days string
	Now, Later bool
}

// NewPosition is GET /beheer/adresboek/functies/nieuw.
func (p *Pages) NewPosition(c echo.Context) error {
	values := url.Values{"kind": {string(models.PositionAlderman)}, "organization": {names.CleanLine(c.QueryParam("organisatie"))}}
	return p.showPosition(c, http.StatusOK, nil, templates.Form{Values: values}, nil)
}

// EditPosition is GET /beheer/adresboek/functies/:id.
func (p *Pages) EditPosition(c echo.Context) error {
	v, err := p.directory.Position(c.Request().Context(), idOf(c))
	if err != nil {
		return err
	}
	return p.showPosition(c, http.StatusOK, v, templates.Form{Values: p.positionValues(v)}, nil)
}

// positionValues fills the forms of the page.
func (p *Pages) positionValues(v *directory.PositionView) url.Values {
	values := url.Values{
		"organization": {v.Organization.Name}, "kind": {string(v.Kind)}, "title": {v.Title}, "level": {string(v.Level)},
		"represents": v.Codes(), "ended_on": {v.EndedOn},
	}
	if len(v.Holdings) > 0 {
		values.Set("holder.from_on", p.Store.Today())
	}
	return values
}

func (p *Pages) showPosition(c echo.Context, status int, v *directory.PositionView, form templates.Form, clash *conflict) error {
	pr := p.printer(c, "")
	page := positionPage{
		Form: form, Name: pr.T("directory.new_position"), Action: newPositionPath, Conflict: clash,
		Kinds: options(pr, "position_kind.", models.PositionKinds), Levels: options(pr, "level.", models.Levels), Represents: constituencyOptions(pr),
	}
	var err error
	if page.Organizations, err = p.Store.KnownOrganizations(c.Request().Context()); err != nil {
		return err
	}
	if v != nil {
		page.Name, page.Action, page.Known, page.Version = v.Name(), positionPath(v.ID), true, strconv.Itoa(v.Version)
		p.addHolders(pr, &page, v)
	}
	if page.Base, err = p.base(c, pr, page.Name); err != nil {
		return err
	}
	page.Invalid = len(form.Errors) > 0
	return p.Page(c, status, pr, "desk_position", page)
}

// addHolders lists who held, holds and will hold the position, latest first.
func (p *Pages) addHolders(pr *locale.Printer, page *positionPage, v *directory.PositionView) {
	today := p.Store.Today()
	for _, h := range slices.Backward(v.Holdings) {
		row := holdingRow{
			ID: h.ID, Name: h.Person.Name().Full(), Days: heldDays(pr, h.FromOn, h.UntilOn),
			Now: models.InForce(h.FromOn, h.UntilOn, today), Later: h.FromOn > today,
		}
		page.Holdings = append(page.Holdings, row)
		if row.Now {
			page.Present = &row
		}
	}
	if v.Deputy != nil {
		page.Deputy = v.Deputy.Name().Full()
	}
}

// SavePosition is POST /beheer/adresboek/functies/nieuw and …/:id.
func (p *Pages) SavePosition(c echo.Context) error {
	values, err := web.PostForm(c)
	if err != nil {
		return err
	}
	in := directory.PositionInput{
		ID: idOf(c), Version: versionNumber(values), Organization: values.Get("organization"), Kind: models.PositionKind(values.Get("kind")), Title: values.Get("title"),
		Level: models.Level(values.Get("level")), Represents: values["represents"], EndedOn: values.Get("ended_on"),
	}
	if c.Param("id") != "" && in.ID == directoryNotFound {
		_, err := p.directory.Position(c.Request().Context(), in.ID)
		return err
	}
	saved, err := p.directory.SavePosition(c.Request().Context(), in, actor(c))
	if err != nil {
		return p.refusePosition(c, err, values, "")
	}
	pr := p.printer(c, "")
	return p.done(c, positionPath(saved.ID), templates.OK, pr.T("directory.position_saved", "name", saved.Title))
}

// refusePosition shows the page again with what was typed in one of its forms;
// the fields of that form carry the prefix.
func (p *Pages) refusePosition(c echo.Context, err error, typed url.Values, prefix string) error {
	pr := p.printer(c, "")
	clash := models.KindOf(err) == models.Conflict
	list, ok := problems(pr, err)
	if !ok && !clash {
		return err
	}
	if c.Param("id") == "" {
		return p.showPosition(c, http.StatusUnprocessableEntity, nil, templates.Form{Values: typed, Errors: list}, nil)
	}
	v, readErr := p.directory.Position(c.Request().Context(), idOf(c))
	if readErr != nil {
		return readErr
	}
	values := p.positionValues(v)
	stored := p.positionValues(v)
	for name := range typed {
		values[name] = typed[name]
	}
	if prefix == "" {
		values["represents"] = typed["represents"]
	}
	if !clash {
		return p.showPosition(c, http.StatusUnprocessableEntity, v, templates.Form{Values: values, Errors: prefixed(list, prefix)}, nil)
	}
	return p.showPosition(c, http.StatusConflict, v, templates.Form{Values: values}, p.positionClash(pr, v, stored, typed, prefix))
}

// positionClash says what somebody else stored meanwhile, beside what was typed.
func (p *Pages) positionClash(pr *locale.Printer, v *directory.PositionView, stored, typed url.Values, prefix string) *conflict {
	clash := &conflict{Text: pr.T("directory.conflict")}
	add := func(label, theirs, yours string) {
		if theirs != yours {
			clash.Lines = append(clash.Lines, difference{Label: label, Theirs: theirs, Yours: yours})
		}
	}
	if prefix != "" {
		holder, deputy := pr.T("directory.nobody"), pr.T("directory.nobody")
		if h := v.Holder(p.Store.Today()); h != nil {
			holder = h.Person.Name().Full()
		}
		if v.Deputy != nil {
			deputy = v.Deputy.Name().Full()
		}
		yours := joined(" ", typed.Get(prefix+"given_name"), typed.Get(prefix+"surname_prefix"), typed.Get(prefix+"surname"), spokenDay(pr, typed.Get(prefix+"until_on")))
		theirs := map[string]string{holderPrefix: holder, deputyPrefix: deputy}[prefix]
		add(pr.T("directory_field."+strings.TrimSuffix(prefix, ".")), theirs, yours)
		return clash
	}
	for _, name := range []string{"organization", "title", "ended_on"} {
		add(pr.T("directory_field."+name), spoken(pr, name, stored[name]), spoken(pr, name, typed[name]))
	}
	add(pr.T("directory_field.kind"), optionLabel(options(pr, "position_kind.", models.PositionKinds), stored.Get("kind")), optionLabel(options(pr, "position_kind.", models.PositionKinds), typed.Get("kind")))
	add(pr.T("directory_field.level"), optionLabel(options(pr, "level.", models.Levels), stored.Get("level")), optionLabel(options(pr, "level.", models.Levels), typed.Get("level")))
	add(pr.T("directory_field.represents"), web.Join(pr, constituencyNames(pr, stored["represents"])), web.Join(pr, constituencyNames(pr, typed["represents"])))
	return clash
}

// optionLabel is what people read at a value of a choice list.
func optionLabel(list []templates.Option, value string) string {
	for _, o := range list {
		if o.Value == value {
			return o.Label
		}
	}
	return ""
}
