package main

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver named "pgx"
	_ "github.com/mattn/go-sqlite3"    // the driver named "sqlite3"
)

// signUps is how many people sign up in one measurement; they spread over
// meetings of benchSeats seats, so that a meeting is as full as in real life.
const (
	signUps    = 1200
	benchSeats = 300
	rounds     = 3
)

// measureSignUps compares sign-ups through HTTP, from POST to 303, with the
// raw driver that writes the same rows in one transaction each.
func measureSignUps() ([]row, error) {
	var rows []row
	for _, engine := range engines() {
		site, err := newSite(engine)
		if err != nil {
			return nil, err
		}
		raw, err := newRaw(engine)
		if err != nil {
			site.close()
			return nil, err
		}
		for _, connections := range []int{1, 16, 64} {
			a, b, ratio, err := paired(rounds,
				func() (float64, error) { return site.signUps(signUps, connections) },
				func() (float64, error) { return raw.signUps(signUps, connections) })
			if err != nil {
				return nil, err
			}
			rows = append(rows, row{
				what: fmt.Sprintf("sign-up over HTTP, %s, %d connections", engine.name, connections),
				ours: fmt.Sprintf("%.0f/s", a), theirs: fmt.Sprintf("%.0f/s raw driver", b),
				ratio: fmt.Sprintf("%.2f", ratio), aim: "≥ 0.70", met: atLeast(ratio, 0.7),
			})
		}
		raw.close()
		site.close()
	}
	return rows, nil
}

// engine is a database to measure on.
type engine struct {
	name   string
	driver string
	admin  string // PostgreSQL: where databases are made
}

func engines() []engine {
	list := []engine{{name: "SQLite", driver: "sqlite3"}}
	if dsn := os.Getenv("BIJEEN_TEST_POSTGRES"); dsn != "" {
		list = append(list, engine{name: "PostgreSQL", driver: "pgx", admin: dsn})
	}
	return list
}

// database makes an empty database and gives its address and how to remove
// it.
func (e engine) database() (string, func(), error) {
	if e.admin == "" {
		dir, err := os.MkdirTemp("", "bijeen-bench-")
		return filepath.Join(dir, "bench.db"), func() { _ = os.RemoveAll(dir) }, err
	}
	admin, err := sql.Open("pgx", e.admin)
	if err != nil {
		return "", nil, err
	}
	defer admin.Close()
	name := fmt.Sprintf("bench_%d", time.Now().UnixNano())
	if _, err := admin.Exec("create database " + name); err != nil {
		return "", nil, err
	}
	u, err := url.Parse(e.admin)
	if err != nil {
		return "", nil, err
	}
	u.Path = "/" + name
	remove := func() {
		if db, err := sql.Open("pgx", e.admin); err == nil {
			_, _ = db.Exec("drop database " + name + " with (force)")
			_ = db.Close()
		}
	}
	return u.String(), remove, nil
}

// signUps sends n forms over so many connections, each for somebody new.
func (s *site) signUps(n, connections int) (float64, error) {
	slugs, err := s.meetings(1 + n/benchSeats)
	if err != nil {
		return 0, err
	}
	client := &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: connections, MaxConnsPerHost: connections},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	defer client.CloseIdleConnections()
	start := time.Now()
	err = each(n, connections, func(i int) error {
		form := url.Values{
			"given_name": {"Proef"}, "surname": {fmt.Sprintf("Testerink%d", s.next())}, "organization": {"Horizon"},
			"email": {fmt.Sprintf("proef%d@horizon.example", s.next())},
		}
		res, err := client.Post(s.url+"/bijeenkomsten/"+slugs[i/benchSeats]+"/aanmelden",
			"application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
		if err != nil {
			return err
		}
		if err := res.Body.Close(); err != nil {
			return err
		}
		if res.StatusCode != http.StatusSeeOther {
			return fmt.Errorf("sign-up answered %s", res.Status)
		}
		return nil
	})
	return perSecond(n, start), err
}

// each runs fn for 0…n-1 in so many goroutines and gives the first error.
func each(n, workers int, fn func(i int) error) error {
	var next atomic.Int64
	var wg sync.WaitGroup
	errs := make(chan error, workers)
	for range workers {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				if err := fn(i); err != nil {
					errs <- err
					return
				}
			}
		})
	}
	wg.Wait()
	close(errs)
	return <-errs
}

