// Package handlerstest runs the whole site, with its real router and a real
// store, for tests of the pages. Only tests import it.
package handlerstest

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/mail"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"bijeen/handlers"
	"bijeen/handlers/web"
	"bijeen/models/modelstest"
	"bijeen/templates"
)

// BaseURL is the address of the site in tests.
const BaseURL = "http://bijeen.example"

// Settings are those of the site in tests.
var Settings = templates.Settings{
	Name: "Bijeen", Footer: "Bijeen is van de samenwerkende gemeenten", Operator: "Bureau Proef",
	PrivacyContact: "privacy@bijeen.example", SecurityContact: "security@bijeen.example", BaseURL: BaseURL,
}

var parsed = sync.OnceValue(func() *templates.Templates { return templates.Must(Settings) })

// Site is the whole site of one test.
type Site struct {
	*modelstest.Fixture
	App     *web.App
	Handler http.Handler
	Logs    *bytes.Buffer // everything that was logged
	t       testing.TB
}

// New builds the site on an empty database. Change the App with functions of
// the kind func(*web.App).
func New(t testing.TB, change ...func(*web.App)) *Site {
	t.Helper()
	s := &Site{Fixture: modelstest.New(t), Logs: &bytes.Buffer{}, t: t}
	s.App = &web.App{
		Store: s.Store, Templates: parsed(), Site: Settings,
		MailFrom: mail.Address{Name: "Bijeen", Address: "bijeen@bijeen.example"},
		Log:      slog.New(slog.NewTextHandler(&lockedWriter{w: s.Logs}, nil)),
	}
	for _, fn := range change {
		fn(s.App)
	}
	h, err := handlers.New(s.App)
	if err != nil {
		t.Fatalf("build site: %v", err)
	}
	s.Handler = h
	return s
}

type lockedWriter struct {
	mu sync.Mutex
	w  *bytes.Buffer
}

func (l *lockedWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

// Answer is one response, redirects not followed.
type Answer struct {
	Status int
	Header http.Header
	Body   string
	t      testing.TB
}

// Location is where a redirect leads.
func (a *Answer) Location() string { return a.Header.Get("Location") }

// Doc parses the page.
func (a *Answer) Doc() *goquery.Document {
	a.t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(a.Body))
	if err != nil {
		a.t.Fatalf("parse page: %v", err)
	}
	return doc
}

// Text is the text of the first match of a selector, spaces collapsed; the
// test fails when nothing matches.
func (a *Answer) Text(selector string) string {
	a.t.Helper()
	found := a.Doc().Find(selector)
	if found.Length() == 0 {
		a.t.Fatalf("nothing matches %q in:\n%s", selector, a.Body)
	}
	return strings.Join(strings.Fields(found.First().Text()), " ")
}

// Has reports whether something matches a selector.
func (a *Answer) Has(selector string) bool {
	a.t.Helper()
	return a.Doc().Find(selector).Length() > 0
}

// Client asks the site for pages and keeps cookies, as one browser.
type Client struct {
	site   *Site
	jar    http.CookieJar
	Header http.Header // added to each request
}

// Client is a new browser.
func (s *Site) Client() *Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &Client{site: s, jar: jar, Header: http.Header{}}
}

// Get asks for a page without cookies.
func (s *Site) Get(path string) *Answer { s.t.Helper(); return s.Client().Get(path) }

// Post sends a form without cookies.
func (s *Site) Post(path string, form url.Values) *Answer {
	s.t.Helper()
	return s.Client().Post(path, form)
}

// Get asks for a page.
func (c *Client) Get(path string) *Answer { c.site.t.Helper(); return c.Do("GET", path, "", nil) }

// Post sends a form.
func (c *Client) Post(path string, form url.Values) *Answer {
	c.site.t.Helper()
	return c.Do("POST", path, "application/x-www-form-urlencoded", []byte(form.Encode()))
}

// Do sends any request from a loopback address.
func (c *Client) Do(method, path, contentType string, body []byte) *Answer {
	c.site.t.Helper()
	r := httptest.NewRequest(method, BaseURL+path, bytes.NewReader(body))
	r.RemoteAddr = "127.0.0.1:40000"
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	for name, values := range c.Header {
		r.Header[name] = values
	}
	for _, cookie := range c.jar.Cookies(r.URL) {
		r.AddCookie(cookie)
	}
	w := httptest.NewRecorder()
	c.site.Handler.ServeHTTP(w, r)
	res := w.Result()
	c.jar.SetCookies(r.URL, res.Cookies())
	return &Answer{Status: res.StatusCode, Header: res.Header, Body: w.Body.String(), t: c.site.t}
}

// Cookie is the value of a cookie that goes along with requests to a path;
// empty when there is none.
func (c *Client) Cookie(path, name string) string {
	u, err := url.Parse(BaseURL + path)
	if err != nil {
		c.site.t.Fatal(err)
	}
	for _, cookie := range c.jar.Cookies(u) {
		if cookie.Name == name {
			return cookie.Value
		}
	}
	return ""
}

// Serve puts the site on a port of its own, for browsers, and gives its
// address.
func (s *Site) Serve() string {
	server := httptest.NewServer(s.Handler)
	s.t.Cleanup(server.Close)
	return server.URL
}
