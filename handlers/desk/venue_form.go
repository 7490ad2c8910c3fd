package desk

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"bijeen/locale"
	"bijeen/models"
)

// The rooms of a building are typed as lines, as programme and hosts are:
//
//	Zaal 4 | theater | 80
//	Zaal 4 | carré | 30
//	Foyer | 120

// venueFields are the fields of the form, in its order.
var venueFields = []string{
	"name", "building", "street", "postal_code", "town", "rooms", "building_limit",
	"contact_name", "contact_phone", "contact_email", "route_text", "house_rules",
}

// venueTexts are the fields that are kept as typed.
func venueTexts(e *models.VenueEntry) map[string]*string {
	return map[string]*string{
		"name": &e.Name, "building": &e.Building, "street": &e.Street, "postal_code": &e.PostalCode, "town": &e.Town,
		"contact_name": &e.ContactName, "contact_phone": &e.ContactPhone, "contact_email": &e.ContactEmail,
		"route_text": &e.RouteText, "house_rules": &e.HouseRules,
	}
}

// readVenue gives the entry that the form describes and what cannot be read.
func readVenue(values url.Values) (models.VenueEntry, models.Problems) {
	var e models.VenueEntry
	for name, to := range venueTexts(&e) {
		*to = values.Get(name)
	}
	f := &meetingForm{values: values}
	f.number("building_limit", &e.BuildingLimit)
	for i, line := range strings.Split(values.Get("rooms"), "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		layout, ok := roomLayout(line)
		if !ok {
			f.wrong = append(f.wrong, &models.Error{Kind: models.Invalid, Key: "room_line", Field: "rooms", Args: map[string]any{"Line": i + 1}})
			continue
		}
		e.Layouts = append(e.Layouts, layout)
	}
	return e, f.wrong
}

// roomLayout reads one line: the room first, then how it is set up and the
// seats in any order.
func roomLayout(line string) (models.RoomLayout, bool) {
	parts := strings.Split(line, "|")
	l := models.RoomLayout{Room: strings.TrimSpace(parts[0])}
	for _, part := range parts[1:] {
		part = strings.TrimSpace(part)
		number, _, _ := strings.Cut(part, " ")
		if n, err := strconv.Atoi(strings.ReplaceAll(number, ".", "")); err == nil && l.Seats == 0 {
			l.Seats = n
			continue
		}
		layout, ok := layoutNamed(part)
		if !ok || l.Layout != "" {
			return l, false
		}
		l.Layout = layout
	}
	return l, l.Room != "" && l.Seats > 0
}

// layoutNamed knows a layout by its code and by its word in both languages.
func layoutNamed(word string) (models.Layout, bool) {
	for _, l := range models.Layouts {
		for _, pr := range []*locale.Printer{locale.For("nl"), locale.For("en")} {
			if strings.EqualFold(word, layoutName(pr, l)) || strings.EqualFold(word, string(l)) {
				return l, true
			}
		}
	}
	return "", false
}

func layoutName(pr *locale.Printer, l models.Layout) string {
	if l == "" {
		return ""
	}
	return pr.T("layout_of_room." + string(l))
}

// venueValues fills the form from an entry.
func venueValues(pr *locale.Printer, e *models.VenueEntry) url.Values {
	v := url.Values{"version": {version(e.UpdatedAt)}}
	for name, text := range venueTexts(e) {
		v.Set(name, *text)
	}
	if e.BuildingLimit > 0 {
		v.Set("building_limit", strconv.Itoa(e.BuildingLimit))
	}
	var lines []string
	for _, l := range e.Layouts {
		lines = append(lines, joined(" | ", l.Room, layoutName(pr, l.Layout), strconv.Itoa(l.Seats)))
	}
	v.Set("rooms", strings.Join(lines, "\n"))
	return v
}

// venueProblems adds to what could not be read what models find wrong, a field
// once, in the order of the form.
func venueProblems(e models.VenueEntry, wrong models.Problems) models.Problems {
	e.Layouts = slices.Clone(e.Layouts)
	for _, found := range refusals(e.Check()) {
		if strings.HasPrefix(found.Field, "rooms[") {
			found.Field = "rooms"
		}
		if !slices.ContainsFunc(wrong, func(o *models.Error) bool { return o.Field == found.Field }) {
			wrong = append(wrong, found)
		}
	}
	slices.SortStableFunc(wrong, func(a, b *models.Error) int {
		return slices.Index(venueFields, a.Field) - slices.Index(venueFields, b.Field)
	})
	return wrong
}
