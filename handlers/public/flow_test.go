package public_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"bijeen/browser/browsertest"
	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// inBrowser opens a tab on a site with every kind of meeting.
func inBrowser(t *testing.T, view browsertest.View) (*handlerstest.Site, *browsertest.Page) {
	t.Helper()
	b := browsertest.Start(t)
	site := cast(t)
	return site, b.Page(t, site.Serve(), view)
}

// typed fills the four fields.
func typed(page *browsertest.Page) {
	page.Type("#given-name", "Zoë")
	page.Type("#surname", "Schijnveld")
	page.Type("#email", "zoe@horizon.example")
	page.Type("#organization", "Horizon")
}

// TestFlowSignUp: from the front page to sent with four typed fields and at
// most five clicks, in every view that must work.
func TestFlowSignUp(t *testing.T) {
	for _, view := range []browsertest.View{{}, {NoScript: true}, {Width: 320, NoScript: true}, {Language: "en"}} {
		t.Run(view.String(), func(t *testing.T) {
			site, page := inBrowser(t, view)
			page.Open("/")
			clicks := 0
			follow := func(selector string) int { clicks++; return page.Follow(selector) }
			follow(`.bij-meeting a[href^="/bijeenkomsten/twee"]`)
			follow(`a.bij-big[href*="/aanmelden"]`)
			typed(page)
			clicks++
			page.Click(`label[for="site-1"]`)
			if status := follow(".bij-form .bij-big"); status != 200 || !strings.HasPrefix(page.Path(), "/bijeenkomsten/twee/aangemeld?uitkomst=r1.") {
				t.Fatalf("status %d at %s", status, page.Path())
			}
			if clicks > 5 {
				t.Errorf("%d clicks, want at most 5", clicks)
			}
			if got := site.One("select email from registrations order by id desc limit 1"); got != "zoe@horizon.example" {
				t.Errorf("stored %q", got)
			}
		})
	}
}

// TestFlowSignUpByKeyboard: Tab, letters, space and Enter are enough.
func TestFlowSignUpByKeyboard(t *testing.T) {
	site, page := inBrowser(t, browsertest.View{})
	page.Open("/bijeenkomsten/twee/aanmelden")
	reach := func(id string) {
		t.Helper()
		for range 60 {
			if stop, ok := page.Tab(); ok && stop.ID == id {
				return
			}
		}
		t.Fatalf("the Tab key does not reach %s", id)
	}
	for _, f := range [][2]string{{"given-name", "Zoë"}, {"surname", "Schijnveld"}, {"email", "zoe@horizon.example"}, {"organization", "Horizon"}} {
		reach(f[0])
		page.Press(f[1])
	}
	reach("site")
	page.Press(kb.ArrowDown) // from the first place to the second
	if status := page.PressEnter(); status != 200 || !strings.Contains(page.Path(), "uitkomst=r1.") {
		t.Fatalf("status %d at %s", status, page.Path())
	}
	if got := site.One("select s.key from registrations r join sites s on s.id = r.site_id order by r.id desc limit 1"); got != "b" {
		t.Errorf("seat at %q, want b", got)
	}
}

// TestFlowWrongInput: the summary has the focus without a script, leads to the
// fields, and what was typed is still there.
func TestFlowWrongInput(t *testing.T) {
	_, page := inBrowser(t, browsertest.View{Width: 360, NoScript: true})
	page.Open("/bijeenkomsten/open/aanmelden")
	page.Type("#given-name", "Zoë")
	page.Type("#email", "zoe@horizon")
	if status := page.Follow(".bij-form .bij-big"); status != 422 {
		t.Fatalf("status %d, want 422", status)
	}
	if got := page.Focused(); got != "errors" {
		t.Errorf("the focus is on %q, want the summary", got)
	}
	if page.Value("#given-name") != "Zoë" || page.Value("#email") != "zoe@horizon" || !strings.HasPrefix(page.Title(), "Fout: ") {
		t.Errorf("typed text is lost: %q %q", page.Value("#given-name"), page.Value("#email"))
	}
	page.Type("#surname", "Schijnveld")
	page.Clear("#email")
	page.Type("#email", "zoe@horizon.example")
	page.Type("#organization", "Horizon")
	if status := page.Follow(".bij-form .bij-big"); status != 200 || !strings.Contains(page.Path(), "uitkomst=r1.") {
		t.Errorf("after correcting: %d at %s", status, page.Path())
	}
	page.Complaints()
}

// TestFlowSeveral: people are added and removed without a script.
func TestFlowSeveral(t *testing.T) {
	site, page := inBrowser(t, browsertest.View{Width: 320, NoScript: true})
	page.Open("/bijeenkomsten/open/aanmelden")
	typed(page)
	page.Follow("button[name=add_person]")
	page.Follow("button[name=add_person]")
	if page.Value("#people-0-given-name") != "Zoë" || page.Value("#organization") != "Horizon" {
		t.Fatal("typed text is lost when somebody is added")
	}
	page.Type("#people-1-given-name", "Bas")
	page.Type("#people-1-surname", "Dummy")
	page.Type("#people-1-email", "bas@horizon.example")
	page.Follow(`button[name=remove_person][value="2"]`)
	if status := page.Follow(".bij-form .bij-big"); status != 200 || !strings.Contains(page.Path(), "uitkomst=r2.") {
		t.Fatalf("status %d at %s", status, page.Path())
	}
	if got := site.One("select count(*) from registrations where organization_name = 'Horizon' and status = 'registered' and given_name in ('Zoë', 'Bas')"); got != "2" {
		t.Errorf("%s of the two are stored", got)
	}
}

