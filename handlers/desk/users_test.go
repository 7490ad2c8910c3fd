package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"bijeen/handlers/desk"
	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// inGroups logs in an organizer who works for these groups only.
func inGroups(t *testing.T, site *handlerstest.Site, groups ...string) *handlerstest.Client {
	t.Helper()
	u, err := site.SaveUser(ctx, 0, models.UserInput{Email: "bas@organisatie.example", Name: "Bas Dummy", Role: models.RoleOrganizer, Groups: groups})
	must(t, err)
	link, err := site.NewLoginToken(ctx, u.ID)
	must(t, err)
	client := site.Client()
	if a := client.Post(desk.LoginPath(link), nil); a.Status != 303 {
		t.Fatalf("log in: status %d", a.Status)
	}
	return client
}

// hosted saves a meeting that these hosts hold.
func hosted(site *handlerstest.Site, slug string, hosts ...models.HostInput) *models.Meeting {
	in := modelstest.Gathering(slug, 10)
	in.Title, in.Hosts = "Bijeenkomst "+slug, hosts
	return site.Save(in)
}

// BR-04: who organizes for a co-host sees the list and does everything else,
// but only the lead calls the meeting off. Where nobody is the lead, those who
// hold it together are.
func TestBR04_OnlyTheLeadCallsOff(t *testing.T) {
	site := handlerstest.New(t)
	jeugd, wonen := "Regiotafel Jeugd", "Regiotafel Wonen"
	hosted(site, "leidt", models.HostInput{Name: jeugd, Role: "lead"}, models.HostInput{Name: wonen, Role: "co"})
	hosted(site, "doet-mee", models.HostInput{Name: wonen, Role: "lead"}, models.HostInput{Name: jeugd, Role: "co"})
	hosted(site, "samen", models.HostInput{Name: wonen, Role: "co"}, models.HostInput{Name: jeugd, Role: "co"})
	group, everywhere := inGroups(t, site, jeugd), login(t, site, models.RoleAdmin)
	for _, test := range []struct {
		who    string
		client *handlerstest.Client
		slug   string
		may    bool
	}{
		{"lead", group, "leidt", true},
		{"co-host", group, "doet-mee", false},
		{"one of equals", group, "samen", true},
		{"admin", everywhere, "doet-mee", true},
	} {
		path := "/beheer/bijeenkomsten/" + test.slug
		page, list, ask := test.client.Get(path), test.client.Get(path+"/aanmeldingen"), test.client.Get(path+"/gaat-niet-door")
		if list.Status != 200 || !page.Has("#next a[href$='/uitstellen']") {
			t.Errorf("%s: list %d, postponing offered %v", test.who, list.Status, page.Has("#next a[href$='/uitstellen']"))
		}
		if got := page.Has("a[href$='/gaat-niet-door']"); got != test.may {
			t.Errorf("%s: calling off offered %v, want %v", test.who, got, test.may)
		}
		version := filled(t, test.client.Get(path+"/uitstellen")).Get("version")
		a := test.client.Post(path+"/gaat-niet-door", form("reason", "De spreker is ziek.", "version", version))
		status := site.Meeting(test.slug).Status
		switch {
		case test.may && (ask.Status != 200 || a.Status != 303 || status != models.MeetingCancelled):
			t.Errorf("%s: page %d, answer %d, then %s", test.who, ask.Status, a.Status, status)
		case !test.may && (ask.Status != 403 || a.Status != 403 || status != models.MeetingOpen || !strings.Contains(a.Text("main"), "Alleen de trekker")):
			t.Errorf("%s: page %d, answer %d, then %s: %s", test.who, ask.Status, a.Status, status, a.Text("main"))
		}
	}
}

