package desk

import (
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bijeen/models"
)

var sample = models.MeetingInput{Sites: []models.SiteInput{
	{Key: "hengelo", Venue: models.VenueInput{Name: "De Gieterij", Town: "Hengelo"}},
	{Key: "hof-van-twente", Venue: models.VenueInput{Town: "Hof van Twente"}},
}}

func TestProgramme_ReadsLines(t *testing.T) {
	tests := []struct {
		line string
		want models.ProgrammeInput
	}{
		{"9.30-10.10 Opening", models.ProgrammeInput{Kind: "item", Starts: "09:30", Ends: "10:10", Title: "Opening"}},
		{"09:30 – 10:10 uur Opening", models.ProgrammeInput{Kind: "item", Starts: "09:30", Ends: "10:10", Title: "Opening"}},
		{"9 tot 10 Inloop, koffie", models.ProgrammeInput{Kind: "item", Starts: "09:00", Ends: "10:00", Title: "Inloop, koffie"}},
		{"10.45-11.45 Thuiszitters | Hengelo | zaal 4 | 40 plekken", models.ProgrammeInput{Kind: "workshop", Starts: "10:45", Ends: "11:45", Title: "Thuiszitters", Site: "hengelo", Room: "zaal 4", Seats: 40}},
		{"10.45-11.45 Rondleiding | hof van twente", models.ProgrammeInput{Kind: "item", Starts: "10:45", Ends: "11:45", Title: "Rondleiding", Site: "hof-van-twente"}},
		{"10.45-11.45 Oefenen | workshop", models.ProgrammeInput{Kind: "workshop", Starts: "10:45", Ends: "11:45", Title: "Oefenen"}},
		{"10.45-11.45 Practice | room 2 | 12 places", models.ProgrammeInput{Kind: "workshop", Starts: "10:45", Ends: "11:45", Title: "Practice", Room: "room 2", Seats: 12}},
	}
	for _, tt := range tests {
		in, wrong := readMeeting(url.Values{"programme": {"\r\n" + tt.line + "\r\n"}}, sample, time.UTC, true)
		if len(wrong) > 0 || len(in.Programme) != 1 {
			t.Errorf("%q: %v, %v", tt.line, in.Programme, wrong)
			continue
		}
		if diff := cmp.Diff(tt.want, in.Programme[0]); diff != "" {
			t.Errorf("%q: %s", tt.line, diff)
		}
	}
}

func TestProgramme_TellsWhichLineIsWrong(t *testing.T) {
	for _, line := range []string{"Opening", "9.30 Opening", "9.30-10.10", "25.00-26.00 Nacht", "10.10-9.30 Andersom", "9.30-9.75 Onzin"} {
		_, wrong := readMeeting(url.Values{"programme": {"9.00-9.30 Inloop\n\n" + line}}, sample, time.UTC, true)
		if len(wrong) != 1 || wrong[0].Key != "programme_line" || wrong[0].Args["Line"] != 3 {
			t.Errorf("%q: %v; want line 3", line, wrong)
		}
	}
}

// What is shown can be saved again without a change, whatever it holds.
func TestProgramme_RoundTrip(t *testing.T) {
	in := sample
	in.Programme = []models.ProgrammeInput{
		{Kind: "item", Starts: "09:05", Ends: "10:00", Title: "Opening – drie tafels, drie pitches"},
		{Kind: "workshop", Starts: "10:45", Ends: "11:45", Title: "Thuiszitters: school, zorg", Site: "hengelo", Room: "zaal 4", Seats: 40},
		{Kind: "workshop", Starts: "10:45", Ends: "11:45", Title: "Zonder aantal", Site: "hof-van-twente"},
		{Kind: "workshop", Starts: "12:00", Ends: "12:00", Title: "Kort", Seats: 1},
	}
	text := programmeText(in.Programme)
	got, wrong := readMeeting(url.Values{"programme": {text + "\n"}}, in, time.UTC, true)
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	if diff := cmp.Diff(in.Programme, got.Programme); diff != "" {
		t.Error(diff)
	}
	// A title that looks like a remark stays when the text was not touched.
	odd := in
	odd.Programme = []models.ProgrammeInput{{Kind: "item", Starts: "09:00", Ends: "09:30", Title: "Links | rechts", Room: "workshop"}}
	got, _ = readMeeting(url.Values{"programme": {programmeText(odd.Programme)}}, odd, time.UTC, true)
	if diff := cmp.Diff(odd.Programme, got.Programme); diff != "" {
		t.Error(diff)
	}
}

