package deskview

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"bijeen/models"
)

// Statistics is one meeting in numbers, without names.
type Statistics struct {
	Meeting *models.Meeting
	Sites   []SiteStatistics // in the order of the meeting
	People  map[models.RegistrationStatus]int
	Cells   map[Cell]int // people with a place
	Days    []Day        // from the first sign-up to today, without a gap
}

// SiteStatistics is what stands at one site. Present are those who came in.
type SiteStatistics struct {
	SiteCounts
	Present int
}

// Cell is one square of the matrix of domain and level; both may be empty,
// for what is not known.
type Cell struct {
	Domain models.Domain
	Level  models.Level
}

// Day is what happened on one day, and how it stood at its end. A substitute
// is neither a new sign-up nor somebody who left.
type Day struct {
	Date     time.Time // midnight in the zone of the Store
	SignedUp int
	Left     int
	Placed   int // with a place at the end of the day
	Waiting  int // on the waiting list
}

// Statistics counts one meeting, in one picture and a number of queries that
// does not depend on how many people or sites there are. Kind NotFound.
func (v *View) Statistics(ctx context.Context, slug string) (*Statistics, error) {
	s := &Statistics{People: map[models.RegistrationStatus]int{}}
	err := v.store.Read(ctx, func(tx *gorm.DB) error {
		m, err := models.FindMeeting(tx, slug)
		if err != nil {
			return err
		}
		pages, err := models.PagesOf(tx, []*models.Meeting{m})
		if err != nil {
			return err
		}
		s.Meeting = m
		if err := s.countSites(tx, pages[0].Seats); err != nil {
			return err
		}
		if err := s.countCells(tx); err != nil {
			return err
		}
		return s.countDays(tx, v.store.Now(), v.store.Zone())
	})
	return s, err
}

func (s *Statistics) countSites(tx *gorm.DB, seats models.Occupancy) error {
	counts, err := siteCounts(tx, s.Meeting.ID)
	if err != nil {
		return err
	}
	var present []struct {
		SiteID int64
		People int
	}
	err = tx.Model(&models.CheckIn{}).Select("site_id, count(distinct registration_id) as people").
		Where("meeting_id = ? and direction = ? and undone_at is null", s.Meeting.ID, models.DirectionIn).Group("site_id").Scan(&present).Error
	if err != nil {
		return fmt.Errorf("present at meeting %d: %w", s.Meeting.ID, err)
	}
	came := make(map[int64]int)
	for _, row := range present {
		came[row.SiteID] = row.People
	}
	for i := range s.Meeting.Sites {
		site := &s.Meeting.Sites[i]
		s.Sites = append(s.Sites, SiteStatistics{SiteCounts{Site: site, Seats: seats[site.ID], People: counts[site.ID]}, came[site.ID]})
	}
	for _, people := range counts {
		for status, n := range people {
			s.People[status] += n
		}
	}
	return nil
}

// countCells tells the domain from the organisation as it is known, or as it
// was typed where nobody looked at it yet.
func (s *Statistics) countCells(tx *gorm.DB) error {
	var rows []struct {
		Level      models.Level
		Kind, Name string
		People     int
	}
	err := tx.Model(&models.Registration{}).
		Select("level, coalesce(o.kind, '') as kind, organization_name as name, count(*) as people").
		Joins("left join organizations o on o.id = registrations.organization_id").
		Where("meeting_id = ? and status = ?", s.Meeting.ID, models.Registered).Group("1, 2, 3").Scan(&rows).Error
	if err != nil {
		return fmt.Errorf("domains at meeting %d: %w", s.Meeting.ID, err)
	}
	s.Cells = make(map[Cell]int)
	for _, row := range rows {
		s.Cells[Cell{models.DomainOf(row.Level, row.Kind, row.Name), row.Level}] += row.People
	}
	return nil
}

// hourOf is an instant cut down to its hour in UTC, as text. Days are those of
// the zone, which no database of ours knows; its hours begin with those of UTC.
func hourOf(tx *gorm.DB) string {
	if tx.Dialector.Name() == "postgres" {
		return "to_char(at at time zone 'UTC', 'YYYY-MM-DD HH24')"
	}
	return "substr(at, 1, 13)"
}

// step is how many people went from one state to another within one hour.
type step struct {
	Hour, Action         string
	FromStatus, ToStatus models.RegistrationStatus
	People               int
}

func (s *Statistics) countDays(tx *gorm.DB, now time.Time, zone *time.Location) error {
	var steps []step
	err := tx.Model(&models.RegistrationChange{}).
		Select(hourOf(tx)+" as hour, action, from_status, to_status, count(*) as people").
		Where("meeting_id = ? and from_status <> to_status", s.Meeting.ID).Group("1, 2, 3, 4").Order("1").Scan(&steps).Error
	if err != nil {
		return fmt.Errorf("history of meeting %d by day: %w", s.Meeting.ID, err)
	}
	s.Days, err = daysOf(steps, s.lastDay(now), zone)
	return err
}

// lastDay is today, or the end of a meeting that is over: after it the line
// only gets longer.
func (s *Statistics) lastDay(now time.Time) time.Time {
	if end := s.Meeting.EndsAt; end != nil && end.Before(now) && s.Meeting.Status != models.MeetingPostponed {
		return *end
	}
	return now
}

// daysOf adds the steps up, day by day, to the last day or the last step.
func daysOf(steps []step, last time.Time, zone *time.Location) ([]Day, error) {
	var days []Day
	for _, st := range steps {
		at, err := time.Parse("2006-01-02 15", st.Hour)
		if err != nil {
			return nil, fmt.Errorf("hour of a change: %w", err)
		}
		if !st.counts() && len(days) == 0 {
			continue
		}
		days = until(days, at, zone)
		days[len(days)-1].add(st)
	}
	if len(days) > 0 {
		days = until(days, last, zone)
	}
	return days, nil
}

// until adds days, each as the one before ended, up to that of an instant.
func until(days []Day, at time.Time, zone *time.Location) []Day {
	y, m, d := at.In(zone).Date()
	date := time.Date(y, m, d, 0, 0, 0, 0, zone)
	if len(days) == 0 {
		return append(days, Day{Date: date})
	}
	for last := days[len(days)-1]; last.Date.Before(date); {
		last = Day{Date: last.Date.AddDate(0, 0, 1), Placed: last.Placed, Waiting: last.Waiting}
		days = append(days, last)
	}
	return days
}

// asked reports whether somebody in this state asked to come.
func asked(s models.RegistrationStatus) bool {
	return s == models.Registered || s == models.Waitlisted || s == models.Offered || s == models.Pending
}

// counts reports whether a step shows in the numbers of a day.
func (st step) counts() bool { return asked(st.FromStatus) || asked(st.ToStatus) }

func (d *Day) add(st step) {
	swap := st.Action == "substitutes" || st.Action == "substituted"
	switch from, to := asked(st.FromStatus), asked(st.ToStatus); {
	case to && !from && !swap:
		d.SignedUp += st.People
	case from && !to && !swap:
		d.Left += st.People
	}
	change := func(n *int, counted func(models.RegistrationStatus) bool) {
		if counted(st.ToStatus) {
			*n += st.People
		}
		if counted(st.FromStatus) {
			*n -= st.People
		}
	}
	change(&d.Placed, func(s models.RegistrationStatus) bool { return s == models.Registered })
	change(&d.Waiting, func(s models.RegistrationStatus) bool { return s == models.Waitlisted })
}
