package models

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// AfterWithdrawal is what happens to the people of a withdrawn site; the
// organiser chooses (BR-36).
type AfterWithdrawal string

// The choices.
const (
	MoveToSite     AfterWithdrawal = "move"
	MoveToWaitlist AfterWithdrawal = "waitlist"
	CancelPeople   AfterWithdrawal = "cancel"
)

// SiteWithdrawal is the decision about one site. Target is the key of the
// site people move to; who does not fit there goes on its waiting list. After
// may be empty when there is nobody to decide about. Seen, when it is given,
// is what was decided on.
type SiteWithdrawal struct {
	Site   string
	After  AfterWithdrawal
	Target string
	Reason string
	Seen   *WithdrawalSeen
}

// WithdrawalSeen is what somebody saw who decides about a site: the meeting of
// that moment (its UpdatedAt), how many people it was about, and how many of
// them would have a place; nil when that was not shown.
type WithdrawalSeen struct {
	Version time.Time
	People  int
	Placed  *int
}

// PeopleAt says how many people a withdrawal of this site would reach, which
// is how many mails it sends (BR-36). Kind NotFound.
func (s *Store) PeopleAt(ctx context.Context, meetingID, siteID int64) (int, error) {
	var n int64
	err := s.reader.WithContext(ctx).Model(&Registration{}).
		Where("meeting_id = ? and site_id = ? and status in ?", meetingID, siteID, ActiveStatuses).Count(&n).Error
	if err != nil {
		return 0, fmt.Errorf("people at site %d: %w", siteID, err)
	}
	return int(n), nil
}

// WithdrawSite takes a site out of a meeting and does with its people what
// the organiser chose; the mails wait the change delay. Seats of the other
// sites are given in order of sign-up. It locks the meeting. Kinds: Invalid
// for an unknown site or target, Gone when the meeting is over or called off,
// Conflict with the key effect_changed when it is not as it was Seen.
func (s *Store) WithdrawSite(ctx context.Context, meetingID int64, w SiteWithdrawal, by Actor) error {
	return s.atMeeting(ctx, meetingID, func(d *desk) error {
		_, err := d.withdraw(w, by)
		return err
	})
}

// withdraw is WithdrawSite under the lock. It gives how many of the people of
// the site have which status then.
func (d *desk) withdraw(w SiteWithdrawal, by Actor) (map[RegistrationStatus]int, error) {
	site, target, err := d.withdrawn(w)
	if err != nil {
		return nil, err
	}
	people, err := d.people("site_id = ? and status in ?", site.ID, ActiveStatuses)
	if err != nil {
		return nil, err
	}
	if w.Seen != nil && (len(people) != w.Seen.People || !d.m.UpdatedAt.Equal(w.Seen.Version)) {
		return nil, refuse(Conflict, "effect_changed")
	}
	if len(people) > 0 && !d.canFollow(w.After, site) {
		return nil, Problems{invalid("after", "choice_unknown")}
	}
	remember, err := d.beforeWithdrawal(site, by)
	if err != nil {
		return nil, err
	}
	if err := d.emptySite(site, target, people, w, by); err != nil {
		return nil, err
	}
	became, err := d.became(people)
	if err != nil {
		return nil, err
	}
	if w.Seen != nil && w.Seen.Placed != nil && became[Registered] != *w.Seen.Placed {
		return nil, refuse(Conflict, "effect_changed")
	}
	return became, remember()
}

// withdrawn finds the site of a withdrawal and where people go, and refuses
// what cannot be.
func (d *desk) withdrawn(w SiteWithdrawal) (site, target *Site, err error) {
	site, target = d.m.Site(w.Site), d.m.Site(w.Target)
	if site == nil || site.Status == SiteWithdrawn {
		return nil, nil, Problems{invalid("site", "site_unknown")}
	}
	if w.After != CancelPeople && (w.Target != "" || w.After == MoveToSite) &&
		(target == nil || target.Status != SiteConfirmed || target.ID == site.ID) {
		return nil, nil, Problems{invalid("target", "site_unknown")}
	}
	return site, target, d.stillGoing()
}

// emptySite closes the site, does with its people what was chosen, and lets
// the queue have what came free.
func (d *desk) emptySite(site, target *Site, people []*Registration, w SiteWithdrawal, by Actor) error {
	if err := d.closeSite(site, by); err != nil {
		return err
	}
	d.left = make(map[int64]string, len(people))
	for _, r := range people {
		d.left[r.ID] = w.Reason
		if err := d.leaveSite(r, w, target, by); err != nil {
			return err
		}
	}
	return d.walkQueue()
}

// became counts which status these people have by now.
func (d *desk) became(people []*Registration) (map[RegistrationStatus]int, error) {
	var now []Registration
	if err := d.tx.Select("id", "status").Where("meeting_id = ?", d.m.ID).Find(&now).Error; err != nil {
		return nil, fmt.Errorf("what became of people of meeting %d: %w", d.m.ID, err)
	}
	of := make(map[int64]RegistrationStatus, len(now))
	for i := range now {
		of[now[i].ID] = now[i].Status
	}
	n := make(map[RegistrationStatus]int)
	for _, r := range people {
		n[of[r.ID]]++
	}
	return n, nil
}

// canFollow reports whether the people of this site can be dealt with so:
// nobody is moved, or left to wait, where no other site is (BR-36).
func (d *desk) canFollow(after AfterWithdrawal, site *Site) bool {
	switch after {
	case CancelPeople:
		return true
	case MoveToSite, MoveToWaitlist:
		return slices.ContainsFunc(d.m.OpenSites(), func(s *Site) bool { return s.ID != site.ID })
	}
	return false
}

