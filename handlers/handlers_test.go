package handlers_test

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/handlers"
	"bijeen/handlers/handlerstest"
	"bijeen/handlers/web"
	"bijeen/models"
	"bijeen/models/modelstest"
)

const signUp = "/bijeenkomsten/platform/aanmelden"

func form(n int) url.Values {
	p := modelstest.Person(n)
	return url.Values{"given_name": {p.GivenName}, "surname": {p.Surname}, "email": {p.Email}, "organization": {p.Organization}}
}

func platform(t testing.TB, change ...func(*web.App)) *handlerstest.Site {
	t.Helper()
	site := handlerstest.New(t, change...)
	site.Save(modelstest.Gathering("platform", 500))
	return site
}

// withFaults adds routes that fail in every way a handler can.
func withFaults(t testing.TB, site *handlerstest.Site) {
	t.Helper()
	faults := map[string]error{
		"invalid": &models.Error{Kind: models.Invalid, Key: "choice_unknown"}, "conflict": &models.Error{Kind: models.Conflict, Key: "meeting_closed"},
		"gone": &models.Error{Kind: models.Gone, Key: "link_expired"}, "forbidden": &models.Error{Kind: models.Forbidden, Key: "cross_origin"},
		"internal": errors.New("secret detail"), "deadline": fmt.Errorf("wait for lock: %w", context.DeadlineExceeded),
	}
	h, err := handlers.New(site.App, func(e *echo.Echo, _ *web.App) {
		for name, fault := range faults {
			e.GET("/fault/"+name, func(echo.Context) error { return fault })
		}
		e.GET("/fault/panic", func(echo.Context) error { panic("secret detail") })
	})
	if err != nil {
		t.Fatal(err)
	}
	site.Handler = h
}

// TestErrorPages: a page in our words for every status, in both languages.
func TestErrorPages(t *testing.T) {
	site := platform(t)
	withFaults(t, site)
	big := strings.Repeat("a", web.MaxForm+1)
	for _, test := range []struct {
		method, path, body string
		status             int
		nl, en             string
	}{
		{"GET", "/onbekend", "", 404, "Deze pagina bestaat niet", "This page does not exist"},
		{"GET", "/bijeenkomsten/onbekend", "", 404, "Deze pagina bestaat niet", "This page does not exist"},
		{"GET", "/s/onbekend.css", "", 404, "Deze pagina bestaat niet", "This page does not exist"},
		{"POST", "/privacy", "", 405, "Zo werkt deze pagina niet", "This page does not work that way"},
		{"POST", signUp, "given_name=%", 400, "Wij kunnen dit niet lezen", "We cannot read this"},
		{"POST", signUp, "given_name=" + big, 413, "Dit is te veel tekst", "This is too much text"},
		{"GET", "/fault/invalid", "", 422, "Er klopt nog iets niet", "Something is not right yet"},
		{"GET", "/fault/conflict", "", 409, "Dit kan nu niet", "This cannot be done now"},
		{"GET", "/fault/gone", "", 410, "Dit is voorbij", "This is over"},
		{"GET", "/fault/forbidden", "", 403, "Dit mag niet", "This is not allowed"},
		{"GET", "/fault/internal", "", 500, "Er ging iets mis bij ons", "Something went wrong on our side"},
		{"GET", "/fault/panic", "", 500, "Er ging iets mis bij ons", "Something went wrong on our side"},
		{"GET", "/fault/deadline", "", 503, "De website werkt even niet", "The website is not working for a moment"},
	} {
		for lang, want := range map[string]string{"nl": test.nl, "en": test.en} {
			client := site.Client()
			client.Header.Set("Accept-Language", lang)
			a := client.Do(test.method, test.path, "application/x-www-form-urlencoded", []byte(test.body))
			if a.Status != test.status || a.Text("h1") != want || a.Doc().Find("html").AttrOr("lang", "") != lang {
				t.Errorf("%s %s in %s: %d %q, want %d %q", test.method, test.path, lang, a.Status, a.Text("h1"), test.status, want)
			}
			if strings.Contains(a.Body, "secret detail") || a.Header.Get("Cache-Control") != "no-store" || !a.Has(`meta[name=robots][content=noindex]`) {
				t.Errorf("%s: details, or a page that may be kept", test.path)
			}
			if (a.Header.Get("Retry-After") != "") != (test.status == 503) {
				t.Errorf("%s: Retry-After %q", test.path, a.Header.Get("Retry-After"))
			}
		}
	}
}

