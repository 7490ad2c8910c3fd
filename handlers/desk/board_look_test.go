package desk_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"bijeen/browser/browsertest"
	"bijeen/handlers/desk"
	"bijeen/handlers/handlerstest"
	"bijeen/handlers/web"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// sectorBodies are bodies of sectors: with the fourteen municipalities they
// and their sectors make forty-four squares.
var sectorBodies = []struct {
	code string
	n    int
}{{"care_providers", 12}, {"education", 6}, {"certified_institutions", 1}, {"protection_chain", 3}, {"youth_health", 1}, {"social_work", 1}, {"knowledge", 2}}

// bodyNames are organizations with names as long as they come.
var bodyNames = []string{
	"Stichting Jeugdbeschermingsorganisatie Oost-Nederland", "Ambiq", "Zorg & Zo; Twente", "OZJT/Samen14", "Thuis@", "ROC van Twente",
	"Coöperatie Ontmoetingsclusters Enschede-Zuid en omstreken", "SOTOG", "Samenwerkingsverband Twente Noord", "Kennispunt Twente", "Saxion", "Horizon",
}

// fullBoard is a board meeting with every state, long names, several people
// for one municipality, late and early times: 14 + 30 squares. For each of them
// so many officials come too.
func fullBoard(t testing.TB, site *handlerstest.Site, officials int) *models.Meeting {
	t.Helper()
	in := modelstest.Gathering("vol-bord", 600)
	in.Kind, in.Title, in.Visibility, in.WaitlistMode = models.BoardMeeting, "Bestuursbijeenkomst Ontwikkeltafels Jeugd", models.VisibilityLink, models.WaitlistOff
	m := site.Save(in)
	speak := func(given, surname, organization string, level models.Level, mandate models.Mandated, codes ...string) int64 {
		a := named(given, surname, organization)
		a.Level, a.Mandated, a.Represents, a.JobTitle = level, mandate, codes, "wethouder jeugd"
		return site.SignUpAll(m, a)[0].RegistrationID
	}
	for i, code := range []string{"GM0141", "GM0147", "GM1774", "GM0153", "GM0163", "GM0164"} {
		c, _ := models.ConstituencyByCode(code)
		id := speak(fmt.Sprintf("Anne-Fleur%d", i), "van Nergenshuizen-op den Denkbeeldigehof", "Gemeente "+c.Name, models.Executive, "", code)
		site.Tell(id, modelstest.At("2019-11-29 10:15"), modelstest.At("2019-11-29 11:30"))
	}
	for i := range 4 {
		speak(fmt.Sprintf("Ambtenaar%d", i), "van de Broek", "Gemeente Enschede", models.Policy, models.MandateNo, "GM0153")
	}
	speak("Demi", "de Demo", "Gemeente Tubbergen", models.Policy, models.MandateYes, "GM0183")
	speak("Henk", "Nepveld", "Gemeente Haaksbergen", models.Policy, models.MandateUnknown, "GM0158")
	speak("Ilse", "Tijdelijk", "Gemeente Losser", models.Policy, models.MandateNo, "GM0168")
	speak("Wietske", "Voorbeeldstra", "Gemeente Twenterand", models.Executive, "", "GM1700", "GM0189")
	gone := speak("Bas", "Dummy", "Gemeente Oldenzaal", models.Executive, "", "GM0173")
	must(t, site.Cancel(ctx, m.ID, gone, models.Actor{Kind: models.ByPerson}, ""))
	site.Invite(m, models.Invitation{Name: "wethouder Jeugd", Organization: "Gemeente Rijssen-Holten", Represents: "GM1742", State: models.InvitationSent})
	with := func(organization, code string) {
		for i := range officials {
			speak(fmt.Sprintf("Bas%d", i), "van den "+web.Cut(organization, 12), organization, models.Policy, models.MandateNo, code)
		}
	}
	for _, c := range models.Constituencies()[:14] {
		with("Gemeente "+c.Name, c.Code)
	}
	n := 0
	for _, s := range sectorBodies {
		for i := range s.n {
			name := bodyNames[n%len(bodyNames)]
			if n >= len(bodyNames) {
				name += fmt.Sprint(" ", n)
			}
			n++
			with(name, s.code)
			if i%4 == 3 {
				site.Invite(m, models.Invitation{Name: "bestuurder", Organization: name, Represents: s.code, State: models.InvitationSent})
				continue
			}
			id := speak(fmt.Sprintf("Renée%d", n), "Berg-van de Proef", name, models.Executive, "", s.code)
			if i%3 == 1 {
				site.Tell(id, modelstest.At("2019-11-29 10:15"), nil)
			}
		}
	}
	return m
}

