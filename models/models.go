// Package models holds what Bijeen knows and decides: meetings with their
// sites, the people who sign up, the one queue of each meeting, and the
// outbox of mail that follows from it.
//
// Everything goes through a Store. Its exported methods are the verbs of the
// domain (SignUp, Cancel, Substitute, …); each is one transaction that locks
// the meeting, lets the clock events of that meeting happen (settle), asks a
// pure decision (capacity.go, waitlist.go) and writes the registration, its
// history and the mail that is owed, or nothing at all. Unexported functions
// take the open transaction.
//
// The package knows no web, no templates and no mail protocol.
package models

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"gorm.io/gorm"
)

// Options say how a Store is opened. Database is required; the rest has
// defaults.
type Options struct {
	Database    string           // a file name (SQLite) or postgres://…
	Now         func() time.Time // the one clock; required
	Rand        io.Reader        // the one source of chance; default crypto/rand
	Zone        *time.Location   // of wall-clock times; default UTC
	ChangeDelay time.Duration    // how long mails about changes wait
	Keys        Keys             // for links
	MailDomain  string           // right of the @ in UIDs and Message-IDs
}

// Store is the one way to the data. It is safe for use by many goroutines.
type Store struct {
	db       *gorm.DB // writes; on SQLite one connection
	reader   *gorm.DB // reads; on SQLite a few connections that cannot write
	dialect  string   // "sqlite" or "postgres"
	clock    func() time.Time
	rand     io.Reader
	zone     *time.Location
	delay    time.Duration
	keys     Keys
	domain   string
	wakeMail func()
	stuck    atomic.Bool // a change failed; see Writable
}

// Open connects to the database, brings it up to date and gives the Store.
// Several processes may do so at once. The file of an SQLite database is
// made when it is not there, and so is its folder.
func Open(ctx context.Context, o Options) (*Store, error) {
	s := &Store{clock: o.Now, rand: o.Rand, zone: o.Zone, delay: o.ChangeDelay, keys: o.Keys, domain: o.MailDomain}
	if s.rand == nil {
		s.rand = rand.Reader
	}
	if s.zone == nil {
		s.zone = time.UTC
	}
	if s.domain == "" {
		s.domain = "localhost"
	}
	if err := s.connect(ctx, o.Database); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if err := s.migrate(ctx); err != nil {
		s.Close()
		return nil, fmt.Errorf("bring database up to date: %w", err)
	}
	return s, nil
}

// Zone is where wall-clock times are read.
func (s *Store) Zone() *time.Location { return s.zone }

// Now is the time of the one clock, in UTC to the microsecond, as both
// databases keep it.
func (s *Store) Now() time.Time { return s.clock().UTC().Truncate(time.Microsecond) }

// OnMail sets what is called after a transaction that queued mail which is
// due: a worker in the same process need not wait for its next look.
func (s *Store) OnMail(wake func()) { s.wakeMail = wake }

// Ping asks the database for an answer; an error means it is out of reach.
func (s *Store) Ping(ctx context.Context) error {
	db, err := s.reader.DB()
	if err != nil {
		return err
	}
	return db.PingContext(ctx)
}

// Close ends all connections.
func (s *Store) Close() error {
	for _, g := range []*gorm.DB{s.reader, s.db} {
		if g == nil {
			continue
		}
		db, err := g.DB()
		if err != nil {
			return err
		}
		if err := db.Close(); err != nil {
			return err
		}
	}
	return nil
}
