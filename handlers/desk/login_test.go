package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"bijeen/handlers/desk"
	"bijeen/handlers/handlerstest"
	"bijeen/handlers/web"
	"bijeen/models"
)

// A mail filter that opens a login link uses nothing up; the button does, and
// once.
func TestLogin_ALinkShowsAButtonThatWorksOnce(t *testing.T) {
	site := handlerstest.New(t)
	link := desk.LoginPath(token(t, site, models.RoleAdmin))
	for range 2 {
		a := site.Get(link)
		if a.Status != 200 || !a.Has("main form[method=post] button") || a.Header.Get("Set-Cookie") != "" {
			t.Fatalf("opening the link: status %d, cookie %q; want a button and no cookie", a.Status, a.Header.Get("Set-Cookie"))
		}
	}
	client := site.Client()
	if a := client.Post(link, nil); a.Status != 303 || a.Location() != "/beheer" {
		t.Fatalf("button: status %d to %q", a.Status, a.Location())
	}
	if a := client.Get("/beheer"); a.Status != 200 || a.Text("h1") != "Mijn bijeenkomsten" {
		t.Errorf("desk: status %d, %s", a.Status, a.Text("h1"))
	}
	for _, a := range []*handlerstest.Answer{site.Post(link, nil), site.Get(link)} {
		if a.Status != http.StatusGone || !strings.Contains(a.Text("main"), "al gebruikt") {
			t.Errorf("second use: status %d, %s; want 410", a.Status, a.Text("main"))
		}
	}
}

func TestLogin_OldAndWrongLinks(t *testing.T) {
	site := handlerstest.New(t)
	link := desk.LoginPath(token(t, site, models.RoleAdmin))
	site.Clock.Add(15*time.Minute + time.Second)
	if a := site.Post(link, nil); a.Status != http.StatusGone {
		t.Errorf("after 15 minutes: status %d, want 410", a.Status)
	}
	if a := site.Post(desk.LoginPath("verzonnen"), nil); a.Status != http.StatusNotFound || a.Header.Get("Set-Cookie") != "" {
		t.Errorf("made up: status %d, cookie %q; want 404 without", a.Status, a.Header.Get("Set-Cookie"))
	}
}

func TestLogin_Cookie(t *testing.T) {
	tests := []struct {
		name, base, cookie string
		secure             bool
	}{
		{"plain", "http://bijeen.example", "bijeen_session", false},
		{"https", "https://bijeen.example", "__Host-bijeen", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			site := handlerstest.New(t, func(a *web.App) { a.Site.BaseURL = tt.base })
			a := site.Post(desk.LoginPath(token(t, site, models.RoleAdmin)), nil)
			cookies := (&http.Response{Header: a.Header}).Cookies()
			if len(cookies) != 1 {
				t.Fatalf("%d cookies, want 1", len(cookies))
			}
			c := cookies[0]
			if c.Name != tt.cookie || c.Secure != tt.secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.MaxAge != 0 || !c.Expires.IsZero() {
				t.Errorf("cookie %q", c.String())
			}
		})
	}
}

// A token that somebody planted before the login is worth nothing after it.
func TestLogin_RenewsTheToken(t *testing.T) {
	site := handlerstest.New(t)
	victim := login(t, site, models.RoleViewer)
	planted := victim.Cookie("/beheer", "bijeen_session")
	if a := victim.Post(desk.LoginPath(token(t, site, models.RoleAdmin)), nil); a.Status != 303 {
		t.Fatalf("second login: status %d", a.Status)
	}
	if now := victim.Cookie("/beheer", "bijeen_session"); now == planted || now == "" {
		t.Errorf("cookie %q after %q; want a new one", now, planted)
	}
	attacker := site.Client()
	attacker.Header.Set("Cookie", "bijeen_session="+planted)
	if a := attacker.Get("/beheer"); a.Status != 303 {
		t.Errorf("planted token: status %d, want the login page", a.Status)
	}
}

// A session ends 12 hours after the last request, by the clock of the site,
// and leads back to where it was.
func TestLogin_IdleSessionEndsAndLeadsBack(t *testing.T) {
	site := handlerstest.New(t)
	gathering(t, site)
	client := login(t, site, models.RoleOrganizer)
	page := "/beheer/bijeenkomsten/grote-bijeenkomst/aanmeldingen?locatie=hengelo"
	for range 3 {
		site.Clock.Add(11*time.Hour + 58*time.Minute)
		if a := client.Get(page); a.Status != 200 {
			t.Fatalf("within 12 hours: status %d", a.Status)
		}
	}
	site.Clock.Add(12*time.Hour + time.Minute)
	a := client.Get(page)
	want := "/beheer/inloggen?" + form("naar", page).Encode()
	if a.Status != 303 || a.Location() != want {
		t.Fatalf("after 12 hours: status %d to %q, want %q", a.Status, a.Location(), want)
	}
	if text := client.Get(a.Location()).Text("main"); !strings.Contains(text, "12 uur") {
		t.Errorf("login page says %q; want why", text)
	}
	link := desk.LoginPath(token(t, site, models.RoleOrganizer))
	back, _ := client.Get(link).Doc().Find("input[name=naar]").Attr("value")
	if a := client.Post(link, form("naar", back)); a.Location() != page {
		t.Errorf("after logging in again: to %q, want %q", a.Location(), page)
	}
	if c := client.Cookie("/beheer/inloggen", "bijeen_naar"); c != "" {
		t.Errorf("the way back is still remembered: %q", c)
	}
}

