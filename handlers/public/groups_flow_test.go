package public_test

import (
	"strings"
	"testing"

	"bijeen/browser/browsertest"
	"bijeen/handlers/handlerstest"
)

// TestFlowHelp: from the front page to an offer that is stored, in every view
// that must work.
func TestFlowHelp(t *testing.T) {
	for _, view := range []browsertest.View{{}, {NoScript: true}, {Width: 320, NoScript: true}} {
		t.Run(view.String(), func(t *testing.T) {
			b, site := browsertest.Start(t), handlerstest.New(t)
			_, g := calling(t, site)
			page := b.Page(t, site.Serve(), view)
			page.Open("/")
			page.Follow(`header a[href="/groepen"]`)
			page.Follow(`a[href="/groepen/` + g.Slug + `"]`)
			page.Follow(`a[href$="/meehelpen"]`)
			typed(page)
			page.Type("#message", "Ik denk graag mee.")
			if status := page.Follow(".bij-form .bij-big"); status != 200 || !strings.Contains(page.Path(), "verstuurd=1") {
				t.Fatalf("status %d at %s", status, page.Path())
			}
			if got := site.One("select email from group_offers"); got != "zoe@horizon.example" {
				t.Errorf("stored %q", got)
			}
		})
	}
}

// TestFlowHelpByKeyboard: Tab, letters and Enter are enough.
func TestFlowHelpByKeyboard(t *testing.T) {
	b, site := browsertest.Start(t), handlerstest.New(t)
	_, g := calling(t, site)
	page := b.Page(t, site.Serve(), browsertest.View{})
	page.Open("/groepen/" + g.Slug + "/meehelpen")
	for _, f := range [][2]string{{"given-name", "Zoë"}, {"surname", "Schijnveld"}, {"email", "zoe@horizon.example"}} {
		reached := false
		for range 60 {
			stop, ok := page.Tab()
			if ok && stop.ID == "website" {
				t.Fatal("the Tab key reaches the trap")
			}
			if reached = ok && stop.ID == f[0]; reached {
				break
			}
		}
		if !reached {
			t.Fatalf("the Tab key does not reach %s", f[0])
		}
		page.Press(f[1])
	}
	if status := page.PressEnter(); status != 200 || !strings.Contains(page.Path(), "verstuurd=1") {
		t.Fatalf("status %d at %s", status, page.Path())
	}
	if got := site.One("select given_name from group_offers"); got != "Zoë" {
		t.Errorf("stored %q", got)
	}
}
