package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/mattn/go-isatty"

	"bijeen/lists"
	"bijeen/models"
)

// exportCommand is `bijeen export`.
type exportCommand struct {
	Attendees exportAttendees `cmd:"" help:"Write the attendee list of a meeting, the same as the desk gives."`
}

type exportAttendees struct {
	storeSettings `embed:""`
	Meeting       string `required:"" placeholder:"SLUG" help:"Which meeting."`
	Site          string `placeholder:"KEY" help:"Only this site."`
	Format        string `required:"" enum:"csv,xlsx,pdf,json" help:"One of ${enum}."`
	Output        string `short:"o" placeholder:"FILE" help:"File to write, or a folder in which it gets its own name; without it the list goes to standard output."`
}

// Run makes the list inside one read transaction and hands it over after it.
func (cmd exportAttendees) Run(ctx context.Context, con *console) error {
	if cmd.Output == "" && (cmd.Format == "xlsx" || cmd.Format == "pdf") && onTerminal(con.stdout) {
		return usageError("a " + cmd.Format + " file is not for the screen: add -o FILE")
	}
	return cmd.withData(ctx, con, func(c storeConfig, store *models.Store) error {
		page, err := store.MeetingBySlug(ctx, cmd.Meeting, true)
		if models.KindOf(err) == models.NotFound {
			return fmt.Errorf("there is no meeting %s: give its slug, as in its address", cmd.Meeting)
		}
		if err != nil {
			return err
		}
		if cmd.Site != "" && page.Meeting.Site(cmd.Site) == nil {
			return fmt.Errorf("there is no site %s: this meeting has %s", cmd.Site, siteKeys(page.Meeting))
		}
		spool, name, err := cmd.spool(ctx, con, c, store, page.Meeting.ID)
		if errors.Is(err, lists.ErrTooManyRows) {
			return fmt.Errorf("more than %d people do not fit in one PDF: choose one site with --site, or take csv or xlsx", lists.MaxPDFRows)
		}
		if err != nil {
			return err
		}
		defer spool.Close()
		return cmd.deliver(con, spool, name)
	})
}

// spool writes the list to a file without a name and gives the name it
// should get.
func (cmd exportAttendees) spool(ctx context.Context, con *console, c storeConfig, store *models.Store, meetingID int64) (*os.File, string, error) {
	export, ok := lists.Find("deelnemerslijst." + cmd.Format)
	if !ok {
		return nil, "", usageError("there is no list in the format " + cmd.Format)
	}
	query := models.ListQuery{MeetingID: meetingID, SiteKey: cmd.Site, SeatedOnly: export.SeatedOnly}
	log := models.ExportLog{Who: models.ByCommandLine, List: export.List, Format: export.Format, Columns: strings.Join(export.Columns, " ")}
	var name string
	spool, err := lists.Spool("", func(w io.Writer) error {
		return store.AttendeeList(ctx, query, log, func(list models.AttendeeList) error {
			list.Rows = con.counted(list.Rows, list.Facts.Count)
			n, err := export.Write(w, list, lists.Options{Zone: c.zone})
			name = export.FileName(list.Facts, n, lists.Options{Zone: c.zone})
			return err
		})
	})
	return spool, name, err
}

// deliver copies the list to where it was asked for. A file appears only
// when it is whole.
func (cmd exportAttendees) deliver(con *console, list io.Reader, name string) error {
	if cmd.Output == "" {
		_, err := io.Copy(con.stdout, list)
		return err
	}
	file := cmd.Output
	if info, err := os.Stat(file); err == nil && info.IsDir() {
		file = filepath.Join(file, name)
	}
	if err := writeWhole(file, func(w io.Writer) error {
		_, err := io.Copy(w, list)
		return err
	}); err != nil {
		return err
	}
	_, err := fmt.Fprintln(con.stdout, file)
	return err
}

// counted shows on a terminal how far a long list is.
func (con *console) counted(rows iter.Seq2[models.AttendeeRow, error], total int) iter.Seq2[models.AttendeeRow, error] {
	return func(yield func(models.AttendeeRow, error) bool) {
		bar := con.progress("people", total)
		defer bar.done()
		for row, err := range rows {
			bar.step()
			if !yield(row, err) {
				return
			}
		}
	}
}

func siteKeys(m *models.Meeting) string {
	var keys []string
	for _, s := range m.Sites {
		keys = append(keys, s.Key)
	}
	return strings.Join(keys, ", ")
}

func onTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && isatty.IsTerminal(f.Fd())
}
