package workdays

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func amsterdam(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// clock reads "2026-03-13 19:00" as a wall clock in zone shows it.
func clock(t testing.TB, s string, zone *time.Location) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestEasterSunday(t *testing.T) {
	// The earliest and latest possible, and years with a different rule each.
	for _, want := range []string{
		"1818-03-22", "1886-04-25", "1943-04-25", "1954-04-18", "1961-04-02", "1981-04-19", "2000-04-23", "2008-03-23",
		"2011-04-24", "2019-04-21", "2020-04-12", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25",
		"2049-04-18", "2076-04-19", "2285-03-22",
	} {
		day, err := time.Parse(time.DateOnly, want)
		if err != nil {
			t.Fatal(err)
		}
		if got := easterSunday(day.Year()).Format(time.DateOnly); got != want {
			t.Errorf("Easter of %d = %s, want %s", day.Year(), got, want)
		}
	}
}

func TestHolidaysOfAYear(t *testing.T) {
	zone := amsterdam(t)
	both := Calendar{Zone: zone, GoodFriday: true, LiberationDay: true}
	tests := []struct {
		why  string
		year int
		days Calendar
		want map[string]string
	}{
		{"the holidays everybody has", 2026, Calendar{Zone: zone}, map[string]string{
			"2026-01-01": "new_year", "2026-04-05": "easter", "2026-04-06": "easter", "2026-04-27": "kings_day",
			"2026-05-14": "ascension", "2026-05-24": "whitsun", "2026-05-25": "whitsun", "2026-12-25": "christmas", "2026-12-26": "christmas",
		}},
		{"with both settings", 2026, both, map[string]string{
			"2026-01-01": "new_year", "2026-04-03": "good_friday", "2026-04-05": "easter", "2026-04-06": "easter", "2026-04-27": "kings_day",
			"2026-05-05": "liberation_day", "2026-05-14": "ascension", "2026-05-24": "whitsun", "2026-05-25": "whitsun",
			"2026-12-25": "christmas", "2026-12-26": "christmas",
		}},
		{"King's Day on a Saturday, because the 27th is a Sunday", 2025, Calendar{Zone: zone}, map[string]string{
			"2025-01-01": "new_year", "2025-04-20": "easter", "2025-04-21": "easter", "2025-04-26": "kings_day", "2025-05-29": "ascension",
			"2025-06-08": "whitsun", "2025-06-09": "whitsun", "2025-12-25": "christmas", "2025-12-26": "christmas",
		}},
		{"a leap year with Easter in March", 2024, Calendar{}, map[string]string{
			"2024-01-01": "new_year", "2024-03-31": "easter", "2024-04-01": "easter", "2024-04-27": "kings_day", "2024-05-09": "ascension",
			"2024-05-19": "whitsun", "2024-05-20": "whitsun", "2024-12-25": "christmas", "2024-12-26": "christmas",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.why, func(t *testing.T) {
			got := map[string]string{}
			for day := time.Date(tt.year, 1, 1, 12, 0, 0, 0, time.UTC); day.Year() == tt.year; day = day.AddDate(0, 0, 1) {
				if key := tt.days.Holiday(day); key != "" {
					got[day.Format(time.DateOnly)] = key
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("holidays (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWorkdaysIs(t *testing.T) {
	zone := amsterdam(t)
	tests := []struct {
		at   string
		want bool
	}{
		{"2019-11-29 09:30", true},  // a Friday
		{"2019-11-30 09:30", false}, // Saturday
		{"2019-12-01 09:30", false}, // Sunday
		{"2026-04-03 12:00", true},  // Good Friday, unless set
		{"2026-04-06 00:00", false}, // Easter Monday from its first minute
		{"2026-04-06 23:59", false}, // … to its last
		{"2026-04-07 00:00", true},
		{"2026-05-05 12:00", true},
	}
	for _, tt := range tests {
		at := clock(t, tt.at, zone)
		if got := (Calendar{Zone: zone}).Is(at.UTC()); got != tt.want {
			t.Errorf("%s: a working day = %v, want %v", tt.at, got, tt.want)
		}
	}
	// The day is read in the zone: Ascension Day has begun in Amsterdam, while
	// it is still a working Wednesday in UTC.
	at := clock(t, "2026-05-14 00:30", zone).UTC()
	if (Calendar{Zone: zone}).Is(at) || (Calendar{Zone: zone}).Holiday(at) != "ascension" {
		t.Error("0.30 on Ascension Day is working time")
	}
	if !(Calendar{}).Is(at) {
		t.Error("the same moment is a Wednesday in UTC")
	}
}

func TestWorkdaysAdd(t *testing.T) {
	zone := amsterdam(t)
	tests := []struct {
		why  string
		from string
		n    int
		want string
	}{
		{"none", "2019-11-30 09:30", 0, "2019-11-30 09:30"},
		{"tomorrow", "2019-11-28 09:30", 1, "2019-11-29 09:30"},
		{"over a weekend", "2019-11-29 09:30", 1, "2019-12-02 09:30"},
		{"from a Saturday", "2019-11-30 09:30", 1, "2019-12-02 09:30"},
		{"numbers due 3 before", "2019-11-29 09:30", -3, "2019-11-26 09:30"},
		{"back over a weekend", "2019-12-02 09:30", -1, "2019-11-29 09:30"},
		{"ten, over Easter Monday", "2026-04-02 10:00", 10, "2026-04-17 10:00"},
		{"ten, over King's Day; 5 May is worked", "2026-04-20 10:00", 10, "2026-05-05 10:00"},
		{"five, over Christmas and New Year", "2025-12-24 16:00", 5, "2026-01-05 16:00"},
		{"over the start of summer time, same wall clock", "2026-03-27 09:30", 1, "2026-03-30 09:30"},
		{"over its end", "2026-10-23 09:30", 1, "2026-10-26 09:30"},
		{"back over its end", "2026-10-26 09:30", -2, "2026-10-22 09:30"},
	}
	for _, tt := range tests {
		t.Run(tt.why, func(t *testing.T) {
			got := Calendar{Zone: zone}.Add(clock(t, tt.from, zone).UTC(), tt.n)
			if want := clock(t, tt.want, zone); !got.Equal(want) {
				t.Errorf("%s + %d = %s, want %s", tt.from, tt.n, got, want)
			}
		})
	}
}

func TestReplyBy(t *testing.T) {
	zone := amsterdam(t)
	tests := []struct {
		why        string
		now, doors string
		want       string // empty: no offer
	}{
		{"in office hours", "2026-03-11 10:00", "2026-03-13 09:00", "2026-03-11 14:00"},
		{"to the last minute of the day", "2026-03-11 14:00", "2026-03-13 09:00", "2026-03-11 18:00"},
		{"over the night", "2026-03-11 15:00", "2026-03-13 09:00", "2026-03-12 09:00"},
		{"in the evening", "2026-03-11 20:00", "2026-03-13 09:00", "2026-03-12 12:00"},
		{"at closing time", "2026-03-11 18:00", "2026-03-13 09:00", "2026-03-12 12:00"},
		{"early in the morning", "2026-03-11 06:15", "2026-03-13 09:00", "2026-03-11 12:00"},
		{"Friday at five", "2026-03-13 17:00", "2026-03-16 14:00", "2026-03-16 11:00"},
		{"Friday evening", "2026-03-13 19:00", "2026-03-16 14:00", "2026-03-16 12:00"},
		{"Saturday", "2026-03-14 10:00", "2026-03-16 14:00", "2026-03-16 12:00"},
		{"King's Day", "2026-04-27 10:00", "2026-04-28 16:00", "2026-04-28 12:00"},
		{"over Easter, with Good Friday worked", "2026-04-02 17:00", "2026-04-08 09:00", "2026-04-03 11:00"},
		{"over Easter Monday", "2026-04-03 17:00", "2026-04-08 09:00", "2026-04-07 11:00"},
		{"start of summer time in between", "2026-03-27 17:00", "2026-03-30 14:00", "2026-03-30 11:00"},
		{"end of summer time in between", "2026-10-23 17:00", "2026-10-26 14:00", "2026-10-26 11:00"},

		{"one hour before doors", "2026-03-13 19:00", "2026-03-16 09:00", "2026-03-16 08:00"},
		{"doors on a Sunday", "2026-03-14 10:00", "2026-03-15 14:00", "2026-03-15 13:00"},
		{"doors this afternoon", "2026-03-11 10:00", "2026-03-11 13:30", "2026-03-11 12:30"},
		{"doors in the night that loses an hour", "2026-03-28 22:00", "2026-03-29 03:30", "2026-03-29 01:30"},

		{"exactly one hour left", "2026-03-11 10:00", "2026-03-11 12:00", "2026-03-11 11:00"},
		{"a minute less than one hour left", "2026-03-11 10:01", "2026-03-11 12:00", ""},
		{"doors within the hour", "2026-03-11 11:00", "2026-03-11 12:00", ""},
		{"doors open", "2026-03-11 12:00", "2026-03-11 12:00", ""},
		{"long over", "2026-03-12 12:00", "2026-03-11 12:00", ""},
	}
	for _, tt := range tests {
		t.Run(tt.why, func(t *testing.T) {
			got, ok := ReplyBy(clock(t, tt.now, zone).UTC(), clock(t, tt.doors, zone).UTC(), zone)
			if tt.want == "" {
				if ok {
					t.Errorf("offer until %s, want no offer", got)
				}
				return
			}
			if want := clock(t, tt.want, zone); !ok || !got.Equal(want) {
				t.Errorf("ReplyBy = %s, %v; want %s", got, ok, want)
			}
		})
	}
}

func TestReplyByWithOtherHolidays(t *testing.T) {
	zone := amsterdam(t)
	now, doors := clock(t, "2026-04-02 17:00", zone), clock(t, "2026-04-08 09:00", zone)
	got, ok := Calendar{Zone: zone, GoodFriday: true}.ReplyBy(now, doors)
	if want := clock(t, "2026-04-07 11:00", zone); !ok || !got.Equal(want) {
		t.Errorf("ReplyBy = %s, %v; want %s", got, ok, want)
	}
}

// Whatever the moment: an answer takes at least an hour, comes an hour before
// doors, and is due after four office hours, counted here minute by minute.
func TestReplyByAtAnyMoment(t *testing.T) {
	zone := amsterdam(t)
	days := Calendar{Zone: zone}
	start := clock(t, "2026-03-01 00:00", zone)
	chance := rand.New(rand.NewPCG(3, 5))
	offers := 0
	for range 2000 {
		now := start.Add(time.Duration(chance.IntN(300*24*60)) * time.Minute)
		doors := now.Add(time.Duration(chance.IntN(60*60)) * time.Minute)
		got, ok := days.ReplyBy(now, doors)
		if want := !doors.Before(now.Add(2 * time.Hour)); ok != want {
			t.Fatalf("now %s, doors %s: an offer = %v, want %v", now, doors, ok, want)
		}
		if !ok {
			continue
		}
		offers++
		worked := 0
		for m := now; m.Before(got); m = m.Add(time.Minute) {
			if h := m.In(zone).Hour(); days.Is(m) && h >= 8 && h < 18 {
				worked++
			}
		}
		latest := doors.Add(-time.Hour)
		if got.Before(now.Add(time.Hour)) || got.After(latest) || worked > 240 || worked < 240 && !got.Equal(latest) {
			t.Fatalf("now %s, doors %s: reply by %s, after %d office minutes", now, doors, got, worked)
		}
	}
	if offers < 1000 {
		t.Errorf("only %d offers looked at", offers)
	}
}

func TestBR14_EndOfDay(t *testing.T) {
	zone := amsterdam(t)
	tests := []struct {
		date, last, end string // last second that is open, first that is not
	}{
		{"2019-11-27", "2019-11-27T22:59:59Z", "2019-11-27T23:00:00Z"},
		{"2026-03-28", "2026-03-28T22:59:59Z", "2026-03-28T23:00:00Z"},
		{"2026-03-29", "2026-03-29T21:59:59Z", "2026-03-29T22:00:00Z"}, // 23 hours long
		{"2026-10-24", "2026-10-24T21:59:59Z", "2026-10-24T22:00:00Z"},
		{"2026-10-25", "2026-10-25T22:59:59Z", "2026-10-25T23:00:00Z"}, // 25 hours long
		{"2024-02-29", "2024-02-29T22:59:59Z", "2024-02-29T23:00:00Z"},
		{"2026-12-31", "2026-12-31T22:59:59Z", "2026-12-31T23:00:00Z"},
	}
	for _, tt := range tests {
		t.Run(tt.date, func(t *testing.T) {
			date, err := time.Parse(time.DateOnly, tt.date)
			if err != nil {
				t.Fatal(err)
			}
			end := EndOfDay(date, zone)
			if got := end.UTC().Format(time.RFC3339); got != tt.end {
				t.Errorf("EndOfDay = %s, want %s", got, tt.end)
			}
			last, err := time.Parse(time.RFC3339, tt.last)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := last.In(zone).Format("2006-01-02 15:04:05"), tt.date+" 23:59:59"; got != want {
				t.Fatalf("%s is %s, want %s", tt.last, got, want)
			}
			if fraction := last.Add(999 * time.Millisecond); !fraction.Before(end) {
				t.Errorf("%s is too late", fraction)
			}
			if got := LastDay(end.UTC(), zone).Format(time.DateOnly); got != tt.date {
				t.Errorf("LastDay = %s, want %s", got, tt.date)
			}
		})
	}
}

// A date counts as it stands, in whatever zone it was read.
func TestBR14_TheDayIsTheOneTyped(t *testing.T) {
	zone := amsterdam(t)
	want := EndOfDay(time.Date(2026, 3, 29, 0, 0, 0, 0, time.UTC), zone)
	for _, date := range []time.Time{
		time.Date(2026, 3, 29, 23, 59, 0, 0, zone), time.Date(2026, 3, 29, 0, 0, 0, 0, zone),
		time.Date(2026, 3, 29, 12, 0, 0, 0, time.FixedZone("far", -10*3600)),
	} {
		if got := EndOfDay(date, zone); !got.Equal(want) {
			t.Errorf("EndOfDay(%s) = %s, want %s", date, got, want)
		}
	}
}
