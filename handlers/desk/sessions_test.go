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

const (
	firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
	iphone  = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
)

// loginWith logs a user in with a browser that says this about itself.
func loginWith(t testing.TB, site *handlerstest.Site, role models.UserRole, agent string) *handlerstest.Client {
	t.Helper()
	client := site.Client()
	client.Header.Set("User-Agent", agent)
	if a := client.Post(desk.LoginPath(token(t, site, role)), nil); a.Status != 303 {
		t.Fatalf("log in: status %d", a.Status)
	}
	return client
}

// A user sees the own sessions in words, this one marked, and ends another
// one; nobody sees or ends those of somebody else.
func TestSessions_ListAndEndOne(t *testing.T) {
	site := handlerstest.New(t)
	office := loginWith(t, site, models.RoleViewer, firefox)
	site.Clock.Add(time.Hour)
	phone := loginWith(t, site, models.RoleViewer, iphone)
	stranger := loginWith(t, site, models.RoleAdmin, firefox)

	page := phone.Get("/beheer/sessies")
	rows := page.Doc().Find("main li")
	if rows.Length() != 2 {
		t.Fatalf("%d sessions shown, want 2", rows.Length())
	}
	first, second := rows.Eq(0).Text(), rows.Eq(1).Text()
	if !strings.Contains(first, "Safari op iPhone") || !strings.Contains(first, "dit apparaat") || !strings.Contains(first, "13.00 uur") {
		t.Errorf("this session: %q", first)
	}
	if !strings.Contains(second, "Firefox op Windows") || strings.Contains(second, "dit apparaat") || !strings.Contains(second, "12.00 uur") {
		t.Errorf("the other session: %q", second)
	}
	other, _ := rows.Eq(1).Find("button[name=session]").Attr("value")
	if a := stranger.Post("/beheer/sessies", form("session", other)); a.Status != http.StatusNotFound {
		t.Errorf("somebody else ends it: status %d, want 404", a.Status)
	}
	if a := office.Get("/beheer"); a.Status != 200 {
		t.Errorf("before: status %d", a.Status)
	}
	if a := phone.Post("/beheer/sessies", form("session", other)); a.Status != 303 {
		t.Fatalf("end it: status %d", a.Status)
	}
	if a := office.Get("/beheer"); a.Status != 303 {
		t.Errorf("ended: status %d, want the login page", a.Status)
	}
	if a := phone.Get("/beheer/sessies"); a.Doc().Find("main li").Length() != 1 || !strings.Contains(a.Body, "Dat apparaat is uitgelogd") {
		t.Errorf("afterwards: %q", a.Text("main"))
	}
	for _, id := range []string{other, "0", "x", ""} {
		if a := phone.Post("/beheer/sessies", form("session", id)); a.Status != http.StatusNotFound {
			t.Errorf("session %q: status %d, want 404", id, a.Status)
		}
	}
	this, _ := rows.Eq(0).Find("button[name=session]").Attr("value")
	if a := phone.Post("/beheer/sessies", form("session", this)); a.Location() != "/beheer/inloggen" || phone.Get("/beheer").Status != 303 {
		t.Errorf("end the own session: to %q", a.Location())
	}
}

func TestSessions_EndAllOthers(t *testing.T) {
	site := handlerstest.New(t)
	var clients []*handlerstest.Client
	for range 3 {
		clients = append(clients, loginWith(t, site, models.RoleViewer, "curl"))
	}
	stranger := login(t, site, models.RoleAdmin)
	if a := clients[2].Post("/beheer/sessies", form("do", "others")); a.Status != 303 {
		t.Fatalf("status %d", a.Status)
	}
	if text := clients[2].Get("/beheer/sessies").Text("[role=status]"); !strings.Contains(text, "2 andere apparaten") {
		t.Errorf("afterwards: %q", text)
	}
	for i, want := range []int{303, 303, 200} {
		if a := clients[i].Get("/beheer"); a.Status != want {
			t.Errorf("session %d: status %d, want %d", i, a.Status, want)
		}
	}
	if a := stranger.Get("/beheer"); a.Status != 200 {
		t.Errorf("somebody else: status %d", a.Status)
	}
}

// typing is a form that is sent when the session of its writer has ended.
func typing(t *testing.T, site *handlerstest.Site, client *handlerstest.Client, end func()) (sent *handlerstest.Answer, path string) {
	t.Helper()
	boardMeeting(t, site)
	path = "/beheer/bijeenkomsten/bestuursbijeenkomst/gaat-niet-door"
	values := filled(t, client.Get(path))
	end()
	return client.Post(path, set(values, "reason", "De zaal staat onder water.\nWij zoeken een andere dag.")), path
}

