package desk_test

import (
	"strings"
	"testing"
	"time"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// The steps of rules §3.3, each by its button; the public sees the result.
func TestChangeStatus(t *testing.T) {
	site := handlerstest.New(t)
	in := modelstest.Gathering("platform", 5)
	in.Status = models.MeetingDraft
	site.Save(in)
	client := login(t, site, models.RoleOrganizer)
	path := "/beheer/bijeenkomsten/platform"
	for _, to := range []models.MeetingStatus{models.MeetingAnnounced, models.MeetingOpen, models.MeetingClosed, models.MeetingOpen} {
		site.Clock.Add(time.Minute)
		page := client.Get(path)
		version, _ := page.Doc().Find(`form[action$="/status"]:has(input[value="` + string(to) + `"]) input[name=version]`).Attr("value")
		if a := client.Post(path+"/status", form("status", string(to), "version", version)); a.Status != 303 {
			t.Fatalf("%s: status %d: %s", to, a.Status, a.Text("main"))
		}
		if got := site.Meeting("platform").Status; got != to {
			t.Fatalf("meeting is %s, want %s", got, to)
		}
	}
	for _, to := range []string{"draft", "held", "cancelled", "onzin", ""} {
		if a := client.Post(path+"/status", form("status", to)); a.Status != 409 {
			t.Errorf("to %q: status %d, want 409", to, a.Status)
		}
	}
}

// BR-02, BR-03: opening tells how many interested people get an invitation,
// and what is missing stands on the page where it can be filled in.
func TestBR02_OpeningInvitesTheInterested(t *testing.T) {
	site := handlerstest.New(t)
	others(t, site)
	client := login(t, site, models.RoleOrganizer)
	path := "/beheer/bijeenkomsten/voorjaarsbijeenkomst"
	if text := client.Get(path).Text("aside"); !strings.Contains(text, "3 belangstellenden krijgen dan een uitnodiging") {
		t.Errorf("steps say %q", text)
	}
	a := client.Post(path+"/status", form("status", "open"))
	if a.Status != 422 || !a.Has(`#errors a[href="#date"]`) || a.Text("h1") != "Bijeenkomst wijzigen" {
		t.Errorf("open without a date: status %d, %s", a.Status, a.Text("h1"))
	}
}

// BR-39: calling off first says who is told, asks for the reason that goes
// into the mail, and leaves the registrations as they are.
func TestBR39_CallingOff(t *testing.T) {
	site := handlerstest.New(t)
	m := site.Save(modelstest.Gathering("platform", 2))
	out := site.SignUpAll(m, modelstest.Person(1), modelstest.Person(2), modelstest.Person(3))
	site.Deliver()
	client := login(t, site, models.RoleOrganizer)
	path := "/beheer/bijeenkomsten/platform"
	page := client.Get(path + "/gaat-niet-door")
	for _, want := range []string{"3 mensen krijgen een mail", "2 aangemeld", "1 op de wachtlijst", "bij 2 van hen verandert de afspraak", "over 10 minuten"} {
		if !strings.Contains(page.Text("main"), want) {
			t.Errorf("page lacks %q: %s", want, page.Text("main"))
		}
	}
	if a := client.Post(path+"/gaat-niet-door", form("reason", "  ")); a.Status != 422 || !a.Has("#reason[aria-invalid=true]") {
		t.Errorf("without a reason: status %d", a.Status)
	}
	a := client.Post(path+"/gaat-niet-door", set(filled(t, page), "reason", "De spreker is ziek."))
	if a.Status != 303 {
		t.Fatalf("status %d: %s", a.Status, a.Text("main"))
	}
	if text := client.Get(path).Text(".utrecht-alert"); !strings.Contains(text, "3 mails gaan vanaf 12.10 uur weg") {
		t.Errorf("flash %q", text)
	}
	if m := site.Meeting("platform"); m.Status != models.MeetingCancelled || m.StatusReason != "De spreker is ziek." {
		t.Errorf("meeting %s, %q", m.Status, m.StatusReason)
	}
	if s := site.Status(out[0].RegistrationID); s != models.Registered {
		t.Errorf("registration became %s", s)
	}
	site.Clock.Add(11 * time.Minute)
	mails := map[models.MessageKind]int{}
	for _, c := range site.Deliver() {
		mails[c.Kind]++
	}
	if mails[models.MailMeetingCancelled] != 3 {
		t.Errorf("mails %v; want 3", mails)
	}
}

func TestPostpone(t *testing.T) {
	site := handlerstest.New(t)
	site.Save(modelstest.Gathering("platform", 2))
	client := login(t, site, models.RoleOrganizer)
	path := "/beheer/bijeenkomsten/platform"
	if a := decide(client, path+"/uitstellen", form("reason", "De zaal is niet vrij.")); a.Status != 303 {
		t.Fatalf("status %d", a.Status)
	}
	if m := site.Meeting("platform"); m.Status != models.MeetingPostponed || m.StatusReason != "De zaal is niet vrij." {
		t.Errorf("meeting %s, %q", m.Status, m.StatusReason)
	}
	if a := client.Get(path + "/uitstellen"); a.Status != 409 {
		t.Errorf("a second time: status %d, want 409", a.Status)
	}
	if a := client.Post(path+"/status", form("status", "open")); a.Status != 303 || site.Meeting("platform").Status != models.MeetingOpen {
		t.Errorf("goes on after all: status %d, meeting %s", a.Status, site.Meeting("platform").Status)
	}
}

// A decision that does not tell what it was about is refused, as one about what
// somebody changed in the meantime is.
func TestDecisionsTellTheirVersion(t *testing.T) {
	for _, page := range []string{"/gaat-niet-door", "/uitstellen"} {
		for name, version := range map[string]string{"none": "", "no time": "gisteren", "an old one": "2019-01-01T00:00:00Z"} {
			t.Run(page+" "+name, func(t *testing.T) {
				site := handlerstest.New(t)
				site.Save(modelstest.Gathering("platform", 2))
				client := login(t, site, models.RoleOrganizer)
				a := client.Post("/beheer/bijeenkomsten/platform"+page, form("reason", "De zaal is niet vrij.", "version", version))
				if got := site.Meeting("platform").Status; a.Status != 409 || got != models.MeetingOpen {
					t.Errorf("status %d, meeting %s; want 409 and open", a.Status, got)
				}
			})
		}
	}
}

// BR-36: withdrawing a site first says how many mails it means, asks what
// becomes of its people and why, and does that.
func TestBR36_WithdrawASite(t *testing.T) {
	tests := []struct {
		after string
		want  []models.RegistrationStatus
		place string
	}{
		{"move", []models.RegistrationStatus{models.Registered, models.Waitlisted}, "b"},
		{"waitlist", []models.RegistrationStatus{models.Registered, models.Waitlisted}, "b"},
		{"cancel", []models.RegistrationStatus{models.Cancelled, models.Cancelled}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.after, func(t *testing.T) {
			site := handlerstest.New(t)
			m := site.Save(modelstest.Gathering("platform", 5, 1))
			out := site.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "a"))
			site.Deliver()
			client := login(t, site, models.RoleOrganizer)
			path := "/beheer/bijeenkomsten/platform/locaties/a/vervallen"
			if text := client.Get(path).Text("main"); !strings.Contains(text, "2 mensen krijgen een mail") {
				t.Errorf("page says %q", text)
			}
			if a := client.Post(path, form("after", tt.after, "target", "b")); a.Status != 422 || !a.Has("#reason[aria-invalid=true]") {
				t.Errorf("without a reason: status %d", a.Status)
			}
			if a := client.Post(path, form("reason", "De zaal is afgebrand")); a.Status != 422 || !a.Has("#errors") {
				t.Errorf("without a choice: status %d", a.Status)
			}
			if a := client.Post(path, form("after", tt.after, "target", "b", "reason", "De zaal is afgebrand")); a.Status != 303 {
				t.Fatalf("status %d: %s", a.Status, a.Text("main"))
			}
			for i, o := range out {
				if got := site.Status(o.RegistrationID); got != tt.want[i] {
					t.Errorf("person %d is %s, want %s", i+1, got, tt.want[i])
				}
			}
			if s := site.Meeting("platform").Site("a").Status; s != models.SiteWithdrawn {
				t.Errorf("site is %s", s)
			}
			if a := client.Get(path); a.Status != 404 {
				t.Errorf("a second time: status %d, want 404", a.Status)
			}
		})
	}
}

