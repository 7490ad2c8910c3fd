package demo

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bijeen/browser/browsertest"
	"bijeen/handlers/handlerstest"
	"bijeen/handlers/web"
	"bijeen/static"
	"bijeen/templates/templatestest"
)

// invite is a calendar part with a folded line.
const invite = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Platform Scheiding en \r\n Omgang\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

// letter is the n-th mail of the tests; odd ones carry an invite.
func letter(n int) Mail {
	m := Mail{
		Number: n, At: time.Date(2019, 7, 24, 9, n%60, 0, 0, time.UTC), To: fmt.Sprintf("Noor el Voorbeeldi %d <noor%d@hengelo.example>", n, n),
		Subject: fmt.Sprintf("Bevestiging %d: Platform", n), Text: "Beste Noor,\n\nTot dan.\n",
		HTML: "<!DOCTYPE html>\n<html lang=\"nl\"><head><title>x</title></head><body><p>Beste <a href=\"http://bijeen.example/\">Noor</a></p></body></html>",
		Raw:  []byte("Subject: =?utf-8?q?Bevestiging_caf=C3=A9?=\r\nX-Mail: <b>1</b>\r\nFrom: Bijeen <bijeen@bijeen.example>\r\n\r\nBeste Noor"),
	}
	if n%2 == 1 {
		m.Method, m.Calendar = "REQUEST", []byte(invite)
	}
	return m
}

// siteWith is the site with a mailbox of n mails, and a public that has them.
func siteWith(t *testing.T, n int) *handlerstest.Site {
	t.Helper()
	site := handlerstest.New(t)
	e, err := web.NewEcho(site.App)
	if err != nil {
		t.Fatal(err)
	}
	Routes(Mailbox{
		Kept: func() []Mail {
			var list []Mail
			for i := n; i > 0; i-- {
				list = append(list, letter(i))
			}
			return list
		},
		Find: func(number int) (Mail, bool) { return letter(number), number >= 1 && number <= n },
	})(e, site.App)
	files := static.Handler(e)
	site.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/s/") {
			files.ServeHTTP(w, r)
			return
		}
		e.ServeHTTP(w, r)
	})
	return site
}

func TestTemplates(t *testing.T) {
	templatestest.CheckPage(t, "demo_list", listPage{})
	templatestest.CheckPage(t, "demo_mail", mailPage{})
}

func TestList(t *testing.T) {
	site := siteWith(t, 120)
	a := site.Get(Path)
	if a.Status != http.StatusOK || a.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("status %d, Cache-Control %q", a.Status, a.Header.Get("Cache-Control"))
	}
	rows := a.Doc().Find("tbody tr")
	if rows.Length() != perPage {
		t.Errorf("%d mails on the first page, want %d", rows.Length(), perPage)
	}
	first := strings.Join(strings.Fields(rows.First().Text()), " ")
	if want := "Bevestiging 120: PlatformNoor el Voorbeeldi 120 <noor120@hengelo.example>24-07-2019 11.00"; first != want {
		t.Errorf("first row %q, want %q", first, want)
	}
	if got := site.Get(Path + "?pagina=3").Doc().Find("tbody tr").Length(); got != 20 {
		t.Errorf("%d mails on the last page, want 20", got)
	}
	for _, page := range []string{"0", "-1", "99", "x"} {
		if got := site.Get(Path + "?pagina=" + page).Doc().Find("tbody tr").Length(); got == 0 {
			t.Errorf("page %s is empty", page)
		}
	}
	found := site.Get(Path + "?zoek=NOOR77%40hengelo")
	if found.Doc().Find("tbody tr").Length() != 1 || found.Text("[role=status]") != "1 mail" {
		t.Errorf("a search by address finds %q", found.Text("[role=status]"))
	}
	if nobody := site.Get(Path + "?zoek=niemand"); nobody.Doc().Find("tbody").Length() != 0 || !strings.Contains(nobody.Body, "Geen mail gevonden") {
		t.Error("a search that finds nothing does not say so")
	}
	if empty := siteWith(t, 0).Get(Path); !strings.Contains(empty.Body, "Nog geen mail") {
		t.Error("an empty mailbox does not say so")
	}
}

