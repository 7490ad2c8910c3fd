package models_test

import (
	"testing"
	"time"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// A meeting that was called off and put away was called off: who does not know
// yet hears of it once, its page and item say so, and none of it is undone.
func TestArchive_KeepsThatItWasCalledOff(t *testing.T) {
	f := ticking(t)
	m := f.Save(modelstest.Gathering("platform", 3))
	f.SignUpAll(m, modelstest.Person(1))
	f.Deliver()
	to := func(status models.MeetingStatus) *models.Meeting {
		t.Helper()
		f.Clock.Add(time.Second)
		now := f.Meeting("platform")
		in := now.Input()
		in.Status, in.StatusReason = status, "De zaal is afgebrand."
		if _, err := f.ChangeMeeting(ctx, in, now.UpdatedAt, byUser(t, f)); err != nil {
			t.Fatal(err)
		}
		return f.Meeting("platform")
	}
	off := to(models.MeetingCancelled)
	away := to(models.MeetingArchived)
	if away.Phase(f.Now()) != models.PhaseCancelled || !away.CalledOff() || away.CalendarSequence != off.CalendarSequence {
		t.Errorf("put away it is %s, called off %v, sequence %d after %d", away.Phase(f.Now()), away.CalledOff(), away.CalendarSequence, off.CalendarSequence)
	}
	if u, err := f.LastChange(ctx, away); u != nil || err != nil {
		t.Errorf("putting away can be undone: %+v, %v", u, err)
	}
	f.Clock.Add(time.Hour)
	mails := f.Deliver()
	if len(mails) != 1 || mails[0].Kind != models.MailMeetingCancelled || mails[0].Method != "CANCEL" {
		t.Errorf("%d mails went, want one CANCEL: %+v", len(mails), mails)
	}
}

// A meeting that was held and put away is past.
func TestArchive_Held(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 3)
	in.Status = models.MeetingArchived
	f.Save(in)
	if m := f.Meeting("platform"); m.CalledOff() || m.Phase(f.Now()) != models.PhasePast {
		t.Errorf("called off %v, %s", m.CalledOff(), m.Phase(f.Now()))
	}
}
