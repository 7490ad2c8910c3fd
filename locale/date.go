package locale

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// calendarWords is what a language needs to write dates and numbers.
type calendarWords struct {
	days, months           []string // Sunday first; January first
	shortDays, shortMonths []string
	to                     string // between two times
	hour                   string // after a time
	separator              string // between hours and minutes
	thousands              string
}

var dutch = calendarWords{
	days:        []string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"},
	months:      []string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"},
	shortDays:   []string{"zo", "ma", "di", "wo", "do", "vr", "za"},
	shortMonths: []string{"jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"},
	to:          " tot ",
	hour:        " uur",
	separator:   ".",
	thousands:   ".",
}

var english = calendarWords{
	days:        []string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
	months:      []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	shortDays:   []string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
	shortMonths: []string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
	to:          " to ",
	hour:        "",
	separator:   ":",
	thousands:   ",",
}

// The methods below write dates and times (domain/dutch.md §5.1). They take a
// time that is already in the zone of the meeting; a zero time gives "".

// LongDate writes "vrijdag 29 november 2019", "Friday 29 November 2019".
func (p *Printer) LongDate(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return p.Weekday(t) + " " + p.DayMonth(t) + " " + strconv.Itoa(t.Year())
}

// LongDateStart is LongDate with a capital, for the start of a line:
// "Vrijdag 29 november 2019".
func (p *Printer) LongDateStart(t time.Time) string { return Capital(p.LongDate(t)) }

// Capital gives the first letter its capital: "november 2019" as a heading is
// "November 2019".
func Capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}

// ShortDate writes "vr 29 nov 2019", "Fri 29 Nov 2019".
func (p *Printer) ShortDate(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return p.ShortWeekday(t) + " " + strconv.Itoa(t.Day()) + " " + p.ShortMonth(t) + " " + strconv.Itoa(t.Year())
}

// NumericDate writes "29-11-2019" in both languages.
func (p *Printer) NumericDate(t time.Time) string { return format(t, "02-01-2006") }

// SortableDate writes "2019-11-29", for files and input fields.
func (p *Printer) SortableDate(t time.Time) string { return format(t, "2006-01-02") }

// DayMonth writes "29 november", "29 November".
func (p *Printer) DayMonth(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return strconv.Itoa(t.Day()) + " " + p.words.months[t.Month()-1]
}

// Month writes "november 2019", "November 2019".
func (p *Printer) Month(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return p.words.months[t.Month()-1] + " " + strconv.Itoa(t.Year())
}

// Period writes the week, month or season of a day: "in week 48 (vanaf 23
// november 2026)", "in november 2026", "in het najaar van 2026"; "in week 48
// (from 23 November 2026)", "in November 2026", "in autumn 2026". Any other
// precision is empty.
func (p *Printer) Period(precision string, t time.Time) string {
	switch {
	case t.IsZero():
		return ""
	case precision == "week":
		_, week := t.ISOWeek()
		monday := t.AddDate(0, 0, -(int(t.Weekday())+6)%7)
		return p.T("period.week", "week", week, "monday", p.DayMonth(monday)+" "+strconv.Itoa(monday.Year()))
	case precision == "month":
		return p.T("period.month", "month", p.Month(t))
	case precision == "season":
		season := []string{"winter", "spring", "summer", "autumn"}[int(t.Month())%12/3]
		year := strconv.Itoa(t.Year())
		if season == "winter" { // goes over the new year
			first := t.AddDate(0, -2, 0).Year()
			year = strconv.Itoa(first) + "/" + strconv.Itoa(first+1)
		}
		return p.T("period."+season, "year", year)
	}
	return ""
}

// Weekday writes "vrijdag", "Friday".
func (p *Printer) Weekday(t time.Time) string { return pick(t, p.words.days, int(t.Weekday())) }

// ShortWeekday writes "vr", "Fri".
func (p *Printer) ShortWeekday(t time.Time) string {
	return pick(t, p.words.shortDays, int(t.Weekday()))
}

// ShortMonth writes "nov", "Nov".
func (p *Printer) ShortMonth(t time.Time) string {
	return pick(t, p.words.shortMonths, int(t.Month())-1)
}

// Clock writes "9.30 uur", "9:30".
func (p *Printer) Clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return p.bareClock(t) + p.words.hour
}

// ExactClock writes "9.30.05 uur", "9:30:05".
func (p *Printer) ExactClock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return p.bareClock(t) + p.words.separator + format(t, "05") + p.words.hour
}

// ClockRange writes "9.30 tot 12.00 uur", "9:30 to 12:00"; without an end it
// writes the start alone.
func (p *Printer) ClockRange(from, to time.Time) string {
	if from.IsZero() || to.IsZero() {
		return p.Clock(from)
	}
	return p.bareClock(from) + p.words.to + p.bareClock(to) + p.words.hour
}

// NarrowRange writes "9.30 – 12.00", for columns of a table.
func (p *Printer) NarrowRange(from, to time.Time) string {
	if from.IsZero() || to.IsZero() {
		return strings.TrimSuffix(p.Clock(from), p.words.hour)
	}
	return p.bareClock(from) + " – " + p.bareClock(to)
}

// Moment writes a day and a time: "vrijdag 29 november 2019, 9.30 uur".
func (p *Printer) Moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return p.LongDate(t) + ", " + p.Clock(t)
}

// Span writes when something is: day and time range, both days when it ends on
// another day than it starts.
func (p *Printer) Span(from, to time.Time) string {
	if from.IsZero() || to.IsZero() || sameDay(from, to) {
		if from.IsZero() {
			return ""
		}
		return p.LongDate(from) + ", " + p.ClockRange(from, to)
	}
	return p.Moment(from) + p.words.to + p.Moment(to)
}

// Stamp writes the short form for logs and tables: "29-11-2019 9.30".
func (p *Printer) Stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return p.NumericDate(t) + " " + p.bareClock(t)
}

func (p *Printer) bareClock(t time.Time) string {
	return strconv.Itoa(t.Hour()) + p.words.separator + format(t, "04")
}

func sameDay(a, b time.Time) bool {
	return a.Year() == b.Year() && a.YearDay() == b.YearDay()
}

func format(t time.Time, layout string) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(layout)
}

func pick(t time.Time, words []string, i int) string {
	if t.IsZero() {
		return ""
	}
	return words[i]
}
