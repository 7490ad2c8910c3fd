package desk_test

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"bijeen/browser/browsertest"
	"bijeen/handlers/desk"
	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

const moves = "/beheer/bijeenkomsten/platform/verplaatsen"

// twoSites saves a meeting at two sites, of which the second has one free seat
// in a building for two, and somebody waits for the first.
func twoSites(t testing.TB, site *handlerstest.Site) (*models.Meeting, []int64) {
	t.Helper()
	in := modelstest.Gathering("platform", 3, 2)
	in.Sites[1].BuildingLimit = 3
	m := site.Save(in)
	var ids []int64
	for _, o := range site.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "a"), modelstest.Person(3, "a"), modelstest.Person(4, "b"), modelstest.Person(5, "a")) {
		ids = append(ids, o.RegistrationID)
	}
	return m, ids
}

// columnsOf are the names at each site on the page.
func columnsOf(a *handlerstest.Answer) [][]string {
	var list [][]string
	a.Doc().Find("[data-site]").Each(func(_ int, s *goquery.Selection) {
		list = append(list, s.Find("li label").Map(func(_ int, l *goquery.Selection) string { return l.Text() }))
	})
	return list
}

// Several people move at once: what fits, what does not and what comes free is
// shown first; over the seats only with a reason, never over the building.
func TestMoves_EffectFirst(t *testing.T) {
	site := handlerstest.New(t)
	_, ids := twoSites(t, site)
	site.Deliver()
	client := login(t, site, models.RoleOrganizer)
	want := [][]string{{"Testerink1, Proef1", "Testerink2, Proef2", "Testerink3, Proef3"}, {"Testerink4, Proef4"}}
	page := client.Get(moves)
	if diff := cmp.Diff(want, columnsOf(page)); diff != "" {
		t.Fatal(diff)
	}
	v := form("site", "b", "id", itoa(ids[0]), "id", itoa(ids[1]), "id", itoa(ids[2]))
	shown := client.Post(moves, v)
	text := shown.Text("main")
	for _, w := range []string{"3 mensen verplaatsen naar Enschede: Zaal b", "1 persoon verhuist", "2 mensen houden hun plaats", "Door wat er vrijkomt, krijgt 1 ander", "2 mensen krijgen een mail"} {
		if !strings.Contains(text, w) {
			t.Errorf("page lacks %q: %s", w, text)
		}
	}
	if diff := cmp.Diff(want, columnsOf(client.Get(moves))); diff != "" {
		t.Fatalf("the look moved somebody: %s", diff)
	}
	over := client.Post(moves, set(filled(t, shown), "again", "yes", "overbook", "yes"))
	if text := over.Text("main"); !strings.Contains(text, "2 mensen verhuizen") || !strings.Contains(text, "1 persoon houdt de plaats") || !strings.Contains(text, "1 persoon meer dan er plaatsen zijn") {
		t.Errorf("over the seats, in a building for 3: %q", text)
	}
	if a := client.Post(moves, set(filled(t, over), "confirmed", "yes")); a.Status != 422 || !a.Has("#reason[aria-invalid=true]") || !a.Has("#overbook[checked]") {
		t.Errorf("over the seats without a reason: status %d", a.Status)
	}
	done := client.Post(moves, set(filled(t, over), "confirmed", "yes", "reason", "De zaal zet een stoel bij."))
	if done.Status != 303 || done.Location() != moves {
		t.Fatalf("status %d to %q", done.Status, done.Location())
	}
	after := client.Get(moves)
	if diff := cmp.Diff([][]string{{"Testerink3, Proef3", "Testerink5, Proef5"}, {"Testerink1, Proef1", "Testerink2, Proef2", "Testerink4, Proef4"}}, columnsOf(after)); diff != "" {
		t.Error(diff)
	}
	if flash := after.Text("[role=status]"); !strings.Contains(flash, "2 mensen zijn verplaatst naar Enschede: Zaal b.") || !strings.Contains(flash, "1 persoon houdt de plaats en staat op de wachtlijst") {
		t.Errorf("flash %q", flash)
	}
	if log := client.Get("/beheer/bijeenkomsten/platform/logboek").Text(".bij-log"); !strings.Contains(log, "De zaal zet een stoel bij.") {
		t.Errorf("history without the reason: %q", log)
	}
}

func TestMoves_Wrong(t *testing.T) {
	site := handlerstest.New(t)
	_, ids := twoSites(t, site)
	client := login(t, site, models.RoleOrganizer)
	if a := client.Post(moves, form("site", "b")); a.Status != 422 || !a.Has(`#errors a[href="#id"]`) || !a.Has("input#id") || !a.Has("#site option[value=b][selected]") {
		t.Errorf("nobody chosen: status %d", a.Status)
	}
	if a := client.Post(moves, form("id", itoa(ids[1]))); a.Status != 422 || !a.Has(`#errors a[href="#site"]`) || !a.Has("input[name=id][value='"+itoa(ids[1])+"'][checked]") {
		t.Errorf("no site: status %d", a.Status)
	}
	if got := columnsOf(client.Get(moves + "?zoek=proef3")); len(got) != 2 || len(got[0]) != 1 || len(got[1]) != 0 {
		t.Errorf("searched: %v", got)
	}
	site.Save(modelstest.Gathering("een", 3))
	if text := client.Get("/beheer/bijeenkomsten/een/verplaatsen").Text("main"); !strings.Contains(text, "Er is maar één locatie") {
		t.Errorf("one site: %q", text)
	}
}

