package desk

import (
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/models/workdays"
	"bijeen/templates"
)

// overviewPage is the page desk_overview: what to look at, who comes, and
// what can be done.
type overviewPage struct {
	meetingPage
	When      string
	Deadline  string // until when people can sign up, and how long that is
	Undo      *undoView
	Notes     []todo
	Board     *boardView // board meetings only
	Figures   []templates.Figure
	Sites     []siteRow
	Steps     []step
	Version   string
	Mail      string // one sentence
	Exports   []exportRow
	PublicURL string // empty while there is no such page
	RecapURL  string // where the look back is written, once it is over
	CloneURL  string // a new meeting as a copy of this one
	MayEdit   bool
	MayList   bool
	MayHelp   bool
}

// siteRow is what stands at one site.
type siteRow struct {
	Name, URL string
	Seats     *templates.Seats
	Taken     string // "103 van 120"
	Note      string // "17 plekken vrij"
	Over      string // "5 te veel" (BR-34)
	OverURL   string // the people there, last registered first
	Withdrawn bool
}

// ShowOverview is GET /beheer/bijeenkomsten/:slug.
func (p *Pages) ShowOverview(c echo.Context) error {
	o, err := p.view.Overview(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	pr, role, m := p.printer(c, o.Meeting.Language), user(c).Role, o.Meeting
	base, err := p.meetingBase(c, pr, m, "overview", pr.T("desk_tab.overview"))
	if err != nil {
		return err
	}
	page := overviewPage{
		meetingPage: base, When: p.when(pr, m), Deadline: p.deadline(pr, m), Figures: figures(pr, o),
		Mail: p.mailSentence(pr, o), PublicURL: publicURL(m), Version: version(m.UpdatedAt),
		MayEdit: may(role, writeTexts, m.Kind), MayList: may(role, takeLists, m.Kind), MayHelp: may(role, helpPeople, m.Kind),
	}
	if page.Undo, err = p.lastChange(c, pr, m); err != nil {
		return err
	}
	page.Notes = p.notes(pr, o, role)
	if page.MayEdit && m.RecapOpen(m.Phase(p.Store.Now())) == nil {
		page.RecapURL = base.Path + "/terugblik"
	}
	if page.MayEdit {
		planning, err := p.planningNotes(c, pr, m)
		if err != nil {
			return err
		}
		page.Notes = append(planning, page.Notes...)
	}
	for _, s := range o.Sites {
		page.Sites = append(page.Sites, siteRowOf(pr, m, s, may(role, seePeople, m.Kind)))
	}
	if may(role, changeMeeting, m.Kind) {
		page.Steps, page.CloneURL = p.steps(pr, o, mayCallOff(c)), cloneURL(m)
	}
	if may(role, workDoor, m.Kind) {
		page.Steps = p.doorFirst(pr, m, page.Steps)
	}
	if may(role, workDoor, m.Kind) {
		page.Steps = p.doorFirst(pr, m, page.Steps)
	}
	if may(role, workDoor, m.Kind) {
		page.Steps = p.doorFirst(pr, m, page.Steps)
	}
	if page.MayList {
		page.Exports = p.exportRows(pr, m, o.Exports)
	}
	if models.Defaults(m.Kind).Representation == models.RepresentationBoard {
		if page.Board, err = p.board(c, pr, m); err != nil {
			return err
		}
	}
	return p.Page(c, http.StatusOK, pr, "desk_overview", page)
}

// publicURL is where visitors find a meeting; a draft is not there yet.
func publicURL(m *models.Meeting) string {
	if m.Status == models.MeetingDraft {
		return ""
	}
	return "/bijeenkomsten/" + m.Slug
}

// notes are the things to look at that this role can do something about or
// at least see.
func (p *Pages) notes(pr *locale.Printer, o *deskview.Overview, role models.UserRole) []todo {
	path, kind := meetingPath(o.Meeting.Slug), o.Meeting.Kind
	var list []todo
	if !p.mailWorks() {
		list = append(list, todo{Icon: "mail-off", Text: pr.T("desk_todo.no_mail_server")})
	}
	list = append(list, p.attention(pr, &o.MeetingRow, role)...)
	phase := o.Meeting.Phase(p.Store.Now())
	over := phase == models.PhaseCancelled || phase == models.PhasePast // nobody waits for a place any more
	for _, n := range []struct {
		n              int
		icon, key, url string
	}{
		{o.Wishes, "route", "wishes", path + "/wachtlijst"},
		{o.People[models.Waitlisted], "hourglass", "waiting", path + "/wachtlijst"},
	} {
		if n.n == 0 || over {
			continue
		}
		t := todo{Icon: n.icon, Text: pr.N("desk_todo."+n.key, n.n)}
		if may(role, seePeople, kind) {
			t.URL, t.Link = n.url, pr.T("desk_todo."+n.key+"_link")
		}
		list = append(list, t)
	}
	return append(list, p.fullNote(pr, o)...)
}

// fullNote is the good news that every place is taken.
func (p *Pages) fullNote(pr *locale.Printer, o *deskview.Overview) []todo {
	phase := o.Meeting.Phase(p.Store.Now())
	if phase != models.PhaseOpen && phase != models.PhaseClosed || len(o.Seats) == 0 || !o.Meeting.Full(o.Seats) || surplus(o.Seats) > 0 {
		return nil
	}
	return []todo{{Icon: "circle-check", Text: pr.T("desk_todo.full"), Good: true}}
}

// deadline says until when people can sign up.
func (p *Pages) deadline(pr *locale.Printer, m *models.Meeting) string {
	now := p.Store.Now()
	switch m.Phase(now) {
	case models.PhaseNotYet:
		return pr.T("desk_overview.opens", "moment", pr.Moment(p.local(*m.RegistrationOpensAt)))
	case models.PhaseOpen:
		if m.RegistrationClosesAt == nil {
			return ""
		}
		last := workdays.LastDay(*m.RegistrationClosesAt, p.Store.Zone())
		days := int(m.RegistrationClosesAt.Sub(now).Hours()) / 24
		return pr.N("desk_overview.closes", days, "date", pr.LongDate(last))
	}
	return ""
}

// figures are the numbers of people, each with what it means.
func figures(pr *locale.Printer, o *deskview.Overview) []templates.Figure {
	figure := func(s models.RegistrationStatus, remark string) templates.Figure {
		return templates.Figure{Value: pr.Number(o.People[s]), Label: pr.T("desk_figure." + string(s)), Remark: remark}
	}
	list := []templates.Figure{
		figure(models.Registered, registeredRemark(pr, o)), figure(models.Waitlisted, waitingRemark(pr, o.People)), figure(models.Cancelled, cancelledRemark(pr, o)),
	}
	for _, s := range []models.RegistrationStatus{models.Pending, models.Interested, models.Invited} {
		if o.People[s] > 0 || s == models.Pending && o.Meeting.RegistrationMode == models.ModeApproval {
			return append(list, figure(s, pr.T("desk_figure."+string(s)+"_remark")))
		}
	}
	heads := 0
	for _, s := range o.Seats {
		heads += s.Heads
	}
	return append(list, templates.Figure{Value: pr.Number(heads), Label: pr.T("desk_figure.heads"), Remark: pr.T("desk_figure.heads_remark")})
}

func registeredRemark(pr *locale.Printer, o *deskview.Overview) string {
	others := o.People[models.Registered]
	for _, s := range o.Seats {
		others -= s.Taken
	}
	if others > 0 {
		return pr.N("desk_figure.others", others)
	}
	return pr.T("desk_figure.registered_remark")
}

func waitingRemark(pr *locale.Printer, people map[models.RegistrationStatus]int) string {
	switch {
	case people[models.Offered] > 0:
		return pr.N("desk_figure.offered", people[models.Offered])
	case people[models.Waitlisted] > 0:
		return pr.T("desk_figure.waitlisted_some")
	}
	return pr.T("desk_figure.waitlisted_none")
}

func cancelledRemark(pr *locale.Printer, o *deskview.Overview) string {
	var parts []string
	if o.Late > 0 {
		parts = append(parts, pr.N("desk_figure.late", o.Late))
	}
	if n := o.People[models.Substituted]; n > 0 {
		parts = append(parts, pr.N("desk_figure.substituted", n))
	}
	if len(parts) == 0 {
		return pr.T("desk_figure.cancelled_none")
	}
	return joined(", ", parts...)
}

func siteRowOf(pr *locale.Printer, m *models.Meeting, s deskview.SiteCounts, linked bool) siteRow {
	row := siteRow{Name: siteName(pr, s.Site), Withdrawn: s.Site.Status == models.SiteWithdrawn}
	if linked {
		row.URL = withQuery(peoplePath(m.Slug), "locatie", s.Site.Key)
	}
	if s.Seats == nil {
		row.Note = pr.T("desk_overview.site_" + string(s.Site.Status))
		return row
	}
	taken := s.Seats.Taken + s.Seats.Offered
	row.Seats = &templates.Seats{Taken: taken, Total: s.Seats.Capacity}
	row.Taken = pr.T("desk_overview.taken", "taken", taken, "total", s.Seats.Capacity)
	waiting := s.People[models.Waitlisted]
	switch free := s.Seats.Free(); {
	case s.Seats.Surplus() > 0:
		row.Over = pr.N("desk_overview.over", s.Seats.Surplus())
		if linked {
			row.OverURL = withQuery(peoplePath(m.Slug), "locatie", s.Site.Key, "status", string(models.Registered), "volgorde", "laatst")
		}
	case free > 0:
		row.Note = pr.N("seats.free", free)
	case waiting > 0:
		row.Note = pr.N("seats.full_waitlist", waiting)
	default:
		row.Note = pr.T("seats.full")
	}
	if s.Seats.Building > 0 && s.Seats.Room() <= 0 {
		row.Note = pr.T("desk_overview.building_full", "heads", s.Seats.Heads, "limit", s.Seats.Building)
	}
	return row
}

// mailSentence says how the mail is doing.
func (p *Pages) mailSentence(pr *locale.Printer, o *deskview.Overview) string {
	switch {
	case o.Mail.Planned > 0 && o.PlannedAt.After(p.Store.Now()):
		return pr.N("desk_overview.mail_planned", o.Mail.Planned, "time", p.leavesAt(pr, o.PlannedAt))
	case o.Mail.Planned > 0:
		return pr.N("desk_overview.mail_leaving", o.Mail.Planned)
	case o.Mail.Stuck+o.Mail.Failed > 0:
		return ""
	case o.Mail.Sent > 0:
		return pr.N("desk_overview.mail_sent", o.Mail.Sent)
	}
	return pr.T("desk_overview.mail_none")
}

// version marks the state of a meeting that a form was filled from.
func version(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// versionSeen reads it back from a form. What is none was never seen: with the
// moment it comes with, that is a conflict.
func versionSeen(form url.Values) (read time.Time, ok bool) {
	read, err := time.Parse(time.RFC3339Nano, form.Get("version"))
	return read, err == nil
}
