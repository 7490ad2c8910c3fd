package deskview_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/models/modelstest"
)

func statistics(t *testing.T, f *modelstest.Fixture, slug string) *deskview.Statistics {
	t.Helper()
	s, err := deskview.New(f.Store).Statistics(ctx, slug)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// from is somebody of an organisation with a level.
func from(n int, organization string, level models.Level, sites ...string) models.Attendee {
	p := modelstest.Person(n, sites...)
	p.Organization, p.Level = organization, level
	return p
}

// Domain times level counts who has a place, once each; the sum is the
// register (I12).
func TestStatistics_DomainsAndLevels(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 3, 9))
	parent := modelstest.Person(6, "b")
	parent.AsParentOrYoung, parent.Organization = true, ""
	out := f.SignUpAll(m, from(1, "Gemeente Almelo", models.Policy, "a"), from(2, "Enschede", models.Policy, "a"), from(3, "Basisschool De Linde", models.Practice, "a"),
		from(4, "Zorg Proef", models.Practice, "a"), // no place any more
		from(5, "Horizon", "", "b"), parent, from(7, "Zorg Proef", models.Practice, "b"))
	if err := f.Cancel(ctx, m.ID, out[6].RegistrationID, person, ""); err != nil {
		t.Fatal(err)
	}
	s := statistics(t, f, "platform")
	want := map[deskview.Cell]int{
		{Domain: models.DomainGovernment, Level: models.Policy}:     2,
		{Domain: models.DomainEducation, Level: models.Practice}:    1,
		{Domain: models.DomainExperience, Level: models.Experience}: 1,
		{}: 1,
	}
	if diff := cmp.Diff(want, s.Cells); diff != "" {
		t.Errorf("cells (-want +got):\n%s", diff)
	}
	people := map[models.RegistrationStatus]int{models.Registered: 5, models.Waitlisted: 1, models.Cancelled: 1}
	if diff := cmp.Diff(people, s.People); diff != "" {
		t.Errorf("people (-want +got):\n%s", diff)
	}
	if a, b := s.Sites[0], s.Sites[1]; a.Seats.Taken != 3 || a.People[models.Waitlisted] != 1 || b.Seats.Taken != 2 || b.Seats.Capacity != 9 {
		t.Errorf("sites %+v, %+v", a, b)
	}
}

// The days are those of the clock on the wall: a sign-up at 23.30 and one at
// 0.30 stand on two days, also on the night the clock changes, and days on
// which nothing happens are there too.
func TestStatistics_Days(t *testing.T) {
	f := modelstest.New(t)
	f.Clock.Set(*modelstest.At("2019-10-26 23:30"))
	m := f.Save(modelstest.Gathering("platform", 2))
	out := f.SignUpAll(m, modelstest.Person(1))
	f.Clock.Set(*modelstest.At("2019-10-27 00:30"))
	out = append(out, f.SignUpAll(m, modelstest.Person(2), modelstest.Person(3), modelstest.Person(4))...)
	f.Clock.Set(*modelstest.At("2019-10-29 00:10"))
	if err := f.Cancel(ctx, m.ID, out[0].RegistrationID, person, ""); err != nil { // 3 gets the place
		t.Fatal(err)
	}
	if _, err := f.Substitute(ctx, m.ID, out[1].RegistrationID, models.Substitution{GivenName: "Jip", Surname: "Proef", Email: "jip@horizon.example", Organization: "Horizon"}, person); err != nil {
		t.Fatal(err)
	}
	f.Clock.Set(*modelstest.At("2019-10-30 12:00"))
	date := func(day int) time.Time { return time.Date(2019, 10, day, 0, 0, 0, 0, f.Zone()) }
	want := []deskview.Day{
		{Date: date(26), SignedUp: 1, Placed: 1},
		{Date: date(27), SignedUp: 3, Placed: 2, Waiting: 2},
		{Date: date(28), Placed: 2, Waiting: 2},
		{Date: date(29), Left: 1, Placed: 2, Waiting: 1},
		{Date: date(30), Placed: 2, Waiting: 1},
	}
	s := statistics(t, f, "platform")
	if diff := cmp.Diff(want, s.Days); diff != "" {
		t.Errorf("days (-want +got):\n%s", diff)
	}
	last := s.Days[len(s.Days)-1]
	if last.Placed != s.People[models.Registered] || last.Waiting != s.People[models.Waitlisted] {
		t.Errorf("the last day says %+v, the register %v", last, s.People)
	}
	f.Clock.Set(*modelstest.At("2020-03-01 12:00")) // long after the meeting
	if days := statistics(t, f, "platform").Days; days[len(days)-1].Date != time.Date(2019, 11, 29, 0, 0, 0, 0, f.Zone()) {
		t.Errorf("the line ends on %v", days[len(days)-1].Date)
	}
}

func TestStatistics_Nobody(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("leeg")
	in.Status = models.MeetingDraft
	f.Save(in)
	if s := statistics(t, f, "leeg"); len(s.Days) != 0 || len(s.Cells) != 0 || len(s.Sites) != 0 {
		t.Errorf("%+v", s)
	}
	if _, err := deskview.New(f.Store).Statistics(ctx, "onbekend"); models.KindOf(err) != models.NotFound {
		t.Errorf("unknown meeting: %v", err)
	}
}

func TestStatistics_Present(t *testing.T) {
	f, m, out := atTheDoor(t)
	for range 2 { // twice at two desks is once
		if _, err := f.CheckIn(ctx, passing(m, out[0], "a")); err != nil && key(err) == "" {
			t.Fatal(err)
		}
	}
	if s := statistics(t, f, "deur"); s.Sites[0].Present != 1 || s.Sites[1].Present != 0 {
		t.Errorf("present %d and %d", s.Sites[0].Present, s.Sites[1].Present)
	}
}

// countQueries counts the statements of f from here on.
func countQueries(t *testing.T, f *modelstest.Fixture) *int {
	t.Helper()
	n := new(int)
	count := func(*gorm.DB) { *n++ }
	err := f.Read(ctx, func(tx *gorm.DB) error {
		cb := tx.Callback()
		return errors.Join(cb.Query().After("gorm:query").Register("test:count", count),
			cb.Raw().After("gorm:raw").Register("test:count", count), cb.Row().After("gorm:row").Register("test:count", count))
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// The number of queries depends neither on people nor on sites nor on days.
func TestStatistics_ConstantQueries(t *testing.T) {
	var counts []int
	for _, size := range []int{1, 14} {
		f := modelstest.New(t)
		seats := make([]int, size)
		for i := range seats {
			seats[i] = 2
		}
		m := f.Save(modelstest.Gathering("platform", seats...))
		for i := range size * 3 {
			f.SignUpAll(m, from(i, fmt.Sprintf("Organisatie %d", i), models.Practice, string(rune('a'+i%size))))
			f.Clock.Add(13 * time.Hour)
		}
		n := countQueries(t, f)
		statistics(t, f, "platform")
		counts = append(counts, *n)
	}
	if counts[0] != counts[1] || counts[0] == 0 || counts[0] > 12 {
		t.Errorf("queries for 3 and for 42 people: %v", counts)
	}
}
