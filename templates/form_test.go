package templates

import (
	"net/url"
	"strings"
	"testing"

	"bijeen/locale"
)

func TestFormID(t *testing.T) {
	for name, want := range map[string]string{
		"email":                "email",
		"given_name":           "given-name",
		"people[0].given_name": "people-0-given-name",
		"sites[12].key":        "sites-12-key",
	} {
		if got := (Form{}).ID(name); got != want {
			t.Errorf("ID(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestForm(t *testing.T) {
	f := Form{
		Values: url.Values{"diet": {"vegan", "halal"}, "email": {"a@b.example"}},
		Errors: []FieldError{{"email", "eerste"}, {"email", "tweede"}, {"", "los"}},
	}
	for what, ok := range map[string]bool{
		"value":              f.Value("email") == "a@b.example",
		"no value":           f.Value("surname") == "",
		"choice":             f.Has("diet", "halal"),
		"other choice":       !f.Has("diet", "vegetarian"),
		"first error":        f.Error("email") == "eerste",
		"no error":           f.Error("surname") == "",
		"any error":          f.AnyError("surname", "email"),
		"no error anywhere":  !f.AnyError("surname", "diet"),
		"any filled":         f.AnyFilled("surname", "diet"),
		"nothing filled":     !f.AnyFilled("surname", "access"),
		"empty form":         Form{}.Value("email") == "" && !Form{}.Has("diet", "x"),
		"permille":           Seats{103, 120}.Permille() == 858,
		"permille full":      Seats{180, 180}.Permille() == 1000,
		"permille over":      Seats{200, 180}.Permille() == 1000 && Seats{200, 180}.Over(),
		"permille no places": Seats{0, 0}.Permille() == 1000,
		"not over":           !Seats{180, 180}.Over(),
	} {
		if !ok {
			t.Errorf("%s is wrong", what)
		}
	}
}

// Each error stands at its field, tied to it for screen readers, and in the
// summary with a link to it.
func TestErrorsStandTwice(t *testing.T) {
	p, err := page(t, locale.NL, `{{template "error_summary" .Form}}
{{template "text_field" (args "form" .Form "name" "email" "label" "E-mailadres" "hint" "Waarom")}}
{{template "choices" (args "form" .Form "name" "site" "legend" "Waar?" "options" (list))}}`)
	if err != nil {
		t.Fatal(err)
	}
	form := Form{Values: url.Values{"email": {"fenna@"}}, Errors: []FieldError{{"email", "Controleer uw e-mailadres"}, {"site", "Kies een locatie"}, {"", "Zo laat kan het niet"}}}
	got := string(execute(t, p, foldPage{Form: form}))
	for _, want := range []string{
		`Er zijn 3 dingen die nog niet kloppen`,
		`<a class="nl-link" href="#email">Controleer uw e-mailadres</a>`,
		`<li>Zo laat kan het niet</li>`,
		`value="fenna@" aria-describedby="email-hint email-error" aria-invalid="true"`,
		`id="email-error"`,
		`aria-describedby="site-error"`,
		`id="errors" role="alert" aria-labelledby="errors-heading" tabindex="-1" autofocus`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("page lacks %s", want)
		}
	}
	clean := string(execute(t, p, foldPage{}))
	for _, unwanted := range []string{"aria-invalid", `id="errors"`, "email-error"} {
		if strings.Contains(clean, unwanted) {
			t.Errorf("page without errors has %s", unwanted)
		}
	}
}
