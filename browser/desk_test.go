package browser_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bijeen/browser/browsertest"
)

// loginLink matches the link that the command line prints.
var loginLink = regexp.MustCompile(`http://[^/]+(/beheer/inloggen/\S+)`)

// loginPath asks the command line for a way in and gives its path.
func (s *site) loginPath(t *testing.T) string {
	t.Helper()
	out := s.run("organizer", "add", "--email", "tessa@samen.example", "--name", "Tessa Testerink")
	link := loginLink.FindStringSubmatch(out)
	if link == nil {
		t.Fatalf("organizer add prints no link: %q", out)
	}
	return link[1]
}

// organizer opens a browser window in which somebody has logged in.
func (s *site) organizer(t *testing.T, view browsertest.View) *visitor {
	t.Helper()
	v := s.visit(t, view)
	v.open(s.loginPath(t), http.StatusOK)
	v.follow(deskSend, http.StatusOK)
	if got := v.Path(); got != "/beheer" {
		t.Fatalf("after logging in the address is %s", got)
	}
	return v
}

// deskSend is the first button of a form of the desk.
const deskSend = "main form button"

// download fetches a file of the desk as a logged-in browser does.
func (s *site) download(t *testing.T, path string) string {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := http.Client{Jar: jar}
	login, err := client.PostForm(s.url+s.loginPath(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	login.Body.Close()
	resp, err := client.Get(s.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %s, %v", path, resp.Status, err)
	}
	return string(body)
}

// TestDesk makes a meeting without a file, opens it, helps people who call,
// takes the list and calls the meeting off.
func TestDesk(t *testing.T) {
	t.Parallel()
	s := open(t)
	v := s.visit(t, browsertest.View{NoScript: true})
	v.open("/", http.StatusOK)
	v.check("lijst-leeg")
	v.open("/beheer", http.StatusOK)
	v.sees("h1", "Inloggen bij het beheer")
	path := s.loginPath(t)
	v.open(path, http.StatusOK) // a mail scanner may open it: it uses nothing up
	v.open(path, http.StatusOK)
	v.check("inloggen")
	v.follow(deskSend, http.StatusOK)
	v.sees("h1", "Mijn bijeenkomsten")
	v.check("beheer-leeg")
	other := s.visit(t, browsertest.View{})
	other.open(path, http.StatusGone)
	other.check("inloggen-gebruikt")

	s.makeMeeting(t, v)
	s.helpPeople(t, v)
	s.takeList(t, v)
	s.cancelFor(t, v)
	s.callOff(t, v)
	s.allRead(t)
}

const (
	deskTitle = "Werkbezoek aan de wijkteams"
	deskSlug  = "werkbezoek-aan-de-wijkteams"
	deskPath  = "/beheer/bijeenkomsten/" + deskSlug
	publicly  = "/bijeenkomsten/" + deskSlug
)

// makeMeeting fills in the form of a new meeting, wrongly and rightly, and
// opens it.
func (s *site) makeMeeting(t *testing.T, v *visitor) {
	t.Helper()
	v.Click(".bij-pagehead summary")
	v.follow(`a[href="/beheer/nieuw?soort=scrap_session"]`, http.StatusOK)
	v.check("nieuw")
	v.Type("[name=title]", deskTitle)
	v.follow("button[name=then][value=open]", http.StatusUnprocessableEntity)
	v.sees("#errors", "Kies een datum en tijd voordat u de aanmelding opent")
	v.check("nieuw-fout")
	v.Type("[name=summary]", "Wij bekijken hoe de wijkteams werken.")
	v.Set("[name=date]", "2026-11-26")
	v.Set("[name=starts_at]", "13:30")
	v.Set("[name=ends_at]", "16:00")
	if len(v.Texts("fieldset.bij-block")) == 0 {
		v.follow("button[name=add_site][value=onsite]", http.StatusOK)
	}
	v.Type("[name='sites[0].venue.name']", "De Gieterij")
	v.Type("[name='sites[0].venue.town']", "Hengelo")
	v.Clear("[name='sites[0].seat_capacity']")
	v.Type("[name='sites[0].seat_capacity']", "2")
	v.Type("[name=hosts]", "Samen14")
	v.Type("[name='contact.phone']", "074-123 45 67")
	v.follow("button[name=then][value=open]", http.StatusOK)
	if got := v.Path(); got != deskPath {
		t.Fatalf("the new meeting stands at %s", got)
	}
	v.sees("[role=status]", "de aanmelding is open")
	v.check("overzicht-nieuw")

	public := s.visit(t, browsertest.View{Width: 320, NoScript: true})
	public.open("/", http.StatusOK)
	public.follow(`a[href="`+publicly+`"]`, http.StatusOK)
	public.follow(`a[href="`+publicly+`/aanmelden"]`, http.StatusOK)
	public.fill(sibling(1))
	public.follow(send, http.StatusOK)
	public.sees("h1", "U heeft een plaats")
	s.mail.expect(t, sibling(1).email, wants{"Bevestiging: " + deskTitle + ", donderdag 26 november 2026", "REQUEST", []string{"13.30 tot 16.00 uur"}})
}

// helpPeople works in the list: finds somebody, corrects an address, sends the
// mail again, adds somebody by phone after closing (BR-15), and takes the list.
func (s *site) helpPeople(t *testing.T, v *visitor) {
	t.Helper()
	v.open(deskPath+"/aanmeldingen", http.StatusOK)
	v.sees("table", "Proefstra 1, Noor")
	v.check("aanmeldingen-een")
	v.Type("[name=zoek]", "niemand")
	v.enter(http.StatusOK)
	v.sees("main", "Niets gevonden")
	v.follow(`main p a[href$="/aanmeldingen"]`, http.StatusOK)
	v.follow("tbody a", http.StatusOK)
	v.check("aanmelding")
	person := v.Path()
	v.follow(`form[action$="/mail"] button`, http.StatusOK)
	v.sees("[role=status]", "De mail gaat opnieuw naar "+sibling(1).email)
	s.mail.expect(t, sibling(1).email, wants{"Bevestiging: " + deskTitle + ", donderdag 26 november 2026", "REQUEST", nil})

	v.open(person+"/wijzigen", http.StatusOK)
	v.check("aanmelding-wijzigen")
	const corrected = "noor.proefstra@horizon.example"
	v.Clear("[name=email]")
	v.Type("[name=email]", corrected)
	v.follow(".bij-formsec button", http.StatusOK)
	v.sees("[role=status]", "Het adres is gewijzigd.")
	s.mail.expect(t, sibling(1).email, wants{"Uw e-mailadres is gewijzigd: " + deskTitle, "CANCEL", nil})
	s.mail.expect(t, corrected, wants{"Bevestiging: " + deskTitle + ", donderdag 26 november 2026", "REQUEST", nil})

	v.open(deskPath, http.StatusOK)
	v.follow(`form:has(input[name=status][value=closed]) button`, http.StatusOK)
	v.sees("[role=status]", "De aanmelding is gesloten.")
	public := s.visit(t, browsertest.View{})
	public.open(publicly, http.StatusOK)
	public.missing(`a[href$="/aanmelden"]`)
	public.open(publicly+"/aanmelden", http.StatusConflict)

	s.addByPhone(t, v, sibling(2), "is aangemeld. De mail is onderweg.")
	s.mail.expect(t, sibling(2).email, wants{"Bevestiging: " + deskTitle + ", donderdag 26 november 2026", "REQUEST", nil})
	s.addByPhone(t, v, sibling(3), "staat op de wachtlijst. De mail is onderweg.")
	s.mail.expect(t, sibling(3).email, wants{"U staat op de wachtlijst: " + deskTitle, "", nil})
}

// takeList takes the list as a file: the same that the command line gives.
func (s *site) takeList(t *testing.T, v *visitor) {
	t.Helper()
	v.open(deskPath+"/aanmeldingen", http.StatusOK)
	if got := len(v.Texts("tbody tr")); got != 3 {
		t.Errorf("the list has %d people, want 3", got)
	}
	v.check("aanmeldingen-drie")
	v.Click(".bij-menu summary")
	v.sees(`.bij-menu a[href$="/deelnemerslijst.csv"]`, "CSV")
	got := s.download(t, deskPath+"/deelnemerslijst.csv")
	if !strings.HasPrefix(got, "\ufeffnr;achternaam;tussenvoegsel;voornaam;organisatie;") || strings.Count(got, "\r\n") != 4 {
		t.Errorf("the CSV is\n%s", got)
	}
	if diff := cmp.Diff(s.run("export", "attendees", "--meeting", deskSlug, "--format", "csv"), got); diff != "" {
		t.Errorf("the command line gives another list than the desk (-command +desk):\n%s", diff)
	}
	v.open(deskPath, http.StatusOK)
	v.sees("main", "Laatste lijsten")
	if diff := cmp.Diff([]string{"beheerder, op de server", "Tessa Testerink"}, v.Texts("main table td:nth-of-type(2)")); diff != "" {
		t.Errorf("who took the list, BR-75 (-want +got):\n%s", diff)
	}
	v.check("overzicht-vol")
}

// cancelFor cancels for somebody who calls: the next one gets the place.
func (s *site) cancelFor(t *testing.T, v *visitor) {
	t.Helper()
	v.open(s.peopleOf(t, deskPath+"/aanmeldingen")["Proefstra 2"]+"/afmelden", http.StatusOK)
	v.sees("main", "De plaats gaat naar wie als eerste op de wachtlijst staat.")
	v.follow(deskSend, http.StatusOK)
	v.sees("[role=status]", "is afgemeld en krijgt een mail.")
	s.mail.expect(t, sibling(2).email, wants{"Afgemeld: " + deskTitle, "CANCEL", nil})
	s.mail.expect(t, sibling(3).email, wants{"U heeft een plaats: " + deskTitle + ", donderdag 26 november 2026", "REQUEST", nil})
	s.addByPhone(t, v, sibling(4), "staat op de wachtlijst. De mail is onderweg.")
	s.mail.expect(t, sibling(4).email, wants{"U staat op de wachtlijst: " + deskTitle, "", nil})
}

// addByPhone signs somebody up at the desk.
func (s *site) addByPhone(t *testing.T, v *visitor, p person, want string) {
	t.Helper()
	v.open(deskPath+"/aanmeldingen/toevoegen", http.StatusOK)
	v.sees("main", "De aanmelding is gesloten.")
	v.check("toevoegen")
	v.fill(p)
	v.follow(".bij-formsec button", http.StatusOK)
	v.sees("[role=status]", want)
}

// callOff tells everybody that the meeting will not be.
func (s *site) callOff(t *testing.T, v *visitor) {
	t.Helper()
	v.open(deskPath, http.StatusOK)
	v.follow(`a[href="`+deskPath+`/gaat-niet-door"]`, http.StatusOK)
	v.sees("main", "3 mensen krijgen een mail")
	v.check("gaat-niet-door")
	v.follow(deskSend, http.StatusUnprocessableEntity)
	v.check("gaat-niet-door-fout")
	v.Type("[name=reason]", "De spreker is ziek.")
	v.follow(deskSend, http.StatusOK)
	v.sees("[role=status]", "De bijeenkomst gaat niet door.")
	v.sees(".bij-attention", "Er is niets dat nu uw aandacht vraagt.") // nobody waits any more
	v.check("overzicht-afgelast")
	for _, to := range []string{"noor.proefstra@horizon.example", sibling(3).email} {
		s.mail.expect(t, to, wants{"Gaat niet door: " + deskTitle, "CANCEL", []string{"De spreker is ziek.", "U had een plaats."}})
	}
	s.mail.expect(t, sibling(4).email, wants{"Gaat niet door: " + deskTitle, "", []string{"De spreker is ziek.", "U stond op de wachtlijst."}})

	public := s.visit(t, browsertest.View{Width: 320})
	public.open(publicly, http.StatusOK)
	public.sees("main", "De spreker is ziek.")
	public.check("bijeenkomst-afgelast")
	public.open(publicly+"/aanmelden", http.StatusGone)

	v.open(deskPath+"/berichten", http.StatusOK)
	v.check("berichten")
	v.open(deskPath+"/logboek", http.StatusOK)
	v.check("logboek")
	v.follow(`form[action="/beheer/uitloggen"] button`, http.StatusOK)
	v.open(deskPath, http.StatusOK)
	v.sees("h1", "Inloggen bij het beheer")
}
