package desk_test

import (
	"strings"
	"testing"
	"time"

	"bijeen/handlers/handlerstest"
	"bijeen/handlers/web"
	"bijeen/models"
	"bijeen/models/modelstest"
)

func TestHome(t *testing.T) {
	site := cast(t)
	client := login(t, site, models.RoleOrganizer)
	a := client.Get("/beheer")
	for _, want := range []string{"Informeren, inspireren, bewegen", "Concept", "Gaat niet door", "in het voorjaar", "3 belangstellend", "Het e-mailadres van 1 persoon weigert onze mail", "3 aanvragen wachten", "2 mensen te veel"} {
		if !strings.Contains(a.Text("main"), want) {
			t.Errorf("page lacks %q", want)
		}
	}
	upcoming, past := a.Doc().Find("section").Eq(1), a.Doc().Find("section").Eq(2)
	if upcoming.Find("li.bij-meeting").Length() != 9 || past.Find("li.bij-meeting").Length() != 1 {
		t.Errorf("%d coming and %d past, want 9 and 1", upcoming.Find("li.bij-meeting").Length(), past.Find("li.bij-meeting").Length())
	}
	if a.Doc().Find(`a[href="/beheer/nieuw?soort=board_meeting"]`).Length() != 1 {
		t.Error("no way to a new board meeting")
	}
	if a := client.Get("/beheer?afgelopen=ja"); a.Doc().Find("li.bij-meeting").Length() != 1 {
		t.Errorf("archive shows %d meetings, want 1", a.Doc().Find("li.bij-meeting").Length())
	}
}

// A postponed meeting stays among those to come, without a date, also when
// its old date has passed.
func TestHome_Postponed(t *testing.T) {
	site := handlerstest.New(t)
	in := modelstest.Gathering("platform", 5)
	in.Status, in.StatusReason = models.MeetingPostponed, "De zaal is bezet."
	site.Save(in)
	site.Save(modelstest.Gathering("gewoon", 5))
	for _, days := range []int{0, 90} {
		site.Clock.Add(time.Duration(days) * 24 * time.Hour)
		client := login(t, site, models.RoleOrganizer)
		a := client.Get("/beheer")
		row := a.Doc().Find(`section`).Eq(0).Find(`li.bij-meeting:has(a[href="/beheer/bijeenkomsten/platform"])`)
		if row.Length() != 1 || !strings.Contains(row.Text(), "Nieuwe datum volgt (was vrijdag 29 november 2019)") || row.Find("time").Length() != 0 {
			t.Errorf("%d days on: %s", days, a.Text("main"))
		}
		if a := client.Get("/beheer/bijeenkomsten/platform"); !strings.Contains(a.Text("main"), "Nieuwe datum volgt (was ") {
			t.Errorf("%d days on, overview: %s", days, a.Text("main"))
		}
	}
}

// Without a mail server the desk says so first; with one it says nothing.
func TestHome_SaysThatNoMailLeaves(t *testing.T) {
	for state, want := range map[string]bool{"waiting": true, "ok": false} {
		site := handlerstest.New(t, func(a *web.App) { a.MailState = func() string { return state } })
		m := site.Save(modelstest.Gathering("platform", 5))
		site.SignUpAll(m, modelstest.Person(1))
		client := login(t, site, models.RoleOrganizer)
		for _, path := range []string{"/beheer", "/beheer/bijeenkomsten/platform", "/beheer/bijeenkomsten/platform/berichten"} {
			if got := strings.Contains(client.Get(path).Text("main"), "Er gaat geen mail weg"); got != want {
				t.Errorf("mail %s, %s: says so %v, want %v", state, path, got, want)
			}
		}
	}
}

func TestHome_Empty(t *testing.T) {
	site := handlerstest.New(t)
	if a := login(t, site, models.RoleOrganizer).Get("/beheer"); !a.Has(".bij-empty") || !strings.Contains(a.Text(".bij-empty"), "Maak een nieuwe bijeenkomst") {
		t.Errorf("empty page: %s", a.Text("main"))
	}
}

// A full meeting is good news and not a warning; too many is one.
func TestOverview_FullIsGoodNews(t *testing.T) {
	site := cast(t)
	client := login(t, site, models.RoleOrganizer)
	full := client.Get("/beheer/bijeenkomsten/vol")
	if text := full.Text(".bij-todo__good"); !strings.Contains(text, "Goed nieuws") {
		t.Errorf("full: %q", text)
	}
	if many := client.Get("/beheer/bijeenkomsten/te-veel"); many.Has(".bij-todo__good") || !strings.Contains(many.Text(".bij-todo"), "2 mensen te veel") {
		t.Errorf("too many: %q", many.Text(".bij-todo"))
	}
}

