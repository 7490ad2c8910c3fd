package browser_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"bijeen/browser/browsertest"
)

// state is one page in one state.
type state struct {
	name, path string
	status     int        // 0: 200
	form       url.Values // posted to the path instead of opening it
}

// stage is the site with meetings in every state.
func stage(t *testing.T) *site {
	t.Helper()
	closed := gathering("gesloten", "Schrapsessie waarvoor aanmelden niet meer kan", at("almelo", 20)).on("2026-11-06")
	closed.Closes = "2026-10-30"
	later := gathering("straks", "Schrapsessie waarvoor aanmelden later kan", at("almelo", 20)).on("2026-12-11")
	later.Opens, later.Closes = "2026-11-16T09:00", "2026-12-04"
	past := gathering("voorbij", "Schrapsessie die voorbij is", at("almelo", 20)).on("2026-10-09")
	past.Opens, past.Closes = "2026-09-01T09:00", "2026-10-02"
	old := past.on("2026-09-18")
	old.Slug, old.Title, old.Opens, old.Closes = "lang-voorbij", "Schrapsessie van lang geleden", "2026-08-01T09:00", "2026-09-11"
	running := gathering("bezig", "Schrapsessie die nu bezig is", at("almelo", 20))
	running.Starts, running.Ends, running.Doors, running.Closes = "2026-11-02T08:30", "2026-11-02T17:00", "", "2026-10-30"
	off := gathering("afgelast", "Schrapsessie die niet doorgaat", at("almelo", 20))
	off.Status, off.Reason = "cancelled", "De zaal staat onder water."
	postponed := gathering("uitgesteld", "Schrapsessie die is uitgesteld", at("almelo", 20))
	postponed.Status, postponed.Reason = "postponed", "Er is nog geen spreker."
	invited := gathering("uitnodiging", "Overleg voor wie is uitgenodigd", at("almelo", 20))
	invited.Visibility, invited.Mode = "link", "invitation"
	asked := gathering("verzoek", "Werksessie op aanvraag", at("almelo", 20))
	asked.Mode = "approval"
	full := gathering("vol", "Schrapsessie zonder wachtlijst", at("hengelo", 1))
	full.Waitlist = "off"
	english := gathering("english", "Round table on care across the border", at("enschede", 20))
	english.Language, english.Summary = "en", "Talk with colleagues from both sides of the border."
	long := gathering("lang", "Bijeenkomst over samenwerkingsovereenkomsten tussen jeugdbeschermingsorganisaties en onderwijssamenwerkingsverbanden", at("enschede", 20), online())
	long.Kind, long.Ask = "network_gathering", []string{"job_title", "level", "represents", "mandated", "phone", "companion", "photo_ok"}
	long.Programme = []programme{{"09:30", "10:10", "Opening door de dagvoorzitter", ""}, {"10:10", "12:00", "Kwaliteitsverbeteringsprogramma", "enschede"}}
	words := gathering("lange-woorden", "Jeugdhulpsamenwerkingsverbandenoverlegtafel Meervoudigepersoonlijkheidsontwikkelingen", longWords("a"), longWords("b"), at("almelo", 20))
	words.Summary, words.Programme = "Gemeenschappelijkeregelingsvoorbereidingscommissie.", []programme{{"09:30", "10:10", "Kwaliteitsverbeteringsprogrammamanagementoverleg", ""}}
	many := gathering("veertien", "Schrapsessie op veertien plaatsen", fourteen()...)
	s := open(t, theMeeting, closed, later, past, old, running, off, postponed, invited, asked, full, english, long, words, many, announced,
		gathering("wachtlijst", "Schrapsessie met wachtlijst", at("hengelo", 1), at("almelo", 1)))
	s.signUp(t, "vol", sibling(1))
	s.signUp(t, "wachtlijst", sibling(2), "site", "hengelo")
	s.signUp(t, "wachtlijst", sibling(3), "site", "almelo")
	return s
}

func online() place {
	return place{Key: "online", Mode: "online", JoinURL: "https://video.example/bijeen", Seats: 100}
}

// longWords is a site whose names have no place to break: 39 letters and more.
func longWords(key string) place {
	return place{Key: key, Seats: 20, Venue: &venue{
		Name: "Jeugdgezondheidszorgsamenwerkingsgebouw " + key, Building: "Onderwijsachterstandenbeleidsvleugelgebouw", Street: "Burgemeesterspadvindersverenigingsplantsoen 1", Town: "Gasselterboerveenschemondsterstadskanaal",
	}}
}

