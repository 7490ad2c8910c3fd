package browser_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"bijeen/browser/browsertest"
)

// TestDemo walks through the demo as somebody who tries it for five minutes:
// the list, a sign-up whose mail stands in the mailbox of the demo, and the
// desk behind the link that was printed.
func TestDemo(t *testing.T) {
	t.Parallel()
	s := &site{Browser: browsertest.Start(t), program: install(t)}
	s.at(today)
	s.set("BIJEEN_DATABASE", "var/demo.db") // for the command that makes another login link
	s.start("demo")
	v := s.visit(t, browsertest.View{Width: 1366})
	v.open("/", http.StatusOK)
	v.check("demo-lijst")
	v.follow(`a[href="/bijeenkomsten/platform-scheiding-en-omgang"]`, http.StatusOK)
	v.check("demo-bijeenkomst")
	v.follow(`a[href$="/aanmelden"]`, http.StatusOK)
	v.check("demo-aanmelden")
	v.fill(sibling(1))
	v.follow(send, http.StatusOK)
	v.open("/demo/postvak?zoek="+sibling(1).email, http.StatusOK)
	v.sees("[role=status]", "1 ")
	v.check("demo-postvak")
	v.follow("tbody a", http.StatusOK)
	v.sees("h1", "Bevestiging: Platform Scheiding en Omgang")
	v.check("demo-mail")

	link := loginLink.FindStringSubmatch(s.log.String())
	if link == nil {
		t.Fatalf("the demo prints no login link:\n%s", s.log)
	}
	v.open(link[1], http.StatusOK)
	v.follow(deskSend, http.StatusOK)
	const at = "/beheer/bijeenkomsten/"
	phone := s.visit(t, browsertest.View{Width: 320})
	out := s.run("organizer", "add", "--email", "proef@samen.example", "--name", "Pim Proef")
	phone.open(loginLink.FindStringSubmatch(out)[1], http.StatusOK)
	phone.follow(deskSend, http.StatusOK)
	for _, w := range []*visitor{v, phone} {
		for _, st := range []state{
			{name: "demo-beheer", path: "/beheer"},
			{name: "demo-beheer-bestuur", path: at + "bestuursbijeenkomst"},
			{name: "demo-beheer-vertegenwoordiging", path: at + "bestuursbijeenkomst/vertegenwoordiging"},
			{name: "demo-beheer-verslag", path: at + "bestuursbijeenkomst/verslag"},
			{name: "demo-beheer-platform", path: at + "platform-scheiding-en-omgang"},
			{name: "demo-beheer-aanmeldingen", path: at + "platform-scheiding-en-omgang/aanmeldingen"},
			{name: "demo-beheer-schrapsessie", path: at + "schrapsessie"},
			{name: "demo-beheer-deelnemerslijst", path: at + "bestuursbijeenkomst/deelnemerslijst"},
			{name: "demo-beheer-berichten", path: at + "bestuursbijeenkomst/berichten"},
			{name: "demo-beheer-logboek", path: at + "bestuursbijeenkomst/logboek"},
			{name: "demo-beheer-wijzigen", path: at + "platform-scheiding-en-omgang/wijzigen"},
		} {
			w.look(st)
		}
	}
	v.open(at+"bestuursbijeenkomst/vertegenwoordiging", http.StatusOK)
	boardOfTheDemo(t, v)
	if !strings.Contains(s.log.String(), "/demo/postvak") {
		t.Error("the demo does not say where its mailbox is")
	}
}

// boardOfTheDemo reads the board: of the 14 municipalities 11 send their
// alderman, one a deputy with a mandate, one an official and one is spoken for
// by another; 8 providers and 6 bodies of education come beside them.
func boardOfTheDemo(t *testing.T, v *visitor) {
	t.Helper()
	v.sees(".bij-rep__summary", "13 van de 14 gemeenten vertegenwoordigd. Nog niet: Losser.")
	counts := map[string]int{}
	for _, state := range v.Texts(".bij-rep__grid:not(.bij-rep__grid--small) .bij-rep__state") {
		counts[state]++
	}
	want := map[string]int{"bestuurlijk": 11, "vervanger met mandaat": 1, "alleen ambtelijk": 1, "mede namens, via Twenterand": 1}
	if !maps.Equal(counts, want) {
		t.Errorf("the municipalities are %v, want %v", counts, want)
	}
	sectors := v.Texts(".bij-rep__grid--small .bij-rep__tile:not(.bij-rep__tile--body) .bij-rep__state")
	if !slices.Equal(sectors, []string{"bestuurlijk 6 van 6", "bestuurlijk 8 van 8"}) {
		t.Errorf("the sectors are %q", sectors)
	}
	if n := len(v.Texts(".bij-rep__tile--body")); n != 8+6 {
		t.Errorf("%d organizations, want 8 and 6", n)
	}
}
