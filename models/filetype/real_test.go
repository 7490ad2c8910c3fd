package filetype_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bijeen/models/filetype"
)

// realFiles reads the files of a folder of testdata; its README says how they were
// made.
func realFiles(t *testing.T, folder string) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("testdata", folder, "*"))
	if err != nil || len(names) == 0 {
		t.Fatalf("%s: %d files, %v", folder, len(names), err)
	}
	files := map[string][]byte{}
	for _, name := range names {
		file, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(name)] = file
	}
	return files
}

// Files as programs of others write them are taken for what they are.
func TestOf_RealFiles(t *testing.T) {
	var kinds []string
	for name, file := range realFiles(t, "taken") {
		got, err := filetype.Of(file)
		if err != nil || got.Ext != filepath.Ext(name) {
			t.Errorf("%s: %q, %v", name, got.Name, err)
		}
		kinds = append(kinds, got.Name)
	}
	for _, kind := range filetype.Types {
		if kind.Name != "txt" && !slices.Contains(kinds, kind.Name) {
			t.Errorf("no real file of the kind %s", kind.Name)
		}
	}
}

// What is made of them to slip through is refused.
func TestOf_RealFilesSpoiled(t *testing.T) {
	page, archive := []byte("<script>alert(1)</script>\n"), packed("page.html", string("<script>alert(1)</script>"))
	for name, file := range realFiles(t, "taken") {
		for how, spoiled := range map[string][]byte{
			"a page before it":     join(page, file),
			"an archive before it": join(archive, file),
			"an archive behind it": join(file, archive),
			"its first 24 bytes":   file[:24],
		} {
			if got, err := filetype.Of(spoiled); err == nil {
				t.Errorf("%s with %s is taken for %s", name, how, got.Name)
			}
		}
		if picture := strings.HasPrefix(name, "pillow"); picture {
			continue // half a picture still shows
		}
		if got, err := filetype.Of(file[:len(file)/2]); err == nil {
			t.Errorf("half of %s is taken for %s", name, got.Name)
		}
	}
}

func TestOf_RealFilesRefused(t *testing.T) {
	want := map[string]filetype.Problem{".docm": filetype.Macros, ".xls": filetype.Old, ".dotx": filetype.Pattern, ".ott": filetype.Pattern, ".html": filetype.Web}
	for name, file := range realFiles(t, "refused") {
		if got, err := filetype.Of(file); err != want[filepath.Ext(name)] {
			t.Errorf("%s: %q, %v, want %s", name, got.Name, err, want[filepath.Ext(name)])
		}
	}
}
