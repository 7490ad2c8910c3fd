package mailer_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bijeen/mailer"
	"bijeen/mailer/mailertest"
	"bijeen/models"
)

// running is a worker at work.
type running struct {
	*mailer.Worker
	*scenario
	compose *mailer.Composer
	Log     *lockedBuffer
	stop    context.CancelFunc
	stopped chan struct{}
	marked  chan models.Delivery
}

// lockedBuffer is a log that may be read while it is written.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// prepare makes a worker for s that does not run yet.
func prepare(s *scenario, jobs []mailer.Job, senders ...mailer.Sender) *running {
	s.t.Helper()
	r := &running{scenario: s, compose: newComposer(s.t, s.Fixture), Log: &lockedBuffer{}, stopped: make(chan struct{}), marked: make(chan models.Delivery, 1000)}
	w, err := mailer.New(mailer.Options{
		Store: s.Store, Composer: r.compose, Senders: senders, Jobs: jobs,
		Log:  slog.New(slog.NewTextHandler(r.Log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Rand: strings.NewReader("a name of ten or more characters"),
	})
	if err != nil {
		s.t.Fatal(err)
	}
	r.Worker = w
	w.OnMark(func(store func(context.Context, []models.Delivery) error, ctx context.Context, d []models.Delivery) error {
		err := store(ctx, d)
		if err == nil {
			for _, one := range d {
				r.marked <- one
			}
		}
		return err
	})
	s.OnMail(w.Wake)
	return r
}

func (r *running) start() *running {
	ctx, stop := context.WithCancel(context.Background())
	r.stop = stop
	go func() {
		r.Run(ctx)
		close(r.stopped)
	}()
	r.t.Cleanup(r.end)
	return r
}

// end stops the worker and waits for it.
func (r *running) end() {
	r.stop()
	<-r.stopped
}

// waitForMarks waits until n rows have been marked and gives these marks.
func (r *running) waitForMarks(n int) []models.Delivery {
	r.t.Helper()
	late := time.After(20 * time.Second)
	var got []models.Delivery
	for len(got) < n {
		select {
		case d := <-r.marked:
			got = append(got, d)
		case <-late:
			r.t.Fatalf("%d rows were marked, want %d\n%s", len(got), n, r.Log)
		}
	}
	return got
}

// row is how a message stands in the outbox.
type row struct {
	Kind, To, State, Problem, MessageID string
	Attempts                            int
}

// outbox reads all rows, in order.
func (s *scenario) outbox() []row {
	s.t.Helper()
	db := s.database()
	defer db.Close()
	rows, err := db.Query(`select kind, to_email, state, last_error, message_id, attempts from messages order by id`)
	if err != nil {
		s.t.Fatal(err)
	}
	defer rows.Close()
	var list []row
	for rows.Next() {
		var r row
		if err := rows.Scan(&r.Kind, &r.To, &r.State, &r.Problem, &r.MessageID, &r.Attempts); err != nil {
			s.t.Fatal(err)
		}
		list = append(list, r)
	}
	s.must(rows.Err())
	return list
}

// database is the data behind the store's back.
func (s *scenario) database() *sql.DB {
	s.t.Helper()
	driver := "sqlite3"
	if models.IsPostgres(s.Database) {
		driver = "pgx"
	}
	db, err := sql.Open(driver, s.Database)
	if err != nil {
		s.t.Fatal(err)
	}
	return db
}

func TestWorkerSendsAndMarks(t *testing.T) {
	recorder := mailertest.NewRecorder()
	r := prepare(newScenario(t, "nl", described(5, 5)), nil, recorder).start()
	r.signUp(at(cast[0], "a"))
	r.waitForMarks(1)
	got := r.outbox()
	if len(got) != 1 || got[0].State != "sent" || got[0].Attempts != 1 || got[0].Problem != "" {
		t.Errorf("outbox %+v", got)
	}
	if sent := recorder.Sent(); len(sent) != 1 || sent[0].MessageID != got[0].MessageID || sent[0].EnvelopeTo != cast[0].Email {
		t.Errorf("sent %+v", sent)
	}
}

// The demo keeps the mail in memory.
func TestWorkerFillsMailbox(t *testing.T) {
	s := newScenario(t, "nl", described(5, 5))
	box := mailer.NewMailbox(2, s.Clock.Now)
	r := prepare(s, nil, box).start()
	for _, p := range cast {
		r.signUp(at(p, "a"))
		r.waitForMarks(1)
	}
	kept := box.Kept()
	if len(kept) != 2 || kept[0].Number != 3 || kept[0].EnvelopeTo != cast[2].Email || kept[1].Number != 2 {
		t.Errorf("kept %+v, want the last two, newest first", kept)
	}
	if one, ok := box.Find(2); !ok || one.EnvelopeTo != cast[1].Email || !bytes.Contains(one.Raw, []byte("BEGIN")) && len(one.Calendar) == 0 {
		t.Errorf("number 2 is %+v", one)
	}
	if _, ok := box.Find(1); ok {
		t.Error("the first mail is still there")
	}
}

// Mail that this process queued goes at once; mail that another one queued,
// which wakes nobody here, within a second. Time passes by itself in this
// test, while everybody waits.
func TestWorkerIsWokenOrLooks(t *testing.T) {
	for name, test := range map[string]struct {
		wake bool
		want time.Duration
	}{"woken": {true, 0}, "looking": {false, time.Second}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newScenario(t, "nl", described(5, 5))
				recorder := mailertest.NewRecorder()
				r := prepare(s, nil, recorder)
				if !test.wake {
					s.OnMail(nil)
				}
				runCtx, stop := context.WithCancel(context.Background())
				done := make(chan struct{})
				go func() {
					r.Run(runCtx)
					close(done)
				}()
				time.Sleep(100 * time.Millisecond) // between two looks
				began := time.Now()
				s.signUp(at(cast[0], "a"))
				recorder.WaitForTries(t, 1)
				if took := time.Since(began); took > test.want {
					t.Errorf("the mail went after %v, want %v at most", took, test.want)
				}
				stop()
				<-done
			})
		})
	}
}

