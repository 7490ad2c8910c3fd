package deskview

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"bijeen/models"
)

// Person is one registration with all an organiser may see of it. Needs
// are not in it: see NeedsOf.
type Person struct {
	models.Own
	RegisteredBy string               // name of the user who did it at the desk
	Replaces     *models.Registration // who was replaced by this person
	ReplacedBy   *models.Registration // who comes instead
	Doubles      []*models.Registration
	History      []HistoryLine    // newest first
	Messages     []models.Message // newest first
}

// Person reads one registration of a meeting. Kind NotFound.
func (v *View) Person(ctx context.Context, slug string, registrationID int64) (*Person, error) {
	var p *Person
	err := v.store.Read(ctx, func(tx *gorm.DB) error {
		var r models.Registration
		err := tx.Where("id = ? and meeting_id = (select id from meetings where slug = ?)", registrationID, slug).Take(&r).Error
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return notFound("registration")
		}
		if err != nil {
			return fmt.Errorf("registration %d: %w", registrationID, err)
		}
		own, err := models.LoadOwn(tx, &r)
		if err != nil {
			return err
		}
		p = &Person{Own: *own}
		return p.load(tx)
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

func (p *Person) load(tx *gorm.DB) error {
	for _, part := range []func(*gorm.DB) error{p.loadOthers, p.loadDoubles, p.loadHistory, p.loadMessages} {
		if err := part(tx); err != nil {
			return fmt.Errorf("registration %d: %w", p.Registration.ID, err)
		}
	}
	return nil
}

// loadOthers reads who registered, who was replaced and who comes instead.
func (p *Person) loadOthers(tx *gorm.DB) error {
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
	var chain []*models.Registration
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

// loadDoubles reads the other people with this name who take part, but for
// those who were told apart (BR-10).
func (p *Person) loadDoubles(tx *gorm.DB) error {
	r := p.Registration
	if r.PersonID == nil || !r.Status.Active() {
		return nil
	}
	return tx.Where(`meeting_id = ? and id <> ? and status in ? and person_id in
		(select id from people where name_key = (select name_key from people where id = ?))
		and person_id not in (select other_id from namesakes where meeting_id = ? and person_id = ?)`,
		r.MeetingID, r.ID, models.ActiveStatuses, *r.PersonID, r.MeetingID, *r.PersonID).Order("id").Find(&p.Doubles).Error
}

func (p *Person) loadHistory(tx *gorm.DB) error {
	var changes []models.RegistrationChange
	err := tx.Where("registration_id = ?", p.Registration.ID).Order("id desc").Find(&changes).Error
	if err != nil {
		return err
	}
	p.History, err = registrationLines(tx, p.Meeting, changes)
	return err
}

func (p *Person) loadMessages(tx *gorm.DB) error {
	return tx.Where("registration_id = ?", p.Registration.ID).Order("id desc").Find(&p.Messages).Error
}
