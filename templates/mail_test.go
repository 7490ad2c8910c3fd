package templates

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"bijeen/browser/browsertest"
	"bijeen/locale"
)

// mailCSP is what a preview of a mail is shown with (frontend.md §10).
const mailCSP = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

type sampleMail struct {
	Title string
	Start time.Time
	Site  string
}

func sampleMailOf(t *testing.T, data sampleMail) Mail {
	t.Helper()
	m, err := parseMail(locale.NL, Settings{Name: "Bijeen", Footer: "Bijeen is van de Twentse gemeenten."}, os.DirFS("testdata"), "sample")
	if err != nil {
		t.Fatal(err)
	}
	if err := escape(m.html.Lookup("layout")); err != nil {
		t.Fatal(err)
	}
	mail, err := m.render(data)
	if err != nil {
		t.Fatal(err)
	}
	return mail
}

func TestMail(t *testing.T) {
	mail := sampleMailOf(t, sampleMail{Title: "Zorg & Zo;\r\nBcc:\u0085iedereen@b.example", Start: start, Site: "De Gieterij <Hengelo>"})
	if want := "Bevestiging: Zorg & Zo; Bcc: iedereen@b.example, vrijdag 22 november 2019"; mail.Subject != want {
		t.Errorf("subject is %q, want %q", mail.Subject, want)
	}
	if !strings.Contains(mail.Text, "Waar:     De Gieterij <Hengelo>\n") {
		t.Errorf("text is escaped or lacks a line:\n%s", mail.Text)
	}
	if !strings.Contains(mail.HTML, `<html lang="nl">`) || !strings.Contains(mail.HTML, "Zorg &amp; Zo;") {
		t.Errorf("HTML is not escaped or lacks its language:\n%s", mail.HTML)
	}
}

func TestTidyText(t *testing.T) {
	mail := sampleMailOf(t, sampleMail{Title: "Werksessie", Start: start})
	want := "U bent aangemeld\n\nBeste Fenna,\n\nU hebt een plaats bij Werksessie.\n\nWanneer:  Vrijdag 22 november 2019\n\n-- \nU krijgt deze mail omdat u bent aangemeld voor Werksessie.\nBijeen is van de Twentse gemeenten.\n"
	if mail.Text != want {
		t.Errorf("text is\n%q, want\n%q", mail.Text, want)
	}
}

// TestMailLooks shows the sample mail in a real browser, as a mail program
// that follows the color scheme would.
func TestMailLooks(t *testing.T) {
	mail := sampleMailOf(t, sampleMail{Title: "Informeren, inspireren, bewegen", Start: start})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", mailCSP)
		_, _ = w.Write([]byte(mail.HTML))
	}))
	t.Cleanup(server.Close)
	browser := browsertest.Start(t)
	for _, view := range []browsertest.View{{Width: 320}, {Width: 1280, Dark: true}} {
		t.Run(view.String(), func(t *testing.T) {
			page := browser.Page(t, server.URL, view)
			page.Open("/")
			page.Screenshot("mail-sample")
			page.CheckNoSidewaysScroll()
			page.CheckAccessible()
			for _, p := range browser.HTMLProblems(t, mail.HTML, browsertest.NoInlineStyle) {
				t.Error(p)
			}
		})
	}
}
