// Command bijeen is the whole product in one program: the site with its
// worker, and the commands an operator needs. Settings come from the
// environment or from flags; `bijeen serve --help` lists them.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // zones, also where the machine has none

	"github.com/alecthomas/kong"
	"github.com/mattn/go-isatty"
)

// Exit statuses (contract, Command line).
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// commands is the command line. Each command has a Run method in the file of
// its name.
type commands struct {
	Serve     serveCommand     `cmd:"" help:"Serve the site, send the mail and watch the clock."`
	Worker    workerCommand    `cmd:"" help:"Only send the mail and watch the clock, beside servers with --no-worker."`
	Demo      demoCommand      `cmd:"" help:"Make fresh demo data and serve it, with every mail at /demo/postvak."`
	Migrate   migrateCommand   `cmd:"" help:"Bring the database up to date."`
	Organizer organizerCommand `cmd:"" help:"Add who may log in at the desk."`
	Import    importCommand    `cmd:"" help:"Read meetings from a file."`
	Export    exportCommand    `cmd:"" help:"Write the attendee list of a meeting."`
	Person    personCommand    `cmd:"" help:"Show or erase what is kept about somebody."`
	Backup    backupCommand    `cmd:"" help:"Make, verify or restore a backup."`
	Doctor    doctorCommand    `cmd:"" help:"Say in words what is wrong: settings, files, database, mail server, waiting mail."`
	Version   versionCommand   `cmd:"" help:"Tell which Bijeen this is."`
}

// console is where a command reads and writes, and the real clock. Its time
// is for settings: everything else takes the clock that BIJEEN_NOW gives.
type console struct {
	stdout, stderr io.Writer
	terminal       bool // stderr is one
	now            func() time.Time
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	dropEmpty(os.Environ())
	terminal := isatty.IsTerminal(os.Stderr.Fd())
	status := run(ctx, os.Args[1:], &console{stdout: os.Stdout, stderr: os.Stderr, terminal: terminal, now: time.Now})
	stop()
	os.Exit(status)
}

// dropEmpty takes settings without a value for settings that are not given:
// that is how compose files and units pass on what nobody filled in.
func dropEmpty(environ []string) {
	for _, pair := range environ {
		if name, value, _ := strings.Cut(pair, "="); value == "" && strings.HasPrefix(name, "BIJEEN_") {
			os.Unsetenv(name)
		}
	}
}

// helpShown is how kong ends a run that only showed help.
type helpShown int

// run carries out one command line and gives the exit status.
func run(ctx context.Context, args []string, con *console) (status int) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case helpShown:
			status = int(p)
		default:
			panic(p)
		}
	}()
	var cmd commands
	parser, err := kong.New(&cmd, kong.Name("bijeen"),
		kong.Description("Sign-up for meetings of a region. See README.md for a walk of five minutes."),
		kong.Writers(con.stdout, con.stderr), kong.Exit(func(code int) { panic(helpShown(code)) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 110}), kong.ValueFormatter(explain),
		kong.Vars{"default_database": defaultDatabase, "demo_database": demoDatabase, "default_secret": defaultSecret, "default_listen": defaultListen},
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(con))
	if err != nil {
		panic(err) // the tags of the commands are wrong
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(con.stderr, "bijeen: %v. See bijeen --help.\n", err)
		return exitUsage
	}
	for _, line := range unknownSettings(parser.Model, os.Environ()) {
		fmt.Fprintln(con.stderr, "bijeen: "+line)
	}
	return con.report(ctx, parsed.Run())
}

// explain is the help of a flag: what it does, the variable that sets it and
// what it is without.
func explain(v *kong.Value) string {
	var more []string
	if v.Flag != nil {
		more = append(more, v.Flag.Envs...)
	}
	if v.HasDefault && v.Default != "" && !v.IsBool() {
		more = append(more, "default "+v.Default)
	}
	if len(more) == 0 {
		return v.Help
	}
	return v.Help + " [" + strings.Join(more, ", ") + "]"
}

// report tells why a command failed, one sentence a line.
func (con *console) report(ctx context.Context, err error) int {
	if err == nil {
		return exitDone
	}
	var usage usageError
	status := exitFailed
	if errors.As(err, &usage) {
		status = exitUsage
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		err = errors.New("stopped before it was done")
	}
	for _, line := range sentences(err) {
		fmt.Fprintln(con.stderr, "bijeen: "+line)
	}
	return status
}

// usageError is a command line that cannot be what somebody wants.
type usageError string

func (e usageError) Error() string { return string(e) }
