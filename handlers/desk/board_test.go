package desk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

const boardURL = "/beheer/bijeenkomsten/bestuursbijeenkomst/vertegenwoordiging"

// squares reads the board: name of the square to what it says.
func squares(a *handlerstest.Answer) map[string]string {
	all := map[string]string{}
	a.Doc().Find(".bij-rep__tile").Each(func(_ int, s *goquery.Selection) {
		people := s.Find(".bij-rep__people li").Map(func(_ int, p *goquery.Selection) string { return strings.TrimSpace(p.Text()) })
		all[s.Find(".bij-rep__name").Text()] = strings.Join(append([]string{strings.TrimSpace(s.Find(".bij-rep__state").Text())}, people...), ": ")
	})
	return all
}

// The board says with a word, a color and a pattern how each is represented,
// by whom, and when they come late or go early; heads and voices have labels
// of their own (BR-23 to BR-25).
func TestBR23_BoardPage(t *testing.T) {
	site := handlerstest.New(t)
	m := boardMeeting(t, site)
	site.Tell(site.Own(1).Registration.ID, modelstest.At("2019-11-29 10:15"), modelstest.At("2019-11-29 11:30"))
	site.Invite(m, models.Invitation{Name: "bestuurder", Organization: "Ambiq", Represents: "care_providers", State: models.InvitationSent})
	site.Invite(m, models.Invitation{Name: "bestuurder", Organization: "Karakter", Represents: "care_providers", State: models.InvitationQueued})
	a := login(t, site, models.RoleOrganizer).Get(boardURL)
	got := squares(a)
	for name, want := range map[string]string{
		"Almelo": "bestuurlijk: Wethouder0 Voorbeeldstra komt 10.15 uur, weg om 11.30 uur", "Tubbergen": "vervanger met mandaat: Demi de Demo",
		"Haaksbergen": "vervanger, mandaat nog niet bekend: Henk Nepveld", "Losser": "alleen ambtelijk: Ilse Tijdelijk: Bas Dummy afgemeld",
		"Wierden": "mede namens, via Twenterand: Wethouder9 Voorbeeldstra", "Onderwijs": "bestuurlijk: Renée d'Exemple",
		"Zorgaanbieders": "geen reactie 0 van 2", "Ambiq": "geen reactie", "Karakter": "niet uitgenodigd",
	} {
		if got[name] != want {
			t.Errorf("%s: %q, want %q", name, got[name], want)
		}
	}
	if n := a.Doc().Find(".bij-rep__tile svg rect[fill^='url(#rep-']").Length(); n != len(got) || n != 18 {
		t.Errorf("%d patterns for %d squares, want 18", n, len(got))
	}
	a.Doc().Find(".bij-rep__tile svg rect").Each(func(_ int, s *goquery.Selection) {
		if id := strings.TrimSuffix(strings.TrimPrefix(s.AttrOr("fill", ""), "url("), ")"); !a.Has(id) {
			t.Errorf("there is no pattern %s", id)
		}
	})
	if text := a.Text(".bij-rep__sum"); !strings.HasPrefix(text, "12 van de 14 gemeenten vertegenwoordigd. Nog niet: Haaksbergen, Losser.") || !strings.Contains(text, "mensen komen 14") || !strings.Contains(text, "keer namens een gemeente of sector 15") {
		t.Errorf("on top: %q", text)
	}
	if text := a.Text("#board-table"); !strings.Contains(text, "Demi de Demo, Gemeente Tubbergen") {
		t.Errorf("the table says %q", text)
	}
}

// Who sees numbers only sees squares without names.
func TestBoard_WithoutNames(t *testing.T) {
	site := handlerstest.New(t)
	boardMeeting(t, site)
	a := login(t, site, models.RoleViewer).Get(boardURL)
	if got := squares(a)["Tubbergen"]; a.Status != 200 || got != "vervanger met mandaat" {
		t.Errorf("status %d, square %q", a.Status, got)
	}
	if strings.Contains(a.Body, "Voorbeeldstra") || strings.Contains(a.Body, "Demi") || a.Has("#board-table") || a.Has("#quorum-rule") {
		t.Error("somebody who may see numbers only sees a name, or a form")
	}
}

