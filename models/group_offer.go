package models

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"

	"bijeen/models/mailaddr"
	"bijeen/models/names"
)

// GroupOffer is somebody who offers to help a group that asked for it. Until
// the lead answers it says nothing about who belongs to the group.
type GroupOffer struct {
	ID            int64
	GroupID       int64
	GivenName     string
	SurnamePrefix string
	Surname       string
	Email         string
	NameKey       string
	EmailKey      string
	Organization  string
	Message       string
	Language      string
	State         OfferState
	CreatedAt     time.Time
	AnsweredAt    *time.Time
}

// OfferState says whether an offer was answered.
type OfferState string

// The states of an offer to help: each is answered once.
const (
	OfferOpen     OfferState = "open"
	OfferAccepted OfferState = "accepted"
	OfferThanked  OfferState = "thanked"
)

// Name gives the name parts of who offers.
func (o *GroupOffer) Name() names.Name {
	return names.Name{Given: o.GivenName, Prefix: o.SurnamePrefix, Surname: o.Surname}
}

// HelpFacts is what a mail about an offer to help says.
type HelpFacts struct {
	GivenName string
	Group     string
	Slug      string `json:",omitempty"` // of the public page; empty: there is none
	Text      string `json:",omitempty"` // what the lead adds
}

// offersKept is how many months an offer is kept: from the answer, or for one
// that nobody answered from the end of the call.
const offersKept = 12

// QueueHelpMail queues a mail about an offer to help, within the change
// itself. Call WakeMail when that is stored.
func (s *Store) QueueHelpMail(tx *gorm.DB, kind MessageKind, o *GroupOffer, facts HelpFacts) error {
	facts.GivenName = o.GivenName
	detail, err := json.Marshal(MessageDetail{ToName: o.Name().Full(), Help: &facts})
	if err != nil {
		return err
	}
	now := s.Now()
	return s.insertMessages(tx, &Message{
		Kind: kind, ToEmail: o.Email, EmailKey: o.EmailKey, Language: o.Language,
		State: MessageQueued, DueAt: now, Detail: string(detail), CreatedAt: now,
	})
}

// WakeMail tells the worker of this process that mail is due now.
func (s *Store) WakeMail() {
	if s.wakeMail != nil {
		s.wakeMail()
	}
}

// OfferData is one offer to help, as an access request gets it.
type OfferData struct {
	Group        string     `json:"group"`
	GivenName    string     `json:"given_name"`
	Prefix       string     `json:"surname_prefix"`
	Surname      string     `json:"surname"`
	Organization string     `json:"organization"`
	Message      string     `json:"message"`
	State        OfferState `json:"state"`
	CreatedAt    time.Time  `json:"created_at"`
}

func offersOf(tx *gorm.DB, a mailaddr.Address) ([]OfferData, error) {
	list := []OfferData{}
	err := tx.Raw(`select g.name as "group", o.given_name, o.surname_prefix as prefix, o.surname, o.organization, o.message, o.state, o.created_at
		from group_offers o join network_groups g on g.id = o.group_id where o.email_key = ? order by o.id`, a.Key()).Scan(&list).Error
	if err != nil {
		return nil, fmt.Errorf("offers of an address: %w", err)
	}
	return list, nil
}

// forgetOffers deletes offers to help whose term is over, and the mails about
// them.
func (s *Store) forgetOffers(ctx context.Context) (int, error) {
	before := s.Now().AddDate(0, -offersKept, 0)
	over := `answered_at <= ? or answered_at is null and exists (select 1 from network_groups g
		where g.id = group_offers.group_id and not g.call_open and g.call_closed_at <= ?)`
	due, err := exists(s.reader.WithContext(ctx).Model(&GroupOffer{}).Where(over, before, before))
	if err != nil || !due {
		return 0, err
	}
	var gone int64
	err = s.write(ctx, func(tx *gorm.DB) error {
		res := tx.Where(over, before, before).Delete(&GroupOffer{})
		gone = res.RowsAffected
		if res.Error != nil {
			return res.Error
		}
		return tx.Where("kind in ? and state <> ? and created_at <= ?",
			[]MessageKind{MailHelpReceived, MailHelpAccepted, MailHelpThanked}, MessageQueued, before).Delete(&Message{}).Error
	})
	if err != nil {
		return 0, fmt.Errorf("forget offers to help: %w", err)
	}
	return int(gone), nil
}
