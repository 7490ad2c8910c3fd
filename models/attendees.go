package models

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"bijeen/models/names"
)

// ListQuery says which attendee list is wanted.
type ListQuery struct {
	MeetingID  int64
	SiteKey    string // empty: every site
	SeatedOnly bool   // only people with a place, as on the printed lists
	Search     string // any part of a name or organisation; empty: all
	Statuses   []RegistrationStatus
}

// listStatuses are the states in CSV, XLSX and JSON (contract, Desk).
var listStatuses = []RegistrationStatus{Invited, Interested, Pending, Registered, Waitlisted, Offered}

// AttendeeList makes a list inside one read transaction, so that its number,
// version and rows belong to the same moment (BR-72), and logs that it was
// made (BR-75). use walks the rows before it returns. Kinds: NotFound for the
// meeting or site.
func (s *Store) AttendeeList(ctx context.Context, q ListQuery, log ExportLog, use func(AttendeeList) error) error {
	var rows int
	err := s.Read(ctx, func(tx *gorm.DB) error {
		list, m, err := s.list(tx, q)
		if err != nil {
			return err
		}
		rows = list.Facts.Count
		list.Rows = func(yield func(AttendeeRow, error) bool) { s.walk(tx, m, q, yield) }
		return use(*list)
	})
	if err != nil {
		return err
	}
	log.MeetingID, log.SiteKey, log.Rows = q.MeetingID, q.SiteKey, rows
	return s.LogExport(ctx, log)
}

// LogExport writes one line of who took or opened which list (BR-75).
func (s *Store) LogExport(ctx context.Context, log ExportLog) error {
	err := s.write(ctx, func(tx *gorm.DB) error {
		log.At = s.Now()
		return tx.Create(&log).Error
	})
	if err != nil {
		return fmt.Errorf("log export: %w", err)
	}
	return nil
}

// ExportLogs reads who took which list of a meeting, newest first.
func (s *Store) ExportLogs(ctx context.Context, meetingID int64, limit int) ([]ExportLog, error) {
	var logs []ExportLog
	err := s.reader.WithContext(ctx).Where("meeting_id = ?", meetingID).Order("id desc").Limit(limit).Find(&logs).Error
	if err != nil {
		return nil, fmt.Errorf("export log of meeting %d: %w", meetingID, err)
	}
	return logs, nil
}

// list fills in the facts of a list.
func (s *Store) list(tx *gorm.DB, q ListQuery) (*AttendeeList, *Meeting, error) {
	m, err := meetingWithSites(tx, q.MeetingID)
	if err != nil {
		return nil, nil, err
	}
	if err := tx.Where("meeting_id = ?", m.ID).Order("position, id").Find(&m.Hosts).Error; err != nil {
		return nil, nil, fmt.Errorf("hosts of meeting %d: %w", m.ID, err)
	}
	if q.SiteKey != "" && m.Site(q.SiteKey) == nil {
		return nil, nil, errNotFound("site")
	}
	var count, version int64
	if err := ListScope(tx, m, q).Count(&count).Error; err != nil {
		return nil, nil, fmt.Errorf("count list of meeting %d: %w", m.ID, err)
	}
	err = tx.Model(&RegistrationChange{}).Select("coalesce(max(id), 0)").Where("meeting_id = ?", m.ID).Scan(&version).Error
	if err != nil {
		return nil, nil, fmt.Errorf("version of meeting %d: %w", m.ID, err)
	}
	return &AttendeeList{Facts: s.listFacts(m, q, int(count), version)}, m, nil
}

func (s *Store) listFacts(m *Meeting, q ListQuery, count int, version int64) ListFacts {
	f := ListFacts{
		MeetingSlug: m.Slug, Title: m.Title, DateText: m.DateText, Hosts: m.HostNames(), SiteKey: q.SiteKey,
		Owner: joinNonEmpty(", ", m.ContactName, m.ContactEmail), MadeAt: s.Now(), Version: version, Count: count,
		Postponed: m.Status == MeetingPostponed,
	}
	site := m.Site(q.SiteKey)
	if start := m.Start(site); start != nil {
		f.StartsAt = *start
	}
	if end := m.End(site); end != nil {
		f.EndsAt = *end
		f.DestroyBy = needsEnd(*end)
	}
	if site != nil {
		f.Venue, f.Town = site.venueTown()
		f.Places = []string{site.Place()}
		return f
	}
	var venues, towns []string
	for i := range m.Sites {
		v, t := m.Sites[i].venueTown()
		venues, towns = append(venues, v), append(towns, t)
		f.Places = append(f.Places, m.Sites[i].Place())
	}
	f.Venue, f.Town = joinNonEmpty(" / ", unique(venues)...), joinNonEmpty(" / ", unique(towns)...)
	return f
}

func (s *Site) venueTown() (venue, town string) {
	if s.Venue == nil {
		return s.Place(), ""
	}
	return s.Venue.Name, s.Venue.Town
}

// ListScope is the query for the rows of a list, without order.
func ListScope(tx *gorm.DB, m *Meeting, q ListQuery) *gorm.DB {
	statuses := listStatuses
	switch {
	case q.SeatedOnly:
		statuses = []RegistrationStatus{Registered}
	case q.Statuses != nil:
		statuses = q.Statuses
	}
	scope := tx.Model(&Registration{}).Where("meeting_id = ? and status in ?", m.ID, statuses)
	if site := m.Site(q.SiteKey); site != nil {
		scope = scope.Where("site_id = ?", site.ID)
	}
	return searched(scope, names.Ask(q.Search))
}