// TestFlowOwn: everything that follows a sign-up, by the links of the mail.
func TestFlowOwn(t *testing.T) {
	site, page := inBrowser(t, browsertest.View{Width: 360, NoScript: true})
	first := own(t, site, "twee", modelstest.Person(10, "b"))
	page.Open(first)
	page.Follow(`form:has(input[name=site][value=a]) button`) // full: a wish
	if got := page.Text(".bij-ticket"); !strings.Contains(got, "U wilt liever naar Hengelo: De Gieterij") {
		t.Errorf("after the wish: %q", got)
	}
	page.Follow(`form:has(input[name=site][value=c]) button`) // free: moved
	if got := page.Text(".bij-ticket"); !strings.Contains(got, "Online meedoen") {
		t.Errorf("after the move: %q", got)
	}
	page.Follow(`a[href$="/vervangen"]`)
	page.Type("#given-name", "Noor")
	page.Type("#surname", "el Voorbeeldi")
	page.Type("#email", "noor@horizon.example")
	if status := page.Follow(".bij-form .bij-big"); status != 200 || page.Path() != "/bijeenkomsten/twee?bericht=vervangen" {
		t.Errorf("substitute: %d at %s", status, page.Path())
	}
	if status := page.Open(first); status != 410 {
		t.Errorf("the link of who was replaced: %d", status)
	}
	waiting := own(t, site, "wachtlijst", modelstest.Person(11))
	page.Open(waiting)
	page.Follow(`a[href$="/afmelden"]`)
	if status := page.Follow("form .bij-big"); status != 200 || page.Path() != waiting {
		t.Errorf("cancel: %d at %s", status, page.Path())
	}
	if got := page.Text(".bij-ticket h2"); got != "U staat niet meer op de lijst" {
		t.Errorf("after cancelling: %q", got)
	}
	page.Complaints()
}

// TestFlowBoard: a board meeting is reached by its address alone and asks on
// whose behalf somebody comes.
func TestFlowBoard(t *testing.T) {
	site, page := inBrowser(t, browsertest.View{})
	page.Open("/bijeenkomsten/bestuur/aanmelden")
	typed(page)
	page.Choose("#represents", "GM0153")
	page.Click("details:has(#also-for) summary")
	page.Click(`input[name=also_for][value=GM0168]`)
	page.Click(`label[for="mandated"]`)
	if status := page.Follow(".bij-form .bij-big"); status != 200 {
		t.Fatalf("status %d", status)
	}
	var codes []string
	for _, row := range site.Query("select code, mode from representations order by position") {
		codes = append(codes, strings.Join(row, " "))
	}
	if got := strings.Join(codes, ", "); got != "GM0153 own, GM0168 also_for" {
		t.Errorf("represents %q", got)
	}
	if got := site.One("select mandated from registrations order by id desc limit 1"); got != string(models.MandateYes) {
		t.Errorf("mandated %q", got)
	}
}

// TestSendButtonDistance: one sees where a form ends (contract).
func TestSendButtonDistance(t *testing.T) {
	b := browsertest.Start(t)
	site := cast(t)
	board := modelstest.Gathering("raad", 40)
	board.Kind, board.Ask = models.BoardMeeting, models.Defaults(models.BoardMeeting).Ask
	site.Save(board)
	site.Save(modelstest.Gathering("zes", 1, 2, 3, 4, 5, 6))
	address := site.Serve()
	for width, limit := range map[int]int{1280: 1300, 360: 1900} {
		page := b.Page(t, address, browsertest.View{Width: width})
		for _, slug := range []string{"open", "twee", "wachtlijst", "veel", "online", "english", "raad", "zes"} {
			page.Open("/bijeenkomsten/" + slug + "/aanmelden")
			if got := page.Bottom(".bij-form .bij-big"); got > limit {
				t.Errorf("%s at %d px wide: the send button ends at %d px, want at most %d", slug, width, got, limit)
			} else {
				t.Logf("%s at %d px: %d of %d px", slug, width, got, limit)
			}
		}
	}
}

// TestFocus: every stop of the Tab key can be seen.
func TestFocus(t *testing.T) {
	b := browsertest.Start(t)
	site := cast(t)
	address := site.Serve()
	path := own(t, site, "twee", modelstest.Person(12, "b"))
	for _, view := range []browsertest.View{{}, {Width: 320}} {
		page := b.Page(t, address, view)
		for _, p := range []string{"/", "/bijeenkomsten/twee", "/bijeenkomsten/twee/aanmelden", "/bijeenkomsten/twee/aanmelden?mensen=2", path, path + "/afmelden", "/mijn-aanmelding"} {
			page.Open(p)
			page.CheckFocus()
		}
	}
}
