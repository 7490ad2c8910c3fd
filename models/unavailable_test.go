package models_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/mattn/go-sqlite3"

	"bijeen/models"
	"bijeen/models/modelstest"
)

func TestUnavailable(t *testing.T) {
	for _, test := range []struct {
		err  error
		want bool
	}{
		{sqlite3.Error{Code: sqlite3.ErrBusy}, true}, {sqlite3.Error{Code: sqlite3.ErrFull}, true}, {sqlite3.Error{Code: sqlite3.ErrReadonly}, true},
		{sqlite3.Error{Code: sqlite3.ErrIoErr}, true}, {sqlite3.Error{Code: sqlite3.ErrConstraint}, false}, {sqlite3.Error{Code: sqlite3.ErrError}, false},
		{&pgconn.PgError{Code: "53100"}, true}, {&pgconn.PgError{Code: "57P01"}, true}, {&pgconn.PgError{Code: "55P03"}, true},
		{&pgconn.PgError{Code: "25006"}, true}, {&pgconn.PgError{Code: "08006"}, true}, {&pgconn.PgError{Code: "23505"}, false}, {&pgconn.PgError{Code: "42601"}, false},
		{&pgconn.ConnectError{}, true}, {driver.ErrBadConn, true}, {io.ErrUnexpectedEOF, true}, {&net.OpError{Op: "read", Err: syscall.ECONNRESET}, true}, {sql.ErrConnDone, true}, {errors.New("boom"), false}, {&models.Error{Kind: models.NotFound}, false}, {nil, false},
	} {
		err := test.err
		if err != nil {
			err = fmt.Errorf("read something: %w", err)
		}
		if got := models.Unavailable(err); got != test.want {
			t.Errorf("%v: %v, want %v", test.err, got, test.want)
		}
	}
}

