// Package modelstest gives tests a real database with a clock they set, and
// a cast of invented meetings and people. Only tests import it.
package modelstest

import (
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"bijeen/models"
)

// Amsterdam is the zone of every wall-clock time in tests.
var Amsterdam = mustZone("Europe/Amsterdam")

// Noon is when a test's clock starts: 12.00 on Monday 7 October 2019, weeks
// before the meetings of the cast.
var Noon = time.Date(2019, 10, 7, 12, 0, 0, 0, Amsterdam)

func mustZone(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return zone
}

// Clock is a clock that stands still until it is moved.
type Clock struct {
	mu   sync.Mutex
	now  time.Time
	tick time.Duration
}

// Now gives the time of the clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(c.tick)
	return c.now
}

// Tick makes the clock go on by so much each time somebody looks at it, as a
// real one does.
func (c *Clock) Tick(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tick = by
}

// Set puts the clock at t.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// Add moves the clock; back too.
func (c *Clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// counter is a source of "chance" that gives the same bytes in every run.
type counter struct {
	mu sync.Mutex
	n  uint64
}

func (c *counter) Read(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range p {
		if i%8 == 0 {
			c.n++
		}
		var word [8]byte
		binary.BigEndian.PutUint64(word[:], c.n*0x9E3779B97F4A7C15)
		p[i] = word[i%8]
	}
	return len(p), nil
}

// Fixture is a store with its clock.
type Fixture struct {
	*models.Store
	Clock    *Clock
	Database string
	t        testing.TB
}

// Key is the key for links in tests.
var Key = []byte("a key for tests of 32 characters")

// New opens an empty database for t: PostgreSQL when BIJEEN_TEST_POSTGRES
// names a server, else a file. The clock stands at Noon; mails about changes
// wait ten minutes.
func New(t testing.TB) *Fixture {
	t.Helper()
	database, ok := PostgresDSN(t)
	if !ok {
		database = filepath.Join(t.TempDir(), "bijeen.db")
		file, err := newFile()
		if err == nil {
			err = os.WriteFile(database, file, 0o600)
		}
		if err != nil {
			t.Fatalf("make a database: %v", err)
		}
	}
	clock := &Clock{now: Noon}
	store, err := models.Open(context.Background(), Options(database, clock))
	if err != nil {
		t.Fatalf("open store: %v", err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Errorf("close store: %v", err)
		}
	})
	return &Fixture{Store: store, Clock: clock, Database: database, t: t}
}

// newFile is an empty SQLite database of the newest version. It is made once
// for all tests of a package: with the race detector the migrations take a
// tenth of a second, and there are hundreds of tests. That they bring a
// database there from nothing has a test of its own (TestR15).
var newFile = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "modelstest")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	name := filepath.Join(dir, "bijeen.db")
	store, err := models.Open(context.Background(), Options(name, &Clock{now: Noon}))
	if err != nil {
		return nil, err
	}
	if err := store.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(name)
})

// Options are those of New, for tests that open a database themselves.
func Options(database string, clock *Clock) models.Options {
	return models.Options{
		Database: database, Now: clock.Now, Rand: &counter{}, Zone: Amsterdam,
		ChangeDelay: 10 * time.Minute, Keys: models.Keys{Current: Key}, MailDomain: "bijeen.example",
	}
}

// At reads a wall-clock time "2019-11-29 09:30" in Amsterdam.
func At(text string) *time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, Amsterdam)
	if err != nil {
		panic(err)
	}
	t = t.UTC()
	return &t
}

