package public_test

import (
	"net/url"
	"strings"
	"testing"

	"bijeen/handlers/handlerstest"
	"bijeen/models/modelstest"
)

// fenna is a form with the four typed fields.
func fenna() url.Values {
	return url.Values{
		"given_name": {"Fenna"}, "surname": {"ter Proefveld"}, "email": {"fenna@horizon.example"}, "organization": {"Horizon"},
	}
}

func TestSignUp(t *testing.T) {
	site := handlerstest.New(t)
	site.Save(modelstest.Gathering("platform", 2))
	form := site.Get("/bijeenkomsten/platform/aanmelden")
	if form.Status != 200 || form.Text("h1") != "Aanmelden" {
		t.Fatalf("form: status %d", form.Status)
	}
	a := site.Post("/bijeenkomsten/platform/aanmelden", fenna())
	if a.Status != 303 || !strings.HasPrefix(a.Location(), "/bijeenkomsten/platform/aangemeld?uitkomst=r1.") {
		t.Fatalf("status %d to %q\n%s", a.Status, a.Location(), a.Body)
	}
	thanks := site.Get(a.Location())
	if thanks.Status != 200 || thanks.Text("h1") != "U heeft een plaats" {
		t.Errorf("thanks: status %d, %s", thanks.Status, thanks.Text("h1"))
	}
}

// fenna2 is somebody else.
func fenna2() url.Values {
	return url.Values{
		"given_name": {"Sjoerd"}, "surname": {"Oude Fictink"}, "email": {"sjoerd@horizon.example"}, "organization": {"Horizon"},
	}
}
