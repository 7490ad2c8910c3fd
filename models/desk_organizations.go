package models

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"bijeen/models/names"
)

// UnknownOrganization is a name that somebody typed and that matched nothing
// (BR-19a). People counts the registrations that carry it; Suggestion is the
// known organisation that was probably meant.
type UnknownOrganization struct {
	Organization
	People     int
	Suggestion *Organization `gorm:"-"`
}

// Organizations lists what waits under "koppelen" and what it may be linked
// to, both by name (BR-19a). At most limit unknown ones are given, together
// with how many there are.
func (s *Store) Organizations(ctx context.Context, limit int) (unknown []UnknownOrganization, total int, known []Organization, err error) {
	err = s.Read(ctx, func(tx *gorm.DB) error {
		var n int64
		if err := tx.Model(&Organization{}).Where("not known").Count(&n).Error; err != nil {
			return err
		}
		total = int(n)
		if err := tx.Where("known").Order("name_key, id").Find(&known).Error; err != nil {
			return err
		}
		return tx.Model(&Organization{}).
			Select("organizations.*, (select count(*) from registrations r where r.organization_id = organizations.id) as people").
			Where("not known").Order("name_key, id").Limit(limit).Scan(&unknown).Error
	})
	if err != nil {
		return nil, 0, nil, fmt.Errorf("organizations: %w", err)
	}
	suggest(unknown, known)
	return unknown, total, known, nil
}

// suggest finds, for each unknown name, a known one with at most two slips
// of the keyboard.
func suggest(unknown []UnknownOrganization, known []Organization) {
	keys := make([]string, len(known))
	at := make(map[string]int, len(known))
	for i, o := range known {
		keys[i], at[o.NameKey] = o.NameKey, i
	}
	for i := range unknown {
		if key, ok := names.NearestWord(unknown[i].NameKey, keys); ok {
			unknown[i].Suggestion = &known[at[key]]
		}
	}
}

// KeepOrganization says that a typed name is an organisation of its own.
// Kind NotFound.
func (s *Store) KeepOrganization(ctx context.Context, id int64, by Actor) error {
	err := s.write(ctx, func(tx *gorm.DB) error {
		var o Organization
		if err := tx.Where("id = ?", id).Take(&o).Error; err != nil {
			return missing(err, "organization")
		}
		if err := tx.Model(&Organization{}).Where("id = ?", id).Update("known", true).Error; err != nil {
			return err
		}
		line := DeskChange{About: AboutOrganization, AboutID: id, Name: o.Name, Action: "organization_kept"}
		return s.deskChange(tx, line, DeskChangeDetail{}, by)
	})
	return wrapUnlessRefused("keep organization", err)
}

// LinkOrganization makes a typed name another name of a known organisation:
// who signed up under it belongs there from now on, and so does who types it
// again (BR-19a). What people typed stays on their registrations. Kinds:
// NotFound; Invalid when the target is not known or is itself.
func (s *Store) LinkOrganization(ctx context.Context, id, to int64, by Actor) error {
	err := s.write(ctx, func(tx *gorm.DB) error {
		var from, target Organization
		if err := tx.Where("id = ? and not known", id).Take(&from).Error; err != nil {
			return missing(err, "organization")
		}
		err := tx.Where("id = ? and known", to).Take(&target).Error
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return invalid("organization", "choice_unknown")
		}
		if err != nil {
			return err
		}
		if err := mergeOrganizations(tx, from, target); err != nil {
			return err
		}
		line := DeskChange{About: AboutOrganization, AboutID: target.ID, Name: from.Name, Action: "organization_linked"}
		return s.deskChange(tx, line, DeskChangeDetail{To: target.Name}, by)
	})
	return wrapUnlessRefused("link organization", err)
}

func mergeOrganizations(tx *gorm.DB, from, to Organization) error {
	if err := tx.Model(&Registration{}).Where("organization_id = ?", from.ID).Update("organization_id", to.ID).Error; err != nil {
		return err
	}
	err := tx.Model(&OrganizationAlias{}).Where("organization_id = ?", from.ID).Update("organization_id", to.ID).Error
	if err != nil {
		return err
	}
	if err := tx.Where("id = ?", from.ID).Delete(&Organization{}).Error; err != nil {
		return err
	}
	return tx.Create(&OrganizationAlias{NameKey: from.NameKey, OrganizationID: to.ID}).Error
}

// missing turns "no such row" into a refusal of kind NotFound.
func missing(err error, what string) error {
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return errNotFound(what)
	}
	return err
}

func wrapUnlessRefused(what string, err error) error {
	if err == nil || KindOf(err) != 0 {
		return err
	}
	return fmt.Errorf("%s: %w", what, err)
}
