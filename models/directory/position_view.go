package directory

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"bijeen/models"
	"bijeen/models/names"
)

// Holding is who holds a position, and when.
type Holding struct {
	models.PositionHolder
	Person models.Person
}

// PositionView is a position with everything around it. Holdings stand in the
// order of their days.
type PositionView struct {
	models.Position
	Organization models.Organization
	Holdings     []Holding
	Deputy       *models.Person
}

// Holder is who holds the position on a day; nil for nobody.
func (v *PositionView) Holder(day string) *Holding {
	for i := range v.Holdings {
		if h := &v.Holdings[i]; models.InForce(h.FromOn, h.UntilOn, day) {
			return h
		}
	}
	return nil
}

// Next is who holds it from the first day after a day on; nil when nobody is
// planned.
func (v *PositionView) Next(day string) *Holding {
	for i := range v.Holdings {
		if h := &v.Holdings[i]; h.FromOn > day {
			return h
		}
	}
	return nil
}

// Name is the position as a line of text: its title and organization.
func (v *PositionView) Name() string { return v.Title + ", " + v.Organization.Name }

// Positions lists the positions in which every word of a search stands: in the
// title, the organization, whom it speaks for, who holds it today or will, or
// who is the deputy. Those that ended come last. The number of queries does
// not depend on how many there are.
func (d *Directory) Positions(ctx context.Context, search string) ([]PositionView, error) {
	list, err := d.positions(ctx, func(tx *gorm.DB) *gorm.DB { return tx })
	if err != nil {
		return nil, fmt.Errorf("positions: %w", err)
	}
	today := d.Today()
	list = slices.DeleteFunc(list, func(v PositionView) bool { return !matches(search, v.words(today)...) })
	slices.SortFunc(list, func(a, b PositionView) int {
		return cmp.Or(compareEnded(a.EndedOn, b.EndedOn, today), cmp.Compare(names.SortWords(a.Organization.Name), names.SortWords(b.Organization.Name)),
			cmp.Compare(names.SortWords(a.Title), names.SortWords(b.Title)), cmp.Compare(a.ID, b.ID))
	})
	return list, nil
}

// compareEnded puts what has ended behind what exists.
func compareEnded(a, b, today string) int {
	over := func(day string) int {
		if day != "" && day < today {
			return 1
		}
		return 0
	}
	return over(a) - over(b)
}

func (v *PositionView) words(today string) []string {
	words := []string{v.Title, v.Organization.Name}
	for _, code := range v.Codes() {
		if c, ok := models.ConstituencyByCode(code); ok {
			words = append(words, c.Name)
		}
	}
	for _, h := range []*Holding{v.Holder(today), v.Next(today)} {
		if h != nil {
			words = append(words, h.Person.Name().Full())
		}
	}
	if v.Deputy != nil {
		words = append(words, v.Deputy.Name().Full())
	}
	return words
}

// Position reads one position. Kind NotFound.
func (d *Directory) Position(ctx context.Context, id int64) (*PositionView, error) {
	list, err := d.positions(ctx, func(tx *gorm.DB) *gorm.DB { return tx.Where("id = ?", id) })
	if err != nil {
		return nil, fmt.Errorf("position: %w", err)
	}
	if len(list) == 0 {
		return nil, missing(gorm.ErrRecordNotFound, "position")
	}
	return &list[0], nil
}

func (d *Directory) positions(ctx context.Context, which func(*gorm.DB) *gorm.DB) (list []PositionView, err error) {
	err = d.store.Read(ctx, func(tx *gorm.DB) error {
		var rows []models.Position
		if err := which(tx).Order("id").Find(&rows).Error; err != nil {
			return err
		}
		ids := tx.Model(&models.Position{}).Select("id")
		var holders []models.PositionHolder
		if err := tx.Where("position_id in (?)", which(ids)).Order("from_on, id").Find(&holders).Error; err != nil {
			return err
		}
		var people []models.Person
		err := tx.Where("id in (?) or id in (?)", tx.Model(&models.PositionHolder{}).Select("person_id"),
			tx.Model(&models.Position{}).Select("deputy_id").Where("deputy_id is not null")).Find(&people).Error
		if err != nil {
			return err
		}
		var bodies []models.Organization
		if err := tx.Where("id in (?)", tx.Model(&models.Position{}).Select("organization_id")).Find(&bodies).Error; err != nil {
			return err
		}
		list = assemble(rows, holders, people, bodies)
		return nil
	})
	return list, err
}

// assemble puts the rows of the tables together.
func assemble(rows []models.Position, holders []models.PositionHolder, people []models.Person, bodies []models.Organization) []PositionView {
	persons, organizations := make(map[int64]*models.Person, len(people)), make(map[int64]models.Organization, len(bodies))
	for i := range people {
		persons[people[i].ID] = &people[i]
	}
	for _, o := range bodies {
		organizations[o.ID] = o
	}
	of := make(map[int64][]Holding)
	for _, h := range holders {
		of[h.PositionID] = append(of[h.PositionID], Holding{h, *persons[h.PersonID]})
	}
	list := make([]PositionView, len(rows))
	for i, p := range rows {
		list[i] = PositionView{Position: p, Organization: organizations[p.OrganizationID], Holdings: of[p.ID]}
		if p.DeputyID != nil {
			list[i].Deputy = persons[*p.DeputyID]
		}
	}
	return list
}
