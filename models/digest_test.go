package models_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// A digest goes at 8.00 by the clock on the wall, also on the days on which
// that clock changes, when there is something to tell.
func TestDigest_AtEight(t *testing.T) {
	for _, day := range []string{"2019-10-08", "2019-10-27", "2020-03-29"} {
		t.Run(day, func(t *testing.T) {
			f := modelstest.New(t)
			in := modelstest.Gathering("platform", 5)
			in.StartsAt, in.EndsAt, in.DoorsOpenAt = modelstest.At("2020-05-29 09:30"), modelstest.At("2020-05-29 12:00"), nil
			m := f.Save(in)
			reader(t, f, "anne", models.RoleOrganizer, models.NoticesDigest)
			setClock(f, day+" 00:00")
			f.Clock.Add(-time.Hour)
			f.SignUpAll(m, modelstest.Person(1))
			queue := func() {
				t.Helper()
				if err := f.QueueDigests(ctx); err != nil {
					t.Fatal(err)
				}
			}
			setClock(f, day+" 08:00")
			f.Clock.Add(-time.Second)
			queue()
			wantHeard(t, f, "a second before")
			f.Clock.Add(time.Second)
			queue()
			wantHeard(t, f, "at eight", "anne digest")
			f.Clock.Add(time.Minute)
			queue()
			wantHeard(t, f, "once a day")
			f.Clock.Add(24 * time.Hour)
			queue()
			wantHeard(t, f, "the day after, with nothing to tell")
		})
	}
}

// What a digest says: what happened since the one before, and what asks for
// attention, of the meetings of this user; nobody's name.
func TestDigest_Says(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 2))
	quiet := modelstest.Gathering("stil", 5)
	quiet.Title = "Een stille bijeenkomst"
	f.Save(quiet)
	others := modelstest.Gathering("anderen", 1)
	others.Hosts = []models.HostInput{{Name: "Een andere groep", Role: "lead"}}
	reader(t, f, "anne", models.RoleOrganizer, models.NoticesDigest, "Platform Scheiding en Omgang")
	f.SignUpAll(f.Save(others), modelstest.Person(8), modelstest.Person(9))
	out := f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2), modelstest.Person(3), modelstest.Person(4))
	if err := f.Cancel(ctx, m.ID, out[0].RegistrationID, models.Actor{Kind: models.ByPerson}, ""); err != nil {
		t.Fatal(err)
	}
	f.Deliver()
	setClock(f, "2019-10-08 08:00")
	if err := f.QueueDigests(ctx); err != nil {
		t.Fatal(err)
	}
	mails := f.Deliver()
	if len(mails) != 1 {
		t.Fatalf("%d mails", len(mails))
	}
	want := []models.NoticeMeeting{{
		Slug: "platform", Title: m.Title, StartsAt: m.StartsAt, SignUps: 4, Cancellations: 1,
		Concerns: []models.NoticeConcern{{Kind: models.ConcernFull, Count: 1}},
	}}
	if diff := cmp.Diff(want, mails[0].MessageFacts.Notice.Meetings); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if text := mails[0].Facts + mails[0].Detail; strings.Contains(text, "Testerink") || strings.Contains(text, "horizon") {
		t.Errorf("somebody is named: %s", text)
	}
}

// Who chose the digest after eight, or was made a user then, waits for the
// next day; so does who had no worker all day.
func TestDigest_FromTheNextDay(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	reader(t, f, "anne", models.RoleOrganizer, models.NoticesDigest) // at noon
	f.SignUpAll(m, modelstest.Person(1))
	queue := func() {
		t.Helper()
		if err := f.QueueDigests(ctx); err != nil {
			t.Fatal(err)
		}
	}
	queue()
	wantHeard(t, f, "today")
	setClock(f, "2019-10-08 20:00")
	queue()
	wantHeard(t, f, "in the evening")
	setClock(f, "2019-10-09 19:59")
	f.SignUpAll(m, modelstest.Person(2))
	queue()
	wantHeard(t, f, "before the evening", "anne digest")
}

// together lets several queries for the users who get a digest all be answered
// before any goes on.
type together struct{ all sync.WaitGroup }

func (*together) Name() string { return "together" }

func (b *together) Initialize(db *gorm.DB) error {
	return db.Callback().Query().After("gorm:query").Register("test:together", func(tx *gorm.DB) {
		if strings.Contains(tx.Statement.SQL.String(), "not exists (select 1 from messages k where k.user_id") {
			b.all.Done()
			b.all.Wait()
		}
	})
}

// Several workers that look at the same moment send one digest. Without the
// index that keeps an occasion single, the same moment gives several: the
// protection is that index, not luck.
func TestDigest_SeveralWorkers(t *testing.T) {
	const workers = 2 // SQLite reads with as many connections as there are processors
	for name, want := range map[string]int{"protected": 1, "without the index": workers} {
		t.Run(name, func(t *testing.T) {
			f := modelstest.New(t)
			m := f.Save(modelstest.Gathering("platform", 5))
			reader(t, f, "anne", models.RoleOrganizer, models.NoticesDigest)
			f.SignUpAll(m, modelstest.Person(1))
			f.Deliver()
			setClock(f, "2019-10-08 08:00")
			if want > 1 {
				if _, err := openTables(t, f).Exec("drop index messages_notice"); err != nil {
					t.Fatal(err)
				}
			}
			barrier := &together{}
			barrier.all.Add(workers)
			if err := f.Plug(barrier); err != nil {
				t.Fatal(err)
			}
			var running sync.WaitGroup
			for range workers {
				running.Go(func() {
					if err := f.QueueDigests(ctx); err != nil {
						t.Error(err)
					}
				})
			}
			running.Wait()
			var rows int
			if err := openTables(t, f).QueryRow("select count(*) from messages where kind = 'digest'").Scan(&rows); err != nil {
				t.Fatal(err)
			}
			if rows != want {
				t.Errorf("%d digests; want %d", rows, want)
			}
		})
	}
}

// Notices go from the outbox after a month, with a digest.
func TestDigest_ForgetsOldOnes(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	reader(t, f, "anne", models.RoleOrganizer, models.NoticesDigest)
	f.SignUpAll(m, modelstest.Person(1))
	days := func(n int) int {
		t.Helper()
		f.Clock.Add(time.Duration(n) * 24 * time.Hour)
		if err := f.QueueDigests(ctx); err != nil {
			t.Fatal(err)
		}
		f.Deliver()
		var rows int
		if err := openTables(t, f).QueryRow("select count(*) from messages where user_id is not null").Scan(&rows); err != nil {
			t.Fatal(err)
		}
		return rows
	}
	if got := [3]int{days(1), days(29), days(2)}; got != [3]int{1, 2, 2} {
		t.Errorf("rows after each digest: %v; want 1, 2, and 2 without the first", got)
	}
}
