package mailer_test

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/google/go-cmp/cmp"

	"bijeen/mailer"
	"bijeen/mailer/mailertest"
	"bijeen/models/modelstest"
)

// crowd signs n people up; the third is the one that gives trouble.
func (s *scenario) crowd(n int) (trouble string) {
	s.t.Helper()
	for i := range n {
		s.signUp(modelstest.Person(i, "a"))
	}
	return modelstest.Person(2).Email
}

// states gives how each receiver's mail stands.
func (s *scenario) states() map[string]string {
	s.t.Helper()
	all := map[string]string{}
	for _, one := range s.outbox() {
		all[one.To] = one.State
	}
	return all
}

// expected is everybody's mail sent, and that of one receiver something else.
func expected(n int, trouble, state string) map[string]string {
	want := map[string]string{}
	for i := range n {
		want[modelstest.Person(i).Email] = "sent"
	}
	want[trouble] = state
	return want
}

// R7: whatever a mail server does to one mail, that mail ends as waiting or
// failed with a reason, everybody else's is sent at once, and a mail that
// waits goes when the server has come to itself.
func TestR7_OneMailInTrouble(t *testing.T) {
	const people = 8
	refuse := func(code int, enhanced smtp.EnhancedCode) error {
		return &smtp.SMTPError{Code: code, EnhancedCode: enhanced, Message: "no"}
	}
	for name, test := range map[string]struct {
		rcpt    func(over <-chan struct{}) error
		data    func(s *mailertest.Server, c *smtp.Conn, l mailertest.Letter, r io.Reader) error
		state   string
		problem string
	}{
		"451 at RCPT": {rcpt: func(<-chan struct{}) error { return refuse(451, smtp.EnhancedCode{4, 7, 1}) }, state: "queued", problem: "later 451 4.7.1"},
		"550 at RCPT": {rcpt: func(<-chan struct{}) error { return refuse(550, smtp.EnhancedCode{5, 1, 1}) }, state: "failed", problem: "refused 550 5.1.1"},
		"421 at RCPT": {rcpt: func(<-chan struct{}) error { return refuse(421, smtp.EnhancedCode{4, 3, 2}) }, state: "queued", problem: "interrupted"},
		"slow":        {rcpt: func(over <-chan struct{}) error { <-over; return nil }, state: "queued", problem: "interrupted"},
		"554 after the text": {data: func(_ *mailertest.Server, _ *smtp.Conn, _ mailertest.Letter, r io.Reader) error {
			_, _ = io.Copy(io.Discard, r)
			return refuse(554, smtp.EnhancedCode{5, 6, 0})
		}, state: "failed", problem: "refused 554 5.6.0"},
		"452 after the text": {data: func(_ *mailertest.Server, _ *smtp.Conn, _ mailertest.Letter, r io.Reader) error {
			_, _ = io.Copy(io.Discard, r)
			return refuse(452, smtp.EnhancedCode{4, 2, 2})
		}, state: "queued", problem: "later 452 4.2.2"},
		"dropped before the final dot": {data: func(_ *mailertest.Server, c *smtp.Conn, _ mailertest.Letter, _ io.Reader) error {
			return c.Conn().Close()
		}, state: "queued", problem: "interrupted"},
		"dropped after the final dot": {data: func(s *mailertest.Server, c *smtp.Conn, l mailertest.Letter, r io.Reader) error {
			return errors.Join(s.Accept(l, r), c.Conn().Close())
		}, state: "queued", problem: "interrupted"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScenario(t, "nl", described(50, 50))
			trouble := s.crowd(people)
			var healed atomic.Bool
			over := make(chan struct{})
			t.Cleanup(func() { close(over) })
			server := mailertest.StartServer(t, mailertest.Script{
				Rcpt: func(to string) error {
					if to == trouble && test.rcpt != nil && !healed.Load() {
						return test.rcpt(over)
					}
					return nil
				},
				Data: func(s *mailertest.Server, c *smtp.Conn, l mailertest.Letter, r io.Reader) error {
					if l.To == trouble && test.data != nil && !healed.Load() {
						return test.data(s, c, l, r)
					}
					return s.Accept(l, r)
				},
			})
			o := mailer.SMTPOptions{Server: mailer.Server{Host: server.Host, Port: server.Port}, Timeout: 2 * time.Second}
			r := prepare(s, nil, connect(t, o), connect(t, o)).start()
			r.waitForMarks(people)
			if diff := cmp.Diff(expected(people, trouble, test.state), s.states()); diff != "" {
				t.Errorf("first round (-want +got)\n%s", diff)
			}
			for _, one := range s.outbox() {
				if one.To == trouble && (one.Problem != test.problem || one.Attempts != 1) {
					t.Errorf("the mail in trouble says %q after %d tries, want %q after one", one.Problem, one.Attempts, test.problem)
				}
			}
			if test.state == "failed" {
				return
			}
			healed.Store(true)
			s.Clock.Add(time.Minute)
			r.Wake()
			r.waitForMarks(1)
			if diff := cmp.Diff(expected(people, trouble, "sent"), s.states()); diff != "" {
				t.Errorf("second round (-want +got)\n%s", diff)
			}
			oneIDEach(t, server.Accepted())
		})
	}
}

