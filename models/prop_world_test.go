package models_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// world is one meeting with everything that happens to it: the commands that
// rapid draws act on it, and after each of them its invariants are judged.
type world struct {
	f      *modelstest.Fixture
	db     *tables
	in     models.MeetingInput // as an organiser sees the meeting
	id     int64
	before *snapshot // before the last command
	now    *snapshot
	judged *snapshot // what the invariants looked at last
	mail   *postOffice

	settled  bool           // the last thing that happened let the queue walk
	override bool           // … and an organiser may have overfilled a site with it
	erased   bool           // somebody was: a successor may be among them
	reads    map[string]int // UID to the highest SEQUENCE in its row so far (I8)
}

// newWorld makes a meeting of a drawn sort in an empty database.
func newWorld(t *rapid.T, f *modelstest.Fixture, db *tables) *world {
	f.Clock.Set(modelstest.Noon)
	for _, table := range []string{"meetings", "people", "organizations", "venues"} {
		if _, err := db.Exec("delete from " + table); err != nil {
			t.Fatal(err)
		}
	}
	w := &world{f: f, db: db, mail: newPostOffice(), reads: map[string]int{}}
	w.in = drawMeeting(t)
	saved, err := f.SaveMeeting(ctx, w.in, organizer)
	if err != nil {
		t.Fatal(err)
	}
	w.id = saved.MeetingID
	w.look(t)
	return w
}

func drawMeeting(t *rapid.T) models.MeetingInput {
	seats := rapid.SliceOfN(rapid.IntRange(1, 3), 1, 3).Draw(t, "seats")
	in := modelstest.Gathering("platform", seats...)
	in.WaitlistMode = rapid.SampledFrom([]models.WaitlistMode{
		models.WaitlistAuto, models.WaitlistAuto, models.WaitlistAuto, models.WaitlistOffer, models.WaitlistOff,
	}).Draw(t, "waitlist")
	in.RegistrationMode = rapid.SampledFrom([]models.RegistrationMode{models.ModeOpen, models.ModeOpen, models.ModeOpen, models.ModeApproval}).Draw(t, "mode")
	in.CalendarFrom = rapid.SampledFrom([]models.CalendarFrom{models.FromProgramme, models.FromDoors}).Draw(t, "calendar from")
	if rapid.Bool().Draw(t, "announced first") {
		in.Status = models.MeetingAnnounced
	}
	for i := range in.Sites {
		if rapid.Bool().Draw(t, "limited") {
			in.Sites[i].BuildingLimit = seats[i] + rapid.IntRange(0, 2).Draw(t, "extra room")
		}
	}
	if n := len(in.Sites) - 1; n > 0 && rapid.Bool().Draw(t, "own times") {
		in.Sites[n].StartsAt, in.Sites[n].EndsAt = modelstest.At("2019-11-29 13:30"), modelstest.At("2019-11-29 16:00")
	}
	return in
}

// look reads the tables.
func (w *world) look(t rapid.TB) {
	s, err := w.db.snapshot(w.id)
	if err != nil {
		t.Fatal(err)
	}
	w.before, w.now = w.now, s
}

// judge looks at what a verb answered. An internal error is never an answer,
// and a refusal must have changed nothing (R6).
func (w *world) judge(t *rapid.T, err error) bool {
	if err != nil && models.KindOf(err) == 0 {
		t.Fatalf("internal error: %v", err)
	}
	w.settled = err == nil
	w.look(t)
	if err != nil {
		w.override = false
		if diff := difference(w.before, w.now); diff != "" {
			t.Fatalf("refused (%v), and yet something changed:\n%s", err, diff)
		}
	}
	return err == nil
}

// actor draws who acts: mostly the person, sometimes an organiser.
func actor(t *rapid.T) models.Actor {
	if rapid.IntRange(0, 3).Draw(t, "who") == 0 {
		return organizer
	}
	return person
}

// siteKey draws one of the sites, also a withdrawn one.
func (w *world) siteKey(t *rapid.T, label string) string {
	return w.in.Sites[rapid.IntRange(0, len(w.in.Sites)-1).Draw(t, label)].Key
}

// someone draws a registration, in one of these states when any are given.
func (w *world) someone(t *rapid.T, states ...models.RegistrationStatus) personRow {
	var list []personRow
	for _, p := range w.now.People {
		if len(states) == 0 || slices.Contains(states, p.Status) {
			list = append(list, p)
		}
	}
	if len(list) == 0 {
		t.Skip("nobody")
	}
	return list[rapid.IntRange(0, len(list)-1).Draw(t, "registration")]
}

// attendee draws one of few people, so that they meet themselves again.
func (w *world) attendee(t *rapid.T) models.Attendee {
	a := modelstest.Person(rapid.IntRange(0, 9).Draw(t, "person"), w.siteKey(t, "site"))
	if rapid.IntRange(0, 2).Draw(t, "also elsewhere") == 0 {
		a.AlsoSites = []string{w.siteKey(t, "also")}
	}
	a.Companion = rapid.IntRange(0, 4).Draw(t, "companion") == 0
	codes := []string{"GM0153", "GM0164", "GM0141"}
	a.Represents = codes[:rapid.IntRange(0, len(codes)).Draw(t, "represents")]
	if rapid.IntRange(0, 4).Draw(t, "diet") == 0 {
		a.Diet, a.NeedsConsent = []string{"vegan"}, true
	}
	return a
}

