package directory

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"bijeen/models"
	"bijeen/models/names"
)

// RoleRow is a role with who has it.
type RoleRow struct {
	models.GroupRole
	Person       models.Person
	Organization string // where they work now
	InForce      bool   // today
}

// GroupPage is everything about one group.
type GroupPage struct {
	Group    *models.Group
	Names    []models.GroupName // it had, the last first
	Parent   *models.Group
	Children []*models.Group
	Roles    []RoleRow // in force first, by role and name
	Offers   []models.GroupOffer
	History  []models.DeskChange
	Meetings []*models.MeetingPage // public ones it hosts; coming first
}

// GroupRow is one line of the list of groups.
type GroupRow struct {
	*models.Group
	Leads   []string
	Members int // people with a role in force
	Open    int // offers without an answer
}

// historyShown is how many lines of history the page of a group has.
const historyShown = 50

// List gives every group in the order people read them: by kind, number and
// name. It takes three queries.
func (g Groups) List(ctx context.Context) ([]GroupRow, error) {
	var rows []GroupRow
	err := g.Store.Read(ctx, func(tx *gorm.DB) error {
		all, err := groupsInOrder(tx)
		if err != nil {
			return err
		}
		roles, err := roleRows(tx, g.Store.Today(), "true")
		if err != nil {
			return err
		}
		var open []struct {
			GroupID int64
			N       int
		}
		if err := tx.Raw("select group_id, count(*) as n from group_offers where state = ? group by group_id", models.OfferOpen).Scan(&open).Error; err != nil {
			return err
		}
		for _, group := range all {
			row := GroupRow{Group: group}
			people := map[int64]bool{}
			for _, r := range roles {
				if r.GroupID != group.ID || !r.InForce {
					continue
				}
				people[r.PersonID] = true
				if r.Role == "project_lead" {
					row.Leads = append(row.Leads, PersonName(&r.Person))
				}
			}
			row.Members = len(people)
			for _, o := range open {
				if o.GroupID == group.ID {
					row.Open = o.N
				}
			}
			rows = append(rows, row)
		}
		return nil
	})
	return rows, wrap("groups", err)
}

func groupsInOrder(tx *gorm.DB) ([]*models.Group, error) {
	var all []*models.Group
	err := tx.Find(&all).Error
	slices.SortFunc(all, func(a, b *models.Group) int {
		return cmp.Or(cmp.Compare(slices.Index(models.GroupKinds, a.Kind), slices.Index(models.GroupKinds, b.Kind)),
			cmp.Compare(a.Number, b.Number), cmp.Compare(names.SortWords(a.Name), names.SortWords(b.Name)), cmp.Compare(a.ID, b.ID))
	})
	return all, err
}

// PersonName is how somebody is called: as they want, else by the parts.
func PersonName(p *models.Person) string {
	if p.DisplayName != "" {
		return p.DisplayName
	}
	return p.Name().Full()
}

