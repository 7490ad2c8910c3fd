package models_test

import (
	"testing"
	"time"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// refuseAll lets the mail server refuse for good what is due, and gives it.
func refuseAll(t *testing.T, f *modelstest.Fixture) []models.Claimed {
	t.Helper()
	claimed, err := f.ClaimMessages(ctx, "test", 100, time.Minute)
	must(t, err)
	var marks []models.Delivery
	for _, mail := range claimed {
		marks = append(marks, models.Delivery{MessageID: mail.ID, Worker: "test", Permanent: true, Problem: "refused 550"})
	}
	must(t, f.MarkMessages(ctx, marks))
	return claimed
}

// again asks for a mail once more and gives what leaves.
func again(t *testing.T, f *modelstest.Fixture, mail models.Claimed) models.Claimed {
	t.Helper()
	must(t, f.SendAgain(ctx, *mail.MeetingID, mail.ID, organizer))
	got := f.Deliver()
	if len(got) != 1 || got[0].ID != mail.ID {
		t.Fatalf("%d mails left, want the one that was asked for", len(got))
	}
	if got[0].MessageID == mail.MessageID || got[0].Occasion != mail.Occasion+1 {
		t.Errorf("Message-ID %s and occasion %d, before %s and %d: want others (BR-80)", got[0].MessageID, got[0].Occasion, mail.MessageID, mail.Occasion)
	}
	return got[0]
}

// Who was never reached gets the first invite, to the address of now.
func TestSendAgain_Invite(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	f.SignUpAll(m, modelstest.Person(1, "a"))
	mail := refuseAll(t, f)[0]
	edit(f, m, func(in *models.MeetingInput) { in.Title = "Een andere titel" })
	got := again(t, f, mail)
	if got.Method != "REQUEST" || *got.Sequence != 0 || got.MessageFacts.Calendar.Title != "Een andere titel" {
		t.Errorf("%s with sequence %v and title %s, want the first REQUEST as things stand", got.Method, got.Sequence, got.MessageFacts.Calendar.Title)
	}
}

// A change that did not arrive is told again as it was: same UID, SEQUENCE
// and DTSTAMP, also after it was told to the calendar.
func TestSendAgain_Change(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	f.SignUpAll(m, modelstest.Person(1, "a"))
	f.Deliver()
	edit(f, m, func(in *models.MeetingInput) { in.EndsAt = modelstest.At("2019-11-29 12:30") })
	f.Clock.Add(10 * time.Minute)
	mail := refuseAll(t, f)[0]
	got := again(t, f, mail)
	if was, is := mail.MessageFacts.Calendar, got.MessageFacts.Calendar; got.Method != "REQUEST" || is == nil || *was != *is || *got.Sequence != 1 {
		t.Errorf("calendar %+v, was %+v", is, was)
	}
}

// A CANCEL stays a CANCEL, for the item it was about.
func TestSendAgain_Cancel(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	id := f.SignUpAll(m, modelstest.Person(1, "a"))[0].RegistrationID
	f.Deliver()
	must(t, f.Cancel(ctx, m.ID, id, person, ""))
	mail := refuseAll(t, f)[0]
	got := again(t, f, mail)
	if got.Method != "CANCEL" || got.MessageFacts.Calendar.UID != mail.MessageFacts.Calendar.UID {
		t.Errorf("method %s, calendar %+v", got.Method, got.MessageFacts.Calendar)
	}
}

func TestSendAgain_Refused(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	other := f.Save(modelstest.Gathering("ander", 5))
	id := f.SignUpAll(m, modelstest.Person(1, "a"))[0].RegistrationID
	waits := f.Now()
	mail := refuseAll(t, f)[0]
	f.Clock.Set(waits)
	for name, test := range map[string]struct {
		meeting, mail int64
		want          models.Kind
	}{
		"unknown":            {m.ID, 999_999, models.NotFound},
		"of another meeting": {other.ID, mail.ID, models.NotFound},
	} {
		if err := f.SendAgain(ctx, test.meeting, test.mail, organizer); models.KindOf(err) != test.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	must(t, f.Cancel(ctx, m.ID, id, person, ""))
	if err := f.SendAgain(ctx, m.ID, mail.ID, organizer); models.KindOf(err) != models.Conflict {
		t.Errorf("a confirmation of somebody who cancelled: %v, want a conflict", err)
	}
	for _, sent := range f.Deliver() {
		if err := f.SendAgain(ctx, m.ID, sent.ID, organizer); models.KindOf(err) != models.Conflict {
			t.Errorf("a %s that was sent: %v, want a conflict", sent.Kind, err)
		}
	}
}

// A note and a reminder go again too, while they are still for this person.
func TestSendAgain_NoteAndReminder(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	id := f.SignUpAll(m, modelstest.Person(1, "a"))[0].RegistrationID
	f.Deliver()
	f.Clock.Set(*modelstest.At("2019-11-22 08:00"))
	remind(t, f)
	if got := again(t, f, refuseAll(t, f)[0]); got.Kind != models.MailReminder || got.Method != "" {
		t.Errorf("%s with %q", got.Kind, got.Method)
	}
	_, err := f.SendNote(ctx, m.ID, aNote(1), organizer)
	must(t, err)
	f.Clock.Add(10 * time.Minute)
	mail := refuseAll(t, f)[0]
	if got := again(t, f, mail); got.MessageFacts.Detail.Note == nil || got.MessageFacts.Detail.Note.Body != aNote(1).Body {
		t.Errorf("facts %+v", got.MessageFacts.Detail)
	}
	_, err = f.SendNote(ctx, m.ID, models.NoteInput{NoteText: models.NoteText{Subject: "Twee", Body: "Tekst"}, Selection: aNote(1).Selection, Expected: 1}, organizer)
	must(t, err)
	f.Clock.Add(10 * time.Minute)
	mail = refuseAll(t, f)[0]
	must(t, f.Cancel(ctx, m.ID, id, person, ""))
	if err := f.SendAgain(ctx, m.ID, mail.ID, organizer); models.KindOf(err) != models.Conflict {
		t.Errorf("a note for somebody who left: %v, want a conflict", err)
	}
}
