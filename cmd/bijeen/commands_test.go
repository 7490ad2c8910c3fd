package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// meetings is a meeting file with one open meeting of two seats.
const meetings = `{"meetings":[{"slug":"platform","kind":"platform_meeting","title":"Platform Scheiding en Omgang","status":"open",
 "starts_at":"2027-03-12T09:30","ends_at":"2027-03-12T12:00","doors_open_at":"2027-03-12T09:00",
 "contact":{"name":"Secretariaat","email":"secretariaat@platform.example"},
 "sites":[{"key":"hengelo","seat_capacity":2,"venue":{"name":"De Gieterij","town":"Hengelo"}},
          {"key":"online","mode":"online","join_url":"https://vergaderen.example/x","seat_capacity":5}]}]}`

// early is a moment before the meeting, whatever today is.
const early = "BIJEEN_NOW=2027-02-01T09:00:00Z"

func TestExitStatus(t *testing.T) {
	w := newWorkplace(t)
	w.write("bad.json", `{"meetings":[{"slug":"a","kind":"party","title":"A"}]}`)
	for _, tt := range []struct {
		args   string
		status int
		stderr string
	}{
		{"version", exitDone, ""},
		{"--help", exitDone, ""},
		{"import meetings --help", exitDone, ""},
		{"", exitUsage, `bijeen: expected one of "serve", "worker", "demo", "migrate", "organizer", .... See bijeen --help.`},
		{"frobnicate", exitUsage, "bijeen: unexpected argument frobnicate. See bijeen --help."},
		{"import meetings", exitUsage, `bijeen: expected "<file>". See bijeen --help.`},
		{"organizer add --email x@bijeen.example", exitUsage, "bijeen: missing flags: --name=NAME. See bijeen --help."},
		{"organizer add --email x@bijeen.example --name X --role king", exitUsage, `bijeen: --role must be one of "admin","organizer"`},
		{"demo --anchor yesterday", exitUsage, `bijeen: "yesterday" is no date: write --anchor 2026-09-01`},
		{"import meetings nowhere.json", exitFailed, "bijeen: there is no file nowhere.json: check the name"},
		{"import meetings bad.json", exitFailed, "bijeen: line 1: meetings[0].kind: “party” is not one of: board_meeting, "},
		{"organizer remove --email nobody@bijeen.example", exitFailed, "bijeen: This user does not exist any more"},
		{"organizer add --email x --name X", exitFailed, "bijeen: email: Check your e-mail address. It should look like name@example.com"},
		{"export attendees --meeting nothing --format csv", exitFailed, "bijeen: there is no meeting nothing: give its slug, as in its address"},
		{"person show --email nobody@bijeen.example", exitFailed, "bijeen: nothing is kept about this address: check how it is written"},
		{"backup create no/such/folder/b", exitFailed, "bijeen: no/such/folder/b cannot be made: check that its folder exists and your rights on it (no such file or directory)"},
		{"backup verify bad.json", exitFailed, "bijeen: this file is not a whole Bijeen backup: it is damaged or was cut off: use another backup"},
	} {
		if strings.HasPrefix(tt.args, "export") {
			w.ok("migrate")
		}
		r := w.run(strings.Fields(tt.args)...)
		if r.status != tt.status || !strings.HasPrefix(r.stderr, tt.stderr) || strings.Contains(r.stderr, "goroutine") {
			t.Errorf("bijeen %s: exit status %d, want %d\n got %s\nwant %s", tt.args, r.status, tt.status, r.stderr, tt.stderr)
		}
	}
}

func TestVersion(t *testing.T) {
	if out := newWorkplace(t).ok("version"); !regexp.MustCompile(`^bijeen \S+, commit \S+, go1\.\S+\n$`).MatchString(out) {
		t.Errorf("version prints %q", out)
	}
}

// TestNoDatabase: commands that read never make an empty database.
func TestNoDatabase(t *testing.T) {
	w := &workplace{t: t, dir: t.TempDir(), env: []string{"BIJEEN_DATABASE=no/such.db"}}
	for _, args := range []string{"export attendees --meeting a --format csv", "person show --email a@bijeen.example", "backup create x"} {
		r := w.run(strings.Fields(args)...)
		if r.status != exitFailed || r.stderr != "bijeen: there is no database no/such.db: let BIJEEN_DATABASE name the one you mean\n" {
			t.Errorf("bijeen %s: exit status %d, %s", args, r.status, r.stderr)
		}
	}
	if left, err := os.ReadDir(w.dir); err != nil || len(left) > 0 {
		t.Errorf("made %v, %v", left, err)
	}
}

