package models

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"bijeen/models/names"
)

// VenueEntry is a building in the venue book, with what an organiser would
// have to find out each time. A meeting takes from it what it needs; a later
// change of the entry changes no meeting by itself.
type VenueEntry struct {
	ID            int64
	Name          string
	Building      string
	Street        string
	PostalCode    string
	Town          string
	BuildingLimit int // everybody in the building; 0 is not known
	ContactName   string
	ContactPhone  string
	ContactEmail  string
	EmailKey      string // of ContactEmail, to find it when somebody asks what we hold
	RouteText     string
	HouseRules    string
	UpdatedAt     time.Time
	UserID        *int64 // who changed it last

	Layouts []RoomLayout `gorm:"foreignKey:EntryID"`
}

// RoomLayout is a room as it can be set up, with the seats it then has. A
// Layout that is empty is the only one there is.
type RoomLayout struct {
	ID       int64
	EntryID  int64
	Room     string
	Layout   Layout
	Seats    int
	Position int
}

// Layout is how the chairs stand (glossary).
type Layout string

// Layouts lists every way to set up a room.
var Layouts = []Layout{"theater", "cabaret", "carre", "u_shape", "school"}

// Address is where the entry is, as a meeting would describe it.
func (e *VenueEntry) Address() VenueInput {
	return VenueInput{e.Name, e.Building, e.Street, e.PostalCode, e.Town}
}

// VenueBook is every building we know, by town and name.
type VenueBook struct {
	Entries   []VenueEntry
	addresses map[VenueInput]int64 // also those an entry had before
}

// Entry gives the entry with this id; nil when there is none.
func (b *VenueBook) Entry(id int64) *VenueEntry {
	for i := range b.Entries {
		if b.Entries[i].ID == id {
			return &b.Entries[i]
		}
	}
	return nil
}

// At gives the entry that has this address, or had it when a meeting took it
// over; nil when there is none.
func (b *VenueBook) At(address VenueInput) *VenueEntry { return b.Entry(b.addresses[address]) }

