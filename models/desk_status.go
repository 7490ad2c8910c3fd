package models

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
