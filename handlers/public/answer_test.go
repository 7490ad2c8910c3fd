package public_test

import (
	"net/url"
	"strings"
	"testing"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// invite invites whoever holds a position for Almelo to the board meeting, and
// gives the own page of that person.
func invite(t testing.TB, site *handlerstest.Site, holder models.Attendee) string {
	t.Helper()
	position := site.Position("wethouder Jeugd", "Gemeente Almelo", &holder, "GM0141")
	m := site.Meeting("uitnodiging")
	by := models.Actor{Kind: models.ByImport}
	if err := site.SetReplyBy(t.Context(), m.ID, "2019-11-22", by); err != nil {
		t.Fatal(err)
	}
	_, err := site.AddInvitations(t.Context(), m.ID, models.InvitationLines{
		Picks: []models.InvitationPick{{Target: models.InvitePosition, ID: position.ID}}, Reason: "alle wethouders", Reserved: true,
	}, by)
	if err == nil {
		_, err = site.SendInvitations(t.Context(), m.ID, false, by)
	}
	if err != nil {
		t.Fatal(err)
	}
	return "/aanmelding/" + site.Token(lastID(t, site), 1)
}

func zoe() models.Attendee {
	return models.Attendee{GivenName: "Zoë", Surname: "Schijnveld", Email: "zoe@almelo.example"}
}

func TestAnswerPage(t *testing.T) {
	site := cast(t)
	own := invite(t, site, zoe())
	a := site.Get(own)
	if !a.Has(`a[href="`+own+`/antwoord"]`) || a.Has(`a[href$="/aanmelden"]`) {
		t.Errorf("the own page does not lead to the answer")
	}
	a = site.Get(own + "/antwoord")
	for _, want := range []string{"wethouder Jeugd, Gemeente Almelo", "vrijdag 22 november 2019", "Almelo", "dan staat dit in uw agenda"} {
		if !strings.Contains(a.Body, want) {
			t.Errorf("no %q on the page", want)
		}
	}
	if a.Has(`input[value="GM0141"]`) || !a.Has(`input[name="also_for"][value="GM0147"]`) || a.Has(`input[name="own_mandate"]`) {
		t.Error("the page asks for what is known, or not for what is not")
	}
	for range 2 { // BR-19
		site.Get(own + "/antwoord")
	}
	if got := site.Status(lastID(t, site)); got != models.Invited {
		t.Errorf("looking made it %s", got)
	}
	a = site.Post(own+"/antwoord", url.Values{"answer": {"comes"}, "arrives_late": {"8:00"}, "also_for": {"GM0147"}})
	if a.Status != 422 || !a.Has(`#errors a[href="#arrives-late"]`) || !a.Has(`input[value="GM0147"][checked]`) || !a.Has(`input[value="comes"][checked]`) {
		t.Errorf("status %d: what was typed is lost, or no error at the field: %s", a.Status, a.Text("#errors"))
	}
	a = site.Post(own+"/antwoord", url.Values{"answer": {"comes"}, "arrives_late": {"10:15"}, "also_for": {"GM0147"}})
	if a.Status != 303 || a.Location() != own+"?bericht=antwoord" {
		t.Fatalf("status %d to %q", a.Status, a.Location())
	}
	a = site.Get(a.Location())
	for _, want := range []string{"U bent aangemeld", "komt om 10.15 uur", "Almelo en Borne", "Wijzig uw antwoord"} {
		if !strings.Contains(a.Body, want) {
			t.Errorf("the own page does not say %q", want)
		}
	}
	a = site.Get(own + "/antwoord")
	if !a.Has(`input[value="comes"][checked]`) || !a.Has(`input[value="10:15"]`) || !a.Has(`input[value="GM0147"][checked]`) {
		t.Error("the form does not show what was answered")
	}
	if a = site.Post(own+"/antwoord", url.Values{"answer": {"declines"}}); a.Status != 303 {
		t.Errorf("status %d", a.Status)
	}
	if got := site.Status(lastID(t, site)); got != models.Cancelled {
		t.Errorf("declined after all: %s", got)
	}
}

func TestAnswerPage_Substitute(t *testing.T) {
	site := cast(t)
	own := invite(t, site, zoe())
	form := url.Values{"answer": {"substitute"}, "given_name": {"Bas"}, "surname": {"Dummy"}, "email": {"bas@losser.example"}, "organization": {"Gemeente Losser"}}
	a := site.Post(own+"/antwoord", form)
	if a.Status != 422 || !strings.Contains(a.Text("#errors"), "Almelo") || !a.Has(`input[value="bas@losser.example"]`) {
		t.Errorf("another municipality: status %d, %s", a.Status, a.Text("#errors"))
	}
	form.Set("organization", "")
	form.Set("mandated", "yes")
	a = site.Post(own+"/antwoord", form)
	if a.Status != 303 || !strings.Contains(a.Location(), "/bijeenkomsten/uitnodiging") {
		t.Fatalf("status %d to %q", a.Status, a.Location())
	}
	for _, path := range []string{own, own + "/antwoord"} {
		if a = site.Get(path); a.Status != 410 {
			t.Errorf("%s: status %d", path, a.Status)
		}
	}
	if a = site.Post(own+"/antwoord", url.Values{"answer": {"comes"}}); a.Status != 410 {
		t.Errorf("status %d", a.Status)
	}
	mine := "/aanmelding/" + site.Token(lastID(t, site), 1)
	if a = site.Get(mine + "/antwoord"); a.Status != 200 {
		t.Errorf("the substitute cannot change the answer: %d", a.Status)
	}
}

// Each of these has a sentence, and nothing happens.
func TestAnswerPage_Refused(t *testing.T) {
	site := cast(t)
	seat := own(t, site, "open", modelstest.Person(70))
	if a := site.Get(seat + "/antwoord"); a.Status != 409 || !strings.Contains(a.Body, "geen uitnodiging") {
		t.Errorf("not invited: status %d", a.Status)
	}
	path := invite(t, site, zoe())
	if a := site.Post(path+"/antwoord", nil); a.Status != 422 || !strings.Contains(a.Body, "Kies of u komt") {
		t.Errorf("no answer: status %d", a.Status)
	}
	m := site.Meeting("uitnodiging")
	if _, err := site.TakeBackInvitations(t.Context(), m.ID, models.Actor{Kind: models.ByImport}); err != nil {
		t.Fatal(err)
	}
	for _, page := range []string{path, path + "/antwoord"} {
		if a := site.Get(page); !strings.Contains(a.Body, "Deze uitnodiging is vervallen") {
			t.Errorf("%s, taken back: status %d", page, a.Status)
		}
	}
	if a := site.Post(path+"/antwoord", url.Values{"answer": {"comes"}}); a.Status != 410 {
		t.Errorf("taken back: status %d", a.Status)
	}
}