// An editor writes texts, and opens nothing by the form of the texts.
func TestEditorOpensNothing(t *testing.T) {
	site := handlerstest.New(t)
	in := modelstest.Gathering("platform", 5)
	in.Status = models.MeetingDraft
	site.Save(in)
	client := login(t, site, models.RoleEditor)
	const path = "/beheer/bijeenkomsten/platform/wijzigen"
	a := client.Post(path, set(filled(t, client.Get(path)), "summary", "Nieuwe tekst.", "then", "open"))
	if m := site.Meeting("platform"); a.Status != 303 || m.Status != models.MeetingDraft || m.Summary != "Nieuwe tekst." {
		t.Errorf("status %d, then %s: %q", a.Status, m.Status, m.Summary)
	}
}

// A postponed meeting goes on with a new date, not on the day that is over.
func TestPostponedNeedsANewDate(t *testing.T) {
	site := handlerstest.New(t)
	m := site.Save(modelstest.Gathering("platform", 5))
	out := site.SignUpAll(m, modelstest.Person(1))
	client := login(t, site, models.RoleOrganizer)
	const path = "/beheer/bijeenkomsten/platform"
	if a := decide(client, path+"/uitstellen", form("reason", "Geen zaal.")); a.Status != 303 {
		t.Fatalf("postpone: status %d", a.Status)
	}
	site.Clock.Set(modelstest.At("2020-01-10 09:00").UTC())
	client = login(t, site, models.RoleOrganizer)
	a := client.Post(path+"/status", form("status", "open"))
	if a.Status != 422 || !a.Has("#date[aria-invalid=true]") || site.Meeting("platform").Status != models.MeetingPostponed {
		t.Fatalf("on the old day: status %d, meeting %s", a.Status, site.Meeting("platform").Status)
	}
	values := set(filled(t, a), "date", "2020-03-20", "registration_closes_on", "2020-03-10", "numbers_due_on", "")
	if a = client.Post(path+"/wijzigen", values); a.Status == 200 {
		a = client.Post(path+"/wijzigen", set(filled(t, a), "confirmed", "1"))
	}
	if a.Status != 303 {
		t.Fatalf("a new day: status %d: %s", a.Status, a.Text("main"))
	}
	if a := client.Post(path+"/status", form("status", "open")); a.Status != 303 || site.Status(out[0].RegistrationID) != models.Registered {
		t.Errorf("on the new day: status %d", a.Status)
	}
}

