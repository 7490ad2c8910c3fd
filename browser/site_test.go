package browser_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"bijeen/browser/browsertest"
)

// site is the program at work, with the mail it sends and a browser to look
// at it with.
type site struct {
	*program
	*browsertest.Browser
	mail *mailbox
}

// open starts everything with these meetings.
func open(t *testing.T, meetings ...meeting) *site {
	t.Helper()
	browser := browsertest.Start(t) // first: without Chromium there is nothing to do
	s := &site{Browser: browser, mail: openMailbox(t), program: install(t)}
	s.set("BIJEEN_SMTP_URL", "smtp://"+s.mail.address)
	s.at(today)
	if len(meetings) > 0 {
		s.importMeetings(meetings...)
	}
	s.serve()
	t.Cleanup(func() { s.mail.check(t, browser) })
	return s
}

// person is somebody who signs up.
type person struct{ given, surname, email, organization string }

// sibling is the n-th of many people.
func sibling(n int) person {
	return person{"Noor", fmt.Sprintf("Proefstra %d", n), fmt.Sprintf("noor%d@horizon.example", n), "Stichting Horizon"}
}

// fields are what a person types into the form.
func (p person) fields() url.Values {
	return url.Values{"given_name": {p.given}, "surname": {p.surname}, "email": {p.email}, "organization": {p.organization}}
}

// signUp signs somebody up without a browser, as preparation. extra are more
// fields, as name and value in turn.
func (s *site) signUp(t *testing.T, slug string, p person, extra ...string) {
	t.Helper()
	form := p.fields()
	for i := 0; i+1 < len(extra); i += 2 {
		form.Add(extra[i], extra[i+1])
	}
	s.post(t, "/bijeenkomsten/"+slug+"/aanmelden", form)
}

// post sends a form without a browser, as preparation, and wants it taken.
func (s *site) post(t *testing.T, path string, form url.Values) {
	t.Helper()
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.PostForm(s.url+path, form)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusSeeOther {
		t.Fatalf("POST %s %v: %s, want 303", path, form, resp.Status)
	}
}

// visitor is somebody at a browser. It counts what it takes them.
type visitor struct {
	*browsertest.Page
	t             *testing.T
	clicks, typed int
}

// visit opens a browser window.
func (s *site) visit(t *testing.T, view browsertest.View) *visitor {
	t.Helper()
	return &visitor{Page: s.Page(t, s.url, view), t: t}
}

func (v *visitor) Click(selector string) {
	v.t.Helper()
	v.clicks++
	v.Page.Click(selector)
}

func (v *visitor) Follow(selector string) int {
	v.t.Helper()
	v.clicks++
	return v.Page.Follow(selector)
}

func (v *visitor) Type(selector, text string) {
	v.t.Helper()
	v.typed++
	v.Page.Type(selector, text)
}

// open goes to a page and wants it to answer with a status.
func (v *visitor) open(path string, want int) {
	v.t.Helper()
	if got := v.Page.Open(path); got != want {
		v.t.Fatalf("GET %s: status %d, want %d (%s)", path, got, want, v.Title())
	}
}

// follow clicks and wants a page with a status.
func (v *visitor) follow(selector string, want int) {
	v.t.Helper()
	if got := v.Follow(selector); got != want {
		v.t.Fatalf("click on %s: status %d at %s, want %d (%s)", selector, got, v.Path(), want, v.Title())
	}
}

// sees wants a text in the first element that selector finds.
func (v *visitor) sees(selector, want string) {
	v.t.Helper()
	if got := strings.Join(strings.Fields(v.Text(selector)), " "); !strings.Contains(got, want) {
		v.t.Errorf("%s: %s says %q, want %q", v.Path(), selector, got, want)
	}
}

// missing wants nothing that selector finds.
func (v *visitor) missing(selector string) {
	v.t.Helper()
	if found := v.Texts(selector); len(found) > 0 {
		v.t.Errorf("%s has %s: %q", v.Path(), selector, found)
	}
}

// fill types somebody's data into the short form.
func (v *visitor) fill(p person) {
	v.t.Helper()
	v.Type("#given-name", p.given)
	v.Type("#surname", p.surname)
	v.Type("#email", p.email)
	v.Type("#organization", p.organization)
}

// check holds the page against all rules for pages and counts it.
func (v *visitor) check(name string) {
	v.t.Helper()
	v.Check(name)
	looked.addPage(name)
}

// send is the button that sends a form of the public pages.
const send = "main form .bij-big"

// tally counts what a run looked at.
type tally struct {
	mu      sync.Mutex
	states  map[string]bool
	views   int
	letters int
}

var looked = tally{states: map[string]bool{}}

func (n *tally) addPage(name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.states[name] = true
	n.views++
}

func (n *tally) addLetters(letters int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.letters += letters
}

func (n *tally) summary() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return fmt.Sprintf("looked at %d states of pages in %d views, and at %d mails", len(n.states), n.views, n.letters)
}