// rapidChecks sets how many cases rapid.Check tries, unless the command line
// says so.
func rapidChecks(t *testing.T, sqlite, postgres int) {
	t.Helper()
	n := sqlite
	if _, ok := modelstest.PostgresDSN(t); ok {
		n = postgres
	}
	if testing.Short() {
		n = max(1, n/4)
	}
	setDefault(t, "rapid.checks", fmt.Sprint(n))
	setDefault(t, "rapid.steps", "50")
	// The suite plays the same histories every time, so that it fails where
	// something changed; make soak draws new ones.
	setDefault(t, "rapid.seed", "1")
}

// TestR4_AnyOrderOfCommands lets everything happen to a meeting in any order
// and holds the invariants of rules §3.8 after each step. The failing
// sequence is printed, as short as rapid can make it.
func TestR4_AnyOrderOfCommands(t *testing.T) {
	rapidChecks(t, 60, 8)
	f := modelstest.New(t)
	db := openTables(t, f)
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t, f, db)
		actions := w.commands()
		actions[""] = w.invariants
		t.Repeat(actions)
		w.drain(t)
		w.calendarsShowWhoHasASeat(t)
	})
}

// commands are what may happen. Keys that occur twice with another number
// are drawn more often.
func (w *world) commands() map[string]func(*rapid.T) {
	all := map[string]func(*rapid.T){
		"sign up": w.signUp, "sign up 2": w.signUp, "sign up 3": w.signUp, "sign up several": w.signUpSeveral,
		"interest": w.interest, "cancel": w.cancel, "cancel 2": w.cancel, "substitute": w.substitute,
		"move": w.move, "move 2": w.move, "amend": w.amend, "address": w.address, "needs": w.needs,
		"answer offer": w.answerOffer, "still wants": w.stillWants, "priority": w.priority, "decide": w.decide, "erase": w.erase, "resend": w.resend, "links": w.links, "renew link": w.renewLink,
	}
	maps.Copy(all, w.organizerCommands())
	maps.Copy(all, w.clockCommands())
	maps.Copy(all, w.mailCommands())
	return all
}

// note writes to everybody in one or two states, and takes it back at times.
func (w *world) note(t *rapid.T) {
	sel := models.NoteSelection{Statuses: rapid.SliceOfN(rapid.SampledFrom(models.ActiveStatuses), 1, 2).Draw(t, "to")}
	n := 0
	for _, p := range w.now.People {
		if slices.Contains(sel.Statuses, p.Status) {
			n++
		}
	}
	text := models.NoteText{Subject: rapid.SampledFrom([]string{"Een", "Twee", "Drie"}).Draw(t, "subject"), Body: "Beste {voornaam}"}
	note, err := w.f.SendNote(ctx, w.id, models.NoteInput{NoteText: text, Selection: sel, Expected: n}, organizer)
	if w.judge(t, err) && rapid.IntRange(0, 3).Draw(t, "undo") == 0 {
		_, err = w.f.WithdrawNote(ctx, w.id, note.ID, organizer)
		w.judge(t, err)
	}
}

// sendAgain asks once more for a mail that gave up.
func (w *world) sendAgain(t *rapid.T) {
	var failed []int64
	for _, m := range w.now.Messages {
		if m.State == string(models.MessageFailed) {
			failed = append(failed, m.ID)
		}
	}
	if len(failed) == 0 {
		t.Skip("none failed")
	}
	w.judge(t, w.f.SendAgain(ctx, w.id, rapid.SampledFrom(failed).Draw(t, "mail"), organizer))
}

// clockCommands let time go by. The worker looks each minute, and may be late.
func (w *world) clockCommands() map[string]func(*rapid.T) {
	settle := func(t *rapid.T) { w.judge(t, w.f.Settle(ctx, w.id)) }
	advance := func(t *rapid.T) {
		by := rapid.SampledFrom([]time.Duration{
			time.Millisecond, time.Second, 10 * time.Minute, time.Hour, 5 * time.Hour, 24 * time.Hour, 15 * 24 * time.Hour,
		}).Draw(t, "by")
		w.f.Clock.Add(by)
		w.look(t)
		w.settled = false
		if rapid.Bool().Draw(t, "worker looks") {
			settle(t)
		}
	}
	return map[string]func(*rapid.T){
		"clock": advance, "settle": settle,
		"note": w.note, "send again": w.sendAgain,
		"remind": func(t *rapid.T) { w.judge(t, w.f.Remind(ctx, w.id)) },
		"clock to": func(t *rapid.T) {
			at := *w.in.StartsAt
			before := rapid.SampledFrom([]time.Duration{7 * 24 * time.Hour, 49 * time.Hour, 47 * time.Hour, 25 * time.Hour, 3 * time.Hour, 90 * time.Minute, 10 * time.Minute}).Draw(t, "before the start")
			if at = at.Add(-before); !at.After(w.f.Now()) {
				t.Skip("that is past")
			}
			w.f.Clock.Set(at)
			settle(t)
			w.judge(t, w.f.Remind(ctx, w.id))
		},
		"clock back": func(t *rapid.T) {
			w.f.Clock.Add(-time.Hour)
			settle(t)
		},
	}
}
