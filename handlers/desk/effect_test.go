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

// changing is a meeting with people, and somebody who changes it.
func changing(t *testing.T, seats int, people ...int) (*handlerstest.Site, *handlerstest.Client, string) {
	t.Helper()
	site := handlerstest.New(t)
	m := site.Save(modelstest.Gathering("platform", seats))
	for _, n := range people {
		site.SignUpAll(m, modelstest.Person(n))
	}
	site.Deliver()
	site.Clock.Add(time.Minute)
	return site, login(t, site, models.RoleOrganizer), "/beheer/bijeenkomsten/platform/wijzigen"
}

// A change that people hear of first shows whom it reaches and how, and
// stores nothing; the same form sent once more with the button of that page
// stores it, and the other button brings the form back as it was typed.
func TestEffectBeforeAct(t *testing.T) {
	site, client, path := changing(t, 3, 1, 2, 3, 4)
	form := set(filled(t, client.Get(path)), "sites[0].room", "Blauwe zaal", "summary", "Een nieuwe tekst")
	a := client.Post(path, form)
	text := a.Text("main")
	for _, want := range []string{
		"Er is nog niets opgeslagen", "4 mensen krijgen een mail", "4 × Gewijzigd", "bij 3 van hen verandert de afspraak", "over 10 minuten", "Blauwe zaal",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q:\n%s", want, text)
		}
	}
	if a.Status != 200 || site.Meeting("platform").Sites[0].Room != "" || len(site.Deliver()) != 0 {
		t.Errorf("status %d, and something was stored", a.Status)
	}
	back := client.Post(path, set(filled(t, a), "back", "1"))
	if got := filled(t, back); back.Status != 200 || got.Get("sites[0].room") != "Blauwe zaal" || got.Get("summary") != "Een nieuwe tekst" {
		t.Errorf("back: status %d, %v", back.Status, got)
	}
	if a := client.Post(path, set(filled(t, a), "confirmed", "1")); a.Status != 303 {
		t.Fatalf("confirmed: status %d %s", a.Status, a.Text("main"))
	}
	if got := site.Meeting("platform"); got.Sites[0].Room != "Blauwe zaal" || got.Summary != "Een nieuwe tekst" {
		t.Errorf("stored %q, %q", got.Sites[0].Room, got.Summary)
	}
	site.Clock.Add(11 * time.Minute)
	if n := len(site.Deliver()); n != 4 {
		t.Errorf("%d mails went, want the 4 that were told", n)
	}
}

// What changes is written as people say it, and what was only typed in
// another way is no change.
func TestEffectSpeaks(t *testing.T) {
	site, client, path := changing(t, 3, 1)
	form := set(filled(t, client.Get(path)), "date", "2019-12-05", "starts_at", "13:30", "ends_at", "16.00 uur", "doors_open_at", "9 uur", "substitution_policy", "none", "numbers_due_on", "29-11-2019")
	rows := client.Post(path, form).Text("main table")
	for _, want := range []string{"Datumvrijdag 29 november 2019donderdag 5 december 2019", "Begin9.30 uur13.30 uur", "Einde12.00 uur16.00 uur", "VervangingIedereenKan niet", "Aantallen doorgeven–vrijdag 29 november 2019"} {
		if !strings.Contains(rows, want) {
			t.Errorf("%q is not said: %s", want, rows)
		}
	}
	for _, never := range []string{"Inloop", "2019-", ":30"} {
		if strings.Contains(rows, never) {
			t.Errorf("it says %q: %s", never, rows)
		}
	}
	if got := filled(t, client.Post(path, form)); got.Get("date") != "2019-12-05" || got.Get("starts_at") != "13:30" {
		t.Errorf("what comes along was changed: %v", got)
	}
	if site.Meeting("platform").SubstitutionPolicy == models.SubstitutionNone {
		t.Error("stored before it was confirmed")
	}
}

// BR-07: the page warns about the new day before the mails go, and about
// nothing when the day stays.
func TestBR07_EffectWarnsAboutTheDay(t *testing.T) {
	site, client, path := changing(t, 3, 1)
	other := modelstest.Gathering("tafel", 5)
	other.Title, other.StartsAt, other.EndsAt, other.DoorsOpenAt = "Een andere ochtend", modelstest.At("2019-12-26 09:30"), modelstest.At("2019-12-26 12:00"), nil
	site.Save(other)
	a := client.Post(path, set(filled(t, client.Get(path)), "date", "2019-12-26"))
	if a.Status != 200 || !site.Meeting("platform").StartsAt.Equal(*modelstest.At("2019-11-29 09:30")) {
		t.Fatalf("status %d, or it is stored before it was confirmed", a.Status)
	}
	for _, want := range []string{"Deze dag is een feestdag: Kerstmis.", "Op dezelfde dag is ook Een andere ochtend, 9.30 tot 12.00 uur"} {
		if text := a.Text(".bij-attention"); !strings.Contains(text, want) {
			t.Errorf("it says %q; want %q", text, want)
		}
	}
	if a := client.Post(path, set(filled(t, client.Get(path)), "date", "2019-12-05")); a.Status != 200 || a.Has(".bij-attention") {
		t.Errorf("a common day: status %d, %s", a.Status, a.Text("main"))
	}
	if a := client.Post(path, set(filled(t, a), "confirmed", "1")); a.Status != 303 { // it blocks nothing
		t.Fatalf("confirmed: status %d", a.Status)
	}
	if a := client.Post(path, set(filled(t, client.Get(path)), "sites[0].room", "Blauwe zaal")); a.Status != 200 || a.Has(".bij-attention") {
		t.Errorf("only the room: status %d, %s", a.Status, a.Text("main"))
	}
}

