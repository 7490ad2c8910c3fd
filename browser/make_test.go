package browser_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"bijeen/browser/browsertest"
)

// laptop is what an organizer makes a meeting on.
var laptop = browsertest.View{Width: 1366, Height: 768}

// mostInputs is what making a meeting may take: fields and clicks together,
// from the choice of a kind to an open meeting.
const mostInputs = 12

// set gives a field a value at once, and counts it as typed.
func (v *visitor) set(selector, value string) {
	v.t.Helper()
	v.typed++
	v.Page.Set(selector, value)
}

// TestMakeMeeting makes an open scrap session at one place from nothing, and
// counts what somebody has to fill in and press: by hand, and with the venue
// book; on a laptop and on a tablet.
func TestMakeMeeting(t *testing.T) {
	for _, view := range []browsertest.View{laptop, tablet} {
		t.Run(view.String(), func(t *testing.T) {
			t.Parallel()
			makeMeeting(t, view)
		})
	}
}

func makeMeeting(t *testing.T, view browsertest.View) {
	s := open(t)
	v := s.organizer(t, view)
	begin := func() {
		t.Helper()
		v.open("/beheer/nieuw", http.StatusOK)
		v.clicks, v.typed = 0, 0
		v.follow(`main a[href$="soort=scrap_session"]`, http.StatusOK)
		v.Type("#title", "Schrapsessie Jeugdhulp")
		v.set("#date", "2026-11-27")
		v.set("#starts-at", "09:30")
		v.set("#ends-at", "12:00")
	}
	finish := func(how, slug string) {
		t.Helper()
		v.follow("main button[value=open]", http.StatusOK)
		if got, want := v.Path(), "/beheer/bijeenkomsten/"+slug; got != want {
			t.Fatalf("%s: ends at %s, want %s: %v", how, got, want, v.Texts("#errors li"))
		}
		v.sees("[role=status]", "de aanmelding is open")
		fmt.Printf("making a meeting %s, %s wide: %d fields and %d clicks from /beheer/nieuw to open\n", how, view, v.typed, v.clicks)
		if v.typed+v.clicks > mostInputs {
			t.Errorf("%s: %d fields and %d clicks, want at most %d together", how, v.typed, v.clicks, mostInputs)
		}
		if got := s.public(t, slug); !strings.Contains(got, "Hengelo") || !strings.Contains(got, "Aanmelden") {
			t.Errorf("%s: the public page does not offer it: %s", how, got)
		}
	}
	begin()
	v.Type("#sites-0-venue-name", "De Gieterij")
	v.Type("#sites-0-venue-street", "Gieterij 200")
	v.Type("#sites-0-venue-postal-code", "7553 VZ")
	v.Type("#sites-0-venue-town", "Hengelo")
	v.Type("#sites-0-seat-capacity", "80")
	finish("by hand", "schrapsessie-jeugdhulp")

	// The place is kept for the next time.
	v.open("/beheer/bijeenkomsten/schrapsessie-jeugdhulp/wijzigen", http.StatusOK)
	v.Click("#site-1 details summary")
	v.Set("#sites-0-room", "Zaal 4")
	v.Click("#sites-0-keep")
	v.follow("main .bij-formsec button", http.StatusOK)
	v.open("/beheer/locaties", http.StatusOK)
	v.check("beheer-locaties-een")
	v.sees("main li", "Hengelo: De Gieterij")

	begin()
	v.Type("#sites-0-book", "zaal 4")
	byBook := v.typed
	finish("from the venue book", "schrapsessie-jeugdhulp-2")
	if byBook != 5 {
		t.Errorf("with the venue book %d fields are filled in, want 5", byBook)
	}
	s.allRead(t)
}

// public is the public page of a meeting, in words.
func (s *site) public(t *testing.T, slug string) string {
	t.Helper()
	v := s.visit(t, laptop)
	v.open("/bijeenkomsten/"+slug, http.StatusOK)
	return strings.Join(strings.Fields(v.Text("main")), " ")
}

