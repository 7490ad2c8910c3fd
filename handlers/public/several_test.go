package public_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"bijeen/handlers/handlerstest"
)

// three people in one form, as a secretary sends it.
func three() url.Values {
	return url.Values{
		"organization": {"Horizon"}, "site": {"a"}, "booked_by_name": {"Tessa Testerink"}, "booked_by_email": {"tessa@horizon.example"},
		"people[0].given_name": {"Fenna"}, "people[0].surname": {"ter Proefveld"}, "people[0].email": {"fenna@horizon.example"},
		"people[1].given_name": {"Sjoerd"}, "people[1].surname": {"Oude Fictink"}, "people[1].email": {"sjoerd@horizon.example"}, "people[1].site": {"b"},
		"people[2].given_name": {"Noor"}, "people[2].surname": {"el Voorbeeldi"}, "people[2].email": {"noor@andere.example"}, "people[2].organization": {"Andere"},
		"given_name": {"Ignored"}, "surname": {"Ignored"}, "email": {"ignored@horizon.example"},
	}
}

// TestBR12: each gets an own registration, link and mail; the secretary gets
// one overview.
func TestBR12_Several(t *testing.T) {
	site := platform(t, 5, 5)
	a := site.Post(signUpPath, three())
	if a.Status != 303 || !strings.Contains(a.Location(), "uitkomst=r3.") {
		t.Fatalf("status %d to %q\n%s", a.Status, a.Location(), a.Body)
	}
	rows := site.Query(`select r.given_name, r.organization_name, s.key, r.source, r.booked_by_email
		from registrations r join sites s on s.id = r.site_id order by r.id`)
	want := [][]string{
		{"Fenna", "Horizon", "a", "secretary", "tessa@horizon.example"},
		{"Sjoerd", "Horizon", "b", "secretary", "tessa@horizon.example"},
		{"Noor", "Andere", "a", "secretary", "tessa@horizon.example"},
	}
	if !slices.EqualFunc(rows, want, slices.Equal) {
		t.Errorf("stored %q", rows)
	}
	if got := site.Query("select to_email from messages where kind = 'overview'"); len(got) != 1 || got[0][0] != "tessa@horizon.example" {
		t.Errorf("overview to %q", got)
	}
	if got := site.One("select count(*) from messages where kind = 'confirmation'"); got != "3" {
		t.Errorf("%s confirmations, want 3", got)
	}
	if got := site.Get(a.Location()).Text("h1"); got != "3 aanmeldingen zijn ontvangen" {
		t.Errorf("thanks say %q", got)
	}
}

// Each is decided alone, in order.
func TestSeveralAreDecidedInOrder(t *testing.T) {
	site := platform(t, 1, 1)
	a := site.Post(signUpPath, three())
	if !strings.Contains(a.Location(), "uitkomst=r2w1.") {
		t.Errorf("decided %q", a.Location())
	}
	if got := site.Get(a.Location()).Text(".bij-outcome"); !strings.Contains(got, "2 mensen hebben een plaats. 1 persoon staat op de wachtlijst.") {
		t.Errorf("thanks say %q", got)
	}
}

// One 422 for all, and nobody is stored.
func TestSeveralProblems(t *testing.T) {
	site := platform(t, 5, 5)
	form := three()
	form.Set("people[1].email", "sjoerd")
	form.Del("people[2].given_name")
	form.Del("organization")
	form.Del("site")
	a := site.Post(signUpPath, form)
	if a.Status != 422 {
		t.Fatalf("status %d", a.Status)
	}
	for id, want := range map[string]string{
		"people-1-email":      "Persoon 2: Controleer het e-mailadres. Het moet lijken op naam@voorbeeld.nl",
		"people-2-given-name": "Persoon 3: Vul een voornaam in",
		"organization":        "Vul uw organisatie in, of kruis aan dat u als ouder of jongere komt",
		"site":                "Kies een locatie",
	} {
		if got := a.Text(`.bij-errors a[href="#` + id + `"]`); got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
		if !a.Has("#" + id) {
			t.Errorf("the summary leads to %s, which is not there", id)
		}
	}
	if got := a.Doc().Find(".bij-errors li").Length(); got != 4 {
		t.Errorf("%d problems in the summary, want each once: 4", got)
	}
	if got := site.One("select count(*) from registrations"); got != "0" {
		t.Errorf("%s stored", got)
	}
}

