package templates

import (
	"fmt"
	"html/template"
	"io/fs"
	"strings"
	texttemplate "text/template"
	"unicode"

	"bijeen/locale"
)

// Mail is one rendered message: the same facts as text and as HTML.
type Mail struct {
	Subject string
	Text    string
	HTML    string
}

type mailTemplates struct {
	html *template.Template
	text *texttemplate.Template
}

// Mail renders the mail of a kind in one language. The subject is one line
// without control characters, whatever the data holds.
func (t *Templates) Mail(lang, kind string, data any) (Mail, error) {
	m, ok := t.mails[lang+"/"+kind]
	if !ok {
		return Mail{}, fmt.Errorf("templates: no mail %q in language %q", kind, lang)
	}
	mail, err := m.render(data)
	if err != nil {
		return Mail{}, fmt.Errorf("templates: mail %s/%s: %w", lang, kind, err)
	}
	return mail, nil
}

func (m mailTemplates) render(data any) (Mail, error) {
	var subject, text, html strings.Builder
	text.Grow(3 << 10) // what a mail takes, so that the buffers do not grow on the way
	html.Grow(9 << 10)
	if err := m.text.ExecuteTemplate(&subject, "subject", data); err != nil {
		return Mail{}, err
	}
	if err := m.text.ExecuteTemplate(&text, "layout", data); err != nil {
		return Mail{}, err
	}
	if err := m.html.ExecuteTemplate(&html, "layout", data); err != nil {
		return Mail{}, err
	}
	return Mail{
		Subject: oneLine(subject.String()),
		Text:    tidyText(text.String()),
		HTML:    html.String(),
	}, nil
}

// oneLine keeps what a person typed from adding header lines: control
// characters become spaces, and spaces collapse.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// tidyText drops spaces at the end of lines and more than one empty line in a
// row, so that templates may use their own line breaks freely. The signature
// mark keeps its space (RFC 3676 §4.3).
func tidyText(s string) string {
	var out strings.Builder
	out.Grow(len(s) + 1)
	gap := false
	for line := range strings.Lines(s) {
		line = strings.TrimRight(line, " \t\r\n")
		switch {
		case line == "":
			gap = true
			continue
		case line == "--":
			line = "-- "
		}
		if gap && out.Len() > 0 {
			out.WriteByte('\n')
		}
		gap = false
		out.WriteString(line)
		out.WriteByte('\n')
	}
	return out.String()
}

// MailKinds lists the kinds of mail that have templates.
func MailKinds() []string {
	var kinds []string
	for _, k := range names("mail/*.txt") {
		if k != "layout" && k != "parts" {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

func (t *Templates) addMails(p *locale.Printer, s Settings) error {
	layouts, err := parseMailLayouts(p, s)
	if err != nil {
		return err
	}
	for _, kind := range MailKinds() {
		m, err := layouts.add(p, files, kind)
		if err != nil {
			return err
		}
		if err := escape(m.html.Lookup("layout")); err != nil {
			return fmt.Errorf("templates: mail %s: %w", kind, err)
		}
		t.mails[p.Lang()+"/"+kind] = m
	}
	return nil
}

// ParseMail gives the two templates of a mail as parsed and not yet made safe
// for output. It exists for checks of their types (templatestest).
func ParseMail(p *locale.Printer, s Settings, kind string) (*template.Template, *texttemplate.Template, error) {
	m, err := parseMail(p, s, files, kind)
	return m.html, m.text, err
}

// parseMail parses one mail with the layouts of mail.
func parseMail(p *locale.Printer, s Settings, from fs.FS, kind string) (mailTemplates, error) {
	layouts, err := parseMailLayouts(p, s)
	if err != nil {
		return mailTemplates{}, err
	}
	return layouts.add(p, from, kind)
}

// parseMailLayouts parses what all mails share.
func parseMailLayouts(p *locale.Printer, s Settings) (layouts mailTemplates, err error) {
	layouts.html, err = template.New("layout.html").Funcs(funcs(p, s)).ParseFS(files, "mail/layout.html", "mail/parts.html")
	if err != nil {
		return layouts, fmt.Errorf("templates: %w", err)
	}
	layouts.text, err = texttemplate.New("layout.txt").Funcs(texttemplate.FuncMap(funcs(p, s))).ParseFS(files, "mail/layout.txt", "mail/parts.txt")
	if err != nil {
		return layouts, fmt.Errorf("templates: %w", err)
	}
	return layouts, nil
}

// add puts the two files of a kind on a copy of the layouts. The trees of the
// text layouts are shared by the copies: folding them is the same for all.
func (layouts mailTemplates) add(p *locale.Printer, from fs.FS, kind string) (mailTemplates, error) {
	fail := func(err error) (mailTemplates, error) {
		return mailTemplates{}, fmt.Errorf("templates: mail %s: %w", kind, err)
	}
	html, err := layouts.html.Clone()
	if err != nil {
		return fail(err)
	}
	if html, err = html.ParseFS(from, "mail/"+kind+".html"); err != nil {
		return fail(err)
	}
	text, err := layouts.text.Clone()
	if err != nil {
		return fail(err)
	}
	if text, err = text.ParseFS(from, "mail/"+kind+".txt"); err != nil {
		return fail(err)
	}
	if err := foldSet(html, p); err != nil {
		return fail(err)
	}
	trees := treeSet{}
	for _, t := range text.Templates() {
		trees[t.Name()] = t.Tree
	}
	if err := (folder{printer: p}).foldAll(trees); err != nil {
		return fail(err)
	}
	return mailTemplates{html: html, text: text}, nil
}
