package models_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// ticking is a store whose clock goes on: moments that look alike with a
// clock that stands still are not.
func ticking(t *testing.T) *modelstest.Fixture {
	f := modelstest.New(t)
	f.Clock.Tick(time.Millisecond)
	return f
}

// undo takes the last change of a meeting back, and fails when there is none.
func undo(t *testing.T, f *modelstest.Fixture, m *models.Meeting) {
	t.Helper()
	u, err := f.LastChange(ctx, f.Meeting(m.Slug))
	if err != nil || u == nil {
		t.Fatalf("nothing to take back: %v", err)
	}
	if err := f.UndoChange(ctx, m.ID, u.ID, byUser(t, f)); err != nil {
		t.Fatal(err)
	}
}

// byUser is an organiser with an account.
func byUser(t *testing.T, f *modelstest.Fixture) models.Actor {
	t.Helper()
	u, err := f.AddUser(ctx, "tessa@samen.example", "Tessa Testerink", models.RoleOrganizer)
	if err != nil {
		t.Fatal(err)
	}
	return models.Organizer(u)
}

// where gives status and site of everybody.
func where(f *modelstest.Fixture, out []models.Outcome) []string {
	var list []string
	for _, o := range out {
		own := f.Own(o.RegistrationID)
		text := string(own.Registration.Status)
		if own.Site != nil {
			text += " " + own.Site.Key
		}
		for _, s := range own.Accepts {
			text += "," + s.Key
		}
		if own.Wanted != nil {
			text += ">" + own.Wanted.Key
		}
		list = append(list, text)
	}
	return list
}

// BR-39, BR-40, BR-43: each change of a meeting can be taken back while its
// mails wait, and then nobody hears of it.
func TestUndoChange(t *testing.T) {
	for name, change := range map[string]func(*models.MeetingInput){
		"room":      func(in *models.MeetingInput) { in.Sites[0].Room = "Blauwe zaal" },
		"time":      func(in *models.MeetingInput) { in.StartsAt = modelstest.At("2019-11-29 10:00") },
		"cancelled": func(in *models.MeetingInput) { in.Status, in.StatusReason = models.MeetingCancelled, "Ziek." },
		"postponed": func(in *models.MeetingInput) { in.Status, in.StatusReason = models.MeetingPostponed, "Ziek." },
		"new site": func(in *models.MeetingInput) {
			in.Title, in.Sites = "Anders", append(in.Sites, modelstest.Gathering("x", 1, 1, 1).Sites[2])
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := ticking(t)
			m := f.Save(modelstest.Gathering("platform", 2, 2))
			out := f.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "a"), modelstest.Person(3, "a"))
			f.Deliver()
			f.Clock.Add(time.Minute)
			before := f.Meeting("platform").Input()
			in := f.Meeting("platform").Input()
			change(&in)
			if _, err := f.ChangeMeeting(ctx, in, f.Meeting("platform").UpdatedAt, byUser(t, f)); err != nil {
				t.Fatal(err)
			}
			f.Clock.Add(9 * time.Minute)
			undo(t, f, m)
			after := f.Meeting("platform").Input()
			if name == "new site" {
				if len(after.Sites) != 3 || after.Sites[2].Status != models.SiteWithdrawn {
					t.Errorf("sites %+v", after.Sites)
				}
				after.Sites = after.Sites[:2]
			}
			if diff := cmp.Diff(before, after); diff != "" {
				t.Errorf("the meeting (-before +after)\n%s", diff)
			}
			f.Clock.Add(time.Hour)
			for _, mail := range f.Deliver() {
				t.Errorf("%s went to %s", mail.Kind, mail.ToEmail)
			}
			if got := where(f, out); got[0] != "registered a" || got[2] != "waitlisted a,a" && got[2] != "waitlisted a" {
				t.Errorf("people %v", got)
			}
		})
	}
}

// Nothing is taken back when the mails have gone, when somebody has changed
// something since, when there is no delay, or twice.
func TestUndoTooLate(t *testing.T) {
	f := ticking(t)
	m := f.Save(modelstest.Gathering("platform", 2))
	by := byUser(t, f)
	change := func(room string) *models.Undo {
		t.Helper()
		f.Clock.Add(time.Minute)
		now := f.Meeting("platform")
		in := now.Input()
		in.Sites[0].Room = room
		if _, err := f.ChangeMeeting(ctx, in, now.UpdatedAt, by); err != nil {
			t.Fatal(err)
		}
		u, err := f.LastChange(ctx, f.Meeting("platform"))
		if err != nil || u == nil {
			t.Fatalf("nothing to take back: %v", err)
		}
		return u
	}
	refused := func(what string, u *models.Undo) {
		t.Helper()
		if err := f.UndoChange(ctx, m.ID, u.ID, by); models.KindOf(err) != models.Conflict {
			t.Errorf("%s: %v, want a conflict", what, err)
		}
	}
	first := change("Rood")
	second := change("Blauw")
	refused("an older change", first)
	if err := f.UndoChange(ctx, m.ID, second.ID, by); err != nil {
		t.Fatal(err)
	}
	refused("twice", second)
	if room := f.Meeting("platform").Sites[0].Room; room != "Rood" {
		t.Errorf("room %q", room)
	}
	third := change("Groen")
	f.Clock.Add(10 * time.Minute)
	refused("after the delay", third)
	if u, err := f.LastChange(ctx, f.Meeting("platform")); u != nil || err != nil {
		t.Errorf("after the delay one can take back %+v, %v", u, err)
	}
}

