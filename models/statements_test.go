package models_test

import (
	"database/sql"
	"errors"
	"fmt"
	"sort"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm"

	"bijeen/models/modelstest"
)

// statements counts the statements of a store, and lets the failAt-th fail
// after the database has carried it out.
type statements struct {
	mu     sync.Mutex
	n      int
	failAt int // 0: none
	texts  []string
}

var errInjected = errors.New("injected fault")

func (*statements) Name() string { return "statements" }

func (p *statements) Initialize(db *gorm.DB) error {
	cb := db.Callback()
	return errors.Join(
		cb.Create().After("gorm:create").Register("test:create", p.after),
		cb.Query().After("gorm:query").Register("test:query", p.after),
		cb.Update().After("gorm:update").Register("test:update", p.after),
		cb.Delete().After("gorm:delete").Register("test:delete", p.after),
		cb.Row().After("gorm:row").Register("test:row", p.after),
		cb.Raw().After("gorm:raw").Register("test:raw", p.after),
	)
}

func (p *statements) after(db *gorm.DB) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.n++
	p.texts = append(p.texts, db.Statement.SQL.String())
	if p.n == p.failAt {
		_ = db.AddError(errInjected)
	}
}

// start begins a new count.
func (p *statements) start(failAt int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.n, p.failAt, p.texts = 0, failAt, nil
}

func listen(t testing.TB, f *modelstest.Fixture) *statements {
	t.Helper()
	p := &statements{}
	if err := f.Plug(p); err != nil {
		t.Fatal(err)
	}
	return p
}

// dump writes out every row of every table, so that two moments can be
// compared.
func (db *tables) dump(t testing.TB) string {
	t.Helper()
	var out strings.Builder
	for _, table := range db.names(t) {
		rows, err := db.Query("select * from " + table)
		if err != nil {
			t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		var lines []string
		for rows.Next() {
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			line := table + ":"
			for i, name := range columns {
				line += fmt.Sprintf(" %s=%v", name, values[i])
			}
			lines = append(lines, line)
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
		sort.Strings(lines)
		fmt.Fprintln(&out, strings.Join(lines, "\n"))
	}
	return out.String()
}

// names lists the tables of the database.
func (db *tables) names(t testing.TB) []string {
	t.Helper()
	query := "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and 1 = $1 order by name"
	if db.postgres {
		query = "select tablename from pg_tables where schemaname = current_schema() and 1 = $1 order by tablename"
	}
	var names []string
	err := db.each(query, 1, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		names = append(names, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
