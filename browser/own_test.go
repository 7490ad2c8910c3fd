package browser_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"bijeen/browser/browsertest"
)

// TestMove goes to another site: at once where there is room, and as a wish
// where there is not (BR-33).
func TestMove(t *testing.T) {
	t.Parallel()
	const title = "Schrapsessie op drie plaatsen"
	s := open(t, gathering("drie", title, at("almelo", 5), at("enschede", 1), at("hengelo", 5)))
	p, inTheWay := sibling(1), sibling(2)
	s.signUp(t, "drie", inTheWay, "site", "enschede")
	other := s.mail.expect(t, inTheWay.email, wants{"Bevestiging: " + title + ", vrijdag 27 november 2026", "REQUEST", nil})
	s.signUp(t, "drie", p, "site", "almelo")
	first := s.mail.expect(t, p.email, wants{"Bevestiging: " + title + ", vrijdag 27 november 2026", "REQUEST", []string{"Stadhuis Almelo"}})

	v := s.visit(t, browsertest.View{NoScript: true})
	v.open(first.link(t, ""), http.StatusOK)
	v.sees("main", "Liever naar een andere locatie?")
	v.follow(`form:has(input[name=site][value=hengelo]) button, button[name=site][value=hengelo]`, http.StatusOK)
	v.sees("[role=status]", "U heeft een plaats op de andere locatie.")
	v.sees(".bij-ticket", "De Gieterij")
	v.check("eigen-verplaatst")
	moved := s.mail.expect(t, p.email, wants{"Gewijzigd: " + title + " – andere locatie", "REQUEST", []string{"De Gieterij"}})
	was, is := first.calendar(t, s.Browser), moved.calendar(t, s.Browser)
	if is.UID != was.UID || is.Sequence != was.Sequence+1 || !strings.HasPrefix(is.Location, "De Gieterij") {
		t.Errorf("after moving: UID %s, SEQUENCE %d at %q, it was %s, %d", is.UID, is.Sequence, is.Location, was.UID, was.Sequence)
	}

	v.follow(`form:has(input[name=site][value=enschede]) button, button[name=site][value=enschede]`, http.StatusOK)
	v.sees("[role=status]", "Die locatie is vol.")
	v.sees(".bij-ticket", "U wilt liever naar Enschede: Ontmoetingspark Zuid")
	v.sees(".bij-ticket", "De Gieterij") // the seat she keeps
	v.check("eigen-wens")

	v.open(other.link(t, "afmelden"), http.StatusOK)
	v.follow(send, http.StatusOK)
	s.mail.expect(t, inTheWay.email, wants{"Afgemeld: " + title, "CANCEL", nil})
	granted := s.mail.expect(t, p.email, wants{"Gewijzigd: " + title + " – andere locatie", "REQUEST", []string{"Ontmoetingspark Zuid"}})
	if event := granted.calendar(t, s.Browser); event.UID != was.UID || event.Sequence != 2 {
		t.Errorf("after the wish came true: UID %s, SEQUENCE %d", event.UID, event.Sequence)
	}
	v.open(first.link(t, ""), http.StatusOK)
	v.sees(".bij-ticket", "Ontmoetingspark Zuid")
	v.missing(".bij-ticket form")
	s.allRead(t)
}

