package locale

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// skipped are folders without code of the product.
var skipped = map[string]bool{".git": true, "node_modules": true, "var": true, "testdata": true, "dist": true, "browser": true}

var templateString = regexp.MustCompile(`"((?:[^"\\]|\\.)*)"`)

// uses collects every string constant of the Go sources (tests excepted) and
// of the actions in the templates.
func uses(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && skipped[d.Name()] {
			return fs.SkipDir
		}
		switch {
		case strings.HasPrefix(filepath.ToSlash(path), "../templates/") && (strings.HasSuffix(path, ".html") || strings.HasSuffix(path, ".txt")):
			return inTemplate(path, found)
		case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
			return inGo(path, found)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func inTemplate(path string, found map[string]string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for _, m := range templateString.FindAllStringSubmatch(string(b), -1) {
		found[m[1]] = path
	}
	// An attribute may hold an action with a string of its own.
	for _, m := range regexp.MustCompile(`\{\{[^}]*\}\}`).FindAllString(string(b), -1) {
		for _, s := range templateString.FindAllStringSubmatch(m, -1) {
			found[s[1]] = path
		}
	}
	return nil
}

func inGo(path string, found map[string]string) error {
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil // a file somebody is writing: the compiler will say so
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if s, err := strconv.Unquote(lit.Value); err == nil {
				found[s] = path
			}
		}
		return true
	})
	return nil
}

// Every sentence is used: by its whole key, or by a constant that ends in a
// dot or underscore and to which the program adds the rest ("error." and a
// status).
func TestNoUnusedKeys(t *testing.T) {
	found := uses(t)
	for key := range NL.messages {
		if !used(key, found) {
			t.Errorf("%s is used nowhere", key)
		}
	}
}

func used(key string, found map[string]string) bool {
	if _, ok := found[key]; ok {
		return true
	}
	for i := range len(key) {
		if key[i] == '.' || key[i] == '_' {
			if _, ok := found[key[:i+1]]; ok {
				return true
			}
		}
	}
	return false
}

// Every constant that looks like a key is one. What looks like a key: a known
// first part and only small letters, digits, dots and underscores.
func TestNoUnknownKeys(t *testing.T) {
	sections := map[string]bool{}
	for key := range NL.messages {
		section, _, _ := strings.Cut(key, ".")
		sections[section] = true
	}
	shape := regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$`)
	for s, path := range uses(t) {
		section, _, _ := strings.Cut(s, ".")
		if sections[section] && shape.MatchString(s) && !NL.Has(s) && !begins(s) && !fileName.MatchString(s) {
			t.Errorf("%s asks for %q, which has no sentence", path, s)
		}
	}
}

// begins reports whether a constant is the first part of a key.
func begins(s string) bool {
	if !strings.HasSuffix(s, "_") {
		return false
	}
	for key := range NL.messages {
		if strings.HasPrefix(key, s) {
			return true
		}
	}
	return false
}

// fileName keeps names of files that start as a section does out of the test.
var fileName = regexp.MustCompile(`\.(html|txt|css|svg|toml|json|csv|xlsx|pdf|ics|sql|db)$`)
