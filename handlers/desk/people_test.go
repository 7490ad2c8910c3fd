package desk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

const grote = "/beheer/bijeenkomsten/grote-bijeenkomst"

// names are the names in the list on a page.
func names(a *handlerstest.Answer) []string {
	return a.Doc().Find("tbody th a").Map(func(_ int, s *goquery.Selection) string { return s.Text() })
}

// BR-71: the working list goes by surname without prefix and holds every
// state; search takes any part of a name or organisation.
func TestBR71_WorkingList(t *testing.T) {
	site := handlerstest.New(t)
	gathering(t, site)
	client := login(t, site, models.RoleOrganizer)
	tests := []struct {
		name, query string
		want        []string
	}{
		{"all", "", []string{
			"Broek, Demi van de", "Groot Probeer, Aaltje", "IJverzicht, IJsbrand", "Lutke Maquette, Björn",
			"Nergenshuizen-op den Denkbeeldigehof, Anne-Fleur Maximiliana van", "Örnekoğlu, Ümit", "Oude Fictink, Sjoerd", "Proefstuk, Jip 't",
			"Proefveld, Fenna ter", "Roos Nergenshuizen", "Shiyan, Li Wei", "Voorbeeldi, Noor el", "Voorbeeldi, Noor el",
		}},
		{"part of a name", "?zoek=broe", []string{"Broek, Demi van de"}},
		{"without accents", "?zoek=ornekoglu", []string{"Örnekoğlu, Ümit"}},
		{"organisation", "?zoek=rOc+twente", []string{"Lutke Maquette, Björn"}},
		{"address", "?zoek=noor.prive", []string{"Voorbeeldi, Noor el"}},
		{"site and state", "?locatie=hengelo&status=waitlisted", []string{"Groot Probeer, Aaltje", "Örnekoğlu, Ümit"}},
		{"possible doubles", "?dubbel=ja", []string{"Voorbeeldi, Noor el", "Voorbeeldi, Noor el"}},
		{"wishes", "?wens=ja", []string{"Proefveld, Fenna ter"}},
		{"a state that is none", "?status=onzin&zoek=broek", []string{"Broek, Demi van de"}},
		{"beyond the end", "?pagina=99", []string{}},
		{"nothing", "?zoek=niemand", []string{}},
	}
	for _, tt := range tests {
		a := client.Get(grote + "/aanmeldingen" + tt.query)
		if diff := cmp.Diff(tt.want, names(a)); diff != "" || a.Status != 200 {
			t.Errorf("%s: status %d, %s", tt.name, a.Status, diff)
		}
	}
	if a := client.Get(grote + "/aanmeldingen?locatie=onbekend"); a.Status != 404 {
		t.Errorf("unknown site: status %d, want 404", a.Status)
	}
}

// The filters stay in the address, so that a page can be kept and sent on.
func TestPeople_FiltersStay(t *testing.T) {
	site := handlerstest.New(t)
	m := site.Save(modelstest.Gathering("groot", 200, 5))
	for i := range 60 {
		site.SignUpAll(m, modelstest.Person(i, "a"))
	}
	client := login(t, site, models.RoleOrganizer)
	a := client.Get("/beheer/bijeenkomsten/groot/aanmeldingen?zoek=proef&status=registered&locatie=a")
	if len(names(a)) != 50 || a.Text("[role=status]") != "60 mensen · Filter wissen" {
		t.Errorf("%d names, %q; want 50 of 60", len(names(a)), a.Text("[role=status]"))
	}
	next, _ := a.Doc().Find(".bij-pager a").Last().Attr("href")
	b := client.Get(next)
	if len(names(b)) != 10 || !strings.Contains(next, "zoek=proef") || !strings.Contains(next, "locatie=a") || !strings.Contains(next, "status=registered") {
		t.Errorf("next page %q with %d names; want 10 with the same filters", next, len(names(b)))
	}
	if v, _ := b.Doc().Find("#zoek").Attr("value"); v != "proef" || !b.Has(`#status option[value=registered][selected]`) || !b.Has(`.bij-chip[aria-current=page]:contains("Zaal a")`) {
		t.Error("the form does not show the filters")
	}
}

