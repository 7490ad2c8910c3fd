package models

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations
var migrationFiles embed.FS

// migrate brings the database to the newest version. Instances that start
// at the same moment wait for each other. A database of a newer Bijeen is
// refused.
func (s *Store) migrate(ctx context.Context) error {
	p, err := s.migrations()
	if err != nil {
		return err
	}
	current, newest, err := p.GetVersions(ctx)
	if err != nil {
		return err
	}
	if current > newest {
		return fmt.Errorf("this database was made by a newer Bijeen (version %d, this program knows %d): use that program", current, newest)
	}
	if current == newest {
		return nil
	}
	if _, err = p.Up(ctx); err != nil && s.dialect == "sqlite" {
		return othersMigrate(ctx, p, err)
	}
	return err
}

// othersMigrate waits up to ten seconds to see whether err only says that another
// process brings the file up to date: SQLite has no lock that spans all
// migrations, so of two that begin together one finds the tables made.
func othersMigrate(ctx context.Context, p *goose.Provider, err error) error {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for range 200 {
		if current, newest, versionErr := p.GetVersions(ctx); versionErr == nil && current == newest {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
	return err
}

func (s *Store) migrations() (*goose.Provider, error) {
	dialect, opts := goose.DialectSQLite3, []goose.ProviderOption{goose.WithVerbose(false)}
	if s.dialect == "postgres" {
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
		if err != nil {
			return nil, err
		}
		dialect = goose.DialectPostgres
		opts = append(opts, goose.WithSessionLocker(locker))
	}
	files, err := fs.Sub(migrationFiles, "migrations/"+s.dialect)
	if err != nil {
		return nil, err
	}
	db, err := s.db.DB()
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(dialect, db, files, opts...)
}

// Migrated reports whether the database has the version this program needs.
func (s *Store) Migrated(ctx context.Context) error {
	p, err := s.migrations()
	if err != nil {
		return err
	}
	current, newest, err := p.GetVersions(ctx)
	if err != nil {
		return err
	}
	if current != newest {
		return errors.New("the database is not up to date")
	}
	return nil
}
