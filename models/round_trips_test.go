package models_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// Round trips (reliability.md, Databases: "count round trips"). Each number
// is pinned: a statement more on a hot path is a decision, not an accident.
// BEGIN and COMMIT are not counted.
func TestRoundTrips(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 2, 1))
	list := func(n int) {
		for i := range n {
			f.Save(modelstest.Gathering(fmt.Sprintf("lijst-%d-%d", n, i), 3, 3))
		}
	}
	out := f.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "a"), modelstest.Person(3, "b"))
	count := listen(t, f)
	signUp := func(n int, sites ...string) func() error {
		return func() error {
			_, err := f.SignUp(ctx, models.SignUp{MeetingID: m.ID, People: []models.Attendee{modelstest.Person(n, sites...)}, Language: "nl", By: person})
			return err
		}
	}
	claim := func() error {
		_, err := f.ClaimMessages(ctx, "worker", 100, time.Minute)
		return err
	}
	public := func() error {
		_, err := f.PublicMeetings(ctx, models.ListFilter{})
		return err
	}
	walk := func() error {
		return f.AttendeeList(ctx, models.ListQuery{MeetingID: m.ID}, models.ExportLog{Who: "test", List: "test", Format: "csv"}, func(l models.AttendeeList) error {
			for _, err := range l.Rows {
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	steps := []struct {
		name string
		do   func() error
		want int
	}{
		{"sign up on the waiting list", signUp(4, "a"), 10},
		{"sign up on the waiting list, two sites", signUp(5, "b", "a"), 10},
		{"sign up again", signUp(4, "a"), 9},
		{"cancel with a promotion", func() error { return f.Cancel(ctx, m.ID, out[0].RegistrationID, person, "") }, 18},
		{"own page", func() error { _, err := f.OwnByToken(ctx, f.Token(out[1].RegistrationID, 1)); return err }, 8},
		{"own page of who waits", func() error { _, err := f.OwnByID(ctx, out[2].RegistrationID+2); return err }, 9},
		{"meeting page", func() error { _, err := f.MeetingBySlug(ctx, "platform", false); return err }, 7},
		{"version of a meeting page", func() error { _, err := f.MeetingVersion(ctx, "platform"); return err }, 1},
		{"list of 1 meeting", public, 6},
		{"list of 21 meetings", func() error { list(20); count.start(0); return public() }, 6},
		{"attendee list, one batch", walk, 10},
		{"settle", func() error { return f.Settle(ctx, m.ID) }, 5},
		{"claim of 5 mails", claim, 20},
		{"claim of nothing", claim, 1},
	}
	for _, step := range steps {
		f.Clock.Add(time.Millisecond)
		count.start(0)
		if err := step.do(); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if count.n != step.want {
			t.Errorf("%s: %d statements; want %d\n%s", step.name, count.n, step.want, strings.Join(count.texts, "\n"))
		}
	}
}
