package ical

import (
	"bytes"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/google/go-cmp/cmp"
)

func TestBR46_Instants(t *testing.T) {
	tests := []struct {
		name       string
		start      time.Time
		wantLocal  string
		wantStart  time.Time
		wantZoneID string
	}{
		{"winter", local(2019, 11, 29, 9, 30), "20191129T093000", time.Date(2019, 11, 29, 8, 30, 0, 0, time.UTC), "Europe/Amsterdam"},
		{"summer", local(2019, 7, 5, 9, 30), "20190705T093000", time.Date(2019, 7, 5, 7, 30, 0, 0, time.UTC), "Europe/Amsterdam"},
		{"given in UTC", time.Date(2019, 7, 5, 7, 30, 0, 0, time.UTC), "20190705T093000", time.Date(2019, 7, 5, 7, 30, 0, 0, time.UTC), "Europe/Amsterdam"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			data, err := Request(with(func(item *Item) { item.Start, item.End = test.start, test.start.Add(2*time.Hour) }))
			if err != nil {
				t.Fatal(err)
			}
			obj := mustRead(t, data)
			start := obj.the(t, "DTSTART")
			if start.value != test.wantLocal || start.params["TZID"] != test.wantZoneID {
				t.Errorf("DTSTART %v:%s, want %s:%s", start.params, start.value, test.wantZoneID, test.wantLocal)
			}
			if got := obj.instant(t, "DTSTART"); !got.Equal(test.wantStart) {
				t.Errorf("start %v, want %v", got, test.wantStart)
			}
			if got, want := obj.instant(t, "DTEND"), test.wantStart.Add(2*time.Hour); !got.Equal(want) {
				t.Errorf("end %v, want %v", got, want)
			}
			if zone := bytes.Index(data, []byte("BEGIN:VTIMEZONE")); zone < 0 || zone > bytes.Index(data, []byte("BEGIN:VEVENT")) {
				t.Error("no VTIMEZONE before the event")
			}
		})
	}
}

// TestBR46_LibraryControl shows why times are not left to the library: its
// own way of setting a zone puts Z beside TZID.
func TestBR46_LibraryControl(t *testing.T) {
	event := ics.NewEvent("x")
	event.SetStartAt(local(2019, 7, 5, 9, 30), ics.WithTZID("Europe/Amsterdam"))
	if got := event.GetProperty(ics.ComponentPropertyDtStart).Value; !strings.HasSuffix(got, "Z") {
		t.Errorf("the library now writes %s: it may do more for us", got)
	}
}

// TestClockChanges walks through both changes of summer time. Whatever is
// written gives the same instant again, with a zone or in UTC but never both,
// and the hour that does not exist is never named.
func TestClockChanges(t *testing.T) {
	var inUTC []string
	for _, night := range []time.Time{local(2027, 3, 28, 0, 0), local(2027, 10, 31, 0, 0), local(2026, 10, 25, 0, 0)} {
		for start := night; start.Before(night.Add(6 * time.Hour)); start = start.Add(30 * time.Minute) {
			data, err := Request(with(func(item *Item) { item.Start, item.End = start, start.Add(6*time.Hour) }))
			if err != nil {
				t.Fatal(err)
			}
			obj := mustRead(t, data)
			if got := obj.instant(t, "DTSTART"); !got.Equal(start) {
				t.Errorf("start %v came back as %v", start, got)
			}
			if got := obj.instant(t, "DTEND"); !got.Equal(start.Add(6 * time.Hour)) {
				t.Errorf("end %v came back as %v", start.Add(6*time.Hour), got)
			}
			l := obj.the(t, "DTSTART")
			if strings.HasPrefix(l.value, "20270328T02") && l.params["TZID"] != "" {
				t.Errorf("names a time that does not exist: %s", l.value)
			}
			if l.params["TZID"] == "" {
				inUTC = append(inUTC, l.value)
			}
		}
	}
	// Only the second of the two hours from 02.00 has no local name of its own.
	want := []string{"20271031T010000Z", "20271031T013000Z", "20261025T010000Z", "20261025T013000Z"}
	if diff := cmp.Diff(want, inUTC); diff != "" {
		t.Errorf("written in UTC, -want +got:\n%s", diff)
	}
}

// TestZoneText proves the constant rule against the zone data, for every six
// hours of the years in which meetings are held.
func TestZoneText(t *testing.T) {
	for at := local(1997, 1, 1, 0, 0); at.Year() < 2050; at = at.Add(6 * time.Hour) {
		if !zoneSays(at) {
			t.Fatalf("the VTIMEZONE is wrong at %v", at)
		}
	}
	// Before 1996 summer time ended in September; in 1960 there was none.
	for _, at := range []time.Time{local(1995, 10, 10, 12, 0), local(1960, 7, 1, 12, 0), local(1960, 1, 1, 12, 0)} {
		if zoneSays(at) {
			t.Errorf("the VTIMEZONE is taken for right at %v", at)
		}
	}
}
