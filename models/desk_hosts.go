package models

import (
	"context"
	"fmt"

	"gorm.io/gorm"
)

// SiteHost says that a user receives the people of a site: who has the role
// site_host sees the names of that site and no others (BR-81).
type SiteHost struct {
	SiteID int64 `gorm:"primaryKey"`
	UserID int64 `gorm:"primaryKey"`
}

// Hosts reports whether a user hosts this site of this meeting.
func (s *Store) Hosts(ctx context.Context, userID int64, slug, siteKey string) (bool, error) {
	var n int64
	err := s.reader.WithContext(ctx).Model(&SiteHost{}).
		Where(`user_id = ? and site_id = (select s.id from sites s join meetings m on m.id = s.meeting_id where m.slug = ? and s.key = ?)`,
			userID, slug, siteKey).Count(&n).Error
	if err != nil {
		return false, fmt.Errorf("host of site %s: %w", siteKey, err)
	}
	return n > 0, nil
}

// SiteHosts gives the users who host the sites of a meeting, by site; and all
// users with the role for it, by name.
func (s *Store) SiteHosts(ctx context.Context, meetingID int64) (map[int64]int64, []User, error) {
	hosts := make(map[int64]int64)
	var users []User
	err := s.Read(ctx, func(tx *gorm.DB) error {
		var rows []SiteHost
		if err := tx.Where("site_id in (select id from sites where meeting_id = ?)", meetingID).Order("user_id").Find(&rows).Error; err != nil {
			return err
		}
		for _, row := range rows {
			hosts[row.SiteID] = row.UserID
		}
		return tx.Where("role = ?", RoleSiteHost).Order("name, id").Find(&users).Error
	})
	if err != nil {
		return nil, nil, fmt.Errorf("hosts of meeting %d: %w", meetingID, err)
	}
	return hosts, users, nil
}

// SetSiteHost makes a user the one host of a site, or with 0 leaves it
// without. Kind Invalid for somebody without the role, or a site that is not
// of this meeting.
func (s *Store) SetSiteHost(ctx context.Context, meetingID int64, siteKey string, userID int64, by Actor) error {
	err := s.write(ctx, func(tx *gorm.DB) error {
		var sites []int64
		if err := tx.Model(&Site{}).Where("meeting_id = ? and key = ?", meetingID, siteKey).Pluck("id", &sites).Error; err != nil {
			return err
		}
		if len(sites) == 0 {
			return invalid("site", "site_unknown")
		}
		var before []SiteHost
		if err := tx.Where("site_id = ?", sites[0]).Find(&before).Error; err != nil {
			return err
		}
		if len(before) == 0 && userID == 0 || len(before) == 1 && before[0].UserID == userID {
			return nil
		}
		if err := tx.Where("site_id = ?", sites[0]).Delete(&SiteHost{}).Error; err != nil {
			return err
		}
		d := &desk{s: s, tx: tx, m: &Meeting{ID: meetingID}, now: s.Now()}
		if userID == 0 {
			return d.meetingHistory("host_taken", siteKey, by)
		}
		var fit []User
		if err := tx.Where("id = ? and role = ?", userID, RoleSiteHost).Find(&fit).Error; err != nil {
			return err
		}
		if len(fit) == 0 {
			return invalid("host", "choice_unknown")
		}
		if err := tx.Create(&SiteHost{SiteID: sites[0], UserID: userID}).Error; err != nil {
			return err
		}
		return d.meetingHistory("host_given", siteKey+" "+fit[0].Name, by)
	})
	return wrapUnlessRefused("host of a site", err)
}
