package desk_test

import (
	"strings"
	"testing"

	"bijeen/browser/browsertest"
	"bijeen/handlers/desk"
	"bijeen/handlers/handlerstest"
	"bijeen/models"
)

const askedAt = "/beheer/bijeenkomsten/werksessie/aanmeldingen/aanvragen"

// The effect is shown first and nothing is done; confirming it does it all and
// says so.
func TestRequests_EffectFirst(t *testing.T) {
	site := handlerstest.New(t)
	m := approval(t, site)
	client := login(t, site, models.RoleOrganizer)
	a, b, c := find(t, site, m, "proef41"), find(t, site, m, "proef42"), find(t, site, m, "proef43")
	v := form("do", "approve", "id", itoa(c.ID), "id", itoa(a.ID), "id", itoa(b.ID), "id", "onzin")
	shown := client.Post(askedAt, v)
	if shown.Status != 200 || site.Status(a.ID) != models.Pending {
		t.Fatalf("status %d, %s; want the effect and nothing done", shown.Status, site.Status(a.ID))
	}
	text := shown.Text("main")
	for _, want := range []string{"3 aanvragen goedkeuren", "2 mensen krijgen een plaats", "1 persoon komt op de wachtlijst", "Proef43", "3 mensen krijgen een mail", "2 × ", "Er is nog niets gebeurd"} {
		if !strings.Contains(text, want) {
			t.Errorf("page lacks %q: %s", want, text)
		}
	}
	done := client.Post(askedAt, set(filled(t, shown), "confirmed", "yes", "reason", "Neem uw laptop mee."))
	if done.Status != 303 || done.Location() != askedAt {
		t.Fatalf("status %d to %q: %s", done.Status, done.Location(), done.Text("main"))
	}
	if got := client.Get(askedAt).Text("main"); !strings.Contains(got, "2 mensen hebben nu een plaats. 1 persoon staat nu op de wachtlijst. 3 mails zijn onderweg.") || !strings.Contains(got, "Er wacht niemand op goedkeuring") {
		t.Errorf("page %q", got)
	}
	if site.Status(a.ID) != models.Registered || site.Status(c.ID) != models.Waitlisted {
		t.Errorf("states %s and %s; who asked first goes first", site.Status(a.ID), site.Status(c.ID))
	}
}

// To reject asks for a reason, which goes into every mail; what was typed and
// chosen stays.
func TestRequests_RejectAsksForAReason(t *testing.T) {
	site := handlerstest.New(t)
	m := approval(t, site)
	client := login(t, site, models.RoleOrganizer)
	a, b := find(t, site, m, "proef41"), find(t, site, m, "proef42")
	shown := client.Post(askedAt, form("do", "reject", "id", itoa(a.ID), "id", itoa(b.ID)))
	v := set(filled(t, shown), "confirmed", "yes")
	wrong := client.Post(askedAt, v)
	if wrong.Status != 422 || !wrong.Has("#reason[aria-invalid=true]") || len(strings.Fields(filled(t, wrong).Get("id"))) != 2 || site.Status(a.ID) != models.Pending {
		t.Fatalf("without a reason: status %d, %s", wrong.Status, site.Status(a.ID))
	}
	if done := client.Post(askedAt, set(filled(t, wrong), "confirmed", "yes", "reason", "De groep is compleet.")); done.Status != 303 {
		t.Fatalf("with a reason: status %d", done.Status)
	}
	n := 0
	for _, c := range site.Deliver() {
		if c.Kind == models.MailRejected && c.MessageFacts.Detail.Reason == "De groep is compleet." {
			n++
		}
	}
	if n != 2 || site.Status(a.ID) != models.Rejected {
		t.Errorf("%d mails with the reason, %s", n, site.Status(a.ID))
	}
	if a := client.Post("/beheer/bijeenkomsten/werksessie/aanmeldingen/"+itoa(find(t, site, m, "proef43").ID)+"/afwijzen", nil); a.Status != 422 {
		t.Errorf("one person without a reason: status %d, want 422", a.Status)
	}
}

