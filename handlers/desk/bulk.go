package desk

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/names"
	"bijeen/templates"
)

// bulkPage is the page desk_bulk: what will become of several people, before
// it is done.
type bulkPage struct {
	meetingPage
	Form     templates.Form
	Heading  string
	Action   string
	Changed  bool // since it was last shown
	Groups   []bulkGroup
	Others   string // who gets a place through this without being chosen
	Over     string // more people than seats
	Told     string
	Lines    []string // how many of each mail
	Hidden   []hiddenField
	Overbook bool // it may be done over the number of seats
	Reason   string
	Hint     string
	Optional bool
	Send     string
	Negative bool
	Back     string
}

// bulkGroup are the people to whom the same happens.
type bulkGroup struct {
	Text  string
	Names []string
	Icon  string
	Stays bool // nothing happens to them
}

// bulkButtons are the fields of that page itself.
var bulkButtons = []string{"id", "confirmed", "again", "seen", "reason", "overbook", "has"}

// bulkOf reads what was chosen: ids in fields of their own, or several in one.
// What is no number is nobody.
func bulkOf(form url.Values, do models.BulkKind) models.Bulk {
	b := models.Bulk{Do: do, Site: form.Get("site"), Overbook: web.Checked(form, "overbook"), Reason: names.CleanLine(form.Get("reason"))}
	for _, text := range strings.Fields(strings.Join(form["id"], " ")) {
		if id, err := strconv.ParseInt(text, 10, 64); err == nil && !slices.Contains(b.IDs, id) {
			b.IDs = append(b.IDs, id)
		}
	}
	return b
}

// bulk shows what will happen to the chosen people, and does it when that was
// seen and confirmed. back is the page to return to, which also sent the form.
// refused answers when nobody that can be treated was chosen.
func (p *Pages) bulk(c echo.Context, m *models.Meeting, form url.Values, b models.Bulk, back string, refused func([]templates.FieldError) error) error {
	pr, ctx := p.printer(c, m.Language), c.Request().Context()
	var list []templates.FieldError
	changed := false
	if form.Get("confirmed") != "" {
		e, err := p.Store.DoBulk(ctx, m.ID, b, form.Get("seen"), actor(c))
		if err == nil {
			tone := templates.OK
			if n := e.Count(models.BulkNothing); n > 0 {
				tone = templates.Warning
			}
			return p.done(c, back, tone, bulkDone(pr, m, b, e))
		}
		var wrong bool
		list, wrong = problems(pr, err)
		if changed = isKey(err, "effect_changed"); !changed && !wrong {
			return err
		}
	}
	e, err := p.Store.PreviewBulk(ctx, m.ID, b, actor(c))
	if wrong, ok := problems(pr, err); ok {
		return refused(wrong)
	}
	if err != nil {
		return err
	}
	return p.showBulk(c, pr, m, form, b, e, back, list, changed)
}

func isKey(err error, key string) bool {
	var e *models.Error
	return errors.As(err, &e) && e.Key == key
}

func (p *Pages) showBulk(c echo.Context, pr *locale.Printer, m *models.Meeting, form url.Values, b models.Bulk, e *models.BulkEffect, back string, list []templates.FieldError, changed bool) error {
	words := "desk_bulk_" + string(b.Do) + "."
	heading := pr.N(words+"title", len(e.People), "site", siteNamed(pr, m, b.Site))
	base, err := p.meetingBase(c, pr, m, "people", heading)
	if err != nil {
		return err
	}
	base.Invalid = len(list) > 0
	base.Crumb = []templates.Crumb{{Text: pr.T("desk_tab.people"), URL: peoplePath(m.Slug)}, {Text: pr.T(words + "crumb"), URL: back}}
	mark, err := e.Mark()
	if err != nil {
		return err
	}
	page := bulkPage{
		meetingPage: base, Form: templates.Form{Values: form, Errors: list}, Heading: heading, Action: c.Request().URL.EscapedPath(), Changed: changed,
		Groups: bulkGroups(pr, m, e), Told: pr.N("desk_reach.told", e.Told), Lines: mailLines(pr, e.Mails, e.Calendars),
		Hidden: append(hidden(form, bulkButtons...), hiddenField{"id", strings.Join(form["id"], " ")}, hiddenField{"seen", mark}), Overbook: b.Do == models.BulkMove && (b.Overbook || e.Count(models.BulkWished)+e.Count(models.BulkNothing) > 0),
		Reason: pr.T(words + "reason"), Hint: pr.T(words + "hint"), Optional: b.Do != models.BulkReject && !b.Overbook,
		Send: pr.T(words + "send"), Negative: b.Do == models.BulkReject, Back: back,
	}
	if e.Others > 0 {
		page.Others = pr.N("desk_bulk.others", e.Others)
	}
	if n := surplus(e.Seats); n > 0 {
		page.Over = pr.N("desk_effect.surplus", n)
	}
	status := http.StatusOK
	if len(list) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return p.Page(c, status, pr, "desk_bulk", page)
}

