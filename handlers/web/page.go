package web

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"bijeen/locale"
	"bijeen/templates"
)

// Base fills what the layout needs. The caller adds Section and the rest.
func Base(c echo.Context, p *locale.Printer, title string) templates.Base {
	return templates.Base{Title: Cut(title, tabTitle), SwitchURL: switchURL(c, p), TaalQuery: Query(c)}
}

// tabTitle leaves room beside it for the name of the site and "Fout: ": lists
// of tabs and search results show some 70 characters.
const tabTitle = 45

// Cut shortens a text to at most limit characters, at a space where there is
// one, and shows that it did.
func Cut(s string, limit int) string {
	runes := []rune(s)
	if len(runes) <= limit {
		return s
	}
	short := string(runes[:limit-1])
	if i := strings.LastIndexByte(short, ' '); i > len(short)/2 {
		short = short[:i]
	}
	return strings.TrimRight(short, " ,;:") + "…"
}

// Page renders a page and sends it. Nothing is sent before rendering has
// succeeded, so an error still becomes a page of its own.
func (a *App) Page(c echo.Context, status int, p *locale.Printer, name string, data any) error {
	html, err := a.Render(p, name, data)
	if err != nil {
		return err
	}
	return html.Send(c, status)
}

// Render makes a page that can be sent more than once.
func (a *App) Render(p *locale.Printer, name string, data any) (*HTML, error) {
	var b bytes.Buffer
	if err := a.Templates.Page(&b, p.Lang(), name, data); err != nil {
		return nil, err
	}
	return &HTML{raw: b.Bytes(), lang: p.Lang()}, nil
}

// HTML is a rendered page. It is compressed at most once, when somebody who
// takes gzip first asks for it.
type HTML struct {
	raw  []byte
	lang string
	once sync.Once
	gzip []byte
}

// small pages gain nothing from compression.
const small = 1024

// Send answers with the page. Unless the handler or its group said something
// else, nobody may keep it without asking again.
func (h *HTML) Send(c echo.Context, status int) error {
	header := c.Response().Header()
	header.Set("Content-Language", h.lang)
	header.Set("Vary", "Accept-Encoding, Accept-Language")
	if header.Get("Cache-Control") == "" {
		header.Set("Cache-Control", "no-cache")
	}
	body := h.raw
	if len(body) >= small && takesGzip(c.Request()) {
		h.once.Do(func() { h.gzip = compress(h.raw) })
		body = h.gzip
		header.Set("Content-Encoding", "gzip")
	}
	return c.HTMLBlob(status, body)
}

// takesGzip reports whether the client takes gzip: it names it and does not
// refuse it by a quality of 0.
func takesGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, quality, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			q := strings.ReplaceAll(quality, " ", "")
			return q != "q=0" && !strings.HasPrefix(q, "q=0.000") && q != "q=0.0" && q != "q=0.00"
		}
	}
	return false
}

// level 5 is where more work buys little (stack.md §6).
var zippers = sync.Pool{New: func() any {
	z, err := gzip.NewWriterLevel(nil, 5)
	if err != nil {
		panic(err) // the level is a constant
	}
	return z
}}

func compress(raw []byte) []byte {
	z := zippers.Get().(*gzip.Writer)
	defer zippers.Put(z)
	var b bytes.Buffer
	z.Reset(&b)
	_, _ = z.Write(raw) // a buffer takes everything
	_ = z.Close()
	return b.Bytes()
}

// Redirect sends the browser on after a POST.
func Redirect(c echo.Context, path string) error {
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.Redirect(http.StatusSeeOther, path)
}
