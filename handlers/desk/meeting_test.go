package desk_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// filled gives the fields of the form on a page as a browser would send them
// without a button.
func filled(t testing.TB, a *handlerstest.Answer) url.Values {
	t.Helper()
	values := url.Values{}
	a.Doc().Find("main form[method=post]").Find("input, select, textarea").Each(func(_ int, s *goquery.Selection) {
		name, _ := s.Attr("name")
		value, _ := s.Attr("value")
		kind, _ := s.Attr("type")
		_, checked := s.Attr("checked")
		switch goquery.NodeName(s) {
		case "textarea":
			value = s.Text()
		case "select":
			value, _ = s.Find("option[selected]").Attr("value")
			if value == "" {
				value, _ = s.Find("option").First().Attr("value")
			}
		}
		if kind == "checkbox" || kind == "radio" {
			if !checked {
				return
			}
		}
		values.Add(name, value)
	})
	return values
}

func set(v url.Values, pairs ...string) url.Values {
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

// A meeting is made from the defaults of its kind and opened in one go.
func TestCreateMeeting(t *testing.T) {
	site := handlerstest.New(t)
	client := login(t, site, models.RoleOrganizer)
	a := client.Get("/beheer/nieuw?soort=scrap_session")
	v := filled(t, a)
	if v.Get("visibility") != "public" || v.Get("waitlist_mode") != "auto" || v.Get("substitution_policy") != "same_organization" {
		t.Errorf("defaults %v; want those of rules §3.2", v)
	}
	v = filled(t, client.Post("/beheer/nieuw", set(v, "title", "Schrapsessie Jeugdhulp: één middag!", "add_site", "onsite")))
	v = set(v, "sites[0].venue.name", "Stadhuis", "sites[0].venue.town", "Hof van Twente", "sites[0].seat_capacity", "1.200",
		"date", "2019-12-12", "starts_at", "13.30", "ends_at", "16:00", "doors_open_at", "13:00", "registration_closes_on", "2019-12-10",
		"hosts", "OZJT/Samen14\r\nSaxion", "contact.email", "post@ozjt.example", "programme", "13.30-14.00 Opening\r\n", "then", "open")
	a = client.Post("/beheer/nieuw", v)
	if a.Status != 303 || a.Location() != "/beheer/bijeenkomsten/schrapsessie-jeugdhulp-een-middag" {
		t.Fatalf("status %d to %q: %s", a.Status, a.Location(), a.Doc().Find("#errors").Text())
	}
	if text := client.Get(a.Location()).Text(".utrecht-alert"); !strings.Contains(text, "de aanmelding is open") {
		t.Errorf("flash %q", text)
	}
	m := site.Meeting("schrapsessie-jeugdhulp-een-middag")
	if m.Status != models.MeetingOpen || m.Title != "Schrapsessie Jeugdhulp: één middag!" || !m.StartsAt.Equal(*modelstest.At("2019-12-12 13:30")) {
		t.Errorf("stored %s, %q at %s", m.Status, m.Title, m.StartsAt)
	}
	if s := m.Sites[0]; s.Key != "hof-van-twente" || s.SeatCapacity != 1200 {
		t.Errorf("site %q with %d places", s.Key, s.SeatCapacity)
	}
	if !m.RegistrationClosesAt.Equal(*modelstest.At("2019-12-11 00:00")) {
		t.Errorf("closes at %s; want after 10 December", m.RegistrationClosesAt)
	}
	if !m.NumbersDueAt.Equal(*modelstest.At("2019-12-10 00:00")) {
		t.Errorf("numbers due at %s; want 3 working days before, at the end of the day", m.NumbersDueAt)
	}
	if len(m.Hosts) != 2 || m.Hosts[0].Role != "lead" || m.Hosts[1].Role != "co" || len(m.Programme) != 1 {
		t.Errorf("hosts %v, programme %v", m.Hosts, m.Programme)
	}
}

// BR-01: without a date a meeting can be announced and not opened. Nothing
// that was typed is lost.
func TestBR01_OpeningNeedsADate(t *testing.T) {
	site := handlerstest.New(t)
	client := login(t, site, models.RoleOrganizer)
	v := form("kind", "network_gathering", "title", "Voorjaarsbijeenkomst <b>", "summary", "Eerste regel\r\nTweede", "date_text", "in het voorjaar", "hosts", "Saxion", "then", "open")
	a := client.Post("/beheer/nieuw", v)
	if a.Status != 422 || !strings.HasPrefix(a.Text("title"), "Fout: ") {
		t.Fatalf("open: status %d, title %q", a.Status, a.Text("title"))
	}
	if !a.Has(`#errors a[href="#date"]`) || !a.Has("#date[aria-invalid=true]") || !a.Has(`#errors a[href="#sites"]`) {
		t.Errorf("errors %q; want the date and a site", a.Text("#errors"))
	}
	again := filled(t, a)
	for name := range v {
		if name != "then" && again.Get(name) != strings.ReplaceAll(v.Get(name), "\r\n", "\n") {
			t.Errorf("%s became %q, want %q", name, again.Get(name), v.Get(name))
		}
	}
	a = client.Post("/beheer/nieuw", set(v, "then", "announced"))
	m := site.Meeting("voorjaarsbijeenkomst-b")
	if a.Status != 303 || m.Status != models.MeetingAnnounced || m.DateText != "in het voorjaar" || m.StartsAt != nil {
		t.Errorf("announce: status %d, stored %s %q", a.Status, m.Status, m.DateText)
	}
}

func TestCreateMeeting_SaysWhatIsWrongAtTheField(t *testing.T) {
	site := handlerstest.New(t)
	client := login(t, site, models.RoleOrganizer)
	a := client.Post("/beheer/nieuw", form("kind", "platform_meeting", "title", "", "date", "2019-13-40", "starts_at", "half tien", "ends_at", "",
		"contact.email", "geen adres", "programme", "Opening", "sites[0].mode", "onsite", "sites[0].seat_capacity", "veel", "sites[1].mode", "online", "sites[1].join_url", "bellen"))
	for _, id := range []string{"title", "date", "contact-email", "programme", "sites-0-seat-capacity", "sites-0-venue-name", "sites-1-join-url"} {
		if !a.Has("#"+id+"[aria-invalid=true]") || !a.Has(`#errors a[href="#`+id+`"]`) {
			t.Errorf("no error at %s: %q", id, a.Text("#errors"))
		}
	}
	if a.Status != 422 {
		t.Errorf("status %d, want 422", a.Status)
	}
}

// Opening the form and saving it untouched changes nothing, for a meeting
// with everything there is.
func TestChangeMeeting_UntouchedFormChangesNothing(t *testing.T) {
	site := handlerstest.New(t)
	gathering(t, site)
	boardMeeting(t, site)
	client := login(t, site, models.RoleOrganizer)
	for _, slug := range []string{"grote-bijeenkomst", "bestuursbijeenkomst"} {
		before := site.Meeting(slug)
		path := "/beheer/bijeenkomsten/" + slug
		a := client.Post(path+"/wijzigen", filled(t, client.Get(path+"/wijzigen")))
		if a.Status != 303 {
			t.Fatalf("%s: status %d: %s", slug, a.Status, a.Doc().Find("#errors").Text())
		}
		if text := client.Get(path).Text(".utrecht-alert"); !strings.Contains(text, "niets veranderd") {
			t.Errorf("%s: %q; want nothing changed", slug, text)
		}
		if after := site.Meeting(slug); !after.UpdatedAt.Equal(before.UpdatedAt) {
			t.Errorf("%s was stored again", slug)
		}
	}
}

// An hour on a last day is not on the form, and stays when something else is
// changed; another day counts in full (BR-14).
func TestChangeMeeting_HourOfALastDayStays(t *testing.T) {
	site := handlerstest.New(t)
	in := modelstest.Gathering("platform", 5)
	in.NumbersDueAt, in.RegistrationClosesAt = modelstest.At("2019-11-26 17:00"), modelstest.At("2019-11-27 12:00")
	site.Save(in)
	client := login(t, site, models.RoleOrganizer)
	path := "/beheer/bijeenkomsten/platform/wijzigen"
	for _, step := range []struct{ name, value, numbers, closes string }{
		{"sites[0].seat_capacity", "6", "2019-11-26 17:00", "2019-11-27 12:00"},
		{"numbers_due_on", "2019-11-25", "2019-11-26 00:00", "2019-11-27 12:00"},
	} {
		if a := client.Post(path, set(filled(t, client.Get(path)), step.name, step.value)); a.Status != 303 {
			t.Fatalf("%s: status %d %s", step.name, a.Status, a.Text("#errors"))
		}
		m := site.Meeting("platform")
		if !m.NumbersDueAt.Equal(*modelstest.At(step.numbers)) || !m.RegistrationClosesAt.Equal(*modelstest.At(step.closes)) {
			t.Errorf("after %s: numbers due %s, closes %s; want %s and %s", step.name, m.NumbersDueAt, m.RegistrationClosesAt, step.numbers, step.closes)
		}
	}
	if m := site.Meeting("platform"); m.Sites[0].SeatCapacity != 6 {
		t.Errorf("%d places; want 6", m.Sites[0].SeatCapacity)
	}
}

// BR-34: lowering the capacity removes nobody; the site says how many are
// too many, with those who signed up last first.
func TestBR34_LoweredCapacity(t *testing.T) {
	site := handlerstest.New(t)
	m := site.Save(modelstest.Gathering("platform", 5))
	for i := range 5 {
		site.SignUpAll(m, modelstest.Person(i))
		site.Clock.Add(time.Minute)
	}
	client := login(t, site, models.RoleOrganizer)
	path := "/beheer/bijeenkomsten/platform"
	a := client.Post(path+"/wijzigen", set(filled(t, client.Get(path+"/wijzigen")), "sites[0].seat_capacity", "3"))
	if a.Status != 303 {
		t.Fatalf("status %d: %s", a.Status, a.Text("main"))
	}
	a = client.Get(path)
	if !strings.Contains(a.Text(".utrecht-alert"), "2 mensen te veel") || !strings.Contains(a.Text("main"), "2 te veel") {
		t.Errorf("overview does not say 2 too many: %q", a.Text("main"))
	}
	link, _ := a.Doc().Find(`a[href*="volgorde=laatst"]`).Attr("href")
	names := client.Get(link).Doc().Find("tbody th a").Map(func(_ int, s *goquery.Selection) string { return s.Text() })
	if want := "Testerink4, Proef4"; len(names) != 5 || names[0] != want {
		t.Errorf("list %v; want all five, %q first", names, want)
	}
}

// BR-35: more places are given at once, in order, and the flash says so.
func TestBR35_RaisedCapacity(t *testing.T) {
	site := handlerstest.New(t)
	m := site.Save(modelstest.Gathering("platform", 1))
	out := site.SignUpAll(m, modelstest.Person(1), modelstest.Person(2), modelstest.Person(3), modelstest.Person(4))
	client := login(t, site, models.RoleOrganizer)
	path := "/beheer/bijeenkomsten/platform"
	client.Post(path+"/wijzigen", set(filled(t, client.Get(path+"/wijzigen")), "sites[0].seat_capacity", "3", "confirmed", "1"))
	if text := client.Get(path).Text(".utrecht-alert"); !strings.Contains(text, "2 mensen van de wachtlijst") {
		t.Errorf("flash %q", text)
	}
	want := []models.RegistrationStatus{models.Registered, models.Registered, models.Registered, models.Waitlisted}
	for i, o := range out {
		if got := site.Status(o.RegistrationID); got != want[i] {
			t.Errorf("person %d is %s, want %s", i+1, got, want[i])
		}
	}
}

// BR-42, BR-43: a changed time tells how many mails wait how long; a changed
// text tells nobody; undoing within the delay leaves no mail.
func TestBR43_SavingSaysHowManyMailsGo(t *testing.T) {
	site := handlerstest.New(t)
	m := site.Save(modelstest.Gathering("platform", 5))
	site.SignUpAll(m, modelstest.Person(1), modelstest.Person(2))
	site.Deliver()
	client := login(t, site, models.RoleOrganizer)
	path := "/beheer/bijeenkomsten/platform"
	save := func(pairs ...string) string {
		t.Helper()
		site.Clock.Add(time.Minute)
		if a := client.Post(path+"/wijzigen", set(filled(t, client.Get(path+"/wijzigen")), pairs...)); a.Status != 303 {
			t.Fatalf("status %d: %s", a.Status, a.Doc().Find("#errors").Text())
		}
		return client.Get(path).Text(".utrecht-alert")
	}
	if text := save("summary", "Een nieuwe tekst"); strings.Contains(text, "mail") {
		t.Errorf("changed text: %q; want no word of mail", text)
	}
	if text := save("starts_at", "10:00", "confirmed", "1"); !strings.Contains(text, "2 mails gaan vanaf 12.12 uur weg") || !strings.Contains(text, "10 minuten") {
		t.Errorf("changed time: %q; want 2 mails and until when", text)
	}
	save("starts_at", "09:30")
	site.Clock.Add(11 * time.Minute)
	for _, c := range site.Deliver() {
		if c.Kind == models.MailChanged {
			t.Errorf("a mail went about a change that was undone")
		}
	}
}

// Two editors: the second gets 409 with both versions, and may then save.
func TestChangeMeeting_TwoEditors(t *testing.T) {
	site := handlerstest.New(t)
	site.Save(modelstest.Gathering("platform", 5))
	path := "/beheer/bijeenkomsten/platform"
	first, second := login(t, site, models.RoleOrganizer), login(t, site, models.RoleAdmin)
	mine, theirs := filled(t, second.Get(path+"/wijzigen")), filled(t, first.Get(path+"/wijzigen"))
	site.Clock.Add(time.Minute)
	if a := first.Post(path+"/wijzigen", set(theirs, "title", "Titel van de eerste")); a.Status != 303 {
		t.Fatalf("first: status %d", a.Status)
	}
	site.Clock.Add(time.Minute)
	a := second.Post(path+"/wijzigen", set(mine, "title", "Titel van de tweede"))
	if a.Status != 409 || !strings.Contains(a.Text("[role=alert]"), "Tessa Testerink") {
		t.Fatalf("second: status %d, %s", a.Status, a.Text("main"))
	}
	row := a.Text("table tbody tr")
	if !strings.Contains(row, "Titel van de eerste") || !strings.Contains(row, "Titel van de tweede") || !strings.HasPrefix(row, "Titel") {
		t.Errorf("difference %q; want both titles", row)
	}
	again := filled(t, a)
	if again.Get("title") != "Titel van de tweede" {
		t.Errorf("typed title became %q", again.Get("title"))
	}
	if site.Meeting("platform").Title != "Titel van de eerste" {
		t.Error("the second overwrote the first unseen")
	}
	if a := second.Post(path+"/wijzigen", again); a.Status != 303 || site.Meeting("platform").Title != "Titel van de tweede" {
		t.Errorf("after a look: status %d, title %q", a.Status, site.Meeting("platform").Title)
	}
}

// An editor changes texts and programme and nothing else, whatever is sent.
func TestChangeMeeting_EditorChangesTextsOnly(t *testing.T) {
	site := handlerstest.New(t)
	gathering(t, site)
	client := login(t, site, models.RoleEditor)
	path := "/beheer/bijeenkomsten/grote-bijeenkomst"
	page := client.Get(path + "/wijzigen")
	if page.Has("#title") || page.Has("#date") || !page.Has("#summary") || !page.Has("#programme") {
		t.Error("the form of an editor shows more or less than texts")
	}
	v := set(filled(t, page), "summary", "Nieuwe tekst", "sites[0].route_text", "Volg de borden", "title", "Gekaapt", "date", "2020-01-01", "starts_at", "08:00",
		"sites[0].seat_capacity", "0", "visibility", "members", "then", "open", "status", "cancelled", "contact.email", "kwaad@kwaad.example")
	if a := client.Post(path+"/wijzigen", v); a.Status != 303 {
		t.Fatalf("status %d: %s", a.Status, a.Text("main"))
	}
	m := site.Meeting("grote-bijeenkomst")
	if m.Summary != "Nieuwe tekst" || m.Sites[0].RouteText != "Volg de borden" {
		t.Errorf("texts not stored: %q, %q", m.Summary, m.Sites[0].RouteText)
	}
	if m.Title != "Informeren, inspireren, bewegen" || m.Sites[0].SeatCapacity != 4 || m.Visibility != models.VisibilityPublic || !m.StartsAt.Equal(*modelstest.At("2019-11-29 09:30")) || m.ContactEmail != "secretariaat@platform.example" {
		t.Errorf("an editor changed more than texts: %q, %d places, %s", m.Title, m.Sites[0].SeatCapacity, m.Visibility)
	}
}

// A meeting by invitation says on its form where people are invited, and that
// page is there.
func TestChangeMeeting_SaysWhereToInvite(t *testing.T) {
	site := handlerstest.New(t)
	in := modelstest.Gathering("platform", 5)
	in.RegistrationMode = models.ModeInvitation
	site.Save(in)
	client := login(t, site, models.RoleOrganizer)
	path := "/beheer/bijeenkomsten/platform"
	if text := client.Get(path + "/wijzigen").Text("form .utrecht-alert"); !strings.Contains(text, "nodig mensen uit bij Aanmeldingen, onder Uitnodigingen") {
		t.Errorf("the form says %q", text)
	}
	if page := client.Get(path + "/aanmeldingen"); !page.Has(`main a[href="`+path+`/uitnodigingen"]`) || client.Get(path+"/uitnodigingen").Text("h1") != "Uitnodigingen" {
		t.Errorf("there is no such way: %s", page.Text("main"))
	}
}

// Forty sites fit into one form.
func TestChangeMeeting_FortySites(t *testing.T) {
	site := handlerstest.New(t)
	seats := make([]int, 26)
	in := modelstest.Gathering("schrapsessie", seats...)
	for i := range in.Sites {
		in.Sites[i].RouteText, in.Sites[i].SeatCapacity = strings.Repeat("Volg de borden naar de zaal. ", 60), 12
	}
	for i := range 15 {
		extra := in.Sites[i]
		extra.Key += "2"
		in.Sites = append(in.Sites, extra)
	}
	site.Save(in)
	client := login(t, site, models.RoleOrganizer)
	path := "/beheer/bijeenkomsten/schrapsessie/wijzigen"
	v := filled(t, client.Get(path))
	if a := client.Post(path, set(v, "sites[40].seat_capacity", "13")); a.Status != 303 {
		t.Fatalf("status %d", a.Status)
	}
	if m := site.Meeting("schrapsessie"); len(m.Sites) != 41 || m.Sites[40].SeatCapacity != 13 {
		t.Errorf("%d sites, the last with %d places", len(m.Sites), m.Sites[len(m.Sites)-1].SeatCapacity)
	}
}
