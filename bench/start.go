package main

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const starts = 5

// measureStart starts the real program with a migrated database and measures
// how long it takes to its first answer, and what memory it uses at rest.
func measureStart() ([]row, error) {
	dir, program, err := built()
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	var times, memory []float64
	for range starts + 1 {
		millis, mb, err := startOnce(program, dir)
		if err != nil {
			return nil, err
		}
		times, memory = append(times, millis), append(memory, mb)
	}
	times, memory = times[1:], memory[1:] // the first one migrates
	t, mb := median(times), median(memory)
	return []row{
		{what: "start to first answer, migrated database", ours: fmt.Sprintf("%.0f ms", t), theirs: "–", ratio: "–", aim: "< 150 ms", met: t < 150},
		{what: "memory at rest", ours: fmt.Sprintf("%.0f MB", mb), theirs: "–", ratio: "–", aim: "< 80 MB", met: mb < 80},
	}, nil
}

var listening = regexp.MustCompile(`listening on (http://\S+)`)

// built builds the program in a directory of its own.
func built() (dir, program string, err error) {
	if dir, err = os.MkdirTemp("", "bijeen-bench-"); err != nil {
		return "", "", err
	}
	program = filepath.Join(dir, "bijeen")
	if out, err := exec.Command("go", "build", "-o", program, "./cmd/bijeen").CombinedOutput(); err != nil {
		_ = os.RemoveAll(dir)
		return "", "", fmt.Errorf("build: %w\n%s", err, out)
	}
	return dir, program, nil
}

func startOnce(program, dir string) (millis, mb float64, err error) {
	begin := time.Now()
	s, err := serve(program, dir)
	if err != nil {
		return 0, 0, err
	}
	defer s.stop()
	res, err := http.Get(s.url + "/")
	if err != nil {
		return 0, 0, err
	}
	millis = float64(time.Since(begin).Microseconds()) / 1000
	_ = res.Body.Close()
	time.Sleep(2 * time.Second)
	return millis, residentMB(s.pid), nil
}

// running is the real program at work.
type running struct {
	url, pid string
	stop     func()
}

// serve starts the program over the database of dir and waits until it
// listens.
func serve(program, dir string) (*running, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	cmd := exec.CommandContext(ctx, program, "serve")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "BIJEEN_LISTEN=127.0.0.1:0", "BIJEEN_DATABASE="+databaseIn(dir))
	out, err := cmd.StderrPipe()
	if err != nil {
		cancel()
		return nil, err
	}
	cmd.Stdout = cmd.Stderr
	if err := cmd.Start(); err != nil {
		cancel()
		return nil, err
	}
	stop := func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
		cancel()
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if found := listening.FindStringSubmatch(lines.Text()); found != nil {
			go func() {
				for lines.Scan() { // the program must not block on a full pipe
				}
			}()
			return &running{found[1], strconv.Itoa(cmd.Process.Pid), stop}, nil
		}
	}
	stop()
	return nil, fmt.Errorf("the program did not say that it listens")
}

func databaseIn(dir string) string { return filepath.Join(dir, "bijeen.db") }

// peakMB is the largest memory a process has used, and residentMB what it
// uses now, in megabytes; 0 where the system does not tell.
func peakMB(pid string) float64     { return procMB(pid, "VmHWM:") }
func residentMB(pid string) float64 { return procMB(pid, "VmRSS:") }

func procMB(pid, field string) float64 {
	text, err := os.ReadFile("/proc/" + pid + "/status")
	if err != nil {
		return 0
	}
	for line := range strings.SplitSeq(string(text), "\n") {
		if rest, ok := strings.CutPrefix(line, field); ok {
			kb, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kb / 1024
		}
	}
	return 0
}
