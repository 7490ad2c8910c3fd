package desk_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/labstack/echo/v4"

	"bijeen/handlers/desk"
	"bijeen/handlers/handlerstest"
	"bijeen/handlers/web"
	"bijeen/models"
)

// open are the addresses that ask for no session: of visitors, of who has a
// link, and of who logs in.
var open = []string{
	"GET /", "GET /healthz", "GET /readyz", "GET /robots.txt", "GET /.well-known/security.txt", "GET /bijeenkomsten.ics",
	"GET /bijeenkomsten/:slug", "GET /bijeenkomsten/:slug/documenten/:document", "GET /aanmelding/:token/documenten/:document", "GET /bijeenkomsten/:slug/aanmelden", "POST /bijeenkomsten/:slug/aanmelden", "GET /bijeenkomsten/:slug/aangemeld",
	"GET /bijeenkomsten/:slug/belangstelling", "POST /bijeenkomsten/:slug/belangstelling",
	"GET /groepen", "GET /groepen/:slug", "GET /groepen/:slug/meehelpen", "POST /groepen/:slug/meehelpen",
	"GET /mijn-aanmelding", "POST /mijn-aanmelding", "GET /begrippen", "GET /privacy", "GET /toegankelijkheid",
	"GET /geen-overzicht/:token", "POST /geen-overzicht/:token", "GET /geen-berichten/:token", "POST /geen-berichten/:token",
	"GET /aanmelding/:token", "GET /aanmelding/:token/afspraak.ics", "GET /aanmelding/:token/afmelden", "POST /aanmelding/:token/afmelden",
	"GET /aanmelding/:token/vervangen", "POST /aanmelding/:token/vervangen", "GET /aanmelding/:token/wijzigen", "POST /aanmelding/:token/wijzigen",
	"GET /namens/:token", "POST /namens/:token", "POST /namens/:token/aanmelden", "GET /namens/:token/:id/antwoord", "POST /namens/:token/:id/antwoord", "GET /aanmelding/:token/antwoord", "POST /aanmelding/:token/antwoord", "POST /aanmelding/:token/aanbod", "POST /aanmelding/:token/nieuwe-link",
	"GET /beheer/inloggen", "POST /beheer/inloggen", "GET /beheer/inloggen/:token", "POST /beheer/inloggen/:token",
}

var letters = map[models.UserRole]string{
	models.RoleAdmin: "a", models.RoleOrganizer: "o", models.RoleEditor: "e", models.RoleSecretary: "s",
	models.RoleSiteHost: "h", models.RoleWorkshopLeader: "w", models.RoleViewer: "v", models.RolePrivacyOfficer: "p",
}

// registered lists every address of the whole program, leaving last.
func registered(t *testing.T, site *handlerstest.Site, more ...handlerstest.More) []string {
	t.Helper()
	list := site.Addresses(more...)
	slices.SortStableFunc(list, func(a, b string) int {
		return strings.Count(a, "uitloggen") - strings.Count(b, "uitloggen")
	})
	return list
}

// asked is the line of the tables for an address; HEAD is as GET.
func asked(address string) string {
	if rest, ok := strings.CutPrefix(address, "HEAD "); ok {
		address = "GET " + rest
	}
	return strings.Replace(address, "/beheer/bijeenkomsten/:slug", "M", 1)
}

// walk asks for every address and tells where the answer is not what the
// tables say. Without a letter the client has no session.
func walk(t *testing.T, site *handlerstest.Site, client *handlerstest.Client, letter, slug string) []string {
	t.Helper()
	m := site.Meeting(slug)
	id := find(t, site, m, "").ID
	fill := strings.NewReplacer(":slug", slug, ":id", fmt.Sprint(id), ":site", m.Sites[0].Key, ":token", "verzonnen")
	unknown := said(client.Get("/beheer/bijeenkomsten/bestaat-niet"))
	var wrong []string
	for _, address := range registered(t, site) {
		name := asked(address)
		roles, listed := rights[name]
		isOpen := slices.Contains(open, name)
		if listed == isOpen {
			wrong = append(wrong, address+" stands in no table of rights, or in both")
			continue
		}
		method, path, _ := strings.Cut(address, " ")
		var body []byte
		if method == "POST" {
			body = []byte("x=")
		}
		ask := func(method string) *handlerstest.Answer {
			return client.Do(method, fill.Replace(path), "application/x-www-form-urlencoded", body)
		}
		a := ask(method)
		if method == "HEAD" { // says the same as its page, without one
			status := a.Status
			if a = ask("GET"); a.Status != status {
				wrong = append(wrong, fmt.Sprintf("%s: status %d, its page %d", address, status, a.Status))
			}
		}
		want := "may"
		if !isOpen {
			want = expected(name, roles, letter)
		}
		if got := outcome(a, unknown); got != want {
			wrong = append(wrong, fmt.Sprintf("%s: %s (status %d), want %s", address, got, a.Status, want))
		}
	}
	return wrong
}

