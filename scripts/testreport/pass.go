package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
)

// pass follows one run of go test over some packages.
type pass struct {
	name    string
	out     io.Writer
	failed  bool
	broken  error             // the log could not be read or written
	tests   map[string]string // "package test" -> pass, fail or skip
	skipped []string          // in the order of the run
	output  map[string]*strings.Builder
	elapsed float64
	counts  map[string]map[string]int // package -> action -> tests
}

func newPass(name string, out io.Writer) *pass {
	return &pass{
		name: name, out: out,
		tests: map[string]string{}, output: map[string]*strings.Builder{}, counts: map[string]map[string]int{},
	}
}

// read takes events until the input ends, keeps them in log when there is one,
// and reports whether something failed. A line that is no event, such as a
// complaint of the go command, is printed as it is.
func (p *pass) read(in io.Reader, log io.Writer) (failed bool) {
	if log != nil {
		head, err := json.Marshal(map[string]string{"Pass": p.name})
		p.note(err)
		_, err = fmt.Fprintf(log, "%s\n", head)
		p.note(err)
	}
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			p.event(line)
			if log != nil {
				_, err := log.Write(line)
				p.note(err)
			}
		}
		if err == io.EOF {
			return p.failed
		}
		if err != nil {
			p.note(err)
			return true
		}
	}
}

func (p *pass) note(err error) {
	if p.broken == nil {
		p.broken = err
	}
}

func (p *pass) event(line []byte) {
	var e event
	if err := json.Unmarshal(line, &e); err != nil || e.Action == "" {
		_, _ = p.out.Write(line)
		return
	}
	p.take(e)
}

func (p *pass) take(e event) {
	key := strings.TrimSpace(e.Package + " " + e.Test)
	switch e.Action {
	case "build-output":
		_, _ = io.WriteString(p.out, e.Output)
	case "build-fail":
		p.failed = true
	case "output":
		p.keep(key, e.Output)
	case "pass", "fail", "skip":
		if e.Test == "" {
			p.endPackage(e)
			return
		}
		p.endTest(key, e)
	}
}

func (p *pass) keep(key, text string) {
	if p.output[key] == nil {
		p.output[key] = &strings.Builder{}
	}
	p.output[key].WriteString(text)
}

func (p *pass) endTest(key string, e event) {
	p.tests[key] = e.Action
	if p.counts[e.Package] == nil {
		p.counts[e.Package] = map[string]int{}
	}
	p.counts[e.Package][e.Action]++
	switch e.Action {
	case "fail":
		p.failed = true
		_, _ = io.WriteString(p.out, p.text(key))
	case "skip":
		p.skipped = append(p.skipped, key)
		return // its output holds the reason
	}
	delete(p.output, key)
}

func (p *pass) endPackage(e event) {
	p.elapsed += e.Elapsed
	counts := p.counts[e.Package]
	verdict := map[string]string{"pass": "ok  ", "fail": "FAIL", "skip": "none"}[e.Action]
	if e.Action == "fail" {
		p.failed = true
		// What is left belongs to no test that ended: a panic, a time-out, TestMain.
		for key, text := range p.output {
			if key == e.Package || strings.HasPrefix(key, e.Package+" ") && p.tests[key] == "" {
				_, _ = io.WriteString(p.out, text.String())
			}
		}
	}
	delete(p.output, e.Package)
	if e.Action != "skip" {
		_, _ = fmt.Fprintf(p.out, "%s %-32s %6.1f s  %d passed, %d failed, %d skipped\n",
			verdict, e.Package, e.Elapsed, counts["pass"], counts["fail"], counts["skip"])
	}
}

func (p *pass) text(key string) string {
	if p.output[key] == nil {
		return ""
	}
	return p.output[key].String()
}

// line sums the pass up.
func (p *pass) line() string {
	total := map[string]int{}
	for _, action := range p.tests {
		total[action]++
	}
	verdict := "ok  "
	if p.failed {
		verdict = "FAIL"
	}
	took := time.Duration(p.elapsed * float64(time.Second)).Round(time.Second)
	return fmt.Sprintf("%s %-24s %d passed, %d failed, %d skipped, %s of tests", verdict, p.name, total["pass"], total["fail"], total["skip"], took)
}