// Gathering describes an open meeting on Friday 29 November 2019, 9.30 to
// 12.00 with doors at 9.00, with one onsite site of this many seats for each
// number; their keys are "a", "b", …. Change it before Save.
func Gathering(slug string, seats ...int) models.MeetingInput {
	in := models.NewMeeting(models.PlatformMeeting)
	in.Slug, in.Title, in.Status = slug, "Platform Scheiding en Omgang", models.MeetingOpen
	in.Visibility, in.RegistrationMode = models.VisibilityPublic, models.ModeOpen
	in.WaitlistMode, in.SubstitutionPolicy = models.WaitlistAuto, models.SubstitutionAny
	in.StartsAt, in.EndsAt, in.DoorsOpenAt = At("2019-11-29 09:30"), At("2019-11-29 12:00"), At("2019-11-29 09:00")
	in.ContactName, in.ContactEmail = "Secretariaat", "secretariaat@platform.example"
	in.Hosts = []models.HostInput{{Name: "Platform Scheiding en Omgang", Role: "lead"}}
	for i, n := range seats {
		key := string(rune('a' + i))
		in.Sites = append(in.Sites, models.SiteInput{
			Key: key, Mode: models.Onsite, SeatCapacity: n, Status: models.SiteConfirmed,
			Venue: models.VenueInput{Name: "Zaal " + key, Street: "Kade 1", PostalCode: "7500 AA", Town: "Enschede"},
		})
	}
	return in
}

// Save stores a meeting and gives it with its parts.
func (f *Fixture) Save(in models.MeetingInput) *models.Meeting {
	f.t.Helper()
	if _, err := f.SaveMeeting(context.Background(), in, models.Actor{Kind: models.ByImport}); err != nil {
		f.t.Fatalf("save meeting %s: %v", in.Slug, err)
	}
	return f.Meeting(in.Slug)
}

// Meeting reads a meeting with its parts.
func (f *Fixture) Meeting(slug string) *models.Meeting {
	f.t.Helper()
	page, err := f.MeetingBySlug(context.Background(), slug, true)
	if err != nil {
		f.t.Fatalf("meeting %s: %v", slug, err)
	}
	return page.Meeting
}

// Person describes the n-th invented participant, who chooses these sites.
func Person(n int, sites ...string) models.Attendee {
	a := models.Attendee{
		GivenName: fmt.Sprintf("Proef%d", n), Surname: fmt.Sprintf("Testerink%d", n),
		Email: fmt.Sprintf("proef%d@horizon.example", n), Organization: "Horizon",
	}
	if len(sites) > 0 {
		a.Site, a.AlsoSites = sites[0], sites[1:]
	}
	return a
}

// SignUpAll signs people up by one form each and gives the outcomes.
func (f *Fixture) SignUpAll(m *models.Meeting, people ...models.Attendee) []models.Outcome {
	f.t.Helper()
	var all []models.Outcome
	for _, p := range people {
		out, err := f.SignUp(context.Background(), models.SignUp{
			MeetingID: m.ID, People: []models.Attendee{p}, Language: "nl", By: models.Actor{Kind: models.ByPerson},
		})
		if err != nil {
			f.t.Fatalf("sign up %s: %v", p.Email, err)
		}
		all = append(all, out...)
		f.Clock.Add(time.Millisecond)
	}
	return all
}

// Own reads what stands behind the link of a registration.
func (f *Fixture) Own(registrationID int64) *models.Own {
	f.t.Helper()
	data, err := f.OwnByID(context.Background(), registrationID)
	if err != nil {
		f.t.Fatalf("registration %d: %v", registrationID, err)
	}
	return data
}

// Status gives the state of a registration.
func (f *Fixture) Status(registrationID int64) models.RegistrationStatus {
	f.t.Helper()
	return f.Own(registrationID).Registration.Status
}

// Deliver claims everything that is due and marks it sent, until nothing is
// due any more, and gives it in order.
func (f *Fixture) Deliver() []models.Claimed {
	f.t.Helper()
	ctx := context.Background()
	var all []models.Claimed
	for {
		batch, err := f.ClaimMessages(ctx, "test", 1000, time.Minute)
		if err != nil {
			f.t.Fatalf("claim mails: %v", err)
		}
		if len(batch) == 0 {
			return all
		}
		marks := make([]models.Delivery, len(batch))
		for i, c := range batch {
			marks[i] = models.Delivery{MessageID: c.ID, Worker: "test", Sent: true}
		}
		if err := f.MarkMessages(ctx, marks); err != nil {
			f.t.Fatalf("mark mails: %v", err)
		}
		all = append(all, batch...)
	}
}
