package deskview

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"bijeen/models"
	"bijeen/models/names"
)

// PeoplePerPage is how many people one page of the working list shows.
const PeoplePerPage = 50

// PeopleQuery says which part of the working list is wanted.
type PeopleQuery struct {
	MeetingID int64
	SiteKey   string                      // empty: every site
	Statuses  []models.RegistrationStatus // empty: every state
	Search    string                      // any part of a name, organisation or address
	Doubles   bool                        // only people who may stand on the list twice (BR-10)
	Wishes    bool                        // only people who would rather be at another site (BR-33)
	Refused   bool                        // only people whose address refuses mail
	Newest    bool                        // last registered first (BR-34), else by name
	Oldest    bool                        // first signed up first
	Page      int                         // 1-based
}

// Filtered reports whether the question leaves anybody out.
func (q PeopleQuery) Filtered() bool {
	return q.SiteKey != "" || len(q.Statuses) > 0 || q.Search != "" || q.Doubles || q.Wishes || q.Refused
}

// PersonRow is one line of the working list.
type PersonRow struct {
	ID           int64
	Name         names.Name
	Email        string
	Organization string
	JobTitle     string
	Level        models.Level
	Represents   []models.Constituency
	Role         models.Role
	Phone        string
	Source       models.Source
	Substitutes  bool   // came in somebody's place
	Site         string // what people read; empty without a choice
	Wanted       string // where this person would rather be (BR-33)
	Status       models.RegistrationStatus
	Position     int // on the waiting list, 1-based; 0 otherwise
	Priority     int
	Late         bool // cancelled after the numbers were due
	Double       bool // somebody with the same name stands on the list too
	At           time.Time
}

// PeoplePage is one page of the working list. Total counts what the question
// finds; the other counts are of the whole meeting, in every role, by site
// and state.
type PeoplePage struct {
	Rows  []PersonRow
	Total int
	Sites map[int64]map[models.RegistrationStatus]int
	All   map[models.RegistrationStatus]int
}

// People reads a page of the working list of a meeting in a fixed number of
// queries. The meeting comes with its sites and venues (see MeetingBySlug).
// Kind NotFound for an unknown site.
func (v *View) People(ctx context.Context, m *models.Meeting, q PeopleQuery) (*PeoplePage, error) {
	if q.SiteKey != "" && m.Site(q.SiteKey) == nil {
		return nil, notFound("site")
	}
	q.MeetingID = m.ID
	page := &PeoplePage{All: map[models.RegistrationStatus]int{}}
	err := v.store.Read(ctx, func(tx *gorm.DB) error {
		var err error
		if page.Sites, err = siteCounts(tx, m.ID); err != nil {
			return err
		}
		for _, counts := range page.Sites {
			for status, n := range counts {
				page.All[status] += n
			}
		}
		var total int64
		if err := peopleScope(tx, m, q).Count(&total).Error; err != nil {
			return fmt.Errorf("count people of meeting %d: %w", m.ID, err)
		}
		page.Total = int(total)
		list, err := peopleOn(tx, m, q)
		if err != nil {
			return err
		}
		page.Rows, err = personRows(tx, m, list)
		return err
	})
	if err != nil {
		return nil, err
	}
	return page, nil
}

func peopleScope(tx *gorm.DB, m *models.Meeting, q PeopleQuery) *gorm.DB {
	statuses := q.Statuses
	if len(statuses) == 0 {
		statuses = allStatuses
	}
	scope := models.ListScope(tx, m, models.ListQuery{SiteKey: q.SiteKey, Statuses: statuses, Search: q.Search})
	if q.Doubles {
		scope = scope.Where("status in ? and person_id in (?)", models.ActiveStatuses, inDoubt(tx, m.ID))
	}
	if q.Wishes {
		scope = scope.Where("wanted_site_id is not null")
	}
	if q.Refused {
		scope = models.WithRefusedAddress(scope)
	}
	return scope
}

// allStatuses are the states of the working list.
var allStatuses = []models.RegistrationStatus{models.Interested, models.Invited, models.Pending, models.Registered, models.Waitlisted, models.Offered, models.Declined, models.Cancelled, models.Withdrawn, models.Substituted, models.Rejected}