// fourteen are more sites than fit on cards.
func fourteen() []place {
	var list []place
	for n := range 14 {
		town := fmt.Sprintf("Plaats %c", 'A'+n)
		list = append(list, place{Key: fmt.Sprintf("plaats-%c", 'a'+n), Venue: &venue{Name: "Gemeentehuis", Town: town}, Seats: 5 * n})
	}
	return list
}

// publicStates are the public pages, without those that the flows look at.
func publicStates(t *testing.T, s *site) []state {
	t.Helper()
	list := []state{
		{name: "lijst", path: "/"},
		{name: "lijst-engels", path: "/?taal=en"},
		{name: "lijst-niets-gevonden", path: "/?soort=members_meeting"},
		{name: "lijst-gefilterd", path: "/?plaats=Enschede"},
		{name: "begrippen", path: "/begrippen"},
		{name: "privacy", path: "/privacy"},
		{name: "privacy-engels", path: "/privacy?taal=en"},
		{name: "toegankelijkheid", path: "/toegankelijkheid"},
		{name: "aanmelden-lang", path: "/bijeenkomsten/lang/aanmelden"},
		{name: "aanmelden-lange-woorden", path: "/bijeenkomsten/lange-woorden/aanmelden"},
		{name: "aangemeld-lange-woorden", path: "/bijeenkomsten/lange-woorden/aangemeld"},
		{name: "aanmelden-veertien", path: "/bijeenkomsten/veertien/aanmelden"},
		{name: "aanmelden-engels", path: "/bijeenkomsten/english/aanmelden"},
		{name: "bedankt-zonder-uitkomst", path: "/bijeenkomsten/schrapsessie/aangemeld"},
		{name: "fout-404", path: "/bestaat-niet", status: http.StatusNotFound},
		{name: "fout-405", path: "/begrippen", status: http.StatusMethodNotAllowed, form: url.Values{}},
		{name: "fout-410-te-laat", path: s.expiredLink(t), status: http.StatusGone},
		{name: "fout-413", path: "/bijeenkomsten/schrapsessie/aanmelden", status: http.StatusRequestEntityTooLarge, form: url.Values{"remarks": {strings.Repeat("a", 1<<21)}}},
	}
	for _, slug := range []string{
		"schrapsessie", "gesloten", "straks", "voorbij", "bezig", "afgelast", "uitgesteld", "uitnodiging", "verzoek", "vol", "wachtlijst", "english", "lang", "lange-woorden", "veertien",
	} {
		list = append(list, state{name: "bijeenkomst-" + slug, path: "/bijeenkomsten/" + slug})
	}
	for slug, status := range map[string]int{
		"gesloten": http.StatusConflict, "straks": http.StatusConflict, "vol": http.StatusConflict, "uitnodiging": http.StatusConflict, "grote-bijeenkomst": http.StatusConflict,
		"uitgesteld": http.StatusConflict, "bezig": http.StatusConflict, "voorbij": http.StatusGone, "afgelast": http.StatusGone,
	} {
		list = append(list, state{name: fmt.Sprintf("aanmelden-%d-%s", status, slug), path: "/bijeenkomsten/" + slug + "/aanmelden", status: status})
	}
	return append(list, ownStates(t, s)...)
}

// expiredLink is a link that is older than 30 days after its meeting: somebody
// signed up in time, and the clock has gone on.
func (s *site) expiredLink(t *testing.T) string {
	t.Helper()
	s.restart(today.AddDate(0, -2, 0))
	s.signUp(t, "lang-voorbij", sibling(50))
	l := s.mail.next(t, sibling(50).email)
	s.restart(today)
	return l.link(t, "")
}

