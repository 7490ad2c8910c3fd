package main

import "log/slog"

// logger writes to stderr: lines for people on a terminal, JSON for
// machines. Nothing in it names a person.
func (con *console) logger() *slog.Logger {
	if con.terminal {
		return slog.New(slog.NewTextHandler(con.stderr, nil))
	}
	return slog.New(slog.NewJSONHandler(con.stderr, nil))
}
