package public_test

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// secretive is somebody who gave everything that must not be shown back.
func secretive() models.Attendee {
	p := modelstest.Person(60, "a")
	p.Email, p.Phone = "heel.geheim@horizon.example", "06-98765432"
	p.Diet, p.DietOther, p.Access, p.NeedsConsent, p.Remarks = []string{"halal"}, "notenallergie", "rolstoelplek", true, "opmerking-canary"
	return p
}

// TestOwnPageKeepsSecrets: links get forwarded, so no page behind one shows
// needs, the address or the phone number.
func TestOwnPageKeepsSecrets(t *testing.T) {
	site := cast(t)
	path := own(t, site, "bestuur", secretive())
	pages := []string{path, path + "/wijzigen", path + "/wijzigen?deel=eten", path + "/wijzigen?deel=telefoon", path + "/afmelden", path + "/vervangen", path + "/afspraak.ics"}
	for _, page := range pages {
		a := site.Get(page)
		if a.Status != 200 || a.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: status %d, %q", page, a.Status, a.Header.Get("Cache-Control"))
		}
		for _, secret := range []string{"heel.geheim", "98765432", "98765432", "notenallergie", "rolstoelplek", "opmerking-canary", `value="halal" checked`} {
			if strings.Contains(a.Body, secret) {
				t.Errorf("%s shows %q", page, secret)
			}
		}
	}
	a := site.Get(path)
	for _, want := range []string{"h…@horizon.example", "Proef60 Testerink60", "Opgegeven"} { // negative control
		if !strings.Contains(a.Body, want) {
			t.Errorf("the own page does not show %q", want)
		}
	}
	// A form that comes back with errors must not fill in what is known either.
	errors := site.Post(path+"/wijzigen?deel=eten", url.Values{"has": {"diet needs_consent"}, "access": {"ringleiding"}})
	if errors.Status != 422 || !strings.Contains(errors.Body, "ringleiding") || strings.Contains(errors.Body, "rolstoelplek") {
		t.Errorf("status %d: the form shows needs back", errors.Status)
	}
}

func TestOwnPageLinks(t *testing.T) {
	site := cast(t)
	path := own(t, site, "open", modelstest.Person(61))
	a := site.Get(path)
	for _, below := range []string{"/afspraak.ics", "/wijzigen", "/vervangen", "/afmelden"} {
		if !a.Has(`a[href="` + path + below + `"]`) {
			t.Errorf("no link to %s", below)
		}
	}
	english := site.Get(path + "?taal=en")
	if !english.Has(`a[href="` + path + `/afmelden?taal=en"]`) {
		t.Error("links forget the language")
	}
	if !a.Has(`meta[name=robots][content=noindex]`) {
		t.Error("search machines may keep the own page")
	}
}

func TestWrongLinks(t *testing.T) {
	site := cast(t)
	good := own(t, site, "open", modelstest.Person(62))
	flipped := []byte(good)
	flipped[len(flipped)-1] ^= 1
	for _, path := range []string{"/aanmelding/x", "/aanmelding/" + strings.Repeat("a", 39), string(flipped), good + "aa", "/aanmelding/%00", "/aanmelding/../beheer"} {
		a := site.Get(path)
		if a.Status != 404 {
			t.Errorf("%q: status %d, want 404", path, a.Status)
		}
	}
	a := site.Get("/aanmelding/" + strings.Repeat("a", 39))
	if !strings.Contains(a.Text("main"), "Vraag een nieuwe link aan") || !a.Has(`main a[href="/mijn-aanmelding"]`) {
		t.Error("a wrong link gives no way to a new one")
	}
	for _, post := range []string{"/afmelden", "/vervangen", "/wijzigen", "/aanbod"} {
		if a := site.Post("/aanmelding/aaaa"+post, nil); a.Status != 404 {
			t.Errorf("POST %s behind a wrong link: %d", post, a.Status)
		}
	}
}

