package models

import "strings"

// amendSite moves somebody, or notes the wish to move.
func (d *desk) amendSite(r *Registration, a Amendment, by Actor) (Amended, error) {
	if a.Site == nil || *a.Site == "" {
		return Amended{}, nil
	}
	site := d.m.Site(strings.TrimSpace(*a.Site))
	if site == nil || site.Status != SiteConfirmed {
		return Amended{}, Problems{invalid("site", "site_unknown")}
	}
	if site.ID == siteOf(r) {
		return Amended{}, d.dropWish(r, by)
	}
	if phase := d.m.Phase(d.now); !by.Desk() && phase != PhaseOpen && phase != PhaseNotYet {
		return Amended{}, Problems{invalid("site", "move_closed")}
	}
	if r.Status != Registered {
		return Amended{}, d.chooseOther(r, site, by)
	}
	seats := d.seats[site.ID]
	if seats.fits(r.asks()) || by.Desk() && a.Overbook && seats.Room() >= r.heads() {
		return Amended{Moved: true}, d.move(r, site.ID, by, a.Reason)
	}
	if d.m.WaitlistMode == WaitlistOff {
		return Amended{}, Problems{invalid("site", "site_full")}
	}
	return Amended{Wished: true}, d.wish(r, site.ID, by)
}

// move gives r a seat at another site; the old seat comes free in the same
// transaction.
func (d *desk) move(r *Registration, site int64, by Actor, reason string) error {
	if s := d.seats[siteOf(r)]; s != nil {
		s.release(r.asks())
	}
	d.seats[site].take(r.asks())
	r.SiteID, r.WantedSiteID, r.WaitlistedAt = &site, nil, nil
	if err := d.dropAccepted(r); err != nil {
		return err
	}
	if err := d.transition(r, Registered, "moved", by, reason); err != nil {
		return err
	}
	return d.mail(r, MailChanged)
}

// wish queues for a seat at a full site while the present one is kept
// (BR-33). The same wish twice keeps its place in the queue.
func (d *desk) wish(r *Registration, site int64, by Actor) error {
	if r.WantedSiteID != nil && *r.WantedSiteID == site {
		return nil
	}
	end, err := d.endOfQueue()
	if err != nil {
		return err
	}
	r.WantedSiteID, r.WaitlistedAt, r.Priority = &site, end, 0
	if err := d.dropAccepted(r); err != nil {
		return err
	}
	if err := d.accept(r, []int64{site}); err != nil {
		return err
	}
	return d.transition(r, Registered, "wishes_to_move", by, "")
}

func (d *desk) dropWish(r *Registration, by Actor) error {
	if r.WantedSiteID == nil {
		return nil
	}
	r.WantedSiteID, r.WaitlistedAt = nil, nil
	if err := d.dropAccepted(r); err != nil {
		return err
	}
	return d.transition(r, Registered, "wish_dropped", by, "")
}

// chooseOther changes the first choice of somebody who has no seat. The
// place in the queue stays.
func (d *desk) chooseOther(r *Registration, site *Site, by Actor) error {
	if r.Status == Offered {
		return Problems{invalid("site", "answer_offer_first")}
	}
	id := site.ID
	r.SiteID = &id
	if err := d.dropAccepted(r); err != nil {
		return err
	}
	if err := d.accept(r, []int64{id}); err != nil {
		return err
	}
	return d.transition(r, r.Status, "other_site", by, "")
}
