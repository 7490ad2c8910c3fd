package models_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"bijeen/models"
	"bijeen/models/modelstest"
)

var desk = models.Actor{Kind: models.ByOrganizer}

// atTheDoor is a meeting on its day: two sites, doors open, one person
// registered at each.
func atTheDoor(t *testing.T, seats ...int) (*modelstest.Fixture, *models.Meeting, []models.Outcome) {
	t.Helper()
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("deur", seats...))
	out := f.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "b"))
	f.Clock.Set(*modelstest.At("2019-11-29 09:05"))
	return f, m, out
}

// key is that of a refusal, or the whole of another error.
func key(err error) string {
	var e *models.Error
	if errors.As(err, &e) {
		return e.Key
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

func (db *tables) count(t testing.TB, table string) (n int) {
	t.Helper()
	if err := db.QueryRow("select count(*) from " + table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func seatsOf(t testing.TB, f *modelstest.Fixture, slug string) models.Occupancy {
	t.Helper()
	page, err := f.MeetingBySlug(context.Background(), slug, false)
	if err != nil {
		t.Fatal(err)
	}
	return page.Seats
}

func passing(m *models.Meeting, o models.Outcome, site string) models.Passing {
	return models.Passing{MeetingID: m.ID, RegistrationID: o.RegistrationID, Site: site, By: desk}
}

// BR-61: one presence with the earliest time, also at two desks at once.
func TestBR61_CheckInTwiceIsOnePresence(t *testing.T) {
	f, m, out := atTheDoor(t, 5, 5)
	first, err := f.CheckIn(ctx, passing(m, out[0], "a"))
	if err != nil || first.Already {
		t.Fatalf("first check-in: %+v, %v", first, err)
	}
	f.Clock.Set(*modelstest.At("2019-11-29 09:20"))
	again, err := f.CheckIn(ctx, passing(m, out[0], "a"))
	if err != nil || !again.Already || !again.At.Equal(first.At) {
		t.Errorf("second check-in: %+v, %v; want the first time %v", again, err, first.At)
	}
	var together sync.WaitGroup
	for range 8 {
		together.Go(func() {
			if _, err := f.CheckIn(ctx, passing(m, out[1], "b")); err != nil {
				t.Error(err)
			}
		})
	}
	together.Wait()
	if n := openTables(t, f).count(t, "check_ins"); n != 2 {
		t.Errorf("%d check-ins; want 2", n)
	}
}

// BR-62: at the other site somebody is only let in when asked for; then the
// registration moves, heads stay the same, and no mail goes.
func TestBR62_RegisterHere(t *testing.T) {
	f, m, out := atTheDoor(t, 5, 5)
	mails := openTables(t, f).count(t, "messages")
	p := passing(m, out[0], "b")
	if _, err := f.CheckIn(ctx, p); key(err) != "registered_elsewhere" {
		t.Fatalf("at the other site: %v; want registered_elsewhere", err)
	}
	p.Here = true
	if _, err := f.CheckIn(ctx, p); err != nil {
		t.Fatal(err)
	}
	seats := seatsOf(t, f, "deur")
	if a, b := seats[m.Site("a").ID].Heads, seats[m.Site("b").ID].Heads; a != 0 || b != 2 {
		t.Errorf("heads: %d at a, %d at b; want 0 and 2", a, b)
	}
	if n := openTables(t, f).count(t, "messages"); n != mails {
		t.Errorf("%d mails; want %d: none is sent", n, mails)
	}
}

// The door opens when doors open, and stays open for corrections for two
// weeks (BR-65).
func TestBR65_WhenTheDoorIsOpen(t *testing.T) {
	tests := []struct{ at, want string }{
		{"2019-11-29 08:59", "door_not_yet"},
		{"2019-11-29 09:00", ""},
		{"2019-11-29 11:59", ""},
		{"2019-12-13 12:00", ""},
		{"2019-12-13 12:01", "door_over"},
	}
	for _, tt := range tests {
		t.Run(tt.at, func(t *testing.T) {
			f, m, out := atTheDoor(t, 5, 5)
			f.Clock.Set(*modelstest.At(tt.at))
			if _, err := f.CheckIn(ctx, passing(m, out[0], "a")); key(err) != tt.want {
				t.Errorf("check-in: %v; want %q", err, tt.want)
			}
		})
	}
}

func TestCheckOutAndUndo(t *testing.T) {
	f, m, out := atTheDoor(t, 5, 5)
	p := passing(m, out[0], "a")
	if _, err := f.CheckOut(ctx, p); key(err) != "not_inside" {
		t.Errorf("leaving before coming: %v", err)
	}
	if err := f.UndoCheckIn(ctx, p); key(err) != "not_checked_in" {
		t.Errorf("undo of nothing: %v", err)
	}
	for _, do := range []func() error{
		func() error { _, err := f.CheckIn(ctx, p); return err },
		func() error { _, err := f.CheckOut(ctx, p); return err },
		func() error { return f.UndoCheckIn(ctx, p) },
		func() error { _, err := f.CheckOut(ctx, p); return err },
	} {
		if err := do(); err != nil {
			t.Fatal(err)
		}
	}
}

// A walk-in needs room in the building and no seat; nobody is mailed.
func TestWalkIn(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("deur", 1)
	in.Sites[0].BuildingLimit = 2
	m := f.Save(in)
	f.SignUpAll(m, modelstest.Person(1))
	mails := openTables(t, f).count(t, "messages")
	f.Clock.Set(*modelstest.At("2019-11-29 09:05"))
	if _, err := f.WalkIn(ctx, m.ID, "a", modelstest.Person(2), desk); err != nil {
		t.Fatalf("over the seats, within the building: %v", err)
	}
	if _, err := f.WalkIn(ctx, m.ID, "a", modelstest.Person(3), desk); key(err) != "building_full" {
		t.Errorf("over the building: %v; want building_full", err)
	}
	if n := openTables(t, f).count(t, "messages"); n != mails {
		t.Errorf("%d mails; want %d", n, mails)
	}
	// Who is on the list comes in with that registration (BR-10).
	if _, err := f.WalkIn(ctx, m.ID, "a", modelstest.Person(1), desk); err != nil {
		t.Errorf("somebody known: %v", err)
	}
	if n := openTables(t, f).count(t, "check_ins"); n != 2 {
		t.Errorf("%d check-ins; want 2", n)
	}
}
