package desk

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/templates"
)

// recentMeetings is how many meetings the choice of a beginning offers.
const recentMeetings = 12

// unlikeBefore are the fields of a copy that its maker has to say anew: they
// belong to the day of the meeting that was.
var unlikeBefore = []string{"date", "ends_on", "date_text", "date_precision", "date_around", "registration_opens_on", "registration_opens_time", "registration_closes_on", "numbers_due_on"}

// cloneMeeting shows the form of a new meeting filled in as one that is there
// (BR-06): its programme, form, texts, hosts and sites, and no day. Nothing is
// stored, and nothing of its people comes along.
func (p *Pages) cloneMeeting(c echo.Context, pr *locale.Printer, slug string) error {
	if _, err := p.access(c, slug); err != nil {
		return err
	}
	page, err := p.Store.MeetingBySlug(c.Request().Context(), slug, true)
	if err != nil {
		return err
	}
	m := page.Meeting
	if !may(user(c).Role, changeMeeting, m.Kind) {
		return errRole
	}
	values := p.meetingValues(m.Input())
	for _, name := range unlikeBefore {
		values.Del(name)
	}
	values.Set("copied_times", timesOf(values))
	return p.showMeetingForm(c, pr, nil, templates.Form{Values: values}, http.StatusOK)
}

// timesOf are the times of the day in a form. A copy takes them along in
// copied_times: as long as they are those, nobody typed them, and without a
// date they are left out instead of asking for one.
func timesOf(values url.Values) string {
	return strings.Join([]string{values.Get("starts_at"), values.Get("ends_at"), values.Get("doors_open_at")}, " ")
}

// timesLater reports whether the times of a copy wait for its date.
func timesLater(values url.Values) bool {
	return strings.TrimSpace(values.Get("date")) == "" && strings.TrimSpace(timesOf(values)) != "" && timesOf(values) == values.Get("copied_times")
}

// clones are the meetings a new one can be a copy of, the newest first.
func (p *Pages) clones(c echo.Context) ([]templates.Option, error) {
	var list []templates.Option
	for _, past := range []bool{false, true} {
		rows, _, err := p.meetings(c, deskview.MeetingQuery{Past: past, Limit: recentMeetings})
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if m := row.Meeting; may(user(c).Role, changeMeeting, m.Kind) && len(list) < recentMeetings {
				list = append(list, templates.Option{Value: cloneURL(m), Label: m.Title, Hint: p.cloneHint(c, m)})
			}
		}
	}
	return list, nil
}

// cloneURL is the address of the form filled in as this meeting.
func cloneURL(m *models.Meeting) string { return withQuery("/beheer/nieuw", "van", m.Slug) }

// cloneHint tells meetings with one title apart.
func (p *Pages) cloneHint(c echo.Context, m *models.Meeting) string {
	pr := p.printer(c, "")
	if m.StartsAt == nil {
		return pr.T("kind." + string(m.Kind))
	}
	return pr.T("kind."+string(m.Kind)) + ", " + pr.LongDate(p.local(*m.StartsAt))
}
