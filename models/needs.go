package models

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"
)

// NeedsOf reads what somebody gave about food, access and remarks, and logs
// who looked (BR-75, BR-76): log names the user. Kind NotFound when the
// registration is not of this meeting or gave nothing.
func (s *Store) NeedsOf(ctx context.Context, slug string, registrationID int64, log ExportLog) (*Needs, error) {
	var n Needs
	err := s.write(ctx, func(tx *gorm.DB) error {
		var r Registration
		err := tx.Select("id", "meeting_id").
			Where("id = ? and meeting_id = (select id from meetings where slug = ?)", registrationID, slug).Take(&r).Error
		if err == nil {
			err = tx.Where("registration_id = ?", r.ID).Take(&n).Error
		}
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return errNotFound("needs")
		}
		if err != nil {
			return fmt.Errorf("needs of registration %d: %w", registrationID, err)
		}
		log.MeetingID, log.List, log.Format, log.Rows, log.At = r.MeetingID, "wensen", "html", 1, s.Now()
		log.Columns = fmt.Sprintf("diet access remarks, registration %d", r.ID)
		return tx.Create(&log).Error
	})
	if err != nil {
		return nil, err
	}
	return &n, nil
}
