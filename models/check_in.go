package models

import (
	"context"
	"fmt"
	"time"
)

// Direction is the way somebody passes the door.
type Direction string

// The directions.
const (
	DirectionIn  Direction = "in"
	DirectionOut Direction = "out"
)

// CheckIn is one passing of the door of a site. Who is present has at least
// one on the way in that was not undone; the first of those is the arrival
// (BR-61). Rows are never changed but to undo them.
type CheckIn struct {
	ID             int64
	MeetingID      int64
	RegistrationID int64
	SiteID         int64
	Direction      Direction
	At             time.Time
	UserID         *int64 // who stood at the desk
	UndoneAt       *time.Time
}

// Passing says who passes the door of which site. Here lets somebody in who
// is registered at another site, or who has no place: the registration moves
// to this site (BR-62).
type Passing struct {
	MeetingID      int64
	RegistrationID int64
	Site           string // key
	Here           bool
	By             Actor
}

// Passed is what came of it. Already means that nothing changed; At is then
// when it happened first.
type Passed struct {
	Already bool
	At      time.Time
}

// correctionTime is how long after the end attendance can be corrected once a
// meeting is finished (BR-65).
const correctionTime = 14 * 24 * time.Hour

// CheckInOpen says whether the door is open: from the moment doors open
// anywhere (or the meeting was started by hand) until the meeting is
// finished, and after that as a correction for two weeks (BR-65). Kinds:
// Conflict before, Gone after, and for a meeting that is off.
func (m *Meeting) CheckInOpen(now time.Time) error {
	switch phase := m.Phase(now); {
	case m.Status == MeetingArchived:
		return refuse(Gone, "door_over")
	case phase == PhaseCancelled:
		return refuse(Gone, "meeting_cancelled")
	case phase == PhasePast:
		if end := m.lastEnd(); end != nil && now.After(end.Add(correctionTime)) {
			return refuse(Gone, "door_over")
		}
		return nil
	case phase != PhaseRunning:
		return refuse(Conflict, "door_not_yet")
	}
	return nil
}

// CheckIn lets somebody in at a site. The same person twice, or at two desks
// at once, is one presence with the first time (BR-61). It locks the meeting
// and sends no mail. Kinds: NotFound; Conflict while the door is not open, for
// somebody registered elsewhere or without a place unless Here is set, and
// when the building is full (I2); Gone when it is over.
func (s *Store) CheckIn(ctx context.Context, p Passing) (Passed, error) {
	var out Passed
	err := s.atMeeting(ctx, p.MeetingID, func(d *desk) error {
		site, r, err := d.atDoor(p)
		if err != nil {
			return err
		}
		if first, err := d.inside(r); err != nil || first != nil && siteOf(r) == site.ID {
			if first != nil {
				out = Passed{Already: true, At: first.At}
			}
			return err
		}
		if err := d.admit(r, site, p); err != nil {
			return err
		}
		out.At = d.now
		return d.pass(r, site, DirectionIn, p.By)
	})
	return out, err
}

// CheckOut notes that somebody leaves before the end (BR-63). Presence stays.
// It locks the meeting. Kinds as CheckIn; Conflict for somebody who is not
// inside.
func (s *Store) CheckOut(ctx context.Context, p Passing) (Passed, error) {
	var out Passed
	err := s.atMeeting(ctx, p.MeetingID, func(d *desk) error {
		site, r, err := d.atDoor(p)
		if err != nil {
			return err
		}
		if in, err := d.inside(r); err != nil || in == nil {
			if err == nil {
				err = refuse(Conflict, "not_inside")
			}
			return err
		}
		out.At = d.now
		return d.pass(r, site, DirectionOut, p.By)
	})
	return out, err
}

// UndoCheckIn takes the last passing of somebody back. It locks the meeting.
// Kinds as CheckIn; Conflict when there is nothing to undo.
func (s *Store) UndoCheckIn(ctx context.Context, p Passing) error {
	return s.atMeeting(ctx, p.MeetingID, func(d *desk) error {
		_, r, err := d.atDoor(p)
		if err != nil {
			return err
		}
		last, err := d.lastPassing(r)
		if err != nil {
			return err
		}
		if last == nil {
			return refuse(Conflict, "not_checked_in")
		}
		if err := d.tx.Model(&CheckIn{}).Where("id = ?", last.ID).Update("undone_at", d.now).Error; err != nil {
			return fmt.Errorf("undo check-in of registration %d: %w", r.ID, err)
		}
		return d.history(r, r.Status, d.atDoorOrLater("check_in_undone", "attendance_undone"), p.By, "")
	})
}

// atDoor finds site and registration when the door is open.
func (d *desk) atDoor(p Passing) (*Site, *Registration, error) {
	if err := d.m.CheckInOpen(d.now); err != nil {
		return nil, nil, err
	}
	site := d.m.Site(p.Site)
	if site == nil {
		return nil, nil, errNotFound("site")
	}
	r, err := d.registration(p.RegistrationID)
	return site, r, err
}

