package modelstest

import (
	"time"

	"gorm.io/gorm"

	"bijeen/models"
)

// Invite writes a line of the list of invitations of a meeting, past the
// verbs: tests of what is read from the list want lines in every state.
func (f *Fixture) Invite(m *models.Meeting, inv models.Invitation) int64 {
	f.t.Helper()
	inv.MeetingID, inv.CreatedAt, inv.UpdatedAt = m.ID, f.Clock.Now(), f.Clock.Now()
	if inv.Target == "" {
		inv.Target = models.InvitePosition
	}
	f.write(func(tx *gorm.DB) error { return tx.Create(&inv).Error })
	return inv.ID
}

// Tell writes that somebody comes late or leaves early, past the verbs.
func (f *Fixture) Tell(registrationID int64, late, early *time.Time) {
	f.t.Helper()
	f.write(func(tx *gorm.DB) error {
		return tx.Model(&models.Registration{}).Where("id = ?", registrationID).
			UpdateColumns(map[string]any{"arrives_late_at": late, "leaves_early_at": early}).Error
	})
}
