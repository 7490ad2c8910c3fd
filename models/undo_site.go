package models

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// undoPerson is somebody whom the withdrawal of a site touched. It holds no
// more of them than the number of the registration.
type undoPerson struct {
	ID     int64
	Here   bool // at the site itself
	Before standing
	After  standing
}

// standing is where somebody stands in a meeting.
type standing struct {
	Status         RegistrationStatus
	SiteID         *int64
	WaitlistedAt   *time.Time
	WantedSiteID   *int64
	OfferExpiresAt *time.Time
	RegisteredAt   *time.Time
	Accepts        []int64
}

// same compares what somebody can change, or the queue.
func (a standing) same(b standing) bool {
	number := func(x, y *int64) bool { return x == nil && y == nil || x != nil && y != nil && *x == *y }
	return a.Status == b.Status && number(a.SiteID, b.SiteID) && number(a.WantedSiteID, b.WantedSiteID) &&
		sameTime(a.WaitlistedAt, b.WaitlistedAt) && sameTime(a.OfferExpiresAt, b.OfferExpiresAt) && slices.Equal(a.Accepts, b.Accepts)
}

// standings reads where everybody of the meeting stands, in two queries.
func (d *desk) standings() (map[int64]standing, error) {
	var people []Registration
	err := d.tx.Select("id", "status", "site_id", "waitlisted_at", "wanted_site_id", "offer_expires_at", "registered_at").
		Where("meeting_id = ? and person_id is not null", d.m.ID).Find(&people).Error
	if err != nil {
		return nil, fmt.Errorf("where people of meeting %d stand: %w", d.m.ID, err)
	}
	var accepted []AcceptedSite
	err = d.tx.Joins("join registrations r on r.id = accepted_sites.registration_id").
		Where("r.meeting_id = ?", d.m.ID).Order("accepted_sites.rank").Find(&accepted).Error
	if err != nil {
		return nil, fmt.Errorf("sites accepted in meeting %d: %w", d.m.ID, err)
	}
	accepts := make(map[int64][]int64)
	for _, a := range accepted {
		accepts[a.RegistrationID] = append(accepts[a.RegistrationID], a.SiteID)
	}
	all := make(map[int64]standing, len(people))
	for i := range people {
		r := &people[i]
		all[r.ID] = standing{r.Status, r.SiteID, r.WaitlistedAt, r.WantedSiteID, r.OfferExpiresAt, r.RegisteredAt, accepts[r.ID]}
	}
	return all, nil
}

// touches reports whether somebody is at a site, or would come or move there.
func (a standing) touches(site int64) (here, at bool) {
	here = a.SiteID != nil && *a.SiteID == site
	return here, slices.Contains(ActiveStatuses, a.Status) &&
		(here || a.WantedSiteID != nil && *a.WantedSiteID == site || slices.Contains(a.Accepts, site))
}

// beforeWithdrawal gathers how things are before a site is withdrawn, and
// gives what remembers them once everything has had its effect.
func (d *desk) beforeWithdrawal(site *Site, by Actor) (remember func() error, err error) {
	if !d.canUndo(by) {
		return func() error { return nil }, nil
	}
	whole, siteID := *d.m, site.ID
	if err := loadParts(d.tx, &whole); err != nil {
		return nil, err
	}
	before, err := d.standings()
	if err != nil {
		return nil, err
	}
	description := whole.Input()
	return func() error {
		after, err := d.standings()
		if err != nil {
			return err
		}
		var people []undoPerson
		for id, was := range before {
			if here, touched := was.touches(siteID); touched {
				people = append(people, undoPerson{ID: id, Here: here, Before: was, After: after[id]})
			}
		}
		slices.SortFunc(people, func(a, b undoPerson) int { return int(a.ID - b.ID) })
		return d.remember(UndoSiteWithdrawn, description, people, by)
	}, nil
}

// undoWithdrawal opens the site again and puts everybody back who stands
// where the withdrawal left them.
func (d *desk) undoWithdrawal(u *Undo, by Actor) error {
	var before MeetingInput
	var people []undoPerson
	if err := errors.Join(json.Unmarshal([]byte(u.Description), &before), json.Unmarshal([]byte(u.People), &people)); err != nil {
		return fmt.Errorf("undo %d: %w", u.ID, err)
	}
	now, err := d.standings()
	if err != nil {
		return err
	}
	if _, err := d.changeMeeting(before, by); err != nil {
		return err
	}
	for _, p := range people {
		if stands, there := now[p.ID]; !there || !stands.same(p.After) {
			continue // erased, or acted since, or placed by the queue: they keep what they have
		}
		if err := d.putBack(p, by); err != nil {
			return err
		}
	}
	if err := d.count(); err != nil {
		return err
	}
	return d.walkQueue()
}

// putBack gives somebody back what they had. Who has signed up anew in the
// meantime keeps that.
func (d *desk) putBack(p undoPerson, by Actor) error {
	r, err := d.registration(p.ID)
	if err != nil {
		return err
	}
	if again, err := d.signedUpAgain(r); err != nil || again {
		return err
	}
	was := p.Before
	r.SiteID, r.WaitlistedAt, r.WantedSiteID, r.OfferExpiresAt = was.SiteID, was.WaitlistedAt, was.WantedSiteID, was.OfferExpiresAt
	if err := d.dropAccepted(r); err != nil {
		return err
	}
	if len(was.Accepts) > 0 {
		if err := d.accept(r, was.Accepts); err != nil {
			return err
		}
	}
	if !p.Here {
		return d.save(r)
	}
	if err := d.dropUnclaimed(r); err != nil {
		return err
	}
	if err := d.transition(r, was.Status, "undone", by, ""); err != nil {
		return err
	}
	r.RegisteredAt = was.RegisteredAt
	if err := d.save(r); err != nil {
		return err
	}
	return d.tellAgain(r)
}

// signedUpAgain reports whether the person of an ended registration has
// registered anew since, whatever became of that (BR-10).
func (d *desk) signedUpAgain(r *Registration) (bool, error) {
	if r.PersonID == nil || slices.Contains(ActiveStatuses, r.Status) {
		return false, nil
	}
	var n int64
	err := d.tx.Model(&Registration{}).Where("meeting_id = ? and person_id = ? and id > ?", d.m.ID, *r.PersonID, r.ID).Count(&n).Error
	if err != nil {
		return false, fmt.Errorf("other registrations of %d: %w", r.ID, err)
	}
	return n > 0, nil
}

// tellAgain mails what the withdrawal took back and nobody was told: a
// confirmation that had not gone yet, or a change that still waited.
func (d *desk) tellAgain(r *Registration) error {
	told, err := r.told()
	if err != nil {
		return err
	}
	if told == nil || r.Status == Registered && !r.CalendarInvited {
		return d.mail(r, mailFor(r.Status))
	}
	return d.catchUp(r)
}
