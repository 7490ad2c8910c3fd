package main

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// contract are the settings of contract.md.
var contract = []string{
	"BIJEEN_LISTEN", "BIJEEN_BASE_URL", "BIJEEN_DATABASE", "BIJEEN_SECRET", "BIJEEN_SECRET_FILE", "BIJEEN_SECRET_PREVIOUS", "BIJEEN_SMTP_URL",
	"BIJEEN_MAIL_FROM", "BIJEEN_MAIL_ENVELOPE", "BIJEEN_MAIL_OAUTH_TENANT", "BIJEEN_MAIL_OAUTH_CLIENT_ID", "BIJEEN_MAIL_OAUTH_CLIENT_SECRET_FILE",
	"BIJEEN_MAIL_OAUTH_TOKEN_URL", "BIJEEN_IMAP_URL", "BIJEEN_LMTP_LISTEN", "BIJEEN_CHANGE_DELAY", "BIJEEN_TRUSTED_PROXIES", "BIJEEN_SITE_NAME",
	"BIJEEN_FOOTER", "BIJEEN_OPERATOR", "BIJEEN_PRIVACY_CONTACT", "BIJEEN_SECURITY_CONTACT", "BIJEEN_TIME_ZONE", "BIJEEN_METRICS_LISTEN", "BIJEEN_NOW",
}

// TestDeployNamesSettings: the examples for operators set what there is, and
// their settings are right.
func TestDeployNamesSettings(t *testing.T) {
	files, err := filepath.Glob("../../deploy/*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no examples: %v", err)
	}
	w := newWorkplace(t)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range regexp.MustCompile(`BIJEEN_[A-Z_]+`).FindAllString(string(text), -1) {
			if !slices.Contains(contract, name) {
				t.Errorf("%s: there is no setting %s", file, name)
			}
		}
		if filepath.Ext(file) == ".env" {
			for line := range strings.Lines(string(text)) {
				if strings.HasPrefix(line, "BIJEEN_") {
					w.set(strings.TrimSpace(line))
				}
			}
		}
	}
	w.ok("serve", "--check")
}

func TestHelpListsEverySetting(t *testing.T) {
	help := newWorkplace(t).ok("serve", "--help")
	listed := regexp.MustCompile(`\[(BIJEEN_[A-Z_]+)[,\]]`).FindAllStringSubmatch(strings.Join(strings.Fields(help), " "), -1)
	var names []string
	for _, m := range listed {
		names = append(names, m[1])
	}
	slices.Sort(names)
	want := slices.Sorted(slices.Values(contract))
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("settings of the contract and of the help (-want +got):\n%s", diff)
	}
}

