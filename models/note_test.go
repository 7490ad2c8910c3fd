package models_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// aNote is a note to everybody with a seat.
func aNote(expected int, statuses ...models.RegistrationStatus) models.NoteInput {
	if statuses == nil {
		statuses = []models.RegistrationStatus{models.Registered}
	}
	return models.NoteInput{
		NoteText:  models.NoteText{Subject: "Parkeren bij {bijeenkomst}", Body: "Beste {voornaam},\n\nKom op de fiets."},
		Selection: models.NoteSelection{Statuses: statuses}, Expected: expected,
	}
}

func noted(mails []models.Claimed) (to []string) {
	for _, mail := range mails {
		if mail.Kind == models.MailNote {
			to = append(to, mail.ToEmail)
		}
	}
	return to
}

// noteKeys are the fields and sentences of refusals.
func noteKeys(err error) (keys []string) {
	var wrong models.Problems
	errors.As(err, &wrong)
	for _, e := range wrong {
		keys = append(keys, e.Field+" "+e.Key)
	}
	return keys
}

// A note waits the change delay and then goes to everybody in the selection,
// without a calendar part.
func TestNote_ToTheSelection(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 2, 2))
	boss := modelstest.Person(4, "b")
	boss.Level = models.Executive
	f.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "a"), modelstest.Person(3, "a"), boss)
	f.Deliver()
	for name, test := range map[string]struct {
		in   models.NoteSelection
		want []string
	}{
		"with a seat": {models.NoteSelection{Statuses: []models.RegistrationStatus{models.Registered}}, []string{"proef1", "proef2", "proef4"}},
		"who waits":   {models.NoteSelection{Statuses: []models.RegistrationStatus{models.Waitlisted}}, []string{"proef3"}},
		"both at one": {models.NoteSelection{Statuses: []models.RegistrationStatus{models.Registered, models.Waitlisted}, Sites: []string{"a"}}, []string{"proef1", "proef2", "proef3"}},
		"of a level":  {models.NoteSelection{Statuses: models.ActiveStatuses, Levels: []string{"executive"}}, []string{"proef4"}},
		"no level":    {models.NoteSelection{Statuses: models.ActiveStatuses, Levels: []string{models.NoLevel}}, []string{"proef1", "proef2", "proef3"}},
	} {
		t.Run(name, func(t *testing.T) {
			note, err := f.SendNote(ctx, m.ID, models.NoteInput{NoteText: models.NoteText{Subject: name, Body: "Tekst"}, Selection: test.in, Expected: len(test.want)}, organizer)
			must(t, err)
			if got := f.Deliver(); len(got) != 0 {
				t.Errorf("%d mails left before the delay", len(got))
			}
			f.Clock.Add(10 * time.Minute)
			mails := f.Deliver()
			var got []string
			for _, mail := range mails {
				got = append(got, strings.TrimSuffix(mail.ToEmail, "@horizon.example"))
				if mail.Method != "" || mail.NoteID == nil || *mail.NoteID != note.ID {
					t.Errorf("mail to %s: method %q, note %v", mail.ToEmail, mail.Method, mail.NoteID)
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("receivers (-want +got)\n%s", diff)
			}
		})
	}
}

func TestNote_Refused(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	f.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "a"))
	f.Deliver()
	for name, test := range map[string]struct {
		change func(*models.NoteInput)
		want   []string
	}{
		"nothing typed":  {func(in *models.NoteInput) { in.Subject, in.Body = " ", "\n" }, []string{"subject note_subject_missing", "body note_body_missing"}},
		"no such word":   {func(in *models.NoteInput) { in.Body = "Beste {achternaam}," }, []string{"body note_placeholder"}},
		"double braces":  {func(in *models.NoteInput) { in.Body = "Beste {{voornaam}}," }, []string{"body note_placeholder"}},
		"never closed":   {func(in *models.NoteInput) { in.Subject = "Voor {voornaam" }, []string{"subject note_placeholder"}},
		"in the subject": {func(in *models.NoteInput) { in.Subject = "Voor {naam}" }, []string{"subject note_placeholder"}},
		"too long": {func(in *models.NoteInput) {
			in.Subject, in.Body = strings.Repeat("é", 151), strings.Repeat("x", 10_001)
		}, []string{"subject too_long", "body too_long"}},
		"nobody chosen":     {func(in *models.NoteInput) { in.Selection.Statuses = nil }, []string{"status note_nobody"}},
		"who cancelled":     {func(in *models.NoteInput) { in.Selection.Statuses = []models.RegistrationStatus{models.Cancelled} }, []string{"status note_nobody"}},
		"no such site":      {func(in *models.NoteInput) { in.Selection.Sites = []string{"z"} }, []string{"status note_nobody"}},
		"no such level":     {func(in *models.NoteInput) { in.Selection.Levels = []string{"boss"} }, []string{"status note_nobody"}},
		"nobody left":       {func(in *models.NoteInput) { in.Selection.Statuses = []models.RegistrationStatus{models.Waitlisted} }, []string{"status note_nobody"}},
		"others than shown": {func(in *models.NoteInput) { in.Expected = 1 }, []string{"status note_count"}},
	} {
		t.Run(name, func(t *testing.T) {
			in := aNote(2)
			test.change(&in)
			_, err := f.SendNote(ctx, m.ID, in, organizer)
			if diff := cmp.Diff(test.want, noteKeys(err)); diff != "" {
				t.Errorf("refusals of %v (-want +got)\n%s", err, diff)
			}
		})
	}
	f.Clock.Add(time.Hour)
	if got := f.Deliver(); len(got) != 0 {
		t.Errorf("%d mails of refused notes", len(got))
	}
	if _, err := f.SendNote(ctx, m.ID, aNote(2), organizer); err != nil {
		t.Errorf("a right note: %v", err)
	}
}

