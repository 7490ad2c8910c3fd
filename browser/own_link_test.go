package browser_test

import (
	"net/http"
	"testing"

	"bijeen/browser/browsertest"
)

// TestRenewLink ends a link that was passed on (BR-20): the new one comes by
// mail, and works. After the closing the pages behind it offer no other site.
func TestRenewLink(t *testing.T) {
	t.Parallel()
	const title = "Schrapsessie op twee plaatsen"
	two := gathering("twee", title, at("almelo", 5), at("hengelo", 5))
	s := open(t, two)
	p := sibling(1)
	s.signUp(t, "twee", p, "site", "almelo")
	old := s.mail.next(t, p.email).link(t, "")

	v := s.visit(t, browsertest.View{Width: 320, NoScript: true})
	v.open(old, http.StatusOK)
	v.follow(`form[action$="/nieuwe-link"] button`, http.StatusOK)
	v.sees("main", "De oude link en de links in eerdere mails werken niet meer.")
	v.check("eigen-link-vernieuwd")
	v.open(old, http.StatusNotFound)
	renewed := s.mail.expect(t, p.email, wants{"Uw link: " + title, "", nil}).link(t, "")
	if renewed == old {
		t.Fatal("the mail holds the old link")
	}
	v.open(renewed, http.StatusOK)
	v.sees("main", "Liever naar een andere locatie?")

	two.Status = "closed"
	s.importMeetings(two)
	for name, path := range map[string]string{"eigen-gesloten": renewed, "wijzigen-gesloten": renewed + "/wijzigen"} {
		v.open(path, http.StatusOK)
		v.missing("[name=site]")
		v.sees(".bij-fixed", "want de aanmelding is gesloten")
		v.check(name)
	}
	s.allRead(t)
}