// TestCheckTellsWhatIsWrong: each bad setting fails the check with a sentence
// that names it, and the server with the same.
func TestCheckTellsWhatIsWrong(t *testing.T) {
	for _, tt := range []struct{ setting, want string }{
		{"BIJEEN_LISTEN=8080", `BIJEEN_LISTEN: "8080" has no port: write host:port, such as 127.0.0.1:8080`},
		{"BIJEEN_LISTEN=127.0.0.1:99999", `BIJEEN_LISTEN: "99999" is no port: write a number up to 65535`},
		{"BIJEEN_BASE_URL=bijeen.example", `BIJEEN_BASE_URL: "bijeen.example" is no web address: write https://bijeen.example.org`},
		{"BIJEEN_BASE_URL=https://bijeen.example/twente", `BIJEEN_BASE_URL: "https://bijeen.example/twente" holds more than a host: write only https://bijeen.example`},
		{"BIJEEN_DATABASE=mysql://localhost/bijeen", "BIJEEN_DATABASE: write the name of a file, or postgres://user:password@host/name"},
		{"BIJEEN_DATABASE=postgres://localhost/bijeen", "BIJEEN_SECRET: is required with PostgreSQL, where several servers share links: set it, or BIJEEN_SECRET_FILE, to a text of 32 characters or more that nobody can guess"},
		{"BIJEEN_SECRET=kort", "BIJEEN_SECRET: has 4 characters: it needs 32 or more"},
		{"BIJEEN_SECRET_FILE=no/such/file", "BIJEEN_SECRET: there is no file no/such/file: make it, or correct BIJEEN_SECRET_FILE"},
		{"BIJEEN_SECRET_PREVIOUS=kort", "BIJEEN_SECRET: BIJEEN_SECRET_PREVIOUS has 4 characters: it needs 32 or more"},
		{"BIJEEN_SMTP_URL=http://mail.example", `BIJEEN_SMTP_URL: the address of the mail server begins with "http": write smtp:// or smtps://`},
		{"BIJEEN_MAIL_FROM=Bijeen", `BIJEEN_MAIL_FROM: "Bijeen" is not a mail address: write name@domain or Name <name@domain>`},
		{"BIJEEN_MAIL_ENVELOPE=maybe", `BIJEEN_MAIL_ENVELOPE: "maybe" is neither: write tagged or plain`},
		{"BIJEEN_MAIL_OAUTH_TENANT=x", "BIJEEN_MAIL_OAUTH_CLIENT_ID: is missing: set it to the id of the application"},
		{"BIJEEN_IMAP_URL=mail.example", "BIJEEN_IMAP_URL: write imaps://user:password@host"},
		{"BIJEEN_LMTP_LISTEN=24", `BIJEEN_LMTP_LISTEN: "24" has no port: write host:port, such as 127.0.0.1:8080`},
		{"BIJEEN_CHANGE_DELAY=ten minutes", `BIJEEN_CHANGE_DELAY: "ten minutes" is no time: write 10m, 90s, or 0`},
		{"BIJEEN_CHANGE_DELAY=-1m", `BIJEEN_CHANGE_DELAY: "-1m" is no time: write 10m, 90s, or 0`},
		{"BIJEEN_SECURITY_CONTACT=bad contact", `BIJEEN_SECURITY_CONTACT: "bad contact" is no contact: write a mail address, or the https address of a page`},
		{"BIJEEN_TRUSTED_PROXIES=10.0.0.0/8,proxy", `BIJEEN_TRUSTED_PROXIES: "proxy" is neither an address nor a range: write 10.0.0.5 or 10.0.0.0/8`},
		{"BIJEEN_TRUSTED_PROXIES=0.0.0.0/0", "BIJEEN_TRUSTED_PROXIES: a range that holds every address trusts everybody: name your proxies"},
		{"BIJEEN_TIME_ZONE=Twente", `BIJEEN_TIME_ZONE: "Twente" is no time zone: write a name such as Europe/Amsterdam`},
		{"BIJEEN_METRICS_LISTEN=x", `BIJEEN_METRICS_LISTEN: "x" has no port: write host:port, such as 127.0.0.1:8080`},
		{"BIJEEN_NOW=tomorrow", `BIJEEN_NOW: "tomorrow" is no moment: write 2019-11-29T08:00:00Z, or a shift such as +11m`},
	} {
		w := &workplace{t: t, dir: t.TempDir(), env: []string{tt.setting}}
		for _, args := range [][]string{{"serve", "--check"}, {"serve"}} {
			r := w.run(args...)
			if r.status != exitFailed || !strings.Contains(r.stderr, "bijeen: "+tt.want+"\n") {
				t.Errorf("%s, bijeen %s: exit status %d\n got %s\nwant %s", tt.setting, strings.Join(args, " "), r.status, r.stderr, tt.want)
			}
		}
	}
}

func TestCheckTellsEverythingAtOnce(t *testing.T) {
	w := &workplace{t: t, dir: t.TempDir(), env: []string{"BIJEEN_LISTEN=x", "BIJEEN_TIME_ZONE=x", "BIJEEN_NOW=x", "BIJEEN_SMTP_URL=x"}}
	r := w.run("serve", "--check")
	if lines := strings.Count(r.stderr, "\n"); lines != 4 {
		t.Errorf("%d lines, want one for each of four settings:\n%s", lines, r.stderr)
	}
}

