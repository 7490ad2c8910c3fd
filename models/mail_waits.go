package models

import (
	"context"
	"fmt"
	"time"
)

// mailPatience is how long mail may be due before it counts as waiting: a
// worker looks each second.
const mailPatience = 30 * time.Second

// MailWaits reports whether mail stays behind: it was tried and did not go,
// or nobody takes it up. Mail that is not due yet is not late.
func (s *Store) MailWaits(ctx context.Context) (bool, error) {
	var waits bool
	err := s.reader.WithContext(ctx).Raw(`select exists (select 1 from messages
		where state = ? and (due_at <= ? or last_error <> ''))`, MessageQueued, s.Now().Add(-mailPatience)).Scan(&waits).Error
	if err != nil {
		return false, fmt.Errorf("does mail wait: %w", err)
	}
	return waits, nil
}
