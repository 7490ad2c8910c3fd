package models

import (
	"encoding/json"
	"fmt"

	"gorm.io/gorm"
)

// uninvite forgets an invite that the mail server refused for good, unless
// another mail brought the same item: there is nothing to cancel then
// (rules §3.8, I8). A CANCEL that waits behind it becomes a mail in words.
func uninvite(tx *gorm.DB, messageID int64) error {
	var refused Message
	err := tx.Where("id = ? and method = 'REQUEST' and registration_id is not null", messageID).Limit(1).Find(&refused).Error
	if err != nil || refused.ID == 0 {
		return err
	}
	uid, err := refused.itemUID()
	if err != nil {
		return err
	}
	var others []*Message
	err = tx.Where("registration_id = ? and id <> ? and method <> '' and state in ?",
		*refused.RegistrationID, refused.ID, []MessageState{MessageQueued, MessageSent}).Order("id").Find(&others).Error
	if err != nil {
		return err
	}
	var cancels []*Message
	for _, msg := range others {
		if of, err := msg.itemUID(); err != nil {
			return err
		} else if of != uid {
			continue
		}
		if msg.Method == "REQUEST" {
			return nil // it came, or may still come
		}
		cancels = append(cancels, msg)
	}
	for _, msg := range cancels {
		if err := msg.speakOnly(tx); err != nil {
			return err
		}
	}
	return tx.Model(&Registration{}).Where("id = ? and calendar_uid = ?", *refused.RegistrationID, uid).
		UpdateColumn("calendar_invited", false).Error
}

// itemUID is the UID of the calendar item a frozen message is about.
func (msg *Message) itemUID() (string, error) {
	var f MessageFacts
	if err := json.Unmarshal([]byte(msg.Facts), &f); err != nil {
		return "", fmt.Errorf("facts of message %d: %w", msg.ID, err)
	}
	if f.Calendar == nil {
		return "", nil
	}
	return f.Calendar.UID, nil
}

// speakOnly takes the calendar part out of a frozen message.
func (msg *Message) speakOnly(tx *gorm.DB) error {
	var f MessageFacts
	if err := json.Unmarshal([]byte(msg.Facts), &f); err != nil {
		return fmt.Errorf("facts of message %d: %w", msg.ID, err)
	}
	f.Calendar = nil
	text, err := json.Marshal(f)
	if err != nil {
		return err
	}
	return tx.Model(&Message{}).Where("id = ?", msg.ID).
		UpdateColumns(map[string]any{"facts": string(text), "method": "", "sequence": nil, "reference": ""}).Error
}
