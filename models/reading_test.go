package models_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// BR-19: no request by GET changes anything. Everything that a page, a feed
// or a link of a mail reads leaves every row of every table as it was, also
// when the clock owes something: an offer that ran out, a seat for the queue.
func TestBR19_ReadingChangesNothing(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 1, 1))
	with := modelstest.Person(1, "a")
	with.Diet, with.NeedsConsent, with.Represents = []string{"vegan"}, true, []string{"GM0153"}
	out := f.SignUpAll(m, with, modelstest.Person(2, "a"), modelstest.Person(3, "a"), modelstest.Person(4, "b"))
	f.Clock.Set(*modelstest.At("2019-11-28 09:00"))
	if err := f.Cancel(ctx, m.ID, out[0].RegistrationID, person, ""); err != nil {
		t.Fatal(err)
	}
	f.Clock.Add(5 * time.Hour) // the offer to person 2 has run out, and nobody has looked
	db := openTables(t, f)
	before := db.dump(t)
	for range 2 {
		for _, o := range out {
			if _, err := f.OwnByToken(ctx, f.Token(o.RegistrationID, 1)); err != nil {
				t.Fatal(err)
			}
			if _, err := f.OwnByID(ctx, o.RegistrationID); err != nil {
				t.Fatal(err)
			}
		}
		for name, read := range readings(f, m) {
			if err := read(); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if diff := cmp.Diff(before, db.dump(t)); diff != "" {
				t.Fatalf("%s has changed something:\n%s", name, diff)
			}
		}
	}
}

func readings(f *modelstest.Fixture, m *models.Meeting) map[string]func() error {
	return map[string]func() error{
		"a wrong link": func() error {
			if _, err := f.OwnByToken(ctx, f.Token(99, 1)); models.KindOf(err) != models.NotFound {
				return err
			}
			return nil
		},
		"a login link": func() error {
			if err := f.LoginTokenWorks(ctx, "wrong", ""); models.KindOf(err) != models.NotFound {
				return err
			}
			return nil
		},
		"meeting page":   func() error { _, err := f.MeetingBySlug(ctx, m.Slug, false); return err },
		"its version":    func() error { _, err := f.MeetingVersion(ctx, m.Slug); return err },
		"public list":    func() error { _, err := f.PublicMeetings(ctx, models.ListFilter{Town: "Enschede"}); return err },
		"themes":         func() error { _, err := f.Themes(ctx); return err },
		"people at":      func() error { _, err := f.PeopleAt(ctx, m.ID, m.Sites[0].ID); return err },
		"counts":         func() error { _, err := f.RegisteredPerSite(ctx, m.ID); return err },
		"unsettled":      func() error { _, err := f.Unsettled(ctx); return err },
		"next mail":      func() error { _, err := f.NextMessageAt(ctx); return err },
		"person data":    func() error { _, err := f.PersonData(ctx, "proef1@horizon.example"); return err },
		"export log":     func() error { _, err := f.ExportLogs(ctx, m.ID, 10); return err },
		"retention runs": func() error { _, err := f.RetentionRuns(ctx, 10); return err },
		"ready":          func() error { return f.Migrated(ctx) },
		"ping":           func() error { return f.Ping(ctx) },
	}
}
