package browser_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bijeen/browser/browsertest"
)

// TestWrongInput fills in a form wrongly and then rightly: nothing typed is
// lost, and each error stands in a summary with the focus and at its field.
func TestWrongInput(t *testing.T) {
	t.Parallel()
	s := open(t, gathering("schrapsessie", "Schrapsessie jeugdhulp", at("almelo", 20), at("enschede", 20)))
	for _, view := range []browsertest.View{{NoScript: true}, {Width: 320}} {
		t.Run(view.String(), func(t *testing.T) {
			email := "zoe-" + view.String() + "@horizon.example"
			v := s.visit(t, view)
			v.open("/bijeenkomsten/schrapsessie/aanmelden", http.StatusOK)
			v.Type("#given-name", "Zoë")
			v.Type("#email", "zoe.horizon.example")
			v.Click("details.bij-fold summary")
			v.Click("input[name=diet][value=vegan]")
			v.Type("#remarks", "Ik kom met de trein.\nTot dan!")
			v.follow(send, http.StatusUnprocessableEntity)

			if got := v.Title(); !strings.HasPrefix(got, "Fout: ") {
				t.Errorf("the title is %q", got)
			}
			if got := v.Focused(); got != "errors" {
				t.Errorf("the focus is on %q", got)
			}
			v.sees("#errors", "Er zijn 5 dingen die nog niet kloppen")
			want := []string{
				"Vul uw achternaam in", "Controleer uw e-mailadres. Het moet lijken op naam@voorbeeld.nl",
				"Vul uw organisatie in, of kruis aan dat u als ouder of jongere komt", "Kies een locatie",
				"Geef toestemming, of maak de velden over eten en toegang leeg",
			}
			if diff := cmp.Diff(want, v.Texts("#errors li")); diff != "" {
				t.Errorf("the summary (-want +got):\n%s", diff)
			}
			for field, sentence := range map[string]string{
				"surname": want[0], "email": want[1], "organization": want[2], "site": want[3], "needs_consent": want[4],
			} {
				v.sees("#"+strings.ReplaceAll(field, "_", "-")+"-error", sentence)
			}
			v.sees("input[aria-invalid=true][aria-describedby~=email-error]", "")
			kept := []string{v.Value("#given-name"), v.Value("#email"), v.Value("#remarks")}
			if diff := cmp.Diff([]string{"Zoë", "zoe.horizon.example", "Ik kom met de trein.\nTot dan!"}, kept); diff != "" {
				t.Errorf("what was typed is lost (-want +got):\n%s", diff)
			}
			v.check("aanmelden-fouten")

			// A link of the summary leads to its field.
			v.Click("#errors a[href='#surname']")
			if got := v.Focused(); got != "surname" {
				t.Errorf("the first link puts the focus on %q", got)
			}
			v.Type("#surname", "van de Proef")
			v.Clear("#email")
			v.Type("#email", email)
			v.Type("#organization", "Stichting Horizon")
			v.Click("input[name=site][value=almelo]")
			v.Click("#needs-consent")
			v.follow(send, http.StatusOK)
			v.sees("h1", "U heeft een plaats")
			s.mail.expect(t, email, wants{"Bevestiging: Schrapsessie jeugdhulp, vrijdag 27 november 2026", "REQUEST", []string{"Stadhuis Almelo"}})
		})
	}
}

// TestDidYouMean asks once about an address that looks like a slip.
func TestDidYouMean(t *testing.T) {
	t.Parallel()
	s := open(t, theMeeting)
	const typed, meant = "zoe@gmial.com", "zoe@gmail.com"
	ask := func(t *testing.T) *visitor {
		v := s.visit(t, browsertest.View{NoScript: true})
		v.open("/bijeenkomsten/schrapsessie/aanmelden", http.StatusOK)
		v.fill(person{"Zoë", "Proef", typed, "Stichting Horizon"})
		v.follow(send, http.StatusUnprocessableEntity)
		v.sees("#email-error", "Bedoelt u "+meant+"?")
		return v
	}
	t.Run("yes", func(t *testing.T) {
		v := ask(t)
		v.check("aanmelden-bedoelt-u")
		v.follow("button[name=use_suggestion]", http.StatusOK)
		v.sees("h1", "U heeft een plaats")
		s.mail.expect(t, meant, wants{"Bevestiging: Schrapsessie jeugdhulp, vrijdag 27 november 2026", "REQUEST", nil})
	})
	t.Run("no", func(t *testing.T) {
		v := ask(t)
		v.follow(send, http.StatusOK)
		v.sees("h1", "U heeft een plaats")
		s.mail.expect(t, typed, wants{"Bevestiging: Schrapsessie jeugdhulp, vrijdag 27 november 2026", "REQUEST", nil})
	})
}
