package models

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// desk is one meeting under its lock: what a verb works with. Its seats are
// kept in step with what the verb does.
type desk struct {
	s     *Store
	tx    *gorm.DB
	m     *Meeting
	seats Occupancy
	now   time.Time
	woke  bool // mail is due now
	waits bool // somebody may be in the queue

	crewWaits bool // … somebody who needs no seat
	late      bool // somebody waits since a moment that has yet to come, see endOfQueue
	lapsed    bool // a seat kept for somebody invited came free by the clock

	left   map[int64]string // who had to leave a site that is withdrawn now, and why
	mailed bool             // the change mails people at once, and cannot be taken back
	waited bool             // the change has mails that wait, in which it can be taken back

	tally   *tally   // of the mails, where they are counted
	trying  bool     // what happens is not kept
	undoing UndoKind // the change that is taken back; empty when none is

	places map[int64]int           // on the waiting list, when many are asked for
	read   map[int64]*Registration // ahead, when many are asked for
	notes  map[int64]*Note         // read before

	lastChange int64 // the registration of the last line of history
	lastActor  Actor // … and who did it
}

// atMeeting runs fn in one transaction with the meeting locked and settled:
// offers that ran out and seats that came free by the clock have had their
// effect before fn looks.
func (s *Store) atMeeting(ctx context.Context, meetingID int64, fn func(d *desk) error) error {
	return s.atMeetingAfter(ctx, meetingID, func(*gorm.DB) error { return nil }, fn)
}

// atMeetingAfter is atMeeting with work in the same transaction that needs
// no lock and so should not keep others waiting for it.
func (s *Store) atMeetingAfter(ctx context.Context, meetingID int64, before func(tx *gorm.DB) error, fn func(d *desk) error) error {
	woke := false
	err := s.write(ctx, func(tx *gorm.DB) error {
		if err := before(tx); err != nil {
			return err
		}
		d, err := s.openDesk(tx, meetingID)
		if err != nil {
			return err
		}
		full := d.fullSites()
		if err := fn(d); err != nil {
			return err
		}
		if err := d.tellFull(full); err != nil {
			return err
		}
		woke = d.woke
		return nil
	})
	if err == nil && woke && s.wakeMail != nil {
		s.wakeMail()
	}
	return err
}

// openDesk locks a meeting and settles it.
func (s *Store) openDesk(tx *gorm.DB, meetingID int64) (*desk, error) {
	m, err := lockMeeting(tx, meetingID)
	if err != nil {
		return nil, err
	}
	d := &desk{s: s, tx: tx, m: m, now: s.Now()}
	return d, d.settle()
}

// Settle lets the clock events of one meeting happen: offers that ran out,
// seats that can be given (rules §3.5 rule 4), and the invitations of those
// who showed interest once registration has opened (BR-02). The worker calls
// it each minute for every meeting that Unsettled names.
func (s *Store) Settle(ctx context.Context, meetingID int64) error {
	return s.atMeeting(ctx, meetingID, func(d *desk) error {
		if err := d.inviteInterested(Actor{Kind: BySystem}); err != nil {
			return err
		}
		return d.followPositions()
	})
}

// Unsettled lists the meetings in which the clock may have something to do:
// those that are not over and in which somebody waits, holds an offer, is
// interested while registration has opened, had a seat kept that is free
// again, or is invited in a position that has another holder now (BR-21).
func (s *Store) Unsettled(ctx context.Context) ([]int64, error) {
	var ids []int64
	now := s.Now()
	err := s.reader.WithContext(ctx).Model(&Meeting{}).
		Where("status in ? and starts_at > ?", []MeetingStatus{MeetingOpen, MeetingClosed}, now).
		Where(`exists (select 1 from registrations r where r.meeting_id = meetings.id and r.waitlisted_at is not null)
			or exists (select 1 from registrations r where r.meeting_id = meetings.id
				and (r.status = ? or r.status = ? and meetings.registration_opens_at <= ?))
			or exists (select 1 from registrations r where r.meeting_id = meetings.id and r.reserved_until <= ?)
			or exists (`+movedPositions+` and i.meeting_id = meetings.id)`,
			Offered, Interested, now, now, s.Today(), s.Today()).
		Order("id").Pluck("id", &ids).Error
	return ids, err
}