// A fault of ours is logged once with what an operator needs.
func TestFaultsAreLoggedOnce(t *testing.T) {
	site := platform(t)
	withFaults(t, site)
	a := site.Get("/fault/panic")
	id := a.Header.Get("X-Request-Id")
	logs := site.Logs.String()
	if n := strings.Count(logs, "level=ERROR"); n != 1 || !strings.Contains(logs, "id="+id) || !strings.Contains(logs, "route=/fault/panic") || !strings.Contains(logs, "handlers_test.go") {
		t.Errorf("%d error lines in:\n%s", n, logs)
	}
	site.Logs.Reset()
	site.Get("/fault/conflict")
	if strings.Contains(site.Logs.String(), "level=ERROR") {
		t.Error("a refusal is logged as a fault")
	}
}

// TestLogsKeepSecrets: no name, address or link of anybody stands in the log.
func TestLogsKeepSecrets(t *testing.T) {
	site := platform(t)
	withFaults(t, site)
	site.Post(signUp, form(1))
	token := site.Token(1, 1)
	for _, path := range []string{"", "/wijzigen", "/afmelden", "/afspraak.ics"} {
		site.Get("/aanmelding/" + token + path)
	}
	site.Post("/aanmelding/"+token+"/afmelden", nil)
	site.Post("/mijn-aanmelding", url.Values{"email": {"proef1@horizon.example"}})
	site.Get("/?plaats=Proef1&x=proef1@horizon.example")
	site.Get("/fault/internal?x=Proef1")
	logs := site.Logs.String()
	for _, secret := range []string{token, token[20:], "proef1", "Proef1", "Testerink1", "horizon.example", "127.0.0.1"} {
		if strings.Contains(logs, secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
	for _, want := range []string{"route=/aanmelding/:token/wijzigen", "status=303"} { // negative control
		if !strings.Contains(logs, want) {
			t.Errorf("the log does not hold %q", want)
		}
	}
}

func TestSecurityHeaders(t *testing.T) {
	site := platform(t)
	for _, path := range []string{"/", signUp, "/onbekend", "/readyz", "/bijeenkomsten.ics"} {
		h := site.Get(path).Header
		for name, want := range map[string]string{
			"Content-Security-Policy": web.CSP, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Strict-Transport-Security": "",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s %q, want %q", path, name, got, want)
			}
		}
		if len(h.Values("Set-Cookie")) > 0 {
			t.Errorf("%s sets a cookie", path)
		}
	}
	secure := platform(t, func(a *web.App) { a.Site.BaseURL = "https://bijeen.example" })
	if got := secure.Get("/").Header.Get("Strict-Transport-Security"); got != "max-age=31536000" {
		t.Errorf("HSTS behind https: %q", got)
	}
}

// TestCrossOrigin: a page of somebody else cannot send our forms; a client
// that is no browser can, and so can a browser behind a proxy that rewrites
// the host.
func TestCrossOrigin(t *testing.T) {
	site := platform(t)
	for i, test := range []struct {
		name, header, value string
		want                int
	}{
		{"plain client", "X-None", "x", 303},
		{"our own page", "Sec-Fetch-Site", "same-origin", 303},
		{"address bar", "Sec-Fetch-Site", "none", 303},
		{"cross-site", "Sec-Fetch-Site", "cross-site", 403},
		{"same-site", "Sec-Fetch-Site", "same-site", 403},
		{"other origin", "Origin", "https://kwaad.example", 403},
		{"no origin", "Origin", "null", 403},
		{"our origin", "Origin", handlerstest.BaseURL, 303},
	} {
		client := site.Client()
		client.Header.Set(test.header, test.value)
		if a := client.Post(signUp, form(i)); a.Status != test.want {
			t.Errorf("%s: %d, want %d", test.name, a.Status, test.want)
		}
	}
	if got := site.One("select count(*) from registrations"); got != "4" {
		t.Errorf("%s sign-ups, want the 4 that were let in", got)
	}
	proxied := site.Client()
	proxied.Header.Set("Sec-Fetch-Site", "cross-site")
	proxied.Header.Set("Origin", handlerstest.BaseURL)
	if a := proxied.Post(signUp, form(9)); a.Status != 303 {
		t.Errorf("trusted origin: %d", a.Status)
	}
}

