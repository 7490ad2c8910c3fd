package desk

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/templates"
)

// logPage is the page desk_log: what happened, or who took which list.
type logPage struct {
	meetingPage
	Chips   []chip
	History []historyRow
	Exports []exportRow
	Lists   bool // the second of the two
	Pager   templates.Pager
}

// historyRow is one change as a sentence.
type historyRow struct {
	At     time.Time
	Text   string
	Reason string
	URL    string // of the person
}

// exportRow is one line of who took or looked at a list (BR-75).
type exportRow struct {
	At                     time.Time
	Who, List, Site, Count string
}

// exportsShown is how many lines of the export log one page shows.
const exportsShown = 500

// ShowLog is GET …/logboek; ?soort=lijsten shows who took which list.
func (p *Pages) ShowLog(c echo.Context) error {
	meeting, err := p.meeting(c)
	if err != nil {
		return err
	}
	m := meeting.Meeting
	pr := p.printer(c, m.Language)
	base, err := p.meetingBase(c, pr, m, "log", pr.T("desk_tab.log"))
	if err != nil {
		return err
	}
	page, path := logPage{meetingPage: base, Lists: c.QueryParam("soort") == "lijsten"}, base.Path+"/logboek"
	if page.Lists {
		err = p.fillExports(c, pr, m, &page)
	} else {
		err = p.fillHistory(c, pr, m, &page)
	}
	if err != nil {
		return err
	}
	page.Chips = []chip{
		{Text: pr.T("desk_log.changes"), URL: path, Current: !page.Lists},
		{Text: pr.T("desk_log.lists"), URL: withQuery(path, "soort", "lijsten"), Current: page.Lists},
	}
	return p.Page(c, http.StatusOK, pr, "desk_log", page)
}

func (p *Pages) fillExports(c echo.Context, pr *locale.Printer, m *models.Meeting, page *logPage) error {
	logs, err := p.Store.ExportLogs(c.Request().Context(), m.ID, exportsShown)
	page.Exports = p.exportRows(pr, m, logs)
	return err
}

func (p *Pages) fillHistory(c echo.Context, pr *locale.Printer, m *models.Meeting, page *logPage) error {
	n := pageNumber(c.QueryParam("pagina"))
	lines, total, err := p.view.History(c.Request().Context(), m, n)
	page.History = p.historyRows(pr, m.Slug, lines, may(user(c).Role, seePeople, m.Kind), true)
	page.Pager = pager(page.Path+"/logboek", url.Values{}, n, deskview.HistoryPerPage, total)
	return err
}

// historyRows writes changes as sentences. For a role without names they are
// about "iemand". linked leads to the people.
func (p *Pages) historyRows(pr *locale.Printer, slug string, lines []deskview.HistoryLine, named, linked bool) []historyRow {
	rows := make([]historyRow, len(lines))
	for i, l := range lines {
		rows[i] = historyRow{At: p.local(l.At), Text: historyText(pr, l, named), Reason: l.Reason}
		if named && linked && l.RegistrationID != 0 && l.Person != "" {
			rows[i].URL = personPath(slug, l.RegistrationID)
		}
		if !named {
			rows[i].Reason = "" // typed by hand: it may name somebody
		}
	}
	return rows
}

// historyText is one sentence: who, what, where, and by whom.
func historyText(pr *locale.Printer, l deskview.HistoryLine, named bool) string {
	key := "desk_history." + l.Action
	if l.OfMeeting {
		key = "desk_history.meeting_" + l.Action
	}
	if with := key + "_" + string(l.To); pr.Has(with) {
		key = with
	}
	if !pr.Has(key) {
		key = "desk_history.unknown"
	}
	person := l.Person
	if person == "" || !named {
		person = pr.T("desk_history.somebody")
	}
	first, rest, _ := strings.Cut(l.Detail, " ")
	args := []any{"name", person, "site", l.Site, "fields", fieldNames(pr, l.Detail), "site_key", first, "host", rest, "count", l.Detail, "document", l.Detail}
	switch {
	case l.Status != "":
		key = statusKey(l)
		args = append(args, "status", strings.ToLower(pr.T("desk_history.status_"+string(l.Status))))
	case l.Action == "role_changed":
		args = append(args, "role", pr.T("desk_role."+first), "before", pr.T("desk_role."+rest))
	}
	if l.To != "" && l.Status == "" {
		args = append(args, "status", strings.ToLower(pr.T("registration."+string(l.To))))
	}
	text := pr.T(key, args...)
	if by := byWhom(pr, l); by != "" {
		text += " " + pr.T("desk_history.by", "who", by)
	}
	return locale.Capital(text)
}

// statusKey names the sentence about a meeting that went over to another
// status: alone, or with other things that changed.
func statusKey(l deskview.HistoryLine) string {
	key := "desk_history.meeting_"
	if l.Action == models.ActionUndone {
		key += models.ActionUndone + "_"
	}
	for field := range strings.FieldsSeq(l.Detail) {
		if field != "status" && field != "status_reason" {
			return key + "changed_status"
		}
	}
	return key + "status"
}

// byWhom names who did it, unless that is the person or goes without saying.
func byWhom(pr *locale.Printer, l deskview.HistoryLine) string {
	switch l.By {
	case models.ByOrganizer:
		if l.User != "" {
			return l.User
		}
		return pr.T("desk_history.organizer")
	case models.BySystem:
		return pr.T("desk_history.system")
	case models.ByImport:
		return pr.T("desk_history.import")
	case models.ByCommand:
		return pr.T("desk_log.command_line")
	case models.ByAssistant:
		return pr.T("desk_history.assistant")
	}
	return ""
}

// fieldNames are the fields of a changed meeting in words.
func fieldNames(pr *locale.Printer, detail string) string {
	var names []string
	for _, field := range strings.Fields(detail) {
		if key := "desk_field." + field; pr.Has(key) {
			field = strings.ToLower(pr.T(key))
		}
		names = append(names, field)
	}
	return strings.Join(names, ", ")
}

func (p *Pages) exportRows(pr *locale.Printer, m *models.Meeting, logs []models.ExportLog) []exportRow {
	rows := make([]exportRow, len(logs))
	for i, l := range logs {
		rows[i] = exportRow{At: p.local(l.At), Who: l.Who, List: listName(pr, l), Site: l.SiteKey, Count: pr.N("desk_people.count", l.Rows)}
		if site := m.Site(l.SiteKey); site != nil {
			rows[i].Site = site.Place()
		}
		if l.UserID == nil && l.Who == models.ByCommandLine {
			rows[i].Who = pr.T("desk_log.command_line")
		}
	}
	return rows
}

// listName is a list in words: "Deelnemerslijst (Excel)".
func listName(pr *locale.Printer, l models.ExportLog) string {
	key := "desk_list_name." + l.List
	if !pr.Has(key) {
		return l.List + " (" + l.Format + ")"
	}
	return pr.T(key) + " (" + pr.T("desk_list_format."+l.Format) + ")"
}
