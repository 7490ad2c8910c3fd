package deskview_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/models/modelstest"
)

// BR-10: all of one name stand together while any two of them are in doubt.
func TestBR10_DoublesStandTogether(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 9))
	one, two, three, other := modelstest.Person(1), modelstest.Person(1), modelstest.Person(1), modelstest.Person(2)
	two.Email, three.Email = "twee@horizon.example", "drie@horizon.example"
	out := f.SignUpAll(m, one, two, other)
	view := deskview.New(f.Store)
	look := func(n int, id int64) (found []int64, total int) {
		t.Helper()
		rows, total, err := view.Doubles(ctx, m, n, id)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			found = append(found, r.ID)
		}
		return found, total
	}
	pair := []int64{out[0].RegistrationID, out[1].RegistrationID}
	if got, total := look(1, 0); total != 1 || !cmp.Equal(got, pair) {
		t.Errorf("%d names, %v; want %v", total, got, pair)
	}
	if got, _ := look(0, pair[1]); !cmp.Equal(got, pair) {
		t.Errorf("of one of them: %v; want %v", got, pair)
	}
	if got, _ := look(0, out[2].RegistrationID); got != nil {
		t.Errorf("of somebody else: %v", got)
	}
	if got, _ := look(2, 0); got != nil {
		t.Errorf("beyond the last: %v", got)
	}
	if err := f.TellApart(ctx, m.ID, pair, models.Actor{Kind: models.ByOrganizer}); err != nil {
		t.Fatal(err)
	}
	if got, total := look(1, 0); total != 0 || got != nil {
		t.Errorf("told apart: %d names, %v", total, got)
	}
	f.SignUpAll(m, three)
	if got, total := look(1, 0); total != 1 || len(got) != 3 {
		t.Errorf("a third: %d names, %v", total, got)
	}
	if only, err := view.People(ctx, m, deskview.PeopleQuery{Doubles: true}); err != nil || only.Total != 3 {
		t.Errorf("filter on doubles: %d, %v; want 3", only.Total, err)
	}
}
