package deskview

import (
	"time"

	"gorm.io/gorm"

	"bijeen/models"
)

// passage is when somebody came in first, and when they left for good.
type passage struct{ came, left time.Time }

// passages reads who came to a meeting, by registration (BR-61).
func passages(tx *gorm.DB, meetingID int64) (map[int64]passage, error) {
	var rows []models.CheckIn
	err := tx.Select("registration_id", "direction", "at").Where("meeting_id = ? and undone_at is null", meetingID).Order("id").Find(&rows).Error
	if err != nil {
		return nil, err
	}
	all := make(map[int64]passage)
	for _, c := range rows {
		p := all[c.RegistrationID]
		switch {
		case c.Direction == models.DirectionOut:
			p.left = c.At
		case p.came.IsZero():
			p.came, p.left = c.At, time.Time{}
		default:
			p.left = time.Time{}
		}
		all[c.RegistrationID] = p
	}
	return all, nil
}
