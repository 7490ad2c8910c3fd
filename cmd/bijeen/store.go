package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"

	"bijeen/models"
)

// open opens the database and brings it up to date. keys may be empty for
// commands that make no link.
func (c storeConfig) open(ctx context.Context, keys models.Keys) (*models.Store, error) {
	store, err := models.Open(ctx, models.Options{
		Database: c.database, Now: c.now, Zone: c.zone, ChangeDelay: c.changeDelay, Keys: keys,
		MailDomain: c.mailFrom.Address[strings.LastIndexByte(c.mailFrom.Address, '@')+1:],
	})
	if err != nil {
		return nil, openError{err}
	}
	return store, nil
}

// shown is the database as it may stand on a screen or in a log: its address
// without the password.
func (c storeConfig) shown() string {
	if !models.IsPostgres(c.database) {
		return c.database
	}
	u, err := url.Parse(c.database)
	if err != nil {
		return "PostgreSQL"
	}
	u.RawQuery, u.Fragment = "", "" // settings of the connection, a password among them
	return u.Redacted()
}

// openError says that there is no database to work with.
type openError struct{ cause error }

func (e openError) Error() string {
	return fmt.Sprintf("the database cannot be opened: check BIJEEN_DATABASE and that it can be reached (%v)", e.cause)
}

func (e openError) Unwrap() error { return e.cause }

// withData is withStore for commands that only make sense where there is
// data: a wrong name must not make an empty database.
func (s storeSettings) withData(ctx context.Context, con *console, fn func(storeConfig, *models.Store) error) error {
	file := s.Database
	if file == "" {
		file = defaultDatabase
	}
	if _, err := os.Stat(file); !models.IsPostgres(file) && errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no database %s: let BIJEEN_DATABASE name the one you mean", file)
	}
	return s.withStore(ctx, con, fn)
}

// withStore runs fn on the database of a command that is no server.
func (s storeSettings) withStore(ctx context.Context, con *console, fn func(storeConfig, *models.Store) error) (err error) {
	c, wrong := s.parse(defaultDatabase, false, con.now)
	if err := wrong.orNil(); err != nil {
		return err
	}
	store, err := c.open(ctx, models.Keys{})
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := store.Close(); err == nil {
			err = closeErr
		}
	}()
	return fn(c, store)
}
