package desk_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// Somebody who was forgotten stays in the counts and is named so; there is
// nothing to do about them (BR-77).
func TestBR77_ForgottenAtTheDesk(t *testing.T) {
	site := handlerstest.New(t)
	in := modelstest.Gathering("platform", 2)
	out := site.SignUpAll(site.Save(in), modelstest.Person(1), modelstest.Person(2))
	site.Deliver()
	in.Status, in.StatusReason = models.MeetingPostponed, "De zaal is niet vrij."
	m := site.Save(in)
	site.Clock.Set(site.Now().AddDate(0, models.Defaults(m.Kind).RetentionMonths, 0))
	if _, err := site.RunRetention(ctx); err != nil {
		t.Fatal(err)
	}
	client := login(t, site, models.RoleOrganizer)
	people := "/beheer/bijeenkomsten/platform/aanmeldingen"
	list := client.Get(people)
	for _, text := range list.Doc().Find("tbody th a").Map(func(_ int, s *goquery.Selection) string { return s.Text() }) {
		if text != "Naam gewist" {
			t.Errorf("the list names %q", text)
		}
	}
	if n := list.Doc().Find("tbody th a").Length(); n != 2 || list.Has("tbody input[type=checkbox]") {
		t.Errorf("%d people in the list, want 2 who cannot be chosen", n)
	}
	path := fmt.Sprintf("%s/%d", people, out[0].RegistrationID)
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
