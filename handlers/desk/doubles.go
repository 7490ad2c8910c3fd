package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/models/names"
	"bijeen/templates"
)

// doublesPage is the page desk_doubles: the registrations that may be of one
// person, beside each other (BR-10).
type doublesPage struct {
	meetingPage
	Form   templates.Form
	Action string
	Name   string
	Count  string // how many names there are to look at
	Cards  []doubleCard
	Hidden []hiddenField
	Some   bool // there are more than two: which of them is it about
	Pager  templates.Pager
}

// doubleCard is one of them.
type doubleCard struct {
	ID     int64
	URL    string
	Number string // "Aanmelding 1"
	Keep   bool   // chosen to stay; at first the one with the better place
	With   bool   // chosen, where there are more than two
	Best   string // why this one is chosen at first; empty for the others
	Facts  []doubleFact
}

// doubleFact is one fact, and whether another says something else.
type doubleFact struct {
	Key, Value string
	Differs    bool
}

func doublesPath(slug string) string { return peoplePath(slug) + "/dubbel" }

// ShowDoubles is GET …/aanmeldingen/dubbel: one name at a time, with pagina;
// persoon chooses that of one registration.
func (p *Pages) ShowDoubles(c echo.Context) error {
	m, rows, total, err := p.doubles(c)
	if err != nil {
		return err
	}
	return p.showDoubles(c, m, rows, total, templates.Form{}, http.StatusOK)
}

func (p *Pages) doubles(c echo.Context) (m *models.Meeting, rows []deskview.PersonRow, total int, err error) {
	meeting, err := p.meeting(c)
	if err != nil {
		return nil, nil, 0, err
	}
	id, _ := strconv.ParseInt(c.QueryParam("persoon"), 10, 64) // 0 is nobody
	n := pageNumber(c.QueryParam("pagina"))
	rows, total, err = p.view.Doubles(c.Request().Context(), meeting.Meeting, n, id)
	if err == nil && n > total && total > 0 && id == 0 { // the last one was dealt with
		rows, total, err = p.view.Doubles(c.Request().Context(), meeting.Meeting, total, 0)
	}
	return meeting.Meeting, rows, total, err
}

func (p *Pages) showDoubles(c echo.Context, m *models.Meeting, rows []deskview.PersonRow, total int, form templates.Form, status int) error {
	pr, path := p.printer(c, m.Language), doublesPath(m.Slug)
	base, err := p.meetingBase(c, pr, m, "people", pr.T("desk_doubles.title"))
	if err != nil {
		return err
	}
	base.Invalid = len(form.Errors) > 0
	base.Crumb = []templates.Crumb{{Text: pr.T("desk_tab.people"), URL: peoplePath(m.Slug)}}
	page := doublesPage{meetingPage: base, Form: form, Action: c.Request().URL.RequestURI(), Count: pr.N("desk_doubles.count", total), Some: len(rows) > 2}
	if c.QueryParam("persoon") == "" {
		page.Pager = pager(path, url.Values{}, min(pageNumber(c.QueryParam("pagina")), max(total, 1)), 1, total)
	}
	if len(rows) > 0 {
		page.Name = rows[0].Name.Full()
	}
	var ids []string
	for i, r := range rows {
		ids = append(ids, strconv.FormatInt(r.ID, 10))
		page.Cards = append(page.Cards, doubleCard{
			ID: r.ID, URL: personPath(m.Slug, r.ID), Number: pr.T("desk_doubles.number", "n", i+1), Facts: p.doubleFacts(pr, r),
			Best: whyBetter(pr, rows, i), With: form.Values == nil || form.Has("with", ids[i]),
		})
	}
	for i := range page.Cards {
		page.Cards[i].Keep = form.Value("keep") == ids[i] || form.Value("keep") == "" && page.Cards[i].Best != ""
	}
	markDifferences(page.Cards)
	page.Hidden = []hiddenField{{"id", strings.Join(ids, " ")}}
	return p.Page(c, status, pr, "desk_doubles", page)
}

// betterStates are the states in which somebody may stand on the list twice,
// the best place first.
var betterStates = []models.RegistrationStatus{models.Registered, models.Offered, models.Waitlisted, models.Pending, models.Invited, models.Interested}

// better is the index of the registration with the better place; among equals
// the one that came first.
func better(rows []deskview.PersonRow) int {
	best := 0
	worth := func(r deskview.PersonRow) int { return slices.Index(betterStates, r.Status)*100_000 + r.Position }
	for i, r := range rows {
		if worth(r) < worth(rows[best]) {
			best = i
		}
	}
	return best
}

