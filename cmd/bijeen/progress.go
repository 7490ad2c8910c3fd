package main

import (
	"fmt"
	"io"
	"time"
)

// progress shows on a terminal how far long work is; elsewhere it says
// nothing.
type progress struct {
	w           io.Writer // nil: say nothing
	what        string
	count, all  int
	now         func() time.Time
	begun, last time.Time
}

// patience is how long work may take before it is worth a line.
const patience = 500 * time.Millisecond

// progress counts work up to all; 0 when that is not known.
func (con *console) progress(what string, all int) *progress {
	p := &progress{what: what, all: all, now: con.now}
	if con.terminal {
		p.w, p.begun = con.stderr, con.now()
		p.last = p.begun
	}
	return p
}

// step counts one more.
func (p *progress) step() {
	p.count++
	if p.w == nil {
		return
	}
	if t := p.now(); t.Sub(p.begun) > patience && t.Sub(p.last) > 100*time.Millisecond {
		p.last = t
		p.show()
	}
}

func (p *progress) show() {
	if p.all > 0 {
		fmt.Fprintf(p.w, "\r%s: %d of %d (%d%%)", p.what, p.count, p.all, 100*p.count/p.all)
		return
	}
	fmt.Fprintf(p.w, "\r%s: %d", p.what, p.count)
}

// done ends the line, if there is one.
func (p *progress) done() {
	if p.w != nil && p.last != p.begun {
		p.show()
		fmt.Fprintln(p.w)
	}
}

// doing names work that gives no count, on a terminal.
func (con *console) doing(what string) {
	if con.terminal {
		fmt.Fprintln(con.stderr, what+" …")
	}
}
