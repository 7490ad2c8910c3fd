package models

import (
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"
)

// itemFacts is what a calendar item of r shows now; nil without a date.
func (d *desk) itemFacts(r *Registration) *ItemFacts {
	var site *Site
	if r.SiteID != nil {
		site = d.m.SiteByID(*r.SiteID)
	}
	return d.m.Item(site)
}

// Item is what a calendar item shows for somebody at this site: from the
// programme or from doors open, as the meeting says (BR-48). Nil without a
// date. Title and place are on one line.
func (m *Meeting) Item(site *Site) *ItemFacts {
	start, end := m.Start(site), m.End(site)
	if start == nil || end == nil {
		return nil
	}
	if m.CalendarFrom == FromDoors {
		start = m.Doors(site)
	}
	f := &ItemFacts{Start: start.UTC(), End: end.UTC(), Title: m.Title, Status: "CONFIRMED"}
	if site != nil {
		f.Place = site.Address()
	}
	return f
}

func (d *desk) hosts() ([]string, error) {
	if d.m.Hosts == nil {
		if err := d.tx.Where("meeting_id = ?", d.m.ID).Order("position, id").Find(&d.m.Hosts).Error; err != nil {
			return nil, fmt.Errorf("hosts of meeting %d: %w", d.m.ID, err)
		}
	}
	return d.m.HostNames(), nil
}

// HostNames lists who holds the meeting, the lead first.
func (m *Meeting) HostNames() []string {
	names := make([]string, len(m.Hosts))
	for i, h := range m.Hosts {
		names[i] = h.Name
	}
	return names
}

// placeFacts fills in the site, the sites somebody waits for, and the place
// in the queue as it is at this moment.
func (d *desk) placeFacts(f *MessageFacts, r *Registration) error {
	if r.SiteID != nil {
		site := d.m.SiteByID(*r.SiteID)
		f.Site = siteFacts(site)
		f.Meeting.StartsAt, f.Meeting.EndsAt, f.Meeting.DoorsOpenAt = d.m.Start(site), d.m.End(site), d.m.Doors(site)
	}
	if r.Status != Waitlisted {
		return nil
	}
	accepted, err := d.accepts(r)
	if err != nil {
		return err
	}
	for _, id := range accepted {
		if s := d.m.SiteByID(id); s != nil {
			f.AcceptsSites = append(f.AcceptsSites, s.Place())
		}
	}
	if d.places != nil {
		f.Position = d.places[r.ID]
		return nil
	}
	f.Position, err = waitlistPosition(d.tx, r)
	return err
}

func siteFacts(s *Site) *SiteFacts {
	return &SiteFacts{
		Key: s.Key, Online: s.Mode == Online, Place: s.Place(), Address: s.Address(), JoinURL: s.JoinURL,
		RouteText: s.RouteText, HouseRules: s.HouseRules, HostName: s.HostName, HostPhone: s.HostPhone,
	}
}

func (d *desk) meetingFacts(hosts []string) MeetingFacts {
	m := d.m
	return MeetingFacts{
		ID: m.ID, Slug: m.Slug, Kind: m.Kind, Title: m.Title, Summary: m.Summary, MailText: m.MailText, Language: m.Language,
		DateText: m.DateText, Hosts: hosts, StartsAt: m.StartsAt, EndsAt: m.EndsAt, DoorsOpenAt: m.DoorsOpenAt,
		ContactName: m.ContactName, ContactEmail: m.ContactEmail, ContactPhone: m.ContactPhone, Reason: m.StatusReason,
		OnlineOnly:   !slices.ContainsFunc(m.Sites, func(s Site) bool { return s.Mode == Onsite }),
		NoSubstitute: m.SubstitutionPolicy == SubstitutionNone,
	}
}

// overviewPeople reads the lines of an overview or link mail.
func overviewPeople(tx *gorm.DB, ids []int64) ([]OverviewPerson, error) {
	var people []OverviewPerson
	for _, id := range ids {
		p, err := overviewPerson(tx, id)
		if err != nil {
			return nil, err
		}
		if p != nil {
			people = append(people, *p)
		}
	}
	return people, nil
}

func overviewPerson(tx *gorm.DB, id int64) (*OverviewPerson, error) {
	var r Registration
	err := tx.Where("id = ?", id).Take(&r).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil // erased since
	}
	if err != nil {
		return nil, fmt.Errorf("registration %d: %w", id, err)
	}
	m, err := meetingWithSites(tx, r.MeetingID)
	if err != nil {
		return nil, err
	}
	p := &OverviewPerson{
		Name: r.Name().Full(), RegistrationID: r.ID, LinkVersion: r.LinkVersion, MeetingSlug: m.Slug,
		MeetingTitle: m.Title, MeetingStart: m.StartsAt, Language: m.Language, Status: r.Status,
	}
	if r.SiteID != nil {
		p.Site = m.SiteByID(*r.SiteID).Place()
	}
	if r.Status == Waitlisted {
		p.Position, err = waitlistPosition(tx, &r)
	}
	return p, err
}
