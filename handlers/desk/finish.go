package desk

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/models"
	"bijeen/templates"
)

// finishPage is the page desk_finish: what finishing a meeting means, before
// it is done: it has no way back (rules §3.3).
type finishPage struct {
	meetingPage
	Action  string
	Present string // how many came
	Missing string // how many count as absent from then on
	Early   string // it has not ended yet
	Door    string // where attendance is put right
}

// AskFinishMeeting is GET …/afronden: how many count as absent then (BR-64).
func (p *Pages) AskFinishMeeting(c echo.Context) error {
	page, err := p.meeting(c)
	if err != nil {
		return err
	}
	m := page.Meeting
	if !p.allows(m, models.MeetingHeld) {
		return p.statusRefused(m, models.MeetingHeld)
	}
	a, err := p.view.Attendance(c.Request().Context(), m)
	if err != nil {
		return err
	}
	pr := p.printer(c, m.Language)
	base, err := p.meetingBase(c, pr, m, "", pr.T("desk_finish.title"))
	if err != nil {
		return err
	}
	view := finishPage{
		meetingPage: base, Action: meetingPath(m.Slug) + "/afronden", Door: meetingPath(m.Slug) + "/balie",
		Present: pr.N("desk_door.present", a.Present), Missing: pr.N("desk_finish.missing", a.Missing),
	}
	if end := endOfAll(m); end != nil && p.Store.Now().Before(*end) {
		view.Early = pr.T("desk_finish.early", "moment", pr.Moment(p.local(*end)))
	}
	return p.Page(c, http.StatusOK, pr, "desk_finish", view)
}

// endOfAll is when the site ends that ends last; nil while undated.
func endOfAll(m *models.Meeting) *time.Time {
	end := m.EndsAt
	for _, s := range m.OpenSites() {
		if at := m.End(s); at != nil && (end == nil || at.After(*end)) {
			end = at
		}
	}
	return end
}

// FinishMeeting is POST …/afronden: from now on who did not come is a no-show
// (rules §3.3, BR-64). A second press changes nothing.
func (p *Pages) FinishMeeting(c echo.Context) error {
	meeting, err := p.meeting(c)
	if err != nil {
		return err
	}
	m := meeting.Meeting
	if m.Status != models.MeetingHeld && !p.allows(m, models.MeetingHeld) {
		return p.statusRefused(m, models.MeetingHeld)
	}
	if err := p.Store.Finish(c.Request().Context(), m.ID, actor(c)); err != nil {
		return err
	}
	return p.done(c, meetingPath(m.Slug)+"/balie", templates.OK, p.printer(c, m.Language).T("desk_done.finished"))
}