// VenueBook reads the whole book.
func (s *Store) VenueBook(ctx context.Context) (*VenueBook, error) {
	book := &VenueBook{addresses: map[VenueInput]int64{}}
	err := s.Read(ctx, func(tx *gorm.DB) error {
		err := tx.Preload("Layouts", func(tx *gorm.DB) *gorm.DB { return tx.Order("position, id") }).Find(&book.Entries).Error
		if err != nil {
			return err
		}
		var known []Venue
		if err := tx.Where("entry_id is not null").Find(&known).Error; err != nil {
			return err
		}
		for _, v := range known {
			book.addresses[v.Input()] = *v.EntryID
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("venue book: %w", err)
	}
	slices.SortFunc(book.Entries, func(a, b VenueEntry) int {
		return cmp.Or(cmp.Compare(names.SortWords(a.Town), names.SortWords(b.Town)), cmp.Compare(names.SortWords(a.Name), names.SortWords(b.Name)), cmp.Compare(a.ID, b.ID))
	})
	return book, nil
}

// SaveVenueEntry stores an entry of the book, a new one when its ID is 0, and
// ties its address to it. read is the UpdatedAt the writer saw. Kinds:
// Problems for what was typed, NotFound, and Conflict with the key
// venue_changed when somebody was first: nothing is stored then. Meetings
// keep what they have.
func (s *Store) SaveVenueEntry(ctx context.Context, e VenueEntry, read time.Time, by Actor) (*VenueEntry, error) {
	if err := e.Check(); err != nil {
		return nil, err
	}
	err := s.write(ctx, func(tx *gorm.DB) error { return s.saveVenueEntry(tx, &e, read, by) })
	if err := wrapUnlessRefused("store venue entry", err); err != nil {
		return nil, err
	}
	return &e, nil
}

func (s *Store) saveVenueEntry(tx *gorm.DB, e *VenueEntry, read time.Time, by Actor) error {
	var known []VenueEntry
	a := e.Address()
	err := tx.Clauses(forUpdate).Order("id").Where("id = ? or (name = ? and building = ? and street = ? and postal_code = ? and town = ?)",
		e.ID, a.Name, a.Building, a.Street, a.PostalCode, a.Town).Find(&known).Error
	if err != nil {
		return err
	}
	same := slices.IndexFunc(known, func(k VenueEntry) bool { return k.ID == e.ID })
	switch {
	case e.ID != 0 && same < 0:
		return errNotFound("venue")
	case e.ID != 0 && !known[same].UpdatedAt.Equal(read):
		return refuse(Conflict, "venue_changed")
	case slices.ContainsFunc(known, func(k VenueEntry) bool { return k.ID != e.ID }):
		return Problems{invalid("name", "venue_known")}
	}
	action := "venue_changed"
	if e.ID == 0 {
		action = "venue_added"
	}
	e.UpdatedAt, e.UserID = s.Now(), by.UserID
	if err := tx.Omit("Layouts").Save(e).Error; err != nil {
		return err
	}
	line := DeskChange{About: AboutVenue, AboutID: e.ID, Name: e.Name, Action: action}
	if err := s.deskChange(tx, line, DeskChangeDetail{}, by); err != nil {
		return err
	}
	if err := tx.Where("entry_id = ?", e.ID).Delete(&RoomLayout{}).Error; err != nil {
		return err
	}
	for i := range e.Layouts {
		l := &e.Layouts[i]
		l.ID, l.EntryID, l.Position = 0, e.ID, i
		if err := tx.Create(l).Error; err != nil {
			return err
		}
	}
	return tieAddress(tx, a, e.ID)
}

// tieAddress lets meetings that have this address find the entry.
func tieAddress(tx *gorm.DB, a VenueInput, entryID int64) error {
	v, err := findOrMakeVenue(tx, a)
	if err != nil {
		return err
	}
	return tx.Model(&Venue{}).Where("id = ?", v.ID).Update("entry_id", entryID).Error
}

// RemoveVenueEntry takes a building out of the book. Meetings keep what they
// have. Kind NotFound.
func (s *Store) RemoveVenueEntry(ctx context.Context, id int64, by Actor) error {
	err := s.write(ctx, func(tx *gorm.DB) error {
		var e VenueEntry
		if err := tx.Where("id = ?", id).Take(&e).Error; err != nil {
			return missing(err, "venue")
		}
		line := DeskChange{About: AboutVenue, AboutID: id, Name: e.Name, Action: "venue_removed"}
		if err := s.deskChange(tx, line, DeskChangeDetail{}, by); err != nil {
			return err
		}
		return tx.Where("id = ?", id).Delete(&VenueEntry{}).Error
	})
	return wrapUnlessRefused("remove venue entry", err)
}

// KeepVenue puts the building of a site into the book, unless an entry has
// its address. added says whether it did. Kinds: Problems.
func (s *Store) KeepVenue(ctx context.Context, in SiteInput, by Actor) (added bool, err error) {
	e := VenueEntry{
		Name: in.Venue.Name, Building: in.Venue.Building, Street: in.Venue.Street, PostalCode: in.Venue.PostalCode, Town: in.Venue.Town,
		BuildingLimit: in.BuildingLimit, RouteText: in.RouteText, HouseRules: in.HouseRules,
	}
	if in.Room != "" && in.SeatCapacity > 0 {
		e.Layouts = []RoomLayout{{Room: in.Room, Seats: in.SeatCapacity}}
	}
	if err := e.Check(); err != nil {
		return false, err
	}
	err = s.write(ctx, func(tx *gorm.DB) error {
		added = false
		v, err := findOrMakeVenue(tx, e.Address())
		if err != nil || v.EntryID != nil {
			return err
		}
		e.ID, added = 0, true
		return s.saveVenueEntry(tx, &e, time.Time{}, by)
	})
	return added, wrapUnlessRefused("keep venue", err)
}

// meetingsAt is true for a meeting of which a site that stands has an address
// of this entry.
const meetingsAt = `meetings.id in (select st.meeting_id from sites st join venues v on v.id = st.venue_id
	where v.entry_id = ? and st.status <> 'withdrawn')`

// MeetingsAt narrows a query of meetings to those that use an entry of the
// venue book.
func MeetingsAt(tx *gorm.DB, entryID int64) *gorm.DB { return tx.Where(meetingsAt, entryID) }
