package public_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// fenna is a form with the four typed fields.
func fenna() url.Values {
	return url.Values{
		"given_name": {"Fenna"}, "surname": {"ter Proefveld"}, "email": {"fenna@horizon.example"}, "organization": {"Horizon"},
	}
}

// fenna2 is somebody else.
func fenna2() url.Values {
	return url.Values{
		"given_name": {"Sjoerd"}, "surname": {"Oude Fictink"}, "email": {"sjoerd@horizon.example"}, "organization": {"Horizon"},
	}
}

// with is a form with some fields changed; no values takes a field out.
func with(form url.Values, field string, values ...string) url.Values {
	if len(values) == 0 {
		form.Del(field)
	} else {
		form[field] = values
	}
	return form
}

const signUpPath = "/bijeenkomsten/platform/aanmelden"

func platform(t testing.TB, seats ...int) *handlerstest.Site {
	t.Helper()
	site := handlerstest.New(t)
	site.Save(modelstest.Gathering("platform", seats...))
	return site
}

func TestSignUp(t *testing.T) {
	site := platform(t, 2)
	form := site.Get(signUpPath)
	if form.Status != 200 || form.Text("h1") != "Aanmelden" {
		t.Fatalf("form: status %d", form.Status)
	}
	a := site.Post(signUpPath, fenna())
	if a.Status != 303 || !strings.HasPrefix(a.Location(), "/bijeenkomsten/platform/aangemeld?uitkomst=r1.") {
		t.Fatalf("status %d to %q\n%s", a.Status, a.Location(), a.Body)
	}
	thanks := site.Get(a.Location())
	if thanks.Status != 200 || thanks.Text("h1") != "U heeft een plaats" {
		t.Errorf("thanks: status %d, %s", thanks.Status, thanks.Text("h1"))
	}
	row := site.Query("select given_name, surname_prefix, surname, email, organization_name, status, source, language from registrations")
	if want := []string{"Fenna", "ter", "Proefveld", "fenna@horizon.example", "Horizon", "registered", "web", "nl"}; len(row) != 1 || !slices.Equal(row[0], want) {
		t.Errorf("stored %q, want %q", row, want)
	}
	if got := site.One("select kind from messages"); got != "confirmation" {
		t.Errorf("queued %q, want confirmation", got)
	}
}