func expected(name, roles, letter string) string {
	switch {
	case letter == "":
		return "log in first"
	case strings.Contains(roles, letter):
		return "may"
	case strings.Contains(name, " M") && strings.Contains("wx", letter):
		return "not there"
	}
	return "may not"
}

// outcome puts an answer into words. Not there is the answer about a meeting
// that does not exist.
func outcome(a *handlerstest.Answer, unknown string) string {
	switch {
	case a.Status == http.StatusForbidden:
		return "may not"
	case a.Status == http.StatusSeeOther && strings.HasPrefix(a.Location(), "/beheer/inloggen"):
		return "log in first"
	case a.Status >= 500:
		return "broken"
	case a.Status == http.StatusNotFound && said(a) == unknown:
		return "not there"
	}
	return "may"
}

// said is what a page says, without what an earlier request left to say.
func said(a *handlerstest.Answer) string {
	main := a.Doc().Find("main")
	main.Find("[role=status]").Remove()
	return strings.Join(strings.Fields(main.Text()), " ")
}

// walker makes a site with a board meeting of one group, and a browser in which
// somebody with this letter is logged in.
func walker(t *testing.T, letter string) (*handlerstest.Site, *handlerstest.Client) {
	t.Helper()
	site := handlerstest.New(t)
	m := boardMeeting(t, site)
	if letter == "" {
		return site, site.Client()
	}
	role := models.RoleOrganizer
	for r, l := range letters {
		if l == letter {
			role = r
		}
	}
	client := login(t, site, role)
	u, err := site.UserByEmail(ctx, string(role)+"@organisatie.example")
	must(t, err)
	switch letter {
	case "h":
		must(t, site.SetSiteHost(ctx, m.ID, m.Sites[0].Key, u.ID, models.Actor{Kind: models.ByOrganizer}))
	case "x":
		_, err = site.SaveUser(ctx, u.ID, models.UserInput{Email: u.Email, Name: u.Name, Role: role, Groups: []string{"Een andere groep"}})
		must(t, err)
	}
	return site, client
}

// Every address of the program × every role, nobody, and the organizer of
// another group gives what rules §3.9 say: somebody else's meeting is not
// there (404), an action without the right is refused (403).
func TestRights_Walk(t *testing.T) {
	t.Parallel()
	for _, letter := range strings.Split("aoeshwvpx", "") {
		t.Run(letter, func(t *testing.T) {
			site, client := walker(t, letter)
			for _, w := range walk(t, site, client, letter, "bestuursbijeenkomst") {
				if !strings.HasPrefix(w, "POST /beheer/uitloggen") { // leads to the login page by itself
					t.Error(w)
				}
			}
		})
	}
	t.Run("nobody", func(t *testing.T) {
		site, client := walker(t, "")
		for _, w := range walk(t, site, client, "", "bestuursbijeenkomst") {
			t.Error(w)
		}
	})
}

// The tables name nothing that is not there.
func TestRights_TablesAreTrue(t *testing.T) {
	site := handlerstest.New(t)
	known := map[string]bool{}
	for _, address := range registered(t, site) {
		known[asked(address)] = true
	}
	for name := range rights {
		if !known[name] {
			t.Errorf("%s is no address", name)
		}
	}
	for _, name := range open {
		if !known[name] {
			t.Errorf("%s is no address", name)
		}
	}
}

// Negative controls: with the rights of a viewer opened up, and with the
// groups of an organizer ignored, the walk finds it; so it does with an
// address that nobody put in a table. It changes the rights of the whole
// program, so no other test runs beside it.
func TestRights_WalkNoticesAnOpenDoor(t *testing.T) {
	t.Run("rights", func(t *testing.T) {
		defer desk.GrantAll(models.RoleViewer)()
		site, client := walker(t, "v")
		if wrong := walk(t, site, client, "v", "bestuursbijeenkomst"); len(wrong) < 30 {
			t.Errorf("%d doors found open; want most of them: %q", len(wrong), wrong)
		}
	})
	t.Run("groups", func(t *testing.T) {
		site, client := walker(t, "o")
		if wrong := walk(t, site, client, "x", "bestuursbijeenkomst"); len(wrong) < 30 {
			t.Errorf("%d doors found open; want most of them: %q", len(wrong), wrong)
		}
	})
	t.Run("forgotten", func(t *testing.T) {
		site := handlerstest.New(t)
		list := registered(t, site, func(e *echo.Echo, _ *web.App) { e.GET("/beheer/vergeten", func(echo.Context) error { return nil }) })
		if !slices.Contains(list, "GET /beheer/vergeten") {
			t.Error("a new address escapes the walk")
		}
	})
}

