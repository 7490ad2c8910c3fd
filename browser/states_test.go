package browser_test

import (
	"net/http"
	"testing"
	"time"

	"bijeen/browser/browsertest"
)

// nextStep is the button on the overview that brings a meeting to a status.
func nextStep(status string) string { return "#next form:has(input[value=" + status + "]) button" }

// TestStates takes a meeting along the drawing of rules §3.3, on a laptop and
// on a tablet: announced without a date, opened when there is one, closed,
// opened again, put off, on again at another day, and off. Everybody hears of
// it once. The rest of the way stands in handlers/desk (TestFlow_States).
func TestStates(t *testing.T) {
	for _, view := range []browsertest.View{laptop, {Width: tablet.Width, Height: tablet.Height, Touch: true, NoScript: true}} {
		t.Run(view.String(), func(t *testing.T) {
			t.Parallel()
			s := open(t)
			v := s.organizer(t, view)
			s.announce(t, v)
			s.openAndClose(t, v)
			s.putOff(t, v)
			s.allRead(t)
		})
	}
}

const (
	stateSlug   = "schrapsessie-jeugd"
	stateTitle  = "Schrapsessie jeugd"
	statePath   = "/beheer/bijeenkomsten/" + stateSlug
	statePublic = "/bijeenkomsten/" + stateSlug
)

// announce makes a meeting known that has no date, which cannot be opened yet
// (BR-01), and somebody shows interest.
func (s *site) announce(t *testing.T, v *visitor) {
	t.Helper()
	v.open("/beheer/nieuw?soort=scrap_session", http.StatusOK)
	v.Type("#title", stateTitle)
	v.follow(".bij-pagehead button", http.StatusOK)
	v.follow(nextStep("announced"), http.StatusUnprocessableEntity)
	v.sees("#errors", "Vul een datum in, of in woorden wanneer het ongeveer is")
	v.check("status-aankondigen-fout")
	v.Type("[name=date_text]", "begin december")
	v.follow(".bij-pagehead button", http.StatusOK)
	v.follow(nextStep("announced"), http.StatusOK)
	v.sees("[role=status]", "aangekondigd")
	v.check("status-aangekondigd")
	v.follow(nextStep("open"), http.StatusUnprocessableEntity)
	v.sees("#errors", "Kies een datum en tijd voordat u de aanmelding opent")
	form := sibling(1).fields()
	form.Del("organization")
	s.post(t, statePublic+"/belangstelling", form)
	s.mail.expect(t, sibling(1).email, wants{"Wij houden u op de hoogte: " + stateTitle, "", nil})
}

// openAndClose gives it day and place and opens it: who showed interest is
// invited once, also when it closes and opens again (BR-02, BR-03).
func (s *site) openAndClose(t *testing.T, v *visitor) {
	t.Helper()
	v.open(statePath+"/wijzigen", http.StatusOK)
	v.Set("#date", "2026-12-03")
	v.Set("#starts-at", "09:30")
	v.Set("#ends-at", "12:00")
	if !v.Visible("#sites-0-venue-name") {
		v.follow("button[name=add_site][value=onsite]", http.StatusOK)
	}
	v.Type("#sites-0-venue-name", "De Gieterij")
	v.Type("#sites-0-venue-town", "Hengelo")
	v.Clear("#sites-0-seat-capacity")
	v.Type("#sites-0-seat-capacity", "20")
	v.follow(".bij-pagehead button", http.StatusOK)
	v.sees("#next", "1 belangstellende krijgt dan een uitnodiging.")
	v.follow(nextStep("open"), http.StatusOK)
	s.mail.expect(t, sibling(1).email, wants{"Uitgenodigd: " + stateTitle + ", donderdag 3 december 2026", "", nil})
	s.signUp(t, stateSlug, sibling(2))
	s.mail.expect(t, sibling(2).email, wants{"Bevestiging: " + stateTitle + ", donderdag 3 december 2026", "REQUEST", nil})
	v.open(statePath, http.StatusOK)
	v.follow(nextStep("closed"), http.StatusOK)
	v.sees("[role=status]", "De aanmelding is gesloten.")
	v.sees(nextStep("open"), "Aanmelding weer openen")
	v.check("status-gesloten")
	v.follow(nextStep("open"), http.StatusOK)
	v.sees("[role=status]", "De aanmelding is open.")
}

// putOff postpones it, lets it go on at another day, and calls it off.
func (s *site) putOff(t *testing.T, v *visitor) {
	t.Helper()
	reached := []string{sibling(1).email, sibling(2).email}
	decide := func(page, reason string) {
		t.Helper()
		v.follow(`#next a[href$="/`+page+`"]`, http.StatusOK)
		v.sees("main .bij-panel", "2 mensen krijgen een mail")
		v.Type("[name=reason]", reason)
		v.follow(deskSend, http.StatusOK)
	}
	decide("uitstellen", "De spreker kan niet.")
	v.check("status-uitgesteld")
	for i, to := range reached {
		s.mail.expect(t, to, wants{"Uitgesteld: " + stateTitle, []string{"", "CANCEL"}[i], []string{"De spreker kan niet."}})
	}
	v.open(statePath+"/wijzigen", http.StatusOK)
	v.Set("#date", "2026-12-10")
	v.follow(".bij-pagehead button", http.StatusOK)
	v.sees(nextStep("open"), "Gaat toch door: aanmelding open")
	v.follow(nextStep("open"), http.StatusOK)
	v.check("status-toch-door")
	again := s.mail.next(t, sibling(2).email)
	event := again.calendar(t, s.Browser)
	if want := time.Date(2026, 12, 10, 8, 30, 0, 0, time.UTC); again.method != "REQUEST" || !event.Start.Equal(want) {
		t.Errorf("%q is %s for %v, want a REQUEST for %v", again.subject, again.method, event.Start, want)
	}
	s.mail.next(t, sibling(1).email)
	decide("gaat-niet-door", "Te weinig aanmeldingen.")
	for i, to := range reached {
		s.mail.expect(t, to, wants{"Gaat niet door: " + stateTitle, []string{"", "CANCEL"}[i], []string{"Te weinig aanmeldingen."}})
	}
	v.check("status-afgelast")
	v.open(statePublic, http.StatusOK)
	v.sees("main", "Te weinig aanmeldingen.")
}