func TestMail(t *testing.T) {
	site := siteWith(t, 2)
	a := site.Get(Path + "/1")
	if a.Status != http.StatusOK || !strings.HasSuffix(a.Header.Get("Content-Security-Policy"), "; frame-src 'self'") {
		t.Errorf("status %d, policy %q", a.Status, a.Header.Get("Content-Security-Policy"))
	}
	if !strings.Contains(a.Text("dl"), "FromBijeen <bijeen@bijeen.example>") || !strings.Contains(a.Text("details"), "Subject: Bevestiging café") ||
		strings.Contains(a.Body, "<b>1</b>") {
		t.Errorf("headers are missing, not decoded or not escaped: %s %s", a.Text("dl"), a.Text("details"))
	}
	frame := a.Doc().Find("iframe")
	sandbox, _ := frame.Attr("sandbox")
	if src, _ := frame.Attr("src"); src != Path+"/1/html" || strings.Contains(sandbox, "allow-scripts") || strings.Contains(sandbox, "allow-same-origin") {
		t.Errorf("frame of %s with sandbox %q", src, sandbox)
	}
	if !strings.Contains(a.Body, "SUMMARY:Platform Scheiding en Omgang\n") {
		t.Error("the calendar part is not unfolded")
	}
	if b := site.Get(Path + "/2"); b.Status != http.StatusOK || b.Doc().Find("a[href$='.ics']").Length() != 0 {
		t.Errorf("a mail without calendar part: status %d", b.Status)
	}
}

func TestMailParts(t *testing.T) {
	site := siteWith(t, 2)
	html := site.Get(Path + "/1/html")
	if got := html.Header.Get("Content-Security-Policy"); got != htmlCSP {
		t.Errorf("policy of the HTML part %q", got)
	}
	if !strings.Contains(html.Body, `<head><base target="_top">`) {
		t.Error("links of the HTML part stay in the frame")
	}
	for path, want := range map[string][2]string{
		"/1/afspraak.ics": {"text/calendar; charset=utf-8; method=REQUEST", invite},
		"/1/bericht.eml":  {"message/rfc822", string(letter(1).Raw)},
	} {
		a := site.Get(Path + path)
		if diff := cmp.Diff(want, [2]string{a.Header.Get("Content-Type"), a.Body}); a.Status != http.StatusOK || diff != "" {
			t.Errorf("%s: status %d (-want +got):\n%s", path, a.Status, diff)
		}
	}
	for _, path := range []string{"/3", "/x", "/0", "/2/afspraak.ics", "/3/html", "/3/bericht.eml"} {
		if a := site.Get(Path + path); a.Status != http.StatusNotFound {
			t.Errorf("%s: status %d, want 404", path, a.Status)
		}
	}
	if a := site.Client().Do("HEAD", Path+"/1", "", nil); a.Status != http.StatusOK {
		t.Errorf("HEAD: status %d", a.Status)
	}
}

// No other program has the mailbox.
func TestMailboxOnlyWhereMounted(t *testing.T) {
	if a := handlerstest.New(t).Get(Path); a.Status != http.StatusNotFound {
		t.Errorf("the plain site answers %d", a.Status)
	}
}

func TestLooks(t *testing.T) {
	b := browsertest.Start(t)
	site := siteWith(t, 60).Serve()
	for _, width := range []int{320, 1366} {
		for _, dark := range []bool{false, true} {
			p := b.Page(t, site, browsertest.View{Width: width, Dark: dark})
			for name, path := range map[string]string{"list": Path, "nothing": Path + "?zoek=niemand", "mail": Path + "/59", "plain": Path + "/60?taal=en"} {
				if status := p.Open(path); status != http.StatusOK {
					t.Errorf("%s: status %d", path, status)
				}
				p.Check("demo-" + name)
			}
		}
	}
}

// The demo adds its mailbox and nothing else: the walk of routes × roles
// (handlers/desk) leaves it out.
func TestRoutes_AddTheMailboxOnly(t *testing.T) {
	site := handlerstest.New(t)
	real := site.Addresses()
	added := 0
	for _, address := range site.Addresses(Routes(Mailbox{})) {
		if slices.Contains(real, address) {
			continue
		}
		added++
		method, path, _ := strings.Cut(address, " ")
		if method != "GET" && method != "HEAD" || path != Path && !strings.HasPrefix(path, Path+"/") {
			t.Errorf("the demo adds %s", address)
		}
	}
	if added == 0 {
		t.Error("the demo adds nothing: this test sees nothing")
	}
}
