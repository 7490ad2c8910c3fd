package browser_test

import (
	"net/http"
	"strings"
	"testing"

	"bijeen/browser/browsertest"
)

// announced is a meeting that has no date yet.
var announced = meeting{
	Slug: "grote-bijeenkomst", Kind: "network_gathering", Title: "Grote bijeenkomst", Status: "announced", DateText: "in het voorjaar",
	Summary: "Iedereen die in Twente met jeugd werkt, is welkom.", Contact: theMeeting.Contact,
}

// TestInterest asks to be told, and is told when the meeting opens (BR-02).
func TestInterest(t *testing.T) {
	t.Parallel()
	s := open(t, announced)
	v := s.visit(t, browsertest.View{NoScript: true})
	v.open("/", http.StatusOK)
	v.sees(".bij-meeting", "in het voorjaar")
	v.follow(`a[href="/bijeenkomsten/grote-bijeenkomst"]`, http.StatusOK)
	v.missing(`a[href$="/aanmelden"]`)
	v.follow(`a[href$="/belangstelling"]`, http.StatusOK)
	v.check("belangstelling")
	v.Type("#given-name", "Zoë")
	v.follow(send, http.StatusUnprocessableEntity)
	v.sees("#surname-error", "Vul uw achternaam in")
	v.check("belangstelling-fout")
	v.Type("#surname", "Proef")
	v.Type("#email", "zoe@horizon.example")
	v.follow(send, http.StatusOK)
	v.sees("h1", "Wij houden u op de hoogte")
	v.check("bedankt-belangstelling")
	told := s.mail.expect(t, "zoe@horizon.example", wants{"Wij houden u op de hoogte: Grote bijeenkomst", "", []string{"U bent nog niet aangemeld."}})
	v.open(told.link(t, "afmelden"), http.StatusOK)
	v.sees("h1", "Wilt u geen bericht meer?")
	v.check("belangstelling-af")

	opened := announced
	opened.Status, opened.DateText, opened.Sites = "open", "", []place{at("hengelo", 40)}
	opened = opened.on("2026-11-27")
	s.importMeetings(opened)
	invited := s.mail.expect(t, "zoe@horizon.example", wants{"Uitgenodigd: Grote bijeenkomst, vrijdag 27 november 2026", "", []string{"U heeft nog geen plaats."}})
	v.open(told.link(t, "afmelden"), http.StatusOK)
	v.sees("h1", "Komt u niet?")
	v.check("uitnodiging-af")
	var signUp string
	for _, path := range invited.links() {
		if strings.HasPrefix(path, "/bijeenkomsten/grote-bijeenkomst/aanmelden") {
			signUp = path
		}
	}
	v.open(signUp, http.StatusOK)
	v.fill(person{"Zoë", "Proef", "zoe@horizon.example", "Stichting Horizon"})
	v.follow(send, http.StatusOK)
	v.sees("h1", "U heeft een plaats")
	s.mail.expect(t, "zoe@horizon.example", wants{"Bevestiging: Grote bijeenkomst, vrijdag 27 november 2026", "REQUEST", nil})
	s.allRead(t)
}

// TestLinks asks for the links again; every address gets the same answer, and
// only a known one a mail.
func TestLinks(t *testing.T) {
	t.Parallel()
	s := open(t, theMeeting, gathering("ook", "Nog een bijeenkomst", at("almelo", 20)).on("2026-11-30"))
	p := sibling(1)
	s.signUp(t, "schrapsessie", p)
	s.mail.next(t, p.email)
	s.signUp(t, "ook", p)
	s.mail.next(t, p.email)
	v := s.visit(t, browsertest.View{Width: 320, NoScript: true})
	v.open("/", http.StatusOK)
	v.follow(`.bij-nav a[href="/mijn-aanmelding"]`, http.StatusOK)
	v.check("mijn-aanmelding")
	v.Type("#email", "noor")
	v.follow(send, http.StatusUnprocessableEntity)
	v.check("mijn-aanmelding-fout")
	ask := func(email string) (title, text string) {
		v.open("/mijn-aanmelding", http.StatusOK)
		v.Type("#email", email)
		v.follow(send, http.StatusOK)
		return v.Title(), v.Text("main")
	}
	strangersTitle, strangersText := ask("niemand@horizon.example")
	title, text := ask(p.email)
	v.check("mijn-aanmelding-verstuurd")
	if title != strangersTitle || text != strangersText {
		t.Errorf("a known address gets %q, an unknown one %q", text, strangersText)
	}
	l := s.mail.expect(t, p.email, wants{"Uw link: 2 bijeenkomsten", "", []string{"Schrapsessie jeugdhulp", "Nog een bijeenkomst"}})
	v.open(l.link(t, ""), http.StatusOK)
	v.sees(".bij-ticket", "U bent aangemeld")
	s.allRead(t)
}