// Rules §3.9: an organizer has all rights at the meetings an own group holds,
// alone or with others, and sees no other one; who lends a room decides
// nothing.
func TestRights_OwnGroups(t *testing.T) {
	site := handlerstest.New(t)
	jeugd, wonen := "Regiotafel Jeugd", "Regiotafel Wonen"
	hosted(site, "leidt", models.HostInput{Name: jeugd, Role: "lead"})
	hosted(site, "doet-mee", models.HostInput{Name: wonen, Role: "lead"}, models.HostInput{Name: jeugd, Role: "co"})
	hosted(site, "leent-zaal-uit", models.HostInput{Name: wonen, Role: "lead"}, models.HostInput{Name: jeugd, Role: "venue_host"})
	hosted(site, "van-anderen", models.HostInput{Name: wonen, Role: "lead"})
	client := inGroups(t, site, jeugd)
	for slug, want := range map[string]int{"leidt": 200, "doet-mee": 200, "leent-zaal-uit": 404, "van-anderen": 404} {
		for _, path := range []string{"", "/aanmeldingen", "/wijzigen", "/deelnemerslijst.csv"} {
			if a := client.Get("/beheer/bijeenkomsten/" + slug + path); a.Status != want {
				t.Errorf("%s%s: status %d, want %d", slug, path, a.Status, want)
			}
		}
	}
	home := client.Get("/beheer")
	if body := home.Body; !strings.Contains(body, "Bijeenkomst leidt") || !strings.Contains(body, "Bijeenkomst doet-mee") || strings.Contains(body, "leent-zaal-uit") || strings.Contains(body, "van-anderen") {
		t.Errorf("home shows too little or too much: %s", home.Text("main"))
	}
	if a := client.Get("/beheer/organisaties"); a.Status != http.StatusForbidden {
		t.Errorf("names of all meetings: status %d, want 403", a.Status)
	}
	// The year shows of others what every visitor sees, and no way to it.
	hidden := modelstest.Gathering("verborgen", 10)
	hidden.Title, hidden.Visibility, hidden.Hosts = "Bijeenkomst verborgen", models.VisibilityLink, []models.HostInput{{Name: wonen, Role: "lead"}}
	site.Save(hidden)
	for path, what := range map[string]string{"/beheer/jaar?jaar=2019": "the year", "/beheer/bijeenkomsten/leidt": "a clash"} {
		body := client.Get(path).Body
		if !strings.Contains(body, "Bijeenkomst van-anderen") || strings.Contains(body, "bijeenkomsten/van-anderen") || strings.Contains(body, "verborgen") {
			t.Errorf("%s shows too little or too much of others", what)
		}
	}
	if a := site.Client(); a.Get("/beheer/jaar").Status != 303 {
		t.Error("the year is open to all")
	}
	// Taken at once: the next page counts.
	_, err := site.SaveUser(ctx, 0, models.UserInput{Email: "bas@organisatie.example", Name: "Bas Dummy", Role: models.RoleOrganizer, Groups: []string{wonen}})
	must(t, err)
	if a := client.Get("/beheer/bijeenkomsten/leidt"); a.Status != 404 {
		t.Errorf("after the group was taken: status %d", a.Status)
	}
}

// An id of another meeting opens nobody, whatever the address in front of it.
func TestRights_PersonOfAnotherMeeting(t *testing.T) {
	site := handlerstest.New(t)
	hosted(site, "eigen", models.HostInput{Name: "Regiotafel Jeugd", Role: "lead"})
	other := hosted(site, "van-anderen", models.HostInput{Name: "Regiotafel Wonen", Role: "lead"})
	id := itoa(site.SignUpAll(other, modelstest.Person(1))[0].RegistrationID)
	client := inGroups(t, site, "Regiotafel Jeugd")
	for _, path := range []string{"", "/wensen", "/wijzigen", "/afmelden", "/vervangen", "/voorrang", "/nieuwe-link"} {
		if a := client.Get("/beheer/bijeenkomsten/eigen/aanmeldingen/" + id + path); a.Status != 404 {
			t.Errorf("%s: status %d, want 404", path, a.Status)
		}
	}
	for _, path := range []string{"/afmelden", "/goedkeuren", "/mail", "/nieuwe-link"} {
		if a := client.Post("/beheer/bijeenkomsten/eigen/aanmeldingen/"+id+path, form("reason", "x", "sure", "yes")); a.Status != 404 {
			t.Errorf("POST %s: status %d, want 404", path, a.Status)
		}
	}
}

// Who works for some groups makes meetings of those, and keeps hold of them.
func TestRights_NewMeetingIsOfAnOwnGroup(t *testing.T) {
	site := handlerstest.New(t)
	client := inGroups(t, site, "Regiotafel Jeugd", "Team Vervoer")
	values := filled(t, client.Get("/beheer/nieuw?soort=steering_meeting"))
	if got := values.Get("hosts"); got != "Regiotafel Jeugd\nTeam Vervoer" {
		t.Errorf("hosts of a new meeting: %q", got)
	}
	values = set(values, "title", "Overleg over vervoer", "hosts", "Regiotafel Wonen")
	if a := client.Post("/beheer/nieuw", values); a.Status != 422 || !strings.Contains(a.Text("#hosts-error"), "Regiotafel Jeugd, Team Vervoer") {
		t.Fatalf("of another group: status %d", a.Status)
	}
	a := client.Post("/beheer/nieuw", set(values, "hosts", "Regiotafel Wonen\nteam vervoer"))
	if a.Status != 303 {
		t.Fatalf("together: status %d", a.Status)
	}
	edit := client.Get(a.Location() + "/wijzigen")
	if edit.Status != 200 {
		t.Fatalf("open it: status %d", edit.Status)
	}
	if a := client.Post(a.Location()+"/wijzigen", set(filled(t, edit), "hosts", "Regiotafel Wonen")); a.Status != 422 {
		t.Errorf("give it away: status %d, want 422", a.Status)
	}
}

