package deskview

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"bijeen/models"
	"bijeen/models/names"
)

// DoorPerPage is how many people the door shows at once.
const DoorPerPage = 40

// DoorQuery says what the desk at a door looks for. Only is for a host, who
// sees the people of this site and no others (BR-81).
type DoorQuery struct {
	Site   *models.Site
	Search string // any part of a name or organisation; empty: everybody of this site
	Only   bool
	Page   int // 1-based
}

// DoorRow is one person at the door.
type DoorRow struct {
	ID           int64
	Name         names.Name
	Organization string
	Role         models.Role
	Status       models.RegistrationStatus
	Here         bool   // has a place at this site
	Site         string // where this person is registered, as people read it
	Arrived      time.Time
	Inside       bool
	Late         bool // came after the start
}

// DoorCounts are the people of one site: who has a place there, who of all
// came in there, who is inside now (BR-63), and who has a place and did not
// come yet.
type DoorCounts struct {
	Expected, Present, Inside, Missing int
}

// Door is what the desk at a door shows. Latest are the last who passed.
type Door struct {
	Rows   []DoorRow
	Total  int
	Counts DoorCounts
	Latest []DoorRow
}

// latestShown is how many of the last arrivals are shown, to be undone.
const latestShown = 3

// doorStatuses are those that may come in.
var doorStatuses = []models.RegistrationStatus{models.Registered, models.Offered, models.Waitlisted, models.Pending, models.Invited, models.Interested}

// Door reads who may come in at a site. Without a question these are the
// people with a place there; with one, everybody of the meeting who fits.
func (v *View) Door(ctx context.Context, m *models.Meeting, q DoorQuery) (*Door, error) {
	door := &Door{}
	err := v.store.Read(ctx, func(tx *gorm.DB) error {
		list := models.ListQuery{Statuses: doorStatuses, Search: q.Search}
		if q.Search == "" || q.Only {
			list.SiteKey, list.Statuses = q.Site.Key, []models.RegistrationStatus{models.Registered}
		}
		scope := models.ListScope(tx, m, list)
		var total int64
		if err := scope.Session(&gorm.Session{}).Count(&total).Error; err != nil {
			return err
		}
		door.Total = int(total)
		var found []*models.Registration
		if err := scope.Order("sort_key, id").Limit(DoorPerPage).Offset((max(q.Page, 1) - 1) * DoorPerPage).Find(&found).Error; err != nil {
			return err
		}
		var err error
		if door.Rows, err = doorRows(tx, m, q.Site, found); err != nil {
			return err
		}
		if door.Counts, err = doorCounts(tx, q.Site); err != nil {
			return err
		}
		door.Latest, err = latestAtDoor(tx, m, q.Site)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("door of site %s: %w", q.Site.Key, err)
	}
	return door, nil
}

func doorRows(tx *gorm.DB, m *models.Meeting, site *models.Site, found []*models.Registration) ([]DoorRow, error) {
	ids := make([]int64, len(found))
	for i, r := range found {
		ids[i] = r.ID
	}
	var passed []models.CheckIn
	if err := tx.Where("registration_id in ? and undone_at is null", ids).Order("id").Find(&passed).Error; err != nil {
		return nil, err
	}
	first, inside := make(map[int64]time.Time), make(map[int64]bool)
	for _, c := range passed {
		in := c.Direction == models.DirectionIn
		if _, known := first[c.RegistrationID]; in && !known {
			first[c.RegistrationID] = c.At
		}
		inside[c.RegistrationID] = in
	}
	start := m.Start(site)
	rows := make([]DoorRow, len(found))
	for i, r := range found {
		at := first[r.ID]
		rows[i] = DoorRow{
			ID: r.ID, Name: r.Name(), Organization: r.Organization, Role: r.Role, Status: r.Status, Site: placeOf(m, r.SiteID),
			Here:    r.Status == models.Registered && r.SiteID != nil && *r.SiteID == site.ID,
			Arrived: at, Inside: inside[r.ID], Late: start != nil && at.After(*start),
		}
	}
	return rows, nil
}

func doorCounts(tx *gorm.DB, site *models.Site) (DoorCounts, error) {
	var c DoorCounts
	err := tx.Raw(`select
		(select count(*) from registrations where site_id = ? and status = ?) as expected,
		(select count(distinct registration_id) from check_ins where site_id = ? and direction = 'in' and undone_at is null) as present,
		(select count(*) from check_ins c where site_id = ? and direction = 'in' and undone_at is null and not exists
			(select 1 from check_ins l where l.registration_id = c.registration_id and l.undone_at is null and l.id > c.id)) as inside,
		(select count(*) from registrations r where site_id = ? and status = ? and not exists
			(select 1 from check_ins c where c.registration_id = r.id and c.direction = 'in' and c.undone_at is null)) as missing`,
		site.ID, models.Registered, site.ID, site.ID, site.ID, models.Registered).Scan(&c).Error
	return c, err
}

// latestAtDoor reads the last who came in at a site, the last first; somebody
// who went out and came back is there once.
func latestAtDoor(tx *gorm.DB, m *models.Meeting, site *models.Site) ([]DoorRow, error) {
	var ids []int64
	err := tx.Model(&models.CheckIn{}).Where("site_id = ? and direction = 'in' and undone_at is null", site.ID).
		Group("registration_id").Order("max(id) desc").Limit(latestShown).Pluck("registration_id", &ids).Error
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	var found []*models.Registration
	if err := tx.Where("id in ?", ids).Find(&found).Error; err != nil {
		return nil, err
	}
	rows, err := doorRows(tx, m, site, found)
	if err != nil {
		return nil, err
	}
	var list []DoorRow
	for _, id := range ids {
		for _, row := range rows {
			if row.ID == id {
				list = append(list, row)
			}
		}
	}
	return list, nil
}

// Attendance is who came, once a meeting is finished (BR-64): before that
// nobody is a no-show. Missing counts who has a place and did not come, before
// it is finished too.
type Attendance struct {
	Present int
	Missing int
	NoShows []*models.Registration
}

// Attendance reads who of the registered people came.
func (v *View) Attendance(ctx context.Context, m *models.Meeting) (Attendance, error) {
	var a Attendance
	err := v.store.Read(ctx, func(tx *gorm.DB) error {
		came := tx.Model(&models.CheckIn{}).Select("registration_id").Where("meeting_id = ? and direction = 'in' and undone_at is null", m.ID)
		var present int64
		if err := tx.Model(&models.Registration{}).Where("meeting_id = ? and status = ? and id in (?)", m.ID, models.Registered, came).Count(&present).Error; err != nil {
			return err
		}
		a.Present = int(present)
		absent := tx.Model(&models.Registration{}).Where("meeting_id = ? and status = ? and id not in (?)", m.ID, models.Registered, came)
		if m.Status != models.MeetingHeld {
			var missing int64
			err := absent.Count(&missing).Error
			a.Missing = int(missing)
			return err
		}
		err := absent.Order("sort_key, id").Find(&a.NoShows).Error
		a.Missing = len(a.NoShows)
		return err
	})
	if err != nil {
		return Attendance{}, fmt.Errorf("attendance of meeting %d: %w", m.ID, err)
	}
	return a, nil
}
