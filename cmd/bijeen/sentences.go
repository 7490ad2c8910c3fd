package main

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/meetingfile"
	"bijeen/models/names"
)

// maxSentences is how many problems of one file are told.
const maxSentences = 50

// sentences puts an error into words. Refusals of models have theirs in the
// locale files, the same as on the pages; the command line speaks English.
func sentences(err error) []string {
	var file meetingfile.Problems
	var many models.Problems
	var one *models.Error
	var settings settingProblems
	var opening openError
	switch {
	case errors.As(err, &settings):
		return strings.Split(settings.Error(), "\n")
	case errors.As(err, &file):
		return fileSentences(file)
	case errors.As(err, &many):
		var lines []string
		for _, e := range many {
			lines = append(lines, refusal(e))
		}
		return lines
	case errors.As(err, &one):
		return []string{refusal(one)}
	case models.Unavailable(err) && !errors.As(err, &opening) && !listening(err):
		err = fmt.Errorf("the database cannot be used now: check BIJEEN_DATABASE, the disk and the rights on it, and try again (%w)", err)
	}
	return []string{oneLine(err.Error())}
}

// listening reports a failure to listen, which is no matter of the database
// though it looks like one of its connections.
func listening(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "listen"
}

// oneLine makes one sentence of what a library tells in several lines.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

func refusal(e *models.Error) string {
	text := web.Sentence(locale.EN, e)
	if e.Field == "" {
		return text
	}
	return e.Field + ": " + text
}

func fileSentences(problems meetingfile.Problems) []string {
	var lines []string
	for i, p := range problems {
		if i == maxSentences {
			return append(lines, fmt.Sprintf("… and %d more", len(problems)-i))
		}
		where := fmt.Sprintf("line %d", p.Line)
		if p.Path != "" {
			where += ": " + p.Path
		}
		lines = append(lines, where+": "+web.Sentence(locale.EN, p.Error))
	}
	return lines
}

// unknownSettings are the variables of this environment that look like a
// setting and are none: a slip there would else change nothing, silently.
func unknownSettings(app *kong.Application, environ []string) []string {
	known := make(map[string]bool)
	err := kong.Visit(app, func(node kong.Visitable, next kong.Next) error {
		if flag, ok := node.(*kong.Flag); ok {
			for _, name := range flag.Envs {
				known[name] = true
			}
		}
		return next(nil)
	})
	if err != nil {
		panic(err) // nothing above gives an error
	}
	var lines []string
	settings := slices.Sorted(maps.Keys(known))
	for _, pair := range environ {
		name, _, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, "BIJEEN_") || strings.HasPrefix(name, "BIJEEN_TEST_") || known[name] {
			continue
		}
		line := fmt.Sprintf("warning: there is no setting %s", name)
		if meant, ok := names.NearestWord(name, settings); ok {
			line += fmt.Sprintf("; did you mean %s?", meant)
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return lines
}

// fileProblem says in one sentence why a file cannot be used.
func fileProblem(err error) error {
	var path *os.PathError
	switch {
	case errors.Is(err, os.ErrNotExist) && errors.As(err, &path):
		return fmt.Errorf("there is no file %s: check the name", path.Path)
	case errors.Is(err, os.ErrPermission) && errors.As(err, &path):
		return fmt.Errorf("the file %s cannot be opened: check its rights", path.Path)
	}
	return err
}