// The control of R7: a sender that after one failure goes on with what is
// broken leaves others behind, and the test above would see it.
func TestR7_Control(t *testing.T) {
	const people = 8
	s := newScenario(t, "nl", described(50, 50))
	trouble := s.crowd(people)
	r := prepare(s, nil, &stuck{at: trouble}).start()
	r.waitForMarks(people)
	if cmp.Equal(expected(people, trouble, "queued"), s.states()) {
		t.Error("a broken connection that is used again did no harm")
	}
}

// stuck fails from its first failure on.
type stuck struct {
	at     string
	broken bool
}

func (s *stuck) Send(_ context.Context, m *mailer.Mail) error {
	s.broken = s.broken || m.EnvelopeTo == s.at
	if s.broken {
		return &mailer.Failure{Problem: "interrupted", Lost: true}
	}
	return nil
}

// R7: a server that is down costs one or two mails a try and the others
// nothing; when it is back, all mail goes. Each row says why it waits.
func TestR7_ServerDown(t *testing.T) {
	const people = 20
	s := newScenario(t, "nl", described(50, 50))
	s.crowd(people)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	s.must(err)
	address := listener.Addr().(*net.TCPAddr)
	s.must(listener.Close())
	down := connection(t, "127.0.0.1", address.Port)
	r := prepare(s, nil, down).start()
	r.waitForMarks(people)
	tried := 0
	for _, one := range s.outbox() {
		if one.State != "queued" || one.Problem != "unreachable" {
			t.Errorf("%s is %s (%s)", one.To, one.State, one.Problem)
		}
		tried += one.Attempts
	}
	if tried != 1 {
		t.Errorf("%d rows were charged with a try, want one", tried)
	}
	server := mailertest.StartServer(t, mailertest.Script{})
	down.LeadTo(net.JoinHostPort(server.Host, strconv.Itoa(server.Port)))
	for sent := 0; sent < people-1; {
		for _, d := range r.waitForMarks(1) {
			if d.Sent {
				sent++
			}
		}
	}
	s.Clock.Add(time.Hour)
	r.Wake()
	for range 2 * people {
		if all := s.states(); !slices.Contains(values(all), "queued") {
			break
		}
		r.waitForMarks(1)
	}
	if got := len(server.Accepted()); got != people {
		t.Errorf("%d mails arrived, want %d", got, people)
	}
	if n := strings.Count(r.Log.String(), "mail server is down"); n != 1 {
		t.Errorf("the log says %d times that the server is down, want once", n)
	}
}

func values(m map[string]string) []string {
	var all []string
	for _, v := range m {
		all = append(all, v)
	}
	return all
}

// Tries come after 1, 5, 15 and 60 minutes, then every four hours, and end
// after three days (contract, Mail).
func TestRetrySchedule(t *testing.T) {
	s := newScenario(t, "nl", described(50, 50))
	s.signUp(at(cast[0], "a"))
	recorder := mailertest.NewRecorder()
	recorder.FailAlways(&mailer.Failure{Problem: "later 451"})
	began := s.Clock.Now()
	r := prepare(s, nil, recorder).start()
	var after []time.Duration
	for {
		d := r.waitForMarks(1)[0]
		after = append(after, s.Clock.Now().Sub(began))
		if d.Permanent {
			break
		}
		s.Clock.Set(d.NextTry)
		r.Wake()
	}
	minutes := []time.Duration{0, 1, 6, 21, 81}
	for next := 81 + 4*60; next < 3*24*60; next += 4 * 60 {
		minutes = append(minutes, time.Duration(next))
	}
	minutes = append(minutes, 3*24*60)
	var want []time.Duration
	for _, m := range minutes {
		want = append(want, m*time.Minute)
	}
	if diff := cmp.Diff(want, after); diff != "" {
		t.Errorf("tries after (-want +got)\n%s", diff)
	}
	if got := s.outbox()[0]; got.State != "failed" || got.Problem != "expired" {
		t.Errorf("the row ends as %s (%s), want failed (expired)", got.State, got.Problem)
	}
}

// Two mails in a row under which the connection breaks mean that the server
// is down; one does not, and an answer in between starts the count again.
func TestLostConnections(t *testing.T) {
	lost := &mailer.Failure{Problem: "interrupted", Lost: true}
	for name, test := range map[string]struct {
		failAt  []int
		untried bool
	}{
		"one":              {[]int{2}, false},
		"two in a row":     {[]int{2, 3}, true},
		"two not in a row": {[]int{2, 4}, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScenario(t, "nl", described(50, 50))
			s.crowd(10)
			recorder := mailertest.NewRecorder()
			for _, n := range test.failAt {
				recorder.FailOn(n, lost)
			}
			r := prepare(s, nil, recorder).start()
			got := false
			for _, d := range r.waitForMarks(10) {
				got = got || d.Untried
			}
			if got != test.untried {
				t.Errorf("rows given back untried: %v, want %v", got, test.untried)
			}
		})
	}
}