// A column shows the first people; the others are counted and found by name.
func TestMoves_ManyPeople(t *testing.T) {
	site := handlerstest.New(t)
	m := site.Save(modelstest.Gathering("platform", 100, 5))
	for i := range 62 {
		site.SignUpAll(m, modelstest.Person(i, "a"))
	}
	a := login(t, site, models.RoleOrganizer).Get(moves)
	if got := columnsOf(a); len(got[0]) != 60 || !strings.Contains(a.Text("[data-site=a]"), "En nog 2. Zoek op naam") {
		t.Errorf("%d people in the column: %s", len(got[0]), a.Text("[data-site=a]"))
	}
}

// By keyboard alone, with and without scripts: tick two, choose a site, look,
// and confirm. The result is said.
func TestFlow_MoveByKeyboard(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	for _, view := range []browsertest.View{{Width: 1366}, {Width: 820, Height: 1180, NoScript: true}, {Width: 320}} {
		t.Run(view.String(), func(t *testing.T) {
			site := handlerstest.New(t)
			m, ids := twoSites(t, site)
			long(t, site)
			p := b.Page(t, site.Serve(), view)
			p.Open(desk.LoginPath(token(t, site, models.RoleOrganizer)))
			p.Follow("main form button")
			p.Open("/beheer/bijeenkomsten/lang/verplaatsen")
			p.Check("moves-long")
			p.Open(moves)
			p.Check("moves")
			p.CheckFocus()
			p.Open(moves)
			tabTo(t, p, "id")
			p.Press(" ")
			p.Tab()
			p.Press(" ")
			if text := p.Text("[data-said]"); !view.NoScript && text != "2 mensen gekozen." {
				t.Errorf("said %q", text)
			}
			tabTo(t, p, "site")
			p.Press("Enschede: Zaal b")
			p.Tab()
			if status := p.PressEnter(); status != 200 {
				t.Fatalf("look: status %d", status)
			}
			p.Check("bulk-move")
			tabTo(t, p, "reason")
			p.Tab()
			if status := p.PressEnter(); status != 200 || p.Path() != moves {
				t.Fatalf("confirm: status %d at %s", status, p.Path())
			}
			if text := p.Text("main [role=status]"); !strings.Contains(text, "1 persoon is verplaatst naar Enschede: Zaal b.") {
				t.Errorf("flash %q", text)
			}
			if own := site.Own(ids[0]); *own.Registration.SiteID != m.Site("b").ID {
				t.Error("the first was not moved")
			}
			if !view.NoScript {
				p.Wait("[data-heard]:not(:empty)")
			}
			p.Check("moves-done")
		})
	}
}

// tabTo goes from stop to stop until the field with this id has the focus.
func tabTo(t *testing.T, p *browsertest.Page, id string) {
	t.Helper()
	for range 60 {
		if p.Focused() == id {
			return
		}
		if _, ok := p.Tab(); !ok {
			break
		}
	}
	t.Fatalf("no way to #%s by keyboard; the focus is on %q", id, p.Focused())
}

// With a pointer somebody is dragged to the other site, which shows what will
// happen; let go elsewhere, nothing does.
func TestFlow_MoveByPointer(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	for _, view := range []browsertest.View{{Width: 1366}, {Width: 820, Height: 1180}} {
		t.Run(view.String(), func(t *testing.T) {
			site := handlerstest.New(t)
			twoSites(t, site)
			p := b.Page(t, site.Serve(), view)
			p.Open(desk.LoginPath(token(t, site, models.RoleOrganizer)))
			p.Follow("main form button")
			p.Open(moves)
			p.Drag("[data-site=a] li:first-child .bij-mover__grip", "h1")
			if text := p.Text("[data-said]"); text != "Niet verplaatst. 1 persoon gekozen." {
				t.Errorf("let go elsewhere: said %q", text)
			}
			if status := p.DragTo("[data-site=a] li:first-child .bij-mover__grip", "[data-site=b] h2"); status != 200 {
				t.Fatalf("dragged: status %d", status)
			}
			if h1 := p.Text("h1"); h1 != "1 persoon verplaatsen naar Enschede: Zaal b" {
				t.Errorf("heading %q", h1)
			}
			p.Follow("button[name=confirmed]")
			if text := p.Text("main [role=status]"); !strings.Contains(text, "1 persoon is verplaatst") {
				t.Errorf("flash %q", text)
			}
		})
	}
}
