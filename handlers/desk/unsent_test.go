package desk_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
)

// keepTyped sends a form as the page does while somebody types.
func keepTyped(c *handlerstest.Client, path string, values url.Values) int {
	return c.Post("/beheer/onverzonden?pad="+url.QueryEscape(path), values).Status
}

// What is typed is kept for its writer and nobody else, a week long, until the
// form is taken.
func TestUnsent(t *testing.T) {
	const path = "/beheer/nieuw"
	site := handlerstest.New(t)
	writer, other := login(t, site, models.RoleOrganizer), login(t, site, models.RoleAdmin)
	offered := func(c *handlerstest.Client) bool { return c.Get(path).Has(`a[href="/beheer/nieuw?verder=1"]`) }

	first := form("kind", "scrap_session", "title", "Eerste")
	if got := keepTyped(writer, path, first); got != 204 {
		t.Fatalf("keep: status %d", got)
	}
	typed := form("kind", "scrap_session", "title", "Tweede poging", "summary", "Een\ntekst", "contact.email", "half@")
	keepTyped(writer, path, typed)
	if !offered(writer) || offered(other) {
		t.Errorf("offered to its writer %v, to somebody else %v", offered(writer), offered(other))
	}
	page := writer.Get(path + "?verder=1")
	if got := filled(t, page); got.Get("title") != "Tweede poging" || got.Get("summary") != "Een\ntekst" || got.Get("contact.email") != "half@" {
		t.Errorf("the form holds %v", got)
	}
	if got := filled(t, other.Get(path+"?verder=1")); got.Get("title") != "" {
		t.Errorf("somebody else reads %q", got.Get("title"))
	}

	site.Clock.Add(6 * 24 * time.Hour)
	writer = login(t, site, models.RoleOrganizer)
	if !offered(writer) {
		t.Error("gone within a week, or with the session")
	}
	if a := writer.Post(path, filled(t, writer.Get(path+"?verder=1"))); a.Status != 422 || !offered(writer) {
		t.Errorf("a form that was refused: status %d, still offered %v", a.Status, offered(writer))
	}
	ready := set(filled(t, writer.Get(path+"?verder=1")), "contact.email", "post@samen.example")
	if a := writer.Post(path, ready); a.Status != 303 || offered(writer) {
		t.Errorf("a form that was taken: status %d, still offered %v", a.Status, offered(writer))
	}

	keepTyped(writer, path, typed)
	site.Clock.Add(8 * 24 * time.Hour)
	if writer = login(t, site, models.RoleOrganizer); offered(writer) {
		t.Error("still there after a week")
	}
	if err := site.SweepLogins(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left := site.One("select count(*) from unsent_forms"); left != "0" {
		t.Errorf("%s rows are left after a week", left)
	}
}

// An older text never overwrites unseen what somebody else stored since.
func TestUnsent_KeepsTheVersion(t *testing.T) {
	site := handlerstest.New(t)
	boardMeeting(t, site)
	const path = "/beheer/bijeenkomsten/bestuursbijeenkomst/wijzigen"
	slow, quick := login(t, site, models.RoleOrganizer), login(t, site, models.RoleAdmin)
	keepTyped(slow, path, set(filled(t, slow.Get(path)), "summary", "Mijn tekst."))
	site.Clock.Add(time.Minute)
	if a := quick.Post(path, set(filled(t, quick.Get(path)), "summary", "Hun tekst.")); a.Status != 303 {
		t.Fatalf("the other: status %d", a.Status)
	}
	a := slow.Post(path, filled(t, slow.Get(path+"?verder=1")))
	if a.Status != 409 {
		t.Fatalf("status %d to %q", a.Status, a.Location())
	}
	if text := a.Text("main"); a.Status != 409 || !strings.Contains(text, "Mijn tekst.") || !strings.Contains(text, "Hun tekst.") {
		t.Errorf("status %d: %.300s", a.Status, text)
	}
}

// The same when the form came back because something was wrong with it.
func TestUnsent_ARefusalKeepsTheVersion(t *testing.T) {
	site := handlerstest.New(t)
	boardMeeting(t, site)
	const path = "/beheer/bijeenkomsten/bestuursbijeenkomst/wijzigen"
	slow, quick := login(t, site, models.RoleOrganizer), login(t, site, models.RoleAdmin)
	begun := filled(t, slow.Get(path))
	site.Clock.Add(time.Minute)
	if a := quick.Post(path, set(filled(t, quick.Get(path)), "summary", "Hun tekst.")); a.Status != 303 {
		t.Fatalf("the other: status %d", a.Status)
	}
	a := slow.Post(path, set(begun, "summary", "Mijn tekst.", "title", ""))
	if a.Status != 422 {
		t.Fatalf("without a title: status %d", a.Status)
	}
	if a = slow.Post(path, set(filled(t, a), "title", "Titel")); a.Status != 409 {
		t.Fatalf("with a title: status %d, want 409", a.Status)
	}
	if a = slow.Post(path, filled(t, a)); a.Status == 409 {
		t.Error("refused after both versions were shown")
	}
}

// Only the forms that say so are kept, and not without end.
func TestUnsent_Bounds(t *testing.T) {
	site := handlerstest.New(t)
	c := login(t, site, models.RoleOrganizer)
	for _, path := range []string{
		"/beheer/bijeenkomsten/a\x00b/wijzigen", "/beheer/bijeenkomsten/\xff/wijzigen", "/beheer/bijeenkomsten/A/wijzigen",
		"", "/", "/beheer", "/beheer/gebruikers/nieuw", "/beheer/bijeenkomsten//wijzigen", "/beheer/bijeenkomsten/x/wijzigen/y",
		"/beheer/bijeenkomsten/" + strings.Repeat("a", 81) + "/wijzigen", "https://elders.example/beheer/nieuw", "/beheer/nieuw?soort=x",
	} {
		if got := keepTyped(c, path, form("title", "x")); got != 404 {
			t.Errorf("%q: status %d, want 404", path, got)
		}
		if a := c.Post("/beheer/onverzonden/weg", form("pad", path, "terug", "/beheer")); a.Status != 404 && a.Status != 400 {
			t.Errorf("drop %q: status %d, want 404", path, a.Status)
		}
	}
	if got := keepTyped(c, "/beheer/nieuw", form("title", strings.Repeat("a", 2<<20))); got != 413 {
		t.Errorf("2 MiB: status %d, want 413", got)
	}
	if got := keepTyped(site.Client(), "/beheer/nieuw", form("title", "x")); got != 303 {
		t.Errorf("without a session: status %d, want 303", got)
	}
	for i := range 25 {
		keepTyped(c, fmt.Sprintf("/beheer/bijeenkomsten/b-%d/wijzigen", i), form("title", "x"))
		site.Clock.Add(time.Second)
	}
	if n := site.One("select count(*) from unsent_forms"); n != "20" {
		t.Errorf("%s are kept of one user; want 20", n)
	}
	keepTyped(c, "/beheer/nieuw", form("title", "x"))
	a := c.Post("/beheer/onverzonden/weg", form("pad", "/beheer/nieuw", "terug", "https:/beheer/nieuw"))
	if a.Status != 303 || a.Location() != "/beheer/nieuw" {
		t.Errorf("back to somewhere else: status %d to %q", a.Status, a.Location())
	}
}
