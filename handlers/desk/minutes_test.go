package desk_test

import (
	"strings"
	"testing"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

const minutesURL = "/beheer/bijeenkomsten/overleg/verslag"

// minuted is a meeting with somebody for every line of the minutes: who came,
// also late, until half way, in somebody's place, for two municipalities, as a
// parent; who cancelled, declined, stayed away, or never answered.
func minuted(t testing.TB, site *handlerstest.Site) *models.Meeting {
	t.Helper()
	in := modelstest.Gathering("overleg", 40)
	in.Kind, in.Title, in.Visibility, in.WaitlistMode, in.SubstitutionPolicy = models.BoardMeeting, "Bestuurlijk overleg jeugd", models.VisibilityLink, models.WaitlistOff, models.SubstitutionAny
	m := site.Save(in)
	speak := func(given, surname, organization, title string, level models.Level, codes ...string) int64 {
		a := named(given, surname, organization)
		a.Level, a.Represents, a.JobTitle = level, codes, title
		return site.SignUpAll(m, a)[0].RegistrationID
	}
	by := models.Actor{Kind: models.ByPerson}
	for _, one := range []struct{ title, organization, code, given, surname string }{
		{"wethouder jeugd", "Gemeente Losser", "GM0168", "Carlijn", "Sjabloon"}, {"wethouder jeugd", "Gemeente Oldenzaal", "GM0173", "Pim", "Plaatshouder"},
	} {
		holder := named(one.given, one.surname, one.organization)
		p := site.Position(one.title, one.organization, &holder, one.code)
		_, err := site.AddInvitations(ctx, m.ID, models.InvitationLines{Picks: []models.InvitationPick{{Target: models.InvitePosition, ID: p.ID}}, Reason: "wethouders"}, by)
		must(t, err)
	}
	_, err := site.SendInvitations(ctx, m.ID, false, by)
	must(t, err)
	must(t, site.AnswerInvitation(ctx, m.ID, find(t, site, m, "Plaatshouder").ID, models.Answer{Kind: models.AnswerDeclines}, by))

	broek := speak("Demi", "van de Broek", "Gemeente Almelo", "wethouder jeugd", models.Executive, "GM0141")
	both := speak("Wietske", "Voorbeeldstra", "Gemeente Twenterand", "wethouder", models.Executive, "GM1700", "GM0189")
	civil := speak("Noor", "el Voorbeeldi", "Noaberkracht", "beleidsadviseur", models.Policy, "GM0183")
	school := speak("Renée", "d'Exemple", "SOTOG", "bestuurder", models.Executive, "education")
	first := speak("Joris", "van den Voorbeeld", "Gemeente Borne", "wethouder", models.Executive, "GM0147")
	gone := speak("Bas", "Dummy", "Gemeente Enschede", "wethouder", models.Executive, "GM0153")
	speak("Sjoerd", "Oude Fictink", "Gemeente Hengelo", "wethouder", models.Executive, "GM0164")
	roos := named("Roos", "Nergenshuizen", "")
	roos.AsParentOrYoung, roos.Level = true, models.Experience
	parent := site.SignUpAll(m, roos)[0].RegistrationID
	must(t, site.Cancel(ctx, m.ID, gone, by, ""))
	second, err := site.Substitute(ctx, m.ID, first, models.Substitution{GivenName: "Henk", Surname: "Nepveld", Email: "henk@horizon.example", JobTitle: "gemeentesecretaris"}, by)
	must(t, err)
	third, err := site.Substitute(ctx, m.ID, second.ID, models.Substitution{GivenName: "Fenna", SurnamePrefix: "ter", Surname: "Proefveld", Email: "fenna@horizon.example", JobTitle: "directeur"}, by)
	must(t, err)
	pass := func(clock string, id int64, out bool) {
		site.Clock.Set(*modelstest.At("2019-11-29 " + clock))
		p := models.Passing{MeetingID: m.ID, RegistrationID: id, Site: "a", By: models.Actor{Kind: models.ByOrganizer}}
		act := site.CheckIn
		if out {
			act = site.CheckOut
		}
		_, err := act(ctx, p)
		must(t, err)
	}
	for _, id := range []int64{broek, both, school, third.ID, parent} {
		pass("09:15", id, false)
	}
	pass("10:15", civil, false)
	pass("11:05", both, true)
	return m
}

// pasted is the block of the page.
func pasted(a *handlerstest.Answer) string { return strings.TrimSpace(a.Doc().Find("#minutes").Text()) }

// Before the meeting is finished nobody is absent without notice, and the
// block itself says that it is not complete (BR-64). Afterwards it names who
// was there, who had told and who had not, as Dutch minutes do.
func TestBR64_Minutes(t *testing.T) {
	site := handlerstest.New(t)
	m := minuted(t, site)
	client := login(t, site, models.RoleSecretary)
	a := client.Get(minutesURL)
	present := "Aanwezig: Demi van de Broek (wethouder jeugd, gemeente Almelo), Fenna ter Proefveld (directeur, gemeente Borne, namens Joris van den Voorbeeld), " +
		"Noor el Voorbeeldi (beleidsadviseur, Noaberkracht, voor gemeente Tubbergen, vanaf 10.15 uur), " +
		"Wietske Voorbeeldstra (wethouder, gemeente Twenterand, mede namens Wierden, tot 11.05 uur), Renée d'Exemple (bestuurder, SOTOG), Roos.\n\n" +
		"Afwezig met kennisgeving (m.k.): Bas Dummy (wethouder, gemeente Enschede), Pim Plaatshouder (wethouder jeugd, gemeente Oldenzaal).\n\n"
	before := present + "Nog niet bekend: Sjoerd Oude Fictink (wethouder, gemeente Hengelo), Carlijn Sjabloon (wethouder jeugd, gemeente Losser).\n\nDe aanwezigheid is nog niet compleet."
	if got := pasted(a); got != before {
		t.Errorf("before it is finished:\n%s\nwant:\n%s", got, before)
	}
	if !strings.Contains(a.Text(".utrecht-alert"), "De bijeenkomst is nog niet afgerond.") {
		t.Error("the page does not say that attendance is not complete")
	}
	must(t, site.Finish(ctx, m.ID, models.Actor{Kind: models.ByOrganizer}))
	a = client.Get(minutesURL)
	after := present + "Afwezig zonder kennisgeving (z.k.): Sjoerd Oude Fictink (wethouder, gemeente Hengelo), Carlijn Sjabloon (wethouder jeugd, gemeente Losser)."
	if got := pasted(a); got != after || a.Has(".utrecht-alert") {
		t.Errorf("finished:\n%s\nwant:\n%s", got, after)
	}
	if strings.Contains(a.Body, "Nergenshuizen") {
		t.Error("BR-78: the surname of a parent stands in the minutes")
	}
	file := client.Get(minutesURL + ".txt")
	if want := "Bestuurlijk overleg jeugd\nVrijdag 29 november 2019, 9.30 tot 12.00 uur\n\n" + after + "\n"; file.Status != 200 || file.Body != want ||
		file.Header.Get("Content-Disposition") != `attachment; filename="overleg_verslag.txt"` || !strings.HasPrefix(file.Header.Get("Content-Type"), "text/plain; charset=UTF-8") {
		t.Errorf("the file: status %d, %v:\n%s", file.Status, file.Header, file.Body)
	}
	if !a.Has(`a[href$="/tekenlijst.pdf"]`) {
		t.Error("no way to the sheet to sign on")
	}
}

// The order of a Dutch list of names; and the same in English.
func TestMinutes_ByName(t *testing.T) {
	site := handlerstest.New(t)
	minuted(t, site)
	client := login(t, site, models.RoleSecretary)
	if got := pasted(client.Get(minutesURL + "?volgorde=naam")); !strings.HasPrefix(got, "Aanwezig: Demi van de Broek (") ||
		!inOrder(got, "Broek", "d'Exemple", "Roos", "Proefveld", "Voorbeeldi", "Voorbeeldstra") {
		t.Errorf("by name: %s", got)
	}
	if got := pasted(client.Get(minutesURL + "?taal=en")); !inOrder(got, "Present: ", "(directeur, municipality of Borne, in place of Joris van den Voorbeeld)", "from 10:15", "Absent with notice: ", "Not known yet: ") {
		t.Errorf("in English: %s", got)
	}
}

func inOrder(text string, parts ...string) bool {
	for _, part := range parts {
		_, rest, found := strings.Cut(text, part)
		if !found {
			return false
		}
		text = rest
	}
	return true
}

// BR-75: who looked at the names, and who took them along, stands in the log.
func TestBR75_MinutesAreLogged(t *testing.T) {
	site := handlerstest.New(t)
	m := minuted(t, site)
	client := login(t, site, models.RoleSecretary)
	client.Get(minutesURL)
	client.Do("HEAD", minutesURL+".txt", "", nil)
	client.Get(minutesURL + ".txt")
	logs, err := site.ExportLogs(ctx, m.ID, 10)
	must(t, err)
	var got []string
	for _, l := range logs {
		got = append(got, l.List+" "+l.Format)
	}
	if strings.Join(got, ", ") != "verslag txt, verslag html" || logs[0].Rows != 10 {
		t.Errorf("logged: %v, %d people", got, logs[0].Rows)
	}
	if text := login(t, site, models.RoleAdmin).Get("/beheer/bijeenkomsten/overleg/logboek?soort=lijsten").Text("main"); !strings.Contains(text, "Aanwezig en afwezig voor het verslag (tekst)") {
		t.Errorf("the log says %s", text)
	}
}

// When nobody was checked in, the page says why everybody is absent; with the
// names gone, that they have gone (BR-77).
func TestMinutes_NobodyIn(t *testing.T) {
	site := handlerstest.New(t)
	m := boardMeeting(t, site)
	site.Clock.Set(*modelstest.At("2019-11-29 13:00"))
	must(t, site.Finish(ctx, m.ID, models.Actor{Kind: models.ByOrganizer}))
	const path = "/beheer/bijeenkomsten/bestuursbijeenkomst/verslag"
	a := login(t, site, models.RoleOrganizer).Get(path)
	if !strings.Contains(a.Text(".utrecht-alert"), "Niemand is ingecheckt") || !strings.HasPrefix(pasted(a), "Aanwezig: niemand.") {
		t.Errorf("finished without anybody: %s", a.Text("main"))
	}
	if !a.Has(`a[href$="/balie"]`) {
		t.Error("no way to the door")
	}
}
