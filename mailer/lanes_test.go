package mailer_test

import (
	"context"
	"io"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/google/go-cmp/cmp"

	"bijeen/mailer"
	"bijeen/mailer/mailertest"
	"bijeen/models/modelstest"
)

// silent is a server that does not answer about some people, and gives up
// no connection for less than a minute. It takes at most limit mails at a time.
type silent struct {
	about   map[string]bool
	limit   int
	mu      sync.Mutex
	working int
}

func newSilent(limit int, about ...string) *silent {
	s := &silent{about: map[string]bool{}, limit: limit}
	for _, one := range about {
		s.about[one] = true
	}
	return s
}

func (s *silent) Send(ctx context.Context, m *mailer.Mail) error {
	if !s.enter(1) {
		return &mailer.Failure{Problem: "unreachable 421", Down: true}
	}
	defer s.enter(-1)
	if !s.about[m.EnvelopeTo] {
		return nil
	}
	select {
	case <-ctx.Done():
	case <-mailer.GaveUp(ctx).Done():
	case <-time.After(time.Minute):
	}
	return &mailer.Failure{Problem: "interrupted"}
}

// enter counts who is in, and reports whether there was room.
func (s *silent) enter(n int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.working+n > s.limit {
		return false
	}
	s.working += n
	return true
}

// R7: a mail server that is silent about some addresses, however many, holds
// up nobody else's mail, and no mail that was not tried says that it was.
// Without a reserve (the control) the others wait for a minute. A server that
// takes two connections only lets others wait ten seconds for every two.
func TestR7_SilentAboutSome(t *testing.T) {
	for name, test := range map[string]struct {
		silent, reserve, limit int
		sooner, later          time.Duration // when everybody else has mail
	}{
		"two":                      {2, 10, 100, 0, 5 * time.Second},
		"six":                      {6, 10, 100, 0, 10 * time.Second},
		"more than the reserve":    {30, 10, 100, 0, 45 * time.Second},
		"two connections, no more": {6, 10, 2, 10 * time.Second, 45 * time.Second},
		"without a reserve":        {2, 0, 100, 10 * time.Second, 20 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const others = 8
				s := newScenario(t, "nl", described(50, 50))
				s.crowd(test.silent + others)
				var about []string
				want := map[string]string{}
				for i := range test.silent + others {
					want[modelstest.Person(i).Email] = "sent"
					if i < test.silent {
						about = append(about, modelstest.Person(i).Email)
						want[modelstest.Person(i).Email] = "queued"
					}
				}
				server := newSilent(test.limit, about...)
				r := prepare(s, nil, server, server)
				r.Reserve(slices.Repeat([]mailer.Sender{server}, test.reserve)...)
				began := time.Now()
				r.start()
				for sent := 0; sent < others; {
					if (<-r.marked).Sent {
						sent++
					}
				}
				if took := time.Since(began); took < test.sooner || took > test.later {
					t.Errorf("everybody else had mail after %v, want between %v and %v", took, test.sooner, test.later)
				}
				r.end()
				if diff := cmp.Diff(want, s.states()); diff != "" {
					t.Errorf("outbox (-want +got)\n%s", diff)
				}
			})
		})
	}
}

// The same with a real server, which never says anything about four people.
func TestR7_SilentServer(t *testing.T) {
	const silent, others = 4, 6
	s := newScenario(t, "nl", described(50, 50))
	s.crowd(silent + others)
	about := map[string]bool{}
	for i := range silent {
		about[modelstest.Person(i).Email] = true
	}
	over := make(chan struct{})
	t.Cleanup(func() { close(over) })
	server := mailertest.StartServer(t, mailertest.Script{Rcpt: func(to string) error {
		if about[to] {
			<-over
		}
		return nil
	}})
	way := func() mailer.Sender {
		return connect(t, mailer.SMTPOptions{Server: mailer.Server{Host: server.Host, Port: server.Port}, Timeout: time.Hour})
	}
	r := prepare(s, nil, way(), way())
	r.Reserve(way(), way(), way())
	r.start()
	for _, d := range r.waitForMarks(others) {
		if !d.Sent {
			t.Errorf("mail %d: %s", d.MessageID, d.Problem)
		}
	}
	if got := len(server.Accepted()); got != others {
		t.Errorf("%d mails arrived, want %d", got, others)
	}
}

