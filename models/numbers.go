package models

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"
)

// NumbersList is the name of the list of numbers in the export log.
const NumbersList = "aantallen"

// Counts are the people with a place at one site as the caterer and the house
// need them: numbers without names (BR-73). Everybody in the building counts,
// in every role, and so do companions (BR-38). Diets is by code and nil where
// nobody is asked about food, or once the answers are erased (BR-76).
type Counts struct {
	Participants int            `json:"participants"`
	Others       int            `json:"others"` // speakers, crew, guests: no participant seat (BR-37)
	Companions   int            `json:"companions"`
	Diets        map[string]int `json:"diets,omitempty"`
	Wishes       int            `json:"wishes"` // people who said something about food
	Access       int            `json:"access"` // people who said something about access
}

// Heads is how many people come into the building.
func (c Counts) Heads() int { return c.Participants + c.Others + c.Companions }

// Plus adds two sites.
func (c Counts) Plus(o Counts) Counts {
	sum := Counts{
		Participants: c.Participants + o.Participants, Others: c.Others + o.Others, Companions: c.Companions + o.Companions,
		Wishes: c.Wishes + o.Wishes, Access: c.Access + o.Access,
	}
	for _, diets := range []map[string]int{c.Diets, o.Diets} {
		for code, n := range diets {
			if sum.Diets == nil {
				sum.Diets = make(map[string]int)
			}
			sum.Diets[code] += n
		}
	}
	return sum
}

// SiteNumbers are the counts of one site, now and when this list was taken
// the time before; Before is nil when there is nothing to compare with.
type SiteNumbers struct {
	Place  string
	Online bool
	Now    Counts
	Before *Counts
}

// Numbers are the counts of one site, or of all sites of a meeting in its
// order. Since is when the list was taken the time before; zero for the first
// time. Erased says that the answers about food and access are gone (BR-76).
// The Count of the facts is in heads.
type Numbers struct {
	Facts  ListFacts
	Sites  []SiteNumbers
	Since  time.Time
	Erased bool
}

// Numbers counts the people with a place inside one read transaction, compares
// with the last time that this list was taken in this format (BR-73), and logs
// that it was made, with the counts for the next time (BR-75). Kinds: NotFound
// for the meeting or site. It locks nothing.
func (s *Store) Numbers(ctx context.Context, meetingID int64, siteKey string, log ExportLog, use func(Numbers) error) error {
	log.MeetingID, log.SiteKey, log.List = meetingID, siteKey, NumbersList
	err := s.Read(ctx, func(tx *gorm.DB) error {
		n, counts, err := s.numbers(tx, log)
		if err != nil {
			return err
		}
		b, err := json.Marshal(counts)
		if err != nil {
			return fmt.Errorf("numbers of meeting %d: %w", meetingID, err)
		}
		log.Rows, log.Numbers = n.Facts.Count, string(b)
		return use(*n)
	})
	if err != nil {
		return err
	}
	return s.LogExport(ctx, log)
}

// numbers also gives the counts by key of site, as the log keeps them.
func (s *Store) numbers(tx *gorm.DB, log ExportLog) (*Numbers, map[string]Counts, error) {
	list, m, err := s.list(tx, ListQuery{MeetingID: log.MeetingID, SiteKey: log.SiteKey, SeatedOnly: true})
	if err != nil {
		return nil, nil, err
	}
	counts, err := countSites(tx, m)
	if err == nil && !m.needsGone(s.Now()) {
		err = countNeeds(tx, m, counts)
	}
	if err != nil {
		return nil, nil, err
	}
	before, since, err := numbersBefore(tx, log)
	if err != nil {
		return nil, nil, err
	}
	n := &Numbers{Facts: list.Facts, Since: since, Erased: m.needsGone(s.Now())}
	n.Facts.Count = 0
	kept := make(map[string]Counts)
	for i := range m.Sites {
		site := &m.Sites[i]
		if log.SiteKey != "" && site.Key != log.SiteKey {
			continue
		}
		now, was := counts[site.ID], before[site.Key]
		if site.Status == SiteWithdrawn && now.Heads()+was.Heads() == 0 {
			continue
		}
		row := SiteNumbers{Place: site.Place(), Online: site.Mode == Online, Now: now}
		if before != nil {
			row.Before = &was
		}
		n.Sites, kept[site.Key] = append(n.Sites, row), now
		n.Facts.Count += now.Heads()
	}
	return n, kept, nil
}

