package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// skip is a test that a pass did not run.
type skip struct {
	test   string // "package test"
	reason string
}

// position is the "file.go:12: " that the testing package writes before what a
// test says.
var position = regexp.MustCompile(`^\w+\.go:\d+: `)

func (p *pass) skips() []skip {
	var all []skip
	for _, test := range p.skipped {
		all = append(all, skip{test, p.reason(test)})
	}
	return all
}

// reason gives what a skipped test said, on one line.
func (p *pass) reason(test string) string {
	var said []string
	for line := range strings.Lines(p.text(test)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "=== ") || strings.HasPrefix(line, "--- ") {
			continue
		}
		said = append(said, position.ReplaceAllString(line, ""))
	}
	if len(said) == 0 {
		return "without a reason"
	}
	return strings.Join(said, " ")
}

// groups puts the tests of one package that share a reason on one line: where
// Chromium is missing, two hundred tests say so.
func groups(skips []skip) []string {
	var keys []string
	tests := map[string][]string{}
	for _, s := range skips {
		pkg, test, _ := strings.Cut(s.test, " ")
		key := pkg + " \x00" + s.reason
		if tests[key] == nil {
			keys = append(keys, key)
		}
		if !slices.Contains(tests[key], test) { // skipped by two passes
			tests[key] = append(tests[key], test)
		}
	}
	var lines []string
	for _, key := range keys {
		pkg, reason, _ := strings.Cut(key, "\x00")
		names := tests[key]
		shown := strings.Join(names[:min(3, len(names))], ", ")
		if len(names) > 3 {
			shown += fmt.Sprintf(" and %d more", len(names)-3)
		}
		lines = append(lines, pkg+shown+": "+reason)
	}
	return lines
}
