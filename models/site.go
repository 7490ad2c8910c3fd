package models

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// SiteMode tells a building from a video call.
type SiteMode string

// The modes of a site.
const (
	Onsite SiteMode = "onsite"
	Online SiteMode = "online"
)

// SiteStatus says whether a site can be chosen.
type SiteStatus string

// The states of a site.
const (
	SiteProposed  SiteStatus = "proposed"
	SiteConfirmed SiteStatus = "confirmed"
	SiteWithdrawn SiteStatus = "withdrawn"
)

// Venue is a building. Who uses it when is a Site.
type Venue struct {
	ID         int64
	Name       string
	Building   string
	Street     string
	PostalCode string
	Town       string
	EntryID    *int64 // the entry of the venue book that has, or had, this address
}

// Input is the venue as an organiser would describe it.
func (v *Venue) Input() VenueInput {
	return VenueInput{v.Name, v.Building, v.Street, v.PostalCode, v.Town}
}

// Site is the use of a venue (or a video call) by one meeting, with its own
// seats, times, host and list. BuildingLimit counts everybody in the
// building; 0 means no limit.
type Site struct {
	ID            int64
	MeetingID     int64
	Key           string
	Mode          SiteMode
	VenueID       *int64
	Venue         *Venue
	JoinURL       string
	Room          string
	SeatCapacity  int
	BuildingLimit int
	DoorsOpenAt   *time.Time
	StartsAt      *time.Time
	EndsAt        *time.Time
	HostName      string
	HostPhone     string
	RouteText     string
	HouseRules    string
	Status        SiteStatus
	Position      int
}

// Place is what people read in a list: "De Gieterij, Hengelo", or "Online".
func (s *Site) Place() string {
	if s.Mode == Online {
		return "Online"
	}
	if s.Venue == nil {
		return s.Key
	}
	return joinNonEmpty(", ", s.Venue.Name, s.Venue.Town)
}

// Address is the whole place on one line, as in LOCATION of a calendar item:
// name, building, room, street, postal code and town; the link of a call.
func (s *Site) Address() string {
	if s.Mode == Online {
		return s.JoinURL
	}
	if s.Venue == nil {
		return s.Key
	}
	v := s.Venue
	return joinNonEmpty(", ", v.Name, v.Building, s.Room, v.Street, joinNonEmpty(" ", v.PostalCode, v.Town))
}

func joinNonEmpty(sep string, parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, sep)
}

// sortSites puts sites in the order of the organiser. A database opens a table
// to sort even one row, which costs three times the query.
func sortSites(sites []Site) {
	slices.SortFunc(sites, func(a, b Site) int { return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(a.ID, b.ID)) })
}