// ownStates are the own page and what is behind it, in the states that the
// flows do not reach.
func ownStates(t *testing.T, s *site) []state {
	t.Helper()
	long := person{"Anne-Fleur Maximiliana", "van Nergenshuizen-op den Denkbeeldigehof tot Proefstuk", "anne-fleur.maximiliana.van.nergenshuizen@samenwerkingsverband-horizon.example", "Coöperatie Ontmoetingsclusters Enschede-Zuid en omstreken"}
	s.signUp(t, "lang", long, "site", "enschede", "job_title", "Senior beleidsmedewerker jeugd en onderwijs", "level", "policy", "represents", "GM0153", "represents", "education",
		"mandated", "unknown", "phone", "053-123 45 67", "companion", "yes", "access", "Een ringleiding", "needs_consent", "yes")
	name := s.mail.next(t, long.email)
	s.signUp(t, "lang", sibling(40), "site", "online")
	digital := s.mail.next(t, sibling(40).email)
	s.signUp(t, "lange-woorden", sibling(43), "site", "a")
	words := s.mail.next(t, sibling(43).email)
	s.signUp(t, "verzoek", sibling(41))
	pending := s.mail.expect(t, sibling(41).email, wants{"Aanvraag ontvangen: Werksessie op aanvraag", "", nil})
	s.signUp(t, "english", sibling(42))
	english := s.mail.expect(t, sibling(42).email, wants{"Confirmed: Round table on care across the border, Friday 27 November 2026", "REQUEST", nil})
	own := digital.link(t, "")
	return []state{
		{name: "eigen-lang", path: name.link(t, "")},
		{name: "eigen-lang-engels", path: name.link(t, "") + "?taal=en"},
		{name: "wijzigen-lang", path: name.link(t, "wijzigen")},
		{name: "wijzigen-telefoon", path: name.link(t, "wijzigen") + "?deel=telefoon"},
		{name: "afmelden-lang", path: name.link(t, "afmelden")},
		{name: "eigen-lange-woorden", path: words.link(t, "")},
		{name: "wijzigen-lange-woorden", path: words.link(t, "wijzigen")},
		{name: "vervangen-lange-woorden", path: words.link(t, "vervangen")},
		{name: "eigen-online", path: own},
		{name: "eigen-aanvraag", path: pending.link(t, "")},
		{name: "eigen-engels", path: english.link(t, "")},
		{name: "vervangen-engels", path: english.link(t, "vervangen")},
		{name: "vervangen-409", path: pending.link(t, "") + "/vervangen", status: http.StatusConflict},
		{name: "aanbod-409", path: own + "/aanbod", status: http.StatusConflict, form: url.Values{"answer": {"accept"}}},
		{name: "aanbod-422", path: own + "/aanbod", status: http.StatusUnprocessableEntity, form: url.Values{"answer": {"misschien"}}},
	}
}

// look opens a page in its state and holds it against the rules.
func (v *visitor) look(st state) {
	v.t.Helper()
	want := st.status
	if want == 0 {
		want = http.StatusOK
	}
	got := 0
	if st.form == nil {
		got = v.Open(st.path)
	} else {
		v.Open("/begrippen")
		got = v.Send(st.path, st.form)
	}
	if got != want {
		v.t.Errorf("%s: status %d, want %d", st.name, got, want)
	}
	v.check(st.name)
}

// TestPages looks at every public page in every state, as the program serves
// it: on the smallest phone and on a laptop, and the first ones in the dark.
func TestPages(t *testing.T) {
	t.Parallel()
	s := stage(t)
	states := publicStates(t, s)
	for _, view := range []browsertest.View{{Width: 320}, {Width: 1366}} {
		t.Run(view.String(), func(t *testing.T) {
			v := s.visit(t, view)
			for _, st := range states {
				v.look(st)
			}
		})
	}
	dark := map[string]bool{"lijst": true, "bijeenkomst-wachtlijst": true, "bijeenkomst-afgelast": true, "aanmelden-lang": true, "eigen-lang": true, "fout-404": true, "aanmelden-409-vol": true}
	for _, view := range []browsertest.View{{Width: 320, Dark: true}, {Width: 1366, Dark: true}} {
		t.Run(view.String(), func(t *testing.T) {
			v := s.visit(t, view)
			for _, st := range states {
				if dark[st.name] {
					v.look(st)
				}
			}
		})
	}
	t.Run("focus", func(t *testing.T) {
		for _, width := range []int{320, 1366} {
			v := s.visit(t, browsertest.View{Width: width})
			for _, path := range []string{"/", "/bijeenkomsten/wachtlijst", "/bijeenkomsten/lang/aanmelden", "/mijn-aanmelding"} {
				v.open(path, http.StatusOK)
				v.CheckFocus()
			}
		}
	})
	t.Run("contacts", func(t *testing.T) {
		v := s.visit(t, browsertest.View{})
		v.open("/privacy", http.StatusOK)
		v.sees("main", "Deze website wordt beheerd door Bureau Samen")
		v.sees("main", "Meld het bij veilig@samen.example.")
		if body := get(t, s.url+"/.well-known/security.txt"); !bytes.Contains(body, []byte("Contact: mailto:veilig@samen.example")) {
			t.Errorf("security.txt says %s", body)
		}
	})
	t.Run("calendars", func(t *testing.T) {
		for _, path := range []string{"/bijeenkomsten.ics", "/bijeenkomsten/schrapsessie.ics", "/bijeenkomsten/lang.ics"} {
			body := get(t, s.url+path)
			cal, err := s.ParseCalendar(t, body)
			if err != nil || cal.Method != "PUBLISH" || len(cal.Events) == 0 || bytes.Contains(body, []byte("ATTENDEE")) {
				t.Errorf("%s: %v, METHOD %s, %d events\n%s", path, err, cal.Method, len(cal.Events), body)
			}
		}
	})
}
