package models

import (
	"fmt"
	"time"
)

// A seat may be kept for somebody who is invited, until reply-by (BR-22). It
// is a registration in state invited with ReservedUntil; once that moment has
// passed the seat counts as free, whether or not anybody has looked.

// keeps reports whether a seat is kept for r at this moment.
func (r *Registration) keeps(now time.Time) bool {
	return r.Status == Invited && r.ReservedUntil != nil && now.Before(*r.ReservedUntil) && r.SiteID != nil
}

// unreserve lets go of the seat that is kept for r, for a verb that ends the
// wait for an answer. The caller stores r.
func (d *desk) unreserve(r *Registration) {
	if s := d.seats[siteOf(r)]; s != nil && r.keeps(d.now) {
		s.Reserved--
	}
	r.ReservedUntil = nil
}

// lapseReservations records, once, that kept seats came free by the clock
// (rules §3.5 rule 4). Who was invited may still answer, and then gets what is
// free.
func (d *desk) lapseReservations() error {
	if !d.lapsed {
		return nil
	}
	d.lapsed = false
	list, err := d.people("status = ? and reserved_until <= ?", Invited, d.now)
	if err != nil {
		return err
	}
	for _, r := range list {
		r.ReservedUntil = nil
		if err := d.transition(r, Invited, "reservation_lapsed", Actor{Kind: BySystem}, ""); err != nil {
			return fmt.Errorf("kept seat of registration %d: %w", r.ID, err)
		}
	}
	return nil
}