// TestBR20: a link works until 30 days after the meeting.
func TestBR20_LinkEnds(t *testing.T) {
	site := cast(t)
	path := own(t, site, "open", modelstest.Person(63))
	end := *modelstest.At("2019-11-29 12:00")
	site.Clock.Set(end.Add(30 * 24 * time.Hour))
	if a := site.Get(path); a.Status != 200 || a.Text(".bij-ticket h2") != "Deze bijeenkomst is geweest" {
		t.Errorf("30 days later: status %d", a.Status)
	}
	site.Clock.Add(time.Second)
	for _, below := range []string{"", "/wijzigen", "/afspraak.ics"} {
		if a := site.Get(path + below); a.Status != 410 {
			t.Errorf("a second later, %q: status %d, want 410", below, a.Status)
		}
	}
	if a := site.Post(path+"/afmelden", nil); a.Status != 410 {
		t.Errorf("cancel after the end: %d, want 410", a.Status)
	}
}

func TestCancel(t *testing.T) {
	site := platform(t, 1)
	first := own(t, site, "platform", modelstest.Person(1))
	second := own(t, site, "platform", modelstest.Person(2))
	if got := site.Get(second).Text(".bij-ticket h2"); got != "U staat op nummer 1 van de wachtlijst" {
		t.Errorf("the second reads %q", got)
	}
	ask := site.Get(first + "/afmelden")
	if ask.Status != 200 || ask.Text("h1") != "Wilt u zich afmelden?" || !ask.Has(`form[method=post][action="`+first+`/afmelden"]`) {
		t.Errorf("question: status %d, %s", ask.Status, ask.Text("h1"))
	}
	if got := site.One("select status from registrations order by id limit 1"); got != "registered" {
		t.Fatalf("BR-19: asking changed the state to %s", got)
	}
	done := site.Post(first+"/afmelden", nil)
	again := site.Post(first+"/afmelden", nil)
	if done.Status != 303 || done.Location() != first || again.Status != done.Status || again.Location() != done.Location() {
		t.Errorf("first %d %q, again %d %q", done.Status, done.Location(), again.Status, again.Location())
	}
	if a := site.Get(first); a.Status != 200 || a.Text(".bij-ticket h2") != "U bent afgemeld" || a.Has(`a[href$="/afmelden"]`) {
		t.Errorf("afterwards: status %d, %s", a.Status, a.Text(".bij-ticket h2"))
	}
	if a := site.Get(first + "/afmelden"); a.Status != 200 || a.Text(".bij-ticket h2") != "U bent afgemeld" {
		t.Errorf("asking again: status %d", a.Status)
	}
	if got := site.Get(second).Text(".bij-ticket h2"); got != "U bent aangemeld" {
		t.Errorf("BR-32: the next one reads %q", got)
	}
	if a := site.Get(first + "/afspraak.ics"); a.Status != 404 {
		t.Errorf("appointment of who cancelled: %d", a.Status)
	}
	if got := site.Query("select kind from messages where registration_id = 2 order by id"); len(got) != 2 || got[1][0] != "place_given" {
		t.Errorf("mails to the next one: %v", got)
	}
}

