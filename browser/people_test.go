package browser_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bijeen/browser/browsertest"
)

// hand is how somebody works: with a pointer, or with the keyboard alone.
type hand struct {
	*visitor
	keys bool
}

// press presses a button or follows a link to a next page: found by what it
// says with the keyboard, by selector with the pointer.
func (h hand) press(name, selector string, want int) {
	h.t.Helper()
	if !h.keys {
		h.follow(selector, want)
		return
	}
	h.tabTo(name)
	h.enter(want)
}

// write types into a field.
func (h hand) write(id, text string) {
	h.t.Helper()
	if !h.keys {
		h.Type(id, text)
		return
	}
	h.tabTo(id)
	h.Press(text)
}

// tick ticks the box of somebody in the working list.
func (h hand) tick(name string) {
	h.t.Helper()
	if !h.keys {
		h.Click(`main tbody input[aria-label*="` + name + `"]`)
		return
	}
	h.tabTo(name)
	h.Press(" ")
}

// TestPeople works in the list of a meeting with a waiting list, on a laptop
// and on a tablet, with a pointer and with the keyboard alone: finds somebody
// by a part of an organization, chooses columns, sends mail again to several,
// gives priority on the waiting list, and cancels for somebody, which gives
// the place to who has priority.
func TestPeople(t *testing.T) {
	touch := browsertest.View{Width: tablet.Width, Height: tablet.Height, Touch: true, NoScript: true}
	for _, tt := range []struct {
		name string
		view browsertest.View
		keys bool
	}{
		{"laptop", laptop, false}, {"tablet", tablet, false}, {"laptop, keyboard", laptop, true}, {"tablet without scripts, keyboard", touch, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := open(t, gathering("mensen", "Schrapsessie", at("almelo", 2)))
			for n := range 4 {
				p := sibling(n)
				p.given = []string{"Anna", "Bram", "Celine", "Daan"}[n]
				p.organization = []string{"Stichting Kompas", "Gemeente Almelo", "Stichting Kompas", "Jeugdteam Noord"}[n]
				s.signUp(t, "mensen", p)
				s.mail.next(t, p.email)
			}
			h := hand{s.organizer(t, tt.view), tt.keys}
			s.findPeople(t, h)
			s.helpWaiting(t, h)
			s.allRead(t)
		})
	}
}

const peopleList = "/beheer/bijeenkomsten/mensen/aanmeldingen"

// findPeople searches and keeps what was asked in the address, so that a view
// can be shared; then mail goes again to two at once.
func (s *site) findPeople(t *testing.T, h hand) {
	t.Helper()
	names := func(want ...string) {
		t.Helper()
		if diff := cmp.Diff(want, h.Texts("main tbody th a")); diff != "" {
			t.Errorf("%s lists (-want +got)\n%s", h.Path(), diff)
		}
	}
	h.open(peopleList, http.StatusOK)
	h.write("#zoek", "kompa")
	h.press("Filteren", "form[role=search] .bij-filter button", http.StatusOK)
	names("Proefstra 0, Anna", "Proefstra 2, Celine")
	if !h.keys {
		h.Click(".bij-columns summary")
		h.Click("input[name=kolom][value=email]")
		h.follow(".bij-columns button", http.StatusOK)
	} else {
		h.tabTo("Kolommen kiezen")
		h.Press(" ")
		h.tabTo("#" + h.Attribute("input[name=kolom][value=email]", "id"))
		h.Press(" ")
		h.tabTo("Deze kolommen tonen")
		h.enter(http.StatusOK)
	}
	h.sees("main tbody", sibling(0).email)
	if path := h.Path(); !strings.Contains(path, "zoek=kompa") || !strings.Contains(path, "email") {
		t.Errorf("the address of the view is %s", path)
	}
	h.check("mensen-gezocht")
	h.tick("Anna")
	h.tick("Celine")
	h.press("Mail opnieuw sturen", "button[name=do][value=mail]", http.StatusOK)
	s.mail.expect(t, sibling(0).email, wants{"Bevestiging: Schrapsessie, vrijdag 27 november 2026", "REQUEST", nil})
	s.mail.expect(t, sibling(2).email, wants{"U staat op de wachtlijst: Schrapsessie", "", nil})
}

// helpWaiting gives the last of the waiting list priority, with a reason, and
// cancels for somebody with a seat.
func (s *site) helpWaiting(t *testing.T, h hand) {
	t.Helper()
	const title = "Schrapsessie"
	h.open("/beheer/bijeenkomsten/mensen/wachtlijst", http.StatusOK)
	h.press("Proefstra 3", `main tbody tr:nth-of-type(2) a[href*="/aanmeldingen/"]`, http.StatusOK)
	h.press("Voor laten gaan", `a[href$="/voorrang"]`, http.StatusOK)
	h.write("#reason", "Spreker van de middag.")
	h.press("Voor laten gaan", deskSend, http.StatusOK)
	h.sees("main", "Spreker van de middag.")
	h.check("mensen-voorrang")
	h.open(peopleList, http.StatusOK)
	h.press("<a> Proefstra 1, Bram", `main tbody tr:nth-of-type(2) th a`, http.StatusOK)
	h.press("Afmelden", `a[href$="/afmelden"]`, http.StatusOK)
	h.press("Afmelden", deskSend, http.StatusOK)
	h.sees("[role=status]", "is afgemeld en krijgt een mail.")
	s.mail.expect(t, sibling(1).email, wants{"Afgemeld: " + title, "CANCEL", nil})
	s.mail.expect(t, sibling(3).email, wants{"U heeft een plaats: " + title + ", vrijdag 27 november 2026", "REQUEST", nil})
}
