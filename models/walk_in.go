package models

import (
	"context"

	"gorm.io/gorm"
)

// WalkIn registers somebody who stands at the door without a registration and
// lets them in (rules §3.4, walk-in): a place at this site whatever the seats
// say, as long as the building has room (I2). No mail goes. Somebody who is
// registered already, here or elsewhere, is let in with that registration
// (BR-10, BR-62). It locks the meeting. Kinds: Problems for what was typed, as
// SignUp; else as CheckIn.
func (s *Store) WalkIn(ctx context.Context, meetingID int64, site string, a Attendee, by Actor) (int64, error) {
	in := SignUp{MeetingID: meetingID, Source: SourceDesk, By: by}
	a.Site, a.AlsoSites, a.Overbook = site, nil, false
	in.People = []Attendee{a}
	var met []acquaintance
	meet := func(tx *gorm.DB) (err error) {
		met, err = s.meet(tx, in.People)
		return err
	}
	var id int64
	err := s.atMeetingAfter(ctx, meetingID, meet, func(d *desk) error {
		if err := d.m.CheckInOpen(d.now); err != nil {
			return err
		}
		here := d.m.Site(site)
		if here == nil {
			return errNotFound("site")
		}
		people, err := in.check(d.m)
		if err != nil {
			return err
		}
		people[0].met = met[0]
		r, err := d.walkIn(in, people[0], here)
		if err != nil {
			return err
		}
		id = r.ID
		if first, err := d.inside(r); err != nil || first != nil {
			return err
		}
		return d.pass(r, here, DirectionIn, by)
	})
	return id, err
}

// walkIn gives the registration with which somebody comes in here.
func (d *desk) walkIn(in SignUp, p checked, here *Site) (*Registration, error) {
	person, err := d.person(p)
	if err != nil {
		return nil, err
	}
	known, err := d.activeOf(person)
	if err != nil {
		return nil, err
	}
	if known != nil {
		return known, d.admit(known, here, Passing{Here: true, By: in.By})
	}
	seats := d.seats[here.ID]
	if seats == nil || seats.Room() < p.asks().Heads {
		return nil, refuse(Conflict, "building_full")
	}
	return d.enroll(in, p, person, nil, Verdict{Status: Registered, SiteID: here.ID})
}
