package modelstest

import (
	"crypto/rand"
	"database/sql"
	"net/url"
	"os"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver named "pgx"
)

// PostgresEnv names the environment variable with the address of an admin
// database on a PostgreSQL server that tests may fill. `make test` sets it;
// `scripts/postgres run` sets it for one command.
const PostgresEnv = "BIJEEN_TEST_POSTGRES"

// PostgresDSN gives t an empty PostgreSQL database of its own and its
// postgres:// address. The database is dropped when t ends, with the
// connections that are still open. ok is false, and nothing is made, when the
// environment names no server: the caller then tests on SQLite. A server that
// is named but does not answer fails t, so a broken set-up never turns into a
// silent run on SQLite.
func PostgresDSN(t testing.TB) (dsn string, ok bool) {
	t.Helper()
	admin := os.Getenv(PostgresEnv)
	if admin == "" {
		return "", false
	}
	address, err := url.Parse(admin)
	if err != nil || !strings.HasPrefix(address.Scheme, "postgres") {
		t.Fatalf("%s must be an address like postgres://user:password@host:port/database", PostgresEnv)
	}
	name := "test_" + strings.ToLower(rand.Text())
	// template0 instead of template1: nobody can be connected to it, and a
	// connection to the template makes CREATE DATABASE fail.
	execute(t, admin, "CREATE DATABASE "+name+" TEMPLATE template0")
	t.Cleanup(func() { execute(t, admin, "DROP DATABASE "+name+" WITH (FORCE)") })
	address.Path = "/" + name
	return address.String(), true
}

// execute runs one statement on a connection of its own: thousands of tests
// that each kept a connection to the admin database would use up the server.
func execute(t testing.TB, dsn, statement string) {
	t.Helper()
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatalf("open %s: %v", PostgresEnv, err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.Exec(statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}
