package desk

import (
	"fmt"
	"net/http"
	"net/url"
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

// The people of the address book.
const (
	listedPath    = directoryPath
	newListedPath = directoryPath + "/nieuw"
	oneListedPath = directoryPath + "/mensen"
	mostWork      = 20 // lines of work one form reads
)

func listedPersonPath(id int64) string { return oneListedPath + "/" + strconv.FormatInt(id, 10) }

// listedPage is the page desk_listed: who is in the address book.
type listedPage struct {
	directoryList
	Rows []listedRow
}

type listedRow struct{ Name, Email, Shared, Work, URL string }

// ShowListed is GET /beheer/adresboek; ?zoek= looks for words of name,
// address, organization and position.
func (p *Pages) ShowListed(c echo.Context) error {
	pr := p.printer(c, "")
	search := names.CleanLine(c.QueryParam("zoek"))
	list, err := p.directory.People(c.Request().Context(), search)
	if err != nil {
		return err
	}
	var page listedPage
	if page.directoryList, err = p.directoryList(c, pr, listedPath, newListedPath, "people", search, len(list)); err != nil {
		return err
	}
	from, to := page.page(c, len(list))
	for i := range list[from:to] {
		page.Rows = append(page.Rows, listedRowOf(pr, p.Store.Today(), &list[from+i]))
	}
	return p.Page(c, http.StatusOK, pr, "desk_listed", page)
}

func listedRowOf(pr *locale.Printer, today string, v *directory.PersonView) listedRow {
	row := listedRow{Name: v.Name().ListForm(), Email: v.Email, URL: listedPersonPath(v.ID)}
	if v.EmailKind == models.EmailShared {
		row.Shared = pr.T("directory.shared_short")
	}
	work := v.Positions
	for _, w := range v.Work {
		if models.InForce(w.FromOn, w.UntilOn, today) {
			work = append(work, joined(", ", w.JobTitle, w.Organization))
		}
	}
	row.Work = strings.Join(work, "; ")
	return row
}

// listedPersonPage is the page desk_listed_person: a new or known person.
type listedPersonPage struct {
	templates.Base
	Form          templates.Form
	Name          string
	Action        string
	Version       string
	Known         bool
	Levels        []templates.Option
	Organizations []string
	Work          []workRow
	Positions     []string
	Assistants    []holdingRow
	Principals    []string
	Conflict      *conflict
}

// workRow is one line of work: the prefix of its fields, and its number.
type workRow struct {
	Prefix string
	Number int
}

// NewListed is GET /beheer/adresboek/nieuw.
func (p *Pages) NewListed(c echo.Context) error {
	return p.showListedPerson(c, http.StatusOK, nil, templates.Form{Values: url.Values{}}, nil)
}

// EditListed is GET /beheer/adresboek/mensen/:id.
func (p *Pages) EditListed(c echo.Context) error {
	v, err := p.directory.PersonByID(c.Request().Context(), idOf(c))
	if err != nil {
		return err
	}
	return p.showListedPerson(c, http.StatusOK, v, templates.Form{Values: listedValues(v)}, nil)
}

func listedValues(v *directory.PersonView) url.Values {
	values := url.Values{"given_name": {v.GivenName}, "surname_prefix": {v.SurnamePrefix}, "surname": {v.Surname}, "email": {v.Email}, "phone": {v.Phone}}
	if v.EmailKind == models.EmailShared {
		values.Set("shared", "yes")
	}
	for i, w := range v.Work {
		setWork(values, i, directory.Work{Organization: w.Organization, JobTitle: w.JobTitle, Level: w.Level, FromOn: w.FromOn, UntilOn: w.UntilOn})
	}
	return values
}

// setWork fills in one line of work.
func setWork(values url.Values, i int, w directory.Work) {
	for field, text := range map[string]string{"organization": w.Organization, "job_title": w.JobTitle, "level": string(w.Level), "from_on": w.FromOn, "until_on": w.UntilOn} {
		values.Set(workField(i, field), text)
	}
}

func workField(i int, field string) string { return fmt.Sprintf("work[%d].%s", i, field) }

// workOf reads the lines of work; one without organization and title is none.
func workOf(form url.Values) []directory.Work {
	var list []directory.Work
	for i := range mostWork {
		w := directory.Work{
			Organization: form.Get(workField(i, "organization")), JobTitle: form.Get(workField(i, "job_title")), Level: models.Level(form.Get(workField(i, "level"))),
			FromOn: form.Get(workField(i, "from_on")), UntilOn: form.Get(workField(i, "until_on")),
		}
		if strings.TrimSpace(w.Organization+w.JobTitle) != "" {
			list = append(list, w)
		}
	}
	return list
}

// packed moves the lines of work together, as workOf counts them.
func packed(form url.Values, list []directory.Work) url.Values {
	for i := range mostWork {
		for _, field := range []string{"organization", "job_title", "level", "from_on", "until_on"} {
			form.Del(workField(i, field))
		}
	}
	for i, w := range list {
		setWork(form, i, w)
	}
	return form
}

func (p *Pages) showListedPerson(c echo.Context, status int, v *directory.PersonView, form templates.Form, clash *conflict) error {
	pr := p.printer(c, "")
	page := listedPersonPage{Form: form, Name: pr.T("directory.new_person"), Action: newListedPath, Conflict: clash, Levels: options(pr, "level.", models.Levels)}
	for i := range min(len(workOf(form.Values))+1, mostWork) {
		page.Work = append(page.Work, workRow{workField(i, ""), i + 1})
	}
	var err error
	if page.Organizations, err = p.Store.KnownOrganizations(c.Request().Context()); err != nil {
		return err
	}
	if v != nil {
		page.Name, page.Action, page.Known, page.Version, page.Positions = v.Name().Full(), listedPersonPath(v.ID), true, strconv.Itoa(v.Version), v.Positions
		for _, a := range v.Assistants {
			page.Assistants = append(page.Assistants, holdingRow{ID: a.ID, Name: a.Name().Full(), Days: a.Email})
		}
		for _, a := range v.Principals {
			page.Principals = append(page.Principals, a.Name().Full())
		}
	}
	if page.Base, err = p.base(c, pr, page.Name); err != nil {
		return err
	}
	page.Invalid = len(form.Errors) > 0
	return p.Page(c, status, pr, "desk_listed_person", page)
}

// SaveListed is POST /beheer/adresboek/nieuw and …/mensen/:id.
func (p *Pages) SaveListed(c echo.Context) error {
	values, err := web.PostForm(c)
	if err != nil {
		return err
	}
	in := directory.PersonInput{ID: idOf(c), Version: versionNumber(values), Somebody: somebody(values, ""), Phone: values.Get("phone"), Work: workOf(values)}
	if c.Param("id") != "" && in.ID == directoryNotFound {
		_, err := p.directory.PersonByID(c.Request().Context(), in.ID)
		return err
	}
	saved, err := p.directory.SavePerson(c.Request().Context(), in, actor(c))
	if err != nil {
		return p.refuseListed(c, err, packed(values, in.Work), "")
	}
	return p.done(c, listedPersonPath(saved.ID), templates.OK, p.printer(c, "").T("directory.person_saved", "name", saved.Name().Full()))
}

// refuseListed shows the page again with what was typed in one of its forms.
func (p *Pages) refuseListed(c echo.Context, err error, typed url.Values, prefix string) error {
	pr := p.printer(c, "")
	list, ok := problems(pr, err)
	clash := models.KindOf(err) == models.Conflict
	if !ok && !clash {
		return err
	}
	if c.Param("id") == "" {
		return p.showListedPerson(c, http.StatusUnprocessableEntity, nil, templates.Form{Values: typed, Errors: list}, nil)
	}
	v, readErr := p.directory.PersonByID(c.Request().Context(), idOf(c))
	if readErr != nil {
		return readErr
	}
	values := typed
	if prefix != "" {
		values = listedValues(v)
		for name := range typed {
			values[name] = typed[name]
		}
	}
	if !clash {
		return p.showListedPerson(c, http.StatusUnprocessableEntity, v, templates.Form{Values: values, Errors: prefixed(list, prefix)}, nil)
	}
	differs := &conflict{Text: pr.T("directory.conflict")}
	stored := listedValues(v)
	for _, name := range []string{"given_name", "surname_prefix", "surname", "email", "phone"} {
		if prefix == "" && stored.Get(name) != typed.Get(name) {
			differs.Lines = append(differs.Lines, difference{Label: pr.T("directory_field.person_" + name), Theirs: stored.Get(name), Yours: typed.Get(name)})
		}
	}
	if theirs, yours := workLines(stored), workLines(values); theirs != yours {
		differs.Lines = append(differs.Lines, difference{Label: pr.T("directory.work"), Theirs: theirs, Yours: yours})
	}
	return p.showListedPerson(c, http.StatusConflict, v, templates.Form{Values: values}, differs)
}

// workLines is somebody's work as one line, to compare.
func workLines(form url.Values) string {
	var lines []string
	for _, w := range workOf(form) {
		lines = append(lines, joined(", ", w.JobTitle, w.Organization, w.FromOn, w.UntilOn))
	}
	return strings.Join(lines, "; ")
}

// ChangeAssistants is POST /beheer/adresboek/mensen/:id/namens: add who acts
// for somebody, or with the field remove end it.
func (p *Pages) ChangeAssistants(c echo.Context) error {
	form, err := web.PostForm(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	if id := form.Get("remove"); id != "" {
		n, _ := strconv.ParseInt(id, 10, 64) // what is no number is 0, which nobody has
		err = p.directory.EndAssistant(ctx, idOf(c), versionNumber(form), n, actor(c))
	} else {
		err = p.directory.AddAssistant(ctx, idOf(c), versionNumber(form), somebody(form, assistantPrefix), actor(c))
	}
	if err != nil {
		return p.refuseListed(c, err, form, assistantPrefix)
	}
	return p.done(c, listedPersonPath(idOf(c)), templates.OK, p.printer(c, "").T("directory.holders_saved"))
}

const assistantPrefix = "assistant."

// RemoveListed is POST /beheer/adresboek/mensen/:id/weg. It asks for a tick.
func (p *Pages) RemoveListed(c echo.Context) error {
	form, err := web.PostForm(c)
	if err != nil {
		return err
	}
	v, err := p.directory.PersonByID(c.Request().Context(), idOf(c))
	if err != nil {
		return err
	}
	pr := p.printer(c, "")
	if form.Get("sure") == "" {
		return p.done(c, listedPersonPath(v.ID), templates.Failure, pr.T("directory.not_sure", "name", v.Name().Full()))
	}
	err = p.directory.Unlist(c.Request().Context(), v.ID, versionNumber(form), actor(c))
	if models.KindOf(err) == models.Conflict {
		return p.done(c, listedPersonPath(v.ID), templates.Failure, pr.T("directory.not_removed", "name", v.Name().Full()))
	}
	if err != nil {
		return err
	}
	return p.done(c, listedPath, templates.OK, pr.T("directory.removed"))
}
