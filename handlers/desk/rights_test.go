package desk_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"bijeen/handlers/desk"
	"bijeen/handlers/handlerstest"
	"bijeen/models"
)

// Who may use each address (rules §3.9), written out apart from the code:
// a adm, o organizer, e editor, s secretary (board meetings), h host of a
// site, w leader of a workshop, v viewer, p privacy officer.
var rights = map[string]string{
	"POST /beheer/uitloggen":              "aoeshwvp",
	"GET /beheer":                         "aoeshwvp",
	"GET /beheer/sessies":                 "aoeshwvp",
	"POST /beheer/sessies":                "aoeshwvp",
	"GET /beheer/concept":                 "aoeshwvp",
	"POST /beheer/concept":                "aoeshwvp",
	"GET /beheer/nieuw":                   "ao",
	"GET /beheer/jaar":                    "aoesvp",
	"POST /beheer/nieuw":                  "ao",
	"GET /beheer/organisaties":            "ao",
	"POST /beheer/organisaties/:id":       "ao",
	"GET M":                               "aoesvp",
	"GET M/cijfers":                       "aoesvp",
	"GET M/wijzigen":                      "aoe",
	"POST M/wijzigen":                     "aoe",
	"POST M/status":                       "ao",
	"GET M/gaat-niet-door":                "ao",
	"POST M/gaat-niet-door":               "ao",
	"GET M/uitstellen":                    "ao",
	"POST M/uitstellen":                   "ao",
	"POST M/ongedaan-maken":               "ao",
	"GET M/locaties/:site/vervallen":      "ao",
	"POST M/locaties/:site/vervallen":     "ao",
	"GET M/aanmeldingen":                  "aos",
	"GET M/aanmeldingen/toevoegen":        "ao",
	"POST M/aanmeldingen/toevoegen":       "ao",
	"POST M/aanmeldingen/gekozen":         "ao",
	"GET M/aanmeldingen/:id":              "aos",
	"GET M/aanmeldingen/:id/wensen":       "ao",
	"GET M/aanmeldingen/:id/wijzigen":     "ao",
	"POST M/aanmeldingen/:id/wijzigen":    "ao",
	"GET M/aanmeldingen/:id/vervangen":    "ao",
	"POST M/aanmeldingen/:id/vervangen":   "ao",
	"GET M/aanmeldingen/:id/afmelden":     "ao",
	"POST M/aanmeldingen/:id/afmelden":    "ao",
	"GET M/aanmeldingen/:id/afwijzen":     "ao",
	"POST M/aanmeldingen/:id/afwijzen":    "ao",
	"GET M/aanmeldingen/:id/voorrang":     "ao",
	"POST M/aanmeldingen/:id/voorrang":    "ao",
	"POST M/aanmeldingen/:id/goedkeuren":  "ao",
	"GET M/aanmeldingen/:id/nieuwe-link":  "ao",
	"POST M/aanmeldingen/:id/nieuwe-link": "ao",
	"POST M/aanmeldingen/:id/mail":        "ao",
	"GET M/lijsten":                       "aos",
	"GET M/deelnemerslijst":               "aos",
	"GET M/balie":                         "ao",
	"POST M/balie":                        "ao",
	"GET M/balie/nieuw":                   "ao",
	"POST M/balie/nieuw":                  "ao",
	"POST M/afronden":                     "ao",
	"GET M/berichten":                     "aos",
	"GET M/berichten/nieuw":               "ao",
	"POST M/berichten/nieuw":              "ao",
	"POST M/berichten/opnieuw":            "ao",
	"GET M/berichten/:id":                 "aos",
	"POST M/berichten/:id/ongedaan":       "ao",
	"GET M/logboek":                       "aop",
	"GET M/deelnemerslijst.xlsx":          "aos",
	"GET M/deelnemerslijst.csv":           "aos",
	"GET M/deelnemerslijst.pdf":           "aos",
	"GET M/presentielijst.pdf":            "aos",
	"GET M/tekenlijst.pdf":                "aos",
	"GET M/deelnemerslijst.json":          "aos",
	"GET M/aantallen.pdf":                 "aos",
	"GET M/aantallen.csv":                 "aos",
}

