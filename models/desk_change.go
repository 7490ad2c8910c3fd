package models

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
)

// DeskChange is one line of what was done at the desk and belongs to no
// meeting. It outlives what it is about, with the names of then, and goes
// after two years.
type DeskChange struct {
	ID        int64
	About     string // AboutUser and its neighbors
	AboutID   int64
	Name      string // of what it is about
	Action    string
	Detail    string // as JSON of DeskChangeDetail
	ActorKind ActorKind
	ActorID   *int64
	ActorName string
	At        time.Time
}

// What a DeskChange is about.
const (
	AboutUser         = "user"
	AboutOrganization = "organization"
	AboutVenue        = "venue"
	AboutPerson       = "person"
	AboutPosition     = "position"
	AboutGroup        = "group"
)

// DeskChangeDetail is what a line says beyond who and what.
type DeskChangeDetail struct {
	Role       UserRole     `json:",omitempty"`
	RoleBefore UserRole     `json:",omitempty"`
	Groups     []string     `json:",omitempty"` // none: every group
	To         string       `json:",omitempty"` // the organization a name was linked to, the position somebody holds
	Notices    NoticeChoice `json:",omitempty"`
	Count      int          `json:",omitempty"`
	Day        string       `json:",omitempty"` // from or until which something holds
}

// deskChangesKept is how long the history of the desk is kept.
const deskChangesKept = 2 * 365 * 24 * time.Hour

// deskChange writes one line.
func (s *Store) deskChange(tx *gorm.DB, c DeskChange, detail DeskChangeDetail, by Actor) error {
	text, err := json.Marshal(detail)
	if err != nil {
		return err
	}
	c.Detail, c.At, c.ActorKind, c.ActorID = string(text), s.Now(), by.Kind, by.UserID
	if by.UserID != nil {
		if err := tx.Model(&User{}).Select("name").Where("id = ?", *by.UserID).Scan(&c.ActorName).Error; err != nil {
			return err
		}
	}
	if err := tx.Create(&c).Error; err != nil {
		return fmt.Errorf("history of the desk: %w", err)
	}
	return nil
}

// NoteDeskChange writes one line of what was done at the desk, within the
// change itself.
func (s *Store) NoteDeskChange(tx *gorm.DB, c DeskChange, detail DeskChangeDetail, by Actor) error {
	return s.deskChange(tx, c, detail, by)
}

// Details reads the Detail of a line; empty when it cannot be read.
func (c DeskChange) Details() (d DeskChangeDetail) {
	_ = json.Unmarshal([]byte(c.Detail), &d)
	return d
}

// userHistory writes what differs between a user before and after, one line
// for each thing.
func (s *Store) userHistory(tx *gorm.DB, before, after *User, groupsBefore, groups []string, by Actor) error {
	line := func(action string, detail DeskChangeDetail) error {
		return s.deskChange(tx, DeskChange{About: AboutUser, AboutID: after.ID, Name: after.Name, Action: action}, detail, by)
	}
	if before.ID == 0 {
		return line("user_added", DeskChangeDetail{Role: after.Role, Groups: groups})
	}
	if before.Name != after.Name || before.EmailKey != after.EmailKey {
		if err := line("user_details", DeskChangeDetail{}); err != nil {
			return err
		}
	}
	if before.Role != after.Role {
		if err := line("user_role", DeskChangeDetail{Role: after.Role, RoleBefore: before.Role}); err != nil {
			return err
		}
	}
	if before.AllGroups == after.AllGroups && slices.Equal(groupsBefore, groups) {
		return nil
	}
	return line("user_groups", DeskChangeDetail{Groups: groups})
}

// sweepDeskChanges removes lines that were kept long enough.
func sweepDeskChanges(tx *gorm.DB, now time.Time) error {
	return tx.Where("at < ?", now.Add(-deskChangesKept)).Delete(&DeskChange{}).Error
}
