package models

import (
	"slices"
	"time"
)

// nextStatuses is the drawing of rules §3.3 as far as an organiser decides:
// the clock does the rest. Going back from cancelled and postponed is the
// undo of the contract.
var nextStatuses = map[MeetingStatus][]MeetingStatus{
	MeetingDraft:     {MeetingAnnounced, MeetingOpen, MeetingCancelled},
	MeetingAnnounced: {MeetingOpen, MeetingPostponed, MeetingCancelled},
	MeetingOpen:      {MeetingClosed, MeetingPostponed, MeetingCancelled},
	MeetingClosed:    {MeetingOpen, MeetingPostponed, MeetingCancelled},
	MeetingPostponed: {MeetingAnnounced, MeetingOpen, MeetingCancelled},
	MeetingCancelled: {MeetingAnnounced, MeetingOpen, MeetingClosed},
}

// NextStatuses lists what an organiser can make of a meeting now, the usual
// step first (rules §3.3). A meeting that runs or is over has none.
func (m *Meeting) NextStatuses(phase Phase) []MeetingStatus {
	if phase == PhaseRunning || phase == PhasePast {
		return nil
	}
	return nextStatuses[m.Status]
}

// StepsByHand lists the further steps of rules §3.3 that an organizer takes by
// hand at this moment: begin on the day before the doors open (from then on
// the clock has done it), finish from the start on, and put away what was held
// or called off. None of them has a way back.
func (m *Meeting) StepsByHand(now time.Time, zone *time.Location) []MeetingStatus {
	phase := m.Phase(now)
	switch {
	case m.Status == MeetingHeld || m.Status == MeetingCancelled:
		return []MeetingStatus{MeetingArchived}
	case m.Status == MeetingArchived:
		return nil
	case phase == PhaseClosed && m.isToday(now, zone):
		return []MeetingStatus{MeetingRunning}
	case (phase == PhaseRunning || phase == PhasePast) && m.StartsAt != nil && !now.Before(*m.StartsAt):
		return []MeetingStatus{MeetingHeld}
	}
	return nil
}

// isToday reports whether doors open first on this day.
func (m *Meeting) isToday(now time.Time, zone *time.Location) bool {
	doors := m.firstDoors()
	return doors != nil && doors.In(zone).Format(time.DateOnly) == now.In(zone).Format(time.DateOnly)
}

// byClock are the steps of rules §3.3 that need no decision: the clock takes
// them, and whoever keeps the books elsewhere may write them down once it has.
var byClock = map[MeetingStatus][]MeetingStatus{
	MeetingOpen:      {MeetingRunning, MeetingHeld},
	MeetingClosed:    {MeetingRunning, MeetingHeld},
	MeetingRunning:   {MeetingHeld},
	MeetingHeld:      {MeetingArchived},
	MeetingCancelled: {MeetingArchived},
}

// MayBecome reports whether a meeting can go over to this status now (rules
// §3.3); staying as it is always can. None runs before its doors open, or is
// held before it is over: from there is no way back.
func (m *Meeting) MayBecome(to MeetingStatus, now time.Time) bool {
	phase := m.Phase(now)
	if slices.Contains(byClock[m.Status], to) {
		switch to {
		case MeetingRunning:
			return phase == PhaseRunning
		case MeetingHeld:
			return m.over(now)
		}
		return true
	}
	return to == m.Status || slices.Contains(m.NextStatuses(phase), to)
}
