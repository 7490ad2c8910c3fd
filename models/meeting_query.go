package models

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// MeetingPage is a meeting with everything its public page shows.
type MeetingPage struct {
	Meeting *Meeting
	Seats   Occupancy
	Waiting int // people on the waiting list
}

// MeetingBySlug reads a meeting with sites, venues, hosts and programme, and
// the seats at this moment. Kind NotFound for an unknown slug and, unless an
// organiser looks, for a draft.
func (s *Store) MeetingBySlug(ctx context.Context, slug string, desk bool) (*MeetingPage, error) {
	var page MeetingPage
	err := s.Read(ctx, func(tx *gorm.DB) error {
		m, err := FindMeeting(tx, slug)
		if err != nil {
			return err
		}
		if m.Status == MeetingDraft && !desk {
			return errNotFound("meeting")
		}
		if err := loadParts(tx, m); err != nil {
			return err
		}
		page.Meeting = m
		if page.Seats, err = occupancy(tx, m); err != nil {
			return err
		}
		var waiting int64
		err = tx.Model(&Registration{}).Where("meeting_id = ? and status = ?", m.ID, Waitlisted).Count(&waiting).Error
		page.Waiting = int(waiting)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &page, nil
}

// MeetingAlone reads a meeting with its parts as an organiser sees it, without
// counting anybody: for pages that show people and not seats. Kind NotFound.
func (s *Store) MeetingAlone(ctx context.Context, slug string) (*Meeting, error) {
	var m *Meeting
	err := s.Read(ctx, func(tx *gorm.DB) error {
		var err error
		if m, err = FindMeeting(tx, slug); err != nil {
			return err
		}
		return loadParts(tx, m)
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

// FindMeeting reads the row of a meeting alone. Kind NotFound for an unknown
// slug.
func FindMeeting(tx *gorm.DB, slug string) (*Meeting, error) {
	var m Meeting
	err := tx.Where("slug = ?", slug).Take(&m).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, errNotFound("meeting")
	}
	if err != nil {
		return nil, fmt.Errorf("meeting %s: %w", slug, err)
	}
	return &m, nil
}

// MeetingVersion is a cheap mark of everything the public page of a meeting
// shows: it differs after every change of the meeting or of its
// registrations, also two at one moment of the clock, for it counts the lines
// of both histories. Kind NotFound for an unknown slug.
func (s *Store) MeetingVersion(ctx context.Context, slug string) (string, error) {
	var row struct {
		ID        int64
		UpdatedAt time.Time
		Meeting   int64
		People    int64
	}
	err := s.reader.WithContext(ctx).Raw(`select id, updated_at,
		(select coalesce(max(c.id), 0) from meeting_changes c where c.meeting_id = meetings.id) as meeting,
		(select coalesce(max(c.id), 0) from registration_changes c where c.meeting_id = meetings.id) as people
		from meetings where slug = ?`, slug).Scan(&row).Error
	if err != nil {
		return "", fmt.Errorf("version of meeting %s: %w", slug, err)
	}
	if row.ID == 0 {
		return "", errNotFound("meeting")
	}
	return fmt.Sprintf("%d-%d-%d-%d", row.ID, row.UpdatedAt.UnixMicro(), row.Meeting, row.People), nil
}

// ListFilter narrows the public list; empty fields do not narrow.
type ListFilter struct {
	Kind  MeetingKind
	Town  string
	Theme string
	Past  bool // also those that are over; a postponed one is still to come
}

// PublicMeetings lists what the public may find, soonest first and those
// without a date last, in the order in which they are expected, with sites,
// venues and seats.
func (s *Store) PublicMeetings(ctx context.Context, f ListFilter) ([]*MeetingPage, error) {
	var pages []*MeetingPage
	err := s.Read(ctx, func(tx *gorm.DB) error {
		q := tx.Where("visibility = ? and status not in ?", VisibilityPublic, []MeetingStatus{MeetingDraft, MeetingArchived})
		if !f.Past {
			q = q.Where("(ends_at is null or ends_at > ? or status = ?) and status <> ?", s.Now(), MeetingPostponed, MeetingHeld)
		}
		if f.Kind != "" {
			q = q.Where("kind = ?", f.Kind)
		}
		if f.Theme != "" {
			q = q.Where("theme = ?", f.Theme)
		}
		if f.Town != "" {
			q = q.Where(`id in (select s.meeting_id from sites s left join venues v on v.id = s.venue_id
				where s.status = ? and (v.town = ? or s.mode = ? and ? = 'online'))`, SiteConfirmed, f.Town, Online, f.Town)
		}
		var list []*Meeting
		if err := q.Order("case when starts_at is null then 1 else 0 end, starts_at, case when date_around is null then 1 else 0 end, date_around, id").Find(&list).Error; err != nil {
			return fmt.Errorf("public meetings: %w", err)
		}
		var err error
		pages, err = PagesOf(tx, list)
		return err
	})
	return pages, err
}

// PagesOf loads sites, venues, hosts and seats of many meetings in a fixed
// number of queries.
func PagesOf(tx *gorm.DB, list []*Meeting) ([]*MeetingPage, error) {
	byID := make(map[int64]*MeetingPage, len(list))
	ids := make([]int64, len(list))
	pages := make([]*MeetingPage, len(list))
	for i, m := range list {
		pages[i] = &MeetingPage{Meeting: m, Seats: Occupancy{}}
		ids[i], byID[m.ID] = m.ID, pages[i]
	}
	if len(list) == 0 {
		return pages, nil
	}
	var sites []Site
	if err := tx.Preload("Venue").Where("meeting_id in ?", ids).Order("position, id").Find(&sites).Error; err != nil {
		return nil, fmt.Errorf("sites of the list: %w", err)
	}
	for _, site := range sites {
		p := byID[site.MeetingID]
		p.Meeting.Sites = append(p.Meeting.Sites, site)
	}
	var hosts []MeetingHost
	if err := tx.Where("meeting_id in ?", ids).Order("position, id").Find(&hosts).Error; err != nil {
		return nil, fmt.Errorf("hosts of the list: %w", err)
	}
	for _, h := range hosts {
		p := byID[h.MeetingID]
		p.Meeting.Hosts = append(p.Meeting.Hosts, h)
	}
	seats, err := occupancies(tx, list)
	if err != nil {
		return nil, err
	}
	for _, p := range pages {
		p.Seats = seats[p.Meeting.ID]
	}
	return pages, countWaiting(tx, ids, byID)
}

func countWaiting(tx *gorm.DB, ids []int64, byID map[int64]*MeetingPage) error {
	var rows []struct {
		MeetingID int64
		People    int
	}
	err := tx.Model(&Registration{}).Select("meeting_id, count(*) as people").
		Where("meeting_id in ? and status = ?", ids, Waitlisted).Group("meeting_id").Scan(&rows).Error
	if err != nil {
		return fmt.Errorf("count the waiting: %w", err)
	}
	for _, row := range rows {
		byID[row.MeetingID].Waiting = row.People
	}
	return nil
}

// Themes lists the themes of public meetings, for the filter.
func (s *Store) Themes(ctx context.Context) ([]string, error) {
	var themes []string
	err := s.reader.WithContext(ctx).Model(&Meeting{}).Distinct("theme").
		Where("visibility = ? and theme <> '' and status not in ?", VisibilityPublic, []MeetingStatus{MeetingDraft, MeetingArchived}).
		Order("theme").Pluck("theme", &themes).Error
	if err != nil {
		return nil, fmt.Errorf("themes: %w", err)
	}
	return themes, nil
}

// meetingWithSites reads a meeting with its sites and their venues.
func meetingWithSites(tx *gorm.DB, id int64) (*Meeting, error) {
	var m Meeting
	err := tx.Where("id = ?", id).Take(&m).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, errNotFound("meeting")
	}
	if err != nil {
		return nil, fmt.Errorf("meeting %d: %w", id, err)
	}
	if err := tx.Preload("Venue").Where("meeting_id = ?", id).Order("position, id").Find(&m.Sites).Error; err != nil {
		return nil, fmt.Errorf("sites of meeting %d: %w", id, err)
	}
	return &m, nil
}

// loadParts reads everything that hangs on a meeting.
func loadParts(tx *gorm.DB, m *Meeting) error {
	err := tx.Preload("Venue").Where("meeting_id = ?", m.ID).Order("position, id").Find(&m.Sites).Error
	if err == nil {
		err = tx.Where("meeting_id = ?", m.ID).Order("position, id").Find(&m.Hosts).Error
	}
	if err == nil {
		err = tx.Where("meeting_id = ?", m.ID).Order("position, id").Find(&m.Programme).Error
	}
	if err != nil {
		return fmt.Errorf("parts of meeting %d: %w", m.ID, err)
	}
	return nil
}

// loadVenues adds the venues to the sites of a locked meeting.
func loadVenues(tx *gorm.DB, m *Meeting) error {
	var ids []int64
	for _, s := range m.Sites {
		if s.VenueID != nil {
			ids = append(ids, *s.VenueID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	var venues []Venue
	if err := tx.Where("id in ?", ids).Find(&venues).Error; err != nil {
		return fmt.Errorf("venues of meeting %d: %w", m.ID, err)
	}
	for i := range m.Sites {
		for j := range venues {
			if m.Sites[i].VenueID != nil && *m.Sites[i].VenueID == venues[j].ID {
				m.Sites[i].Venue = &venues[j]
			}
		}
	}
	return nil
}
