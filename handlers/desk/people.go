package desk

import (
	"maps"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"bijeen/lists"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/templates"
)

// peoplePage is the page desk_people: the working list, with all states.
type peoplePage struct {
	meetingPage
	Form       templates.Form // the filters, as in the address
	Chips      []chip
	Statuses   []templates.Option
	Count      string // what is shown, in words
	Summary    string // what it is of
	Columns    []templates.Option
	Heads      []cell
	Wide       bool // more columns than fit
	ClearURL   string
	Kept       []hiddenField // of the address, beside what the form asks
	Rows       []personRow
	Pager      templates.Pager
	Filtered   bool
	MayHelp    bool
	Pending    bool // somebody on this page waits for approval
	CanChoose  bool // somebody can be chosen
	MayList    bool
	Chosen     string // where the bulk buttons send to
	Exports    []exportLink
	AddURL     string
	Work       []templates.Crumb // what else can be done with the people
	DoublesURL string            // where the doubles that are shown stand beside each other
	WriteURL   string            // to write to who is shown; empty where a selection cannot say who that is
}

// chip chooses one site.
type chip struct {
	Text, URL string
	Count     int
	Current   bool
}

// personRow is one person in the list.
type personRow struct {
	ID           int64
	Name, URL    string
	Known        bool // was not forgotten
	Organization string
	Function     string // job title, or level
	Represents   string
	Site         string
	Status       templates.Badge
	Notes        []string // possible double, wants to move, late
	At           string
	Cells        []cell // in the working list: what the chosen columns say
}

