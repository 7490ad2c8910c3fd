package browser_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"bijeen/browser/browsertest"
)

// TestNotes writes to those with a seat: looks at the mail of each of them,
// sends a test, sends it, takes it back, and sends it again. Two days before
// the meeting everybody is reminded.
func TestNotes(t *testing.T) {
	t.Parallel()
	for _, view := range []browsertest.View{laptop, {Width: tablet.Width, Height: tablet.Height, Touch: true, NoScript: true}} {
		t.Run(view.String(), func(t *testing.T) {
			const title, subject, preview = "Schrapsessie", "Parkeren bij {bijeenkomst}", "main button[value=preview]"
			s := open(t, gathering("bericht", title, at("almelo", 2)))
			s.set("BIJEEN_CHANGE_DELAY", "10m")
			s.restart(today)
			for n := range 3 {
				s.signUp(t, "bericht", sibling(n))
				s.mail.next(t, sibling(n).email)
			}
			v := s.organizer(t, view)
			v.open("/beheer/bijeenkomsten/bericht/berichten", http.StatusOK)
			v.follow(`a[href$="/berichten/nieuw"]`, http.StatusOK)
			v.follow(preview, http.StatusUnprocessableEntity)
			v.check("bericht-fouten")
			v.Type("[name=subject]", subject)
			v.Set("[name=body]", "Beste {voornaam},\n\nDe <b>parkeerplaats</b> van {locatie} is dicht op {datum}.\n\nKomt u niet? {link}")
			v.follow(preview, http.StatusOK)
			v.sees("#voorbeeld", "Dit bericht gaat naar 2 mensen.")
			v.sees("#voorbeeld article", "De <b>parkeerplaats</b> van Stadhuis Almelo, Almelo is dicht op vrijdag 27 november 2026. Komt u niet? [eigen link van Noor]")
			v.check("bericht-voorbeeld")
			v.follow("#voorbeeld button[name=at]", http.StatusOK)
			v.sees("#voorbeeld", "2 van 2")
			v.follow("#voorbeeld button[value=test]", http.StatusOK)
			v.sees("#voorbeeld", "De test is onderweg naar tessa@samen.example.")
			if test := s.mail.next(t, "tessa@samen.example"); test.subject != "Test: Parkeren bij "+title || strings.Contains(test.text, "/aanmelding/") {
				t.Errorf("the test mail says %q and %s", test.subject, test.text)
			}
			v.follow("#voorbeeld button[value=send]", http.StatusOK)
			v.sees("[role=status]", "naar 2 mensen. U kunt het 10 minuten lang ongedaan maken.")
			v.check("bericht-gepland")
			v.follow(`main form[action$="/ongedaan"] button`, http.StatusOK)
			v.sees("[role=status]", "2 mails zijn teruggehaald en gaan niet weg.")
			v.check("bericht-teruggehaald")

			v.open("/beheer/bijeenkomsten/bericht/berichten/nieuw", http.StatusOK)
			v.Type("[name=subject]", subject)
			v.Set("[name=body]", "Beste {voornaam}: {link}")
			v.follow(preview, http.StatusOK)
			v.follow("#voorbeeld button[value=send]", http.StatusOK)
			s.restart(today.Add(11 * time.Minute))
			for n := range 2 {
				l := s.mail.expect(t, sibling(n).email, wants{"Parkeren bij " + title, "", []string{"Beste Noor: http"}})
				if strings.Contains(l.text, "<b>") {
					t.Errorf("the note that was taken back came: %s", l.text)
				}
				l.link(t, "")
			}
			s.restart(time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC))
			for n := range 2 {
				s.mail.expect(t, sibling(n).email, wants{"Herinnering: " + title + ", vrijdag 27 november 2026", "", []string{"Stadhuis"}})
			}
			if digest := s.mail.next(t, "tessa@samen.example"); digest.subject != "Uw bijeenkomsten vandaag" {
				t.Errorf("after eight o'clock the organizer gets %q", digest.subject)
			}
			v = s.organizer(t, view)
			v.open("/beheer/bijeenkomsten/bericht/berichten", http.StatusOK)
			v.sees("main", "Teruggehaald")
			v.check("berichten-geschreven")
			s.allRead(t)
		})
	}
}
