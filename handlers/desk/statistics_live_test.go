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

// The open page takes over new numbers by itself and leaves open what was open,
// can be told to stop, looks when it is seen again, and stops by itself when
// the session has ended.
func TestStatistics_Live(t *testing.T) {
	t.Parallel()
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
	other := changed(page)
	site.SignUpAll(m, named("Pim", "Proefbakker", "Gemeente Losser", "enschede"))
	page.Click(toggle) // go on: looks at once
	page.Wait(other)
	if got := page.Text("#seats-table[open] tbody tr:nth-child(2) td:nth-of-type(2)"); got != "6" {
		t.Errorf("the open table shows %q, want the new number", got)
	}
	if got := page.Text("[data-live-status]"); !strings.HasPrefix(got, "De cijfers zijn veranderd. Stand van maandag 7 oktober 2019") {
		t.Errorf("the page tells %q", got)
	}

	other = changed(page)
	page.Hide()
	site.SignUpAll(m, named("Sara", "Proefslager", "Gemeente Losser", "enschede"))
	page.Show() // looks at once
	page.Wait(other)
	if got := page.Text("#seats-table[open] tbody tr:nth-child(2) td:nth-of-type(2)"); got != "7" {
		t.Errorf("seen again, the table shows %q, want the new number", got)
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

// changed is a selector that finds the figures once they are others.
func changed(page *browsertest.Page) string {
	return `[data-live]:not([data-tag="` + strings.ReplaceAll(page.Attribute("[data-live]", "data-tag"), `"`, `\"`) + `"])`
}