// What changed since it was shown is shown again before anything is done.
func TestRequests_ChangedMeanwhile(t *testing.T) {
	site := handlerstest.New(t)
	m := approval(t, site)
	client := login(t, site, models.RoleOrganizer)
	a, b := find(t, site, m, "proef41"), find(t, site, m, "proef42")
	shown := client.Post(askedAt, form("do", "approve", "id", itoa(a.ID), "id", itoa(b.ID)))
	must(t, site.Cancel(ctx, m.ID, a.ID, models.Actor{Kind: models.ByPerson}, ""))
	again := client.Post(askedAt, set(filled(t, shown), "confirmed", "yes"))
	if again.Status != 200 || !strings.Contains(again.Text("[role=alert]"), "Er is intussen iets veranderd") || site.Status(b.ID) != models.Pending {
		t.Fatalf("status %d, %s: %s", again.Status, site.Status(b.ID), again.Text("main"))
	}
	if text := again.Text("main"); !strings.Contains(text, "de aanvraag is al behandeld") {
		t.Errorf("page %q", text)
	}
	if done := client.Post(askedAt, set(filled(t, again), "confirmed", "yes")); done.Status != 303 || site.Status(b.ID) != models.Registered {
		t.Errorf("seen again: status %d, %s", done.Status, site.Status(b.ID))
	}
}

func TestRequests_Wrong(t *testing.T) {
	site := handlerstest.New(t)
	approval(t, site)
	client := login(t, site, models.RoleOrganizer)
	if a := client.Post(askedAt, form("do", "approve")); a.Status != 422 || !a.Has(`#errors a[href="#id"]`) || !a.Has("input#id") {
		t.Errorf("nobody chosen: status %d", a.Status)
	}
	if a := client.Post(askedAt, form("do", "wissen", "id", "1")); a.Status != 400 {
		t.Errorf("something else: status %d, want 400", a.Status)
	}
	if a := client.Post("/beheer/bijeenkomsten/werksessie/aanmeldingen/gekozen", form("do", "approve", "id", "1")); a.Status != 400 {
		t.Errorf("approved without a look: status %d, want 400", a.Status)
	}
	if n := len(client.Get(askedAt + "?kies=alles").Doc().Find("input[name=id][checked]").Nodes); n != 3 {
		t.Errorf("%d people ticked, want all 3", n)
	}
}

// In a browser: tick two on the working list, look, say why, and confirm.
func TestFlow_DecideRequests(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	for _, view := range []browsertest.View{{Width: 1366}, {Width: 820, Height: 1180, NoScript: true}, {Width: 320}} {
		t.Run(view.String(), func(t *testing.T) {
			site := handlerstest.New(t)
			approval(t, site)
			p := b.Page(t, site.Serve(), view)
			p.Open(desk.LoginPath(token(t, site, models.RoleOrganizer)))
			p.Follow("main form button")
			p.Open("/beheer/bijeenkomsten/werksessie/aanmeldingen")
			for _, box := range []string{"tbody tr:nth-child(1) input", "tbody tr:nth-child(2) input"} {
				p.Click(box)
			}
			if status := p.Follow("button[value=reject]"); status != 200 {
				t.Fatalf("look: status %d", status)
			}
			p.Check("bulk-reject")
			if status := p.Follow("button[name=confirmed]"); status != 422 || p.Focused() != "errors" {
				t.Fatalf("without a reason: status %d, focus %q", status, p.Focused())
			}
			p.Check("bulk-reject-errors")
			p.Type("#reason", "De groep is compleet.")
			if status := p.Follow("button[name=confirmed]"); status != 200 {
				t.Fatalf("confirm: status %d", status)
			}
			if text := p.Text("[role=status]"); !strings.Contains(text, "2 aanvragen zijn afgewezen. 2 mails zijn onderweg.") {
				t.Errorf("flash %q", text)
			}
			p.Open(askedAt + "?kies=alles")
			p.Follow("button[value=approve]")
			p.Check("bulk-approve")
		})
	}
}
