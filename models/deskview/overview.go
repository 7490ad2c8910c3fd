package deskview

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"bijeen/models"
)

// Overview is one meeting with everything the front page of its desk
// shows.
type Overview struct {
	MeetingRow
	Sites     []SiteCounts       // in the order of the meeting
	Late      int                // cancelled after the numbers were due (BR-31)
	Wishes    int                // people who would rather be at another site (BR-33)
	PlannedAt time.Time          // when the first planned mail goes; zero without
	Exports   []models.ExportLog // the last ones

	// Before is the status a meeting had before it was called off or
	// postponed; empty for others, and where nobody wrote it down.
	Before models.MeetingStatus
}

// SiteCounts is what stands at one site. People counts every role; Seats is
// nil for a site that cannot be chosen.
type SiteCounts struct {
	Site   *models.Site
	Seats  *models.Seats
	People map[models.RegistrationStatus]int
}

// lastExports is how many exports the overview shows.
const lastExports = 5

// Overview reads one meeting for the desk. Kind NotFound.
func (v *View) Overview(ctx context.Context, slug string) (*Overview, error) {
	var o *Overview
	err := v.store.Read(ctx, func(tx *gorm.DB) error {
		m, err := models.FindMeeting(tx, slug)
		if err != nil {
			return err
		}
		list, err := v.listed(tx, []*models.Meeting{m})
		if err != nil {
			return err
		}
		o = &Overview{MeetingRow: *list[0]}
		if err := o.countSites(tx); err != nil {
			return err
		}
		if err := o.countOddities(tx); err != nil {
			return err
		}
		if err := o.lookBack(tx); err != nil {
			return err
		}
		return o.lookAtMail(tx)
	})
	return o, err
}

func (o *Overview) countSites(tx *gorm.DB) error {
	counts, err := siteCounts(tx, o.Meeting.ID)
	if err != nil {
		return err
	}
	for i := range o.Meeting.Sites {
		site := &o.Meeting.Sites[i]
		o.Sites = append(o.Sites, SiteCounts{Site: site, Seats: o.Seats[site.ID], People: counts[site.ID]})
	}
	return nil
}

// siteCounts counts the people of a meeting by site and state; 0 is the key
// of those who chose no site yet.
func siteCounts(tx *gorm.DB, meetingID int64) (map[int64]map[models.RegistrationStatus]int, error) {
	var rows []struct {
		SiteID int64
		Status models.RegistrationStatus
		People int
	}
	err := tx.Model(&models.Registration{}).Select("coalesce(site_id, 0) as site_id, status, count(*) as people").
		Where("meeting_id = ?", meetingID).Group("1, 2").Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("people per site of meeting %d: %w", meetingID, err)
	}
	counts := make(map[int64]map[models.RegistrationStatus]int)
	for _, row := range rows {
		if counts[row.SiteID] == nil {
			counts[row.SiteID] = map[models.RegistrationStatus]int{}
		}
		counts[row.SiteID][row.Status] = row.People
	}
	return counts, nil
}

func (o *Overview) countOddities(tx *gorm.DB) error {
	id := o.Meeting.ID
	var late, wishes int64
	err := tx.Model(&models.Registration{}).Where("meeting_id = ? and status = ? and cancelled_late", id, models.Cancelled).Count(&late).Error
	if err == nil {
		err = tx.Model(&models.Registration{}).Where("meeting_id = ? and status = ? and wanted_site_id is not null", id, models.Registered).Count(&wishes).Error
	}
	if err != nil {
		return fmt.Errorf("counts of meeting %d: %w", id, err)
	}
	o.Late, o.Wishes = int(late), int(wishes)
	return nil
}

func (o *Overview) lookAtMail(tx *gorm.DB) error {
	id := o.Meeting.ID
	var next []models.Message
	err := tx.Select("due_at").Where("meeting_id = ? and state = ? and attempts = 0", id, models.MessageQueued).
		Order("due_at").Limit(1).Find(&next).Error
	if err == nil {
		err = tx.Where("meeting_id = ? and format <> ?", id, "html").Order("id desc").Limit(lastExports).Find(&o.Exports).Error
	}
	if err != nil {
		return fmt.Errorf("mail and exports of meeting %d: %w", id, err)
	}
	if len(next) > 0 && o.Mail.Planned > 0 {
		o.PlannedAt = next[0].DueAt
	}
	return nil
}

// lookBack finds what a meeting that is off was before.
func (o *Overview) lookBack(tx *gorm.DB) error {
	off := func(s models.MeetingStatus) bool { return s == models.MeetingCancelled || s == models.MeetingPostponed }
	if !off(o.Meeting.Status) {
		return nil
	}
	var changes []models.MeetingChange
	err := tx.Where("meeting_id = ? and action in ?", o.Meeting.ID, []string{models.ActionChanged, models.ActionUndone}).Order("id desc").Find(&changes).Error
	if err != nil {
		return fmt.Errorf("former status of meeting %d: %w", o.Meeting.ID, err)
	}
	for _, c := range changes {
		if was := c.StatusBefore(); was != "" && !off(was) {
			o.Before = was
			return nil
		}
	}
	return nil
}

// Reach is how many people a decision about a whole meeting is told, by
// state, and how many of them get a change in their calendar (BR-39).
type Reach struct {
	People    map[models.RegistrationStatus]int
	Total     int
	Calendars int
}

// Reach counts who would be told if a meeting were called off or postponed.
func (v *View) Reach(ctx context.Context, meetingID int64) (Reach, error) {
	r := Reach{People: map[models.RegistrationStatus]int{}}
	var rows []struct {
		Status  models.RegistrationStatus
		Invited bool
		People  int
	}
	err := v.store.Read(ctx, func(tx *gorm.DB) error {
		return tx.Model(&models.Registration{}).
			Select("status, calendar_invited as invited, count(*) as people").
			Where("meeting_id = ? and status in ?", meetingID, models.ActiveStatuses).Group("1, 2").Scan(&rows).Error
	})
	if err != nil {
		return r, fmt.Errorf("who is told about meeting %d: %w", meetingID, err)
	}
	for _, row := range rows {
		r.People[row.Status] += row.People
		r.Total += row.People
		if row.Invited {
			r.Calendars += row.People
		}
	}
	return r, nil
}
