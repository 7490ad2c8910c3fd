package desk

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/templates"
)

// invitationsPage is the page desk_invitations: who is on the list, why, and
// what they answered.
type invitationsPage struct {
	meetingPage
	Form    templates.Form
	Action  string
	Figures []templates.Figure
	Rows    []invitationRow
	MayHelp bool
	Queued  int
	Undo    string // mails that have not left yet, in a sentence
	Remind  string // where to write to who has not answered
}

type invitationRow struct {
	ID           int64
	Name         string // of the position, or of the person
	Organization string
	Reason       string
	Represents   string
	Person, URL  string // who is invited by it
	Holder       string // of a position, where nobody is invited yet
	State        templates.Badge
	Notes        []string
	Droppable    bool
}

func invitationsPath(slug string) string { return meetingPath(slug) + "/uitnodigingen" }

// ShowInvitations is GET …/uitnodigingen.
func (p *Pages) ShowInvitations(c echo.Context) error {
	page, err := p.meeting(c)
	if err != nil {
		return err
	}
	return p.showInvitations(c, page.Meeting, nil, nil, http.StatusOK)
}

func (p *Pages) showInvitations(c echo.Context, m *models.Meeting, form url.Values, wrong []templates.FieldError, status int) error {
	pr := p.printer(c, m.Language)
	list, err := p.view.Invitations(c.Request().Context(), m.ID)
	if err != nil {
		return err
	}
	base, err := p.meetingBase(c, pr, m, "people", pr.T("desk_invitations.title"))
	if err != nil {
		return err
	}
	base.Crumb = []templates.Crumb{{Text: pr.T("desk_tab.people"), URL: peoplePath(m.Slug)}}
	base.Invalid = len(wrong) > 0
	if form == nil {
		form = url.Values{"reply_by": {p.replyBy(m)}}
	}
	page := invitationsPage{
		meetingPage: base, Form: templates.Form{Values: form, Errors: wrong}, Action: invitationsPath(m.Slug), Queued: list.Queued,
		MayHelp: may(user(c).Role, helpPeople, m.Kind),
		Figures: []templates.Figure{
			{Value: strconv.Itoa(len(list.Rows)), Label: pr.T("desk_invitations.on_list")},
			{Value: strconv.Itoa(list.Answered), Label: pr.T("desk_invitations.answered")},
			{Value: strconv.Itoa(list.Waiting), Label: pr.T("desk_invitations.waiting")},
			{Value: strconv.Itoa(list.Queued), Label: pr.T("desk_invitations.queued")},
		},
	}
	if page.MayHelp && list.Unsent > 0 {
		page.Undo = pr.N("desk_invitations.unsent", list.Unsent)
	}
	if page.MayHelp && list.Waiting > 0 {
		page.Remind = withQuery(meetingPath(m.Slug)+"/berichten/nieuw", "status", string(models.Invited))
	}
	for _, row := range list.Rows {
		page.Rows = append(page.Rows, p.invitationRow(pr, m, row))
	}
	return p.Page(c, status, pr, "desk_invitations", page)
}

// replyBy is the last day for an answer as a date field holds it.
func (p *Pages) replyBy(m *models.Meeting) string {
	by := m.AnswerBy()
	if by == nil {
		return ""
	}
	return p.local(*by).Format(time.DateOnly)
}

func (p *Pages) invitationRow(pr *locale.Printer, m *models.Meeting, r deskview.InvitationRow) invitationRow {
	row := invitationRow{
		ID: r.ID, Name: locale.Capital(r.Name), Organization: r.Organization, Reason: r.Reason, Represents: web.Join(pr, constituencyNames(pr, r.Codes())),
		Holder: r.Holder.Full(), State: templates.Badge{Tone: invitationTones[r.State], Text: pr.T("desk_invitation." + string(r.State))},
		Droppable: r.State != models.InvitationAnswered,
	}
	if r.RegistrationID != 0 {
		row.URL, row.Person = personPath(m.Slug, r.RegistrationID), r.Person.Full()
		row.State = templates.Badge{Tone: web.StatusTone(r.Status), Text: web.StatusWord(pr, r.Status)}
		if r.Forgotten {
			row.Person = pr.T("desk_invitations.forgotten")
		}
	}
	if r.Target == models.InvitePosition && r.Holder == (deskview.InvitationRow{}).Holder && r.RegistrationID == 0 {
		row.Notes = append(row.Notes, pr.T("desk_invitations.nobody_holds"))
	}
	if r.HolderChanged {
		row.Notes = append(row.Notes, pr.T("desk_invitations.holder_changed", "name", r.Holder.Full()))
	}
	row.Notes = append(row.Notes, web.Times(pr, p.Store.Zone(), r.ArrivesLate, r.LeavesEarly)...)
	return row
}

