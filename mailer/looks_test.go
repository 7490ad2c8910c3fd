package mailer_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"bijeen/browser/browsertest"
)

// previewPolicy is what the desk shows a mail with (frontend.md §10).
const previewPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

// Every mail is valid HTML, reads without help of the eye, fits a small
// phone and loads nothing from anywhere.
func TestMailsInBrowser(t *testing.T) {
	browser := browsertest.Start(t)
	html := map[string]string{}
	for name := range stories {
		m, _, _ := tell(t, name, "nl")
		html["/"+name] = m.HTML
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", previewPolicy)
		_, _ = w.Write([]byte(html[r.URL.Path]))
	}))
	t.Cleanup(server.Close)
	for _, view := range []browsertest.View{{Width: 320}, {Width: 1280, Dark: true}} {
		page := browser.Page(t, server.URL, view)
		for path, source := range html {
			page.Open(path)
			page.Screenshot("mail" + path)
			page.CheckNoSidewaysScroll()
			page.CheckAccessible()
			for _, problem := range browser.HTMLProblems(t, source, browsertest.NoInlineStyle) {
				t.Errorf("%s: %s", path, problem)
			}
		}
	}
}

// A reader of calendars that is not ours takes every calendar part, and reads
// the same in it.
func TestCalendarPartsInOtherReader(t *testing.T) {
	browser := browsertest.Start(t)
	for name := range stories {
		m, row, _ := tell(t, name, "nl")
		if m.Method == "" {
			continue
		}
		got, err := browser.ParseCalendar(t, m.Calendar)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		facts := row.MessageFacts.Calendar
		if got.Method != row.Method || len(got.Events) != 1 {
			t.Errorf("%s: method %s with %d events", name, got.Method, len(got.Events))
			continue
		}
		e := got.Events[0]
		if e.UID != facts.UID || e.Sequence != *row.Sequence || !e.Start.Equal(facts.Start) || !e.End.Equal(facts.End) || e.Zone != "Europe/Amsterdam" || e.Summary != facts.Title || e.Location != facts.Place {
			t.Errorf("%s: got %+v, want %+v", name, e, facts)
		}
		if len(e.Attendees) != 1 || e.Attendees[0].Address != "mailto:"+row.ToEmail || e.Attendees[0].Name != row.MessageFacts.ToName {
			t.Errorf("%s: attendees %+v", name, e.Attendees)
		}
	}
}
