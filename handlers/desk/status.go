package desk

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/models/names"
	"bijeen/templates"
)

// step is one thing an organiser can make of a meeting now: a button that
// acts, or a link to a page that first says what will follow.
type step struct {
	Text, Icon string
	To         string // the new status, for a button
	URL        string // a page that asks first
	Hint       string
	Main       bool // the usual next step
	Negative   bool
}

// Kind is the look of the button of a step.
func (s step) Kind() string {
	if s.Main {
		return "primary"
	}
	return "secondary"
}

// Tone warns for a step that takes something away.
func (s step) Tone() string {
	if s.Negative {
		return "negative"
	}
	return ""
}

// steps offers what rules §3.3 allows, the usual step first; calling off to the
// lead only (BR-04).
func (p *Pages) steps(pr *locale.Printer, o *deskview.Overview, lead bool) []step {
	var list []step
	path := meetingPath(o.Meeting.Slug)
	for i, to := range p.nextSteps(o) {
		if to == models.MeetingCancelled && !lead {
			continue
		}
		s := step{Text: pr.T("desk_step." + stepKey(o.Meeting.Status, to)), To: string(to), Main: i == 0 && (to != models.MeetingClosed || to == o.Before), Icon: "arrow-right"}
		switch to {
		case models.MeetingCancelled:
			s.URL, s.Icon, s.Negative, s.Main = path+"/gaat-niet-door", "ban", true, false
		case models.MeetingPostponed:
			s.URL, s.Icon, s.Main = path+"/uitstellen", "calendar-question", false
		case models.MeetingOpen:
			s.Icon = "door-enter"
			if n := o.People[models.Interested]; n > 0 {
				s.Hint = pr.N("desk_step.invites", n)
			}
		case models.MeetingClosed:
			s.Icon = "lock"
		case models.MeetingRunning:
			s.Icon, s.Hint = "door-enter", pr.T("desk_step.running_hint")
		case models.MeetingHeld:
			s.URL, s.Icon, s.Hint = path+"/afronden", "check", pr.T("desk_step.held_hint")
		case models.MeetingArchived:
			s.Icon, s.Main, s.Hint = "clipboard-list", false, pr.T("desk_step.archived_hint")
		}
		list = append(list, s)
	}
	return list
}

// doorFirst puts the way to the door first while a meeting runs: that is what
// is at hand then, and finishing waits until it is over.
func (p *Pages) doorFirst(pr *locale.Printer, m *models.Meeting, steps []step) []step {
	if m.Phase(p.Store.Now()) != models.PhaseRunning {
		return steps
	}
	for i := range steps {
		steps[i].Main = false
	}
	door := step{Text: pr.T("desk_step.door"), URL: meetingPath(m.Slug) + "/balie", Icon: "door-enter", Hint: pr.T("desk_door.hint"), Main: true}
	return append([]step{door}, steps...)
}

// nextSteps are all steps of this moment: what belongs to the day first, and
// putting away last.
func (p *Pages) nextSteps(o *deskview.Overview) []models.MeetingStatus {
	now := p.Store.Now()
	next, byHand := usualFirst(o, o.Meeting.NextStatuses(o.Meeting.Phase(now))), o.Meeting.StepsByHand(now, p.Store.Zone())
	if slices.Contains(byHand, models.MeetingArchived) {
		return slices.Concat(next, byHand)
	}
	return slices.Concat(byHand, next)
}

// usualFirst puts first what a meeting that is off was before: it goes back to
// that. Where that is not known, or cannot be, people who had signed up show
// that it was open.
func usualFirst(o *deskview.Overview, next []models.MeetingStatus) []models.MeetingStatus {
	off := o.Meeting.Status == models.MeetingCancelled || o.Meeting.Status == models.MeetingPostponed
	signedUp := o.People[models.Registered] + o.People[models.Waitlisted] + o.People[models.Offered] + o.People[models.Pending]
	i := slices.Index(next, o.Before)
	if i < 0 && signedUp > 0 {
		i = slices.Index(next, models.MeetingOpen)
	}
	if !off || i < 0 {
		return next
	}
	return slices.Concat(next[i:i+1], next[:i], next[i+1:])
}