// Who decides about what is not so any more sees how it is now.
func TestBR36_WithdrawASiteThatChanged(t *testing.T) {
	site := handlerstest.New(t)
	m := site.Save(modelstest.Gathering("platform", 5, 5))
	out := site.SignUpAll(m, modelstest.Person(1, "a"))
	client := login(t, site, models.RoleOrganizer)
	const path = "/beheer/bijeenkomsten/platform/locaties/a/vervallen"
	answer := set(filled(t, client.Get(path)), "after", "cancel", "reason", "De zaal is afgebrand")
	out = append(out, site.SignUpAll(m, modelstest.Person(2, "a"))...)
	a := client.Post(path, answer)
	if text := a.Text("main"); a.Status != 409 || !strings.Contains(text, "2 mensen krijgen een mail") || !strings.Contains(text, "Er is net iets veranderd") {
		t.Fatalf("status %d: %s", a.Status, text)
	}
	again := filled(t, a)
	if again.Get("reason") != "De zaal is afgebrand" || site.Status(out[1].RegistrationID) != models.Registered {
		t.Errorf("kept %v, person is %s", again, site.Status(out[1].RegistrationID))
	}
	if a := client.Post(path, set(again, "after", "cancel")); a.Status != 303 {
		t.Errorf("again: status %d", a.Status)
	}
}

