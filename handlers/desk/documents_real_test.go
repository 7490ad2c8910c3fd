package desk_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Files as other programs write them are taken with whatever name they are
// sent, given back byte by byte as what they are, and refused in words when
// something hides in them.
func TestDocuments_RealFiles(t *testing.T) {
	site, m, client, path := papers(t)
	read := func(folder string) map[string][]byte {
		t.Helper()
		names, err := filepath.Glob(filepath.Join("..", "..", "models", "filetype", "testdata", folder, "*"))
		must(t, err)
		files := map[string][]byte{}
		for _, name := range names {
			file, err := os.ReadFile(name)
			must(t, err)
			files[filepath.Base(name)] = file
		}
		if len(files) == 0 {
			t.Fatalf("%s: no files", folder)
		}
		return files
	}
	taken := read("taken")
	for name, file := range taken {
		if a := send(client, path, name+".exe", file, "title", name, "visibility", "public"); a.Status != 303 {
			t.Errorf("%s: status %d, %s", name, a.Status, a.Text("#errors"))
		}
	}
	list, err := site.Documents(ctx, m.ID, true)
	must(t, err)
	if len(list) != len(taken) {
		t.Errorf("%d documents are kept of %d files", len(list), len(taken))
	}
	for _, doc := range list {
		a := site.Get("/bijeenkomsten/platform/documenten/" + itoa(doc.ID))
		if a.Status != 200 || a.Body != string(taken[doc.Title]) {
			t.Errorf("%s: status %d, %d bytes of %d", doc.Title, a.Status, len(a.Body), len(taken[doc.Title]))
		}
		if ext := filepath.Ext(doc.Title); !strings.HasSuffix(a.Header.Get("Content-Disposition"), ext) && !strings.HasSuffix(a.Header.Get("Content-Disposition"), ext+`"`) {
			t.Errorf("%s is saved as %s", doc.Title, a.Header.Get("Content-Disposition"))
		}
	}
	for name, file := range read("refused") {
		if a := send(client, path, "agenda.docx", file, "title", name, "visibility", "public"); a.Status != 422 || a.Text("#errors li") == "" {
			t.Errorf("%s: status %d, %q", name, a.Status, a.Text("#errors li"))
		}
	}
	if now, err := site.Documents(ctx, m.ID, true); err != nil || len(now) != len(list) {
		t.Errorf("after the refused ones %d documents are kept, %v; want %d", len(now), err, len(list))
	}
}
