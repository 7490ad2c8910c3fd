package desk

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/directory"
	"bijeen/models/names"
	"bijeen/templates"
)

// The organizations of the address book. Names that visitors typed and nobody
// linked yet stand elsewhere (organizations.go).
const (
	bodiesPath  = directoryPath + "/organisaties"
	newBodyPath = bodiesPath + "/nieuw"
)

func bodyPath(id int64) string { return bodiesPath + "/" + strconv.FormatInt(id, 10) }

// bodiesPage is the page desk_bodies: the organizations.
type bodiesPage struct {
	directoryList
	Rows []bodyRow
}

type bodyRow struct{ Name, Kind, Former, Serves, Counts, Ended, URL string }

// ShowBodies is GET /beheer/adresboek/organisaties; ?zoek= looks for words of
// the name, a former name or a municipality.
func (p *Pages) ShowBodies(c echo.Context) error {
	pr := p.printer(c, "")
	search := names.CleanLine(c.QueryParam("zoek"))
	list, err := p.directory.Organizations(c.Request().Context(), search)
	if err != nil {
		return err
	}
	var page bodiesPage
	if page.directoryList, err = p.directoryList(c, pr, bodiesPath, newBodyPath, "bodies", search, len(list)); err != nil {
		return err
	}
	from, to := page.page(c, len(list))
	for i := range list[from:to] {
		page.Rows = append(page.Rows, p.bodyRow(pr, &list[from+i]))
	}
	return p.Page(c, http.StatusOK, pr, "desk_bodies", page)
}

func (p *Pages) bodyRow(pr *locale.Printer, v *directory.OrganizationView) bodyRow {
	row := bodyRow{Name: v.Name, Kind: bodyKind(pr, v.Kind), URL: bodyPath(v.ID), Serves: web.Join(pr, constituencyNames(pr, v.Serves))}
	if len(v.Former) > 0 {
		row.Former = pr.T("directory.formerly", "name", v.Former[0].Name)
	}
	var counts []string
	if v.Positions > 0 {
		counts = append(counts, pr.N("directory.positions_count", v.Positions))
	}
	if v.People > 0 {
		counts = append(counts, pr.N("directory.people_count", v.People))
	}
	row.Counts = joined(", ", counts...)
	if v.EndedOn != "" && v.EndedOn < p.Store.Today() {
		row.Ended = pr.T("directory.ended", "day", spokenDate(pr, v.EndedOn))
	}
	return row
}

func bodyKind(pr *locale.Printer, kind models.OrganizationKind) string {
	return optionLabel(options(pr, "organization_kind.", models.OrganizationKinds), string(kind))
}

// bodyPage is the page desk_body: a new or known organization.
type bodyPage struct {
	templates.Base
	Form           templates.Form
	Name           string
	Action         string
	Version        string
	Known, BuiltIn bool
	Kinds, Domains []templates.Option
	Serves         []templates.Option
	Former         []string
	PositionsURL   string
	Conflict       *conflict
}

// NewBody is GET /beheer/adresboek/organisaties/nieuw.
func (p *Pages) NewBody(c echo.Context) error {
	return p.showBody(c, http.StatusOK, nil, templates.Form{Values: url.Values{"name": {names.CleanLine(c.QueryParam("naam"))}}}, nil)
}

// EditBody is GET /beheer/adresboek/organisaties/:id.
func (p *Pages) EditBody(c echo.Context) error {
	v, err := p.directory.Organization(c.Request().Context(), idOf(c))
	if err != nil {
		return err
	}
	return p.showBody(c, http.StatusOK, v, templates.Form{Values: bodyValues(v)}, nil)
}

func bodyValues(v *directory.OrganizationView) url.Values {
	return url.Values{"name": {v.Name}, "kind": {string(v.Kind)}, "domain": {string(v.Domain)}, "serves": v.Serves, "ended_on": {v.EndedOn}}
}

func (p *Pages) showBody(c echo.Context, status int, v *directory.OrganizationView, form templates.Form, clash *conflict) error {
	pr := p.printer(c, "")
	page := bodyPage{Form: form, Name: pr.T("directory.new_body"), Action: newBodyPath, Conflict: clash, Kinds: options(pr, "organization_kind.", models.OrganizationKinds)}
	for _, d := range models.Domains {
		page.Domains = append(page.Domains, templates.Option{Value: string(d), Label: domainName(pr, d)})
	}
	for _, k := range models.Constituencies() {
		if k.IsMunicipality() {
			page.Serves = append(page.Serves, templates.Option{Value: k.Code, Label: k.Choice(pr.Lang())})
		}
	}
	if v != nil {
		page.Name, page.Action, page.Known, page.BuiltIn, page.Version = v.Name, bodyPath(v.ID), true, v.Code != "", strconv.Itoa(v.Version)
		page.PositionsURL = withQuery(positionsPath, "zoek", v.Name)
		for _, f := range v.Former {
			page.Former = append(page.Former, joined(" ", f.Name, heldDays(pr, "", f.UntilOn)))
		}
	}
	var err error
	if page.Base, err = p.base(c, pr, page.Name); err != nil {
		return err
	}
	page.Invalid = len(form.Errors) > 0
	return p.Page(c, status, pr, "desk_body", page)
}

// SaveBody is POST /beheer/adresboek/organisaties/nieuw and …/:id.
func (p *Pages) SaveBody(c echo.Context) error {
	values, err := web.PostForm(c)
	if err != nil {
		return err
	}
	var v *directory.OrganizationView
	in := directory.OrganizationInput{
		Version: versionNumber(values), Name: values.Get("name"), Kind: models.OrganizationKind(values.Get("kind")), Domain: models.Domain(values.Get("domain")),
		Serves: values["serves"], EndedOn: values.Get("ended_on"),
	}
	if c.Param("id") != "" {
		if v, err = p.directory.Organization(c.Request().Context(), idOf(c)); err != nil {
			return err
		}
		in.ID = v.ID
		if v.Code != "" {
			in.Kind = v.Kind
		}
	}
	pr := p.printer(c, "")
	saved, err := p.directory.SaveOrganization(c.Request().Context(), in, actor(c))
	if models.KindOf(err) == models.Conflict {
		return p.showBody(c, http.StatusConflict, v, templates.Form{Values: values}, bodyClash(pr, v, values))
	}
	if list, ok := problems(pr, err); ok {
		return p.showBody(c, http.StatusUnprocessableEntity, v, templates.Form{Values: values, Errors: list}, nil)
	}
	if err != nil {
		return err
	}
	return p.done(c, bodyPath(saved.ID), templates.OK, pr.T("directory.body_saved", "name", saved.Name))
}

// bodyClash says what somebody else stored meanwhile, beside what was typed.
func bodyClash(pr *locale.Printer, v *directory.OrganizationView, typed url.Values) *conflict {
	clash, stored := &conflict{Text: pr.T("directory.conflict")}, bodyValues(v)
	kinds := options(pr, "organization_kind.", models.OrganizationKinds)
	shown := map[string]func(url.Values) string{
		"kind":   func(f url.Values) string { return optionLabel(kinds, f.Get("kind")) },
		"serves": func(f url.Values) string { return web.Join(pr, constituencyNames(pr, f["serves"])) },
	}
	for _, name := range []string{"name", "kind", "serves", "ended_on"} {
		show := shown[name]
		if show == nil {
			show = func(f url.Values) string { return f.Get(name) }
		}
		if theirs, yours := show(stored), show(typed); theirs != yours {
			clash.Lines = append(clash.Lines, difference{Label: pr.T("directory_field.body_" + name), Theirs: theirs, Yours: yours})
		}
	}
	return clash
}
