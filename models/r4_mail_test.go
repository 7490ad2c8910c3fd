package models_test

import (
	"testing"
	"time"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// What R4 found about mail and calendars, each as a short story.

// refuse marks a message as refused for good.
func refuse(t *testing.T, f *modelstest.Fixture, c models.Claimed) {
	t.Helper()
	mark(t, f, models.Delivery{MessageID: c.ID, Worker: c.LeaseID, Permanent: true, Problem: "refused 550 5.1.1"})
}

// methods gives the calendar part of each kind of mail.
func methods(mails []models.Claimed) map[models.MessageKind]string {
	got := map[models.MessageKind]string{}
	for _, m := range mails {
		got[m.Kind] = m.Method
	}
	return got
}

// A waiting-list mail has no calendar part, and goes no more when its reader
// has a place by then.
func TestMail_PromotedBeforeTheMailWent(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 1))
	first := f.SignUpAll(m, modelstest.Person(1))[0]
	f.Deliver()
	f.SignUpAll(m, modelstest.Person(2))
	drop(t, f, m, first)
	got := methods(f.Deliver())
	if len(got) != 2 || got[models.MailPlaceGiven] != "REQUEST" || got[models.MailCancelled] != "CANCEL" {
		t.Errorf("mails %v", got)
	}
}

// A seat that is lost before its confirmation went: no mail says there is
// one.
func TestMail_SeatLostBeforeTheMailWent(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 1, 0))
	f.SignUpAll(m, modelstest.Person(1, "a"))
	if err := f.WithdrawSite(ctx, m.ID, models.SiteWithdrawal{Site: "a", After: models.MoveToWaitlist}, organizer); err != nil {
		t.Fatal(err)
	}
	f.Clock.Add(11 * time.Minute)
	if got := methods(f.Deliver()); len(got) != 1 || got[models.MailWaitlisted] != "" {
		t.Errorf("mails %v; want the waiting list alone", got)
	}
}

// Called off and on again within the delay: who was told nothing yet gets
// the invite after all, and a change made just before is not forgotten.
func TestMail_CalledOffAndOnAgain(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 1)
	m := f.Save(in)
	invited := f.SignUpAll(m, modelstest.Person(1))[0]
	f.Deliver()
	waiting := f.SignUpAll(m, modelstest.Person(2))[0]
	in.Title = "Andere titel"
	f.Save(in)
	f.Clock.Add(9 * time.Minute)
	in.Status = models.MeetingCancelled
	f.Save(in)
	f.Clock.Add(2 * time.Minute)
	f.Deliver() // the change of title is taken back: the meeting is off
	in.Status = models.MeetingOpen
	f.Save(in)
	perPerson := map[int64]models.Claimed{}
	for _, mail := range change(f, in) {
		if _, twice := perPerson[*mail.RegistrationID]; twice {
			t.Errorf("two mails to registration %d", *mail.RegistrationID)
		}
		perPerson[*mail.RegistrationID] = mail
	}
	if got := perPerson[invited.RegistrationID]; got.Kind != models.MailChanged || got.MessageFacts.Calendar.Title != in.Title {
		t.Errorf("who has a seat got %s, %+v", got.Kind, got.MessageFacts.Calendar)
	}
	if got, any := perPerson[waiting.RegistrationID]; any {
		t.Errorf("who waits got %s: day, time and place are the same", got.Kind)
	}
}

// A confirmation that was taken back because the meeting was off comes when
// it goes on; archiving a meeting that was called off tells nobody.
func TestMail_SignedUpJustBeforeItWasOff(t *testing.T) {
	for _, tc := range []struct {
		to   models.MeetingStatus
		want map[models.MessageKind]string
	}{
		{models.MeetingOpen, map[models.MessageKind]string{models.MailConfirmation: "REQUEST"}},
		{models.MeetingArchived, map[models.MessageKind]string{}},
	} {
		f := modelstest.New(t)
		in := modelstest.Gathering("platform", 1)
		f.SignUpAll(f.Save(in), modelstest.Person(1))
		in.Status = models.MeetingCancelled
		f.Save(in)
		f.Deliver()
		in.Status = tc.to
		if got := methods(change(f, in)); len(got) != len(tc.want) || got[models.MailConfirmation] != tc.want[models.MailConfirmation] {
			t.Errorf("to %s: mails %v; want %v", tc.to, got, tc.want)
		}
	}
}