// Undo takes back all of it within the delay, once.
func TestNote_Undo(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	other := f.Save(modelstest.Gathering("ander", 5))
	f.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "a"))
	f.Deliver()
	note, err := f.SendNote(ctx, m.ID, aNote(2), organizer)
	must(t, err)
	if _, err := f.WithdrawNote(ctx, other.ID, note.ID, organizer); models.KindOf(err) != models.NotFound {
		t.Errorf("undo at another meeting: %v, want not found", err)
	}
	f.Clock.Add(9 * time.Minute)
	n, err := f.WithdrawNote(ctx, m.ID, note.ID, organizer)
	if err != nil || n != 2 {
		t.Errorf("took back %d, %v; want 2", n, err)
	}
	if _, err := f.WithdrawNote(ctx, m.ID, note.ID, organizer); models.KindOf(err) != models.Conflict {
		t.Errorf("undo twice: %v, want a conflict", err)
	}
	f.Clock.Add(time.Hour)
	if got := f.Deliver(); len(got) != 0 {
		t.Errorf("%d mails of a note that was taken back", len(got))
	}
	if note, err = f.SendNote(ctx, m.ID, aNote(2), organizer); err != nil {
		t.Fatal(err)
	}
	f.Clock.Add(10 * time.Minute)
	if got := noted(f.Deliver()); len(got) != 2 {
		t.Errorf("sent again to %v, want two", got)
	}
	if _, err := f.WithdrawNote(ctx, m.ID, note.ID, organizer); models.KindOf(err) != models.Conflict {
		t.Errorf("undo too late: %v, want a conflict", err)
	}
}

// Two presses of the button at once are one note; the database itself keeps
// anybody from getting it twice.
func TestNote_OnceEach(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	f.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "a"))
	f.Deliver()
	var pressing sync.WaitGroup
	for range 6 {
		pressing.Go(func() {
			if _, err := f.SendNote(ctx, m.ID, aNote(2), organizer); err != nil {
				t.Error(err)
			}
		})
	}
	pressing.Wait()
	_, err := openTables(t, f).Exec(`insert into messages (kind, meeting_id, registration_id, to_email, email_key, language, state, due_at, message_id, created_at, note_id)
		select kind, meeting_id, registration_id, to_email, email_key, language, state, due_at, 'twice', created_at, note_id
		from messages where note_id is not null order by id limit 1`)
	if err == nil {
		t.Error("the database took a note twice for one person")
	}
	f.Clock.Add(10 * time.Minute)
	if got := noted(f.Deliver()); len(got) != 2 {
		t.Errorf("mails to %v, want one each", got)
	}
	f.Clock.Add(time.Minute)
	_, err = f.SendNote(ctx, m.ID, aNote(2), organizer)
	must(t, err)
	f.Clock.Add(10 * time.Minute)
	if got := noted(f.Deliver()); len(got) != 2 {
		t.Errorf("the same note later went to %v, want to both once more", got)
	}
}

