package directory

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"bijeen/models"
	"bijeen/models/names"
)

// OrganizationInput is what somebody fills in about an organization.
type OrganizationInput struct {
	ID      int64 // 0: a new one
	Version int   // that the writer saw
	Name    string
	Kind    models.OrganizationKind
	Domain  models.Domain // empty: as the kind says
	Serves  []string      // codes of municipalities
	EndedOn string        // its last day; empty: it exists
}

func (in *OrganizationInput) check() models.Problems {
	in.Name = names.CleanLine(in.Name)
	var wrong models.Problems
	if names.NormalizeOrganization(in.Name) == "" {
		wrong = append(wrong, invalid("name", "organization_name_missing"))
	}
	wrong = tooLong(wrong, "name", in.Name, names.MaxLine)
	if !in.Kind.Valid() {
		wrong = append(wrong, invalid("kind", "choice_unknown"))
	}
	if in.Domain != "" && !slices.Contains(models.Domains, in.Domain) {
		wrong = append(wrong, invalid("domain", "choice_unknown"))
	}
	for _, code := range in.Serves {
		if c, ok := models.ConstituencyByCode(code); !ok || !c.IsMunicipality() {
			wrong = append(wrong, invalid("serves", "choice_unknown"))
			break
		}
	}
	if !isDay(in.EndedOn) {
		wrong = append(wrong, invalid("ended_on", "day_wrong"))
	}
	return wrong
}

// SaveOrganization stores an organization, a new one when its ID is 0; one
// that visitors typed becomes known. A former name stays on the list of names
// and finds it still (BR-19a). Registrations keep what was typed. Kinds:
// Problems for what was typed, NotFound, and Conflict when somebody was first.
// It locks the organization.
func (d *Directory) SaveOrganization(ctx context.Context, in OrganizationInput, by models.Actor) (*models.Organization, error) {
	if err := refused(in.check()); err != nil {
		return nil, err
	}
	var saved *models.Organization
	err := d.store.Write(ctx, func(tx *gorm.DB) (err error) {
		saved, err = d.saveOrganization(tx, in, by)
		return err
	})
	return saved, wrap("store organization", err)
}

func (d *Directory) saveOrganization(tx *gorm.DB, in OrganizationInput, by models.Actor) (*models.Organization, error) {
	o, err := d.claimOrganization(tx, in)
	if err != nil {
		return nil, err
	}
	action, now := "organization_changed", d.store.Now()
	if !o.Known {
		action = "organization_added"
	} else if err := d.rename(tx, o, in.Name); err != nil {
		return nil, err
	}
	o.Name, o.NameKey, o.Kind, o.Domain, o.EndedOn = in.Name, names.NormalizeOrganization(in.Name), in.Kind, in.Domain, in.EndedOn
	if o.Code != "" {
		o.Kind = models.KindMunicipality // what comes built in stays one
	}
	o.Known, o.UpdatedAt, o.Version = true, &now, o.Version+1
	if o.ID == 0 {
		o.CreatedAt, o.Version = now, 1
	}
	if err := tx.Save(o).Error; err != nil {
		return nil, err
	}
	if err := setServed(tx, o.ID, in.Serves); err != nil {
		return nil, err
	}
	line := models.DeskChange{About: models.AboutOrganization, AboutID: o.ID, Name: o.Name, Action: action}
	return o, d.store.NoteDeskChange(tx, line, models.DeskChangeDetail{}, by)
}

// claimOrganization takes the organization for a change of what the writer
// saw. A new one is what visitors typed by that name, or nothing yet.
func (d *Directory) claimOrganization(tx *gorm.DB, in OrganizationInput) (*models.Organization, error) {
	named, err := models.OrganizationNamed(tx, in.Name)
	if err != nil {
		return nil, err
	}
	taken := models.Problems{invalid("name", "organization_known")}
	id := in.ID
	switch {
	case id != 0 && named != 0 && named != id:
		return nil, taken
	case id == 0 && named == 0:
		return &models.Organization{}, nil
	case id == 0:
		id = named
	}
	var o models.Organization
	if err := locked(tx).Where("id = ?", id).Take(&o).Error; err != nil {
		return nil, missing(err, "organization")
	}
	switch {
	case in.ID == 0 && o.Known:
		return nil, taken
	case in.ID != 0 && o.Version != in.Version:
		return nil, errChanged
	}
	return &o, nil
}

// rename keeps the name that o has until now, also as one that finds it.
func (d *Directory) rename(tx *gorm.DB, o *models.Organization, name string) error {
	if o.Name == name {
		return nil
	}
	former := models.OrganizationName{OrganizationID: o.ID, Name: o.Name, UntilOn: dayBefore(d.Today())}
	if err := tx.Create(&former).Error; err != nil {
		return err
	}
	key := names.NormalizeOrganization(name)
	if key == o.NameKey {
		return nil
	}
	// It may take back a name it had.
	if err := tx.Where("name_key = ? and organization_id = ?", key, o.ID).Delete(&models.OrganizationAlias{}).Error; err != nil {
		return err
	}
	return tx.Create(&models.OrganizationAlias{NameKey: o.NameKey, OrganizationID: o.ID}).Error
}

func setServed(tx *gorm.DB, id int64, codes []string) error {
	if err := tx.Where("organization_id = ?", id).Delete(&models.ServedMunicipality{}).Error; err != nil {
		return err
	}
	var rows []models.ServedMunicipality
	for _, code := range inOrder(codes) {
		rows = append(rows, models.ServedMunicipality{OrganizationID: id, Code: code})
	}
	if len(rows) == 0 {
		return nil
	}
	return tx.Create(&rows).Error
}

// OrganizationView is an organization with everything around it.
type OrganizationView struct {
	models.Organization
	Former    []models.OrganizationName `gorm:"-"`
	Serves    []string                  `gorm:"-"` // codes, in the order of choice lists
	Positions int                       // that exist
	People    int                       // of the directory who work there today
}