// Called off twice, undone in time the second time: who waits was told about
// the first time, and hears nothing of the second.
func TestMail_CalledOffTwice(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 1)
	f.SignUpAll(f.Save(in), modelstest.Person(1), modelstest.Person(2))
	f.Deliver()
	status := func(s models.MeetingStatus) models.MeetingInput { in.Status = s; return in }
	change(f, status(models.MeetingCancelled))
	change(f, status(models.MeetingOpen))
	f.Save(status(models.MeetingCancelled))
	if mails := change(f, status(models.MeetingOpen)); len(mails) != 0 {
		t.Errorf("%d mails about an undone cancellation: %v", len(mails), kinds(mails))
	}
}

// A meeting that is off takes no seats back and gives none.
func TestOffer_AtAMeetingThatIsOff(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 1)
	in.WaitlistMode = models.WaitlistOffer
	m := f.Save(in)
	out := f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2))
	drop(t, f, m, out[0])
	in.Status = models.MeetingCancelled
	f.Save(in)
	f.Clock.Add(72 * time.Hour)
	if err := f.AnswerOffer(ctx, m.ID, out[1].RegistrationID, true, person); models.KindOf(err) != models.Gone {
		t.Errorf("accepted: %v; want gone", err)
	}
	if err := f.Settle(ctx, m.ID); err != nil {
		t.Fatal(err)
	}
	if got := kinds(f.Deliver())[models.MailOfferLapsed]; got != 0 {
		t.Error("an offer lapsed at a meeting that is called off")
	}
}

// I8: a refusal concerns one UID.
func TestI8_RefusedInvites(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 1)
	m := f.Save(in)
	id := f.SignUpAll(m, modelstest.Person(1))[0].RegistrationID
	f.Deliver()
	in.Status = models.MeetingCancelled
	change(f, in)
	in.Status = models.MeetingOpen
	f.Save(in)
	again := claim(t, f)[0] // a new UID, SEQUENCE 0
	refuse(t, f, again)
	drop(t, f, m, models.Outcome{RegistrationID: id})
	if got := methods(f.Deliver()); got[models.MailCancelled] != "" {
		t.Errorf("a CANCEL for a UID that was refused: %v", got)
	}
}

// I8: a CANCEL to an old address, frozen while the invite was on its way,
// becomes a mail in words when the invite is refused.
func TestI8_RefusedBeforeAFrozenCancel(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 1))
	id := f.SignUpAll(m, modelstest.Person(1))[0].RegistrationID
	invite := claim(t, f)[0]
	if err := amend(t, f, m, id, models.Amendment{Email: ptr("nieuw@horizon.example")}); err != nil {
		t.Fatal(err)
	}
	refuse(t, f, invite)
	mails := f.Deliver()
	got := methods(mails)
	if len(mails) != 2 || got[models.MailAddressChanged] != "" || got[models.MailConfirmation] != "REQUEST" {
		t.Errorf("mails %v", got)
	}
	if c := mails[0].MessageFacts.Calendar; c != nil {
		t.Errorf("the mail in words holds %+v", *c)
	}
}

