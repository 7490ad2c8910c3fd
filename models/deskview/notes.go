package deskview

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"bijeen/models"
)

// NotePeople is whom a note would reach: how many, one of them for the
// preview, and the counts that the choices show. Statuses counts everybody who
// takes part; sites and levels count those in the chosen states.
type NotePeople struct {
	Total    int
	At       int                  // which one Person is, 0-based
	Person   *models.Registration // nil when there is nobody
	Statuses map[models.RegistrationStatus]int
	Sites    map[string]int // by key
	Levels   map[string]int // models.NoLevel for who gave none
}

// NotePeople reads whom a selection holds; at is which of them to preview, by
// name, the nearest one when there are fewer. The meeting comes with its sites.
func (v *View) NotePeople(ctx context.Context, m *models.Meeting, sel models.NoteSelection, at int) (*NotePeople, error) {
	people := &NotePeople{Statuses: map[models.RegistrationStatus]int{}, Sites: map[string]int{}, Levels: map[string]int{}}
	err := v.store.Read(ctx, func(tx *gorm.DB) error {
		if err := people.count(tx, m, sel); err != nil {
			return err
		}
		var total int64
		if err := sel.Scope(tx, m).Count(&total).Error; err != nil {
			return err
		}
		people.Total = int(total)
		people.At = min(max(at, 0), max(people.Total-1, 0))
		var one []*models.Registration
		err := sel.Scope(tx, m).Order("sort_key, id").Limit(1).Offset(people.At).Find(&one).Error
		if len(one) > 0 {
			people.Person = one[0]
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("people of a note at meeting %d: %w", m.ID, err)
	}
	return people, nil
}

func (p *NotePeople) count(tx *gorm.DB, m *models.Meeting, sel models.NoteSelection) error {
	var groups []struct {
		Status models.RegistrationStatus
		SiteID int64
		Level  string
		People int
	}
	err := tx.Model(&models.Registration{}).Select("status, coalesce(site_id, 0) as site_id, level, count(*) as people").
		Where("meeting_id = ? and status in ?", m.ID, models.ActiveStatuses).Group("status, site_id, level").Scan(&groups).Error
	if err != nil {
		return err
	}
	chosen := map[models.RegistrationStatus]bool{}
	for _, s := range sel.Statuses {
		chosen[s] = true
	}
	for _, g := range groups {
		p.Statuses[g.Status] += g.People
		if !chosen[g.Status] {
			continue
		}
		if site := m.SiteByID(g.SiteID); site != nil {
			p.Sites[site.Key] += g.People
		}
		if g.Level == "" {
			g.Level = models.NoLevel
		}
		p.Levels[g.Level] += g.People
	}
	return nil
}

// NoteRow is a note with who wrote it and where its mails stand. Waiting
// counts those that can still be taken back.
type NoteRow struct {
	models.Note
	Author  string
	Counts  map[models.MessageState]int
	Waiting int
}

// Notes lists what was written to the people of a meeting, newest first. With
// id it gives that note alone, or kind NotFound.
func (v *View) Notes(ctx context.Context, meetingID, id int64) ([]NoteRow, error) {
	var rows []NoteRow
	err := v.store.Read(ctx, func(tx *gorm.DB) error {
		scope := tx.Where("meeting_id = ?", meetingID)
		if id != 0 {
			scope = scope.Where("id = ?", id)
		}
		var list []models.Note
		if err := scope.Order("id desc").Find(&list).Error; err != nil {
			return err
		}
		if id != 0 && len(list) == 0 {
			return notFound("note")
		}
		for _, note := range list {
			rows = append(rows, NoteRow{Note: note, Counts: map[models.MessageState]int{}})
		}
		return fillNotes(tx, rows)
	})
	if err != nil && models.KindOf(err) == 0 {
		err = fmt.Errorf("notes of meeting %d: %w", meetingID, err)
	}
	return rows, err
}

// fillNotes adds authors and counts, each in one query.
func fillNotes(tx *gorm.DB, rows []NoteRow) error {
	at, ids, users := map[int64]*NoteRow{}, []int64{}, []int64{}
	for i := range rows {
		at[rows[i].ID], ids = &rows[i], append(ids, rows[i].ID)
		if rows[i].UserID != nil {
			users = append(users, *rows[i].UserID)
		}
	}
	var counts []struct {
		NoteID         int64
		State          models.MessageState
		Mails, Waiting int
	}
	err := tx.Model(&models.Message{}).
		Select("note_id, state, count(*) as mails, sum(case when state = 'queued' and facts = '' and lease_until is null then 1 else 0 end) as waiting").
		Where("note_id in ?", ids).Group("note_id, state").Scan(&counts).Error
	if err != nil {
		return err
	}
	for _, c := range counts {
		at[c.NoteID].Counts[c.State] = c.Mails
		at[c.NoteID].Waiting += c.Waiting
	}
	var authors []models.User
	if err := tx.Select("id", "name").Where("id in ?", users).Find(&authors).Error; err != nil {
		return err
	}
	for i := range rows {
		for _, u := range authors {
			if rows[i].UserID != nil && *rows[i].UserID == u.ID {
				rows[i].Author = u.Name
			}
		}
	}
	return nil
}
