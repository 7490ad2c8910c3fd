package templates

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"strings"
	texttemplate "text/template"

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
	var subject, text, html bytes.Buffer
	for _, part := range []struct {
		out  *bytes.Buffer
		exec func(io.Writer, string, any) error
		name string
	}{
		{&subject, m.text.ExecuteTemplate, "subject"},
		{&text, m.text.ExecuteTemplate, "layout"},
		{&html, m.html.ExecuteTemplate, "layout"},
	} {
		if err := part.exec(part.out, part.name, data); err != nil {
			return Mail{}, fmt.Errorf("templates: mail %s/%s: %w", lang, kind, err)
		}
	}
	return Mail{
		Subject: strings.Join(strings.Fields(subject.String()), " "),
		Text:    tidyText(text.String()),
		HTML:    html.String(),
	}, nil
}

// tidyText drops spaces at the end of lines and more than one empty line in a
// row, so that templates may use their own line breaks freely.
func tidyText(s string) string {
	var out []string
	for line := range strings.Lines(s) {
		line = strings.TrimRight(line, " \t\r\n")
		if line == "" && (len(out) == 0 || out[len(out)-1] == "") {
			continue
		}
		out = append(out, line)
	}
	return strings.TrimRight(strings.Join(out, "\n"), "\n") + "\n"
}

// MailKinds lists the kinds of mail that have templates.
func MailKinds() []string {
	var kinds []string
	for _, k := range names("mail/*.txt") {
		if k != "layout" {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

func (t *Templates) addMails(p *locale.Printer, s Settings) error {
	for _, kind := range MailKinds() {
		html, text, err := ParseMail(p, s, kind)
		if err != nil {
			return err
		}
		if err := escape(html, "layout"); err != nil {
			return fmt.Errorf("templates: mail %s: %w", kind, err)
		}
		t.mails[p.Lang()+"/"+kind] = mailTemplates{html: html, text: text}
	}
	return nil
}

// ParseMail gives the two templates of a mail as parsed and not yet made safe
// for output. It exists for checks of their types (templatestest).
func ParseMail(p *locale.Printer, s Settings, kind string) (*template.Template, *texttemplate.Template, error) {
	html, err := template.New("layout.html").Funcs(funcs(p, s)).ParseFS(files, "mail/layout.html", "mail/"+kind+".html")
	if err != nil {
		return nil, nil, fmt.Errorf("templates: mail %s: %w", kind, err)
	}
	text, err := texttemplate.New("layout.txt").Funcs(texttemplate.FuncMap(funcs(p, s))).ParseFS(files, "mail/layout.txt", "mail/"+kind+".txt")
	if err != nil {
		return nil, nil, fmt.Errorf("templates: mail %s: %w", kind, err)
	}
	htmlSet, textSet := treeSet{}, treeSet{}
	for _, t := range html.Templates() {
		htmlSet[t.Name()] = t.Tree
	}
	for _, t := range text.Templates() {
		textSet[t.Name()] = t.Tree
	}
	if err := (folder{printer: p, html: true}).foldAll(htmlSet); err != nil {
		return nil, nil, fmt.Errorf("templates: mail %s.html: %w", kind, err)
	}
	if err := (folder{printer: p}).foldAll(textSet); err != nil {
		return nil, nil, fmt.Errorf("templates: mail %s.txt: %w", kind, err)
	}
	return html, text, nil
}
