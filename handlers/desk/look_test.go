package desk_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"bijeen/browser/browsertest"
	"bijeen/handlers/desk"
	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/directory"
	"bijeen/models/modelstest"
)

// look is one page in one state.
type look struct {
	name, path string
	status     int
	press      string // button that sends the form first
	book       string // … after this was typed in the venue book
	quorum     string // … after this was typed as quorum
	typed      string // … after this was typed in the field named subject; the answer is 200 then
}

// looks are all pages of the desk in every state.
func looks(t testing.TB, site *handlerstest.Site) []look {
	at := "/beheer/bijeenkomsten/"
	grote, board, work := at+"grote-bijeenkomst", at+"bestuursbijeenkomst", at+"werksessie"
	m := site.Meeting("grote-bijeenkomst")
	venueLooks(t, site)
	for i, title := range []string{"Dia's van de dagvoorzitter", "Verslag van de werksessie Thuiszitters: school, zorg en gemeente in één gesprek, met bijlagen", "Folder"} {
		in := models.DocumentInput{Title: title, FileName: title, Visibility: models.DocumentVisibilities[i%2], File: pdf(1000 + 900_000*i)}
		_, err := site.AddDocument(ctx, m.ID, in, models.Actor{Kind: models.ByOrganizer})
		must(t, err)
	}
	id := func(m *models.Meeting, name string) string {
		return fmt.Sprintf("%s%s/aanmeldingen/%d", at, m.Slug, find(t, site, m, name).ID)
	}
	broek, waits, double, gone := id(m, "Broek"), id(m, "Groot Probeer"), id(m, "Voorbeeldi"), id(m, "Lutke")
	pending, wethouder := id(site.Meeting("werksessie"), "Proef41"), id(site.Meeting("bestuursbijeenkomst"), "Wethouder9")
	note, err := site.SendNote(ctx, m.ID, models.NoteInput{
		NoteText:  models.NoteText{Subject: "Parkeren bij de Gieterij: kom met de fiets of de trein, de parkeerplaats is dicht", Body: "Beste {voornaam},\n\nDe parkeerplaats is dicht."},
		Selection: models.NoteSelection{Statuses: []models.RegistrationStatus{models.Waitlisted}},
		Expected:  len(site.Query(fmt.Sprintf("select id from registrations where status = 'waitlisted' and meeting_id = %d", m.ID))),
	}, models.Actor{Kind: models.ByOrganizer})
	must(t, err)
	invites, _ := byInvitation(t, site)
	someInvited(t, site)
	position := addressBookLooks(t, site)
	group := groupLooks(t, site)
	return []look{
		{name: "groups", path: groupsAt},
		{name: "group", path: group},
		{name: "group-en", path: group + "?taal=en"},
		{name: "group-form", path: group + "/wijzigen?taal=nl"},
		{name: "group-errors", path: groupsAt + "/nieuw", press: "main form .bij-big"},
		{name: "group-role", path: group + "/rollen?zoek=proefveld"},
		{name: "group-role-errors", path: group + "/rollen?zoek=niemand"},
		{name: "group-offers", path: group + "/aanbod"},
		{name: "group-offers-errors", path: group + "/aanbod", press: "main form button[value=accept]"},
		{name: "invitations", path: invites},
		{name: "invitations-en", path: invites + "?taal=en"},
		{name: "invitations-none", path: at + "concept/uitnodigingen?taal=nl"},
		{name: "invitations-send", path: invites, press: "form[action$='/versturen'] button", status: 200},
		{name: "invitations-add", path: invites + "/kiezen?kies=alles"},
		{name: "invitations-add-people", path: invites + "/kiezen?wie=person"},
		{name: "invitations-add-errors", path: invites + "/kiezen", press: "form[method=post] .nl-button--primary"},
		{name: "home", path: "/beheer"},
		{name: "sessions", path: "/beheer/sessies"},
		{name: "notices", path: "/beheer/meldingen"},
		{name: "notices-en", path: "/beheer/meldingen?taal=en"},
		{name: "desk-log", path: "/beheer/logboek"},
		{name: "desk-log-lists", path: "/beheer/logboek?soort=lijsten"},
		{name: "users", path: "/beheer/gebruikers"},
		{name: "user-new", path: "/beheer/gebruikers/nieuw"},
		{name: "user-errors", path: "/beheer/gebruikers/nieuw", press: "main form button"},
		{name: "user-known", path: "/beheer/gebruikers/1"},
		{name: "home-past", path: "/beheer?afgelopen=ja"},
		{name: "new", path: "/beheer/nieuw"},
		{name: "new-board", path: "/beheer/nieuw?soort=board_meeting"},
		{name: "new-errors", path: "/beheer/nieuw?soort=scrap_session", press: ".bij-formsec button[value=open]"},
		{name: "organizations", path: "/beheer/organisaties"},
		{name: "positions", path: "/beheer/adresboek/functies"},
		{name: "positions-en", path: "/beheer/adresboek/functies?taal=en"},
		{name: "positions-nothing", path: "/beheer/adresboek/functies?zoek=parijs&taal=nl"},
		{name: "position-new", path: "/beheer/adresboek/functies/nieuw"},
		{name: "position-errors", path: "/beheer/adresboek/functies/nieuw", press: "main form button"},
		{name: "position-known", path: position},
		{name: "position-holder-errors", path: position, press: "form[action$='/houder'] button"},
		{name: "listed", path: "/beheer/adresboek"},
		{name: "listed-en", path: "/beheer/adresboek?taal=en"},
		{name: "listed-new", path: "/beheer/adresboek/nieuw?taal=nl"},
		{name: "listed-errors", path: "/beheer/adresboek/nieuw", press: "main form button"},
		{name: "listed-known", path: "/beheer/adresboek/mensen/" + site.One("select id from people where given_name = 'IJsbrand' and listed_at is not null")},
		{name: "bodies", path: "/beheer/adresboek/organisaties"},
		{name: "bodies-en", path: "/beheer/adresboek/organisaties?taal=en"},
		{name: "body-new", path: "/beheer/adresboek/organisaties/nieuw?taal=nl"},
		{name: "body-errors", path: "/beheer/adresboek/organisaties/nieuw", press: "main form button"},
		{name: "body-known", path: "/beheer/adresboek/organisaties/" + site.One("select id from organizations where code = 'GM0141'")},
		{name: "venues", path: "/beheer/locaties"},
		{name: "venues-en", path: "/beheer/locaties?taal=en"},
		{name: "venues-nothing", path: "/beheer/locaties?zoek=parijs&taal=nl"},
		{name: "venue-new", path: "/beheer/locaties/nieuw"},
		{name: "venue-errors", path: "/beheer/locaties/nieuw", press: "main form button"},
		{name: "venue-known", path: "/beheer/locaties/1"},
		{name: "venue-long", path: "/beheer/locaties/3"},
		{name: "new-book-several", path: "/beheer/nieuw?soort=scrap_session", press: "button[name=fill_site]", book: "hengelo"},
		{name: "new-book-filled", path: "/beheer/nieuw?soort=scrap_session", press: "button[name=fill_site]", book: "gieterij", status: 200},
		{name: "documents", path: grote + "/documenten"},
		{name: "documents-en", path: grote + "/documenten?taal=en"},
		{name: "documents-none", path: at + "concept/documenten?taal=nl"},
		{name: "documents-errors", path: grote + "/documenten", press: "form[enctype] button"},
		{name: "document-one", path: grote + "/documenten/1"},
		{name: "edit-book-differs", path: at + "platform-hengelo/wijzigen"},
		{name: "overview", path: grote},
		{name: "overview-en", path: grote + "?taal=en"},
		{name: "overview-board", path: board + "?taal=nl"},
		{name: "overview-announced", path: at + "voorjaarsbijeenkomst"},
		{name: "overview-draft", path: at + "concept"},
		{name: "overview-cancelled", path: at + "werkbezoek"},
		{name: "overview-past", path: at + "geweest"},
		{name: "overview-full", path: at + "vol"},
		{name: "overview-surplus", path: at + "te-veel"},
		{name: "statistics", path: grote + "/cijfers"},
		{name: "statistics-en", path: grote + "/cijfers?taal=en"},
		{name: "board", path: board + "/vertegenwoordiging?taal=nl"},
		{name: "board-en", path: board + "/vertegenwoordiging?taal=en"},
		{name: "board-present", path: board + "/vertegenwoordiging?beeld=aanwezig&taal=nl"},
		{name: "board-errors", path: board + "/vertegenwoordiging?taal=nl", press: "#quorum-rule button", quorum: "vijftien"},
		{name: "minutes", path: board + "/verslag?taal=nl"},
		{name: "minutes-empty", path: at + "concept/verslag"},
		{name: "board-empty", path: at + "concept/vertegenwoordiging"},
		{name: "statistics-board", path: board + "/cijfers?taal=nl"},
		{name: "statistics-empty", path: at + "concept/cijfers"},
		{name: "statistics-surplus", path: at + "te-veel/cijfers"},
		{name: "edit", path: grote + "/wijzigen"},
		{name: "cancel-meeting", path: grote + "/gaat-niet-door"},
		{name: "cancel-meeting-errors", path: grote + "/gaat-niet-door", press: "main form button"},
		{name: "postpone", path: grote + "/uitstellen"},
		{name: "withdraw", path: grote + "/locaties/hengelo/vervallen"},
		{name: "withdraw-errors", path: grote + "/locaties/hengelo/vervallen?taal=nl", press: "button[name=test]"},
		{name: "withdraw-en", path: grote + "/locaties/hengelo/vervallen?taal=en"},
		{name: "people", path: grote + "/aanmeldingen"},
		{name: "people-site", path: grote + "/aanmeldingen?locatie=hengelo&status=registered&volgorde=laatst"},
		{name: "people-nothing", path: grote + "/aanmeldingen?zoek=niemand"},
		{name: "people-empty", path: at + "concept/aanmeldingen"},
		{name: "people-pending", path: work + "/aanmeldingen"},
		{name: "people-columns", path: grote + "/aanmeldingen?kolom=organisatie.functie.niveau.namens.rol.email.telefoon.locatie.status.herkomst.sinds"},
		{name: "long-people", path: at + "lang/aanmeldingen"},
		{name: "long-people-columns", path: at + "lang/aanmeldingen?kolom=organisatie.functie.email.telefoon.locatie.status.sinds"},
		{name: "long-person", path: id(site.Meeting("lang"), "Nepvoorbeeld")},
		{name: "long-log", path: at + "lang/logboek"},
		{name: "long-list", path: at + "lang/deelnemerslijst"},
		{name: "moves", path: grote + "/verplaatsen"},
		{name: "moves-en", path: grote + "/verplaatsen?taal=en"},
		{name: "moves-errors", path: grote + "/verplaatsen?taal=nl", press: ".bij-moves__bar button"},
		{name: "moves-nobody", path: at + "lang/verplaatsen?zoek=niemand"},
		{name: "moves-one-site", path: work + "/verplaatsen"},
		{name: "doubles", path: grote + "/aanmeldingen/dubbel"},
		{name: "doubles-en", path: at + "lang/aanmeldingen/dubbel?taal=en"},
		{name: "doubles-nobody", path: work + "/aanmeldingen/dubbel?taal=nl"},
		{name: "waiting", path: grote + "/wachtlijst"},
		{name: "waiting-en", path: grote + "/wachtlijst?taal=en"},
		{name: "waiting-long", path: at + "lang/wachtlijst?taal=nl"},
		{name: "waiting-nobody", path: work + "/wachtlijst"},
		{name: "requests", path: work + "/aanmeldingen/aanvragen"},
		{name: "requests-errors", path: work + "/aanmeldingen/aanvragen", press: "main button[value=approve]"},
		{name: "requests-none", path: grote + "/aanmeldingen/aanvragen"},
		{name: "person", path: broek},
		{name: "person-waits", path: waits},
		{name: "person-double", path: double},
		{name: "person-gone", path: gone},
		{name: "person-pending", path: pending},
		{name: "needs", path: broek + "/wensen"},
		{name: "person-edit", path: wethouder + "/wijzigen"},
		{name: "person-add", path: grote + "/aanmeldingen/toevoegen"},
		{name: "person-add-errors", path: grote + "/aanmeldingen/toevoegen", press: ".bij-formsec button"},
		{name: "substitute", path: wethouder + "/vervangen"},
		{name: "substitute-errors", path: wethouder + "/vervangen", press: "main form button"},
		{name: "cancel-person", path: broek + "/afmelden"},
		{name: "reject", path: pending + "/afwijzen"},
		{name: "priority", path: waits + "/voorrang"},
		{name: "lists", path: grote + "/lijsten"},
		{name: "list", path: grote + "/deelnemerslijst"},
		{name: "list-empty", path: at + "concept/deelnemerslijst"},
		{name: "messages", path: grote + "/berichten"},
		{name: "note-new", path: grote + "/berichten/nieuw"},
		{name: "note-new-errors", path: grote + "/berichten/nieuw", press: "main button[value=preview]"},
		{name: "note-new-preview", path: grote + "/berichten/nieuw", press: "main button[value=preview]", typed: "Parkeren bij {bijeenkomst} op {datum}"},
		{name: "note", path: fmt.Sprintf("%s/berichten/%d", grote, note.ID)},
		{name: "log", path: grote + "/logboek"},
		{name: "log-lists", path: grote + "/logboek?soort=lijsten"},
		{name: "not-found", path: at + "onbekend", status: 404},
		{name: "not-now", path: gone + "/afmelden", status: 409},
	}
}

