package models

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"
)

// DeskPerson is one registration with all an organiser may see of it. Needs
// are not in it: see NeedsOf.
type DeskPerson struct {
	Own
	RegisteredBy string        // name of the user who did it at the desk
	Replaces     *Registration // who was replaced by this person
	ReplacedBy   *Registration // who comes instead
	Doubles      []*Registration
	History      []HistoryLine // newest first
	Messages     []Message     // newest first
}

// DeskPerson reads one registration of a meeting. Kind NotFound.
func (s *Store) DeskPerson(ctx context.Context, slug string, registrationID int64) (*DeskPerson, error) {
	var p *DeskPerson
	err := s.read(ctx, func(tx *gorm.DB) error {
		var r Registration
		err := tx.Where("id = ? and meeting_id = (select id from meetings where slug = ?)", registrationID, slug).Take(&r).Error
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return errNotFound("registration")
		}
		if err != nil {
			return fmt.Errorf("registration %d: %w", registrationID, err)
		}
		own, err := loadOwn(tx, &r)
		if err != nil {
			return err
		}
		p = &DeskPerson{Own: *own}
		return p.load(tx)
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

func (p *DeskPerson) load(tx *gorm.DB) error {
	for _, part := range []func(*gorm.DB) error{p.loadOthers, p.loadDoubles, p.loadHistory, p.loadMessages} {
		if err := part(tx); err != nil {
			return fmt.Errorf("registration %d: %w", p.Registration.ID, err)
		}
	}
	return nil
}

// loadOthers reads who registered, who was replaced and who comes instead.
func (p *DeskPerson) loadOthers(tx *gorm.DB) error {
	r := p.Registration
	if r.RegisteredBy != nil {
		names, err := userNames(tx, []*int64{r.RegisteredBy})
		if err != nil {
			return err
		}
		p.RegisteredBy = names[*r.RegisteredBy]
	}
	before := int64(0)
	if r.SubstitutesID != nil {
		before = *r.SubstitutesID
	}
	var chain []*Registration
	if err := tx.Where("id = ? or substitutes_id = ?", before, r.ID).Find(&chain).Error; err != nil {
		return err
	}
	for _, other := range chain {
		if other.ID == before {
			p.Replaces = other
		} else {
			p.ReplacedBy = other
		}
	}
	return nil
}

// loadDoubles reads the other people with this name who take part (BR-10).
func (p *DeskPerson) loadDoubles(tx *gorm.DB) error {
	r := p.Registration
	if r.PersonID == nil || !r.Status.Active() {
		return nil
	}
	return tx.Where(`meeting_id = ? and id <> ? and status in ? and person_id in
		(select id from people where name_key = (select name_key from people where id = ?))`,
		r.MeetingID, r.ID, ActiveStatuses, *r.PersonID).Order("id").Find(&p.Doubles).Error
}

func (p *DeskPerson) loadHistory(tx *gorm.DB) error {
	var changes []RegistrationChange
	err := tx.Where("registration_id = ?", p.Registration.ID).Order("id desc").Find(&changes).Error
	if err != nil {
		return err
	}
	p.History, err = registrationLines(tx, p.Meeting, changes)
	return err
}

func (p *DeskPerson) loadMessages(tx *gorm.DB) error {
	return tx.Where("registration_id = ?", p.Registration.ID).Order("id desc").Find(&p.Messages).Error
}

// NeedsOf reads what somebody gave about food, access and remarks, and logs
// who looked (BR-75, BR-76): log names the user. Kind NotFound when the
// registration is not of this meeting or gave nothing.
func (s *Store) NeedsOf(ctx context.Context, slug string, registrationID int64, log ExportLog) (*Needs, error) {
	var n Needs
	err := s.write(ctx, func(tx *gorm.DB) error {
		var r Registration
		err := tx.Select("id", "meeting_id").
			Where("id = ? and meeting_id = (select id from meetings where slug = ?)", registrationID, slug).Take(&r).Error
		if err == nil {
			err = tx.Where("registration_id = ?", r.ID).Take(&n).Error
		}
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return errNotFound("needs")
		}
		if err != nil {
			return fmt.Errorf("needs of registration %d: %w", registrationID, err)
		}
		log.MeetingID, log.List, log.Format, log.Rows, log.At = r.MeetingID, "wensen", "html", 1, s.Now()
		log.Columns = fmt.Sprintf("diet access remarks, registration %d", r.ID)
		return tx.Create(&log).Error
	})
	if err != nil {
		return nil, err
	}
	return &n, nil
}
