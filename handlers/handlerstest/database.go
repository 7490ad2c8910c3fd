package handlerstest

import (
	"database/sql"
	"fmt"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver named "pgx"
	_ "github.com/mattn/go-sqlite3"    // the driver named "sqlite3"

	"bijeen/models"
)

// Query reads rows past the Store, with every value as text. The statement
// must be one that both databases know.
func (s *Site) Query(statement string) [][]string {
	s.t.Helper()
	db := s.database()
	defer func() { _ = db.Close() }()
	return s.read(db, statement)
}

// One is the first value of the first row of Query; empty without rows.
func (s *Site) One(statement string) string {
	s.t.Helper()
	rows := s.Query(statement)
	if len(rows) == 0 {
		return ""
	}
	return rows[0][0]
}

// Dump is the whole database as text: two equal dumps mean that nothing
// changed.
func (s *Site) Dump() string {
	s.t.Helper()
	db := s.database()
	defer func() { _ = db.Close() }()
	tables := "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name"
	if models.IsPostgres(s.Database) {
		tables = "select table_name from information_schema.tables where table_schema = 'public' order by table_name"
	}
	var b strings.Builder
	for _, table := range s.read(db, tables) {
		fmt.Fprintln(&b, table[0])
		for _, row := range s.read(db, "select * from "+table[0]+" order by 1, 2") {
			fmt.Fprintf(&b, "%q\n", row)
		}
	}
	return b.String()
}

func (s *Site) database() *sql.DB {
	driver, dsn := "sqlite3", "file:"+s.Database+"?mode=ro"
	if models.IsPostgres(s.Database) {
		driver, dsn = "pgx", s.Database
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		s.t.Fatalf("open the database of the test: %v", err)
	}
	return db
}

func (s *Site) read(db *sql.DB, statement string) [][]string {
	s.t.Helper()
	rows, err := db.Query(statement)
	if err != nil {
		s.t.Fatalf("%s: %v", statement, err)
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		s.t.Fatal(err)
	}
	var all [][]string
	for rows.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		if err := rows.Scan(values...); err != nil {
			s.t.Fatal(err)
		}
		text := make([]string, len(columns))
		for i, v := range values {
			switch x := (*v.(*any)).(type) {
			case nil:
			case []byte:
				text[i] = string(x)
			default:
				text[i] = fmt.Sprint(x)
			}
		}
		all = append(all, text)
	}
	if err := rows.Err(); err != nil {
		s.t.Fatal(err)
	}
	return all
}
