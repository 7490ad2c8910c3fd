package main

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-message/mail"

	"bijeen/mailer/mailertest"
)

// client is a browser without cookies that does not follow redirects.
var client = &http.Client{
	Timeout:       10 * time.Second,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// page asks for a page and gives its status and text.
func page(t *testing.T, address string) (int, string) {
	t.Helper()
	res, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

// post sends a form and gives the status and where it leads.
func post(t *testing.T, address string, form url.Values) (int, string) {
	t.Helper()
	res, err := client.PostForm(address, form)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	return res.StatusCode, res.Header.Get("Location")
}

// signUp fills in the form.
func signUp(t *testing.T, base, slug, given, surname, email, site string) {
	t.Helper()
	status, to := post(t, base+"/bijeenkomsten/"+slug+"/aanmelden", url.Values{
		"given_name": {given}, "surname": {surname}, "email": {email}, "organization": {"Gemeente Hengelo"}, "site": {site},
	})
	if status != http.StatusSeeOther || !strings.Contains(to, "/aangemeld") {
		t.Fatalf("sign-up of %s: status %d to %s", given, status, to)
	}
}

// letter is a mail as its reader sees it.
type letter struct {
	to, subject, text, calendar string
}

// letters waits until the mail server took n mails and reads them.
func letters(t *testing.T, server *mailertest.Server, n int) []letter {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	late := time.After(15 * time.Second)
	for len(server.Accepted()) < n {
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("%d mails came, want %d", len(server.Accepted()), n)
		}
	}
	var list []letter
	for _, l := range server.Accepted() {
		list = append(list, readLetter(t, l))
	}
	return list
}

func readLetter(t *testing.T, l mailertest.Letter) letter {
	t.Helper()
	r, err := mail.CreateReader(bytes.NewReader(l.Raw))
	if err != nil {
		t.Fatal(err)
	}
	one := letter{to: l.To}
	one.subject, err = r.Header.Subject()
	if err != nil {
		t.Fatal(err)
	}
	for {
		part, err := r.NextPart()
		if err == io.EOF {
			return one
		}
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(part.Body)
		if err != nil {
			t.Fatal(err)
		}
		switch kind, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type")); kind {
		case "text/plain":
			one.text = string(b)
		case "text/calendar":
			one.calendar = string(b)
		}
	}
}

// link finds the address of the own registration in a mail.
func link(t *testing.T, l letter) string {
	t.Helper()
	found := regexp.MustCompile(`http://\S*/aanmelding/[a-z0-9]+`).FindString(l.text)
	if found == "" {
		t.Fatalf("no link in:\n%s", l.text)
	}
	return found
}

// TestSmoke is the main job from end to end: sign up, read the mail, follow
// its link, cancel, and the next on the list gets the place.
func TestSmoke(t *testing.T) {
	box := mailertest.StartServer(t, mailertest.Script{})
	w := newWorkplace(t, early, fmt.Sprintf("BIJEEN_SMTP_URL=smtp://%s:%d", box.Host, box.Port))
	w.ok("import", "meetings", w.write("meetings.json", strings.Replace(meetings, `"seat_capacity":2`, `"seat_capacity":1`, 1)))
	s := w.start("serve")
	if status, ready := page(t, s.url+"/readyz"); status != http.StatusOK || !strings.Contains(ready, `"mail":"ok"`) {
		t.Errorf("ready: %d %s", status, ready)
	}
	if status, body := page(t, s.url+"/"); status != http.StatusOK || !strings.Contains(body, "Platform Scheiding en Omgang") {
		t.Errorf("front page: status %d", status)
	}
	signUp(t, s.url, "platform", "Noor", "el Voorbeeldi", "noor@hengelo.example", "hengelo")
	first := letters(t, box, 1)[0]
	if first.to != "noor@hengelo.example" || !strings.HasPrefix(first.subject, "Bevestiging: Platform Scheiding en Omgang") ||
		!strings.Contains(first.calendar, "METHOD:REQUEST") {
		t.Errorf("first mail to %s: %s\n%s", first.to, first.subject, first.calendar)
	}
	signUp(t, s.url, "platform", "Joris", "van den Voorbeeld", "joris@borne.example", "hengelo")
	second := letters(t, box, 2)[1]
	if !strings.HasPrefix(second.subject, "U staat op de wachtlijst") || second.calendar != "" {
		t.Errorf("second mail: %s\n%s", second.subject, second.calendar)
	}

	own := link(t, first)
	if !strings.HasPrefix(own, s.url) {
		t.Errorf("the link %s does not lead to %s", own, s.url)
	}
	if status, body := page(t, own); status != http.StatusOK || strings.Contains(body, "noor@hengelo.example") {
		t.Errorf("own page: status %d, or the address is not masked", status)
	}
	if status, _ := page(t, own+"/afmelden"); status != http.StatusOK {
		t.Errorf("the page that asks: status %d", status)
	}
	if got := letters(t, box, 2); len(got) != 2 {
		t.Errorf("opening links sent %d mails", len(got)-2)
	}
	if status, _ := post(t, own+"/afmelden", nil); status != http.StatusSeeOther {
		t.Errorf("cancellation: status %d", status)
	}
	after := map[string]letter{}
	for _, l := range letters(t, box, 4)[2:] {
		after[l.to] = l
	}
	if l := after["noor@hengelo.example"]; !strings.HasPrefix(l.subject, "Afgemeld: ") || !strings.Contains(l.calendar, "METHOD:CANCEL") {
		t.Errorf("mail to who cancelled: %s\n%s", l.subject, l.calendar)
	}
	if l := after["joris@borne.example"]; !strings.HasPrefix(l.subject, "U heeft een plaats: ") || !strings.Contains(l.calendar, "METHOD:REQUEST") {
		t.Errorf("mail to the next: %s\n%s", l.subject, l.calendar)
	}
	if status := s.stop(); status != exitDone {
		t.Errorf("exit status %d\n%s", status, s.log())
	}
	for _, secret := range []string{"noor", "voorbeeldi", own[strings.LastIndex(own, "/")+1:]} {
		if strings.Contains(strings.ToLower(s.log()), strings.ToLower(secret)) {
			t.Errorf("the log holds %q:\n%s", secret, s.log())
		}
	}
}

