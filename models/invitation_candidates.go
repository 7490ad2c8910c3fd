package models

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"bijeen/models/names"
)

// positions lists those that exist today, with their holder.
func (c Candidates) positions(tx *gorm.DB, meetingID int64, day string) ([]Candidate, error) {
	q := tx.Table("positions p").Joins("join organizations o on o.id = p.organization_id").
		Select(`p.id, p.title as name, o.name as organization,
			exists (select 1 from invitations i where i.meeting_id = ? and i.position_id = p.id) as on_list`, meetingID).
		Where("p.ended_on = '' or p.ended_on >= ?", day)
	if c.PositionKind != "" {
		q = q.Where("p.kind = ?", c.PositionKind)
	}
	if c.OrganizationKind != "" {
		q = q.Where("o.kind = ?", c.OrganizationKind)
	}
	var list []Candidate
	if err := q.Order("o.name_key, p.title, p.id").Limit(maxCandidates).Scan(&list).Error; err != nil {
		return nil, err
	}
	if err := addHolders(tx, list, day); err != nil {
		return nil, err
	}
	return c.found(list), nil
}

// addHolders names who holds each position on a day.
func addHolders(tx *gorm.DB, list []Candidate, day string) error {
	ids, at := make([]int64, len(list)), make(map[int64]int, len(list))
	for i, p := range list {
		ids[i], at[p.ID] = p.ID, i
	}
	var rows []struct {
		PositionID                        int64
		GivenName, SurnamePrefix, Surname string
	}
	err := tx.Table("position_holders h").Joins("join people q on q.id = h.person_id").
		Select("h.position_id, q.given_name, q.surname_prefix, q.surname").
		Where("h.position_id in ?", ids).Where(InForceSQL("h"), day, day).Order("h.from_on, h.id").Scan(&rows).Error
	for _, row := range rows {
		list[at[row.PositionID]].Holder = names.Name{Given: row.GivenName, Prefix: row.SurnamePrefix, Surname: row.Surname}.Full()
	}
	return err
}

// people lists those of the directory, with their work of today.
func (c Candidates) people(tx *gorm.DB, meetingID int64, day string) ([]Candidate, error) {
	q := tx.Model(&Person{}).Select(`people.*, exists (select 1 from invitations i where i.meeting_id = ? and i.person_id = people.id) as on_list,
			coalesce((select min(o.name) from affiliations a join organizations o on o.id = a.organization_id
				where a.person_id = people.id and `+InForceSQL("a")+`), '') as organization`, meetingID, day, day).
		Where("listed_at is not null")
	if c.OrganizationKind != "" {
		q = q.Where(`exists (select 1 from affiliations a join organizations o on o.id = a.organization_id
			where a.person_id = people.id and o.kind = ? and `+InForceSQL("a")+`)`, c.OrganizationKind, day, day)
	}
	if c.GroupID != 0 {
		q = q.Where(`exists (select 1 from group_roles g where g.person_id = people.id and g.group_id = ?
			and g.role in ? and `+InForceSQL("g")+`)`, c.GroupID, GroupRoleNames[:3], day, day)
	}
	if c.Tag != "" {
		q = q.Where("exists (select 1 from person_tags t where t.person_id = people.id and t.tag_key = ?)", names.SearchKey(c.Tag))
	}
	var rows []struct {
		Person
		Organization string
		OnList       bool
	}
	if err := q.Order("people.sort_key, people.id").Limit(maxCandidates).Scan(&rows).Error; err != nil {
		return nil, err
	}
	list := make([]Candidate, len(rows))
	for i, row := range rows {
		list[i] = Candidate{ID: row.ID, Name: row.Person.Name().Full(), Organization: row.Organization, OnList: row.OnList}
	}
	return c.found(list), nil
}

func (c Candidates) organizations(tx *gorm.DB, meetingID int64) ([]Candidate, error) {
	q := tx.Model(&Organization{}).Select(`organizations.id, organizations.name,
			exists (select 1 from invitations i where i.meeting_id = ? and i.organization_id = organizations.id) as on_list`, meetingID).
		Where("known and ended_on = ''")
	if c.OrganizationKind != "" {
		q = q.Where("kind = ?", c.OrganizationKind)
	}
	var list []Candidate
	if err := q.Order("name_key, id").Limit(maxCandidates).Scan(&list).Error; err != nil {
		return nil, err
	}
	return c.found(list), nil
}

// found keeps those in which every word of the search stands.
func (c Candidates) found(list []Candidate) []Candidate {
	asked := names.Ask(c.Search)
	return slices.DeleteFunc(list, func(p Candidate) bool {
		return !asked.In(names.SearchKey(p.Name + " " + p.Organization + " " + p.Holder))
	})
}

// InvitableGroups lists the groups that exist today, by name: id and name.
func (s *Store) InvitableGroups(ctx context.Context) ([]Group, error) {
	var list []Group
	err := s.reader.WithContext(ctx).Select("id", "name").Where("ended_on = '' or ended_on >= ?", s.Today()).Order("name_key").Find(&list).Error
	if err != nil {
		return nil, fmt.Errorf("groups: %w", err)
	}
	return list, nil
}
