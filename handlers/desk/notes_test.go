package desk_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

const notes = grote + "/berichten"

// writing is a note to everybody with a seat, in a form as it stands.
func writing(pairs ...string) url.Values {
	return set(form("status", "registered", "subject", "Parkeren bij {bijeenkomst}", "body", "Beste {voornaam},\n\nKom <b>niet</b> met de auto naar {locatie}: {link}"), pairs...)
}

// noteMails are the subjects and receivers of the notes in the outbox by
// their states.
func noteMails(site *handlerstest.Site) (states map[string]int) {
	states = map[string]int{}
	for _, row := range site.Query("select state from messages where kind = 'note'") {
		states[row[0]]++
	}
	return states
}

// Choose, look, send, take back: with the numbers of the page and nothing
// sent before the last button.
func TestNote_Flow(t *testing.T) {
	site := handlerstest.New(t)
	m := gathering(t, site)
	client := login(t, site, models.RoleOrganizer)
	a := client.Get(notes + "/nieuw")
	if v := filled(t, a); a.Status != 200 || v.Get("status") != "registered" || !strings.HasPrefix(v.Get("body"), "Beste {voornaam},") || a.Doc().Find("#voorbeeld").Length() != 0 {
		t.Fatalf("the empty form: status %d, %v", a.Status, v)
	}
	a = client.Post(notes+"/nieuw", writing("do", "preview"))
	v := filled(t, a)
	if a.Status != 200 || v.Get("subject") != "Parkeren bij {bijeenkomst}" || v.Get("count") == "" {
		t.Fatalf("preview: status %d, %v", a.Status, v)
	}
	first := a.Text("#voorbeeld article")
	if !strings.Contains(first, "Parkeren bij "+m.Title) || strings.Contains(first, "{") || !strings.Contains(first, "<b>niet</b>") || !strings.Contains(first, "[eigen link van ") || strings.Contains(a.Body, "/aanmelding/") {
		t.Errorf("preview says %q", first)
	}
	next, _ := a.Doc().Find("#voorbeeld button[name=at]").Attr("value")
	if second := client.Post(notes+"/nieuw", set(v, "at", next)).Text("#voorbeeld article"); next != "1" || second == first {
		t.Errorf("the next one (%s) reads the same: %q", next, second)
	}
	if got := noteMails(site); len(got) != 0 {
		t.Fatalf("before sending: %v", got)
	}
	a = client.Post(notes+"/nieuw", set(v, "do", "send"))
	if a.Status != 303 || !strings.HasPrefix(a.Location(), notes+"/") {
		t.Fatalf("send: status %d to %q", a.Status, a.Location())
	}
	sent := noteMails(site)["queued"]
	page := client.Get(a.Location())
	if sent == 0 || v.Get("count") != itoa(int64(sent)) || !strings.Contains(page.Text("main"), "Gaat straks") {
		t.Errorf("%d mails wait, %s shown; page %q", sent, v.Get("count"), page.Text("main"))
	}
	undo, _ := page.Doc().Find("main form").First().Attr("action")
	if a = client.Post(undo, nil); a.Status != 303 || noteMails(site)["aborted"] != sent {
		t.Errorf("undo at %q: status %d, %v", undo, a.Status, noteMails(site))
	}
	if a = client.Post(undo, nil); a.Status != 409 {
		t.Errorf("undo twice: status %d, want 409", a.Status)
	}
	if text := client.Get(grote + "/logboek").Text("main"); !strings.Contains(text, "Een bericht is klaargezet; aantal ontvangers: "+v.Get("count")) || !strings.Contains(text, "Een bericht is teruggehaald") {
		t.Errorf("the log says %q", text)
	}
}

// Nothing typed is lost, and what is wrong stands at its field.
func TestNote_Refused(t *testing.T) {
	site := handlerstest.New(t)
	gathering(t, site)
	client := login(t, site, models.RoleOrganizer)
	looked := filled(t, client.Post(notes+"/nieuw", writing("do", "preview")))
	for name, test := range map[string]struct {
		form  url.Values
		field string
	}{
		"no subject":        {writing("subject", "", "do", "preview"), "subject"},
		"no text":           {writing("body", " ", "do", "send"), "body"},
		"unknown word":      {writing("body", "Beste {achternaam},", "do", "test"), "body"},
		"double braces":     {writing("body", "Beste {{voornaam}},", "do", "preview"), "body"},
		"never closed":      {writing("subject", "Voor {voornaam", "do", "preview"), "subject"},
		"nobody":            {writing("status", "offered", "do", "preview"), "status"},
		"no such status":    {writing("status", "x", "do", "send"), "status"},
		"cancelled":         {writing("status", "cancelled", "do", "preview"), "status"},
		"nothing at all":    {form("x", "y"), "subject"},
		"count not as seen": {set(looked, "count", "1", "do", "send"), "status"},
		"text not as seen":  {set(filled(t, client.Post(notes+"/nieuw", writing("do", "preview"))), "body", "Iets anders", "do", "send"), "body"},
		"not looked at":     {writing("do", "send"), "body"},
	} {
		t.Run(name, func(t *testing.T) {
			a := client.Post(notes+"/nieuw", test.form)
			if a.Status != 422 || a.Doc().Find("#"+test.field+"-error").Length() == 0 {
				t.Errorf("status %d, errors %q", a.Status, a.Text("main [role=alert]"))
			}
			v := filled(t, a)
			for _, field := range []string{"subject", "body"} {
				if got, want := strings.TrimSpace(v.Get(field)), strings.TrimSpace(test.form.Get(field)); got != want {
					t.Errorf("%s became %q, typed %q", field, got, want)
				}
			}
		})
	}
	a := client.Post(notes+"/nieuw", writing("body", "Beste {achternaam} van {bedrijf}, {voornaam}", "do", "preview"))
	if text := a.Text("#body-error"); !strings.Contains(text, "{achternaam}, {bedrijf}. ") {
		t.Errorf("of two unknown words it says %q", text)
	}
	if got := noteMails(site); len(got) != 0 {
		t.Errorf("mails of refused notes: %v", got)
	}
}

