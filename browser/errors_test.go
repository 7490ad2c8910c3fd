package browser_test

import (
	"database/sql"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"testing"

	_ "github.com/mattn/go-sqlite3" // to disturb the database of the program

	"bijeen/browser/browsertest"
)

// get fetches a page without a browser and wants it to be there.
func get(t *testing.T, address string) []byte {
	t.Helper()
	resp, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %s, %v", address, resp.Status, err)
	}
	return body
}

// TestOurFaults looks at the pages that say what we did wrong: the database
// is away for a moment, or broken. What was typed is never stored by half.
func TestOurFaults(t *testing.T) {
	t.Parallel()
	s := open(t, theMeeting)
	db, err := sql.Open("sqlite3", filepath.Join(s.dir, "var", "bijeen.db")+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	v := s.visit(t, browsertest.View{Width: 320})

	tx, err := db.Begin() // somebody else holds the database and does not let go
	if err != nil {
		t.Fatal(err)
	}
	v.open("/bijeenkomsten/schrapsessie/aanmelden", http.StatusOK)
	v.fill(sibling(1))
	v.follow(send, http.StatusServiceUnavailable)
	v.sees("h1", "De website werkt even niet")
	v.check("fout-503")
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	v.open("/bijeenkomsten/schrapsessie/aanmelden", http.StatusOK)
	v.fill(sibling(1))
	v.follow(send, http.StatusOK)
	s.mail.expect(t, sibling(1).email, wants{"Bevestiging: Schrapsessie jeugdhulp, vrijdag 27 november 2026", "REQUEST", nil})

	if _, err := db.Exec("alter table meetings rename to gone"); err != nil {
		t.Fatal(err)
	}
	for _, view := range []browsertest.View{{Width: 320}, {Width: 1366, Dark: true}, {Language: "en"}} {
		broken := s.visit(t, view)
		broken.open("/", http.StatusInternalServerError)
		broken.check("fout-500")
	}
	if _, err := db.Exec("alter table gone rename to meetings"); err != nil {
		t.Fatal(err)
	}
	v.open("/", http.StatusOK)
	s.allRead(t)
	s.expectErrors()
}

// TestTooMany stands behind a proxy that says who asks, and asks too much.
func TestTooMany(t *testing.T) {
	t.Parallel()
	browser := browsertest.Start(t)
	p := install(t)
	var target *url.URL
	proxy := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Host = r.In.Host
		r.Out.Header.Set("X-Forwarded-For", "192.0.2.7")
	}})
	t.Cleanup(proxy.Close)
	p.set("BIJEEN_BASE_URL", proxy.URL)
	p.set("BIJEEN_TRUSTED_PROXIES", "127.0.0.1")
	p.at(today)
	p.importMeetings(theMeeting)
	p.serve()
	var err error
	if target, err = url.Parse(p.url); err != nil {
		t.Fatal(err)
	}
	s := &site{program: p, Browser: browser}
	s.url = proxy.URL
	v := s.visit(t, browsertest.View{Width: 320})
	v.open("/mijn-aanmelding", http.StatusOK)
	v.Type("#email", "noor@horizon.example")
	status := http.StatusOK
	for asked := 0; status == http.StatusOK && asked < 20_000; asked++ {
		resp, err := http.Get(proxy.URL + "/robots.txt")
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		status = resp.StatusCode
	}
	if status != http.StatusTooManyRequests {
		t.Fatalf("after 20,000 requests the status is %d", status)
	}
	v.follow(send, http.StatusTooManyRequests)
	v.sees("h1", "Even wachten")
	v.check("fout-429")
	v.Complaints() // the style sheet may be refused as well
}
