package browser_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"bijeen/browser/browsertest"
)

// deskStates are the pages of the desk in their states.
func deskStates(t *testing.T, s *site) []state {
	t.Helper()
	const at = "/beheer/bijeenkomsten/"
	people := s.peopleOf(t, at+"wachtlijst/aanmeldingen")
	placed, waiting := people["Proefstra 2"], people["Proefstra 4"]
	pending := s.peopleOf(t, at+"verzoek/aanmeldingen")["Proefstra 41"]
	long := s.peopleOf(t, at+"lang/aanmeldingen")["Proefstuk"]
	words := s.peopleOf(t, at+"lange-woorden/aanmeldingen")["Proefstra 43"]
	list := []state{
		{name: "beheer", path: "/beheer"},
		{name: "beheer-engels", path: "/beheer?taal=en"},
		{name: "beheer-afgelopen", path: "/beheer?afgelopen=ja&taal=nl"},
		{name: "beheer-jaar", path: "/beheer/jaar"},
		{name: "beheer-jaar-leeg", path: "/beheer/jaar?jaar=2040&taal=en"},
		{name: "beheer-nieuw-kopie", path: "/beheer/nieuw?van=lang&taal=nl"},
		{name: "beheer-nieuw", path: "/beheer/nieuw"},
		{name: "beheer-nieuw-bestuur", path: "/beheer/nieuw?soort=board_meeting"},
		{name: "beheer-organisaties", path: "/beheer/organisaties"},
		{name: "beheer-405", path: "/beheer/uitloggen", status: http.StatusMethodNotAllowed},
		{name: "beheer-404", path: at + "bestaat-niet", status: http.StatusNotFound},
		{name: "beheer-wijzigen-lang", path: at + "lang/wijzigen"},
		{name: "beheer-wijzigen-veertien", path: at + "veertien/wijzigen"},
		{name: "beheer-wijzigen-409", path: at + "lang/wijzigen", status: http.StatusConflict, form: url.Values{"version": {"2026-01-01T00:00:00Z"}, "title": {"Andere titel"}}},
		{name: "beheer-uitstellen", path: at + "wachtlijst/uitstellen"},
		{name: "beheer-locatie-vervalt", path: at + "wachtlijst/locaties/hengelo/vervallen"},
		{name: "beheer-aanmeldingen", path: at + "wachtlijst/aanmeldingen"},
		{name: "beheer-aanmeldingen-lang", path: at + "lang/aanmeldingen"},
		{name: "beheer-aanmeldingen-leeg", path: at + "straks/aanmeldingen"},
		{name: "beheer-aanmeldingen-niets", path: at + "wachtlijst/aanmeldingen?zoek=niemand"},
		{name: "beheer-toevoegen", path: at + "lang/aanmeldingen/toevoegen"},
		{name: "beheer-toevoegen-fout", path: at + "lang/aanmeldingen/toevoegen", status: http.StatusUnprocessableEntity, form: url.Values{"given_name": {"Zoë"}, "email": {"zoe"}}},
		{name: "beheer-aanmelding-lang", path: long},
		{name: "beheer-wensen", path: long + "/wensen"},
		{name: "beheer-aanmelding-wijzigen-lang", path: long + "/wijzigen"},
		{name: "beheer-vervangen", path: placed + "/vervangen"},
		{name: "beheer-afmelden", path: placed + "/afmelden"},
		{name: "beheer-aanmelding-wacht", path: waiting},
		{name: "beheer-voorrang", path: waiting + "/voorrang"},
		{name: "beheer-aanvraag", path: pending},
		{name: "beheer-afwijzen", path: pending + "/afwijzen"},
		{name: "beheer-cijfers-leeg", path: at + "straks/cijfers"},
		{name: "beheer-cijfers-een", path: at + "verzoek/cijfers"},
		{name: "beheer-cijfers", path: at + "wachtlijst/cijfers"},
		{name: "beheer-cijfers-veertien", path: at + "veertien/cijfers"},
		{name: "beheer-cijfers-engels", path: at + "english/cijfers"},
		{name: "beheer-lijsten", path: at + "lang/lijsten"},
		{name: "beheer-deelnemerslijst", path: at + "lang/deelnemerslijst"},
		{name: "beheer-deelnemerslijst-leeg", path: at + "straks/deelnemerslijst"},
		{name: "beheer-berichten", path: at + "wachtlijst/berichten"},
		{name: "beheer-berichten-leeg", path: at + "straks/berichten"},
		{name: "beheer-logboek", path: at + "wachtlijst/logboek"},
		{name: "beheer-logboek-lijsten", path: at + "wachtlijst/logboek?soort=lijsten"},
	}
	for name, path := range map[string]string{
		"wijzigen": at + "lange-woorden/wijzigen", "aanmeldingen": at + "lange-woorden/aanmeldingen", "lijsten": at + "lange-woorden/lijsten", "cijfers": at + "lange-woorden/cijfers", "balie": at + "lange-woorden/balie",
		"vervalt": at + "lange-woorden/locaties/a/vervallen", "afgelasten": at + "lange-woorden/gaat-niet-door", "toevoegen": at + "lange-woorden/aanmeldingen/toevoegen",
		"berichten": at + "lange-woorden/berichten", "logboek": at + "lange-woorden/logboek", "deelnemerslijst": at + "lange-woorden/deelnemerslijst",
		"aanmelding": words, "aanmelding-wijzigen": words + "/wijzigen", "nieuwe-link": words + "/nieuwe-link",
	} {
		list = append(list, state{name: "beheer-lange-woorden-" + name, path: path})
	}
	for _, slug := range []string{"wachtlijst", "lang", "lange-woorden", "veertien", "bestuur", "verzoek", "grote-bijeenkomst", "afgelast", "uitgesteld", "voorbij", "bezig", "english"} {
		list = append(list, state{name: "beheer-overzicht-" + slug, path: at + slug})
	}
	return list
}

