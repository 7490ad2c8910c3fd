package desk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// The queue stands in its order, wishes to move among those on the list, with
// why nothing was given; priority is given there with a reason and comes back
// to the list (rules §3.5 rules 2 and 5).
func TestWaiting_OrderAndWhy(t *testing.T) {
	site := handlerstest.New(t)
	gathering(t, site)
	client := login(t, site, models.RoleOrganizer)
	path := grote + "/wachtlijst"
	page := client.Get(path)
	row := func(a *handlerstest.Answer, i int) string {
		return strings.Join(strings.Fields(a.Doc().Find("tbody tr").Eq(i).Text()), " ")
	}
	for i, want := range [][]string{
		{"1", "Örnekoğlu, Ümit", "De Gieterij, Hengelo", "Vol: De Gieterij, Hengelo"},
		{"2", "Groot Probeer, Aaltje"},
		{"3", "Proefveld, Fenna ter", "houdt intussen Ontmoetingspark Enschede Zuid, Enschede"},
	} {
		for _, w := range want {
			if !strings.Contains(row(page, i), w) {
				t.Errorf("line %d is %q, lacks %q", i+1, row(page, i), w)
			}
		}
	}
	ask := page.Doc().Find("tbody tr").Eq(1).Find("a:contains('Voor laten gaan')").AttrOr("href", "")
	question := client.Get(ask)
	if !question.Has(`main a[href="` + path + `"]`) {
		t.Error("no way back to the list")
	}
	action := question.Doc().Find("main form").AttrOr("action", "")
	if a := client.Post(action, nil); a.Status != 422 || a.Doc().Find("main form").AttrOr("action", "") != action {
		t.Errorf("without a reason: status %d", a.Status)
	}
	if a := client.Post(action, form("reason", "spreekt namens de wethouder")); a.Status != 303 || a.Location() != path {
		t.Fatalf("status %d to %q", a.Status, a.Location())
	}
	if got := row(client.Get(path), 0); !strings.Contains(got, "Groot Probeer") || !strings.Contains(got, "Gaat voor: spreekt namens de wethouder") || !strings.Contains(got, "Niet meer voor laten gaan") {
		t.Errorf("first line %q", got)
	}
}

// Offers stand with their deadline, and the page says how places are given.
func TestWaiting_Offers(t *testing.T) {
	site := handlerstest.New(t)
	in := modelstest.Gathering("platform", 1)
	in.WaitlistMode = models.WaitlistOffer
	m := site.Save(in)
	out := site.SignUpAll(m, modelstest.Person(1), modelstest.Person(2), modelstest.Person(3))
	client := login(t, site, models.RoleOrganizer)
	path := "/beheer/bijeenkomsten/platform/wachtlijst"
	must(t, site.Cancel(ctx, m.ID, out[0].RegistrationID, models.Actor{Kind: models.ByPerson}, ""))
	a := client.Get(path)
	offer := strings.Join(strings.Fields(a.Doc().Find("section").First().Find("tbody tr").Text()), " ")
	if !strings.Contains(offer, "Testerink2, Proef2") || !strings.Contains(offer, "uur") || !strings.Contains(a.Text("main"), "wordt aangeboden") {
		t.Errorf("offer %q", offer)
	}
	site.Clock.Add(6 * time.Hour)
	must(t, site.Settle(ctx, m.ID))
	waiting := client.Get(path).Doc().Find("section").Last().Find("tbody th > a").Map(func(_ int, s *goquery.Selection) string { return s.Text() })
	if diff := cmp.Diff([]string{"Testerink2, Proef2"}, waiting); diff != "" || !strings.Contains(client.Get(path).Text("main"), "Liet een aanbod verlopen") {
		t.Errorf("after the deadline: %s", diff)
	}
}

func TestWaiting_Nobody(t *testing.T) {
	site := handlerstest.New(t)
	site.Save(modelstest.Gathering("platform", 5))
	if a := login(t, site, models.RoleOrganizer).Get("/beheer/bijeenkomsten/platform/wachtlijst"); a.Status != 200 || !strings.Contains(a.Text("main"), "Er wacht niemand") {
		t.Errorf("status %d", a.Status)
	}
}
