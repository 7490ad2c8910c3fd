package models

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
)

// Undo is how a meeting was before the last change an organiser made, kept
// for as long as the mails about the change wait (BR-36, 39, 40, 42, 43).
type Undo struct {
	ID          int64
	MeetingID   int64
	Kind        UndoKind
	Description string    // the meeting before, as JSON of MeetingInput
	People      string    // who was touched, as JSON of a list of undoPerson; only ids
	Version     time.Time // the UpdatedAt of the meeting after the change
	At          time.Time // of the change, as its lines of history say
	Until       time.Time // when the first mails go
	UserID      *int64
}

// UndoKind says what can be taken back.
type UndoKind string

// The changes that can be taken back.
const (
	UndoChanged       UndoKind = "changed"
	UndoSiteWithdrawn UndoKind = "site_withdrawn"
)

// canUndo reports whether what happens now is a change of an organiser whose
// mails wait.
func (d *desk) canUndo(by Actor) bool {
	return !d.trying && d.undoing == "" && d.s.delay > 0 && by.Kind == ByOrganizer
}

// remember keeps how things were, where a change by an organiser, which is
// stored by now, can still be taken back. What could be taken back before
// goes. A change that mails people at once is not one to take back: opening
// invites who showed interest (BR-02), and a meeting that goes on after all
// says so; nor is putting a meeting away.
func (d *desk) remember(kind UndoKind, before MeetingInput, people []undoPerson, by Actor) error {
	if !d.canUndo(by) {
		return nil
	}
	description, err := json.Marshal(before)
	if err != nil {
		return fmt.Errorf("remember meeting %d: %w", d.m.ID, err)
	}
	touched, err := json.Marshal(people)
	if err != nil {
		return fmt.Errorf("remember people of meeting %d: %w", d.m.ID, err)
	}
	if err := d.tx.Where("meeting_id = ? or until <= ?", d.m.ID, d.now).Delete(&Undo{}).Error; err != nil {
		return fmt.Errorf("forget what cannot be undone: %w", err)
	}
	if d.mailed || d.m.Status == MeetingArchived {
		return nil
	}
	var now Meeting
	if err := d.tx.Select("updated_at").Where("id = ?", d.m.ID).Take(&now).Error; err != nil {
		return fmt.Errorf("remember meeting %d: %w", d.m.ID, err)
	}
	err = d.tx.Create(&Undo{
		MeetingID: d.m.ID, Kind: kind, Description: string(description), People: string(touched), Version: now.UpdatedAt,
		At: d.now, Until: d.now.Add(d.s.delay), UserID: by.UserID,
	}).Error
	if err != nil {
		return fmt.Errorf("remember meeting %d: %w", d.m.ID, err)
	}
	return nil
}

// LastChange gives the change of this meeting that can still be taken back;
// nil when there is none.
func (s *Store) LastChange(ctx context.Context, m *Meeting) (*Undo, error) {
	return s.lastChange(s.reader.WithContext(ctx), m)
}

func (s *Store) lastChange(tx *gorm.DB, m *Meeting) (*Undo, error) {
	var list []Undo
	err := tx.Where("meeting_id = ? and until > ?", m.ID, s.Now()).Order("id desc").Limit(1).Find(&list).Error
	if err != nil {
		return nil, fmt.Errorf("last change of meeting %d: %w", m.ID, err)
	}
	if len(list) == 0 || !list[0].Version.Equal(m.UpdatedAt) {
		return nil, nil // there is none, or somebody has changed something since
	}
	return &list[0], nil
}

// UndoChange takes the last change of a meeting back while its mails still
// wait; those go no more. Seats that were given meanwhile stay given (BR-35).
// It locks the meeting. Kinds: NotFound; Conflict with the key undo_too_late
// when the mails have gone or somebody has changed something since.
func (s *Store) UndoChange(ctx context.Context, meetingID, undoID int64, by Actor) error {
	return s.atMeeting(ctx, meetingID, func(d *desk) error {
		if err := loadParts(d.tx, d.m); err != nil {
			return err
		}
		u, err := s.lastChange(d.tx, d.m)
		if err != nil {
			return err
		}
		if u == nil || u.ID != undoID {
			return refuse(Conflict, "undo_too_late")
		}
		d.undoing = u.Kind
		if err := d.tx.Delete(&Undo{}, u.ID).Error; err != nil {
			return fmt.Errorf("undo of meeting %d: %w", meetingID, err)
		}
		if u.Kind == UndoSiteWithdrawn {
			return d.undoWithdrawal(u, by)
		}
		return d.undoChange(u, by)
	})
}

// undoChange is the inverse edit (contract, Mail). A site that the change
// added is withdrawn.
func (d *desk) undoChange(u *Undo, by Actor) error {
	var before MeetingInput
	if err := json.Unmarshal([]byte(u.Description), &before); err != nil {
		return fmt.Errorf("undo %d: %w", u.ID, err)
	}
	for i := range d.m.Sites {
		site := d.m.Sites[i].input()
		if !slices.ContainsFunc(before.Sites, func(s SiteInput) bool { return s.Key == site.Key }) {
			site.Status = SiteWithdrawn
			before.Sites = append(before.Sites, site)
		}
	}
	if early := before.Status == MeetingDraft || before.Status == MeetingAnnounced; early && d.m.Status != before.Status {
		var people int64
		err := d.tx.Model(&Registration{}).Where("meeting_id = ? and status in ?", d.m.ID, []RegistrationStatus{Registered, Waitlisted, Pending, Offered}).Count(&people).Error
		if err != nil {
			return fmt.Errorf("people of meeting %d: %w", d.m.ID, err)
		}
		if people > 0 { // rules §3.3: nobody is registered before it opens
			return refuse(Conflict, "undo_too_late")
		}
	}
	_, err := d.changeMeeting(before, by)
	var wrong Problems
	if errors.As(err, &wrong) { // somebody is at the new site by now
		return refuse(Conflict, "undo_too_late")
	}
	return err
}
