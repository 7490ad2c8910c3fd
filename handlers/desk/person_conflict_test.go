package desk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// Two colleagues change the same person: the second is told, with both
// versions, and overwrites only after that.
func TestPerson_LostUpdate(t *testing.T) {
	site := handlerstest.New(t)
	site.Clock.Tick(time.Millisecond)
	m := site.Save(modelstest.Gathering("platform", 9))
	id := site.SignUpAll(m, modelstest.Person(1))[0].RegistrationID
	client := login(t, site, models.RoleOrganizer)
	path := fmt.Sprintf("/beheer/bijeenkomsten/platform/aanmeldingen/%d/wijzigen", id)
	first, second := filled(t, client.Get(path)), filled(t, client.Get(path))
	if a := client.Post(path, set(first, "email", "nieuw@horizon.example", "level", "policy")); a.Status != 303 {
		t.Fatalf("first: status %d", a.Status)
	}
	set(second, "job_title", "Regisseur")
	a := client.Post(path, second)
	if a.Status != 409 || site.Own(id).Registration.Email != "nieuw@horizon.example" || site.Own(id).Registration.JobTitle != "" {
		t.Fatalf("second: status %d, %s", a.Status, site.Own(id).Registration.Email)
	}
	text := a.Text("main table")
	for _, want := range []string{"nieuw@horizon.example", "proef1@horizon.example", "Regisseur", "beleid"} {
		if !strings.Contains(text, want) {
			t.Errorf("the versions do not show %q: %s", want, text)
		}
	}
	// An error in between does not hide what a colleague does meanwhile.
	wrong := client.Post(path, set(filled(t, a), "email", "geen adres"))
	if wrong.Status != 422 {
		t.Fatalf("wrong address: status %d", wrong.Status)
	}
	if a := client.Post(path, set(filled(t, client.Get(path)), "surname", "Voorbeeldstra")); a.Status != 303 {
		t.Fatalf("third: status %d", a.Status)
	}
	if a := client.Post(path, set(filled(t, wrong), "email", "nieuw@horizon.example")); a.Status != 409 {
		t.Errorf("after an error: status %d", a.Status)
	}
	// Having seen both, the second goes through.
	if a := client.Post(path, filled(t, client.Post(path, second))); a.Status != 303 || site.Own(id).Registration.JobTitle != "Regisseur" {
		t.Errorf("having seen it: status %d", a.Status)
	}
	set(second, "version", "")
	if a := client.Post(path, second); a.Status != 409 {
		t.Errorf("no version: status %d", a.Status)
	}
}