// TestRateLimit: 429 with Retry-After for one address, and the others go on.
// Only a trusted proxy may say who the client is.
func TestRateLimit(t *testing.T) {
	site := platform(t, func(a *web.App) { a.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")} })
	client := func(address string) *handlerstest.Client {
		c := site.Client()
		c.Header.Set("X-Forwarded-For", address)
		return c
	}
	busy := client("203.0.113.9, 192.0.2.1") // what the client itself wrote in front does not count
	var last *handlerstest.Answer
	for range 400 {
		if last = busy.Post("/mijn-aanmelding", url.Values{}); last.Status == 429 {
			break
		}
	}
	if last.Status != 429 || last.Header.Get("Retry-After") != "1" || last.Text("h1") != "Even wachten" {
		t.Fatalf("status %d, Retry-After %q", last.Status, last.Header.Get("Retry-After"))
	}
	if a := client("192.0.2.1").Post("/mijn-aanmelding", url.Values{}); a.Status != 429 {
		t.Errorf("the same address by another name: %d", a.Status)
	}
	if a := client("192.0.2.2").Post("/mijn-aanmelding", url.Values{}); a.Status != 422 {
		t.Errorf("another address: %d, want 422", a.Status)
	}
	site.Clock.Add(2 * time.Second)
	if a := busy.Post("/mijn-aanmelding", url.Values{}); a.Status != 422 {
		t.Errorf("after waiting: %d, want 422", a.Status)
	}
	untrusting := platform(t)
	for range 400 {
		c := untrusting.Client()
		c.Header.Set("X-Forwarded-For", "192.0.2.1")
		if a := c.Post("/mijn-aanmelding", url.Values{}); a.Status != 422 {
			t.Fatalf("without trusted proxies the header is believed: %d", a.Status)
		}
	}
}

func TestCompression(t *testing.T) {
	site := platform(t)
	plain := site.Get("/").Body
	for accept, want := range map[string]bool{"gzip": true, "br, gzip;q=0.8": true, "gzip;q=0": false, "identity": false, "": false} {
		client := site.Client()
		client.Header.Set("Accept-Encoding", accept)
		a := client.Get("/")
		if got := a.Header.Get("Content-Encoding") == "gzip"; got != want {
			t.Errorf("Accept-Encoding %q: compressed %v", accept, got)
			continue
		}
		if !strings.Contains(a.Header.Get("Vary"), "Accept-Encoding") {
			t.Error("caches are not told that the encoding varies")
		}
		if want {
			z, err := gzip.NewReader(strings.NewReader(a.Body))
			if err != nil {
				t.Fatal(err)
			}
			if text, err := io.ReadAll(z); err != nil || string(text) != plain {
				t.Errorf("other content when compressed: %v", err)
			}
		}
	}
}

// TestR9: 500 connections that send a byte now and then do not keep others
// from signing up.
func TestR9_SlowClients(t *testing.T) {
	site := platform(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := web.Server(site.Handler)
	go func() { _ = server.Serve(listener) }()
	defer func() { _ = server.Close() }()
	if server.ReadHeaderTimeout == 0 || server.ReadTimeout == 0 || server.WriteTimeout == 0 || server.IdleTimeout == 0 || server.MaxHeaderBytes > 64<<10 {
		t.Error("the server waits for ever for somebody")
	}
	var slow []net.Conn
	for i := range 500 {
		conn, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		slow = append(slow, conn)
		head := "P"
		if i%2 == 0 { // half of them stop in the body
			head = "POST " + signUp + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\ng"
		}
		if _, err := conn.Write([]byte(head)); err != nil {
			t.Fatal(err)
		}
	}
	client := &http.Client{Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.PostForm("http://"+listener.Addr().String()+signUp, form(1))
	if err != nil || res.StatusCode != 303 {
		t.Errorf("a sign-up among slow clients: %v %v", res, err)
	}
	for _, conn := range slow {
		_ = conn.Close()
	}
}

// TestR12: a database that is gone is 503 with words, nothing else is hurt,
// and the site recovers by itself.
func TestR12_DatabaseGone(t *testing.T) {
	site := platform(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := site.Ping(ctx); err == nil {
		t.Fatal("the control does not fail")
	}
	if err := site.Close(); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/", "/bijeenkomsten/platform"} {
		if a := site.Get(path); a.Status < 500 || strings.Contains(a.Body, "sql") {
			t.Errorf("%s without a database: %d", path, a.Status)
		}
	}
	if a := site.Post(signUp, form(1)); a.Status < 500 || a.Has("form.bij-form") {
		t.Errorf("sign-up without a database: %d", a.Status)
	}
	if a := site.Get("/readyz"); a.Status != 503 || !strings.Contains(a.Body, `"database":"unreachable"`) {
		t.Errorf("readyz: %d %s", a.Status, a.Body)
	}
	if a := site.Get("/healthz"); a.Status != 200 {
		t.Errorf("healthz: %d", a.Status)
	}
}

// TestBR13: fifty people press send at once for ten seats, through the web.
func TestBR13_FiftyAtOnce(t *testing.T) {
	site := handlerstest.New(t)
	site.Save(modelstest.Gathering("platform", 10))
	var wg sync.WaitGroup
	answers := make([]*handlerstest.Answer, 50)
	for i := range answers {
		wg.Go(func() { answers[i] = site.Post(signUp, form(i)) })
	}
	wg.Wait()
	got := map[string]int{}
	for _, a := range answers {
		_, outcome, _ := strings.Cut(a.Location(), "uitkomst=")
		got[fmt.Sprint(a.Status, " ", outcome[:min(2, len(outcome))])]++
	}
	if got["303 r1"] != 10 || got["303 w1"] != 40 {
		t.Errorf("answers %v, want 10 seats and 40 on the list", got)
	}
}
