package models_test

import (
	"strings"
	"testing"
	"time"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// withPapers is a meeting with two people and two documents.
func withPapers(t *testing.T) (*modelstest.Fixture, *models.Meeting, []*models.Document) {
	t.Helper()
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2))
	f.Deliver()
	return f, m, []*models.Document{
		addDocument(t, f, m, "Agenda", models.DocumentPublic, paper(1, 3<<20)),
		addDocument(t, f, m, "Stukken", models.DocumentParticipants, paper(2, 2<<20)),
	}
}

// Every mail of a note names its documents, in the order of the meeting, also
// when it is tried again.
func TestNote_CarriesDocuments(t *testing.T) {
	f, m, docs := withPapers(t)
	in := aNote(2)
	in.Documents = []int64{docs[1].ID, docs[0].ID, docs[1].ID}
	note, err := f.SendNote(ctx, m.ID, in, byUser(t, f))
	if err != nil {
		t.Fatal(err)
	}
	if again, err := f.SendNote(ctx, m.ID, in, byUser(t, f)); err != nil || again.ID != note.ID {
		t.Errorf("second press: note %+v, %v", again, err)
	}
	in.Documents = in.Documents[:1]
	if other, err := f.SendNote(ctx, m.ID, in, byUser(t, f)); err != nil || other.ID == note.ID {
		t.Errorf("with other documents: %v", err)
	} else if _, err := f.WithdrawNote(ctx, m.ID, other.ID, byUser(t, f)); err != nil {
		t.Fatal(err)
	}
	f.Clock.Add(10 * time.Minute)
	mails := claim(t, f)
	if len(mails) != 2 {
		t.Fatalf("%d mails, want 2", len(mails))
	}
	for _, mail := range mails {
		files := mail.MessageFacts.Detail.Note.Files
		if len(files) != 2 || files[0].ID != docs[0].ID || files[1].Size != 2<<20 || files[1].FileName != "stuk.pdf" {
			t.Errorf("mail carries %+v", files)
		}
	}
	mark(t, f, models.Delivery{MessageID: mails[0].ID, Worker: mails[0].LeaseID, Sent: true},
		models.Delivery{MessageID: mails[1].ID, Worker: mails[1].LeaseID, Problem: "busy 451", NextTry: f.Now().Add(time.Minute)})
	f.Clock.Add(2 * time.Minute)
	if again := claim(t, f); len(again) != 1 || len(again[0].MessageFacts.Detail.Note.Files) != 2 {
		t.Errorf("tried again: %+v", again)
	}
}

func TestNote_DocumentsAreChecked(t *testing.T) {
	f, m, docs := withPapers(t)
	other := f.Save(modelstest.Gathering("ander", 5))
	elsewhere := addDocument(t, f, other, "Elders", models.DocumentPublic, paper(3, 100))
	small := addDocument(t, f, m, "Klein", models.DocumentPublic, paper(4, 100))
	for want, ids := range map[string][]int64{
		"document note_large":         {docs[0].ID, docs[1].ID, small.ID},
		"document document_not_found": {docs[0].ID, elsewhere.ID},
	} {
		in := aNote(2)
		in.Documents = ids
		_, err := f.SendNote(ctx, m.ID, in, byUser(t, f))
		if got := strings.Join(noteKeys(err), ", "); got != want {
			t.Errorf("%v: %q, want %q", ids, got, want)
		}
		u, err := f.AddUser(ctx, "tessa@samen.example", "Tessa Testerink", models.RoleOrganizer)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(noteKeys(f.TestNote(ctx, m.ID, in, u)), ", "); got != want {
			t.Errorf("test of %v: %q, want %q", ids, got, want)
		}
	}
	// Together exactly as much as a mail may carry.
	in := aNote(2)
	in.Documents = []int64{docs[0].ID, docs[1].ID}
	if _, err := f.SendNote(ctx, m.ID, in, byUser(t, f)); err != nil {
		t.Errorf("5 MiB: %v", err)
	}
}

// A document stays for as long as a mail that has it may still leave; after
// that the log knows what it was, and the mail cannot be sent again without it.
func TestNote_DocumentStaysWhileMailWaits(t *testing.T) {
	f, m, docs := withPapers(t)
	in := aNote(2)
	in.Documents = []int64{docs[0].ID}
	by := byUser(t, f)
	note, err := f.SendNote(ctx, m.ID, in, by)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.RemoveDocument(ctx, m.ID, docs[0].ID, by); models.KindOf(err) != models.Conflict {
		t.Errorf("while it waits: %v; want a conflict", err)
	}
	f.Clock.Add(10 * time.Minute)
	mails := claim(t, f)
	mark(t, f, models.Delivery{MessageID: mails[0].ID, Worker: mails[0].LeaseID, Sent: true},
		models.Delivery{MessageID: mails[1].ID, Worker: mails[1].LeaseID, Problem: "refused 550", Permanent: true})
	if err := f.RemoveDocument(ctx, m.ID, docs[0].ID, by); err != nil {
		t.Fatal(err)
	}
	list, err := f.NoteDocuments(ctx, note.ID)
	if err != nil || len(list) != 1 || list[0].DocumentID != nil || list[0].Title != "Agenda" {
		t.Errorf("the log knows %+v, %v", list, err)
	}
	if err := f.SendAgain(ctx, m.ID, mails[1].ID, by); models.KindOf(err) != models.Conflict || !strings.Contains(err.Error(), "note_document_gone") {
		t.Errorf("again: %v; want note_document_gone", err)
	}
	if _, err := f.DocumentBytes(ctx, docs[0].ID); models.KindOf(err) != models.NotFound {
		t.Errorf("its bytes: %v; want not found", err)
	}
}
