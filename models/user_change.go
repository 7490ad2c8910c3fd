package models

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"bijeen/models/mailaddr"
	"bijeen/models/names"
)

// UserInput says who a user is and what the user may do. Without Groups the
// user works for every group.
type UserInput struct {
	Email, Name string
	Role        UserRole
	Groups      []string
	KeepGroups  bool // leave the groups of a known user as they are
	By          Actor
}

// AddUser makes a user for every group, or changes name and role of the one
// with this address. Kinds as SaveUser.
func (s *Store) AddUser(ctx context.Context, email, name string, role UserRole) (*User, error) {
	return s.SaveUser(ctx, 0, UserInput{Email: email, Name: name, Role: role, KeepGroups: true, By: Actor{Kind: ByCommand}})
}

// SaveUser changes a user; with id 0 the one with this address, or a new one.
// It counts from the next request on. Kinds: Problems for what was given,
// NotFound for an id of nobody, Conflict for the last admin, who must stay
// one.
func (s *Store) SaveUser(ctx context.Context, id int64, in UserInput) (*User, error) {
	u, groups, err := in.user()
	if err != nil {
		return nil, err
	}
	err = s.write(ctx, func(tx *gorm.DB) error {
		known, err := userToChange(tx, id, u.EmailKey)
		if err != nil {
			return err
		}
		if known.Role == RoleAdmin && u.Role != RoleAdmin {
			if err := otherAdmin(tx, known.ID); err != nil {
				return err
			}
		}
		u.ID, u.CreatedAt, u.Notices, u.NoticesSince, u.Language = known.ID, known.CreatedAt, known.Notices, known.NoticesSince, known.Language
		u.AllGroups = len(groups) == 0
		if in.KeepGroups && known.ID != 0 {
			u.AllGroups = known.AllGroups
		}
		was, err := groupsOf(tx, known.ID)
		if err != nil {
			return err
		}
		now := slices.Sorted(slices.Values(groups))
		if err := s.storeUser(tx, u); err != nil {
			return err
		}
		if in.KeepGroups {
			now = was
		} else if err := storeGroups(tx, u.ID, groups); err != nil {
			return err
		}
		return s.userHistory(tx, &known, u, was, now, in.By)
	})
	if err := wrapUnlessRefused("store user", err); err != nil {
		return nil, err
	}
	return u, nil
}

// user checks what was given.
func (in UserInput) user() (*User, []string, error) {
	name := names.CleanLine(in.Name)
	var wrong Problems
	if name == "" {
		wrong = append(wrong, invalid("name", "name_missing"))
	}
	wrong = append(wrong, tooLong("name", name, names.MaxLine)...)
	a, err := mailaddr.Parse(in.Email)
	wrong = append(wrong, atField("email", err)...)
	if !slices.Contains(UserRoles, in.Role) {
		wrong = append(wrong, invalid("role", "choice_unknown"))
	}
	var groups []string
	for _, g := range in.Groups {
		if g = names.CleanLine(g); g != "" && !slices.Contains(groups, g) {
			groups = append(groups, g)
			wrong = append(wrong, tooLong("groups", g, names.MaxLine)...)
		}
	}
	if len(in.Groups) > 0 && len(groups) == 0 {
		wrong = append(wrong, invalid("groups", "group_missing"))
	}
	if len(wrong) > 0 {
		return nil, nil, wrong
	}
	return &User{Email: a.String(), EmailKey: a.Key(), Name: name, Role: in.Role}, groups, nil
}

// userToChange finds who is meant; nobody yet when the id is 0 and the
// address new.
func userToChange(tx *gorm.DB, id int64, emailKey string) (User, error) {
	var list []User
	if err := tx.Where("id = ? or email_key = ?", id, emailKey).Order("id").Find(&list).Error; err != nil {
		return User{}, err
	}
	if id == 0 && len(list) > 0 {
		return list[0], nil
	}
	i := slices.IndexFunc(list, func(u User) bool { return u.ID == id })
	switch {
	case id == 0:
		return User{}, nil
	case i < 0:
		return User{}, errNotFound("user")
	case len(list) > 1:
		return User{}, Problems{invalid("email", "email_of_user")}
	}
	return list[i], nil
}

func (s *Store) storeUser(tx *gorm.DB, u *User) error {
	if u.ID == 0 {
		u.CreatedAt, u.Notices, u.Language = s.Now(), NoticesDigest, "nl"
		return tx.Create(u).Error
	}
	if err := dropNotices(tx, u.ID, s.Now()); err != nil { // what this user may see is another now
		return err
	}
	return tx.Model(&User{}).Where("id = ?", u.ID).Select("Email", "EmailKey", "Name", "Role", "AllGroups").Updates(u).Error
}

