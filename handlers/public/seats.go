package public

import (
	"bijeen/locale"
	"bijeen/models"
	"bijeen/templates"
)

// fewSeats is when a number of free seats becomes a reason to hurry.
const fewSeats = 10

// freeBadge says in words how many seats are left somewhere.
func freeBadge(p *locale.Printer, free int) *templates.Badge {
	switch {
	case free > 100_000: // a number that nobody typed: no limit that matters
		return &templates.Badge{Tone: templates.OK, Text: p.T("seats.unlimited")}
	case free <= fewSeats:
		return &templates.Badge{Tone: templates.Warning, Text: p.N("seats.left", free)}
	}
	return &templates.Badge{Tone: templates.OK, Text: p.N("seats.free", free)}
}

// fullBadge says that there is no seat, and how many wait where that is known.
func fullBadge(p *locale.Printer, m *models.Meeting, waiting int) *templates.Badge {
	switch {
	case m.RegistrationMode == models.ModeApproval: // the organiser decides, also about the list
		return &templates.Badge{Tone: templates.Warning, Text: p.T("seats.full_approval")}
	case m.WaitlistMode == models.WaitlistOff:
		return &templates.Badge{Tone: templates.Neutral, Text: p.T("seats.full")}
	case waiting > 0:
		return &templates.Badge{Tone: templates.Warning, Text: p.N("seats.full_waitlist", waiting)}
	}
	return &templates.Badge{Tone: templates.Warning, Text: p.T("seats.full_list_open")}
}

// siteFree is how many seats can still be taken at a site, never below 0.
func siteFree(seats models.Occupancy, s *models.Site) int {
	if o := seats[s.ID]; o != nil {
		return max(0, o.Free())
	}
	return 0
}

// siteBadge is the state of one site of a meeting that takes sign-ups.
func (v *meetingView) siteBadge(s *models.Site) *templates.Badge {
	if free := siteFree(v.seats, s); free > 0 {
		return freeBadge(v.p, free)
	}
	waiting := 0
	if len(v.m.OpenSites()) == 1 {
		waiting = v.waiting
	}
	return fullBadge(v.p, v.m, waiting)
}

// anyFull reports whether some site that can be chosen has no free seat.
func anyFull(m *models.Meeting, seats models.Occupancy) bool {
	for _, s := range m.OpenSites() {
		if siteFree(seats, s) == 0 {
			return true
		}
	}
	return false
}
