package templates

import (
	"bytes"
	"html/template"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"bijeen/locale"
)

// page parses a page with the given main part on top of the real layout.
func page(t *testing.T, p *locale.Printer, main string) (*template.Template, error) {
	t.Helper()
	var from fs.FS = fstest.MapFS{"test.html": {Data: []byte(`{{define "main"}}` + main + `{{end}}`)}}
	return parseOne(p, Settings{Name: "Bijeen"}, from, "test.html")
}

type foldPage struct {
	Base
	N    int
	Icon string
	Form Form
}

func TestFold(t *testing.T) {
	for _, test := range []struct {
		name, main, want string
	}{
		{"sentence", `<i>{{t "layout.skip"}}</i>`, `<i>Direct naar de inhoud</i>`},
		{"in an attribute", `<i title="{{t "layout.menu"}}"></i>`, `<i title="Hoofdmenu"></i>`},
		{"as argument", `{{template "link" (args "href" "/x" "text" (t "layout.privacy"))}}`, `<a class="nl-link" href="/x">Privacy</a>`},
		{"with placeholder", `<i>{{t "pager.position" "page" .N "pages" 9}}</i>`, `<i>Pagina 1.250 van 9</i>`},
		{"plural", `<i>{{tn "form.errors" .N}}</i>`, `<i>Er zijn 1.250 dingen die nog niet kloppen</i>`},
		{"in a branch", `{{if .N}}<i>{{t "layout.privacy"}}</i>{{else}}{{t "layout.menu"}}{{end}}`, `<i>Privacy</i>`},
		{"name of an icon from data", `{{icon .Icon}}`, `<path d="M5 12l5 5l10 -10"/>`},
		{"number", `<i>{{num .N}}</i>`, `<i>1.250</i>`},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, err := page(t, locale.NL, test.main)
			if err != nil {
				t.Fatal(err)
			}
			got := string(execute(t, p, foldPage{N: 1250, Icon: "check"}))
			if !strings.Contains(got, test.want) {
				t.Errorf("page lacks %s:\n%s", test.want, got)
			}
		})
	}
}

// Constant sentences must not be looked up when a page is shown.
func TestFoldLeavesNoCall(t *testing.T) {
	p, err := page(t, locale.EN, `{{t "layout.skip"}}{{icon "check"}}<img src="{{asset "mark.svg"}}" alt="">`)
	if err != nil {
		t.Fatal(err)
	}
	got := p.Lookup("test/main").Tree.Root.String()
	if strings.Contains(got, "{{") || !strings.Contains(got, "Skip to content") {
		t.Errorf("after folding: %s", got)
	}
}

func TestFoldRefuses(t *testing.T) {
	for _, test := range []struct{ name, main, want string }{
		{"unknown sentence", `{{t "layout.nothing"}}`, `no sentence "layout.nothing"`},
		{"unknown sentence with placeholder", `{{t "layout.nothing" "n" .N}}`, `no sentence "layout.nothing"`},
		{"unknown plural", `{{tn "layout.nothing" .N}}`, `no sentence "layout.nothing"`},
		{"unknown sentence as argument", `{{template "button" (args "text" (t "layout.nothing"))}}`, `no sentence "layout.nothing"`},
		{"unknown sentence in a branch", `{{if .N}}{{else}}{{t "layout.nothing"}}{{end}}`, `no sentence "layout.nothing"`},
		{"unknown icon", `{{icon "nothing"}}`, `no icon "nothing"`},
		{"unknown file", `{{asset "nothing.css"}}`, `no file "nothing.css"`},
		{"unknown argument", `{{template "button" (args "tekst" "Zoeken")}}`, `"button" takes no argument "tekst"`},
		{"unknown argument of a nested partial", `{{template "link_button" (args "href" "/" "icoon" "x")}}`, `takes no argument "icoon"`},
		{"unknown template", `{{template "nothing" .}}`, `no template "nothing"`},
		{"does not parse", `{{if .N}}`, `unexpected`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := page(t, locale.NL, test.main)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error is %v, want one with %s", err, test.want)
			}
		})
	}
}

// One start names everything that is wrong, template by template.
func TestFoldReportsAll(t *testing.T) {
	_, err := page(t, locale.NL, `{{t "layout.first"}}{{if .N}}{{t "layout.second"}}{{t "layout.third"}}{{end}}`)
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{`test/main: no sentence "layout.first" in nl`, `test/main: no sentence "layout.second" in nl`, `test/main: no sentence "layout.third" in nl`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error lacks %s:\n%v", want, err)
		}
	}
}

func TestPageWithoutMain(t *testing.T) {
	from := fstest.MapFS{"test.html": {Data: []byte(`{{define "mian"}}x{{end}}`)}}
	if _, err := parseOne(locale.NL, Settings{}, from, "test.html"); err == nil || !strings.Contains(err.Error(), "defines no main") {
		t.Errorf("error is %v", err)
	}
}

// What a template puts in a place that cannot be made safe is found at start.
func TestEscapeRefuses(t *testing.T) {
	p, err := page(t, locale.NL, `<a href={{.N}}{{if .N}} title="{{end}}>x</a>`)
	if err != nil {
		t.Fatal(err)
	}
	if err := escape(p); err == nil {
		t.Error("escape accepts a tag that ends in different states")
	}
}

func TestPageEscapes(t *testing.T) {
	p, err := page(t, locale.NL, `{{template "text_field" (args "form" .Form "name" "surname" "label" "Achternaam")}}`)
	if err != nil {
		t.Fatal(err)
	}
	const typed = `"><script>alert(1)</script>`
	got := string(execute(t, p, foldPage{Form: Form{Values: map[string][]string{"surname": {typed}}}}))
	if strings.Contains(got, "<script>") || !strings.Contains(got, "&lt;script&gt;") {
		t.Errorf("what was typed is not made safe:\n%s", got)
	}
}

func TestPage(t *testing.T) {
	tmpl := Must(Settings{Name: "Samen & Bijeen"})
	for lang, want := range map[string][]string{
		"nl": {`<html lang="nl">`, `<title>Fout: Aanmelden – Samen &amp; Bijeen</title>`, `href="#main">Direct naar de inhoud</a>`, `lang="en" hreflang="en" rel="alternate">English</a>`},
		"en": {`<html lang="en">`, `<title>Error: Aanmelden – Samen &amp; Bijeen</title>`, `href="#main">Skip to content</a>`, `lang="nl" hreflang="nl" rel="alternate">Nederlands</a>`},
	} {
		var b bytes.Buffer
		if err := tmpl.Page(&b, lang, "glossary", Base{Title: "Aanmelden", Invalid: true, SwitchURL: "?taal=x"}); err != nil {
			t.Fatal(err)
		}
		for _, w := range want {
			if !strings.Contains(b.String(), w) {
				t.Errorf("%s: page lacks %s", lang, w)
			}
		}
	}
}

// A page that fails halfway leaves nothing behind: the error page can follow.
func TestPageFailsWhole(t *testing.T) {
	var b bytes.Buffer
	err := Must(Settings{}).Page(&b, "nl", "error", struct{ Base }{})
	if err == nil || b.Len() != 0 {
		t.Errorf("error %v after %d bytes, want an error and no bytes", err, b.Len())
	}
	if err := Must(Settings{}).Page(&b, "nl", "nothing", nil); err == nil {
		t.Error("renders a page that does not exist")
	}
}