func TestSeveralNumbers(t *testing.T) {
	site := platform(t, 30)
	sparse := url.Values{
		"organization":         {"Horizon"},
		"people[4].given_name": {"Fenna"}, "people[4].surname": {"Proefveld"}, "people[4].email": {"fenna@horizon.example"},
		"people[9].given_name": {"Sjoerd"}, "people[9].surname": {"Fictink"}, "people[9].email": {"sjoerd"},
	}
	if a := site.Post(signUpPath, sparse); a.Status != 422 || !a.Has(`.bij-errors a[href="#people-1-email"]`) || !a.Has("#people-1-email") {
		t.Errorf("numbers with gaps: status %d", a.Status)
	}
	sparse.Set("people[9].email", "sjoerd@horizon.example")
	if a := site.Post(signUpPath, sparse); a.Status != 303 {
		t.Errorf("numbers with gaps: status %d, want 303", a.Status)
	}
	one := url.Values{"organization": {"Horizon"}, "people[3].given_name": {"Noor"}, "people[3].surname": {"Proef"}, "people[3].email": {"fout"}}
	if a := site.Post(signUpPath, one); a.Status != 422 || !a.Has(`.bij-errors a[href="#people-0-email"]`) {
		t.Errorf("one numbered person: status %d", a.Status)
	}
	for _, beyond := range []string{"people[20].", "people[9999]."} {
		form := url.Values{"organization": {"Horizon"}, beyond + "given_name": {"Fenna"}, beyond + "surname": {"Proefveld"}, beyond + "email": {"f2@horizon.example"}}
		if a := site.Post(signUpPath, form); a.Status != 422 {
			t.Errorf("%s: status %d, want 422", beyond, a.Status)
		}
	}
}

// values reads the form of a page as a browser would send it.
func values(a *handlerstest.Answer) url.Values {
	form := url.Values{}
	for _, s := range a.Doc().Find("form.bij-form input, form.bij-form textarea, form.bij-form select").EachIter() {
		name, _ := s.Attr("name")
		kind, _ := s.Attr("type")
		_, checked := s.Attr("checked")
		switch {
		case name == "" || (kind == "checkbox" || kind == "radio") && !checked:
		case s.Is("textarea"):
			form.Add(name, s.Text())
		case s.Is("select"):
			form.Add(name, s.Find("option[selected]").AttrOr("value", ""))
		default:
			form.Add(name, s.AttrOr("value", ""))
		}
	}
	return form
}

// TestAddAndRemovePeople: without a script, nothing typed is lost and nothing
// is stored until the form is sent.
func TestAddAndRemovePeople(t *testing.T) {
	site := platform(t, 5, 5)
	form := values(site.Get(signUpPath))
	for name, v := range fenna() {
		form[name] = v
	}
	form.Set("site", "b")
	form.Set("diet", "vegan")
	form.Set("add_person", "1")
	a := site.Post(signUpPath, form)
	if a.Status != 200 || a.Has(".bij-errors") || a.Doc().Find("fieldset.bij-block").Length() != 2 {
		t.Fatalf("status %d, %d people", a.Status, a.Doc().Find("fieldset.bij-block").Length())
	}
	form = values(a)
	for name, want := range map[string]string{"people[0].given_name": "Fenna", "people[0].email": "fenna@horizon.example", "people[0].diet": "vegan", "site": "b", "organization": "Horizon", "people[1].given_name": ""} {
		if got := form.Get(name); got != want {
			t.Errorf("after adding, %s is %q, want %q", name, got, want)
		}
	}
	form.Set("people[1].given_name", "Sjoerd")
	form.Set("remove_person", "0")
	a = site.Post(signUpPath, form)
	form = values(a)
	if form.Get("given_name") != "Sjoerd" || form.Get("organization") != "Horizon" || form.Get("site") != "b" || form.Get("diet") != "" {
		t.Errorf("after removing the first: %v", form)
	}
	if got := site.One("select count(*) from registrations"); got != "0" {
		t.Errorf("%s stored by adding and removing", got)
	}
}