// countSites counts the people with a place by site.
func countSites(tx *gorm.DB, m *Meeting) (map[int64]Counts, error) {
	var people []seatCount
	err := tx.Model(&Registration{}).Select("site_id, role, companion, count(*) as people").
		Where("meeting_id = ? and status = ? and site_id is not null", m.ID, Registered).Group("site_id, role, companion").Scan(&people).Error
	if err != nil {
		return nil, fmt.Errorf("heads of meeting %d: %w", m.ID, err)
	}
	counts := make(map[int64]Counts)
	for _, row := range people {
		c := counts[row.SiteID]
		if row.Role == Participant {
			c.Participants += row.People
		} else {
			c.Others += row.People
		}
		if row.Companion {
			c.Companions += row.People
		}
		counts[row.SiteID] = c
	}
	return counts, nil
}

// countNeeds adds food and access, by the answers and never by person.
func countNeeds(tx *gorm.DB, m *Meeting, counts map[int64]Counts) error {
	var rows []struct {
		SiteID              int64
		Diet                string
		Typed, Access, Food bool
		People              int
	}
	err := tx.Model(&Needs{}).
		Select("r.site_id, diet, diet_other <> '' as typed, access <> '' as access, (diet <> '' or diet_other <> '') as food, count(*) as people").
		Joins("join registrations r on r.id = needs.registration_id").
		Where("r.meeting_id = ? and r.status = ? and r.site_id is not null", m.ID, Registered).Group("1, 2, 3, 4, 5").Scan(&rows).Error
	if err != nil {
		return fmt.Errorf("needs of meeting %d: %w", m.ID, err)
	}
	for i := range m.Sites {
		if site := &m.Sites[i]; site.Mode == Onsite {
			c := counts[site.ID]
			c.Diets = make(map[string]int)
			counts[site.ID] = c
		}
	}
	for _, row := range rows {
		c := counts[row.SiteID]
		if row.Access {
			c.Access += row.People
		}
		if c.Diets != nil && row.Food {
			c.Wishes += row.People
			codes := strings.Fields(row.Diet)
			if row.Typed {
				codes = unique(append(codes, "other"))
			}
			for _, code := range codes {
				c.Diets[code] += row.People
			}
		}
		counts[row.SiteID] = c
	}
	return nil
}

// needsGone reports whether the needs of this meeting are erased; one that
// got a new date since collects them again.
func (m *Meeting) needsGone(now time.Time) bool {
	end := m.termsFrom()
	return m.NeedsErasedAt != nil && end != nil && !now.Before(needsEnd(*end))
}

// numbersBefore reads the counts of the last time that this list was taken in
// this format: who looks at a file first and then sends the paper must not
// lose the difference. Without one the map is nil.
func numbersBefore(tx *gorm.DB, log ExportLog) (map[string]Counts, time.Time, error) {
	var last []ExportLog
	err := tx.Where("meeting_id = ? and site_key = ? and list = ? and format = ? and numbers <> ''",
		log.MeetingID, log.SiteKey, NumbersList, log.Format).Order("id desc").Limit(1).Find(&last).Error
	if err != nil || len(last) == 0 {
		return nil, time.Time{}, err
	}
	var before map[string]Counts
	if err := json.Unmarshal([]byte(last[0].Numbers), &before); err != nil {
		return nil, time.Time{}, fmt.Errorf("numbers in export log %d: %w", last[0].ID, err)
	}
	return before, last[0].At, nil
}

// forgetNumbers empties the counts in the log of a meeting whose needs are
// erased (BR-76): in a small meeting a count may tell about one person.
func forgetNumbers(tx *gorm.DB, meetingID int64) error {
	return tx.Model(&ExportLog{}).Where("meeting_id = ? and numbers <> ''", meetingID).UpdateColumn("numbers", "").Error
}
