// Package browser_test opens the real program in a real browser: it builds
// cmd/bijeen, imports a meeting file by its command line, serves it with a
// fresh SQLite file, and lets people go through it by mouse, by keyboard, on a
// phone and without scripts. Mail arrives at a real mail server in this
// process. Each test asserts what a person sees and what arrived by mail.
//
// Nothing sleeps: what comes later is waited for, with a limit.
package browser_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"bijeen/browser/browsertest"
)

// patience is how long anything may take: a loaded machine is slow, and only
// what fails waits for the end of it.
const patience = time.Minute

// workshop holds what the tests of one run share: the program they built.
var workshop string

// TestMain runs the tests with one Chromium. They run beside each other: each
// has a program of its own, and much of what they do is waiting.
func TestMain(m *testing.M) {
	os.Exit(func() int {
		var err error
		if workshop, err = os.MkdirTemp("", "bijeen-browser-"); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(workshop)
		defer func() { fmt.Println(looked.summary()) }()
		return browsertest.Run(m)
	}())
}

// binary builds the program once.
var binary = sync.OnceValues(func() (string, error) {
	if err := readSources(".."); err != nil {
		return "", err
	}
	file := filepath.Join(workshop, "bijeen")
	if out, err := exec.Command("go", "build", "-o", file, "bijeen/cmd/bijeen").CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return file, nil
})

// readSources looks at every file the program is made of. `go test` keeps a
// result until a file changes that the test looked at, and it cannot see what
// another process builds.
func readSources(root string) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := d.Name(); d.IsDir() && path != root && (strings.HasPrefix(name, ".") || name == "node_modules" || name == "var" || name == "bin") {
			return filepath.SkipDir
		}
		if !d.IsDir() {
			_, err = os.Stat(path)
		}
		return err
	})
}

// program is one installation: a directory with its database, and the server
// while it runs.
type program struct {
	t        *testing.T
	dir      string
	settings []string // BIJEEN_…=…
	url      string   // of the server that runs

	server *exec.Cmd
	ended  chan error
	log    *logBuffer
}

// install makes a fresh installation. Database and key come where they come
// when nothing is said about them: below the working directory.
func install(t *testing.T, settings ...string) *program {
	t.Helper()
	p := &program{t: t, dir: t.TempDir(), log: &logBuffer{}}
	p.settings = append([]string{
		"BIJEEN_LISTEN=127.0.0.1:0",
		"BIJEEN_MAIL_FROM=Bijeen <uitnodiging@bijeen.example>",
		"BIJEEN_CHANGE_DELAY=0",
		"BIJEEN_OPERATOR=Bureau Samen, postbus 1, Hengelo",
		"BIJEEN_PRIVACY_CONTACT=privacy@samen.example",
		"BIJEEN_SECURITY_CONTACT=mailto:veilig@samen.example",
	}, settings...)
	t.Cleanup(p.finish)
	return p
}

// at says what time it is for the commands and servers that start from now on.
func (p *program) at(now time.Time) { p.set("BIJEEN_NOW", now.UTC().Format(time.RFC3339)) }

func (p *program) set(name, value string) { p.settings = append(p.settings, name+"="+value) }

// command prepares a run of the program. It sees its own settings, and none
// of those that happen to be set around the tests.
func (p *program) command(args ...string) *exec.Cmd {
	p.t.Helper()
	file, err := binary()
	if err != nil {
		p.t.Fatal(err)
	}
	cmd := exec.Command(file, args...)
	cmd.Dir = p.dir
	for _, setting := range os.Environ() {
		if !strings.HasPrefix(setting, "BIJEEN_") {
			cmd.Env = append(cmd.Env, setting)
		}
	}
	cmd.Env = append(cmd.Env, p.settings...)
	return cmd
}

// run runs a command to its end and gives what it printed.
func (p *program) run(args ...string) string {
	p.t.Helper()
	cmd := p.command(args...)
	var out, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if err := cmd.Run(); err != nil {
		p.t.Fatalf("bijeen %s: %v\n%s%s", strings.Join(args, " "), err, &out, &complaints)
	}
	return out.String()
}

// importMeetings brings meetings in as an operator does.
func (p *program) importMeetings(list ...meeting) {
	p.t.Helper()
	data, err := json.Marshal(map[string]any{"meetings": list})
	if err != nil {
		p.t.Fatal(err)
	}
	file := filepath.Join(p.dir, "meetings.json")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		p.t.Fatal(err)
	}
	out := p.run("import", "meetings", file)
	if got := strings.Count(out, "\n"); got != len(list) {
		p.t.Fatalf("imported %d meetings, want %d:\n%s", got, len(list), out)
	}
}

// serve starts the server and waits for its address.
func (p *program) serve() {
	p.t.Helper()
	p.start("serve")
}

// start runs a command that serves, and waits for its address.
func (p *program) start(args ...string) {
	p.t.Helper()
	cmd := p.command(args...)
	pipe, writer := io.Pipe()
	out := io.MultiWriter(p.log, writer)
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.server, p.ended = cmd, make(chan error, 1)
	go func() {
		p.ended <- cmd.Wait()
		_ = writer.Close()
	}()
	address := make(chan string, 1)
	go watch(pipe, "listening on ", address)
	select {
	case p.url = <-address:
	case <-time.After(patience):
		p.t.Fatal("the server does not say where it listens")
	}
	if p.url == "" {
		p.t.Fatal("the server ended before it listened")
	}
}

// watch reads lines to the end and gives what stands behind mark the first
// time; empty when it never came.
func watch(r io.Reader, mark string, found chan<- string) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	sent := false
	for lines.Scan() {
		if _, after, ok := strings.Cut(lines.Text(), mark); ok && !sent {
			found <- strings.Fields(after)[0]
			sent = true
		}
	}
	if !sent {
		found <- ""
	}
	_, _ = io.Copy(io.Discard, r)
}

// stop ends the server as systemd does, and expects it to go quietly.
func (p *program) stop() {
	p.t.Helper()
	if p.server == nil {
		return
	}
	cmd := p.server
	p.server = nil
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		p.t.Errorf("stop the server: %v", err)
	}
	select {
	case err := <-p.ended:
		if err != nil {
			p.t.Errorf("the server ended with %v", err)
		}
	case <-time.After(patience):
		_ = cmd.Process.Kill()
		p.t.Error("the server does not stop")
	}
}

// restart is the same installation at another time.
func (p *program) restart(now time.Time) {
	p.t.Helper()
	p.stop()
	p.at(now)
	p.serve()
}

// finish stops the server and reports what it called an error.
func (p *program) finish() {
	p.t.Helper()
	p.stop()
	log := p.log.String()
	for line := range strings.Lines(log) {
		if strings.Contains(line, "level=ERROR") || strings.Contains(line, `"level":"ERROR"`) {
			p.t.Errorf("the server logged: %s", strings.TrimSpace(line))
		}
	}
	if p.t.Failed() && testing.Verbose() {
		p.t.Logf("log of the server:\n%s", log)
	}
}

// expectErrors takes away what the server logged so far: the test brought it
// about.
func (p *program) expectErrors() { p.log.Reset() }

// logBuffer is a buffer that is written and read at once.
type logBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *logBuffer) Write(data []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(data)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func (b *logBuffer) Reset() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.buf.Reset()
}
