package deskview

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"bijeen/models"
)

// DeskHistory reads a page (1-based) of what was done at the desk and belongs
// to no meeting, newest first, and how many lines there are.
func (v *View) DeskHistory(ctx context.Context, page int) ([]models.DeskChange, int, error) {
	var list []models.DeskChange
	var total int64
	err := v.store.Read(ctx, func(tx *gorm.DB) error {
		if err := tx.Model(&models.DeskChange{}).Count(&total).Error; err != nil {
			return err
		}
		return tx.Order("id desc").Limit(HistoryPerPage).Offset((max(page, 1) - 1) * HistoryPerPage).Find(&list).Error
	})
	if err != nil {
		return nil, 0, fmt.Errorf("history of the desk: %w", err)
	}
	return list, int(total), nil
}

// TakenList is a list that somebody took or opened, with its meeting.
type TakenList struct {
	models.ExportLog
	Slug, Title string
}

// TakenLists reads a page (1-based) of who took or opened which list, of the
// meetings of a user, newest first, and how many lines there are.
func (v *View) TakenLists(ctx context.Context, of *models.User, page int) ([]TakenList, int, error) {
	var list []TakenList
	var total int64
	err := v.store.Read(ctx, func(tx *gorm.DB) error {
		scope := models.MeetingsOf(tx.Table("export_logs").Joins("join meetings on meetings.id = export_logs.meeting_id"), of)
		if err := scope.Session(&gorm.Session{}).Count(&total).Error; err != nil {
			return err
		}
		return scope.Select("export_logs.*, meetings.slug, meetings.title").Order("export_logs.id desc").
			Limit(HistoryPerPage).Offset((max(page, 1) - 1) * HistoryPerPage).Scan(&list).Error
	})
	if err != nil {
		return nil, 0, fmt.Errorf("lists that were taken: %w", err)
	}
	return list, int(total), nil
}