// TestMailWithoutServer: without a mail server sign-ups work, mail waits, and
// /readyz says so; a worker with one sends it.
func TestMailWithoutServer(t *testing.T) {
	box := mailertest.StartServer(t, mailertest.Script{})
	w := newWorkplace(t, early, "BIJEEN_BASE_URL=http://bijeen.example")
	w.ok("import", "meetings", w.write("meetings.json", meetings))
	s := w.start("serve", "--no-worker")
	signUp(t, s.url, "platform", "Noor", "el Voorbeeldi", "noor@hengelo.example", "hengelo")
	s.stop()
	s = w.start("serve")
	if status, ready := page(t, s.url+"/readyz"); status != http.StatusOK || !strings.Contains(ready, `"mail":"waiting"`) {
		t.Errorf("ready without a mail server: %d %s", status, ready)
	}
	s.stop()
	w.set(fmt.Sprintf("BIJEEN_SMTP_URL=smtp://%s:%d", box.Host, box.Port))
	worker := w.begin("worker")
	if l := letters(t, box, 1)[0]; !strings.Contains(link(t, l), "http://bijeen.example/aanmelding/") {
		t.Errorf("link in the mail of the worker: %s", link(t, l))
	}
	if status := worker.stop(); status != exitDone {
		t.Errorf("worker: exit status %d\n%s", status, worker.log())
	}
}

// R15: two programs that start at the same moment on an empty database both
// come up, and either answers any request.
func TestR15_TwoStartTogether(t *testing.T) {
	w := newWorkplace(t, early)
	servers := []*server{w.begin("serve"), w.begin("serve"), w.begin("serve"), w.begin("serve")}
	for _, s := range servers {
		select {
		case <-s.listens():
		case <-s.done:
			t.Fatalf("did not start:\n%s", s.log())
		}
	}
	one, two := servers[0], servers[3]
	w.ok("import", "meetings", w.write("meetings.json", meetings))
	signUp(t, one.url, "platform", "Noor", "el Voorbeeldi", "noor@hengelo.example", "hengelo")
	signUp(t, two.url, "platform", "Joris", "van den Voorbeeld", "joris@borne.example", "hengelo")
	if out := w.ok("export", "attendees", "--meeting", "platform", "--format", "csv"); strings.Count(out, "aangemeld;") != 2 {
		t.Errorf("two sign-ups at two servers give:\n%s", out)
	}
}

func TestPortInUse(t *testing.T) {
	w := newWorkplace(t)
	s := w.start("serve")
	w.set("BIJEEN_LISTEN=" + strings.TrimPrefix(s.url, "http://"))
	r := w.run("serve")
	if r.status != exitFailed || !strings.Contains(r.stderr, "cannot be listened on, perhaps another program does: stop that, or set BIJEEN_LISTEN") {
		t.Errorf("exit status %d\n%s", r.status, r.stderr)
	}
}

func TestMetrics(t *testing.T) {
	w := newWorkplace(t)
	w.set("BIJEEN_METRICS_LISTEN=127.0.0.1:0")
	s := w.start("serve")
	if status, _ := page(t, s.url+"/bijeenkomsten/geheim-adres"); status != http.StatusNotFound {
		t.Errorf("unknown meeting: status %d", status)
	}
	address := regexp.MustCompile(`http://[0-9.:]+/metrics`).FindString(s.log())
	_, text := page(t, address)
	for _, want := range []string{`bijeen_request_seconds_count{method="GET",route="/bijeenkomsten/:slug",status="404"} 1`, "bijeen_mail_waiting 0", "go_goroutines"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in:\n%s", want, text)
		}
	}
	if strings.Contains(text, "geheim-adres") {
		t.Error("the metrics hold what somebody typed")
	}
	if status, _ := page(t, strings.Replace(address, "/metrics", "/debug/pprof/", 1)); status != http.StatusOK {
		t.Errorf("pprof: status %d", status)
	}
	if status, _ := page(t, s.url+"/metrics"); status != http.StatusNotFound {
		t.Errorf("metrics on the public address: status %d", status)
	}
}
