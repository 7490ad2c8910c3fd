package deskview

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"bijeen/models"
)

// MessagesPerPage is how many mails one page of the mail log shows.
const MessagesPerPage = 50

// MessageQuery says which mails of a meeting are wanted.
type MessageQuery struct {
	State models.MessageState // empty: every state
	Note  int64               // of this note only; 0: all mail
	Page  int                 // 1-based
}

// MessageRow is one mail with the name of the person it is about.
type MessageRow struct {
	models.Message
	Name string
}

// MessagePage is one page of the mail log, newest first. Total counts what
// the question finds, Counts the whole meeting, or the whole note, by state.
type MessagePage struct {
	Rows   []MessageRow
	Total  int
	Counts map[models.MessageState]int
}

// Messages reads a page of the mail log of a meeting.
func (v *View) Messages(ctx context.Context, meetingID int64, q MessageQuery) (*MessagePage, error) {
	page := &MessagePage{Counts: map[models.MessageState]int{}}
	err := v.store.Read(ctx, func(tx *gorm.DB) error {
		var counts []struct {
			State models.MessageState
			Mails int
		}
		err := messagesOf(tx.Model(&models.Message{}), meetingID, q).Select("state, count(*) as mails").Group("state").Scan(&counts).Error
		if err != nil {
			return err
		}
		for _, c := range counts {
			page.Counts[c.State] = c.Mails
			if q.State == "" || q.State == c.State {
				page.Total += c.Mails
			}
		}
		return page.load(tx, meetingID, q)
	})
	if err != nil {
		return nil, fmt.Errorf("mails of meeting %d: %w", meetingID, err)
	}
	return page, nil
}

func messagesOf(tx *gorm.DB, meetingID int64, q MessageQuery) *gorm.DB {
	scope := tx.Where("meeting_id = ?", meetingID)
	if q.Note != 0 {
		scope = scope.Where("note_id = ?", q.Note)
	}
	return scope
}

func (p *MessagePage) load(tx *gorm.DB, meetingID int64, q MessageQuery) error {
	scope := messagesOf(tx, meetingID, q)
	if q.State != "" {
		scope = scope.Where("state = ?", q.State)
	}
	var list []models.Message
	err := scope.Omit("facts", "detail").Order("id desc").Limit(MessagesPerPage).Offset((max(q.Page, 1) - 1) * MessagesPerPage).Find(&list).Error
	if err != nil {
		return err
	}
	var people []*int64
	for _, msg := range list {
		people = append(people, msg.RegistrationID)
	}
	names, err := personNames(tx, people)
	if err != nil {
		return err
	}
	for _, msg := range list {
		p.Rows = append(p.Rows, MessageRow{Message: msg, Name: names[idOf(msg.RegistrationID)]})
	}
	return nil
}