func TestAddPersonEndsAtTwenty(t *testing.T) {
	site := platform(t, 50)
	a := site.Get(signUpPath + "?mensen=50")
	if got := a.Doc().Find("fieldset.bij-block").Length(); got != 20 {
		t.Errorf("%d people, want 20", got)
	}
	if a.Has("button[name=add_person]") {
		t.Error("a twenty-first person can be added")
	}
	form := values(a)
	form.Set("add_person", "1")
	if got := site.Post(signUpPath, form).Doc().Find("fieldset.bij-block").Length(); got != 20 {
		t.Errorf("%d people after adding to 20", got)
	}
	form.Set("remove_person", "99")
	form.Del("add_person")
	if a := site.Post(signUpPath, form); a.Status != 200 || a.Doc().Find("fieldset.bij-block").Length() != 20 {
		t.Errorf("removing nobody: status %d", a.Status)
	}
}

// Enter in a field sends the form: the first button is the one that sends.
func TestEnterSends(t *testing.T) {
	site := platform(t, 5, 5)
	for _, path := range []string{signUpPath, signUpPath + "?mensen=3"} {
		first := site.Get(path).Doc().Find("form.bij-form button").First()
		if _, named := first.Attr("name"); named || first.AttrOr("type", "") != "submit" {
			t.Errorf("%s: Enter presses a button with a name", path)
		}
	}
}

// TestSuggestion: asked once, only by our own form, never blocking.
func TestSuggestion(t *testing.T) {
	site := platform(t, 9)
	typo := with(fenna(), "email", "fenna@gmial.com")
	if a := site.Post(signUpPath, typo); a.Status != 303 {
		t.Fatalf("a plain client is asked a question: %d", a.Status)
	}
	form := values(site.Get(signUpPath))
	for name, v := range with(fenna2(), "email", "sjoerd@gmial.com") {
		form[name] = v
	}
	asked := site.Post(signUpPath, form)
	if asked.Status != 422 || !strings.Contains(asked.Text(".bij-errors"), "Bedoelt u sjoerd@gmail.com?") {
		t.Fatalf("status %d", asked.Status)
	}
	kept := site.Post(signUpPath, values(asked))
	if kept.Status != 303 || site.One("select email from registrations order by id desc limit 1") != "sjoerd@gmial.com" {
		t.Errorf("sent again unchanged: status %d", kept.Status)
	}
	form.Set("given_name", "Noor")
	form.Set("use_suggestion", "email")
	if a := site.Post(signUpPath, form); a.Status != 303 || site.One("select email from registrations order by id desc limit 1") != "sjoerd@gmail.com" {
		t.Errorf("suggestion taken: status %d, stored %s", a.Status, site.One("select email from registrations order by id desc limit 1"))
	}
}

// A slip that makes the address invalid is asked about too, in place of the
// general sentence.
func TestSuggestionForInvalidAddress(t *testing.T) {
	site := platform(t, 9)
	form := values(site.Get(signUpPath))
	for name, v := range with(fenna(), "email", "fenna@gmailcom") {
		form[name] = v
	}
	a := site.Post(signUpPath, form)
	if a.Status != 422 || a.Doc().Find(".bij-errors li").Length() != 1 || !strings.Contains(a.Text("#email-error"), "Bedoelt u fenna@gmail.com?") {
		t.Errorf("status %d: %s", a.Status, a.Text(".bij-errors"))
	}
	if a.Text("button[name=use_suggestion]") != "Ja, gebruik fenna@gmail.com" {
		t.Error("the suggestion cannot be taken with one press")
	}
}
