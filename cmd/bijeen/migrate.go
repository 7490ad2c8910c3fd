package main

import (
	"context"
	"fmt"

	"bijeen/models"
)

// migrateCommand is `bijeen migrate`.
type migrateCommand struct {
	storeSettings `embed:""`
}

// Run opens the database, which brings it up to date.
func (cmd migrateCommand) Run(ctx context.Context, con *console) error {
	return cmd.withStore(ctx, con, func(storeConfig, *models.Store) error {
		_, err := fmt.Fprintln(con.stdout, "the database is up to date")
		return err
	})
}
