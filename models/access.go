package models

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// Access is what a user has to do with one meeting (rules §3.9). What a role
// may do there is the business of the desk.
type Access struct {
	Kind MeetingKind
	Own  bool // a group of the user holds it, alone or with others
	Lead bool // a group of the user leads it, or none does (BR-04)
	Site bool // the user hosts a site of it (BR-81)
}

// ofGroups is true for a meeting (its id in m) that a group of a user holds. Who
// only lends a room or has the venue decides nothing about the meeting.
const ofGroups = `exists (select 1 from meeting_hosts h join user_groups g on lower(g.name) = lower(h.name)
	where h.meeting_id = m.id and h.role in ('lead', 'co') and g.user_id = ?)`

// leads is true for a meeting (its id in m) of ofGroups that a group of the user
// leads. Where no host is the lead, those who hold it together are.
const leads = `(exists (select 1 from meeting_hosts h join user_groups g on lower(g.name) = lower(h.name)
	where h.meeting_id = m.id and h.role = 'lead' and g.user_id = ?)
	or not exists (select 1 from meeting_hosts h where h.meeting_id = m.id and h.role = 'lead'))`

// AccessTo says what a user has to do with the meeting at this slug. Kind
// NotFound for an unknown one.
func (s *Store) AccessTo(ctx context.Context, u *User, slug string) (Access, error) {
	if !ValidSlug(slug) {
		return Access{}, errNotFound("meeting") // bytes that PostgreSQL would not take
	}
	var found []Access
	err := s.reader.WithContext(ctx).Raw(`select m.kind, `+ofGroups+` as own, `+leads+` as lead, exists (select 1 from site_hosts sh
			join sites st on st.id = sh.site_id where st.meeting_id = m.id and sh.user_id = ?) as site
		from meetings m where m.slug = ?`, u.ID, u.ID, u.ID, slug).Scan(&found).Error
	if err != nil {
		return Access{}, fmt.Errorf("meeting %s: %w", slug, err)
	}
	if len(found) == 0 {
		return Access{}, errNotFound("meeting")
	}
	to := found[0]
	to.Own = to.Own || u.Everywhere()
	to.Lead = to.Own && (to.Lead || u.Everywhere())
	return to, nil
}

// Everywhere reports whether a user works for the meetings of every group. An
// admin always does.
func (u *User) Everywhere() bool { return u.AllGroups || u.Role == RoleAdmin }

// MeetingsOf narrows a query of meetings to those of the groups of a user.
func MeetingsOf(tx *gorm.DB, u *User) *gorm.DB {
	if u.Everywhere() {
		return tx
	}
	return tx.Where("meetings.id in (select m.id from meetings m where "+ofGroups+")", u.ID)
}

// DeskScope narrows a query of meetings to those that are over, or to those
// still to come, drafts and those without a date among them.
func DeskScope(query *gorm.DB, past bool, now time.Time) *gorm.DB {
	over := "status in ? or (ends_at is not null and ends_at <= ? and status <> ?)" // the old date of a postponed one says nothing
	if !past {
		over = "not (" + over + ")"
	}
	return query.Where(over, []MeetingStatus{MeetingHeld, MeetingArchived}, now, MeetingPostponed)
}

// ErrMeetingNotFound is the answer about a meeting that is not there, or that
// somebody has nothing to do with: the two cannot be told apart.
var ErrMeetingNotFound = errNotFound("meeting")