// A form that was sent without a session leads back to the page it stood on.
func TestLogin_PostWithoutSession(t *testing.T) {
	site := handlerstest.New(t)
	for path, want := range map[string]string{
		"/beheer/bijeenkomsten/x/wijzigen":                "/beheer/bijeenkomsten/x/wijzigen",
		"/beheer/bijeenkomsten/x/status":                  "/beheer/bijeenkomsten/x",
		"/beheer/bijeenkomsten/x/aanmeldingen/7/mail":     "/beheer/bijeenkomsten/x/aanmeldingen/7",
		"/beheer/bijeenkomsten/x/aanmeldingen/gekozen":    "/beheer/bijeenkomsten/x/aanmeldingen",
		"/beheer/bijeenkomsten/x/aanmeldingen/7/afmelden": "/beheer/bijeenkomsten/x/aanmeldingen/7/afmelden",
	} {
		a := site.Post(path, nil)
		to, err := url.Parse(a.Location())
		if err != nil || a.Status != 303 || to.Path != "/beheer/inloggen" || to.Query().Get("naar") != want {
			t.Errorf("POST %s: status %d to %q, want back to %q", path, a.Status, a.Location(), want)
		}
	}
}

func TestLogout(t *testing.T) {
	site := handlerstest.New(t)
	client := login(t, site, models.RoleAdmin)
	stolen := client.Cookie("/beheer", "bijeen_session")
	if a := client.Post("/beheer/uitloggen", nil); a.Status != 303 || a.Location() != "/beheer/inloggen" {
		t.Errorf("log out: status %d to %q", a.Status, a.Location())
	}
	if c := client.Cookie("/beheer", "bijeen_session"); c != "" {
		t.Errorf("cookie %q stays", c)
	}
	other := site.Client()
	other.Header.Set("Cookie", "bijeen_session="+stolen)
	if a := other.Get("/beheer"); a.Status != 303 {
		t.Errorf("the same cookie from elsewhere: status %d; want the session ended on our side", a.Status)
	}
}

func TestSafePath(t *testing.T) {
	tests := []struct{ to, want string }{
		{"/beheer/bijeenkomsten/x?status=registered", "/beheer/bijeenkomsten/x?status=registered"},
		{"/beheer", "/beheer"},
		{"", "/beheer"},
		{"/", "/beheer"},
		{"/beheerder", "/beheer"},
		{"/beheer/inloggen/abc", "/beheer"},
		{"//kwaad.example/beheer", "/beheer"},
		{"https://kwaad.example/beheer/x", "/beheer"},
		{`/\kwaad.example/beheer`, "/beheer"},
		{`/beheer/\..\..\kwaad`, "/beheer"},
		{"/beheer/../uit", "/beheer"},
		{"javascript:alert(1)", "/beheer"},
		{"/beheer/x\r\nSet-Cookie: a=b", "/beheer"},
		{"%zz", "/beheer"},
	}
	for _, tt := range tests {
		if got := desk.SafePath(tt.to); got != tt.want {
			t.Errorf("SafePath(%q) = %q, want %q", tt.to, got, tt.want)
		}
	}
}

// A form of another site does nothing, whoever is logged in.
func TestCrossOrigin(t *testing.T) {
	site := handlerstest.New(t)
	m := gathering(t, site)
	client := login(t, site, models.RoleAdmin)
	person := find(t, site, m, "Broek")
	path := "/beheer/bijeenkomsten/grote-bijeenkomst/aanmeldingen/" + itoa(person.ID) + "/afmelden"
	client.Header.Set("Origin", "https://kwaad.example")
	client.Header.Set("Sec-Fetch-Site", "cross-site")
	if a := client.Post(path, nil); a.Status != http.StatusForbidden {
		t.Errorf("from another site: status %d, want 403", a.Status)
	}
	if s := site.Status(person.ID); s != models.Registered {
		t.Errorf("person is %s; want registered still", s)
	}
	client.Header.Set("Origin", handlerstest.BaseURL)
	client.Header.Set("Sec-Fetch-Site", "same-origin")
	if a := client.Post(path, nil); a.Status != 303 || site.Status(person.ID) != models.Cancelled {
		t.Errorf("from our own page: status %d, person %s; want it done", a.Status, site.Status(person.ID))
	}
}

// What the user chose by ?taal stays for the session, whatever the language
// of a meeting.
func TestLanguageStaysForTheSession(t *testing.T) {
	site := handlerstest.New(t)
	gathering(t, site)
	client := login(t, site, models.RoleAdmin)
	for _, step := range []struct{ path, lang string }{
		{"/beheer", "nl"}, {"/beheer?taal=en", "en"}, {"/beheer", "en"}, {"/beheer/bijeenkomsten/grote-bijeenkomst", "en"},
		{"/beheer/bijeenkomsten/grote-bijeenkomst?taal=nl", "nl"}, {"/beheer", "nl"},
	} {
		if lang, _ := client.Get(step.path).Doc().Find("html").Attr("lang"); lang != step.lang {
			t.Errorf("%s in %q, want %q", step.path, lang, step.lang)
		}
	}
}

// Every page of the desk is kept out of caches and of search machines.
func TestDeskIsPrivate(t *testing.T) {
	site := handlerstest.New(t)
	a := login(t, site, models.RoleAdmin).Get("/beheer")
	robots, _ := a.Doc().Find("meta[name=robots]").Attr("content")
	if a.Header.Get("Cache-Control") != "no-store" || robots != "noindex" {
		t.Errorf("Cache-Control %q, robots %q", a.Header.Get("Cache-Control"), robots)
	}
}
