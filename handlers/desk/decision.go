package desk

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/names"
	"bijeen/templates"
)

// decisionPage is the page desk_decision: what calling off or postponing a
// meeting means, before it happens (BR-39).
type decisionPage struct {
	meetingPage
	Form    templates.Form
	Action  string
	Version string
	Changed string // somebody else changed the meeting meanwhile
	Tested  string // to whom a test mail went
	Testing bool   // there is a mail to try
	Heading string
	Lead    string
	Reason  string   // the question
	Told    string   // "283 mensen krijgen een mail"
	Lines   []string // how many of each
	Delay   string
	Send    string
}

// decisions are the two that ask for a reason, which goes into the mail.
var decisions = map[models.MeetingStatus]struct{ words, path string }{
	models.MeetingCancelled: {"desk_cancel.", "/gaat-niet-door"},
	models.MeetingPostponed: {"desk_postpone.", "/uitstellen"},
}

// AskCancelMeeting is GET /beheer/bijeenkomsten/:slug/gaat-niet-door.
func (p *Pages) AskCancelMeeting(c echo.Context) error { return p.ask(c, models.MeetingCancelled) }

// CancelMeeting is POST /beheer/bijeenkomsten/:slug/gaat-niet-door with
// reason.
func (p *Pages) CancelMeeting(c echo.Context) error { return p.decide(c, models.MeetingCancelled) }

// AskPostponeMeeting is GET /beheer/bijeenkomsten/:slug/uitstellen.
func (p *Pages) AskPostponeMeeting(c echo.Context) error { return p.ask(c, models.MeetingPostponed) }

// PostponeMeeting is POST /beheer/bijeenkomsten/:slug/uitstellen with reason.
func (p *Pages) PostponeMeeting(c echo.Context) error { return p.decide(c, models.MeetingPostponed) }

func (p *Pages) ask(c echo.Context, to models.MeetingStatus) error {
	page, err := p.meeting(c)
	if err != nil {
		return err
	}
	if !p.allows(page.Meeting, to) {
		return p.statusRefused(page.Meeting, to)
	}
	return p.showDecision(c, page.Meeting, to, decisionPage{}, http.StatusOK)
}

// showDecision fills in all of a page but what was typed and what came of it.
func (p *Pages) showDecision(c echo.Context, m *models.Meeting, to models.MeetingStatus, page decisionPage, status int) error {
	reach, err := p.view.Reach(c.Request().Context(), m.ID)
	if err != nil {
		return err
	}
	pr, d := p.printer(c, m.Language), decisions[to]
	base, err := p.meetingBase(c, pr, m, "", pr.T(d.words+"title"))
	if err != nil {
		return err
	}
	base.Invalid = len(page.Form.Errors) > 0 || page.Changed != ""
	page.meetingPage, page.Action, page.Version, page.Testing = base, meetingPath(m.Slug)+d.path, version(m.UpdatedAt), reach.Total > 0
	page.Heading, page.Lead, page.Reason, page.Send = pr.T(d.words+"title"), pr.T(d.words+"lead"), pr.T(d.words+"reason"), pr.T(d.words+"send")
	page.Told, page.Delay = pr.N("desk_reach.told", reach.Total), leaving(pr, p.Store.ChangeDelay())
	for _, s := range statuses {
		if n := reach.People[s]; n > 0 {
			page.Lines = append(page.Lines, pr.Number(n)+" "+strings.ToLower(pr.T("registration."+string(s))))
		}
	}
	if reach.Calendars > 0 {
		page.Lines = append(page.Lines, pr.N("desk_reach.calendars", reach.Calendars))
	}
	return p.Page(c, status, pr, "desk_decision", page)
}

// decide does what was decided, or mails a test of it to who decides. Both
// keep what was typed when somebody else has changed the meeting meanwhile.
func (p *Pages) decide(c echo.Context, to models.MeetingStatus) error {
	form, page, err := p.posted(c)
	if err != nil {
		return err
	}
	m := page.Meeting
	if !p.allows(m, to) {
		return p.statusRefused(m, to)
	}
	pr, reason := p.printer(c, m.Language), names.CleanLine(form.Get("reason"))
	if list := p.checkReason(pr, reason); len(list) > 0 {
		return p.showDecision(c, m, to, decisionPage{Form: templates.Form{Values: form, Errors: list}}, http.StatusUnprocessableEntity)
	}
	in := m.Input()
	in.Status, in.StatusReason = to, reason
	read, known := versionSeen(form)
	switch {
	case !known:
		err = errChanged // what the meeting was when this was decided is not known
	case form.Get("test") != "":
		err = p.testDecision(c, pr, m, in, read, form)
	default:
		err = p.saveStatus(c, m, in, form)
	}
	if isKey(err, "meeting_changed") {
		return p.showDecision(c, m, to, decisionPage{Form: templates.Form{Values: form}, Changed: pr.T("desk_reach.changed")}, http.StatusConflict)
	}
	return err
}

// errChanged is the refusal of a decision about a meeting that somebody else
// changed in the meantime.
var errChanged = &models.Error{Kind: models.Conflict, Key: "meeting_changed"}

// testDecision mails what people would get to who is about to decide, and
// shows the page again as it was filled in.
func (p *Pages) testDecision(c echo.Context, pr *locale.Printer, m *models.Meeting, in models.MeetingInput, read time.Time, form url.Values) error {
	if wrong := allProblems(in, nil); len(wrong) > 0 {
		return p.refuseMeeting(c, pr, m, p.meetingValues(m.Input()), wrong)
	}
	e, err := p.Store.PreviewChange(c.Request().Context(), in, read, actor(c))
	if models.KindOf(err) == models.Invalid {
		return p.refuseMeeting(c, pr, m, p.meetingValues(m.Input()), refusals(err))
	}
	if err != nil {
		return err
	}
	page := decisionPage{Form: templates.Form{Values: form}}
	if page.Tested, err = p.sendTest(c, pr, m, e); err != nil {
		return err
	}
	return p.showDecision(c, m, in.Status, page, http.StatusOK)
}
