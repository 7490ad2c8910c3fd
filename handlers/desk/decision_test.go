package desk_test

import (
	"strings"
	"testing"
	"time"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// Who is about to call off or postpone a meeting can have the mail first: it
// goes to nobody else, says the reason that was typed, and nothing is stored.
func TestDecisionTestMail(t *testing.T) {
	for _, tt := range []struct {
		path string
		kind models.MessageKind
	}{{"/gaat-niet-door", models.MailMeetingCancelled}, {"/uitstellen", models.MailPostponed}} {
		t.Run(tt.path, func(t *testing.T) {
			site := handlerstest.New(t)
			site.SignUpAll(site.Save(modelstest.Gathering("platform", 1)), modelstest.Person(1), modelstest.Person(2))
			site.Deliver()
			client := login(t, site, models.RoleOrganizer)
			path := "/beheer/bijeenkomsten/platform" + tt.path
			page := client.Get(path)
			if a := client.Post(path, set(filled(t, page), "test", "1")); a.Status != 422 || !a.Has("#reason[aria-invalid=true]") || len(site.Deliver()) != 0 {
				t.Errorf("without a reason: status %d", a.Status)
			}
			a := client.Post(path, set(filled(t, page), "reason", "De spreker is ziek.", "test", "1"))
			if a.Status != 200 || !strings.Contains(a.Text("[role=status]"), "De proefmail is onderweg") || filled(t, a).Get("reason") != "De spreker is ziek." {
				t.Fatalf("status %d: %s", a.Status, a.Text("main"))
			}
			mails := site.Deliver()
			if len(mails) != 1 {
				t.Fatalf("%d mails, want one", len(mails))
			}
			got, f := mails[0], mails[0].MessageFacts
			if got.Kind != tt.kind || got.RegistrationID != nil || got.Method != "" || f.Calendar != nil || !f.Test || f.ToName != "Tessa Testerink" || f.Meeting.Reason != "De spreker is ziek." {
				t.Errorf("mail %+v, facts %+v", got.Message, f)
			}
			if m := site.Meeting("platform"); m.Status != models.MeetingOpen || m.StatusReason != "" {
				t.Errorf("meeting is %s, %q", m.Status, m.StatusReason)
			}
			if a := client.Post(path, filled(t, a)); a.Status != 303 || site.Meeting("platform").Status == models.MeetingOpen {
				t.Errorf("then for real: status %d", a.Status)
			}
			site.Clock.Add(11 * time.Minute)
			if n := len(site.Deliver()); n != 2 {
				t.Errorf("%d mails went, want the 2 that were told", n)
			}
		})
	}
}

// Where nobody would hear of it there is no mail to try.
func TestDecisionWithoutMail(t *testing.T) {
	site := handlerstest.New(t)
	site.Save(modelstest.Gathering("platform", 1))
	client := login(t, site, models.RoleOrganizer)
	const path = "/beheer/bijeenkomsten/platform/gaat-niet-door"
	if client.Get(path).Has("button[name=test]") {
		t.Error("there is a button for a test mail")
	}
	a := client.Post(path, set(filled(t, client.Get(path)), "reason", "De spreker is ziek.", "test", "1"))
	if !strings.Contains(a.Text("[role=status]"), "Er is geen mail om te proberen") || len(site.Deliver()) != 0 {
		t.Errorf("status %d: %s", a.Status, a.Text("main"))
	}
}

// A colleague was first: what was typed stays, and what is decided about is
// shown as it is now.
func TestDecisionOfWhatChanged(t *testing.T) {
	for _, button := range []string{"", "1"} {
		site := handlerstest.New(t)
		in := modelstest.Gathering("platform", 2)
		site.SignUpAll(site.Save(in), modelstest.Person(1))
		site.Deliver()
		client := login(t, site, models.RoleOrganizer)
		const path = "/beheer/bijeenkomsten/platform/gaat-niet-door"
		typed := set(filled(t, client.Get(path)), "reason", "De spreker is ziek.", "test", button)
		site.Clock.Add(time.Minute)
		in.Title = "Een andere titel"
		site.Save(in)
		a := client.Post(path, typed)
		if a.Status != 409 || !strings.Contains(a.Text("main"), "Iemand heeft de bijeenkomst net gewijzigd") || filled(t, a).Get("reason") != "De spreker is ziek." {
			t.Fatalf("status %d: %s", a.Status, a.Text("main"))
		}
		if site.Meeting("platform").Status != models.MeetingOpen || len(site.Deliver()) != 0 {
			t.Error("it was called off, or tested, all the same")
		}
		if a := client.Post(path, set(filled(t, a), "test", button)); a.Status != map[string]int{"": 303, "1": 200}[button] {
			t.Errorf("as it is now: status %d", a.Status)
		}
	}
}
