package desk

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/templates"
)

// noteRow is a note in the list of them.
type noteRow struct {
	Subject, URL string
	When         time.Time // it goes, or went
	Waits        bool
	Author       string
	Count        string // "45 mensen"
	State        templates.Badge
	Undo         string // where the button sends to; empty when it is too late
}

// notePage is the page desk_note: one note with the mails of it.
type notePage struct {
	meetingPage
	Note    noteRow
	Whom    string
	Body    []string           // lines, with the placeholders
	Files   []web.DocumentLink // that went along
	Counts  []string
	Rows    []messageRow
	Pager   templates.Pager
	MayHelp bool
}

// ShowNote is GET …/berichten/:id with pagina: the log of one note.
func (p *Pages) ShowNote(c echo.Context) error {
	meeting, err := p.meeting(c)
	if err != nil {
		return err
	}
	m, ctx := meeting.Meeting, c.Request().Context()
	id, err := noteID(c)
	if err != nil {
		return err
	}
	notes, err := p.view.Notes(ctx, m.ID, id)
	if err != nil {
		return err
	}
	q := deskview.MessageQuery{Note: id, Page: pageNumber(c.QueryParam("pagina"))}
	found, err := p.view.Messages(ctx, m.ID, q)
	if err != nil {
		return err
	}
	pr, note := p.printer(c, m.Language), notes[0]
	base, err := p.meetingBase(c, pr, m, "messages", note.Subject)
	if err != nil {
		return err
	}
	base.Crumb = []templates.Crumb{{Text: pr.T("desk_tab.messages"), URL: base.Path + "/berichten"}}
	page := notePage{
		meetingPage: base, Note: p.noteRow(c, pr, m, note), Whom: selectionText(pr, m, note.Selection), Body: strings.Split(note.Body, "\n"),
		MayHelp: may(user(c).Role, helpPeople, m.Kind),
		Pager:   pager(notePath(m.Slug, id), url.Values{}, q.Page, deskview.MessagesPerPage, found.Total),
	}
	if page.Files, err = p.filesOfNote(c, pr, m.Slug, id); err != nil {
		return err
	}
	for _, s := range messageStates {
		if n := note.Counts[s]; n > 0 {
			page.Counts = append(page.Counts, pr.Number(n)+" "+strings.ToLower(pr.T("desk_mail_state."+string(s))))
		}
	}
	for _, r := range found.Rows {
		page.Rows = append(page.Rows, p.messageRow(pr, m.Slug, r))
	}
	return p.Page(c, http.StatusOK, pr, "desk_note", page)
}

// noteID reads the note of the address.
func noteID(c echo.Context) (int64, error) {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil || id < 1 {
		return 0, &models.Error{Kind: models.NotFound, Key: "note_not_found"}
	}
	return id, nil
}

// noteRow says where a note stands.
func (p *Pages) noteRow(c echo.Context, pr *locale.Printer, m *models.Meeting, n deskview.NoteRow) noteRow {
	row := noteRow{
		Subject: n.Subject, URL: notePath(m.Slug, n.ID), When: p.local(n.DueAt), Waits: n.DueAt.After(p.Store.Now()),
		Author: n.Author, Count: pr.N("desk_people.count", n.People),
	}
	state := func(tone templates.Tone, key string) templates.Badge {
		return templates.Badge{Tone: tone, Text: pr.T("desk_note_state." + key)}
	}
	switch {
	case n.WithdrawnAt != nil:
		row.State = state(templates.Neutral, "withdrawn")
	case n.Counts[models.MessageFailed] > 0:
		row.State = state(templates.Failure, "failed")
	case row.Waits:
		row.State = state(templates.Info, "planned")
	case n.Counts[models.MessageQueued] > 0:
		row.State = state(templates.Warning, "leaving")
	default:
		row.State = state(templates.OK, "sent")
	}
	if n.WithdrawnAt == nil && n.Waiting > 0 && may(user(c).Role, helpPeople, m.Kind) {
		row.Undo = row.URL + "/ongedaan"
	}
	return row
}

// selectionText is to whom a note was written, in words.
func selectionText(pr *locale.Printer, m *models.Meeting, selection string) string {
	sel := models.ParseNoteSelection(selection)
	var states, sites, levels []string
	for _, s := range sel.Statuses {
		states = append(states, strings.ToLower(pr.T("registration."+string(s))))
	}
	for _, key := range sel.Sites {
		if site := m.Site(key); site != nil {
			sites = append(sites, siteName(pr, site))
		}
	}
	for _, level := range sel.Levels {
		key := "level." + level
		if level == models.NoLevel {
			key = "desk_note.no_level"
		}
		levels = append(levels, pr.T(key))
	}
	return locale.Capital(joined("; ", joined(", ", states...), joined(", ", sites...), joined(", ", levels...)))
}

// WithdrawNote is POST …/berichten/:id/ongedaan: take back what has not left.
func (p *Pages) WithdrawNote(c echo.Context) error {
	meeting, err := p.meeting(c)
	if err != nil {
		return err
	}
	id, err := noteID(c)
	if err != nil {
		return err
	}
	m := meeting.Meeting
	n, err := p.Store.WithdrawNote(c.Request().Context(), m.ID, id, actor(c))
	if err != nil {
		return err
	}
	return p.done(c, notePath(m.Slug, id), templates.OK, p.printer(c, m.Language).N("desk_note.withdrawn", n))
}

// SendAgain is POST …/berichten/opnieuw with id, of a mail that gave up, and
// person, the registration, for who came from the page of that person.
func (p *Pages) SendAgain(c echo.Context) error {
	form, meeting, err := p.posted(c)
	if err != nil {
		return err
	}
	m := meeting.Meeting
	id, err := strconv.ParseInt(form.Get("id"), 10, 64)
	if err != nil {
		return echo.ErrBadRequest
	}
	if err := p.Store.SendAgain(c.Request().Context(), m.ID, id, actor(c)); err != nil {
		return err
	}
	back := meetingPath(m.Slug) + "/berichten"
	if of, err := strconv.ParseInt(form.Get("person"), 10, 64); err == nil {
		back = personPath(m.Slug, of)
	}
	return p.done(c, back, templates.OK, p.printer(c, m.Language).T("desk_done.mail_again"))
}

// remindersText says when people are reminded by themselves; empty when that
// is over, or there is no date.
func (p *Pages) remindersText(pr *locale.Printer, m *models.Meeting) string {
	if m.Status != models.MeetingOpen && m.Status != models.MeetingClosed && m.Status != models.MeetingAnnounced {
		return ""
	}
	var days []string
	for _, r := range m.Reminders(nil, p.Store.Zone()) {
		if r.At.After(p.Store.Now()) {
			days = append(days, pr.Moment(p.local(r.At)))
		}
	}
	if len(days) == 0 {
		return ""
	}
	return pr.T("desk_messages.reminders", "days", joined("; ", days...))
}
