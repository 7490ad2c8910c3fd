package public_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"bijeen/models/modelstest"
)

// Who signs others up can end the overviews, by the page or by the one click
// of a mail program (RFC 8058). Reading the page changes nothing (BR-19), and
// the people signed up still get their mail.
func TestStopOverviews(t *testing.T) {
	site := platform(t, 50)
	book := func(n int) {
		p := modelstest.Person(n)
		form := url.Values{
			"given_name": {p.GivenName}, "surname": {p.Surname}, "email": {p.Email}, "organization": {"Horizon"}, "site": {"a"},
			"booked_by_name": {"Tessa"}, "booked_by_email": {"Tessa@horizon.example"},
		}
		if a := site.Post(signUpPath, form); a.Status != 303 {
			t.Fatalf("sign-up: %d", a.Status)
		}
	}
	mails := func(kind string) int { return len(site.Query("select id from messages where kind = '" + kind + "'")) }
	book(1)
	id, err := strconv.ParseInt(site.One("select max(id) from messages where kind = 'overview'"), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	path := "/geen-overzicht/" + site.OverviewToken(id)
	if a := site.Get(path); a.Status != 200 || !strings.Contains(a.Body, "T…@horizon.example") || a.Has("[href*=mailto]") {
		t.Errorf("the page: %d, %s", a.Status, a.Text("main"))
	}
	book(2)
	if n := mails("overview"); n != 2 {
		t.Fatalf("%d overviews after reading the page; want 2", n)
	}
	for range 2 { // a second click is no error
		if a := site.Post(path, url.Values{"List-Unsubscribe": {"One-Click"}}); a.Status != 200 || a.Text("h1") != "U krijgt geen overzichten meer" {
			t.Errorf("the click: %d, %s", a.Status, a.Text("main"))
		}
	}
	book(3)
	if n, people := mails("overview"), mails("confirmation"); n != 2 || people != 3 {
		t.Errorf("%d overviews and %d confirmations; want 2 and 3", n, people)
	}
	for _, wrong := range []string{"", "x", path[len("/geen-overzicht/"):len(path)-1] + "a", strings.Repeat("a", 39)} {
		if a := site.Get("/geen-overzicht/" + wrong); a.Status != 404 {
			t.Errorf("token %q: %d; want 404", wrong, a.Status)
		}
	}
}
