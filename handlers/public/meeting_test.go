package public_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// TestMeetingPhases: the page says what one can do, and what one cannot.
func TestMeetingPhases(t *testing.T) {
	site := cast(t)
	for _, test := range []struct {
		slug, badge  string
		button, says string // empty: no button; what stands in the notice
		interest     bool
	}{
		{"open", "80 plekken vrij", "Aanmelden", "", false},
		{"wachtlijst", "Vol, wachtlijst: 1", "Aanmelden voor de wachtlijst", "", false},
		{"aanvraag", "Nog 10 plekken", "Deelname aanvragen", "", false},
		{"aanvraag-vol", "Vol, u kunt wel een aanvraag doen", "Deelname aanvragen", "", false},
		{"straks", "Aanmelden kan later", "", "vanaf vrijdag 1 november 2019, 9.00 uur", true},
		{"aangekondigd", "Aangekondigd", "", "Laat uw adres achter", true},
		{"gesloten", "Aanmelding gesloten", "", "Neem contact op", false},
		{"afgelast", "Gaat niet door", "", "De spreker is ziek", false},
		{"uitgesteld", "Uitgesteld", "", "De zaal is niet beschikbaar", false},
		{"geweest", "Afgelopen", "", "Deze bijeenkomst is geweest", false},
		{"uitnodiging", "Op uitnodiging", "", "nodigt de organisatie mensen uit", false},
		{"vol", "Vol", "", "Alle plaatsen zijn bezet", false},
	} {
		t.Run(test.slug, func(t *testing.T) {
			a := site.Get("/bijeenkomsten/" + test.slug)
			if a.Status != 200 {
				t.Fatalf("status %d", a.Status)
			}
			if got := a.Text(".bij-kicker .bij-badge"); got != test.badge {
				t.Errorf("badge %q, want %q", got, test.badge)
			}
			form := a.Doc().Find(`a[href="/bijeenkomsten/` + test.slug + `/aanmelden"]`)
			if got := strings.TrimSpace(form.Text()); got != test.button {
				t.Errorf("button %q, want %q", got, test.button)
			}
			if test.says != "" && !strings.Contains(a.Text(".utrecht-alert"), test.says) {
				t.Errorf("notice %q, want %q in it", a.Text(".utrecht-alert"), test.says)
			}
			if got := a.Has(`a[href$="/belangstelling"]`); got != test.interest {
				t.Errorf("interest offered: %v", got)
			}
		})
	}
}

// A page without a form must not lead to one, and the other way around.
func TestFormOrRefusal(t *testing.T) {
	site := cast(t)
	for slug, want := range map[string]int{
		"open": 200, "wachtlijst": 200, "aanvraag": 200, "besloten": 200, "bestuur": 200, "straks": 409, "aangekondigd": 409,
		"gesloten": 409, "uitgesteld": 409, "uitnodiging": 409, "vol": 409, "afgelast": 410, "geweest": 410, "onbekend": 404,
	} {
		path := "/bijeenkomsten/" + slug + "/aanmelden"
		get, post := site.Get(path), site.Post(path, fenna())
		if get.Status != want {
			t.Errorf("GET %s: %d, want %d", path, get.Status, want)
		}
		if want == 200 {
			want = 303
		}
		if post.Status != want {
			t.Errorf("POST %s: %d, want %d", path, post.Status, want)
		}
		if want != 303 && post.Has("input[name=given_name]") {
			t.Errorf("POST %s shows a form that can only fail", path)
		}
	}
}

func TestMeetingShowsPlaces(t *testing.T) {
	site := cast(t)
	a := site.Get("/bijeenkomsten/twee")
	var cards []string
	for _, s := range a.Doc().Find(".bij-site").EachIter() {
		cards = append(cards, strings.Join(strings.Fields(s.Find("h3, .bij-badge").Text()), " "))
	}
	want := []string{"Hengelo: De GieterijVol, wachtlijst open", "Enschede: Ontmoetingspark Enschede Zuid120 plekken vrij", "Online meedoen200 plekken vrij"}
	if strings.Join(cards, "|") != strings.Join(want, "|") {
		t.Errorf("sites %q, want %q", cards, want)
	}
	if strings.Contains(a.Body, "bellen.example") {
		t.Error("the link of the call stands on the public page")
	}
	if !strings.Contains(a.Body, "(alleen Enschede)") || !strings.Contains(a.Body, "10.00 tot 12.30 uur") {
		t.Error("what differs per site is not said")
	}
}