var invitationTones = map[models.InvitationState]templates.Tone{
	models.InvitationQueued: templates.Neutral, models.InvitationSent: templates.Info, models.InvitationAnswered: templates.OK,
	models.InvitationBounced: templates.Failure, models.InvitationExpired: templates.Neutral,
}

// ChangeInvitations is POST …/uitnodigingen: do=reply_by with a day, do=drop
// with the lines that were ticked, do=take_back.
func (p *Pages) ChangeInvitations(c echo.Context) error {
	form, page, err := p.posted(c)
	if err != nil {
		return err
	}
	m, ctx := page.Meeting, c.Request().Context()
	pr := p.printer(c, m.Language)
	var text string
	switch form.Get("do") {
	case "reply_by":
		err = p.Store.SetReplyBy(ctx, m.ID, form.Get("reply_by"), actor(c))
		text = pr.T("desk_invitations.reply_by_saved")
	case "drop":
		var n int
		n, err = p.Store.DropInvitations(ctx, m.ID, numbers(form["line"]), actor(c))
		text = pr.N("desk_invitations.dropped", n)
	case "take_back":
		var n int
		n, err = p.Store.TakeBackInvitations(ctx, m.ID, actor(c))
		text = pr.N("desk_invitations.taken_back", n)
	default:
		return echo.ErrBadRequest
	}
	if list, ok := problems(pr, err); ok {
		return p.showInvitations(c, m, form, list, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return p.done(c, invitationsPath(m.Slug), templates.OK, text)
}

// numbers reads ids from a form; what is none names nothing.
func numbers(list []string) []int64 {
	var ids []int64
	for _, s := range list {
		if id, err := strconv.ParseInt(s, 10, 64); err == nil {
			ids = append(ids, id)
		}
	}
	return ids
}

// sendingPage is the page desk_invitations_send: who will get a mail.
type sendingPage struct {
	meetingPage
	Action  string
	Text    string // how many mails go, and when
	Known   string
	Nobody  []string
	Count   int
	Changed bool // since it was shown before
}

// SendInvitations is POST …/uitnodigingen/versturen. What will happen is shown
// first; confirmed, the number of mails that was shown, does it.
func (p *Pages) SendInvitations(c echo.Context) error {
	form, page, err := p.posted(c)
	if err != nil {
		return err
	}
	m, ctx := page.Meeting, c.Request().Context()
	pr := p.printer(c, m.Language)
	dry, err := p.Store.SendInvitations(ctx, m.ID, true, actor(c))
	if err != nil {
		return err
	}
	if !form.Has("confirmed") || form.Get("confirmed") != strconv.Itoa(dry.Mailed) {
		return p.showSending(c, pr, m, dry, form.Has("confirmed"))
	}
	sent, err := p.Store.SendInvitations(ctx, m.ID, false, actor(c))
	if err != nil {
		return err
	}
	text := pr.N("desk_invitations.sent", sent.Mailed)
	if delay := p.Store.ChangeDelay(); delay > 0 && sent.Mailed > 0 {
		text = pr.N("desk_invitations.planned", sent.Mailed, "time", pr.Clock(p.local(sent.SendsAt)))
	}
	return p.done(c, invitationsPath(m.Slug), templates.OK, text)
}

func (p *Pages) showSending(c echo.Context, pr *locale.Printer, m *models.Meeting, dry *models.Sending, changed bool) error {
	base, err := p.meetingBase(c, pr, m, "people", pr.T("desk_invitations.send"))
	if err != nil {
		return err
	}
	base.Crumb = []templates.Crumb{{Text: pr.T("desk_tab.people"), URL: peoplePath(m.Slug)}, {Text: pr.T("desk_invitations.title"), URL: invitationsPath(m.Slug)}}
	page := sendingPage{
		meetingPage: base, Action: invitationsPath(m.Slug) + "/versturen", Count: dry.Mailed, Nobody: dry.Nobody, Changed: changed,
		Text: pr.N("desk_invitations.will_send", dry.Mailed, "time", pr.Clock(p.local(dry.SendsAt))),
	}
	if dry.Known > 0 {
		page.Known = pr.N("desk_invitations.known", dry.Known)
	}
	status := http.StatusOK
	if changed {
		status = http.StatusConflict
	}
	return p.Page(c, status, pr, "desk_invitations_send", page)
}
