// Package mailertest gives tests a recorder for mail and a mail server that
// does as it is told. Only tests import it.
package mailertest

import (
	"context"
	"sync"
	"testing"
	"time"

	"bijeen/mailer"
)

// Recorder is a mailer.Sender that remembers every try. It can be told to
// fail at certain tries. It is safe for use by many goroutines.
type Recorder struct {
	mu     sync.Mutex
	tries  []*mailer.Mail
	sent   []*mailer.Mail
	fail   map[int]error
	always error
	more   chan struct{} // closed and made anew at each try
}

// NewRecorder gives a recorder that accepts everything.
func NewRecorder() *Recorder {
	return &Recorder{fail: map[int]error{}, more: make(chan struct{})}
}

// FailOn makes the n-th try, counted from 1, end with err.
func (r *Recorder) FailOn(n int, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fail[n] = err
}

// FailAlways makes every try end with err; nil ends that.
func (r *Recorder) FailAlways(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.always = err
}

// Send is that of mailer.Sender.
func (r *Recorder) Send(_ context.Context, m *mailer.Mail) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tries = append(r.tries, m)
	close(r.more)
	r.more = make(chan struct{})
	if err, told := r.fail[len(r.tries)]; told {
		return err
	}
	if r.always != nil {
		return r.always
	}
	r.sent = append(r.sent, m)
	return nil
}

// Tries lists every mail that was tried, in order.
func (r *Recorder) Tries() []*mailer.Mail {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]*mailer.Mail(nil), r.tries...)
}

// Sent lists the mails that were accepted, in order.
func (r *Recorder) Sent() []*mailer.Mail {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]*mailer.Mail(nil), r.sent...)
}

// patience is how long a test waits for what must happen.
const patience = 20 * time.Second

// WaitForTries waits until there were n tries and gives them all.
func (r *Recorder) WaitForTries(t testing.TB, n int) []*mailer.Mail {
	t.Helper()
	late := time.After(patience)
	for {
		r.mu.Lock()
		tries, more := append([]*mailer.Mail(nil), r.tries...), r.more
		r.mu.Unlock()
		if len(tries) >= n {
			return tries
		}
		select {
		case <-more:
		case <-late:
			t.Fatalf("%d mails were tried, want %d", len(tries), n)
		}
	}
}