// admit makes r somebody with a place at this site: nothing to do for who has
// it. Everybody else needs Here, and room in the building.
func (d *desk) admit(r *Registration, site *Site, p Passing) error {
	if r.Status == Registered && siteOf(r) == site.ID {
		return nil
	}
	if !r.Status.Active() {
		return refuse(Conflict, "registration_ended")
	}
	if !p.Here {
		return refuse(Conflict, "registered_elsewhere")
	}
	seats := d.seats[site.ID]
	if seats == nil || seats.Room() < r.heads() {
		return refuse(Conflict, "building_full")
	}
	return d.moveHere(r, site, p.By)
}

// moveHere gives r a place at the site where this person stands, without mail
// (BR-62). The seat that comes free stays free: from doors open the desk
// decides (rules §3.5 rule 6).
func (d *desk) moveHere(r *Registration, site *Site, by Actor) error {
	switch old := d.seats[siteOf(r)]; {
	case old == nil:
	case r.Status == Registered:
		old.release(r.asks())
	case r.Status == Offered:
		d.releaseOffer(r)
	}
	d.seats[site.ID].take(r.asks())
	if err := d.dropAccepted(r); err != nil {
		return err
	}
	if err := d.dropUnclaimed(r); err != nil {
		return err
	}
	if r.Follows() {
		r.CreatedAt = d.now // as by a form
	}
	id := site.ID
	r.SiteID, r.WantedSiteID, r.WaitlistedAt, r.OfferExpiresAt, r.OfferLapsed, r.Priority = &id, nil, nil, nil, false, 0
	return d.transition(r, Registered, "moved_at_door", by, "")
}

// pass writes one passing and its line of history.
func (d *desk) pass(r *Registration, site *Site, way Direction, by Actor) error {
	row := CheckIn{MeetingID: d.m.ID, RegistrationID: r.ID, SiteID: site.ID, Direction: way, At: d.now, UserID: by.UserID}
	if err := d.tx.Create(&row).Error; err != nil {
		return fmt.Errorf("check-in of registration %d: %w", r.ID, err)
	}
	action := d.atDoorOrLater("checked_in", "attendance_given")
	if way == DirectionOut {
		action = d.atDoorOrLater("checked_out", "attendance_partial")
	}
	return d.history(r, r.Status, action, by, "")
}

// atDoorOrLater names what happens at the door, or the same as a correction
// once the meeting is over (BR-65).
func (d *desk) atDoorOrLater(door, later string) string {
	if d.m.Phase(d.now) == PhasePast {
		return later
	}
	return door
}

// inside gives the passing by which r is inside now; nil when outside.
func (d *desk) inside(r *Registration) (*CheckIn, error) {
	last, err := d.lastPassing(r)
	if err != nil || last == nil || last.Direction == DirectionOut {
		return nil, err
	}
	return last, nil
}

func (d *desk) lastPassing(r *Registration) (*CheckIn, error) {
	var rows []*CheckIn
	err := d.tx.Where("registration_id = ? and undone_at is null", r.ID).Order("id desc").Limit(1).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("check-ins of registration %d: %w", r.ID, err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	return rows[0], nil
}

// finishOpen says whether a meeting can be finished: from its start on, also
// long after the door was shut for corrections.
func (m *Meeting) finishOpen(now time.Time) error {
	switch phase := m.Phase(now); {
	case m.Status == MeetingArchived:
		return refuse(Gone, "door_over")
	case phase == PhaseCancelled:
		return refuse(Gone, "meeting_cancelled")
	case phase != PhaseRunning && phase != PhasePast:
		return refuse(Conflict, "door_not_yet")
	case m.StartsAt == nil || now.Before(*m.StartsAt):
		return refuse(Conflict, "door_not_begun")
	}
	return nil
}

// Finish closes the door of a meeting that has begun: the organiser confirms
// that it was held, and from now on who did not come is a no-show (rules
// §3.3, BR-64). It locks the meeting; a second time changes nothing. Kinds:
// NotFound; Conflict before the start; Gone for a meeting that is off.
func (s *Store) Finish(ctx context.Context, meetingID int64, by Actor) error {
	return s.atMeeting(ctx, meetingID, func(d *desk) error {
		if d.m.Status == MeetingHeld {
			return nil
		}
		if err := d.m.finishOpen(d.now); err != nil {
			return err
		}
		if err := loadParts(d.tx, d.m); err != nil {
			return err
		}
		in := d.m.Input()
		in.Status = MeetingHeld
		var saved Saved
		_, err := s.saveMeeting(d.tx, in, by, &saved, nil)
		return err
	})
}
