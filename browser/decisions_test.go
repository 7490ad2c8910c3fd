package browser_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"bijeen/browser/browsertest"
)

// TestRequests decides about people who asked to come.
func TestRequests(t *testing.T) {
	t.Parallel()
	const title = "Werksessie op aanvraag"
	s := open(t, gathering("verzoek", title, at("almelo", 20)).with(func(m *meeting) { m.Mode = "approval" }))
	public := s.visit(t, browsertest.View{Width: 320, NoScript: true})
	public.open("/bijeenkomsten/verzoek/aanmelden", http.StatusOK)
	public.sees(".utrecht-alert", "De organisatie bekijkt elke aanmelding")
	public.check("aanmelden-aanvraag")
	public.fill(sibling(1))
	public.follow(send, http.StatusOK)
	public.sees("h1", "Uw aanvraag is ontvangen")
	public.check("bedankt-aanvraag")
	s.mail.expect(t, sibling(1).email, wants{"Aanvraag ontvangen: " + title, "", nil})
	s.signUp(t, "verzoek", sibling(2))
	refused := s.mail.expect(t, sibling(2).email, wants{"Aanvraag ontvangen: " + title, "", nil})

	v := s.organizer(t, browsertest.View{Width: 1366, NoScript: true})
	v.sees("main", "2 aanvragen wachten op uw goedkeuring.")
	people := s.peopleOf(t, "/beheer/bijeenkomsten/verzoek/aanmeldingen")
	v.open(people["Proefstra 1"], http.StatusOK)
	v.follow(`form[action$="/goedkeuren"] button`, http.StatusOK)
	v.sees("[role=status]", "heeft een plaats en krijgt een mail.")
	s.mail.expect(t, sibling(1).email, wants{"Bevestiging: " + title + ", vrijdag 27 november 2026", "REQUEST", nil})
	v.open(people["Proefstra 2"]+"/afwijzen", http.StatusOK)
	v.Type("[name=reason]", "De groep is compleet.")
	v.follow(deskSend, http.StatusOK)
	v.sees("[role=status]", "is afgewezen.")
	s.mail.expect(t, sibling(2).email, wants{"Niet geplaatst: " + title, "", []string{"De groep is compleet."}})
	public.open(refused.link(t, ""), http.StatusOK)
	public.sees(".bij-ticket", "U heeft geen plaats gekregen")
	public.check("eigen-afgewezen")
	s.allRead(t)
}

// TestChangedMeeting changes the time twice within the delay, which gives one
// mail with the last time (BR-43); a change that is undone gives none.
func TestChangedMeeting(t *testing.T) {
	t.Parallel()
	const title = "Schrapsessie jeugdhulp"
	s := open(t, theMeeting)
	s.set("BIJEEN_CHANGE_DELAY", "10m")
	s.restart(today)
	s.signUp(t, "schrapsessie", sibling(1))
	first := s.mail.expect(t, sibling(1).email, wants{"Bevestiging: " + title + ", vrijdag 27 november 2026", "REQUEST", nil})
	v := s.organizer(t, browsertest.View{})
	change := func(field, value string) {
		t.Helper()
		v.open("/beheer/bijeenkomsten/schrapsessie/wijzigen", http.StatusOK)
		v.Set("[name="+field+"]", value)
		v.follow(".bij-pagehead button", http.StatusOK)
		if strings.Contains(v.Source(), `name="confirmed"`) {
			v.follow("[name=confirmed]", http.StatusOK)
		}
	}
	change("title", "Schrapsessie")
	change("title", title) // as everybody was told: nobody hears of it
	s.restart(today.Add(11 * time.Minute))
	v = s.organizer(t, browsertest.View{})
	change("ends_at", "12:30")
	v.sees("[role=status]", "1 mail gaat om 9.21 uur weg.")
	v.check("overzicht-mail-wacht")
	v.follow(`form[action$="/ongedaan-maken"] button`, http.StatusOK)
	v.sees("[role=status]", "De wijziging is teruggedraaid.")
	change("ends_at", "12:30")
	change("starts_at", "10:00")
	s.restart(today.Add(22 * time.Minute))
	changed := s.mail.expect(t, sibling(1).email, wants{"Gewijzigd: " + title + " – nieuwe tijd", "REQUEST", []string{"10.00 tot 12.30 uur"}})
	was, is := first.calendar(t, s.Browser), changed.calendar(t, s.Browser)
	if start := time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC); is.UID != was.UID || is.Sequence != 1 || !is.Start.Equal(start) {
		t.Errorf("the changed appointment has UID %s, SEQUENCE %d and starts at %v; it was %s", is.UID, is.Sequence, is.Start, was.UID)
	}
	s.allRead(t)
}

