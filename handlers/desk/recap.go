package desk

import (
	"html/template"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/templates"
)

// recapPage is the page desk_recap: what the organizer tells after the day.
type recapPage struct {
	meetingPage
	Form    templates.Form
	Action  string
	Seen    string        // mark of the text the writer began with
	Theirs  template.HTML // what a colleague stored meanwhile
	Changed bool          // a colleague did
	Preview template.HTML
	Public  string // address of the page where it stands
}

// ShowRecap is GET …/terugblik.
func (p *Pages) ShowRecap(c echo.Context) error {
	meeting, err := p.meeting(c)
	if err != nil {
		return err
	}
	m := meeting.Meeting
	if err := m.RecapOpen(m.Phase(p.Store.Now())); err != nil {
		return err
	}
	values := url.Values{"recap": {m.Recap}, "seen": {models.RecapMark(m.Recap)}}
	return p.showRecap(c, http.StatusOK, m, templates.Form{Values: values})
}

// SaveRecap is POST …/terugblik with recap and seen; with preview it only
// shows the text as visitors will read it. When a colleague was first, both
// texts are shown and nothing is stored.
func (p *Pages) SaveRecap(c echo.Context) error {
	form, meeting, err := p.posted(c)
	if err != nil {
		return err
	}
	m := meeting.Meeting
	pr := p.printer(c, m.Language)
	if err := m.RecapOpen(m.Phase(p.Store.Now())); err != nil {
		return err
	}
	if form.Has("preview") {
		return p.showRecap(c, http.StatusOK, m, templates.Form{Values: form})
	}
	err = p.Store.SaveRecap(c.Request().Context(), m.ID, form.Get("recap"), form.Get("seen"), actor(c))
	if models.KindOf(err) == models.Conflict {
		if meeting, err = p.meeting(c); err != nil {
			return err
		}
		return p.showRecap(c, http.StatusConflict, meeting.Meeting, templates.Form{Values: form})
	}
	if list, ok := problems(pr, err); ok {
		return p.showRecap(c, http.StatusUnprocessableEntity, m, templates.Form{Values: form, Errors: list})
	}
	if err != nil {
		return err
	}
	return p.done(c, meetingPath(m.Slug), templates.OK, recapDone(pr, form.Get("recap")))
}

func recapDone(pr *locale.Printer, text string) string {
	if text == "" {
		return pr.T("desk_recap.removed")
	}
	return pr.T("desk_recap.saved")
}

func (p *Pages) showRecap(c echo.Context, status int, m *models.Meeting, form templates.Form) error {
	pr := p.printer(c, m.Language)
	base, err := p.meetingBase(c, pr, m, "", pr.T("desk_recap.title"))
	if err != nil {
		return err
	}
	page := recapPage{
		meetingPage: base, Form: form, Action: meetingPath(m.Slug) + "/terugblik", Seen: form.Value("seen"), Public: "/bijeenkomsten/" + m.Slug,
	}
	page.Invalid = len(form.Errors) > 0
	if status == http.StatusConflict {
		page.Changed, page.Theirs, page.Seen = true, templates.Markdown(m.Recap, 2), models.RecapMark(m.Recap)
	}
	if form.Values.Has("preview") {
		page.Preview = templates.Markdown(form.Value("recap"), 2)
	}
	return p.Page(c, status, pr, "desk_recap", page)
}
