package directory

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"bijeen/models"
	"bijeen/models/mailaddr"
	"bijeen/models/names"
)

// PersonInput is what somebody fills in about a person of the directory.
type PersonInput struct {
	ID      int64 // 0: a new one
	Version int   // that the writer saw
	Somebody
	Phone string
	Work  []Work
}

// Work is what somebody does at an organization, and when.
type Work struct {
	Organization, JobTitle string
	Level                  models.Level
	FromOn, UntilOn        string
}

func (in *PersonInput) check() (mailaddr.Address, models.Problems) {
	address, wrong := in.Somebody.check()
	in.Phone = names.CleanLine(in.Phone)
	wrong = tooLong(wrong, "phone", in.Phone, names.MaxName)
	in.Work = slices.Clone(in.Work)
	for i := range in.Work {
		w := &in.Work[i]
		at := func(field string) string { return fmt.Sprintf("work[%d].%s", i, field) }
		w.Organization, w.JobTitle = names.CleanLine(w.Organization), names.CleanLine(w.JobTitle)
		if w.Organization == "" {
			wrong = append(wrong, invalid(at("organization"), "organization_wanted"))
		}
		wrong = tooLong(wrong, at("job_title"), w.JobTitle, names.MaxLine)
		if w.Level != "" && !slices.Contains(models.Levels, w.Level) {
			wrong = append(wrong, invalid(at("level"), "choice_unknown"))
		}
		switch {
		case !isDay(w.FromOn):
			wrong = append(wrong, invalid(at("from_on"), "day_wrong"))
		case !isDay(w.UntilOn):
			wrong = append(wrong, invalid(at("until_on"), "day_wrong"))
		case w.UntilOn != "" && w.UntilOn < w.FromOn:
			wrong = append(wrong, invalid(at("until_on"), "day_before_start"))
		}
	}
	return address, wrong
}

// SavePerson stores a person, a new one when its ID is 0: then who signed up
// before by that name and address is listed (BR-10). Registrations keep their
// snapshots. Kinds: Problems for what was typed, NotFound, and Conflict when
// somebody was first. It locks the person.
func (d *Directory) SavePerson(ctx context.Context, in PersonInput, by models.Actor) (*models.Person, error) {
	address, wrong := in.check()
	if err := refused(wrong); err != nil {
		return nil, err
	}
	var saved *models.Person
	err := d.store.Write(ctx, func(tx *gorm.DB) (err error) {
		if saved, err = d.claimPerson(tx, in, address, by); err != nil {
			return err
		}
		return d.savePerson(tx, saved, in, address, by)
	})
	return saved, wrap("store person", err)
}

// claimPerson takes somebody for a change of what the writer saw, or makes or
// finds who is new here.
func (d *Directory) claimPerson(tx *gorm.DB, in PersonInput, a mailaddr.Address, by models.Actor) (*models.Person, error) {
	var same models.Person
	err := tx.Where("name_key = ? and email_key = ? and id <> ?", in.name().IdentityKey(), a.Key(), in.ID).Limit(1).Find(&same).Error
	if err != nil {
		return nil, err
	}
	if same.ID != 0 && (in.ID != 0 || same.ListedAt != nil) {
		return nil, models.Problems{invalid("email", "person_known")}
	}
	if in.ID == 0 {
		return d.list(tx, in.Somebody, a, by)
	}
	return d.claimListed(tx, in.ID, in.Version)
}

func (d *Directory) claimListed(tx *gorm.DB, id int64, version int) (*models.Person, error) {
	var p models.Person
	if err := locked(tx).Where("id = ? and listed_at is not null", id).Take(&p).Error; err != nil {
		return nil, missing(err, "listed_person")
	}
	if p.Version != version {
		return nil, errChanged
	}
	now := d.store.Now()
	p.Version, p.UpdatedAt = version+1, &now
	return &p, tx.Select("version", "updated_at").Updates(&p).Error
}

