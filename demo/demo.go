// Package demo fills a database with the meetings of the demo data, the
// people in them and everything that happened to them: the numbers are those
// of domain/demo.md.
//
// The meetings stand in data/*.json, ordinary meeting files with the dates of
// 2019. What people do is a script of steps, each at its own moment in the
// eleven weeks before 25 July 2019. The steps are carried out in the order of
// time through the verbs of the Store, with a clock that stands at the moment
// of each: history, queue, mails and calendar items are what they would have
// been. All dates move together by whole weeks.
//
// What happens on the day itself (check-ins, walk-ins, who did not come) is
// part of it for the days that lie behind the clock that runs (day.go).
package demo

import (
	"context"
	"embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"bijeen/models"
	"bijeen/models/directory"
	"bijeen/models/meetingfile"
)

//go:embed data/*.json
var files embed.FS

// Email is the address of the organizer of the demo data; no mail server
// takes it.
const Email = "demo@bijeen.example"

// Options say where the demo data goes.
type Options struct {
	Store  *models.Store
	Clock  *Clock    // the clock of the Store
	Anchor time.Time // the day that stands for 25 July 2019, in the zone of the Store; the same day of the week or up to six days later

	// Deliver sends the mail that is due. It is called after the steps of an
	// hour, with the clock at the moment of the last of them.
	Deliver func(context.Context) error
	// Step, when set, is told how many steps of all have been made.
	Step func(done, all int)
}

// Fill makes the demo data in a database that is empty or holds demo data,
// which it replaces, and gives the organizer. Kind Conflict when the database
// holds anything else. The clock runs again when Fill returns.
func Fill(ctx context.Context, o Options) (*models.User, error) {
	s := &script{Options: o, weeks: weeksTo(o.Anchor), running: o.Store.Now()}
	defer o.Clock.release()
	o.Clock.set(s.at("2019-05-06T08:30"))
	user, err := o.Store.StartDemo(ctx, Email, "Demi de Demo")
	if err != nil {
		return nil, err
	}
	if err := directory.Prepare(ctx, o.Store); err != nil {
		return nil, err
	}
	s.organizer = models.Organizer(user)
	s.write()
	return user, s.play(ctx)
}

// base is the day that the anchor stands for.
var base = time.Date(2019, 7, 25, 0, 0, 0, 0, time.UTC)

// weeksTo is by how many whole weeks dates move so that base becomes the
// anchor's day, or the nearest day before it.
func weeksTo(anchor time.Time) int {
	y, m, d := anchor.Date()
	days := int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Sub(base).Hours() / 24)
	weeks := days / 7
	if days%7 < 0 {
		weeks--
	}
	return weeks
}

// script is what happens, step by step.
type script struct {
	Options
	weeks     int
	running   time.Time // what the clock says that runs
	organizer models.Actor
	steps     []step
	cast      cast
}

// step is one thing that somebody does at one moment.
type step struct {
	at   time.Time
	what string
	do   func(context.Context) error
}

// add plans a step.
func (s *script) add(at time.Time, what string, do func(context.Context) error) {
	s.steps = append(s.steps, step{at, what, do})
}

// write plans everything.
func (s *script) write() {
	s.importAt("2019-05-06T08:40", read("meetings"))
	s.gathering()
	s.gatheringDay()
	s.positions()
	s.around()
	s.board()
	s.platform()
	s.steering()
	s.crossDomain()
	s.scrapSession()
	s.protectionTable()
	s.pilots()
	s.spring()
	s.siteVisit()
	s.venues()
	s.documents()
	s.know(s.at("2019-07-24T16:30"))
}

// play carries the steps out in the order of time. Steps of one moment keep
// the order in which they were planned.
func (s *script) play(ctx context.Context) error {
	slices.SortStableFunc(s.steps, func(a, b step) int { return a.at.Compare(b.at) })
	for i, step := range s.steps {
		s.Clock.set(step.at)
		if err := step.do(ctx); err != nil {
			return fmt.Errorf("demo data: %s at %s: %w", step.what, step.at.Format("2 January 15:04"), err)
		}
		if i+1 == len(s.steps) || !s.steps[i+1].at.Truncate(time.Hour).Equal(step.at.Truncate(time.Hour)) {
			if err := s.Deliver(ctx); err != nil {
				return fmt.Errorf("demo data: mail after %s: %w", step.what, err)
			}
		}
		if s.Step != nil {
			s.Step(i+1, len(s.steps))
		}
	}
	return nil
}

// at reads a moment of 2019 and moves it: the clock on the wall shows the
// same, whatever summer time does in between.
func (s *script) at(text string) time.Time { return s.local(moment(text)) }

func (s *script) local(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day()+7*s.weeks, t.Hour(), t.Minute(), t.Second(), 0, s.Store.Zone())
}

var dates = regexp.MustCompile(`\b2019-\d\d-\d\d`)

// moved moves every date of a meeting file.
func (s *script) moved(file string) string {
	return dates.ReplaceAllStringFunc(file, func(date string) string {
		return s.at(date + "T12:00").Format(time.DateOnly)
	})
}

// importAt plans the import of a meeting file by the organizer, and the mails
// that follow from it once they have waited.
func (s *script) importAt(at, file string) {
	s.add(s.at(at), "import of meetings", func(ctx context.Context) error {
		_, err := meetingfile.Import(ctx, s.Store, strings.NewReader(s.moved(file)), s.organizer, false)
		return err
	})
	s.add(s.at(at).Add(time.Hour), "mails about the import", func(context.Context) error { return nil })
}

// read gives one of the files under data.
func read(name string) string {
	b, err := files.ReadFile("data/" + name + ".json")
	if err != nil {
		panic(err) // embedded
	}
	return string(b)
}

// spread gives n moments in order between two days, all within office hours
// of working days: the first on the first day, the last before the end of the
// last.
func spread(n int, first, last string) []time.Time {
	from, until := day(first), day(last)
	var days []time.Time
	for d := from; !d.After(until); d = d.AddDate(0, 0, 1) {
		if wd := d.Weekday(); wd != time.Saturday && wd != time.Sunday {
			days = append(days, d)
		}
	}
	const begins, minutes = 8*60 + 20, 9 * 60 // from 8.20, nine hours
	moments := make([]time.Time, n)
	for i := range moments {
		minute := i * len(days) * minutes / n
		moments[i] = days[minute/minutes].Add(time.Duration(begins+minute%minutes) * time.Minute)
	}
	return moments
}

func day(text string) time.Time {
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err) // a date of this package
	}
	return d
}

// moment reads a moment of 2019 that is not moved yet.
func moment(text string) time.Time {
	t, err := time.Parse("2006-01-02T15:04", text)
	if err != nil {
		panic(err) // a moment of this package
	}
	return t
}
