package deskview

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"bijeen/models"
)

// Between lists the meetings that take place in part between two moments, in
// order, with their hosts: drafts and cancelled ones too, postponed ones not,
// for their date says nothing. It takes two queries.
func (v *View) Between(ctx context.Context, from, to time.Time) ([]*models.Meeting, error) {
	var list []*models.Meeting
	err := v.store.Read(ctx, func(tx *gorm.DB) error {
		var err error
		list, err = between(tx, from, to)
		return err
	})
	return list, err
}

func between(tx *gorm.DB, from, to time.Time) ([]*models.Meeting, error) {
	var list []*models.Meeting
	err := tx.Preload("Hosts", func(tx *gorm.DB) *gorm.DB { return tx.Order("position, id") }).
		Where("starts_at < ? and ends_at > ? and status <> ?", to, from, models.MeetingPostponed).Order("starts_at, id").Find(&list).Error
	if err != nil {
		return nil, fmt.Errorf("meetings of a period: %w", err)
	}
	return list, nil
}

// Clashes lists the meetings on the same days as m that many of the same
// people come to (BR-07): of the same kind, or with a host in common. One that
// is called off is in nobody's way.
func (v *View) Clashes(ctx context.Context, m *models.Meeting, from, to time.Time) ([]*models.Meeting, error) {
	all, err := v.Between(ctx, from, to)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(o *models.Meeting) bool {
		return o.ID == m.ID || o.Status == models.MeetingCancelled || o.Kind != m.Kind && !shareHost(o, m)
	}), nil
}

func shareHost(a, b *models.Meeting) bool {
	return slices.ContainsFunc(a.HostNames(), func(name string) bool { return slices.Contains(b.HostNames(), name) })
}
