package locale

import (
	"slices"
	"strings"
	"testing"
)

func TestNumber(t *testing.T) {
	for _, test := range []struct {
		n      int
		nl, en string
	}{
		{0, "0", "0"},
		{12, "12", "12"},
		{999, "999", "999"},
		{1250, "1.250", "1,250"},
		{-1250, "-1.250", "-1,250"},
		{100000, "100.000", "100,000"},
		{1234567, "1.234.567", "1,234,567"},
	} {
		if got := NL.Number(test.n); got != test.nl {
			t.Errorf("NL.Number(%d) = %q, want %q", test.n, got, test.nl)
		}
		if got := EN.Number(test.n); got != test.en {
			t.Errorf("EN.Number(%d) = %q, want %q", test.n, got, test.en)
		}
	}
}

func TestT(t *testing.T) {
	for _, test := range []struct {
		want, got string
	}{
		{"Direct naar de inhoud", NL.T("layout.skip")},
		{"Skip to content", EN.T("layout.skip")},
		{"Pagina 2 van 1.250", NL.T("pager.position", "page", 2, "pages", 1250)},
		{"Inloop vanaf 9.00 uur", NL.T("meeting.reception", "time", "9.00 uur")},
		{"Pagina 2 van {pages}", NL.T("pager.position", "page", 2)},
		{"no.such_key", NL.T("no.such_key")},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}

func TestN(t *testing.T) {
	for _, test := range []struct {
		want, got string
	}{
		{"Er is 1 ding dat nog niet klopt", NL.N("form.errors", 1)},
		{"Er zijn 5 dingen die nog niet kloppen", NL.N("form.errors", 5)},
		{"Er zijn 0 dingen die nog niet kloppen", NL.N("form.errors", 0)},
		{"There is 1 thing to correct", EN.N("form.errors", 1)},
		{"There are 1,250 things to correct", EN.N("form.errors", 1250)},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}

func TestFor(t *testing.T) {
	for code, want := range map[string]*Printer{"nl": NL, "en": EN, "": NL, "de": NL} {
		if got := For(code); got != want {
			t.Errorf("For(%q) is %s", code, got.Lang())
		}
	}
	if NL.Other() != EN || EN.Other() != NL {
		t.Error("Other does not give the other language")
	}
}

func TestCutRefuses(t *testing.T) {
	for _, bad := range []string{"{{.}}", "{{.a.b}}", "{{.a | html}}", "{{.a", "{{.a {{.b}}"} {
		if _, err := cut(bad); err == nil {
			t.Errorf("cut(%q) accepts it", bad)
		}
	}
}

// placeholders gives the names in all forms of a message, sorted.
func placeholders(m message) []string {
	names := append(slices.Clone(m.one.names), m.other.names...)
	slices.Sort(names)
	return slices.Compact(names)
}

// Both languages have the same keys with the same placeholders and plurals:
// what a Go caller or a template passes fits both.
func TestCataloguesMatch(t *testing.T) {
	for _, p := range Languages() {
		other := p.Other()
		for key, m := range p.messages {
			o, ok := other.messages[key]
			if !ok {
				t.Errorf("%s stands in %s and not in %s", key, p.lang, other.lang)
				continue
			}
			if p == EN {
				continue // compared once
			}
			if !slices.Equal(placeholders(m), placeholders(o)) {
				t.Errorf("%s: placeholders %v in nl, %v in en", key, placeholders(m), placeholders(o))
			}
			if m.plural != o.plural {
				t.Errorf("%s is a plural in one language only", key)
			}
		}
	}
}

// Words that frontend.md §14 keeps out of the Dutch interface.
func TestDutchWording(t *testing.T) {
	unwanted := []string{"s.v.p.", "middels", "indien ", "participant", "succesvol", "klik hier", "lees meer", "dient ", " no-show", "geregistreerd bent"}
	for key, m := range NL.messages {
		for _, form := range []text{m.one, m.other} {
			sentence := strings.ToLower(strings.Join(form.pieces, "…"))
			for _, word := range unwanted {
				if strings.Contains(sentence, word) {
					t.Errorf("%s uses %q: %s", key, word, sentence)
				}
			}
			if strings.Contains(sentence, "!") {
				t.Errorf("%s shouts: %s", key, sentence)
			}
		}
	}
}
