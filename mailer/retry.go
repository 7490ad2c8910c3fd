package mailer

import (
	"errors"
	"time"

	"bijeen/models"
)

// backOff is the time after each failed try; the last one is for all further
// tries (contract, Mail).
var backOff = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 4 * time.Hour}

// patience is how long a mail is tried.
const patience = 3 * 24 * time.Hour

// retryAfter is the time from a failed try to the next, where attempts counts
// the tries so far.
func retryAfter(attempts int) time.Duration {
	return backOff[min(max(attempts, 1), len(backOff))-1]
}

// delivery says what became of one try to send a row, in the words of the
// outbox. The last try is at the end of the patience.
func delivery(row *models.Claimed, worker string, err error, now time.Time) models.Delivery {
	d := models.Delivery{MessageID: row.ID, Worker: worker}
	if err == nil {
		d.Sent = true
		return d
	}
	var failure *Failure
	if !errors.As(err, &failure) {
		failure = &Failure{Problem: problemInterrupted}
	}
	d.Problem, d.Permanent = failure.Problem, failure.Permanent
	if d.Permanent {
		return d
	}
	end := row.FrozenAt.Add(patience)
	if !now.Before(end) {
		d.Problem, d.Permanent = problemExpired, true
		return d
	}
	d.NextTry = now.Add(retryAfter(row.Attempts))
	if d.NextTry.After(end) {
		d.NextTry = end
	}
	return d
}

// untried gives a row back as it was: it was claimed and not tried. problem
// is empty when there was none.
func untried(row *models.Claimed, worker, problem string, again time.Time) models.Delivery {
	if problem == "" {
		problem = row.LastError
	}
	return models.Delivery{MessageID: row.ID, Worker: worker, Untried: true, Problem: problem, NextTry: again}
}