// In the colors of the system the patterns stay.
func TestBoard_ForcedColors(t *testing.T) {
	b := browsertest.Start(t)
	site := handlerstest.New(t)
	fullBoard(t, site, 0)
	page := b.Page(t, site.Serve(), browsertest.View{Width: 1366, Forced: true, Dark: true})
	page.Open(desk.LoginPath(token(t, site, models.RoleOrganizer)))
	page.Follow("main form button")
	page.Open("/beheer/bijeenkomsten/vol-bord/vertegenwoordiging")
	page.CheckNoSidewaysScroll()
	page.Screenshot("board-forced") // axe reads the colors we ask for, not those of the system
	if !page.Visible(".bij-rep__tile--official .bij-rep__mark") || !page.Visible(".bij-rep__tile--cancelled .bij-rep__mark") {
		t.Error("the patterns are gone")
	}
}

// Every state has a pattern that is no other's.
func TestBoard_PatternsDiffer(t *testing.T) {
	site := handlerstest.New(t)
	boardMeeting(t, site)
	a := login(t, site, models.RoleOrganizer).Get(boardURL)
	shapes := map[string]string{}
	for _, state := range []string{"executive", "mandate", "also", "unknown", "official", "expected", "waiting", "no_answer", "cancelled", "no_show", "nobody"} {
		svg, err := a.Doc().Find("#rep-" + state).Html()
		must(t, err)
		if other, taken := shapes[svg]; taken || svg == "" {
			t.Errorf("%s looks like %q", state, other)
		}
		shapes[svg] = state
	}
}

// pageOfPDF finds the pages of a PDF.
var pageOfPDF = regexp.MustCompile(`/Type\s*/Page\b[^s]`)

// The board of 14 municipalities and 30 others fits one screen of 1366 × 768
// and one sheet of A4.
func TestBoard_FitsScreenAndSheet(t *testing.T) {
	b := browsertest.Start(t)
	for _, officials := range []int{0, 6} {
		t.Run(fmt.Sprintf("%d officials for each", officials), func(t *testing.T) { fitsScreenAndSheet(t, b, officials) })
	}
}

func fitsScreenAndSheet(t *testing.T, b *browsertest.Browser, officials int) {
	t.Helper()
	site := handlerstest.New(t)
	m := fullBoard(t, site, officials)
	must(t, site.SetQuorum(ctx, m.ID, 12, 0, models.Actor{Kind: models.ByOrganizer}))
	page := b.Page(t, site.Serve(), browsertest.View{Width: 1366})
	page.Open(desk.LoginPath(token(t, site, models.RoleOrganizer)))
	page.Follow("main form button")
	for _, path := range []string{"", "?taal=en", "?beeld=aanwezig&taal=nl"} {
		page.Open("/beheer/bijeenkomsten/vol-bord/vertegenwoordiging" + path)
		if n := len(page.Texts(".bij-rep__tile")); n != 44 {
			t.Fatalf("%s: %d squares, want 44", path, n)
		}
		for _, last := range []string{".bij-rep__grid:not(.bij-rep__grid--small) > li:last-child", ".bij-rep__grid--small > li:nth-child(30)"} {
			if got := page.Bottom(last); got > 768 {
				t.Errorf("%s: %s ends at %d px, below the screen", path, last, got)
			}
		}
		page.Check(fmt.Sprintf("board-full-%d%s", officials, path))
		pdf := page.PDF()
		if n := len(pageOfPDF.FindAll(pdf, -1)); n != 1 {
			t.Errorf("%s: %d sheets, want 1", path, n)
		}
		if dir := os.Getenv(browsertest.ScreenshotsEnv); dir != "" {
			must(t, os.WriteFile(filepath.Join(dir, fmt.Sprintf("board-full-%d-%d.pdf", officials, len(path))), pdf, 0o644))
		}
		if !bytes.HasPrefix(pdf, []byte("%PDF-")) {
			t.Error("no PDF")
		}
	}
	if officials > 0 {
		return
	}
	states := strings.Join(page.Texts(".bij-rep__state"), ", ")
	for _, word := range []string{"nog niet binnen", "afgemeld", "geen reactie", "niet uitgenodigd"} {
		if !strings.Contains(states, word) {
			t.Errorf("no square says %q: %s", word, states)
		}
	}
}
