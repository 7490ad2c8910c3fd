package desk_test

import (
	"strings"
	"testing"
	"time"

	"bijeen/browser/browsertest"
	"bijeen/handlers/desk"
	"bijeen/handlers/handlerstest"
	"bijeen/models"
)

// The open page takes over new numbers by itself, leaves open what was open
// and the focus where it was, can be told to stop, and stops by itself when
// the session has ended.
func TestStatistics_Live(t *testing.T) {
	b := browsertest.Start(t)
	site := handlerstest.New(t)
	m := gathering(t, site)
	page := b.Page(t, site.Serve(), browsertest.View{Width: 320})
	page.Open(desk.LoginPath(token(t, site, models.RoleOrganizer)))
	page.Follow("main form button")
	page.Open(grote + "/cijfers")
	const toggle = "[data-live-toggle]"
	page.Wait(toggle + ":not([hidden])")
	for _, table := range []string{"#seats-table", "#days-table", "#matrix-table"} {
		page.Click(table + " summary")
	}
	page.Check("statistics-open")
	page.Click(toggle) // stop
	if got := page.Text(toggle); got != "Vanzelf verversen" {
		t.Errorf("the button says %q", got)
	}
	_, rest, _ := strings.Cut(page.Source(), `data-tag="`)
	old, _, _ := strings.Cut(rest, `"`)
	old = strings.ReplaceAll(old, "&#34;", `\"`)
	page.Wait(`[data-live][data-tag="` + old + `"]`)
	site.SignUpAll(m, named("Pim", "Proefbakker", "Gemeente Losser", "enschede"))
	page.Click(toggle) // go on: looks at once
	page.Wait(`[data-live]:not([data-tag="` + old + `"])`)
	if got := page.Text("#seats-table[open] tbody tr:nth-child(2) td:nth-of-type(2)"); got != "6" {
		t.Errorf("the open table shows %q, want the new number", got)
	}
	if got := page.Text("[data-live-status]"); !strings.HasPrefix(got, "De cijfers zijn veranderd. Stand van maandag 7 oktober 2019") {
		t.Errorf("the page tells %q", got)
	}
	page.Click(toggle)
	site.Clock.Add(13 * time.Hour)
	page.Click(toggle)
	page.Wait("[data-tag]:not([data-live])")
	if page.Visible(toggle) {
		t.Error("there is still something to switch off")
	}
	if got := page.Text("[data-live-status]"); got != "De cijfers worden niet meer ververst. Laad de pagina opnieuw." {
		t.Errorf("after the session: %q", got)
	}
}
