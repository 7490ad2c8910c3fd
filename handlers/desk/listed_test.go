package desk_test

import (
	"strings"
	"testing"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
)

func TestListed(t *testing.T) {
	site := handlerstest.New(t)
	addressBook(t, site)
	client := login(t, site, models.RoleSecretary)
	a := client.Post("/beheer/adresboek/nieuw", form("given_name", "Demi", "surname", "de Demo", "email", "d@borne.example", "work[1].organization", "Bornee", "work[1].job_title", "adviseur"))
	if a.Status != 422 || !a.Has("#work-0-organization[aria-invalid=true][value=Bornee]") {
		t.Errorf("unknown organization: status %d, %s", a.Status, a.Text("#errors"))
	}
	a = client.Post("/beheer/adresboek/nieuw", set(filled(t, a), "work[0].organization", "Borne"))
	if a.Status != 303 {
		t.Fatalf("new: status %d, %s", a.Status, a.Text("#errors"))
	}
	path := a.Location()
	old := filled(t, client.Get(path))
	if row := client.Get("/beheer/adresboek?zoek=borne+demi").Text("tbody tr"); !strings.Contains(row, "Demo, Demi de") || !strings.Contains(row, "adviseur, Gemeente Borne") {
		t.Errorf("the list: %q", row)
	}
	if a := client.Post(path+"/namens", form("version", old.Get("version"), "assistant.given_name", "Bas", "assistant.surname", "Dummy", "assistant.email", "geen")); a.Status != 422 || !a.Has("#assistant-email[aria-invalid=true]") {
		t.Errorf("wrong assistant: status %d", a.Status)
	}
	if a := client.Post(path+"/namens", form("version", old.Get("version"), "assistant.given_name", "Bas", "assistant.surname", "Dummy", "assistant.email", "bas@borne.example")); a.Status != 303 || !strings.Contains(client.Get(path).Text("main"), "Bas Dummy") {
		t.Errorf("assistant: status %d, %s", a.Status, a.Text("#errors"))
	}
	a = client.Post(path, set(old, "phone", "074 1234567")) // filled in before the assistant came
	if a.Status != 409 || !a.Has("input[name=phone][value='074 1234567']") {
		t.Errorf("second: status %d", a.Status)
	}
	v := filled(t, a)
	if a := client.Post(path, v); a.Status != 303 {
		t.Errorf("having seen it: status %d, %s", a.Status, a.Text("#errors"))
	}
	version := client.Get(path).Doc().Find("input[name=version]").AttrOr("value", "")
	if a := client.Post(path+"/weg", form("version", version)); a.Status != 303 || client.Get(path).Status != 200 {
		t.Errorf("without the tick: status %d", a.Status)
	}
	if a := client.Post(path+"/weg", form("version", version, "sure", "yes")); a.Status != 303 || client.Get(path).Status != 404 {
		t.Errorf("with the tick: status %d", a.Status)
	}
}
