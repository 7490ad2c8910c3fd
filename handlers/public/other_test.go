package public_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"bijeen/handlers/handlerstest"
	"bijeen/handlers/web"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// TestThanks: the outcome is believed only from us, and only for this meeting.
func TestThanks(t *testing.T) {
	site := cast(t)
	placed := site.Post("/bijeenkomsten/open/aanmelden", fenna()).Location()
	_, outcome, _ := strings.Cut(placed, "uitkomst=")
	for _, test := range []struct{ path, want string }{
		{placed, "U heeft een plaats"},
		{site.Post("/bijeenkomsten/wachtlijst/aanmelden", fenna()).Location(), "U staat op de wachtlijst"},
		{site.Post("/bijeenkomsten/aanvraag/aanmelden", fenna()).Location(), "Uw aanvraag is ontvangen"},
		{site.Post("/bijeenkomsten/aangekondigd/belangstelling", fenna()).Location(), "Wij houden u op de hoogte"},
		{"/bijeenkomsten/open/aangemeld", "Kijk in uw mail"},
		{"/bijeenkomsten/open/aangemeld?uitkomst=", "Kijk in uw mail"},
		{"/bijeenkomsten/open/aangemeld?uitkomst=r1.abc", "Kijk in uw mail"},
		{"/bijeenkomsten/open/aangemeld?uitkomst=w1" + strings.TrimPrefix(outcome, "r1"), "Kijk in uw mail"},
		{"/bijeenkomsten/gesloten/aangemeld?uitkomst=" + outcome, "Kijk in uw mail"}, // of another meeting
	} {
		a := site.Get(test.path)
		if a.Status != 200 || a.Text("h1") != test.want {
			t.Errorf("%s: status %d, %q, want %q", test.path, a.Status, a.Text("h1"), test.want)
		}
		if strings.Contains(a.Body, ".ics") || strings.Contains(a.Body, "Fenna") || strings.Contains(a.Body, "horizon.example") {
			t.Errorf("%s shows a calendar button or the person", test.path)
		}
	}
	if a := site.Get("/bijeenkomsten/onbekend/aangemeld"); a.Status != 404 {
		t.Errorf("unknown meeting: %d", a.Status)
	}
}

// TestBR02: interest registers nobody.
func TestBR02_Interest(t *testing.T) {
	site := cast(t)
	path := "/bijeenkomsten/aangekondigd/belangstelling"
	form := site.Get(path)
	if form.Status != 200 || form.Has("input[name=diet]") {
		t.Fatalf("form: %d", form.Status)
	}
	if a := site.Post(path, with(fenna(), "organization")); a.Status != 303 {
		t.Errorf("without organization: %d\n%s", a.Status, a.Body)
	}
	if got := site.Query("select status, site_id from registrations order by id desc limit 1"); got[0][0] != "interested" || got[0][1] != "" {
		t.Errorf("stored %v", got)
	}
	if got := site.One("select kind from messages order by id desc limit 1"); got != "interest" {
		t.Errorf("mail %q", got)
	}
	before := site.Dump()
	if a := site.Post(path, with(fenna2(), "website", "x")); a.Status != 303 || site.Dump() != before {
		t.Errorf("a robot: %d, or something was stored", a.Status)
	}
	if a := site.Post(path, url.Values{}); a.Status != 422 || a.Doc().Find(".bij-errors li").Length() != 3 {
		t.Errorf("empty form: %d, %s", a.Status, a.Text(".bij-errors"))
	}
	for slug, want := range map[string]int{"open": 409, "gesloten": 409, "afgelast": 410, "geweest": 410, "straks": 303, "onbekend": 404} {
		if a := site.Post("/bijeenkomsten/"+slug+"/belangstelling", fenna2()); a.Status != want {
			t.Errorf("%s: %d, want %d", slug, a.Status, want)
		}
	}
}

