package models

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// Delivery is what became of one try to send a message.
type Delivery struct {
	MessageID int64  // the id of the row
	Worker    string // who claimed it
	Sent      bool
	Permanent bool      // refused for good
	Untried   bool      // given back as it was: this was no try
	Problem   string    // why not, as Message.Problem reads it, without personal data
	NextTry   time.Time // when not sent and not permanent
}

// MarkMessages records what became of claimed messages, in one transaction.
// A row that another worker holds by now is left alone. A permanent refusal
// of a REQUEST means that the person was never invited. The last mail to
// somebody who was erased goes from the files of the database too; an error
// of that alone comes after the marks are stored.
func (s *Store) MarkMessages(ctx context.Context, deliveries []Delivery) error {
	erased := int64(0)
	err := s.write(ctx, func(tx *gorm.DB) error {
		erased = 0
		sent := make(map[string][]int64) // by worker
		for _, del := range deliveries {
			if del.Sent {
				sent[del.Worker] = append(sent[del.Worker], del.MessageID)
				continue
			}
			n, err := s.mark(tx, del)
			if err != nil {
				return err
			}
			erased += n
		}
		for worker, ids := range sent {
			n, err := s.markSent(tx, worker, ids)
			if err != nil {
				return err
			}
			erased += n
		}
		return nil
	})
	if err == nil && erased > 0 {
		err = s.forget(ctx)
	}
	if err != nil {
		return fmt.Errorf("mark mails: %w", err)
	}
	return nil
}

// markSent marks what went out, which is nearly everything, in one go. It
// gives how many rows of erased people went.
func (s *Store) markSent(tx *gorm.DB, worker string, ids []int64) (erased int64, err error) {
	err = tx.Model(&Message{}).Where("id in ? and state = ? and lease_id = ?", ids, MessageQueued, worker).
		Updates(map[string]any{"state": MessageSent, "sent_at": s.Now(), "lease_id": "", "lease_until": nil, "last_error": ""}).Error
	if err != nil {
		return 0, err
	}
	res := tx.Where("id in ? and state = ? and erase", ids, MessageSent).Delete(&Message{})
	return res.RowsAffected, res.Error
}

// mark marks one row that did not go out. It gives 1 when that was of
// somebody erased and went.
func (s *Store) mark(tx *gorm.DB, del Delivery) (erased int64, err error) {
	set := map[string]any{"lease_id": "", "lease_until": nil, "last_error": del.Problem}
	if del.Permanent {
		set["state"] = MessageFailed
	} else {
		set["due_at"] = del.NextTry.UTC()
	}
	if del.Untried {
		set["attempts"] = gorm.Expr("attempts - 1")
	}
	q := tx.Model(&Message{}).Where("id = ? and state = ? and lease_id = ?", del.MessageID, MessageQueued, del.Worker)
	res := q.Updates(set)
	if res.Error != nil || res.RowsAffected == 0 || !del.Permanent {
		return 0, res.Error
	}
	if err := uninvite(tx, del.MessageID); err != nil {
		return 0, err
	}
	if err := s.tellRefused(tx, del.MessageID); err != nil {
		return 0, err
	}
	res = tx.Where("id = ? and erase", del.MessageID).Delete(&Message{})
	return res.RowsAffected, res.Error
}

// RenewLeases keeps rows for a worker that still waits for an answer about
// them. Those it does not hold any more are left alone.
func (s *Store) RenewLeases(ctx context.Context, worker string, ids []int64, lease time.Duration) error {
	err := s.write(ctx, func(tx *gorm.DB) error {
		return tx.Model(&Message{}).Where("id in ? and state = ? and lease_id = ?", ids, MessageQueued, worker).
			Update("lease_until", s.Now().Add(lease)).Error
	})
	if err != nil {
		return fmt.Errorf("renew leases of mails: %w", err)
	}
	return nil
}
