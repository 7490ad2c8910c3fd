package demo

import (
	"bytes"
	"maps"
	"mime"
	"net/http"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/models"
	"bijeen/templates"
)

// mailPage is the page demo_mail.
type mailPage struct {
	templates.Base
	Crumbs   []templates.Crumb
	Subject  string
	At       time.Time
	Headers  []header // who, to whom, when
	More     []header // the others
	Text     string
	HTMLURL  string // the HTML part, for the frame
	Calendar string // unfolded; empty without a calendar part
	Badge    *templates.Badge
	FileURL  string // the calendar part as a file
	RawURL   string // the whole message as a file
}

// header is one header of a mail as people read it.
type header struct{ Name, Value string }

// frameCSP lets the page of a mail show its HTML part in a frame, and nothing
// else.
const frameCSP = web.CSP + "; frame-src 'self'"

// htmlCSP is what the HTML part may do: have its own style (frontend.md §10).
const htmlCSP = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

// showMail is GET /demo/postvak/:number.
func (p *pages) showMail(c echo.Context) error {
	m, err := p.find(c)
	if err != nil {
		return err
	}
	pr := web.Printer(c, "")
	page := mailPage{
		Base: web.Base(c, pr, m.Subject), Subject: m.Subject, At: m.At.In(p.Store.Zone()), Text: trimmed(m.Text),
		Crumbs:  []templates.Crumb{{Text: pr.T("demo.title"), URL: Path + web.Query(c)}},
		HTMLURL: mailURL(m.Number, "/html"), RawURL: mailURL(m.Number, "/bericht.eml"),
		Calendar: unfolded(m.Calendar), Badge: badge(pr.T, m.Method),
	}
	page.NoIndex = true
	page.Headers, page.More = headers(m.Raw)
	if page.Calendar != "" {
		page.FileURL = mailURL(m.Number, "/afspraak.ics")
	}
	c.Response().Header().Set("Content-Security-Policy", frameCSP)
	return p.Page(c, http.StatusOK, pr, "demo_mail", page)
}

// showHTML is GET /demo/postvak/:number/html: the HTML part alone. Its links
// lead out of the frame.
func (p *pages) showHTML(c echo.Context) error {
	m, err := p.find(c)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Content-Security-Policy", htmlCSP)
	return c.HTML(http.StatusOK, strings.Replace(m.HTML, "<head>", `<head><base target="_top">`, 1))
}

// calendar is GET /demo/postvak/:number/afspraak.ics.
func (p *pages) calendar(c echo.Context) error {
	m, err := p.find(c)
	if err != nil {
		return err
	}
	if m.Method == "" {
		return errNoMail
	}
	return download(c, "afspraak.ics", "text/calendar; charset=utf-8; method="+m.Method, m.Calendar)
}

// source is GET /demo/postvak/:number/bericht.eml.
func (p *pages) source(c echo.Context) error {
	m, err := p.find(c)
	if err != nil {
		return err
	}
	return download(c, "bericht.eml", "message/rfc822", m.Raw)
}

func download(c echo.Context, name, kind string, data []byte) error {
	c.Response().Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	return c.Blob(http.StatusOK, kind, data)
}

var errNoMail = &models.Error{Kind: models.NotFound, Key: "mail_not_found"}

func (p *pages) find(c echo.Context) (Mail, error) {
	n, err := strconv.Atoi(c.Param("number"))
	if err != nil {
		return Mail{}, errNoMail
	}
	m, ok := p.box.Find(n)
	if !ok {
		return Mail{}, errNoMail
	}
	return m, nil
}

// shownFirst are the headers people look for. The subject stands above them.
var shownFirst = []string{"From", "To", "Reply-To", "Date"}

// headers reads the headers of a message, decoded: those that are shown, and
// the others by name.
func headers(raw []byte) (first, others []header) {
	msg, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return nil, nil
	}
	for _, name := range shownFirst {
		first = append(first, decoded(msg.Header, name)...)
	}
	for _, name := range slices.Sorted(maps.Keys(msg.Header)) {
		if !slices.Contains(shownFirst, name) {
			others = append(others, decoded(msg.Header, name)...)
		}
	}
	return first, others
}

func decoded(h mail.Header, name string) []header {
	var list []header
	for _, v := range h[name] {
		if text, err := new(mime.WordDecoder).DecodeHeader(v); err == nil {
			v = text
		}
		list = append(list, header{name, v})
	}
	return list
}

// trimmed takes spaces off the ends of lines, which nobody sees: the mark
// above a signature has one (RFC 3676 §4.3).
func trimmed(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(strings.TrimRight(line, " \t\r\n") + "\n")
	}
	return b.String()
}

// unfolded makes a calendar part readable: one property a line (RFC 5545
// §3.1).
func unfolded(calendar []byte) string {
	return strings.NewReplacer("\r\n ", "", "\r\n\t", "", "\r\n", "\n").Replace(string(calendar))
}
