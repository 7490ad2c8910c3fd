package models

import "context"

// Cancel takes somebody off a meeting: a seat is given up (cancelled), a
// place on the list or a request is taken back (withdrawn), an invitation is
// declined. It is possible until the meeting is over and marked late after
// the numbers were due (BR-31). The queue moves up in the same transaction
// (BR-32). Cancelling twice changes nothing. It locks the meeting. Kinds:
// NotFound, Gone when the meeting is over or called off, or when somebody
// else came instead. Who only follows a meeting may also leave one that was
// called off.
func (s *Store) Cancel(ctx context.Context, meetingID, registrationID int64, by Actor, reason string) error {
	return s.atMeeting(ctx, meetingID, func(d *desk) error {
		r, err := d.registration(registrationID)
		if err != nil {
			return err
		}
		switch r.Status {
		case Cancelled, Withdrawn, Declined:
			return nil
		case Substituted, Rejected:
			return refuse(Gone, "registration_"+string(r.Status))
		}
		if err := d.mayLeave(r); err != nil {
			return err
		}
		if err := d.cancel(r, by, reason, mailWhenCancelled(r.Status)); err != nil {
			return err
		}
		return d.walkQueue()
	})
}

// mayLeave is stillGoing, but for who only follows a meeting: one that was
// called off may go on after all, and then mails them again.
func (d *desk) mayLeave(r *Registration) error {
	if r.Follows() && d.m.Phase(d.now) == PhaseCancelled {
		return nil
	}
	return d.stillGoing()
}

// stillGoing refuses what makes no sense for a meeting that is over or off.
func (d *desk) stillGoing() error {
	switch phase := d.m.Phase(d.now); phase {
	case PhasePast, PhaseCancelled:
		return refuse(Gone, "meeting_"+string(phase))
	}
	return nil
}

func mailWhenCancelled(s RegistrationStatus) MessageKind {
	if s == Registered {
		return MailCancelled
	}
	return MailWithdrawn
}

// cancel ends r, frees what it held and tells the person. Mail that nobody
// took up is taken back first: a REQUEST that never left needs no CANCEL.
func (d *desk) cancel(r *Registration, by Actor, reason string, kind MessageKind) error {
	to := endOf(r.Status)
	r.CancelledLate = to == Cancelled && d.m.NumbersDueAt != nil && !d.now.Before(*d.m.NumbersDueAt)
	d.release(r)
	r.WaitlistedAt, r.WantedSiteID, r.OfferExpiresAt = nil, nil, nil
	if err := d.dropAccepted(r); err != nil {
		return err
	}
	if err := d.transition(r, to, "cancelled", by, reason); err != nil {
		return err
	}
	if err := d.dropUnclaimed(r); err != nil {
		return err
	}
	if err := d.mailDetail(r, kind, MessageDetail{Reason: reason}); err != nil {
		return err
	}
	return d.tellLate(r, by)
}

// release frees what a registration holds.
func (d *desk) release(r *Registration) {
	s := d.seats[siteOf(r)]
	switch {
	case s == nil:
	case r.Status == Registered:
		s.release(r.asks())
	case r.Status == Offered:
		d.releaseOffer(r)
	}
}

// endOf is the state in which somebody leaves.
func endOf(s RegistrationStatus) RegistrationStatus {
	switch s {
	case Registered:
		return Cancelled
	case Invited:
		return Declined
	}
	return Withdrawn
}
