package mailer

import (
	"errors"
	"sync"
	"time"
)

// outage is what the senders know together about the mail server. A server
// that cannot be reached, or under which two mails in a row broke, gets some
// rest: the rows in hand go back untried, and one of them is the first to try
// after the rest.
type outage struct {
	mu      sync.Mutex
	lost    int    // connections that broke in a row
	problem string // why the server is down; empty when it is not
	rests   int    // in a row
}

// longestRest is how long a server that is down is left alone at most.
const longestRest = time.Minute

// note takes in what became of a mail, and reports whether the server is
// down from now on. An answer, even a refusal, means that it is not.
func (o *outage) note(err error) (began bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	var failure *Failure
	if !errors.As(err, &failure) || !failure.Down && !failure.Lost {
		o.lost, o.problem, o.rests = 0, "", 0
		return false
	}
	o.lost++
	if !failure.Down && o.lost < 2 {
		return false
	}
	began = o.problem == "" && o.rests == 0
	o.problem = failure.Problem
	return began
}

// down gives the problem, empty while the server is not known to be down.
func (o *outage) down() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.problem
}

// rest is how long to wait now: one second, and twice as long each time.
func (o *outage) rest() time.Duration {
	o.mu.Lock()
	defer o.mu.Unlock()
	return min(time.Second<<min(o.rests, 10), longestRest)
}

// lift ends a rest: the next mail is tried.
func (o *outage) lift() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.problem = ""
	o.rests++
}
