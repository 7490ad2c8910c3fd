package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"bijeen/locale"
	"bijeen/mailer"
	"bijeen/models"
)

// doctorCommand is `bijeen doctor`.
type doctorCommand struct {
	serverSettings `embed:""`
}

// What is worth a word.
const (
	littleDisk  = 1 << 30 // bytes
	clockDrift  = 30 * time.Second
	mailPatient = 20 * time.Second
)

// errUnwell ends a look that found something wrong.
var errUnwell = errors.New("something is wrong: mend what is said above, and look again")

// examination collects what the doctor finds.
type examination struct {
	out   io.Writer
	wrong bool
}

func (e *examination) say(state, about, text string, args ...any) {
	e.wrong = e.wrong || state == "wrong"
	fmt.Fprintf(e.out, "%-6s%s: %s\n", state, about, fmt.Sprintf(text, args...))
}

// Run looks at everything a server needs and says in words what is wrong. It
// sends no mail and changes nothing but what every command does: it brings
// the database up to date.
func (cmd doctorCommand) Run(ctx context.Context, con *console) error {
	e := &examination{out: con.stdout}
	c, err := cmd.config(defaultDatabase, con.now)
	if err != nil {
		for _, line := range sentences(err) {
			e.say("wrong", "settings", "%s", line)
		}
		return errUnwell
	}
	for _, n := range c.notices {
		e.say("note", "settings", "%s", n)
	}
	e.say("ok", "settings", "they can be read")
	e.address(c)
	e.files(c)
	e.database(ctx, c, con.now)
	e.mail(ctx, c)
	if e.wrong {
		return errUnwell
	}
	return nil
}

// address looks at what people type to reach us.
func (e *examination) address(c config) {
	host := (&parts{config: c}).hostName()
	switch {
	case c.baseURL == "":
		e.say("note", "address", "BIJEEN_BASE_URL is not set: links in mails lead to this machine only")
	case strings.HasPrefix(c.baseURL, "http://") && host != "localhost" && !strings.HasPrefix(host, "127."):
		e.say("wrong", "address", "%s is not encrypted: put a proxy with a certificate in front, and write https", c.baseURL)
	default:
		e.say("ok", "address", "%s", c.baseURL)
	}
}

// files looks at what lies on this machine: the key, the database, the room.
func (e *examination) files(c config) {
	if c.secret.SecretFile != "" || c.secret.Secret == "" {
		e.private("key", c.secret.file())
	}
	if models.IsPostgres(c.database) {
		return
	}
	e.private("database", c.database)
	free, err := freeDisk(filepath.Dir(c.database))
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		e.say("note", "disk", "the room on it cannot be read: %v", err)
	case free < littleDisk:
		e.say("wrong", "disk", "%d MB are free beside %s: make room, or sign-ups will be refused", free>>20, c.database)
	default:
		e.say("ok", "disk", "%d MB are free", free>>20)
	}
}

// private looks whether others on this machine can read a file.
func (e *examination) private(about, file string) {
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err := canMake(filepath.Dir(file)); err != nil {
			e.say("wrong", about, "there is no %s, and it cannot be made: %s", file, oneLine(err.Error()))
			return
		}
		e.say("note", about, "there is no %s yet: it is made at the first start", file)
	case err != nil:
		e.say("wrong", about, "%s cannot be read: %v", file, err)
	case info.Mode().Perm()&0o077 != 0:
		e.say("wrong", about, "others on this machine can read %s: chmod 600 %s", file, file)
	default:
		e.say("ok", about, "%s is for its owner alone", file)
	}
}

// canMake reports why no file can be made in a folder, or the folder itself
// where there is none yet. It tries, for rights alone do not tell.
func canMake(folder string) error {
	for {
		_, err := os.Stat(folder)
		if err == nil {
			break
		}
		if up := filepath.Dir(folder); errors.Is(err, fs.ErrNotExist) && up != folder {
			folder = up
			continue
		}
		return err
	}
	tried, err := os.MkdirTemp(folder, ".bijeen-*")
	if err != nil {
		return err
	}
	return os.Remove(tried)
}

// database looks whether the data is whole and takes changes.
func (e *examination) database(ctx context.Context, c config, now func() time.Time) {
	if _, err := os.Stat(c.database); !models.IsPostgres(c.database) && errors.Is(err, fs.ErrNotExist) {
		return // told by files
	}
	store, err := c.storeConfig.open(ctx, models.Keys{})
	if err != nil {
		e.say("wrong", "database", "%s", oneLine(err.Error()))
		return
	}
	defer func() { _ = store.Close() }()
	found, err := store.Examine(ctx)
	if err != nil {
		e.say("wrong", "database", "it takes no changes: %s", oneLine(err.Error()))
		return
	}
	for _, damage := range found.Damage {
		e.say("wrong", "database", "it is damaged: %s. Stop the server, keep a copy of the file, and restore a backup", damage)
	}
	if off := found.Clock.Sub(now()); !found.Clock.IsZero() && off.Abs() > clockDrift {
		e.say("wrong", "clock", "this machine and the database differ by %s: let both ask a time server", off.Abs().Round(time.Second))
	}
	if len(found.Damage) == 0 {
		e.say("ok", "database", "it is whole, up to date, and takes changes")
	}
	if found.Users == 0 {
		e.say("note", "desk", "nobody can log in: bijeen organizer add --email … --name …")
	}
	e.outbox(found, c)
}

// outbox looks how mail gets on.
func (e *examination) outbox(found *models.Examination, c config) {
	switch {
	case found.Late > 0 && c.smtp == nil:
		e.say("wrong", "mail", "%d mails wait for a mail server: set BIJEEN_SMTP_URL", found.Late)
	case found.Late > 0:
		e.say("wrong", "mail", "%d mails wait since %s: is a server or worker running, and does it reach the mail server?",
			found.Late, found.LateSince.In(c.zone).Format("2006-01-02 15:04"))
	}
	if found.Failed > 0 {
		e.say("note", "mail", "%d mails failed for good in the last week: the desk says which and why", found.Failed)
	}
}

// mail looks whether the mail server lets us in.
func (e *examination) mail(ctx context.Context, c config) {
	if c.smtp == nil {
		return // a notice says so
	}
	s, err := mailer.NewSMTP(mailer.SMTPOptions{Server: *c.smtp, HELO: (&parts{config: c}).hostName(), Timeout: mailPatient})
	if err != nil {
		e.say("wrong", "mail server", "%v", err)
		return
	}
	err = s.Reach(ctx)
	var failure *mailer.Failure
	switch {
	case err == nil:
		e.say("ok", "mail server", "%s lets us in", c.smtp.Host)
	case errors.As(err, &failure):
		key, answer := (&models.Message{LastError: failure.Problem}).Problem()
		e.say("wrong", "mail server", "%s (%s)", locale.EN.T(key, "answer", answer), oneLine(failure.Cause.Error()))
	default:
		e.say("wrong", "mail server", "%v", err)
	}
}
