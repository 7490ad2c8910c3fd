package main

import (
	"context"
	"fmt"
	"strings"

	"bijeen/handlers/desk"
	"bijeen/models"
)

// organizerCommand is `bijeen organizer`.
type organizerCommand struct {
	Add    organizerAdd    `cmd:"" help:"Make a user, or give one a new role, and print a login link that works once, within 15 minutes."`
	List   organizerList   `cmd:"" help:"Show who can log in, with role and groups."`
	Remove organizerRemove `cmd:"" help:"Take all access away: the user is logged out everywhere and can log in no more."`
}

type organizerAdd struct {
	storeSettings `embed:""`
	Listen        string   `env:"BIJEEN_LISTEN" default:"${default_listen}" placeholder:"HOST:PORT" help:"Where the server listens, for the link."`
	BaseURL       string   `env:"BIJEEN_BASE_URL" placeholder:"URL" help:"Address by which people reach the site, for the link."`
	Email         string   `required:"" placeholder:"ADDRESS" help:"Mail address of the user."`
	Name          string   `required:"" placeholder:"NAME" help:"Name of the user."`
	Role          string   `default:"admin" enum:"admin,organizer,editor,secretary,site_host,workshop_leader,viewer,privacy_officer" help:"What the user may do: ${enum}."`
	Group         []string `sep:"none" placeholder:"NAME" help:"Group whose meetings the user works for, as it stands among the hosts of a meeting; may be given several times. Left out: all groups for a new user, the same as before for a known one."`
}

// Run adds the user and prints the link.
func (cmd organizerAdd) Run(ctx context.Context, con *console) error {
	base, err := cmd.base()
	if err != nil {
		return err
	}
	return cmd.withStore(ctx, con, func(_ storeConfig, store *models.Store) error {
		user, err := store.SaveUser(ctx, 0, models.UserInput{
			Email: cmd.Email, Name: cmd.Name, Role: models.UserRole(cmd.Role), Groups: cmd.Group, KeepGroups: len(cmd.Group) == 0, By: models.Actor{Kind: models.ByCommand},
		})
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

type organizerList struct {
	storeSettings `embed:""`
}

// Run prints a line for each user: address, role, groups, name.
func (cmd organizerList) Run(ctx context.Context, con *console) error {
	return cmd.withStore(ctx, con, func(_ storeConfig, store *models.Store) error {
		users, err := store.Users(ctx)
		if err != nil {
			return err
		}
		for _, u := range users {
			groups := strings.Join(u.Groups, ", ")
			if u.Everywhere() {
				groups = "all groups"
			}
			if _, err := fmt.Fprintf(con.stdout, "%s\t%s\t%s\t%s\n", u.Email, u.Role, groups, u.Name); err != nil {
				return err
			}
		}
		return nil
	})
}

type organizerRemove struct {
	storeSettings `embed:""`
	Email         string `required:"" placeholder:"ADDRESS" help:"Mail address of the user."`
}

// Run removes the user.
func (cmd organizerRemove) Run(ctx context.Context, con *console) error {
	return cmd.withStore(ctx, con, func(_ storeConfig, store *models.Store) error {
		u, err := store.UserByEmail(ctx, cmd.Email)
		if err != nil {
			return err
		}
		if err := store.RemoveUser(ctx, u.ID, models.Actor{Kind: models.ByCommand}); err != nil {
			return err
		}
		_, err = fmt.Fprintf(con.stdout, "%s can no longer log in\n", u.Email)
		return err
	})
}

// loginLink makes a one-time way in.
func loginLink(ctx context.Context, store *models.Store, base string, userID int64) (string, error) {
	token, err := store.NewLoginToken(ctx, userID)
	if err != nil {
		return "", err
	}
	return base + desk.LoginPath(token), nil
}
