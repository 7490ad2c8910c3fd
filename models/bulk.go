package models

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"bijeen/models/names"
)

// BulkKind is what an organiser does to several people at once.
type BulkKind string

// What can be done to several people at once.
const (
	BulkApprove BulkKind = "approve"
	BulkReject  BulkKind = "reject"
	BulkMove    BulkKind = "move"
)

// MaxBulk is how many people one Bulk takes: it holds the lock of the meeting
// for as long as it lasts.
const MaxBulk = 250

// Bulk is one thing an organiser does to several people of one meeting: to all
// of them in one transaction, or to nobody.
type Bulk struct {
	Do       BulkKind
	IDs      []int64 // of registrations, in any order: who signed up first goes first
	Site     string  // the key of the site to move to
	Overbook bool    // move to a full site all the same, for a reason (I1); never over the building (I2)
	Reason   string  // of a decision it goes into the mail, and must be there to reject; of a move it stays in the history
}

// BulkEffect is what a Bulk does, or would do.
type BulkEffect struct {
	People    []BulkPerson        // in the order in which they had their turn
	Others    int                 // people who were not chosen and get a place, an offer or a move through this
	Told      int                 // how many people get mail, the others included
	Mails     map[MessageKind]int // how many of each kind
	Calendars int                 // in how many calendars an appointment changes
	Seats     Occupancy           // of each site, afterwards
}

// BulkPerson is what becomes of one of the chosen people.
type BulkPerson struct {
	ID      int64
	Name    names.Name
	Outcome BulkOutcome
	SiteID  int64  // where this person is then, or waits
	Refused string // the key of why nothing happens
}

// BulkOutcome is what becomes of one of the chosen people.
type BulkOutcome string

// The outcomes. Who wishes keeps the present place and queues for the other;
// who had no place chooses where to wait; who stays gives up a wish to move.
const (
	BulkRegistered BulkOutcome = "registered"
	BulkWaitlisted BulkOutcome = "waitlisted"
	BulkRejected   BulkOutcome = "rejected"
	BulkMoved      BulkOutcome = "moved"
	BulkWished     BulkOutcome = "wished"
	BulkChose      BulkOutcome = "chose"
	BulkStays      BulkOutcome = "stays"
	BulkNothing    BulkOutcome = "nothing"
)

// Count is to how many of the chosen people this happens.
func (e *BulkEffect) Count(o BulkOutcome) int {
	n := 0
	for _, p := range e.People {
		if p.Outcome == o {
			n++
		}
	}
	return n
}

// Mark is equal for equal effects: what is done is what was shown.
func (e *BulkEffect) Mark() (string, error) {
	text, err := json.Marshal(struct {
		People []BulkPerson
		Others int
		Mails  map[MessageKind]int
	}{e.People, e.Others, e.Mails})
	if err != nil {
		return "", fmt.Errorf("mark of an effect: %w", err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8]), nil
}

// PreviewBulk says what DoBulk would do now, and does nothing. It locks the
// meeting for as long as the act itself would. Kinds: as DoBulk.
func (s *Store) PreviewBulk(ctx context.Context, meetingID int64, b Bulk, by Actor) (*BulkEffect, error) {
	var effect *BulkEffect
	err := s.dryRun(ctx, func(tx *gorm.DB) error {
		d, err := s.openDesk(tx, meetingID)
		if err != nil {
			return err
		}
		d.trying = true
		effect, err = d.bulk(b, by)
		return err
	})
	if err != nil {
		return nil, err
	}
	return effect, nil
}