// BR-78: who stands on lists with the given name only, does so here.
func TestBR78_BoardGivenNameOnly(t *testing.T) {
	site := handlerstest.New(t)
	m := boardMeeting(t, site)
	roos := named("Roos", "Nergenshuizen", "")
	roos.AsParentOrYoung, roos.Level, roos.Represents = true, models.Experience, []string{"parents"}
	site.SignUpAll(m, roos)
	a := login(t, site, models.RoleOrganizer).Get(boardURL)
	if got := squares(a)["Ouders"]; got != "alleen ambtelijk: Roos" || strings.Contains(a.Body, "Nergenshuizen") {
		t.Errorf("the square of parents: %q", got)
	}
}

// During the meeting the other view shows who came in; who left is told.
func TestBoard_Presence(t *testing.T) {
	site := handlerstest.New(t)
	m := boardMeeting(t, site)
	const present = boardURL + "?beeld=aanwezig"
	site.Clock.Set(*modelstest.At("2019-11-29 09:10"))
	client := login(t, site, models.RoleOrganizer)
	for _, id := range []int64{1, 10} { // Almelo; Twenterand, also for Wierden
		_, err := site.CheckIn(ctx, models.Passing{MeetingID: m.ID, RegistrationID: id, Site: "a", By: models.Actor{Kind: models.ByOrganizer}})
		must(t, err)
	}
	a := client.Get(present)
	if text := a.Text(".bij-rep__sum"); !strings.HasPrefix(text, "3 van de 14 gemeenten aanwezig vertegenwoordigd.") || !strings.Contains(text, "mensen binnengekomen 2") || !strings.Contains(text, "sector 3") {
		t.Errorf("on top: %q", text)
	}
	site.Clock.Set(*modelstest.At("2019-11-29 11:05"))
	_, err := site.CheckOut(ctx, models.Passing{MeetingID: m.ID, RegistrationID: 1, Site: "a", By: models.Actor{Kind: models.ByOrganizer}})
	must(t, err)
	got := squares(client.Get(present))
	for name, want := range map[string]string{
		"Almelo": "bestuurlijk: Wethouder0 Voorbeeldstra vertrokken 11.05 uur", "Wierden": "mede namens, via Twenterand: Wethouder9 Voorbeeldstra",
		"Borne": "nog niet binnen: Wethouder1 Voorbeeldstra", "Losser": "nog niet binnen: Ilse Tijdelijk: Bas Dummy afgemeld",
	} {
		if got[name] != want {
			t.Errorf("%s: %q, want %q", name, got[name], want)
		}
	}
	must(t, site.Finish(ctx, m.ID, models.Actor{Kind: models.ByOrganizer}))
	if got := squares(client.Get(present))["Borne"]; got != "niet gekomen: Wethouder1 Voorbeeldstra" {
		t.Errorf("BR-64: once finished: %q", got)
	}
}