// ShowPeople is GET …/aanmeldingen with zoek, status, locatie, dubbel,
// wens, geweigerd, volgorde and pagina.
func (p *Pages) ShowPeople(c echo.Context) error {
	m, err := p.Store.MeetingAlone(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	query := c.QueryParams()
	pr := p.printer(c, m.Language)
	q := peopleQuery(query)
	found, err := p.view.People(c.Request().Context(), m, q)
	if err != nil {
		return err
	}
	if err := p.logReading(c, m, q, len(found.Rows), loggedColumns(query)); err != nil {
		return err
	}
	base, err := p.meetingBase(c, pr, m, "people", pr.T("desk_tab.people"))
	if err != nil {
		return err
	}
	role := user(c).Role
	page := peoplePage{
		meetingPage: base, Form: templates.Form{Values: query}, Filtered: q.Filtered(), Chosen: base.Path + "/aanmeldingen/gekozen",
		Count: pr.N("desk_people.count", found.Total), Summary: summary(pr, found.All), AddURL: base.Path + "/aanmeldingen/toevoegen",
		MayHelp: may(role, helpPeople, m.Kind), MayList: may(role, takeLists, m.Kind),
		Pager: pager(peoplePath(m.Slug), keptFilters(query), q.Page, deskview.PeoplePerPage, found.Total),
	}
	page.Work = p.work(pr, m, found.All, page.MayHelp)
	if page.MayHelp {
		page.WriteURL = writeURL(base.Path, q, found.Total)
		if q.Doubles && found.Total > 0 {
			page.DoublesURL = doublesPath(m.Slug)
		}
	}
	page.Chips = chips(pr, m, query, found)
	page.Statuses = statusOptions(pr, found.All)
	page.Exports = p.exportLinks(pr, m, q.SiteKey)
	page.showColumns(pr, query)
	chosen := chosenColumns(query)
	for _, r := range found.Rows {
		row := p.personRow(pr, m, r)
		row.Cells = p.cells(pr, chosen, row, r)
		page.Rows = append(page.Rows, row)
		page.Pending = page.Pending || r.Status == models.Pending
		page.CanChoose = page.CanChoose || page.MayHelp && row.Known
	}
	return p.Page(c, http.StatusOK, pr, "desk_people", page)
}

// work leads to what is done with more people at once, where there are any.
func (p *Pages) work(pr *locale.Printer, m *models.Meeting, counts map[models.RegistrationStatus]int, helps bool) []templates.Crumb {
	var list []templates.Crumb
	add := func(yes bool, key, url string) {
		if yes {
			list = append(list, templates.Crumb{Text: pr.T(key), URL: url})
		}
	}
	add(true, "desk_invitations.title", invitationsPath(m.Slug))
	add(helps && counts[models.Pending] > 0, "desk_requests.title", requestsPath(m.Slug))
	add(helps && len(m.OpenSites()) > 1, "desk_moves.title", movesPath(m.Slug))
	add(counts[models.Waitlisted]+counts[models.Offered] > 0, "desk_waiting.link", waitingPath(m.Slug))
	return list
}

// showColumns fills in what the page says about the chosen columns.
func (page *peoplePage) showColumns(pr *locale.Printer, query url.Values) {
	values := maps.Clone(query)
	page.Columns, values["kolom"] = columnOptions(pr, query)
	page.Form.Values = values
	for _, c := range chosenColumns(query) {
		page.Heads = append(page.Heads, cell{Label: pr.T("desk_people." + c.label), Number: c.number})
	}
	page.Wide = len(page.Heads) > len(chosenColumns(nil))
	page.ClearURL = withQuery(page.Path+"/aanmeldingen", "kolom", columnsValue(query))
	for _, name := range []string{"locatie", "dubbel", "wens", "volgorde"} {
		if v := query.Get(name); v != "" {
			page.Kept = append(page.Kept, hiddenField{name, v})
		}
	}
}

// writeURL leads to a note to the people who are shown.
func writeURL(path string, q deskview.PeopleQuery, n int) string {
	if n == 0 || q.Search != "" || q.Doubles || q.Wishes || q.Refused {
		return ""
	}
	sel := models.NoteSelection{Statuses: q.Statuses}
	if len(sel.Statuses) == 0 {
		sel.Statuses = models.ActiveStatuses
	}
	if q.SiteKey != "" {
		sel.Sites = []string{q.SiteKey}
	}
	for _, s := range sel.Statuses {
		if !s.Active() {
			return ""
		}
	}
	return path + "/berichten/nieuw?" + sel.String()
}

// peopleQuery reads the filters of the address; what makes no sense does not
// filter.
func peopleQuery(query url.Values) deskview.PeopleQuery {
	q := deskview.PeopleQuery{
		SiteKey: query.Get("locatie"), Search: query.Get("zoek"), Doubles: query.Get("dubbel") != "", Wishes: query.Get("wens") != "",
		Refused: query.Get("geweigerd") != "", Newest: query.Get("volgorde") == "laatst", Page: pageNumber(query.Get("pagina")),
	}
	if s := query.Get("status"); knownStatus(s) {
		q.Statuses = []models.RegistrationStatus{models.RegistrationStatus(s)}
	}
	return q
}

// keptFilters are the parameters that stay from page to page.
func keptFilters(query url.Values) url.Values {
	kept := url.Values{}
	for _, name := range []string{"zoek", "status", "locatie", "dubbel", "wens", "geweigerd", "volgorde"} {
		if v := query.Get(name); v != "" {
			kept.Set(name, v)
		}
	}
	if v := columnsValue(query); v != "" {
		kept.Set("kolom", v)
	}
	return kept
}

// logReading notes who looked at the list; each user once an hour for each
// site, so that paging does not bury the exports (BR-75).
func (p *Pages) logReading(c echo.Context, m *models.Meeting, q deskview.PeopleQuery, rows int, columns string) error {
	if c.Request().Method == http.MethodHead {
		return nil
	}
	return p.Store.LogReading(c.Request().Context(), models.ExportLog{
		MeetingID: m.ID, SiteKey: q.SiteKey, UserID: &user(c).ID, Who: user(c).Name, List: "aanmeldingen", Format: "html",
		Rows: rows, Columns: columns,
	})
}

// chips are the sites with the people who have a place there or want one.
func chips(pr *locale.Printer, m *models.Meeting, query url.Values, found *deskview.PeoplePage) []chip {
	if len(m.Sites) < 2 {
		return nil
	}
	at := func(key string) string {
		kept := keptFilters(query)
		kept.Del("locatie")
		if key != "" {
			kept.Set("locatie", key)
		}
		if len(kept) == 0 {
			return peoplePath(m.Slug)
		}
		return peoplePath(m.Slug) + "?" + kept.Encode()
	}
	now := query.Get("locatie")
	list := []chip{{Text: pr.T("desk_people.all_sites"), URL: at(""), Count: taking(found.All), Current: now == ""}}
	for i := range m.Sites {
		s := &m.Sites[i]
		list = append(list, chip{Text: siteName(pr, s), URL: at(s.Key), Count: taking(found.Sites[s.ID]), Current: now == s.Key})
	}
	return list
}

// taking counts the people who have a place or want one.
func taking(counts map[models.RegistrationStatus]int) int {
	n := 0
	for _, s := range models.ActiveStatuses {
		n += counts[s]
	}
	return n
}

func statusOptions(pr *locale.Printer, counts map[models.RegistrationStatus]int) []templates.Option {
	var list []templates.Option
	for _, s := range statuses {
		if n := counts[s]; n > 0 {
			list = append(list, templates.Option{Value: string(s), Label: pr.T("registration."+string(s)) + " (" + pr.Number(n) + ")"})
		}
	}
	return list
}

// summary says how many people stand in each state: "283 aangemeld, 14 op de
// wachtlijst".
func summary(pr *locale.Printer, counts map[models.RegistrationStatus]int) string {
	var parts []string
	for _, s := range statuses {
		if n := counts[s]; n > 0 {
			parts = append(parts, pr.N("desk_count."+string(s), n))
		}
	}
	return joined(", ", parts...)
}

func (p *Pages) personRow(pr *locale.Printer, m *models.Meeting, r deskview.PersonRow) personRow {
	row := personRow{
		ID: r.ID, Name: orForgotten(pr, listedName(r)), Known: r.Name.Full() != "", URL: personPath(m.Slug, r.ID), Organization: r.Organization, Function: r.JobTitle,
		Represents: representsText(pr, r.Represents), Site: r.Site, Status: statusBadge(pr, r.Status, r.Position), At: pr.NumericDate(p.local(r.At)),
	}
	if row.Function == "" && r.Level != "" {
		row.Function = pr.T("level." + string(r.Level))
	}
	if r.Role != models.Participant {
		row.Function = joined(", ", pr.T("desk_role."+string(r.Role)), row.Function)
	}
	note := func(yes bool, key string, args ...any) {
		if yes {
			row.Notes = append(row.Notes, pr.T("desk_people."+key, args...))
		}
	}
	note(r.Double, "double")
	note(r.Late, "late")
	note(r.Priority < 0, "priority")
	note(r.Wanted != "", "wants", "site", r.Wanted)
	return row
}

// listedName is a name as the list sorts it: on the core word, and those who
// stand on lists with their given name only on that.
func listedName(r deskview.PersonRow) string {
	if r.Level == models.Experience {
		return r.Name.Full()
	}
	return r.Name.ListForm()
}

func representsText(pr *locale.Printer, list []models.Constituency) string {
	var names []string
	for _, r := range list {
		names = append(names, r.Choice(pr.Lang()))
	}
	return joined(", ", names...)
}

// exportLink is one file in the menu of lists.
type exportLink struct {
	Text, Hint, URL, Icon string
	Paper                 bool // a PDF: what the host of a site may take too
}

// screenIcon marks the list on the screen; exportIcons goes by format.
const screenIcon = "eye"

var exportIcons = map[string]string{"xlsx": "file-type-xls", "csv": "file-type-csv", "pdf": "file-type-pdf", "json": "braces"}

func (p *Pages) exportLinks(pr *locale.Printer, m *models.Meeting, siteKey string) []exportLink {
	list := []exportLink{{
		Text: pr.T("desk_export.screen"), Hint: pr.T("desk_export.screen_hint"), Icon: screenIcon,
		URL: withQuery(meetingPath(m.Slug)+"/deelnemerslijst", "locatie", siteKey),
	}}
	for _, e := range lists.Exports {
		key := "desk_export." + e.List + "_" + e.Format
		list = append(list, exportLink{
			Text: pr.T(key), Hint: pr.T(key + "_hint"), Icon: exportIcons[e.Format], Paper: e.Format == "pdf",
			URL: withQuery(meetingPath(m.Slug)+"/"+e.File(), "locatie", siteKey),
		})
	}
	return list
}
