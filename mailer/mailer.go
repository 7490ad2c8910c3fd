// Package mailer sends what the outbox holds and lets the clock do its work.
//
// A verb of models queues a row in its own transaction; that is the promise.
// A Worker keeps it: it claims rows that are due, which freezes what they
// say, writes each mail from these facts, hands it to a Sender and marks the
// row. A row that was sent and not marked, because the process died in
// between, is written again from the same facts and goes out with the same
// Message-ID; never two different ones for one row (R8, BR-80). What fails
// for a while comes again after a growing time; one mail never holds up
// another.
//
// The Composer turns a row into headers, text, HTML and a calendar part
// (calendar-mail.md §2). Templates see a letter: text to show, nothing to
// decide.
//
// Each minute the Worker also settles the meetings in which the clock may
// have something to do, and runs the jobs it was given.
package mailer

import (
	"context"
	"encoding/base32"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"

	"bijeen/models"
)

// Options say what a Worker works with. All but Senders, Reserve
// and Jobs are required.
type Options struct {
	Store    *models.Store
	Composer *Composer
	Senders  []Sender // one mail at a time each; none: mail waits in the outbox
	Reserve  []Sender // at work only while the others wait for an answer
	Jobs     []Job    // once at start and then each minute, in this order
	Log      *slog.Logger
	Rand     io.Reader // for the name under which this process holds rows
}

// Job is something to do each minute, such as deleting what is too old.
type Job struct {
	Name string // for the log
	Run  func(context.Context) error
}

// Worker sends mail and does what the clock asks, until it is told to stop.
// Several may work on one database, in one process or many: a row belongs to
// one of them until its lease ends.
//
// What is due is decided by the clock of the Store, which may be shifted;
// waiting is done in real time, with at most a second between two looks.
type Worker struct {
	store   *models.Store
	compose *Composer
	senders []Sender
	reserve []Sender
	jobs    []Job
	log     *slog.Logger
	name    string        // holds the leases
	wake    chan struct{} // mail is due now
	outage  *outage
	mark    func(context.Context, []models.Delivery) error // of the store; tests let it fail
}

// New prepares a Worker. The error is that of the source of chance.
func New(o Options) (*Worker, error) {
	raw := make([]byte, 10)
	if _, err := io.ReadFull(o.Rand, raw); err != nil {
		return nil, fmt.Errorf("name of the worker: %w", err)
	}
	return &Worker{
		store: o.Store, compose: o.Composer, senders: o.Senders, reserve: o.Reserve, jobs: o.Jobs, log: o.Log,
		name: strings.ToLower(base32.StdEncoding.EncodeToString(raw)),
		wake: make(chan struct{}, 1), outage: &outage{}, mark: o.Store.MarkMessages,
	}, nil
}

// Wake tells the Worker that mail is due now, so that it need not wait for
// its next look. It never blocks. Store.OnMail takes it.
func (w *Worker) Wake() {
	select {
	case w.wake <- struct{}{}:
	default: // it has been told already
	}
}

// Run works until ctx ends. It comes back when the mail in hand is sent, or
// has had a few seconds for it, and is marked; rows that were claimed and not
// tried are given back. That takes fifteen seconds at most.
func (w *Worker) Run(ctx context.Context) {
	var clock sync.WaitGroup
	clock.Go(func() { w.minutes(ctx) })
	w.deliver(ctx)
	clock.Wait()
}

// minutes does what the clock asks, at once and then each minute.
func (w *Worker) minutes(ctx context.Context) {
	jobs := append([]Job{{Name: "settle", Run: w.settle}, {Name: "remind", Run: w.remind}, {Name: "digests", Run: w.store.QueueDigests}}, w.jobs...)
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		for _, job := range jobs {
			if err := job.Run(ctx); err != nil && ctx.Err() == nil {
				w.log.ErrorContext(ctx, "job failed", "job", job.Name, "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// settle lets offers run out and seats be given in every meeting where that
// may be due (rules §3.5 rule 4). One meeting that fails stops no other.
func (w *Worker) settle(ctx context.Context) error {
	ids, err := w.store.Unsettled(ctx)
	if err != nil {
		return fmt.Errorf("which meetings to settle: %w", err)
	}
	for _, id := range ids {
		if err := w.store.Settle(ctx, id); err != nil && ctx.Err() == nil {
			w.log.ErrorContext(ctx, "meeting not settled", "meeting", id, "error", err)
		}
	}
	return nil
}

// remind queues the reminders whose moment has come (rules §3.2). One meeting
// that fails stops no other.
func (w *Worker) remind(ctx context.Context) error {
	ids, err := w.store.RemindersDue(ctx)
	if err != nil {
		return fmt.Errorf("which meetings to remind of: %w", err)
	}
	for _, id := range ids {
		if err := w.store.Remind(ctx, id); err != nil && ctx.Err() == nil {
			w.log.ErrorContext(ctx, "people not reminded", "meeting", id, "error", err)
		}
	}
	return nil
}