// What nobody hears of is stored at once.
func TestEffectOfWords(t *testing.T) {
	site, client, path := changing(t, 3, 1)
	if a := client.Post(path, set(filled(t, client.Get(path)), "summary", "Een nieuwe tekst")); a.Status != 303 {
		t.Errorf("status %d", a.Status)
	}
	if site.Meeting("platform").Summary != "Een nieuwe tekst" {
		t.Error("not stored")
	}
}

// BR-35: more seats show who would move up.
func TestEffectOfSeats(t *testing.T) {
	site, client, path := changing(t, 1, 1, 2, 3)
	a := client.Post(path, set(filled(t, client.Get(path)), "sites[0].seat_capacity", "2"))
	if text := a.Text("main"); !strings.Contains(text, "1 persoon krijgt een mail") || !strings.Contains(text, "1 × U heeft een plaats") || !strings.Contains(text, "1 mail gaat meteen weg") || strings.Contains(text, "over 10 minuten") {
		t.Errorf("the page says %s", text)
	}
	if page, err := site.MeetingBySlug(t.Context(), "platform", true); err != nil || page.Waiting != 2 {
		t.Errorf("%d wait, %v; want 2 still", page.Waiting, err)
	}
}

// A test mail goes to the organiser alone, says what the change says, and
// holds nobody's link, name or appointment.
func TestEffectTestMail(t *testing.T) {
	site, client, path := changing(t, 3, 1)
	shown := filled(t, client.Post(path, set(filled(t, client.Get(path)), "sites[0].room", "Blauwe zaal")))
	a := client.Post(path, set(shown, "test", "1"))
	if !strings.Contains(a.Text("main"), "De proefmail is onderweg") || site.Meeting("platform").Sites[0].Room != "" {
		t.Fatalf("status %d: %s", a.Status, a.Text("main"))
	}
	mails := site.Deliver()
	if len(mails) != 1 {
		t.Fatalf("%d mails, want one", len(mails))
	}
	got := mails[0]
	f := got.MessageFacts
	if got.Kind != models.MailChanged || got.RegistrationID != nil || got.Method != "" || f.Calendar != nil || !f.Test {
		t.Errorf("mail %+v", got.Message)
	}
	if f.ToName != "Tessa Testerink" || f.GivenName != "" || !strings.Contains(f.Item.Place, "Blauwe zaal") || strings.Contains(f.Before.Place, "Blauwe zaal") {
		t.Errorf("facts %+v, item %+v", f, f.Item)
	}
	if again := filled(t, a); again.Get("sites[0].room") != "Blauwe zaal" {
		t.Error("what was typed is gone")
	}
}

// While the mails wait, the overview offers to take the change back; then
// nobody hears of it. A second press is told that it is too late.
func TestUndo(t *testing.T) {
	site, client, path := changing(t, 3, 1)
	client.Post(path, set(filled(t, client.Get(path)), "sites[0].room", "Blauwe zaal", "confirmed", "1"))
	overview := strings.TrimSuffix(path, "/wijzigen")
	a := client.Get(overview)
	if !strings.Contains(a.Text("main"), "Tot 12.11 uur kunt u dat terugdraaien") {
		t.Fatalf("no word of undoing: %s", a.Text("main"))
	}
	id, _ := a.Doc().Find("[name=undo]").Attr("value")
	undo := func() *handlerstest.Answer { return client.Post(overview+"/ongedaan-maken", url.Values{"undo": {id}}) }
	if a := undo(); a.Status != 303 || site.Meeting("platform").Sites[0].Room != "" {
		t.Fatalf("status %d, room %q", a.Status, site.Meeting("platform").Sites[0].Room)
	}
	if text := client.Get(overview).Text("main"); !strings.Contains(text, "De wijziging is teruggedraaid") || strings.Contains(text, "Ongedaan maken") {
		t.Errorf("afterwards: %s", text)
	}
	for _, want := range []struct{ language, text string }{
		{"en", "A change was undone: sites (by Tessa Testerink)"},
		{"nl", "Een wijziging is ongedaan gemaakt: locaties (door Tessa Testerink)"},
	} {
		if text := client.Get(overview + "/logboek?taal=" + want.language).Text("main"); !strings.Contains(text, want.text) {
			t.Errorf("the history does not say %q: %s", want.text, text)
		}
	}
	site.Clock.Add(11 * time.Minute)
	if n := len(site.Deliver()); n != 0 {
		t.Errorf("%d mails went", n)
	}
	if a := undo(); a.Status != 409 || !strings.Contains(a.Text("main"), "Dit kan niet meer worden teruggedraaid") {
		t.Errorf("a second press: status %d, %s", a.Status, a.Text("main"))
	}
}
