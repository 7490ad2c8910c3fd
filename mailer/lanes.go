package mailer

import (
	"context"
	"errors"
	"sync"
)

// How long things last in lanes, in looks of the desk: one each second.
const (
	stuckAfter   = 2  // a mail without an answer for so long holds up its lane
	giveUpAfter  = 10 // it is given up, unless its text has gone, when no lane at all is left for others
	aloneAfterNo = 30 // a server that takes no further connection is not asked again before
)

// lanes are the connections over which mail goes. Usually the first few are
// enough. While the server is silent about a mail, a lane of the reserve goes
// in for the one that waits, so that as many as usual are left for
// everybody else: one mail never holds up another (contract, Mail; R7). A
// mail whose text has gone is waited for however long that takes.
// Time is counted in looks, for the clock of the store may stand still.
type lanes struct {
	mu    sync.Mutex
	usual int
	open  []*lane
	spare []*lane
	alone int // for how many looks the reserve stays out
}

// lane is one connection and how it fares. The fields below sender belong to
// the mutex of lanes.
type lane struct {
	sender  Sender
	reserve bool
	giveUp  context.CancelFunc // ends the mail on its way; nil when there is none
	waited  int                // looks since that mail began
	row     int64              // of that mail, in the outbox
}

func newLanes(senders, reserve []Sender) *lanes {
	ls := &lanes{usual: len(senders)}
	for _, s := range senders {
		ls.open = append(ls.open, &lane{sender: s})
	}
	for _, s := range reserve {
		ls.spare = append(ls.spare, &lane{sender: s, reserve: true})
	}
	return ls
}

// begin notes that a mail is on its way over l; end that it is not any more.
func (ls *lanes) begin(l *lane, row int64, giveUp context.CancelFunc) (end func()) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	l.giveUp, l.waited, l.row = giveUp, 0, row
	return func() {
		ls.mu.Lock()
		defer ls.mu.Unlock()
		l.giveUp, l.waited = nil, 0
	}
}

// look counts the time, and says which lanes of the reserve have to go to
// work because mail waits and too few lanes are free for it: each time twice
// as many in all when none is. Without any free lane and reserve the mails that
// had their time are given up: they come again later.
func (ls *lanes) look(mailWaits bool) (start []*lane) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	for _, l := range ls.open {
		l.waited++
	}
	ls.alone = max(ls.alone-1, 0)
	if !mailWaits {
		return nil
	}
	need := ls.usual - ls.free()
	if need == ls.usual {
		need = max(need, len(ls.open))
	}
	for ; need > 0 && len(ls.spare) > 0 && ls.alone == 0; need-- {
		l := ls.spare[0]
		ls.spare, ls.open, start = ls.spare[1:], append(ls.open, l), append(start, l)
	}
	if len(start) == 0 && ls.free() == 0 {
		for _, l := range ls.open {
			if l.giveUp != nil && l.waited >= giveUpAfter {
				l.giveUp()
			}
		}
	}
	return start
}

// held lists the rows of mails that have been on their way for another so many
// looks.
func (ls *lanes) held(every int) (rows []int64) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	for _, l := range ls.open {
		if l.giveUp != nil && l.waited > 0 && l.waited%every == 0 {
			rows = append(rows, l.row)
		}
	}
	return rows
}

// giveUpAll gives up every mail whose text has not gone.
func (ls *lanes) giveUpAll() {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	for _, l := range ls.open {
		if l.giveUp != nil {
			l.giveUp()
		}
	}
}

// free counts the lanes on which mail gets on.
func (ls *lanes) free() int {
	n := 0
	for _, l := range ls.open {
		if l.giveUp == nil || l.waited < stuckAfter {
			n++
		}
	}
	return n
}

// leave reports whether a lane of the reserve can go back, now that as many
// as usual are free without it, and takes it out of work when so.
func (ls *lanes) leave(l *lane) bool {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if !l.reserve || ls.alone == 0 && ls.free()-1 < ls.usual {
		return false
	}
	for i, one := range ls.open {
		if one == l {
			ls.open = append(ls.open[:i:i], ls.open[i+1:]...)
			break
		}
	}
	ls.spare = append(ls.spare, l)
	return true
}

// refused reports whether this failure only says that the server takes no
// more connections than it has: then the reserve stays out for a while.
func (ls *lanes) refused(l *lane, err error) bool {
	var failure *Failure
	if !l.reserve || !errors.As(err, &failure) || !failure.Down {
		return false
	}
	ls.mu.Lock()
	defer ls.mu.Unlock()
	ls.alone = aloneAfterNo
	return true
}

// lateKey is where the context of a mail keeps the one that ends when the mail
// should be given up.
type lateKey struct{}

// gaveUp gives the context that ends when the mail has had its time, or
// somebody else needs the connection more. A Sender gives up then what it can give up without sending it twice.
func gaveUp(ctx context.Context) context.Context {
	if late, ok := ctx.Value(lateKey{}).(context.Context); ok {
		return late
	}
	return context.Background()
}