// An admin gives somebody a role and groups, changes them and takes them
// away; each counts at once.
func TestUsers_GiveAndTakeARole(t *testing.T) {
	site := handlerstest.New(t)
	hosted(site, "eigen", models.HostInput{Name: "Regiotafel Jeugd", Role: "lead"})
	admin := login(t, site, models.RoleAdmin)
	page := admin.Get("/beheer/gebruikers/nieuw")
	if !page.Has("input[name=groups][value='Regiotafel Jeugd']") {
		t.Error("the groups that hold meetings are not offered")
	}
	in := url.Values{"name": {"Bas Dummy"}, "email": {"bas@organisatie.example"}, "role": {"organizer"}, "scope": {"some"}, "groups": {"Regiotafel Jeugd"}, "other_group": {""}}
	if a := admin.Post("/beheer/gebruikers/nieuw", in); a.Status != 303 || !strings.Contains(admin.Get(a.Location()).Text("[role=status]"), "Bas Dummy heeft nu de rol organisator") {
		t.Fatalf("make a user: status %d", a.Status)
	}
	u, err := site.UserByEmail(ctx, "bas@organisatie.example")
	must(t, err)
	link, err := site.NewLoginToken(ctx, u.ID)
	must(t, err)
	bas := site.Client()
	bas.Post(desk.LoginPath(link), nil)
	if a := bas.Get("/beheer/bijeenkomsten/eigen/aanmeldingen"); a.Status != 200 {
		t.Errorf("an organizer: status %d", a.Status)
	}
	list := admin.Get("/beheer/gebruikers")
	if text := list.Text("main"); !strings.Contains(text, "organisator, Regiotafel Jeugd") || !strings.Contains(text, "beheerder, voor alle groepen") {
		t.Errorf("list: %q", text)
	}
	at := "/beheer/gebruikers/" + itoa(u.ID)
	edit := filled(t, admin.Get(at))
	if edit.Get("scope") != "some" || edit.Get("groups") != "Regiotafel Jeugd" || edit.Get("role") != "organizer" {
		t.Errorf("form shows %v", edit)
	}
	if a := admin.Post(at, set(edit, "role", "viewer", "sure", "")); a.Status != 303 {
		t.Fatalf("another role: status %d", a.Status)
	}
	if a := bas.Get("/beheer/bijeenkomsten/eigen/aanmeldingen"); a.Status != http.StatusForbidden {
		t.Errorf("a viewer sees people: status %d, want 403", a.Status)
	}
	if a := admin.Post(at+"/weg", nil); a.Status != 303 || bas.Get("/beheer").Status != 200 {
		t.Errorf("without the tick: status %d", a.Status)
	}
	if a := admin.Post(at+"/weg", form("sure", "yes")); a.Status != 303 {
		t.Fatalf("take away: status %d", a.Status)
	}
	if a := bas.Get("/beheer"); a.Status != 303 {
		t.Errorf("afterwards: status %d, want the login page", a.Status)
	}
	if a := admin.Get(at); a.Status != 404 {
		t.Errorf("page of nobody: status %d", a.Status)
	}
}

func TestUsers_BadInput(t *testing.T) {
	site := handlerstest.New(t)
	admin := login(t, site, models.RoleAdmin)
	other, err := site.AddUser(ctx, "truus@organisatie.example", "Truus Tijdelijk", models.RoleViewer)
	must(t, err)
	good := url.Values{"name": {"Bas Dummy"}, "email": {"bas@organisatie.example"}, "role": {"viewer"}, "scope": {"all"}}
	for _, tt := range []struct{ field, value, at string }{
		{"name", "", "#name-error"}, {"email", "geen adres", "#email-error"}, {"role", "king", "#role-error"}, {"scope", "some", "#groups-error"},
	} {
		values := url.Values{}
		for k, v := range good {
			values[k] = v
		}
		values.Set(tt.field, tt.value)
		if tt.field == "scope" {
			hosted(site, "groep", models.HostInput{Name: "Regiotafel Jeugd", Role: "lead"})
		}
		a := admin.Post("/beheer/gebruikers/nieuw", values)
		if a.Status != 422 || !a.Has(tt.at) || !strings.Contains(a.Body, "bas@organisatie.example") && tt.field != "email" {
			t.Errorf("%s %q: status %d, error at the field: %v", tt.field, tt.value, a.Status, a.Has(tt.at))
		}
	}
	good.Set("email", "admin@organisatie.example")
	if a := admin.Post("/beheer/gebruikers/"+itoa(other.ID), good); a.Status != 422 || !a.Has("#email-error") {
		t.Errorf("address of somebody else: status %d", a.Status)
	}
	me, err := site.UserByEmail(ctx, "admin@organisatie.example")
	must(t, err)
	if a := admin.Post("/beheer/gebruikers/"+itoa(me.ID), good); a.Status != http.StatusConflict || !strings.Contains(a.Text("main"), "laatste beheerder") {
		t.Errorf("the last admin lets go: status %d, want 409", a.Status)
	}
	if a := admin.Post("/beheer/gebruikers/"+itoa(me.ID)+"/weg", form("sure", "yes")); a.Status != http.StatusConflict {
		t.Errorf("the last admin goes: status %d, want 409", a.Status)
	}
}
