package desk_test

import (
	"strings"
	"testing"
	"time"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// What an admin does about users, organizations and venues stands in a
// history, in sentences, for the admin and the privacy officer.
func TestDeskLog(t *testing.T) {
	site := handlerstest.New(t)
	m := site.Save(modelstest.Gathering("platform", 9))
	one := modelstest.Person(1)
	one.Organization = "Stichting Horizn"
	site.SignUpAll(m, one, modelstest.Person(2))
	admin := login(t, site, models.RoleAdmin)
	post := func(path string, pairs ...string) {
		t.Helper()
		if a := admin.Post(path, form(pairs...)); a.Status != 303 {
			t.Fatalf("POST %s: status %d: %s", path, a.Status, a.Text("main"))
		}
	}
	post("/beheer/gebruikers/nieuw", "name", "Bas Dummy", "email", "bas@organisatie.example", "role", "viewer", "scope", "all")
	bas, err := site.UserByEmail(ctx, "bas@organisatie.example")
	must(t, err)
	path := "/beheer/gebruikers/" + itoa(bas.ID)
	post(path, "name", "Bas Dummy", "email", "bas@organisatie.example", "role", "organizer", "scope", "some", "groups", "Platform Scheiding en Omgang")
	post(path, "name", "Bas de Dummy", "email", "bas@organisatie.example", "role", "organizer", "scope", "some", "groups", "Platform Scheiding en Omgang")
	post(path+"/weg", "sure", "yes")
	keep := admin.Get("/beheer/organisaties").Doc().Find("li:contains('Horizn') form").AttrOr("action", "")
	post(keep, "do", "keep")
	post("/beheer/meldingen", "notices", "none", "language", "nl")
	admin.Get("/beheer/bijeenkomsten/platform/deelnemerslijst.csv")
	admin.Get("/beheer/bijeenkomsten/platform/aanmeldingen")

	for _, role := range []models.UserRole{models.RoleAdmin, models.RolePrivacyOfficer} {
		client := login(t, site, role)
		page := client.Get("/beheer/logboek")
		for _, want := range []string{
			"Bas Dummy kan inloggen als meekijker, voor alle groepen (door Tessa Testerink)", "Bas Dummy is nu organisator, dat was meekijker (door Tessa Testerink)",
			"Bas Dummy werkt nu voor Platform Scheiding en Omgang (door Tessa Testerink)", "Naam of e-mailadres van Bas de Dummy is gewijzigd",
			"Bas de Dummy kan niet meer inloggen, was organisator (door Tessa Testerink)", "Stichting Horizn is een eigen organisatie (door Tessa Testerink)",
			"Tessa Testerink krijgt geen mail over bijeenkomsten meer", "Tessa Testerink kan inloggen als beheerder, voor alle groepen (door beheerder, op de server)",
		} {
			if !strings.Contains(page.Text(".bij-log"), want) {
				t.Errorf("%s: the history lacks %q", role, want)
			}
		}
		lists := client.Get("/beheer/logboek?soort=lijsten")
		for _, want := range []string{"Tessa Testerink nam Deelnemerslijst (CSV) van Platform Scheiding en Omgang: 2 mensen", "Tessa Testerink opende"} {
			if !strings.Contains(lists.Text(".bij-log"), want) {
				t.Errorf("%s: the lists lack %q: %s", role, want, lists.Text(".bij-log"))
			}
		}
		if link := lists.Doc().Find(".bij-log a").AttrOr("href", ""); client.Get(link).Status != 200 {
			t.Errorf("%s: %s does not open", role, link)
		}
	}
	site.Clock.Add(2*365*24*time.Hour + time.Second)
	must(t, site.SweepLogins(ctx))
	if n := site.One("select count(*) from desk_changes"); n != "0" {
		t.Errorf("%s lines after two years", n)
	}
}

// A privacy officer of some groups sees the lists of those alone.
func TestDeskLog_ListsOfOwnGroups(t *testing.T) {
	site := handlerstest.New(t)
	site.Save(modelstest.Gathering("platform", 9))
	login(t, site, models.RoleOrganizer).Get("/beheer/bijeenkomsten/platform/deelnemerslijst.csv")
	client := login(t, site, models.RolePrivacyOfficer)
	if !client.Get("/beheer/logboek?soort=lijsten").Has(".bij-log") {
		t.Fatal("no list at all")
	}
	u, err := site.UserByEmail(ctx, "privacy_officer@organisatie.example")
	must(t, err)
	_, err = site.SaveUser(ctx, u.ID, models.UserInput{Email: u.Email, Name: u.Name, Role: u.Role, Groups: []string{"Een andere groep"}})
	must(t, err)
	if a := client.Get("/beheer/logboek?soort=lijsten"); a.Status != 200 || a.Has(".bij-log") {
		t.Errorf("of another group: status %d, %s", a.Status, a.Text(".bij-log"))
	}
}

// What changes about people and the meeting stands in its log in sentences, in
// words that say what it became; so does attendance that is put right later.
func TestLog_SaysWhatItBecame(t *testing.T) {
	site := handlerstest.New(t)
	m := site.Save(modelstest.Gathering("platform", 9))
	id := site.SignUpAll(m, modelstest.Person(1))[0].RegistrationID
	site.Deliver()
	client := login(t, site, models.RoleOrganizer)
	path := "/beheer/bijeenkomsten/platform"
	edit := client.Get(path + "/aanmeldingen/" + itoa(id) + "/wijzigen")
	if a := client.Post(path+"/aanmeldingen/"+itoa(id)+"/wijzigen", set(filled(t, edit), "role", "speaker")); a.Status != 303 {
		t.Fatalf("another role: status %d, %s", a.Status, a.Text("#errors"))
	}
	if a := client.Post(path+"/status", form("status", "closed")); a.Status != 303 {
		t.Fatalf("close: status %d", a.Status)
	}
	host, err := site.AddUser(ctx, "host@organisatie.example", "Truus Tijdelijk", models.RoleSiteHost)
	must(t, err)
	o, err := site.UserByEmail(ctx, "organizer@organisatie.example")
	must(t, err)
	must(t, site.SetSiteHost(ctx, m.ID, "a", host.ID, models.Organizer(o)))
	must(t, site.SetSiteHost(ctx, m.ID, "a", host.ID, models.Organizer(o))) // nothing new
	must(t, site.SetSiteHost(ctx, m.ID, "a", 0, models.Organizer(o)))
	site.Clock.Set(*modelstest.At("2019-11-29 09:30"))
	must(t, site.Finish(ctx, m.ID, models.Organizer(o)))
	door := models.Passing{MeetingID: m.ID, RegistrationID: id, Site: "a", By: models.Organizer(o)}
	_, err = site.CheckIn(ctx, door)
	must(t, err)
	_, err = site.CheckOut(ctx, door)
	must(t, err)
	must(t, site.UndoCheckIn(ctx, door))
	ofPerson := []string{
		"Proef1 Testerink1 komt nu als spreker, dat was deelnemer (door Tessa Testerink)", "Achteraf: Proef1 Testerink1 was aanwezig bij Zaal a, Enschede",
		"Achteraf: Proef1 Testerink1 ging eerder weg", "Achteraf: het laatste over de aanwezigheid van Proef1 Testerink1 is teruggedraaid",
	}
	ofMeeting := []string{
		"De bijeenkomst is nu: aanmelding gesloten (door Tessa Testerink)", "De bijeenkomst is nu: afgerond", "Truus Tijdelijk ontvangt de mensen op locatie a (door Tessa Testerink)",
		"Locatie a heeft geen gastheer met een account meer",
	}
	client = login(t, site, models.RoleOrganizer) // the session has ended meanwhile
	log := client.Get(path + "/logboek").Text(".bij-log")
	for _, want := range append(ofPerson, ofMeeting...) {
		if strings.Count(log, want) != 1 {
			t.Errorf("the log of the meeting has %q %d times, want once", want, strings.Count(log, want))
		}
	}
	one := client.Get(path + "/aanmeldingen/" + itoa(id)).Text(".bij-log")
	for _, want := range ofPerson {
		if !strings.Contains(one, want) {
			t.Errorf("the page of the person lacks %q: %s", want, one)
		}
	}
}
