package desk_test

import (
	"strings"
	"testing"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
)

func TestBodies(t *testing.T) {
	site := handlerstest.New(t)
	addressBook(t, site)
	client := login(t, site, models.RoleSecretary)
	if got := client.Get("/beheer/adresboek/organisaties?zoek=borne").Text("main [role=status]"); got != "1 organisatie" {
		t.Errorf("built in: %q", got)
	}
	a := client.Post("/beheer/adresboek/organisaties/nieuw", form("name", "", "kind", ""))
	if a.Status != 422 || !a.Has("#name[aria-invalid=true]") || !a.Has("#kind[aria-invalid=true]") {
		t.Errorf("empty: status %d, %s", a.Status, a.Text("#errors"))
	}
	a = client.Post("/beheer/adresboek/organisaties/nieuw", form("name", "Noaberkracht", "kind", "regional_body", "serves", "GM0183", "serves", "GM1774"))
	if a.Status != 303 {
		t.Fatalf("new: status %d, %s", a.Status, a.Text("#errors"))
	}
	path := a.Location()
	v := filled(t, client.Get(path))
	if a := client.Post(path, set(clone(v), "name", "Noaberkracht DT")); a.Status != 303 {
		t.Fatalf("rename: status %d, %s", a.Status, a.Text("#errors"))
	}
	if row := client.Get("/beheer/adresboek/organisaties?zoek=tubbergen+noaber").Text("tbody"); !strings.Contains(row, "Heette eerst Noaberkracht") || !strings.Contains(row, "Dinkelland en Tubbergen") {
		t.Errorf("the list: %q", row)
	}
	a = client.Post(path, set(v, "name", "Noaber")) // filled in before the other was stored
	if a.Status != 409 || !strings.Contains(a.Text("table"), "Noaberkracht DT") || !a.Has("#name[value=Noaber]") {
		t.Errorf("second: status %d, %s", a.Status, a.Text("main"))
	}
	if a := client.Post(path, filled(t, a)); a.Status != 303 {
		t.Errorf("having seen it: status %d", a.Status)
	}
	built := client.Get("/beheer/adresboek/organisaties?zoek=borne").Doc().Find("tbody a").AttrOr("href", "")
	if a := client.Get(built); a.Has("#kind") {
		t.Error("the kind of a built-in municipality can be chosen")
	}
	if a := client.Post(built, set(filled(t, client.Get(built)), "ended_on", "2030-01-01")); a.Status != 303 {
		t.Errorf("a built-in municipality: status %d, %s", a.Status, a.Text("#errors"))
	}
	if a := client.Get("/beheer/adresboek/organisaties/999"); a.Status != 404 {
		t.Errorf("no such organization: status %d", a.Status)
	}
}
