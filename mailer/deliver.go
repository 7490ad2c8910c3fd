package mailer

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"bijeen/models"
)

const (
	batch     = 100              // rows in hand at most
	markEvery = 25               // rows that came back are stored together
	pollEvery = time.Second      // between two looks at mail that others queued
	lease     = 3 * time.Minute  // for how long rows are ours
	sendLimit = 75 * time.Second // for one mail until its text has gone, connecting included
	margin    = 90 * time.Second // a lease that ends sooner is too short to begin a mail
	ahead     = 8                // mails written before somebody can send them
	grace     = 5 * time.Second  // for the mail in hand when we are told to stop
	lastGrace = 12 * time.Second // … when its text has gone: the program has 15 seconds (R14)
	renewal   = 60               // looks after which the lease of a mail on its way is renewed
	dbLimit   = 10 * time.Second // for one call of the store
)

// desk is the state of one run: rows go over hand to the writer, as mails
// over ready to the senders, and come back over done. Neither end ever blocks
// the desk, for hand and done hold all rows there can be.
type desk struct {
	*Worker
	lanes   *lanes
	hand    chan models.Claimed
	ready   chan written
	done    chan models.Delivery
	large   large             // how many mails with documents are in memory
	inHand  int               // claimed and not yet back
	marks   []models.Delivery // back and not yet stored
	look    bool              // there may be mail to claim
	resting bool              // the mail server is down
	problem string            // of the database, logged once
}

// written is a row with the mail that was made of it, or why none was.
type written struct {
	row  models.Claimed
	mail *Mail
	err  error
}

// deliver claims, sends and marks until ctx ends. While one mail is on its
// way the next ones are written.
func (w *Worker) deliver(ctx context.Context) {
	if len(w.senders) == 0 {
		<-ctx.Done()
		return
	}
	d := &desk{
		Worker: w, look: true, lanes: newLanes(w.senders, w.reserve),
		hand: make(chan models.Claimed, batch), done: make(chan models.Delivery, batch), ready: make(chan written, ahead), large: make(large, len(w.senders)+len(w.reserve)),
	}
	sending, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	var senders sync.WaitGroup
	senders.Go(d.write)
	work := func(list []*lane) {
		for _, l := range list {
			senders.Go(func() { d.work(sending, ctx, l) })
		}
	}
	work(d.lanes.open)
	d.loop(ctx, work)
	close(d.hand)
	early, end := time.AfterFunc(grace, d.lanes.giveUpAll), time.AfterFunc(lastGrace, stop)
	defer early.Stop()
	defer end.Stop()
	senders.Wait()
	close(d.done)
	for one := range d.done {
		d.marks = append(d.marks, one)
	}
	d.flush(context.WithoutCancel(ctx))
}

// loop waits for something to do. Marks are stored together, at the latest
// when no row is in hand any more or at the next tick: a row that was sent
// and not marked would only be sent again, with the same Message-ID, if the
// process died meanwhile.
//
// Each look may put lanes of the reserve to work.
func (d *desk) loop(ctx context.Context, work func([]*lane)) {
	poll := time.NewTicker(pollEvery)
	defer poll.Stop()
	rest := time.NewTimer(0)
	<-rest.C
	for ctx.Err() == nil {
		if d.inHand == 0 || len(d.marks) >= markEvery {
			d.flush(ctx)
		}
		if d.look && !d.resting && d.inHand <= batch/2 {
			d.claim(ctx)
		}
		select {
		case <-ctx.Done():
		case <-d.wake:
			d.look = true
		case <-poll.C:
			d.flush(ctx)
			work(d.lanes.look(len(d.ready) > 0))
			d.renew(ctx, d.lanes.held(renewal))
			d.look = d.look || d.due(ctx)
		case one := <-d.done:
			d.inHand--
			d.marks = append(d.marks, one)
			if d.outage.down() != "" && !d.resting {
				d.resting = true
				rest.Reset(d.outage.rest())
			}
		case <-rest.C:
			d.outage.lift()
			d.resting, d.look = false, true
		}
	}
}

// due reports whether some queued row is due. It only reads, so that a look
// each second costs the writers nothing.
func (d *desk) due(ctx context.Context) bool {
	next, err := d.store.NextMessageAt(ctx)
	d.note(ctx, err)
	return err == nil && !next.IsZero() && !next.After(d.store.Now())
}

