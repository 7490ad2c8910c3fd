// Package workdays knows working days, office hours and closing dates in the
// Netherlands. It has no clock: every moment is passed in.
package workdays

import "time"

// Calendar knows the working days of a place: Monday to Friday without
// public holidays (glossary §2.5). Whether Good Friday and 5 May are holidays
// differs per employer. Days are read in Zone; nil means UTC.
type Calendar struct {
	Zone          *time.Location
	GoodFriday    bool
	LiberationDay bool
}

// Office hours, in which people can be expected to answer (rules §3.5 rule 6).
const (
	officeOpens  = 8
	officeCloses = 18
)

// How long somebody has to answer an offer, and how long before doors open
// the answer must be there (rules §3.5 rule 6).
const (
	replyOfficeTime = 4 * time.Hour
	replyAtLeast    = time.Hour
	replyBeforeDoor = time.Hour
)

// Is reports whether t falls on a working day.
func (w Calendar) Is(t time.Time) bool {
	t = w.local(t)
	if t.Weekday() == time.Saturday || t.Weekday() == time.Sunday {
		return false
	}
	return w.Holiday(t) == ""
}

// Holiday names the public holiday that t falls on, or gives "" (dutch.md
// §5.4). A holiday on a Sunday is not moved, except King's Day.
func (w Calendar) Holiday(t time.Time) string {
	t = w.local(t)
	year, month, day := t.Date()
	switch {
	case month == time.January && day == 1:
		return "new_year"
	case month == time.April && day == kingsDay(year):
		return "kings_day"
	case month == time.May && day == 5 && w.LiberationDay:
		return "liberation_day"
	case month == time.December && (day == 25 || day == 26):
		return "christmas"
	}
	switch easter := easterSunday(year); t.YearDay() - easter.YearDay() {
	case -2:
		if w.GoodFriday {
			return "good_friday"
		}
	case 0, 1:
		return "easter"
	case 39:
		return "ascension"
	case 49, 50:
		return "whitsun"
	}
	return ""
}

// kingsDay is the day of April: the 27th, or the 26th when that is a Sunday.
func kingsDay(year int) int {
	if time.Date(year, time.April, 27, 0, 0, 0, 0, time.UTC).Weekday() == time.Sunday {
		return 26
	}
	return 27
}

// easterSunday is Easter in the Gregorian calendar, by the method that was
// printed anonymously in Nature in 1876 (Meeus, Astronomical Algorithms, 8).
func easterSunday(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return time.Date(year, time.Month(n/31), n%31+1, 0, 0, 0, 0, time.UTC)
}

// Add gives the same time of day n working days later, or earlier when n is
// below 0: "numbers are due 3 working days before". The day of t itself is
// not counted. Zero gives t.
func (w Calendar) Add(t time.Time, n int) time.Time {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	t = w.local(t)
	for day := t; n > 0; {
		day = day.AddDate(0, 0, step)
		if w.Is(day) {
			n--
			t = day
		}
	}
	return t
}

// ReplyBy is the moment before which an offer of a seat must be answered
// (rules §3.5 rule 6): 4 office hours from now (8.00 to 18.00 on working
// days), never later than one hour before doors open. ok is false when that
// would leave less than one hour to answer, thus also whenever doors open
// within the hour: then no offer is made and the desk decides.
func (w Calendar) ReplyBy(now, doorsOpen time.Time) (deadline time.Time, ok bool) {
	latest := doorsOpen.Add(-replyBeforeDoor)
	if latest.Before(now.Add(replyAtLeast)) {
		return time.Time{}, false
	}
	if deadline = w.afterOfficeTime(now, replyOfficeTime); deadline.After(latest) {
		deadline = latest
	}
	return deadline, true
}

// ReplyBy is Calendar.ReplyBy with the holidays that everybody has.
func ReplyBy(now, doorsOpen time.Time, zone *time.Location) (deadline time.Time, ok bool) {
	return Calendar{Zone: zone}.ReplyBy(now, doorsOpen)
}

// afterOfficeTime is the moment at which this much office time has passed
// since t.
func (w Calendar) afterOfficeTime(t time.Time, left time.Duration) time.Time {
	t = w.local(t)
	for year, month, day := t.Date(); ; day++ {
		from := time.Date(year, month, day, officeOpens, 0, 0, 0, t.Location())
		until := time.Date(year, month, day, officeCloses, 0, 0, 0, t.Location())
		if from.Before(t) {
			from = t
		}
		if !w.Is(from) || !from.Before(until) {
			continue
		}
		if open := until.Sub(from); open < left {
			left -= open
			continue
		}
		return from.Add(left)
	}
}

func (w Calendar) local(t time.Time) time.Time {
	if w.Zone == nil {
		return t.UTC()
	}
	return t.In(w.Zone)
}

// EndOfDay is the end of a closing date (BR-14): the first instant that no
// longer belongs to that day in zone. Kept that way, 23.59.59 and any
// fraction after it still count, and days of 23 and 25 hours need no care:
// something is open while now is before EndOfDay. The day is the one that
// date carries, whatever zone date itself is in.
func EndOfDay(date time.Time, zone *time.Location) time.Time {
	year, month, day := date.Date()
	return time.Date(year, month, day+1, 0, 0, 0, 0, zone)
}

// LastDay is the day to show after "t/m" for an end made by EndOfDay: the
// last day in zone that has a moment before end.
func LastDay(end time.Time, zone *time.Location) time.Time {
	return end.Add(-time.Nanosecond).In(zone)
}