var letters = map[models.UserRole]string{
	models.RoleAdmin: "a", models.RoleOrganizer: "o", models.RoleEditor: "e", models.RoleSecretary: "s",
	models.RoleSiteHost: "h", models.RoleWorkshopLeader: "w", models.RoleViewer: "v", models.RolePrivacyOfficer: "p",
}

// walk asks for every address of the desk and tells where the answer is not
// what the table says. Without a letter the client has no session.
func walk(t *testing.T, site *handlerstest.Site, client *handlerstest.Client, letter, slug string) []string {
	t.Helper()
	m := site.Meeting(slug)
	id := find(t, site, m, "").ID
	fill := strings.NewReplacer(":slug", slug, ":id", fmt.Sprint(id), ":site", m.Sites[0].Key)
	var wrong []string
	list := desk.Addresses()
	slices.SortStableFunc(list, func(a, b desk.Address) int {
		return strings.Count(a.Path, "uitloggen") - strings.Count(b.Path, "uitloggen")
	})
	for _, r := range list {
		if r.Open {
			continue
		}
		name := r.Method + " " + strings.Replace(r.Path, "/beheer/bijeenkomsten/:slug", "M", 1)
		roles, listed := rights[name]
		if !listed {
			wrong = append(wrong, name+" stands in no table of rights")
			continue
		}
		path, body := fill.Replace(r.Path), ""
		if r.Method == "POST" {
			body = "x="
		}
		a := client.Do(r.Method, path, "application/x-www-form-urlencoded", []byte(body))
		if got, want := outcome(a), expected(roles, letter); got != want {
			wrong = append(wrong, fmt.Sprintf("%s: %s (status %d), want %s", name, got, a.Status, want))
		}
	}
	return wrong
}

func expected(roles, letter string) string {
	switch {
	case letter == "":
		return "log in first"
	case strings.Contains(roles, letter):
		return "may"
	}
	return "may not"
}

func outcome(a *handlerstest.Answer) string {
	switch {
	case a.Status == http.StatusForbidden:
		return "may not"
	case a.Status == http.StatusSeeOther && strings.HasPrefix(a.Location(), "/beheer/inloggen"):
		return "log in first"
	case a.Status >= 500:
		return "broken"
	}
	return "may"
}

// Every address × every role × no session gives what rules §3.9 say.
func TestRights_Walk(t *testing.T) {
	for role, letter := range letters {
		t.Run(string(role), func(t *testing.T) {
			site := handlerstest.New(t)
			boardMeeting(t, site)
			client := login(t, site, role)
			for _, w := range walk(t, site, client, letter, "bestuursbijeenkomst") {
				if !strings.HasPrefix(w, "POST /beheer/uitloggen") { // leads to the login page by itself
					t.Error(w)
				}
			}
		})
	}
	t.Run("nobody", func(t *testing.T) {
		site := handlerstest.New(t)
		boardMeeting(t, site)
		for _, w := range walk(t, site, site.Client(), "", "bestuursbijeenkomst") {
			t.Error(w)
		}
	})
}

// Negative control: with the rights of a viewer opened up, the walk finds it.
func TestRights_WalkNoticesAnOpenDoor(t *testing.T) {
	defer desk.GrantAll(models.RoleViewer)()
	site := handlerstest.New(t)
	boardMeeting(t, site)
	if wrong := walk(t, site, login(t, site, models.RoleViewer), "v", "bestuursbijeenkomst"); len(wrong) < 30 {
		t.Errorf("%d doors found open; want most of them: %q", len(wrong), wrong)
	}
}

// A secretary works for the board and sees no other meeting, not in the list
// either.
func TestRights_SecretarySeesBoardMeetingsOnly(t *testing.T) {
	site := handlerstest.New(t)
	boardMeeting(t, site)
	gathering(t, site)
	client := login(t, site, models.RoleSecretary)
	if a := client.Get("/beheer/bijeenkomsten/grote-bijeenkomst"); a.Status != 403 {
		t.Errorf("another meeting: status %d, want 403", a.Status)
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
