package models

import (
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"bijeen/models/workdays"
)

// walkQueue gives or offers what is free. Where nothing is free or nobody
// waits the queue is not even read. A granted wish frees a seat at a site
// that may have been full, for people who were not looked at: then the queue
// walks again.
func (d *desk) walkQueue() error {
	mode, limit := d.m.QueueMode(d.now), queueHead
	for again := mode != QueueRests && d.waits; again; limit = 0 {
		var err error
		if again, err = d.walkOnce(mode, limit); err != nil {
			return err
		}
	}
	return nil
}

// queueHead is how much of the queue is read at first. One seat that comes
// free nearly always goes to the first who waits, also when thousands do.
const queueHead = 40

// endOfQueue is the moment from which somebody waits who comes last. It is
// now, unless a clock went back or that of another instance is ahead: then it
// is just after the last who waits.
func (d *desk) endOfQueue() (*time.Time, error) {
	end := d.now
	if !d.late {
		return &end, nil
	}
	var last []time.Time
	err := d.tx.Model(&Registration{}).Where("meeting_id = ? and priority = 0 and waitlisted_at >= ?", d.m.ID, d.now).
		Order("waitlisted_at desc").Limit(1).Pluck("waitlisted_at", &last).Error
	if err != nil {
		return nil, fmt.Errorf("end of the queue of meeting %d: %w", d.m.ID, err)
	}
	if len(last) > 0 {
		end = last[0].UTC().Add(time.Microsecond)
	}
	return &end, nil
}

// walkOnce walks the first limit entries, or all when it is 0, and reports
// whether there may be more to give.
func (d *desk) walkOnce(mode QueueMode, limit int) (again bool, err error) {
	seats, room := d.freeSites()
	if len(seats)+len(room) == 0 {
		return false, nil
	}
	var replyBy time.Time
	if mode == QueueOffers {
		var ok bool
		if replyBy, ok = workdays.ReplyBy(d.now, d.doorsFor(slices.Concat(seats, room)), d.s.zone); !ok {
			return false, nil
		}
		replyBy = replyBy.UTC() // SQLite compares times as text
	}
	queue, again, err := d.queue(seats, room, limit)
	if err != nil {
		return false, err
	}
	for _, p := range Walk(queue, d.seats, mode) {
		if err := d.give(p, replyBy); err != nil {
			return false, err
		}
		again = again || p.FromSiteID != 0
	}
	return again, nil
}

// freeSites are the sites with a free seat, and those that only have room in
// the building, when people wait who need no seat (BR-37).
func (d *desk) freeSites() (seats, room []int64) {
	for id, s := range d.seats {
		switch {
		case s.Free() > 0:
			seats = append(seats, id)
		case d.crewWaits && s.Room() > 0:
			room = append(room, id)
		}
	}
	slices.Sort(seats)
	slices.Sort(room)
	return seats, room
}

// doorsFor is when the first of these sites opens its doors.
func (d *desk) doorsFor(sites []int64) time.Time {
	first := *d.m.StartsAt
	for _, id := range sites {
		if t := d.m.Doors(d.m.SiteByID(id)); t != nil && t.Before(first) {
			first = *t
		}
	}
	return first
}

// waitingRow is one site that one entry of the queue accepts.
type waitingRow struct {
	ID           int64
	SiteID       *int64
	Status       RegistrationStatus
	Role         Role
	Companion    bool
	OfferLapsed  bool
	AcceptedSite int64
}

// queue reads, in order (rules §3.5 rule 2), those who would take a seat at
// one of these sites, or only need room there: the first limit lines, or all
// when it is 0. cut says that there are more.
func (d *desk) queue(seats, room []int64, limit int) (list []Waiting, cut bool, err error) {
	var rows []waitingRow
	q := d.tx.Model(&Registration{}).
		Select("registrations.id, registrations.site_id, status, role, companion, offer_lapsed, a.site_id as accepted_site").
		Joins("join accepted_sites a on a.registration_id = registrations.id").
		Where("meeting_id = ? and waitlisted_at is not null and status in ?", d.m.ID, []RegistrationStatus{Waitlisted, Registered}).
		Where(acceptable(d.tx, seats, room)).
		Order("priority, waitlisted_at, registrations.id, a.rank")
	if limit > 0 {
		q = q.Limit(limit)
	}
	if err := q.Scan(&rows).Error; err != nil {
		return nil, false, fmt.Errorf("queue of meeting %d: %w", d.m.ID, err)
	}
	list = queueOf(rows)
	if cut = limit > 0 && len(rows) == limit; cut {
		list = list[:len(list)-1] // of the last one, sites may be missing
	}
	return list, cut, nil
}

// queueOf puts the lines of one entry together.
func queueOf(rows []waitingRow) []Waiting {
	var queue []Waiting
	for _, r := range rows {
		if n := len(queue); n > 0 && queue[n-1].RegistrationID == r.ID {
			queue[n-1].Accepts = append(queue[n-1].Accepts, r.AcceptedSite)
			continue
		}
		reg := Registration{Role: r.Role, Companion: r.Companion}
		w := Waiting{RegistrationID: r.ID, Accepts: []int64{r.AcceptedSite}, Asks: reg.asks(), OfferLapsed: r.OfferLapsed}
		if r.Status == Registered {
			w.HasSeatAt = *r.SiteID
		}
		queue = append(queue, w)
	}
	return queue
}

// acceptable narrows the queue to what can be given.
func acceptable(tx *gorm.DB, seats, room []int64) *gorm.DB {
	forRoom := tx.Where("a.site_id in ? and role <> 'participant'", room)
	switch {
	case len(room) == 0:
		return tx.Where("a.site_id in ?", seats)
	case len(seats) == 0:
		return forRoom
	}
	return tx.Where("a.site_id in ?", seats).Or(forRoom)
}
