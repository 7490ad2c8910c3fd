package demo

import (
	"sync"
	"time"
)

// Clock is the clock of a Store that first walks through the weeks of the
// demo data and then runs as the clock behind it does.
type Clock struct {
	mu      sync.Mutex
	stands  time.Time
	running func() time.Time
}

// NewClock gives a clock that runs as running does.
func NewClock(running func() time.Time) *Clock { return &Clock{running: running} }

// Now gives the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stands.IsZero() {
		return c.running()
	}
	return c.stands
}

// set lets the clock stand still at t.
func (c *Clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stands = t
}

// release lets the clock run again.
func (c *Clock) release() { c.set(time.Time{}) }
