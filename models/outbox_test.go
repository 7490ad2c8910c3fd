package models_test

import (
	"database/sql"
	"testing"
	"time"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// However a registration came to have no address, no mail is queued to it: not
// one by one, not merged, not with a note to many, not asked for again.
func TestNoMailToNobody(t *testing.T) {
	f := modelstest.New(t)
	db := openTables(t, f)
	in := modelstest.Gathering("platform", 2)
	m := f.Save(in)
	out := f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2))
	f.Deliver()
	if _, err := db.Exec("update registrations set email = '' where id = $1", out[0].RegistrationID); err != nil {
		t.Fatal(err)
	}
	in.Title = "Dag van de jeugd"
	f.Save(in)
	sel := models.NoteSelection{Statuses: []models.RegistrationStatus{models.Registered}}
	note := models.NoteInput{NoteText: models.NoteText{Subject: "Lunch", Body: "Beste {voornaam}"}, Selection: sel, Expected: 2}
	if _, err := f.SendNote(ctx, m.ID, note, organizer); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Resend(ctx, m.ID, out[0].RegistrationID, organizer); err != nil {
		t.Fatal(err)
	}
	in.Status, in.StatusReason = models.MeetingPostponed, "De zaal is niet vrij."
	f.Save(in)
	if err := f.Cancel(ctx, m.ID, out[0].RegistrationID, person, ""); err != nil {
		t.Fatal(err)
	}
	f.Clock.Add(11 * time.Minute)
	if mails := f.Deliver(); len(mails) == 0 {
		t.Error("no mail to the other person")
	}
	queued := 0
	err := db.each("select to_email from messages where meeting_id = $1", m.ID, func(rows *sql.Rows) error {
		var to string
		queued++
		if err := rows.Scan(&to); err != nil || to == "" {
			t.Errorf("a mail to %q, %v", to, err)
		}
		return nil
	})
	if err != nil || queued < 5 {
		t.Errorf("%d mails, %v; want those to the other person", queued, err)
	}
}
