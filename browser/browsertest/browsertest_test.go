package browsertest

import (
	"bytes"
	"fmt"
	"image/png"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// good is a page that every check must pass; the bad pages of the tests are
// this one with one thing spoiled, so that each check is seen failing for its
// own reason only.
const good = `<!DOCTYPE html>
<html lang="nl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Aanmelden</title>
<link rel="stylesheet" href="/app.css">
</head>
<body>
<main>
<h1>Aanmelden</h1>
<p>U kunt zich <a id="over" href="/over">hier over de bijeenkomst</a> laten informeren.</p>
<form method="post" action="/aanmelden">
<p><label for="naam">Naam</label> <input type="text" id="naam" name="naam" autocomplete="name"></p>
<p><label for="soort">Soort</label> <select id="soort" name="soort"><option value="a">Eerste</option><option value="b">Tweede</option></select></p>
<p><button id="verstuur" type="submit">Aanmelding versturen</button></p>
</form>
<p id="script">zonder script</p>
</main>
<script src="/app.js"></script>
</body>
</html>
`

const (
	style = `body { font: 18px sans-serif; color: #15252a; background: #fff }
a { color: #0a5a75 }
:focus-visible { outline: 3px solid #15252a }
@media (prefers-color-scheme: dark) { body { color: #e9f0f1; background: #10191c } a { color: #86d3ea } :focus-visible { outline-color: #fff } }`
	script = `document.getElementById("script").textContent = "met script";`
)

// site serves page with its style and script, a form that answers, and a policy
// as strict as the real one.
func site(t *testing.T, page string) string {
	t.Helper()
	mux := http.NewServeMux()
	serve := func(path, kind, body string, status int) {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'")
			w.WriteHeader(status)
			_, _ = fmt.Fprint(w, body)
		})
	}
	serve("GET /{$}", "text/html; charset=utf-8", page, http.StatusOK)
	serve("GET /app.css", "text/css", style, http.StatusOK)
	serve("GET /app.js", "text/javascript", script, http.StatusOK)
	serve("GET /over", "text/html; charset=utf-8", strings.ReplaceAll(page, "Aanmelden", "Over"), http.StatusOK)
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("GET /taal", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = fmt.Fprintf(w, "<!DOCTYPE html><title>%s</title>", r.Header.Get("Accept-Language"))
	})
	mux.HandleFunc("POST /aanmelden", func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("naam") != "" {
			http.Redirect(w, r, "/over", http.StatusSeeOther)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusUnprocessableEntity)
		_, _ = fmt.Fprint(w, strings.Replace(page, "<title>", "<title>Fout: ", 1))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// spoil gives the good page with one text replaced by another.
func spoil(t *testing.T, old, replacement string) string {
	t.Helper()
	spoiled := strings.Replace(good, old, replacement, 1)
	if spoiled == good {
		t.Fatalf("the good page does not hold %q", old)
	}
	return spoiled
}

// listener hears what a check reports, so that a test can demand a report.
type listener struct {
	testing.TB
	reports []string
}

func (l *listener) Errorf(format string, args ...any) {
	l.reports = append(l.reports, fmt.Sprintf(format, args...))
}

// reported runs a check on a page and gives what it reported.
func reported(p *Page, check func()) string {
	l := &listener{TB: p.t}
	defer func(t testing.TB) { p.t = t }(p.t)
	p.t = l
	check()
	return strings.Join(l.reports, "\n")
}

func TestChecks(t *testing.T) {
	b := Start(t)
	checks := map[string]func(*Page){
		"axe":      (*Page).CheckAccessible,
		"html":     (*Page).CheckHTML,
		"sideways": (*Page).CheckNoSidewaysScroll,
		"focus":    (*Page).CheckFocus,
	}
	tests := []struct {
		name  string
		page  string
		wants map[string]string // per check: a part of what it must report
	}{
		{"good", good, nil},
		{"no label", spoil(t, `<label for="naam">Naam</label>`, `<span>Naam</span>`), map[string]string{"axe": "label"}},
		{"faint text", spoil(t, `<main>`, `<main class="faint">`), map[string]string{"axe": "color-contrast"}},
		{"no main", strings.NewReplacer("<main>", "<div>", "</main>", "</div>").Replace(good), map[string]string{"axe": "landmark-one-main"}},
		{"broken nesting", spoil(t, `<p id="script">`, `<p id="script"><div>x</div>`), map[string]string{"html": "no-implicit-close"}},
		{"inline style", spoil(t, `<h1>`, `<h1 style="color:red">`), map[string]string{"html": "no-inline-style"}},
		{"too wide", spoil(t, `<h1>`, `<h1 class="wide">`), map[string]string{"sideways": `<h1>`}},
		{"no viewport", spoil(t, `<meta name="viewport" content="width=device-width, initial-scale=1">`, ``), map[string]string{"sideways": ""}},
		{"no ring", spoil(t, `<a id="over"`, `<a id="over" class="ringless"`), map[string]string{"focus": "without a ring"}},
		{"covered", spoil(t, `<h1>`, `<div class="bar"></div><h1>`), map[string]string{"focus": "covered"}},
	}
	extra := `.faint { color: #bbb } .wide { width: 900px } a.ringless:focus-visible { outline: none }
.bar { position: fixed; inset: 0; background: transparent }`
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := b.Page(t, site(t, tt.page), View{Width: 320})
			p.Open("/")
			evaluate[bool](p, call("style", extra))
			for name, check := range checks {
				want, bad := tt.wants[name]
				got := reported(p, func() { check(p) })
				if bad != (got != "") || !strings.Contains(got, want) {
					t.Errorf("check %s reported %q, want a report: %v (%q)", name, got, bad, want)
				}
			}
			p.Complaints() // an inline style is refused by the policy: its own test below
		})
	}
}

