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

// A mail whose text has gone has longer, but not for ever: the program ends
// within fifteen seconds.
func TestR14_StopWaitsForTheAnswer(t *testing.T) {
	for name, test := range map[string]struct {
		answer time.Duration // after the text
		state  string
		most   time.Duration
	}{
		"in time": {9 * time.Second, "sent", 10 * time.Second},
		"never":   {time.Hour, "queued", 14 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newScenario(t, "nl", described(50, 50))
				s.signUp(at(cast[0], "a"))
				server := &considering{answer: test.answer, about: map[string]bool{cast[0].Email: true}, begun: make(chan struct{}, 1)}
				r := prepare(s, nil, server).start()
				<-server.begun
				told := time.Now()
				r.end()
				if took := time.Since(told); took > test.most {
					t.Errorf("stopping took %v, want %v at most", took, test.most)
				}
				if got := s.outbox()[0]; got.State != test.state {
					t.Errorf("row %+v, want it %s", got, test.state)
				}
			})
		})
	}
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
	case <-mailer.GaveUp(ctx).Done():
	case <-ctx.Done():
	}
	return &mailer.Failure{Problem: "interrupted"}
}

func (s *stalling) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sent
}
