package desk_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"bijeen/browser/browsertest"
	"bijeen/handlers/desk"
	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// forgotten is the site with a postponed meeting whose two people were
// forgotten; path is the page of one of them.
func forgotten(t *testing.T) (site *handlerstest.Site, people, path string) {
	t.Helper()
	site = handlerstest.New(t)
	in := modelstest.Gathering("platform", 2)
	out := site.SignUpAll(site.Save(in), modelstest.Person(1), modelstest.Person(2))
	site.Deliver()
	in.Status, in.StatusReason = models.MeetingPostponed, "De zaal is niet vrij."
	m := site.Save(in)
	site.Clock.Set(site.Now().AddDate(0, models.Defaults(m.Kind).RetentionMonths, 0))
	_, err := site.RunRetention(ctx)
	must(t, err)
	people = "/beheer/bijeenkomsten/platform/aanmeldingen"
	return site, people, fmt.Sprintf("%s/%d", people, out[0].RegistrationID)
}

// TestLook_Forgotten looks at the pages of people without a name.
func TestLook_Forgotten(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	site, people, path := forgotten(t)
	address := site.Serve()
	for _, view := range []browsertest.View{{Width: 320}, {Width: 1366}} {
		t.Run(view.String(), func(t *testing.T) {
			page := b.Page(t, address, view)
			check(t, page, look{name: "login-link", path: desk.LoginPath(token(t, site, models.RoleAdmin))})
			page.Follow("main form button")
			check(t, page, look{name: "forgotten-people", path: people})
			check(t, page, look{name: "forgotten-person", path: path})
			check(t, page, look{name: "forgotten-form", path: path + "/wijzigen", status: 410})
			page.Complaints()
		})
	}
}

// Somebody who was forgotten stays in the counts and is named so; there is
// nothing to do about them (BR-77).
func TestBR77_ForgottenAtTheDesk(t *testing.T) {
	site, people, path := forgotten(t)
	client := login(t, site, models.RoleOrganizer)
	list := client.Get(people)
	for _, text := range list.Doc().Find("tbody th a").Map(func(_ int, s *goquery.Selection) string { return s.Text() }) {
		if text != "Naam gewist" {
			t.Errorf("the list names %q", text)
		}
	}
	if n := list.Doc().Find("tbody th a").Length(); n != 2 || list.Has("tbody input[type=checkbox]") || list.Has("main button[value=mail]") {
		t.Errorf("%d people in the list, want 2 who cannot be chosen", n)
	}
	page := client.Get(path)
	if page.Status != 200 || page.Text("h1") != "Naam gewist" || page.Has(".bij-aside") {
		t.Errorf("the page: %d %q", page.Status, page.Text("h1"))
	}
	if a := client.Get(path + "/wijzigen"); a.Status != 410 || !strings.Contains(a.Text("main"), "De gegevens van deze persoon zijn gewist") {
		t.Errorf("the form: %d %q, want 410", a.Status, a.Text("main"))
	}
	if a := client.Post(path+"/mail", nil); a.Status != 410 {
		t.Errorf("the mail again: %d, want 410", a.Status)
	}
}
