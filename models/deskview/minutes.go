package deskview

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"bijeen/models"
	"bijeen/models/names"
)

// MinutesPerson is one person in the minutes: on behalf of whom they came in
// somebody's place, and from when and until when they were there. An
// invitation that brought nobody has a Title in the place of a name.
type MinutesPerson struct {
	Voice
	Title     string
	InPlaceOf names.Name // of the first of a chain (BR-29)
	From      time.Time  // came after the start
	Until     time.Time  // left before the end
}

// MinutesOrder says how the people in the minutes are ordered.
type MinutesOrder string

// The orders: the municipalities in order with the others behind them, or by
// name as in any Dutch list (BR-71).
const (
	ByMunicipality MinutesOrder = "gemeente"
	ByName         MinutesOrder = "naam"
)

// Minutes is who was present and who was not, as minutes tell it (glossary
// §2.2): with notice (m.k.) is who cancelled or declined, without (z.k.) who
// had a place and stayed away, or was invited and never answered. Until the
// meeting is finished nobody has stayed away: they are Open (BR-64).
type Minutes struct {
	Present, Notice, NoNotice, Open []MinutesPerson

	Finished  bool
	Forgotten int // people whose names have gone (BR-77)
}

// Minutes reads who was at a meeting and who was not, in a fixed number of
// queries.
func (v *View) Minutes(ctx context.Context, m *models.Meeting, order MinutesOrder) (Minutes, error) {
	var people []Voice
	var unseen []models.Invitation
	err := v.store.Read(ctx, func(tx *gorm.DB) error {
		var err error
		if people, err = voicesAt(tx, m.ID); err != nil {
			return err
		}
		return tx.Where(`meeting_id = ? and target <> ? and state in ? and not exists
			(select 1 from registrations r where r.invitation_id = invitations.id)`, m.ID, models.InviteLink, openInvitations).
			Order("position, id").Find(&unseen).Error
	})
	if err != nil {
		return Minutes{}, fmt.Errorf("minutes of meeting %d: %w", m.ID, err)
	}
	all := attend(m, people)
	for _, inv := range unseen {
		p := MinutesPerson{Title: inv.Name}
		if p.Organization = inv.Organization; len(inv.Codes()) > 0 {
			p.Own = inv.Codes()[0]
		}
		all.missed(p)
	}
	for _, list := range [][]MinutesPerson{all.Present, all.Notice, all.NoNotice, all.Open} {
		order.sort(list)
	}
	return all, nil
}

// attend puts everybody where the minutes name them.
func attend(m *models.Meeting, people []Voice) Minutes {
	all := Minutes{Finished: m.Status == models.MeetingHeld}
	byID, told := make(map[int64]Voice), make(map[int64]bool)
	for _, p := range people {
		byID[p.RegistrationID] = p
		if p.PersonID != nil && (p.Status == models.Registered || p.Status == models.Invited) {
			told[*p.PersonID] = true // whatever they said before
		}
	}
	for _, v := range people {
		p := MinutesPerson{Voice: v, InPlaceOf: firstOf(byID, v)}
		switch {
		case v.Name.Full() == "":
			all.Forgotten++
		case v.Status == models.Registered && !v.Came.IsZero():
			p.From, p.Until = partOf(m, v)
			all.Present = append(all.Present, p)
		case v.Status == models.Registered || v.Status == models.Invited:
			all.missed(p)
		case v.gaveNotice():
			if v.PersonID == nil || !told[*v.PersonID] {
				all.Notice = append(all.Notice, p)
			}
			if v.PersonID != nil {
				told[*v.PersonID] = true
			}
		}
	}
	return all
}

// missed puts somebody with those who stayed away, once that can be said.
func (all *Minutes) missed(p MinutesPerson) {
	if all.Finished {
		all.NoNotice = append(all.NoNotice, p)
		return
	}
	all.Open = append(all.Open, p)
}

// gaveNotice reports whether somebody said not to come. Who only waited for a
// place is not absent, unless they were invited.
func (p Voice) gaveNotice() bool {
	switch p.Status {
	case models.Declined, models.Cancelled:
		return true
	case models.Withdrawn:
		return !p.Lapsed && p.Invited
	}
	return false
}

// partOf is from when and until when somebody was there; zero for the whole.
func partOf(m *models.Meeting, p Voice) (from, until time.Time) {
	if m.StartsAt != nil && p.Came.After(*m.StartsAt) {
		from = p.Came
	}
	if !p.Left.IsZero() && (m.EndsAt == nil || p.Left.Before(*m.EndsAt)) {
		until = p.Left
	}
	return from, until
}

// firstOf is the name of whom a chain of substitutes began with; empty for who
// comes by themselves.
func firstOf(byID map[int64]Voice, p Voice) names.Name {
	first := p
	for range byID { // a chain has no loop (I10), and cannot be longer
		if first.Substitutes == nil {
			break
		}
		before, ok := byID[*first.Substitutes]
		if !ok {
			break
		}
		first = before
	}
	if first.RegistrationID == p.RegistrationID {
		return names.Name{}
	}
	if first.GivenOnly {
		return names.Name{Given: first.Name.Given}
	}
	return first.Name
}

func (o MinutesOrder) sort(list []MinutesPerson) {
	slices.SortStableFunc(list, func(a, b MinutesPerson) int {
		if o == ByMunicipality {
			if c := cmp.Compare(place(a.Own), place(b.Own)); c != 0 {
				return c
			}
		}
		return strings.Compare(a.listKey(), b.listKey())
	})
}

func (p MinutesPerson) listKey() string {
	if p.Title != "" {
		return names.SortWords(p.Title)
	}
	return p.Name.SortKey()
}

// place is where a constituency stands in the order of all; who speaks for
// none comes last.
func place(code string) int {
	all := models.Constituencies()
	if i := slices.IndexFunc(all, func(c models.Constituency) bool { return c.Code == code }); i >= 0 {
		return i
	}
	return len(all)
}
