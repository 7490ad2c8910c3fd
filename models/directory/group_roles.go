package directory

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"bijeen/models"
)

// RoleInput says what somebody is in a group.
type RoleInput struct {
	PersonID   int64
	Role       models.GroupRoleName
	OnBehalfOf string // a code, or empty
	FromOn     string
	UntilOn    string
	ShowEmail  bool
}

// Check looks at what was typed; it gives Problems, or nil.
func (in RoleInput) Check() error {
	var wrong models.Problems
	if in.PersonID == 0 {
		wrong = append(wrong, invalid("person", "group_person_missing"))
	}
	if !in.Role.Valid() {
		wrong = append(wrong, invalid("role", "choice_unknown"))
	}
	if _, known := models.ConstituencyByCode(in.OnBehalfOf); in.OnBehalfOf != "" && !known {
		wrong = append(wrong, invalid("on_behalf_of", "choice_unknown"))
	}
	days := len(wrong)
	for _, day := range []struct{ field, text string }{{"from_on", in.FromOn}, {"until_on", in.UntilOn}} {
		if day.text != "" && !isDay(day.text) {
			wrong = append(wrong, invalid(day.field, "day_wrong"))
		}
	}
	if len(wrong) == days && in.UntilOn != "" && in.UntilOn < in.FromOn {
		wrong = append(wrong, invalid("until_on", "day_before_start"))
	}
	if len(wrong) > 0 {
		return wrong
	}
	return nil
}

// overlaps reports whether two stretches of days have one in common.
func overlaps(fromA, untilA, fromB, untilB string) bool {
	return (untilA == "" || fromB <= untilA) && (untilB == "" || fromA <= untilB)
}

// SaveRole gives somebody a role in a group, or changes one (roleID not 0):
// the person of a role stays who it is. It locks the group. Kinds: Problems
// (group_role_known when they have that role in those days), NotFound.
func (g Groups) SaveRole(ctx context.Context, groupID, roleID int64, in RoleInput, by models.Actor) error {
	if err := in.Check(); err != nil {
		return err
	}
	err := g.Store.Write(ctx, func(tx *gorm.DB) error {
		group, roles, err := lockGroup(tx, groupID)
		if err != nil {
			return err
		}
		return g.saveRole(tx, group, roles, roleID, in, by)
	})
	return wrap("store role", err)
}

func (g Groups) saveRole(tx *gorm.DB, group *models.Group, roles []models.GroupRole, roleID int64, in RoleInput, by models.Actor) error {
	row := models.GroupRole{ID: roleID, GroupID: group.ID, PersonID: in.PersonID, Role: in.Role, OnBehalfOf: in.OnBehalfOf, FromOn: in.FromOn, UntilOn: in.UntilOn, ShowEmail: in.ShowEmail}
	action := "group_role_given"
	if roleID != 0 {
		i := slices.IndexFunc(roles, func(r models.GroupRole) bool { return r.ID == roleID })
		if i < 0 {
			return notFound("role")
		}
		row.PersonID, action = roles[i].PersonID, "group_role_changed"
		if in.UntilOn != "" && in.UntilOn != roles[i].UntilOn {
			action = "group_role_ended"
		}
	}
	if slices.ContainsFunc(roles, func(r models.GroupRole) bool {
		return r.ID != roleID && r.PersonID == row.PersonID && r.Role == row.Role && r.OnBehalfOf == row.OnBehalfOf &&
			overlaps(r.FromOn, r.UntilOn, row.FromOn, row.UntilOn)
	}) {
		return models.Problems{invalid("role", "group_role_known")}
	}
	name, err := list(tx, g.Store, row.PersonID)
	if err != nil {
		return err
	}
	if err := tx.Save(&row).Error; err != nil {
		return err
	}
	return g.roleDone(tx, group, action, name, by)
}

// roleDone writes who got, changed or lost a role; the page of the group is
// of now.
func (g Groups) roleDone(tx *gorm.DB, group *models.Group, action, name string, by models.Actor) error {
	if err := tx.Model(group).UpdateColumn("updated_at", g.Store.Now()).Error; err != nil {
		return err
	}
	return g.note(tx, group, action, models.DeskChangeDetail{To: name}, by)
}

// RemoveRole takes away a role that was given by mistake; one that is over
// ends by a day instead. It locks the group. Kind NotFound.
func (g Groups) RemoveRole(ctx context.Context, groupID, roleID int64, by models.Actor) error {
	err := g.Store.Write(ctx, func(tx *gorm.DB) error {
		group, roles, err := lockGroup(tx, groupID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(roles, func(r models.GroupRole) bool { return r.ID == roleID })
		if i < 0 {
			return notFound("role")
		}
		var who models.Person
		if err := tx.Take(&who, roles[i].PersonID).Error; err != nil {
			return err
		}
		if err := tx.Delete(&roles[i]).Error; err != nil {
			return err
		}
		return g.roleDone(tx, group, "group_role_removed", who.Name().Full(), by)
	})
	return wrap("remove role", err)
}

// lockGroup reads a group with its roles and keeps others from changing them.
func lockGroup(tx *gorm.DB, id int64) (*models.Group, []models.GroupRole, error) {
	var found []*models.Group
	if err := tx.Clauses(locking).Where("id = ?", id).Find(&found).Error; err != nil {
		return nil, nil, err
	}
	if len(found) == 0 {
		return nil, nil, notFound("group")
	}
	var roles []models.GroupRole
	return found[0], roles, tx.Where("group_id = ?", id).Order("id").Find(&roles).Error
}

// list makes somebody we know one of the directory, who stays when the last
// registration goes. It gives the name. Kind NotFound.
func list(tx *gorm.DB, s *models.Store, personID int64) (string, error) {
	var found []models.Person
	if err := tx.Where("id = ?", personID).Find(&found).Error; err != nil {
		return "", err
	}
	if len(found) == 0 {
		return "", models.Problems{invalid("person", "group_person_missing")}
	}
	p := found[0]
	if p.ListedAt != nil {
		return p.Name().Full(), nil
	}
	return p.Name().Full(), enlist(tx, &p, models.EmailPersonal, s.Now())
}
