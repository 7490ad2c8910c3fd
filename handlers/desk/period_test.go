package desk_test

import (
	"strings"
	"testing"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
)

// A meeting about which only the month is known says so, follows when another
// month is chosen, and forgets it when it gets a day (BR-01).
func TestBR01_DatePrecision(t *testing.T) {
	site := handlerstest.New(t)
	client := login(t, site, models.RoleOrganizer)
	const path = "/beheer/bijeenkomsten/najaarsbijeenkomst/wijzigen"
	made := set(filled(t, client.Get("/beheer/nieuw?soort=working_session")), "title", "Najaarsbijeenkomst", "visibility", "public",
		"date_precision", "month", "contact.email", "post@samen.example", "then", "announced")
	if a := client.Post("/beheer/nieuw", made); a.Status != 422 || !a.Has("#date-around[aria-invalid=true]") {
		t.Fatalf("without a day in it: status %d", a.Status)
	}
	if a := client.Post("/beheer/nieuw", set(made, "date_around", "2019-11-12")); a.Status != 303 {
		t.Fatalf("status %d: %s", a.Status, a.Text("main"))
	}
	says := func(want string) {
		t.Helper()
		if text := site.Get("/bijeenkomsten/najaarsbijeenkomst").Text("main"); !strings.Contains(strings.ToLower(text), want) {
			t.Errorf("the page does not say %q: %.200s", want, text)
		}
	}
	says("in november 2019")
	change := func(pairs ...string) {
		t.Helper()
		a := client.Post(path, set(filled(t, client.Get(path)), pairs...))
		if a.Status == 200 {
			a = client.Post(path, set(filled(t, a), "confirmed", "1"))
		}
		if a.Status != 303 {
			t.Fatalf("status %d: %s", a.Status, a.Text("main"))
		}
	}
	change("date_precision", "season", "date_around", "2020-04-01")
	says("in het voorjaar van 2020")
	change("date_text", "na de meivakantie")
	says("na de meivakantie")
	change("date", "2020-05-20", "starts_at", "9.30", "ends_at", "12.00")
	if m := site.Meeting("najaarsbijeenkomst"); m.DatePrecision != "" || m.DateAround != nil {
		t.Errorf("with a day it is still about %s of %v", m.DatePrecision, m.DateAround)
	}
}