// Every field of the contract is accepted and kept, whether or not the page
// shows it.
func TestSignUpFields(t *testing.T) {
	site := platform(t, 5, 5)
	form := fenna()
	for field, values := range map[string][]string{
		"site": {"b"}, "also_site": {"a"}, "surname_prefix": {"van"}, "job_title": {"Regisseur"}, "level": {"policy"},
		"represents": {"GM0153", "education"}, "mandated": {"unknown"}, "phone": {"06-12 34 56 78"}, "companion": {"1"}, "photo_ok": {"yes"},
		"diet": {"vegan", "other"}, "diet_other": {"geen noten"}, "access": {"ringleiding"}, "needs_consent": {"on"}, "remarks": {"Tot dan\nen dank"},
		"unknown_field": {"x"},
	} {
		form[field] = values
	}
	if a := site.Post(signUpPath, form); a.Status != 303 {
		t.Fatalf("status %d\n%s", a.Status, a.Text(".bij-errors"))
	}
	for query, want := range map[string]string{
		"select surname_prefix from registrations":                                          "van",
		"select surname from registrations":                                                 "ter Proefveld",
		"select job_title from registrations":                                               "Regisseur",
		"select level from registrations":                                                   "policy",
		"select mandated from registrations":                                                "unknown",
		"select phone from registrations":                                                   "06-12 34 56 78",
		"select cast(companion as integer) + cast(photo_ok as integer) from registrations":  "2",
		"select s.key from registrations r join sites s on s.id = r.site_id":                "b",
		"select code from representations where mode = 'own'":                               "GM0153",
		"select code from representations where mode = 'also_for'":                          "education",
		"select diet from needs":                                                            "vegan other",
		"select diet_other from needs":                                                      "geen noten",
		"select access from needs":                                                          "ringleiding",
		"select remarks from needs":                                                         "Tot dan\nen dank",
		"select case when consent_at is null then 'no' else 'yes' end from needs":           "yes",
		"select count(*) from messages where facts like '%noten%' or detail like '%noten%'": "0",
	} {
		if got := site.One(query); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}

// TestSignUpProblems: 422, the sentence at the field and in the summary,
// everything typed still there, nothing stored.
func TestSignUpProblems(t *testing.T) {
	site := platform(t, 5, 5)
	full := func() url.Values { return with(fenna(), "site", "a") }
	for _, test := range []struct {
		name  string
		form  url.Values
		field string
		says  string
	}{
		{"no given name", with(full(), "given_name", " "), "given_name", "Vul uw voornaam in"},
		{"no surname", with(full(), "surname"), "surname", "Vul uw achternaam in"},
		{"no address", with(full(), "email", ""), "email", "Vul uw e-mailadres in"},
		{"wrong address", with(full(), "email", "fenna@horizon"), "email", "Controleer uw e-mailadres"},
		{"no organization", with(full(), "organization"), "organization", "Vul uw organisatie in"},
		{"no site", with(full(), "site"), "site", "Kies een locatie"},
		{"unknown site", with(full(), "site", "z"), "site", "Kies een van de locaties"},
		{"unknown other site", with(full(), "also_site", "z"), "also_site", "Kies een van de locaties"},
		{"unknown level", with(full(), "level", "boss"), "level", "Kies een van de mogelijkheden"},
		{"unknown diet", with(full(), "diet", "meat"), "diet", "Kies een van de mogelijkheden"},
		{"unknown constituency", with(full(), "represents", "GM9999"), "represents", "Kies een van de mogelijkheden"},
		{"diet without consent", with(full(), "diet", "vegan"), "needs_consent", "Geef toestemming"},
		{"access, consent no", with(with(full(), "access", "lift"), "needs_consent", "no"), "needs_consent", "Geef toestemming"},
		{"phone", with(full(), "phone", "bel maar"), "phone", "Controleer het telefoonnummer"},
		{"long name", with(full(), "given_name", strings.Repeat("é", 81)), "given_name", "hoogstens 80 tekens"},
		{"line end in a name", with(full(), "surname", "Proefveld\r\nBcc: x@y.example"), "surname", "op één regel"},
		{"booker without address", with(full(), "booked_by_name", "Tessa"), "booked_by_email", "Vul uw eigen e-mailadres in"},
		{"booker wrong", with(full(), "booked_by_email", "x"), "booked_by_email", "Controleer"},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := site.Post(signUpPath, test.form)
			if a.Status != 422 {
				t.Fatalf("status %d, want 422", a.Status)
			}
			id := strings.ReplaceAll(test.field, "_", "-")
			if got := a.Text(`.bij-errors a[href="#` + id + `"]`); !strings.Contains(got, test.says) {
				t.Errorf("summary says %q, want %q", got, test.says)
			}
			if !strings.HasPrefix(a.Text("title"), "Fout: ") || a.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("title %q, %q", a.Text("title"), a.Header.Get("Cache-Control"))
			}
			for _, field := range []string{"given_name", "email", "organization"} {
				if got := a.Doc().Find("input[name="+field+"]").AttrOr("value", ""); got != test.form.Get(field) {
					t.Errorf("%s came back as %q", field, got)
				}
			}
			if shown := a.Doc().Find("#" + id); shown.Length() > 0 && a.Doc().Find("#"+id+"-error").Length() == 0 {
				t.Errorf("no sentence at the field %s", test.field)
			}
		})
	}
	if got := site.One("select count(*) from registrations") + site.One("select count(*) from people"); got != "00" {
		t.Errorf("stored %s rows", got)
	}
}