// Each job runs at once and then every minute; one that fails stops no other.
func TestWorkerRunsJobsEachMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScenario(t, "nl", described(5, 5))
		var first, second []time.Duration
		began := time.Now()
		r := prepare(s, []mailer.Job{
			{Name: "first", Run: func(context.Context) error {
				first = append(first, time.Since(began))
				return errors.New("out of order")
			}},
			{Name: "second", Run: func(context.Context) error {
				second = append(second, time.Since(began))
				return nil
			}},
		})
		runCtx, stop := context.WithTimeout(context.Background(), 150*time.Second)
		defer stop()
		r.Run(runCtx)
		want := []time.Duration{0, time.Minute, 2 * time.Minute}
		for name, got := range map[string][]time.Duration{"first": first, "second": second} {
			if len(got) != 3 || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
				t.Errorf("%s job ran at %v, want %v", name, got, want)
			}
		}
		if log := r.Log.String(); strings.Count(log, "job=first") != 3 || strings.Contains(log, "job=second") {
			t.Errorf("log is\n%s", log)
		}
	})
}

// The clock events of meetings happen in the worker: an offer runs out.
func TestWorkerSettlesMeetings(t *testing.T) {
	in := described(1)
	in.WaitlistMode = models.WaitlistOffer
	s := newScenario(t, "nl", in)
	id := s.signUp(at(cast[0], "a"))
	s.signUp(at(cast[1], "a"))
	s.sent()
	s.must(s.Cancel(ctx, s.meeting.ID, id, self, ""))
	s.sent()
	s.Clock.Add(72 * time.Hour)
	recorder := mailertest.NewRecorder()
	prepare(s, nil, recorder).start()
	if got := recorder.WaitForTries(t, 1)[0]; got.Kind != models.MailOfferLapsed {
		t.Errorf("mail is %s, want that the offer lapsed", got.Kind)
	}
}

// Without a mail server nothing is claimed: mail waits, the clock goes on.
func TestWorkerWithoutServer(t *testing.T) {
	s := newScenario(t, "nl", described(5, 5))
	s.signUp(at(cast[0], "a"))
	ran := make(chan struct{}, 10)
	r := prepare(s, []mailer.Job{{Name: "job", Run: func(context.Context) error { ran <- struct{}{}; return nil }}}).start()
	<-ran
	r.end()
	if got := s.outbox()[0]; got.State != "queued" || got.Attempts != 0 {
		t.Errorf("row %+v, want it untouched", got)
	}
}

