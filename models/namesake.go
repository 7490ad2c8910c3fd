package models

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"bijeen/models/names"
)

// Namesake says that two people with one name are two people after all, so
// that nobody asks again at this meeting (BR-10). Each pair is stored both ways
// round. It goes with either person, and with the names of the meeting.
type Namesake struct {
	MeetingID int64 `gorm:"primaryKey"`
	PersonID  int64 `gorm:"primaryKey"`
	OtherID   int64 `gorm:"primaryKey"`
	UserID    *int64
	At        time.Time
}

// InDoubt is true of the people p who take part in the meeting with the number
// given, at which somebody else with the same name takes part and nobody has
// said that they are two people (BR-10). Its arguments are the meeting and the
// active states. The cross join keeps SQLite from walking everybody at the
// meeting for each of them.
const InDoubt = `exists (select 1 from people p2 cross join registrations r2
	where r2.person_id = p2.id and p2.name_key = p.name_key and p2.id <> p.id and r2.meeting_id = ? and r2.status in ?
	and not exists (select 1 from namesakes n where n.meeting_id = r2.meeting_id and n.person_id = p.id and n.other_id = p2.id))`

// TellApart remembers that these people of one meeting, who share a name, are
// as many people (BR-10). Doing it twice changes nothing. It locks the meeting.
// Kinds: NotFound; Conflict with the key doubles_changed when they do not take
// part or do not share a name any more.
func (s *Store) TellApart(ctx context.Context, meetingID int64, ids []int64, by Actor) error {
	return s.atMeeting(ctx, meetingID, func(d *desk) error {
		list, err := d.sharingAName(ids)
		if err != nil {
			return err
		}
		var rows []Namesake
		for _, one := range list {
			for _, other := range list {
				if one.ID != other.ID {
					rows = append(rows, Namesake{MeetingID: d.m.ID, PersonID: *one.PersonID, OtherID: *other.PersonID, UserID: by.UserID, At: d.now})
				}
			}
		}
		res := d.tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&rows)
		if res.Error != nil {
			return fmt.Errorf("tell people of meeting %d apart: %w", d.m.ID, res.Error)
		}
		for _, r := range list {
			if res.RowsAffected == 0 {
				break // said before
			}
			if err := d.history(r, r.Status, "told_apart", by, ""); err != nil {
				return err
			}
		}
		return nil
	})
}

// SamePerson ends the other registrations of somebody who stands on the list
// more than once, by Cancel and so with its mail; the reason goes into it. The
// one that stays takes over a seat when it waits and another had one. All of it
// happens in one transaction that locks the meeting. Kinds: NotFound; Problems
// for a reason that is too long; Conflict with the key doubles_changed as
// TellApart; Gone when the meeting is over or called off.
func (s *Store) SamePerson(ctx context.Context, meetingID, keep int64, others []int64, by Actor, reason string) error {
	reason = names.CleanLine(reason)
	if wrong := tooLong("reason", reason, names.MaxLine); len(wrong) > 0 {
		return wrong
	}
	return s.atMeeting(ctx, meetingID, func(d *desk) error {
		list, err := d.sharingAName(append([]int64{keep}, others...))
		if err != nil {
			return err
		}
		if err := d.stillGoing(); err != nil {
			return err
		}
		stays := list[slices.IndexFunc(list, func(r *Registration) bool { return r.ID == keep })]
		for _, r := range list {
			if r == stays {
				continue
			}
			had := r.Status
			if err := d.cancel(r, by, reason, mailWhenCancelled(had)); err != nil {
				return err
			}
			if err := d.inherit(stays, r, had); err != nil {
				return err
			}
		}
		if err := d.history(stays, stays.Status, "same_person", by, reason); err != nil {
			return err
		}
		return d.walkQueue()
	})
}

// inherit gives somebody who waits the seat that their other registration has
// just given up.
func (d *desk) inherit(stays, gone *Registration, had RegistrationStatus) error {
	site := d.seats[siteOf(gone)]
	// A site may hold more than its seats by now (BR-34): the seat that comes
	// free is taken over all the same.
	if had != Registered || stays.Status != Waitlisted || site == nil || !site.fits(stays.asks()) && stays.heads() > gone.heads() {
		return nil
	}
	site.take(stays.asks())
	return d.give(Placement{RegistrationID: stays.ID, SiteID: site.SiteID}, time.Time{})
}

// sharingAName reads these registrations, which must take part and share a
// name.
func (d *desk) sharingAName(ids []int64) ([]*Registration, error) {
	var list []*Registration
	err := d.tx.Where("meeting_id = ? and id in ? and status in ? and person_id is not null", d.m.ID, ids, ActiveStatuses).Order("id").Find(&list).Error
	if err != nil {
		return nil, fmt.Errorf("people of meeting %d: %w", d.m.ID, err)
	}
	people := make([]int64, len(list))
	d.read = make(map[int64]*Registration, len(list))
	for i, r := range list {
		people[i] = *r.PersonID
		d.read[r.ID] = r
	}
	var keys []string
	if err := d.tx.Model(&Person{}).Distinct("name_key").Where("id in ?", people).Pluck("name_key", &keys).Error; err != nil {
		return nil, fmt.Errorf("names of people of meeting %d: %w", d.m.ID, err)
	}
	if len(list) < 2 || len(list) != len(ids) || len(keys) != 1 {
		return nil, refuse(Conflict, "doubles_changed")
	}
	return list, nil
}

// dropNamesakes forgets who was told apart at a meeting where one of them has
// no name any more.
func dropNamesakes(tx *gorm.DB, meetingID int64) error {
	gone := func(column string) string {
		return `not exists (select 1 from registrations r where r.meeting_id = namesakes.meeting_id and r.person_id = namesakes.` + column + `)`
	}
	return tx.Where("meeting_id = ?", meetingID).Where(gone("person_id") + " or " + gone("other_id")).Delete(&Namesake{}).Error
}
