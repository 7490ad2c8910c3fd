package deskview

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"bijeen/models"
)

// HistoryPerPage is how many lines one page of the log shows.
const HistoryPerPage = 100

// HistoryLine is one change of a registration or of the meeting itself. The
// Detail of a change of the meeting is the fields that changed, or the key of
// a site and who receives people there; that of a registration its roles.
type HistoryLine struct {
	At             time.Time
	Action         string
	RegistrationID int64  // 0 for a change of the meeting, or once somebody was erased
	Person         string // name as it is now
	OfMeeting      bool
	From, To       models.RegistrationStatus
	Site           string // what people read
	Reason         string
	Detail         string
	Status         models.MeetingStatus // what the status of the meeting became
	By             models.ActorKind
	User           string // name of the user, for what was done at the desk
}

// History reads a page (1-based) of everything that happened to a
// meeting and its people, newest first, and how many lines there are. The
// meeting comes with its sites and venues.
func (v *View) History(ctx context.Context, m *models.Meeting, page int) ([]HistoryLine, int, error) {
	var lines []HistoryLine
	var total int64
	err := v.store.Read(ctx, func(tx *gorm.DB) error {
		err := tx.Raw(`select (select count(*) from registration_changes where meeting_id = ?)
			+ (select count(*) from meeting_changes where meeting_id = ?)`, m.ID, m.ID).Scan(&total).Error
		if err != nil {
			return err
		}
		order, err := historyOrder(tx, m.ID, (max(page, 1)-1)*HistoryPerPage)
		if err != nil {
			return err
		}
		lines, err = historyLines(tx, m, order)
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("history of meeting %d: %w", m.ID, err)
	}
	return lines, int(total), nil
}

// historyRef names a row of one of the two tables of changes.
type historyRef struct {
	OfMeeting bool
	ID        int64
}

// historyOrder puts the rows of both tables in one order. Only numbers are
// read, because SQLite does not say which columns of a union are times.
func historyOrder(tx *gorm.DB, meetingID int64, offset int) ([]historyRef, error) {
	var rows []struct {
		Source int
		ID     int64
	}
	err := tx.Raw(`select source, id from (
			select 0 as source, id, at from registration_changes where meeting_id = ?
			union all select 1 as source, id, at from meeting_changes where meeting_id = ?) changes
		order by at desc, source, id desc limit ? offset ?`, meetingID, meetingID, HistoryPerPage, offset).Scan(&rows).Error
	refs := make([]historyRef, len(rows))
	for i, row := range rows {
		refs[i] = historyRef{OfMeeting: row.Source == 1, ID: row.ID}
	}
	return refs, err
}

func historyLines(tx *gorm.DB, m *models.Meeting, order []historyRef) ([]HistoryLine, error) {
	ids := map[bool][]int64{}
	for _, ref := range order {
		ids[ref.OfMeeting] = append(ids[ref.OfMeeting], ref.ID)
	}
	byRef := make(map[historyRef]HistoryLine, len(order))
	var changes []models.RegistrationChange
	if err := tx.Where("id in ?", ids[false]).Find(&changes).Error; err != nil {
		return nil, err
	}
	lines, err := registrationLines(tx, m, changes)
	if err != nil {
		return nil, err
	}
	for i, c := range changes {
		byRef[historyRef{ID: c.ID}] = lines[i]
	}
	var own []models.MeetingChange
	if err := tx.Where("id in ?", ids[true]).Find(&own).Error; err != nil {
		return nil, err
	}
	if lines, err = meetingLines(tx, own); err != nil {
		return nil, err
	}
	for i, c := range own {
		byRef[historyRef{OfMeeting: true, ID: c.ID}] = lines[i]
	}
	sorted := make([]HistoryLine, len(order))
	for i, ref := range order {
		sorted[i] = byRef[ref]
	}
	return sorted, nil
}

// registrationLines adds names to changes of registrations, in their order.
func registrationLines(tx *gorm.DB, m *models.Meeting, changes []models.RegistrationChange) ([]HistoryLine, error) {
	var people, users []*int64
	for _, c := range changes {
		people, users = append(people, c.RegistrationID), append(users, c.ActorID)
	}
	names, err := personNames(tx, people)
	if err != nil {
		return nil, err
	}
	actors, err := userNames(tx, users)
	if err != nil {
		return nil, err
	}
	lines := make([]HistoryLine, len(changes))
	for i, c := range changes {
		lines[i] = HistoryLine{
			At: c.At, Action: c.Action, From: c.FromStatus, To: c.ToStatus, Site: placeOf(m, c.SiteID), Reason: c.Reason, Detail: c.Detail,
			RegistrationID: idOf(c.RegistrationID), Person: names[idOf(c.RegistrationID)], By: c.ActorKind, User: actors[idOf(c.ActorID)],
		}
	}
	return lines, nil
}

// meetingLines adds names to changes of the meeting itself, in their order.
func meetingLines(tx *gorm.DB, changes []models.MeetingChange) ([]HistoryLine, error) {
	var users []*int64
	for _, c := range changes {
		users = append(users, c.ActorID)
	}
	actors, err := userNames(tx, users)
	if err != nil {
		return nil, err
	}
	lines := make([]HistoryLine, len(changes))
	for i, c := range changes {
		lines[i] = HistoryLine{At: c.At, Action: c.Action, OfMeeting: true, Detail: c.Fields(), Status: c.StatusAfter(), By: c.ActorKind, User: actors[idOf(c.ActorID)]}
	}
	return lines, nil
}

func idOf(id *int64) int64 {
	if id == nil {
		return 0
	}
	return *id
}

// idsOf gives the ids that are there, once each.
func idsOf(list []*int64) []int64 {
	var ids []int64
	seen := map[int64]bool{}
	for _, id := range list {
		if id != nil && !seen[*id] {
			seen[*id] = true
			ids = append(ids, *id)
		}
	}
	return ids
}

// personNames gives the names of registrations as they are now.
func personNames(tx *gorm.DB, registrations []*int64) (map[int64]string, error) {
	var list []*models.Registration
	err := tx.Select("id", "given_name", "surname_prefix", "surname").Where("id in ?", idsOf(registrations)).Find(&list).Error
	names := make(map[int64]string, len(list))
	for _, r := range list {
		names[r.ID] = r.Name().Full()
	}
	return names, err
}

func userNames(tx *gorm.DB, users []*int64) (map[int64]string, error) {
	ids := idsOf(users)
	if len(ids) == 0 {
		return nil, nil
	}
	var list []models.User
	err := tx.Where("id in ?", ids).Find(&list).Error
	names := make(map[int64]string, len(list))
	for _, u := range list {
		names[u.ID] = u.Name
	}
	return names, err
}
