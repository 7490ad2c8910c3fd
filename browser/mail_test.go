package browser_test

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // words that are not ASCII
	"github.com/emersion/go-smtp"

	"bijeen/browser/browsertest"
	"bijeen/mailer/mailertest"
)

// letter is one mail as it arrived.
type letter struct {
	to, subject, language string

	text, html string
	method     string // of the calendar part; empty without one
	invite     []byte // the calendar part
	attachment []byte // the same as a file

	read bool
}

// mailbox is the mail of everybody, kept by a real mail server.
type mailbox struct {
	t       *testing.T
	address string // of the server, host:port

	mu      sync.Mutex
	letters []*letter
	more    chan struct{} // closed and made anew with each letter
}

// openMailbox starts the mail server for the duration of t.
func openMailbox(t *testing.T) *mailbox {
	t.Helper()
	box := &mailbox{t: t, more: make(chan struct{})}
	server := mailertest.StartServer(t, mailertest.Script{
		Data: func(_ *mailertest.Server, _ *smtp.Conn, l mailertest.Letter, r io.Reader) error {
			return box.keep(l.To, r)
		},
	})
	box.address = fmt.Sprintf("%s:%d", server.Host, server.Port)
	return box
}

func (b *mailbox) keep(to string, r io.Reader) error {
	l, err := readLetter(r)
	if err != nil {
		b.t.Errorf("a mail to %s cannot be read: %v", to, err)
		return err
	}
	l.to = to
	b.mu.Lock()
	defer b.mu.Unlock()
	b.letters = append(b.letters, l)
	close(b.more)
	b.more = make(chan struct{})
	return nil
}

// next waits for the oldest letter to somebody that was not read yet.
func (b *mailbox) next(t *testing.T, to string) *letter {
	t.Helper()
	late := time.After(patience)
	for {
		l, more := b.take(to)
		if l != nil {
			return l
		}
		select {
		case <-more:
		case <-late:
			t.Fatalf("no mail for %s; there is %v", to, b.unread())
		}
	}
}

func (b *mailbox) take(to string) (*letter, <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, l := range b.letters {
		if l.to == to && !l.read {
			l.read = true
			return l, nil
		}
	}
	return nil, b.more
}

// unread lists what nobody took, as "to: subject".
func (b *mailbox) unread() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var list []string
	for _, l := range b.letters {
		if !l.read {
			list = append(list, l.to+": "+l.subject)
		}
	}
	return list
}

// all lists every letter so far.
func (b *mailbox) all() []*letter {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]*letter(nil), b.letters...)
}

// readLetter takes a mail apart.
func readLetter(r io.Reader) (*letter, error) {
	mail, err := message.Read(r)
	if err != nil {
		return nil, err
	}
	l := &letter{language: mail.Header.Get("Content-Language")}
	if l.subject, err = mail.Header.Text("Subject"); err != nil {
		return nil, err
	}
	return l, mail.Walk(func(_ []int, part *message.Entity, err error) error {
		if err != nil {
			return err
		}
		return l.add(part)
	})
}

func (l *letter) add(part *message.Entity) error {
	kind, params, err := part.Header.ContentType()
	if err != nil || strings.HasPrefix(kind, "multipart/") {
		return err
	}
	body, err := io.ReadAll(part.Body)
	if err != nil {
		return err
	}
	switch kind {
	case "text/plain":
		l.text = string(body)
	case "text/html":
		l.html = string(body)
	case "text/calendar":
		l.method, l.invite = params["method"], body
	case "application/ics":
		l.attachment = body
	default:
		return fmt.Errorf("a part of type %s", kind)
	}
	return nil
}

var hrefs = regexp.MustCompile(`href="([^"]+)"`)

// link gives the path of the link in the letter that leads to the own page
// (page is empty) or to a page behind it.
func (l *letter) link(t *testing.T, page string) string {
	t.Helper()
	for _, path := range l.links() {
		own, found := strings.CutPrefix(path, "/aanmelding/")
		_, below, _ := strings.Cut(own, "/")
		if found && below == page {
			return path
		}
	}
	t.Fatalf("%q to %s has no link to the page %q of the registration; it has %v", l.subject, l.to, page, l.links())
	return ""
}

// links are the paths with query of every link in the letter.
func (l *letter) links() []string {
	var list []string
	for _, found := range hrefs.FindAllStringSubmatch(l.html, -1) {
		if u, err := url.Parse(html.UnescapeString(found[1])); err == nil && u.Host != "" {
			list = append(list, u.RequestURI())
		}
	}
	return list
}

// wants is what a letter should be.
type wants struct {
	subject string
	method  string   // REQUEST, CANCEL, or empty: no calendar part
	says    []string // in the text part
}

// expect waits for the next letter to somebody and holds it against w.
func (b *mailbox) expect(t *testing.T, to string, w wants) *letter {
	t.Helper()
	l := b.next(t, to)
	if l.subject != w.subject {
		t.Errorf("mail to %s has the subject %q, want %q", to, l.subject, w.subject)
	}
	if l.method != w.method {
		t.Errorf("%q to %s has the calendar method %q, want %q", l.subject, to, l.method, w.method)
	}
	for _, say := range w.says {
		if !strings.Contains(strings.Join(strings.Fields(l.text), " "), say) {
			t.Errorf("%q to %s does not say %q:\n%s", l.subject, to, say, l.text)
		}
	}
	return l
}

// calendar reads the calendar part of a letter with a reader that is not ours.
func (l *letter) calendar(t *testing.T, b *browsertest.Browser) browsertest.CalendarEvent {
	t.Helper()
	cal, err := b.ParseCalendar(t, l.invite)
	if err != nil {
		t.Fatalf("%q to %s: %v\n%s", l.subject, l.to, err, l.invite)
	}
	if len(cal.Events) != 1 || cal.Method != l.method || cal.Version != "2.0" {
		t.Fatalf("%q to %s: %d events, METHOD %s in a part with method=%s", l.subject, l.to, len(cal.Events), cal.Method, l.method)
	}
	return cal.Events[0]
}

// check holds every letter against what all mail must be: well-formed HTML, a
// text part, a calendar part that other programs read and that names its
// receiver and nobody else.
func (b *mailbox) check(t *testing.T, browser *browsertest.Browser) {
	t.Helper()
	for _, l := range b.all() {
		if len(l.text) == 0 || l.language == "" {
			t.Errorf("%q to %s: %d bytes of text, language %q", l.subject, l.to, len(l.text), l.language)
		}
		for _, problem := range browser.HTMLProblems(t, l.html, browsertest.NoInlineStyle) {
			t.Errorf("%q to %s: html-validate %s", l.subject, l.to, problem)
		}
		if l.method == "" {
			continue
		}
		event := l.calendar(t, browser)
		if len(event.Attendees) != 1 || event.Attendees[0].Address != "mailto:"+l.to {
			t.Errorf("%q to %s is an invite for %v", l.subject, l.to, event.Attendees)
		}
		if event.Zone != "Europe/Amsterdam" || event.Start.IsZero() || !event.End.After(event.Start) {
			t.Errorf("%q to %s: from %v to %v in %q", l.subject, l.to, event.Start, event.End, event.Zone)
		}
		if !bytes.Equal(l.invite, l.attachment) {
			t.Errorf("%q to %s: calendar part and attachment differ", l.subject, l.to)
		}
	}
	looked.addLetters(len(b.all()))
}
