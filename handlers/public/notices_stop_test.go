package public_test

import (
	"net/url"
	"strings"
	"testing"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
)

// A user ends the mail about the own meetings by the page or by the one click
// of a mail program (RFC 8058). Reading the page changes nothing (BR-19).
func TestStopNotices(t *testing.T) {
	site := handlerstest.New(t)
	u, err := site.AddUser(t.Context(), "tessa@netwerk.example", "Tessa Testerink", models.RoleOrganizer)
	if err != nil {
		t.Fatal(err)
	}
	path := "/geen-berichten/" + site.NoticeToken(u.ID)
	chosen := func() string { return site.One("select notices from users") }
	if a := site.Get(path); a.Status != 200 || !strings.Contains(a.Body, "t…@netwerk.example") || chosen() != "digest" {
		t.Errorf("the page: %d, %s, then %s", a.Status, a.Text("main"), chosen())
	}
	for range 2 { // a second click is no error
		a := site.Post(path, url.Values{"List-Unsubscribe": {"One-Click"}})
		if a.Status != 200 || a.Text("h1") != "U krijgt deze mails niet meer" || chosen() != "none" {
			t.Errorf("the click: %d, %s, then %s", a.Status, a.Text("main"), chosen())
		}
	}
	for _, wrong := range []string{"x", path[len("/geen-berichten/"):len(path)-1] + "b", strings.Repeat("a", 39), site.NoticeToken(u.ID + 1)} {
		if a := site.Get("/geen-berichten/" + wrong); a.Status != 404 {
			t.Errorf("token %q: %d; want 404", wrong, a.Status)
		}
	}
}
