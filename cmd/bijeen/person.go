package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"bijeen/models"
)

// personCommand is `bijeen person`.
type personCommand struct {
	Show  personShow  `cmd:"" help:"Write all that is kept about the people behind a mail address, as JSON."`
	Erase personErase `cmd:"" help:"Cancel what still runs for a mail address, then remove everything; there is no way back."`
}

type personShow struct {
	storeSettings `embed:""`
	Email         string `required:"" placeholder:"ADDRESS" help:"Whose mail address."`
	Output        string `short:"o" placeholder:"FILE" help:"File to write; without it the answer goes to standard output."`
}

// Run answers an access request.
func (cmd personShow) Run(ctx context.Context, con *console) error {
	return cmd.withData(ctx, con, func(_ storeConfig, store *models.Store) error {
		data, err := personJSON(ctx, store, cmd.Email)
		if err != nil {
			return err
		}
		if cmd.Output == "" {
			_, err = con.stdout.Write(data)
			return err
		}
		return writeBytes(cmd.Output, data)
	})
}

type personErase struct {
	storeSettings `embed:""`
	Email         string `required:"" placeholder:"ADDRESS" help:"Whose mail address."`
	Output        string `short:"o" placeholder:"FILE" help:"First write to this file what is going to be removed."`
}

// Run erases, after it has written what it erases where that was asked.
func (cmd personErase) Run(ctx context.Context, con *console) error {
	return cmd.withData(ctx, con, func(_ storeConfig, store *models.Store) error {
		if cmd.Output != "" {
			data, err := personJSON(ctx, store, cmd.Email)
			if err != nil {
				return err
			}
			if err := writeBytes(cmd.Output, data); err != nil {
				return err
			}
		}
		n, err := store.ErasePerson(ctx, cmd.Email)
		if err != nil {
			return personProblem(err)
		}
		_, err = fmt.Fprintf(con.stdout, "erased: %d registrations and everything else about this address\n", n)
		return err
	})
}

func personJSON(ctx context.Context, store *models.Store, email string) ([]byte, error) {
	data, err := store.PersonData(ctx, email)
	if err != nil {
		return nil, personProblem(err)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err = enc.Encode(data)
	return b.Bytes(), err
}

func writeBytes(file string, data []byte) error {
	return writeWhole(file, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

func personProblem(err error) error {
	if models.KindOf(err) == models.NotFound {
		return errors.New("nothing is kept about this address: check how it is written")
	}
	return err
}
