package models

import "time"

// Seats is what stands at one site at one moment. It has no database and no
// clock inside.
type Seats struct {
	SiteID   int64
	Capacity int // seats for participants
	Building int // people allowed in the building; 0 means no limit
	Taken    int // registered participants
	Offered  int // seats held by an offer
	Reserved int // seats held for invited people until their reply-by
	Heads    int // everybody registered in any role, companions included
	Held     int // people in the building that open offers would bring
}

// Free is how many participants can still take a seat (rules §3.5 rule 3).
// It is negative when the capacity was lowered below what is taken (BR-34).
func (s Seats) Free() int { return min(s.left(), s.Room()) }

// left is how many seats are not taken or held, whatever the building says.
func (s Seats) left() int { return s.Capacity - s.Taken - s.Offered - s.Reserved }

// Room is how many people may still enter the building (BR-37). An open
// offer counts as if it were accepted, so that accepting never overfills.
func (s Seats) Room() int {
	if s.Building == 0 {
		return int(^uint(0) >> 1)
	}
	return s.Building - s.Heads - s.Held
}

// Surplus is how many participants there are too many after the capacity was
// lowered (BR-34); 0 when everybody fits.
func (s Seats) Surplus() int {
	return max(0, s.Taken+s.Offered-s.Capacity)
}

// Asks is what one registration needs of a site: a seat or not, and how many
// people it brings into the building.
type Asks struct {
	Seat  bool
	Heads int
}

// AsksOf is what r needs of a site.
func AsksOf(r *Registration) Asks { return r.asks() }

func (r *Registration) asks() Asks { return Asks{Seat: r.TakesSeat(), Heads: r.heads()} }

// fits reports whether a site has what is asked.
func (s Seats) fits(a Asks) bool {
	if a.Seat && s.Free() < 1 {
		return false
	}
	return s.Room() >= a.Heads
}

func (s *Seats) take(a Asks) {
	if a.Seat {
		s.Taken++
	}
	s.Heads += a.Heads
}

func (s *Seats) release(a Asks) {
	if a.Seat {
		s.Taken--
	}
	s.Heads -= a.Heads
}

func (s *Seats) hold(a Asks) {
	if a.Seat {
		s.Offered++
	}
	s.Held += a.Heads
}

// Occupancy is the seats of every site of one meeting.
type Occupancy map[int64]*Seats

// Verdict is what a sign-up comes to.
type Verdict struct {
	Status RegistrationStatus // registered, waitlisted or pending
	SiteID int64              // the seat, or the first choice of who waits
}

// Decide says what one sign-up comes to: a seat at the first accepted site
// that has one, a place on the waiting list, or a request that an organiser
// must approve. It refuses with Conflict when everything is full and there
// is no list. The caller has checked that sign-up is open and that the queue
// has had its turn, so that a free seat is really free.
func Decide(m *Meeting, seats Occupancy, accepts []int64, a Asks, desk bool) (Verdict, error) {
	if m.RegistrationMode == ModeApproval && !desk {
		return Verdict{Status: Pending, SiteID: accepts[0]}, nil
	}
	for _, id := range accepts {
		if seats[id].fits(a) {
			return Verdict{Status: Registered, SiteID: id}, nil
		}
	}
	if m.WaitlistMode == WaitlistOff {
		return Verdict{}, refuse(Conflict, "meeting_full")
	}
	return Verdict{Status: Waitlisted, SiteID: accepts[0]}, nil
}

// Full reports whether no site that can be chosen has a free seat.
func (m *Meeting) Full(seats Occupancy) bool {
	for _, s := range m.OpenSites() {
		if seats[s.ID].fits(Asks{Seat: true, Heads: 1}) {
			return false
		}
	}
	return true
}

// SignUpOpen says whether the public may sign up now, and if not why:
// Conflict for not yet open, closed, by invitation only or full without a
// list, Gone for past or cancelled (contract, status codes). An organiser may
// until the meeting is over (BR-15).
func (m *Meeting) SignUpOpen(now time.Time, seats Occupancy, desk bool) error {
	phase := m.Phase(now)
	switch phase {
	case PhaseDraft:
		if !desk {
			return errNotFound("meeting")
		}
		return refuse(Conflict, "meeting_draft")
	case PhasePast, PhaseCancelled:
		return refuse(Gone, "meeting_"+string(phase))
	case PhaseAnnounced, PhasePostponed:
		return refuse(Conflict, "meeting_"+string(phase))
	}
	if desk {
		return nil
	}
	if m.Visibility == VisibilityInvited || m.Visibility == VisibilityMembers || m.RegistrationMode == ModeInvitation {
		return refuse(Conflict, "meeting_by_invitation")
	}
	if phase != PhaseOpen {
		return refuse(Conflict, "meeting_"+string(phase))
	}
	if len(m.OpenSites()) == 0 {
		return refuse(Conflict, "meeting_no_site")
	}
	if m.WaitlistMode == WaitlistOff && m.RegistrationMode == ModeOpen && m.Full(seats) {
		return refuse(Conflict, "meeting_full")
	}
	return nil
}