// BR-25: figures of people and of voices stand under their own words.
func TestBR25_BoardOfTheOverview(t *testing.T) {
	site := handlerstest.New(t)
	boardMeeting(t, site)
	a := login(t, site, models.RoleOrganizer).Get("/beheer/bijeenkomsten/bestuursbijeenkomst")
	text := a.Text("main")
	for _, want := range []string{"12 van de 14 gemeenten vertegenwoordigd", "Nog niet: Haaksbergen, Losser", "14 mensen komen", "15 keer namens", "via Twenterand", "vervanger, mandaat nog niet bekend", "alleen ambtelijk"} {
		if !strings.Contains(text, want) {
			t.Errorf("page lacks %q", want)
		}
	}
	for name, class := range map[string]string{"Enschede": "yes", "Tubbergen": "yes", "Wierden": "also", "Haaksbergen": "unknown", "Losser": "official"} {
		if !a.Has(".bij-tile--" + class + ":contains('" + name + "')") {
			t.Errorf("%s is not %s", name, class)
		}
	}
	if other := login(t, site, models.RoleAdmin); other.Get("/beheer/bijeenkomsten/bestuursbijeenkomst").Doc().Find(".bij-board").Length() != 2 {
		t.Error("want a board of municipalities and one of other groups")
	}
	gathering(t, site)
	if login(t, site, models.RoleOrganizer).Get(grote).Has(".bij-board") {
		t.Error("a gathering shows the board")
	}
}

func TestMessages_ShowWhatGaveUp(t *testing.T) {
	site := handlerstest.New(t)
	gathering(t, site)
	refuseSome(t, site)
	client := login(t, site, models.RoleOrganizer)
	a := client.Get(grote + "/berichten?status=failed")
	if row := a.Text("tbody tr"); a.Doc().Find("tbody tr").Length() != 1 || !strings.Contains(row, "Niet aangekomen") || !strings.Contains(row, "550 5.1.1") || !strings.Contains(row, "@horizon.example") {
		t.Errorf("failed mail: %s", row)
	}
	if text := client.Get(grote).Text(".bij-todo"); !strings.Contains(text, "Het e-mailadres van 1 persoon weigert onze mail") {
		t.Errorf("overview: %q", text)
	}
	waiting := client.Get(grote + "/berichten?status=queued").Text("tbody")
	if !strings.Contains(waiting, "Wacht") || !strings.Contains(waiting, "niet bereikbaar") {
		t.Errorf("waiting mail: %q", waiting)
	}
	link, _ := a.Doc().Find("tbody a").Attr("href")
	if client.Get(link).Status != 200 {
		t.Errorf("no way to the person at %q", link)
	}
}

// A mail of this moment is on its way, one about a change is planned, and
// only one that is late is called waiting.
func TestMessages_WaitingInWords(t *testing.T) {
	site := handlerstest.New(t)
	m := site.Save(modelstest.Gathering("platform", 5))
	site.SignUpAll(m, modelstest.Person(1))
	client := login(t, site, models.RoleOrganizer)
	badge := func() string { return client.Get("/beheer/bijeenkomsten/platform/berichten").Text("tbody .bij-badge") }
	if got := badge(); got != "Gaat nu weg" {
		t.Errorf("just queued: %q", got)
	}
	site.Clock.Add(3 * time.Minute)
	if got := badge(); got != "Wacht" {
		t.Errorf("three minutes late: %q", got)
	}
	site.Deliver()
	in := site.Meeting("platform").Input()
	in.Title = "Een andere titel"
	site.Save(in)
	if got := badge(); got != "Gepland" {
		t.Errorf("about a change: %q", got)
	}
}

func TestLog(t *testing.T) {
	site := handlerstest.New(t)
	gathering(t, site)
	client := login(t, site, models.RoleOrganizer)
	client.Get(grote + "/deelnemerslijst.csv")
	text := client.Get(grote + "/logboek").Text(".bij-log")
	for _, want := range []string{"De bijeenkomst is gemaakt (door een bestand)", "Demi van de Broek is aangemeld", "Aaltje Groot Probeer kwam op de wachtlijst", "Björn Lutke Maquette is afgemeld", "Li Wei Shiyan komt in plaats van iemand anders", "Fenna ter Proefveld wil liever naar een andere locatie"} {
		if !strings.Contains(text, want) {
			t.Errorf("log lacks %q", want)
		}
	}
	if row := client.Get(grote + "/logboek?soort=lijsten").Text("tbody tr"); !strings.Contains(row, "Deelnemerslijst (CSV)") || !strings.Contains(row, "Tessa Testerink") {
		t.Errorf("lists: %q", row)
	}
}