// I8: a change that has waited longer does not overtake the retry of a
// confirmation that was asked for later.
func TestI8_RetryIsNotOvertaken(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 1)
	m := f.Save(in)
	f.SignUpAll(m, modelstest.Person(1))
	f.Deliver()
	in.Title = "Andere titel"
	f.Save(in)
	f.Clock.Add(time.Minute)
	f.SignUpAll(m, modelstest.Person(1)) // asks for the mail again
	resend := claim(t, f)[0]
	mark(t, f, models.Delivery{MessageID: resend.ID, Worker: "worker", Problem: "refused 451", NextTry: f.Now().Add(15 * time.Minute)})
	f.Clock.Add(10 * time.Minute)
	if early := claim(t, f); len(early) != 0 {
		t.Fatalf("%s goes before the retry", early[0].Kind)
	}
	f.Clock.Add(5 * time.Minute)
	last := -1
	for _, mail := range f.Deliver() {
		if *mail.Sequence < last {
			t.Errorf("SEQUENCE falls from %d to %d", last, *mail.Sequence)
		}
		last = *mail.Sequence
	}
	if last != 1 {
		t.Errorf("last SEQUENCE %d; want 1", last)
	}
}

// calendar-mail.md §6: a meeting that is over sends no calendar part.
func TestMail_NoCalendarPartAfterTheEnd(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 1)
	m := f.Save(in)
	id := f.SignUpAll(m, modelstest.Person(1))[0].RegistrationID
	f.Deliver()
	f.Clock.Set(*modelstest.At("2019-11-29 12:00"))
	in.Title = "Verslag"
	f.Save(in)
	if err := amend(t, f, m, id, models.Amendment{Email: ptr("nieuw@horizon.example")}); err != nil {
		t.Fatal(err)
	}
	f.Clock.Add(11 * time.Minute)
	for _, mail := range f.Deliver() {
		if mail.Method != "" || mail.Kind == models.MailChanged {
			t.Errorf("%s with %q", mail.Kind, mail.Method)
		}
	}
}

// An erased person's calendar is left clean, also when the CANCEL was on its
// way or the invite in the hands of a worker.
func TestErase_TheCancelStillGoes(t *testing.T) {
	for _, tc := range []struct {
		name   string
		before func(f *modelstest.Fixture, m *models.Meeting, o models.Outcome)
		wait   time.Duration
	}{
		{"has a seat", func(*modelstest.Fixture, *models.Meeting, models.Outcome) {}, 0},
		{"has just cancelled", func(f *modelstest.Fixture, m *models.Meeting, o models.Outcome) { drop(t, f, m, o) }, 0},
		{"cancel claimed", func(f *modelstest.Fixture, m *models.Meeting, o models.Outcome) {
			drop(t, f, m, o)
			claim(t, f)
		}, lease},
		{"resend in the hands of a worker", func(f *modelstest.Fixture, m *models.Meeting, o models.Outcome) {
			f.SignUpAll(m, modelstest.Person(1))
			claim(t, f)
		}, lease},
		{"meeting called off", func(f *modelstest.Fixture, m *models.Meeting, o models.Outcome) {
			in := f.Meeting("platform").Input()
			in.Status = models.MeetingCancelled
			f.Save(in)
		}, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := modelstest.New(t)
			m := f.Save(modelstest.Gathering("platform", 1))
			o := f.SignUpAll(m, modelstest.Person(1))[0]
			f.Deliver()
			tc.before(f, m, o)
			if _, err := f.ErasePerson(ctx, "proef1@horizon.example"); err != nil {
				t.Fatal(err)
			}
			if tc.wait > 0 {
				if early := f.Deliver(); len(early) != 0 {
					t.Fatalf("%s goes while a worker holds mail", early[0].Kind)
				}
				f.Clock.Add(tc.wait)
			}
			mails := f.Deliver()
			if len(mails) != 1 || mails[0].Method != "CANCEL" || *mails[0].Sequence != 1 {
				t.Fatalf("mails %v", methods(mails))
			}
			if _, err := f.PersonData(ctx, "proef1@horizon.example"); models.KindOf(err) != models.NotFound {
				t.Errorf("something is left: %v", err)
			}
		})
	}
}
