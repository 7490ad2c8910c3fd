package models

import (
	"net/url"
	"slices"

	"gorm.io/gorm"
)

// NoteSelection says to whom a note goes: the people of a meeting in one of
// these states, at one of these sites, of one of these levels. No sites or
// levels means every one.
type NoteSelection struct {
	Statuses []RegistrationStatus
	Sites    []string // keys
	Levels   []string // NoLevel for who gave none
}

// NoLevel stands for people who gave no level.
const NoLevel = "none"

// The parameters of a selection, as in the address of the working list.
const (
	selStatus = "status"
	selSite   = "locatie"
	selLevel  = "niveau"
)

// ParseNoteSelection reads what String wrote; what makes no sense selects
// nobody.
func ParseNoteSelection(text string) NoteSelection {
	values, _ := url.ParseQuery(text)
	sel := NoteSelection{Sites: values[selSite], Levels: values[selLevel]}
	for _, s := range values[selStatus] {
		sel.Statuses = append(sel.Statuses, RegistrationStatus(s))
	}
	return sel
}

// String writes a selection as parameters of an address, the same ones always
// in the same order.
func (sel NoteSelection) String() string {
	values := url.Values{selSite: slices.Sorted(slices.Values(sel.Sites)), selLevel: slices.Sorted(slices.Values(sel.Levels))}
	for _, s := range slices.Sorted(slices.Values(sel.Statuses)) {
		values.Add(selStatus, string(s))
	}
	return values.Encode()
}

// known reports whether the selection names at least one state, and nothing
// that is not there.
func (sel NoteSelection) known(m *Meeting) bool {
	for _, key := range sel.Sites {
		if m.Site(key) == nil {
			return false
		}
	}
	for _, level := range sel.Levels {
		if level != NoLevel && !slices.Contains(Levels, Level(level)) {
			return false
		}
	}
	return len(sel.Statuses) > 0 && !slices.ContainsFunc(sel.Statuses, func(s RegistrationStatus) bool { return !s.Active() })
}

// Scope picks the registrations of the selection.
func (sel NoteSelection) Scope(tx *gorm.DB, m *Meeting) *gorm.DB {
	scope := tx.Model(&Registration{}).Where("meeting_id = ? and status in ?", m.ID, sel.Statuses)
	if len(sel.Sites) > 0 {
		var ids []int64
		for _, key := range sel.Sites {
			if site := m.Site(key); site != nil {
				ids = append(ids, site.ID)
			}
		}
		scope = scope.Where("site_id in ?", ids)
	}
	if len(sel.Levels) > 0 {
		levels := slices.Clone(sel.Levels)
		if i := slices.Index(levels, NoLevel); i >= 0 {
			levels[i] = ""
		}
		scope = scope.Where("level in ?", levels)
	}
	return scope
}

// holds reports whether somebody stands in the selection now.
func (sel NoteSelection) holds(m *Meeting, r *Registration) bool {
	level := string(r.Level)
	if level == "" {
		level = NoLevel
	}
	site := ""
	if s := m.SiteByID(siteOf(r)); s != nil {
		site = s.Key
	}
	return slices.Contains(sel.Statuses, r.Status) && r.Status.Active() &&
		(len(sel.Sites) == 0 || slices.Contains(sel.Sites, site)) && (len(sel.Levels) == 0 || slices.Contains(sel.Levels, level))
}
