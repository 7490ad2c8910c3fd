package desk

import (
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/lists"
	"bijeen/locale"
	"bijeen/models"
)

// attendeeListPage is the page desk_list: the same rows as in the files, on
// the screen and on paper.
type attendeeListPage struct {
	meetingPage
	Heading   string
	Place     string
	When      string
	Made      time.Time
	Version   int
	Count     string
	DestroyBy time.Time
	Chips     []chip
	Lines     []listLine
	Exports   []exportLink
	Asks      bool // whom people speak for is on the list
}

// listLine is one numbered row.
type listLine struct {
	lists.Line
	Number int
}

// ShowAttendeeList is GET …/deelnemerslijst; ?locatie= for one site. It is
// logged as the files are (BR-75), and as long as the longest paper.
func (p *Pages) ShowAttendeeList(c echo.Context) error {
	m, key, err := p.asked(c)
	if err != nil {
		return err
	}
	pr := p.printer(c, m.Language)
	if c.Request().Method == http.MethodHead {
		return c.NoContent(http.StatusOK)
	}
	base, err := p.meetingBase(c, pr, m, "lists", pr.T("desk_list.title"))
	if err != nil {
		return err
	}
	page := attendeeListPage{
		meetingPage: base, Heading: pr.T("desk_list.title"), Asks: m.Asks("represents"), When: p.when(pr, m),
	}
	for _, link := range p.exportLinks(pr, m, key)[1:] {
		if may(user(c).Role, takeLists, m.Kind) || link.Paper {
			page.Exports = append(page.Exports, link)
		}
	}
	if may(user(c).Role, takeLists, m.Kind) {
		page.Chips = listChips(pr, m, key)
	}
	log := models.ExportLog{
		UserID: &user(c).ID, Who: user(c).Name, List: "deelnemerslijst", Format: "html",
		Columns: "name organization job_title represents site status",
	}
	err = p.Store.AttendeeList(c.Request().Context(), models.ListQuery{MeetingID: m.ID, SiteKey: key}, log, func(list models.AttendeeList) error {
		return page.fill(pr, list, p.Store.Zone())
	})
	if err != nil {
		return err
	}
	return p.Page(c, http.StatusOK, pr, "desk_list", page)
}

func (page *attendeeListPage) fill(pr *locale.Printer, list models.AttendeeList, zone *time.Location) error {
	f := list.Facts
	if f.Count > lists.MaxPDFRows {
		return &models.Error{Kind: models.Invalid, Key: "too_many_rows", Args: map[string]any{"Max": lists.MaxPDFRows}}
	}
	page.Place, page.Made, page.Version = strings.Join(f.Places, " / "), f.MadeAt.In(zone), int(f.Version)
	page.Count = pr.N("desk_people.count", f.Count)
	if !f.DestroyBy.IsZero() {
		page.DestroyBy = f.DestroyBy.In(zone)
	}
	for r, err := range list.Rows {
		if err != nil {
			return err
		}
		page.Lines = append(page.Lines, listLine{lists.Display(r, zone), len(page.Lines) + 1})
	}
	return nil
}

func listChips(pr *locale.Printer, m *models.Meeting, now string) []chip {
	if len(m.Sites) < 2 {
		return nil
	}
	path := meetingPath(m.Slug) + "/deelnemerslijst"
	list := []chip{{Text: pr.T("desk_people.all_sites"), URL: path, Current: now == ""}}
	for i := range m.Sites {
		s := &m.Sites[i]
		list = append(list, chip{Text: siteName(pr, s), URL: withQuery(path, "locatie", s.Key), Current: now == s.Key})
	}
	return list
}

// listsPage is the page desk_lists: every list of every site, and who took
// one.
type listsPage struct {
	meetingPage
	Sites   []siteLists
	Exports []exportRow
	Log     string // address of the whole log; empty for a role without
}

// siteLists are the lists of one site, or of the whole meeting.
type siteLists struct {
	Name  string
	Count string
	Links []exportLink
	Whole bool
}

// ShowLists is GET …/lijsten.
func (p *Pages) ShowLists(c echo.Context) error {
	o, err := p.view.Overview(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	m := o.Meeting
	pr := p.printer(c, m.Language)
	base, err := p.meetingBase(c, pr, m, "lists", pr.T("desk_tab.lists"))
	if err != nil {
		return err
	}
	page := listsPage{meetingPage: base, Exports: p.exportRows(pr, m, o.Exports)}
	if may(user(c).Role, seeLog, m.Kind) {
		page.Log = withQuery(base.Path+"/logboek", "soort", "lijsten")
	}
	page.Sites = append(page.Sites, siteLists{
		Name: pr.T("desk_people.all_sites"), Count: pr.N("desk_lists.count", o.People[models.Registered]), Links: p.listLinks(pr, m, ""), Whole: true,
	})
	if len(o.Sites) == 1 {
		page.Sites[0].Name = siteName(pr, o.Sites[0].Site)
		return p.Page(c, http.StatusOK, pr, "desk_lists", page)
	}
	for _, s := range o.Sites {
		page.Sites = append(page.Sites, siteLists{
			Name: siteName(pr, s.Site), Count: pr.N("desk_lists.count", s.People[models.Registered]), Links: p.listLinks(pr, m, s.Site.Key),
		})
	}
	return p.Page(c, http.StatusOK, pr, "desk_lists", page)
}
