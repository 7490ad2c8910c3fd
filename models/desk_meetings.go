package models

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// DeskMeeting is one meeting as an organiser sees it in a list: with sites,
// venues and hosts, how many people stand in which state, and how its mail
// is doing.
type DeskMeeting struct {
	Meeting *Meeting
	Seats   Occupancy
	People  map[RegistrationStatus]int
	Mail    MailCounts
}

// MailCounts says how the mail of a meeting is doing.
type MailCounts struct {
	Planned int // waits for its moment, such as the change delay
	Stuck   int // should have left by now, or failed and will be tried again
	Failed  int // given up
	Sent    int
}

// DeskQuery says which meetings of the desk are wanted: those to come and
// without a date, or those that are over, the last first.
type DeskQuery struct {
	Past          bool
	Limit, Offset int
}

// DeskMeetings lists meetings for an organiser, drafts included, in a fixed
// number of queries. It also gives how many there are in all.
func (s *Store) DeskMeetings(ctx context.Context, q DeskQuery) ([]*DeskMeeting, int, error) {
	var list []*DeskMeeting
	var total int64
	err := s.read(ctx, func(tx *gorm.DB) error {
		scope := deskScope(tx, q.Past, s.Now())
		if err := scope.Session(&gorm.Session{}).Count(&total).Error; err != nil {
			return fmt.Errorf("count meetings: %w", err)
		}
		var meetings []*Meeting
		if err := scope.Order(deskOrder(q.Past)).Limit(q.Limit).Offset(q.Offset).Find(&meetings).Error; err != nil {
			return fmt.Errorf("meetings of the desk: %w", err)
		}
		var err error
		list, err = s.deskMeetings(tx, meetings)
		return err
	})
	return list, int(total), err
}

func deskScope(tx *gorm.DB, past bool, now time.Time) *gorm.DB {
	over := "status in ? or (ends_at is not null and ends_at <= ?)"
	ended := []MeetingStatus{MeetingHeld, MeetingArchived}
	if past {
		return tx.Model(&Meeting{}).Where(over, ended, now)
	}
	return tx.Model(&Meeting{}).Where("not ("+over+")", ended, now)
}

func deskOrder(past bool) string {
	if past {
		return "starts_at desc, id desc"
	}
	return "case when starts_at is null then 1 else 0 end, starts_at, id"
}

func (s *Store) deskMeetings(tx *gorm.DB, meetings []*Meeting) ([]*DeskMeeting, error) {
	pages, err := pagesOf(tx, meetings)
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
	mail, err := mailCounts(tx, ids, s.Now())
	if err != nil {
		return nil, err
	}
	list := make([]*DeskMeeting, len(pages))
	for i, p := range pages {
		id := p.Meeting.ID
		list[i] = &DeskMeeting{Meeting: p.Meeting, Seats: p.Seats, People: people[id], Mail: mail[id]}
	}
	return list, nil
}

// peopleCounts counts the people of many meetings by state.
func peopleCounts(tx *gorm.DB, meetingIDs []int64) (map[int64]map[RegistrationStatus]int, error) {
	all := make(map[int64]map[RegistrationStatus]int, len(meetingIDs))
	for _, id := range meetingIDs {
		all[id] = map[RegistrationStatus]int{}
	}
	var rows []struct {
		MeetingID int64
		Status    RegistrationStatus
		People    int
	}
	err := tx.Model(&Registration{}).Select("meeting_id, status, count(*) as people").
		Where("meeting_id in ?", meetingIDs).Group("meeting_id, status").Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("count people: %w", err)
	}
	for _, row := range rows {
		all[row.MeetingID][row.Status] = row.People
	}
	return all, nil
}

// MailGrace is how late a mail may be before the desk calls it stuck: a
// worker in another process looks every few seconds.
const MailGrace = 2 * time.Minute

// mailCounts counts the mails of many meetings by how they are doing.
func mailCounts(tx *gorm.DB, meetingIDs []int64, now time.Time) (map[int64]MailCounts, error) {
	var rows []struct {
		MeetingID int64
		State     MessageState
		Stuck     bool
		Mails     int
	}
	// What a worker has in hand is on its way: only a try that failed, or the
	// time, makes a mail stuck.
	stuck := "last_error <> '' or due_at <= ?"
	err := tx.Model(&Message{}).Select("meeting_id, state, ("+stuck+") as stuck, count(*) as mails", now.Add(-MailGrace)).
		Where("meeting_id in ?", meetingIDs).Group("1, 2, 3").Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("count mails: %w", err)
	}
	all := make(map[int64]MailCounts, len(meetingIDs))
	for _, row := range rows {
		c := all[row.MeetingID]
		switch {
		case row.State == MessageSent:
			c.Sent += row.Mails
		case row.State == MessageFailed:
			c.Failed += row.Mails
		case row.State == MessageQueued && row.Stuck:
			c.Stuck += row.Mails
		case row.State == MessageQueued:
			c.Planned += row.Mails
		}
		all[row.MeetingID] = c
	}
	return all, nil
}

// KindBySlug gives the kind of a meeting, on which rights depend. Kind
// NotFound for an unknown slug.
func (s *Store) KindBySlug(ctx context.Context, slug string) (MeetingKind, error) {
	if !slugPattern.MatchString(slug) {
		return "", errNotFound("meeting") // bytes that PostgreSQL would not take
	}
	var kinds []MeetingKind
	if err := s.reader.WithContext(ctx).Model(&Meeting{}).Where("slug = ?", slug).Pluck("kind", &kinds).Error; err != nil {
		return "", fmt.Errorf("meeting %s: %w", slug, err)
	}
	if len(kinds) == 0 {
		return "", errNotFound("meeting")
	}
	return kinds[0], nil
}
