package models

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"

	"bijeen/models/mailaddr"
)

// testsPerHour is how many mails an organiser may have to try a change.
const testsPerHour = 30

// SendTest mails an organiser what the people of a meeting would get, at
// once: the sample of this effect, with the name of the organiser, without a
// calendar part and without the links of anybody. Kind TooMany.
func (s *Store) SendTest(ctx context.Context, meetingID int64, e *Effect, to *User, language string) error {
	facts := *e.Sample
	facts.ToName, facts.GivenName, facts.Role, facts.Language = to.Name, "", Participant, language
	facts.Calendar, facts.Position, facts.LinkVersion, facts.People, facts.Test = nil, 0, 0, nil, true
	text, err := json.Marshal(&facts)
	if err != nil {
		return fmt.Errorf("facts of a test mail: %w", err)
	}
	err = s.write(ctx, func(tx *gorm.DB) error {
		now := s.Now()
		var sent int64
		err := tx.Model(&Message{}).Where("meeting_id = ? and registration_id is null and asked and email_key = ? and created_at > ?",
			meetingID, mailaddr.KeyOf(to.Email), now.Add(-limitWindow)).Count(&sent).Error
		if err != nil {
			return fmt.Errorf("recent test mails: %w", err)
		}
		if sent >= testsPerHour {
			return refuse(TooMany, "too_many_tests")
		}
		return s.insertMessages(tx, &Message{
			Kind: e.Kind, MeetingID: &meetingID, ToEmail: to.Email, EmailKey: mailaddr.KeyOf(to.Email), Language: language,
			State: MessageQueued, DueAt: now, CreatedAt: now, FrozenAt: &now, Facts: string(text), Asked: true,
		})
	})
	if err == nil && s.wakeMail != nil {
		s.wakeMail()
	}
	return err
}
