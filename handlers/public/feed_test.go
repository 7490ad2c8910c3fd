package public_test

import (
	"strings"
	"testing"
	"time"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// unfolded undoes the folding of long lines.
func unfolded(ics string) string { return strings.ReplaceAll(ics, "\r\n ", "") }

// event is the part of a feed about one meeting; empty when it is not in it.
func event(ics, slug string) string {
	for _, part := range strings.Split(unfolded(ics), "BEGIN:VEVENT") {
		if strings.Contains(part, "/bijeenkomsten/"+slug+"\r\n") {
			return part
		}
	}
	return ""
}

func TestFeed(t *testing.T) {
	site := cast(t)
	path := own(t, site, "open", modelstest.Person(50))
	a := site.Get("/bijeenkomsten.ics")
	if a.Status != 200 || a.Header.Get("Content-Type") != "text/calendar; charset=utf-8" || a.Header.Get("Cache-Control") != "public, max-age=900" {
		t.Fatalf("status %d, headers %v", a.Status, a.Header)
	}
	if strings.Contains(a.Body, "ATTENDEE") || strings.Contains(a.Body, "bellen.example") {
		t.Error("the public feed names a person or the link of a call")
	}
	uid := site.One("select calendar_uid from registrations order by id desc limit 1")
	if uid == "" || strings.Contains(unfolded(a.Body), uid) {
		t.Error("the public feed holds the UID of a registration")
	}
	if !strings.Contains(unfolded(site.Get(path+"/afspraak.ics").Body), uid) { // negative control: the secret is a real one
		t.Error("the own appointment does not hold its UID")
	}
	for slug, want := range map[string]string{
		"open": "STATUS:CONFIRMED", "afgelast": "STATUS:CANCELLED", "uitgesteld": "STATUS:CANCELLED", "geweest": "STATUS:CONFIRMED",
		"besloten": "", "bestuur": "", "aangekondigd": "",
	} {
		switch got := event(a.Body, slug); {
		case want == "" && got != "":
			t.Errorf("%s is in the feed", slug)
		case want != "" && !strings.Contains(got, want+"\r\n"):
			t.Errorf("%s in the feed: %q, want %s", slug, got, want)
		}
	}
	if got := event(a.Body, "twee"); !strings.Contains(got, "LOCATION:De Gieterij\\, Gieterij 200\\, 7553 VZ Hengelo / ") || !strings.Contains(got, " / Online\r\n") {
		t.Errorf("places of several sites: %s", got)
	}
	if got := event(a.Body, "open"); !strings.Contains(got, "DESCRIPTION:Inloop 9.00 uur\\, start 9.30 uur\\n") {
		t.Errorf("BR-48: doors and start are not named: %s", got)
	}
}

func TestFeedUnchanged(t *testing.T) {
	site := cast(t)
	first := site.Get("/bijeenkomsten.ics")
	site.Clock.Add(time.Hour)
	client := site.Client()
	client.Header.Set("If-None-Match", first.Header.Get("ETag"))
	if again := client.Get("/bijeenkomsten.ics"); again.Status != 304 || again.Body != "" {
		t.Errorf("status %d with %d bytes, want 304", again.Status, len(again.Body))
	}
	in := site.Meeting("open").Input()
	in.Title = "Nieuwe titel"
	site.Save(in)
	changed := client.Get("/bijeenkomsten.ics")
	if changed.Status != 200 || changed.Header.Get("ETag") == first.Header.Get("ETag") {
		t.Errorf("after a change: status %d", changed.Status)
	}
	if got := event(changed.Body, "open"); !strings.Contains(got, "SEQUENCE:1\r\n") || !strings.Contains(got, "DTSTAMP:20191007T110000Z") {
		t.Errorf("after a change: %s", got)
	}
}

// Cancelled meetings stay thirty days, and so do those that are over.
func TestFeedWindow(t *testing.T) {
	site := cast(t)
	site.Clock.Add(31 * 24 * time.Hour)
	feed := site.Get("/bijeenkomsten.ics").Body
	for slug, want := range map[string]bool{"afgelast": false, "uitgesteld": false, "geweest": false, "open": true} {
		if got := event(feed, slug) != ""; got != want {
			t.Errorf("%s in the feed after 31 days: %v, want %v", slug, got, want)
		}
	}
}

func TestMeetingCalendar(t *testing.T) {
	site := cast(t)
	a := site.Get("/bijeenkomsten/open.ics")
	if a.Status != 200 || a.Header.Get("Content-Disposition") != `attachment; filename="afspraak.ics"` || !strings.Contains(a.Body, "METHOD:PUBLISH") {
		t.Errorf("status %d, %q", a.Status, a.Header.Get("Content-Disposition"))
	}
	for path, want := range map[string]int{
		"/bijeenkomsten/aangekondigd.ics": 404, "/bijeenkomsten/onbekend.ics": 404, "/bijeenkomsten/besloten.ics": 200, "/bijeenkomsten/afgelast.ics": 200,
	} {
		if got := site.Get(path).Status; got != want {
			t.Errorf("%s: status %d, want %d", path, got, want)
		}
	}
}

// TestBR47: an announced day is all-day and tentative; when sign-up opens it
// is the same item, counted up and certain.
func TestBR47_SaveTheDate(t *testing.T) {
	site := handlerstest.New(t)
	in := modelstest.Gathering("dag", 10)
	in.Status = models.MeetingAnnounced
	site.Save(in)
	before := unfolded(site.Get("/bijeenkomsten/dag.ics").Body)
	for _, want := range []string{"DTSTART;VALUE=DATE:20191129", "STATUS:TENTATIVE", "TRANSP:TRANSPARENT", "SEQUENCE:0"} {
		if !strings.Contains(before, want+"\r\n") {
			t.Errorf("announced: no %s in\n%s", want, before)
		}
	}
	in.Status = models.MeetingOpen
	site.Save(in)
	after := unfolded(site.Get("/bijeenkomsten/dag.ics").Body)
	for _, want := range []string{"DTSTART;TZID=Europe/Amsterdam:20191129T093000", "STATUS:CONFIRMED", "SEQUENCE:1"} {
		if !strings.Contains(after, want+"\r\n") {
			t.Errorf("open: no %s in\n%s", want, after)
		}
	}
	uid := func(ics string) string {
		_, rest, _ := strings.Cut(ics, "UID:")
		u, _, _ := strings.Cut(rest, "\r\n")
		return u
	}
	if uid(before) != uid(after) {
		t.Error("the item changed its UID")
	}
}
