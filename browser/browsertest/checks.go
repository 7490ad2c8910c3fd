package browsertest

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// axeTags are the rule sets that pages are held to: WCAG 2.2 level A and AA,
// and what axe's authors call best practice.
var axeTags = []string{"wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"}

// Rules of html-validate's "recommended" set that are switched off, and why.
const (
	// NoRedundantRole is off for pages: the tables turn into cards on a phone,
	// and only explicit ARIA roles keep their meaning when display changes.
	NoRedundantRole = "no-redundant-role"
	// NoInlineStyle is off for mail: mail programs ignore style sheets.
	NoInlineStyle = "no-inline-style"
)

// Report is what axe-core says about a page. Incomplete holds what axe could
// not decide; a person looks at those.
type Report struct {
	Violations []Finding `json:"violations"`
	Incomplete []Finding `json:"incomplete"`
	Passes     int       `json:"passes"` // rules that found something to judge and liked it
}

// Finding is one rule that is broken, with up to five places.
type Finding struct {
	Rule  string   `json:"rule"`
	Help  string   `json:"help"`
	Nodes []string `json:"nodes"`
}

// String gives a finding as one line per place.
func (f Finding) String() string {
	return f.Rule + ": " + f.Help + "\n    " + strings.Join(f.Nodes, "\n    ")
}

// Axe runs axe-core on the page as it is now. Scripts of the page must be on.
// Without the npm tools the test is skipped, or failed when CI is set.
func (p *Page) Axe() Report {
	p.t.Helper()
	source, err := axeScript()
	if err != nil {
		unavailable(p.t, err.Error())
	}
	p.do("load axe-core", chromedp.Evaluate[chromedp.Void]("if (!globalThis.axe) {"+source+"}"))
	report := evaluate[Report](p, call("axe", axeTags))
	if report.Passes == 0 {
		p.t.Fatalf("axe-core judged nothing on %s: is the page empty?", p.URL())
	}
	return report
}

// CheckAccessible reports every axe-core violation.
func (p *Page) CheckAccessible() {
	p.t.Helper()
	for _, violation := range p.Axe().Violations {
		p.t.Errorf("%s (%s): axe %s", p.URL(), p.view, violation)
	}
}

// Overflow gives by how many pixels the page is wider than the view, and which
// elements stick out. 0 means that it does not scroll sideways.
func (p *Page) Overflow() (pixels int, elements []string) {
	p.t.Helper()
	type wide struct {
		Width    int      `json:"width"`
		Elements []string `json:"elements"`
	}
	found := evaluate[wide](p, call("wide", p.view.Width))
	return max(0, found.Width-p.view.Width), found.Elements
}

// CheckNoSidewaysScroll reports a page that is wider than the view.
func (p *Page) CheckNoSidewaysScroll() {
	p.t.Helper()
	if pixels, elements := p.Overflow(); pixels > 0 {
		p.t.Errorf("%s (%s): the page scrolls %d px sideways; sticking out: %s", p.URL(), p.view, pixels, strings.Join(elements, ", "))
	}
}

// Problem is one rule of html-validate that a document breaks.
type Problem struct {
	Rule     string `json:"rule"`
	Message  string `json:"message"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Selector string `json:"selector"`
}

// String gives a problem with its place.
func (p Problem) String() string {
	return fmt.Sprintf("%d:%d %s: %s (%s)", p.Line, p.Column, p.Rule, p.Message, p.Selector)
}

// HTMLProblems holds a document against the "recommended" rules of
// html-validate, without the rules named in off. A document that was judged
// before, for another width, is not judged again. Without the npm tools t is
// skipped, or failed when CI is set.
func (b *Browser) HTMLProblems(t testing.TB, html string, off ...string) []Problem {
	t.Helper()
	if off == nil {
		off = []string{}
	}
	key := sha256.Sum256([]byte(strings.Join(off, " ") + "\n" + html))
	b.judgedMu.Lock()
	problems, known := b.judged[key]
	b.judgedMu.Unlock()
	if known {
		return problems
	}
	problems, err := callTool[[]Problem](t, b, "validate", html, off)
	if err != nil {
		t.Fatalf("html-validate: %v", err)
	}
	b.judgedMu.Lock()
	defer b.judgedMu.Unlock()
	b.judged[key] = problems
	return problems
}

// CheckHTML reports every problem in the page as the server sent it. The
// exception of the design guide for pages is made already.
func (p *Page) CheckHTML() {
	p.t.Helper()
	for _, problem := range p.b.HTMLProblems(p.t, p.Source(), NoRedundantRole) {
		p.t.Errorf("%s: html-validate %s", p.URL(), problem)
	}
}

// Check does all that every page is held to: no sideways scroll, no axe-core
// violation, no html-validate problem. It also takes a picture, when pictures
// are asked for.
func (p *Page) Check(name string) {
	p.t.Helper()
	p.Screenshot(name)
	p.CheckNoSidewaysScroll()
	p.CheckHTML()
	if !p.view.NoScript {
		p.CheckAccessible()
	}
}
