// Package locale holds every sentence of the interface and the mails in Dutch
// and English, and writes dates, times and numbers the way each language
// does. What an organiser typed is never translated.
//
// The sentences stand in nl/*.toml and en/*.toml, message files of go-i18n
// split by area so that people can work side by side. They are read once at
// start and cut into pieces; printing one is a map look-up and, where it has
// placeholders, one concatenation.
//
// # Adding a sentence
//
// Put it under a section in a file of its area, in both languages:
//
//	[signup]
//	late = "Aanmelden kan niet meer. Bel {{.phone}} als u toch wilt komen."
//
//	[signup.places]          # a plural: {{.n}} is the count
//	one = "Nog 1 plek"
//	other = "Nog {{.n}} plekken"
//
// and use it as {{t "signup.late" "phone" .Phone}} or {{tn "signup.places" .Left}}
// in a template, or with T and N in Go. The words one, other, zero, two, few,
// many, id, description and hash are taken: a code that is one of these gets a
// flat key at the top of the file, "diet.other" = "Anders". The tests of this
// package find keys that one language lacks, that nothing uses and that do not
// exist. Wording: say u, sentences of at most fifteen words, say what to do.
package locale

import (
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

//go:embed nl/*.toml en/*.toml
var files embed.FS

// The two languages of the interface. A broken message file stops the program
// when it starts.
var (
	NL = mustLoad("nl", language.Dutch, dutch)
	EN = mustLoad("en", language.English, english)
)

// Printer writes sentences, dates and numbers in one language. It is safe for
// use by many goroutines.
type Printer struct {
	lang     string
	tag      language.Tag
	words    calendarWords
	messages map[string]message
}

// message is one sentence in its plural forms; a sentence without plural has
// only other.
type message struct {
	one, other text
	plural     bool
}

// text is a sentence cut at its placeholders: pieces[0], the value of
// names[0], pieces[1] and so on.
type text struct {
	pieces []string
	names  []string
}

// For gives the printer of a language code; everything but "en" is Dutch.
func For(lang string) *Printer {
	if lang == "en" {
		return EN
	}
	return NL
}

// Languages lists the printers, Dutch first.
func Languages() []*Printer { return []*Printer{NL, EN} }

// Lang is the code for the lang attribute and the taal parameter: "nl" or
// "en".
func (p *Printer) Lang() string { return p.lang }

// Other is the printer of the other language.
func (p *Printer) Other() *Printer {
	if p == NL {
		return EN
	}
	return NL
}

// Has reports whether the catalogue knows the key.
func (p *Printer) Has(key string) bool {
	_, ok := p.messages[key]
	return ok
}

// Keys gives every key of the catalogue, in no order.
func (p *Printer) Keys() []string {
	keys := make([]string, 0, len(p.messages))
	for k := range p.messages {
		keys = append(keys, k)
	}
	return keys
}

// T writes the sentence of a key. Placeholders are filled from args, which are
// names and values in turn: T("signup.late", "phone", m.Phone). Whole numbers
// are written with the grouping of the language. An unknown key is written as
// it is; the tests of this package find such keys before anybody sees them.
func (p *Printer) T(key string, args ...any) string {
	m, ok := p.messages[key]
	if !ok {
		return key
	}
	return m.other.fill(p, args)
}

// N writes a sentence that depends on a count, which is also its placeholder
// {{.n}}: N("seats.left", 1) is "Nog 1 plek".
func (p *Printer) N(key string, n int, args ...any) string {
	m, ok := p.messages[key]
	if !ok {
		return key
	}
	form := m.other
	if m.plural && plural.Cardinal.MatchPlural(p.tag, n, 0, 0, 0, 0) == plural.One {
		form = m.one
	}
	return form.fill(p, append([]any{"n", n}, args...))
}

// Number writes a whole number: 1.250 in Dutch, 1,250 in English.
func (p *Printer) Number(n int) string {
	s := strconv.Itoa(n)
	digits := strings.TrimPrefix(s, "-")
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + p.words.thousands + digits[i:]
	}
	if n < 0 {
		return "-" + digits
	}
	return digits
}

// fill puts the values in their places. A placeholder that got no value is
// left readable, so that it is noticed.
func (t text) fill(p *Printer, args []any) string {
	if len(t.names) == 0 {
		return t.pieces[0]
	}
	var b strings.Builder
	b.WriteString(t.pieces[0])
	for i, name := range t.names {
		b.WriteString(value(p, name, args))
		b.WriteString(t.pieces[i+1])
	}
	return b.String()
}

func value(p *Printer, name string, args []any) string {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] != name {
			continue
		}
		switch v := args[i+1].(type) {
		case string:
			return v
		case int:
			return p.Number(v)
		case int64:
			return p.Number(int(v))
		default:
			return fmt.Sprint(v)
		}
	}
	return "{" + name + "}"
}

func mustLoad(lang string, tag language.Tag, words calendarWords) *Printer {
	p := &Printer{lang: lang, tag: tag, words: words, messages: map[string]message{}}
	names, err := fs.Glob(files, lang+"/*.toml")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	for _, name := range names {
		if err := p.load(name); err != nil {
			panic(fmt.Errorf("locale: %s: %w", name, err))
		}
	}
	return p
}

// load adds one message file; a key may stand in one file only.
func (p *Printer) load(name string) error {
	b, err := files.ReadFile(name)
	if err != nil {
		return err
	}
	f, err := i18n.ParseMessageFileBytes(b, p.lang+".toml", map[string]i18n.UnmarshalFunc{"toml": toml.Unmarshal})
	if err != nil {
		return err
	}
	for _, m := range f.Messages {
		if p.Has(m.ID) {
			return fmt.Errorf("%s stands in two files", m.ID)
		}
		c, err := compile(m)
		if err != nil {
			return fmt.Errorf("%s: %w", m.ID, err)
		}
		p.messages[m.ID] = c
	}
	return nil
}

func compile(m *i18n.Message) (message, error) {
	if m.Other == "" {
		return message{}, fmt.Errorf("has no text")
	}
	if m.Zero+m.Two+m.Few+m.Many != "" {
		return message{}, fmt.Errorf("uses a plural form other than one and other")
	}
	other, err := cut(m.Other)
	if err != nil || m.One == "" {
		return message{other: other}, err
	}
	one, err := cut(m.One)
	return message{one: one, other: other, plural: true}, err
}

// cut splits a sentence at its placeholders, which are of the form {{.name}}.
func cut(s string) (text, error) {
	var t text
	for {
		before, rest, found := strings.Cut(s, "{{.")
		if !found {
			t.pieces = append(t.pieces, s)
			return t, nil
		}
		name, after, closed := strings.Cut(rest, "}}")
		if !closed || name == "" || strings.ContainsAny(name, " .{|") {
			return text{}, fmt.Errorf("has a placeholder that is not {{.name}}: %q", s)
		}
		t.pieces = append(t.pieces, before)
		t.names = append(t.names, name)
		s = after
	}
}