// closeSite withdraws the site itself; nobody can be placed there any more,
// and it goes from the places of the item in the public feed.
func (d *desk) closeSite(site *Site, by Actor) error {
	if site.Status == SiteConfirmed {
		d.m.publish(d.now, 1)
	}
	site.Status = SiteWithdrawn
	delete(d.seats, site.ID)
	if err := d.tx.Model(&Site{}).Where("id = ?", site.ID).Update("status", SiteWithdrawn).Error; err != nil {
		return fmt.Errorf("withdraw site %d: %w", site.ID, err)
	}
	err := d.tx.Model(&Meeting{}).Where("id = ?", d.m.ID).Updates(map[string]any{
		"updated_at": d.now, "calendar_sequence": d.m.CalendarSequence, "calendar_stamp": d.m.CalendarStamp,
	}).Error
	if err != nil {
		return fmt.Errorf("withdraw site %d: %w", site.ID, err)
	}
	if err := d.tx.Where("site_id = ?", site.ID).Delete(&AcceptedSite{}).Error; err != nil {
		return fmt.Errorf("withdraw site %d: %w", site.ID, err)
	}
	// A wish for this site has nothing left to wait for.
	err = d.tx.Model(&Registration{}).Where("meeting_id = ? and wanted_site_id = ?", d.m.ID, site.ID).
		Updates(map[string]any{"wanted_site_id": nil, "waitlisted_at": nil}).Error
	if err != nil {
		return fmt.Errorf("wishes for site %d: %w", site.ID, err)
	}
	return d.meetingHistory("site_withdrawn", site.Key, by)
}

// leaveSite does for one person what was chosen.
func (d *desk) leaveSite(r *Registration, w SiteWithdrawal, target *Site, by Actor) error {
	if w.After == CancelPeople {
		return d.cancelLater(r, by, w.Reason)
	}
	if w.After == MoveToSite && r.Status == Registered && d.seats[target.ID].fits(r.asks()) {
		d.seats[target.ID].take(r.asks())
		r.SiteID = &target.ID
		if r.WantedSiteID != nil && *r.WantedSiteID == target.ID { // the wish has come true
			r.WantedSiteID, r.WaitlistedAt = nil, nil
			if err := d.dropAccepted(r); err != nil {
				return err
			}
		}
		if err := d.transition(r, Registered, "moved", by, w.Reason); err != nil {
			return err
		}
		return d.later(r, MailChanged, MessageDetail{Why: WhySiteWithdrawn, Reason: w.Reason})
	}
	return d.waitElsewhere(r, target, by, w.Reason)
}

// acceptsElsewhere is what somebody of a withdrawn site waits for now: the
// target first, and the other sites they accepted already. Who had chosen
// nothing else waits for the target alone, or for every site that is left.
func (d *desk) acceptsElsewhere(r *Registration, target *Site) ([]int64, error) {
	var accepts []int64
	if target != nil {
		accepts = append(accepts, target.ID)
	}
	if r.Status != Registered {
		chosen, err := acceptedSites(d.tx, r.ID)
		if err != nil {
			return nil, err
		}
		for _, id := range chosen {
			if !slices.Contains(accepts, id) {
				accepts = append(accepts, id)
			}
		}
	}
	if len(accepts) > 0 {
		return accepts, nil
	}
	for _, s := range d.m.OpenSites() {
		accepts = append(accepts, s.ID)
	}
	return accepts, nil
}

// waitElsewhere puts somebody on the list for other sites, in order of
// sign-up. Who waited already keeps the place in the queue.
func (d *desk) waitElsewhere(r *Registration, target *Site, by Actor, reason string) error {
	accepts, err := d.acceptsElsewhere(r, target)
	if err != nil {
		return err
	}
	if len(accepts) == 0 {
		return d.cancelLater(r, by, reason)
	}
	at := r.RegistrationMoment()
	if r.Status == Waitlisted && r.WaitlistedAt != nil {
		at = *r.WaitlistedAt
	}
	r.SiteID, r.WaitlistedAt, r.WantedSiteID, r.OfferExpiresAt = &accepts[0], &at, nil, nil
	if err := d.dropAccepted(r); err != nil {
		return err
	}
	if err := d.accept(r, accepts); err != nil {
		return err
	}
	to := Waitlisted
	if r.Status == Pending || r.Status == Invited || r.Status == Interested {
		to, r.WaitlistedAt = r.Status, nil
	}
	if err := d.transition(r, to, "site_withdrawn", by, reason); err != nil {
		return err
	}
	if to != Waitlisted {
		return nil
	}
	if err := d.dropUnclaimed(r); err != nil {
		return err
	}
	return d.later(r, MailWaitlisted, MessageDetail{Why: WhySiteWithdrawn, Reason: reason})
}

func (d *desk) cancelLater(r *Registration, by Actor, reason string) error {
	to, kind := endOf(r.Status), mailWhenCancelled(r.Status)
	r.WaitlistedAt, r.WantedSiteID, r.OfferExpiresAt = nil, nil, nil
	if err := d.dropAccepted(r); err != nil {
		return err
	}
	if err := d.transition(r, to, "site_withdrawn", by, reason); err != nil {
		return err
	}
	if err := d.dropUnclaimed(r); err != nil {
		return err
	}
	return d.later(r, kind, MessageDetail{Why: WhySiteWithdrawn, Reason: reason})
}
