package deskview_test

import (
	"errors"
	"testing"

	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/models/modelstest"
)

var desk = models.Actor{Kind: models.ByOrganizer}

// atTheDoor is a meeting on its day: two sites, doors open, one person
// registered at each.
func atTheDoor(t *testing.T) (*modelstest.Fixture, *models.Meeting, []models.Outcome) {
	t.Helper()
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("deur", 5, 5))
	out := f.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "b"))
	f.Clock.Set(*modelstest.At("2019-11-29 09:05"))
	return f, m, out
}

func passing(m *models.Meeting, o models.Outcome, site string) models.Passing {
	return models.Passing{MeetingID: m.ID, RegistrationID: o.RegistrationID, Site: site, By: desk}
}

func key(err error) string {
	var e *models.Error
	if errors.As(err, &e) {
		return e.Key
	}
	return ""
}

// BR-64: nobody is a no-show before the meeting is finished, and it cannot be
// finished before it began.
func TestBR64_NoShowsAfterFinish(t *testing.T) {
	f, m, out := atTheDoor(t)
	if _, err := f.CheckIn(ctx, passing(m, out[0], "a")); err != nil {
		t.Fatal(err)
	}
	if err := f.Finish(ctx, m.ID, desk); key(err) != "door_not_begun" {
		t.Errorf("finish before the start: %v", err)
	}
	f.Clock.Set(*modelstest.At("2019-11-29 12:10"))
	noShows := func() int {
		a, err := deskview.New(f.Store).Attendance(ctx, f.Meeting("deur"))
		if err != nil {
			t.Fatal(err)
		}
		return len(a.NoShows)
	}
	if n := noShows(); n != 0 {
		t.Errorf("%d no-shows before finish", n)
	}
	for range 2 { // a second time changes nothing
		if err := f.Finish(ctx, m.ID, desk); err != nil {
			t.Fatal(err)
		}
	}
	if n := noShows(); n != 1 {
		t.Errorf("%d no-shows; want 1", n)
	}
	// BR-65: who turns out to have been there is corrected, with a line of history.
	if _, err := f.CheckIn(ctx, passing(m, out[1], "b")); err != nil {
		t.Fatal(err)
	}
	if n := noShows(); n != 0 {
		t.Errorf("%d no-shows after the correction; want 0", n)
	}
}

// BR-63, BR-81: who is expected, came and is inside, per site; a host finds
// the people of the own site only.
func TestBR63_Door(t *testing.T) {
	f, m, out := atTheDoor(t)
	view, a := deskview.New(f.Store), m.Site("a")
	door := func(q deskview.DoorQuery) *deskview.Door {
		q.Site = a
		d, err := view.Door(ctx, f.Meeting("deur"), q)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	if d := door(deskview.DoorQuery{}); len(d.Rows) != 1 || d.Counts != (deskview.DoorCounts{Expected: 1, Missing: 1}) {
		t.Errorf("before: %d rows, %+v", len(d.Rows), d.Counts)
	}
	p := passing(m, out[0], "a")
	if _, err := f.CheckIn(ctx, p); err != nil {
		t.Fatal(err)
	}
	if d := door(deskview.DoorQuery{}); !d.Rows[0].Inside || d.Rows[0].Late || d.Counts != (deskview.DoorCounts{Expected: 1, Present: 1, Inside: 1}) || len(d.Latest) != 1 {
		t.Errorf("inside: %+v", d)
	}
	if _, err := f.CheckOut(ctx, p); err != nil {
		t.Fatal(err)
	}
	if d := door(deskview.DoorQuery{}); d.Rows[0].Inside || d.Counts != (deskview.DoorCounts{Expected: 1, Present: 1}) {
		t.Errorf("gone: %+v", d.Counts)
	}
	search := deskview.DoorQuery{Search: f.Own(out[1].RegistrationID).Registration.Surname}
	if d := door(search); len(d.Rows) != 1 || d.Rows[0].Here {
		t.Errorf("somebody of the other site is found by name: %+v", d.Rows)
	}
	search.Only = true
	if d := door(search); len(d.Rows) != 0 {
		t.Errorf("a host finds %+v", d.Rows)
	}
}