// A database that fails while marks are due is asked again; the log says so
// once.
func TestWorkerKeepsMarks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScenario(t, "nl", described(50, 50))
		s.signUp(at(cast[0], "a"))
		recorder := mailertest.NewRecorder()
		r := prepare(s, nil, recorder)
		tries := 0
		r.OnMark(func(store func(context.Context, []models.Delivery) error, ctx context.Context, d []models.Delivery) error {
			if tries++; tries <= 3 {
				return errors.New("the database is away")
			}
			return store(ctx, d)
		})
		runCtx, stop := context.WithCancel(context.Background())
		done := make(chan struct{})
		go func() {
			r.Run(runCtx)
			close(done)
		}()
		if d := <-r.marked; !d.Sent {
			t.Errorf("marked %+v", d)
		}
		stop()
		<-done
		if n := len(recorder.Tries()); n != 1 {
			t.Errorf("%d tries, want one", n)
		}
		if n := strings.Count(r.Log.String(), "the database is away"); n != 1 {
			t.Errorf("logged %d times, want once:\n%s", n, r.Log)
		}
	})
}

// One mail that cannot be written fails, with a reason, and no other waits
// for it. The log does not say who it was for.
func TestUnwritableMailHoldsUpNoOther(t *testing.T) {
	s := newScenario(t, "nl", described(50, 50))
	for _, p := range cast {
		s.signUp(at(p, "a"))
	}
	s.sentBy("dead")
	db := s.database()
	defer db.Close()
	_, err := db.Exec(`update messages set facts = replace(facts, '"UID":"', '"UID":"not, a UID'), lease_until = null where to_email = $1`, cast[1].Email)
	s.must(err)
	s.Clock.Add(time.Hour)
	recorder := mailertest.NewRecorder()
	r := prepare(s, nil, recorder).start()
	r.waitForMarks(3)
	for _, one := range s.outbox() {
		want := "sent"
		if one.To == cast[1].Email {
			want = "failed"
		}
		if one.State != want {
			t.Errorf("%s is %s (%s), want %s", one.To, one.State, one.Problem, want)
		}
	}
	if log := r.Log.String(); !strings.Contains(log, "mail cannot be written") || strings.Contains(log, cast[1].Email) || strings.Contains(log, cast[1].GivenName) {
		t.Errorf("log is\n%s", log)
	}
}

// A panic in a template or library costs one mail and not the program.
func TestPanicHoldsUpNoOther(t *testing.T) {
	s := newScenario(t, "nl", described(50, 50))
	s.signUp(at(cast[0], "a"))
	r := prepare(s, nil, mailertest.NewRecorder())
	r.compose.Templates = nil
	r.start()
	if d := r.waitForMarks(1)[0]; !d.Permanent || d.Problem != "unwritable" {
		t.Errorf("marked %+v", d)
	}
	r.compose.Templates = parsed()
	s.signUp(at(cast[1], "a"))
	if d := r.waitForMarks(1)[0]; !d.Sent {
		t.Errorf("the next mail is marked %+v", d)
	}
}

// A row whose lease may end under way is given back and not begun.
func TestShortLeaseIsGivenBack(t *testing.T) {
	s := newScenario(t, "nl", described(50, 50))
	s.crowd(3)
	slow := &stalling{begun: make(chan struct{}), finish: make(chan struct{})}
	r := prepare(s, nil, slow).start()
	<-slow.begun
	s.Clock.Add(mailer.Margin + time.Minute) // less than a lease, more than what is left of it
	close(slow.finish)
	untried := 0
	for _, d := range r.waitForMarks(3) {
		if d.Untried {
			untried++
		}
	}
	if untried == 0 {
		t.Error("rows were begun with a lease that may end before they do")
	}
}

// sentBy claims what is due for a worker that is never heard of again.
func (s *scenario) sentBy(worker string) []models.Claimed {
	s.t.Helper()
	claimed, err := s.ClaimMessages(ctx, worker, 100, time.Minute)
	s.must(err)
	return claimed
}
