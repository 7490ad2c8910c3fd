package directory

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"bijeen/models"
	"bijeen/models/names"
)

// Prepare makes the organizations of the municipalities that come built in,
// with the codes of the national statistics office, or completes those that
// somebody typed. What is there with its code stays as it is. Several
// processes may do this at once; call it at start.
func Prepare(ctx context.Context, store *models.Store) error {
	var have int64
	err := store.Read(ctx, func(tx *gorm.DB) error {
		return tx.Model(&models.Organization{}).Where("code in ?", municipalityCodes()).Count(&have).Error
	})
	if err == nil && int(have) < len(municipalityCodes()) {
		err = store.Write(ctx, func(tx *gorm.DB) error { return prepare(tx, store) })
	}
	return wrap("built-in municipalities", err)
}

func municipalityCodes() []string {
	var codes []string
	for _, c := range models.Constituencies() {
		if c.IsMunicipality() {
			codes = append(codes, c.Code)
		}
	}
	return codes
}

func prepare(tx *gorm.DB, store *models.Store) error {
	for _, code := range municipalityCodes() {
		c, _ := models.ConstituencyByCode(code)
		var known int64
		if err := tx.Model(&models.Organization{}).Where("code = ?", code).Count(&known).Error; err != nil {
			return err
		}
		if known > 0 {
			continue
		}
		if err := prepareOne(tx, store, c); err != nil {
			return err
		}
	}
	return nil
}

// prepareOne makes a municipality, or makes one of the name that is known. A
// process that was first at the same name or code is waited for: the
// transaction is tried again and finds its row.
func prepareOne(tx *gorm.DB, store *models.Store, c models.Constituency) error {
	now := store.Now()
	o := models.Organization{
		Name: "Gemeente " + c.Name, NameKey: names.NormalizeOrganization(c.Name), Kind: models.KindMunicipality, Known: true,
		Code: c.Code, Version: 1, CreatedAt: now, UpdatedAt: &now,
	}
	id, err := models.OrganizationNamed(tx, o.Name)
	if err != nil {
		return err
	}
	if id != 0 {
		return tx.Model(&models.Organization{}).Where("id = ? and code = ''", id).
			Updates(map[string]any{"name": o.Name, "kind": o.Kind, "known": true, "code": o.Code, "updated_at": now, "version": gorm.Expr("version + 1")}).Error
	}
	return tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&o).Error
}
