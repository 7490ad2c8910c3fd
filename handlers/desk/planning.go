package desk

import (
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/workdays"
)

// planned is the calendar by which a day is warned about: that on which most
// offices here are closed, Good Friday and 5 May included (dutch.md §5.4).
func (p *Pages) planned() workdays.Calendar {
	return workdays.Calendar{Zone: p.Store.Zone(), GoodFriday: true, LiberationDay: true}
}

// planningNotes warn about the day of a meeting that is still to come, and
// block nothing (BR-07): a public holiday, a school holiday, another meeting
// for the same people.
func (p *Pages) planningNotes(c echo.Context, pr *locale.Printer, m *models.Meeting) ([]todo, error) {
	switch m.Phase(p.Store.Now()) {
	case models.PhaseDraft, models.PhaseAnnounced, models.PhaseNotYet, models.PhaseOpen, models.PhaseClosed:
	default:
		return nil, nil
	}
	if m.StartsAt == nil || m.EndsAt == nil {
		return nil, nil
	}
	var list []todo
	days := p.planned()
	if name := days.Holiday(*m.StartsAt); name != "" {
		list = append(list, todo{Icon: "calendar-off", Text: pr.T("desk_plan.holiday", "name", pr.T("holiday."+name))})
	}
	if name := days.School(*m.StartsAt); name != "" {
		list = append(list, todo{Icon: "calendar-off", Text: pr.T("desk_plan.school", "name", pr.T("school_holiday."+name))})
	}
	if days.SchoolToCome(*m.StartsAt) {
		list = append(list, todo{Icon: "calendar-off", Text: pr.T("desk_plan.school_unknown")})
	}
	from, to := p.daysOf(m)
	clashes, err := p.view.Clashes(c.Request().Context(), m, from, to)
	if err != nil {
		return nil, err
	}
	clashes, own, err := p.ownAndPublic(c, clashes)
	if err != nil {
		return nil, err
	}
	for _, o := range clashes {
		note := todo{
			Icon: "calendar-event", Text: pr.T("desk_plan.clash", "title", o.Title, "time", pr.ClockRange(p.local(*o.StartsAt), p.local(*o.EndsAt))),
		}
		if own[o.ID] {
			note.URL, note.Link = meetingPath(o.Slug), pr.T("desk_plan.clash_link")
		}
		list = append(list, note)
	}
	return list, nil
}

// plannedNotes are the planningNotes of a change that is not stored yet. What
// says nothing about the day or the people brings nothing new: then there are
// none.
func (p *Pages) plannedNotes(c echo.Context, pr *locale.Printer, m *models.Meeting, in models.MeetingInput) ([]todo, error) {
	before := m.Input()
	same := func(a, b *time.Time) bool { return a == nil && b == nil || a != nil && b != nil && a.Equal(*b) }
	if same(before.StartsAt, in.StartsAt) && same(before.EndsAt, in.EndsAt) && before.Kind == in.Kind && slices.Equal(before.Hosts, in.Hosts) {
		return nil, nil
	}
	after := *m
	after.StartsAt, after.EndsAt, after.DoorsOpenAt = in.StartsAt, in.EndsAt, in.DoorsOpenAt
	after.Kind, after.Status, after.Hosts, after.Sites = in.Kind, in.Status, nil, nil
	for _, h := range in.Hosts {
		after.Hosts = append(after.Hosts, models.MeetingHost{Name: h.Name, Role: h.Role})
	}
	return p.planningNotes(c, pr, &after)
}

// daysOf gives the days of a meeting, from midnight to midnight.
func (p *Pages) daysOf(m *models.Meeting) (from, to time.Time) {
	zone := p.Store.Zone()
	year, month, day := m.StartsAt.In(zone).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, zone).UTC(), workdays.EndOfDay(*m.EndsAt, zone).UTC()
}
