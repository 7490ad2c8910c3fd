package desk_test

import (
	"strings"
	"testing"

	"bijeen/browser/browsertest"
	"bijeen/handlers/desk"
	"bijeen/handlers/handlerstest"
	"bijeen/models"
)

// The board secretary by keyboard, on a desk and on a phone, with and without
// scripts: from the overview to the board, to who is here, and to the block
// for the minutes. An organizer sets the quorum.
func TestFlow_BoardAndMinutes(t *testing.T) {
	b := browsertest.Start(t)
	for _, view := range []browsertest.View{{Width: 1366}, {Width: 320, NoScript: true}, {Width: 360, Dark: true}} {
		t.Run(view.String(), func(t *testing.T) {
			site := handlerstest.New(t)
			boardMeeting(t, site)
			fullBoard(t, site, 0)
			minuted(t, site)
			p := b.Page(t, site.Serve(), view)
			p.Open(desk.LoginPath(token(t, site, models.RoleOrganizer)))
			p.Follow("main form button")
			p.Open("/beheer/bijeenkomsten/bestuursbijeenkomst")
			if status := p.Follow(`a[href$="/vertegenwoordiging"]`); status != 200 {
				t.Fatalf("to the board: status %d", status)
			}
			p.CheckFocus()
			p.Check("flow-board")
			p.Open(boardURL)
			tabTo(t, p, "quorum")
			p.Press("12")
			if status := p.PressEnter(); status != 200 || !strings.Contains(p.Text("#done"), "Het quorum is 12 gemeenten.") {
				t.Errorf("quorum: status %d, %q", status, p.Text("#done"))
			}
			p.Follow(`.bij-chips a[href*="aanwezig"]`)
			p.Click("#board-table summary")
			p.Check("flow-board-present")
			p.Open("/beheer/bijeenkomsten/vol-bord/vertegenwoordiging")
			p.Check("flow-board-full")
			p.Open(minutesURL)
			p.Check("flow-minutes-open")
			must(t, site.Finish(ctx, site.Meeting("overleg").ID, models.Actor{Kind: models.ByOrganizer}))
			p.Open(minutesURL + "?volgorde=naam")
			p.CheckFocus()
			p.Check("flow-minutes")
			if got := p.Visible("[data-copy]"); got == view.NoScript {
				t.Errorf("the button to copy is there: %v", got)
			}
			if !view.NoScript {
				p.Click("[data-copy]")
				p.Wait("[data-copy-status]:not(:empty)")
				p.Check("flow-minutes-copied")
			}
			p.Open(minutesURL + "?taal=en")
			p.Check("flow-minutes-en")
			p.Complaints()
		})
	}
}

// The open board takes over a new answer by itself.
func TestBoard_Live(t *testing.T) {
	b := browsertest.Start(t)
	site := handlerstest.New(t)
	m := boardMeeting(t, site)
	p := b.Page(t, site.Serve(), browsertest.View{Width: 1366})
	p.Open(desk.LoginPath(token(t, site, models.RoleSecretary)))
	p.Follow("main form button")
	p.Open(boardURL)
	const toggle = "[data-live-toggle]"
	p.Wait(toggle + ":not([hidden])")
	p.Click("#board-table summary")
	other := changed(p)
	p.Click(toggle) // stop
	losser := named("Truus", "Tijdelijk", "Gemeente Losser")
	losser.Level, losser.Represents = models.Executive, []string{"GM0168"}
	site.SignUpAll(m, losser)
	p.Click(toggle) // go on: looks at once
	p.Wait(other)
	if got := p.Text(".bij-rep__summary"); got != "13 van de 14 gemeenten vertegenwoordigd. Nog niet: Haaksbergen." {
		t.Errorf("the open page says %q", got)
	}
	if !p.Visible("#board-table[open] table") {
		t.Error("the table that was open is shut")
	}
	if got := p.Text("[data-live-status]"); !strings.HasPrefix(got, "Het overzicht is veranderd. Stand van maandag 7 oktober 2019") {
		t.Errorf("the page tells %q", got)
	}
}
