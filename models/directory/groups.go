package directory

import (
	"context"
	"slices"
	"strconv"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"bijeen/models"
	"bijeen/models/names"
)

// Groups are the groups of the network: what they are called, who has which
// role in them, and who offers to help.
type Groups struct{ Store *models.Store }

// GroupInput is what the form of a group says.
type GroupInput struct {
	Kind     models.GroupKind
	Number   int // 0: none
	Name     string
	ParentID int64 // 0: none
	Purpose  string
	Public   bool
	CallOpen bool
	CallText string
	EndedOn  string
}

// Longest texts of a group, in characters.
const (
	maxPurpose  = 10_000
	maxCallText = 2_000
	maxNumber   = 999
)

// clean takes away what nobody typed on purpose.
func (in *GroupInput) clean() {
	in.Name, in.Purpose, in.CallText = names.CleanLine(in.Name), names.CleanText(in.Purpose), names.CleanText(in.CallText)
}

// Check looks at what was typed; it gives Problems, or nil.
func (in GroupInput) Check() error {
	in.clean()
	var wrong models.Problems
	add := func(bad bool, field, key string) {
		if bad {
			wrong = append(wrong, invalid(field, key))
		}
	}
	add(!in.Kind.Valid(), "kind", "choice_unknown")
	add(in.Number < 0 || in.Number > maxNumber, "number", "group_number")
	add(in.Name == "", "name", "group_name_missing")
	wrong = tooLong(wrong, "name", in.Name, names.MaxLine)
	wrong = tooLong(wrong, "purpose", in.Purpose, maxPurpose)
	wrong = tooLong(wrong, "call_text", in.CallText, maxCallText)
	add(in.CallOpen && !in.Public, "call_open", "group_call_hidden")
	add(in.EndedOn != "" && !isDay(in.EndedOn), "ended_on", "day_wrong")
	if len(wrong) > 0 {
		return wrong
	}
	return nil
}

// GroupKey is what tells names of groups apart: a group is found by the key
// of its name of now or of before.
func GroupKey(name string) string { return names.NormalizeOrganization(name) }

// SaveGroup stores a group, a new one when id is 0. read is the version the
// writer saw. A name it had stays known; the hosts of meetings keep the name
// of their day. It locks all groups, so that no two changes make a loop.
// Kinds: Problems, NotFound, and Conflict (group_changed) when somebody was
// first.
func (g Groups) SaveGroup(ctx context.Context, id int64, in GroupInput, read int, by models.Actor) (*models.Group, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	in.clean()
	var saved *models.Group
	err := g.Store.Write(ctx, func(tx *gorm.DB) error {
		all, err := lockGroups(tx)
		if err != nil {
			return err
		}
		saved, err = g.saveGroup(tx, all, id, in, read, by)
		return err
	})
	return saved, wrap("store group", err)
}

// lockGroups reads every group and keeps others from changing one.
func lockGroups(tx *gorm.DB) ([]*models.Group, error) {
	var all []*models.Group
	return all, tx.Clauses(clause.Locking{Strength: "UPDATE"}).Order("id").Find(&all).Error
}

func groupIn(all []*models.Group, id int64) *models.Group {
	i := slices.IndexFunc(all, func(g *models.Group) bool { return g.ID == id })
	if i < 0 {
		return nil
	}
	return all[i]
}

func (g Groups) saveGroup(tx *gorm.DB, all []*models.Group, id int64, in GroupInput, read int, by models.Actor) (*models.Group, error) {
	before := groupIn(all, id)
	switch {
	case id != 0 && before == nil:
		return nil, notFound("group")
	case before != nil && before.Version != read:
		return nil, &models.Error{Kind: models.Conflict, Key: "group_changed"}
	}
	if err := fits(tx, all, before, id, in); err != nil {
		return nil, err
	}
	after := models.Group{}
	if before != nil {
		after = *before
	}
	g.fill(&after, in)
	if before == nil {
		after.Slug = freeGroupSlug(all, in)
		if err := tx.Create(&after).Error; err != nil {
			return nil, err
		}
	} else {
		if err := g.keepName(tx, before, &after); err != nil {
			return nil, err
		}
		if err := tx.Save(&after).Error; err != nil {
			return nil, err
		}
	}
	return &after, g.groupHistory(tx, before, &after, by)
}

