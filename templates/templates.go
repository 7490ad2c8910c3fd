// Package templates renders the pages and mails.
//
// Everything is parsed once at start, one set for each language. In a set the
// function t is bound to that language and its sentences are put into the
// templates while parsing, so that showing a page costs no look-ups and no
// two visitors can get each other's language. A page is layout.html, the
// partials and one file of pages/; a mail is mail/layout.* and the two files
// of its kind. A template that does not parse, asks for an unknown sentence,
// icon or file, or passes a partial an argument it does not take, stops the
// program when it starts.
//
// The package knows no type of the product: page structs live beside their
// handler and embed Base, mail structs beside the mailer; a test there ties
// each to its template with templatestest.
package templates

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"maps"
	"path"
	"strings"
	"sync"
	texttemplate "text/template"
	"text/template/parse"

	"bijeen/locale"
)

//go:embed layout.html partials/*.html pages/*.html mail/*
var files embed.FS

// Settings are what the operator chose for header, footer and the pages about
// the site. Templates read them with the function site.
type Settings struct {
	Name            string // BIJEEN_SITE_NAME; "Bijeen" when empty
	Footer          string // BIJEEN_FOOTER
	Operator        string // BIJEEN_OPERATOR: who runs the site
	PrivacyContact  string // BIJEEN_PRIVACY_CONTACT: an address or a phone number
	SecurityContact string // BIJEEN_SECURITY_CONTACT
	BaseURL         string // BIJEEN_BASE_URL without slash at the end; links in mails start with it
}

// Templates holds the parsed sets of both languages. It is safe for use by
// many goroutines.
type Templates struct {
	pages map[string]*template.Template // by language and name: "nl/meeting_show"
	mails map[string]mailTemplates      // by language and kind: "nl/confirmation"
}