// searched narrows a list to who answers a question, as Question.In does.
func searched(scope *gorm.DB, q names.Question) *gorm.DB {
	if q.Nothing {
		return scope.Where("1 = 0")
	}
	for _, word := range q.Words {
		if names.Letter(word) {
			scope = scope.Where("(search_text like ? or search_text like ?)", word+"%", "% "+word+"%")
			continue
		}
		scope = scope.Where("search_text like ?", "%"+word+"%")
	}
	return scope
}

// listBatch is how many rows of a list are in memory at once.
const listBatch = 500

// walk reads the rows in order, a batch at a time, so that a list of any
// length takes little memory.
func (s *Store) walk(tx *gorm.DB, m *Meeting, q ListQuery, yield func(AttendeeRow, error) bool) {
	positions, err := Positions(tx, m.ID)
	if err != nil {
		yield(AttendeeRow{}, err)
		return
	}
	var key string
	var id int64
	for {
		var batch []*Registration
		err := ListScope(tx, m, q).Where("(sort_key, id) > (?, ?)", key, id).
			Order("sort_key, id").Limit(listBatch).Find(&batch).Error
		if err == nil {
			err = yieldBatch(tx, m, batch, positions, yield)
		}
		if err != nil {
			if err != errStopped {
				yield(AttendeeRow{}, fmt.Errorf("list of meeting %d: %w", m.ID, err))
			}
			return
		}
		if len(batch) < listBatch {
			return
		}
		last := batch[len(batch)-1]
		key, id = last.SortKey, last.ID
	}
}

var errStopped = errors.New("stopped")

func yieldBatch(tx *gorm.DB, m *Meeting, batch []*Registration, positions map[int64]int, yield func(AttendeeRow, error) bool) error {
	represents, err := RepresentsOf(tx, batch)
	if err != nil {
		return err
	}
	for _, r := range batch {
		if !yield(attendeeRow(m, r, represents[r.ID], positions[r.ID]), nil) {
			return errStopped
		}
	}
	return nil
}

func attendeeRow(m *Meeting, r *Registration, represents []Constituency, position int) AttendeeRow {
	row := AttendeeRow{
		RegistrationID: r.ID, GivenName: r.GivenName, SurnamePrefix: r.SurnamePrefix, Surname: r.Surname, Email: r.Email,
		Organization: r.Organization, JobTitle: r.JobTitle, Level: r.Level, Minor: r.Minor, Represents: represents,
		Role: r.Role, Status: r.Status, WaitlistPosition: position, RegisteredAt: r.CreatedAt, Companion: r.Companion,
	}
	if r.Follows() {
		row.RegisteredAt = time.Time{} // did not sign up yet
	}
	if r.SiteID != nil {
		site := m.SiteByID(*r.SiteID)
		row.SiteKey, row.SitePlace = site.Key, site.Place()
	}
	return row
}

// RepresentsOf reads whom a batch of registrations speaks for, in one query.
func RepresentsOf(tx *gorm.DB, batch []*Registration) (map[int64][]Constituency, error) {
	if len(batch) == 0 {
		return nil, nil
	}
	ids := make([]int64, len(batch))
	for i, r := range batch {
		ids[i] = r.ID
	}
	var rows []Representation
	if err := tx.Where("registration_id in ?", ids).Order("registration_id, position").Find(&rows).Error; err != nil {
		return nil, err
	}
	all := make(map[int64][]Constituency)
	for _, row := range rows {
		if c, ok := ConstituencyByCode(row.Code); ok {
			all[row.RegistrationID] = append(all[row.RegistrationID], c)
		}
	}
	return all, nil
}

// Positions numbers everybody on the waiting list of a meeting in one walk:
// each among those who accept the same first site.
func Positions(tx *gorm.DB, meetingID int64) (map[int64]int, error) {
	var rows []struct {
		ID       int64
		First    int64
		Accepted int64
	}
	err := tx.Model(&Registration{}).Select("registrations.id, registrations.site_id as first, a.site_id as accepted").
		Joins("join accepted_sites a on a.registration_id = registrations.id").
		Where("meeting_id = ? and waitlisted_at is not null and status = ?", meetingID, Waitlisted).
		Order("priority, waitlisted_at, registrations.id").Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("waiting list of meeting %d: %w", meetingID, err)
	}
	seen := make(map[int64]int) // people who accept a site, so far
	at := make(map[int64]int)
	for _, row := range rows {
		seen[row.Accepted]++
		if row.Accepted == row.First {
			at[row.ID] = seen[row.Accepted]
		}
	}
	return at, nil
}

// RegisteredPerSite counts the people with a place at each site of a
// meeting, in every role, for checking lists against the register (BR-72).
func (s *Store) RegisteredPerSite(ctx context.Context, meetingID int64) (map[int64]int, error) {
	var rows []struct {
		SiteID int64
		People int
	}
	err := s.reader.WithContext(ctx).Model(&Registration{}).Select("site_id, count(*) as people").
		Where("meeting_id = ? and status = ? and site_id is not null", meetingID, Registered).Group("site_id").Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("people per site of meeting %d: %w", meetingID, err)
	}
	counts := make(map[int64]int, len(rows))
	for _, row := range rows {
		counts[row.SiteID] = row.People
	}
	return counts, nil
}

// needsEnd is when needs and paper lists go: 7 days after the end.
func needsEnd(end time.Time) time.Time { return end.Add(7 * 24 * time.Hour) }
