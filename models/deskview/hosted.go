package deskview

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"bijeen/models"
)

// HostedSite is a site that a user hosts, with its meeting. The meeting
// comes with all its sites and venues.
type HostedSite struct {
	Meeting *models.Meeting
	Site    *models.Site
	People  int // with a place at this site
}

// Hosted lists the sites a user hosts at meetings that are not over,
// soonest first.
func (v *View) Hosted(ctx context.Context, userID int64) ([]HostedSite, error) {
	var list []HostedSite
	err := v.store.Read(ctx, func(tx *gorm.DB) error {
		var meetings []*models.Meeting
		err := models.DeskScope(tx.Model(&models.Meeting{}), false, v.store.Now()).Where(`id in (select s.meeting_id from sites s
			join site_hosts h on h.site_id = s.id where h.user_id = ?)`, userID).Order(deskOrder(false)).Find(&meetings).Error
		if err != nil {
			return err
		}
		pages, err := models.PagesOf(tx, meetings)
		if err != nil {
			return err
		}
		var hosted []models.SiteHost
		if err := tx.Where("user_id = ?", userID).Find(&hosted).Error; err != nil {
			return err
		}
		list = hostedSites(pages, hosted)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("sites of host %d: %w", userID, err)
	}
	return list, nil
}

func hostedSites(pages []*models.MeetingPage, hosted []models.SiteHost) []HostedSite {
	mine := make(map[int64]bool, len(hosted))
	for _, h := range hosted {
		mine[h.SiteID] = true
	}
	var list []HostedSite
	for _, p := range pages {
		for i := range p.Meeting.Sites {
			site := &p.Meeting.Sites[i]
			if seats := p.Seats[site.ID]; mine[site.ID] && seats != nil {
				list = append(list, HostedSite{Meeting: p.Meeting, Site: site, People: seats.Heads})
			}
		}
	}
	return list
}