// stepKey names the words of a step: opening again is called differently.
func stepKey(from, to models.MeetingStatus) string {
	switch {
	case from == models.MeetingClosed && to == models.MeetingOpen:
		return "reopen"
	case from == models.MeetingCancelled || from == models.MeetingPostponed:
		return "after_all_" + string(to)
	}
	return string(to)
}

// ChangeStatus is POST /beheer/bijeenkomsten/:slug/status: announce, open,
// close, open again, begin, finish, put away, let it go on after all. Calling off and postponing have
// pages of their own. What the meeting lacks for it stands on the page where
// it can be filled in.
func (p *Pages) ChangeStatus(c echo.Context) error {
	form, page, err := p.posted(c)
	if err != nil {
		return err
	}
	m, to := page.Meeting, models.MeetingStatus(form.Get("status"))
	if to == models.MeetingCancelled || to == models.MeetingPostponed || !p.allows(m, to) {
		return p.statusRefused(m, to)
	}
	if to == models.MeetingHeld {
		return c.Redirect(http.StatusSeeOther, meetingPath(m.Slug)+"/afronden") // which asks first
	}
	in := m.Input()
	in.Status = to
	if to != models.MeetingArchived { // which keeps why it was called off
		in.StatusReason = ""
	}
	return p.saveStatus(c, m, in, form)
}

func (p *Pages) allows(m *models.Meeting, to models.MeetingStatus) bool {
	now := p.Store.Now()
	return slices.Contains(m.NextStatuses(m.Phase(now)), to) || slices.Contains(m.StepsByHand(now, p.Store.Zone()), to)
}

// statusRefused says why a meeting cannot go over to a status now, and when it
// can.
func (p *Pages) statusRefused(m *models.Meeting, to models.MeetingStatus) error {
	key, phase := "status_not_now", m.Phase(p.Store.Now())
	switch {
	case to == models.MeetingArchived && m.Status != models.MeetingArchived:
		key = "status_archive_later"
	case m.Status == models.MeetingArchived:
		key = "status_archived"
	case m.Status == models.MeetingHeld || phase == models.PhasePast:
		key = "status_over"
	case to == models.MeetingHeld:
		key = "status_finish_later"
	case phase == models.PhaseRunning:
		key = "status_running"
	case to == models.MeetingRunning:
		key = "status_start_later"
	}
	return &models.Error{Kind: models.Conflict, Key: key}
}

// saveStatus stores a meeting in its new status and says what follows.
func (p *Pages) saveStatus(c echo.Context, m *models.Meeting, in models.MeetingInput, form url.Values) error {
	pr := p.printer(c, m.Language)
	read, ok := versionSeen(form)
	if !ok {
		read = m.UpdatedAt
	}
	if wrong := allProblems(in, nil); len(wrong) > 0 {
		return p.refuseMeeting(c, pr, m, p.meetingValues(m.Input()), wrong)
	}
	_, err := p.Store.ChangeMeeting(c.Request().Context(), in, read, actor(c))
	if wrong := refusals(err); models.KindOf(err) == models.Invalid {
		return p.refuseMeeting(c, pr, m, p.meetingValues(m.Input()), wrong)
	}
	if err != nil {
		return err
	}
	text := pr.T("desk_done.status_" + string(in.Status))
	return p.doneWithMails(c, pr, m, meetingPath(m.Slug), text)
}

// doneWithMails sends the browser on, and adds to what was done how many
// mails go when: until then it can be undone (contract, Mail).
func (p *Pages) doneWithMails(c echo.Context, pr *locale.Printer, m *models.Meeting, path, text string) error {
	n, at, err := p.Store.PlannedMails(c.Request().Context(), m.ID)
	if err != nil {
		return err
	}
	tone := templates.OK
	if n > 0 {
		tone = templates.Info
		text += " " + pr.N("desk_done.mails", n, "time", p.leavesAt(pr, at), "delay", inMinutes(pr, p.Store.ChangeDelay()))
	}
	return p.done(c, path, tone, text)
}

// maxReason keeps a reason short enough for a mail.
const maxReason = 500

func (p *Pages) checkReason(pr *locale.Printer, reason string) []templates.FieldError {
	switch {
	case reason == "":
		return []templates.FieldError{{Name: "reason", Text: pr.T("desk_error.reason_missing")}}
	case names.TooLong(reason, maxReason):
		return []templates.FieldError{{Name: "reason", Text: pr.T("error.too_long", "Max", maxReason)}}
	}
	return nil
}
