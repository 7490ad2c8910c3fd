package browser_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"bijeen/browser/browsertest"
)

// tablet is what stands on the table at the door.
var tablet = browsertest.View{Width: 820, Height: 1180, Touch: true}

// doorsOpen is when people come in at a gathering: ten minutes after the
// doors opened.
var doorsOpen = time.Date(2026, 11, 27, 8, 10, 0, 0, time.UTC)

// TestDoorByKeyboard lets people in without a mouse: the focus waits in the
// field, a part of a name finds somebody, and Enter lets them in.
func TestDoorByKeyboard(t *testing.T) {
	t.Parallel()
	const door = "/beheer/bijeenkomsten/deur/balie"
	for _, view := range []browsertest.View{tablet, {Width: 1366, NoScript: true}} {
		t.Run(view.String(), func(t *testing.T) {
			s := open(t, gathering("deur", "Schrapsessie", at("almelo", 10), at("hengelo", 10)))
			s.signUp(t, "deur", person{"Demi", "van de Broek", "demi@horizon.example", "Stichting Horizon"}, "site", "almelo")
			s.signUp(t, "deur", person{"Sjoerd", "Oude Fictink", "sjoerd@thuis.example", "Thuis@"}, "site", "hengelo")
			s.mail.next(t, "demi@horizon.example")
			s.mail.next(t, "sjoerd@thuis.example")
			s.restart(doorsOpen)
			v := s.organizer(t, view)
			v.open(door, http.StatusOK)
			v.tabTo("Almelo")
			v.enter(http.StatusOK)
			v.check("balie")
			v.find("broe", "Broek, Demi van de")
			v.CheckFocus()
			v.open(door+"?locatie=almelo&zoek=broe", http.StatusOK)
			v.pass("Inchecken", "Demi van de Broek is binnen.")
			v.check("balie-binnen")
			// Somebody of the other place is standing here (BR-62).
			v.find("fict", "Oude Fictink, Sjoerd")
			v.pass("Hier registreren", "Sjoerd Oude Fictink is hier aangemeld en binnen.")
			v.find("fict", "Oude Fictink, Sjoerd")
			v.pass("Gaat weg", "Sjoerd Oude Fictink is weggegaan.")
			// Somebody who is on no list.
			v.tabTo("Staat niet op de lijst")
			v.enter(http.StatusOK)
			v.check("balie-nieuw")
			for _, field := range []struct{ id, value string }{{"#given-name", "Bas"}, {"#surname>", "Dummy"}, {"#email", "bas@saxion.example"}, {"#organization", "Saxion"}} {
				v.tabTo(field.id)
				v.Press(field.value)
			}
			v.enter(http.StatusOK)
			v.sees("[role=status]", "Bas Dummy is toegevoegd en binnen.")
			s.allRead(t)
		})
	}
}

// pass tabs to a button and presses it; afterwards the page says what
// happened, and the focus waits for the next person.
func (v *visitor) pass(button, want string) {
	v.t.Helper()
	v.tabTo(button)
	v.enter(http.StatusOK)
	v.sees("[role=status]", want)
	if got, said := v.Focused(), v.Attribute("#zoek", "aria-describedby"); got != "zoek" || said != "done" {
		v.t.Errorf("after %q the focus is in %q and %q is read out with it", button, got, said)
	}
}

// find types a part of a name where the focus waits, and wants one person.
func (v *visitor) find(part, want string) {
	v.t.Helper()
	if got := v.Focused(); got != "zoek" {
		v.t.Fatalf("%s: the focus is in %q, not in the search field", v.Path(), got)
	}
	v.Press(part)
	v.enter(http.StatusOK)
	if got := v.Texts("main section:last-of-type .bij-guest b"); len(got) != 1 || got[0] != want {
		v.t.Fatalf("%q finds %q, want %s", part, got, want)
	}
}

// TestTwoDesks works one door from two tablets: each sees what the other did,
// and the same person twice is one presence (BR-61).
func TestTwoDesks(t *testing.T) {
	t.Parallel()
	s := open(t, gathering("deur", "Schrapsessie", at("almelo", 10)))
	s.signUp(t, "deur", sibling(1))
	s.mail.next(t, sibling(1).email)
	s.restart(doorsOpen)
	const door = "/beheer/bijeenkomsten/deur/balie"
	left, right, table := s.organizer(t, tablet), s.organizer(t, browsertest.View{Width: 320, NoScript: true}), s.organizer(t, laptop)
	left.open(door, http.StatusOK)
	right.open(door, http.StatusOK)
	left.follow("[name=do][value=in]", http.StatusOK)
	left.sees("[role=status]", "Noor Proefstra 1")
	right.follow("[name=do][value=in]", http.StatusOK)
	right.sees("[role=status]", "was al binnen")
	right.check("balie-al-binnen")
	for _, v := range []*visitor{left, right, table} {
		v.open(door, http.StatusOK)
		if got := strings.Join(v.Texts(".bij-figure, .bij-stat"), " "); !strings.Contains(got, "1") {
			t.Errorf("the figures say %q", got)
		}
	}
	left.follow("[name=do][value=undo]", http.StatusOK)
	right.open(door, http.StatusOK)
	right.follow("[name=do][value=in]", http.StatusOK)
	right.sees("[role=status]", "Noor Proefstra 1")
	// Somebody who is not on the list comes in at the table.
	table.open(door, http.StatusOK)
	table.follow(`a[href*="/balie/nieuw"]`, http.StatusOK)
	table.fill(person{"Bas", "Dummy", "bas@saxion.example", "Saxion"})
	table.follow("main form button", http.StatusOK)
	table.sees("[role=status]", "Bas Dummy is toegevoegd en binnen.")
	table.check("balie-inloop")
	s.allRead(t)
}