// TestR12: a database that another program holds is out of reach for a while,
// and works again when it lets go.
func TestR12_DatabaseHeld(t *testing.T) {
	f := modelstest.New(t)
	if models.IsPostgres(f.Database) {
		t.Skip("one program cannot hold a whole PostgreSQL database")
	}
	m := f.Save(modelstest.Gathering("platform", 5))
	db, err := sql.Open("sqlite3", "file:"+f.Database+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	in := models.SignUp{MeetingID: m.ID, People: []models.Attendee{modelstest.Person(1)}, By: models.Actor{Kind: models.ByPerson}}
	if _, err := f.SignUp(context.Background(), in); !models.Unavailable(err) {
		t.Errorf("while held: %v, want unavailable", err)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	if _, err := f.SignUp(context.Background(), in); err != nil {
		t.Errorf("after it was let go: %v", err)
	}
}

// readOnly makes the database of f refuse changes, or take them again.
func readOnly(t *testing.T, f *modelstest.Fixture, on bool) {
	t.Helper()
	if !models.IsPostgres(f.Database) {
		if err := f.SetQueryOnly(on); err != nil {
			t.Fatal(err)
		}
		return
	}
	admin := newAdmin(t, f)
	admin.run("alter database "+admin.name+" set default_transaction_read_only = ", on)
	admin.disconnect()
}

// TestR12: on a disk that takes no more changes pages still answer, a sign-up
// is refused for now, and Writable tells until changes are possible again.
func TestR12_ReadOnly(t *testing.T) {
	f, ctx := modelstest.New(t), context.Background()
	m := f.Save(modelstest.Gathering("platform", 5))
	in := models.SignUp{MeetingID: m.ID, People: []models.Attendee{modelstest.Person(1)}, By: models.Actor{Kind: models.ByPerson}}
	readOnly(t, f, true)
	if _, err := f.SignUp(ctx, in); !models.Unavailable(err) {
		t.Errorf("sign-up: %v, want unavailable", err)
	}
	if _, err := f.MeetingBySlug(ctx, "platform", false); err != nil {
		t.Errorf("reading: %v", err)
	}
	if err := f.Writable(ctx); !models.Unavailable(err) {
		t.Errorf("writable while read-only: %v, want unavailable", err)
	}
	readOnly(t, f, false)
	if err := f.Writable(ctx); err != nil {
		t.Errorf("writable afterwards: %v", err)
	}
	if _, err := f.SignUp(ctx, in); err != nil {
		t.Errorf("sign-up afterwards: %v", err)
	}
}

// admin speaks to the server of the PostgreSQL database of one test.
type admin struct {
	t    *testing.T
	db   *sql.DB
	name string
}

func newAdmin(t *testing.T, f *modelstest.Fixture) admin {
	t.Helper()
	u, err := url.Parse(f.Database)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("pgx", os.Getenv(modelstest.PostgresEnv))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return admin{t, db, strings.Trim(u.Path, "/")}
}

func (a admin) run(query ...any) {
	a.t.Helper()
	if _, err := a.db.Exec(fmt.Sprint(query...)); err != nil {
		a.t.Fatal(err)
	}
}

// disconnect ends the connections of the store: what it opens next follows
// the new settings.
func (a admin) disconnect() {
	a.t.Helper()
	a.run("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + a.name + "'")
}

// TestR12: a server that takes no connections for a while, as during a
// failover, is out of reach and not a fault of ours.
func TestR12_ConnectionsRefused(t *testing.T) {
	f := modelstest.New(t)
	if !models.IsPostgres(f.Database) {
		t.Skip("a file takes every connection")
	}
	m := f.Save(modelstest.Gathering("platform", 5))
	server := newAdmin(t, f)
	server.run("alter database " + server.name + " with allow_connections false")
	server.disconnect()
	in := models.SignUp{MeetingID: m.ID, People: []models.Attendee{modelstest.Person(1)}, By: models.Actor{Kind: models.ByPerson}}
	if _, err := f.SignUp(context.Background(), in); !models.Unavailable(err) {
		t.Errorf("while connections are refused: %v, want unavailable", err)
	}
	server.run("alter database " + server.name + " with allow_connections true")
	if _, err := f.SignUp(context.Background(), in); err != nil {
		t.Errorf("after it was opened again: %v", err)
	}
}

// cable is what lies between a store and its server. It can be cut at the
// moment the store says a word.
type cable struct {
	net.Listener
	server string
	cutAt  atomic.Pointer[string]
}

func newCable(t *testing.T, server string) *cable {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	c := &cable{Listener: listener, server: server}
	go func() {
		for {
			store, err := listener.Accept()
			if err != nil {
				return
			}
			go c.carry(store)
		}
	}()
	return c
}

func (c *cable) carry(store net.Conn) {
	defer func() { _ = store.Close() }()
	server, err := net.Dial("tcp", c.server)
	if err != nil {
		return
	}
	defer func() { _ = server.Close() }()
	go func() { _, _ = io.Copy(store, server) }()
	buf := make([]byte, 1<<16)
	for {
		n, err := store.Read(buf)
		if word := c.cutAt.Load(); err != nil || word != nil && strings.Contains(string(buf[:n]), *word) {
			return
		}
		if _, err := server.Write(buf[:n]); err != nil {
			return
		}
	}
}

// TestR12: a server that crashes under a request is out of reach, and not a
// fault of ours. In the middle of the work all is done once more; under the
// commit it is not, for it may have been stored.
func TestR12_ConnectionBreaks(t *testing.T) {
	f, ctx := modelstest.New(t), context.Background()
	if !models.IsPostgres(f.Database) {
		t.Skip("a file has no connection")
	}
	m := f.Save(modelstest.Gathering("platform", 5))
	u, err := url.Parse(f.Database)
	if err != nil {
		t.Fatal(err)
	}
	c := newCable(t, u.Host)
	u.Host = c.Addr().String()
	far, err := models.Open(ctx, modelstest.Options(u.String(), f.Clock))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = far.Close() }()
	for i, word := range []string{"commit", modelstest.Person(1).Email, "begin"} {
		in := models.SignUp{MeetingID: m.ID, People: []models.Attendee{modelstest.Person(i)}, By: models.Actor{Kind: models.ByPerson}}
		c.cutAt.Store(&word)
		if _, err := far.SignUp(ctx, in); !models.Unavailable(err) {
			t.Errorf("cut at %q: %v, want unavailable", word, err)
		}
		c.cutAt.Store(nil)
		if _, err := far.SignUp(ctx, in); err != nil {
			t.Errorf("cut at %q, afterwards: %v", word, err)
		}
	}
}