// again logs the same user in by the way the answer leads.
func again(t *testing.T, site *handlerstest.Site, client *handlerstest.Client, a *handlerstest.Answer, role models.UserRole) *handlerstest.Answer {
	t.Helper()
	client.Get(a.Location())
	link := desk.LoginPath(token(t, site, role))
	back, _ := client.Get(link).Doc().Find("input[name=naar]").Attr("value")
	in := client.Post(link, form("naar", back))
	if in.Status != 303 {
		t.Fatalf("log in again: status %d", in.Status)
	}
	return in
}

// What was typed in a session that ran out, or was ended elsewhere, is there
// after login and is sent by a button.
func TestDraft_NothingTypedIsLost(t *testing.T) {
	for name, byOwner := range map[string]bool{"ran out": false, "ended elsewhere": true} {
		t.Run(name, func(t *testing.T) {
			site := handlerstest.New(t)
			client := login(t, site, models.RoleOrganizer)
			sent, path := typing(t, site, client, func() {
				if byOwner {
					login(t, site, models.RoleOrganizer).Post("/beheer/sessies", form("do", "others"))
				} else {
					site.Clock.Add(13 * time.Hour)
				}
			})
			if sent.Status != 303 || !strings.HasPrefix(sent.Location(), "/beheer/inloggen") {
				t.Fatalf("send: status %d to %q", sent.Status, sent.Location())
			}
			in := again(t, site, client, sent, models.RoleOrganizer)
			page := client.Get(in.Location())
			if in.Location() != "/beheer/concept" || page.Status != 200 || !strings.Contains(page.Text("main"), "De zaal staat onder water.") {
				t.Fatalf("after login: %q, status %d", in.Location(), page.Status)
			}
			if v := filled(t, page).Get("reason"); v != "De zaal staat onder water.\nWij zoeken een andere dag." {
				t.Errorf("kept %q", v)
			}
			if m := site.Meeting("bestuursbijeenkomst"); m.Status == models.MeetingCancelled {
				t.Error("it was done before anybody said so")
			}
			action, _ := page.Doc().Find("main form").First().Attr("action")
			if a := client.Post(action, filled(t, page)); action != path || a.Status != 303 {
				t.Fatalf("send after all: %q, status %d", action, a.Status)
			}
			if m := site.Meeting("bestuursbijeenkomst"); m.Status != models.MeetingCancelled || m.StatusReason != "De zaal staat onder water. Wij zoeken een andere dag." {
				t.Errorf("meeting is %s because of %q", m.Status, m.StatusReason)
			}
			if a := client.Get("/beheer/concept"); a.Status != 303 || a.Location() != "/beheer" {
				t.Errorf("the draft is still there: status %d to %q", a.Status, a.Location())
			}
		})
	}
}

// A draft is of one user in one browser, can be thrown away, and goes after a
// day. Who had no session of ours leaves none.
func TestDraft_OfOneUserInOneBrowser(t *testing.T) {
	site := handlerstest.New(t)
	client := login(t, site, models.RoleOrganizer)
	sent, path := typing(t, site, client, func() { site.Clock.Add(13 * time.Hour) })

	again(t, site, client, sent, models.RoleAdmin)
	if a := client.Get("/beheer/concept"); a.Status != 303 {
		t.Errorf("another user sees it: status %d", a.Status)
	}
	if a := login(t, site, models.RoleOrganizer).Get("/beheer/concept"); a.Status != 303 {
		t.Errorf("another browser shows it: status %d", a.Status)
	}
	client.Post(desk.LoginPath(token(t, site, models.RoleOrganizer)), nil)
	if a := client.Get("/beheer/concept"); a.Status != 200 {
		t.Fatalf("its writer: status %d", a.Status)
	}
	site.Clock.Add(11 * time.Hour)
	client.Get("/beheer")
	site.Clock.Add(11 * time.Hour)
	client.Get("/beheer")
	if a := client.Get("/beheer/concept"); a.Status != 200 {
		t.Errorf("within a day: status %d", a.Status)
	}
	site.Clock.Add(3 * time.Hour)
	if a := client.Get("/beheer/concept"); a.Status != 303 {
		t.Errorf("after a day: status %d", a.Status)
	}

	stranger := site.Client()
	stranger.Header.Set("Cookie", "bijeen_session=verzonnen")
	a := stranger.Post(path, form("reason", "Zomaar een tekst."))
	if stranger.Cookie("/beheer", "bijeen_concept") != "" || strings.Contains(a.Location(), "concept") {
		t.Errorf("a stranger leaves a draft: to %q", a.Location())
	}
}

func TestDraft_ThrownAway(t *testing.T) {
	site := handlerstest.New(t)
	client := login(t, site, models.RoleOrganizer)
	sent, _ := typing(t, site, client, func() { site.Clock.Add(13 * time.Hour) })
	again(t, site, client, sent, models.RoleOrganizer)
	if a := client.Post("/beheer/concept", nil); a.Status != 303 || a.Location() != "/beheer" {
		t.Errorf("throw away: status %d to %q", a.Status, a.Location())
	}
	if a := client.Get("/beheer/concept"); a.Status != 303 {
		t.Errorf("afterwards: status %d", a.Status)
	}
}