// BR-19a: typed organisations are linked at the desk.
func TestBR19a_LinkOrganizations(t *testing.T) {
	site := handlerstest.New(t)
	m := site.Save(modelstest.Gathering("platform", 9))
	one, two := modelstest.Person(1), modelstest.Person(2)
	one.Organization, two.Organization = "Stichting Horizon", "Stichting Horizn"
	site.SignUpAll(m, one, two)
	client := login(t, site, models.RoleOrganizer)
	if text := client.Get("/beheer").Text("main"); !strings.Contains(text, "2 organisaties zijn zo getypt") {
		t.Errorf("home: %q", text)
	}
	action := func(name string) string {
		return client.Get("/beheer/organisaties").Doc().Find("li:contains('"+name+"') form").AttrOr("action", "")
	}
	if a := client.Post(action("Horizon"), form("do", "keep")); a.Status != 303 {
		t.Fatalf("keep: status %d", a.Status)
	}
	page := client.Get("/beheer/organisaties")
	typed := page.Doc().Find("li:contains('Horizn') form")
	field, choice := typed.Find("select").AttrOr("name", ""), typed.Find("option[selected]").AttrOr("value", "")
	if choice == "" {
		t.Fatal("the known name is not suggested")
	}
	if a := client.Post(typed.AttrOr("action", ""), form("do", "link")); a.Status != 303 || !strings.Contains(client.Get("/beheer/organisaties").Text(".utrecht-alert"), "Kies eerst") {
		t.Errorf("nothing chosen: status %d", a.Status)
	}
	if a := client.Post(typed.AttrOr("action", ""), form("do", "link", field, choice)); a.Status != 303 {
		t.Fatalf("link: status %d", a.Status)
	}
	if a := client.Get("/beheer/organisaties"); !a.Has(".bij-empty") {
		t.Errorf("still listed: %s", a.Text("main"))
	}
	if a := client.Post("/beheer/organisaties/999", form("do", "keep")); a.Status != 404 {
		t.Errorf("unknown: status %d, want 404", a.Status)
	}
}

// Addresses that nobody can have come from are answered as any unknown one.
func TestDesk_OddAddresses(t *testing.T) {
	site := handlerstest.New(t)
	gathering(t, site)
	client := login(t, site, models.RoleOrganizer)
	for _, path := range []string{"/beheer/bijeenkomsten/%ff", "/beheer/bijeenkomsten/%00/aanmeldingen", grote + "/aanmeldingen/0", grote + "/aanmeldingen/-1", grote + "/aanmeldingen/99999999999999999999", grote + "/deelnemerslijst?locatie=%ff", grote + "/locaties/%ff/vervallen", grote + "/onbekend", "/beheer/inloggen/%ff"} {
		if a := client.Get(path); a.Status != 404 {
			t.Errorf("%s: status %d, want 404", path, a.Status)
		}
	}
	for _, path := range []string{grote + "/aanmeldingen?zoek=%ff%00&status=%ff&pagina=-1&volgorde=%ff", grote + "/berichten?status=%ff&pagina=x", grote + "/logboek?soort=%ff", "/beheer?pagina=%ff&afgelopen=%ff"} {
		if a := client.Get(path); a.Status != 200 {
			t.Errorf("%s: status %d, want 200", path, a.Status)
		}
	}
}

// A name planted in every field of a form stands nowhere as markup.
func TestDeskEscapes(t *testing.T) {
	site := handlerstest.New(t)
	in := modelstest.Gathering("platform", 5)
	in.Title, in.Summary, in.Sites[0].Venue.Name = `<script>x</script>"'`, "<img src=x>", "<b>Zaal</b>"
	m := site.Save(in)
	p := modelstest.Person(1)
	p.GivenName, p.Organization, p.Remarks = `<script>y</script>`, `"><svg onload=1>`, "<i>"
	out := site.SignUpAll(m, p)
	client := login(t, site, models.RoleOrganizer)
	base := "/beheer/bijeenkomsten/platform"
	person := base + "/aanmeldingen/" + itoa(out[0].RegistrationID)
	for _, path := range []string{"/beheer", base, base + "/wijzigen", base + "/aanmeldingen", person, person + "/wensen", person + "/wijzigen", person + "/afmelden", base + "/deelnemerslijst", base + "/berichten", base + "/logboek", base + "/lijsten", "/beheer/organisaties"} {
		body := client.Get(path).Body
		for _, markup := range []string{"<script>", "<img src=x", "<b>Zaal", "<svg onload", "<i>"} {
			if strings.Contains(body, markup) {
				t.Errorf("%s holds %q", path, markup)
			}
		}
	}
}