// New parses every page and mail in both languages. The error names the file.
func New(s Settings) (*Templates, error) {
	if s.Name == "" {
		s.Name = "Bijeen"
	}
	sets := make([]*Templates, len(locale.Languages()))
	errs := make([]error, len(sets))
	var wg sync.WaitGroup
	for i, p := range locale.Languages() {
		wg.Go(func() { sets[i], errs[i] = newSet(p, s) })
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	all := &Templates{pages: map[string]*template.Template{}, mails: map[string]mailTemplates{}}
	for _, set := range sets {
		maps.Copy(all.pages, set.pages)
		maps.Copy(all.mails, set.mails)
	}
	return all, nil
}

// newSet parses the pages and mails of one language. Languages share nothing,
// so they are parsed side by side: it is most of the time of a start.
func newSet(p *locale.Printer, s Settings) (*Templates, error) {
	t := &Templates{pages: map[string]*template.Template{}, mails: map[string]mailTemplates{}}
	if err := t.addPages(p, s); err != nil {
		return nil, err
	}
	return t, t.addMails(p, s)
}

// Must is New for tests and for programs that cannot go on without.
func Must(s Settings) *Templates {
	t, err := New(s)
	if err != nil {
		panic(err)
	}
	return t
}

// Page renders one page in one language. It is written to w in one go, and
// only when rendering succeeded: a status line sent before it stays true.
func (t *Templates) Page(w io.Writer, lang, name string, data any) error {
	page, ok := t.pages[lang+"/"+name]
	if !ok {
		return fmt.Errorf("templates: no page %q in language %q", name, lang)
	}
	var b bytes.Buffer
	if err := page.Execute(&b, data); err != nil {
		return fmt.Errorf("templates: page %s/%s: %w", lang, name, err)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// Pages lists the names of all pages.
func Pages() []string { return names("pages/*.html") }

// addPages parses the pages of one language into one set, so that layout and
// partials are parsed and made safe once and not again for every page.
func (t *Templates) addPages(p *locale.Printer, s Settings) error {
	set, err := parseLayout(p, s)
	if err != nil {
		return err
	}
	for _, name := range Pages() {
		if err := addPage(set, p, s, files, "pages/"+name+".html"); err != nil {
			return err
		}
	}
	if err := foldSet(set, p); err != nil {
		return err
	}
	for _, name := range Pages() {
		page := set.Lookup(name)
		if err := escape(page); err != nil {
			return fmt.Errorf("templates: page %s: %w", name, err)
		}
		t.pages[p.Lang()+"/"+name] = page
	}
	return nil
}

// ParsePage gives one page as parsed and not yet made safe for output. It
// exists for checks of its types (templatestest); use New to render.
func ParsePage(p *locale.Printer, s Settings, name string) (*template.Template, error) {
	return parseOne(p, s, files, "pages/"+name+".html")
}

func parseOne(p *locale.Printer, s Settings, from fs.FS, file string) (*template.Template, error) {
	set, err := parseLayout(p, s)
	if err != nil {
		return nil, err
	}
	if err := addPage(set, p, s, from, file); err != nil {
		return nil, err
	}
	if err := foldSet(set, p); err != nil {
		return nil, err
	}
	return set.Lookup(baseName(file)), nil
}

// parseLayout parses what all pages share.
func parseLayout(p *locale.Printer, s Settings) (*template.Template, error) {
	set, err := template.New("layout.html").Funcs(funcs(p, s)).ParseFS(files, "layout.html", "partials/*.html")
	if err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	return set, nil
}

// addPage adds one page to a set. What the file defines (main, hero) gets the
// name of the page in front, and a copy of the layout that calls these becomes
// the template with the name of the page.
func addPage(set *template.Template, p *locale.Printer, s Settings, from fs.FS, file string) error {
	name := baseName(file)
	page, err := template.New(name).Funcs(funcs(p, s)).ParseFS(from, file)
	if err != nil {
		return fmt.Errorf("templates: %w", err)
	}
	own := map[string]string{}
	for _, t := range page.Templates() {
		if t.Name() != path.Base(file) && t.Name() != name {
			own[t.Name()] = name + "/" + t.Name()
		}
	}
	if _, ok := own["main"]; !ok {
		return fmt.Errorf("templates: %s defines no main", file)
	}
	for plain, full := range own {
		if err := addTree(set, full, page.Lookup(plain).Tree, own); err != nil {
			return err
		}
	}
	return addTree(set, name, set.Lookup("layout").Tree.Copy(), own)
}

func addTree(set *template.Template, name string, tree *parse.Tree, renamed map[string]string) error {
	renameCalls(tree, renamed)
	if _, err := set.AddParseTree(name, tree); err != nil {
		return fmt.Errorf("templates: %s: %w", name, err)
	}
	return nil
}

func foldSet(set *template.Template, p *locale.Printer) error {
	trees := treeSet{}
	for _, t := range set.Templates() {
		trees[t.Name()] = t.Tree
	}
	if err := (folder{printer: p, html: true}).foldAll(trees); err != nil {
		return fmt.Errorf("templates: %w", err)
	}
	return nil
}

// escape makes html/template do its escaping now, which it otherwise puts off
// to the first use: a template it cannot make safe must stop the start. It
// runs the template with no data; only the errors of escaping count.
func escape(t *template.Template) error {
	err := t.Execute(io.Discard, nil)
	if _, unsafe := err.(*template.Error); unsafe {
		return err
	}
	if err != nil && !isExecError(err) {
		return err
	}
	return nil
}

func isExecError(err error) bool {
	_, ok := err.(texttemplate.ExecError)
	return ok
}

// names lists the files of a pattern without folder and extension.
func names(pattern string) []string {
	found, err := fs.Glob(files, pattern)
	if err != nil {
		panic(err) // the patterns are constants
	}
	for i, f := range found {
		found[i] = baseName(f)
	}
	return found
}

func baseName(file string) string { return strings.TrimSuffix(path.Base(file), path.Ext(file)) }
