package public_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// amend sends a change and gives the answer; it fails the test unless it is
// 303 back to the own page.
func amend(t *testing.T, site *handlerstest.Site, path string, form url.Values) *handlerstest.Answer {
	t.Helper()
	a := site.Post(path+"/wijzigen", form)
	if a.Status != 303 {
		t.Fatalf("%v: status %d\n%s", form, a.Status, a.Body)
	}
	return a
}

// TestAmend: absent keeps, empty clears, except where empty keeps too.
func TestAmend(t *testing.T) {
	site := cast(t)
	p := secretive()
	p.JobTitle, p.Represents, p.PhotoOK, p.Companion = "Regisseur", []string{"GM0153", "GM0168"}, true, true
	path := own(t, site, "bestuur", p)
	row := func(columns string) string {
		return site.One("select " + columns + " from registrations order by id desc limit 1")
	}
	represents := func() string {
		var codes []string
		for _, r := range site.Query("select code from representations order by position") {
			codes = append(codes, r[0])
		}
		return strings.Join(codes, " ")
	}
	for _, test := range []struct {
		name string
		form url.Values
		got  func() string
		want string
	}{
		{"nothing", url.Values{}, func() string { return row("given_name || ' ' || job_title") }, "Proef60 Regisseur"},
		{"a name", url.Values{"given_name": {"Fenna"}, "surname_prefix": {"ter"}, "surname": {"Proefveld"}}, func() string { return row("given_name || ' ' || surname_prefix || ' ' || surname") }, "Fenna ter Proefveld"},
		{"empty name keeps", url.Values{"given_name": {""}, "surname": {" "}}, func() string { return row("given_name || ' ' || surname") }, "Fenna Proefveld"},
		{"empty prefix clears", url.Values{"surname_prefix": {""}}, func() string { return row("surname_prefix || '.' || surname") }, ".Proefveld"},
		{"prefix in the surname", url.Values{"surname": {"van de Broek"}}, func() string { return row("surname_prefix || '.' || surname") }, "van de.Broek"},
		{"empty title clears", url.Values{"job_title": {""}}, func() string { return row("job_title") }, ""},
		{"empty address keeps", url.Values{"email": {""}}, func() string { return row("email") }, "heel.geheim@horizon.example"},
		{"empty site keeps", url.Values{"site": {""}}, func() string { return row("status") }, "registered"},
		{"level", url.Values{"level": {"executive"}, "mandated": {"yes"}}, func() string { return row("level || ' ' || mandated") }, "executive yes"},
		{"represents repeated", url.Values{"represents": {"GM0141", "education"}}, represents, "GM0141 education"},
		{"represents absent keeps", url.Values{"job_title": {"x"}}, represents, "GM0141 education"},
		{"represents with has clears", url.Values{"has": {"represents"}}, represents, ""},
		{"checkbox absent keeps", url.Values{}, func() string { return row("cast(photo_ok as integer) + cast(companion as integer)") }, "2"},
		{"checkbox with has clears", url.Values{"has": {"photo_ok"}}, func() string { return row("cast(photo_ok as integer) + cast(companion as integer)") }, "1"},
		{"two names in has", url.Values{"has": {"photo_ok companion"}, "photo_ok": {"yes"}}, func() string { return row("cast(photo_ok as integer) + cast(companion as integer)") }, "1"},
		{"checkbox no", url.Values{"photo_ok": {"no"}}, func() string { return row("cast(photo_ok as integer)") }, "0"},
		{"phone cleared", url.Values{"phone": {""}}, func() string { return row("phone") }, ""},
		{"diet absent keeps", url.Values{"access": {"lift"}}, func() string { return site.One("select diet || ' ' || access from needs") }, "halal lift"},
		{"diet with has clears", url.Values{"has": {"diet"}}, func() string { return site.One("select diet || access from needs") }, "lift"},
		{"consent absent keeps", url.Values{"diet_other": {"geen noten"}}, func() string { return site.One("select diet_other || access from needs") }, "geen notenlift"},
		{"consent taken back", url.Values{"has": {"needs_consent"}}, func() string { return site.One("select diet || diet_other || access from needs where remarks <> ''") }, ""},
		{"given again", url.Values{"needs_consent": {"yes"}, "access": {"lift"}}, func() string { return site.One("select access from needs where consent_at is not null") }, "lift"},
		{"everything cleared", url.Values{"has": {"diet", "needs_consent"}, "diet_other": {""}, "access": {""}, "remarks": {""}}, func() string { return site.One("select count(*) from needs") }, "0"},
		{"parent or young person", url.Values{"as_parent_or_young": {"yes"}}, func() string { return row("level") }, "experience"},
		{"no longer", url.Values{"has": {"as_parent_or_young"}}, func() string { return row("level") }, ""},
	} {
		amend(t, site, path, test.form)
		if got := test.got(); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// The form shows what is known, and sent back unchanged it changes nothing.
func TestAmendFormUnchanged(t *testing.T) {
	site := cast(t)
	p := secretive()
	p.JobTitle, p.Represents, p.PhotoOK = "Regisseur", []string{"GM0168", "GM0141"}, true
	path := own(t, site, "bestuur", p)
	columns := "select given_name, surname_prefix, surname, email, organization_name, job_title, level, mandated, phone, companion, photo_ok, site_id from registrations order by id desc limit 1"
	before, codes := site.Query(columns), site.Query("select code from representations order by position")
	amend(t, site, path, values(site.Get(path+"/wijzigen")))
	if after := site.Query(columns); !slices.EqualFunc(before, after, slices.Equal) {
		t.Errorf("before %q\nafter  %q", before, after)
	}
	if after := site.Query("select code from representations order by position"); !slices.EqualFunc(codes, after, slices.Equal) {
		t.Errorf("represents %q, was %q", after, codes)
	}
	if got := site.One("select diet || access from needs"); got != "halalrolstoelplek" {
		t.Errorf("needs became %q", got)
	}
}

func TestAmendAddress(t *testing.T) {
	site := cast(t)
	path := own(t, site, "open", modelstest.Person(91))
	own(t, site, "open", modelstest.Person(92))
	taken := site.Post(path+"/wijzigen", url.Values{"email": {"PROEF92@horizon.example"}})
	if taken.Status != 422 || !strings.Contains(taken.Text(".bij-errors"), "al een andere aanmelding") {
		t.Errorf("an address of somebody else: status %d", taken.Status)
	}
	a := amend(t, site, path, url.Values{"email": {"nieuw@horizon.example"}})
	if old := site.Get(path); old.Status != 404 {
		t.Errorf("the old link still opens: %d", old.Status)
	}
	if next := site.Get(a.Location()); next.Status != 200 || !strings.Contains(next.Body, "n…@horizon.example") {
		t.Errorf("%q: status %d", a.Location(), next.Status)
	}
	var told []string
	for _, r := range site.Query("select to_email from messages order by id desc limit 2") {
		told = append(told, r[0])
	}
	slices.Sort(told)
	if !slices.Equal(told, []string{"nieuw@horizon.example", "proef91@horizon.example"}) {
		t.Errorf("told %v, want both addresses", told)
	}
}

// TestBR33: another site is given when there is room, else wished for while
// the seat is kept.
func TestBR33_OtherSite(t *testing.T) {
	site := cast(t)
	path := own(t, site, "twee", modelstest.Person(93, "b"))
	offered := site.Get(path)
	if !offered.Has(`form[action="` + path + `/wijzigen"] input[name=site][value=c]`) {
		t.Fatal("the own page offers no other site")
	}
	if a := amend(t, site, path, url.Values{"site": {"c"}}); a.Location() != path+"?bericht=verplaatst" {
		t.Errorf("moved: %q", a.Location())
	}
	if a := amend(t, site, path, url.Values{"site": {"a"}}); a.Location() != path+"?bericht=wens" {
		t.Errorf("wished: %q", a.Location())
	}
	page := site.Get(path)
	if page.Text(".bij-ticket h2") != "U bent aangemeld" || !strings.Contains(page.Text(".bij-ticket"), "U wilt liever naar Hengelo: De Gieterij") {
		t.Errorf("own page: %q", page.Text(".bij-ticket"))
	}
	if !page.Has(`.bij-ticket form input[name=site][value=c]`) {
		t.Error("no way to take the wish back")
	}
	amend(t, site, path, url.Values{"site": {"c"}})
	if got := site.One("select wanted_site_id from registrations order by id desc limit 1"); got != "" {
		t.Errorf("the wish stays: site %s", got)
	}
	if a := site.Post(path+"/wijzigen", url.Values{"site": {"zz"}}); a.Status != 422 {
		t.Errorf("unknown site: %d", a.Status)
	}
}

func TestAmendRefused(t *testing.T) {
	site := cast(t)
	path := own(t, site, "open", modelstest.Person(94))
	for _, test := range []struct {
		form  url.Values
		field string
	}{
		{url.Values{"email": {"fout"}}, "email"},
		{url.Values{"level": {"baas"}}, "level"},
		{url.Values{"phone": {"bel maar"}}, "phone"},
		{url.Values{"diet": {"vegan"}}, "needs-consent"},
		{url.Values{"given_name": {"a\nb"}}, "given-name"},
		{url.Values{"organization": {""}}, "organization"},
	} {
		a := site.Post(path+"/wijzigen", test.form)
		if a.Status != 422 || !a.Has(`.bij-errors a[href="#`+test.field+`"]`) {
			t.Errorf("%v: status %d", test.form, a.Status)
		}
	}
	if a := site.Post(path+"/wijzigen", url.Values{"given_name": {"a", "b"}}); a.Status != 400 {
		t.Errorf("two given names: %d, want 400", a.Status)
	}
	site.Post(path+"/afmelden", nil)
	if a := site.Post(path+"/wijzigen", url.Values{"given_name": {"x"}}); a.Status != 409 || !a.Has(`a[href="/bijeenkomsten/open/aanmelden"]`) {
		t.Errorf("after cancelling: %d, want 409 and a way to sign up again", a.Status)
	}
}

// TestChangesEndWithTheMeeting: when it is over the forms are no longer shown,
// and answer as they would when sent; the own page still shows it.
func TestChangesEndWithTheMeeting(t *testing.T) {
	site := cast(t)
	path := own(t, site, "open", modelstest.Person(94))
	site.Clock.Set(*modelstest.At("2019-12-02 09:00"))
	if a := site.Get(path); a.Status != 200 {
		t.Errorf("own page: %d", a.Status)
	}
	for _, form := range []string{"/wijzigen", "/vervangen"} {
		get, post := site.Get(path+form), site.Post(path+form, url.Values{"given_name": {"x"}, "surname": {"y"}, "email": {"x@horizon.example"}, "organization": {"z"}})
		if get.Status != 410 || post.Status != 410 || get.Text("h1") != post.Text("h1") {
			t.Errorf("%s: GET %d %q, POST %d %q, want 410 and the same words", form, get.Status, get.Text("h1"), post.Status, post.Text("h1"))
		}
	}
}

// TestAmendAfterClosing: from the closing on no page offers a change of site
// that would be refused (rules §3.4); it says why and whom to ask. Before, and
// once sign-up is open again, the choice is there.
func TestAmendAfterClosing(t *testing.T) {
	site := cast(t)
	path := own(t, site, "twee", modelstest.Person(93, "b"))
	choice := `[name=site]`
	if a := site.Get(path + "/wijzigen"); !a.Has(choice) || strings.Contains(a.Text("main"), "geen andere locatie") {
		t.Fatal("while open the form offers no choice: this test would not notice")
	}
	site.Clock.Set(*modelstest.At("2019-11-28 09:00"))
	in := modelstest.Gathering("twee", 1, 120, 200)
	twoSites(&in)
	in.ContactPhone, in.Status = "053-123 45 67", models.MeetingClosed
	site.Save(in)
	for _, page := range []string{path, path + "/wijzigen"} {
		a := site.Get(page)
		if a.Has(choice) || !strings.Contains(a.Text("main"), "geen andere locatie meer kiezen, want de aanmelding is gesloten") {
			t.Errorf("%s: still a choice, or no word about it\n%s", page, a.Text("main"))
		}
		if !a.Has(`.bij-fixed a[href^="mailto:"]`) || !a.Has(`.bij-fixed a[href^="tel:"]`) {
			t.Errorf("%s names nobody to ask", page)
		}
	}
	if site.Get(path).Has(`dl a[href$="/wijzigen"]:contains("Locatie")`) {
		t.Error("the row of the site still leads to a form without it")
	}
	if a := site.Post(path+"/wijzigen", url.Values{"site": {"c"}}); a.Status != 422 || a.Has(choice) {
		t.Errorf("sent all the same: status %d, want 422 without the choice", a.Status)
	}
	amend(t, site, path, with(values(site.Get(path+"/wijzigen")), "organization", "Stichting Proef"))
	if got := site.One("select organization_name from registrations order by id desc limit 1"); got != "Stichting Proef" {
		t.Errorf("organization %q: the rest of the form no longer works", got)
	}
}
