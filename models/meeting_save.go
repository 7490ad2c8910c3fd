package models

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Saved says what saving a meeting came to.
type Saved struct {
	MeetingID int64
	Created   bool
	Changed   []string // the fields that differ, as in the meeting file
}

// SaveMeeting makes a meeting, or changes the one with this slug, and lets
// everything follow: mails about a new time, place or title (after the change
// delay), promotion when there is more room, invitations when registration
// opens, and word to everybody when it is called off. Sites that the input
// leaves out stay. It locks the meeting. Kinds: Problems for what is wrong
// with the input.
func (s *Store) SaveMeeting(ctx context.Context, in MeetingInput, by Actor) (Saved, error) {
	saved, err := s.SaveMeetings(ctx, []MeetingInput{in}, by, false)
	if err != nil {
		return Saved{}, err
	}
	return saved[0], nil
}

// SaveMeetings does SaveMeeting for several meetings, all or none. With
// dryRun nothing is kept: the answer says what would happen.
func (s *Store) SaveMeetings(ctx context.Context, list []MeetingInput, by Actor, dryRun bool) ([]Saved, error) {
	saved := make([]Saved, len(list))
	woke := false
	err := s.write(ctx, func(tx *gorm.DB) error {
		clear(saved) // of a try before
		for _, i := range bySlug(list) {
			d, err := s.saveMeeting(tx, list[i], by, &saved[i], nil)
			if err != nil {
				return err
			}
			woke = woke || d.woke
		}
		if dryRun {
			return errDryRun
		}
		return nil
	})
	if err != nil && !errors.Is(err, errDryRun) {
		return nil, err
	}
	if woke && err == nil && s.wakeMail != nil {
		s.wakeMail()
	}
	return saved, nil
}

// bySlug gives an order in which every process locks the same meetings.
func bySlug(list []MeetingInput) []int {
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(list[a].Slug, list[b].Slug) })
	return order
}

// saveMeeting saves one meeting; t takes note of what follows when the change
// is only tried.
func (s *Store) saveMeeting(tx *gorm.DB, in MeetingInput, by Actor, saved *Saved, t *tally) (*desk, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	var ids []int64
	if err := tx.Model(&Meeting{}).Where("slug = ?", in.Slug).Pluck("id", &ids).Error; err != nil {
		return nil, fmt.Errorf("find meeting %s: %w", in.Slug, err)
	}
	d := &desk{s: s, tx: tx, now: s.Now()}
	if len(ids) == 0 {
		saved.Created = true
		err := d.createMeeting(in, by)
		if err == nil {
			saved.MeetingID = d.m.ID
		}
		return d, err
	}
	var err error
	if d.m, err = lockMeeting(tx, ids[0]); err != nil {
		return nil, err
	}
	d.now = s.Now() // the wait for the lock may have been long
	if err := d.settle(); err != nil {
		return nil, err
	}
	saved.MeetingID, d.tally, d.trying = d.m.ID, t, t != nil
	saved.Changed, err = d.changeMeeting(in, by)
	return d, err
}

func (d *desk) createMeeting(in MeetingInput, by Actor) error {
	id, err := d.s.randomID(10)
	if err != nil {
		return err
	}
	if err := d.needsDayToCome(in, MeetingInput{}, by); err != nil {
		return err
	}
	d.m = &Meeting{CalendarUID: "b-" + id + "@" + d.s.domain, CalendarStamp: d.now.Truncate(time.Second), CreatedAt: d.now}
	in.fill(d.m, d.now)
	if err := d.tx.Omit(clause.Associations).Create(d.m).Error; err != nil {
		return fmt.Errorf("store meeting %s: %w", in.Slug, err)
	}
	if err := d.saveParts(in); err != nil {
		return err
	}
	return d.meetingHistory("created", "", by)
}

// fill puts the description into the row of the meeting itself.
func (in MeetingInput) fill(m *Meeting, now time.Time) {
	m.Slug, m.Kind, m.Title, m.Summary, m.Theme, m.MailText, m.Language = in.Slug, in.Kind, in.Title, in.Summary, in.Theme, in.MailText, in.Language
	m.DateText, m.StartsAt, m.EndsAt, m.DoorsOpenAt = in.DateText, in.StartsAt, in.EndsAt, in.DoorsOpenAt
	m.DatePrecision, m.DateAround = in.DatePrecision, in.DateAround
	m.CalendarFrom, m.RegistrationOpensAt, m.RegistrationClosesAt = in.CalendarFrom, in.RegistrationOpensAt, in.RegistrationClosesAt
	m.NumbersDueAt, m.Status, m.StatusReason, m.Visibility = in.NumbersDueAt, in.Status, in.StatusReason, in.Visibility
	m.RegistrationMode, m.WaitlistMode, m.SubstitutionPolicy = in.RegistrationMode, in.WaitlistMode, in.SubstitutionPolicy
	m.AttendeeListPolicy, m.Ask = in.AttendeeListPolicy, strings.Join(in.Ask, " ")
	m.ContactName, m.ContactEmail, m.ContactPhone = in.ContactName, in.ContactEmail, in.ContactPhone
	m.UpdatedAt = now
}

