package browser_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"bijeen/browser/browsertest"
)

// theMeeting is what people sign up for: one site, nothing extra asked.
var theMeeting = gathering("schrapsessie", "Schrapsessie jeugdhulp", at("hengelo", 40))

// The aims of the contract for the way from the front page to a form sent.
const (
	mostClicks = 5
	mostTyped  = 4
)

// TestSignUp is the main job: from the front page to a place, and the mail
// with an appointment for the calendar.
func TestSignUp(t *testing.T) {
	t.Parallel()
	s := open(t, theMeeting, gathering("almelo", "Schrapsessie in Almelo of Enschede", at("almelo", 20), at("enschede", 20)))
	tests := []struct {
		name   string
		view   browsertest.View
		person person
	}{
		{"with scripts", browsertest.View{}, person{"Zoë", "van de Proef", "zoe@horizon.example", "Stichting Horizon"}},
		{"without scripts", browsertest.View{NoScript: true}, person{"Yağmur", "Öztürk", "yagmur@horizon.example", "Stichting Horizon"}},
		{"320 px", browsertest.View{Width: 320}, person{"Anne-Fleur", "van der Zwaluw-'t Hart", "anne-fleur@horizon.example", "Gemeente Hengelo"}},
		{"320 px without scripts, dark", browsertest.View{Width: 320, NoScript: true, Dark: true}, person{"IJsbrand", "Oude Proefink", "ijsbrand@horizon.example", "Gemeente Hengelo"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := s.visit(t, tt.view)
			v.open("/", http.StatusOK)
			v.follow(`a[href="/bijeenkomsten/schrapsessie"]`, http.StatusOK)
			v.sees("h1", "Schrapsessie jeugdhulp")
			v.follow(`a[href="/bijeenkomsten/schrapsessie/aanmelden"]`, http.StatusOK)
			v.fill(tt.person)
			v.follow(send, http.StatusOK)
			if v.clicks > mostClicks || v.typed != mostTyped {
				t.Errorf("it took %d clicks and %d typed fields, want at most %d and %d", v.clicks, v.typed, mostClicks, mostTyped)
			}
			v.isPlaced(t, s, tt.person)
		})
	}
	t.Run("a choice of sites", func(t *testing.T) {
		v := s.visit(t, browsertest.View{})
		p := person{"Fenna", "ter Proefveld", "fenna@horizon.example", "Stichting Horizon"}
		v.open("/", http.StatusOK)
		v.follow(`a[href="/bijeenkomsten/almelo"]`, http.StatusOK)
		v.follow(`a[href="/bijeenkomsten/almelo/aanmelden"]`, http.StatusOK)
		v.fill(p)
		v.Click(`input[name=site][value=enschede]`)
		v.follow(send, http.StatusOK)
		if v.clicks > mostClicks {
			t.Errorf("it took %d clicks, want at most %d", v.clicks, mostClicks)
		}
		v.sees("h1", "U heeft een plaats")
		l := s.mail.expect(t, p.email, wants{"Bevestiging: Schrapsessie in Almelo of Enschede, vrijdag 27 november 2026", "REQUEST", []string{"Ontmoetingspark Zuid"}})
		if event := l.calendar(t, s.Browser); event.Location != "Ontmoetingspark Zuid, hoofdgebouw Victoria '28, Wesselerbrink 1, 7544 RA Enschede" {
			t.Errorf("the appointment is at %q", event.Location)
		}
	})
}

// isPlaced wants the thanks of a new place, its mail, its appointment and the
// own page behind its link.
func (v *visitor) isPlaced(t *testing.T, s *site, p person) {
	t.Helper()
	if got := v.Path(); !strings.HasPrefix(got, "/bijeenkomsten/schrapsessie/aangemeld?uitkomst=") {
		t.Errorf("after sending the address is %s", got)
	}
	v.sees("h1", "U heeft een plaats")
	v.sees("main", "Was u al aangemeld? Dan verandert er niets.")
	l := s.mail.expect(t, p.email, wants{
		"Bevestiging: Schrapsessie jeugdhulp, vrijdag 27 november 2026", "REQUEST",
		[]string{"Beste " + p.given, "vrijdag 27 november 2026, 9.30 tot 12.00 uur", "De Gieterij", "074-123 45 67"},
	})
	event := l.calendar(t, s.Browser)
	if want := time.Date(2026, 11, 27, 8, 30, 0, 0, time.UTC); !event.Start.Equal(want) || event.Sequence != 0 || event.Status != "CONFIRMED" {
		t.Errorf("the appointment starts at %v with SEQUENCE %d, STATUS %s", event.Start, event.Sequence, event.Status)
	}
	if want := p.given + " " + p.surname; event.Summary != "Schrapsessie jeugdhulp" || event.Attendees[0].Name != want {
		t.Errorf("the appointment is %q for %q, want it for %q", event.Summary, event.Attendees[0].Name, want)
	}
	if len(event.Organizers) != 1 || event.Organizers[0].Address != "mailto:uitnodiging@bijeen.example" {
		t.Errorf("the appointment is from %v", event.Organizers)
	}
	v.open(l.link(t, ""), http.StatusOK)
	v.sees(".bij-ticket", "U bent aangemeld")
	v.sees(".bij-data", p.given+" "+p.surname)
	if masked := p.email[:1] + "…@horizon.example"; !strings.Contains(v.Text(".bij-data"), masked) || strings.Contains(v.Source(), p.email) {
		t.Errorf("the own page must show %s instead of the address:\n%s", masked, v.Text(".bij-data"))
	}
}

