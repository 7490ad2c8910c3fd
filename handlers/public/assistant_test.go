package public_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// secretariat is the page of a mailbox that acts for two invited people.
func secretariat(t testing.TB, site *handlerstest.Site) string {
	t.Helper()
	desk := site.Listed(models.Attendee{GivenName: "Secretariaat", Surname: "Jeugd", Email: "secretariaat@twente.example"})
	bas := models.Attendee{GivenName: "Bas", Surname: "Dummy", Email: "bas@borne.example"}
	site.Assists(desk, site.Listed(zoe()))
	site.Assists(desk, site.Listed(bas))
	invite(t, site, zoe())
	m, by := site.Meeting("uitnodiging"), models.Actor{Kind: models.ByImport}
	borne := site.Position("wethouder Jeugd en onderwijs", "Gemeente Borne", &bas, "GM0147")
	_, err := site.AddInvitations(t.Context(), m.ID, models.InvitationLines{
		Picks: []models.InvitationPick{{Target: models.InvitePosition, ID: borne.ID}}, Reason: "alle wethouders", Reserved: true,
	}, by)
	if err == nil {
		_, err = site.SendInvitations(t.Context(), m.ID, false, by)
	}
	if err != nil {
		t.Fatal(err)
	}
	return "/namens/" + site.AssistantToken(desk.ID, 1)
}

func TestAssistantPage(t *testing.T) {
	site := cast(t)
	page := secretariat(t, site)
	second := lastID(t, site)
	a := site.Get(page)
	if text := a.Text("main"); a.Status != 200 || !strings.Contains(text, "Zoë Schijnveld en Bas Dummy") && !strings.Contains(text, "Bas Dummy en Zoë Schijnveld") {
		t.Fatalf("status %d: %s", a.Status, text)
	}
	if strings.Contains(a.Body, "@almelo.example") || a.Header.Get("Cache-Control") != "no-store" {
		t.Error("the page shows an address, or may be kept")
	}
	form := url.Values{fmt.Sprintf("answer[%d]", second-1): {"comes"}, fmt.Sprintf("answer[%d]", second): {"declines"}}
	if a = site.Post(page, form); a.Status != 303 {
		t.Fatalf("status %d", a.Status)
	}
	a = site.Get(a.Location())
	if !strings.Contains(a.Body, "De antwoorden zijn bewaard") || site.Status(second-1) != models.Registered || site.Status(second) != models.Declined {
		t.Errorf("%s, %s", site.Status(second-1), site.Status(second))
	}
	// Sending a substitute goes by the page of one.
	one := fmt.Sprintf("%s/%d/antwoord", page, second-1)
	if a = site.Get(one); a.Status != 200 || !a.Has(`form[action="`+one+`"]`) || !a.Has(`a[href="`+page+`"]`) {
		t.Errorf("one: status %d", a.Status)
	}
	if a = site.Post(one, url.Values{"answer": {"comes"}, "leaves_early": {"11.30"}}); a.Status != 303 || !strings.HasPrefix(a.Location(), page+"?") {
		t.Errorf("one: status %d to %s", a.Status, a.Location())
	}
	if text := site.Get(page).Text("main"); !strings.Contains(text, "gaat weg om 11.30 uur") {
		t.Errorf("not shown: %s", text)
	}
	guest := site.SignUpAll(site.Meeting("open"), modelstest.Person(80))[0].RegistrationID
	for _, path := range []string{fmt.Sprintf("%s/%d/antwoord", page, guest), page + "x", page + "/0/antwoord"} {
		if a = site.Get(path); a.Status != 404 {
			t.Errorf("%s: status %d", path, a.Status)
		}
	}
	if a = site.Post(page, url.Values{fmt.Sprintf("answer[%d]", guest): {"declines"}}); a.Status != 404 || site.Status(guest) != models.Registered {
		t.Errorf("somebody else's: status %d, %s", a.Status, site.Status(guest))
	}
}

func TestAssistantPage_SignsUp(t *testing.T) {
	site := cast(t)
	page := secretariat(t, site)
	meeting := fmt.Sprint(site.Meeting("open").ID)
	if a := site.Post(page+"/aanmelden", url.Values{"meeting": {meeting}}); a.Status != 422 || !strings.Contains(a.Text("#errors"), "ten minste één persoon") {
		t.Errorf("nobody: status %d", a.Status)
	}
	who := site.Get(page).Doc().Find(`input[name="principal"]`).First().AttrOr("value", "")
	if a := site.Post(page+"/aanmelden", url.Values{"meeting": {meeting}, "principal": {who}}); a.Status != 303 {
		t.Fatalf("status %d", a.Status)
	}
	r := site.Own(lastID(t, site)).Registration
	if r.BookedByEmail != "secretariaat@twente.example" || r.Source != models.SourceSecretary || r.Status != models.Registered {
		t.Errorf("%+v", r)
	}
}
