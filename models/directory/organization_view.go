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

// Organizations lists the known organizations in which every word of a search
// stands: in the name, a former name or a municipality they serve. Those that
// ended come last.
func (d *Directory) Organizations(ctx context.Context, search string) ([]OrganizationView, error) {
	list, err := d.organizations(ctx, func(tx *gorm.DB) *gorm.DB { return tx.Where("known") })
	if err != nil {
		return nil, fmt.Errorf("organizations: %w", err)
	}
	today := d.Today()
	list = slices.DeleteFunc(list, func(v OrganizationView) bool { return !matches(search, v.words()...) })
	slices.SortFunc(list, func(a, b OrganizationView) int {
		return cmp.Or(compareEnded(a.EndedOn, b.EndedOn, today), cmp.Compare(names.SortWords(a.Name), names.SortWords(b.Name)), cmp.Compare(a.ID, b.ID))
	})
	return list, nil
}

// Organization reads one organization. Kind NotFound.
func (d *Directory) Organization(ctx context.Context, id int64) (*OrganizationView, error) {
	list, err := d.organizations(ctx, func(tx *gorm.DB) *gorm.DB { return tx.Where("known and id = ?", id) })
	if err != nil {
		return nil, fmt.Errorf("organization: %w", err)
	}
	if len(list) == 0 {
		return nil, missing(gorm.ErrRecordNotFound, "organization")
	}
	return &list[0], nil
}

func (v *OrganizationView) words() []string {
	words := []string{v.Name}
	for _, f := range v.Former {
		words = append(words, f.Name)
	}
	for _, code := range v.Serves {
		if c, ok := models.ConstituencyByCode(code); ok {
			words = append(words, c.Name)
		}
	}
	return words
}

func (d *Directory) organizations(ctx context.Context, which func(*gorm.DB) *gorm.DB) (list []OrganizationView, err error) {
	today := d.Today()
	err = d.store.Read(ctx, func(tx *gorm.DB) error {
		err := which(tx.Model(&models.Organization{})).Select(`organizations.*,
			(select count(*) from positions p where p.organization_id = organizations.id and (p.ended_on = '' or p.ended_on >= ?)) as positions,
			(select count(distinct a.person_id) from affiliations a where a.organization_id = organizations.id
				and `+models.InForceSQL("a")+`) as people`, today, today, today).Order("id").Scan(&list).Error
		if err != nil {
			return err
		}
		at := make(map[int64]*OrganizationView, len(list))
		for i := range list {
			at[list[i].ID] = &list[i]
		}
		var former []models.OrganizationName
		if err := tx.Order("until_on desc, id desc").Find(&former).Error; err != nil {
			return err
		}
		for _, f := range former {
			if v := at[f.OrganizationID]; v != nil {
				v.Former = append(v.Former, f)
			}
		}
		var served []models.ServedMunicipality
		if err := tx.Find(&served).Error; err != nil {
			return err
		}
		for _, s := range served {
			if v := at[s.OrganizationID]; v != nil {
				v.Serves = append(v.Serves, s.Code)
			}
		}
		for i := range list {
			list[i].Serves = inOrder(list[i].Serves)
		}
		return nil
	})
	return list, err
}