// underWay are the looks of the door, at a meeting with people inside, gone,
// late, and of the other site; and at one that is finished.
func underWay(t testing.TB, site *handlerstest.Site) []look {
	t.Helper()
	begin := func(slug string) (*models.Meeting, []models.Outcome) {
		in := modelstest.Gathering(slug, 10, 10)
		in.Visibility, in.Title = models.VisibilityLink, "Werksessie die nu bezig is"
		m := site.Save(in)
		out := site.SignUpAll(m, named("Demi", "van de Broek", "Stichting Jeugdbeschermingsorganisatie Oost-Nederland", "a"),
			named("Bas", "Dummy", "Horizon", "a"), named("Pim", "Voorbeeldikusmanistratiev", "Kompas", "a"), named("Sjoerd", "Elders", "Linde", "b"))
		hour := func(h, m int) *time.Time {
			at := site.Now().Add(time.Duration(h)*time.Hour + time.Duration(m)*time.Minute)
			return &at
		}
		in.DoorsOpenAt, in.StartsAt, in.EndsAt = hour(-2, 0), hour(-1, 0), hour(2, 0)
		return site.Save(in), out
	}
	m, out := begin("bezig")
	by := models.Actor{Kind: models.ByOrganizer}
	for i := range 2 {
		p := models.Passing{MeetingID: m.ID, RegistrationID: out[i].RegistrationID, Site: "a", By: by}
		_, err := site.CheckIn(ctx, p)
		must(t, err)
		if i == 1 {
			_, err = site.CheckOut(ctx, p)
			must(t, err)
		}
	}
	ended, _ := begin("afgerond")
	must(t, site.Finish(ctx, ended.ID, by))
	at := "/beheer/bijeenkomsten/"
	return []look{
		{name: "door-overview", path: at + "bezig?taal=nl"},
		{name: "door-choose", path: at + "bezig/balie"},
		{name: "door", path: at + "bezig/balie?locatie=a"},
		{name: "door-en", path: at + "bezig/balie?locatie=a&taal=en"},
		{name: "door-elsewhere", path: at + "bezig/balie?locatie=a&zoek=elders&taal=nl"},
		{name: "door-nothing", path: at + "bezig/balie?locatie=a&zoek=niemand"},
		{name: "door-shut", path: at + "grote-bijeenkomst/balie?locatie=hengelo"},
		{name: "door-finished", path: at + "afgerond/balie?locatie=a"},
		{name: "finish", path: at + "bezig/afronden?taal=nl"},
		{name: "finish-en", path: at + "bezig/afronden?taal=en"},
		{name: "walk-in", path: at + "bezig/balie/nieuw?locatie=a"},
		{name: "walk-in-errors", path: at + "bezig/balie/nieuw?locatie=a", press: "main form button"},
	}
}

