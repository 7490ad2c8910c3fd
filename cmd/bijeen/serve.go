package main

import (
	"context"
	"fmt"
	"io"
)

// serveCommand is `bijeen serve`.
type serveCommand struct {
	NoWorker       bool `help:"Serve pages alone; bijeen worker sends the mail and watches the clock."`
	Check          bool `help:"Say what is wrong with the settings, and stop. No connection is opened and no file made."`
	serverSettings `embed:""`
}

// Run serves until it is told to stop.
func (cmd serveCommand) Run(ctx context.Context, con *console) error {
	c, err := cmd.config(defaultDatabase, con.now)
	if err != nil {
		return err
	}
	if cmd.Check {
		c.tell(con.stdout)
		_, err := fmt.Fprintln(con.stdout, "the settings are right")
		return err
	}
	return con.serve(ctx, c, site{worker: !cmd.NoWorker})
}

// workerCommand is `bijeen worker`.
type workerCommand struct {
	serverSettings `embed:""`
}

// Run sends mail and watches the clock until it is told to stop.
func (cmd workerCommand) Run(ctx context.Context, con *console) error {
	c, err := cmd.config(defaultDatabase, con.now)
	if err != nil {
		return err
	}
	if c.baseURL == "" {
		if portOf(c.listen) == "0" {
			return settingProblems{{"BIJEEN_BASE_URL", "is needed for the links in mails: set it to the address of the site"}}
		}
		c.baseURL = hostURL(c.listen, portOf(c.listen))
	}
	return con.work(ctx, c)
}

// tell names what is right but may not do what somebody thinks.
func (c config) tell(w io.Writer) {
	for _, n := range c.notices {
		fmt.Fprintln(w, "note: "+n)
	}
}