// A secretary works for the board and sees no other meeting, not in the list
// either.
func TestRights_SecretarySeesBoardMeetingsOnly(t *testing.T) {
	site := handlerstest.New(t)
	boardMeeting(t, site)
	gathering(t, site)
	client := login(t, site, models.RoleSecretary)
	if a := client.Get("/beheer/bijeenkomsten/grote-bijeenkomst"); a.Status != 404 {
		t.Errorf("another meeting: status %d, want 404", a.Status)
	}
	if a := client.Get("/beheer/bijeenkomsten/bestuursbijeenkomst"); a.Status != 200 {
		t.Errorf("board meeting: status %d, want 200", a.Status)
	}
	if titles := client.Get("/beheer").Doc().Find(".bij-meeting h3").Text(); titles != "Bestuursbijeenkomst Ontwikkeltafels Jeugd" {
		t.Errorf("list shows %q; want the board meeting only", titles)
	}
}

// BR-81: whoever has no list of names sees none: not in numbers, not in the
// board, not in the log.
func TestBR81_NoNamesWithoutTheRight(t *testing.T) {
	site := handlerstest.New(t)
	boardMeeting(t, site)
	for role, pages := range map[models.UserRole][]string{
		models.RoleViewer:         {"/beheer", "/beheer/bijeenkomsten/bestuursbijeenkomst", "/beheer/bijeenkomsten/bestuursbijeenkomst/cijfers"},
		models.RoleEditor:         {"/beheer/bijeenkomsten/bestuursbijeenkomst", "/beheer/bijeenkomsten/bestuursbijeenkomst/wijzigen"},
		models.RolePrivacyOfficer: {"/beheer/bijeenkomsten/bestuursbijeenkomst", "/beheer/bijeenkomsten/bestuursbijeenkomst/logboek"},
		models.RoleSiteHost:       {"/beheer"},
	} {
		client := login(t, site, role)
		for _, path := range pages {
			a := client.Get(path)
			if a.Status != 200 || strings.Contains(a.Body, "Voorbeeldstra") || strings.Contains(a.Body, "horizon.example") {
				t.Errorf("%s at %s: status %d, or the page holds names or addresses", role, path, a.Status)
			}
		}
	}
	// The same page does name them for whoever may see them.
	if a := login(t, site, models.RoleOrganizer).Get("/beheer/bijeenkomsten/bestuursbijeenkomst"); !strings.Contains(a.Body, "Voorbeeldstra") {
		t.Error("the organizer sees no names either: this test would not notice")
	}
}

// BR-81: the host of a site sees the names of that site, on the screen and on
// paper, and nothing else: no other site, no addresses, no needs, no files.
func TestBR81_HostSeesOneSite(t *testing.T) {
	site := handlerstest.New(t)
	gathering(t, site)
	client := login(t, site, models.RoleSiteHost)
	if text := client.Get("/beheer").Text("main"); !strings.Contains(text, "niets te zien") {
		t.Errorf("before: %q", text)
	}
	organizer := login(t, site, models.RoleOrganizer)
	edit := organizer.Get(grote + "/wijzigen")
	host, _ := edit.Doc().Find("#sites-0-host-user option").Last().Attr("value")
	if a := organizer.Post(grote+"/wijzigen", set(filled(t, edit), "sites[0].host_user", host)); a.Status != 303 {
		t.Fatalf("link the host: status %d", a.Status)
	}
	if v := filled(t, organizer.Get(grote+"/wijzigen")); v.Get("sites[0].host_user") != host || v.Get("sites[1].host_user") != "" {
		t.Errorf("form shows hosts %q and %q", v.Get("sites[0].host_user"), v.Get("sites[1].host_user"))
	}
	home := client.Get("/beheer")
	links := home.Doc().Find(".bij-listset a").Map(func(_ int, s *goquery.Selection) string { return s.AttrOr("href", "") })
	if len(links) != 6 {
		t.Errorf("home leads to %v; want the door, the list, three papers and the numbers", links)
	}
	for _, link := range links {
		if a := client.Get(link); a.Status != 200 {
			t.Errorf("%s: status %d", link, a.Status)
		}
	}
	list := client.Get(grote + "/deelnemerslijst?locatie=hengelo")
	if body := list.Body; !strings.Contains(body, "Broek, Demi van de") || strings.Contains(body, "Shiyan") || strings.Contains(body, "@horizon.example") || strings.Contains(body, "Ringleiding") || strings.Contains(body, "053-123 45 67") {
		t.Error("the list of the host holds too little or too much")
	}
	for _, path := range []string{
		"", "/aanmeldingen", "/aanmeldingen?locatie=hengelo", "/deelnemerslijst", "/deelnemerslijst?locatie=enschede", "/presentielijst.pdf", "/presentielijst.pdf?locatie=enschede", "/aantallen.pdf", "/aantallen.pdf?locatie=enschede", "/aantallen.csv?locatie=hengelo",
		"/deelnemerslijst.csv?locatie=hengelo", "/deelnemerslijst.json?locatie=hengelo", "/balie", "/balie?locatie=enschede", "/balie/nieuw?locatie=enschede", "/lijsten", "/berichten", "/logboek",
	} {
		if a := client.Get(grote + path); a.Status != 403 {
			t.Errorf("%s: status %d, want 403", path, a.Status)
		}
	}
}
