package desk

import (
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/templates"
)

const deskLogPath = "/beheer/logboek"

// deskLogPage is the page desk_log_all: what was done at the desk beside the
// meetings, or who took which list of any meeting.
type deskLogPage struct {
	templates.Base
	Chips []chip
	Rows  []historyRow
	Lists bool // the second of the two
	Pager templates.Pager
}

// ShowDeskLog is GET /beheer/logboek; ?soort=lijsten shows who took which list.
func (p *Pages) ShowDeskLog(c echo.Context) error {
	ctx, pr := c.Request().Context(), p.printer(c, "")
	base, err := p.base(c, pr, pr.T("desk_log.all_title"))
	if err != nil {
		return err
	}
	page, n, total := deskLogPage{Base: base, Lists: c.QueryParam("soort") == "lijsten"}, pageNumber(c.QueryParam("pagina")), 0
	kept := url.Values{}
	if page.Lists {
		kept.Set("soort", "lijsten")
		var list []deskview.TakenList
		list, total, err = p.view.TakenLists(ctx, user(c), n)
		page.Rows = p.takenRows(pr, list)
	} else {
		var list []models.DeskChange
		list, total, err = p.view.DeskHistory(ctx, n)
		page.Rows = p.deskRows(pr, list)
	}
	if err != nil {
		return err
	}
	page.Chips = []chip{
		{Text: pr.T("desk_log.users"), URL: deskLogPath, Current: !page.Lists},
		{Text: pr.T("desk_log.lists"), URL: withQuery(deskLogPath, "soort", "lijsten"), Current: page.Lists},
	}
	page.Pager = pager(deskLogPath, kept, n, deskview.HistoryPerPage, total)
	return p.Page(c, http.StatusOK, pr, "desk_log_all", page)
}

// deskRows writes the history of the desk as sentences.
func (p *Pages) deskRows(pr *locale.Printer, list []models.DeskChange) []historyRow {
	rows := make([]historyRow, len(list))
	for i, c := range list {
		rows[i] = historyRow{At: p.local(c.At), Text: deskText(pr, c)}
	}
	return rows
}

// deskText is one line as a sentence.
func deskText(pr *locale.Printer, c models.DeskChange) string {
	d := c.Details()
	groups := joined(", ", d.Groups...)
	if groups == "" {
		groups = pr.T("desk_changes.all_groups")
	}
	args := []any{"name", c.Name, "groups", groups, "to", d.To, "count", pr.N("directory.people_count", d.Count)}
	if t, err := time.Parse(time.DateOnly, d.Day); err == nil {
		args = append(args, "from", " "+pr.T("directory.from", "from", pr.NumericDate(t)), "until", " "+pr.T("directory.until", "until", pr.NumericDate(t)))
	} else {
		args = append(args, "from", "", "until", "")
	}
	if d.Role != "" {
		args = append(args, "role", roleWord(pr, d.Role))
	}
	if d.RoleBefore != "" {
		args = append(args, "before", roleWord(pr, d.RoleBefore))
	}
	key := "desk_changes." + c.Action
	if d.Notices != "" {
		key += "_" + string(d.Notices)
	}
	if !pr.Has(key) {
		key = "desk_changes.unknown"
	}
	text := pr.T(key, args...)
	if by := byWhom(pr, deskview.HistoryLine{By: c.ActorKind, User: c.ActorName}); by != "" {
		text += " " + pr.T("desk_history.by", "who", by)
	}
	return locale.Capital(text)
}

func roleWord(pr *locale.Printer, role models.UserRole) string {
	return pr.T("desk_user_role." + string(role))
}

// takenRows writes who took which list as sentences; each leads to the log of
// its meeting.
func (p *Pages) takenRows(pr *locale.Printer, list []deskview.TakenList) []historyRow {
	rows := make([]historyRow, len(list))
	for i, l := range list {
		who := l.Who
		if l.UserID == nil && who == models.ByCommandLine {
			who = pr.T("desk_log.command_line")
		}
		key := "desk_changes.list_taken"
		if l.Format == "html" {
			key = "desk_changes.list_opened"
		}
		rows[i] = historyRow{
			At: p.local(l.At), URL: meetingPath(l.Slug) + "/logboek?soort=lijsten",
			Text: locale.Capital(pr.T(key, "who", who, "list", listName(pr, l.ExportLog), "title", l.Title, "count", pr.N("desk_people.count", l.Rows))),
		}
	}
	return rows
}
