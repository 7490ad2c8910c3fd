package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"bijeen/models"
	"bijeen/models/meetingfile"
)

// importCommand is `bijeen import`.
type importCommand struct {
	Meetings importMeetings `cmd:"" help:"Read meetings from a JSON file: all of them or, when something is wrong, none."`
}

type importMeetings struct {
	storeSettings `embed:""`
	DryRun        bool   `help:"Say what would happen and keep nothing."`
	File          string `arg:"" help:"The file; - reads standard input." placeholder:"FILE"`
}

// Run imports the file and tells what became of each meeting.
func (cmd importMeetings) Run(ctx context.Context, con *console) error {
	file := os.Stdin
	if cmd.File != "-" {
		var err error
		if file, err = os.Open(cmd.File); err != nil {
			return fileProblem(err)
		}
		defer file.Close()
	}
	return cmd.withStore(ctx, con, func(_ storeConfig, store *models.Store) error {
		done, err := meetingfile.Import(ctx, store, file, models.Actor{Kind: models.ByImport}, cmd.DryRun)
		if err != nil {
			return err
		}
		for _, m := range done {
			fmt.Fprintln(con.stdout, importLine(m))
		}
		if cmd.DryRun {
			fmt.Fprintln(con.stdout, "dry run: nothing was kept")
		}
		return nil
	})
}

func importLine(m models.ImportedMeeting) string {
	switch {
	case m.Created && m.Status == models.MeetingDraft:
		return m.Slug + ": made, a draft that nobody sees yet"
	case m.Created:
		return m.Slug + ": made, " + string(m.Status)
	case len(m.Changed) == 0:
		return m.Slug + ": nothing differs"
	}
	return m.Slug + ": changed " + strings.Join(m.Changed, ", ")
}
