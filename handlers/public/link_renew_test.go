package public_test

import (
	"net/url"
	"strings"
	"testing"

	"bijeen/models/modelstest"
)

// BR-20: the button on the own page ends the link in hand. Whoever pressed
// gets no new link, only the known address does.
func TestBR20_RenewLink(t *testing.T) {
	site := cast(t)
	out := site.SignUpAll(site.Meeting("open"), modelstest.Person(94))
	link := func(version int) string { return "/aanmelding/" + site.Token(out[0].RegistrationID, version) }
	path := link(1)
	mails := func() string {
		return site.One("select count(*) from messages where kind = 'link' and to_email = 'proef94@horizon.example'")
	}
	before := site.Get(path)
	if !before.Has(`form[method=post][action="`+path+`/nieuwe-link"] button`) || !strings.Contains(before.Text("main"), "doorgestuurd") {
		t.Fatal("the own page has no button for a new link")
	}
	if a := site.Get(path + "/nieuwe-link"); a.Status != 405 || mails() != "0" {
		t.Errorf("GET: %d, %s mails; want 405 and none (BR-19)", a.Status, mails())
	}
	foreign := site.Client()
	foreign.Header.Set("Origin", "https://elders.example")
	if a := foreign.Post(path+"/nieuwe-link", nil); a.Status != 403 || mails() != "0" {
		t.Errorf("from another site: %d, %s mails", a.Status, mails())
	}
	a := site.Post(path+"/nieuwe-link", nil)
	if a.Status != 303 || !strings.HasPrefix(a.Location(), "/mijn-aanmelding?verstuurd=nieuw") || strings.Contains(a.Location(), "aanmelding/") {
		t.Fatalf("status %d to %q; want 303 to a page without the link", a.Status, a.Location())
	}
	if page := site.Get(a.Location()); page.Status != 200 || !strings.Contains(page.Text("main"), "oude link") || strings.Contains(page.Body, "roef94") {
		t.Errorf("afterwards: %d %q", page.Status, page.Text("main"))
	}
	for _, below := range []string{"", "/wijzigen", "/afspraak.ics"} {
		if a := site.Get(path + below); a.Status != 404 {
			t.Errorf("old link%s: %d, want 404", below, a.Status)
		}
	}
	if a := site.Post(path+"/nieuwe-link", nil); a.Status != 404 || mails() != "1" {
		t.Errorf("the old link once more: %d, %s mails; want 404 and 1", a.Status, mails())
	}
	if a := site.Get(link(2)); a.Status != 200 {
		t.Errorf("the new link: %d", a.Status)
	}
}

// After three in an hour it says so, and the link stays.
func TestRenewLinkTooOften(t *testing.T) {
	site := cast(t)
	out := site.SignUpAll(site.Meeting("open"), modelstest.Person(94))
	link := func(version int) string { return "/aanmelding/" + site.Token(out[0].RegistrationID, version) }
	for v := 1; v <= 3; v++ {
		if a := site.Post(link(v)+"/nieuwe-link?taal=en", nil); a.Status != 303 || !strings.HasSuffix(a.Location(), "&taal=en") {
			t.Fatalf("time %d: %d %q", v, a.Status, a.Location())
		}
	}
	a := site.Post(link(4)+"/nieuwe-link", url.Values{})
	if a.Status != 409 || !strings.Contains(a.Text("main"), "wacht een uur") {
		t.Errorf("the fourth: %d %q", a.Status, a.Text("main"))
	}
	if a := site.Get(link(4)); a.Status != 200 {
		t.Errorf("the link in hand: %d", a.Status)
	}
	site.Post(link(4)+"/afmelden", nil)
	if a := site.Get(link(4)); a.Has(`form[action$="/nieuwe-link"]`) {
		t.Error("offered to somebody who cancelled")
	}
	if a := site.Post(link(4)+"/nieuwe-link", nil); a.Status != 409 {
		t.Errorf("after cancelling: %d, want 409", a.Status)
	}
}
