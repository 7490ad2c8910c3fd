package desk

import (
	"net/url"
	"time"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/workdays"
)

// usualDue is when the numbers of a meeting of this kind on this day are
// usually due (rules §3.2); nil where that is not asked, or there is no day.
func (p *Pages) usualDue(kind models.MeetingKind, starts *time.Time) *time.Time {
	days := models.Defaults(kind).NumbersDueDays
	if starts == nil || days == 0 {
		return nil
	}
	zone := p.Store.Zone()
	due := workdays.EndOfDay(workdays.Calendar{Zone: zone}.Add(starts.In(zone), -days), zone).UTC()
	return &due
}

// usualDeadline gives a new meeting the day on which the numbers are due for
// its kind.
func (p *Pages) usualDeadline(in *models.MeetingInput) {
	if in.NumbersDueAt == nil {
		in.NumbersDueAt = p.usualDue(in.Kind, in.StartsAt)
	}
}

// moveDeadline lets the day on which the numbers are due go along with a
// meeting that gets another day, when it stood at its usual distance and
// nobody typed another. The form says so too, so that the next page shows it.
func (p *Pages) moveDeadline(m *models.Meeting, in *models.MeetingInput, form url.Values) {
	if !p.otherDay(m, in) || in.NumbersDueAt == nil || !in.NumbersDueAt.Equal(*m.NumbersDueAt) || !p.atUsual(m.Kind, m.StartsAt, m.NumbersDueAt) {
		return
	}
	if due := p.usualDue(in.Kind, in.StartsAt); due != nil {
		in.NumbersDueAt = due
		form.Set("numbers_due_on", p.lastDayValue(due))
	}
}

// deadlineNote says of a meeting that gets another day what becomes of the day
// on which its numbers are due; nothing when the organizer set that too.
func (p *Pages) deadlineNote(pr *locale.Printer, m *models.Meeting, in *models.MeetingInput) string {
	if !p.otherDay(m, in) || in.NumbersDueAt == nil {
		return ""
	}
	last := pr.LongDate(workdays.LastDay(*in.NumbersDueAt, p.Store.Zone()))
	switch {
	case in.NumbersDueAt.Equal(*m.NumbersDueAt):
		return pr.T("desk_effect.numbers_stay", "day", last)
	case p.atUsual(m.Kind, m.StartsAt, m.NumbersDueAt) && p.atUsual(in.Kind, in.StartsAt, in.NumbersDueAt):
		return pr.T("desk_effect.numbers_moved", "day", last)
	}
	return ""
}

// otherDay reports whether a meeting whose numbers are due gets another day.
func (p *Pages) otherDay(m *models.Meeting, in *models.MeetingInput) bool {
	return m.StartsAt != nil && in.StartsAt != nil && m.NumbersDueAt != nil && !sameDay(p.local(*m.StartsAt), p.local(*in.StartsAt))
}

func (p *Pages) atUsual(kind models.MeetingKind, starts, due *time.Time) bool {
	usual, zone := p.usualDue(kind, starts), p.Store.Zone()
	return usual != nil && due != nil && sameDay(workdays.LastDay(*due, zone), workdays.LastDay(*usual, zone))
}
