package models

import (
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"bijeen/models/mailaddr"
	"bijeen/models/names"
)

var zeroTime time.Time

// person makes or finds the Person of a checked name and address (BR-10).
// An existing one is never changed: what was typed is the snapshot of the
// registration.
func (d *desk) person(c checked) (*Person, error) {
	if c.met.person != nil {
		return c.met.person, nil
	}
	return findOrMakePerson(d.tx, c.name, c.address, d.now)
}

// acquaintance is who somebody is: the person, and the organization they
// come from (nil for none). Both nil when name or address cannot be read:
// the check that follows says so.
type acquaintance struct {
	person       *Person
	organization *int64
}

// meet looks up, or makes, the people of a form and their organizations.
// It needs no lock: two forms with the same person wait for each other at
// the unique name and address.
func (s *Store) meet(tx *gorm.DB, people []Attendee) ([]acquaintance, error) {
	met := make([]acquaintance, len(people))
	d := &desk{s: s, tx: tx, now: s.Now()}
	for i, a := range people {
		a.clean()
		address, err := mailaddr.Parse(a.Email)
		if err != nil || a.GivenName == "" || names.TooLong(a.GivenName, names.MaxName) || names.TooLong(a.Surname, names.MaxName) || names.TooLong(a.Organization, names.MaxLine) {
			continue
		}
		if met[i].person, err = findOrMakePerson(tx, a.parts(), address, d.now); err != nil {
			return nil, err
		}
		if met[i].organization, err = d.organization(a.Organization); err != nil {
			return nil, err
		}
	}
	return met, nil
}

// signUpColumns are what a sign-up knows of a person; the rest is for the
// directory.
var signUpColumns = []string{"GivenName", "SurnamePrefix", "Surname", "Email", "NameKey", "EmailKey", "CreatedAt"}

func findOrMakePerson(tx *gorm.DB, n names.Name, a mailaddr.Address, now time.Time) (*Person, error) {
	p, known, err := findPerson(tx, n.IdentityKey(), a.Key())
	if p != nil || err != nil {
		return p, err
	}
	p = &Person{
		GivenName: n.Given, SurnamePrefix: n.Prefix, Surname: n.Surname, Email: a.String(),
		NameKey: n.IdentityKey(), EmailKey: a.Key(), CreatedAt: now, made: true, newAddress: known == 0,
	}
	// The same person may sign up for two meetings in the same moment.
	res := tx.Clauses(clause.OnConflict{DoNothing: true}).Select(signUpColumns).Create(p)
	if res.Error != nil {
		return nil, fmt.Errorf("store person: %w", res.Error)
	}
	if res.RowsAffected == 1 {
		return p, nil
	}
	p, _, err = findPerson(tx, n.IdentityKey(), a.Key())
	return p, err
}

// MeetPerson makes or finds the person of a name and address within an open
// transaction (BR-10), for packages above. One who exists is not changed.
func (s *Store) MeetPerson(tx *gorm.DB, n names.Name, a mailaddr.Address) (*Person, error) {
	return findOrMakePerson(tx, n, a, s.Now())
}

// findPerson gives nil when nobody has this name and address, and how many
// people are known at the address.
func findPerson(tx *gorm.DB, nameKey, emailKey string) (*Person, int, error) {
	var people []*Person
	if err := tx.Where("email_key = ?", emailKey).Find(&people).Error; err != nil {
		return nil, 0, fmt.Errorf("find person: %w", err)
	}
	for _, p := range people {
		if p.NameKey == nameKey {
			return p, len(people), nil
		}
	}
	return nil, len(people), nil
}

// organization finds the organization of a typed name by its normalised
// name or an alias; a new name is its own organization until an organiser
// links it (BR-19a). Empty gives nil.
func (d *desk) organization(typed string) (*int64, error) {
	key := names.NormalizeOrganization(typed)
	if key == "" {
		return nil, nil
	}
	id, err := findOrganization(d.tx, key)
	if err != nil || id != 0 {
		return &id, err
	}
	o := Organization{Name: typed, NameKey: key, Kind: KindOther, CreatedAt: d.now}
	res := d.tx.Clauses(clause.OnConflict{DoNothing: true}).Select("Name", "NameKey", "Kind", "Known", "CreatedAt").Create(&o)
	if res.Error != nil {
		return nil, fmt.Errorf("store organization: %w", res.Error)
	}
	if res.RowsAffected == 1 {
		return &o.ID, nil
	}
	id, err = findOrganization(d.tx, key)
	return &id, err
}

// OrganizationNamed finds an organization by a typed name or alias (BR-19a);
// 0 when there is none.
func OrganizationNamed(tx *gorm.DB, typed string) (int64, error) {
	return findOrganization(tx, names.NormalizeOrganization(typed))
}

func findOrganization(tx *gorm.DB, key string) (int64, error) {
	var id int64
	err := tx.Raw(`select id from organizations where name_key = ?
		union all select organization_id from organization_aliases where name_key = ? limit 1`, key, key).Scan(&id).Error
	if err != nil {
		return 0, fmt.Errorf("find organization: %w", err)
	}
	return id, nil
}
