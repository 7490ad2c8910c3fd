package modelstest

import (
	"database/sql"
	"testing"
)

func TestPostgresDSNWithoutServer(t *testing.T) {
	t.Setenv(PostgresEnv, "")
	if dsn, ok := PostgresDSN(t); ok || dsn != "" {
		t.Errorf("PostgresDSN() = %q, %v; want nothing without a server", dsn, ok)
	}
}

// Two tests that write the same table must not see each other, and nothing may
// be left on the server afterwards.
func TestPostgresDSNIsolates(t *testing.T) {
	var names []string
	t.Run("databases", func(t *testing.T) {
		for range 2 {
			dsn, ok := PostgresDSN(t)
			if !ok {
				t.Skip("needs PostgreSQL: set " + PostgresEnv + ", or run make test-postgres")
			}
			db, err := sql.Open("pgx", dsn)
			if err != nil {
				t.Fatal(err)
			}
			// Left open on purpose: dropping must not wait for it.
			t.Cleanup(func() { _ = db.Close() })
			var name string
			if err := db.QueryRow("SELECT current_database()").Scan(&name); err != nil {
				t.Fatal(err)
			}
			names = append(names, name)
			if _, err := db.Exec("CREATE TABLE meetings (id int)"); err != nil {
				t.Errorf("second database is not empty: %v", err)
			}
		}
	})
	for _, name := range names {
		if exists(t, name) {
			t.Errorf("database %s is still there after its test", name)
		}
	}
}

func exists(t *testing.T, name string) bool {
	t.Helper()
	dsn, _ := PostgresDSN(t)
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var found bool
	if err := db.QueryRow("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&found); err != nil {
		t.Fatal(err)
	}
	return found
}
