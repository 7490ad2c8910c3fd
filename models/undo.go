package models

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
)

// Undo is how a meeting was before the last change an organiser made, kept
// for as long as the mails about the change wait (BR-36, 39, 40, 42, 43).
type Undo struct {
	ID          int64
	MeetingID   int64
	Kind        UndoKind
	Description string    // the meeting before, as JSON of MeetingInput
	People      string    // who was touched, as JSON of a list of undoPerson; only ids
	Version     time.Time // the UpdatedAt of the meeting after the change
	At          time.Time // of the change, as its lines of history say
	Until       time.Time // when the first mails go
	UserID      *int64
}

// UndoKind says what can be taken back.
type UndoKind string

// The changes that can be taken back.
const (
	UndoChanged       UndoKind = "changed"
	UndoSiteWithdrawn UndoKind = "site_withdrawn"
)

// undoPerson is where somebody stood before their site was withdrawn.
type undoPerson struct {
	ID             int64
	Here           bool // at the site itself
	Status         RegistrationStatus
	SiteID         *int64
	WaitlistedAt   *time.Time
	WantedSiteID   *int64
	OfferExpiresAt *time.Time
	RegisteredAt   *time.Time
	Accepts        []int64
}

// remember keeps how things were, where a change by an organiser, which is
// stored by now, can still be taken back. What could be taken back before
// goes.
func (d *desk) remember(kind UndoKind, before MeetingInput, people []undoPerson, by Actor) error {
	if d.trial != nil || d.undoing || d.s.delay <= 0 || by.Kind != ByOrganizer {
		return nil
	}
	description, err := json.Marshal(before)
	if err != nil {
		return fmt.Errorf("remember meeting %d: %w", d.m.ID, err)
	}
	touched, err := json.Marshal(people)
	if err != nil {
		return fmt.Errorf("remember people of meeting %d: %w", d.m.ID, err)
	}
	if err := d.tx.Where("meeting_id = ? or until <= ?", d.m.ID, d.now).Delete(&Undo{}).Error; err != nil {
		return fmt.Errorf("forget what cannot be undone: %w", err)
	}
	var now Meeting
	if err := d.tx.Select("updated_at").Where("id = ?", d.m.ID).Take(&now).Error; err != nil {
		return fmt.Errorf("remember meeting %d: %w", d.m.ID, err)
	}
	err = d.tx.Create(&Undo{
		MeetingID: d.m.ID, Kind: kind, Description: string(description), People: string(touched), Version: now.UpdatedAt,
		At: d.now, Until: d.now.Add(d.s.delay), UserID: by.UserID,
	}).Error
	if err != nil {
		return fmt.Errorf("remember meeting %d: %w", d.m.ID, err)
	}
	return nil
}

// LastChange gives the change of this meeting that can still be taken back;
// nil when there is none.
func (s *Store) LastChange(ctx context.Context, m *Meeting) (*Undo, error) {
	return s.lastChange(s.reader.WithContext(ctx), m)
}

func (s *Store) lastChange(tx *gorm.DB, m *Meeting) (*Undo, error) {
	var list []Undo
	err := tx.Where("meeting_id = ? and until > ?", m.ID, s.Now()).Order("id desc").Limit(1).Find(&list).Error
	if err != nil {
		return nil, fmt.Errorf("last change of meeting %d: %w", m.ID, err)
	}
	if len(list) == 0 || !list[0].Version.Equal(m.UpdatedAt) {
		return nil, nil // there is none, or somebody has changed something since
	}
	return &list[0], nil
}

// UndoChange takes the last change of a meeting back while its mails still
// wait; those go no more. Seats that were given meanwhile stay given (BR-35).
// It locks the meeting. Kinds: NotFound; Conflict with the key undo_too_late
// when the mails have gone or somebody has changed something since.
func (s *Store) UndoChange(ctx context.Context, meetingID, undoID int64, by Actor) error {
	return s.atMeeting(ctx, meetingID, func(d *desk) error {
		if err := loadParts(d.tx, d.m); err != nil {
			return err
		}
		u, err := s.lastChange(d.tx, d.m)
		if err != nil {
			return err
		}
		if u == nil || u.ID != undoID {
			return refuse(Conflict, "undo_too_late")
		}
		d.undoing = true
		if err := d.tx.Delete(&Undo{}, u.ID).Error; err != nil {
			return fmt.Errorf("undo of meeting %d: %w", meetingID, err)
		}
		if u.Kind == UndoSiteWithdrawn {
			return d.undoWithdrawal(u, by)
		}
		return d.undoChange(u, by)
	})
}