// fits looks whether a group may be as the form says, beside the others.
func fits(tx *gorm.DB, all []*models.Group, before *models.Group, id int64, in GroupInput) error {
	var wrong models.Problems
	taken, err := nameTaken(tx, all, id, GroupKey(in.Name))
	if err != nil {
		return err
	}
	if taken {
		wrong = append(wrong, invalid("name", "group_name_known"))
	}
	switch {
	case before != nil && before.Number != 0 && before.Number != in.Number:
		wrong = append(wrong, invalid("number", "group_number_stable"))
	case in.Number != 0 && slices.ContainsFunc(all, func(g *models.Group) bool { return g.ID != id && g.Kind == in.Kind && g.Number == in.Number }):
		wrong = append(wrong, invalid("number", "group_number_taken"))
	}
	switch {
	case in.ParentID != 0 && groupIn(all, in.ParentID) == nil:
		wrong = append(wrong, invalid("parent", "choice_unknown"))
	case id != 0 && under(all, in.ParentID, id):
		wrong = append(wrong, invalid("parent", "group_loop"))
	}
	if len(wrong) > 0 {
		return wrong
	}
	return nil
}

// nameTaken reports whether another group has this name, or had it.
func nameTaken(tx *gorm.DB, all []*models.Group, id int64, key string) (bool, error) {
	if slices.ContainsFunc(all, func(g *models.Group) bool { return g.ID != id && g.NameKey == key }) {
		return true, nil
	}
	var n int64
	err := tx.Model(&models.GroupName{}).Where("name_key = ? and group_id <> ?", key, id).Count(&n).Error
	return n > 0, err
}

// under reports whether a group is another, or stands below it.
func under(all []*models.Group, id, above int64) bool {
	for range len(all) + 1 { // a loop that is there already ends too
		if id == above {
			return true
		}
		g := groupIn(all, id)
		if g == nil || g.ParentID == nil {
			return false
		}
		id = *g.ParentID
	}
	return true
}

// fill puts the form into the row.
func (g Groups) fill(to *models.Group, in GroupInput) {
	now := g.Store.Now()
	if to.CallOpen && !in.CallOpen {
		to.CallClosedAt = &now
	} else if in.CallOpen {
		to.CallClosedAt = nil
	}
	to.Kind, to.Number, to.Name, to.NameKey = in.Kind, in.Number, in.Name, GroupKey(in.Name)
	to.Purpose, to.Public, to.CallOpen, to.CallText, to.EndedOn = in.Purpose, in.Public, in.CallOpen, in.CallText, in.EndedOn
	to.ParentID = nil
	if in.ParentID != 0 {
		to.ParentID = &in.ParentID
	}
	to.Version, to.UpdatedAt = to.Version+1, now
}

// keepName keeps the name a group had.
func (g Groups) keepName(tx *gorm.DB, before, after *models.Group) error {
	if before.Name == after.Name {
		return nil
	}
	return tx.Create(&models.GroupName{GroupID: before.ID, Name: before.Name, NameKey: before.NameKey, UntilOn: g.Store.Today()}).Error
}

// freeGroupSlug makes the last part of the public address from the first name:
// it stays when the name changes.
func freeGroupSlug(all []*models.Group, in GroupInput) string {
	base := models.MeetingSlug(in.Name)
	slug := base
	for n := 2; slices.ContainsFunc(all, func(g *models.Group) bool { return g.Slug == slug }); n++ {
		slug = base + "-" + strconv.Itoa(n)
	}
	return slug
}

// groupHistory writes what a change did, one line for each thing.
func (g Groups) groupHistory(tx *gorm.DB, before, after *models.Group, by models.Actor) error {
	note := func(action string, detail models.DeskChangeDetail) error {
		return g.note(tx, after, action, detail, by)
	}
	if before == nil {
		return note("group_added", models.DeskChangeDetail{})
	}
	lines := 0
	say := func(changed bool, action, to string) error {
		if !changed {
			return nil
		}
		lines++
		return note(action, models.DeskChangeDetail{To: to})
	}
	parent := func(g *models.Group) int64 {
		if g.ParentID == nil {
			return 0
		}
		return *g.ParentID
	}
	for _, err := range []error{
		say(before.Name != after.Name, "group_renamed", before.Name),
		say(parent(before) != parent(after), "group_moved", ""),
		say(!before.Public && after.Public, "group_published", ""),
		say(before.Public && !after.Public, "group_hidden", ""),
		say(!before.CallOpen && after.CallOpen, "group_call_opened", ""),
		say(before.CallOpen && !after.CallOpen, "group_call_closed", ""),
		say(before.EndedOn != after.EndedOn, "group_ended", after.EndedOn),
	} {
		if err != nil {
			return err
		}
	}
	if lines > 0 && before.Kind == after.Kind && before.Purpose == after.Purpose && before.CallText == after.CallText && before.Number == after.Number {
		return nil
	}
	return note("group_changed", models.DeskChangeDetail{})
}

func (g Groups) note(tx *gorm.DB, of *models.Group, action string, detail models.DeskChangeDetail, by models.Actor) error {
	return g.Store.NoteDeskChange(tx, models.DeskChange{About: models.AboutGroup, AboutID: of.ID, Name: of.Name, Action: action}, detail, by)
}

func notFound(what string) *models.Error {
	return &models.Error{Kind: models.NotFound, Key: what + "_not_found"}
}
