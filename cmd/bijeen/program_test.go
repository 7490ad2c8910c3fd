package main

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"bijeen/models/modelstest"
)

// asProgram makes this test binary be the program itself.
const asProgram = "BIJEEN_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// workplace is where a program of a test runs: a folder of its own, with
// settings.
type workplace struct {
	t   *testing.T
	dir string
	env []string
}

// newWorkplace has an empty database, PostgreSQL where the tests have one.
func newWorkplace(t *testing.T, settings ...string) *workplace {
	t.Helper()
	w := &workplace{t: t, dir: t.TempDir()}
	w.set("BIJEEN_LISTEN=127.0.0.1:0", "BIJEEN_MAIL_FROM=Bijeen <bijeen@bijeen.example>")
	if dsn, ok := modelstest.PostgresDSN(t); ok {
		w.set("BIJEEN_DATABASE="+dsn, "BIJEEN_SECRET="+strings.Repeat("s", 32))
	}
	w.set(settings...)
	return w
}

func (w *workplace) set(settings ...string) { w.env = append(w.env, settings...) }

// environ is a clean environment with the settings.
func (w *workplace) environ() []string {
	var env []string
	for _, pair := range os.Environ() {
		if !strings.HasPrefix(pair, "BIJEEN_") {
			env = append(env, pair)
		}
	}
	return append(env, w.env...)
}

func (w *workplace) file(name string) string { return filepath.Join(w.dir, name) }

// write makes a file in the folder.
func (w *workplace) write(name, text string) string {
	w.t.Helper()
	if err := os.WriteFile(w.file(name), []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
	return w.file(name)
}

// result is how a command ended.
type result struct {
	status         int
	stdout, stderr string
}

// run carries out a command to its end.
func (w *workplace) run(args ...string) result {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Dir, cmd.Env = w.dir, append(w.environ(), asProgram+"=1")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		w.t.Fatal(err)
	}
	return result{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// ok carries out a command that must succeed and gives what it printed.
func (w *workplace) ok(args ...string) string {
	w.t.Helper()
	r := w.run(args...)
	if r.status != exitDone {
		w.t.Fatalf("bijeen %s: exit status %d\n%s", strings.Join(args, " "), r.status, r.stderr)
	}
	return r.stdout
}

// server is a program that runs until it is stopped.
type server struct {
	t    *testing.T
	url  string
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended

	mu      sync.Mutex
	printed bytes.Buffer
	logged  bytes.Buffer
}

// start runs a server and waits until it listens. It is stopped when the
// test ends, if it has not been.
func (w *workplace) start(args ...string) *server {
	w.t.Helper()
	s := w.begin(args...)
	select {
	case <-s.listens():
	case <-s.done:
		w.t.Fatalf("bijeen %s ended before it listened:\n%s", strings.Join(args, " "), s.log())
	}
	return s
}

// begin runs a server without waiting for it.
func (w *workplace) begin(args ...string) *server {
	w.t.Helper()
	s := &server{t: w.t, cmd: exec.Command(os.Args[0], args...), done: make(chan struct{})}
	s.cmd.Dir, s.cmd.Env = w.dir, append(w.environ(), asProgram+"=1")
	s.cmd.Stderr = lockedBuffer{s, &s.logged}
	stdout, err := s.cmd.StdoutPipe()
	if err != nil {
		w.t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	go s.read(bufio.NewScanner(stdout))
	w.t.Cleanup(func() {
		if s.cmd.ProcessState == nil {
			s.stop()
		}
	})
	return s
}

// read keeps what the program prints, to its end.
func (s *server) read(lines *bufio.Scanner) {
	for lines.Scan() {
		s.mu.Lock()
		s.printed.WriteString(lines.Text() + "\n")
		s.mu.Unlock()
	}
	_ = s.cmd.Wait()
	close(s.done)
}

// listens gives a channel that is closed once the address is known.
func (s *server) listens() chan struct{} {
	found := make(chan struct{})
	go func() {
		defer close(found)
		for tick := time.NewTicker(5 * time.Millisecond); ; <-tick.C {
			if _, rest, ok := strings.Cut(s.output(), "listening on "); ok && strings.Contains(rest, "\n") {
				s.url, _, _ = strings.Cut(rest, "\n")
				return
			}
			select {
			case <-s.done:
				return
			default:
			}
		}
	}()
	return found
}

func (s *server) output() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.printed.String()
}

func (s *server) log() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.logged.String()
}

// terminate asks the program to stop.
func (s *server) terminate() {
	s.t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Errorf("stop: %v", err)
	}
}

// stop asks the program to stop and gives its exit status.
func (s *server) stop() int {
	s.t.Helper()
	s.terminate()
	return s.wait()
}

// wait waits for the end, which must come within the time of R14.
func (s *server) wait() int {
	s.t.Helper()
	select {
	case <-s.done:
	case <-time.After(20 * time.Second):
		s.t.Errorf("the program does not stop:\n%s", s.log())
		_ = s.cmd.Process.Kill()
		<-s.done
	}
	return s.cmd.ProcessState.ExitCode()
}

// lockedBuffer lets a program write while a test reads.
type lockedBuffer struct {
	s *server
	b *bytes.Buffer
}

func (l lockedBuffer) Write(p []byte) (int, error) {
	l.s.mu.Lock()
	defer l.s.mu.Unlock()
	return l.b.Write(p)
}