// views are what every page is looked at in.
var views = []browsertest.View{{Width: 320}, {Width: 1366}, {Width: 360, Dark: true, NoScript: true}}

// TestLook opens every page of the desk in every state in a real browser: no
// sideways scroll, no accessibility problem, valid HTML. BIJEEN_SCREENSHOTS
// keeps the pictures.
func TestLook(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	site := cast(t)
	address := site.Serve()
	list := append(looks(t, site), underWay(t, site)...)
	for _, view := range views {
		t.Run(view.String(), func(t *testing.T) {
			t.Parallel()
			page := b.Page(t, address, view)
			check(t, page, look{name: "login", path: "/beheer/inloggen"})
			check(t, page, look{name: "login-ended", path: "/beheer/nieuw"})
			check(t, page, look{name: "login-errors", path: "/beheer/inloggen", press: "main form button"})
			check(t, page, look{name: "login-sent", path: "/beheer/inloggen?verstuurd=1"})
			check(t, page, look{name: "login-wrong", path: "/beheer/inloggen/onbekend", status: 404})
			check(t, page, look{name: "login-link", path: desk.LoginPath(token(t, site, models.RoleAdmin))})
			page.Follow("main form button")
			for _, l := range list {
				check(t, page, l)
			}
			page.Complaints()
		})
	}
}