// mailLines says how many mails of each kind go.
func mailLines(pr *locale.Printer, mails map[models.MessageKind]int, calendars int) []string {
	var lines []string
	for _, kind := range models.MessageKinds {
		if n := mails[kind]; n > 0 {
			lines = append(lines, pr.Number(n)+" × "+pr.T("desk_mail."+string(kind)))
		}
	}
	if calendars > 0 {
		lines = append(lines, pr.N("desk_reach.calendars", calendars))
	}
	return lines
}

// bulkIcons are the outcomes in the order in which they are told.
var bulkIcons = []struct {
	outcome models.BulkOutcome
	icon    string
}{
	{models.BulkRegistered, "circle-check"}, {models.BulkMoved, "circle-check"}, {models.BulkWaitlisted, "hourglass"}, {models.BulkWished, "hourglass"},
	{models.BulkRejected, "x"}, {models.BulkChose, "map-pin"}, {models.BulkStays, "map-pin"}, {models.BulkNothing, "ban"},
}

func bulkGroups(pr *locale.Printer, m *models.Meeting, e *models.BulkEffect) []bulkGroup {
	var list []bulkGroup
	for _, o := range bulkIcons {
		g := bulkGroup{Icon: o.icon, Stays: o.outcome == models.BulkNothing}
		for _, who := range e.People {
			if who.Outcome == o.outcome {
				g.Names = append(g.Names, bulkName(pr, m, who))
			}
		}
		if len(g.Names) > 0 {
			g.Text = pr.N("desk_bulk."+string(o.outcome), len(g.Names))
			list = append(list, g)
		}
	}
	return list
}

// bulkName is somebody with the place they get, where that differs from person
// to person, or with why nothing happens.
func bulkName(pr *locale.Printer, m *models.Meeting, who models.BulkPerson) string {
	name := who.Name.Full()
	switch {
	case who.Outcome == models.BulkNothing:
		return name + ": " + pr.T("desk_bulk_refused."+who.Refused)
	case who.Outcome == models.BulkRegistered && len(m.Sites) > 1:
		if site := m.SiteByID(who.SiteID); site != nil {
			return name + ", " + site.Place()
		}
	}
	return name
}

// bulkDone says in one sentence what was done.
func bulkDone(pr *locale.Printer, m *models.Meeting, b models.Bulk, e *models.BulkEffect) string {
	var parts []string
	for _, o := range bulkIcons {
		if n := e.Count(o.outcome); n > 0 {
			parts = append(parts, pr.N("desk_bulk_done."+string(o.outcome), n, "site", siteNamed(pr, m, b.Site)))
		}
	}
	if e.Others > 0 {
		parts = append(parts, pr.N("desk_bulk.others", e.Others))
	}
	if e.Told > 0 {
		parts = append(parts, pr.N("desk_bulk_done.told", e.Told))
	}
	return joined(" ", parts...)
}

// siteNamed is what people read for a site; empty for none.
func siteNamed(pr *locale.Printer, m *models.Meeting, key string) string {
	if site := m.Site(key); site != nil {
		return siteName(pr, site)
	}
	return ""
}
