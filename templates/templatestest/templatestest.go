// Package templatestest lets the packages that own page and mail structs check
// them against the templates: a field that a template reads and the struct
// does not have is a failed test and not a broken page.
package templatestest

import (
	"testing"

	"github.com/jba/templatecheck"

	"bijeen/locale"
	"bijeen/templates"
)

// CheckPage checks the types of a page: every field, method and function call
// that layout, page and the partials with typed arguments make on a value of
// the type of data, in both languages.
func CheckPage(t *testing.T, name string, data any) {
	t.Helper()
	for _, p := range locale.Languages() {
		page, err := templates.ParsePage(p, templates.Settings{Name: "Bijeen"}, name)
		if err != nil {
			t.Fatal(err)
		}
		if err := templatecheck.CheckHTML(page, data); err != nil {
			t.Errorf("page %s/%s with %T: %v", p.Lang(), name, data, err)
		}
	}
}

// CheckMail does the same for the subject, the text and the HTML of a mail.
func CheckMail(t *testing.T, kind string, data any) {
	t.Helper()
	for _, p := range locale.Languages() {
		html, text, err := templates.ParseMail(p, templates.Settings{Name: "Bijeen"}, kind)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range []string{"subject", "layout"} {
			if err := templatecheck.CheckText(text.Lookup(part), data); err != nil {
				t.Errorf("mail %s/%s.txt (%s) with %T: %v", p.Lang(), kind, part, data, err)
			}
		}
		if err := templatecheck.CheckHTML(html.Lookup("layout"), data); err != nil {
			t.Errorf("mail %s/%s.html with %T: %v", p.Lang(), kind, data, err)
		}
	}
}
