package main

import (
	"context"
	"fmt"
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
		return nil, fmt.Errorf("the database cannot be opened: check BIJEEN_DATABASE and that it can be reached (%w)", err)
	}
	return store, nil
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
