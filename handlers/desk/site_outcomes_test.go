package desk_test

import (
	"strings"
	"testing"
	"time"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

const withdrawA = "/beheer/bijeenkomsten/platform/locaties/a/vervallen"

// withdrawing is a meeting with three people at a and one place left at b.
func withdrawing(t *testing.T) (*handlerstest.Site, *models.Meeting, *handlerstest.Client) {
	t.Helper()
	site := handlerstest.New(t)
	m := site.Save(modelstest.Gathering("platform", 5, 1))
	site.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "a"), modelstest.Person(3, "a"))
	site.Deliver()
	return site, m, login(t, site, models.RoleOrganizer)
}

// BR-36: before a choice is made the page says what each does: how many get a
// place, how many wait, how many mails and appointments.
func TestBR36_OutcomePerChoice(t *testing.T) {
	_, _, client := withdrawing(t)
	page := client.Get(withdrawA)
	var rows []string
	for _, row := range page.Doc().Find("main tbody tr").EachIter() {
		rows = append(rows, strings.Join(strings.Fields(row.Text()), " "))
	}
	for i, want := range [][]string{
		{"Naar ", "1 persoon krijgt een plaats, 2 mensen staan op de wachtlijst"},
		{"Op de wachtlijst", "1 persoon krijgt een plaats, 2 mensen staan op de wachtlijst"},
		{"Afmelden", "3 mensen zijn afgemeld"},
	} {
		if len(rows) != 3 || !strings.HasPrefix(rows[i], want[0]) || !strings.Contains(rows[i], want[1]) {
			t.Errorf("choice %d: %q; want %q", i+1, rows, want)
		}
	}
	if text := page.Text("main"); !strings.Contains(text, "3 mensen krijgen een mail") {
		t.Errorf("page says %s", text)
	}
}

// The test mail of a choice goes to who decides, alone; choice and reason stay
// in the form and nobody is moved.
func TestWithdrawalTestMail(t *testing.T) {
	for after, kind := range map[string]models.MessageKind{"move": models.MailChanged, "cancel": models.MailCancelled} {
		t.Run(after, func(t *testing.T) {
			site, _, client := withdrawing(t)
			typed := set(filled(t, client.Get(withdrawA)), "after", after, "target", "b", "test", "1")
			if a := client.Post(withdrawA, typed); a.Status != 422 || !a.Has("#reason[aria-invalid=true]") || len(site.Deliver()) != 0 {
				t.Errorf("without a reason: status %d", a.Status)
			}
			a := client.Post(withdrawA, set(typed, "reason", "De zaal is bezet."))
			if a.Status != 200 || !strings.Contains(a.Text("[role=status]"), "De proefmail is onderweg") {
				t.Fatalf("status %d: %s", a.Status, a.Text("main"))
			}
			mails := site.Deliver()
			if len(mails) != 1 || mails[0].Kind != kind || mails[0].RegistrationID != nil || mails[0].MessageFacts.Calendar != nil || mails[0].MessageFacts.Detail.Reason != "De zaal is bezet." {
				t.Fatalf("mails %+v", mails)
			}
			if again := filled(t, a); again.Get("after") != after || again.Get("target") != "b" || again.Get("reason") != "De zaal is bezet." {
				t.Errorf("the form holds %v", again)
			}
			if s := site.Meeting("platform").Site("a").Status; s != models.SiteConfirmed {
				t.Errorf("site is %s", s)
			}
			if a := client.Post(withdrawA, filled(t, a)); a.Status != 303 {
				t.Errorf("then for real: status %d: %s", a.Status, a.Text("main"))
			}
			site.Clock.Add(11 * time.Minute)
			if n := len(site.Deliver()); n != 3 {
				t.Errorf("%d mails went, want the 3 that were told", n)
			}
		})
	}
}

// A place that went while somebody looked is told first (BR-36: silently
// nobody lands on a waiting list).
func TestBR36_OutcomeThatChanged(t *testing.T) {
	site, m, client := withdrawing(t)
	typed := set(filled(t, client.Get(withdrawA)), "after", "move", "target", "b", "reason", "De zaal is bezet.")
	site.SignUpAll(m, modelstest.Person(4, "b"))
	a := client.Post(withdrawA, typed)
	if a.Status != 409 || !strings.Contains(a.Text("main"), "Er is net iets veranderd") || !strings.Contains(a.Text("main tbody"), "3 mensen staan op de wachtlijst") {
		t.Fatalf("status %d: %s", a.Status, a.Text("main"))
	}
	if a := client.Post(withdrawA, filled(t, a)); a.Status != 303 {
		t.Errorf("as it is now: status %d", a.Status)
	}
}
