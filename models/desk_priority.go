package models

import (
	"context"

	"bijeen/models/names"
)

// front is the priority of somebody whom an organiser lets go first: lower
// than the 0 of everybody else (rules §3.5 rule 2).
const front = -1

// SetPriority lets somebody on the waiting list go before the others, or
// takes that back, for a reason that stays in the history (rules §3.5 rule
// 2). It locks the meeting; a seat that is free is given at once. Kinds:
// NotFound; Problems without a reason; Conflict for somebody who does not
// wait.
func (s *Store) SetPriority(ctx context.Context, meetingID, registrationID int64, first bool, by Actor, reason string) error {
	if reason = names.CleanLine(reason); reason == "" {
		return Problems{invalid("reason", "reason_missing")}
	}
	if wrong := tooLong("reason", reason, names.MaxLine); len(wrong) > 0 {
		return wrong
	}
	return s.atMeeting(ctx, meetingID, func(d *desk) error {
		r, err := d.registration(registrationID)
		if err != nil {
			return err
		}
		if r.WaitlistedAt == nil {
			return refuse(Conflict, "not_waiting")
		}
		action := "priority_taken"
		r.Priority = 0
		if first {
			action, r.Priority = "priority_given", front
		}
		if err := d.transition(r, r.Status, action, by, reason); err != nil {
			return err
		}
		return d.walkQueue()
	})
}