// aangemeld is green and afgemeld grey; a place on the list has its number.
func TestPeople_StatesHaveTheirColor(t *testing.T) {
	site := handlerstest.New(t)
	gathering(t, site)
	a := login(t, site, models.RoleOrganizer).Get(grote + "/aanmeldingen")
	for name, want := range map[string]string{"Broek": "ok", "Lutke": "neutral", "IJverzicht": "neutral", "Groot Probeer": "warning"} {
		badge := a.Doc().Find("tbody tr:contains('" + name + "') .bij-badge")
		if !badge.HasClass("bij-badge--" + want) {
			t.Errorf("%s: %q, want %s", name, badge.AttrOr("class", ""), want)
		}
	}
	if text := a.Text("tbody tr:contains('Groot Probeer') .bij-badge"); text != "Op de wachtlijst: 2" {
		t.Errorf("badge %q, want the place number", text)
	}
	if body := a.Doc().Find("main").Text(); strings.Contains(body, "Vegetarisch") || strings.Contains(body, "Ringleiding") {
		t.Error("the list tells needs")
	}
}

// Looking at the list is noted once an hour; HEAD never.
func TestBR75_ReadingTheWorkingListIsLogged(t *testing.T) {
	site := handlerstest.New(t)
	m := gathering(t, site)
	client := login(t, site, models.RoleOrganizer)
	lines := func() int {
		logs, err := site.ExportLogs(ctx, m.ID, 100)
		must(t, err)
		return len(logs)
	}
	client.Do("HEAD", grote+"/aanmeldingen", "", nil)
	if n := lines(); n != 0 {
		t.Errorf("HEAD left %d lines", n)
	}
	for range 3 {
		client.Get(grote + "/aanmeldingen?zoek=broek")
	}
	if n := lines(); n != 1 {
		t.Errorf("three looks left %d lines, want 1", n)
	}
	client.Get(grote + "/aanmeldingen?locatie=hengelo")
	site.Clock.Add(61 * time.Minute)
	client.Get(grote + "/aanmeldingen")
	if n := lines(); n != 3 {
		t.Errorf("another site and an hour later: %d lines, want 3", n)
	}
}

func TestPerson_ShowsEverythingButNeeds(t *testing.T) {
	site := handlerstest.New(t)
	m := gathering(t, site)
	client := login(t, site, models.RoleOrganizer)
	path := grote + "/aanmeldingen/" + itoa(find(t, site, m, "Broek").ID)
	a := client.Get(path)
	for _, want := range []string{"demi-van-de-broek@horizon.example", "053-123 45 67", "Gemeente Almelo", "beleidsadviseur jeugd", "beleid", "De Gieterij, Hengelo", "is aangemeld", "Bevestiging"} {
		if !strings.Contains(a.Text("main"), want) {
			t.Errorf("page lacks %q", want)
		}
	}
	if strings.Contains(a.Body, "Ringleiding") || strings.Contains(a.Body, "egetarisch") {
		t.Error("the page tells needs before anybody asked")
	}
	needs := client.Get(path + "/wensen")
	if text := needs.Text("main dl"); !strings.Contains(text, "Vegetarisch, Anders, geen noten") || !strings.Contains(text, "Ringleiding") {
		t.Errorf("needs %q", text)
	}
	logs, err := site.ExportLogs(ctx, m.ID, 10)
	must(t, err)
	if len(logs) != 1 || logs[0].List != "wensen" || logs[0].Who != "Tessa Testerink" {
		t.Errorf("log %+v; want the look at the needs", logs)
	}
	client.Do("HEAD", path+"/wensen", "", nil)
	if logs, _ := site.ExportLogs(ctx, m.ID, 10); len(logs) != 1 {
		t.Error("HEAD left a line")
	}
	for _, wrong := range []string{"/wensen/x", "x"} {
		if a := client.Get(path + wrong); a.Status != 404 {
			t.Errorf("%s: status %d, want 404", wrong, a.Status)
		}
	}
	if a := client.Get("/beheer/bijeenkomsten/grote-bijeenkomst/aanmeldingen/999999"); a.Status != 404 || !a.Has(".bij-nav form[action='/beheer/uitloggen']") {
		t.Errorf("unknown person: status %d; want 404 with the menu of the desk", a.Status)
	}
}

