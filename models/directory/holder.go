package directory

import (
	"context"

	"gorm.io/gorm"

	"bijeen/models"
)

// Appointment says who holds a position from a day on. An empty FromOn is
// since always; only a position without holders takes it.
type Appointment struct {
	PositionID int64
	Version    int // of the position, that the writer saw
	Who        Somebody
	FromOn     string
}

// Appoint gives a position to somebody, who is made or found (BR-10) and
// listed. Who held it does so through the day before; who is planned for a
// later day follows. A holder from the very same day is replaced: that was a
// mistake. Meetings follow by BR-21. Kinds: Problems by the fields of
// Somebody and from_on, NotFound, Conflict. It locks the position.
func (d *Directory) Appoint(ctx context.Context, in Appointment, by models.Actor) error {
	address, wrong := in.Who.check()
	if !isDay(in.FromOn) {
		wrong = append(wrong, invalid("from_on", "day_wrong"))
	}
	if err := refused(wrong); err != nil {
		return err
	}
	err := d.store.Write(ctx, func(tx *gorm.DB) error {
		p, err := d.claim(tx, in.PositionID, in.Version)
		if err != nil {
			return err
		}
		who, err := d.list(tx, in.Who, address, by)
		if err != nil {
			return err
		}
		if err := appoint(tx, p, who, in.FromOn); err != nil {
			return err
		}
		return d.noteAt(tx, p, who, "position_holder", in.FromOn, by)
	})
	return wrap("appoint", err)
}

func appoint(tx *gorm.DB, p *models.Position, who *models.Person, from string) error {
	var rows []models.PositionHolder
	if err := tx.Where("position_id = ?", p.ID).Order("from_on, id").Find(&rows).Error; err != nil {
		return err
	}
	if from == "" && len(rows) > 0 {
		return models.Problems{invalid("from_on", "day_missing")}
	}
	holds := models.PositionHolder{PositionID: p.ID, PersonID: who.ID, FromOn: from}
	for _, r := range rows {
		inForce := models.InForce(r.FromOn, r.UntilOn, from)
		var err error
		switch {
		case inForce && r.PersonID == who.ID:
			return models.Problems{invalid("given_name", "holder_already")}
		case r.FromOn > from && holds.UntilOn == "":
			holds.UntilOn = dayBefore(r.FromOn)
		case inForce && r.FromOn == from:
			err = tx.Where("id = ?", r.ID).Delete(&models.PositionHolder{}).Error
		case inForce:
			err = tx.Model(&models.PositionHolder{}).Where("id = ?", r.ID).Update("until_on", dayBefore(from)).Error
		}
		if err != nil {
			return err
		}
	}
	return tx.Create(&holds).Error
}

// EndHolding says on which day somebody was, or will be, the holder for the
// last time; an empty day takes a holder away who was put there by mistake.
// Kinds as Appoint, at the field until_on.
func (d *Directory) EndHolding(ctx context.Context, positionID int64, version int, holdingID int64, lastDay string, by models.Actor) error {
	if !isDay(lastDay) {
		return models.Problems{invalid("until_on", "day_wrong")}
	}
	err := d.store.Write(ctx, func(tx *gorm.DB) error {
		p, err := d.claim(tx, positionID, version)
		if err != nil {
			return err
		}
		var r models.PositionHolder
		if err := tx.Where("id = ? and position_id = ?", holdingID, p.ID).Take(&r).Error; err != nil {
			return missing(err, "position")
		}
		var who models.Person
		if err := tx.Where("id = ?", r.PersonID).Take(&who).Error; err != nil {
			return err
		}
		if lastDay == "" {
			if err := tx.Delete(&r).Error; err != nil {
				return err
			}
			return d.noteAt(tx, p, &who, "position_holder_removed", "", by)
		}
		if lastDay < r.FromOn {
			return models.Problems{invalid("until_on", "day_before_start")}
		}
		if err := freeThrough(tx, r, lastDay); err != nil {
			return err
		}
		if err := tx.Model(&r).Update("until_on", lastDay).Error; err != nil {
			return err
		}
		return d.noteAt(tx, p, &who, "position_holder_ended", lastDay, by)
	})
	return wrap("end holding", err)
}

// freeThrough refuses a last day on which somebody else holds the position.
func freeThrough(tx *gorm.DB, r models.PositionHolder, lastDay string) error {
	var later int64
	err := tx.Model(&models.PositionHolder{}).
		Where("position_id = ? and id <> ? and from_on > ? and from_on <= ?", r.PositionID, r.ID, r.FromOn, lastDay).Count(&later).Error
	if err == nil && later > 0 {
		err = models.Problems{invalid("until_on", "holder_overlaps")}
	}
	return err
}

// SetDeputy names the standing deputy of a position, who is made or found and
// listed; nil takes the deputy away. Kinds as Appoint. It locks the position.
func (d *Directory) SetDeputy(ctx context.Context, positionID int64, version int, who *Somebody, by models.Actor) error {
	var write func(tx *gorm.DB, p *models.Position) error
	if who == nil {
		write = func(tx *gorm.DB, p *models.Position) error { return d.dropDeputy(tx, p, by) }
	} else {
		address, wrong := who.check()
		if err := refused(wrong); err != nil {
			return err
		}
		write = func(tx *gorm.DB, p *models.Position) error {
			deputy, err := d.list(tx, *who, address, by)
			if err != nil {
				return err
			}
			if err := tx.Model(p).Update("deputy_id", deputy.ID).Error; err != nil {
				return err
			}
			return d.noteAt(tx, p, deputy, "position_deputy", "", by)
		}
	}
	err := d.store.Write(ctx, func(tx *gorm.DB) error {
		p, err := d.claim(tx, positionID, version)
		if err != nil {
			return err
		}
		return write(tx, p)
	})
	return wrap("deputy of a position", err)
}

func (d *Directory) dropDeputy(tx *gorm.DB, p *models.Position, by models.Actor) error {
	if p.DeputyID == nil {
		return nil
	}
	var who models.Person
	if err := tx.Where("id = ?", *p.DeputyID).Take(&who).Error; err != nil {
		return err
	}
	if err := tx.Model(p).Update("deputy_id", nil).Error; err != nil {
		return err
	}
	return d.noteAt(tx, p, &who, "position_deputy_removed", "", by)
}

// noteAt writes a line of history about somebody at a position.
func (d *Directory) noteAt(tx *gorm.DB, p *models.Position, who *models.Person, action, day string, by models.Actor) error {
	var organization string
	err := tx.Model(&models.Organization{}).Select("name").Where("id = ?", p.OrganizationID).Scan(&organization).Error
	if err != nil {
		return err
	}
	return d.note(tx, who, action, models.DeskChangeDetail{To: p.Title + ", " + organization, Day: day}, by)
}