// What happens within the delay counts: who left gets nothing, who moved up
// gets a note that is for them too, and only then.
func TestNote_SelectionHoldsWhenItLeaves(t *testing.T) {
	for name, test := range map[string]struct {
		in   models.NoteInput
		want []string
	}{
		"to those with a seat":     {aNote(1), nil},
		"to those who wait":        {aNote(1, models.Waitlisted), nil},
		"to both":                  {aNote(2, models.Registered, models.Waitlisted), []string{"proef2@horizon.example"}},
		"to everybody who is left": {aNote(2, models.ActiveStatuses...), []string{"proef2@horizon.example"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := modelstest.New(t)
			m := f.Save(modelstest.Gathering("platform", 1))
			out := f.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "a"))
			f.Deliver()
			_, err := f.SendNote(ctx, m.ID, test.in, organizer)
			must(t, err)
			must(t, f.Cancel(ctx, m.ID, out[0].RegistrationID, person, ""))
			f.Clock.Add(10 * time.Minute)
			if diff := cmp.Diff(test.want, noted(f.Deliver())); diff != "" {
				t.Errorf("receivers (-want +got)\n%s", diff)
			}
		})
	}
}

// A test goes to the writer alone, at once, and holds no link of anybody.
func TestNote_Test(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	f.SignUpAll(m, modelstest.Person(1, "a"))
	f.Deliver()
	u, err := f.AddUser(ctx, "tessa@platform.example", "Tessa Tijdelijk", models.RoleOrganizer)
	must(t, err)
	must(t, f.TestNote(ctx, m.ID, aNote(0), u))
	mails := f.Deliver()
	if diff := cmp.Diff([]string{"tessa@platform.example"}, noted(mails)); diff != "" || len(mails) != 1 {
		t.Fatalf("receivers (-want +got)\n%s", diff)
	}
	if facts := mails[0].MessageFacts; mails[0].RegistrationID != nil || !facts.Detail.Note.Test || facts.Site == nil || facts.GivenName != "Tessa Tijdelijk" {
		t.Errorf("facts %+v", facts)
	}
	if err := f.TestNote(ctx, m.ID, models.NoteInput{}, u); models.KindOf(err) != models.Invalid {
		t.Errorf("an empty test: %v, want refusals", err)
	}
}

// A selection reads back as it was written, whatever the order.
func TestNoteSelection_String(t *testing.T) {
	sel := models.NoteSelection{Statuses: []models.RegistrationStatus{models.Waitlisted, models.Registered}, Sites: []string{"b", "a"}, Levels: []string{"none"}}
	const want = "locatie=a&locatie=b&niveau=none&status=registered&status=waitlisted"
	if got := sel.String(); got != want {
		t.Errorf("wrote %q, want %q", got, want)
	}
	if got := models.ParseNoteSelection(want).String(); got != want {
		t.Errorf("read and wrote %q, want %q", got, want)
	}
}

// BR-77: what was typed goes with the names, for it may name somebody; also
// at a meeting that never got a date.
func TestBR77_NotesGoWithTheNames(t *testing.T) {
	f := modelstest.New(t)
	dated := f.Save(modelstest.Gathering("platform", 5))
	in := modelstest.Gathering("ooit", 5)
	in.Status, in.DateText, in.StartsAt, in.EndsAt, in.DoorsOpenAt = models.MeetingAnnounced, "ooit", nil, nil, nil
	undated := f.Save(in)
	f.SignUpAll(dated, modelstest.Person(1, "a"))
	must(t, f.ShowInterest(ctx, models.Interest{MeetingID: undated.ID, GivenName: "Pim", Surname: "Plaatshouder", Email: "pim@horizon.example", Language: "nl"}))
	f.Deliver()
	_, err := f.SendNote(ctx, dated.ID, aNote(1), organizer)
	must(t, err)
	_, err = f.SendNote(ctx, undated.ID, aNote(1, models.Interested), organizer)
	must(t, err)
	f.Clock.Add(10 * time.Minute)
	f.Deliver()
	db := openTables(t, f)
	left := func() (n int) {
		must(t, db.QueryRow("select count(*) from notes").Scan(&n))
		return n
	}
	for _, step := range []struct {
		at   string
		want int
	}{{"2019-12-24 12:00", 2}, {"2022-01-01 12:00", 0}} {
		f.Clock.Set(*modelstest.At(step.at))
		_, err := f.RunRetention(ctx)
		must(t, err)
		if got := left(); got != step.want {
			t.Errorf("at %s %d notes are left, want %d", step.at, got, step.want)
		}
	}
}

// A note that waits is no mail about a change.
func TestNote_IsNoPlannedChange(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	f.SignUpAll(m, modelstest.Person(1, "a"))
	f.Deliver()
	_, err := f.SendNote(ctx, m.ID, aNote(1), organizer)
	must(t, err)
	if n, _, err := f.PlannedMails(ctx, m.ID); n != 0 || err != nil {
		t.Errorf("%d planned mails about changes, %v; want none", n, err)
	}
}