func TestImport(t *testing.T) {
	w := newWorkplace(t, early)
	file := w.write("meetings.json", meetings)
	if out := w.ok("import", "meetings", "--dry-run", file); out != "platform: made, open\ndry run: nothing was kept\n" {
		t.Errorf("dry run: %s", out)
	}
	for _, want := range []string{"platform: made, open\n", "platform: nothing differs\n"} {
		if out := w.ok("import", "meetings", file); out != want {
			t.Errorf("got %q, want %q", out, want)
		}
	}
	file = w.write("change.json", `{"meetings":[{"slug":"platform","summary":"Nieuw","sites":[{"key":"online","seat_capacity":6}]}]}`)
	if out := w.ok("import", "meetings", file); out != "platform: changed summary, sites\n" {
		t.Errorf("change: %s", out)
	}
	// Everything that is wrong with a file is told, with its place and in words.
	file = w.write("wrong.json", "{\"meetings\":[\n {\"slug\":\"A\",\"titel\":\"A\",\"starts_at\":\"2027-03-28T02:30\",\n  \"max_per_organization\":5}]}")
	r := w.run("import", "meetings", file)
	want := `bijeen: line 2: meetings[0].kind: This is missing: add it
bijeen: line 2: meetings[0].title: This is missing: add it
bijeen: line 2: meetings[0].starts_at: 2027-03-28T02:30 does not exist in Europe/Amsterdam: the clock goes forward then. Choose another time.
bijeen: line 2: meetings[0].titel: A meeting file does not know this: did you mean title?
bijeen: line 2: meetings[0].slug: Use only lower-case letters, digits and hyphens, at most 80
bijeen: line 3: meetings[0].max_per_organization: A maximum per organization is not built yet: write 0, or leave it out
`
	if r.status != exitFailed || r.stderr != want {
		t.Errorf("exit status %d\n got %s\nwant %s", r.status, r.stderr, want)
	}
}

// TestOrganizerAdd: the link is absolute, at the address people use.
func TestOrganizerAdd(t *testing.T) {
	w := newWorkplace(t, "BIJEEN_LISTEN=0.0.0.0:8080")
	for _, tt := range []struct{ setting, base string }{
		{"BIJEEN_BASE_URL=", "http://localhost:8080"}, {"BIJEEN_BASE_URL=https://bijeen.example/", "https://bijeen.example"},
	} {
		w.set(tt.setting)
		out := w.ok("organizer", "add", "--email", "fenna@bijeen.example", "--name", "Fenna ter Proefveld", "--role", "organizer")
		if !strings.HasPrefix(out, "Fenna ter Proefveld (organizer) can log in") || !strings.Contains(out, tt.base+"/beheer/inloggen/") {
			t.Errorf("with %q:\n%s", tt.setting, out)
		}
	}
}

// TestOrganizerGroups: groups are given, shown, kept when only the role
// changes, and all access is taken away.
func TestOrganizerGroups(t *testing.T) {
	w := newWorkplace(t)
	who := []string{"organizer", "add", "--email", "fenna@bijeen.example", "--name", "Fenna ter Proefveld", "--role"}
	w.ok(append(who, "organizer", "--group", "Regiotafel Jeugd, Twente", "--group", "Team Vervoer")...)
	w.ok("organizer", "add", "--email", "noor@bijeen.example", "--name", "Noor")
	if out := w.ok("organizer", "list"); out != "fenna@bijeen.example\torganizer\tRegiotafel Jeugd, Twente, Team Vervoer\tFenna ter Proefveld\nnoor@bijeen.example\tadmin\tall groups\tNoor\n" {
		t.Errorf("list:\n%s", out)
	}
	w.ok(append(who, "viewer")...)
	if out := w.ok("organizer", "list"); !strings.Contains(out, "viewer\tRegiotafel Jeugd, Twente, Team Vervoer\t") {
		t.Errorf("after another role:\n%s", out)
	}
	w.ok("organizer", "remove", "--email", "fenna@bijeen.example")
	if out := w.ok("organizer", "list"); strings.Contains(out, "fenna") {
		t.Errorf("after remove:\n%s", out)
	}
}