// TestChange corrects a name, which sends nothing, and an address, which
// tells both; and gives needs, which are never shown back.
func TestChange(t *testing.T) {
	t.Parallel()
	const title = "Schrapsessie jeugdhulp"
	s := open(t, theMeeting)
	p := person{"Demi", "van de Broek", "demi@horizon.example", "Stichting Horizon"}
	s.signUp(t, "schrapsessie", p)
	first := s.mail.expect(t, p.email, wants{"Bevestiging: " + title + ", vrijdag 27 november 2026", "REQUEST", nil})

	v := s.visit(t, browsertest.View{Width: 320, NoScript: true})
	v.open(first.link(t, "wijzigen"), http.StatusOK)
	if got := v.Value("#surname-prefix") + "|" + v.Value("#surname") + "|" + v.Value("#email"); got != "van de|Broek|" {
		t.Errorf("the form shows %q, want the prefix split off and no address", got)
	}
	v.check("wijzigen")
	v.Clear("#surname")
	v.Type("#surname", "Broekhuizen")
	v.follow(send, http.StatusOK)
	v.sees("[role=status]", "Uw wijziging is bewaard.")
	v.sees(".bij-data", "Demi van de Broekhuizen")
	v.check("eigen-gewijzigd")

	v.follow(`.bij-data a[href$="deel=eten"]`, http.StatusOK)
	v.check("wijzigen-eten")
	v.Click("input[name=diet][value=halal]")
	v.Type("#access", "Een plek voor een rolstoel")
	v.follow(send, http.StatusUnprocessableEntity)
	v.sees("#needs-consent-error", "Geef toestemming")
	v.check("wijzigen-eten-fout")
	v.Click("#needs-consent")
	v.follow(send, http.StatusOK)
	v.sees(".bij-data", "Opgegeven")
	if strings.Contains(v.Source(), "rolstoel") {
		t.Error("the own page shows the needs")
	}
	v.follow(`.bij-data a[href$="deel=eten"]`, http.StatusOK)
	if strings.Contains(v.Source(), "rolstoel in") || v.Value("#access") != "" {
		t.Error("the form shows the needs")
	}
	s.allRead(t)

	const moved = "demi@nieuw.example"
	v.open(first.link(t, "wijzigen"), http.StatusOK)
	v.Type("#email", "demi@nieuw")
	v.follow(send, http.StatusUnprocessableEntity)
	v.check("wijzigen-fout")
	v.Clear("#email")
	v.Type("#email", moved)
	v.follow(send, http.StatusOK)
	v.sees(".bij-data", "d…@nieuw.example")
	old := s.mail.expect(t, p.email, wants{"Uw e-mailadres is gewijzigd: " + title, "CANCEL", []string{"d…@nieuw.example"}})
	l := s.mail.expect(t, moved, wants{"Bevestiging: " + title + ", vrijdag 27 november 2026", "REQUEST", []string{"Mail over deze bijeenkomst komt voortaan op dit adres."}})
	if cancel, request := old.calendar(t, s.Browser), l.calendar(t, s.Browser); cancel.UID != request.UID && request.Sequence != 0 {
		t.Errorf("the old address gets UID %s, the new one %s with SEQUENCE %d", cancel.UID, request.UID, request.Sequence)
	}
	v.open(first.link(t, ""), http.StatusNotFound) // the old link no longer opens it
	v.check("fout-404-link")
	v.open(l.link(t, ""), http.StatusOK)
	v.sees(".bij-data", "Demi van de Broekhuizen")
	s.allRead(t)
}

// TestSubstitute sends somebody else by the link: both get mail, and the seat
// stays (BR-26).
func TestSubstitute(t *testing.T) {
	t.Parallel()
	const title = "Schrapsessie jeugdhulp"
	s := open(t, theMeeting)
	p := person{"Fenna", "ter Proefveld", "fenna@horizon.example", "Stichting Horizon"}
	s.signUp(t, "schrapsessie", p, "diet", "vegan", "needs_consent", "yes")
	s.signUp(t, "schrapsessie", sibling(1))
	s.mail.expect(t, sibling(1).email, wants{"Bevestiging: " + title + ", vrijdag 27 november 2026", "REQUEST", nil})
	first := s.mail.expect(t, p.email, wants{"Bevestiging: " + title + ", vrijdag 27 november 2026", "REQUEST", nil})

	v := s.visit(t, browsertest.View{NoScript: true})
	v.open(first.link(t, "vervangen"), http.StatusOK)
	v.check("vervangen")
	v.Type("#given-name", "Noor")
	v.Type("#surname", "Proefstra 1")
	v.Type("#email", sibling(1).email)
	v.follow(send, http.StatusUnprocessableEntity)
	v.sees("#errors", "Deze persoon is al aangemeld.")
	v.check("vervangen-fout")
	for _, field := range []string{"#given-name", "#surname", "#email"} {
		v.Clear(field)
	}
	v.Type("#given-name", "Yağmur")
	v.Type("#surname", "el Testi")
	v.Type("#email", "yagmur@horizon.example")
	v.follow(send, http.StatusOK)
	if got := v.Path(); !strings.HasPrefix(got, "/bijeenkomsten/schrapsessie?") {
		t.Errorf("after sending a substitute the address is %s", got)
	}
	v.sees("[role=status]", "Uw vervanger heeft uw plaats")
	v.check("bijeenkomst-na-vervangen")
	gone := s.mail.expect(t, p.email, wants{"Yağmur el Testi komt in uw plaats: " + title, "CANCEL", []string{"ontvangt een eigen uitnodiging"}})
	come := s.mail.expect(t, "yagmur@horizon.example", wants{"U komt in plaats van Fenna ter Proefveld: " + title, "REQUEST", nil})
	was, cancel, request := first.calendar(t, s.Browser), gone.calendar(t, s.Browser), come.calendar(t, s.Browser)
	if cancel.UID != was.UID || request.UID == was.UID || request.Sequence != 0 {
		t.Errorf("UID %s is cancelled and %s with SEQUENCE %d invited, the first was %s", cancel.UID, request.UID, request.Sequence, was.UID)
	}
	v.open(first.link(t, ""), http.StatusGone)
	v.sees("main", "Er komt iemand anders in uw plaats.")
	v.check("fout-410-vervangen")
	v.open(come.link(t, ""), http.StatusOK)
	v.sees(".bij-ticket", "U bent aangemeld")
	v.sees(".bij-data", "Niet opgegeven") // needs are not taken over (BR-28)
	s.allRead(t)
}