// The quorum is shown as met or missing, and whoever may change the meeting
// sets it; a colleague who was first is not overruled by accident.
func TestBoard_Quorum(t *testing.T) {
	site := handlerstest.New(t)
	m := boardMeeting(t, site)
	client := login(t, site, models.RoleOrganizer)
	if client.Get(boardURL).Has(".bij-rep__quorum") {
		t.Error("there is a quorum without a rule")
	}
	steps := []struct {
		quorum, seen string
		status       int
		says         string // on the page that follows
	}{
		{"13", "0", 303, "Quorum: 13 gemeenten nodig nog 1 nodig"},
		{" 12 ", "13", 303, "Quorum: 12 gemeenten nodig gehaald"},
		{"5", "13", 409, "Quorum: 12 gemeenten nodig gehaald"},
		{"5", "", 409, "Quorum: 12 gemeenten nodig gehaald"},
		{"15", "12", 422, "Quorum: 12 gemeenten nodig gehaald"},
		{"-1", "12", 422, "Quorum: 12 gemeenten nodig gehaald"},
		{"acht", "12", 422, "Quorum: 12 gemeenten nodig gehaald"},
		{"", "12", 303, ""},
	}
	for _, s := range steps {
		a := client.Post(boardURL, form("quorum", s.quorum, "seen", s.seen))
		if a.Status != s.status {
			t.Errorf("%q after %q: status %d, want %d", s.quorum, s.seen, a.Status, s.status)
		}
		if s.status != 303 && a.Doc().Find("#quorum").AttrOr("value", "") != s.quorum {
			t.Errorf("%q: what was typed is gone", s.quorum)
		}
		if s.status == 422 && a.Text("#errors li") != "Vul een heel getal in van 0 tot en met 14" {
			t.Errorf("%q: %q", s.quorum, a.Text("#errors li"))
		}
		got := ""
		if shown := client.Get(boardURL); shown.Has(".bij-rep__quorum") {
			got = shown.Text(".bij-rep__quorum")
		}
		if got != s.says {
			t.Errorf("%q: the board says %q, want %q", s.quorum, got, s.says)
		}
	}
	log := login(t, site, models.RoleAdmin).Get("/beheer/bijeenkomsten/bestuursbijeenkomst/logboek").Text("main")
	if !strings.Contains(log, "Het quorum is nu: 12") || !strings.Contains(log, "Het quorum is nu: 0") {
		t.Errorf("history: %s", log)
	}
	must(t, site.SetQuorum(ctx, m.ID, 8, 0, models.Actor{Kind: models.ByOrganizer}))
	in := m.Input()
	in.Title = "Bestuursbijeenkomst in een andere zaal"
	site.Save(in)
	if got := site.Meeting(m.Slug).Quorum; got != 8 {
		t.Errorf("after a change of the meeting the quorum is %d, want 8", got)
	}
}

// The script of the page asks with the tag it was given: an unchanged board is
// 304, also later; another one comes whole.
func TestBoard_Refresh(t *testing.T) {
	site := handlerstest.New(t)
	m := boardMeeting(t, site)
	client := login(t, site, models.RoleOrganizer)
	tag := client.Get(boardURL).Header.Get("ETag")
	ask := func(path string) int {
		client.Header.Set("If-None-Match", tag)
		defer client.Header.Del("If-None-Match")
		return client.Get(path).Status
	}
	site.Clock.Add(time.Minute)
	if got := ask(boardURL); tag == "" || got != 304 {
		t.Errorf("tag %q, nothing changed: status %d, want 304", tag, got)
	}
	if got := ask(boardURL + "?taal=en"); got != 200 {
		t.Errorf("in another language: status %d, want 200", got)
	}
	client.Get(boardURL + "?taal=nl")
	tag = client.Get(boardURL).Header.Get("ETag")
	losser := named("Truus", "Tijdelijk", "Gemeente Losser")
	losser.Level, losser.Represents = models.Executive, []string{"GM0168"}
	site.SignUpAll(m, losser)
	if got := ask(boardURL); got != 200 {
		t.Errorf("Losser comes: status %d, want 200", got)
	}
}

// The board takes the same number of queries for a few people as for 500
// invitations.
func TestBoard_ConstantQueries(t *testing.T) {
	site := handlerstest.New(t)
	m := boardMeeting(t, site)
	client := login(t, site, models.RoleOrganizer)
	q := modelstest.CountQueries(t, site.Store)
	paths := []string{boardURL, boardURL + "?beeld=aanwezig"}
	count := func() []int64 {
		var n []int64
		for _, path := range paths {
			client.Get(path) // the first look writes that the session is in use
			n = append(n, q.During(func() {
				if a := client.Get(path); a.Status != 200 {
					t.Fatalf("%s: status %d", path, a.Status)
				}
			}))
		}
		return n
	}
	few := count()
	for i := range 500 {
		c := models.Constituencies()[i%25]
		site.Invite(m, models.Invitation{
			Name: "bestuurder", Organization: fmt.Sprintf("Organisatie %d", i%30), Represents: c.Code,
			State: models.InvitationStates[i%len(models.InvitationStates)],
		})
	}
	if diff := cmp.Diff(few, count()); diff != "" || few[0] == 0 {
		t.Errorf("queries for few (-) and 500 (+):\n%s", diff)
	}
}
