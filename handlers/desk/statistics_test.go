package desk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"bijeen/handlers/handlerstest"
	"bijeen/handlers/web"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// rows reads the body of a table.
func rows(a *handlerstest.Answer, selector string) [][]string {
	var all [][]string
	a.Doc().Find(selector + " tbody tr").Each(func(_ int, tr *goquery.Selection) {
		all = append(all, tr.Find("th, td").Map(func(_ int, s *goquery.Selection) string { return strings.TrimSpace(s.Text()) }))
	})
	return all
}

// The drawings have a name and a description, and a table with the same
// numbers.
func TestStatistics_Page(t *testing.T) {
	site := handlerstest.New(t)
	gathering(t, site)
	a := login(t, site, models.RoleOrganizer).Get(grote + "/cijfers")
	if a.Status != 200 {
		t.Fatalf("status %d", a.Status)
	}
	sites := [][]string{
		{"Hengelo: De Gieterij", "4", "4", "0", "2", "4"},
		{"Enschede: Ontmoetingspark Enschede Zuid", "120", "5", "115", "0", "5"},
		{"samen", "124", "9", "115", "2", "9"},
	}
	if diff := cmp.Diff(sites, rows(a, "#seats-table")); diff != "" {
		t.Errorf("sites (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([][]string{{"ma 7 okt 2019", "12", "1", "9", "2"}}, rows(a, "#days-table")); diff != "" {
		t.Errorf("days (-want +got):\n%s", diff)
	}
	matrix := rows(a, "#matrix-table")
	if last := matrix[len(matrix)-1]; last[0] != "Samen" || last[len(last)-1] != "9" {
		t.Errorf("the matrix adds up to %q, want the 9 people with a place", last)
	}
	svgs := a.Doc().Find("main figure svg[role=img]")
	if svgs.Length() != 3 {
		t.Fatalf("%d drawings, want 3", svgs.Length())
	}
	svgs.Each(func(_ int, svg *goquery.Selection) {
		title, desc := svg.AttrOr("aria-labelledby", "?"), svg.AttrOr("aria-describedby", "?")
		if svg.Find("#"+title).Text() == "" || svg.Find("#"+desc).Text() == "" {
			t.Errorf("%s: no name or no description", title)
		}
	})
	if text := a.Text("main"); !strings.Contains(text, "Stand van maandag 7 oktober 2019, 12.00 uur.") || !strings.Contains(text, "Aantallen (PDF)") {
		t.Errorf("page: %s", text)
	}
}

// A meeting that nobody signed up for says so, and whoever takes no lists is
// offered none.
func TestStatistics_Empty(t *testing.T) {
	site := handlerstest.New(t)
	in := modelstest.Gathering("leeg")
	in.Status = models.MeetingDraft
	site.Save(in)
	a := login(t, site, models.RoleViewer).Get("/beheer/bijeenkomsten/leeg/cijfers")
	if n := a.Doc().Find("main .bij-empty").Length(); a.Status != 200 || n != 3 || a.Has("main figure") || strings.Contains(a.Body, "aantallen.") {
		t.Errorf("status %d, %d empty states:\n%s", a.Status, n, a.Text("main"))
	}
}

// The script of the page asks with the tag it was given: unchanged numbers are
// 304 without a body, others come whole.
func TestStatistics_Refresh(t *testing.T) {
	site := handlerstest.New(t)
	m := gathering(t, site)
	client := login(t, site, models.RoleOrganizer)
	path := grote + "/cijfers"
	first := client.Get(path)
	tag := first.Header.Get("ETag")
	if shown := first.Doc().Find("[data-live]").AttrOr("data-tag", ""); tag == "" || shown != tag {
		t.Fatalf("tag %q, on the page %q", tag, shown)
	}
	site.Clock.Add(time.Minute)
	for header, want := range map[string]int{tag: 304, strings.TrimPrefix(tag, "W/"): 304, `"x", ` + tag: 304, "*": 304, `W/"x"`: 200, "": 200} {
		client.Header.Set("If-None-Match", header)
		if a := client.Get(path); a.Status != want || want == 304 && a.Body != "" || a.Header.Get("ETag") != tag {
			t.Errorf("If-None-Match %s: status %d with %d bytes, want %d", header, a.Status, len(a.Body), want)
		}
	}
	client.Header.Set("If-None-Match", tag)
	if a := client.Get(path + "?taal=en"); a.Status != 200 {
		t.Errorf("another language: status %d, want 200", a.Status)
	}
	client.Get(path + "?taal=nl")
	site.SignUpAll(m, named("Pim", "Proefbakker", "Gemeente Losser", "enschede"))
	a := client.Get(path)
	if a.Status != 200 || a.Header.Get("ETag") == tag || rows(a, "#seats-table")[1][2] != "6" {
		t.Errorf("after a sign-up: status %d, %v", a.Status, rows(a, "#seats-table"))
	}
	client.Header.Set("If-None-Match", a.Header.Get("ETag"))
	site.Clock.Add(24 * time.Hour) // the session has ended; the line would be a day longer
	if a := client.Get(path); a.Status != 303 {
		t.Errorf("after a night: status %d, want the login page", a.Status)
	}
	again := login(t, site, models.RoleAdmin)
	again.Header.Set("If-None-Match", a.Header.Get("ETag"))
	if a := again.Get(path); a.Status != 200 {
		t.Errorf("the next day: status %d, want a line that is a day longer", a.Status)
	}
}

// A page that refreshes itself keeps no session alive: a desk that nobody
// sits at is logged out after twelve hours.
func TestStatistics_RefreshIsNobodyAtWork(t *testing.T) {
	for _, header := range []string{"1", ""} { // without the header it is a person: the negative control
		site := handlerstest.New(t)
		gathering(t, site)
		client := login(t, site, models.RoleOrganizer)
		client.Header.Set("X-Bijeen-Refresh", header)
		if header == "" {
			client.Header.Del("X-Bijeen-Refresh")
		}
		want := map[string]int{"1": 303, "": 200}[header]
		for range 2 {
			site.Clock.Add(7 * time.Hour)
			if a := client.Get(grote + "/cijfers"); a.Status != 200 && a.Status != want {
				t.Fatalf("status %d", a.Status)
			}
		}
		if a := client.Get(grote + "/cijfers"); a.Status != want {
			t.Errorf("header %q: status %d after 14 hours, want %d", header, a.Status, want)
		}
	}
}

// Only this page may run a script, and only one of ours.
func TestStatistics_Policy(t *testing.T) {
	site := handlerstest.New(t)
	gathering(t, site)
	client := login(t, site, models.RoleOrganizer)
	a := client.Get(grote + "/cijfers")
	if got, want := a.Header.Get("Content-Security-Policy"), web.CSP+"; script-src 'self'; connect-src 'self'"; got != want {
		t.Errorf("policy %s, want %s", got, want)
	}
	a.Doc().Find("script").Each(func(_ int, s *goquery.Selection) {
		if src := s.AttrOr("src", ""); !strings.HasPrefix(src, "/s/live-") || s.Text() != "" {
			t.Errorf("script %q with %q inside", src, s.Text())
		}
	})
	if other := client.Get(grote); other.Header.Get("Content-Security-Policy") != web.CSP || other.Has("script") {
		t.Error("another page may run a script")
	}
}