// TestLinks: the same answer for every address; the mail goes to who is known.
func TestLinks(t *testing.T) {
	site := platform(t, 5)
	own(t, site, "platform", modelstest.Person(1))
	known := site.Post("/mijn-aanmelding", url.Values{"email": {" Proef1@Horizon.example "}})
	unknown := site.Post("/mijn-aanmelding", url.Values{"email": {"niemand@horizon.example"}})
	for _, a := range []*handlerstest.Answer{known, unknown} {
		a.Header.Del("X-Request-Id")
	}
	if known.Status != 303 || known.Location() != "/mijn-aanmelding?verstuurd=1" || fmt.Sprint(known.Status, known.Header, known.Body) != fmt.Sprint(unknown.Status, unknown.Header, unknown.Body) {
		t.Errorf("known %d %v %q\nunknown %d %v %q", known.Status, known.Header, known.Body, unknown.Status, unknown.Header, unknown.Body)
	}
	if got := site.Query("select to_email from messages where kind = 'link'"); len(got) != 1 {
		t.Errorf("link mails %v, want one", got)
	}
	if got := site.Get(known.Location()).Text("h1"); got != "Kijk in uw mail" {
		t.Errorf("afterwards %q", got)
	}
	for _, wrong := range []string{"", "fout", "a@b"} {
		a := site.Post("/mijn-aanmelding", url.Values{"email": {wrong}})
		if a.Status != 422 || !a.Has("#email-error") || a.Doc().Find("#email").AttrOr("value", "?") != wrong {
			t.Errorf("%q: status %d", wrong, a.Status)
		}
	}
	for range 5 {
		if a := site.Post("/mijn-aanmelding", url.Values{"email": {"proef1@horizon.example"}}); a.Status != 303 {
			t.Errorf("asked too often: %d, want the usual 303", a.Status)
		}
	}
	if got := site.One("select count(*) from messages where kind = 'link'"); got != "3" {
		t.Errorf("%s link mails in an hour, want 3", got)
	}
	if a := site.Post("/mijn-aanmelding?taal=en", url.Values{"email": {"x@horizon.example"}}); a.Location() != "/mijn-aanmelding?verstuurd=1&taal=en" {
		t.Errorf("language is lost: %q", a.Location())
	}
}

func TestFixedPages(t *testing.T) {
	site := handlerstest.New(t)
	for path, want := range map[string]string{
		"/begrippen": "Begrippen", "/privacy": "Privacy", "/toegankelijkheid": "Toegankelijkheid", "/begrippen?taal=en": "Terms", "/toegankelijkheid?taal=en": "Accessibility",
	} {
		a := site.Get(path)
		if a.Status != 200 || a.Text("h1") != want {
			t.Errorf("%s: status %d, %q", path, a.Status, a.Text("h1"))
		}
	}
	if got := site.Get("/begrippen").Body; !strings.Contains(got, "iemand heeft een plaats. Wie op de wachtlijst staat, is niet aangemeld.") {
		t.Error("the definitions are not those of the glossary")
	}
	privacy := site.Get("/privacy").Text("main")
	for _, want := range []string{"Bureau Proef", "privacy@bijeen.example", "7 dagen", "Autoriteit Persoonsgegevens"} {
		if !strings.Contains(privacy, want) {
			t.Errorf("privacy page does not say %q", want)
		}
	}
	checkRetentionText(t, site)
	security := site.Get("/.well-known/security.txt")
	if security.Status != 200 || !strings.HasPrefix(security.Body, "Contact: mailto:security@bijeen.example\nExpires: 2020-05-01T00:00:00Z\n") {
		t.Errorf("security.txt: %d\n%s", security.Status, security.Body)
	}
	robots := site.Get("/robots.txt")
	if robots.Status != 200 || !strings.Contains(robots.Body, "Disallow: /aanmelding/\n") {
		t.Errorf("robots.txt: %d\n%s", robots.Status, robots.Body)
	}
	without := handlerstest.New(t, func(a *web.App) { a.Site.SecurityContact = "" })
	if a := without.Get("/.well-known/security.txt"); a.Status != 200 || !strings.HasPrefix(a.Body, "Contact: mailto:bijeen@bijeen.example\n") {
		t.Errorf("security.txt without a contact of its own: %d\n%s", a.Status, a.Body)
	}
}

