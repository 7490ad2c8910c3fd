package models_test

import (
	"testing"
	"time"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// movedThenCorrected is a meeting with three people of which the time changes,
// and then words only.
func movedThenCorrected(t *testing.T, f *modelstest.Fixture, quiet func(*models.MeetingInput)) (*models.Meeting, models.MeetingInput) {
	t.Helper()
	in := modelstest.Gathering("platform", 5, 5)
	m := f.Save(in)
	f.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "a"), modelstest.Person(3, "b"))
	f.Deliver()
	for _, change := range []func(*models.MeetingInput){
		func(in *models.MeetingInput) {
			in.StartsAt, in.Sites[0].Room = modelstest.At("2019-11-29 10:00"), "Blauwe zaal"
		}, quiet,
	} {
		change(&in)
		page := f.Meeting("platform")
		if _, err := f.ChangeMeeting(ctx, in, page.UpdatedAt, byUser(t, f)); err != nil {
			t.Fatal(err)
		}
		f.Clock.Add(time.Second)
	}
	return m, in
}

// A quiet change does not take the place of the undo that holds mails back,
// and it stays when that one is used.
func TestUndo_QuietChangeKeepsIt(t *testing.T) {
	for name, quiet := range map[string]func(*models.MeetingInput){
		"summary": func(in *models.MeetingInput) { in.Summary = "Nu zonder tikfout." },
		"seats":   func(in *models.MeetingInput) { in.Sites[1].SeatCapacity = 9 },
		"host":    func(in *models.MeetingInput) { in.Sites[0].HostName = "Pim Plaatshouder" },
	} {
		t.Run(name, func(t *testing.T) {
			f := ticking(t)
			m, in := movedThenCorrected(t, f, quiet)
			undo(t, f, m)
			now := f.Meeting("platform")
			if !now.StartsAt.Equal(*modelstest.At("2019-11-29 09:30")) || now.Sites[0].Room != "" {
				t.Errorf("the change with mails stayed: %v, %q", now.StartsAt, now.Sites[0].Room)
			}
			if now.Summary != in.Summary || now.Sites[1].SeatCapacity != in.Sites[1].SeatCapacity || now.Sites[0].HostName != in.Sites[0].HostName {
				t.Errorf("the quiet change went too: %q, %d, %q", now.Summary, now.Sites[1].SeatCapacity, now.Sites[0].HostName)
			}
			if n, _, err := f.PlannedMails(ctx, m.ID); n != 0 || err != nil {
				t.Errorf("%d mails are still said to go: %v", n, err)
			}
			f.Clock.Add(time.Hour)
			if mails := f.Deliver(); len(mails) != 0 {
				t.Errorf("%d mails left", len(mails))
			}
		})
	}
}

// A change with mails of its own is the one to take back; the mails of the one
// before go.
func TestUndo_SecondChangeWithMails(t *testing.T) {
	f := ticking(t)
	m, _ := movedThenCorrected(t, f, func(in *models.MeetingInput) { in.Title = "Anders" })
	undo(t, f, m)
	if now := f.Meeting("platform"); now.Title == "Anders" || !now.StartsAt.Equal(*modelstest.At("2019-11-29 10:00")) {
		t.Errorf("%q at %v", now.Title, now.StartsAt)
	}
	f.Clock.Add(time.Hour)
	if mails := f.Deliver(); len(mails) != 3 {
		t.Errorf("%d mails, want the 3 of the time", len(mails))
	}
}

// What is undone by hand is no longer planned either.
func TestUndo_ByHandDropsMails(t *testing.T) {
	f := ticking(t)
	m, in := movedThenCorrected(t, f, func(in *models.MeetingInput) { in.Summary = "x" })
	if n, _, _ := f.PlannedMails(ctx, m.ID); n != 3 {
		t.Fatalf("%d mails planned", n)
	}
	in.StartsAt, in.Sites[0].Room = modelstest.At("2019-11-29 09:30"), ""
	if _, err := f.ChangeMeeting(ctx, in, f.Meeting("platform").UpdatedAt, byUser(t, f)); err != nil {
		t.Fatal(err)
	}
	if n, _, err := f.PlannedMails(ctx, m.ID); n != 0 || err != nil {
		t.Errorf("%d mails planned: %v", n, err)
	}
}

// A day that is over is no day to move a meeting to, or to plan one on.
func TestChange_DayThatIsOver(t *testing.T) {
	f := ticking(t)
	in := modelstest.Gathering("platform", 5)
	m := f.Save(in)
	f.SignUpAll(m, modelstest.Person(1))
	by := byUser(t, f)
	in.StartsAt, in.EndsAt, in.DoorsOpenAt = modelstest.At("2018-11-29 09:30"), modelstest.At("2018-11-29 12:00"), nil
	_, err := f.ChangeMeeting(ctx, in, f.Meeting("platform").UpdatedAt, by)
	refusal(t, err, models.Invalid, "date=date_gone")
	if now := f.Meeting("platform"); !now.StartsAt.Equal(*m.StartsAt) {
		t.Errorf("moved to %v", now.StartsAt)
	}
	in.Slug = "nieuw"
	_, err = f.SaveMeeting(ctx, in, by)
	refusal(t, err, models.Invalid, "date=date_gone")
	if _, err := f.SaveMeeting(ctx, in, models.Actor{Kind: models.ByImport}); err != nil {
		t.Errorf("a file cannot bring what was held: %v", err)
	}
}
