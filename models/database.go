package models

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"
)

// sqliteWrite makes every transaction a writer from its first statement, so
// that two of them queue instead of failing, and makes a commit durable.
// Prepared statements are kept: preparing was a third of a sign-up.
const sqliteWrite = "_stmt_cache_size=200&_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_busy_timeout=5000&_foreign_keys=1&_secure_delete=true"

// sqliteRead cannot write: a verb that reads through the wrong pool fails.
const sqliteRead = "_stmt_cache_size=100&_query_only=1&_busy_timeout=5000&_foreign_keys=1"

// IsPostgres reports whether a database setting names a PostgreSQL server
// and not a file.
func IsPostgres(database string) bool {
	return strings.HasPrefix(database, "postgres://") || strings.HasPrefix(database, "postgresql://")
}

func (s *Store) connect(ctx context.Context, database string) error {
	if IsPostgres(database) {
		return s.connectPostgres(database)
	}
	return s.connectSQLite(ctx, database)
}

func (s *Store) config() *gorm.Config {
	return &gorm.Config{
		NowFunc:                s.Now,
		TranslateError:         true,
		SkipDefaultTransaction: true,
		Logger:                 logger.Discard,
	}
}

func (s *Store) connectSQLite(ctx context.Context, file string) error {
	s.dialect = "sqlite"
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	// The file holds names and addresses: nobody else on the machine reads it.
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	path := (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: file}).EscapedPath()}).String()
	if s.db, err = s.openSQLite(ctx, path+"?"+sqliteWrite); err != nil {
		return err
	}
	if err := limit(s.db, 1); err != nil {
		return err
	}
	if s.reader, err = s.openSQLite(ctx, path+"?"+sqliteRead); err != nil {
		return err
	}
	return limit(s.reader, runtime.GOMAXPROCS(0))
}

// openSQLite opens one pool. When several programs start on a new file, all
// but one are refused the switch to WAL at once, without the wait of
// _busy_timeout: so they try again, for as long (R15).
func (s *Store) openSQLite(ctx context.Context, dsn string) (*gorm.DB, error) {
	const pause, tries = 50 * time.Millisecond, 100
	for n := 1; ; n++ {
		g, err := gorm.Open(sqlite.Open(dsn), s.config())
		if err == nil {
			return g, nil
		}
		if db, closing := g.DB(); closing == nil {
			_ = db.Close()
		}
		if !heldByOthers(err) || n == tries {
			return nil, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(pause):
		}
	}
}

func (s *Store) connectPostgres(dsn string) error {
	s.dialect = "postgres"
	conf, err := pgx.ParseConfig(dsn)
	if err != nil {
		return errors.New("the address of the PostgreSQL server cannot be read")
	}
	conf.RuntimeParams["lock_timeout"] = "5000"
	conf.RuntimeParams["timezone"] = "UTC"
	conf.RuntimeParams["application_name"] = "bijeen"
	db := stdlib.OpenDB(*conf)
	db.SetMaxOpenConns(20)
	db.SetMaxIdleConns(20)
	db.SetConnMaxIdleTime(5 * time.Minute)
	if s.db, err = gorm.Open(postgres.New(postgres.Config{Conn: db}), s.config()); err != nil {
		return err
	}
	s.reader = s.db
	return nil
}

func limit(g *gorm.DB, connections int) error {
	db, err := g.DB()
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return nil
}

// write runs fn in one transaction: all of it happens or none. Every change
// in the product goes through here. A refusal by the database that leaves
// nothing behind (deadlock, lost connection before the commit) is tried again.
func (s *Store) write(ctx context.Context, fn func(tx *gorm.DB) error) error {
	var err error
	for try := 0; try < 3; try++ {
		committing := false
		err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
			if err := fn(tx); err != nil {
				return err
			}
			committing = true
			return nil
		})
		if err == nil || committing || !transient(err) || ctx.Err() != nil {
			break
		}
	}
	if Unavailable(err) && !heldByOthers(err) {
		s.stuck.Store(true)
	}
	return err
}

// Write runs fn in one transaction, as every change here: all of it happens
// or none. It is for packages above that keep what belongs to no meeting; what
// a meeting decides is behind the verbs of this package.
func (s *Store) Write(ctx context.Context, fn func(tx *gorm.DB) error) error { return s.write(ctx, fn) }

// Writable reports whether changes can be stored. It costs nothing until a
// change failed because the database could not work (a full or read-only
// disk, where reading goes on); from then on it tries, until one succeeds.
func (s *Store) Writable(ctx context.Context) error {
	if !s.stuck.Load() {
		return nil
	}
	err := s.write(ctx, s.changeNothing)
	if err == nil {
		s.stuck.Store(false)
	}
	return err
}

// changeNothing is a change that leaves nothing behind. On SQLite it needs as
// much room as a group of sign-ups: on a full disk the last page may still fit.
func (s *Store) changeNothing(tx *gorm.DB) error {
	changes := []string{"update goose_db_version set is_applied = is_applied where version_id = 0"}
	if s.dialect == "sqlite" {
		changes = []string{"create table trial (room blob)", "insert into trial values (zeroblob(262144))", "drop table trial"}
	}
	for _, change := range changes {
		if err := tx.Exec(change).Error; err != nil {
			return err
		}
	}
	return nil
}

// errDryRun ends a transaction of which nothing is kept.
var errDryRun = errors.New("dry run")

// dryRun runs fn as write does, and keeps nothing of it.
func (s *Store) dryRun(ctx context.Context, fn func(tx *gorm.DB) error) error {
	err := s.write(ctx, func(tx *gorm.DB) error {
		if err := fn(tx); err != nil {
			return err
		}
		return errDryRun
	})
	if errors.Is(err, errDryRun) {
		return nil
	}
	return err
}

// Read runs fn against one unchanging picture of the data. It is for queries
// of this package and of the packages that show what is stored.
func (s *Store) Read(ctx context.Context, fn func(tx *gorm.DB) error) error {
	opts := &sql.TxOptions{ReadOnly: true}
	if s.dialect == "postgres" {
		opts.Isolation = sql.LevelRepeatableRead
	}
	return s.reader.WithContext(ctx).Transaction(fn, opts)
}

// transient reports whether the same transaction may succeed when run again.
func transient(err error) bool {
	// Another transaction was first. The next try finds its row, or finds that
	// a person has been erased between two statements.
	if errors.Is(err, gorm.ErrDuplicatedKey) || errors.Is(err, gorm.ErrForeignKeyViolated) {
		return true
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code {
		case "40001", "40P01", "57P01", "57P02", "57P03", "25006":
			return true
		}
		return false
	}
	var connect *pgconn.ConnectError
	return errors.As(err, &connect) || pgconn.SafeToRetry(err) || brokeOff(err)
}

// lockMeeting takes the meeting row until the transaction ends, so that the
// queue, the seats and the moves of one meeting change one after the other
// (rules §3.5 rule 8). SQLite drops the clause: there the whole transaction
// is the only writer. The sites come along, in order.
func lockMeeting(tx *gorm.DB, id int64) (*Meeting, error) {
	var m Meeting
	err := tx.Clauses(lockClause()).Where("id = ?", id).Take(&m).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, errNotFound("meeting")
	}
	if err != nil {
		return nil, fmt.Errorf("lock meeting %d: %w", id, err)
	}
	if err := tx.Where("meeting_id = ?", id).Find(&m.Sites).Error; err != nil {
		return nil, fmt.Errorf("sites of meeting %d: %w", id, err)
	}
	sortSites(m.Sites)
	return &m, nil
}

var forUpdate = clause.Locking{Strength: "UPDATE"}