func peopleOn(tx *gorm.DB, m *models.Meeting, q PeopleQuery) ([]*models.Registration, error) {
	order := "sort_key, id"
	if q.Oldest {
		order = "created_at, id"
	}
	if q.Newest {
		order = "coalesce(registered_at, created_at) desc, id desc"
	}
	var list []*models.Registration
	err := peopleScope(tx, m, q).Order(order).Limit(PeoplePerPage).Offset((max(q.Page, 1) - 1) * PeoplePerPage).Find(&list).Error
	if err != nil {
		return nil, fmt.Errorf("people of meeting %d: %w", m.ID, err)
	}
	return list, nil
}

func personRows(tx *gorm.DB, m *models.Meeting, list []*models.Registration) ([]PersonRow, error) {
	represents, err := models.RepresentsOf(tx, list)
	if err != nil {
		return nil, fmt.Errorf("whom people of meeting %d represent: %w", m.ID, err)
	}
	doubles, err := doublesAmong(tx, m.ID, list)
	if err != nil {
		return nil, err
	}
	at, err := positionsFor(tx, m.ID, list)
	if err != nil {
		return nil, err
	}
	rows := make([]PersonRow, len(list))
	for i, r := range list {
		rows[i] = PersonRow{
			ID: r.ID, Name: r.Name(), Email: r.Email, Organization: r.Organization, JobTitle: r.JobTitle, Level: r.Level,
			Represents: represents[r.ID], Role: r.Role, Phone: r.Phone, Source: r.Source, Substitutes: r.SubstitutesID != nil, Site: placeOf(m, r.SiteID), Wanted: placeOf(m, r.WantedSiteID),
			Status: r.Status, Position: at[r.ID], Priority: r.Priority, Late: r.CancelledLate,
			Double: r.PersonID != nil && doubles[*r.PersonID], At: r.CreatedAt,
		}
	}
	return rows, nil
}

// positionsFor reads the place numbers only when somebody in the list waits.
func positionsFor(tx *gorm.DB, meetingID int64, list []*models.Registration) (map[int64]int, error) {
	for _, r := range list {
		if r.Status == models.Waitlisted {
			return models.Positions(tx, meetingID)
		}
	}
	return nil, nil
}

// placeOf is what people read for a site of m; empty for none.
func placeOf(m *models.Meeting, id *int64) string {
	if id == nil {
		return ""
	}
	if site := m.SiteByID(*id); site != nil {
		return site.Place()
	}
	return ""
}

// inDoubt are the people with a name that more people at a meeting have.
// Few names are: those are found first, in one walk.
func inDoubt(tx *gorm.DB, meetingID int64) *gorm.DB {
	return tx.Raw(`select p.id from people p where p.name_key in (select p3.name_key from registrations r3 join people p3 on p3.id = r3.person_id
		where r3.meeting_id = ? and r3.status in ? group by p3.name_key having count(*) > 1) and `+models.InDoubt,
		meetingID, models.ActiveStatuses, meetingID, models.ActiveStatuses)
}

// doublesAmong tells which of these people share their name with somebody
// else who takes part (BR-10). They are shown and never merged. Nearly always
// nobody does, and that is found without looking at everybody at the meeting.
func doublesAmong(tx *gorm.DB, meetingID int64, list []*models.Registration) (map[int64]bool, error) {
	var ids []int64
	for _, r := range list {
		if r.PersonID != nil && r.Status.Active() {
			ids = append(ids, *r.PersonID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	var named []int64
	err := tx.Raw(`select distinct p.id from people p join people p2 on p2.name_key = p.name_key and p2.id <> p.id where p.id in ?`, ids).Scan(&named).Error
	if err != nil {
		return nil, fmt.Errorf("people of the same name at meeting %d: %w", meetingID, err)
	}
	if len(named) == 0 {
		return nil, nil
	}
	var double []int64
	err = tx.Raw(`select p.id from people p where p.id in ? and `+models.InDoubt, named, meetingID, models.ActiveStatuses).Scan(&double).Error
	if err != nil {
		return nil, fmt.Errorf("possible doubles of meeting %d: %w", meetingID, err)
	}
	found := make(map[int64]bool, len(double))
	for _, id := range double {
		found[id] = true
	}
	return found, nil
}