// TestRoomChange moves a meeting to another room: what it does to people is
// shown first, a test mail goes to the organiser, and it takes four clicks at
// most.
func TestRoomChange(t *testing.T) {
	t.Parallel()
	const people = 12
	for _, view := range []browsertest.View{{Width: 320, NoScript: true}, laptop, tablet} {
		t.Run(view.String(), func(t *testing.T) {
			s := open(t, gathering("zaal", "Schrapsessie", at("almelo", 45)))
			for n := range people {
				s.signUp(t, "zaal", sibling(n))
				s.mail.next(t, sibling(n).email)
			}
			v := s.organizer(t, view)
			clicks := 0
			press := func(selector string) {
				t.Helper()
				clicks++
				v.follow(selector, http.StatusOK)
			}
			v.open("/beheer/bijeenkomsten/zaal", http.StatusOK)
			press(`a[href="/beheer/bijeenkomsten/zaal/wijzigen"]`)
			v.Set(`[name="sites[0].room"]`, "Blauwe zaal")
			press(".bij-pagehead button")
			v.sees(".bij-panel", fmt.Sprintf("%d mensen krijgen een mail", people))
			v.check("gevolgen")
			press("[name=test]")
			v.sees("[role=status]", "De proefmail is onderweg")
			v.check("gevolgen-proefmail")
			if test := s.mail.next(t, "tessa@samen.example"); !strings.HasPrefix(test.subject, "Proefmail: Gewijzigd: ") || test.method != "" {
				t.Errorf("the test mail says %q with method %q", test.subject, test.method)
			}
			press("[name=confirmed]")
			v.sees("[role=status]", "De wijziging is opgeslagen.")
			for n := range people {
				s.mail.expect(t, sibling(n).email, wants{"Gewijzigd: Schrapsessie – andere locatie", "REQUEST", []string{"Blauwe zaal"}})
			}
			if clicks > 4 {
				t.Errorf("%d clicks, want four at most", clicks)
			}
			t.Logf("a room change for %d people: %d clicks, one of them for the test mail", people, clicks)
			s.allRead(t)
		})
	}
}

// TestWithdrawnSite lets a site go: its people move where there is room and
// wait where there is not (BR-36). Then the meeting is postponed.
func TestWithdrawnSite(t *testing.T) {
	t.Parallel()
	const title = "Schrapsessie op twee plaatsen"
	s := open(t, gathering("twee", title, at("almelo", 5), at("enschede", 1)))
	for n := range 2 {
		s.signUp(t, "twee", sibling(n), "site", "almelo")
		s.mail.next(t, sibling(n).email)
	}
	v := s.organizer(t, browsertest.View{Width: 320, NoScript: true})
	v.open("/beheer/bijeenkomsten/twee/locaties/almelo/vervallen", http.StatusOK)
	v.sees("main", "2 mensen krijgen een mail")
	v.Click("input[value=move]")
	v.Choose("select", "enschede")
	v.Type("[name=reason]", "Het stadhuis wordt verbouwd.")
	v.follow(deskSend, http.StatusOK)
	v.sees("[role=status]", "Almelo: Stadhuis Almelo is vervallen.")
	v.check("overzicht-locatie-vervallen")
	s.mail.expect(t, sibling(0).email, wants{"Gewijzigd: " + title + " – andere locatie", "REQUEST", []string{"Ontmoetingspark Zuid"}})
	lost := s.mail.next(t, sibling(1).email)
	if lost.method != "CANCEL" || lost.subject != "U staat op de wachtlijst: "+title {
		t.Errorf("who does not fit gets %q with method %q", lost.subject, lost.method)
	}
	public := s.visit(t, browsertest.View{})
	public.open("/bijeenkomsten/twee", http.StatusOK)
	public.check("bijeenkomst-locatie-vervallen")
	public.open(lost.link(t, ""), http.StatusOK)
	public.sees(".bij-ticket", "U staat op nummer 1 van de wachtlijst")

	v.open("/beheer/bijeenkomsten/twee/uitstellen", http.StatusOK)
	v.Type("[name=reason]", "De spreker kan niet.")
	v.follow(deskSend, http.StatusOK)
	s.mail.expect(t, sibling(0).email, wants{"Uitgesteld: " + title, "CANCEL", []string{"De spreker kan niet."}})
	s.mail.expect(t, sibling(1).email, wants{"Uitgesteld: " + title, "", []string{"De spreker kan niet."}})
	public.open(lost.link(t, ""), http.StatusOK)
	public.check("eigen-uitgesteld")
	s.allRead(t)
}
