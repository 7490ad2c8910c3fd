package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const drawing = `
handlers -> models
mailer -> models # never handlers
models ->
models/modelstest -> models
lib.example/echo <- handlers/...
handlers/web ->
handlersx ->
lib.example/cmp <- tests
lib.example/pgx <- models tests
net/http <- handlers
`

func TestViolations(t *testing.T) {
	tests := []struct {
		name string
		give pkg
		want string // empty: allowed
	}{
		{"drawn", pkg{ImportPath: "bijeen/handlers", Imports: []string{"bijeen/models", "lib.example/echo/middleware", "net/http", "fmt"}}, ""},
		{"not drawn", pkg{ImportPath: "bijeen/utils"}, "utils is not in doc/imports: add a line that says what it may import."},
		{"sideways", pkg{ImportPath: "bijeen/mailer", Imports: []string{"bijeen/handlers"}}, "mailer imports handlers; doc/imports lets it import models."},
		{"upward", pkg{ImportPath: "bijeen/models", Imports: []string{"bijeen/mailer"}}, "models imports mailer; doc/imports lets it import nothing of ours."},
		{"sideways in a test", pkg{ImportPath: "bijeen/mailer", XTestImports: []string{"bijeen/handlers"}}, "mailer imports handlers; doc/imports lets it import models."},
		{"test package", pkg{ImportPath: "bijeen/mailer", Imports: []string{"bijeen/models/modelstest"}}, "mailer imports models/modelstest, which only tests may do."},
		{"test package in a test", pkg{ImportPath: "bijeen/mailer", TestImports: []string{"bijeen/models/modelstest"}}, ""},
		{"library of another", pkg{ImportPath: "bijeen/mailer", Imports: []string{"lib.example/echo"}}, "mailer imports lib.example/echo; doc/imports leaves that to handlers/...."},
		{"library in a part", pkg{ImportPath: "bijeen/handlers/web", Imports: []string{"lib.example/echo"}}, ""},
		{"library in another with the same beginning", pkg{ImportPath: "bijeen/handlersx", Imports: []string{"lib.example/echo"}}, "handlersx imports lib.example/echo; doc/imports leaves that to handlers/...."},
		{"library with a longer name", pkg{ImportPath: "bijeen/handlers", Imports: []string{"lib.example/echoes"}}, "handlers imports lib.example/echoes, a library without a line in doc/imports."},
		{"library of tests", pkg{ImportPath: "bijeen/models", Imports: []string{"lib.example/cmp"}}, "models imports lib.example/cmp; doc/imports leaves that to tests."},
		{"library of tests in a test", pkg{ImportPath: "bijeen/models", TestImports: []string{"lib.example/cmp"}}, ""},
		{"library of tests in a test package", pkg{ImportPath: "bijeen/models/modelstest", Imports: []string{"lib.example/pgx/stdlib"}}, ""},
		{"standard library", pkg{ImportPath: "bijeen/models", Imports: []string{"net/http/httptrace"}}, "models imports net/http/httptrace; doc/imports leaves that to handlers."},
		{"standard library in a test", pkg{ImportPath: "bijeen/models", TestImports: []string{"net/http"}}, ""},
		{"own package from its outer test", pkg{ImportPath: "bijeen/models", XTestImports: []string{"bijeen/models"}}, ""},
	}
	table, err := parse(drawing)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.give.Module.Path = "bijeen"
			var want []string
			if tt.want != "" {
				want = []string{tt.want}
			}
			if diff := cmp.Diff(want, table.violations([]pkg{tt.give})); diff != "" {
				t.Errorf("violations (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"no arrow", "\nmodels", "line 2"},
		{"another arrow", "models => lists", "=>"},
		{"twice", "models ->\nmodels -> lists", "twice"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := parse(tt.text); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("parse(%q) = %v, want an error about %q", tt.text, err, tt.want)
			}
		})
	}
}

// The drawing itself must say what style.md's does: these lines carry the
// structure, and a slip in them would go unseen.
func TestDrawing(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", tableFile))
	if err != nil {
		t.Fatal(err)
	}
	table, err := parse(string(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, imported string }{
		{"handlers", "bijeen/mailer"}, {"mailer", "bijeen/handlers"}, {"mailer", "bijeen/handlers/web"}, {"handlers/public", "bijeen/handlers/desk"}, {"models", "bijeen/locale"}, {"lists", "bijeen/handlers"},
		{"templates", "bijeen/models"}, {"ical", "bijeen/models"}, {"models", "github.com/labstack/echo/v4"}, {"models", "html/template"},
		{"mailer", "github.com/arran4/golang-ical"}, {"handlers", "gorm.io/gorm"}, {"models", "math/rand"}, {"cmd/bijeen", "bijeen/models/modelstest"},
	} {
		if got := table.judge(tt.name, tt.imported, "bijeen", false); len(got) == 0 {
			t.Errorf("%s may import %s, want a violation", tt.name, tt.imported)
		}
	}
}
