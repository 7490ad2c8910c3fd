package main

import (
	"context"
	"fmt"

	"bijeen/handlers/desk"
	"bijeen/models"
)

// organizerCommand is `bijeen organizer`.
type organizerCommand struct {
	Add organizerAdd `cmd:"" help:"Make a user, or give one a new role, and print a login link that works once, within 15 minutes."`
}

type organizerAdd struct {
	storeSettings `embed:""`
	Listen        string `env:"BIJEEN_LISTEN" default:"${default_listen}" placeholder:"HOST:PORT" help:"Where the server listens, for the link."`
	BaseURL       string `env:"BIJEEN_BASE_URL" placeholder:"URL" help:"Address by which people reach the site, for the link."`
	Email         string `required:"" placeholder:"ADDRESS" help:"Mail address of the user."`
	Name          string `required:"" placeholder:"NAME" help:"Name of the user."`
	Role          string `default:"admin" enum:"admin,organizer,editor,secretary,site_host,workshop_leader,viewer,privacy_officer" help:"What the user may do: ${enum}."`
}

// Run adds the user and prints the link.
func (cmd organizerAdd) Run(ctx context.Context, con *console) error {
	base, err := cmd.base()
	if err != nil {
		return err
	}
	return cmd.withStore(ctx, con, func(_ storeConfig, store *models.Store) error {
		user, err := store.AddUser(ctx, cmd.Email, cmd.Name, models.UserRole(cmd.Role))
		if err != nil {
			return err
		}
		link, err := loginLink(ctx, store, base, user.ID)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(con.stdout, "%s (%s) can log in once with this link, within 15 minutes:\n%s\n", user.Name, user.Role, link)
		return err
	})
}

func (cmd organizerAdd) base() (string, error) {
	var wrong settingProblems
	base, err := parseBaseURL(cmd.BaseURL)
	wrong.add("BIJEEN_BASE_URL", err)
	if base == "" {
		wrong.add("BIJEEN_LISTEN", checkListen(cmd.Listen))
		base = hostURL(cmd.Listen, portOf(cmd.Listen))
	}
	return base, wrong.orNil()
}

// loginLink makes a one-time way in.
func loginLink(ctx context.Context, store *models.Store, base string, userID int64) (string, error) {
	token, err := store.NewLoginToken(ctx, userID)
	if err != nil {
		return "", err
	}
	return base + desk.LoginPath(token), nil
}