func TestReady(t *testing.T) {
	mail, stopping := "ok", false
	site := handlerstest.New(t, func(a *web.App) {
		a.MailState = func() string { return mail }
		a.Stopping = func() bool { return stopping }
	})
	if a := site.Get("/readyz"); a.Status != 200 || !strings.Contains(a.Body, `"status":"ready"`) || !strings.Contains(a.Body, `"mail":"ok"`) {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	mail = "waiting"
	if a := site.Get("/readyz"); a.Status != 200 || !strings.Contains(a.Body, `"mail":"waiting"`) {
		t.Errorf("mail waits: %d %s", a.Status, a.Body)
	}
	stopping = true
	if a := site.Get("/readyz"); a.Status != 503 || a.Header.Get("Retry-After") == "" {
		t.Errorf("going down: %d", a.Status)
	}
	if a := site.Get("/healthz"); a.Status != 200 {
		t.Errorf("healthz: %d", a.Status)
	}
}

// TestHead: every GET has its HEAD, with the same status and no body.
func TestHead(t *testing.T) {
	site := cast(t)
	path := own(t, site, "open", modelstest.Person(99))
	for _, p := range publicPaths(path) {
		get, head := site.Get(p), site.Client().Do("HEAD", p, "", nil)
		if get.Status != head.Status || get.Header.Get("Content-Type") != head.Header.Get("Content-Type") {
			t.Errorf("%s: GET %d, HEAD %d", p, get.Status, head.Status)
		}
	}
}

// publicPaths are all addresses of the contract that answer GET.
func publicPaths(own string) []string {
	return []string{
		"/", "/bijeenkomsten.ics", "/bijeenkomsten/open", "/bijeenkomsten/open.ics", "/bijeenkomsten/open/aanmelden", "/bijeenkomsten/open/aangemeld",
		"/bijeenkomsten/aangekondigd/belangstelling", "/mijn-aanmelding", "/begrippen", "/privacy", "/toegankelijkheid", "/.well-known/security.txt",
		"/robots.txt", "/healthz", "/readyz", own, own + "/afspraak.ics", own + "/afmelden", own + "/vervangen", own + "/wijzigen",
		own + "/wijzigen?deel=eten", "/bijeenkomsten/gesloten/aanmelden", "/bijeenkomsten/onbekend",
	}
}

// TestBR19: opening every link twice leaves the database as it was.
func TestBR19_GetChangesNothing(t *testing.T) {
	site := cast(t)
	path := own(t, site, "open", modelstest.Person(100))
	offered, m := offer(t, site, "aanbod")
	waiting := own(t, site, "wachtlijst", modelstest.Person(101))
	before := site.Dump()
	open := func() {
		for _, p := range append(publicPaths(path), offered, offered+"/afmelden", waiting, waiting+"/wijzigen", path+"?answer=accept", offered+"/aanbod?answer=accept", path+"/afmelden?bevestig=1") {
			for _, method := range []string{"GET", "HEAD"} {
				site.Client().Do(method, p, "", nil)
				site.Client().Do(method, p, "", nil)
			}
		}
	}
	open()
	if site.Dump() != before {
		t.Fatal("opening links changed the database")
	}
	// Also when the clock has something to do that nobody did yet.
	site.Clock.Set(m.StartsAt.Add(-1))
	open()
	if site.Dump() != before {
		t.Error("opening links let the clock events happen")
	}
	site.Post(path+"/afmelden", nil) // negative control: the dump sees a change
	if site.Dump() == before {
		t.Error("the dump does not see that somebody cancelled")
	}
}

// checkRetentionText compares the terms on the privacy page with those that
// are kept (BR-76, BR-77): one for all kinds but the scrap session.
func checkRetentionText(t *testing.T, site *handlerstest.Site) {
	t.Helper()
	for lang, want := range map[string][]string{
		"nl": {"tot %d maanden na de bijeenkomst", "Na een schrapsessie is dat %d maanden", "opmerkingen: tot %d dagen na de bijeenkomst"},
		"en": {"until %d months after the meeting", "After a red tape session this is %d months", "remarks: until %d days after the meeting"},
	} {
		text := site.Get("/privacy?taal=" + lang).Text("main")
		for _, kind := range models.MeetingKinds {
			d, sentence := models.Defaults(kind), want[0]
			if kind == models.ScrapSession {
				sentence = want[1]
			}
			for _, s := range []string{fmt.Sprintf(sentence, d.RetentionMonths), fmt.Sprintf(want[2], d.NeedsRetentionDays)} {
				if !strings.Contains(text, s) {
					t.Errorf("%s, %s: the privacy page does not say %q", lang, kind, s)
				}
			}
		}
	}
}
