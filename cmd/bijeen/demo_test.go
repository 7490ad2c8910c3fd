package main

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"bijeen/browser/browsertest"
)

// demoSettings put the demo on the day of demo.md.
var demoSettings = []string{"BIJEEN_NOW=2019-07-25T10:00:00+02:00"}

// TestDemoCommand: the demo comes up with its data, a way in for the
// organizer and the mailbox, and is remade at the next start.
func TestDemoCommand(t *testing.T) {
	w := newWorkplace(t, demoSettings...)
	s := w.start("demo")
	if status, body := page(t, s.url+"/bijeenkomsten/grote-bijeenkomst"); status != http.StatusOK || !strings.Contains(body, "Donderdag 14 november 2019") {
		t.Errorf("the gathering: status %d", status)
	}
	signUp(t, s.url, "grote-bijeenkomst", "Bas", "Dummy", "bas@nieuw.example", "enschede")
	box := s.url + "/demo/postvak"
	found := regexp.MustCompile(`/demo/postvak/[0-9]+`)
	var mail string
	for range 200 { // the worker is at it
		if _, body := page(t, box+"?"+url.Values{"zoek": {"bas@nieuw.example"}}.Encode()); found.MatchString(body) {
			mail = found.FindString(body)
			break
		}
	}
	if status, body := page(t, s.url+mail); status != http.StatusOK || !strings.Contains(body, "Bevestiging: Grote bijeenkomst") || !strings.Contains(body, "METHOD:REQUEST") {
		t.Errorf("the mail %s: status %d", mail, status)
	}
	login := regexp.MustCompile(`http://\S+/beheer/inloggen/\S+`).FindString(s.output())
	if status, _ := page(t, login); status != http.StatusOK {
		t.Errorf("the login link %s: status %d", login, status)
	}
	if status, to := post(t, login, nil); status != http.StatusSeeOther || to != "/beheer" {
		t.Errorf("login: status %d to %s", status, to)
	}
	if status := s.stop(); status != exitDone {
		t.Errorf("exit status %d\n%s", status, s.log())
	}
	if !strings.Contains(s.output(), "demo data in ") || strings.Contains(s.output(), "made again") {
		t.Errorf("first start prints\n%s", s.output())
	}
	again := w.start("demo")
	if !strings.Contains(again.output(), "made again; what was in it is gone") {
		t.Errorf("second start prints\n%s", again.output())
	}
	if _, body := page(t, again.url+"/demo/postvak?zoek=bas%40nieuw.example"); found.MatchString(body) {
		t.Error("what was tried at the first start is still there")
	}
}

// TestDemoRefuses: a database with other data is left alone.
func TestDemoRefuses(t *testing.T) {
	w := newWorkplace(t, early)
	if len(w.env) == 3 { // SQLite: the demo would take another file
		w.set("BIJEEN_DATABASE=var/real.db")
	}
	w.ok("import", "meetings", w.write("meetings.json", meetings))
	r := w.run("demo")
	if r.status != exitFailed || !strings.Contains(r.stderr, "holds other data than demo data, which stays as it is: let BIJEEN_DATABASE name another file for the demo") {
		t.Errorf("exit status %d\n%s", r.status, r.stderr)
	}
	if out := w.ok("import", "meetings", w.file("meetings.json")); out != "platform: nothing differs\n" {
		t.Errorf("after the refusal: %s", out)
	}
}

// TestDemoInBrowser looks at what a newcomer sees first.
func TestDemoInBrowser(t *testing.T) {
	b := browsertest.Start(t)
	s := newWorkplace(t, demoSettings...).start("demo")
	for _, width := range []int{320, 1366} {
		p := b.Page(t, s.url, browsertest.View{Width: width})
		for name, path := range map[string]string{
			"front": "/", "gathering": "/bijeenkomsten/grote-bijeenkomst", "board": "/bijeenkomsten/bestuursbijeenkomst",
			"called-off": "/bijeenkomsten/werkbezoek", "mailbox": "/demo/postvak", "invite": "/demo/postvak/900", "announced": "/bijeenkomsten/voorjaarsbijeenkomst",
		} {
			if status := p.Open(path); status != http.StatusOK {
				t.Errorf("%s: status %d", path, status)
			}
			p.Check("program-" + name)
		}
	}
}