func TestHosts_RoundTrip(t *testing.T) {
	hosts := []models.HostInput{{Name: "Platform Scheiding en Omgang", Role: "lead"}, {Name: "Ontwikkeltafel 2", Role: "co"}, {Name: "Saxion", Role: "venue_host"}, {Name: "Platform X", Role: "lender"}}
	text := hostsText(hosts)
	if want := "Platform Scheiding en Omgang\nOntwikkeltafel 2\nSaxion | gastheer\nPlatform X | uitlener"; text != want {
		t.Errorf("text %q, want %q", text, want)
	}
	got, wrong := readMeeting(url.Values{"hosts": {text + "\r\n\r\n"}}, models.MeetingInput{}, time.UTC, false)
	if diff := cmp.Diff(hosts, got.Hosts); diff != "" || len(wrong) > 0 {
		t.Error(diff, wrong)
	}
}

func TestParseClock(t *testing.T) {
	for typed, want := range map[string]string{"9.30": "09:30", "09:30": "09:30", "9:30 uur": "09:30", "9 uur": "09:00", "23.59": "23:59", "0:00": "00:00", "13": "13:00"} {
		if got, ok := parseClock(typed); !ok || got != want {
			t.Errorf("parseClock(%q) = %q, %v; want %q", typed, got, ok, want)
		}
	}
	for _, typed := range []string{"", "24.00", "9.60", "half tien", "9.3", "-1"} {
		if got, ok := parseClock(typed); ok {
			t.Errorf("parseClock(%q) = %q; want none", typed, got)
		}
	}
}

func TestParseDate(t *testing.T) {
	for _, typed := range []string{"2019-11-29", "29-11-2019", "29/11/2019", "29.11.2019", " 29-11-2019 "} {
		if got, ok := parseDate(typed, time.UTC); !ok || got.Format("2006-01-02") != "2019-11-29" {
			t.Errorf("parseDate(%q) = %s, %v", typed, got, ok)
		}
	}
	for _, typed := range []string{"", "31-2-2019", "29 november", "19-11-29", "0001-01-01"} {
		if got, ok := parseDate(typed, time.UTC); ok {
			t.Errorf("parseDate(%q) = %s; want none", typed, got)
		}
	}
}

// A wall-clock time is right on days of 23 and of 25 hours.
func TestAtClock_OnDaysTheClockChanges(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]string{"2026-03-29": "2026-03-29T07:30:00Z", "2026-10-25": "2026-10-25T08:30:00Z"} {
		date, _ := parseDate(day, zone)
		if got := atClock(date, "09:30").UTC().Format(time.RFC3339); got != want {
			t.Errorf("9.30 on %s is %s, want %s", day, got, want)
		}
	}
}

func TestBlocks(t *testing.T) {
	form := url.Values{"title": {"x"}, "sites[0].key": {"a"}, "sites[2].key": {"c"}, "sites[5].key": {"f"}, "remove_site": {"2"}}
	got, done := changeBlocks(form)
	want := url.Values{"title": {"x"}, "sites[0].key": {"a"}, "sites[1].key": {"f"}}
	if diff := cmp.Diff(want, got); diff != "" || !done {
		t.Error(diff)
	}
	got, _ = changeBlocks(url.Values{"sites[0].key": {"a"}, "add_site": {"online"}})
	want = url.Values{"sites[0].key": {"a"}, "sites[1].mode": {"online"}, "sites[1].status": {"confirmed"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, done := changeBlocks(url.Values{"title": {"x"}}); done {
		t.Error("no button was pressed")
	}
}
