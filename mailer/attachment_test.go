package mailer_test

import (
	"bytes"
	"context"
	"errors"
	"mime"
	"strings"
	"testing"
	"time"

	"bijeen/mailer"
	"bijeen/models"
)

// paper is a PDF with every kind of byte in it.
func paper(size int) []byte {
	file := []byte("%PDF-1.7\n")
	for i := 0; len(file) < size-7; i++ {
		file = append(file, byte(i*7))
	}
	return append(file, "\n%%EOF\n"...)
}

// noteWith sends a note with these documents to one person and gives its row.
func noteWith(s *scenario, names map[string][]byte) models.Claimed {
	s.t.Helper()
	s.signUp(at(cast[0], "a"))
	s.sent()
	in := models.NoteInput{NoteText: noteText, Selection: models.NoteSelection{Statuses: []models.RegistrationStatus{models.Registered}}, Expected: 1}
	for name, file := range names {
		doc, err := s.AddDocument(ctx, s.meeting.ID, models.DocumentInput{FileName: name, Visibility: models.DocumentPublic, File: file}, self)
		s.must(err)
		in.Documents = append(in.Documents, doc.ID)
	}
	_, err := s.SendNote(ctx, s.meeting.ID, in, self)
	s.must(err)
	s.Clock.Add(10 * time.Minute)
	return s.claim()[0]
}

// Documents go beside text and HTML as files to be saved; another library
// reads the same bytes and the whole name, in every try.
func TestNote_Attachments(t *testing.T) {
	s := newScenario(t, "nl", described(5, 5))
	files := map[string][]byte{"Één stuk 👩.pdf": paper(100_000), "agenda.txt": []byte("Opening\nSluiting é\n")}
	row := noteWith(s, files)
	c := newComposer(t, s.Fixture)
	for range 2 {
		m, err := c.Compose(row)
		if err != nil {
			t.Fatal(err)
		}
		shape, _, parts := read(t, m.Raw)
		if !strings.HasPrefix(shape, "multipart/mixed(multipart/alternative(text/plain text/html) ") || len(parts) != 4 {
			t.Fatalf("shape %s", shape)
		}
		for _, p := range parts[2:] {
			way, params, err := mime.ParseMediaType(p.Disposition)
			name := params["filename"]
			if err != nil || way != "attachment" || p.Body != string(files[name]) && p.Body != strings.ReplaceAll(string(files[name]), "\n", "\r\n") {
				t.Errorf("%s %q: %d bytes, want %d", p.Disposition, name, len(p.Body), len(files[name]))
			}
		}
		for line := range bytes.SplitSeq(m.Raw, []byte("\r\n")) {
			if len(line) > 998 {
				t.Errorf("a line of %d bytes", len(line))
			}
		}
	}
}

// unreadable reads nothing at first.
type unreadable struct {
	mailer.Files
	err error
}

func (b *unreadable) DocumentBytes(ctx context.Context, id int64) ([]byte, error) {
	if b.err != nil {
		return nil, b.err
	}
	return b.Files.DocumentBytes(ctx, id)
}

// A database that does not answer holds a mail up, and does not end it; a
// document that is not there any more does.
func TestNote_AttachmentCannotBeRead(t *testing.T) {
	s := newScenario(t, "nl", described(5, 5))
	row := noteWith(s, map[string][]byte{"stuk.pdf": paper(1000)})
	files := &unreadable{Files: s.Store, err: errors.New("the database is away")}
	c := newComposer(t, s.Fixture)
	c.Files = files
	_, err := c.Compose(row)
	var failure *mailer.Failure
	if !errors.As(err, &failure) || failure.Permanent {
		t.Errorf("while it is away: %v; want a failure for now", err)
	}
	files.err = &models.Error{Kind: models.NotFound, Key: "document_not_found"}
	if _, err := c.Compose(row); err == nil || errors.As(err, &failure) {
		t.Errorf("when it is gone: %v; want a failure for good", err)
	}
	files.err = nil
	if m, err := c.Compose(row); err != nil || len(m.Raw) < 1300 {
		t.Errorf("when it is back: %v", err)
	}
}
