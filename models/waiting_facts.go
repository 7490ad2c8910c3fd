package models

import (
	"encoding/json"
	"fmt"
	"slices"
)

// OtherSite is what somebody who waits was told about a site they accept
// beside their first choice.
type OtherSite struct {
	Key    string
	Item   ItemFacts
	Before *ItemFacts `json:",omitempty"` // as told before; in a mail about a change
}

// waitingTold is what somebody without a seat was last told.
type waitingTold struct {
	ItemFacts
	Others []OtherSite `json:",omitempty"`
}

// otherSites gives the sites that r accepts beside the first choice, as they
// are now.
func (d *desk) otherSites(r *Registration) ([]OtherSite, error) {
	if len(d.m.Sites) < 2 || !slices.Contains([]RegistrationStatus{Waitlisted, Pending, Offered}, r.Status) {
		return nil, nil
	}
	accepted, err := d.accepts(r)
	if err != nil {
		return nil, err
	}
	var list []OtherSite
	for _, id := range accepted {
		site := d.m.SiteByID(id)
		if site == nil || r.SiteID != nil && id == *r.SiteID {
			continue
		}
		if item := d.m.Item(site); item != nil {
			list = append(list, OtherSite{Key: site.Key, Item: *item})
		}
	}
	return list, nil
}

// accepts reads once which sites r would take, in order of preference.
func (d *desk) accepts(r *Registration) ([]int64, error) {
	if r.accepts != nil {
		return r.accepts, nil
	}
	ids, err := acceptedSites(d.tx, r.ID)
	if err == nil && ids == nil {
		ids = []int64{}
	}
	r.accepts = ids
	return ids, err
}

// changedOthers picks the sites about which r was told something else before.
func (r *Registration) changedOthers(now []OtherSite) ([]OtherSite, error) {
	if r.CalendarTold == "" || len(now) == 0 {
		return nil, nil
	}
	var told waitingTold
	if err := json.Unmarshal([]byte(r.CalendarTold), &told); err != nil {
		return nil, fmt.Errorf("what registration %d was told: %w", r.ID, err)
	}
	before := make(map[string]ItemFacts, len(told.Others))
	for _, o := range told.Others {
		before[o.Key] = o.Item
	}
	var changed []OtherSite
	for _, o := range now {
		if was, known := before[o.Key]; known && !was.sameForWaiting(o.Item) {
			o.Before = &was
			changed = append(changed, o)
		}
	}
	return changed, nil
}

// withoutCalendar is a mail in words only. A change that somebody who waits
// was told already is no news; one of another site that they accept is.
func (d *desk) withoutCalendar(f *MessageFacts, msg *Message, r *Registration, now, told *ItemFacts) error {
	f.Item = now
	if now == nil {
		return nil
	}
	others, err := d.otherSites(r)
	if err != nil {
		return err
	}
	if msg.Kind == MailChanged {
		if f.Others, err = r.changedOthers(others); err != nil {
			return err
		}
		if told != nil && told.sameForWaiting(*now) && len(f.Others) == 0 {
			return errNoNews
		}
		f.Before = told
	}
	text, err := json.Marshal(waitingTold{*now, others})
	if err != nil {
		return err
	}
	r.CalendarTold = string(text)
	return d.saveCalendar(r)
}