// groupsOf lists the names of the groups of a user, in order.
func groupsOf(tx *gorm.DB, userID int64) ([]string, error) {
	var list []string
	err := tx.Model(&UserGroup{}).Where("user_id = ?", userID).Pluck("name", &list).Error
	slices.Sort(list)
	return list, err
}

func storeGroups(tx *gorm.DB, userID int64, groups []string) error {
	if err := tx.Where("user_id = ?", userID).Delete(&UserGroup{}).Error; err != nil {
		return err
	}
	for _, g := range groups {
		if err := tx.Create(&UserGroup{UserID: userID, Name: g}).Error; err != nil {
			return err
		}
	}
	return nil
}

// otherAdmin refuses what would leave nobody who can give rights.
func otherAdmin(tx *gorm.DB, id int64) error {
	var n int64
	if err := tx.Model(&User{}).Where("role = ? and id <> ?", RoleAdmin, id).Count(&n).Error; err != nil {
		return err
	}
	if n == 0 {
		return refuse(Conflict, "last_admin")
	}
	return nil
}

// RemoveUser takes all access away: the user, the sessions and the login
// links. What the user did stays in the history. Kinds: NotFound; Conflict for
// the last admin.
func (s *Store) RemoveUser(ctx context.Context, id int64, by Actor) error {
	err := s.write(ctx, func(tx *gorm.DB) error {
		known, err := userToChange(tx, id, "")
		if err == nil && known.Role == RoleAdmin {
			err = otherAdmin(tx, id)
		}
		if err != nil {
			return err
		}
		line := DeskChange{About: AboutUser, AboutID: id, Name: known.Name, Action: "user_removed"}
		if err := s.deskChange(tx, line, DeskChangeDetail{Role: known.Role}, by); err != nil {
			return err
		}
		return tx.Where("id = ?", id).Delete(&User{}).Error
	})
	return wrapUnlessRefused("remove user", err)
}

// UserRow is a user with what the list of users shows.
type UserRow struct {
	User
	Groups []string
	SeenAt *time.Time // in a session that is remembered
}

// Users lists everybody who can log in, by name.
func (s *Store) Users(ctx context.Context) ([]UserRow, error) {
	var rows []UserRow
	err := s.Read(ctx, func(tx *gorm.DB) error {
		var users []User
		if err := tx.Order("name, id").Find(&users).Error; err != nil {
			return err
		}
		var groups []UserGroup
		if err := tx.Order("name").Find(&groups).Error; err != nil {
			return err
		}
		var seen []Session
		if err := tx.Select("user_id", "seen_at").Where("user_id is not null").Order("seen_at").Find(&seen).Error; err != nil {
			return err
		}
		rows = userRows(users, groups, seen)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("users: %w", err)
	}
	return rows, nil
}

func userRows(users []User, groups []UserGroup, seen []Session) []UserRow {
	rows, at := make([]UserRow, len(users)), make(map[int64]int, len(users))
	for i, u := range users {
		rows[i].User, at[u.ID] = u, i
	}
	for _, g := range groups {
		rows[at[g.UserID]].Groups = append(rows[at[g.UserID]].Groups, g.Name)
	}
	for _, s := range seen {
		rows[at[*s.UserID]].SeenAt = &s.SeenAt
	}
	return rows
}

// UserByEmail reads the user with this address. Kinds: Invalid for what is no
// address, NotFound.
func (s *Store) UserByEmail(ctx context.Context, email string) (*User, error) {
	a, err := mailaddr.Parse(email)
	if err != nil {
		return nil, atField("email", err)
	}
	var list []User
	if err := s.reader.WithContext(ctx).Where("email_key = ?", a.Key()).Limit(1).Find(&list).Error; err != nil {
		return nil, fmt.Errorf("user by address: %w", err)
	}
	if len(list) == 0 {
		return nil, errNotFound("user")
	}
	return &list[0], nil
}

// GroupsOf lists the groups a user works for; none for who works for all.
func (s *Store) GroupsOf(ctx context.Context, u *User) ([]string, error) {
	var list []string
	if u.Everywhere() {
		return nil, nil
	}
	err := s.reader.WithContext(ctx).Model(&UserGroup{}).Where("user_id = ?", u.ID).Order("name").Pluck("name", &list).Error
	if err != nil {
		return nil, fmt.Errorf("groups of user %d: %w", u.ID, err)
	}
	return list, nil
}

// KnownGroups lists the groups that hold a meeting, alone or with others, and
// those that somebody works for.
func (s *Store) KnownGroups(ctx context.Context) ([]string, error) {
	var list []string
	err := s.reader.WithContext(ctx).Raw(`select name from meeting_hosts where role in ('lead', 'co') and name <> ''
		union select name from user_groups order by name`).Scan(&list).Error
	if err != nil {
		return nil, fmt.Errorf("groups: %w", err)
	}
	return slices.CompactFunc(list, strings.EqualFold), nil
}
