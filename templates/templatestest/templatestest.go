// Package templatestest lets the packages that own page and mail structs check
// them against the templates: a field that a template reads and the struct
// does not have is a failed test and not a broken page.
package templatestest

import (
	"fmt"
	"testing"

	"github.com/jba/templatecheck"

	"bijeen/locale"
	"bijeen/templates"
)

var settings = templates.Settings{Name: "Bijeen"}

// CheckPage checks the types of a page: every field, method and function call
// that layout, page and the partials with typed arguments make on a value of
// the type of data, in both languages. What stands behind args has no static
// type: render a filled and an empty sample too.
func CheckPage(t testing.TB, name string, data any) {
	t.Helper()
	for _, p := range locale.Languages() {
		if err := pageError(p, name, data); err != nil {
			t.Errorf("page %s/%s with %T: %v", p.Lang(), name, data, err)
		}
	}
}

// CheckMail does the same for the subject, the text and the HTML of a mail.
func CheckMail(t testing.TB, kind string, data any) {
	t.Helper()
	for _, p := range locale.Languages() {
		if err := mailError(p, kind, data); err != nil {
			t.Errorf("mail %s/%s with %T: %v", p.Lang(), kind, data, err)
		}
	}
}

func pageError(p *locale.Printer, name string, data any) error {
	page, err := templates.ParsePage(p, settings, name)
	if err != nil {
		return err
	}
	return templatecheck.CheckHTML(page, data)
}

func mailError(p *locale.Printer, kind string, data any) error {
	html, text, err := templates.ParseMail(p, settings, kind)
	if err != nil {
		return err
	}
	for _, part := range []string{"subject", "layout"} {
		if err := templatecheck.CheckText(text.Lookup(part), data); err != nil {
			return fmt.Errorf("%s of the text: %w", part, err)
		}
	}
	return templatecheck.CheckHTML(html.Lookup("layout"), data)
}