func TestMeetingDeadline(t *testing.T) {
	site := cast(t)
	// Closed is the first moment of the 28th: the last day to show is the 27th.
	if got := site.Get("/bijeenkomsten/open").Body; !strings.Contains(got, "Aanmelden kan t/m woensdag 27 november 2019") {
		t.Error("the last day to sign up is missing")
	}
}

// TestPageCache: a kept page never says what is no longer true.
func TestPageCache(t *testing.T) {
	site := handlerstest.New(t)
	in := modelstest.Gathering("platform", 12)
	in.RegistrationClosesAt = modelstest.At("2019-11-01 00:00")
	m := site.Save(in)
	badge := func(path string) string { return site.Get(path).Text(".bij-kicker .bij-badge") }
	steps := []struct {
		name string
		do   func()
		want string
	}{
		{"first", func() {}, "12 plekken vrij"},
		{"again", func() {}, "12 plekken vrij"},
		{"after a sign-up", func() { site.SignUpAll(m, modelstest.Person(1)) }, "11 plekken vrij"},
		{"after a change", func() { in.Sites[0].SeatCapacity = 20; site.Save(in) }, "19 plekken vrij"},
		{"after closing time", func() { site.Clock.Set(*modelstest.At("2019-11-01 00:00")) }, "Aanmelding gesloten"},
		{"clock put back", func() { site.Clock.Add(-time.Hour) }, "19 plekken vrij"},
		{"after it was called off", func() { in.Status, in.StatusReason = models.MeetingCancelled, "Ziek"; site.Save(in) }, "Gaat niet door"},
	}
	for _, step := range steps {
		step.do()
		if got := badge("/bijeenkomsten/platform"); got != step.want {
			t.Errorf("%s: %q, want %q", step.name, got, step.want)
		}
	}
	if got := badge("/bijeenkomsten/platform?taal=en"); got != "Called off" {
		t.Errorf("English page says %q", got)
	}
	site.Clock.Add(time.Second) // the version of a meeting is the time of its last change
	in.Status = models.MeetingDraft
	site.Save(in)
	if a := site.Get("/bijeenkomsten/platform"); a.Status != 404 {
		t.Errorf("withdrawn to draft: status %d, want 404", a.Status)
	}
}

// The page is kept for everybody: whoever asked first must leave no trace.
func TestPageIsSameForAll(t *testing.T) {
	site := cast(t)
	english := site.Client()
	english.Header.Set("Accept-Language", "en")
	english.Header.Set("Cookie", "bijeen_session=abc")
	first := english.Get("/bijeenkomsten/open?utm=%22%3E%3Cscript%3E").Body
	if second := site.Get("/bijeenkomsten/open").Body; first != second {
		t.Error("two visitors get different bytes for one meeting")
	}
	if strings.Contains(first, "utm") {
		t.Error("the kept page repeats a parameter of the first visitor")
	}
}

func TestMeetingLanguage(t *testing.T) {
	site := cast(t)
	for path, want := range map[string]string{
		"/bijeenkomsten/english": "en", "/bijeenkomsten/english?taal=nl": "nl", "/bijeenkomsten/open": "nl",
		"/bijeenkomsten/open?taal=en": "en", "/bijeenkomsten/open?taal=fr": "nl", "/bijeenkomsten/english/aanmelden": "en",
	} {
		client := site.Client()
		client.Header.Set("Accept-Language", "de")
		if got := client.Get(path).Doc().Find("html").AttrOr("lang", ""); got != want {
			t.Errorf("%s is in %q, want %q", path, got, want)
		}
	}
	a := site.Get("/bijeenkomsten/english?taal=nl")
	if got := a.Doc().Find("h1").AttrOr("lang", ""); got != "en" {
		t.Errorf("title of an English meeting on a Dutch page has lang %q", got)
	}
	if !a.Has(`a[href="/bijeenkomsten/english/aanmelden?taal=nl"]`) {
		t.Error("the link to the form forgets the language")
	}
}

// Withdrawing a site that was somebody's must not break the pages.
func TestWithdrawnSite(t *testing.T) {
	site := cast(t)
	path := own(t, site, "twee", modelstest.Person(40, "c"))
	m := site.Meeting("twee")
	err := site.WithdrawSite(context.Background(), m.ID, models.SiteWithdrawal{Site: "c", After: models.MoveToWaitlist}, byOrganizer)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{"/bijeenkomsten/twee", "/bijeenkomsten/twee/aanmelden", path, path + "/wijzigen", "/"} {
		if a := site.Get(p); a.Status != 200 {
			t.Errorf("%s: status %d", p, a.Status)
		}
	}
}