// TestBoardMeeting signs up for a board meeting: not listed, by its address,
// with whom one speaks for and may decide for.
func TestBoardMeeting(t *testing.T) {
	t.Parallel()
	const title = "Bestuursbijeenkomst Ontwikkeltafels Jeugd"
	s := open(t, gathering("bestuursbijeenkomst", title, at("enschede", 28)).with(func(m *meeting) {
		m.Kind, m.Visibility, m.Mode, m.Waitlist, m.Theme = "board_meeting", "link", "open", "off", "Regie"
	}), theMeeting)
	for _, view := range []browsertest.View{{Width: 320, NoScript: true}, {}} {
		t.Run(view.String(), func(t *testing.T) {
			p := person{"Fenna", "ter Proefveld", "fenna-" + view.String() + "@almelo.example", "Gemeente Almelo"}
			v := s.visit(t, view)
			v.open("/", http.StatusOK)
			v.missing(`a[href*="bestuursbijeenkomst"]`)
			v.open("/bijeenkomsten/bestuursbijeenkomst", http.StatusOK)
			v.follow(`a[href$="/aanmelden"]`, http.StatusOK)
			v.check("aanmelden-bestuur")
			v.fill(p)
			v.Type("#job-title", "Wethouder")
			v.Choose("#level", "executive")
			v.Choose("#represents", "GM0141")
			v.Click("input[name=mandated][value=yes]")
			v.follow(send, http.StatusOK)
			v.sees("h1", "U heeft een plaats")
			l := s.mail.expect(t, p.email, wants{"Bevestiging: " + title + ", vrijdag 27 november 2026", "REQUEST", nil})
			v.open(l.link(t, ""), http.StatusOK)
			v.sees(".bij-data", "Almelo")
			v.sees(".bij-data", "Wethouder")
			v.sees(".bij-data", "Mag meebeslissen Ja")
			v.check("eigen-bestuur")

			// A substitute may decide, or not; only from the same municipality (BR-27).
			v.follow(`a[href$="/vervangen"]`, http.StatusOK)
			v.sees("main", "meebeslissen")
			v.check("vervangen-bestuur")
			v.Type("#given-name", "Bas")
			v.Type("#surname", "Proef "+view.String())
			v.Type("#email", "bas-"+view.String()+"@almelo.example")
			v.Click("input[name=mandated][value=unknown]")
			v.follow(send, http.StatusOK)
			s.mail.expect(t, p.email, wants{"Bas Proef " + view.String() + " komt in uw plaats: " + title, "CANCEL", nil})
			come := s.mail.expect(t, "bas-"+view.String()+"@almelo.example", wants{"U komt in plaats van Fenna ter Proefveld: " + title, "REQUEST", nil})
			v.open(come.link(t, ""), http.StatusOK)
			v.sees(".bij-data", "Almelo")
			s.allRead(t)
		})
	}
	// A form of two municipalities is one head (BR-24): the list says so.
	s.signUp(t, "bestuursbijeenkomst", person{"Sem", "de Test", "sem@test.example", "Noaberkracht"}, "represents", "GM1774", "represents", "GM0183", "mandated", "no")
	l := s.mail.next(t, "sem@test.example")
	v := s.visit(t, browsertest.View{})
	v.open(l.link(t, ""), http.StatusOK)
	v.sees(".bij-data", "Dinkelland")
	v.sees(".bij-data", "Tubbergen")
	if got := s.run("export", "attendees", "--meeting", "bestuursbijeenkomst", "--format", "csv"); strings.Count(got, "Sem") != 1 {
		t.Errorf("the list holds Sem %d times:\n%s", strings.Count(got, "Sem"), got)
	}
}
