package static

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// budget is the most the style sheet may weigh on the wire (frontend.md §11).
const budget = 20 << 10

func get(t *testing.T, method, path, encoding string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, path, nil)
	if encoding != "" {
		r.Header.Set("Accept-Encoding", encoding)
	}
	w := httptest.NewRecorder()
	Handler(http.NotFoundHandler()).ServeHTTP(w, r)
	return w.Result()
}

func mustURL(t *testing.T, name string) string {
	t.Helper()
	u, err := URL(name)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func read(t *testing.T, r io.Reader) string {
	t.Helper()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestStyleSheet(t *testing.T) {
	url := mustURL(t, "app.css")
	plain := get(t, "GET", url, "")
	if plain.StatusCode != 200 || plain.Header.Get("Content-Encoding") != "" {
		t.Fatalf("plain: status %d, encoding %q", plain.StatusCode, plain.Header.Get("Content-Encoding"))
	}
	packed := get(t, "GET", url, "br, gzip;q=0.8")
	for name, want := range map[string]string{
		"Content-Encoding": "gzip",
		"Vary":             "Accept-Encoding",
		"Cache-Control":    "public, max-age=31536000, immutable",
		"Content-Type":     "text/css; charset=utf-8",
	} {
		if got := packed.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if size, _ := strconv.Atoi(packed.Header.Get("Content-Length")); size > budget {
		t.Errorf("the style sheet weighs %d bytes compressed, the budget is %d", size, budget)
	}
	z, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	if read(t, z) != read(t, plain.Body) {
		t.Error("the compressed style sheet differs from the plain one")
	}
}

// A browser runs a module only under its own type, and asks for no other
// files from it.
func TestScript(t *testing.T) {
	res := get(t, "GET", mustURL(t, "live.js"), "")
	if got := res.Header.Get("Content-Type"); res.StatusCode != 200 || got != "text/javascript; charset=utf-8" {
		t.Errorf("status %d, type %s", res.StatusCode, got)
	}
	if script := read(t, res.Body); strings.Contains(script, "import") || strings.Contains(script, "eval(") || len(script) > 4<<10 {
		t.Errorf("a script of %d bytes that imports, evaluates or grew large", len(script))
	}
}

func TestHandler(t *testing.T) {
	css := mustURL(t, "app.css")
	for _, test := range []struct {
		method, path string
		status       int
		cache        string
	}{
		{"GET", mustURL(t, "mark.svg"), 200, "public, max-age=31536000, immutable"},
		{"HEAD", css, 200, "public, max-age=31536000, immutable"},
		{"POST", css, 405, ""},
		{"GET", "/s/LICENTIES.txt", 200, "public, max-age=3600"},
		{"GET", "/s/manifest.json", 404, ""},
		{"GET", "/s/app.css", 404, ""},
		{"GET", "/s/../static.go", 404, ""},
		{"GET", "/s/", 404, ""},
	} {
		res := get(t, test.method, test.path, "")
		if res.StatusCode != test.status || res.Header.Get("Cache-Control") != test.cache {
			t.Errorf("%s %s: %d with Cache-Control %q, want %d with %q", test.method, test.path,
				res.StatusCode, res.Header.Get("Cache-Control"), test.status, test.cache)
		}
		if body := read(t, res.Body); test.method == "HEAD" && body != "" {
			t.Errorf("HEAD %s has a body", test.path)
		}
	}
}

func TestAcceptsGzip(t *testing.T) {
	for header, want := range map[string]bool{
		"":                      false,
		"gzip":                  true,
		"GZIP":                  true,
		"br, gzip":              true,
		"*":                     true,
		"gzip;q=0":              false,
		"gzip; q=0.000":         false,
		"br;q=1, gzip; q=0.5":   true,
		"deflate, br":           false,
		"gzip;q=wrong":          false,
		"identity;q=1, *;q=0.1": true,
	} {
		if got := acceptsGzip(header); got != want {
			t.Errorf("acceptsGzip(%q) = %v, want %v", header, got, want)
		}
	}
}

// Every address in the style sheet leads to a file that is served: a missing
// font or picture would only be seen by eye.
func TestStyleSheetRefersToFiles(t *testing.T) {
	css := read(t, get(t, "GET", mustURL(t, "app.css"), "").Body)
	found := regexp.MustCompile(`url\(([^)]*)\)`).FindAllStringSubmatch(css, -1)
	if len(found) < 3 {
		t.Fatalf("found %d addresses, want the two fonts and the arrow at least", len(found))
	}
	for _, m := range found {
		address := strings.Trim(m[1], `"'`)
		if !strings.HasPrefix(address, "/s/") {
			t.Errorf("%s leaves the site, which the content security policy refuses", address)
		} else if res := get(t, "GET", address, ""); res.StatusCode != 200 {
			t.Errorf("%s: status %d", address, res.StatusCode)
		}
	}
}

func TestUnknownNames(t *testing.T) {
	if _, err := URL("nothing.css"); err == nil {
		t.Error("URL knows nothing.css")
	}
	if _, err := Icon("nothing"); err == nil {
		t.Error("Icon knows nothing")
	}
	if _, err := Icon("../static"); err == nil {
		t.Error("Icon leaves its folder")
	}
}

// Every icon file gives a drawing: a file in another form would give an empty
// picture.
func TestIcons(t *testing.T) {
	entries, err := icons.ReadDir("icons")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		svg, err := Icon(strings.TrimSuffix(e.Name(), ".svg"))
		if err != nil {
			t.Error(err)
		}
		if strings.Count(svg, "<path") < 1 || !strings.Contains(svg, `aria-hidden="true"`) {
			t.Errorf("%s gives %s", e.Name(), svg)
		}
	}
}

// The bundle carries the notices of what it is made of.
func TestLicences(t *testing.T) {
	text := read(t, get(t, "GET", "/s/LICENTIES.txt", "").Body)
	pkg, err := os.ReadFile("package.json")
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile(`"(@[a-z-]+/[a-z0-9-]+)": "([0-9.]+)"`).FindAllStringSubmatch(string(pkg), -1)
	if len(names) < 20 {
		t.Fatalf("found %d packages", len(names))
	}
	for _, m := range names {
		if !regexp.MustCompile(regexp.QuoteMeta(m[1]) + ` +` + regexp.QuoteMeta(m[2])).MatchString(text) {
			t.Errorf("LICENTIES.txt does not name %s %s", m[1], m[2])
		}
	}
	for _, licence := range []string{"EUROPEAN UNION PUBLIC LICENCE", "SIL OPEN FONT LICENSE", "@tabler/icons", "Permission is hereby granted"} {
		if !strings.Contains(text, licence) {
			t.Errorf("LICENTIES.txt lacks %q", licence)
		}
	}
}