// changeMeeting stores what differs and lets it have its effects.
func (d *desk) changeMeeting(in MeetingInput, by Actor) ([]string, error) {
	if err := loadParts(d.tx, d.m); err != nil {
		return nil, err
	}
	before := *d.m
	before.Sites = slices.Clone(d.m.Sites)
	in = in.withUnnamedSites(d.m)
	was := d.m.Input()
	changed := in.differences(was)
	if len(changed) == 0 {
		return nil, nil
	}
	if err := d.keepSites(in); err != nil {
		return nil, err
	}
	if err := d.needsNewDate(in); err != nil {
		return nil, err
	}
	if err := d.needsDayToCome(in, was, by); err != nil {
		return nil, err
	}
	in.fill(d.m, d.now)
	switch {
	case d.m.publicItemDiffers(&before) || !slices.Equal(in.publicPlaces(), was.publicPlaces()):
		d.m.publish(d.now, 1)
	case !d.m.off(): // the stamp of one that is off says since when
		d.m.publish(d.now, 0)
	}
	if err := d.tx.Omit(clause.Associations).Save(d.m).Error; err != nil {
		return nil, fmt.Errorf("store meeting %s: %w", in.Slug, err)
	}
	if err := d.saveParts(in); err != nil {
		return nil, err
	}
	if err := d.changeHistory(changed, &before, by); err != nil {
		return nil, err
	}
	if err := d.effects(&before, by); err != nil {
		return nil, err
	}
	if err := d.dropNoNews(); err != nil {
		return nil, err
	}
	if kept, err := d.keepUndo(was, in, before.UpdatedAt, by); kept || err != nil {
		return changed, err
	}
	return changed, d.remember(UndoChanged, was, nil, by)
}

// needsNewDate refuses to let a meeting that is off go on at a day that is
// over (rules §3.3: a postponed one goes on with a new date).
func (d *desk) needsNewDate(in MeetingInput) error {
	on := slices.Contains([]MeetingStatus{MeetingAnnounced, MeetingOpen, MeetingClosed}, in.Status)
	if d.undoing != "" || !d.m.off() || !on || in.EndsAt == nil || in.EndsAt.After(d.now) {
		return nil
	}
	return Problems{invalid("date", "date_over")}
}

// needsDayToCome refuses a new day that is over, at the desk: a year that was
// typed wrong would make people miss a meeting without a word. What was held
// before it stood here comes by a file.
func (d *desk) needsDayToCome(in, was MeetingInput, by Actor) error {
	if d.undoing != "" || by.Kind != ByOrganizer || in.EndsAt == nil || in.EndsAt.After(d.now) || sameTime(in.EndsAt, was.EndsAt) {
		return nil
	}
	return Problems{invalid("date", "date_gone")}
}

// keepSites refuses to take a site from under the people who are there or
// wait for it: WithdrawSite asks what happens to them (BR-36).
func (d *desk) keepSites(in MeetingInput) error {
	var wrong Problems
	for i, s := range in.Sites {
		old := d.m.Site(s.Key)
		if old == nil || old.Status != SiteConfirmed || s.Status == SiteConfirmed {
			continue
		}
		var people int64
		err := d.tx.Model(&Registration{}).Where("meeting_id = ? and status in ?", d.m.ID, ActiveStatuses).
			Where("site_id = ? or id in (select registration_id from accepted_sites where site_id = ?)", old.ID, old.ID).Count(&people).Error
		if err != nil {
			return fmt.Errorf("people at site %d: %w", old.ID, err)
		}
		if people > 0 {
			wrong = append(wrong, invalid(fmt.Sprintf("sites[%d].status", i), "site_in_use"))
		}
	}
	if wrong != nil {
		return wrong
	}
	return nil
}

