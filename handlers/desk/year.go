package desk

import (
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/workdays"
	"bijeen/templates"
)

// yearPage is the page desk_year: the meetings of a year beside the holidays.
type yearPage struct {
	templates.Base
	Year         string
	Before, Next string // addresses of the years beside it
	BeforeYear   string
	NextYear     string
	Months       []monthView
	Unknown      string // of which days the school holidays are not known yet
}

// monthView is one month: a small calendar, and in words what is in it.
type monthView struct {
	Name  string
	Weeks [][7]dayView
	Lines []yearLine
}

// dayView is one day of the small calendar; Number 0 is a hole.
type dayView struct {
	Number                   int
	Meeting, Holiday, School bool
}

// yearLine is one thing in a month.
type yearLine struct {
	When  string
	Text  string
	URL   string
	Badge *templates.Badge
	Tone  string // "meeting", "holiday" or "school"
}

// The years that can be shown.
const (
	firstYear = 2000
	lastYear  = 2099
)

// ShowYear is GET /beheer/jaar?jaar=: this year without one.
func (p *Pages) ShowYear(c echo.Context) error {
	pr := p.printer(c, "")
	now := p.local(p.Store.Now())
	year, err := strconv.Atoi(c.QueryParam("jaar"))
	if err != nil || year < firstYear || year > lastYear {
		year = now.Year()
	}
	zone := p.Store.Zone()
	from := time.Date(year, time.January, 1, 0, 0, 0, 0, zone)
	meetings, err := p.view.Between(c.Request().Context(), from.UTC(), from.AddDate(1, 0, 0).UTC())
	if err != nil {
		return err
	}
	meetings, own, err := p.ownAndPublic(c, meetings)
	if err != nil {
		return err
	}
	base, err := p.base(c, pr, pr.T("desk_year.title", "year", strconv.Itoa(year)))
	if err != nil {
		return err
	}
	page := yearPage{Base: base, Year: strconv.Itoa(year), Unknown: schoolUnknown(pr, year)}
	if year > firstYear {
		page.BeforeYear, page.Before = strconv.Itoa(year-1), withQuery("/beheer/jaar", "jaar", strconv.Itoa(year-1))
	}
	if year < lastYear {
		page.NextYear, page.Next = strconv.Itoa(year+1), withQuery("/beheer/jaar", "jaar", strconv.Itoa(year+1))
	}
	for month := time.January; month <= time.December; month++ {
		page.Months = append(page.Months, p.month(pr, year, month, meetings, own))
	}
	return p.Page(c, http.StatusOK, pr, "desk_year", page)
}

func (p *Pages) month(pr *locale.Printer, year int, month time.Month, meetings []*models.Meeting, own map[int64]bool) monthView {
	zone, days := p.Store.Zone(), p.planned()
	first := time.Date(year, month, 1, 12, 0, 0, 0, zone)
	v := monthView{Name: locale.Capital(pr.Month(first))}
	offset := (int(first.Weekday()) + 6) % 7 // Monday first
	for d := first; d.Month() == month; d = d.AddDate(0, 0, 1) {
		at := offset + d.Day() - 1
		if at/7 == len(v.Weeks) {
			v.Weeks = append(v.Weeks, [7]dayView{})
		}
		cell := dayView{Number: d.Day(), School: days.School(d) != "", Holiday: days.Holiday(d) != ""}
		if name := days.Holiday(d); name != "" && name != days.Holiday(d.AddDate(0, 0, -1)) {
			v.Lines = append(v.Lines, holidayLine(pr, days, d, name))
		}
		for _, m := range meetings {
			if sameDay(p.local(*m.StartsAt), d) {
				v.Lines = append(v.Lines, p.meetingLine(pr, m, own[m.ID]))
			}
			cell.Meeting = cell.Meeting || onDay(p.local(*m.StartsAt), p.local(*m.EndsAt), d) && !m.CalledOff()
		}
		v.Lines = append(v.Lines, schoolLines(pr, d)...)
		v.Weeks[at/7][at%7] = cell
	}
	return v
}

// holidayLine is a public holiday, which may last two days.
func holidayLine(pr *locale.Printer, days workdays.Calendar, d time.Time, name string) yearLine {
	when := pr.DayMonth(d)
	if second := d.AddDate(0, 0, 1); days.Holiday(second) == name {
		when = pr.T("desk_year.and", "from", when, "to", pr.DayMonth(second))
	}
	return yearLine{When: when, Text: pr.T("holiday." + name), Tone: "holiday"}
}

func (p *Pages) meetingLine(pr *locale.Printer, m *models.Meeting, own bool) yearLine {
	line := yearLine{
		When: pr.DayMonth(p.local(*m.StartsAt)) + ", " + pr.Clock(p.local(*m.StartsAt)), Text: m.Title, Tone: "meeting",
	}
	badge := phaseBadge(pr, m.Phase(p.Store.Now()))
	line.Badge = &badge
	if own {
		line.URL = meetingPath(m.Slug)
	}
	return line
}

// schoolUnknown says which school holidays of a year are known, when that is not
// all of them: they are published by school year, which ends with a summer.
func schoolUnknown(pr *locale.Printer, year int) string {
	begin, end := time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC), time.Date(year, time.December, 31, 0, 0, 0, 0, time.UTC)
	from, to := workdays.SchoolSpan()
	switch {
	case to.Before(begin) || from.After(end):
		return pr.T("desk_year.unknown")
	case !from.After(begin) && !to.Before(end):
		return ""
	case from.Before(begin):
		from = begin
	}
	if to.After(end) {
		to = end
	}
	return pr.T("desk_year.known", "from", pr.DayMonth(from), "to", pr.DayMonth(to))
}

// schoolLines tell where a school holiday begins.
func schoolLines(pr *locale.Printer, d time.Time) []yearLine {
	var list []yearLine
	for _, h := range workdays.SchoolHolidays(d.Year()) {
		if sameDay(h.From, d) {
			list = append(list, yearLine{
				When: pr.T("desk_year.from_to", "from", pr.DayMonth(h.From), "to", pr.DayMonth(h.To)), Text: pr.T("school_holiday." + h.Name), Tone: "school",
			})
		}
	}
	return list
}

func sameDay(a, b time.Time) bool {
	ay, am, ad := a.Date()
	by, bm, bd := b.Date()
	return ay == by && am == bm && ad == bd
}

// onDay reports whether something from start to end touches the day of d.
func onDay(start, end, d time.Time) bool {
	return sameDay(start, d) || sameDay(end, d) || start.Before(d) && end.After(d)
}
