package models

import (
	"context"
	"fmt"
	"strconv"
)

// SetQuorum stores how many municipalities must be represented at a meeting;
// 0 takes the rule away. seen is what the page said when it was changed: when
// somebody else has changed it since, nothing is stored. It locks the meeting
// and mails nobody. Kinds: NotFound; Problems for a number of municipalities
// that there are not; Conflict with the key quorum_changed.
func (s *Store) SetQuorum(ctx context.Context, meetingID int64, quorum, seen int, by Actor) error {
	if quorum < 0 || quorum > Municipalities() {
		e := invalid("quorum", "quorum_wrong")
		e.Args = map[string]any{"Max": Municipalities()}
		return Problems{e}
	}
	return s.atMeeting(ctx, meetingID, func(d *desk) error {
		switch d.m.Quorum {
		case quorum:
			return nil
		case seen:
		default:
			return refuse(Conflict, "quorum_changed")
		}
		if err := d.tx.Model(&Meeting{}).Where("id = ?", meetingID).UpdateColumn("quorum", quorum).Error; err != nil {
			return fmt.Errorf("quorum of meeting %d: %w", meetingID, err)
		}
		return d.meetingHistory("quorum", strconv.Itoa(quorum), by)
	})
}

// Municipalities is how many municipalities there are.
func Municipalities() int {
	n := 0
	for _, row := range constituencyRows {
		if row.IsMunicipality() {
			n++
		}
	}
	return n
}
