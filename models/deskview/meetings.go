package deskview

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"bijeen/models"
)

// MeetingRow is one meeting as an organiser sees it in a list: with sites,
// venues and hosts, how many people stand in which state, how its mail is
// doing, and what asks for attention, the most urgent first.
type MeetingRow struct {
	Meeting  *models.Meeting
	Seats    models.Occupancy
	People   map[models.RegistrationStatus]int
	Mail     MailCounts
	Concerns []models.Concern
}

// MailCounts says how the mail of a meeting is doing.
type MailCounts struct {
	Planned int // waits for its moment, such as the change delay
	Stuck   int // should have left by now, or failed and will be tried again
	Failed  int // given up
	Sent    int
}

// MeetingQuery says which meetings of the desk are wanted: those to come and
// without a date, or those that are over, the last first.
type MeetingQuery struct {
	Of            *models.User         // of the groups of this user only; nil for every meeting
	Kinds         []models.MeetingKind // of these kinds only; none for every kind
	Venue         int64                // that use this entry of the venue book only; 0 for everywhere
	Past          bool
	Limit, Offset int
}

// Meetings lists meetings for an organiser, drafts included, in a fixed
// number of queries. It also gives how many there are in all.
func (v *View) Meetings(ctx context.Context, q MeetingQuery) ([]*MeetingRow, int, error) {
	var list []*MeetingRow
	var total int64
	err := v.store.Read(ctx, func(tx *gorm.DB) error {
		scope := q.narrow(models.DeskScope(tx.Model(&models.Meeting{}), q.Past, v.store.Now()))
		if err := scope.Session(&gorm.Session{}).Count(&total).Error; err != nil {
			return fmt.Errorf("count meetings: %w", err)
		}
		var meetings []*models.Meeting
		if err := scope.Order(deskOrder(q.Past)).Limit(q.Limit).Offset(q.Offset).Find(&meetings).Error; err != nil {
			return fmt.Errorf("meetings of the desk: %w", err)
		}
		var err error
		list, err = v.listed(tx, meetings)
		return err
	})
	return list, int(total), err
}

func (q MeetingQuery) narrow(scope *gorm.DB) *gorm.DB {
	if q.Of != nil {
		scope = models.MeetingsOf(scope, q.Of)
	}
	if q.Venue != 0 {
		scope = models.MeetingsAt(scope, q.Venue)
	}
	if len(q.Kinds) > 0 {
		scope = scope.Where("kind in ?", q.Kinds)
	}
	return scope
}

func deskOrder(past bool) string {
	if past {
		return "starts_at desc, id desc"
	}
	return "case when starts_at is null then 1 else 0 end, starts_at, id"
}

func (v *View) listed(tx *gorm.DB, meetings []*models.Meeting) ([]*MeetingRow, error) {
	pages, err := models.PagesOf(tx, meetings)
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(meetings))
	for i, m := range meetings {
		ids[i] = m.ID
	}
	people, err := peopleCounts(tx, ids)
	if err != nil {
		return nil, err
	}
	mail, err := mailCounts(tx, ids, v.store.Now())
	if err != nil {
		return nil, err
	}
	concerns, err := models.Concerns(tx, pages, v.store.Now(), v.store.Zone())
	if err != nil {
		return nil, err
	}
	list := make([]*MeetingRow, len(pages))
	for i, p := range pages {
		id := p.Meeting.ID
		list[i] = &MeetingRow{Meeting: p.Meeting, Seats: p.Seats, People: people[id], Mail: mail[id], Concerns: concerns[id]}
	}
	return list, nil
}

// peopleCounts counts the people of many meetings by state.
func peopleCounts(tx *gorm.DB, meetingIDs []int64) (map[int64]map[models.RegistrationStatus]int, error) {
	all := make(map[int64]map[models.RegistrationStatus]int, len(meetingIDs))
	for _, id := range meetingIDs {
		all[id] = map[models.RegistrationStatus]int{}
	}
	var rows []struct {
		MeetingID int64
		Status    models.RegistrationStatus
		People    int
	}
	err := tx.Model(&models.Registration{}).Select("meeting_id, status, count(*) as people").
		Where("meeting_id in ?", meetingIDs).Group("meeting_id, status").Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("count people: %w", err)
	}
	for _, row := range rows {
		all[row.MeetingID][row.Status] = row.People
	}
	return all, nil
}

// mailCounts counts the mails of many meetings by how they are doing.
func mailCounts(tx *gorm.DB, meetingIDs []int64, now time.Time) (map[int64]MailCounts, error) {
	var rows []struct {
		MeetingID int64
		State     models.MessageState
		Stuck     bool
		Mails     int
	}
	// What a worker has in hand is on its way: only a try that failed, or the
	// time, makes a mail stuck.
	stuck := "last_error <> '' or due_at <= ?"
	err := tx.Model(&models.Message{}).Select("meeting_id, state, ("+stuck+") as stuck, count(*) as mails", now.Add(-models.MailGrace)).
		Where("meeting_id in ?", meetingIDs).Group("1, 2, 3").Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("count mails: %w", err)
	}
	all := make(map[int64]MailCounts, len(meetingIDs))
	for _, row := range rows {
		c := all[row.MeetingID]
		switch {
		case row.State == models.MessageSent:
			c.Sent += row.Mails
		case row.State == models.MessageFailed:
			c.Failed += row.Mails
		case row.State == models.MessageQueued && row.Stuck:
			c.Stuck += row.Mails
		case row.State == models.MessageQueued:
			c.Planned += row.Mails
		}
		all[row.MeetingID] = c
	}
	return all, nil
}
