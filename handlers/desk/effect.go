package desk

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/locale"
	"bijeen/models"
)

// effectPage is the page desk_effect: what a change will do to people, before
// it is done.
type effectPage struct {
	meetingPage
	Action  string
	Told    string       // "45 mensen krijgen een mail"
	Lines   []string     // how many of each kind
	Delay   string       // when the mails go that can be taken back; empty when none can
	AtOnce  string       // how many go at once
	Surplus string       // more people than seats
	Notes   []todo       // what to know about the new day (BR-07)
	Changes []difference // Theirs is what stands there now
	Hidden  []hiddenField
	Tested  string // to whom a test mail went
	Testing bool   // there is a mail to try
}

// atOnce are the mails that wait for nothing: a place that was given stays
// given (BR-35).
var atOnce = []models.MessageKind{models.MailPlaceGiven, models.MailOffer, models.MailInvitation}

// effectButtons are the fields of the buttons of this page, which are not
// part of what was typed.
var effectButtons = []string{"confirmed", "back", "test"}

// showEffect shows what the change in a form will do, when anybody hears of
// it, and reports whether it did. The form comes along, so that the next
// press of a button sends it again.
func (p *Pages) showEffect(c echo.Context, pr *locale.Printer, m *models.Meeting, form url.Values, in models.MeetingInput, read time.Time) (done bool, err error) {
	ctx := c.Request().Context()
	e, err := p.Store.PreviewChange(ctx, in, read, actor(c))
	switch {
	case models.KindOf(err) == models.Conflict:
		return true, p.showConflict(c, pr, m, form)
	case err != nil:
		return true, err
	case e.Quiet():
		return false, nil
	}
	page, err := p.effectPage(c, pr, m, e)
	if err != nil {
		return true, err
	}
	if page.Notes, err = p.plannedNotes(c, pr, m, in); err != nil {
		return true, err
	}
	if text := p.deadlineNote(pr, m, &in); text != "" {
		page.Notes = append(page.Notes, todo{Icon: "calendar-event", Text: text})
	}
	page.Changes = differences(pr, p.meetingValues(m.Input()), form)
	page.Hidden = hidden(form, effectButtons...)
	if form.Get("test") != "" && e.Sample != nil {
		if page.Tested, err = p.sendTest(c, pr, m, e); err != nil {
			return true, err
		}
	}
	return true, p.Page(c, http.StatusOK, pr, "desk_effect", page)
}

// sendTest mails the organiser the sample of this effect, and gives the
// sentence about it.
func (p *Pages) sendTest(c echo.Context, pr *locale.Printer, m *models.Meeting, e *models.Effect) (string, error) {
	if e.Sample == nil {
		return pr.T("desk_effect.no_sample"), nil
	}
	if err := p.Store.SendTest(c.Request().Context(), m.ID, e, user(c), pr.Lang()); err != nil {
		return "", err
	}
	return pr.T("desk_effect.tested", "email", user(c).Email), nil
}

func (p *Pages) effectPage(c echo.Context, pr *locale.Printer, m *models.Meeting, e *models.Effect) (*effectPage, error) {
	base, err := p.meetingBase(c, pr, m, "edit", pr.T("desk_effect.title"))
	if err != nil {
		return nil, err
	}
	page := &effectPage{
		meetingPage: base, Action: c.Request().URL.EscapedPath(), Told: pr.N("desk_reach.told", e.People),
		Testing: e.Sample != nil,
	}
	total, now := 0, 0
	for kind, n := range e.Mails {
		total += n
		if slices.Contains(atOnce, kind) {
			now += n
		}
	}
	if now < total {
		page.Delay = leaving(pr, p.Store.ChangeDelay())
	}
	if now > 0 && p.Store.ChangeDelay() > 0 {
		page.AtOnce = pr.N("desk_effect.at_once", now)
	} else if now == total {
		page.Delay = pr.T("desk_reach.at_once")
	}
	page.Lines = mailLines(pr, e.Mails, e.Calendars)
	if n := surplus(e.Seats); n > 0 {
		page.Surplus = pr.N("desk_effect.surplus", n)
	}
	return page, nil
}
