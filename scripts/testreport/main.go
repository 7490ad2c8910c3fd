// Command testreport makes the output of go test -json readable, and tells at
// the end which tests ran in no pass at all.
//
//	go test -json ./... | testreport pass -name SQLite -log DIR/1.json
//	testreport summary DIR/*.json
//
// "pass" prints a line per package and the output of what failed; it exits 1
// when something failed. "summary" reads the logs of all passes. A test that was
// skipped in one pass and passed in another is fine; one that was skipped
// everywhere is listed with its reason, and with CI set that is a failure: a
// skipped test protects nobody.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
)

// event is a line of go test -json; see go doc cmd/test2json.
type event struct {
	Action     string
	Package    string
	ImportPath string // of a build event
	Test       string
	Elapsed    float64
	Output     string
}

func main() {
	failed, err := run(os.Args[1:], os.Stdin, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "testreport:", err)
		os.Exit(2)
	}
	if failed {
		os.Exit(1)
	}
}

func run(args []string, in io.Reader, out io.Writer) (failed bool, err error) {
	if len(args) == 0 {
		return false, errors.New("use: testreport pass|summary")
	}
	flags := flag.NewFlagSet("testreport", flag.ContinueOnError)
	name := flags.String("name", "", "name of this pass in the summary")
	log := flags.String("log", "", "file to keep the events in, for the summary")
	if err := flags.Parse(args[1:]); err != nil {
		return false, err
	}
	switch args[0] {
	case "pass":
		file, err := os.Create(*log)
		if err != nil {
			return false, err
		}
		p := newPass(*name, out)
		return p.read(in, file), errors.Join(p.broken, file.Close())
	case "summary":
		return summary(flags.Args(), os.Getenv("CI") != "", out)
	}
	return false, fmt.Errorf("no command %q", args[0])
}

// summary reads the logs of the passes and prints what was run, and what was
// not.
func summary(logs []string, strict bool, out io.Writer) (failed bool, err error) {
	ran := map[string]bool{}
	var skips []skip
	for _, log := range logs {
		p, err := reread(log)
		if err != nil {
			return false, err
		}
		failed = failed || p.failed
		_, _ = fmt.Fprintf(out, "  %s\n", p.line())
		for test, state := range p.tests {
			ran[test] = ran[test] || state != "skip"
		}
		skips = append(skips, p.skips()...)
	}
	never := slices.DeleteFunc(skips, func(s skip) bool { return ran[s.test] })
	for _, group := range groups(never) {
		_, _ = fmt.Fprintf(out, "  NOT RUN %s\n", group)
	}
	return failed || strict && len(never) > 0, nil
}

// reread gives a pass from its log without printing it again. The log begins
// with the name of the pass.
func reread(path string) (*pass, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	in := bufio.NewReader(file)
	first, err := in.ReadBytes('\n')
	if err != nil {
		return nil, fmt.Errorf("%s is not the log of a pass: %w", path, err)
	}
	var head struct{ Pass string }
	if err := json.Unmarshal(first, &head); err != nil || head.Pass == "" {
		return nil, fmt.Errorf("%s is not the log of a pass", path)
	}
	p := newPass(head.Pass, io.Discard)
	p.read(in, nil)
	return p, p.broken
}