// BR-15: after closing an organiser adds somebody whom the public form would
// refuse; the source and who did it are kept.
func TestBR15_AddAfterClosing(t *testing.T) {
	site := handlerstest.New(t)
	in := modelstest.Gathering("platform", 1)
	in.Status = models.MeetingClosed
	m := site.Save(in)
	client := login(t, site, models.RoleOrganizer)
	path := "/beheer/bijeenkomsten/platform/aanmeldingen"
	if a := site.Get("/bijeenkomsten/platform/aanmelden"); a.Status != 409 {
		t.Errorf("public form: status %d, want 409", a.Status)
	}
	page := client.Get(path + "/toevoegen")
	if page.Status != 200 || !strings.Contains(page.Text("main"), "De aanmelding is gesloten") {
		t.Errorf("status %d, page does not say that sign-up is closed", page.Status)
	}
	v := set(filled(t, page), "given_name", "Demi", "surname", "van de Broek", "email", "demi@horizon.example", "organization", "Gemeente Almelo")
	a := client.Post(path+"/toevoegen", v)
	if a.Status != 303 {
		t.Fatalf("status %d: %s", a.Status, a.Doc().Find("#errors").Text())
	}
	if text := client.Get(a.Location()).Text("main"); !strings.Contains(text, "Demi van de Broek is aangemeld") || !strings.Contains(text, "toegevoegd door de organisatie") {
		t.Errorf("page %q", text)
	}
	own := site.Own(find(t, site, m, "broek").ID).Registration
	if own.Source != models.SourceOrganizer || own.RegisteredBy == nil || own.SurnamePrefix != "van de" || own.Status != models.Registered {
		t.Errorf("stored %+v", own)
	}
	if mails := site.Deliver(); len(mails) != 1 || mails[0].Kind != models.MailConfirmation {
		t.Errorf("%d mails; want the confirmation", len(mails))
	}
}

// Over the capacity only with a reason, and never over the building (I1, I2,
// BR-37).
func TestBR37_Overbook(t *testing.T) {
	site := handlerstest.New(t)
	in := modelstest.Gathering("platform", 1)
	in.WaitlistMode, in.Sites[0].BuildingLimit = models.WaitlistOff, 2
	m := site.Save(in)
	site.SignUpAll(m, modelstest.Person(1))
	client := login(t, site, models.RoleOrganizer)
	path := "/beheer/bijeenkomsten/platform/aanmeldingen/toevoegen"
	v := form("given_name", "Demi", "surname", "van de Broek", "email", "demi@horizon.example", "organization", "Almelo")
	if a := client.Post(path, v); a.Status != 422 || !a.Has("#overbook[aria-invalid=true]") {
		t.Errorf("full: status %d; want the question whether to overbook", a.Status)
	}
	v.Set("overbook", "yes")
	if a := client.Post(path, v); a.Status != 422 || !a.Has("#reason[aria-invalid=true]") || !a.Has("#overbook[checked]") {
		t.Errorf("without a reason: status %d", a.Status)
	}
	v.Set("reason", "spreekt namens de wethouder")
	a := client.Post(path, v)
	if a.Status != 303 {
		t.Fatalf("with a reason: status %d: %s", a.Status, a.Text("main"))
	}
	if text := client.Get(a.Location()).Text(".bij-log"); !strings.Contains(text, "spreekt namens de wethouder") || !strings.Contains(text, "Tessa Testerink") {
		t.Errorf("history %q; want the reason and who", text)
	}
	v = set(v, "given_name", "Fenna", "email", "fenna@horizon.example")
	if a := client.Post(path, v); a.Status != 422 || !strings.Contains(a.Text("#errors"), "gebouw is vol") {
		t.Errorf("building full: status %d, %s", a.Status, a.Text("#errors"))
	}
	if text := client.Get("/beheer/bijeenkomsten/platform").Text("main"); !strings.Contains(text, "1 te veel") || !strings.Contains(text, "1 persoon te veel") {
		t.Errorf("overview %q; want 1 too many", text)
	}
}

// BR-11: somebody who is on the list already is not added twice.
func TestBR11_AddSomebodyKnown(t *testing.T) {
	site := handlerstest.New(t)
	m := site.Save(modelstest.Gathering("platform", 5))
	out := site.SignUpAll(m, modelstest.Person(1))
	client := login(t, site, models.RoleOrganizer)
	a := client.Post("/beheer/bijeenkomsten/platform/aanmeldingen/toevoegen", form("given_name", "proef1", "surname", "TESTERINK1", "email", "Proef1@horizon.example", "organization", "Horizon"))
	if want := fmt.Sprintf("/beheer/bijeenkomsten/platform/aanmeldingen/%d", out[0].RegistrationID); a.Status != 303 || a.Location() != want {
		t.Fatalf("status %d to %q, want %q", a.Status, a.Location(), want)
	}
	if text := client.Get(a.Location()).Text(".utrecht-alert"); !strings.Contains(text, "stond al op de lijst") {
		t.Errorf("flash %q", text)
	}
}
