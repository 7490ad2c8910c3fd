package models_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// twice signs one name up at each of these addresses.
func twice(f *modelstest.Fixture, m *models.Meeting, emails ...string) []int64 {
	var ids []int64
	for _, e := range emails {
		a := modelstest.Person(1)
		a.Email = e
		ids = append(ids, f.SignUpAll(m, a)[0].RegistrationID)
		f.Clock.Tick(1)
	}
	return ids
}

// inDoubt is how many names of a meeting ask for attention.
func inDoubt(t *testing.T, f *modelstest.Fixture, m *models.Meeting) int {
	t.Helper()
	for _, c := range concernsOf(t, f, m.Slug)[0] {
		if c.Kind == models.ConcernDoubles {
			return c.Count
		}
	}
	return 0
}

// BR-10: two people with one name who were told apart are not asked about
// again; a third with that name is.
func TestBR10_TwoPeopleAreToldApart(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 9))
	ids := twice(f, m, "een@horizon.example", "twee@horizon.example")
	if n := inDoubt(t, f, m); n != 1 {
		t.Fatalf("%d names in doubt, want 1", n)
	}
	for range 2 {
		must(t, f.TellApart(ctx, m.ID, ids, organizer))
	}
	db := openTables(t, f)
	if n := db.count(t, "registration_changes where action = 'told_apart'"); n != 2 {
		t.Errorf("%d lines of history, want one for each person", n)
	}
	if n := inDoubt(t, f, m); n != 0 {
		t.Errorf("%d names in doubt after they were told apart", n)
	}
	third := twice(f, m, "drie@horizon.example")[0]
	if n := inDoubt(t, f, m); n != 1 {
		t.Errorf("a third: %d names in doubt, want 1", n)
	}
	must(t, f.TellApart(ctx, m.ID, []int64{ids[0], ids[1], third}, organizer))
	if n := inDoubt(t, f, m); n != 0 {
		t.Errorf("%d names in doubt after all three were told apart", n)
	}
}

// BR-10: one of two is ended by the organiser, with the reason in its mail; the
// one that stays takes over the seat it waited for.
func TestBR10_SamePersonKeepsTheBetterPlace(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 1))
	ids := twice(f, m, "oud@horizon.example", "nieuw@horizon.example")
	next := f.SignUpAll(m, modelstest.Person(2))[0].RegistrationID
	f.Deliver()
	must(t, f.SamePerson(ctx, m.ID, ids[1], ids[:1], organizer, "U stond er twee keer op."))
	var got []models.RegistrationStatus
	for _, id := range []int64{ids[0], ids[1], next} {
		got = append(got, f.Status(id))
	}
	if diff := cmp.Diff([]models.RegistrationStatus{models.Cancelled, models.Registered, models.Waitlisted}, got); diff != "" {
		t.Error(diff)
	}
	told := map[models.MessageKind]string{}
	for _, c := range f.Deliver() {
		told[c.Kind] = c.MessageFacts.Detail.Reason
	}
	if diff := cmp.Diff(map[models.MessageKind]string{models.MailCancelled: "U stond er twee keer op.", models.MailPlaceGiven: ""}, told); diff != "" {
		t.Error(diff)
	}
	if n := inDoubt(t, f, m); n != 0 {
		t.Errorf("%d names in doubt", n)
	}
}

// What is not true any more is not done.
func TestBR10_DoublesThatChangedMeanwhile(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 9))
	ids := twice(f, m, "een@horizon.example", "twee@horizon.example")
	other := f.SignUpAll(m, modelstest.Person(2))[0].RegistrationID
	must(t, f.Cancel(ctx, m.ID, ids[1], person, ""))
	for name, list := range map[string][]int64{"one left": ids, "another name": {ids[0], other}, "nobody": {}} {
		err := f.TellApart(ctx, m.ID, list, organizer)
		var e *models.Error
		if !errors.As(err, &e) || e.Key != "doubles_changed" {
			t.Errorf("tell apart, %s: %v", name, err)
		}
		if len(list) == 0 {
			continue
		}
		if err := f.SamePerson(ctx, m.ID, list[0], list[1:], organizer, ""); models.KindOf(err) != models.Conflict || f.Status(list[0]) != models.Registered {
			t.Errorf("same person, %s: %v", name, err)
		}
	}
}

// BR-77: who was told apart is forgotten with the names of the meeting, also
// of somebody who takes part in another; and with the person.
func TestBR77_NamesakesGoWithTheNames(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 9))
	later := modelstest.Gathering("later", 9)
	later.StartsAt, later.EndsAt, later.DoorsOpenAt, later.RegistrationClosesAt = modelstest.At("2021-05-29 09:30"), modelstest.At("2021-05-29 12:00"), nil, modelstest.At("2021-05-28 00:00")
	next := f.Save(later)
	ids := twice(f, m, "een@horizon.example", "twee@horizon.example")
	must(t, f.TellApart(ctx, m.ID, ids, organizer))
	must(t, f.TellApart(ctx, next.ID, twice(f, next, "een@horizon.example", "twee@horizon.example"), organizer))
	db := openTables(t, f)
	data, err := f.PersonData(ctx, "een@horizon.example")
	must(t, err)
	if n := db.count(t, "namesakes"); n != 4 || data.ToldApart != 2 {
		t.Fatalf("%d rows, %d shown to the person; want 4 and 2", n, data.ToldApart)
	}
	f.Clock.Set(*modelstest.At("2021-01-10 12:00"))
	_, err = f.RunRetention(ctx)
	must(t, err)
	if n := db.count(t, "namesakes"); n != 2 || f.Own(ids[0]).Registration.Surname != "" {
		t.Errorf("%d rows after the names of the first meeting went, want those of the other", n)
	}
	_, err = f.ErasePerson(ctx, "een@horizon.example")
	must(t, err)
	if n := db.count(t, "namesakes"); n != 0 {
		t.Errorf("%d rows after one of them was erased", n)
	}
}

// BR-34: a site that holds more than its seats by now gives the seat on all
// the same.
func TestBR10_SamePersonKeepsTheSeatOfALoweredSite(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 2))
	other := f.SignUpAll(m, modelstest.Person(2))[0].RegistrationID
	ids := twice(f, m, "oud@horizon.example", "nieuw@horizon.example")
	in := f.Meeting("platform").Input()
	in.Sites[0].SeatCapacity = 1
	f.Save(in)
	must(t, f.SamePerson(ctx, m.ID, ids[1], ids[:1], organizer, "U stond er twee keer op."))
	if a, b, c := f.Status(ids[0]), f.Status(ids[1]), f.Status(other); a != models.Cancelled || b != models.Registered || c != models.Registered {
		t.Errorf("%s, %s and %s", a, b, c)
	}
}
