package models

import (
	"context"
	"fmt"

	"gorm.io/gorm"
)

// WithdrawalEffect is what the withdrawal of a site would do: Became counts
// the people of that site by the status they have then.
type WithdrawalEffect struct {
	Effect
	Became map[RegistrationStatus]int
}

// PreviewWithdrawals says of each of these decisions about a site what
// WithdrawSite would do, so that they can be compared before one is taken
// (BR-36). Each is tried on the meeting as it is now, in one transaction of
// which nothing is kept; it locks the meeting for as long as that takes.
// Kinds: as WithdrawSite.
func (s *Store) PreviewWithdrawals(ctx context.Context, meetingID int64, list []SiteWithdrawal, by Actor) ([]*WithdrawalEffect, error) {
	var effects []*WithdrawalEffect
	err := s.dryRun(ctx, func(tx *gorm.DB) error {
		effects = make([]*WithdrawalEffect, len(list)) // a transaction may run twice
		for i, w := range list {
			if err := tx.SavePoint(tried).Error; err != nil {
				return fmt.Errorf("try a withdrawal: %w", err)
			}
			e, err := s.tryWithdrawal(tx, meetingID, w, by)
			if err != nil {
				return err
			}
			if err := tx.RollbackTo(tried).Error; err != nil {
				return fmt.Errorf("take back a withdrawal: %w", err)
			}
			effects[i] = e
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return effects, nil
}

// tried is the point to which a transaction goes back after each try.
const tried = "tried"

func (s *Store) tryWithdrawal(tx *gorm.DB, meetingID int64, w SiteWithdrawal, by Actor) (*WithdrawalEffect, error) {
	d, err := s.openDesk(tx, meetingID)
	if err != nil {
		return nil, err
	}
	d.tally, d.trying = &tally{}, true
	became, err := d.withdraw(w, by)
	if err != nil {
		return nil, err
	}
	e, err := d.tally.effect(d)
	if err != nil {
		return nil, err
	}
	return &WithdrawalEffect{Effect: *e, Became: became}, nil
}
