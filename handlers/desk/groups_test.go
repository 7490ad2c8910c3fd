package desk_test

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/directory"
)

func TestGroups_MakeChangeAndRoles(t *testing.T) {
	site := handlerstest.New(t)
	client := login(t, site, models.RoleSecretary)
	if a := client.Get("/beheer/adresboek/groepen"); !strings.Contains(a.Text("main"), "nog geen groepen") {
		t.Errorf("empty list: %q", a.Text("main"))
	}
	if a := client.Post("/beheer/adresboek/groepen/nieuw", form("number", "twee", "purpose", "Blijft staan")); a.Status != 422 ||
		!a.Has("#errors a[href='#number']") || !a.Has("#errors a[href='#name']") || a.Doc().Find("#purpose").Text() != "Blijft staan" {
		t.Errorf("nothing typed: status %d, %q", a.Status, a.Text("#errors"))
	}
	a := client.Post("/beheer/adresboek/groepen/nieuw", form("kind", "development_table", "number", "1", "name", "Ontwikkeltafel 1", "public", "yes"))
	if a.Status != 303 {
		t.Fatalf("new: status %d, %s", a.Status, a.Text("#errors"))
	}
	path := a.Location()
	first, second := filled(t, client.Get(path+"/wijzigen")), filled(t, client.Get(path+"/wijzigen"))
	if a := client.Post(path+"/wijzigen", set(first, "name", "Ontwikkeltafel Dichtbij huis")); a.Status != 303 {
		t.Fatalf("rename: status %d, %s", a.Status, a.Text("#errors"))
	}
	a = client.Post(path+"/wijzigen", set(second, "purpose", "Van een ander"))
	if a.Status != 409 || !strings.Contains(a.Text("table"), "Dichtbij huis") || !strings.Contains(a.Text("table"), "Van een ander") {
		t.Errorf("somebody was first: status %d, %q", a.Status, a.Text("table"))
	}
	if a := client.Post(path+"/wijzigen", filled(t, a)); a.Status != 303 {
		t.Errorf("having seen both: status %d", a.Status)
	}
	fenna := site.Listed(models.Attendee{GivenName: "Fenna", SurnamePrefix: "ter", Surname: "Proefveld", Email: "fenna@proef.example"})
	if a := client.Get(path + "/rollen?zoek=proefv"); !a.Has(`input[name=person][value="` + itoa(fenna.ID) + `"]`) {
		t.Errorf("not found by a part of the name: %q", a.Text("main"))
	}
	if a := client.Post(path+"/rollen", form("role", "member")); a.Status != 422 || !strings.Contains(a.Text("#errors"), "Kies een persoon") {
		t.Errorf("nobody chosen: status %d, %q", a.Status, a.Text("#errors"))
	}
	if a := client.Post(path+"/rollen", form("person", itoa(fenna.ID), "role", "executive_sponsor", "on_behalf_of", "GM0141")); a.Status != 303 {
		t.Fatalf("role: status %d, %s", a.Status, a.Text("#errors"))
	}
	page := client.Get(path)
	if text := page.Text("#missing"); strings.Contains(text, "Almelo") || !strings.Contains(text, "Borne") {
		t.Errorf("coverage: %q", text)
	}
	for _, want := range []string{"Fenna ter Proefveld", "bestuurlijk trekker", "Heette tot en met", "heet nu"} {
		if !strings.Contains(page.Text("main"), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	role, _ := page.Doc().Find("table a").Attr("href")
	if a := client.Post(role+"/weg", form("sure", "")); a.Status != 303 || a.Location() != role {
		t.Errorf("without the tick: status %d", a.Status)
	}
	if a := client.Post(role+"/weg", form("sure", "yes")); a.Status != 303 || strings.Contains(client.Get(path).Text("#missing"), "Niemand zit in de groep namens: Borne") {
		t.Errorf("taken away: status %d, %q", a.Status, client.Get(path).Text("#missing"))
	}
	for _, wrong := range []string{"/beheer/adresboek/groepen/999", path + "/rollen/999", "/beheer/adresboek/groepen/x"} {
		if a := client.Get(wrong); a.Status != 404 {
			t.Errorf("%s: status %d, want 404", wrong, a.Status)
		}
	}
}

func TestGroups_OffersAnswered(t *testing.T) {
	site := handlerstest.New(t)
	client := login(t, site, models.RoleOrganizer)
	groups := directory.Groups{Store: site.Store}
	g, err := groups.SaveGroup(ctx, 0, directory.GroupInput{Kind: "platform", Name: "Platform", Public: true, CallOpen: true}, 0, models.Actor{Kind: models.ByOrganizer})
	must(t, err)
	for _, name := range []string{"Joris", "Noor", "Pim"} {
		must(t, groups.Offer(ctx, g.Slug, directory.OfferInput{GivenName: name, Surname: "Voorbeeld", Email: name + "@voorbeeld.example", Message: "Ik help graag.", Language: "nl"}))
	}
	path := "/beheer/adresboek/groepen/" + itoa(g.ID) + "/aanbod"
	page := client.Get(path)
	var ids []string
	page.Doc().Find("input[name=offers]").Each(func(_ int, s *goquery.Selection) { v, _ := s.Attr("value"); ids = append(ids, v) })
	if len(ids) != 3 {
		t.Fatalf("%d offers to choose, want 3", len(ids))
	}
	if a := client.Post(path, form("do", "accept", "text", "Blijft staan")); a.Status != 422 || a.Doc().Find("#text").Text() != "Blijft staan" {
		t.Errorf("nobody chosen: status %d", a.Status)
	}
	if a := client.Post(path, form("do", "accept", "offers", ids[0])); a.Status != 303 {
		t.Fatalf("accept: status %d", a.Status)
	}
	v := form("do", "thank", "offers", ids[0])
	v.Add("offers", ids[1])
	if a := client.Post(path, v); a.Status != 303 || !strings.Contains(client.Get(path).Text("main"), "1 was al beantwoord") {
		t.Errorf("one of two had an answer: status %d", a.Status)
	}
	if got := site.One("select count(*) from messages where kind in ('help_accepted', 'help_thanked')"); got != "2" {
		t.Errorf("%s mails with an answer, want 2", got)
	}
	if text := client.Get("/beheer/adresboek/groepen").Text("main"); !strings.Contains(text, "1 aanbod om te helpen") {
		t.Errorf("the list does not tell of the one that waits: %q", text)
	}
}

const groupsAt = "/beheer/adresboek/groepen"

// groupLooks makes a group with long names, roles and offers, and gives its
// address.
func groupLooks(t testing.TB, site *handlerstest.Site) string {
	t.Helper()
	groups, by := directory.Groups{Store: site.Store}, models.Actor{Kind: models.ByOrganizer}
	in := directory.GroupInput{
		Kind: "development_table", Number: 3, Name: "Ontwikkeltafel Onderwijs, zorg en gemeenten: thuiszitters en warme overdracht",
		Purpose: "Wij brengen *school en zorg* bij elkaar.\n\n## Wat wij doen\n\n- oefenen met de handreiking", Public: true, CallOpen: true,
	}
	g, err := groups.SaveGroup(ctx, 0, in, 0, by)
	must(t, err)
	in.Name = "Ontwikkeltafel 3: Thuiszitters"
	g, err = groups.SaveGroup(ctx, g.ID, in, g.Version, by)
	must(t, err)
	_, err = groups.SaveGroup(ctx, 0, directory.GroupInput{Kind: "working_group", Name: "Werkgroep Verzuim", ParentID: g.ID}, 0, by)
	must(t, err)
	for i, role := range models.GroupRoleNames {
		who := site.Listed(models.Attendee{GivenName: "Fenna" + strings.Repeat("a", i), SurnamePrefix: "ter", Surname: "Proefveld", Email: "fenna@proef.example"})
		must(t, groups.SaveRole(ctx, g.ID, 0, directory.RoleInput{PersonID: who.ID, Role: role, OnBehalfOf: models.Constituencies()[i].Code, ShowEmail: i == 0}, by))
	}
	for _, name := range []string{"Joris", "Noor"} {
		must(t, groups.Offer(ctx, g.Slug, directory.OfferInput{GivenName: name, Surname: "van den Voorbeeld", Email: name + "@een-heel-lang-voorbeeld.example", Message: "Ik werk al jaren met thuiszitters en denk graag mee.", Language: "nl"}))
	}
	return "/beheer/adresboek/groepen/" + itoa(g.ID)
}