// TestLook_OtherSessions looks at what comes when a session ends while
// somebody types, and at what a host sees.
func TestLook_OtherSessions(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	site := cast(t)
	address := site.Serve()
	for _, view := range views {
		t.Run(view.String(), func(t *testing.T) {
			page := b.Page(t, address, view)
			page.Open(desk.LoginPath(token(t, site, models.RoleAdmin)))
			page.Follow("main form button")
			checkDraft(t, site, page)
			check(t, page, look{name: "login-link-host", path: desk.LoginPath(token(t, site, models.RoleSiteHost))})
			page.Follow("main form button")
			check(t, page, look{name: "home-host", path: "/beheer"})
			check(t, page, look{name: "list-host", path: "/beheer/bijeenkomsten/grote-bijeenkomst/deelnemerslijst?locatie=hengelo"})
			check(t, page, look{name: "forbidden", path: "/beheer/bijeenkomsten/grote-bijeenkomst/aanmeldingen", status: 403})
			page.Complaints()
		})
	}
}

// checkDraft types a form in a session that is ended meanwhile, logs in again
// and checks what is shown then.
func checkDraft(t *testing.T, site *handlerstest.Site, page *browsertest.Page) {
	t.Helper()
	if only := os.Getenv("BIJEEN_PREVIEW"); !strings.HasPrefix("draft", only) {
		return
	}
	page.Open("/beheer/bijeenkomsten/grote-bijeenkomst/gaat-niet-door?taal=nl")
	page.Type("#reason", "De zaal staat onder water. Wij zoeken een andere dag.")
	admin, err := site.AddUser(ctx, "admin@organisatie.example", "Tessa Testerink", models.RoleAdmin)
	must(t, err)
	_, err = site.EndOtherSessions(ctx, admin.ID, "")
	must(t, err)
	page.Follow("main form button")
	check(t, page, look{name: "login-draft", path: desk.LoginPath(token(t, site, models.RoleAdmin))})
	if status := page.Follow("main form button"); status != 200 || page.Path() != "/beheer/concept" {
		t.Errorf("draft: status %d at %s", status, page.Path())
	}
	page.Check("draft")
	page.Follow("main form:last-of-type button") // thrown away
}