// peopleOf gives the page of each person in a working list, by the word that
// stands first in their row.
func (s *site) peopleOf(t *testing.T, path string) map[string]string {
	t.Helper()
	people := map[string]string{}
	for _, found := range regexp.MustCompile(`href="(`+path+`/[0-9]+)">([^,<]+)`).FindAllStringSubmatch(s.download(t, path), -1) {
		name := found[2]
		if strings.Contains(name, "Proefstuk") {
			name = "Proefstuk"
		}
		people[name] = found[1]
	}
	return people
}

// TestDeskPages looks at every page of the desk in its states: on the
// smallest phone and on a laptop, and the first ones in the dark.
func TestDeskPages(t *testing.T) {
	t.Parallel()
	s := stage(t)
	board := gathering("bestuur", "Bestuursbijeenkomst Ontwikkeltafels Jeugd", at("enschede", 28))
	board.Kind, board.Visibility, board.Waitlist = "board_meeting", "link", "off"
	s.importMeetings(board)
	s.signUp(t, "bestuur", person{"Fenna", "ter Proefveld", "fenna@almelo.example", "Gemeente Almelo"}, "represents", "GM0141", "level", "executive")
	s.signUp(t, "bestuur", person{"Sem", "de Test", "sem@dinkelland.example", "Noaberkracht"}, "represents", "GM1774", "represents", "GM0183", "mandated", "unknown")
	s.signUp(t, "wachtlijst", sibling(4), "site", "hengelo")
	ownStates(t, s)
	states := deskStates(t, s)
	for _, view := range []browsertest.View{{Width: 320}, {Width: 1366}} {
		t.Run(view.String(), func(t *testing.T) {
			v := s.organizer(t, view)
			v.sees(".bij-meeting:has([href$='/wachtlijst'])", "2 aangemeld, vol, wachtlijst: 1")
			for _, st := range states {
				v.look(st)
			}
		})
	}
	dark := map[string]bool{"beheer": true, "beheer-jaar": true, "beheer-overzicht-bestuur": true, "beheer-overzicht-wachtlijst": true, "beheer-aanmeldingen": true, "beheer-toevoegen-fout": true, "beheer-aanmelding-lang": true, "beheer-cijfers": true}
	t.Run("dark", func(t *testing.T) {
		v := s.organizer(t, browsertest.View{Width: 1366, Dark: true})
		for _, st := range states {
			if dark[st.name] {
				v.look(st)
			}
		}
	})
	t.Run("focus", func(t *testing.T) {
		for _, width := range []int{320, 1366} {
			v := s.organizer(t, browsertest.View{Width: width})
			for _, path := range []string{"/beheer", "/beheer/bijeenkomsten/bestuur", "/beheer/bijeenkomsten/wachtlijst/aanmeldingen", "/beheer/bijeenkomsten/wachtlijst/cijfers"} {
				v.open(path, http.StatusOK)
				v.CheckFocus()
			}
		}
	})
	t.Run("print", s.printPages)
	t.Run("viewer", func(t *testing.T) {
		v := s.visit(t, browsertest.View{Width: 320})
		link := loginLink.FindStringSubmatch(s.run("organizer", "add", "--email", "kijker@samen.example", "--name", "Kees Kijker", "--role", "viewer"))
		v.open(link[1], http.StatusOK)
		v.follow(deskSend, http.StatusOK)
		v.open("/beheer/bijeenkomsten/wachtlijst", http.StatusOK)
		v.check("beheer-kijker")
		if strings.Contains(v.Source(), "Proefstra") {
			t.Error("a viewer sees a name")
		}
		v.open("/beheer/bijeenkomsten/wachtlijst/aanmeldingen", http.StatusForbidden)
		v.check("beheer-403")
	})
}

// sheet finds the pages of a PDF and their sizes in points.
var sheet = regexp.MustCompile(`/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]`)

// printPages prints what people take with them: on A4, without buttons and
// menus, and with nothing cut off.
func (s *site) printPages(t *testing.T) {
	t.Helper()
	v := s.visit(t, browsertest.View{Width: 1000, Print: true})
	v.open("/begrippen", http.StatusOK)
	v.Send(s.loginPath(t), url.Values{}) // on paper there is no button
	for name, path := range map[string]string{
		"bijeenkomst-lang": "/bijeenkomsten/lang", "beheer-deelnemerslijst": "/beheer/bijeenkomsten/lang/deelnemerslijst", "beheer-aanmeldingen": "/beheer/bijeenkomsten/lang/aanmeldingen",
		"beheer-cijfers": "/beheer/bijeenkomsten/wachtlijst/cijfers",
	} {
		v.open(path, http.StatusOK)
		v.Screenshot(name)
		v.CheckNoSidewaysScroll()
		for _, part := range []string{".bij-head", ".bij-tabs", ".bij-foot", ".bij-noprint"} {
			if v.Visible(part) {
				t.Errorf("%s: %s is printed", path, part)
			}
		}
		pages := sheet.FindAllStringSubmatch(string(v.PDF()), -1)
		if len(pages) == 0 || len(pages) > 2 {
			t.Errorf("%s is printed on %d pages", path, len(pages))
		}
		for _, page := range pages {
			if size := page[1][:3] + "x" + page[2][:3]; size != "594x841" && size != "841x594" {
				t.Errorf("%s: a page is %s by %s points, want A4", path, page[1], page[2])
			}
		}
		looked.addPage(name)
	}
}