// TestMakeMeetingByKeyboard makes it without a mouse, on a laptop and on a
// tablet, with and without scripts.
func TestMakeMeetingByKeyboard(t *testing.T) {
	t.Parallel()
	for _, view := range []browsertest.View{laptop, {Width: tablet.Width, Height: tablet.Height, NoScript: true}} {
		t.Run(view.String(), func(t *testing.T) {
			s := open(t)
			v := s.organizer(t, view)
			v.open("/beheer/locaties/nieuw", http.StatusOK)
			for _, field := range []struct{ id, value string }{{"#name", "De Gieterij"}, {"#town", "Hengelo"}, {"#rooms", "Zaal 4 | theater | 80"}} {
				v.tabTo(field.id)
				v.Press(field.value)
			}
			v.tabTo("Opslaan")
			v.enter(http.StatusOK)
			v.check("beheer-locatie-toetsen")
			v.open("/beheer/nieuw", http.StatusOK)
			v.tabTo("Schrapsessie")
			v.enter(http.StatusOK)
			v.tabTo("#title")
			v.Press("Schrapsessie met toetsen")
			v.tabTo("#date")
			v.Press("11112026") // the same in either order of day and month
			v.tabTo("#starts-at")
			v.Press("0930A")
			v.tabTo("#ends-at")
			v.Press("1130A")
			v.tabTo("#sites-0-book")
			v.Press("gieterij zaal 4")
			v.tabTo("Invullen")
			v.enter(http.StatusOK)
			if got := v.Value("#sites-0-seat-capacity"); got != "80" {
				t.Fatalf("filled in from the book: %q places", got)
			}
			v.check("beheer-nieuw-toetsen")
			// The page opens at the place that was filled in: the way on is short.
			v.tabTo("Opslaan en aanmelding openen")
			v.enter(http.StatusOK)
			v.sees("[role=status]", "de aanmelding is open")
			if got, want := v.Path(), "/beheer/bijeenkomsten/schrapsessie-met-toetsen"; got != want {
				t.Errorf("ends at %s, want %s", got, want)
			}
			if got := s.public(t, "schrapsessie-met-toetsen"); !strings.Contains(got, "woensdag 11 november 2026") && !strings.Contains(got, "Woensdag 11 november 2026") {
				t.Errorf("the public page says %s", got)
			}
			s.allRead(t)
		})
	}
}

// TestListsOfSixSites reaches the list of each of six places, and the papers
// of it, in two clicks from the meeting.
func TestListsOfSixSites(t *testing.T) {
	t.Parallel()
	var sites []place
	for i, town := range []string{"Almelo", "Borne", "Enschede", "Hengelo", "Losser", "Tubbergen"} {
		sites = append(sites, place{Key: strings.ToLower(town), Venue: &venue{Name: fmt.Sprintf("Dorpshuis %d", i+1), Town: town}, Seats: 20})
	}
	s := open(t, gathering("zes", "Schrapsessie op zes plaatsen", sites...))
	for i, site := range sites {
		s.signUp(t, "zes", sibling(i), "site", site.Key)
		s.mail.next(t, sibling(i).email)
	}
	for _, view := range []browsertest.View{laptop, tablet} {
		t.Run(view.String(), func(t *testing.T) {
			v := s.organizer(t, view)
			for i, site := range sites {
				v.open("/beheer/bijeenkomsten/zes", http.StatusOK)
				v.clicks = 0
				v.follow(`nav a[href$="/zes/lijsten"]`, http.StatusOK)
				v.follow(fmt.Sprintf(`main a[href$="/deelnemerslijst?locatie=%s"]`, site.Key), http.StatusOK)
				if v.clicks > 2 {
					t.Errorf("%s: %d clicks, want 2", site.Key, v.clicks)
				}
				names := v.Texts("main tbody th, main tbody td:first-child")
				if !slices.ContainsFunc(v.Texts("main tbody tr"), func(row string) bool { return strings.Contains(row, fmt.Sprintf("Proefstra %d", i)) }) {
					t.Errorf("%s: the list names %q", site.Key, names)
				}
			}
			v.open("/beheer/bijeenkomsten/zes/lijsten", http.StatusOK)
			v.check("beheer-lijsten-zes")
		})
	}
	s.allRead(t)
}