// whyBetter says why the i-th is chosen at first; nothing for the others.
func whyBetter(pr *locale.Printer, rows []deskview.PersonRow, i int) string {
	if i != better(rows) {
		return ""
	}
	for _, r := range rows {
		if r.Status != rows[i].Status || r.Position != rows[i].Position {
			return pr.T("desk_doubles.best")
		}
	}
	return pr.T("desk_doubles.first")
}

func (p *Pages) doubleFacts(pr *locale.Printer, r deskview.PersonRow) []doubleFact {
	level := ""
	if r.Level != "" {
		level = pr.T("level." + string(r.Level))
	}
	status := statusBadge(pr, r.Status, r.Position).Text
	facts := []doubleFact{
		{Key: "name", Value: r.Name.Full()}, {Key: "email", Value: r.Email}, {Key: "phone", Value: r.Phone}, {Key: "organization", Value: r.Organization},
		{Key: "function", Value: r.JobTitle}, {Key: "level", Value: level}, {Key: "represents", Value: representsText(pr, r.Represents)},
		{Key: "role", Value: pr.T("desk_role." + string(r.Role))}, {Key: "status", Value: status}, {Key: "site", Value: r.Site},
		{Key: "source", Value: pr.T("desk_source." + sourceOf(r))}, {Key: "at", Value: pr.Moment(p.local(r.At))},
	}
	for i := range facts {
		facts[i].Key = pr.T("desk_people." + facts[i].Key)
	}
	return facts
}

// markDifferences marks what is not the same on every card, and leaves out
// what none of them says.
func markDifferences(cards []doubleCard) {
	if len(cards) == 0 {
		return
	}
	kept := make([][]doubleFact, len(cards))
	for f := range cards[0].Facts {
		differs, said := false, false
		for _, c := range cards {
			differs = differs || c.Facts[f].Value != cards[0].Facts[f].Value
			said = said || c.Facts[f].Value != ""
		}
		for i, c := range cards {
			c.Facts[f].Differs = differs
			if said {
				kept[i] = append(kept[i], c.Facts[f])
			}
		}
	}
	for i := range cards {
		cards[i].Facts = kept[i]
	}
}

// SettleDoubles is POST …/aanmeldingen/dubbel: do=same ends the others, whose
// mail says the reason, do=apart remembers that they are different people. With
// more than two, with says which it is about.
func (p *Pages) SettleDoubles(c echo.Context) error {
	form, meeting, err := p.posted(c)
	if err != nil {
		return err
	}
	m, ctx := meeting.Meeting, c.Request().Context()
	pr := p.printer(c, m.Language)
	ids, keep, list := chosenDoubles(pr, form)
	if len(list) == 0 {
		switch form.Get("do") {
		case "same":
			others := slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return id == keep })
			err = p.Store.SamePerson(ctx, m.ID, keep, others, actor(c), names.CleanLine(form.Get("reason")))
		case "apart":
			err = p.Store.TellApart(ctx, m.ID, ids, actor(c))
		default:
			return echo.ErrBadRequest
		}
		list, _ = problems(pr, err)
	}
	back := c.Request().URL.RequestURI()
	switch {
	case len(list) > 0:
		_, rows, total, err := p.doubles(c)
		if err != nil {
			return err
		}
		return p.showDoubles(c, m, rows, total, templates.Form{Values: form, Errors: list}, http.StatusUnprocessableEntity)
	case isKey(err, "doubles_changed"):
		return p.done(c, back, templates.Warning, pr.T("error.doubles_changed"))
	case err != nil:
		return err
	}
	if c.QueryParam("persoon") != "" {
		back = doublesPath(m.Slug)
	}
	return p.done(c, back, templates.OK, pr.T("desk_doubles.done_"+form.Get("do")))
}

// chosenDoubles reads which registrations a form is about, and which stays.
func chosenDoubles(pr *locale.Printer, form url.Values) (ids []int64, keep int64, list []templates.FieldError) {
	ids = bulkOf(form, "").IDs
	if form.Has("some") {
		ids = bulkOf(url.Values{"id": form["with"]}, "").IDs
		if len(ids) < 2 {
			list = append(list, templates.FieldError{Name: "with", Text: pr.T("desk_doubles.choose_two")})
		}
	}
	keep, _ = strconv.ParseInt(form.Get("keep"), 10, 64)
	if form.Get("do") == "same" && len(list) == 0 && !slices.Contains(ids, keep) {
		list = append(list, templates.FieldError{Name: "keep", Text: pr.T("desk_doubles.choose_keep")})
	}
	return ids, keep, list
}
