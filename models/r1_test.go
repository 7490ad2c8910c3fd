package models_test

import (
	"bufio"
	"cmp"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// R1 (reliability.md): a crowd signs up at the same moment. The suite runs it
// with some hundreds of people; BIJEEN_R1_PEOPLE=10000 is the promise. With
// BIJEEN_R1_HISTORY=file the answers stay there as JSON lines.
const (
	r1PeopleEnv  = "BIJEEN_R1_PEOPLE"
	r1HistoryEnv = "BIJEEN_R1_HISTORY"
	r1Workers    = 64
)

// answer is what one request got, with the moments between which it must
// have happened.
type answer struct {
	Op           string // sign_up, cancel or seats
	Person       int    `json:",omitempty"`
	Site         string
	Seats        int                       `json:",omitempty"`
	Registration int64                     `json:",omitempty"`
	Status       models.RegistrationStatus `json:",omitempty"`
	Start, End   int64
}

// crowd is everybody who wants to come, spread over the instances.
type crowd struct {
	t       *testing.T
	stores  []*models.Store
	db      *tables
	meeting *models.Meeting
	in      models.MeetingInput
	people  int
	moment  atomic.Int64

	mu      sync.Mutex
	answers []answer
}

// newCrowd opens so many instances on one database, with a meeting of three
// sites: one seat for ten people when they are thousands.
func newCrowd(t *testing.T, instances, people int) *crowd {
	t.Helper()
	database, postgres := modelstest.PostgresDSN(t)
	if !postgres {
		database = filepath.Join(t.TempDir(), "bijeen.db")
	}
	c := &crowd{t: t, people: people}
	var ticks atomic.Int64
	clock := func() time.Time { return modelstest.Noon.Add(time.Duration(ticks.Add(1)) * time.Microsecond) }
	for range instances {
		o := modelstest.Options(database, &modelstest.Clock{})
		o.Now, o.Rand = clock, nil
		store, err := models.Open(ctx, o)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { store.Close() })
		c.stores = append(c.stores, store)
	}
	c.db = openTables(t, &modelstest.Fixture{Database: database})
	scale := max(1, people/1000)
	c.in = modelstest.Gathering("platform", 50*scale, 30*scale, 20*scale)
	saved, err := c.stores[0].SaveMeeting(ctx, c.in, organizer)
	if err != nil {
		t.Fatal(err)
	}
	page, err := c.stores[0].MeetingBySlug(ctx, "platform", true)
	if err != nil || page.Meeting.ID != saved.MeetingID {
		t.Fatal(err)
	}
	c.meeting = page.Meeting
	return c
}

func r1People(t *testing.T) int {
	t.Helper()
	if text := os.Getenv(r1PeopleEnv); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatalf("%s: %v", r1PeopleEnv, err)
		}
		return n
	}
	return 600
}

// ask makes one request and notes its answer.
func (c *crowd) ask(a answer, request func(*answer) error) answer {
	a.Start = c.moment.Add(1)
	err := request(&a)
	a.End = c.moment.Add(1)
	if err != nil {
		c.t.Errorf("%s of person %d: %v", a.Op, a.Person, err)
		return a
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.answers = append(c.answers, a)
	return a
}

func (c *crowd) store(n int) *models.Store { return c.stores[n%len(c.stores)] }

func (c *crowd) signUp(n int) answer {
	key := string(rune('a' + n%3))
	return c.ask(answer{Op: "sign_up", Person: n, Site: key}, func(a *answer) error {
		out, err := c.store(n).SignUp(ctx, models.SignUp{
			MeetingID: c.meeting.ID, People: []models.Attendee{modelstest.Person(n, key)}, Language: "nl", By: person,
		})
		if err == nil {
			a.Registration, a.Status = out[0].RegistrationID, out[0].Status
		}
		return err
	})
}

func (c *crowd) cancel(was answer) {
	c.ask(answer{Op: "cancel", Person: was.Person, Site: was.Site, Registration: was.Registration}, func(*answer) error {
		return c.store(was.Person+1).Cancel(ctx, c.meeting.ID, was.Registration, person, "")
	})
}

// setSeats changes a capacity; one organiser does so, one after the other.
func (c *crowd) setSeats(site, seats int) {
	c.in.Sites = slices.Clone(c.in.Sites)
	c.in.Sites[site].SeatCapacity = seats
	c.ask(answer{Op: "seats", Site: c.in.Sites[site].Key, Seats: seats}, func(*answer) error {
		_, err := c.store(site).SaveMeeting(ctx, c.in, organizer)
		return err
	})
}

// rush lets everybody sign up through 64 connections; busy does what else
// somebody does after signing up.
func (c *crowd) rush(busy func(answer)) {
	queue := make(chan int)
	var wg sync.WaitGroup
	for range r1Workers {
		wg.Go(func() {
			for n := range queue {
				if a := c.signUp(n); a.Registration != 0 {
					busy(a)
				}
			}
		})
	}
	began := time.Now()
	for n := range c.people {
		queue <- n
	}
	close(queue)
	wg.Wait()
	took := time.Since(began)
	c.t.Logf("%d sign-ups through %d connections and %d instances: %v, %.0f a second",
		c.people, r1Workers, len(c.stores), took.Round(time.Millisecond), float64(c.people)/took.Seconds())
}

// history writes the answers as JSON lines and reads them back, as a checker
// elsewhere would.
func (c *crowd) history() []answer {
	c.t.Helper()
	name := os.Getenv(r1HistoryEnv)
	if name == "" {
		name = filepath.Join(c.t.TempDir(), "history.jsonl")
	}
	f, err := os.Create(name)
	if err != nil {
		c.t.Fatal(err)
	}
	defer f.Close()
	out := json.NewEncoder(f)
	for _, a := range c.answers {
		if err := out.Encode(a); err != nil {
			c.t.Fatal(err)
		}
	}
	if _, err := f.Seek(0, 0); err != nil {
		c.t.Fatal(err)
	}
	var list []answer
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var a answer
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			c.t.Fatal(err)
		}
		list = append(list, a)
	}
	return list
}