// TestGroup signs several people up in one form, without scripts, by somebody
// who does not come (BR-12).
func TestGroup(t *testing.T) {
	t.Parallel()
	const title = "Schrapsessie met twee plekken"
	s := open(t, gathering("samen", title, at("hengelo", 2)))
	v := s.visit(t, browsertest.View{Width: 320, NoScript: true})
	v.open("/bijeenkomsten/samen/aanmelden", http.StatusOK)
	v.Type("#given-name", "Noor")
	v.Click("details.bij-fold--quiet summary")
	v.follow("button[name=add_person]", http.StatusOK)
	v.check("groep-twee")
	if got := v.Value("#people-0-given-name"); got != "Noor" {
		t.Errorf("the first person is now called %q, want what was typed", got)
	}
	v.follow("button[name=add_person]", http.StatusOK)
	v.follow("button[name=add_person]", http.StatusOK)
	v.follow("button[name=remove_person][value='3']", http.StatusOK)
	people := []person{
		{"Noor", "Proefstra", "noor@horizon.example", ""}, {"Sem", "de Test", "sem@horizon.example", ""}, {"Lot", "Voorbeeld", "lot@horizon.example", ""},
	}
	for i, p := range people {
		field := fmt.Sprintf("#people-%d-", i)
		v.Clear(field + "given-name")
		v.Type(field+"given-name", p.given)
		v.Type(field+"surname", p.surname)
		if i < 2 {
			v.Type(field+"email", p.email)
		}
	}
	v.Type("#organization", "Stichting Horizon")
	v.Type("#booked-by-name", "Secretaris Test")
	v.Type("#booked-by-email", "secretariaat@horizon.example")
	v.follow(send, http.StatusUnprocessableEntity)
	v.sees("#errors", "Persoon 3: Vul een e-mailadres in")
	v.check("groep-fout")
	s.allRead(t) // one is wrong: nobody is signed up
	v.Type("#people-2-email", people[2].email)
	v.follow(send, http.StatusOK)
	v.sees("h1", "3 aanmeldingen zijn ontvangen")
	v.sees("main", "2 mensen hebben een plaats. 1 persoon staat op de wachtlijst.")
	v.check("bedankt-groep")

	for _, p := range people[:2] {
		s.mail.expect(t, p.email, wants{"Bevestiging: " + title + ", vrijdag 27 november 2026", "REQUEST", []string{"Beste " + p.given}})
	}
	s.mail.expect(t, people[2].email, wants{"U staat op de wachtlijst: " + title, "", []string{"nummer 1"}})
	s.mail.expect(t, "secretariaat@horizon.example", wants{
		"Overzicht van uw aanmeldingen: " + title, "", []string{"Noor Proefstra", "Sem de Test", "Lot Voorbeeld"},
	})
	s.allRead(t)

	// One other person goes by the short form.
	v.open("/bijeenkomsten/samen/aanmelden", http.StatusOK)
	v.fill(person{"Bas", "Proef", "bas@horizon.example", "Stichting Horizon"})
	v.Click("details.bij-fold--quiet summary")
	v.Type("#booked-by-name", "Secretaris Test")
	v.Type("#booked-by-email", "secretariaat@horizon.example")
	v.follow(send, http.StatusOK)
	s.mail.expect(t, "bas@horizon.example", wants{"U staat op de wachtlijst: " + title, "", []string{"nummer 2"}})
	s.mail.expect(t, "secretariaat@horizon.example", wants{"Overzicht van uw aanmeldingen: " + title, "", []string{"Bas Proef"}})
	s.allRead(t)
}
