package models_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// TestR4_Forgetting lets years go by between the commands, with the retention
// run, so that meetings wait for a date longer than names are kept, are called
// off or held, and go on after all.
func TestR4_Forgetting(t *testing.T) {
	rapidChecks(t, 40, 6)
	f := modelstest.New(t)
	db := openTables(t, f)
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t, f, db)
		actions := map[string]func(*rapid.T){
			"sign up": w.signUp, "sign up 2": w.signUp, "several": w.signUpSeveral, "interest": w.interest, "cancel": w.cancel,
			"amend": w.amend, "amend 2": w.amend, "address": w.address, "needs": w.needs, "move": w.move, "substitute": w.substitute,
			"resend": w.resend, "renew link": w.renewLink, "erase": w.erase, "retitle": w.retitle, "seats": w.seats, "status": w.status,
			"note": w.note, "mail": w.work, "clock": w.clockCommands()["clock"],
			"forget": w.forget, "forget 2": w.forget, "forget 3": w.forget, "forget 4": w.forget,
			"another day": w.anotherDay, "another day 2": w.anotherDay, "postpone": w.postpone,
		}
		actions[""] = w.invariants
		t.Repeat(actions)
		w.drain(t)
		w.calendarsShowWhoHasASeat(t)
	})
}

// postpone puts off a meeting that can be.
func (w *world) postpone(t *rapid.T) {
	if w.in.Status == models.MeetingPostponed || w.in.Status == models.MeetingCancelled {
		t.Skip("off already")
	}
	w.save(t, func(in *models.MeetingInput) {
		in.Status, in.StatusReason = models.MeetingPostponed, "De zaal is niet vrij."
	})
}

// anotherDay gives a day to a meeting that waits for one, and to one that is
// over once everybody of it is forgotten: the calendars of others hold a day
// about which no mail goes any more.
func (w *world) anotherDay(t *rapid.T) {
	if w.in.Status != models.MeetingPostponed {
		for _, p := range w.now.People {
			if !p.forgotten() || !w.over(w.f.Now()) {
				t.Skip("it has a day")
			}
		}
	}
	by := w.f.Now().AddDate(0, 0, rapid.IntRange(3, 90).Draw(t, "days ahead")).Sub(*w.in.StartsAt)
	w.save(t, func(in *models.MeetingInput) {
		in.Status = models.MeetingOpen
		in.StartsAt, in.EndsAt, in.DoorsOpenAt = later(in.StartsAt, by), later(in.EndsAt, by), later(in.DoorsOpenAt, by)
		for i := range in.Sites {
			in.Sites[i].StartsAt, in.Sites[i].EndsAt = later(in.Sites[i].StartsAt, by), later(in.Sites[i].EndsAt, by)
		}
	})
}

// forget lets the mail go, time go by and the retention run look, and holds
// what is left against the terms: all that is due went, and nothing else.
func (w *world) forget(t *rapid.T) {
	w.drain(t)
	w.f.Clock.Add(time.Duration(rapid.SampledFrom([]int{1, 8, 60, 200, 400}).Draw(t, "days")) * 24 * time.Hour)
	w.judge(t, w.f.Settle(ctx, w.id))
	_, err := w.f.RunRetention(ctx)
	w.judge(t, err)
	now := w.f.Now()
	for _, was := range w.before.People {
		p := w.now.person(was.ID)
		names := was.forgotten() || w.termOver(was, now)
		needs := names || w.needsOver(was, now)
		if p.forgotten() != names || p.Needs != (was.Needs && !needs) {
			t.Fatalf("%s: the names of registration %d are to be gone: %v, they are: %v; the needs (%v before): %v, they are there: %v\nmeeting last changed %s\n%s",
				w.in.Status, p.ID, names, p.forgotten(), was.Needs, needs, p.Needs, clock(w.before.Updated), w.story(p.ID))
		}
	}
	if again, err := w.f.RunRetention(ctx); again != 0 || err != nil {
		t.Fatalf("a second run at the same moment: %d rows, %v", again, err)
	}
}

// endedAt is the moment from which the terms of a meeting with a day count,
// read from the decisions apart from the code.
func (w *world) endedAt() time.Time {
	last := *w.in.EndsAt
	for _, s := range w.in.Sites {
		if s.EndsAt != nil && s.Status != models.SiteWithdrawn && s.EndsAt.After(last) {
			last = *s.EndsAt
		}
	}
	if w.in.Status == models.MeetingCancelled && w.before.Updated.After(last) {
		return w.before.Updated
	}
	return last
}

// termOver is BR-77 for one person.
func (w *world) termOver(p personRow, now time.Time) bool {
	months := models.Defaults(w.in.Kind).RetentionMonths
	if w.in.Status != models.MeetingPostponed {
		return !now.Before(w.endedAt().AddDate(0, months, 0))
	}
	before := now.AddDate(0, -months, 0)
	return !p.Updated.After(before) && (!p.Status.Active() || !w.before.Updated.After(before))
}

// needsOver is BR-76 and I11 for one person: a postponed meeting has not ended.
func (w *world) needsOver(p personRow, now time.Time) bool {
	week := now.AddDate(0, 0, -7)
	if w.in.Status == models.MeetingPostponed {
		return !p.Status.Active() && !p.Updated.After(week)
	}
	return !w.endedAt().After(week)
}

// br77Forgotten is BR-77 in a meeting that goes on: nobody without a name holds
// or waits for anything, or becomes somebody again, and no mail goes to them.
func (w *world) br77Forgotten() error {
	for _, m := range w.now.Messages {
		if m.To == "" {
			return fmt.Errorf("BR-77: a mail %s to nobody, about registration %d", m.Kind, m.Registration)
		}
	}
	off := w.in.Status == models.MeetingCancelled || w.in.Status != models.MeetingPostponed && w.over(w.f.Now())
	for _, p := range w.now.People {
		if p.forgotten() && (p.Name != "" || p.Email != "") {
			return fmt.Errorf("BR-77: registration %d of nobody is of %q, %q", p.ID, p.Name, p.Email)
		}
		if p.forgotten() && p.Status.Active() && !off {
			return fmt.Errorf("BR-77: registration %d of nobody is %s", p.ID, p.Status)
		}
		if w.before == nil {
			continue
		}
		was := w.before.person(p.ID)
		if was == nil || !was.forgotten() {
			continue
		}
		if !p.forgotten() || p.Status != was.Status && w.lastAction(p.ID) != "erased" {
			return fmt.Errorf("BR-77: registration %d of nobody went from %s to %s", p.ID, was.Status, p.Status)
		}
	}
	return nil
}
