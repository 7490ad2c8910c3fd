package desk_test

import (
	"strings"
	"testing"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/directory"
)

// addressBook prepares the built-in municipalities.
func addressBook(t testing.TB, site *handlerstest.Site) *directory.Directory {
	t.Helper()
	must(t, directory.Prepare(ctx, site.Store))
	return directory.New(site.Store)
}

func TestPositions_MakeAndAppoint(t *testing.T) {
	site := handlerstest.New(t)
	addressBook(t, site)
	client := login(t, site, models.RoleSecretary)
	a := client.Get("/beheer/adresboek/functies")
	if !strings.Contains(a.Text("main"), "nog geen functies") || !a.Has(`footer a[href^="/beheer/adresboek"]`) {
		t.Errorf("empty: %q", a.Text("main"))
	}
	a = client.Post("/beheer/adresboek/functies/nieuw", form("organization", "gem. Almelo", "kind", "alderman", "title", "wethouder Jeugd"))
	if a.Status != 303 {
		t.Fatalf("new: status %d, %s", a.Status, a.Text("#errors"))
	}
	path := a.Location()
	if a := client.Get(path); !strings.Contains(a.Text("h1"), "wethouder Jeugd, Gemeente Almelo") || !a.Has(`input[name=represents][value=GM0141][checked]`) {
		t.Errorf("the new position: %q", a.Text("main"))
	}
	a = client.Post(path+"/houder", form("version", "1", "holder.given_name", "Tessa", "holder.surname", "", "holder.email", "t@almelo.example"))
	if a.Status != 422 || !a.Has("#holder-surname[aria-invalid=true]") || !a.Has(`#holder-given-name[value=Tessa]`) || !a.Has("#title[value='wethouder Jeugd']") {
		t.Errorf("without a surname: status %d, %s", a.Status, a.Text("#errors"))
	}
	a = client.Post(path+"/houder", form("version", "1", "holder.given_name", "Tessa", "holder.surname", "Testerink", "holder.email", "t@almelo.example"))
	if a.Status != 303 {
		t.Fatalf("holder: status %d, %s", a.Status, a.Text("#errors"))
	}
	a = client.Post(path+"/houder", form("version", "2", "holder.given_name", "Joris", "holder.surname", "van den Voorbeeld", "holder.email", "j@almelo.example", "holder.from_on", "2030-01-01"))
	if a.Status != 303 {
		t.Fatalf("next holder: status %d, %s", a.Status, a.Text("#errors"))
	}
	a = client.Post(path+"/plaatsvervanger", form("version", "3", "deputy.given_name", "Demi", "deputy.surname", "de Demo", "deputy.email", "d@almelo.example"))
	if a.Status != 303 {
		t.Fatalf("deputy: status %d, %s", a.Status, a.Text("#errors"))
	}
	row := client.Get("/beheer/adresboek/functies?zoek=almelo").Text("tbody tr")
	for _, want := range []string{"Tessa Testerink", "Daarna Joris van den Voorbeeld, vanaf", "Demi de Demo"} {
		if !strings.Contains(row, want) {
			t.Errorf("the list does not say %q: %q", want, row)
		}
	}
	planned := client.Get(path).Doc().Find("button[name=remove][value!=yes]").AttrOr("value", "")
	if a := client.Post(path+"/einde", form("version", "4", "remove", planned)); a.Status != 303 || strings.Contains(client.Get(path).Text("main"), "Joris") {
		t.Errorf("take the planned one away: status %d, %s", a.Status, a.Text("#errors"))
	}
	holding := client.Get(path).Doc().Find("input[name=holding]").AttrOr("value", "")
	if a := client.Post(path+"/einde", form("version", "5", "holding", holding)); a.Status != 422 || !a.Has("#holder-until-on[aria-invalid=true]") {
		t.Errorf("no last day: status %d", a.Status)
	}
	if a := client.Post(path+"/einde", form("version", "5", "holding", holding, "holder.until_on", "2019-12-31")); a.Status != 303 {
		t.Errorf("last day: status %d, %s", a.Status, a.Text("#errors"))
	}
	if a := client.Post(path+"/plaatsvervanger", form("version", "6", "remove", "yes")); a.Status != 303 || !strings.Contains(client.Get(path).Text("main"), "heeft geen vaste plaatsvervanger") {
		t.Errorf("no deputy: status %d", a.Status)
	}
	log := login(t, site, models.RoleAdmin).Get("/beheer/logboek").Text("main")
	for _, want := range []string{"Tessa Testerink heeft de functie wethouder Jeugd, Gemeente Almelo (door", "vanaf 01-01-2030", "Demi de Demo is vaste plaatsvervanger"} {
		if !strings.Contains(log, want) {
			t.Errorf("the log does not say %q: %q", want, log)
		}
	}
}

// Who was second sees both versions, and saving again goes through.
func TestPositions_Conflict(t *testing.T) {
	site := handlerstest.New(t)
	d := addressBook(t, site)
	by := models.Actor{Kind: models.ByOrganizer}
	in := directory.PositionInput{Organization: "Borne", Kind: models.PositionAlderman, Title: "wethouder Jeugd"}
	v, err := d.SavePosition(ctx, in, by)
	must(t, err)
	client := login(t, site, models.RoleOrganizer)
	path := "/beheer/adresboek/functies/" + itoa(v.ID)
	in.ID, in.Version, in.Title = v.ID, v.Version, "wethouder Jeugdzorg"
	_, err = d.SavePosition(ctx, in, by)
	must(t, err)
	old := form("version", "1", "organization", "Gemeente Borne", "kind", "alderman", "title", "wethouder Onderwijs", "level", "executive", "represents", "GM0147")
	a := client.Post(path, old)
	if text := a.Text("main"); a.Status != 409 || !strings.Contains(text, "wethouder Jeugdzorg") || !a.Has("#title[value='wethouder Onderwijs']") {
		t.Fatalf("status %d: %s", a.Status, text)
	}
	a = client.Post(path+"/houder", form("version", "1", "holder.given_name", "Tessa", "holder.surname", "Testerink", "holder.email", "t@borne.example"))
	if a.Status != 409 || !a.Has(`#holder-given-name[value=Tessa]`) {
		t.Errorf("holder: status %d", a.Status)
	}
	if a := client.Post(path, set(old, "version", "2")); a.Status != 303 || !strings.Contains(client.Get(path).Text("h1"), "wethouder Onderwijs") {
		t.Errorf("having seen it: status %d", a.Status)
	}
	if a := client.Get("/beheer/adresboek/functies/999"); a.Status != 404 {
		t.Errorf("no such position: status %d", a.Status)
	}
	if a := client.Post("/beheer/adresboek/functies/x", form()); a.Status != 404 {
		t.Errorf("no number: status %d", a.Status)
	}
}