// TestCheckOpensNothing: no file is made and no address listened on, and what
// will not work as one may think is told.
func TestCheckOpensNothing(t *testing.T) {
	w := &workplace{t: t, dir: t.TempDir(), env: []string{
		"BIJEEN_IMAP_URL=imaps://u:p@mail.example", "BIJEEN_DATABASE=postgres://nobody@127.0.0.1:1/x", "BIJEEN_SECRET=" + strings.Repeat("é", 32),
	}}
	out := w.ok("serve", "--check")
	for _, want := range []string{"the settings are right", "BIJEEN_SMTP_URL is not set: mail waits", "comes in a later version"} {
		if !strings.Contains(out, want) {
			t.Errorf("the check does not say %q:\n%s", want, out)
		}
	}
	w.env = nil
	w.ok("serve", "--check")
	if left, err := os.ReadDir(w.dir); err != nil || len(left) > 0 {
		t.Errorf("the check made %v, %v", left, err)
	}
}

// A setting without a value is not given.
func TestEmptySettings(t *testing.T) {
	w := &workplace{t: t, dir: t.TempDir()}
	for _, name := range contract {
		w.set(name + "=")
	}
	w.ok("serve", "--check")
}

func TestUnknownSettingWarns(t *testing.T) {
	w := &workplace{t: t, dir: t.TempDir(), env: []string{"BIJEEN_SMPT_URL=smtp://localhost", "BIJEEN_QUITE_ELSE=1", "BIJEEN_TEST_SOMETHING=1"}}
	r := w.run("version")
	want := "bijeen: warning: there is no setting BIJEEN_QUITE_ELSE\n" +
		"bijeen: warning: there is no setting BIJEEN_SMPT_URL; did you mean BIJEEN_SMTP_URL?\n"
	if r.status != exitDone || r.stderr != want {
		t.Errorf("exit status %d\n got %s\nwant %s", r.status, r.stderr, want)
	}
}

// TestSecretMadeOnce: the first start makes a key that only we can read, the
// next uses it, and several that start at once agree.
func TestSecretMadeOnce(t *testing.T) {
	t.Chdir(t.TempDir())
	type answer struct {
		key string
		err error
	}
	answers := make(chan answer)
	for range 8 {
		go func() {
			keys, err := secretSettings{}.keys("var/bijeen.db")
			answers <- answer{string(keys.Current), err}
		}()
	}
	first := <-answers
	for range 7 {
		if a := <-answers; a != first {
			t.Errorf("two keys: %v and %v", a, first)
		}
	}
	if len(first.key) < minSecret || first.err != nil {
		t.Errorf("key of %d characters, %v", len(first.key), first.err)
	}
	info, err := os.Stat(defaultSecret)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v; want mode 0600", info.Mode(), err)
	}
	if left, err := os.ReadDir("var"); err != nil || len(left) != 1 {
		t.Errorf("beside the key lies %v, %v", left, err)
	}
}

func TestSecretFromFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(file, []byte(strings.Repeat("k", 40)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	keys, err := secretSettings{SecretFile: file, SecretPrevious: strings.Repeat("p", 32)}.keys("postgres://localhost/x")
	if err != nil || string(keys.Current) != strings.Repeat("k", 40) || string(keys.Previous) != strings.Repeat("p", 32) {
		t.Errorf("keys %q, %v", keys, err)
	}
}

func TestParseNow(t *testing.T) {
	real := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	now := func() time.Time { return real }
	for text, want := range map[string]string{
		"": "2026-05-01T12:00:00Z", "+11m": "2026-05-01T12:11:00Z", "-2h": "2026-05-01T10:00:00Z",
		"2019-11-29T08:00:00Z": "2019-11-29T08:00:00Z", "2019-11-29T09:00:00+01:00": "2019-11-29T08:00:00Z",
	} {
		clock, err := parseNow(text, now)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got := clock().UTC().Format(time.RFC3339); got != want {
			t.Errorf("%q gives %s, want %s", text, got, want)
		}
		real = real.Add(time.Minute)
		if got := clock(); got.UTC().Format(time.RFC3339) == want {
			t.Errorf("%q does not run", text)
		}
		real = real.Add(-time.Minute)
	}
}

func TestParseProxies(t *testing.T) {
	got, err := parseProxies(" 10.1.2.3, 10.0.0.9/8,2001:db8::1 ,, ::ffff:192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	var text []string
	for _, p := range got {
		text = append(text, p.String())
	}
	want := []string{"10.1.2.3/32", "10.0.0.0/8", "2001:db8::1/128", "192.0.2.1/32"}
	if diff := cmp.Diff(want, text); diff != "" {
		t.Errorf("proxies (-want +got):\n%s", diff)
	}
	if p, err := parseProxies(""); err != nil || p != nil {
		t.Errorf("no proxies: %v, %v", p, err)
	}
}

// An error is one sentence on one line, however many lines a driver needs.
func TestSentencesOfTheDatabase(t *testing.T) {
	several := errors.Join(errors.New("dial one"), errors.New("dial two"), driver.ErrBadConn)
	for _, tt := range []struct {
		err  error
		want string
	}{
		{openError{several}, "the database cannot be opened: check BIJEEN_DATABASE and that it can be reached (dial one dial two "},
		{fmt.Errorf("sign up: %w", several), "the database cannot be used now: check BIJEEN_DATABASE, the disk and the rights on it, and try again (sign up: dial one dial two "},
	} {
		got := sentences(tt.err)
		if len(got) != 1 || !strings.HasPrefix(got[0], tt.want) || strings.Contains(got[0], "\n") {
			t.Errorf("got %q, want one line that begins with %q", got, tt.want)
		}
	}
}

// The password of the database stands on no screen.
func TestShownDatabase(t *testing.T) {
	for database, want := range map[string]string{
		"var/bijeen.db": "var/bijeen.db",
		"postgres://bijeen:geheim@db.example/bijeen":                 "postgres://bijeen:xxxxx@db.example/bijeen",
		"postgres://bijeen@db.example:5433/bijeen?password=geheim":   "postgres://bijeen@db.example:5433/bijeen",
		"postgresql://bijeen:geh%eim@db.example/bijeen":              "PostgreSQL",
		"postgres://bijeen:geheim@db.example/bijeen?sslmode=require": "postgres://bijeen:xxxxx@db.example/bijeen",
	} {
		if got := (storeConfig{database: database}).shown(); got != want {
			t.Errorf("%s is shown as %s, want %s", database, got, want)
		}
	}
}

func TestHostURL(t *testing.T) {
	for _, tt := range []struct{ listen, port, printed, want string }{
		{"127.0.0.1:8080", "8080", "http://127.0.0.1:8080", "http://127.0.0.1:8080"},
		{"127.0.0.1:0", "40123", "http://127.0.0.1:40123", "http://127.0.0.1:40123"},
		{":8080", "8080", "http://localhost:8080", "http://localhost:8080"},
		{"0.0.0.0:80", "80", "http://0.0.0.0:80", "http://localhost:80"},
		{"[::]:8080", "8080", "http://[::]:8080", "http://localhost:8080"},
		{"[::1]:8080", "8080", "http://[::1]:8080", "http://[::1]:8080"},
		{"intern.example:8080", "8080", "http://intern.example:8080", "http://intern.example:8080"},
	} {
		if got := listenURL(tt.listen, tt.port); got != tt.printed {
			t.Errorf("%s listens on %s, want %s", tt.listen, got, tt.printed)
		}
		if got := hostURL(tt.listen, tt.port); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.listen, got, tt.want)
		}
	}
}