// considering is a server that takes the text of mails to some people at once
// and says only later that it did: a Sender must not give those up.
type considering struct {
	answer time.Duration
	about  map[string]bool
	begun  chan struct{}
	mu     sync.Mutex
	texts  int
}

func (c *considering) Send(ctx context.Context, m *mailer.Mail) error {
	c.mu.Lock()
	c.texts++
	c.mu.Unlock()
	if !c.about[m.EnvelopeTo] {
		return nil
	}
	select {
	case c.begun <- struct{}{}:
	default: // nobody has to know twice
	}
	select {
	case <-ctx.Done():
		return &mailer.Failure{Problem: "interrupted"}
	case <-time.After(c.answer):
		return nil
	}
}

// R7, at most once: a server may take ten minutes over a text (RFC 5321
// §4.5.3.2.6). It gets each text once, nobody else sends the mail meanwhile,
// and everybody else has mail within seconds.
func TestR7_LongAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const slow, others = 16, 20
		s := newScenario(t, "nl", described(50, 50))
		s.crowd(slow + others)
		server := &considering{answer: 9 * time.Minute, about: map[string]bool{}, begun: make(chan struct{}, 1)}
		for i := range slow {
			server.about[modelstest.Person(i).Email] = true
		}
		stop := make(chan struct{})
		go func() { // a lease ends by the clock of the store
			for {
				select {
				case <-time.After(time.Second):
					s.Clock.Add(time.Second)
				case <-stop:
					return
				}
			}
		}()
		defer close(stop)
		r := prepare(s, nil, server, server)
		r.Reserve(slices.Repeat([]mailer.Sender{server}, 28)...)
		began := time.Now()
		r.start()
		for range others {
			<-r.marked
		}
		if took := time.Since(began); took > 12*time.Second {
			t.Errorf("everybody else had mail after %v", took)
		}
		time.Sleep(5 * time.Minute)
		if again := s.claim(); len(again) > 0 {
			t.Fatalf("another worker could send %d mails a second time", len(again))
		}
		for range slow {
			if d := <-r.marked; !d.Sent {
				t.Errorf("mail %d: %s", d.MessageID, d.Problem)
			}
		}
		if server.texts != slow+others {
			t.Errorf("%d texts went for %d mails", server.texts, slow+others)
		}
		r.end()
	})
}

// R7, at most once: a server that is only slow to say that it took a mail gets
// none of them twice, however many wait.
func TestR7_SlowServer(t *testing.T) {
	const people = 8
	s := newScenario(t, "nl", described(50, 50))
	s.crowd(people)
	answer := make(chan struct{})
	server := mailertest.StartServer(t, mailertest.Script{Data: func(s *mailertest.Server, _ *smtp.Conn, l mailertest.Letter, r io.Reader) error {
		err := s.Accept(l, r)
		<-answer
		return err
	}})
	way := func() mailer.Sender {
		return connect(t, mailer.SMTPOptions{Server: mailer.Server{Host: server.Host, Port: server.Port}, Timeout: time.Minute})
	}
	r := prepare(s, nil, way())
	r.start()
	time.AfterFunc(12*time.Second, func() { close(answer) }) // longer than a mail is waited for while others wait
	for _, d := range r.waitForMarks(people) {
		if !d.Sent {
			t.Errorf("mail %d: %s", d.MessageID, d.Problem)
		}
	}
	if got := len(server.Accepted()); got != people {
		t.Errorf("%d texts arrived for %d mails", got, people)
	}
}
