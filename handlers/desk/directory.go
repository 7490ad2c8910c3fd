package desk

import (
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/directory"
	"bijeen/templates"
)

// The address book: people, positions and organizations, apart from meetings.
const (
	directoryPath     = "/beheer/adresboek"
	positionsPath     = directoryPath + "/functies"
	newPositionPath   = positionsPath + "/nieuw"
	directoryPerPage  = 50
	directoryNotFound = 0 // what no row has as id
)

func positionPath(id int64) string { return positionsPath + "/" + strconv.FormatInt(id, 10) }

// directoryList is what the three lists of the address book share.
type directoryList struct {
	templates.Base
	Chips []chip // the other lists
	Path  string
	New   string // address of the form
	Form  templates.Form
	Count string
	Pager templates.Pager
	Empty bool // there is nothing yet
}

// directoryList begins one of the lists at path: words names its title and its
// count of n rows.
func (p *Pages) directoryList(c echo.Context, pr *locale.Printer, path, form, words, search string, n int) (directoryList, error) {
	base, err := p.base(c, pr, pr.T("directory."+words))
	return directoryList{
		Base: base, Chips: directoryChips(pr, path), Path: path, New: form,
		Form: templates.Form{Values: url.Values{"zoek": {search}}}, Count: pr.N("directory."+words+"_count", n), Empty: n == 0 && search == "",
	}, err
}

// directoryChips lead to the lists of the address book.
func directoryChips(pr *locale.Printer, current string) []chip {
	return []chip{
		{Text: pr.T("directory.people"), URL: listedPath, Current: current == listedPath},
		{Text: pr.T("directory.positions"), URL: positionsPath, Current: current == positionsPath},
		{Text: pr.T("directory.bodies"), URL: bodiesPath, Current: current == bodiesPath},
		{Text: pr.T("desk_groups.title"), URL: groupsPath, Current: current == groupsPath},
	}
}

// page cuts the shown page out of a list of n rows.
func (l *directoryList) page(c echo.Context, n int) (from, to int) {
	number := pageNumber(c.QueryParam("pagina"))
	l.Pager = pager(l.Path, l.Form.Values, number, directoryPerPage, n)
	from = min((number-1)*directoryPerPage, n)
	return from, min(from+directoryPerPage, n)
}

// idOf is the number in the address; what is no number is one that nothing has.
func idOf(c echo.Context) int64 {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return directoryNotFound
	}
	return id
}

// versionNumber is the version a form was filled in with; what is none was never seen.
func versionNumber(form url.Values) int {
	n, _ := strconv.Atoi(form.Get("version"))
	return n
}

// somebody reads a person from the fields with this prefix.
func somebody(form url.Values, prefix string) directory.Somebody {
	return directory.Somebody{
		GivenName: form.Get(prefix + "given_name"), SurnamePrefix: form.Get(prefix + "surname_prefix"), Surname: form.Get(prefix + "surname"),
		Email: form.Get(prefix + "email"), Shared: form.Get(prefix+"shared") != "",
	}
}

// prefixed puts refusals at the fields with this prefix.
func prefixed(list []templates.FieldError, prefix string) []templates.FieldError {
	for i := range list {
		list[i].Name = prefix + list[i].Name
	}
	return list
}

// spokenDate writes a day of the address book as people read it.
func spokenDate(pr *locale.Printer, day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return pr.NumericDate(t)
}

// heldDays writes from when until when something holds; empty for always.
func heldDays(pr *locale.Printer, from, until string) string {
	switch {
	case from != "" && until != "":
		return pr.T("directory.from_until", "from", spokenDate(pr, from), "until", spokenDate(pr, until))
	case from != "":
		return pr.T("directory.from", "from", spokenDate(pr, from))
	case until != "":
		return pr.T("directory.until", "until", spokenDate(pr, until))
	}
	return ""
}

// constituencyNames are codes as people read them.
func constituencyNames(pr *locale.Printer, codes []string) []string {
	var list []string
	for _, code := range codes {
		if c, ok := models.ConstituencyByCode(code); ok {
			list = append(list, c.Choice(pr.Lang()))
		}
	}
	return list
}
