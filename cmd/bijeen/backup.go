package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"bijeen/models"
)

// backupCommand is `bijeen backup`.
type backupCommand struct {
	Create  backupCreate  `cmd:"" help:"Write everything as it is at this moment to one file, while the server goes on."`
	Verify  backupVerify  `cmd:"" help:"Prove that a backup is whole, by restoring it into a database that is thrown away."`
	Restore backupRestore `cmd:"" help:"Write a backup into BIJEEN_DATABASE, which must be empty."`
}

type backupCreate struct {
	storeSettings `embed:""`
	File          string `arg:"" placeholder:"FILE" help:"File to write."`
}

// Run makes the backup.
func (cmd backupCreate) Run(ctx context.Context, con *console) error {
	return cmd.withData(ctx, con, func(_ storeConfig, store *models.Store) error {
		con.doing("making a backup")
		var rows int64
		err := writeWhole(cmd.File, func(w io.Writer) (err error) {
			rows, err = store.Backup(ctx, w)
			return err
		})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(con.stdout, "%s holds %d rows; bijeen backup verify proves it\n", cmd.File, rows)
		return err
	})
}

type backupVerify struct {
	storeSettings `embed:""`
	File          string `arg:"" placeholder:"FILE" help:"The backup."`
}

// Run verifies; a file that is damaged fails.
func (cmd backupVerify) Run(ctx context.Context, con *console) error {
	c, wrong := cmd.parse(defaultDatabase, false, con.now)
	if err := wrong.orNil(); err != nil {
		return err
	}
	f, err := os.Open(cmd.File)
	if err != nil {
		return fileProblem(err)
	}
	defer f.Close()
	con.doing("restoring it into a database that is thrown away")
	rows, err := models.VerifyBackup(ctx, f, models.Options{Now: c.now, Zone: c.zone})
	if err != nil {
		return backupProblem(err)
	}
	_, err = fmt.Fprintf(con.stdout, "%s is whole: %d rows\n", cmd.File, rows)
	return err
}

type backupRestore struct {
	storeSettings `embed:""`
	File          string `arg:"" placeholder:"FILE" help:"The backup."`
}

// Run restores.
func (cmd backupRestore) Run(ctx context.Context, con *console) error {
	f, err := os.Open(cmd.File)
	if err != nil {
		return fileProblem(err)
	}
	defer f.Close()
	return cmd.withStore(ctx, con, func(_ storeConfig, store *models.Store) error {
		con.doing("restoring")
		rows, err := store.Restore(ctx, f)
		if err != nil {
			return backupProblem(err)
		}
		_, err = fmt.Fprintf(con.stdout, "restored %d rows; start the server with the same BIJEEN_SECRET, so that links in mails still work\n", rows)
		return err
	})
}

func backupProblem(err error) error {
	switch {
	case errors.Is(err, models.ErrDamaged):
		return fmt.Errorf("%w: use another backup", models.ErrDamaged)
	case models.KindOf(err) == models.Conflict:
		return errors.New("the database is not empty: let BIJEEN_DATABASE name a new file, or an empty database")
	}
	return err
}
