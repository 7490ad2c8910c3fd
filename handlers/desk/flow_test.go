package desk_test

import (
	"strings"
	"testing"

	"bijeen/browser/browsertest"
	"bijeen/handlers/desk"
	"bijeen/handlers/handlerstest"
	"bijeen/models"
)

// A meeting is made and opened at the desk, somebody signs up on the public
// page, and the organiser sees them: in a browser without scripts, and on the
// smallest screen.
func TestFlow_MakeAndOpenAMeeting(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	for _, view := range []browsertest.View{{Width: 1366, NoScript: true}, {Width: 320}} {
		t.Run(view.String(), func(t *testing.T) {
			site := handlerstest.New(t)
			p := b.Page(t, site.Serve(), view)
			p.Open(desk.LoginPath(token(t, site, models.RoleOrganizer)))
			p.Follow("main form button")
			p.Open("/beheer/nieuw")
			if status := p.Follow(`main a[href$="soort=scrap_session"]`); status != 200 {
				t.Fatalf("kind: status %d", status)
			}
			p.Type("#title", "Schrapsessie jeugdhulp")
			p.Type("#contact-email", "post@ozjt.example")
			p.Follow(`button[value="onsite"]`)
			if got := p.Value("#title"); got != "Schrapsessie jeugdhulp" {
				t.Fatalf("adding a site lost the title: %q", got)
			}
			p.Type("#sites-0-venue-name", "Stadhuis")
			p.Type("#sites-0-venue-town", "Goor")
			p.Type("#sites-0-seat-capacity", "12")
			if status := p.Follow(`.bij-formsec button[value="open"]`); status != 422 || !strings.HasPrefix(p.Title(), "Fout: ") || p.Focused() != "errors" {
				t.Fatalf("without a date: status %d, title %q, focus %q", status, p.Title(), p.Focused())
			}
			p.Type("#date", "12122019")
			p.Type("#starts-at", "0130PM")
			p.Type("#ends-at", "0400PM")
			if status := p.Follow(`.bij-formsec button[value="open"]`); status != 200 || p.Path() != "/beheer/bijeenkomsten/schrapsessie-jeugdhulp" {
				t.Fatalf("open: status %d at %s: %v", status, p.Path(), p.Texts("#errors li"))
			}
			if text := p.Text("main .utrecht-alert"); !strings.Contains(text, "aanmelding is open") {
				t.Errorf("flash %q", text)
			}
			a := site.Post("/bijeenkomsten/schrapsessie-jeugdhulp/aanmelden", form("given_name", "Demi", "surname", "van de Broek", "email", "demi@horizon.example", "organization", "Gemeente Goor"))
			if a.Status != 303 {
				t.Fatalf("public sign-up: status %d", a.Status)
			}
			p.Open("/beheer/bijeenkomsten/schrapsessie-jeugdhulp/aanmeldingen")
			if got := p.Texts("tbody th a"); len(got) != 1 || got[0] != "Broek, Demi van de" {
				t.Errorf("list %q", got)
			}
		})
	}
}

// The desk works by keyboard: every stop has a ring and nothing covers it.
func TestFlow_Keyboard(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	site := cast(t)
	for _, view := range []browsertest.View{{Width: 1366}, {Width: 320}} {
		t.Run(view.String(), func(t *testing.T) {
			p := b.Page(t, site.Serve(), view)
			p.Open(desk.LoginPath(token(t, site, models.RoleOrganizer)))
			p.Follow("main form button")
			for _, path := range []string{"/beheer", grote, grote + "/wijzigen", grote + "/aanmeldingen", grote + "/lijsten"} {
				p.Open(path)
				p.CheckFocus()
			}
		})
	}
}

// On paper the list has no menu and no buttons, and its head on every page.
func TestFlow_PrintTheList(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	site := cast(t)
	p := b.Page(t, site.Serve(), browsertest.View{Width: 1366})
	p.Open(desk.LoginPath(token(t, site, models.RoleOrganizer)))
	p.Follow("main form button")
	p.Open(grote + "/deelnemerslijst")
	if pdf := p.PDF(); len(pdf) < 5000 {
		t.Errorf("PDF of %d bytes", len(pdf))
	} else if pages := strings.Count(string(pdf), "/Type /Page\n"); pages > 1 {
		t.Errorf("11 people take %d pages", pages)
	}
}
