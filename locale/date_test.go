package locale

import (
	"testing"
	"time"
)

func TestDates(t *testing.T) {
	day := func(h, m int) time.Time { return time.Date(2019, 11, 29, h, m, 0, 0, time.UTC) }
	friday, noon := day(9, 30), day(12, 0)
	next := noon.AddDate(0, 0, 1)
	for _, test := range []struct {
		want, got string
	}{
		{"vrijdag 29 november 2019", NL.LongDate(friday)},
		{"Friday 29 November 2019", EN.LongDate(friday)},
		{"Vrijdag 29 november 2019", NL.LongDateStart(friday)},
		{"vr 29 nov 2019", NL.ShortDate(friday)},
		{"Fri 29 Nov 2019", EN.ShortDate(friday)},
		{"29-11-2019", NL.NumericDate(friday)},
		{"2019-11-29", NL.SortableDate(friday)},
		{"29 november", NL.DayMonth(friday)},
		{"november 2019", NL.Month(friday)},
		{"vrijdag", NL.Weekday(friday)},
		{"vr", NL.ShortWeekday(friday)},
		{"nov", NL.ShortMonth(friday)},
		{"mrt", NL.ShortMonth(time.Date(2026, 3, 29, 0, 0, 0, 0, time.UTC))},
		{"9.30 uur", NL.Clock(friday)},
		{"9:30", EN.Clock(friday)},
		{"9.30.05 uur", NL.ExactClock(friday.Add(5 * time.Second))},
		{"9:30:05", EN.ExactClock(friday.Add(5 * time.Second))},
		{"", NL.ExactClock(time.Time{})},
		{"0.05 uur", NL.Clock(day(0, 5))},
		{"9.00 uur", NL.Clock(day(9, 0))},
		{"9.30 tot 12.00 uur", NL.ClockRange(friday, noon)},
		{"9:30 to 12:00", EN.ClockRange(friday, noon)},
		{"9.30 uur", NL.ClockRange(friday, time.Time{})},
		{"9.30 – 12.00", NL.NarrowRange(friday, noon)},
		{"9.30", NL.NarrowRange(friday, time.Time{})},
		{"vrijdag 29 november 2019, 9.30 uur", NL.Moment(friday)},
		{"vrijdag 29 november 2019, 9.30 tot 12.00 uur", NL.Span(friday, noon)},
		{"vrijdag 29 november 2019, 9.30 uur tot zaterdag 30 november 2019, 12.00 uur", NL.Span(friday, next)},
		{"Friday 29 November 2019, 9:30 to 12:00", EN.Span(friday, noon)},
		{"29-11-2019 9.30", NL.Stamp(friday)},
		{"IJs", Capital("IJs")},
		{"Één", Capital("één")},
		{"", Capital("")},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}

// A meeting without date must not be shown as 1 January of the year 1.
func TestPeriod(t *testing.T) {
	on := func(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }
	for _, test := range []struct {
		precision string
		day       time.Time
		nl, en    string
	}{
		{"week", on(2026, 11, 29), "in week 48 (vanaf 23 november 2026)", "in week 48 (from 23 November 2026)"}, // a Sunday
		{"week", on(2027, 1, 1), "in week 53 (vanaf 28 december 2026)", "in week 53 (from 28 December 2026)"},
		{"month", on(2026, 11, 30), "in november 2026", "in November 2026"},
		{"season", on(2027, 3, 1), "in het voorjaar van 2027", "in spring 2027"},
		{"season", on(2026, 8, 31), "in de zomer van 2026", "in summer 2026"},
		{"season", on(2026, 9, 1), "in het najaar van 2026", "in autumn 2026"},
		{"season", on(2026, 12, 1), "in de winter van 2026/2027", "in winter 2026/2027"},
		{"season", on(2027, 2, 28), "in de winter van 2026/2027", "in winter 2026/2027"},
		{"", on(2026, 11, 30), "", ""},
		{"month", time.Time{}, "", ""},
	} {
		if nl, en := NL.Period(test.precision, test.day), EN.Period(test.precision, test.day); nl != test.nl || en != test.en {
			t.Errorf("%s of %s: %q and %q, want %q and %q", test.precision, test.day.Format(time.DateOnly), nl, en, test.nl, test.en)
		}
	}
}

func TestZeroTime(t *testing.T) {
	var zero time.Time
	for name, got := range map[string]string{
		"LongDate": NL.LongDate(zero), "LongDateStart": NL.LongDateStart(zero), "ShortDate": NL.ShortDate(zero),
		"NumericDate": NL.NumericDate(zero), "SortableDate": NL.SortableDate(zero), "DayMonth": NL.DayMonth(zero),
		"Month": NL.Month(zero), "Weekday": NL.Weekday(zero), "ShortWeekday": NL.ShortWeekday(zero), "ShortMonth": NL.ShortMonth(zero),
		"Clock": NL.Clock(zero), "ClockRange": NL.ClockRange(zero, zero), "NarrowRange": NL.NarrowRange(zero, zero),
		"Moment": NL.Moment(zero), "Span": NL.Span(zero, zero), "Stamp": NL.Stamp(zero),
	} {
		if got != "" {
			t.Errorf("%s of the zero time is %q, want nothing", name, got)
		}
	}
}