// DoBulk does one thing to several people in one transaction that locks the
// meeting. Who cannot have it (any more) is passed over and named in the
// effect. seen is the Mark of the effect that was shown. Kinds: NotFound;
// Problems for nobody or too many chosen, a reason that is missing, an unknown
// site; Conflict with the key effect_changed when something else would happen
// by now than was shown; Gone when the meeting is over or called off.
func (s *Store) DoBulk(ctx context.Context, meetingID int64, b Bulk, seen string, by Actor) (*BulkEffect, error) {
	var effect *BulkEffect
	err := s.atMeeting(ctx, meetingID, func(d *desk) error {
		if err := b.checkReason(); err != nil {
			return err
		}
		var err error
		if effect, err = d.bulk(b, by); err != nil {
			return err
		}
		mark, err := effect.Mark()
		if err == nil && mark != seen {
			err = refuse(Conflict, "effect_changed")
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return effect, nil
}

// check reports what makes no sense before anybody is looked at.
func (b *Bulk) check(m *Meeting) error {
	b.Reason = names.CleanLine(b.Reason)
	list := tooLong("reason", b.Reason, names.MaxLine)
	switch {
	case len(b.IDs) == 0:
		list = append(list, invalid("id", "nobody_chosen"))
	case len(b.IDs) > MaxBulk:
		list = append(list, &Error{Kind: Invalid, Field: "id", Key: "too_many_chosen", Args: map[string]any{"Max": MaxBulk}})
	}
	if b.Do == BulkMove {
		if site := m.Site(b.Site); site == nil || site.Status != SiteConfirmed {
			list = append(list, invalid("site", "site_unknown"))
		}
	}
	if len(list) > 0 {
		return list
	}
	return nil
}

// checkReason asks for a reason where one must be given; a preview goes
// without.
func (b *Bulk) checkReason() error {
	if b.Do == BulkReject || b.Do == BulkMove && b.Overbook {
		if list := overbookReason(true, b.Reason); len(list) > 0 {
			return list
		}
	}
	return nil
}

// bulk does it and takes note of what happens.
func (d *desk) bulk(b Bulk, by Actor) (*BulkEffect, error) {
	if err := b.check(d.m); err != nil {
		return nil, err
	}
	if err := d.stillGoing(); err != nil {
		return nil, err
	}
	if err := loadVenues(d.tx, d.m); err != nil {
		return nil, err
	}
	chosen, err := d.chosen(b.IDs)
	if err != nil {
		return nil, err
	}
	d.tally = &tally{}
	e := &BulkEffect{}
	for _, r := range chosen {
		p := BulkPerson{ID: r.ID, Name: r.Name()}
		if p.Outcome, err = d.bulkOne(r, b, by); err != nil {
			if p.Refused = refusedKey(err); p.Refused == "" {
				return nil, err
			}
			p.Outcome = BulkNothing
		}
		p.SiteID = siteOf(r)
		if p.Outcome == BulkWished {
			p.SiteID = *r.WantedSiteID
		}
		e.People = append(e.People, p)
	}
	if err := d.walkQueue(); err != nil {
		return nil, err
	}
	d.sumUp(e, chosen)
	return e, nil
}

func (d *desk) sumUp(e *BulkEffect, chosen []*Registration) {
	t := d.tally
	e.Told, e.Calendars, e.Seats, e.Others, e.Mails = len(t.mails), len(t.calendars), d.seats, len(t.mails), t.counts()
	for _, r := range chosen {
		if t.mails[r.ID] != nil {
			e.Others--
		}
	}
}

// chosen reads these people in the order in which they signed up. Who is not
// at this meeting, or was forgotten, is left out.
func (d *desk) chosen(ids []int64) ([]*Registration, error) {
	var list []*Registration
	err := d.tx.Where("meeting_id = ? and id in ? and person_id is not null", d.m.ID, ids).Order("created_at, id").Find(&list).Error
	if err != nil {
		return nil, fmt.Errorf("chosen people of meeting %d: %w", d.m.ID, err)
	}
	if len(list) == 0 {
		return nil, Problems{invalid("id", "nobody_chosen")}
	}
	d.read = make(map[int64]*Registration, len(list))
	for _, r := range list {
		d.read[r.ID] = r
	}
	return list, nil
}

func (d *desk) bulkOne(r *Registration, b Bulk, by Actor) (BulkOutcome, error) {
	switch b.Do {
	case BulkApprove:
		if err := d.approve(r, by, b.Reason); err != nil {
			return "", err
		}
		return BulkOutcome(r.Status), nil
	case BulkReject:
		return BulkRejected, d.reject(r, by, b.Reason)
	}
	return d.bulkMove(r, b, by)
}

func (d *desk) bulkMove(r *Registration, b Bulk, by Actor) (BulkOutcome, error) {
	if !r.Status.Active() || r.SiteID == nil {
		return "", refuse(Conflict, "registration_ended")
	}
	if site := d.m.Site(b.Site); site.ID == siteOf(r) && r.WantedSiteID == nil {
		return "", refuse(Conflict, "already_there")
	}
	done, err := d.amendSite(r, Amendment{Site: &b.Site, Overbook: b.Overbook, Reason: b.Reason}, by)
	switch {
	case err != nil:
		return "", err
	case done.Moved:
		return BulkMoved, nil
	case done.Wished:
		return BulkWished, nil
	case r.Status == Registered:
		return BulkStays, nil
	}
	return BulkChose, nil
}

// refusedKey is why somebody is passed over; empty when it is no refusal.
func refusedKey(err error) string {
	var list Problems
	if errors.As(err, &list) && len(list) > 0 {
		return list[0].Key
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Key
	}
	return ""
}