// withUnnamedSites adds the sites that the input does not speak of: nothing
// is deleted (contract, meeting file).
func (in MeetingInput) withUnnamedSites(m *Meeting) MeetingInput {
	for i := range m.Sites {
		if !slices.ContainsFunc(in.Sites, func(s SiteInput) bool { return s.Key == m.Sites[i].Key }) {
			in.Sites = append(slices.Clone(in.Sites), m.Sites[i].input())
		}
	}
	return in
}

// saveParts stores hosts, sites and programme, and loads them afresh.
func (d *desk) saveParts(in MeetingInput) error {
	if err := d.tx.Where("meeting_id = ?", d.m.ID).Delete(&MeetingHost{}).Error; err != nil {
		return fmt.Errorf("hosts of meeting %s: %w", in.Slug, err)
	}
	for i, h := range in.Hosts {
		host := MeetingHost{MeetingID: d.m.ID, Name: h.Name, Role: h.Role, Position: i}
		if err := d.tx.Create(&host).Error; err != nil {
			return fmt.Errorf("host of meeting %s: %w", in.Slug, err)
		}
	}
	for i, s := range in.Sites {
		if err := d.saveSite(s, i); err != nil {
			return fmt.Errorf("site %s of meeting %s: %w", s.Key, in.Slug, err)
		}
	}
	d.m.Sites, d.m.Hosts, d.m.Programme = nil, nil, nil
	if err := loadParts(d.tx, d.m); err != nil {
		return err
	}
	if err := d.saveProgramme(in); err != nil {
		return err
	}
	var err error
	d.seats, err = occupancy(d.tx, d.m)
	return err
}

func (d *desk) saveSite(in SiteInput, position int) error {
	site := Site{
		MeetingID: d.m.ID, Key: in.Key, Mode: in.Mode, JoinURL: in.JoinURL, Room: in.Room, SeatCapacity: in.SeatCapacity,
		BuildingLimit: in.BuildingLimit, DoorsOpenAt: in.DoorsOpenAt, StartsAt: in.StartsAt, EndsAt: in.EndsAt,
		HostName: in.HostName, HostPhone: in.HostPhone, RouteText: in.RouteText, HouseRules: in.HouseRules,
		Status: in.Status, Position: position,
	}
	if in.Mode == Onsite {
		venue, err := findOrMakeVenue(d.tx, in.Venue)
		if err != nil {
			return err
		}
		site.VenueID = &venue.ID
	}
	if old := d.m.Site(in.Key); old != nil {
		site.ID = old.ID
		return d.tx.Omit(clause.Associations).Save(&site).Error
	}
	return d.tx.Omit(clause.Associations).Create(&site).Error
}

func findOrMakeVenue(tx *gorm.DB, in VenueInput) (*Venue, error) {
	find := func() (*Venue, error) {
		var v Venue
		err := tx.Where("name = ? and building = ? and street = ? and postal_code = ? and town = ?",
			in.Name, in.Building, in.Street, in.PostalCode, in.Town).Limit(1).Find(&v).Error
		return &v, err
	}
	v, err := find()
	if err != nil || v.ID != 0 {
		return v, err
	}
	v = &Venue{Name: in.Name, Building: in.Building, Street: in.Street, PostalCode: in.PostalCode, Town: in.Town}
	res := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(v)
	if res.Error != nil || res.RowsAffected == 1 {
		return v, res.Error
	}
	return find()
}

func (d *desk) saveProgramme(in MeetingInput) error {
	if err := d.tx.Where("meeting_id = ?", d.m.ID).Delete(&ProgrammeItem{}).Error; err != nil {
		return fmt.Errorf("programme of meeting %s: %w", in.Slug, err)
	}
	d.m.Programme = nil
	for i, p := range in.Programme {
		item := ProgrammeItem{MeetingID: d.m.ID, Kind: p.Kind, Starts: p.Starts, Ends: p.Ends, Title: p.Title, Room: p.Room, Seats: p.Seats, Position: i}
		if p.Site != "" {
			item.SiteID = &d.m.Site(p.Site).ID
		}
		if err := d.tx.Create(&item).Error; err != nil {
			return fmt.Errorf("programme of meeting %s: %w", in.Slug, err)
		}
		d.m.Programme = append(d.m.Programme, item)
	}
	return nil
}

func (d *desk) meetingHistory(action, detail string, by Actor) error {
	err := d.tx.Create(&MeetingChange{
		MeetingID: d.m.ID, Action: action, Detail: detail, ActorKind: by.Kind, ActorID: by.UserID, At: d.now,
	}).Error
	if err != nil {
		return fmt.Errorf("history of meeting %d: %w", d.m.ID, err)
	}
	return nil
}
