package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"bijeen/mailer/mailertest"
)

// examined is a workplace in which all is well, with a mail server.
func examined(t *testing.T) *workplace {
	t.Helper()
	server := mailertest.StartServer(t, mailertest.Script{})
	w := newWorkplace(t, "BIJEEN_BASE_URL=https://bijeen.example", "BIJEEN_SMTP_URL=smtp://"+server.Host+":"+strconv.Itoa(server.Port))
	w.ok("organizer", "add", "--email", "tessa@samen.example", "--name", "Tessa Testerink")
	return w
}

// data is the file of the database; a server has none here.
func (w *workplace) data() string {
	w.t.Helper()
	file := w.file("var/bijeen.db")
	if _, err := os.Stat(file); err != nil {
		w.t.Skip("the database is no file")
	}
	return file
}

// TestDoctorFindsNothing: where all is well, every line says so, and the exit
// status is 0.
func TestDoctorFindsNothing(t *testing.T) {
	out := examined(t).ok("doctor")
	for _, want := range []string{"ok    settings: ", "ok    address: https://bijeen.example\n", "takes changes\n", "ok    mail server: 127.0.0.1 lets us in\n"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if strings.Contains(out, "wrong") {
		t.Errorf("something is wrong:\n%s", out)
	}
}

// TestDoctor: each thing that is wrong is told in words that say what to do,
// and makes the exit status 1.
func TestDoctor(t *testing.T) {
	for name, test := range map[string]struct {
		spoil func(w *workplace)
		want  string
	}{
		"settings":     {func(w *workplace) { w.set("BIJEEN_CHANGE_DELAY=soon") }, `wrong settings: BIJEEN_CHANGE_DELAY: "soon" is no time: write 10m, 90s, or 0`},
		"no https":     {func(w *workplace) { w.set("BIJEEN_BASE_URL=http://bijeen.example") }, "wrong address: http://bijeen.example is not encrypted"},
		"mail is down": {func(w *workplace) { w.set("BIJEEN_SMTP_URL=smtp://127.0.0.1:1") }, "wrong mail server: The mail server cannot be reached."},
		"mail waits": {func(w *workplace) {
			w.set("BIJEEN_SMTP_URL=", early)
			w.ok("import", "meetings", w.write("meetings.json", meetings))
			s := w.start("serve", "--no-worker")
			signUp(w.t, s.url, "platform", "Fenna", "ter Proefveld", "fenna@horizon.example", "hengelo")
			s.stop()
			w.set("BIJEEN_NOW=2027-02-01T10:00:00Z")
		}, "wrong mail: 1 mails wait for a mail server: set BIJEEN_SMTP_URL"},
		"a damaged file": {func(w *workplace) {
			file := w.data()
			data, err := os.ReadFile(file)
			if err != nil {
				w.t.Fatal(err)
			}
			for i := len(data) / 2; i < len(data)/2+4096*8; i++ {
				data[i] ^= 0x5a
			}
			if err := os.WriteFile(file, data, 0o600); err != nil {
				w.t.Fatal(err)
			}
		}, "wrong database: "},
		"a file that cannot be made": {func(w *workplace) {
			w.set("BIJEEN_DATABASE=/dev/null/nee/x.db")
		}, "wrong database: /dev/null/nee/x.db cannot be read"},
		"a folder that cannot be made": {func(w *workplace) {
			if _, err := os.Stat("/proc/self"); err != nil {
				w.t.Skip("there is no folder here that takes nothing")
			}
			w.set("BIJEEN_DATABASE=/proc/nee/x.db")
		}, "wrong database: there is no /proc/nee/x.db, and it cannot be made: "},
		"others can read": {func(w *workplace) {
			if err := os.Chmod(w.data(), 0o644); err != nil {
				w.t.Fatal(err)
			}
		}, "wrong database: others on this machine can read"},
	} {
		t.Run(name, func(t *testing.T) {
			w := examined(t)
			w.t = t
			test.spoil(w)
			r := w.run("doctor")
			if r.status != exitFailed || !strings.Contains(r.stdout, test.want) {
				t.Errorf("exit status %d, want %q in\n%s%s", r.status, test.want, r.stdout, r.stderr)
			}
		})
	}
}

// TestCanMake: where nothing is yet, a file can be made when the first folder
// that is there takes one; nothing of the try stays.
func TestCanMake(t *testing.T) {
	there := t.TempDir()
	if err := canMake(filepath.Join(there, "a", "b")); err != nil {
		t.Errorf("a folder to be made: %v", err)
	}
	if left, err := os.ReadDir(there); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	file := filepath.Join(there, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{file, filepath.Join(file, "below")} {
		if canMake(folder) == nil {
			t.Errorf("a folder could be made at %s, which is a file", folder)
		}
	}
}