// settle expires kept seats and offers, then lets the queue walk.
func (d *desk) settle() error {
	if err := d.count(); err != nil {
		return err
	}
	if err := d.lapseReservations(); err != nil {
		return err
	}
	if err := d.expireOffers(); err != nil {
		return err
	}
	return d.walkQueue()
}

// expireOffers sends those whose offer ran out to the end of the list. They
// get no second offer by themselves.
func (d *desk) expireOffers() error {
	switch d.m.Phase(d.now) {
	case PhaseNotYet, PhaseOpen, PhaseClosed, PhaseRunning:
	default:
		return nil // a meeting that is off or over takes no seats back
	}
	open := 0
	for _, s := range d.seats {
		open += s.Held
	}
	if open == 0 {
		return nil
	}
	var lapsed []*Registration
	err := d.tx.Where("meeting_id = ? and status = ? and offer_expires_at <= ?", d.m.ID, Offered, d.now).
		Order("offer_expires_at, id").Find(&lapsed).Error
	if err != nil {
		return fmt.Errorf("offers of meeting %d: %w", d.m.ID, err)
	}
	for _, r := range lapsed {
		if err := d.lapse(r); err != nil {
			return err
		}
	}
	return nil
}

func (d *desk) lapse(r *Registration) error {
	d.releaseOffer(r)
	first, err := d.firstChoice(r)
	if err != nil {
		return err
	}
	end, err := d.endOfQueue()
	if err != nil {
		return err
	}
	r.SiteID, r.WaitlistedAt, r.OfferExpiresAt, r.OfferLapsed, r.Priority = &first, end, nil, true, 0
	d.waits, d.crewWaits = true, true
	if err := d.transition(r, Waitlisted, "offer_lapsed", Actor{Kind: BySystem}, ""); err != nil {
		return err
	}
	return d.mail(r, MailOfferLapsed)
}

func (d *desk) releaseOffer(r *Registration) {
	if s := d.seats[*r.SiteID]; s != nil {
		s.Held -= r.heads()
		if r.TakesSeat() {
			s.Offered--
		}
	}
}

// firstChoice is the site somebody asked for first.
func (d *desk) firstChoice(r *Registration) (int64, error) {
	var a AcceptedSite
	err := d.tx.Where("registration_id = ?", r.ID).Order("rank").Limit(1).Find(&a).Error
	if err != nil {
		return 0, fmt.Errorf("sites accepted by registration %d: %w", r.ID, err)
	}
	if a.SiteID == 0 {
		return *r.SiteID, nil
	}
	return a.SiteID, nil
}

// give carries out one placement: a seat, an offer, or a move.
func (d *desk) give(p Placement, replyBy time.Time) error {
	r, err := d.registration(p.RegistrationID)
	if err != nil {
		return err
	}
	system := Actor{Kind: BySystem}
	site := p.SiteID
	r.SiteID = &site
	if p.Offered {
		r.OfferExpiresAt, r.WaitlistedAt = &replyBy, nil
		if err := d.transition(r, Offered, "offered", system, ""); err != nil {
			return err
		}
		return d.tellPlaced(r, MailOffer)
	}
	r.WaitlistedAt, r.WantedSiteID, r.OfferLapsed, r.Priority = nil, nil, false, 0
	if err := d.dropAccepted(r); err != nil {
		return err
	}
	if p.FromSiteID != 0 {
		if err := d.transition(r, Registered, "moved", system, ""); err != nil {
			return err
		}
		return d.tellPlaced(r, MailChanged)
	}
	if err := d.transition(r, Registered, "promoted", system, ""); err != nil {
		return err
	}
	return d.tellPlaced(r, MailPlaceGiven)
}

// tellPlaced mails who was placed by the queue: at once, but who had to leave
// a withdrawn site hears of both in one mail, which waits (BR-36).
func (d *desk) tellPlaced(r *Registration, kind MessageKind) error {
	reason, left := d.left[r.ID]
	switch {
	case !left && kind == MailChanged:
		return d.mail(r, kind)
	case !left:
		return d.newState(r, kind)
	}
	if err := d.dropUnclaimed(r); err != nil {
		return err
	}
	if kind == MailPlaceGiven && r.CalendarInvited {
		kind = MailChanged
	}
	return d.later(r, kind, MessageDetail{Why: WhySiteWithdrawn, Reason: reason})
}
