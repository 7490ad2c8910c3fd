package meetingfile

import (
	"slices"

	"bijeen/models"
	"bijeen/models/names"
)

// sites reads the sites over those with the same key. The order is that of
// the file when it names them all; otherwise each stays where it was, and new
// ones come behind.
func (f *file) sites(list []*node, in *models.MeetingInput) {
	if list == nil {
		return
	}
	old := in.Sites
	var read []models.SiteInput
	for _, n := range list {
		o := f.object(n)
		s := models.SiteInput{Mode: models.Onsite, Status: models.SiteConfirmed}
		o.text("key", &s.Key)
		if i := siteIndex(old, s.Key); i >= 0 {
			s = old[i]
		} else {
			o.required("key", "seat_capacity")
		}
		f.site(o, &s)
		read = append(read, s)
	}
	in.Sites = merged(old, read)
}

// merged puts what the file says about sites in its place.
func merged(old, read []models.SiteInput) []models.SiteInput {
	if !slices.ContainsFunc(old, func(was models.SiteInput) bool { return siteIndex(read, was.Key) < 0 }) {
		return read
	}
	list := slices.Clone(old)
	for _, s := range read {
		if i := siteIndex(old, s.Key); i >= 0 {
			list[i] = s
		} else {
			list = append(list, s)
		}
	}
	return list
}

func siteIndex(list []models.SiteInput, key string) int {
	return slices.IndexFunc(list, func(s models.SiteInput) bool { return names.CleanLine(s.Key) == names.CleanLine(key) })
}

func (f *file) site(o *object, s *models.SiteInput) {
	choose(o, "mode", &s.Mode, []models.SiteMode{models.Onsite, models.Online})
	f.venue(o.child("venue"), &s.Venue)
	o.text("join_url", &s.JoinURL)
	o.text("room", &s.Room)
	o.whole("seat_capacity", &s.SeatCapacity)
	o.whole("building_limit", &s.BuildingLimit)
	o.moment("doors_open_at", &s.DoorsOpenAt)
	o.moment("starts_at", &s.StartsAt)
	o.moment("ends_at", &s.EndsAt)
	o.text("host_name", &s.HostName)
	o.text("host_phone", &s.HostPhone)
	o.text("route_text", &s.RouteText)
	o.text("house_rules", &s.HouseRules)
	choose(o, "status", &s.Status, []models.SiteStatus{models.SiteProposed, models.SiteConfirmed, models.SiteWithdrawn})
	o.done()
}

// venue reads a building. Another name is another building: nothing of the
// old address stays.
func (f *file) venue(o *object, v *models.VenueInput) {
	if o == nil {
		return
	}
	name := v.Name
	o.text("name", &name)
	if names.CleanLine(name) != v.Name {
		*v = models.VenueInput{Name: name}
	}
	o.text("building", &v.Building)
	o.text("street", &v.Street)
	o.text("postal_code", &v.PostalCode)
	o.text("town", &v.Town)
	o.done()
}

// programme reads the programme; it replaces the one that was there.
func (f *file) programme(list []*node, in *models.MeetingInput) {
	if list == nil {
		return
	}
	in.Programme = nil
	for _, n := range list {
		o := f.object(n)
		p := models.ProgrammeInput{Kind: "item"}
		choose(o, "kind", &p.Kind, []string{"item", "workshop"})
		o.text("starts", &p.Starts)
		o.text("ends", &p.Ends)
		o.text("title", &p.Title)
		o.text("site", &p.Site)
		o.text("room", &p.Room)
		o.whole("seats", &p.Seats)
		o.done()
		in.Programme = append(in.Programme, p)
	}
}
