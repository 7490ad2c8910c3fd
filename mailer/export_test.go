package mailer

import (
	"context"
	"net"

	"bijeen/models"
)

// What tests of this package reach into.

var (
	RetryAfter = retryAfter
	Tagged     = tagged
	WriteText  = writeText
	GaveUp     = gaveUp
)

const (
	Batch  = batch
	Margin = margin
)

// Letter is what the templates read.
type Letter = letter

// LetterOf gives what the templates read about a row.
func (c *Composer) LetterOf(row models.Claimed) *Letter { return c.letter(&row) }

// OnMark puts mark between the worker and the store.
func (w *Worker) OnMark(mark func(store func(context.Context, []models.Delivery) error, ctx context.Context, d []models.Delivery) error) {
	store := w.mark
	w.mark = func(ctx context.Context, d []models.Delivery) error { return mark(store, ctx, d) }
}

// LeadTo makes every connection of s lead to address.
func (s *SMTP) LeadTo(address string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dialer = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, address)
	}
}

// Reserve gives the worker more ways out, for while the others wait.
func (w *Worker) Reserve(list ...Sender) { w.reserve = list }
