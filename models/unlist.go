package models

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// unlistedMonths is how long somebody stays in the directory whose last work,
// position, principal or group role ended.
const unlistedMonths = 12

// Unlist takes people out of the directory within an open transaction, with
// what it knows of them and the lines of history about them. Who has a
// registration stays as a person; nobody else does. Registrations keep their
// snapshots. It gives the number of people.
func Unlist(tx *gorm.DB, ids []int64) (int, error) {
	if len(ids) == 0 {
		return 0, nil
	}
	if err := dropListing(tx, ids); err != nil {
		return 0, fmt.Errorf("unlist: %w", err)
	}
	res := tx.Model(&Person{}).Where("id in ? and listed_at is not null", ids).UpdateColumns(map[string]any{
		"listed_at": nil, "initials": "", "partner_prefix": "", "partner_surname": "", "display_name": "", "sort_key": "", "search_text": "",
		"email_kind": EmailPersonal, "phone": "", "plain_language": false, "minor": false, "link_version": gorm.Expr("link_version + 1"),
		"version": gorm.Expr("version + 1"),
	})
	if res.Error != nil {
		return 0, fmt.Errorf("unlist: %w", res.Error)
	}
	err := tx.Where("id in ? and not exists (select 1 from registrations r where r.person_id = people.id)", ids).Delete(&Person{}).Error
	return int(res.RowsAffected), err
}

// dropListing removes the rows that hang on people of the directory.
func dropListing(tx *gorm.DB, ids []int64) error {
	for _, rows := range []any{&Affiliation{}, &PositionHolder{}, &PersonTag{}, &GroupRole{}} {
		if err := tx.Where("person_id in ?", ids).Delete(rows).Error; err != nil {
			return err
		}
	}
	if err := tx.Where("assistant_id in ? or principal_id in ?", ids, ids).Delete(&Assistant{}).Error; err != nil {
		return err
	}
	if err := tx.Model(&Position{}).Where("deputy_id in ?", ids).UpdateColumn("deputy_id", nil).Error; err != nil {
		return err
	}
	if err := tx.Where("about = ? and (kept_id in ? or gone_id in ?)", AboutPerson, ids, ids).Delete(&Merge{}).Error; err != nil {
		return err
	}
	return tx.Where("about = ? and about_id in ?", AboutPerson, ids).Delete(&DeskChange{}).Error
}

// eraseInvited removes the lines of invitations that name these people. Who
// was invited as the holder of a position is not named on its line.
func eraseInvited(tx *gorm.DB, ids []int64) error {
	return tx.Where("person_id in ?", ids).Delete(&Invitation{}).Error
}

// idle narrows people to those of the directory whose last work, position,
// principal, group role and listing lie before a day.
func idle(tx *gorm.DB, day string, before time.Time) *gorm.DB {
	goes := func(table, column string) string {
		return "not exists (select 1 from " + table + " x where x." + column + " = people.id and (x.until_on = '' or x.until_on >= ?))"
	}
	return tx.Model(&Person{}).Where("listed_at <= ?", before).
		Where(goes("affiliations", "person_id"), day).Where(goes("group_roles", "person_id"), day).
		Where(goes("assistants", "assistant_id"), day).Where(goes("assistants", "principal_id"), day).
		Where(`not exists (select 1 from position_holders h join positions p on p.id = h.position_id where h.person_id = people.id
			and (h.until_on = '' or h.until_on >= ?) and (p.ended_on = '' or p.ended_on >= ?))`, day, day).
		Where("not exists (select 1 from positions p where p.deputy_id = people.id and (p.ended_on = '' or p.ended_on >= ?))", day)
}

// unlistIdle takes those out of the directory who have had nothing to do there
// for a year. The history says how many, without names.
func (s *Store) unlistIdle(ctx context.Context) (int, error) {
	before := s.Now().AddDate(0, -unlistedMonths, 0)
	day := before.In(s.zone).Format(time.DateOnly)
	if due, err := exists(idle(s.reader.WithContext(ctx), day, before)); err != nil || !due {
		return 0, err
	}
	gone := 0
	err := s.write(ctx, func(tx *gorm.DB) error {
		var ids []int64
		err := idle(tx, day, before).Clauses(forUpdate).Order("id").Limit(staleAtOnce).Pluck("id", &ids).Error
		if err != nil || len(ids) == 0 {
			return err
		}
		if gone, err = Unlist(tx, ids); err != nil {
			return err
		}
		return s.deskChange(tx, DeskChange{About: AboutPerson, Action: "people_unlisted"}, DeskChangeDetail{Count: gone}, Actor{Kind: BySystem})
	})
	return gone, err
}