func TestHTMLProblemsOff(t *testing.T) {
	b := Start(t)
	const letter = `<!DOCTYPE html><html lang="nl"><head><title>x</title></head><body><p style="color:red">x</p></body></html>`
	var rules []string
	for _, problem := range b.HTMLProblems(t, letter) {
		rules = append(rules, problem.Rule)
	}
	if diff := cmp.Diff([]string{NoInlineStyle}, rules); diff != "" {
		t.Errorf("rules broken (-want +got):\n%s", diff)
	}
	if problems := b.HTMLProblems(t, letter, NoInlineStyle); len(problems) > 0 {
		t.Errorf("with the rule off: %v", problems)
	}
}

// A person without scripts fills in the same form as one with them.
func TestForm(t *testing.T) {
	b := Start(t)
	for _, view := range []View{{}, {NoScript: true}, {Width: 320}, {Width: 320, NoScript: true, Dark: true}} {
		t.Run(view.String(), func(t *testing.T) {
			p := b.Page(t, site(t, good), view)
			if got := p.Open("/"); got != http.StatusOK {
				t.Fatalf("Open() = %d", got)
			}
			want := "met script"
			if view.NoScript {
				want = "zonder script"
			}
			if got := p.Text("#script"); got != want {
				t.Errorf("page says %q, want %q", got, want)
			}
			if got := p.Follow("#verstuur"); got != http.StatusUnprocessableEntity {
				t.Errorf("empty form: status %d, want 422", got)
			}
			if got := p.Title(); got != "Fout: Aanmelden" {
				t.Errorf("empty form: title %q", got)
			}
			if !strings.Contains(p.Source(), "<title>Fout: ") {
				t.Error("Source() is not the page that the POST answered with")
			}
			p.Type("#naam", "Zoë ten Dam-'t Hart")
			p.Choose("#soort", "b")
			if got, want := p.Value("#naam")+"|"+p.Value("#soort"), "Zoë ten Dam-'t Hart|b"; got != want {
				t.Errorf("fields hold %q, want %q", got, want)
			}
			if !p.Visible("#naam") || p.Visible("#weg") {
				t.Errorf("visible: the field %v, nothing %v", p.Visible("#naam"), p.Visible("#weg"))
			}
			p.Set("#naam", "Anna")
			if got := p.Value("#naam"); got != "Anna" {
				t.Errorf("after Set the field holds %q", got)
			}
			p.Clear("#naam")
			p.Type("#naam", "Zoë")
			if got := p.PressEnter(); got != http.StatusOK || p.Path() != "/over" {
				t.Errorf("sent form: status %d at %s, want 200 at /over", got, p.Path())
			}
			if got := p.Send("/aanmelden", url.Values{"naam": {""}}); got != http.StatusUnprocessableEntity {
				t.Errorf("Send() = %d, want 422", got)
			}
		})
	}
}

