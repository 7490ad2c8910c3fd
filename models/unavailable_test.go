package models_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
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
		{&pgconn.ConnectError{}, true}, {driver.ErrBadConn, true}, {sql.ErrConnDone, true}, {errors.New("boom"), false}, {&models.Error{Kind: models.NotFound}, false}, {nil, false},
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

// TestR12: a server that takes no connections for a while, as during a
// failover, is out of reach and not a fault of ours.
func TestR12_ConnectionsRefused(t *testing.T) {
	f := modelstest.New(t)
	if !models.IsPostgres(f.Database) {
		t.Skip("a file takes every connection")
	}
	m := f.Save(modelstest.Gathering("platform", 5))
	admin, err := sql.Open("pgx", os.Getenv(modelstest.PostgresEnv))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = admin.Close() }()
	u, err := url.Parse(f.Database)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.Trim(u.Path, "/")
	run := func(query string) {
		if _, err := admin.Exec(query); err != nil {
			t.Fatal(err)
		}
	}
	run("alter database " + name + " with allow_connections false")
	run("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name + "'")
	in := models.SignUp{MeetingID: m.ID, People: []models.Attendee{modelstest.Person(1)}, By: models.Actor{Kind: models.ByPerson}}
	if _, err := f.SignUp(context.Background(), in); !models.Unavailable(err) {
		t.Errorf("while connections are refused: %v, want unavailable", err)
	}
	run("alter database " + name + " with allow_connections true")
	if _, err := f.SignUp(context.Background(), in); err != nil {
		t.Errorf("after it was opened again: %v", err)
	}
}
