package directory

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"bijeen/models"
)

// PersonView is somebody of the directory with everything around them.
type PersonView struct {
	models.Person
	Work       []WorkView
	Positions  []string // held today, with the organization
	Assistants []models.Person
	Principals []models.Person
}

// WorkView is a line of somebody's work.
type WorkView struct {
	models.Affiliation
	Organization string
}

// People lists who is in the directory and has every word of a search in the
// name, address, organization or position, by surname (BR-71). The number of
// queries does not depend on how many there are.
func (d *Directory) People(ctx context.Context, search string) ([]PersonView, error) {
	list, err := d.people(ctx, func(tx *gorm.DB) *gorm.DB { return tx })
	if err != nil {
		return nil, fmt.Errorf("people: %w", err)
	}
	list = slices.DeleteFunc(list, func(v PersonView) bool {
		words := append([]string{v.Name().Full(), v.DisplayName, v.Email}, v.Positions...)
		for _, w := range v.Work {
			words = append(words, w.Organization, w.JobTitle)
		}
		return !matches(search, words...)
	})
	slices.SortFunc(list, func(a, b PersonView) int { return cmp.Or(cmp.Compare(a.SortKey, b.SortKey), cmp.Compare(a.ID, b.ID)) })
	return list, nil
}

// PersonByID reads somebody who is listed. Kind NotFound.
func (d *Directory) PersonByID(ctx context.Context, id int64) (*PersonView, error) {
	list, err := d.people(ctx, func(tx *gorm.DB) *gorm.DB { return tx.Where("people.id = ?", id) })
	if err != nil {
		return nil, fmt.Errorf("person: %w", err)
	}
	if len(list) == 0 {
		return nil, missing(gorm.ErrRecordNotFound, "listed_person")
	}
	return &list[0], nil
}

func (d *Directory) people(ctx context.Context, which func(*gorm.DB) *gorm.DB) (list []PersonView, err error) {
	today := d.Today()
	err = d.store.Read(ctx, func(tx *gorm.DB) error {
		var rows []models.Person
		if err := which(tx).Where("listed_at is not null").Find(&rows).Error; err != nil {
			return err
		}
		list = make([]PersonView, len(rows))
		at := make(map[int64]*PersonView, len(rows))
		for i, p := range rows {
			list[i].Person = p
			at[p.ID] = &list[i]
		}
		var work []WorkView
		err := which(tx.Table("affiliations a")).Joins("join organizations o on o.id = a.organization_id").Joins("join people on people.id = a.person_id").
			Select("a.*, o.name as organization").Order("a.from_on, a.id").Scan(&work).Error
		if err != nil {
			return err
		}
		for _, w := range work {
			if v := at[w.PersonID]; v != nil {
				v.Work = append(v.Work, w)
			}
		}
		var held []struct {
			PersonID int64
			Name     string
		}
		err = which(tx.Table("position_holders h")).Joins("join positions p on p.id = h.position_id").Joins("join organizations o on o.id = p.organization_id").
			Joins("join people on people.id = h.person_id").Select("h.person_id, p.title || ', ' || o.name as name").
			Where(models.InForceSQL("h"), today, today).Order("h.id").Scan(&held).Error
		if err != nil {
			return err
		}
		for _, h := range held {
			if v := at[h.PersonID]; v != nil {
				v.Positions = append(v.Positions, h.Name)
			}
		}
		if len(list) != 1 {
			return nil
		}
		return addAssistants(tx, &list[0], today)
	})
	return list, err
}

// addAssistants reads who acts for somebody today, and for whom they act.
func addAssistants(tx *gorm.DB, v *PersonView, today string) error {
	for _, side := range []struct {
		into      *[]models.Person
		one, they string
	}{{&v.Assistants, "principal_id", "assistant_id"}, {&v.Principals, "assistant_id", "principal_id"}} {
		err := tx.Model(&models.Person{}).Where("id in (select "+side.they+" from assistants where "+side.one+" = ? and "+models.InForceSQL("assistants")+")",
			v.ID, today, today).Order("sort_key, id").Find(side.into).Error
		if err != nil {
			return err
		}
	}
	return nil
}