func check(t *testing.T, page *browsertest.Page, l look) {
	t.Helper()
	if only := os.Getenv("BIJEEN_PREVIEW"); !strings.HasPrefix(l.name, only) && !strings.HasPrefix(l.name, "login-link") && l.name != "login-draft" {
		return
	}
	status, want := page.Open(l.path), l.status
	if l.typed != "" {
		page.Type("[name=subject]", l.typed)
		page.Set("[name=body]", "Beste {voornaam},\n\nDe parkeerplaats van {locatie} is dicht.\nKomt u toch niet? {link}")
		status, want = page.Follow(l.press), 200
	} else if l.press != "" {
		if l.book != "" {
			page.Type("#sites-0-book", l.book)
		}
		if l.quorum != "" {
			page.Type("#quorum", l.quorum)
		}
		if status = page.Follow(l.press); want == 0 {
			want = 422
		}
	} else if want == 0 {
		want = 200
	}
	if status != want {
		t.Errorf("%s: status %d, want %d", l.name, status, want)
	}
	page.Check(l.name)
}

// venueLooks fills the venue book, with a name that is very long and a meeting
// that has something else than the book.
func venueLooks(t testing.TB, site *handlerstest.Site) {
	t.Helper()
	gieterij, _ := booked(t, site)
	_, err := site.SaveVenueEntry(ctx, models.VenueEntry{
		Name: "Multifunctioneel Ontmoetingscentrum en Wijkaccommodatie Enschede-Zuidoost en omstreken", Building: "Hoofdgebouw Victoria '28, derde verdieping",
		Street: "Burgemeester van Veen-van Nergenshuizenlaan 1234", PostalCode: "7500 AA", Town: "Enschede",
	}, time.Time{}, models.Actor{Kind: models.ByOrganizer})
	must(t, err)
	in := modelstest.Gathering("platform-hengelo", 80)
	in.Sites[0].Venue, in.Sites[0].BuildingLimit = gieterij.Address(), 90
	site.Save(in)
}

