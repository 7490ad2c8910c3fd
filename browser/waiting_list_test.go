package browser_test

import (
	"net/http"
	"testing"
	"time"

	"bijeen/browser/browsertest"
)

// TestWaitingList fills a meeting, waits for a place in it, and gets the one
// that somebody gives up (BR-32).
func TestWaitingList(t *testing.T) {
	t.Parallel()
	const title = "Schrapsessie met één plek"
	s := open(t, gathering("vol", title, at("hengelo", 1)))
	holder, first, second := sibling(1), sibling(2), sibling(3)
	s.signUp(t, "vol", holder)
	confirmed := s.mail.expect(t, holder.email, wants{"Bevestiging: " + title + ", vrijdag 27 november 2026", "REQUEST", nil})

	v := s.visit(t, browsertest.View{Width: 320, NoScript: true})
	v.open("/", http.StatusOK)
	v.sees(".bij-meeting", "Vol, wachtlijst open")
	v.follow(`a[href="/bijeenkomsten/vol"]`, http.StatusOK)
	v.follow(`a[href="/bijeenkomsten/vol/aanmelden"]`, http.StatusOK)
	v.sees(".utrecht-alert", "Alle plekken zijn bezet")
	v.check("aanmelden-wachtlijst")
	v.fill(first)
	v.follow(send, http.StatusOK)
	v.sees("h1", "U staat op de wachtlijst")
	v.check("bedankt-wachtlijst")
	waiting := s.mail.expect(t, first.email, wants{"U staat op de wachtlijst: " + title, "", []string{"nummer 1 van de wachtlijst"}})

	s.signUp(t, "vol", second)
	last := s.mail.expect(t, second.email, wants{"U staat op de wachtlijst: " + title, "", []string{"nummer 2 van de wachtlijst"}})
	v.open(last.link(t, ""), http.StatusOK)
	v.sees(".bij-ticket", "U staat op nummer 2 van de wachtlijst")
	v.check("eigen-wachtlijst")

	// The link in the mail asks; opening it, even twice, changes nothing (BR-19).
	v.open(confirmed.link(t, "afmelden"), http.StatusOK)
	v.open(confirmed.link(t, "afmelden"), http.StatusOK)
	v.sees("h1", "Wilt u zich afmelden?")
	v.check("afmelden")
	v.open(confirmed.link(t, ""), http.StatusOK)
	v.sees(".bij-ticket", "U bent aangemeld")

	v.open(confirmed.link(t, "afmelden"), http.StatusOK)
	v.follow(send, http.StatusOK)
	v.sees(".bij-ticket", "U bent afgemeld")
	v.check("eigen-afgemeld")
	gone := s.mail.expect(t, holder.email, wants{"Afgemeld: " + title, "CANCEL", nil})
	request, cancel := confirmed.calendar(t, s.Browser), gone.calendar(t, s.Browser)
	if cancel.UID != request.UID || cancel.Sequence != request.Sequence+1 || cancel.Status != "CANCELLED" {
		t.Errorf("CANCEL has UID %s, SEQUENCE %d, STATUS %s after %s, %d", cancel.UID, cancel.Sequence, cancel.Status, request.UID, request.Sequence)
	}

	placed := s.mail.expect(t, first.email, wants{"U heeft een plaats: " + title + ", vrijdag 27 november 2026", "REQUEST", nil})
	if event := placed.calendar(t, s.Browser); event.Sequence != 0 || event.UID == request.UID {
		t.Errorf("the new place has SEQUENCE %d and UID %s", event.Sequence, event.UID)
	}
	v.open(waiting.link(t, ""), http.StatusOK) // the link of before still leads to it
	v.sees(".bij-ticket", "U bent aangemeld")
	v.open(last.link(t, ""), http.StatusOK)
	v.sees(".bij-ticket", "U staat op nummer 1 van de wachtlijst")

	// Cancelling again answers as before and sends nothing more.
	v.open(confirmed.link(t, "afmelden"), http.StatusOK)
	v.sees(".bij-ticket", "U bent afgemeld")
	v.open(last.link(t, "afmelden"), http.StatusOK)
	v.sees("h1", "Wilt u van de wachtlijst af?")
	v.check("wachtlijst-af")
	v.follow(send, http.StatusOK)
	v.sees(".bij-ticket", "U staat niet meer op de lijst")
	s.mail.expect(t, second.email, wants{"Ingetrokken: " + title, "", nil})
	s.allRead(t)
}

// TestOffer gets the offer of a place in the last 48 hours, lets one go by,
// asks for it again and takes it.
func TestOffer(t *testing.T) {
	t.Parallel()
	const title = "Schrapsessie van morgen"
	s := open(t, gathering("morgen", title, at("hengelo", 1)).on("2026-11-03").with(func(m *meeting) {
		m.Closes, m.Waitlist = "2026-11-02", "offer"
	}))
	holder, first := sibling(1), sibling(2)
	s.signUp(t, "morgen", holder)
	confirmed := s.mail.expect(t, holder.email, wants{"Bevestiging: " + title + ", dinsdag 3 november 2026", "REQUEST", nil})
	s.signUp(t, "morgen", first)
	s.mail.expect(t, first.email, wants{"U staat op de wachtlijst: " + title, "", nil})

	v := s.visit(t, browsertest.View{})
	v.open(confirmed.link(t, "afmelden"), http.StatusOK)
	v.follow(send, http.StatusOK)
	s.mail.expect(t, holder.email, wants{"Afgemeld: " + title, "CANCEL", nil})
	offer := s.mail.expect(t, first.email, wants{"Plaats vrij, antwoord vóór maandag 13.00 uur: " + title, "", nil})
	v.open(offer.link(t, ""), http.StatusOK)
	v.sees(".bij-ticket", "Er is een plaats voor u vrij")
	v.check("eigen-aanbod")

	// Nobody answers: the next morning it is too late, and she asks again.
	s.restart(today.Add(20 * time.Hour))
	v = s.visit(t, browsertest.View{Width: 320})
	lapsed := s.mail.expect(t, first.email, wants{"Aanbod verlopen: " + title, "", nil})
	v.open(lapsed.link(t, ""), http.StatusOK)
	v.check("eigen-aanbod-verlopen")
	v.follow(`button[name=answer][value=again]`, http.StatusOK)
	again := s.mail.expect(t, first.email, wants{"Plaats vrij, antwoord vóór dinsdag 8.00 uur: " + title, "", nil})
	v.open(again.link(t, ""), http.StatusOK)
	v.follow(`button[name=answer][value=accept]`, http.StatusOK)
	v.sees(".bij-ticket", "U bent aangemeld")
	v.check("eigen-aanbod-aangenomen")
	s.mail.expect(t, first.email, wants{"U heeft een plaats: " + title + ", dinsdag 3 november 2026", "REQUEST", nil})
	s.allRead(t)
}

// allRead wants no mail that the test did not ask for.
func (s *site) allRead(t *testing.T) {
	t.Helper()
	if list := s.mail.unread(); len(list) > 0 {
		t.Errorf("mail nobody expected: %q", list)
	}
}
