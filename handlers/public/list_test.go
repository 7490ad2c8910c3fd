package public_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// titles lists the meetings on a page.
func titles(a *handlerstest.Answer) []string {
	var list []string
	for _, s := range a.Doc().Find(".bij-meeting h3").EachIter() {
		list = append(list, strings.TrimSpace(s.Text()))
	}
	return list
}

func listed(t *testing.T) *handlerstest.Site {
	t.Helper()
	site := handlerstest.New(t)
	save := func(slug, title string, kind models.MeetingKind, town, theme string, change func(*models.MeetingInput)) {
		in := modelstest.Gathering(slug, 10)
		in.Title, in.Kind, in.Theme = title, kind, theme
		in.Sites[0].Venue.Town = town
		if change != nil {
			change(&in)
		}
		site.Save(in)
	}
	save("een", "Eerste", models.PlatformMeeting, "Hengelo", "Scheiding", nil)
	save("twee", "Tweede", models.ScrapSession, "Almelo", "Regels", nil)
	save("drie", "Derde", models.ScrapSession, "Hengelo", "Regels", func(in *models.MeetingInput) {
		in.Sites[0].Mode, in.Sites[0].Venue, in.Sites[0].JoinURL = models.Online, models.VenueInput{}, "https://bellen.example/kamer"
	})
	save("link", "Alleen met link", models.BoardMeeting, "Borne", "Geheim", func(in *models.MeetingInput) { in.Visibility = models.VisibilityLink })
	save("concept", "Concept", models.BoardMeeting, "Borne", "Geheim", func(in *models.MeetingInput) { in.Status = models.MeetingDraft })
	save("geweest", "Geweest", models.PlatformMeeting, "Hengelo", "", func(in *models.MeetingInput) {
		in.StartsAt, in.EndsAt, in.DoorsOpenAt = modelstest.At("2019-09-20 09:30"), modelstest.At("2019-09-20 12:00"), nil
	})
	return site
}

func TestListFilters(t *testing.T) {
	site := listed(t)
	for _, test := range []struct {
		name, path string
		want       []string
	}{
		{"all to come", "/", []string{"Eerste", "Tweede", "Derde"}},
		{"kind", "/?soort=scrap_session", []string{"Tweede", "Derde"}},
		{"place", "/?plaats=Hengelo", []string{"Eerste"}},
		{"online", "/?plaats=online", []string{"Derde"}},
		{"theme", "/?thema=Regels", []string{"Tweede", "Derde"}},
		{"two at once", "/?soort=scrap_session&plaats=Almelo", []string{"Tweede"}},
		{"empty fields of the form", "/?soort=&plaats=&thema=", []string{"Eerste", "Tweede", "Derde"}},
		{"nothing", "/?soort=members_meeting", nil},
		{"injection", "/?plaats=%27%20or%201=1--", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := site.Get(test.path)
			if got := titles(a); a.Status != 200 || !slices.Equal(got, test.want) {
				t.Errorf("status %d, meetings %q, want %q", a.Status, got, test.want)
			}
			if empty := a.Has(".bij-empty"); empty != (len(test.want) == 0) {
				t.Errorf("empty state shown: %v", empty)
			}
		})
	}
}

// What is only reached by its address must not be found by a filter either.
func TestListKeepsUnlisted(t *testing.T) {
	site := listed(t)
	if page := site.Get("/").Body; strings.Contains(page, "Alleen met link") || strings.Contains(page, "Geheim") || strings.Contains(page, "Borne") {
		t.Error("the list gives away an unlisted meeting")
	}
	for path, want := range map[string]bool{"/bijeenkomsten/link": true, "/bijeenkomsten/een": false} {
		if got := site.Get(path).Has(`meta[name=robots][content=noindex]`); got != want {
			t.Errorf("%s noindex %v, want %v", path, got, want)
		}
	}
	if a := site.Get("/bijeenkomsten/concept"); a.Status != 404 {
		t.Errorf("draft: status %d, want 404", a.Status)
	}
}

func TestListCountsInWords(t *testing.T) {
	site := listed(t)
	for path, want := range map[string]string{
		"/": "3 bijeenkomsten", "/?plaats=Almelo": "1 bijeenkomst gevonden", "/?taal=en&plaats=Almelo": "1 meeting found", "/?thema=niets": "0 bijeenkomsten gevonden",
	} {
		if got := site.Get(path).Text("[role=status]"); got != want {
			t.Errorf("%s says %q, want %q", path, got, want)
		}
	}
}

func TestListLanguage(t *testing.T) {
	site := listed(t)
	client := site.Client()
	client.Header.Set("Accept-Language", "en-GB,en;q=0.9,nl;q=0.5")
	a := client.Get("/")
	if lang, _ := a.Doc().Find("html").Attr("lang"); lang != "en" {
		t.Errorf("lang %q, want en", lang)
	}
	if href, _ := a.Doc().Find(".bij-meeting h3 a").Attr("href"); href != "/bijeenkomsten/een?taal=en" {
		t.Errorf("link to a Dutch meeting from an English page: %q", href)
	}
	if href, _ := a.Doc().Find(".bij-switch").Attr("href"); href != "/?taal=nl" {
		t.Errorf("switch leads to %q", href)
	}
	if hidden := client.Get("/?taal=nl").Doc().Find(`input[type=hidden][name=taal]`).AttrOr("value", ""); hidden != "nl" {
		t.Errorf("the filter form forgets the language: %q", hidden)
	}
}

// The date of a postponed meeting holds no longer, nor does it make the
// meeting one that is over; beside it stands one that is held.
func TestListPostponed(t *testing.T) {
	site := handlerstest.New(t)
	held := modelstest.Gathering("gewoon", 10)
	site.Save(held)
	in := modelstest.Gathering("uitgesteld", 10, 10)
	in.Title, in.Sites[1].StartsAt, in.Sites[1].EndsAt = "Uitgesteld", modelstest.At("2019-11-29 10:00"), modelstest.At("2019-11-29 12:30")
	in.Status, in.StatusReason = models.MeetingPostponed, "De zaal is bezet."
	site.Save(in)
	const text = "Nieuwe datum volgt (was vrijdag 29 november 2019)"
	a := site.Get("/")
	if got := a.Doc().Find(".bij-month").Text(); got != "November 2019Nog zonder datum" {
		t.Errorf("headings %q", got)
	}
	item := a.Doc().Find(".bij-meeting").Eq(1)
	if !strings.Contains(item.Text(), text) || item.Find("time").Length() != 0 || !strings.Contains(item.Text(), "Uitgesteld") {
		t.Errorf("postponed meeting in the list: %s", item.Text())
	}
	if a.Doc().Find(".bij-meeting").Eq(0).Find("time").Length() != 1 { // negative control
		t.Error("the meeting that is held has lost its date")
	}
	page := site.Get("/bijeenkomsten/uitgesteld")
	if !strings.Contains(page.Text(".bij-facts"), text) || strings.Contains(page.Text("main"), "10.00 tot 12.30 uur") {
		t.Errorf("page: %s", page.Text("main"))
	}
	if english := site.Get("/?taal=en").Doc().Find(".bij-meeting").Eq(1).Text(); !strings.Contains(english, "New date to follow (was Friday 29 November 2019)") {
		t.Errorf("in English: %s", english)
	}
	site.Clock.Add(90 * 24 * time.Hour)
	if got := titles(site.Get("/")); !slices.Equal(got, []string{"Uitgesteld"}) {
		t.Errorf("after the old date the list holds %q", got)
	}
}
