package models

import (
	"time"
)

// Waiting is one entry of the queue: somebody on the waiting list, or a
// registered person who wants another site (BR-33).
type Waiting struct {
	RegistrationID int64
	Accepts        []int64 // site ids in order of preference
	Asks           Asks
	HasSeatAt      int64 // for a wish to move: the seat that comes free; else 0
	OfferLapsed    bool  // had an offer and let it run out
}

// QueueMode is what happens when a seat comes free.
type QueueMode int

// The ways to give a free seat away.
const (
	QueueRests  QueueMode = iota // nobody moves by itself
	QueuePlaces                  // placed at once
	QueueOffers                  // offered with a deadline
)

// Placement is one step of the queue: this registration gets (or is
// offered) a seat at this site.
type Placement struct {
	RegistrationID int64
	SiteID         int64
	Offered        bool
	FromSiteID     int64 // the seat that was given up; 0 for the waiting list
}

// QueueMode is how this meeting gives free seats away now (rules §3.5 rule
// 6). Within 48 hours of the start every list offers; when too little time is
// left to answer (see workdays.ReplyBy), and from the moment doors open, the desk
// decides.
func (m *Meeting) QueueMode(now time.Time) QueueMode {
	phase := m.Phase(now)
	if phase != PhaseOpen && phase != PhaseClosed && phase != PhaseNotYet || m.StartsAt == nil {
		return QueueRests
	}
	if m.WaitlistMode == WaitlistOffer || !now.Before(m.StartsAt.Add(-offerWindow)) {
		return QueueOffers
	}
	return QueuePlaces
}

// offerWindow is the time before the start in which seats are offered and
// not given.
const offerWindow = 48 * time.Hour

// Walk goes through the queue from the start, and again until a walk places
// nobody (rules §3.5 rule 5). An entry gets its first accepted site with a
// free seat; one that fits nowhere keeps its place. The seats are changed
// along the way. Walk is the same for the same input.
//
// While seats are offered a wish to move rests: an offer cannot be held by
// somebody who has a seat, and moving people to another town by itself in
// the last two days would send them to the wrong door.
func Walk(queue []Waiting, seats Occupancy, mode QueueMode) []Placement {
	if mode == QueueRests {
		return nil
	}
	var placed []Placement
	done := make(map[int64]bool)
	for again := true; again; {
		again = false
		for _, w := range queue {
			if done[w.RegistrationID] || mode == QueueOffers && (w.HasSeatAt != 0 || w.OfferLapsed) {
				continue
			}
			site := firstFit(w, seats)
			if site == 0 {
				continue
			}
			done[w.RegistrationID] = true
			again = true
			placed = append(placed, place(w, site, seats, mode))
		}
	}
	return placed
}

func firstFit(w Waiting, seats Occupancy) int64 {
	for _, id := range w.Accepts {
		if s := seats[id]; s != nil && id != w.HasSeatAt && s.fits(w.Asks) {
			return id
		}
	}
	return 0
}

func place(w Waiting, site int64, seats Occupancy, mode QueueMode) Placement {
	p := Placement{RegistrationID: w.RegistrationID, SiteID: site, FromSiteID: w.HasSeatAt, Offered: mode == QueueOffers}
	if p.Offered {
		seats[site].hold(w.Asks)
		return p
	}
	seats[site].take(w.Asks)
	if w.HasSeatAt != 0 && seats[w.HasSeatAt] != nil {
		seats[w.HasSeatAt].release(w.Asks)
	}
	return p
}