// undoChange is the inverse edit (contract, Mail). A site that the change
// added is withdrawn.
func (d *desk) undoChange(u *Undo, by Actor) error {
	var before MeetingInput
	if err := json.Unmarshal([]byte(u.Description), &before); err != nil {
		return fmt.Errorf("undo %d: %w", u.ID, err)
	}
	for i := range d.m.Sites {
		site := d.m.Sites[i].input()
		if !slices.ContainsFunc(before.Sites, func(s SiteInput) bool { return s.Key == site.Key }) {
			site.Status = SiteWithdrawn
			before.Sites = append(before.Sites, site)
		}
	}
	_, err := d.changeMeeting(before, by)
	var wrong Problems
	if errors.As(err, &wrong) { // somebody is at the new site by now
		return refuse(Conflict, "undo_too_late")
	}
	return err
}

// beforeWithdrawal gathers how things are before a site is withdrawn, and
// gives what remembers them afterwards.
func (d *desk) beforeWithdrawal(site *Site, by Actor) (remember func() error, err error) {
	whole := *d.m
	if err := loadParts(d.tx, &whole); err != nil {
		return nil, err
	}
	people, err := d.touchedBy(site)
	if err != nil {
		return nil, err
	}
	before := whole.Input()
	return func() error { return d.remember(UndoSiteWithdrawn, before, people, by) }, nil
}

// touchedBy notes where everybody stands whom the withdrawal of a site
// touches: those at it, and those who would come or move there.
func (d *desk) touchedBy(site *Site) ([]undoPerson, error) {
	people, err := d.people(`status in ? and (site_id = ? or wanted_site_id = ?
		or id in (select registration_id from accepted_sites where site_id = ?))`, ActiveStatuses, site.ID, site.ID, site.ID)
	if err != nil {
		return nil, err
	}
	list := make([]undoPerson, len(people))
	for i, r := range people {
		accepts, err := acceptedSites(d.tx, r.ID)
		if err != nil {
			return nil, err
		}
		list[i] = undoPerson{
			ID: r.ID, Here: r.SiteID != nil && *r.SiteID == site.ID, Status: r.Status, SiteID: r.SiteID, WaitlistedAt: r.WaitlistedAt,
			WantedSiteID: r.WantedSiteID, OfferExpiresAt: r.OfferExpiresAt, RegisteredAt: r.RegisteredAt, Accepts: accepts,
		}
	}
	return list, nil
}

// undoWithdrawal opens the site again and puts everybody back who has not
// done anything since.
func (d *desk) undoWithdrawal(u *Undo, by Actor) error {
	var before MeetingInput
	var people []undoPerson
	if err := errors.Join(json.Unmarshal([]byte(u.Description), &before), json.Unmarshal([]byte(u.People), &people)); err != nil {
		return fmt.Errorf("undo %d: %w", u.ID, err)
	}
	if _, err := d.changeMeeting(before, by); err != nil {
		return err
	}
	for _, p := range people {
		if err := d.putBack(p, u.At, by); err != nil {
			return err
		}
	}
	if err := d.count(); err != nil {
		return err
	}
	return d.walkQueue()
}

// putBack gives somebody back what they had. Who was at the site and acted
// since, or was placed by the queue, keeps what they have now.
func (d *desk) putBack(p undoPerson, at time.Time, by Actor) error {
	r, err := d.registration(p.ID)
	if KindOf(err) == NotFound {
		return nil // erased
	}
	if err != nil {
		return err
	}
	untouched := r.Status == p.Status
	if p.Here {
		if untouched, err = d.lastTouched(r, at); err != nil {
			return err
		}
	}
	if !untouched {
		return nil
	}
	r.SiteID, r.WaitlistedAt, r.WantedSiteID, r.OfferExpiresAt = p.SiteID, p.WaitlistedAt, p.WantedSiteID, p.OfferExpiresAt
	if err := d.dropAccepted(r); err != nil {
		return err
	}
	if len(p.Accepts) > 0 {
		if err := d.accept(r, p.Accepts); err != nil {
			return err
		}
	}
	if !p.Here {
		return d.save(r)
	}
	if err := d.dropUnclaimed(r); err != nil {
		return err
	}
	if err := d.transition(r, p.Status, "undone", by, ""); err != nil {
		return err
	}
	r.RegisteredAt = p.RegisteredAt
	if err := d.save(r); err != nil {
		return err
	}
	return d.catchUp(r)
}

// lastTouched reports whether nothing has happened to r since this moment.
func (d *desk) lastTouched(r *Registration, at time.Time) (bool, error) {
	var last RegistrationChange
	err := d.tx.Where("registration_id = ?", r.ID).Order("id desc").Limit(1).Find(&last).Error
	if err != nil {
		return false, fmt.Errorf("history of registration %d: %w", r.ID, err)
	}
	return last.At.Equal(at), nil
}
