package public_test

import (
	"net/url"
	"strconv"
	"testing"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// follow shows interest in a new meeting and gives its description and the
// address that the mails about it name in List-Unsubscribe.
func follow(t *testing.T) (site *handlerstest.Site, in models.MeetingInput, path string) {
	t.Helper()
	site = handlerstest.New(t)
	in = modelstest.Gathering("later", 5)
	in.Status = models.MeetingAnnounced
	site.Save(in)
	if a := site.Post("/bijeenkomsten/later/belangstelling", fenna()); a.Status != 303 {
		t.Fatalf("interest: %d", a.Status)
	}
	id, err := strconv.ParseInt(site.One("select id from registrations"), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return site, in, "/aanmelding/" + site.Token(id, 1) + "/afmelden"
}

// The one click of a mail program ends mail that is not about an own
// registration, also while the meeting is off, and is answered without a
// redirect (RFC 8058 §3.1), in both forms that a body may have (§3.2).
func TestOneClickEndsFollowing(t *testing.T) {
	const multipart = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n"
	for _, test := range []struct {
		name         string
		status       models.MeetingStatus
		kind, body   string
		was, becomes string
	}{
		{"interest", models.MeetingAnnounced, "application/x-www-form-urlencoded", "List-Unsubscribe=One-Click", "interested", "withdrawn"},
		{"a body in parts", models.MeetingAnnounced, "multipart/form-data; boundary=x", multipart, "interested", "withdrawn"},
		{"an invitation", models.MeetingOpen, "application/x-www-form-urlencoded", "List-Unsubscribe=One-Click", "invited", "declined"},
		{"called off", models.MeetingCancelled, "application/x-www-form-urlencoded", "List-Unsubscribe=One-Click", "interested", "withdrawn"},
	} {
		t.Run(test.name, func(t *testing.T) {
			site, in, path := follow(t)
			in.Status = test.status
			site.Save(in)
			if ask := site.Get(path); ask.Status != 200 || !ask.Has("form[method=post]") {
				t.Errorf("the page asks nothing: %d, %s", ask.Status, ask.Text("main"))
			}
			if got := site.One("select status from registrations"); got != test.was {
				t.Fatalf("BR-19: before the click %s, want %s", got, test.was)
			}
			for range 2 { // a second click is no error
				if a := site.Client().Do("POST", path, test.kind, []byte(test.body)); a.Status != 200 || a.Location() != "" {
					t.Errorf("the click: %d to %q, %s", a.Status, a.Location(), a.Text("main"))
				}
			}
			if got := site.One("select status from registrations"); got != test.becomes {
				t.Errorf("after the click %s, want %s", got, test.becomes)
			}
		})
	}
}

// Whoever has signed up since does not lose the seat by a click in an old
// mail; the button of the page still gives it up.
func TestOneClickKeepsTheSeat(t *testing.T) {
	site, in, path := follow(t)
	in.Status = models.MeetingOpen
	site.Save(in)
	if a := site.Post("/bijeenkomsten/later/aanmelden", fenna()); a.Status != 303 {
		t.Fatalf("sign-up: %d", a.Status)
	}
	if a := site.Post(path, url.Values{"List-Unsubscribe": {"One-Click"}}); a.Status != 200 || a.Text(".bij-ticket h2") != "U bent aangemeld" {
		t.Errorf("the click: %d, %s", a.Status, a.Text("main"))
	}
	if got := site.One("select status from registrations"); got != "registered" {
		t.Errorf("after the click %s, want registered", got)
	}
	if a := site.Post(path, nil); a.Status != 303 || site.One("select status from registrations") != "cancelled" {
		t.Errorf("the button: %d", a.Status)
	}
}
