package directory

import (
	"context"
	"slices"
	"strings"

	"gorm.io/gorm"

	"bijeen/models"
	"bijeen/models/names"
)

// PositionInput is what somebody fills in about a position. Without a Level it
// is that of the kind. A new one without Represents speaks for the
// municipalities its organization serves, or for that municipality itself.
type PositionInput struct {
	ID           int64 // 0: a new one
	Version      int   // that the writer saw
	Organization string
	Kind         models.PositionKind
	Title        string
	Level        models.Level
	Represents   []string // codes, the own one first
	EndedOn      string   // its last day; empty: it exists
}

// levelOf is the level of a kind of position when nobody chose one.
var levelOf = map[models.PositionKind]models.Level{
	models.PositionAlderman: models.Executive, models.PositionExecutive: models.Executive, models.PositionManager: models.Management,
	models.PositionOfficial: models.Policy, models.PositionOther: models.Practice,
}

func (in *PositionInput) check() models.Problems {
	in.Organization, in.Title = names.CleanLine(in.Organization), names.CleanLine(in.Title)
	var wrong models.Problems
	if in.Organization == "" {
		wrong = append(wrong, invalid("organization", "organization_wanted"))
	}
	if !in.Kind.Valid() {
		wrong = append(wrong, invalid("kind", "choice_unknown"))
	}
	if in.Title == "" {
		wrong = append(wrong, invalid("title", "position_title_missing"))
	}
	wrong = tooLong(wrong, "title", in.Title, names.MaxLine)
	if in.Level == "" {
		in.Level = levelOf[in.Kind]
	} else if !slices.Contains(models.Levels, in.Level) {
		wrong = append(wrong, invalid("level", "choice_unknown"))
	}
	for _, code := range in.Represents {
		if _, ok := models.ConstituencyByCode(code); !ok {
			wrong = append(wrong, invalid("represents", "choice_unknown"))
			break
		}
	}
	if !isDay(in.EndedOn) {
		wrong = append(wrong, invalid("ended_on", "day_wrong"))
	}
	return wrong
}

// SavePosition stores a position, a new one when its ID is 0. Kinds: Problems
// for what was typed, NotFound, and Conflict when somebody was first. It locks
// the position. Invitations keep what they say.
func (d *Directory) SavePosition(ctx context.Context, in PositionInput, by models.Actor) (*models.Position, error) {
	if err := refused(in.check()); err != nil {
		return nil, err
	}
	var saved *models.Position
	err := d.store.Write(ctx, func(tx *gorm.DB) (err error) {
		saved, err = d.savePosition(tx, in, by)
		return err
	})
	return saved, wrap("store position", err)
}

func (d *Directory) savePosition(tx *gorm.DB, in PositionInput, by models.Actor) (*models.Position, error) {
	p, action := &models.Position{Version: 1}, "position_added"
	if in.ID != 0 {
		var err error
		if p, err = d.claim(tx, in.ID, in.Version); err != nil {
			return nil, err
		}
		action = "position_changed"
	}
	o, err := knownOrganization(tx, in.Organization)
	if err != nil {
		return nil, err
	}
	if in.ID == 0 && len(in.Represents) == 0 {
		if in.Represents, err = codesOf(tx, o); err != nil {
			return nil, err
		}
	}
	if err := notTwice(tx, in, o); err != nil {
		return nil, err
	}
	p.OrganizationID, p.Kind, p.Title, p.Level, p.EndedOn = o.ID, in.Kind, in.Title, in.Level, in.EndedOn
	p.Represents, p.UpdatedAt = strings.Join(in.Represents, " "), d.store.Now()
	if err := tx.Save(p).Error; err != nil {
		return nil, err
	}
	line := models.DeskChange{About: models.AboutPosition, AboutID: p.ID, Name: p.Title + ", " + o.Name, Action: action}
	return p, d.store.NoteDeskChange(tx, line, models.DeskChangeDetail{}, by)
}

// claim takes a position for a change of what the writer saw: it is locked,
// and has the next version.
func (d *Directory) claim(tx *gorm.DB, id int64, version int) (*models.Position, error) {
	var p models.Position
	if err := locked(tx).Where("id = ?", id).Take(&p).Error; err != nil {
		return nil, missing(err, "position")
	}
	if p.Version != version {
		return nil, errChanged
	}
	p.Version, p.UpdatedAt = version+1, d.store.Now()
	return &p, tx.Select("version", "updated_at").Updates(&p).Error
}

// knownOrganization finds an organization by a typed name or alias. One that
// only visitors typed is known from now on.
func knownOrganization(tx *gorm.DB, typed string) (*models.Organization, error) {
	id, err := models.OrganizationNamed(tx, typed)
	if err != nil {
		return nil, err
	}
	if id == 0 {
		return nil, models.Problems{invalid("organization", "organization_not_listed")}
	}
	var o models.Organization
	if err := tx.Where("id = ?", id).Take(&o).Error; err != nil {
		return nil, err
	}
	if !o.Known {
		o.Known = true
		err = tx.Model(&models.Organization{}).Where("id = ?", id).Update("known", true).Error
	}
	return &o, err
}

// codesOf are the municipalities an organization serves, in the order of
// choice lists, or is.
func codesOf(tx *gorm.DB, o *models.Organization) ([]string, error) {
	var served []string
	err := tx.Model(&models.ServedMunicipality{}).Where("organization_id = ?", o.ID).Pluck("code", &served).Error
	if err != nil {
		return nil, err
	}
	if len(served) == 0 && o.Code != "" {
		return []string{o.Code}, nil
	}
	return inOrder(served), nil
}

// inOrder puts codes in the order of choice lists; what is no code goes.
func inOrder(codes []string) []string {
	var list []string
	for _, c := range models.Constituencies() {
		if slices.Contains(codes, c.Code) {
			list = append(list, c.Code)
		}
	}
	return list
}

// notTwice refuses a second position of one title at an organization: people
// could not tell them apart.
func notTwice(tx *gorm.DB, in PositionInput, o *models.Organization) error {
	if in.EndedOn != "" {
		return nil
	}
	var titles []string
	err := tx.Model(&models.Position{}).Where("organization_id = ? and id <> ? and ended_on = ''", o.ID, in.ID).Pluck("title", &titles).Error
	if err != nil {
		return err
	}
	for _, title := range titles {
		if names.SearchKey(title) == names.SearchKey(in.Title) {
			return models.Problems{invalid("title", "position_known")}
		}
	}
	return nil
}
