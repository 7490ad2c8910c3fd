package desk

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/templates"
)

// messagesPage is the page desk_messages: the mail of a meeting, so that
// what gave up is seen.
type messagesPage struct {
	meetingPage
	Chips     []chip
	Notes     []noteRow
	Rows      []messageRow
	Pager     templates.Pager
	NoServer  bool
	Reminders string // when people are reminded by themselves
	MayHelp   bool
}

// messageRow is one mail.
type messageRow struct {
	Kind    string
	To      string
	Name    string
	URL     string // of the person
	State   templates.Badge
	Problem string
	When    time.Time // it was sent, or will be tried
	WhenIs  string
	Again   int64 // its number, when it gave up and can be sent again
	Of      int64 // the registration it is about
}

// messageStates are the filters of the mail log, those that need a look
// first.
var messageStates = []models.MessageState{models.MessageFailed, models.MessageQueued, models.MessageSent, models.MessageAborted}

var messageTones = map[models.MessageState]templates.Tone{
	models.MessageFailed: templates.Failure, models.MessageQueued: templates.Warning, models.MessageSent: templates.OK, models.MessageAborted: templates.Neutral,
}

// ShowMessages is GET …/berichten with status and pagina.
func (p *Pages) ShowMessages(c echo.Context) error {
	meeting, err := p.meeting(c)
	if err != nil {
		return err
	}
	m, q := meeting.Meeting, deskview.MessageQuery{Page: pageNumber(c.QueryParam("pagina"))}
	if s := models.MessageState(c.QueryParam("status")); slices.Contains(messageStates, s) {
		q.State = s
	}
	found, err := p.view.Messages(c.Request().Context(), m.ID, q)
	if err != nil {
		return err
	}
	pr := p.printer(c, m.Language)
	base, err := p.meetingBase(c, pr, m, "messages", pr.T("desk_tab.messages"))
	if err != nil {
		return err
	}
	page := messagesPage{meetingPage: base, NoServer: !p.mailWorks(), Reminders: p.remindersText(pr, m), MayHelp: may(user(c).Role, helpPeople, m.Kind)}
	notes, err := p.view.Notes(c.Request().Context(), m.ID, 0)
	if err != nil {
		return err
	}
	for _, n := range notes {
		page.Notes = append(page.Notes, p.noteRow(c, pr, m, n))
	}
	all := 0
	for _, s := range messageStates {
		all += found.Counts[s]
	}
	path, kept := base.Path+"/berichten", url.Values{}
	page.Chips = []chip{{Text: pr.T("desk_messages.all"), URL: path, Count: all, Current: q.State == ""}}
	for _, s := range messageStates {
		if n := found.Counts[s]; n > 0 || q.State == s {
			page.Chips = append(page.Chips, chip{Text: pr.T("desk_mail_state." + string(s)), URL: withQuery(path, "status", string(s)), Count: n, Current: q.State == s})
		}
	}
	if q.State != "" {
		kept.Set("status", string(q.State))
	}
	page.Pager = pager(path, kept, q.Page, deskview.MessagesPerPage, found.Total)
	for _, r := range found.Rows {
		page.Rows = append(page.Rows, p.messageRow(pr, m.Slug, r))
	}
	return p.Page(c, http.StatusOK, pr, "desk_messages", page)
}

// waitingBadge tells a mail that waits for its moment, or is leaving, from
// one that is late.
func (p *Pages) waitingBadge(pr *locale.Printer, late templates.Badge, due time.Time) templates.Badge {
	switch now := p.Store.Now(); {
	case due.After(now):
		return templates.Badge{Tone: templates.Info, Text: pr.T("desk_mail_state.planned")}
	case now.Sub(due) < models.MailGrace:
		return templates.Badge{Tone: templates.Info, Text: pr.T("desk_mail_state.leaving")}
	}
	return late
}

func (p *Pages) messageRow(pr *locale.Printer, slug string, r deskview.MessageRow) messageRow {
	row := messageRow{
		Kind: pr.T("desk_mail." + string(r.Kind)), To: r.ToEmail, Name: r.Name,
		State: templates.Badge{Tone: messageTones[r.State], Text: pr.T("desk_mail_state." + string(r.State))},
	}
	if r.RegistrationID != nil {
		row.URL, row.Of = personPath(slug, *r.RegistrationID), *r.RegistrationID
	}
	if r.State == models.MessageFailed {
		row.Again = r.ID
	}
	if r.Kind == models.MailNote && r.RegistrationID == nil {
		row.Kind = pr.T("desk_mail.note_test")
	}
	if key, answer := r.Problem(); key != "" {
		if !pr.Has(key) {
			key = "desk_mail.problem"
		}
		row.Problem = pr.T(key, "answer", answer)
	}
	switch {
	case r.SentAt != nil:
		row.When, row.WhenIs = p.local(*r.SentAt), pr.T("desk_mail.sent_at")
	case r.State == models.MessageQueued:
		row.When, row.WhenIs = p.local(r.DueAt), pr.T("desk_mail.due_at")
		if r.Attempts == 0 {
			row.State = p.waitingBadge(pr, row.State, r.DueAt)
		}
	default:
		row.When, row.WhenIs = p.local(r.CreatedAt), pr.T("desk_mail.made_at")
	}
	return row
}
