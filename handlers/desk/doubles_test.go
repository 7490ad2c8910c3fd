package desk_test

import (
	"strings"
	"testing"

	"bijeen/browser/browsertest"
	"bijeen/handlers/desk"
	"bijeen/handlers/handlerstest"
	"bijeen/models"
)

const doubles = grote + "/aanmeldingen/dubbel"

// BR-10: the two stand beside each other, what differs is said, the better
// place is chosen, and ending one mails it and clears the list.
func TestBR10_SamePersonAtTheDesk(t *testing.T) {
	site := handlerstest.New(t)
	m := gathering(t, site)
	site.Deliver()
	client := login(t, site, models.RoleOrganizer)
	if text := client.Get(grote).Text(".bij-attention"); !strings.Contains(text, "1 naam staat er mogelijk dubbel op") || !client.Get(grote).Has(`.bij-attention a[href="`+doubles+`"]`) {
		t.Errorf("overview %q, or no way to the doubles", text)
	}
	page := client.Get(doubles)
	differs := page.Doc().Find(".bij-doubles section").First().Find(".bij-differs dt").Text()
	if page.Doc().Find(".bij-doubles section").Length() != 2 || differs != "E-mail" || !strings.Contains(page.Text(".bij-differs dd"), "verschilt") {
		t.Errorf("%d cards, different: %q", page.Doc().Find(".bij-doubles section").Length(), differs)
	}
	first := find(t, site, m, "noor-el").ID
	other := find(t, site, m, "noor.prive").ID
	if got := page.Doc().Find("input[name=keep][checked]").AttrOr("value", ""); got != itoa(first) {
		t.Errorf("%s is chosen to stay, want who came first among equals: %d", got, first)
	}
	done := client.Post(doubles, set(filled(t, page), "do", "same", "reason", "U stond twee keer op de lijst."))
	if done.Status != 303 || site.Status(other) != models.Cancelled || site.Status(first) != models.Registered {
		t.Fatalf("status %d: %s and %s", done.Status, site.Status(first), site.Status(other))
	}
	mails := site.Deliver()
	if len(mails) != 1 || mails[0].Kind != models.MailCancelled || mails[0].MessageFacts.Detail.Reason != "U stond twee keer op de lijst." {
		t.Errorf("%d mails", len(mails))
	}
	if text := client.Get(doubles).Text("main"); !strings.Contains(text, "De andere aanmelding is afgemeld.") || !strings.Contains(text, "Er staat niemand dubbel") {
		t.Errorf("page %q", text)
	}
	if text := client.Get(grote + "/logboek").Text(".bij-log"); !strings.Contains(text, "Noor el Voorbeeldi stond dubbel; deze aanmelding bleef (door Tessa Testerink)") {
		t.Errorf("log %q", text)
	}
}

// BR-10: who are two people is remembered: nowhere are they shown again.
func TestBR10_DifferentPeopleAtTheDesk(t *testing.T) {
	site := handlerstest.New(t)
	m := gathering(t, site)
	client := login(t, site, models.RoleOrganizer)
	who := personAt(m, find(t, site, m, "noor.prive").ID)
	compare := client.Get(who).Doc().Find("a:contains('Zet ze naast elkaar')").AttrOr("href", "")
	page := client.Get(compare)
	if page.Status != 200 || page.Doc().Find(".bij-doubles section").Length() != 2 {
		t.Fatalf("%q: status %d", compare, page.Status)
	}
	if done := client.Post(compare, set(filled(t, page), "do", "apart")); done.Status != 303 || done.Location() != doubles {
		t.Fatalf("status %d to %q", done.Status, done.Location())
	}
	for path, not := range map[string]string{doubles: "Aanmelding 1", who: "Mogelijk dubbel", grote: "mogelijk dubbel", grote + "/aanmeldingen": "mogelijk dubbel", grote + "/aanmeldingen?dubbel=ja": "Voorbeeldi"} {
		if text := client.Get(path).Text("main"); strings.Contains(text, not) {
			t.Errorf("%s still says %q", path, not)
		}
	}
	if len(site.Deliver()) == 0 || site.Status(find(t, site, m, "noor.prive").ID) != models.Registered {
		t.Error("somebody was ended, or there was no mail at all")
	}
}

// Of three with one name it is said which it is about; what changed meanwhile
// is not done.
func TestBR10_ThreeOfOneName(t *testing.T) {
	site := handlerstest.New(t)
	m := gathering(t, site)
	third := named("Noor", "el Voorbeeldi", "Saxion", "enschede")
	third.Email = "noor.saxion@horizon.example"
	site.SignUpAll(m, third)
	client := login(t, site, models.RoleOrganizer)
	page := client.Get(doubles)
	a, b, c := find(t, site, m, "noor-el").ID, find(t, site, m, "noor.prive").ID, find(t, site, m, "noor.saxion").ID
	v := filled(t, page)
	v["with"] = []string{itoa(a)}
	if wrong := client.Post(doubles, set(v, "do", "apart")); wrong.Status != 422 || !wrong.Has(`#errors a[href="#with"]`) {
		t.Errorf("one of three: status %d", wrong.Status)
	}
	v["with"] = []string{itoa(b), itoa(c)}
	if wrong := client.Post(doubles, set(v, "do", "same", "keep", itoa(a))); wrong.Status != 422 || !wrong.Has(`#errors a[href="#keep"]`) {
		t.Errorf("the one that stays is not among them: status %d", wrong.Status)
	}
	if done := client.Post(doubles, set(v, "do", "same", "keep", itoa(c))); done.Status != 303 || site.Status(b) != models.Cancelled || site.Status(a) != models.Registered {
		t.Errorf("status %d: %s and %s", done.Status, site.Status(a), site.Status(b))
	}
	if done := client.Post(doubles, set(v, "do", "same", "keep", itoa(c))); done.Status != 303 || !strings.Contains(client.Get(doubles).Text("[role=status]"), "Er is intussen iets veranderd") {
		t.Errorf("sent twice: status %d", done.Status)
	}
}

func personAt(m *models.Meeting, id int64) string {
	return "/beheer/bijeenkomsten/" + m.Slug + "/aanmeldingen/" + itoa(id)
}

// In a browser, by keyboard too, on a desk, a tablet and a phone.
func TestFlow_Doubles(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	for _, view := range []browsertest.View{{Width: 1366}, {Width: 820, Height: 1180, NoScript: true}, {Width: 320}} {
		t.Run(view.String(), func(t *testing.T) {
			site := handlerstest.New(t)
			gathering(t, site)
			long(t, site)
			p := b.Page(t, site.Serve(), view)
			p.Open(desk.LoginPath(token(t, site, models.RoleOrganizer)))
			p.Follow("main form button")
			p.Open("/beheer/bijeenkomsten/lang/aanmeldingen/dubbel")
			p.Check("doubles-long")
			p.Open(grote)
			p.Follow(`.bij-attention a[href$="/dubbel"]`)
			p.Check("doubles")
			p.CheckFocus()
			if status := p.Follow("button[value=apart]"); status != 200 {
				t.Fatalf("told apart: status %d", status)
			}
			p.Check("doubles-none")
		})
	}
}
