package desk_test

import (
	"testing"

	"bijeen/browser/browsertest"
	"bijeen/handlers/desk"
	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// TestLook_Effect looks at what a change of the day does to people, with what
// is to be known about the new day (BR-07).
func TestLook_Effect(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	site := handlerstest.New(t)
	in := modelstest.Gathering("dag", 5, 5)
	in.Ask = []string{"job_title"} // more are hidden fields of one name, which html-validate takes for a slip
	site.SignUpAll(site.Save(in), modelstest.Person(1, "a"), modelstest.Person(2, "b"))
	other := modelstest.Gathering("kerst", 5)
	other.Title, other.StartsAt, other.EndsAt, other.DoorsOpenAt = "Onderwijs, zorg en gemeenten aan tafel over Burgemeester-van-Nergenshuizenlaan", modelstest.At("2019-12-26 09:30"), modelstest.At("2019-12-26 12:00"), nil
	site.Save(other)
	address := site.Serve()
	for _, view := range views {
		t.Run(view.String(), func(t *testing.T) {
			page := b.Page(t, address, view)
			page.Open(desk.LoginPath(token(t, site, models.RoleAdmin)))
			page.Follow("main form button")
			page.Open("/beheer/bijeenkomsten/dag/wijzigen?taal=nl")
			page.Set("[name=date]", "2019-12-26")
			if status := page.Follow(".bij-pagehead button"); status != 200 || page.Path() != "/beheer/bijeenkomsten/dag/wijzigen" {
				t.Errorf("status %d at %s", status, page.Path())
			}
			page.Check("effect-day")
			page.Complaints()
		})
	}
}
