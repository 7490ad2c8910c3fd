package models

import (
	"fmt"

	"gorm.io/gorm"
)

// occupancy counts the seats of every site of m that can be chosen.
func occupancy(tx *gorm.DB, m *Meeting) (Occupancy, error) {
	all, err := occupancies(tx, []*Meeting{m})
	if err != nil {
		return nil, err
	}
	return all[m.ID], nil
}

// count reads the seats of the locked meeting, and whether anybody waits,
// anybody who needs no seat, and anybody since later than now, in one round
// trip: every verb does it. The lines that say so are those without a site.
// The last lines are the seats kept for who is invited, and whether any of
// these came free by the clock.
func (d *desk) count() error {
	var rows []seatCount
	err := d.tx.Raw(`select site_id, status, role, companion, count(*) as people from registrations
			where meeting_id = ? and status in ? and site_id is not null group by site_id, status, role, companion
		union all select 0, '', 'participant', ?, count(*) from (select 1 from registrations
			where meeting_id = ? and waitlisted_at is not null limit 1) as queue
		union all select 0, '', 'crew', ?, count(*) from (select 1 from registrations
			where meeting_id = ? and waitlisted_at is not null and role <> 'participant' limit 1) as crew
		union all select 0, 'late', '', ?, count(*) from (select 1 from registrations
			where meeting_id = ? and priority = 0 and waitlisted_at >= ? limit 1) as late
		union all select coalesce(site_id, 0), case when reserved_until > ? then 'invited' else 'lapsed' end, 'participant', ?, count(*)
			from registrations where meeting_id = ? and reserved_until is not null group by 1, 2`,
		d.m.ID, []RegistrationStatus{Registered, Offered}, false, d.m.ID, false, d.m.ID, false, d.m.ID, d.now,
		d.now, false, d.m.ID).Scan(&rows).Error
	if err != nil {
		return fmt.Errorf("count seats of meeting %d: %w", d.m.ID, err)
	}
	d.seats = d.m.emptySeats()
	for _, row := range rows {
		switch s := d.seats[row.SiteID]; {
		case row.SiteID == 0 && row.Status == "late":
			d.late = row.People > 0
		case row.Status == "lapsed":
			d.lapsed = true
		case row.SiteID == 0 && row.Role == Participant:
			d.waits = row.People > 0
		case row.SiteID == 0:
			d.crewWaits = row.People > 0
		case s != nil:
			s.add(row)
		}
	}
	return nil
}

// occupancies counts the seats of many meetings, whose sites are loaded, in
// one query. The index registrations_seats holds all it reads.
func occupancies(tx *gorm.DB, list []*Meeting) (map[int64]Occupancy, error) {
	all := make(map[int64]Occupancy, len(list))
	ids := make([]int64, 0, len(list))
	for _, m := range list {
		ids = append(ids, m.ID)
		all[m.ID] = m.emptySeats()
	}
	var rows []seatCount
	err := tx.Model(&Registration{}).
		Select("meeting_id, site_id, status, role, companion, count(*) as people").
		Where("site_id is not null").Where(tx.Where("meeting_id in ? and status in ?", ids, []RegistrationStatus{Registered, Offered}).
		Or("meeting_id in ? and reserved_until > ?", ids, tx.NowFunc())).
		Group("meeting_id, site_id, status, role, companion").Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("count seats: %w", err)
	}
	for _, row := range rows {
		if s := all[row.MeetingID][row.SiteID]; s != nil {
			s.add(row)
		}
	}
	return all, nil
}

// seatCount is how many people of one sort stand at one site.
type seatCount struct {
	MeetingID int64
	SiteID    int64
	Status    RegistrationStatus
	Role      Role
	Companion bool
	People    int
}

func (s *Seats) add(c seatCount) {
	r := Registration{Role: c.Role, Companion: c.Companion}
	seats, heads := 0, c.People*r.heads()
	if r.TakesSeat() {
		seats = c.People
	}
	switch c.Status {
	case Invited:
		s.Reserved += seats
		return
	case Offered:
		s.Offered += seats
		s.Held += heads
		return
	}
	s.Taken += seats
	s.Heads += heads
}

// emptySeats is what the sites offer before anybody comes.
func (m *Meeting) emptySeats() Occupancy {
	seats := make(Occupancy, len(m.Sites))
	for _, site := range m.Sites {
		if site.Status == SiteConfirmed {
			seats[site.ID] = &Seats{SiteID: site.ID, Capacity: site.SeatCapacity, Building: site.BuildingLimit}
		}
	}
	return seats
}
