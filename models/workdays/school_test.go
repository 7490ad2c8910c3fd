package workdays

import (
	"testing"
	"testing/fstest"
	"time"
)

// The files of the school years hold five holidays each, in order, none over
// another, with their week ends.
func TestSchoolFiles(t *testing.T) {
	list, err := readSchool(schoolFiles)
	if err != nil || len(list) == 0 || len(list)%5 != 0 {
		t.Fatalf("%d holidays, %v; want five for each year", len(list), err)
	}
	for i, h := range list {
		if h.From.Weekday() != time.Saturday || h.To.Weekday() != time.Sunday {
			t.Errorf("%s of %d: from %s to %s; want a Saturday to a Sunday", h.Name, h.From.Year(), h.From.Weekday(), h.To.Weekday())
		}
		if i > 0 && !h.From.After(list[i-1].To) {
			t.Errorf("%s begins before %s ends", h.Name, list[i-1].Name)
		}
	}
}

func TestSchoolFileFaults(t *testing.T) {
	for name, line := range map[string]string{
		"no such holiday": "carnival,2026-02-14,2026-02-22", "two parts": "may,2026-04-25", "no day": "may,2026-04-31,2026-05-03", "backwards": "may,2026-05-03,2026-04-25",
	} {
		if _, err := readSchool(fstest.MapFS{"school/a.csv": {Data: []byte(line)}}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestSchool(t *testing.T) {
	zone := amsterdam(t)
	w := Calendar{Zone: zone}
	for moment, want := range map[string]string{
		"2026-10-09 23:59": "", "2026-10-10 00:00": "autumn", "2026-10-18 23:59": "autumn", "2026-10-19 00:00": "",
		"2026-12-31 12:00": "christmas", "2027-01-03 12:00": "christmas", "2027-07-12 09:30": "summer", "2027-11-29 09:30": "",
	} {
		if got := w.School(clock(t, moment, zone)); got != want {
			t.Errorf("%s: %q, want %q", moment, got, want)
		}
	}
	from, to := SchoolSpan()
	if from.Month() != time.October || to.Month() != time.August {
		t.Errorf("known from %s to %s; want whole school years", from, to)
	}
	last := to.Format(time.DateOnly)
	for moment, want := range map[string]bool{
		"2019-11-29 09:30": false, "2026-11-27 09:30": false, last + " 23:59": false,
		to.AddDate(0, 0, 1).Format(time.DateOnly) + " 00:00": true, to.AddDate(0, 3, 0).Format(time.DateOnly) + " 09:30": true, "2099-11-27 09:30": true,
	} {
		if got := w.SchoolToCome(clock(t, moment, zone)); got != want {
			t.Errorf("%s: still to be known %v, want %v", moment, got, want)
		}
	}
	if n := len(SchoolHolidays(2026)); n != 6 {
		t.Errorf("%d holidays touch 2026, want six", n)
	}
}
