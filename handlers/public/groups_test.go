package public_test

import (
	"net/url"
	"strings"
	"testing"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/directory"
	"bijeen/models/modelstest"
)

var desk = models.Actor{Kind: models.ByOrganizer}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// calling makes a public group that asks for help, with a lead, below another
// that nobody may see, and a meeting it hosts.
func calling(t testing.TB, site *handlerstest.Site) (directory.Groups, *models.Group) {
	t.Helper()
	groups := directory.Groups{Store: site.Store}
	save := func(in directory.GroupInput) *models.Group {
		g, err := groups.SaveGroup(t.Context(), 0, in, 0, desk)
		must(t, err)
		return g
	}
	above := save(directory.GroupInput{Kind: "steering_group", Name: "Stuurgroep Jeugd", Purpose: "geheim"})
	g := save(directory.GroupInput{
		Kind: "development_table", Number: 2, Name: "Ontwikkeltafel 2: Zorg & Onderwijs aan Tafel", ParentID: above.ID, Public: true, CallOpen: true,
		Purpose:  "Wij brengen **school en zorg** bij elkaar.\n\n## Wat wij doen\n\n- oefenen met de handreiking\n- regels schrappen",
		CallText: "Wij zoeken mensen uit het onderwijs.",
	})
	lead := site.Listed(models.Attendee{GivenName: "Demi", SurnamePrefix: "van de", Surname: "Demo", Email: "demi@geheim.example"})
	must(t, groups.SaveRole(t.Context(), g.ID, 0, directory.RoleInput{PersonID: lead.ID, Role: "project_lead"}, desk))
	member := site.Listed(models.Attendee{GivenName: "Klaas", Surname: "Klein Verzonnen", Email: "klaas@lid.example"})
	must(t, groups.SaveRole(t.Context(), g.ID, 0, directory.RoleInput{PersonID: member.ID, Role: "member"}, desk))
	in := modelstest.Gathering("van-de-tafel", 12)
	in.Title, in.Hosts = "Werksessie van de tafel", []models.HostInput{{Name: g.Name, Role: "lead"}}
	site.Save(in)
	return groups, g
}

func TestGroups_OnlyWhatIsPublic(t *testing.T) {
	site := handlerstest.New(t)
	if a := site.Get("/groepen"); a.Status != 404 {
		t.Errorf("no public group: status %d, want 404", a.Status)
	}
	if site.Get("/").Has(`header a[href^="/groepen"]`) {
		t.Error("the menu leads to groups while there is none")
	}
	groups, g := calling(t, site)
	a := site.Get("/groepen")
	if text := a.Text("main"); a.Status != 200 || !strings.Contains(text, g.Name) || strings.Contains(text, "Stuurgroep") {
		t.Errorf("list: status %d, %q", a.Status, text)
	}
	page := site.Get("/groepen/" + g.Slug)
	text := page.Text("main")
	for _, want := range []string{g.Name, "Demi van de Demo", "school en zorg", "Werksessie van de tafel", "Laatst bijgewerkt", "Ik wil meehelpen"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	for _, secret := range []string{"demi@geheim.example", "Klaas", "Stuurgroep"} {
		if strings.Contains(page.Text("html"), secret) {
			t.Errorf("the page tells %q", secret)
		}
	}
	// With the consent of the lead the address stands there.
	full, err := groups.Page(t.Context(), g.ID)
	must(t, err)
	r := full.Roles[0]
	must(t, groups.SaveRole(t.Context(), g.ID, r.ID, directory.RoleInput{PersonID: r.PersonID, Role: r.Role, ShowEmail: true}, desk))
	if !strings.Contains(site.Get("/groepen/"+g.Slug).Text("main"), "demi@geheim.example") {
		t.Error("the address is not there though the lead agreed")
	}
	for _, path := range []string{"/groepen/stuurgroep-jeugd", "/groepen/stuurgroep-jeugd/meehelpen", "/groepen/nergens", "/groepen/%00"} {
		if a := site.Get(path); a.Status != 404 && a.Status != 400 {
			t.Errorf("%s: status %d", path, a.Status)
		}
	}
}

func TestHelp_Form(t *testing.T) {
	site := handlerstest.New(t)
	groups, g := calling(t, site)
	path := "/groepen/" + g.Slug + "/meehelpen"
	count := func() string { return site.One("select count(*) from group_offers") }
	typed := url.Values{"given_name": {"Fenna"}, "surname": {"ter Proefveld"}, "email": {"fenna@"}, "organization": {"School Zuid"}, "message": {"Ik denk graag mee."}}
	a := site.Post(path, typed)
	if a.Status != 422 || !a.Has("#errors a[href='#email']") || a.Doc().Find("textarea").Text() != "Ik denk graag mee." {
		t.Errorf("a wrong address: status %d, %q", a.Status, a.Text("#errors"))
	}
	if v, _ := a.Doc().Find("input[name=given_name]").Attr("value"); v != "Fenna" {
		t.Errorf("what was typed is lost: %q", v)
	}
	typed.Set("email", "fenna@proef.example")
	typed.Set("website", "x")
	if a := site.Post(path, typed); a.Status != 303 || count() != "0" {
		t.Errorf("a robot: status %d, %s stored", a.Status, count())
	}
	typed.Del("website")
	for range 2 { // pressed twice
		a = site.Post(path, typed)
		if a.Status != 303 {
			t.Fatalf("status %d, %s", a.Status, a.Text("#errors"))
		}
	}
	if count() != "1" || site.One("select count(*) from messages where kind = 'help_received'") != "1" {
		t.Errorf("%s offers after two presses", count())
	}
	if thanks := site.Get(a.Location()); !thanks.Has("#done") || !strings.Contains(thanks.Text("#done"), "Bedankt") {
		t.Errorf("thanks: %q", thanks.Text("#done"))
	}
	for field, bad := range map[string]string{"given_name": "", "surname": strings.Repeat("x", 300), "message": strings.Repeat("x", 2001)} {
		was := typed.Get(field)
		typed.Set(field, bad)
		if a := site.Post(path, typed); a.Status != 422 || !a.Has("[name="+field+"][aria-invalid]") {
			t.Errorf("%s: status %d, %q", field, a.Status, a.Text("#errors"))
		}
		typed.Set(field, was)
	}
	full, err := groups.Page(t.Context(), g.ID)
	must(t, err)
	in := directory.GroupInput{Kind: g.Kind, Number: 2, Name: g.Name, Public: true}
	_, err = groups.SaveGroup(t.Context(), g.ID, in, full.Group.Version, desk)
	must(t, err)
	typed.Set("email", "ander@proef.example")
	for _, a := range []*handlerstest.Answer{site.Get(path), site.Post(path, typed)} {
		if a.Status != 409 || !strings.Contains(a.Text("h1"), "kan nu niet") {
			t.Errorf("closed call: status %d, %q", a.Status, a.Text("h1"))
		}
	}
	if count() != "1" {
		t.Errorf("a closed call took an offer")
	}
}