// ListingData is what the directory holds about somebody.
type ListingData struct {
	Since        time.Time     `json:"since"`
	Initials     string        `json:"initials"`
	Partner      string        `json:"partner_name"`
	DisplayName  string        `json:"display_name"`
	EmailKind    EmailKind     `json:"email_kind"`
	Phone        string        `json:"phone"`
	Plain        bool          `json:"plain_language"`
	Minor        bool          `json:"minor"`
	Affiliations []PeriodData  `json:"affiliations"`
	Positions    []PeriodData  `json:"positions"`
	DeputyOf     []string      `json:"deputy_of"`
	Groups       []PeriodData  `json:"groups"`
	ActsFor      int           `json:"acts_for"` // how many people; who they are is theirs
	ActedForBy   int           `json:"acted_for_by"`
	Tags         []string      `json:"tags"`
	Invitations  []InvitedData `json:"invitations"`
	History      []ListedData  `json:"history"`
}

// PeriodData is what somebody is somewhere, and when.
type PeriodData struct {
	At    string `json:"at"`
	As    string `json:"as"`
	From  string `json:"from"`
	Until string `json:"until"`
}

// InvitedData is a line of the invitations of a meeting.
type InvitedData struct {
	Meeting string          `json:"meeting"`
	Reason  string          `json:"reason"`
	State   InvitationState `json:"state"`
}

// ListedData is a line of the history of the directory.
type ListedData struct {
	Action string    `json:"action"`
	At     time.Time `json:"at"`
	Detail any       `json:"detail"`
}

// listingData reads what the directory holds about a person; nil for who is
// not listed.
func listingData(tx *gorm.DB, p *Person) (*ListingData, error) {
	if p.ListedAt == nil {
		return nil, nil
	}
	l := &ListingData{
		Since: *p.ListedAt, Initials: p.Initials, Partner: joinNonEmpty(" ", p.PartnerPrefix, p.PartnerSurname), DisplayName: p.DisplayName,
		EmailKind: p.EmailKind, Phone: p.Phone, Plain: p.PlainLanguage, Minor: p.Minor,
	}
	for _, part := range []struct {
		into  any
		query string
	}{
		{&l.Affiliations, `select o.name as at, a.job_title as "as", a.from_on as "from", a.until_on as until
			from affiliations a join organizations o on o.id = a.organization_id where a.person_id = ? order by a.from_on, a.id`},
		{&l.Positions, `select o.name as at, p.title as "as", h.from_on as "from", h.until_on as until from position_holders h
			join positions p on p.id = h.position_id join organizations o on o.id = p.organization_id where h.person_id = ? order by h.from_on, h.id`},
		{&l.DeputyOf, `select p.title || ', ' || o.name from positions p join organizations o on o.id = p.organization_id where p.deputy_id = ? order by p.id`},
		{&l.Groups, `select g.name as at, r.role as "as", r.from_on as "from", r.until_on as until from group_roles r
			join network_groups g on g.id = r.group_id where r.person_id = ? order by r.from_on, r.id`},
		{&l.ActsFor, `select count(*) from assistants where assistant_id = ?`},
		{&l.ActedForBy, `select count(*) from assistants where principal_id = ?`},
		{&l.Tags, `select tag from person_tags where person_id = ? order by tag_key`},
		{&l.Invitations, `select m.slug as meeting, i.reason, i.state from invitations i join meetings m on m.id = i.meeting_id where i.person_id = ? order by i.id`},
	} {
		if err := tx.Raw(part.query, p.ID).Scan(part.into).Error; err != nil {
			return nil, fmt.Errorf("directory about person %d: %w", p.ID, err)
		}
	}
	var lines []DeskChange
	if err := tx.Where("about = ? and about_id = ?", AboutPerson, p.ID).Order("id").Find(&lines).Error; err != nil {
		return nil, fmt.Errorf("history of person %d: %w", p.ID, err)
	}
	for _, c := range lines {
		l.History = append(l.History, ListedData{c.Action, c.At, json.RawMessage(c.Detail)})
	}
	return l, nil
}
