package models

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// readingEvery is how long looking at a list counts as one look.
const readingEvery = time.Hour

// LogReading writes one line of who looked at a list on the screen (BR-75),
// unless the same user looked at the same columns of the same list of the same
// site within the hour: a page is opened many times a day, and the log must stay readable.
func (s *Store) LogReading(ctx context.Context, log ExportLog) error {
	err := s.write(ctx, func(tx *gorm.DB) error {
		log.At = s.Now()
		var before int64
		err := tx.Model(&ExportLog{}).Where("meeting_id = ? and site_key = ? and user_id = ? and list = ? and format = ? and columns = ? and at > ?",
			log.MeetingID, log.SiteKey, log.UserID, log.List, log.Format, log.Columns, log.At.Add(-readingEvery)).Count(&before).Error
		if err != nil || before > 0 {
			return err
		}
		return tx.Create(&log).Error
	})
	if err != nil {
		return fmt.Errorf("log reading: %w", err)
	}
	return nil
}