// TestLists: the same list in every format, to standard output, a file and a
// folder.
func TestLists(t *testing.T) {
	w := newWorkplace(t, early)
	w.ok("import", "meetings", w.write("meetings.json", meetings))
	s := w.start("serve")
	signUp(t, s.url, "platform", "Noor", "el Voorbeeldi", "noor@hengelo.example", "hengelo")
	s.stop()
	csv := w.ok("export", "attendees", "--meeting", "platform", "--format", "csv")
	if !strings.HasPrefix(csv, "\ufeffnr;achternaam;") || !strings.Contains(csv, "Voorbeeldi;el;Noor;Gemeente Hengelo") {
		t.Errorf("csv: %q", csv)
	}
	if out := w.ok("export", "attendees", "--meeting", "platform", "--site", "online", "--format", "csv"); strings.Contains(out, "Noor") {
		t.Errorf("the list of the other site: %q", out)
	}
	var list struct{ Attendees []struct{ Email string } }
	if err := json.Unmarshal([]byte(w.ok("export", "attendees", "--meeting", "platform", "--format", "json")), &list); err != nil || len(list.Attendees) != 1 {
		t.Errorf("json: %v, %v", list, err)
	}
	for format, magic := range map[string]string{"xlsx": "PK", "pdf": "%PDF"} {
		file := w.file("list." + format)
		if out := w.ok("export", "attendees", "--meeting", "platform", "--format", format, "-o", file); out != file+"\n" {
			t.Errorf("%s: prints %q", format, out)
		}
		b, err := os.ReadFile(file)
		if err != nil || !strings.HasPrefix(string(b), magic) {
			t.Errorf("%s: %q, %v", format, b[:min(len(b), 8)], err)
		}
	}
	out := w.ok("export", "attendees", "--meeting", "platform", "--format", "csv", "-o", w.dir)
	if name := filepath.Base(strings.TrimSpace(out)); !strings.HasPrefix(name, "platform_alle-locaties_2027-02-01-1000_1-namen_v1.csv") {
		t.Errorf("name in a folder: %s", name)
	}
	if r := w.run("export", "attendees", "--meeting", "platform", "--site", "almelo", "--format", "csv"); r.stderr != "bijeen: there is no site almelo: this meeting has hengelo, online\n" {
		t.Errorf("unknown site: %s", r.stderr)
	}
}

// TestPersonAndBackup: what is kept can be shown, saved, put back and
// erased.
func TestPersonAndBackup(t *testing.T) {
	w := newWorkplace(t, early)
	w.ok("import", "meetings", w.write("meetings.json", meetings))
	s := w.start("serve")
	signUp(t, s.url, "platform", "Noor", "el Voorbeeldi", "noor@hengelo.example", "hengelo")

	backup := w.file("backup")
	w.ok("backup", "create", backup) // while the server runs
	s.stop()
	if out := w.ok("backup", "verify", backup); !strings.Contains(out, "is whole") {
		t.Errorf("verify: %s", out)
	}
	if r := w.run("backup", "restore", backup); r.status != exitFailed || !strings.HasPrefix(r.stderr, "bijeen: the database is not empty") {
		t.Errorf("restore over data: exit status %d, %s", r.status, r.stderr)
	}

	show := []string{"person", "show", "--email", "NOOR@hengelo.example"}
	if out := w.ok(show...); !strings.Contains(out, `"surname": "Voorbeeldi"`) {
		t.Errorf("show: %s", out)
	}
	kept := w.file("kept.json")
	if out := w.ok("person", "erase", "--email", "noor@hengelo.example", "-o", kept); out != "erased: 1 registrations and everything else about this address\n" {
		t.Errorf("erase: %s", out)
	}
	if b, err := os.ReadFile(kept); err != nil || !strings.Contains(string(b), `"surname": "Voorbeeldi"`) {
		t.Errorf("what was written before erasing: %s, %v", b, err)
	}
	if r := w.run(show...); r.status != exitFailed {
		t.Errorf("after erasing: exit status %d, %s", r.status, r.stdout)
	}

	damaged, err := os.ReadFile(backup)
	if err != nil {
		t.Fatal(err)
	}
	damaged[len(damaged)-20] ^= 1
	if r := w.run("backup", "verify", w.write("damaged", string(damaged))); r.status != exitFailed {
		t.Errorf("a damaged backup passes: %s", r.stdout)
	}
	other := &workplace{t: t, dir: t.TempDir()}
	other.ok("backup", "restore", backup)
	if out := other.ok(show...); !strings.Contains(out, `"surname": "Voorbeeldi"`) {
		t.Errorf("after restoring: %s", out)
	}
}
