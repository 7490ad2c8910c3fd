package mailer_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bijeen/mailer"
	"bijeen/models/modelstest"
)

// A worker that is told to stop finishes the mail in hand, marks it, and
// gives back what it has not begun (R14).
func TestR14_StopIsGentle(t *testing.T) {
	s := newScenario(t, "nl", described(50, 50))
	for n := range 10 {
		s.signUp(modelstest.Person(n, "a"))
	}
	slow := &stalling{begun: make(chan struct{}), finish: make(chan struct{})}
	r := prepare(s, nil, slow).start()
	<-slow.begun
	r.stop()
	close(slow.finish)
	<-r.stopped
	sent, queued := 0, 0
	for _, one := range s.outbox() {
		switch {
		case one.State == "sent" && one.Attempts == 1:
			sent++
		case one.State == "queued" && one.Attempts == 0 && one.Problem == "":
			queued++
		}
	}
	if sent != 1 || slow.count() != 1 || queued != 9 {
		t.Errorf("%d sent and %d given back, the sender saw %d; want the one in hand finished and nothing begun", sent, queued, slow.count())
	}
	if again := s.claim(); len(again) != queued {
		t.Errorf("%d rows can be claimed at once, want %d", len(again), queued)
	}
}

// A server that never answers does not keep the program from stopping.
func TestR14_StopEndsHangingMail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScenario(t, "nl", described(50, 50))
		s.signUp(at(cast[0], "a"))
		hanging := &stalling{begun: make(chan struct{})}
		r := prepare(s, nil, hanging)
		runCtx, stop := context.WithCancel(context.Background())
		done := make(chan struct{})
		go func() {
			r.Run(runCtx)
			close(done)
		}()
		<-hanging.begun
		told := time.Now()
		stop()
		<-done
		if took := time.Since(told); took > 10*time.Second {
			t.Errorf("stopping took %v", took)
		}
		if got := s.outbox()[0]; got.State != "queued" || got.Attempts != 1 || got.Problem != "interrupted" {
			t.Errorf("row %+v, want it to wait for its next try", got)
		}
	})
}

// stalling is a sender whose first mail takes until finish is closed, or for
// ever when there is none.
type stalling struct {
	begun, finish chan struct{}
	mu            sync.Mutex
	sent          int
}

func (s *stalling) Send(ctx context.Context, _ *mailer.Mail) error {
	s.mu.Lock()
	s.sent++
	first := s.sent == 1
	s.mu.Unlock()
	if !first {
		return nil
	}
	close(s.begun)
	select {
	case <-s.finish:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *stalling) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sent
}