// What was chosen comes back too, and the closed part stands open.
func TestSignUpKeepsChoices(t *testing.T) {
	site := platform(t, 5, 5)
	form := with(with(with(fenna(), "given_name", ""), "site", "b"), "diet", "vegan", "halal")
	a := site.Post(signUpPath, form)
	for _, selector := range []string{
		`input[name=site][value=b][checked]`, `input[name=diet][value=vegan][checked]`, `input[name=diet][value=halal][checked]`,
		`details[open] input[name=diet]`,
	} {
		if !a.Has(selector) {
			t.Errorf("nothing matches %s", selector)
		}
	}
	if a.Has(`details[open] input[name=booked_by_name]`) {
		t.Error("a part without anything in it stands open")
	}
}

func TestSignUpAsParent(t *testing.T) {
	site := platform(t, 5)
	a := site.Post(signUpPath, url.Values{"given_name": {"Roos"}, "email": {"roos@post.example"}, "as_parent_or_young": {"yes"}})
	if a.Status != 303 || site.One("select level from registrations") != "experience" {
		t.Errorf("status %d, level %q", a.Status, site.One("select level from registrations"))
	}
	no := site.Post(signUpPath, url.Values{"given_name": {"Roos"}, "email": {"roos2@post.example"}, "as_parent_or_young": {"no"}})
	if no.Status != 422 {
		t.Errorf("as_parent_or_young=no: status %d, want 422", no.Status)
	}
}

// TestSignUpTrap: a robot gets what it expects, and nothing is stored.
func TestSignUpTrap(t *testing.T) {
	site := platform(t, 5)
	human := site.Post(signUpPath, fenna())
	before := site.Dump()
	robot := site.Post(signUpPath, with(fenna2(), "website", "https://spam.example"))
	if robot.Status != 303 || robot.Location() != human.Location() {
		t.Errorf("status %d to %q, want 303 to %q", robot.Status, robot.Location(), human.Location())
	}
	if site.Dump() != before {
		t.Error("the sign-up of a robot changed the database")
	}
}

// TestBR11: the answer is the same whether or not somebody was known.
func TestBR11_SameAnswer(t *testing.T) {
	site := platform(t, 5)
	first := site.Post(signUpPath, fenna())
	again := site.Post(signUpPath, fenna())
	other := site.Post(signUpPath, fenna2())
	for name, a := range map[string]*handlerstest.Answer{"again": again, "other": other} {
		a.Header.Del("X-Request-Id")
		first.Header.Del("X-Request-Id")
		if a.Status != first.Status || a.Body != first.Body || fmt.Sprint(a.Header) != fmt.Sprint(first.Header) {
			t.Errorf("%s: %d %v %q\nfirst: %d %v %q", name, a.Status, a.Header, a.Body, first.Status, first.Header, first.Body)
		}
	}
	if got := site.One("select count(*) from registrations"); got != "2" {
		t.Errorf("%s registrations, want 2", got)
	}
	if got := site.Query("select occasion from messages where email_key = 'fenna@horizon.example' order by id"); len(got) != 2 {
		t.Errorf("mails %v, want the confirmation twice", got)
	}
	if !strings.Contains(site.Get(first.Location()).Body, "Was u al aangemeld? Dan verandert er niets.") {
		t.Error("the thanks do not say that nothing changes for who was known")
	}
}

// With the last seat gone a known person reads what a new one would get.
func TestBR11_FullMeeting(t *testing.T) {
	site := platform(t, 1)
	if a := site.Post(signUpPath, fenna()); !strings.Contains(a.Location(), "uitkomst=r1.") {
		t.Fatalf("first: %s", a.Location())
	}
	again, other := site.Post(signUpPath, fenna()), site.Post(signUpPath, fenna2())
	if again.Location() != other.Location() || !strings.Contains(again.Location(), "uitkomst=w1.") {
		t.Errorf("known %q, new %q", again.Location(), other.Location())
	}
}

