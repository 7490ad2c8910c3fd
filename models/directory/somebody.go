package directory

import (
	"errors"
	"time"

	"gorm.io/gorm"

	"bijeen/models"
	"bijeen/models/mailaddr"
	"bijeen/models/names"
)

// Somebody is a person as typed: by name and address, which together say who
// it is (BR-10).
type Somebody struct {
	GivenName, SurnamePrefix, Surname string
	Email                             string
	Shared                            bool // the address is of a secretariat, and no identity
}

// check cleans what was typed and says what is wrong with it.
func (w *Somebody) check() (mailaddr.Address, models.Problems) {
	for _, part := range []*string{&w.GivenName, &w.SurnamePrefix, &w.Surname} {
		*part = names.CleanLine(*part)
	}
	if w.SurnamePrefix == "" {
		w.SurnamePrefix, w.Surname = names.SplitPrefix(w.Surname)
	}
	var wrong models.Problems
	if w.GivenName == "" {
		wrong = append(wrong, invalid("given_name", "given_name_missing"))
	}
	if w.Surname == "" {
		wrong = append(wrong, invalid("surname", "surname_missing"))
	}
	wrong = tooLong(wrong, "given_name", w.GivenName, names.MaxName)
	wrong = tooLong(wrong, "surname_prefix", w.SurnamePrefix, names.MaxName)
	wrong = tooLong(wrong, "surname", w.Surname, names.MaxName)
	a, err := mailaddr.Parse(w.Email)
	var problem mailaddr.Problem
	if errors.As(err, &problem) {
		wrong = append(wrong, invalid("email", string(problem)))
	}
	return a, wrong
}

func (w Somebody) name() names.Name {
	return names.Name{Given: w.GivenName, Prefix: w.SurnamePrefix, Surname: w.Surname}
}

// list makes or finds somebody (BR-10) and puts them into the directory,
// unless they are there; what the directory knows of them stays.
func (d *Directory) list(tx *gorm.DB, w Somebody, a mailaddr.Address, by models.Actor) (*models.Person, error) {
	p, err := d.store.MeetPerson(tx, w.name(), a)
	if err != nil {
		return nil, err
	}
	// A retention run may be about to remove who has no registration left.
	if err := locked(tx).Where("id = ?", p.ID).Take(p).Error; err != nil {
		return nil, err
	}
	if p.ListedAt != nil {
		return p, nil
	}
	kind := models.EmailPersonal
	if w.Shared {
		kind = models.EmailShared
	}
	if err := enlist(tx, p, kind, d.store.Now()); err != nil {
		return nil, err
	}
	return p, d.note(tx, p, "person_listed", models.DeskChangeDetail{}, by)
}

// enlist puts p into the directory.
func enlist(tx *gorm.DB, p *models.Person, kind models.EmailKind, now time.Time) error {
	p.ListedAt, p.UpdatedAt, p.EmailKind = &now, &now, kind
	fill(p)
	return tx.Select("listed_at", "updated_at", "email_kind", "sort_key", "search_text").Updates(p).Error
}

// fill computes what lists sort and search by.
func fill(p *models.Person) {
	n := p.Name()
	p.SortKey = n.SortKey()
	p.SearchText = names.SearchKey(n.Full() + " " + p.DisplayName + " " + p.PartnerPrefix + " " + p.PartnerSurname + " " + p.Email)
}

// note writes a line of history about a person; it goes when the person is
// erased.
func (d *Directory) note(tx *gorm.DB, p *models.Person, action string, detail models.DeskChangeDetail, by models.Actor) error {
	line := models.DeskChange{About: models.AboutPerson, AboutID: p.ID, Name: p.Name().Full(), Action: action}
	return d.store.NoteDeskChange(tx, line, detail, by)
}
