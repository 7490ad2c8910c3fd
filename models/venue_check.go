package models

import (
	"fmt"
	"slices"
	"strings"

	"bijeen/models/mailaddr"
	"bijeen/models/names"
)

const (
	// maxLayouts is more than any conference centre has.
	maxLayouts = 100
	// maxVenueText keeps route and house rules something people read.
	maxVenueText = names.MaxText
)

// Check cleans an entry of the venue book in place and says what is wrong
// with it: Problems by the names of its fields, or nil.
func (e *VenueEntry) Check() error {
	e.clean()
	var wrong Problems
	if e.Name == "" {
		wrong = append(wrong, invalid("name", "venue_missing"))
	}
	for field, line := range map[string]string{
		"name": e.Name, "building": e.Building, "street": e.Street, "town": e.Town, "contact_name": e.ContactName, "contact_phone": e.ContactPhone,
	} {
		wrong = append(wrong, tooLong(field, line, names.MaxLine)...)
	}
	slices.SortFunc(wrong, func(a, b *Error) int { return strings.Compare(a.Field, b.Field) })
	if len(e.PostalCode) > 12 || noPostalCode.MatchString(e.PostalCode) {
		wrong = append(wrong, invalid("postal_code", "postal_code_wrong"))
	}
	wrong = append(wrong, e.checkRooms()...)
	if e.ContactPhone != "" && !phoneLike(e.ContactPhone) {
		wrong = append(wrong, invalid("contact_phone", "phone_wrong"))
	}
	if a, err := mailaddr.Parse(e.ContactEmail); e.ContactEmail == "" {
		e.EmailKey = ""
	} else if problems := atField("contact_email", err); problems != nil {
		wrong = append(wrong, problems...)
	} else {
		e.ContactEmail, e.EmailKey = a.String(), a.Key()
	}
	wrong = append(wrong, tooLong("route_text", e.RouteText, maxVenueText)...)
	wrong = append(wrong, tooLong("house_rules", e.HouseRules, maxVenueText)...)
	if wrong == nil {
		return nil
	}
	return wrong
}

func (e *VenueEntry) clean() {
	s := SiteInput{Venue: e.Address(), RouteText: e.RouteText, HouseRules: e.HouseRules}
	s.clean() // as a meeting cleans them, so that the two addresses are the same
	v := s.Venue
	e.Name, e.Building, e.Street, e.PostalCode, e.Town = v.Name, v.Building, v.Street, v.PostalCode, v.Town
	e.RouteText, e.HouseRules = s.RouteText, s.HouseRules
	for _, t := range []*string{&e.ContactName, &e.ContactPhone, &e.ContactEmail} {
		*t = names.CleanLine(*t)
	}
	for i := range e.Layouts {
		e.Layouts[i].Room = names.CleanLine(e.Layouts[i].Room)
	}
}

func (e *VenueEntry) checkRooms() Problems {
	var wrong Problems
	if e.BuildingLimit < 0 || e.BuildingLimit > maxSeats {
		wrong = append(wrong, invalid("building_limit", "seats_wrong"))
	}
	if len(e.Layouts) > maxLayouts {
		p := invalid("rooms", "rooms_too_many")
		p.Args = map[string]any{"Max": maxLayouts}
		return append(wrong, p)
	}
	for i, l := range e.Layouts {
		known := l.Layout == "" || slices.Contains(Layouts, l.Layout)
		if l.Room == "" || !known || l.Seats < 1 || l.Seats > maxSeats || names.TooLong(l.Room, names.MaxLine) {
			wrong = append(wrong, invalid(fmt.Sprintf("rooms[%d]", i), "room_wrong"))
		}
	}
	return wrong
}