// TestSignUpByKeyboard goes the same way without a mouse: Tab, Enter and what
// is typed.
func TestSignUpByKeyboard(t *testing.T) {
	t.Parallel()
	s := open(t, theMeeting)
	for _, view := range []browsertest.View{{NoScript: true}, {Width: 320}} {
		t.Run(view.String(), func(t *testing.T) {
			v := s.visit(t, view)
			p := person{"Demi", "van de Broek", "demi-" + view.String() + "@horizon.example", "Stichting Horizon"}
			v.open("/", http.StatusOK)
			v.tabTo("Direct naar de inhoud")
			v.tabTo("Schrapsessie jeugdhulp")
			v.enter(http.StatusOK)
			v.tabTo("Aanmelden")
			v.enter(http.StatusOK)
			for _, field := range []struct{ id, value string }{
				{"#given-name", p.given}, {"#surname", p.surname}, {"#email", p.email}, {"#organization", p.organization},
			} {
				v.tabTo(field.id)
				v.Press(field.value)
			}
			// The closed parts open by keyboard, and what is in them is reached.
			v.tabTo("Eten, toegang of opmerking")
			v.Press(kb.Enter)
			v.tabTo("#remarks")
			v.Press("Ik kom met de trein.")
			v.tabTo("Aanmelding versturen")
			v.enter(http.StatusOK)
			v.isPlaced(t, s, p)
		})
	}
	t.Run("Enter in a field sends", func(t *testing.T) {
		v := s.visit(t, browsertest.View{})
		p := person{"Bas", "in 't Proefhout", "bas@horizon.example", "Stichting Horizon"}
		v.open("/bijeenkomsten/schrapsessie/aanmelden", http.StatusOK)
		v.fill(p)
		v.enter(http.StatusOK)
		v.isPlaced(t, s, p)
	})
}

// tabTo presses Tab until the focus is on what is wanted: an id with its #,
// or words.
func (v *visitor) tabTo(want string) {
	v.t.Helper()
	var met []string
	for range 60 {
		stop, ok := v.Tab()
		if ok && ("#"+stop.ID == want || strings.Contains(stop.Name, want)) {
			return
		}
		met = append(met, stop.Name)
	}
	v.t.Fatalf("%s: the Tab key does not reach %q, but %v", v.Path(), want, met)
}

// enter presses Enter and wants a next page with a status.
func (v *visitor) enter(want int) {
	v.t.Helper()
	if got := v.PressEnter(); got != want {
		v.t.Fatalf("Enter: status %d at %s, want %d (%s)", got, v.Path(), want, v.Title())
	}
}

// TestSignUpRoom keeps the button that sends within reach (contract): the
// form of one site and that of three.
func TestSignUpRoom(t *testing.T) {
	t.Parallel()
	s := open(t, theMeeting, gathering("drie", "Schrapsessie op drie plaatsen", at("almelo", 20), at("enschede", 20), at("hengelo", 20)))
	for width, most := range map[int]int{1280: 1300, 360: 1900} {
		v := s.visit(t, browsertest.View{Width: width})
		for _, slug := range []string{"schrapsessie", "drie"} {
			v.open("/bijeenkomsten/"+slug+"/aanmelden", http.StatusOK)
			bottom := v.Bottom(send)
			t.Logf("%s at %d px: the button ends at %d px", slug, width, bottom)
			if bottom > most {
				t.Errorf("%s at %d px: the button ends at %d px, want at most %d", slug, width, bottom, most)
			}
		}
	}
}