// What somebody else changed since, or who came to a new site, is no part of
// what is taken back.
func TestUndoTooLate_SomebodyElse(t *testing.T) {
	t.Run("an import", func(t *testing.T) {
		f := ticking(t)
		m := f.Save(modelstest.Gathering("platform", 2))
		u := changed(t, f, func(in *models.MeetingInput) { in.Title = "Nieuwe titel" })
		in := f.Meeting("platform").Input()
		in.Summary = "Van een ander."
		f.Save(in)
		if err := f.UndoChange(ctx, m.ID, u.ID, byUser(t, f)); keyOf(err) != "undo_too_late" {
			t.Errorf("%v, want undo_too_late", err)
		}
		if now := f.Meeting("platform"); now.Title != "Nieuwe titel" || now.Summary != "Van een ander." {
			t.Errorf("the meeting is %q, %q", now.Title, now.Summary)
		}
	})
	t.Run("somebody at the new site", func(t *testing.T) {
		f := ticking(t)
		m := f.Save(modelstest.Gathering("platform", 2))
		u := changed(t, f, func(in *models.MeetingInput) {
			in.Sites = append(in.Sites, modelstest.Gathering("x", 2, 2).Sites[1])
		})
		out := f.SignUpAll(f.Meeting("platform"), modelstest.Person(1, "b"))
		if err := f.UndoChange(ctx, m.ID, u.ID, byUser(t, f)); keyOf(err) != "undo_too_late" {
			t.Errorf("%v, want undo_too_late", err)
		}
		if got := where(f, out); got[0] != "registered b" {
			t.Errorf("people %v", got)
		}
	})
	t.Run("no user", func(t *testing.T) {
		f := ticking(t)
		f.Save(modelstest.Gathering("platform", 2))
		in := f.Meeting("platform").Input()
		in.Title = "Van de opdrachtregel"
		f.Save(in)
		if u, err := f.LastChange(ctx, f.Meeting("platform")); u != nil || err != nil {
			t.Errorf("what no user did can be taken back: %+v, %v", u, err)
		}
	})
}

// changed changes a meeting as a user does, and gives what takes it back.
func changed(t *testing.T, f *modelstest.Fixture, change func(*models.MeetingInput)) *models.Undo {
	t.Helper()
	now := f.Meeting("platform")
	in := now.Input()
	change(&in)
	if _, err := f.ChangeMeeting(ctx, in, now.UpdatedAt, byUser(t, f)); err != nil {
		t.Fatal(err)
	}
	u, err := f.LastChange(ctx, f.Meeting("platform"))
	if err != nil || u == nil {
		t.Fatalf("nothing to take back: %v", err)
	}
	return u
}

// A change that mails people at once cannot be taken back: it would leave them
// with an invitation to what is not open, or with two more mails.
func TestUndo_NotAfterMails(t *testing.T) {
	offered := func(f *modelstest.Fixture) bool {
		u, err := f.LastChange(ctx, f.Meeting("platform"))
		if err != nil {
			t.Fatal(err)
		}
		return u != nil
	}
	to := func(f *modelstest.Fixture, status models.MeetingStatus, reason string) {
		f.Clock.Add(time.Minute)
		now := f.Meeting("platform")
		in := now.Input()
		in.Status, in.StatusReason = status, reason
		if _, err := f.ChangeMeeting(ctx, in, now.UpdatedAt, byUser(t, f)); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("invitations", func(t *testing.T) {
		f := ticking(t)
		in := modelstest.Gathering("platform", 3)
		in.Status = models.MeetingAnnounced
		m := f.Save(in)
		if err := f.ShowInterest(ctx, models.Interest{MeetingID: m.ID, GivenName: "Noor", Surname: "Proefstra", Email: "noor@horizon.example", Language: "nl"}); err != nil {
			t.Fatal(err)
		}
		to(f, models.MeetingOpen, "")
		if offered(f) {
			t.Error("offered after invitations went")
		}
	})
	t.Run("on after all", func(t *testing.T) {
		f := ticking(t)
		m := f.Save(modelstest.Gathering("platform", 3))
		f.SignUpAll(m, modelstest.Person(1))
		f.Deliver()
		to(f, models.MeetingCancelled, "Geen zaal.")
		if !offered(f) {
			t.Error("calling off cannot be taken back")
		}
		f.Clock.Add(time.Hour)
		f.Deliver()
		to(f, models.MeetingOpen, "")
		if offered(f) {
			t.Error("offered after people heard that it goes on")
		}
	})
}

// What was opened and has people by now is not closed to them by an undo.
func TestUndoOfOpening(t *testing.T) {
	f := ticking(t)
	in := modelstest.Gathering("platform", 3)
	in.Status = models.MeetingAnnounced
	m := f.Save(in)
	open := f.Meeting("platform").Input()
	open.Status = models.MeetingOpen
	if _, err := f.ChangeMeeting(ctx, open, f.Meeting("platform").UpdatedAt, byUser(t, f)); err != nil {
		t.Fatal(err)
	}
	f.SignUpAll(m, modelstest.Person(1))
	u, err := f.LastChange(ctx, f.Meeting("platform"))
	if err != nil || u == nil {
		t.Fatalf("nothing to take back: %v", err)
	}
	if err := f.UndoChange(ctx, m.ID, u.ID, byUser(t, f)); models.KindOf(err) != models.Conflict {
		t.Errorf("%v, want a conflict", err)
	}
}

// keyOf is the key of a refusal; empty for anything else.
func keyOf(err error) string {
	var e *models.Error
	if errors.As(err, &e) {
		return e.Key
	}
	return ""
}