// What goes on after all goes back to what it was, whoever had signed up.
// Of a meeting that came by a file as off nothing is known but its people.
func TestGoesOnAfterAll(t *testing.T) {
	const off, later = models.MeetingCancelled, models.MeetingPostponed
	for _, test := range []struct {
		name   string
		before []models.MeetingStatus // in turn, the last is what it is now
		people int
		want   models.MeetingStatus
	}{
		{"open without people", []models.MeetingStatus{models.MeetingOpen, off}, 0, models.MeetingOpen},
		{"open with people", []models.MeetingStatus{models.MeetingOpen, off}, 1, models.MeetingOpen},
		{"announced", []models.MeetingStatus{models.MeetingAnnounced, off}, 0, models.MeetingAnnounced},
		{"closed", []models.MeetingStatus{models.MeetingOpen, models.MeetingClosed, off}, 1, models.MeetingClosed},
		{"open, postponed", []models.MeetingStatus{models.MeetingOpen, later}, 0, models.MeetingOpen},
		{"announced, postponed", []models.MeetingStatus{models.MeetingAnnounced, later}, 0, models.MeetingAnnounced},
		{"closed, postponed", []models.MeetingStatus{models.MeetingOpen, models.MeetingClosed, later}, 1, models.MeetingOpen},
		{"open, postponed, then off", []models.MeetingStatus{models.MeetingOpen, later, off}, 0, models.MeetingOpen},
		{"off, on as announced, off", []models.MeetingStatus{models.MeetingOpen, off, models.MeetingAnnounced, off}, 0, models.MeetingAnnounced},
		{"off from the start", []models.MeetingStatus{off}, 0, models.MeetingAnnounced},
	} {
		t.Run(test.name, func(t *testing.T) {
			site := handlerstest.New(t)
			in := modelstest.Gathering("platform", 5)
			for i, status := range test.before {
				in.Status, in.StatusReason = status, ""
				if status == off || status == later {
					in.StatusReason = "De zaal is bezet."
				}
				m := site.Save(in)
				if i == 0 && test.people > 0 {
					site.SignUpAll(m, modelstest.Person(1))
				}
			}
			client := login(t, site, models.RoleOrganizer)
			page := client.Get("/beheer/bijeenkomsten/platform")
			first := page.Doc().Find(`form[action$="/status"]:has(.nl-button--primary) input[name=status]`)
			if got, _ := first.Attr("value"); got != string(test.want) || first.Length() != 1 {
				t.Errorf("the main button makes it %q; want %q", got, test.want)
			}
			if log := client.Get("/beheer/bijeenkomsten/platform/logboek").Text("main"); len(test.before) > 1 && (!strings.Contains(log, "De bijeenkomst is nu: ") || strings.Contains(log, "status:")) {
				t.Errorf("the log says %s", log)
			}
		})
	}
}

// The overview leads to the public page where there is one: a draft has none.
func TestOverviewLeadsToThePublicPage(t *testing.T) {
	site := handlerstest.New(t)
	for _, status := range []models.MeetingStatus{models.MeetingDraft, models.MeetingAnnounced, models.MeetingOpen, models.MeetingClosed} {
		in := modelstest.Gathering(string(status), 5)
		in.Status = status
		site.Save(in)
	}
	client := login(t, site, models.RoleOrganizer)
	for _, slug := range []string{"draft", "announced", "open", "closed"} {
		public := site.Client().Get("/bijeenkomsten/"+slug).Status == 200
		if got := client.Get("/beheer/bijeenkomsten/" + slug).Has("main a[href='/bijeenkomsten/" + slug + "']"); got != public || public == (slug == "draft") {
			t.Errorf("%s: there is a public page %v, the overview leads to it %v", slug, public, got)
		}
	}
}