// claim takes rows until a half of the hands is full, so that the first mails
// go while the next are claimed, unless what came back cannot be
// stored: a database that takes no marks gets no more to do. It is not cut
// short when ctx ends: rows would stay claimed that nobody knows of.
func (d *desk) claim(ctx context.Context) {
	if d.flush(ctx); len(d.marks) > 0 {
		return
	}
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), dbLimit)
	defer cancel()
	claimed, err := d.store.ClaimMessages(limited, d.name, batch/2, lease)
	d.note(ctx, err)
	for _, row := range claimed {
		d.inHand++
		d.hand <- row
	}
	d.look = len(claimed) > 0
}

// flush stores what came back. What cannot be stored now is kept.
func (d *desk) flush(ctx context.Context) {
	if len(d.marks) == 0 {
		return
	}
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), dbLimit)
	defer cancel()
	err := d.mark(limited, d.marks)
	d.note(ctx, err)
	if err == nil {
		d.marks = d.marks[:0]
	}
}

// renew keeps the rows of mails whose answer takes long: nobody else may send
// them meanwhile.
func (d *desk) renew(ctx context.Context, ids []int64) {
	if len(ids) == 0 {
		return
	}
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), dbLimit)
	defer cancel()
	d.note(ctx, d.store.RenewLeases(limited, d.name, ids, lease))
}

// note logs a fault of the database when it begins and when it ends, and not
// each second in between.
func (d *desk) note(ctx context.Context, err error) {
	switch {
	case ctx.Err() != nil:
	case err == nil && d.problem != "":
		d.problem = ""
		d.log.InfoContext(ctx, "outbox works again")
	case err != nil && err.Error() != d.problem:
		d.problem = err.Error()
		d.log.ErrorContext(ctx, "outbox does not work", "error", err)
	}
}

// write makes mails of the rows in hand.
func (d *desk) write() {
	for row := range d.hand {
		d.large.begin(&row)
		m, err := d.composeSafely(row)
		d.ready <- written{row, m, err}
	}
	close(d.ready)
}

// composeSafely is Compose, with a panic of a template or library as an
// error: one mail that cannot be written must not end the program for all
// others.
func (w *Worker) composeSafely(row models.Claimed) (m *Mail, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic of type %T", r) // its text may hold what somebody typed
		}
	}()
	return w.compose.Compose(row)
}

// work sends one mail after the other over a lane; a lane of the reserve
// until it is not needed any more.
func (d *desk) work(sending, running context.Context, l *lane) {
	for one := range d.ready {
		d.done <- d.send(sending, running, l, one)
		if d.lanes.leave(l) {
			return
		}
	}
}

// send hands one mail to a sender and says what became of it. Nothing is
// begun any more when running ends, or when the lease may end meanwhile.
func (d *desk) send(ctx, running context.Context, l *lane, one written) models.Delivery {
	w, row, now := d.Worker, &one.row, d.store.Now()
	defer d.large.done(row)
	if failure := new(Failure); errors.As(one.err, &failure) {
		w.log.WarnContext(ctx, "mail cannot be written now", "message", row.ID, "kind", row.Kind, "error", failure.Cause)
		return delivery(row, w.name, failure, now)
	}
	if one.err != nil {
		w.log.ErrorContext(ctx, "mail cannot be written", "message", row.ID, "kind", row.Kind, "error", one.err)
		return delivery(row, w.name, &Failure{Problem: problemUnwritable, Permanent: true}, now)
	}
	problem := w.outage.down()
	if problem != "" || running.Err() != nil || row.LeaseUntil.Sub(now) < margin {
		return untried(row, w.name, problem, now)
	}
	late, giveUp := context.WithTimeout(context.Background(), sendLimit)
	defer giveUp()
	end := d.lanes.begin(l, row.ID, giveUp)
	err := l.sender.Send(context.WithValue(ctx, lateKey{}, late), one.mail)
	end()
	if d.lanes.refused(l, err) {
		return untried(row, w.name, w.outage.down(), w.store.Now())
	}
	del := delivery(row, w.name, err, w.store.Now())
	w.report(ctx, row, &del, err)
	return del
}

// report logs what became of a mail, without saying to whom it went.
func (w *Worker) report(ctx context.Context, row *models.Claimed, d *models.Delivery, err error) {
	began := w.outage.note(err)
	var failure *Failure
	switch {
	case err == nil:
		w.log.DebugContext(ctx, "mail sent", "message", row.ID, "kind", row.Kind)
		return
	case errors.As(err, &failure) && began:
		w.log.WarnContext(ctx, "mail server is down", "problem", failure.Problem, "error", failure.Cause)
	}
	w.log.InfoContext(ctx, "mail not sent", "message", row.ID, "kind", row.Kind,
		"attempt", row.Attempts, "problem", d.Problem, "permanent", d.Permanent)
}
