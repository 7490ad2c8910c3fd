package deskview

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"bijeen/models"
)

// AtSitePeople is how many people one site shows beside the others.
const AtSitePeople = 60

// AtSite is one site that can be chosen, with who has a place there.
type AtSite struct {
	Site   *models.Site
	People []PersonRow // the first AtSitePeople, by name
	Total  int
}

// AtSites reads who has a place at each site that can be chosen, in the order
// of the meeting; search narrows that to any part of a name or organisation. It
// takes a fixed number of queries, however many sites there are.
func (v *View) AtSites(ctx context.Context, m *models.Meeting, search string) ([]AtSite, error) {
	var sites []AtSite
	for _, s := range m.OpenSites() {
		sites = append(sites, AtSite{Site: s})
	}
	err := v.store.Read(ctx, func(tx *gorm.DB) error {
		scope := models.ListScope(tx, m, models.ListQuery{SeatedOnly: true, Search: search})
		var counts []struct {
			SiteID int64
			People int
		}
		err := scope.Session(&gorm.Session{}).Select("site_id, count(*) as people").Where("site_id is not null").Group("site_id").Scan(&counts).Error
		if err != nil {
			return err
		}
		ranked := scope.Session(&gorm.Session{}).Select("registrations.*, row_number() over (partition by site_id order by sort_key, id) as place")
		var list []*models.Registration
		if err := tx.Table("(?) as registrations", ranked).Where("place <= ?", AtSitePeople).Order("sort_key, id").Find(&list).Error; err != nil {
			return err
		}
		rows, err := personRows(tx, m, list)
		if err != nil {
			return err
		}
		for i := range sites {
			for _, c := range counts {
				if c.SiteID == sites[i].Site.ID {
					sites[i].Total = c.People
				}
			}
			for j, r := range list {
				if r.SiteID != nil && *r.SiteID == sites[i].Site.ID {
					sites[i].People = append(sites[i].People, rows[j])
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("people at the sites of meeting %d: %w", m.ID, err)
	}
	return sites, nil
}