func (d *Directory) savePerson(tx *gorm.DB, p *models.Person, in PersonInput, a mailaddr.Address, by models.Actor) error {
	p.GivenName, p.SurnamePrefix, p.Surname, p.Phone = in.GivenName, in.SurnamePrefix, in.Surname, in.Phone
	p.Email, p.EmailKey, p.NameKey, p.EmailKind = a.String(), a.Key(), in.name().IdentityKey(), models.EmailPersonal
	if in.Shared {
		p.EmailKind = models.EmailShared
	}
	fill(p)
	err := tx.Select("given_name", "surname_prefix", "surname", "phone", "email", "email_key", "name_key", "email_kind", "sort_key", "search_text").Updates(p).Error
	if err != nil {
		return err
	}
	if err := tx.Where("person_id = ?", p.ID).Delete(&models.Affiliation{}).Error; err != nil {
		return err
	}
	for i, w := range in.Work {
		id, err := models.OrganizationNamed(tx, w.Organization)
		if err != nil {
			return err
		}
		if id == 0 {
			return models.Problems{invalid(fmt.Sprintf("work[%d].organization", i), "organization_not_listed")}
		}
		row := models.Affiliation{PersonID: p.ID, OrganizationID: id, JobTitle: w.JobTitle, Level: w.Level, FromOn: w.FromOn, UntilOn: w.UntilOn}
		if err := tx.Create(&row).Error; err != nil {
			return err
		}
	}
	if in.ID == 0 {
		return nil // list noted it
	}
	return d.note(tx, p, "person_changed", models.DeskChangeDetail{}, by)
}

// Unlist takes somebody out of the directory, with all it knows of them.
// Kinds: NotFound, and Conflict when somebody changed it first or when they
// hold a position today or later, or are the deputy of one.
func (d *Directory) Unlist(ctx context.Context, id int64, version int, by models.Actor) error {
	err := d.store.Write(ctx, func(tx *gorm.DB) error {
		if _, err := d.claimListed(tx, id, version); err != nil {
			return err
		}
		var held int64
		err := tx.Model(&models.Position{}).Where(`deputy_id = ? or exists (select 1 from position_holders h
			where h.position_id = positions.id and h.person_id = ? and (h.until_on = '' or h.until_on >= ?))`, id, id, d.Today()).Count(&held).Error
		if err != nil {
			return err
		}
		if held > 0 {
			return &models.Error{Kind: models.Conflict, Key: "person_holds"}
		}
		n, err := models.Unlist(tx, []int64{id})
		if err != nil {
			return err
		}
		line := models.DeskChange{About: models.AboutPerson, Action: "people_unlisted_by_hand"}
		return d.store.NoteDeskChange(tx, line, models.DeskChangeDetail{Count: n}, by)
	})
	return wrap("unlist", err)
}

// AddAssistant says that somebody, who is made or found and listed, acts for a
// principal from today on. Kinds: Problems by the fields of Somebody,
// NotFound, Conflict. It locks the principal.
func (d *Directory) AddAssistant(ctx context.Context, principalID int64, version int, who Somebody, by models.Actor) error {
	address, wrong := who.check()
	if err := refused(wrong); err != nil {
		return err
	}
	err := d.store.Write(ctx, func(tx *gorm.DB) error {
		principal, err := d.claimListed(tx, principalID, version)
		if err != nil {
			return err
		}
		assistant, err := d.list(tx, who, address, by)
		if err != nil {
			return err
		}
		if assistant.ID == principal.ID {
			return models.Problems{invalid("email", "assistant_self")}
		}
		row := models.Assistant{AssistantID: assistant.ID, PrincipalID: principal.ID}
		err = tx.Where("assistant_id = ? and principal_id = ?", row.AssistantID, row.PrincipalID).Assign(map[string]any{"until_on": ""}).FirstOrCreate(&row).Error
		if err != nil {
			return err
		}
		return d.note(tx, principal, "assistant_added", models.DeskChangeDetail{}, by)
	})
	return wrap("add assistant", err)
}

// EndAssistant says that somebody acts for a principal no longer: yesterday
// was the last day. Kinds: NotFound, Conflict. It locks the principal.
func (d *Directory) EndAssistant(ctx context.Context, principalID int64, version int, assistantID int64, by models.Actor) error {
	err := d.store.Write(ctx, func(tx *gorm.DB) error {
		principal, err := d.claimListed(tx, principalID, version)
		if err != nil {
			return err
		}
		res := tx.Model(&models.Assistant{}).Where("assistant_id = ? and principal_id = ?", assistantID, principalID).Update("until_on", dayBefore(d.Today()))
		if res.Error != nil {
			return res.Error
		}
		if res.RowsAffected == 0 {
			return missing(gorm.ErrRecordNotFound, "listed_person")
		}
		return d.note(tx, principal, "assistant_ended", models.DeskChangeDetail{}, by)
	})
	return wrap("end assistant", err)
}