func TestSignUpAlsoSite(t *testing.T) {
	site := platform(t, 1, 1)
	if a := site.Get(signUpPath); a.Has("input[name=also_site]") {
		t.Error("other sites are asked while no site is full")
	}
	site.Post(signUpPath, with(fenna(), "site", "a"))
	if a := site.Get(signUpPath); !a.Has("input[name=also_site]") {
		t.Error("other sites are not asked while one is full")
	}
	a := site.Post(signUpPath, with(with(fenna2(), "site", "a"), "also_site", "b"))
	if !strings.Contains(a.Location(), "uitkomst=r1.") {
		t.Errorf("answer %q, want a seat at the other site", a.Location())
	}
}

// One site full without a list and another with room: choose again, and
// nothing typed is lost.
func TestSignUpFullSiteWithoutList(t *testing.T) {
	site := handlerstest.New(t)
	in := modelstest.Gathering("platform", 1, 5)
	in.WaitlistMode = models.WaitlistOff
	site.Save(in)
	site.Post(signUpPath, with(fenna(), "site", "a"))
	a := site.Post(signUpPath, with(fenna2(), "site", "a"))
	if a.Status != 422 || a.Text(`.bij-errors a[href="#site"]`) != "Deze locatie is vol. Kies een andere." {
		t.Errorf("status %d", a.Status)
	}
	if got := a.Doc().Find("#given-name").AttrOr("value", ""); got != "Sjoerd" {
		t.Errorf("the name is lost: %q", got)
	}
}

// Above the limit per address: the usual answer, nothing stored, no mail.
func TestSignUpLimitPerAddress(t *testing.T) {
	site := platform(t, 100)
	var last *handlerstest.Answer
	for i := range 25 {
		last = site.Post(signUpPath, with(fenna(), "given_name", fmt.Sprintf("Proef%d", i)))
	}
	if last.Status != 303 || site.One("select count(*) from registrations") != "20" || site.One("select count(*) from messages") != "20" {
		t.Errorf("status %d, %s registrations, %s mails; want 303, 20, 20", last.Status,
			site.One("select count(*) from registrations"), site.One("select count(*) from messages"))
	}
}

func TestSignUpLanguage(t *testing.T) {
	site := cast(t)
	for _, test := range []struct{ path, location, language string }{
		{"/bijeenkomsten/open/aanmelden", "/bijeenkomsten/open/aangemeld?uitkomst=", "nl"},
		{"/bijeenkomsten/open/aanmelden?taal=nl", "/bijeenkomsten/open/aangemeld?uitkomst=", "nl"},
		{"/bijeenkomsten/open/aanmelden?taal=en", "/bijeenkomsten/open/aangemeld?uitkomst=", "en"},
		{"/bijeenkomsten/english/aanmelden", "/bijeenkomsten/english/aangemeld?uitkomst=", "en"},
		{"/bijeenkomsten/english/aanmelden?taal=nl", "/bijeenkomsten/english/aangemeld?uitkomst=", "nl"},
	} {
		form := with(fenna(), "given_name", test.path)
		a := site.Post(test.path, form)
		differs := strings.Contains(a.Location(), "taal="+test.language)
		wantTaal := strings.Contains(test.path, "open") == (test.language == "en")
		if !strings.HasPrefix(a.Location(), test.location) || differs != wantTaal {
			t.Errorf("%s leads to %q", test.path, a.Location())
		}
		if got := site.One("select language from registrations order by id desc limit 1"); got != test.language {
			t.Errorf("%s: mails in %q, want %q", test.path, got, test.language)
		}
	}
}

func TestSignUpMultipart(t *testing.T) {
	site := platform(t, 5)
	var b strings.Builder
	for name, values := range fenna() {
		fmt.Fprintf(&b, "--grens\r\nContent-Disposition: form-data; name=%q\r\n\r\n%s\r\n", name, values[0])
	}
	b.WriteString("--grens--\r\n")
	if a := site.Client().Do("POST", signUpPath, "multipart/form-data; boundary=grens", []byte(b.String())); a.Status != 303 {
		t.Errorf("status %d\n%s", a.Status, a.Body)
	}
}