func TestTabStops(t *testing.T) {
	b := Start(t)
	for _, view := range []View{{}, {Width: 320, NoScript: true}} {
		p := b.Page(t, site(t, good), view)
		p.Open("/")
		var ids []string
		for _, stop := range p.TabStops() {
			ids = append(ids, stop.ID)
		}
		if diff := cmp.Diff([]string{"over", "naam", "soort", "verstuur"}, ids); diff != "" {
			t.Errorf("%s: stops (-want +got):\n%s", view, diff)
		}
		if stop, ok := p.Tab(); !ok || stop.ID != "naam" && stop.ID != "over" {
			t.Errorf("%s: after the walk Tab gives %v, %v", view, stop, ok)
		}
	}
}

func TestComplaints(t *testing.T) {
	b := Start(t)
	tests := []struct{ name, page, want string }{
		{"none", good, ""},
		{"policy", spoil(t, `<h1>`, `<h1 style="color:red">`), "Content Security Policy"},
		{"missing file", spoil(t, `/app.js`, `/weg.js`), "/weg.js"},
		{"exception", spoil(t, `<p id="script">zonder script</p>`, ``), "TypeError"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := b.Page(t, site(t, tt.page), View{})
			p.Open("/")
			p.settle()
			got := reported(p, p.finish)
			if (tt.want == "") != (got == "") || !strings.Contains(got, tt.want) {
				t.Errorf("complaints %q, want %q", got, tt.want)
			}
		})
	}
}

func TestViews(t *testing.T) {
	b := Start(t)
	url := site(t, good)
	pictures := map[string][]byte{}
	for _, width := range Widths {
		for _, dark := range []bool{false, true} {
			view := View{Width: width, Dark: dark}
			p := b.Page(t, url, view)
			p.Open("/")
			pictures[view.String()] = p.PNG()
			image, err := png.Decode(bytes.NewReader(pictures[view.String()]))
			if err != nil {
				t.Fatalf("%s: %v", view, err)
			}
			if got := image.Bounds().Dx(); got != width {
				t.Errorf("%s: picture is %d wide", view, got)
			}
			p.Open("/")
			if again := p.PNG(); !bytes.Equal(again, pictures[view.String()]) {
				t.Errorf("%s: two pictures of one page differ", view)
			}
		}
	}
	if bytes.Equal(pictures["320"], pictures["320-dark"]) {
		t.Error("dark and light give the same picture")
	}
	p := b.Page(t, url, View{Language: "en"})
	p.Open("/taal")
	if got := p.Title(); got != "en" {
		t.Errorf("Accept-Language is %q, want en", got)
	}
	if pdf := p.PDF(); !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		t.Error("PDF() is not a PDF")
	}
}

func TestScreenshot(t *testing.T) {
	b := Start(t)
	dir := t.TempDir()
	p := b.Page(t, site(t, good), View{Width: 360, Dark: true})
	p.Open("/")
	t.Setenv(ScreenshotsEnv, "")
	p.Screenshot("niet")
	t.Setenv(ScreenshotsEnv, dir)
	p.Screenshot("aanmelden/fouten")
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 || files[0].Name() != "aanmelden-fouten-360-dark.png" {
		t.Errorf("pictures: %v, %v; want one named aanmelden-fouten-360-dark.png", files, err)
	}
	if data, err := os.ReadFile(filepath.Join(dir, "aanmelden-fouten-360-dark.png")); err != nil || len(data) == 0 {
		t.Errorf("picture: %d bytes, %v", len(data), err)
	}
}

// Cookies of one page must not reach another: two people use two tabs.
func TestPagesAreApart(t *testing.T) {
	b := Start(t)
	url := site(t, good)
	first, second := b.Page(t, url, View{}), b.Page(t, url, View{})
	first.Open("/")
	second.Open("/")
	evaluate[string](first, `document.cookie = "wie=anna; path=/"`)
	second.Open("/")
	if got := evaluate[string](second, `document.cookie`); got != "" {
		t.Errorf("second page has the cookie %q of the first", got)
	}
}
