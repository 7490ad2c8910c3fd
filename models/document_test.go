package models_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// paper is a PDF of this many bytes; n makes it another one.
func paper(n, size int) []byte {
	head, tail := fmt.Sprintf("%%PDF-1.7\n%% stuk %d\n", n), "\n%%EOF\n"
	return []byte(head + strings.Repeat("x", size-len(head)-len(tail)) + tail)
}

func addDocument(t *testing.T, f *modelstest.Fixture, m *models.Meeting, title string, v models.DocumentVisibility, file []byte) *models.Document {
	t.Helper()
	doc, err := f.AddDocument(ctx, m.ID, models.DocumentInput{Title: title, FileName: "stuk.pdf", Visibility: v, File: file}, byUser(t, f))
	if err != nil {
		t.Fatalf("add %s: %v", title, err)
	}
	return doc
}

func held(t *testing.T, store *models.Store, doc *models.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := store.WriteDocument(ctx, doc, &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func titles(t *testing.T, f *modelstest.Fixture, m *models.Meeting, public bool) string {
	t.Helper()
	list, err := f.Documents(ctx, m.ID, public)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, doc := range list {
		names = append(names, doc.Title)
	}
	return strings.Join(names, " ")
}

// A document comes back as it was sent, also the largest, and with a backup.
func TestDocuments_KeepTheirBytes(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	for _, size := range []int{100, 64 << 10, 64<<10 + 1, models.MaxDocument} {
		file := paper(1, size)
		doc := addDocument(t, f, m, fmt.Sprint(size), models.DocumentPublic, file)
		if got := held(t, f.Store, doc); !bytes.Equal(got, file) || doc.Size != size || doc.Type != "pdf" {
			t.Errorf("%d bytes: %d came back, %+v", size, len(got), doc)
		}
	}
	var file bytes.Buffer
	if _, err := f.Backup(ctx, &file); err != nil {
		t.Fatal(err)
	}
	opts := modelstest.Options(filepath.Join(t.TempDir(), "new.db"), f.Clock)
	if _, err := models.VerifyBackup(ctx, bytes.NewReader(file.Bytes()), opts); err != nil {
		t.Fatal(err)
	}
	fresh, err := models.Open(ctx, opts)
	if err != nil {
		t.Fatal(err)
	}
	defer fresh.Close()
	if _, err := fresh.Restore(ctx, &file); err != nil {
		t.Fatal(err)
	}
	list, err := fresh.Documents(ctx, m.ID, true)
	if err != nil || len(list) != 4 {
		t.Fatalf("%d documents after restore, %v", len(list), err)
	}
	if got := held(t, fresh, &list[3]); !bytes.Equal(got, paper(1, models.MaxDocument)) {
		t.Errorf("after restore: %d bytes", len(got))
	}
}

func TestAddDocument_SaysWhatIsWrong(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	for name, c := range map[string]struct {
		in   models.DocumentInput
		want string
	}{
		"empty":     {models.DocumentInput{FileName: "a.pdf", Visibility: "public"}, "file=file_empty"},
		"too large": {models.DocumentInput{FileName: "a.pdf", Visibility: "public", File: paper(1, models.MaxDocument+1)}, "file=file_large"},
		"html":      {models.DocumentInput{FileName: "a.pdf", Visibility: "public", File: []byte("<html>")}, "file=file_web"},
		"nobody":    {models.DocumentInput{FileName: "a.pdf", Visibility: "iedereen", File: paper(1, 99)}, "visibility=document_for_missing"},
		"long":      {models.DocumentInput{Title: strings.Repeat("é", 201), Visibility: "public", File: paper(1, 99)}, "title=too_long"},
	} {
		if _, err := f.AddDocument(ctx, m.ID, c.in, byUser(t, f)); err == nil || err.Error() != "refused: "+c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	if _, err := f.AddDocument(ctx, 999, models.DocumentInput{Visibility: "public", File: paper(1, 99)}, byUser(t, f)); models.KindOf(err) != models.NotFound {
		t.Errorf("at no meeting: %v", err)
	}
	if got := titles(t, f, m, false); got != "" {
		t.Errorf("kept %q", got)
	}
}

// Several people add documents at the same moment: all are kept, each at a
// place of its own; the same one twice is one.
func TestAddDocument_ManyAtOnce(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	by := byUser(t, f)
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			in := models.DocumentInput{FileName: fmt.Sprintf("stuk%d.pdf", i/2), Visibility: models.DocumentPublic, File: paper(i/2, 300<<10)}
			if _, err := f.AddDocument(ctx, m.ID, in, by); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	list, err := f.Documents(ctx, m.ID, false)
	if err != nil || len(list) != 4 {
		t.Fatalf("%d documents, %v; want 4", len(list), err)
	}
	for i, doc := range list {
		if doc.Position != i || len(held(t, f.Store, &doc)) != 300<<10 {
			t.Errorf("document %d at place %d", i, doc.Position)
		}
	}
}

func TestDocuments_OrderTitleAndVisibility(t *testing.T) {
	f := ticking(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	by := byUser(t, f)
	a := addDocument(t, f, m, "a", models.DocumentPublic, paper(1, 99))
	addDocument(t, f, m, "b", models.DocumentParticipants, paper(2, 99))
	c := addDocument(t, f, m, "c", models.DocumentPublic, paper(3, 99))
	move := func(id int64, up bool) {
		t.Helper()
		if err := f.MoveDocument(ctx, m.ID, id, up, by); err != nil {
			t.Fatal(err)
		}
	}
	move(c.ID, true)
	move(a.ID, true) // stays
	if got := titles(t, f, m, false); got != "a c b" {
		t.Errorf("order %q", got)
	}
	if err := f.ChangeDocument(ctx, m.ID, c.ID, "z", models.DocumentParticipants, c.UpdatedAt, by); err != nil {
		t.Fatal(err)
	}
	if got := titles(t, f, m, false) + " / " + titles(t, f, m, true); got != "a z b / a" {
		t.Errorf("now %q", got)
	}
	if err := f.ChangeDocument(ctx, m.ID, c.ID, "y", models.DocumentPublic, c.UpdatedAt, by); models.KindOf(err) != models.Conflict {
		t.Errorf("second: %v; want a conflict", err)
	}
	other := f.Save(modelstest.Gathering("ander", 5))
	for what, err := range map[string]error{
		"move":   f.MoveDocument(ctx, other.ID, a.ID, true, by),
		"change": f.ChangeDocument(ctx, other.ID, a.ID, "x", models.DocumentPublic, a.UpdatedAt, by),
		"remove": f.RemoveDocument(ctx, other.ID, a.ID, by),
	} {
		if models.KindOf(err) != models.NotFound {
			t.Errorf("%s at another meeting: %v; want not found", what, err)
		}
	}
	if err := f.RemoveDocument(ctx, m.ID, a.ID, by); err != nil {
		t.Fatal(err)
	}
	if got := titles(t, f, m, false); got != "z b" {
		t.Errorf("left %q", got)
	}
}

// BR-77: with the names goes what only participants could have, and what the
// history called it; what everybody could have stays.
func TestBR77_DocumentsOfParticipantsGo(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	addDocument(t, f, m, "dia's", models.DocumentPublic, paper(1, 99))
	addDocument(t, f, m, "verslag-van-Bas-Dummy", models.DocumentParticipants, paper(2, 99))
	f.SignUpAll(m, modelstest.Person(1))
	f.Clock.Set(m.EndsAt.AddDate(0, 25, 0))
	if _, err := f.RunRetention(ctx); err != nil {
		t.Fatal(err)
	}
	if got := titles(t, f, m, false); got != "dia's" {
		t.Errorf("left %q", got)
	}
	if dump := openTables(t, f).dump(t); strings.Contains(dump, "Bas-Dummy") {
		t.Error("the name of a document is still somewhere")
	}
}
