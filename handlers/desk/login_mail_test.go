package desk_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"bijeen/handlers/desk"
	"bijeen/handlers/handlerstest"
	"bijeen/models"
)

const known = "organizer@organisatie.example"

// mailed gives the addresses of the login links that are in the mail now.
func mailed(t testing.TB, site *handlerstest.Site) []string {
	t.Helper()
	var links []string
	for _, m := range site.Deliver() {
		if m.Kind == models.MailLogin {
			if m.ToEmail != known {
				t.Errorf("a login link goes to %s", m.ToEmail)
			}
			links = append(links, desk.LoginPath(site.LoginToken(m.MessageFacts.Detail.Login))+"?taal=nl")
		}
	}
	return links
}

func ask(t testing.TB, client *handlerstest.Client, email string) *handlerstest.Answer {
	t.Helper()
	a := client.Post("/beheer/inloggen", form("email", email))
	if a.Status != 303 {
		t.Fatalf("ask for a link: status %d", a.Status)
	}
	return a
}

// A link that was asked for opens the desk once, in the browser that asked,
// and leads on to the page one came from.
func TestLoginMail_WorksOnceInTheBrowserThatAsked(t *testing.T) {
	site := handlerstest.New(t)
	token(t, site, models.RoleOrganizer)
	client := site.Client()
	page := client.Get("/beheer/nieuw?soort=board_meeting").Location()
	back, _ := client.Get(page).Doc().Find("main input[name=naar]").Attr("value")
	a := client.Post("/beheer/inloggen", form("email", " Organizer@Organisatie.example ", "naar", back))
	if text := client.Get(a.Location()).Text("main"); !strings.Contains(text, "Kijk in uw mail") {
		t.Errorf("after asking: %q", text)
	}
	links := mailed(t, site)
	if len(links) != 1 {
		t.Fatalf("%d links in the mail, want 1", len(links))
	}
	for range 2 { // looking uses nothing up
		if a := client.Get(links[0]); a.Status != 200 || !a.Has("main form[method=post] button") {
			t.Fatalf("open the link: status %d", a.Status)
		}
	}
	back, _ = client.Get(links[0]).Doc().Find("input[name=naar]").Attr("value")
	if a := client.Post(links[0], form("naar", back)); a.Status != 303 || a.Location() != "/beheer/nieuw?soort=board_meeting" {
		t.Fatalf("button: status %d to %q", a.Status, a.Location())
	}
	if a := client.Get("/beheer"); a.Status != 200 {
		t.Errorf("desk: status %d", a.Status)
	}
	if c := client.Cookie("/beheer/inloggen", "bijeen_browser"); c != "" {
		t.Errorf("the key of the browser stays: %q", c)
	}
	if a := client.Post(links[0], nil); a.Status != http.StatusGone || !a.Has("main form input[name=email]") {
		t.Errorf("second use: status %d; want 410 with the form for a new link", a.Status)
	}
}

// In another browser the link does nothing, says so, and keeps working where
// it was asked for.
func TestLoginMail_OtherBrowser(t *testing.T) {
	site := handlerstest.New(t)
	token(t, site, models.RoleOrganizer)
	client := site.Client()
	ask(t, client, known)
	link := mailed(t, site)[0]
	other := site.Client()
	ask(t, other, "niemand@organisatie.example") // has a key of its own
	for name, c := range map[string]*handlerstest.Client{"without a key": site.Client(), "with another key": other} {
		for _, a := range []*handlerstest.Answer{c.Get(link), c.Post(link, nil)} {
			text := a.Text("main")
			if a.Status != http.StatusForbidden || !strings.Contains(text, "alleen in de browser waarin u erom vroeg") || !a.Has("main form input[name=email]") {
				t.Errorf("%s: status %d, %q", name, a.Status, text)
			}
		}
		if a := c.Get("/beheer"); a.Status != 303 {
			t.Errorf("%s: in with status %d", name, a.Status)
		}
	}
	if a := client.Post(link, nil); a.Status != 303 || a.Location() != "/beheer" {
		t.Errorf("where it was asked for: status %d to %q", a.Status, a.Location())
	}
	// Negative control: the link of a command opens in any browser.
	if a := other.Post(desk.LoginPath(token(t, site, models.RoleOrganizer)), nil); a.Status != 303 {
		t.Errorf("printed link: status %d", a.Status)
	}
}

// Whether an address is known cannot be seen: same status, same headers but
// for the random key, same page.
func TestLoginMail_SameAnswerForEveryAddress(t *testing.T) {
	site := handlerstest.New(t)
	token(t, site, models.RoleOrganizer)
	type seen struct {
		status, cookies int
		location, page  string
	}
	look := func(email string) seen {
		client := site.Client()
		a := ask(t, client, email)
		return seen{a.Status, len(a.Header["Set-Cookie"]), a.Location(), client.Get(a.Location()).Body}
	}
	if yes, no := look(known), look("niemand@organisatie.example"); yes != no {
		t.Errorf("known: %+v, unknown: %+v", yes, no)
	}
	if links := mailed(t, site); len(links) != 1 {
		t.Errorf("%d links in the mail, want 1", len(links))
	}
	if a := site.Post("/beheer/inloggen", form("email", "geen adres")); a.Status != 422 || a.Text("#email-error") == "" {
		t.Errorf("no address: status %d", a.Status)
	}
}

// Three unused links an hour and no more mail, with the same answer; a link
// that was used counts no more.
func TestLoginMail_Limit(t *testing.T) {
	site := handlerstest.New(t)
	token(t, site, models.RoleOrganizer)
	for range 5 {
		ask(t, site.Client(), known)
	}
	if links := mailed(t, site); len(links) != 3 {
		t.Errorf("%d links within the hour, want 3", len(links))
	}
	site.Clock.Add(time.Hour)
	for range 5 {
		client := site.Client()
		ask(t, client, known)
		links := mailed(t, site)
		if len(links) != 1 {
			t.Fatalf("%d links an hour later; want one each time", len(links))
		}
		client.Post(links[0], nil)
	}
}

// A mail that waits longer than its link works is not sent.
func TestLoginMail_OldMailIsNotSent(t *testing.T) {
	site := handlerstest.New(t)
	token(t, site, models.RoleOrganizer)
	client := site.Client()
	ask(t, client, known)
	site.Clock.Add(16 * time.Minute)
	if links := mailed(t, site); len(links) != 0 {
		t.Errorf("%d links sent after their time", len(links))
	}
	ask(t, client, known)
	link := mailed(t, site)[0]
	site.Clock.Add(15*time.Minute + time.Second)
	if a := client.Get(link); a.Status != http.StatusGone {
		t.Errorf("after 15 minutes: status %d", a.Status)
	}
}

// A copy of the database opens nothing: the token in the mail stands nowhere.
func TestLoginMail_TokenIsNotStored(t *testing.T) {
	site := handlerstest.New(t)
	token(t, site, models.RoleOrganizer)
	client := site.Client()
	ask(t, client, known)
	for _, m := range site.Deliver() {
		link := site.LoginToken(m.MessageFacts.Detail.Login)
		if strings.Contains(m.Facts+m.Detail, link) || strings.Contains(m.Facts+m.Detail, client.Cookie("/beheer/inloggen", "bijeen_browser")) {
			t.Error("the message holds the token or the key of the browser")
		}
		if m.MessageFacts.Detail.Login == "" || site.LoginTokenWorks(ctx, m.MessageFacts.Detail.Login, "") == nil {
			t.Error("what is stored opens the desk")
		}
	}
}
