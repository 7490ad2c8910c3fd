package models

import "time"

// Note is what an organizer wrote to a selection of the people of a meeting.
// Each of them gets a row of the outbox that refers to it.
type Note struct {
	ID          int64
	MeetingID   int64
	Subject     string // with placeholders
	Body        string // with placeholders
	Selection   string // as NoteSelection writes it
	People      int    // to how many it was addressed
	UserID      *int64 // who wrote it
	DueAt       time.Time
	CreatedAt   time.Time
	WithdrawnAt *time.Time // it was taken back before all of it had left
}
