package mailer_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/textproto"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/google/go-cmp/cmp"

	"bijeen/mailer"
	"bijeen/mailer/mailertest"
	"bijeen/models"
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
	down.Reach(net.JoinHostPort(server.Host, strconv.Itoa(server.Port)))
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

// oneIDEach fails unless each receiver's mails all carry one Message-ID.
func oneIDEach(t *testing.T, letters []mailertest.Letter) {
	t.Helper()
	if problem := severalIDs(letters); problem != "" {
		t.Error(problem)
	}
}

// severalIDs names a receiver whose mails carry more than one Message-ID.
func severalIDs(letters []mailertest.Letter) string {
	seen := map[string]string{}
	for _, l := range letters {
		id := messageID(l.Raw)
		if before, again := seen[l.To]; again && before != id {
			return l.To + " got " + before + " and " + id
		}
		seen[l.To] = id
	}
	return ""
}

var messageIDLine = regexp.MustCompile(`(?m)^Message-ID: (<[^>]+>)\r$`)

func messageID(raw []byte) string {
	m := messageIDLine.FindSubmatch(raw)
	if m == nil {
		return "none"
	}
	return string(m[1])
}

// R8: the process dies between the server's 250 and our mark. The mail goes
// again, as the same mail with the same Message-ID.
func TestR8_CrashAfterAcceptance(t *testing.T) {
	s := newScenario(t, "nl", described(50, 50))
	s.crowd(5)
	server := mailertest.StartServer(t, mailertest.Script{})
	dying := prepare(s, nil, connection(t, server.Host, server.Port))
	var once sync.Once
	sent := make(chan struct{})
	dying.OnMark(func(func(context.Context, []models.Delivery) error, context.Context, []models.Delivery) error {
		once.Do(func() { close(sent) })
		return errors.New("killed")
	})
	dying.start()
	<-sent
	dying.end()
	accepted := len(server.Accepted())
	if accepted == 0 {
		t.Fatal("nothing was accepted before the crash")
	}
	s.Clock.Add(time.Hour) // the leases end
	alive := prepare(s, nil, connection(t, server.Host, server.Port)).start()
	alive.waitForMarks(5)
	letters := server.Accepted()
	if len(letters) != accepted+5 {
		t.Errorf("%d mails, want %d before the crash and all five after it", len(letters), accepted)
	}
	oneIDEach(t, letters)
	for _, l := range letters[accepted:] {
		for _, before := range letters[:accepted] {
			if l.To == before.To && plain(l.Raw) != plain(before.Raw) {
				t.Errorf("the repeat is another mail (-first +repeat)\n%s", cmp.Diff(plain(before.Raw), plain(l.Raw)))
			}
		}
	}
	for to, state := range s.states() {
		if state != "sent" {
			t.Errorf("%s is %s after the repeat", to, state)
		}
	}
}

// The control of R8: with a new Message-ID on each try the check above fails.
func TestR8_Control(t *testing.T) {
	s := newScenario(t, "nl", described(50, 50))
	s.signUp(at(cast[0], "a"))
	server := mailertest.StartServer(t, mailertest.Script{})
	connection, c := connection(t, server.Host, server.Port), newComposer(t, s.Fixture)
	row := s.claim()[0]
	for _, id := range []string{"first@bijeen.example", "second@bijeen.example"} {
		row.MessageID = id
		m, err := c.Compose(row)
		s.must(err)
		s.must(connection.Send(ctx, m))
	}
	if severalIDs(server.Accepted()) == "" {
		t.Error("two different Message-IDs went unnoticed")
	}
}

// plain is a mail without the boundaries between its parts, which differ on
// every try.
func plain(raw []byte) string {
	text := string(raw)
	for i, m := range boundaryParam.FindAllStringSubmatch(text, -1) {
		text = strings.ReplaceAll(text, m[1], "boundary-"+strconv.Itoa(i+1))
	}
	return text
}

var boundaryParam = regexp.MustCompile(`boundary=([0-9a-f]{60})`)

// BR-80: over failures, refusals, a crash and a resend that somebody asked
// for, no (registration, kind, sequence, occasion) goes out under two
// Message-IDs, and none is accepted twice but for the crash.
func TestBR80_AtMostOnce(t *testing.T) {
	s := newScenario(t, "nl", described(50, 50))
	recorder := mailertest.NewRecorder()
	for _, n := range []int{2, 5, 6, 9} {
		recorder.FailOn(n, &mailer.Failure{Problem: "later 451"})
	}
	r := prepare(s, nil, recorder).start()
	s.crowd(6)
	s.signUp(modelstest.Person(0, "a")) // the same person again: a resend
	for range 12 {
		r.Wake()
		s.settleOutbox(r)
	}
	type key struct {
		registration, kind string
		sequence, occasion int
	}
	ids, accepted := map[key]string{}, map[key]int{}
	db := s.database()
	defer db.Close()
	for i, m := range append(recorder.Tries(), recorder.Sent()...) {
		var k key
		s.must(db.QueryRow(`select registration_id, kind, coalesce(sequence, -1), occasion from messages where message_id = $1`, m.MessageID).
			Scan(&k.registration, &k.kind, &k.sequence, &k.occasion))
		if before, again := ids[k]; again && before != m.MessageID {
			t.Errorf("%v went out as %s and %s", k, before, m.MessageID)
		}
		ids[k] = m.MessageID
		if i >= len(recorder.Tries()) {
			accepted[k]++
		}
	}
	for k, n := range accepted {
		if n != 1 {
			t.Errorf("%v was accepted %d times", k, n)
		}
	}
	if len(accepted) != 7 {
		t.Errorf("%d mails were accepted, want six confirmations and one resend", len(accepted))
	}
}

// settleOutbox moves the clock to the next try and waits for the worker when
// something is due.
func (s *scenario) settleOutbox(r *running) {
	s.t.Helper()
	next, err := s.NextMessageAt(ctx)
	s.must(err)
	if next.IsZero() {
		return
	}
	if next.After(s.Clock.Now()) {
		s.Clock.Set(next)
	}
	r.Wake()
	r.waitForMarks(1)
}

// The words of a mail server, which often repeat the address, stand neither
// in the outbox nor in the log; nor does any name.
func TestFailuresNameNobody(t *testing.T) {
	s := newScenario(t, "nl", described(50, 50))
	canary := cast[0]
	canary.GivenName, canary.Email = "Kanarie", "kanarie@vogel.example"
	s.signUp(at(canary, "a"))
	server := mailertest.StartServer(t, mailertest.Script{Rcpt: func(to string) error {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "<" + to + "> unknown"}
	}})
	r := prepare(s, nil, connection(t, server.Host, server.Port)).start()
	r.waitForMarks(1)
	r.end()
	log := r.Log.String()
	if !strings.Contains(log, "mail not sent") {
		t.Errorf("the log says nothing:\n%s", log)
	}
	for _, where := range []string{log, s.outbox()[0].Problem} {
		if strings.Contains(strings.ToLower(where), "kanarie") {
			t.Errorf("a name stands in\n%s", where)
		}
	}
	var answer *textproto.Error
	if errors.As(&mailer.Failure{Problem: "refused 550"}, &answer) {
		t.Error("a failure carries the words of the server")
	}
}