// raw is a database without Bijeen: the same schema, the driver, and the
// statements a careful programmer would write by hand.
type raw struct {
	db     *sql.DB
	engine engine
	site   *site // for the schema and the meetings
	n      atomic.Int64
}

func newRaw(e engine) (*raw, error) {
	s, err := newSite(e)
	if err != nil {
		return nil, err
	}
	dsn := s.database
	if e.driver == "sqlite3" {
		dsn = "file:" + dsn + "?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_busy_timeout=5000&_foreign_keys=1"
	}
	db, err := sql.Open(e.driver, dsn)
	if err != nil {
		s.close()
		return nil, err
	}
	db.SetMaxOpenConns(20)
	if e.driver == "sqlite3" {
		db.SetMaxOpenConns(1)
	}
	db.SetMaxIdleConns(20)
	return &raw{db: db, engine: e, site: s}, nil
}

func (r *raw) close() {
	_ = r.db.Close()
	r.site.close()
}

// signUps writes n sign-ups with so many goroutines.
func (r *raw) signUps(n, connections int) (float64, error) {
	slugs, err := r.site.meetings(1 + n/benchSeats)
	if err != nil {
		return 0, err
	}
	type place struct{ meeting, site int64 }
	places := make([]place, len(slugs))
	for i, slug := range slugs {
		page, err := r.site.store.MeetingBySlug(context.Background(), slug, true)
		if err != nil {
			return 0, err
		}
		places[i] = place{page.Meeting.ID, page.Meeting.Sites[0].ID}
	}
	start := time.Now()
	err = each(n, connections, func(i int) error {
		p := places[i/benchSeats]
		return r.signUp(p.meeting, p.site)
	})
	return perSecond(n, start), err
}

// signUp is the transaction: lock the meeting, count, and write the person,
// the registration, its history and its mail.
func (r *raw) signUp(meeting, site int64) error {
	n := r.n.Add(1)
	now := time.Now().UTC().Truncate(time.Microsecond)
	tx, err := r.db.Begin()
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	lock := ""
	if r.engine.driver == "pgx" {
		lock = " for update"
	}
	var status string
	if err := tx.QueryRow("select status from meetings where id = $1"+lock, meeting).Scan(&status); err != nil {
		return err
	}
	var taken int
	err = tx.QueryRow("select count(*) from registrations where meeting_id = $1 and status = 'registered' and site_id = $2", meeting, site).Scan(&taken)
	if err != nil {
		return err
	}
	email, uid := fmt.Sprintf("raw%d@horizon.example", n), fmt.Sprintf("raw-%d-%d@bijeen.example", meeting, n)
	var person, registration int64
	err = tx.QueryRow(`insert into people (given_name, surname, email, name_key, email_key, created_at)
		values ($1, $2, $3, $4, $3, $5) returning id`, "Proef", fmt.Sprintf("Testerink%d", n), email, fmt.Sprintf("proef testerink%d", n), now).Scan(&person)
	if err != nil {
		return err
	}
	err = tx.QueryRow(`insert into registrations (meeting_id, person_id, site_id, status, role, source, language, given_name, surname,
		sort_key, search_text, email, organization_name, calendar_uid, calendar_address, created_at, registered_at, updated_at)
		values ($1, $2, $3, 'registered', 'participant', 'web', 'nl', $4, $5, $6, $6, $7, 'Horizon', $8, $7, $9, $9, $9) returning id`,
		meeting, person, site, "Proef", fmt.Sprintf("Testerink%d", n), fmt.Sprintf("testerink%d proef", n), email, uid, now).Scan(&registration)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into registration_changes (meeting_id, registration_id, action, from_status, to_status, site_id, actor_kind, at)
		values ($1, $2, 'signed_up', '', 'registered', $3, 'person', $4)`, meeting, registration, site, now)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into messages (kind, meeting_id, registration_id, to_email, email_key, language, state, due_at, detail, message_id, created_at)
		values ('confirmation', $1, $2, $3, $3, 'nl', 'queued', $4, '{}', $5, $4)`, meeting, registration, email, now, "m"+uid)
	if err != nil {
		return err
	}
	return tx.Commit()
}