// From the working list one writes to who is shown, where a selection can say
// who that is.
func TestNote_FromTheList(t *testing.T) {
	site := handlerstest.New(t)
	gathering(t, site)
	client := login(t, site, models.RoleOrganizer)
	link := func(filters string) string {
		href, _ := client.Get(grote + "/aanmeldingen" + filters).Doc().Find("main a[href*='/berichten/nieuw']").Attr("href")
		return href
	}
	for filters, want := range map[string]string{
		"?status=waitlisted":                 notes + "/nieuw?status=waitlisted",
		"?status=registered&locatie=hengelo": notes + "/nieuw?locatie=hengelo&status=registered",
		"?status=cancelled":                  "",
		"?status=registered&zoek=broek":      "",
		"?status=registered&dubbel=ja":       "",
	} {
		if got := link(filters); got != want {
			t.Errorf("%s leads to %q, want %q", filters, got, want)
		}
	}
	a := client.Get(link("?status=registered&locatie=hengelo"))
	if v := filled(t, a); v.Get("status") != "registered" || v.Get("site") != "hengelo" {
		t.Errorf("the form begins with %v", v)
	}
}

// A test goes to the writer, and the form stays as it was.
func TestNote_Test(t *testing.T) {
	site := handlerstest.New(t)
	gathering(t, site)
	client := login(t, site, models.RoleOrganizer)
	a := client.Post(notes+"/nieuw", writing("do", "test"))
	if v := filled(t, a); a.Status != 200 || v.Get("subject") == "" || a.Doc().Find("#voorbeeld").Length() != 1 || !strings.Contains(a.Body, "De test is onderweg naar ") {
		t.Errorf("status %d, form %v", a.Status, v)
	}
	rows := site.Query("select to_email, state from messages where kind = 'note'")
	if len(rows) != 1 || rows[0][0] != "organizer@organisatie.example" {
		t.Errorf("mails %v, want one to the writer", rows)
	}
}

// A mail that gave up goes again by a button, on both pages, and only that.
func TestSendAgain(t *testing.T) {
	site := handlerstest.New(t)
	m := site.Save(modelstest.Gathering("grote-bijeenkomst", 5))
	id := site.SignUpAll(m, modelstest.Person(1, "a"))[0].RegistrationID
	client := login(t, site, models.RoleOrganizer)
	refuse := func() {
		claimed, err := site.ClaimMessages(ctx, "test", 10, time.Minute)
		must(t, err)
		must(t, site.MarkMessages(ctx, []models.Delivery{{MessageID: claimed[0].ID, Worker: "test", Permanent: true, Problem: "refused 550 5.1.1"}}))
	}
	for _, page := range []string{notes, grote + "/aanmeldingen/" + itoa(id)} {
		if n := client.Get(page).Doc().Find("main form[action='" + notes + "/opnieuw']").Length(); n != 0 {
			t.Fatalf("%s: a button for a mail that waits", page)
		}
		refuse()
		a := client.Get(page)
		button := a.Doc().Find("main form[action='" + notes + "/opnieuw']")
		if button.Length() != 1 || !strings.Contains(a.Text("main"), "550 5.1.1") {
			t.Fatalf("%s: %d buttons, %q", page, button.Length(), a.Text("main"))
		}
		v := url.Values{}
		for _, name := range []string{"id", "person"} {
			if value, ok := button.Find("input[name=" + name + "]").Attr("value"); ok {
				v.Set(name, value)
			}
		}
		if a := client.Post(notes+"/opnieuw", v); a.Status != 303 || a.Location() != page {
			t.Errorf("send again: status %d to %q", a.Status, a.Location())
		}
		if a := client.Post(notes+"/opnieuw", v); a.Status != 409 {
			t.Errorf("twice: status %d, want 409", a.Status)
		}
	}
	if got := site.Query("select occasion, state, method from messages where kind = 'confirmation'"); len(got) != 1 || got[0][0] != "2" || got[0][1] != "queued" || got[0][2] != "REQUEST" {
		t.Errorf("rows %v, want one, queued for the third time", got)
	}
	if a := client.Post(notes+"/opnieuw", form("id", "999999")); a.Status != 404 {
		t.Errorf("an unknown mail: status %d", a.Status)
	}
}
