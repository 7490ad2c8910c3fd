package models

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"bijeen/models/names"
)

// RecapMark marks a recap as somebody read it: another text has another mark.
func RecapMark(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// RecapOpen says whether a recap can be written: once the meeting is over.
// Kind Conflict.
func (m *Meeting) RecapOpen(phase Phase) error {
	if phase != PhasePast {
		return refuse(Conflict, "recap_not_yet")
	}
	return nil
}

// SaveRecap stores what the organizer tells after the day; empty takes it away.
// seen is the RecapMark of the text the writer began with: when somebody else
// has changed it since, nothing is stored. It locks the meeting and mails
// nobody. Kinds: NotFound; Problems for a text that is too long; Conflict with
// the key recap_changed, or before the meeting is over.
func (s *Store) SaveRecap(ctx context.Context, meetingID int64, text, seen string, by Actor) error {
	text = names.CleanText(text)
	if wrong := tooLong("recap", text, names.MaxText); len(wrong) > 0 {
		return Problems(wrong)
	}
	return s.atMeeting(ctx, meetingID, func(d *desk) error {
		if err := d.m.RecapOpen(d.m.Phase(d.now)); err != nil {
			return err
		}
		if RecapMark(d.m.Recap) != seen {
			return refuse(Conflict, "recap_changed")
		}
		if text == d.m.Recap {
			return nil
		}
		err := d.tx.Model(&Meeting{}).Where("id = ?", meetingID).Updates(map[string]any{"recap": text, "updated_at": d.now}).Error
		if err != nil {
			return fmt.Errorf("recap of meeting %d: %w", meetingID, err)
		}
		return d.meetingHistory("recap", "", by)
	})
}