// addressBookLooks fills the address book: a position with holders of before,
// now and later and a deputy, whose path it gives.
func addressBookLooks(t testing.TB, site *handlerstest.Site) string {
	t.Helper()
	d := addressBook(t, site)
	by := models.Actor{Kind: models.ByOrganizer}
	for _, title := range []string{"wethouder Jeugd", "wethouder Jeugdzorg, Wmo, Onderwijs, Volksgezondheid en Maatschappelijke Ondersteuning"} {
		_, err := d.SavePosition(ctx, directory.PositionInput{Organization: "Rijssen-Holten", Kind: models.PositionAlderman, Title: title, Represents: []string{"GM1742", "GM0189"}}, by)
		must(t, err)
	}
	v, err := d.SavePosition(ctx, directory.PositionInput{Organization: "Almelo", Kind: models.PositionAlderman, Title: "wethouder Jeugd en Onderwijs"}, by)
	must(t, err)
	for i, h := range []struct{ given, surname, from string }{{"Tessa", "Testerink", ""}, {"Anne-Fleur", "Berg-van de Proef", "2019-02-01"}, {"IJsbrand", "IJverzicht", "2030-01-01"}} {
		who := directory.Somebody{GivenName: h.given, Surname: h.surname, Email: "wethouder@almelo.example", Shared: true}
		must(t, d.Appoint(ctx, directory.Appointment{PositionID: v.ID, Version: i + 1, Who: who, FromOn: h.from}, by))
	}
	deputy := directory.Somebody{GivenName: "Wietske", Surname: "Voorbeeldstra", Email: "w.voorbeeldstra@almelo.example"}
	must(t, d.SetDeputy(ctx, v.ID, 4, &deputy, by))
	return "/beheer/adresboek/functies/" + itoa(v.ID)
}
