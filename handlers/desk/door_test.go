package desk_test

import (
	"strings"
	"testing"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

const doorA = "/beheer/bijeenkomsten/deur/balie?locatie=a"

// morning is a meeting of two sites at the moment its doors open, with one
// person at each.
func morning(t testing.TB) (*handlerstest.Site, []models.Outcome) {
	t.Helper()
	site := handlerstest.New(t)
	m := site.Save(modelstest.Gathering("deur", 5, 5))
	out := site.SignUpAll(m, named("Demi", "Doorman", "Horizon", "a"), named("Bas", "Elders", "Linde", "b"))
	site.Clock.Set(*modelstest.At("2019-11-29 09:05"))
	return site, out
}

// BR-61, BR-63: somebody comes in, and once more; goes out; it is undone.
func TestBR61_Door(t *testing.T) {
	site, out := morning(t)
	client := login(t, site, models.RoleOrganizer)
	id := itoa(out[0].RegistrationID)
	figures := func() string { return client.Get(doorA).Text(".bij-figures") }
	steps := []struct{ do, want, figures string }{
		{"in", "Demi Doorman is binnen.", "Verwacht 1 Gekomen 1 Nu binnen 1 Nog niet gekomen 0"},
		{"in", "Demi Doorman was al binnen, sinds 9.05 uur.", "Verwacht 1 Gekomen 1 Nu binnen 1 Nog niet gekomen 0"},
		{"out", "Demi Doorman is weggegaan.", "Verwacht 1 Gekomen 1 Nu binnen 0 Nog niet gekomen 0"},
		{"undo", "De laatste stap van Demi Doorman is ongedaan gemaakt.", "Verwacht 1 Gekomen 1 Nu binnen 1 Nog niet gekomen 0"},
	}
	for _, step := range steps {
		a := client.Post(doorA, form("id", id, "do", step.do))
		if a.Status != 303 || a.Location() != doorA {
			t.Fatalf("%s: status %d to %s", step.do, a.Status, a.Location())
		}
		if got := client.Get(doorA).Text(".utrecht-alert"); !strings.Contains(got, step.want) {
			t.Errorf("%s says %q; want %q", step.do, got, step.want)
		}
		if got := strings.Join(strings.Fields(figures()), ""); got != strings.ReplaceAll(step.figures, " ", "") { // spaces are those of the markup
			t.Errorf("%s: figures %q; want %q", step.do, got, step.figures)
		}
	}
	for _, wrong := range []string{"", "x", "delete"} {
		if a := client.Post(doorA, form("id", id, "do", wrong)); a.Status != 422 {
			t.Errorf("do=%q: status %d; want 422", wrong, a.Status)
		}
	}
}

// BR-63: somebody who went out and came back stands once among those who just
// came in.
func TestBR63_LatestOnce(t *testing.T) {
	site, out := morning(t)
	client := login(t, site, models.RoleOrganizer)
	for _, do := range []string{"in", "out", "in"} {
		if a := client.Post(doorA, form("id", itoa(out[0].RegistrationID), "do", do)); a.Status != 303 {
			t.Fatalf("%s: %d", do, a.Status)
		}
	}
	if a := client.Post(doorA, form("id", itoa(out[1].RegistrationID), "do", "here")); a.Status != 303 {
		t.Fatal(a.Status)
	}
	latest := client.Get(doorA).Doc().Find("section:has(h2:contains('Net binnen'))").Text()
	if n := strings.Count(latest, "Horizon"); n != 1 || strings.Index(latest, "Elders, Bas") > strings.Index(latest, "Doorman, Demi") {
		t.Errorf("%d times, or not the last first: %s", n, latest)
	}
}

// BR-62: somebody of the other site is found by any part of the name, and
// registered here by one button.
func TestBR62_RegisterHere(t *testing.T) {
	site, out := morning(t)
	client := login(t, site, models.RoleOrganizer)
	page := client.Get(doorA + "&zoek=elde")
	if !strings.Contains(page.Text("main"), "Aangemeld voor Zaal b, Enschede") || !page.Has(`button[name=do][value=here]`) {
		t.Fatalf("found: %s", page.Text("main"))
	}
	if a := client.Post(doorA, form("id", itoa(out[1].RegistrationID), "do", "in")); a.Status != 409 {
		t.Errorf("in without asking: %d; want 409", a.Status)
	}
	if a := client.Post(doorA, form("id", itoa(out[1].RegistrationID), "do", "here")); a.Status != 303 {
		t.Errorf("register here: %d", a.Status)
	}
	if own := site.Own(out[1].RegistrationID); own.Site.Key != "a" {
		t.Errorf("registered at %s", own.Site.Key)
	}
}

// BR-81: the host of a site works at the door of that site and finds nobody
// else.
func TestBR81_HostAtTheDoor(t *testing.T) {
	site, out := morning(t)
	client := login(t, site, models.RoleSiteHost)
	users := site.Query("select id from users where role = 'site_host'")
	host := atoi(t, users[0][0])
	if err := site.SetSiteHost(ctx, site.Meeting("deur").ID, "a", host, models.Actor{Kind: models.ByOrganizer}); err != nil {
		t.Fatal(err)
	}
	if !client.Get("/beheer").Has(`a[href="` + doorA + `"]`) {
		t.Error("the front page has no way to the door")
	}
	if a := client.Get(doorA + "&zoek=elders"); a.Status != 200 || strings.Contains(a.Text("main"), "Elders") {
		t.Errorf("somebody of another site: %d, %s", a.Status, a.Text("main"))
	}
	for _, do := range []string{"in", "here"} {
		if a := client.Post(doorA, form("id", itoa(out[1].RegistrationID), "do", do)); a.Status != 404 {
			t.Errorf("%s somebody of another site: %d; want 404", do, a.Status)
		}
	}
	if a := client.Post(doorA, form("id", itoa(out[0].RegistrationID), "do", "in")); a.Status != 303 {
		t.Errorf("in: %d", a.Status)
	}
	other := strings.Replace(doorA, "=a", "=b", 1)
	if a := client.Get(other); a.Status != 403 {
		t.Errorf("the other door: %d; want 403", a.Status)
	}
	if a := client.Post("/beheer/bijeenkomsten/deur/afronden", nil); a.Status != 403 {
		t.Errorf("finish: %d; want 403", a.Status)
	}
}

// A walk-in is asked for no more than a name, an address and an organisation;
// what was typed stays when something is missing.
func TestWalkIn(t *testing.T) {
	site, _ := morning(t)
	client := login(t, site, models.RoleOrganizer)
	path := "/beheer/bijeenkomsten/deur/balie/nieuw?locatie=a"
	a := client.Post(path, form("given_name", "Noor", "surname", "Nieuw", "email", "noor", "organization", "Kompas"))
	if a.Status != 422 || !a.Has(`#errors a[href="#email"]`) || !a.Has(`input[name=given_name][value=Noor]`) {
		t.Errorf("wrong address: %d, %s", a.Status, a.Text("main"))
	}
	a = client.Post(path, form("given_name", "Noor", "surname", "Nieuw", "email", "noor@kompas.example"))
	if box := a.Text("label[for=as-parent-or-young]"); a.Status != 422 || box == "" || !strings.Contains(strings.ToLower(a.Text("#errors")), strings.ToLower(box)) {
		t.Errorf("no organisation: %d, %q does not name the box %q", a.Status, a.Text("#errors"), box)
	}
	a = client.Post(path, form("given_name", "Noor", "surname", "Nieuw", "email", "noor@kompas.example", "organization", "Kompas"))
	if a.Status != 303 || a.Location() != doorA {
		t.Fatalf("walk-in: %d to %s", a.Status, a.Location())
	}
	if text := client.Get(doorA).Text("main"); !strings.Contains(text, "Noor Nieuw is toegevoegd en binnen.") || !strings.Contains(text, "Nieuw, Noor") {
		t.Errorf("the door says %s", text)
	}
	if n := site.One("select count(*) from messages where to_email = 'noor@kompas.example'"); n != "0" {
		t.Errorf("%s mails to the walk-in", n)
	}
}

// I2: a full building keeps a walk-in out; what was typed stays on the form,
// and the way back is the door.
func TestWalkInBuildingFull(t *testing.T) {
	site := handlerstest.New(t)
	in := modelstest.Gathering("deur", 2)
	in.Sites[0].BuildingLimit = 2
	site.SignUpAll(site.Save(in), modelstest.Person(1))
	site.Clock.Set(*modelstest.At("2019-11-29 09:05"))
	client := login(t, site, models.RoleOrganizer)
	path := "/beheer/bijeenkomsten/deur/balie/nieuw?locatie=a"
	typed := form("given_name", "Noor", "surname", "Nieuw", "email", "noor@kompas.example", "organization", "Kompas")
	if a := client.Post(path, typed); a.Status != 303 { // there is room for one
		t.Fatalf("with room: %d, %s", a.Status, a.Text("main"))
	}
	a := client.Post(path, set(typed, "given_name", "Bas", "email", "bas@kompas.example"))
	if a.Status != 422 || !strings.Contains(a.Text("#errors"), "Het gebouw is vol: bij Enschede: Zaal a kan niemand meer binnen.") {
		t.Errorf("full: %d, %s", a.Status, a.Text("main"))
	}
	if !a.Has(`input[name=given_name][value=Bas]`) || !a.Has(`form[action="`+path+`"]`) || !a.Has(`main a[href="`+doorA+`"]`) {
		t.Errorf("no form with what was typed, or no way back to the door: %s", a.Body)
	}
	if n := site.One("select count(*) from registrations"); n != "2" {
		t.Errorf("%s registrations; want 2", n)
	}
}

// BR-64: the meeting is finished by a button; then who did not come is named.
func TestBR64_FinishMeeting(t *testing.T) {
	const finish = "/beheer/bijeenkomsten/deur/afronden"
	site, out := morning(t)
	client := login(t, site, models.RoleOrganizer)
	if client.Get(doorA).Has(`a[href$="/afronden"]`) {
		t.Error("it can be finished before it began")
	}
	if a := client.Get(finish); a.Status != 409 {
		t.Errorf("the question before it began: %d, want 409", a.Status)
	}
	if a := client.Post(doorA, form("id", itoa(out[0].RegistrationID), "do", "in")); a.Status != 303 {
		t.Fatal(a.Status)
	}
	site.Clock.Set(*modelstest.At("2019-11-29 12:15"))
	if !client.Get(doorA).Has(`a[href$="/afronden"]`) {
		t.Error("there is no button to finish")
	}
	a := client.Get(finish)
	if text := a.Text("main"); !strings.Contains(text, "1 persoon is gekomen.") || !strings.Contains(text, "1 persoon telt als niet gekomen") || a.Has(".utrecht-alert") {
		t.Errorf("the question says %s", text)
	}
	if s := site.Meeting("deur").Status; s == models.MeetingHeld {
		t.Error("asking finished it")
	}
	if a := client.Post("/beheer/bijeenkomsten/deur/status", form("status", "held")); a.Status != 303 || a.Location() != finish || site.Meeting("deur").Status == models.MeetingHeld {
		t.Errorf("by the address of before: status %d to %s", a.Status, a.Location())
	}
	if a := client.Post(finish, nil); a.Status != 303 {
		t.Fatalf("finish: %d", a.Status)
	}
	if text := client.Get(doorA).Text("main"); !strings.Contains(text, "1 persoon is gekomen.") || !strings.Contains(text, "Elders, Bas") {
		t.Errorf("after finish: %s", text)
	}
}

// While a meeting runs its page leads to the door first; finishing is offered
// there and here from the start on, and is the usual step once it is over.
func TestRunningMeetingLeadsToTheDoor(t *testing.T) {
	site, _ := morning(t)
	client := login(t, site, models.RoleOrganizer)
	const path, door, finish = "/beheer/bijeenkomsten/deur", `#next a[href$="/deur/balie"]`, `#next a[href$="/afronden"]`
	for _, step := range []struct {
		at           string
		door, finish bool
		main         string
	}{
		{"2019-11-29 08:59", false, false, ""},
		{"2019-11-29 09:05", true, false, "Naar de balie"},
		{"2019-11-29 09:45", true, true, "Naar de balie"},
		{"2019-11-29 12:15", false, true, "Afronden"},
	} {
		site.Clock.Set(*modelstest.At(step.at))
		page := client.Get(path)
		if page.Has(door) != step.door || page.Has(finish) != step.finish {
			t.Errorf("%s: door %v, finish %v; want %v and %v", step.at, page.Has(door), page.Has(finish), step.door, step.finish)
		}
		if got := strings.TrimSpace(page.Doc().Find("#next .nl-button--primary").Text()); got != step.main {
			t.Errorf("%s: the usual step is %q, want %q", step.at, got, step.main)
		}
	}
	site.Clock.Set(*modelstest.At("2019-11-29 09:45"))
	if a := client.Get(client.Get(path).Doc().Find(door).AttrOr("href", "") + "?locatie=a"); a.Status != 200 || !a.Has(`a[href$="/afronden"]`) {
		t.Errorf("the door does not offer to finish: %d", a.Status)
	}
	if site.Meeting("deur").Status != models.MeetingOpen {
		t.Error("looking finished it")
	}
}

// Before doors open the page says so and lets nobody in.
func TestDoorIsShut(t *testing.T) {
	site, out := morning(t)
	site.Clock.Set(*modelstest.At("2019-11-29 08:30"))
	client := login(t, site, models.RoleOrganizer)
	if page := client.Get(doorA); !strings.Contains(page.Text("main"), "De deuren zijn nog niet open. Vanaf 9.00 uur kunt u hier mensen binnenlaten.") || page.Has("button[name=do]") {
		t.Errorf("before doors: %s", page.Text("main"))
	}
	if a := client.Post(doorA, form("id", itoa(out[0].RegistrationID), "do", "in")); a.Status != 409 {
		t.Errorf("in: %d; want 409", a.Status)
	}
	if text := client.Get(doorA + "&zoek=niemand").Text("main"); !strings.Contains(text, "Vanaf 9.00 uur kunt u hier iemand toevoegen") {
		t.Errorf("not found: %s", text)
	}
	site.Clock.Set(*modelstest.At("2019-11-28 20:00"))
	client = login(t, site, models.RoleAdmin)
	if text := client.Get(doorA).Text("main"); !strings.Contains(text, "Vanaf vrijdag 29 november 2019, 9.00 uur kunt u") {
		t.Errorf("the day before: %s", text)
	}
	if page := client.Get("/beheer/bijeenkomsten/deur/balie"); page.Status != 200 || !strings.Contains(page.Text("main"), "Waar staat u?") {
		t.Errorf("without a site: %d, %s", page.Status, page.Text("main"))
	}
}

// Who finishes a meeting before its end is told when that is, of the site that
// ends last.
func TestBR64_FinishBeforeTheEnd(t *testing.T) {
	site, _ := morning(t)
	in := modelstest.Gathering("deur", 5, 5)
	in.Sites[1].EndsAt = modelstest.At("2019-11-29 12:30")
	site.Save(in)
	client := login(t, site, models.RoleOrganizer)
	for at, want := range map[string]bool{"2019-11-29 10:00": true, "2019-11-29 12:15": true, "2019-11-29 12:31": false} {
		site.Clock.Set(*modelstest.At(at))
		a := client.Get("/beheer/bijeenkomsten/deur/afronden")
		if text := a.Text("main"); a.Status != 200 || strings.Contains(text, "het einde is vrijdag 29 november 2019, 12.30 uur") != want {
			t.Errorf("%s: status %d, says %q", at, a.Status, text)
		}
		if text := a.Text("main"); !strings.Contains(text, "2 mensen tellen als niet gekomen") {
			t.Errorf("%s: %s", at, text)
		}
	}
}
