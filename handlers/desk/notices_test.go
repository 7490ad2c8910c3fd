package desk_test

import (
	"strings"
	"testing"
	"time"

	"bijeen/browser/browsertest"
	"bijeen/handlers/desk"
	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// A user chooses what to hear; a wrong choice stays on the page.
func TestNotices_Choose(t *testing.T) {
	site := handlerstest.New(t)
	client := login(t, site, models.RoleOrganizer)
	page := client.Get("/beheer/meldingen")
	if v := filled(t, page); v.Get("notices") != "digest" || v.Get("language") != "nl" {
		t.Errorf("a new user has %v; want the digest in Dutch", v)
	}
	for _, want := range []string{"organizer@organisatie.example", "weigert onze mail voorgoed", "binnen 48 uur", "geen namen"} {
		if !strings.Contains(page.Text("main"), want) {
			t.Errorf("page lacks %q", want)
		}
	}
	if a := client.Post("/beheer/meldingen", form("notices", "hourly", "language", "en")); a.Status != 422 || !a.Has("#errors a[href='#notices']") || filled(t, a).Get("language") != "en" {
		t.Errorf("unknown choice: status %d, %s", a.Status, a.Text("#errors"))
	}
	if a := client.Post("/beheer/meldingen", form("notices", "at_once", "language", "en")); a.Status != 303 {
		t.Fatalf("status %d", a.Status)
	}
	page = client.Get("/beheer/meldingen")
	if v := filled(t, page); v.Get("notices") != "at_once" || v.Get("language") != "en" || !strings.Contains(page.Text(".utrecht-alert"), "meteen mail") {
		t.Errorf("after saving: %v, %q", v, page.Text(".utrecht-alert"))
	}
	if a := client.Get("/beheer"); !a.Has("footer a[href='/beheer/meldingen']") {
		t.Error("no way there")
	}
	if a := login(t, site, models.RoleViewer).Get("/beheer/meldingen"); a.Status != 200 || a.Has("main form") {
		t.Errorf("a viewer: status %d, %s", a.Status, a.Text("main"))
	}
}

// Who hears of a meeting is who may see its people and its mail: the table of
// rights and that of notices say the same.
func TestNotices_AsTheRights(t *testing.T) {
	for _, role := range models.UserRoles {
		for _, kind := range models.MeetingKinds {
			if got, want := role.Noticed(kind), desk.MaySeePeople(role, kind); got != want {
				t.Errorf("%s at a %s: hears %v, may see people %v", role, kind, got, want)
			}
		}
	}
}

// Every link of a notice opens for who gets it.
func TestNotices_LinksOpen(t *testing.T) {
	site := attentive(t)
	client := login(t, site, models.RoleOrganizer)
	for _, path := range []string{"/aanmeldingen/aanvragen", "/aanmeldingen?geweigerd=ja", "/aanmeldingen?status=cancelled&volgorde=laatst"} {
		if a := client.Get(grote + path); a.Status != 200 {
			t.Errorf("%s: status %d", path, a.Status)
		}
	}
	if rows := client.Get(grote + "/aanmeldingen?geweigerd=ja").Doc().Find("tbody tr").Length(); rows != 1 {
		t.Errorf("%d people with an address that refuses mail, want 1", rows)
	}
}

// In a browser: choose mail at once, get it, and end it by the link in it.
func TestFlow_Notices(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	for _, view := range []browsertest.View{{Width: 1366, Height: 768}, {Width: 820, Height: 1180}, {Width: 320}} {
		t.Run(view.String(), func(t *testing.T) {
			site := handlerstest.New(t)
			m := approval(t, site)
			page := b.Page(t, site.Serve(), view)
			page.Open("/beheer/inloggen/" + token(t, site, models.RoleOrganizer))
			page.Follow("main form button")
			page.Follow("footer a[href='/beheer/meldingen']")
			page.Check("notices-flow")
			page.Click("#notices-1")
			page.Follow("main form button.bij-big")
			page.Check("notices-saved")
			site.Clock.Add(time.Minute)
			site.SignUpAll(m, modelstest.Person(51))
			var to *models.Claimed
			for _, c := range site.Deliver() {
				if c.MessageFacts.Notice != nil {
					to = &c
				}
			}
			if to == nil || to.MessageFacts.Notice.Count != 4 {
				t.Fatalf("told %+v; want four requests", to)
			}
			page.Open("/geen-berichten/" + site.NoticeToken(*to.UserID) + "?taal=nl")
			page.Check("notices-stop")
			page.Follow("main form button")
			page.Check("notices-stopped")
			page.Follow("main p a")
			if !page.Visible("#notices-2:checked") {
				t.Error("the choice is not none")
			}
			page.Complaints()
		})
	}
}
