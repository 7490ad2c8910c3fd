package desk

import (
	"strconv"

	"github.com/labstack/echo/v4"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/templates"
)

// undoView offers to take the last change back.
type undoView struct {
	Text   string // what can be taken back, until when
	Action string
	ID     int64
}

// lastChange is what can still be taken back, for who may change the meeting.
func (p *Pages) lastChange(c echo.Context, pr *locale.Printer, m *models.Meeting) (*undoView, error) {
	if !may(user(c).Role, changeMeeting, m.Kind) {
		return nil, nil
	}
	u, err := p.Store.LastChange(c.Request().Context(), m)
	if err != nil || u == nil {
		return nil, err
	}
	return &undoView{
		Text:   pr.T("desk_undo."+string(u.Kind), "time", pr.Clock(p.local(u.At)), "until", p.leavesAt(pr, u.Until)),
		Action: meetingPath(m.Slug) + "/ongedaan-maken", ID: u.ID,
	}, nil
}

// UndoChange is POST /beheer/bijeenkomsten/:slug/ongedaan-maken with undo,
// the number of the change that the button stood for.
func (p *Pages) UndoChange(c echo.Context) error {
	form, page, err := p.posted(c)
	if err != nil {
		return err
	}
	m := page.Meeting
	id, _ := strconv.ParseInt(form.Get("undo"), 10, 64) // 0 is no change
	if err := p.Store.UndoChange(c.Request().Context(), m.ID, id, actor(c)); err != nil {
		return err
	}
	return p.done(c, meetingPath(m.Slug), templates.OK, p.printer(c, m.Language).T("desk_undo.done"))
}