// TestR1_ExactlyTheSeats: everybody at once, one instance and, on PostgreSQL,
// two.
func TestR1_ExactlyTheSeats(t *testing.T) {
	instances := []int{1}
	if os.Getenv(modelstest.PostgresEnv) != "" {
		instances = []int{1, 2}
	}
	for _, n := range instances {
		t.Run(fmt.Sprintf("%d instances", n), func(t *testing.T) {
			c := newCrowd(t, n, r1People(t))
			c.rush(func(answer) {})
			c.mustFillEverySeat()
			c.mustBeExplained() // R3
		})
	}
}

// TestR1_CancellationsAndCapacity mixes in people who leave at once and an
// organiser who changes the capacities; on PostgreSQL through two instances
// (R15).
func TestR1_CancellationsAndCapacity(t *testing.T) {
	instances := 1
	if os.Getenv(modelstest.PostgresEnv) != "" {
		instances = 2
	}
	c := newCrowd(t, instances, r1People(t))
	var organizing sync.WaitGroup
	begin := c.in.Sites[0].SeatCapacity
	organizing.Go(func() {
		for _, seats := range []int{begin / 2, begin, begin + 10, begin - 5, begin + 1} {
			c.setSeats(0, seats)
			c.setSeats(1, seats)
		}
	})
	c.rush(func(a answer) {
		if a.Person%7 == 3 {
			c.cancel(a)
		}
	})
	organizing.Wait()
	c.mustBeExplained()
}

// mustFillEverySeat is R1 itself, read from the tables and from what the
// pages show.
func (c *crowd) mustFillEverySeat() {
	t := c.t
	t.Helper()
	s, err := c.db.snapshot(c.meeting.ID)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, p := range s.People {
		if seen[p.Email] {
			t.Errorf("%s stands there twice", p.Email)
		}
		seen[p.Email] = true
	}
	if len(seen) != c.people {
		t.Errorf("%d people stored; want %d", len(seen), c.people)
	}
	for _, site := range s.Sites {
		if got := s.load(site.ID).Taken; got != site.Seats {
			t.Errorf("site %s: %d registered for %d seats", site.Key, got, site.Seats)
		}
	}
	c.mustNumberTheQueue(s)
	for kind, want := range map[models.MessageKind]int{models.MailConfirmation: 100 * max(1, c.people/1000), models.MailWaitlisted: c.people - 100*max(1, c.people/1000)} {
		got := 0
		for _, m := range s.Messages {
			if m.Kind == kind {
				got++
			}
		}
		if got != want {
			t.Errorf("%d mails %s; want %d", got, kind, want)
		}
	}
}

// mustNumberTheQueue: place numbers are dense, 1 to n for each site, in the
// order of the queue, on the list and (for some) on the own page.
func (c *crowd) mustNumberTheQueue(s *snapshot) {
	t := c.t
	t.Helper()
	next := map[int64]int{}
	want := map[int64]int{}
	for _, p := range s.queue() {
		next[p.Site]++
		want[p.ID] = next[p.Site]
	}
	got := map[int64]int{}
	err := c.stores[0].AttendeeList(ctx, models.ListQuery{MeetingID: c.meeting.ID}, models.ExportLog{Who: "test", List: "test", Format: "csv"},
		func(list models.AttendeeList) error {
			for row, err := range list.Rows {
				if err != nil {
					return err
				}
				if row.WaitlistPosition > 0 {
					got[row.RegistrationID] = row.WaitlistPosition
				}
			}
			return nil
		})
	if err != nil {
		t.Fatal(err)
	}
	wrong := 0
	for id, n := range want {
		if got[id] != n {
			wrong++
		}
		if id%97 == 0 {
			if own, err := c.stores[0].OwnByID(ctx, id); err != nil || own.Position != n {
				t.Errorf("own page of registration %d: number %d, %v; want %d", id, own.Position, err, n)
			}
		}
	}
	if wrong > 0 || len(got) != len(want) {
		t.Errorf("%d of %d place numbers are wrong, %d were given", wrong, len(want), len(got))
	}
}

// event is one line of the stored history.
type event struct {
	At           time.Time
	Registration int64
	Site         int64
	Action       string
	To           models.RegistrationStatus
}

// events reads the history of people and of the meeting in the order in
// which it happened: every transaction has a moment of its own here.
func (c *crowd) events() []event {
	c.t.Helper()
	var list []event
	add := func(rows *sql.Rows) error {
		var e event
		err := rows.Scan(&e.At, &e.Registration, &e.Site, &e.Action, &e.To)
		list = append(list, e)
		return err
	}
	err := c.db.each(`select at, 0, 0, action, '' from meeting_changes where meeting_id = $1 and action = 'changed' order by id`, c.meeting.ID, add)
	if err == nil {
		err = c.db.each(`select at, registration_id, coalesce(site_id, 0), action, to_status from registration_changes
			where meeting_id = $1 order by id`, c.meeting.ID, add)
	}
	if err != nil {
		c.t.Fatal(err)
	}
	slices.SortStableFunc(list, func(a, b event) int { return cmp.Compare(a.At.UnixMicro(), b.At.UnixMicro()) })
	return list
}
