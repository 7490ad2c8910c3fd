package models

import "context"

// AnswerOffer accepts or refuses an offered seat. Accepting twice changes
// nothing. It locks the meeting. Kinds: NotFound; Conflict when there is no
// open offer, Gone when the meeting is over or called off.
func (s *Store) AnswerOffer(ctx context.Context, meetingID, registrationID int64, accept bool, by Actor) error {
	return s.atMeeting(ctx, meetingID, func(d *desk) error {
		r, err := d.registration(registrationID)
		if err != nil {
			return err
		}
		if r.Status == Registered && accept && r.OfferExpiresAt != nil {
			return nil
		}
		if r.Status != Offered {
			return refuse(Conflict, "no_offer")
		}
		if err := d.stillGoing(); err != nil {
			return err
		}
		if !accept {
			if err := d.cancel(r, by, "", MailWithdrawn); err != nil {
				return err
			}
			return d.walkQueue()
		}
		return d.acceptOffer(r, by)
	})
}

// acceptOffer keeps OfferExpiresAt: it shows that this seat came by an offer,
// so that a second click on the same button is not an error.
func (d *desk) acceptOffer(r *Registration, by Actor) error {
	d.releaseOffer(r)
	d.seats[*r.SiteID].take(r.asks())
	r.OfferLapsed = false
	if err := d.dropAccepted(r); err != nil {
		return err
	}
	if err := d.transition(r, Registered, "offer_accepted", by, ""); err != nil {
		return err
	}
	return d.newState(r, MailPlaceGiven)
}

// newState mails how things stand now. What waited to tell how they stood is
// taken back, but not that the meeting is off.
func (d *desk) newState(r *Registration, kind MessageKind) error {
	return d.newStateSaying(r, kind, MessageDetail{})
}

// newStateSaying is newState with what only the verb knows.
func (d *desk) newStateSaying(r *Registration, kind MessageKind, detail MessageDetail) error {
	if !d.m.off() {
		if err := d.dropUnclaimed(r); err != nil {
			return err
		}
	}
	return d.mailDetail(r, kind, detail)
}

// StillWants puts somebody whose offer ran out back among those who get
// offers ("ik wil nog"), at the place in the queue they have. Kinds:
// NotFound; Conflict when there is nothing to renew.
func (s *Store) StillWants(ctx context.Context, meetingID, registrationID int64, by Actor) error {
	return s.atMeeting(ctx, meetingID, func(d *desk) error {
		r, err := d.registration(registrationID)
		if err != nil {
			return err
		}
		if r.Status != Waitlisted || !r.OfferLapsed {
			return refuse(Conflict, "no_offer")
		}
		r.OfferLapsed = false
		if err := d.transition(r, Waitlisted, "still_wants", by, ""); err != nil {
			return err
		}
		return d.walkQueue()
	})
}

// Approve gives a request a seat, or a place on the list when there is none
// at that moment. Reject ends it with a reason that goes into the mail. Both
// lock the meeting. Kinds: NotFound; Conflict when nothing waits for a
// decision, Gone when the meeting is over or called off. For several requests
// at once see Bulk.
func (s *Store) Approve(ctx context.Context, meetingID, registrationID int64, by Actor) error {
	return s.atPending(ctx, meetingID, registrationID, func(d *desk, r *Registration) error { return d.approve(r, by, "") })
}

// Reject: see Approve.
func (s *Store) Reject(ctx context.Context, meetingID, registrationID int64, by Actor, reason string) error {
	return s.atPending(ctx, meetingID, registrationID, func(d *desk, r *Registration) error { return d.reject(r, by, reason) })
}

func (s *Store) atPending(ctx context.Context, meetingID, registrationID int64, fn func(d *desk, r *Registration) error) error {
	return s.atMeeting(ctx, meetingID, func(d *desk) error {
		r, err := d.registration(registrationID)
		if err != nil {
			return err
		}
		if r.Status == Pending {
			if err := d.stillGoing(); err != nil {
				return err
			}
		}
		return fn(d, r)
	})
}

// approve decides about a request; what the organiser says about it goes into
// the mail.
func (d *desk) approve(r *Registration, by Actor, reason string) error {
	if r.Status != Pending {
		return refuse(Conflict, "not_pending")
	}
	accepts, err := acceptedSites(d.tx, r.ID)
	if err != nil {
		return err
	}
	v, err := Decide(d.m, d.seats, accepts, r.asks(), true)
	if err != nil {
		return err
	}
	r.SiteID = &v.SiteID
	if v.Status == Registered {
		d.seats[v.SiteID].take(r.asks())
		err = d.dropAccepted(r)
	} else {
		r.WaitlistedAt, err = d.endOfQueue()
	}
	if err != nil {
		return err
	}
	if err := d.transition(r, v.Status, "approved", by, reason); err != nil {
		return err
	}
	return d.newStateSaying(r, mailFor(v.Status), MessageDetail{Reason: reason})
}

func (d *desk) reject(r *Registration, by Actor, reason string) error {
	if r.Status != Pending {
		return refuse(Conflict, "not_pending")
	}
	if err := d.dropAccepted(r); err != nil {
		return err
	}
	if err := d.transition(r, Rejected, "rejected", by, reason); err != nil {
		return err
	}
	if err := d.dropUnclaimed(r); err != nil {
		return err
	}
	return d.mailDetail(r, MailRejected, MessageDetail{Reason: reason})
}
