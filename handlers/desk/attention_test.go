package desk_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"bijeen/browser/browsertest"
	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// attentive is a site in which everything asks for attention, the day before
// the meetings.
func attentive(t testing.TB) *handlerstest.Site {
	t.Helper()
	site := handlerstest.New(t)
	gathering(t, site)
	approval(t, site)
	refuseSome(t, site)
	small := modelstest.Gathering("kleine-zaal", 3)
	small.Title = "Platform in een kleinere zaal"
	m := site.Save(small)
	one, two := modelstest.Person(91), modelstest.Person(92)
	one.Organization = "Stichting Horizn"
	site.SignUpAll(m, one, two)
	small.Sites[0].SeatCapacity = 1
	site.Save(small)
	site.Clock.Add(modelstest.At("2019-11-28 08:00").Sub(site.Now()))
	return site
}

// What asks for attention stands first, names the meeting, and leads by one
// link straight to where it is mended.
func TestHome_AttentionFirst(t *testing.T) {
	site := attentive(t)
	client := login(t, site, models.RoleOrganizer)
	page := client.Get("/beheer")
	if first := page.Doc().Find("main section").First(); !first.HasClass("bij-attention") {
		t.Fatalf("first is %q", first.Text())
	}
	for want, target := range map[string]string{
		"Geef de aantallen door":             "a[href$='/aantallen.csv']",
		"1 persoon te veel":                  "#sites",
		"3 aanvragen wachten":                "form[action$='/aanvragen'] input[type=checkbox]",
		"weigert onze mail":                  "#email",
		"al weg moeten zijn":                 "tbody tr",
		"de aanmelding staat nog open":       "#next form:has(input[value=closed])",
		"is vol: 2 mensen wachten":           "#sites-0-seat-capacity",
		"1 naam staat er mogelijk dubbel op": ".bij-doubles section",
		"zo getypt":                          "form",
	} {
		row := page.Doc().Find(".bij-attention li").FilterFunction(func(_ int, s *goquery.Selection) bool { return strings.Contains(s.Text(), want) }).First()
		links := row.Find("a")
		if links.Length() != 1 {
			t.Errorf("%s: %d links; want one: %q", want, links.Length(), row.Text())
			continue
		}
		link := links.AttrOr("href", "")
		path, _, _ := strings.Cut(link, "#")
		if a := client.Get(path); a.Status != 200 || !a.Has(target) {
			t.Errorf("%s leads to %s: status %d, without %s", want, link, a.Status, target)
		}
		if want != "zo getypt" && row.Find("b").Length() != 1 {
			t.Errorf("%s: names no meeting", want)
		}
	}
}

// Nobody is sent to where the role has no right, and nobody sees what asks for
// attention at the meetings of others.
func TestHome_AttentionByRight(t *testing.T) {
	site := attentive(t)
	for role, want := range map[models.UserRole][]string{
		models.RoleViewer: {"1 persoon te veel"}, models.RoleEditor: {"1 persoon te veel"}, models.RoleSecretary: nil,
	} {
		client := login(t, site, role)
		rows := client.Get("/beheer").Doc().Find(".bij-attention li")
		if rows.Length() != len(want) {
			t.Errorf("%s sees %q; want %q", role, rows.Text(), want)
		}
		rows.Find("a").Each(func(_ int, a *goquery.Selection) {
			path, _, _ := strings.Cut(a.AttrOr("href", ""), "#")
			if got := client.Get(path); got.Status != 200 {
				t.Errorf("%s: %s gives %d", role, path, got.Status)
			}
		})
	}
	u, err := site.SaveUser(ctx, 0, models.UserInput{Email: "organizer@organisatie.example", Name: "Tessa", Role: models.RoleOrganizer, Groups: []string{"Een andere groep"}})
	must(t, err)
	link, err := site.NewLoginToken(ctx, u.ID)
	must(t, err)
	client := site.Client()
	client.Post("/beheer/inloggen/"+link, nil)
	if a := client.Get("/beheer"); a.Status != 200 || a.Has(".bij-attention") {
		t.Errorf("another group: %d, %q", a.Status, a.Text(".bij-attention"))
	}
}

// With much to do the first ten stand open, the rest behind a button.
func TestHome_AttentionOfMany(t *testing.T) {
	site := handlerstest.New(t)
	for i := range 12 {
		in := modelstest.Gathering(fmt.Sprintf("platform-%d", i), 1)
		site.SignUpAll(site.Save(in), modelstest.Person(2*i), modelstest.Person(2*i+1))
	}
	a := login(t, site, models.RoleOrganizer).Get("/beheer")
	if n := a.Doc().Find(".bij-attention > .bij-todo > li").Length(); n != 10 {
		t.Errorf("%d stand open, want 10", n)
	}
	if more := a.Text(".bij-attention summary"); more != "Toon nog 3 punten" || a.Doc().Find(".bij-attention details li").Length() != 3 {
		t.Errorf("the rest: %q", more)
	}
}

// A coordinator mends a refused address and closes the sign-up, both by the
// link of the line, in a browser.
func TestFlow_MendsWhatAsksForAttention(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	for _, view := range []browsertest.View{{Width: 1366, Height: 768}, {Width: 820, Height: 1180}, {Width: 320}} {
		t.Run(view.String(), func(t *testing.T) {
			site := attentive(t)
			page := b.Page(t, site.Serve(), view)
			page.Open("/beheer/inloggen/" + token(t, site, models.RoleOrganizer))
			page.Follow("main form button")
			page.Check("home-attention")
			page.Follow(".bij-attention a[href$='wijzigen#email']")
			page.Set("#email", "goed.adres@horizon.example")
			page.Follow("main form[novalidate] .bij-formsec button[type=submit], main form[novalidate] .bij-formsec > button")
			page.Open("/beheer")
			page.Check("home-attention-mended")
			if text := page.Text(".bij-attention"); strings.Contains(text, "weigert onze mail") {
				t.Errorf("still there: %s", text)
			}
			page.Complaints()
		})
	}
}