func TestCancelWords(t *testing.T) {
	site := cast(t)
	offered, _ := offer(t, site, "aanbod")
	site.Post("/bijeenkomsten/aangekondigd/belangstelling", fenna())
	interested := "/aanmelding/" + site.Token(lastID(t, site), 1)
	for path, want := range map[string]string{
		own(t, site, "open", modelstest.Person(70)):       "Wilt u zich afmelden?",
		own(t, site, "wachtlijst", modelstest.Person(71)): "Wilt u van de wachtlijst af?",
		own(t, site, "aanvraag", modelstest.Person(72)):   "Wilt u uw aanvraag intrekken?",
		offered:    "Wilt u van de wachtlijst af?",
		interested: "Wilt u geen bericht meer?",
	} {
		if got := site.Get(path + "/afmelden").Text("h1"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func lastID(t testing.TB, site *handlerstest.Site) int64 {
	t.Helper()
	var id int64
	for _, r := range site.One("select max(id) from registrations") {
		id = id*10 + int64(r-'0')
	}
	return id
}

func TestOffer(t *testing.T) {
	site := handlerstest.New(t)
	path, _ := offer(t, site, "platform")
	a := site.Get(path)
	if a.Text(".bij-ticket h2") != "Er is een plaats voor u vrij" || !a.Has(`form[action="`+path+`/aanbod"] button[name=answer][value=accept]`) {
		t.Fatalf("own page says %q", a.Text(".bij-ticket h2"))
	}
	if a.Has(`a[href$="/afmelden"]`) {
		t.Error("beside the answers to an offer there is another way to say no")
	}
	for _, wrong := range []string{"", "maybe"} {
		if a := site.Post(path+"/aanbod", url.Values{"answer": {wrong}}); a.Status != 422 {
			t.Errorf("answer %q: status %d, want 422", wrong, a.Status)
		}
	}
	if a := site.Post(path+"/aanbod", url.Values{"answer": {"again"}}); a.Status != 409 {
		t.Errorf("asking for a new offer while one is open: %d, want 409", a.Status)
	}
	accepted := site.Post(path+"/aanbod", url.Values{"answer": {"accept"}})
	if accepted.Status != 303 || accepted.Location() != path+"?bericht=plaats" {
		t.Errorf("accept: %d to %q", accepted.Status, accepted.Location())
	}
	before := site.One("select count(*) from messages") + site.One("select count(*) from registration_changes")
	if a := site.Post(path+"/aanbod", url.Values{"answer": {"accept"}}); a.Status != 303 {
		t.Errorf("a second accept: %d, want 303", a.Status)
	}
	if after := site.One("select count(*) from messages") + site.One("select count(*) from registration_changes"); after != before {
		t.Error("a second accept changed something")
	}
	if got := site.Get(accepted.Location()); got.Text(".bij-ticket h2") != "U bent aangemeld" || !strings.Contains(got.Text("[role=status]"), "U heeft de plaats") {
		t.Errorf("afterwards %q", got.Text(".bij-ticket h2"))
	}
	if a := site.Post(path+"/aanbod", url.Values{"answer": {"refuse"}}); a.Status != 409 || !a.Has(`a[href="`+path+`"]`) {
		t.Errorf("refusing without an offer: %d, want 409 with a way back", a.Status)
	}
	if a := site.Get(path + "/aanbod"); a.Status != 405 || a.Header.Get("Allow") != "OPTIONS, POST" {
		t.Errorf("GET aanbod: %d, Allow %q", a.Status, a.Header.Get("Allow"))
	}
}

func TestOfferRefused(t *testing.T) {
	site := handlerstest.New(t)
	path, _ := offer(t, site, "platform")
	if a := site.Post(path+"/aanbod", url.Values{"answer": {"refuse"}}); a.Status != 303 || a.Location() != path+"?bericht=bedankt" {
		t.Errorf("refuse: %d to %q", a.Status, a.Location())
	}
	if got := site.Get(path).Text(".bij-ticket h2"); got != "U staat niet meer op de lijst" {
		t.Errorf("afterwards %q", got)
	}
}

// While a meeting is postponed nobody can say whether they come: an offer
// waits, and leaving is the one thing left.
func TestOfferOfPostponed(t *testing.T) {
	site := handlerstest.New(t)
	path, m := offer(t, site, "platform")
	in := m.Input()
	in.Status, in.StatusReason = models.MeetingPostponed, "De zaal is bezet."
	site.Save(in)
	a := site.Get(path)
	if a.Has(`button[name=answer]`) || !a.Has(`a[href$="/afmelden"]`) || a.Text(".bij-aside h2") == "Een vraag?" {
		t.Errorf("own page: %s", a.Text("main"))
	}
	in.Status, in.StatusReason = models.MeetingOpen, ""
	site.Save(in)
	if a := site.Get(path); !a.Has(`button[name=answer][value=accept]`) || a.Has(`a[href$="/afmelden"]`) {
		t.Errorf("once it goes on: %s", a.Text("main"))
	}
}

// TestOfferLapsed: who let an offer go by can say "ik wil nog".
func TestOfferLapsed(t *testing.T) {
	site := handlerstest.New(t)
	path, m := offer(t, site, "platform")
	lapse(t, site, m)
	a := site.Get(path)
	if !a.Has(`button[name=answer][value=again]`) {
		t.Fatalf("no way to ask for another offer: %s", a.Text(".bij-ticket"))
	}
	if a := site.Post(path+"/aanbod", url.Values{"answer": {"accept"}}); a.Status != 409 {
		t.Errorf("accepting what lapsed: %d, want 409", a.Status)
	}
	again := site.Post(path+"/aanbod", url.Values{"answer": {"again"}})
	if again.Status != 303 || again.Location() != path+"?bericht=wil-nog" {
		t.Errorf("again: %d to %q", again.Status, again.Location())
	}
}

func TestAppointment(t *testing.T) {
	site := cast(t)
	path := own(t, site, "open", modelstest.Person(64))
	ics := site.Get(path + "/afspraak.ics")
	body := unfolded(ics.Body)
	for _, want := range []string{"METHOD:PUBLISH", "SEQUENCE:0", "DTSTART;TZID=Europe/Amsterdam:20191129T093000", "LOCATION:De Gieterij\\, Hoofdgebouw Victoria '28\\, Gieterij 200\\, 7553 VZ Hengelo"} {
		if !strings.Contains(body, want+"\r\n") {
			t.Errorf("no %s in\n%s", want, body)
		}
	}
	if strings.Contains(body, "ATTENDEE") || strings.Contains(body, "/aanmelding/") || ics.Header.Get("Cache-Control") != "no-store" {
		t.Error("the appointment names the person, holds the link or may be kept")
	}
	online := own(t, site, "twee", modelstest.Person(65, "c"))
	if got := unfolded(site.Get(online + "/afspraak.ics").Body); !strings.Contains(got, "LOCATION:https://bellen.example/kamer") {
		t.Errorf("the appointment of an online seat has no link:\n%s", got)
	}
	waiting := own(t, site, "wachtlijst", modelstest.Person(66))
	if a := site.Get(waiting + "/afspraak.ics"); a.Status != 404 {
		t.Errorf("appointment without a seat: %d, want 404", a.Status)
	}
}

func TestOwnMeetingStates(t *testing.T) {
	site := cast(t)
	path := own(t, site, "open", modelstest.Person(67))
	in := site.Meeting("open").Input()
	in.Status, in.StatusReason = models.MeetingPostponed, "De zaal is bezet."
	site.Save(in)
	if a := site.Get(path); a.Text(".bij-ticket h2") != "Deze bijeenkomst is uitgesteld" || !strings.Contains(a.Body, "De zaal is bezet.") || a.Has(`a[href$="afspraak.ics"]`) {
		t.Errorf("postponed: %q", a.Text(".bij-ticket"))
	}
	if a := site.Get(path); !strings.Contains(a.Body, "Nieuwe datum volgt (was ") || a.Has(`.bij-facts time`) {
		t.Error("a postponed meeting shows its old date as if it held")
	}
	in.Status, in.StatusReason = models.MeetingCancelled, "De spreker is ziek."
	site.Save(in)
	a := site.Get(path)
	if a.Text(".bij-ticket h2") != "Deze bijeenkomst gaat niet door" || a.Has(`a[href$="/afmelden"]`) {
		t.Errorf("called off: %q", a.Text(".bij-ticket"))
	}
	if post := site.Post(path+"/afmelden", nil); post.Status != 410 {
		t.Errorf("cancelling what is called off: %d, want 410", post.Status)
	}
}

// A note in the address is one of ours or nothing.
func TestOwnNotes(t *testing.T) {
	site := cast(t)
	path := own(t, site, "open", modelstest.Person(68))
	if a := site.Get(path + "?bericht=gewijzigd"); a.Text("[role=status]") != "Uw wijziging is bewaard." {
		t.Error("no note after a change")
	}
	if a := site.Get(path + "?bericht=%3Cb%3Ebel+dit+nummer"); a.Has("[role=status]") || strings.Contains(a.Body, "bel dit nummer") {
		t.Error("a note of somebody else is shown")
	}
}

func TestSubstitute(t *testing.T) {
	site := cast(t)
	p := secretive()
	p.Represents = []string{"GM0153"}
	path := own(t, site, "bestuur", p)
	form := site.Get(path + "/vervangen")
	if form.Status != 200 || !strings.Contains(form.Text("main"), "De vervanger moet ook namens Enschede kunnen spreken.") || !form.Has("input[name=mandated]") {
		t.Errorf("form: status %d", form.Status)
	}
	a := site.Post(path+"/vervangen", with(with(fenna2(), "mandated", "yes"), "job_title", "Wethouder"))
	if a.Status != 303 || a.Location() != "/bijeenkomsten/bestuur?bericht=vervangen" {
		t.Fatalf("status %d to %q\n%s", a.Status, a.Location(), a.Body)
	}
	if note := site.Get(a.Location()); !strings.HasPrefix(note.Text("[role=status]"), "Uw vervanger heeft uw plaats") {
		t.Errorf("the page of the meeting says %q", note.Text("[role=status]"))
	}
	if plain := site.Get("/bijeenkomsten/bestuur"); plain.Has("[role=status]") {
		t.Error("the note is kept for everybody")
	}
	if got := site.Query("select status from registrations where meeting_id = (select id from meetings where slug = 'bestuur') order by id"); len(got) != 2 || got[0][0] != "substituted" || got[1][0] != "registered" {
		t.Errorf("states %v", got)
	}
	if got := site.One("select count(*) from needs n join registrations r on r.id = n.registration_id where r.status = 'registered'"); got != "0" {
		t.Error("BR-28: needs went along to the substitute")
	}
	for _, below := range []string{"", "/vervangen", "/afspraak.ics", "/wijzigen", "/afmelden"} {
		if a := site.Get(path + below); a.Status != 410 {
			t.Errorf("%s after a substitute: %d, want 410", below, a.Status)
		}
	}
}

func TestSubstituteRefused(t *testing.T) {
	site := cast(t)
	path := own(t, site, "open", modelstest.Person(80))
	own(t, site, "open", modelstest.Person(81))
	known := url.Values{"given_name": {"Proef81"}, "surname": {"Testerink81"}, "email": {"proef81@horizon.example"}, "organization": {"Horizon"}}
	if a := site.Post(path+"/vervangen", known); a.Status != 422 || !strings.Contains(a.Text(".bij-errors"), "al aangemeld") {
		t.Errorf("BR-30: status %d", a.Status)
	}
	self := url.Values{"given_name": {"Proef80"}, "surname": {"Testerink80"}, "email": {"proef80@horizon.example"}}
	if a := site.Post(path+"/vervangen", self); a.Status != 422 {
		t.Errorf("oneself: status %d", a.Status)
	}
	empty := site.Post(path+"/vervangen", url.Values{})
	if empty.Status != 422 || !empty.Has("#given-name-error") || !strings.Contains(empty.Text(".bij-errors"), "Vul een voornaam in") {
		t.Errorf("empty form: status %d, %s", empty.Status, empty.Text(".bij-errors"))
	}
	waiting := own(t, site, "wachtlijst", modelstest.Person(82))
	for _, a := range []*handlerstest.Answer{site.Get(waiting + "/vervangen"), site.Post(waiting+"/vervangen", fenna2())} {
		if a.Status != 409 || !a.Has(`a[href="`+waiting+`"]`) {
			t.Errorf("without a seat: status %d, want 409 and a way back", a.Status)
		}
	}
	in := site.Meeting("open").Input()
	in.SubstitutionPolicy = models.SubstitutionNone
	site.Save(in)
	if a := site.Get(path + "/vervangen"); a.Status != 409 || a.Has("input[name=given_name]") {
		t.Errorf("policy none: status %d with a form that must fail", a.Status)
	}
	if a := site.Post(path+"/vervangen", fenna2()); a.Status != 422 {
		t.Errorf("policy none: POST %d, want 422", a.Status)
	}
	if site.Get(path).Has(`a[href$="/vervangen"]`) {
		t.Error("the own page offers what is not allowed")
	}
}

func TestRejected(t *testing.T) {
	site := cast(t)
	path := own(t, site, "aanvraag", modelstest.Person(83))
	if err := site.Reject(context.Background(), site.Meeting("aanvraag").ID, lastID(t, site), byOrganizer, "Vol"); err != nil {
		t.Fatal(err)
	}
	if got := site.Get(path).Text(".bij-ticket h2"); got != "U heeft geen plaats gekregen" {
		t.Errorf("rejected: %q", got)
	}
}