// roleRows reads roles with the people and where they work on a day.
func roleRows(tx *gorm.DB, today, where string, args ...any) ([]RoleRow, error) {
	var roles []models.GroupRole
	if err := tx.Where(where, args...).Order("id").Find(&roles).Error; err != nil || len(roles) == 0 {
		return nil, err
	}
	var ids []int64
	for _, r := range roles {
		ids = append(ids, r.PersonID)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	var people []models.Person
	if err := tx.Where("id in ?", ids).Find(&people).Error; err != nil {
		return nil, err
	}
	bodies, err := bodiesOf(tx, ids, today)
	if err != nil {
		return nil, err
	}
	rows := make([]RoleRow, 0, len(roles))
	for _, r := range roles {
		i := slices.IndexFunc(people, func(p models.Person) bool { return p.ID == r.PersonID })
		rows = append(rows, RoleRow{GroupRole: r, Person: people[i], Organization: strings.Join(bodies[r.PersonID], ", "), InForce: models.InForce(r.FromOn, r.UntilOn, today)})
	}
	slices.SortStableFunc(rows, func(a, b RoleRow) int {
		return cmp.Or(cmp.Compare(btoi(!a.InForce), btoi(!b.InForce)), cmp.Compare(slices.Index(models.GroupRoleNames, a.Role), slices.Index(models.GroupRoleNames, b.Role)),
			cmp.Compare(a.Person.Name().SortKey(), b.Person.Name().SortKey()))
	})
	return rows, nil
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// bodiesOf names the organizations people work at on a day.
func bodiesOf(tx *gorm.DB, people []int64, today string) (map[int64][]string, error) {
	var rows []struct {
		PersonID int64
		Name     string
	}
	err := tx.Raw(`select a.person_id, o.name from affiliations a join organizations o on o.id = a.organization_id
		where a.person_id in ? and `+models.InForceSQL("a")+` order by a.id`, people, today, today).Scan(&rows).Error
	of := make(map[int64][]string, len(rows))
	for _, r := range rows {
		if !slices.Contains(of[r.PersonID], r.Name) {
			of[r.PersonID] = append(of[r.PersonID], r.Name)
		}
	}
	return of, err
}

// Page reads one group for the desk. Kind NotFound.
func (g Groups) Page(ctx context.Context, id int64) (*GroupPage, error) {
	page := &GroupPage{}
	err := g.Store.Read(ctx, func(tx *gorm.DB) error {
		if err := g.around(tx, page, "id = ?", id); err != nil {
			return err
		}
		if err := tx.Where("group_id = ?", id).Order("case when state = 'open' then 0 else 1 end, id").Find(&page.Offers).Error; err != nil {
			return err
		}
		return tx.Where("about = ? and about_id = ?", models.AboutGroup, id).Order("id desc").Limit(historyShown).Find(&page.History).Error
	})
	return page, wrap(fmt.Sprintf("group %d", id), err)
}

// around reads a group with the names it had, its roles and the groups above
// and below.
func (g Groups) around(tx *gorm.DB, page *GroupPage, where string, args ...any) error {
	all, err := groupsInOrder(tx)
	if err != nil {
		return err
	}
	var found []models.Group
	if err := tx.Where(where, args...).Find(&found).Error; err != nil {
		return err
	}
	if len(found) == 0 {
		return notFound("group")
	}
	page.Group = groupIn(all, found[0].ID)
	for _, o := range all {
		if page.Group.ParentID != nil && o.ID == *page.Group.ParentID {
			page.Parent = o
		}
		if o.ParentID != nil && *o.ParentID == page.Group.ID {
			page.Children = append(page.Children, o)
		}
	}
	if err := tx.Where("group_id = ?", page.Group.ID).Order("id desc").Find(&page.Names).Error; err != nil {
		return err
	}
	page.Roles, err = roleRows(tx, g.Store.Today(), "group_id = ?", page.Group.ID)
	return err
}

// Missing are the municipalities and sectors for which nobody sits in the
// group today; who is only involved or informed does not sit there.
func (p *GroupPage) Missing() []models.Constituency {
	return slices.DeleteFunc(models.Constituencies(), func(c models.Constituency) bool {
		return slices.ContainsFunc(p.Roles, func(r RoleRow) bool { return r.InForce && r.Role.Belongs() && r.OnBehalfOf == c.Code })
	})
}

// Public lists the groups that everybody may see, in reading order.
func (g Groups) Public(ctx context.Context) ([]*models.Group, error) {
	var shown []*models.Group
	err := g.Store.Read(ctx, func(tx *gorm.DB) error {
		all, err := groupsInOrder(tx)
		shown = slices.DeleteFunc(all, func(o *models.Group) bool { return !g.public(o) })
		return err
	})
	return shown, wrap("public groups", err)
}

// public reports whether everybody may see a group.
func (g Groups) public(o *models.Group) bool {
	return o.Public && (o.EndedOn == "" || g.Store.Today() <= o.EndedOn)
}

// PublicPage reads the page of a group that everybody may see: its project
// leads of today and its public meetings, coming ones first. Kind NotFound.
func (g Groups) PublicPage(ctx context.Context, slug string) (*GroupPage, error) {
	if !models.ValidSlug(slug) {
		return nil, notFound("group")
	}
	page := &GroupPage{}
	err := g.Store.Read(ctx, func(tx *gorm.DB) error {
		err := g.around(tx, page, "slug = ? and public and (ended_on = '' or ended_on >= ?)", slug, g.Store.Today())
		if err != nil {
			return err
		}
		hidden := func(o *models.Group) bool { return !g.public(o) }
		page.Children = slices.DeleteFunc(page.Children, hidden)
		if page.Parent != nil && hidden(page.Parent) {
			page.Parent = nil
		}
		page.Roles = slices.DeleteFunc(page.Roles, func(r RoleRow) bool { return !r.InForce || r.Role != "project_lead" })
		page.Meetings, err = g.meetings(tx, page)
		return err
	})
	return page, wrap("group "+slug, err)
}

// meetings are the public meetings that a group holds, under the name it has
// or one it had: those to come by day, then the past ones, the last first.
func (g Groups) meetings(tx *gorm.DB, page *GroupPage) ([]*models.MeetingPage, error) {
	keys := []string{page.Group.NameKey}
	for _, n := range page.Names {
		keys = append(keys, n.NameKey)
	}
	var hosts []models.MeetingHost
	err := tx.Where("role in ? and meeting_id in (select id from meetings where visibility = ? and status not in ?)",
		[]string{"lead", "co"}, models.VisibilityPublic, []models.MeetingStatus{models.MeetingDraft, models.MeetingArchived}).Find(&hosts).Error
	if err != nil {
		return nil, err
	}
	var ids []int64
	for _, h := range hosts {
		if slices.Contains(keys, GroupKey(h.Name)) {
			ids = append(ids, h.MeetingID)
		}
	}
	var list []*models.Meeting
	if err := tx.Where("id in ?", ids).Order("case when starts_at is null then 1 else 0 end, starts_at, id").Find(&list).Error; err != nil {
		return nil, err
	}
	var coming, past []*models.Meeting
	for _, m := range list {
		if m.Phase(g.Store.Now()) == models.PhasePast {
			past = append(past, m)
		} else {
			coming = append(coming, m)
		}
	}
	slices.Reverse(past)
	return models.PagesOf(tx, append(coming, past...))
}

// peopleFound is how many people a search for one shows.
const peopleFound = 20

// FindPeople finds people we know by words of name or address, to give them a
// role.
func (g Groups) FindPeople(ctx context.Context, search string) ([]models.Person, error) {
	words := strings.Fields(names.SearchKey(names.CleanLine(search)))
	if len(words) == 0 {
		return nil, nil
	}
	var people []models.Person
	err := g.Store.Read(ctx, func(tx *gorm.DB) error {
		q := tx.Model(&models.Person{})
		for _, w := range words {
			like := "%" + likeText.Replace(w) + "%"
			q = q.Where(`(name_key like ? escape '!' or search_text like ? escape '!' or email_key like ? escape '!')`, like, like, like)
		}
		return q.Order("case when listed_at is null then 1 else 0 end, name_key, id").Limit(peopleFound).Find(&people).Error
	})
	return people, wrap("find people", err)
}

// likeText makes a word mean itself in a pattern.
var likeText = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

// AnyPublic reports whether there is a group that everybody may see.
func (g Groups) AnyPublic(ctx context.Context) (bool, error) {
	list, err := g.Public(ctx)
	return len(list) > 0, err
}
