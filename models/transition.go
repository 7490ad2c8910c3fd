package models

import (
	"errors"
	"fmt"

	"gorm.io/gorm"
)

// registration reads one registration of the locked meeting, for a verb. Kinds:
// NotFound; Gone when the person was forgotten, for whom nothing happens any
// more (BR-77).
func (d *desk) registration(id int64) (*Registration, error) {
	if r := d.read[id]; r != nil {
		return r, nil
	}
	var r Registration
	err := d.tx.Where("id = ? and meeting_id = ?", id, d.m.ID).Take(&r).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, errNotFound("registration")
	}
	if err != nil {
		return nil, fmt.Errorf("registration %d: %w", id, err)
	}
	if r.PersonID == nil {
		return nil, errForgotten
	}
	return &r, nil
}

// errForgotten is the refusal behind a registration without a name.
var errForgotten = refuse(Gone, "registration_forgotten")

// transition stores the state of r and one line of history (I9). Every
// change of a registration's state goes through here or through insert.
func (d *desk) transition(r *Registration, to RegistrationStatus, action string, by Actor, reason string) error {
	from := r.Status
	if to != Invited {
		d.unreserve(r)
	}
	r.Status, r.UpdatedAt = to, d.now
	if to == Registered && from != Registered {
		at := d.now
		r.RegisteredAt = &at
	}
	if err := d.save(r); err != nil {
		return err
	}
	return d.history(r, from, action, by, reason)
}

// save writes the columns of r that verbs change.
func (d *desk) save(r *Registration) error {
	err := d.tx.Model(&Registration{}).Where("id = ?", r.ID).Select(registrationColumns).Updates(r).Error
	if err != nil {
		return fmt.Errorf("store registration %d: %w", r.ID, err)
	}
	return nil
}

// registrationColumns are the columns a verb may change: all but what never
// changes and what the mailer keeps.
var registrationColumns = []string{
	"PersonID", "SiteID", "Status", "Role", "Language", "GivenName", "SurnamePrefix", "Surname", "SortKey", "SearchText", "Email",
	"OrganizationID", "Organization", "JobTitle", "Level", "Mandated", "Phone", "Companion", "PhotoOK",
	"Priority", "WaitlistedAt", "WantedSiteID", "OfferExpiresAt", "OfferLapsed", "SubstitutesID", "CancelledLate",
	"InvitationID", "ReservedUntil", "ArrivesLateAt", "LeavesEarlyAt",
	"CalendarUID", "CalendarSequence", "CalendarStamp", "CalendarAddress", "CalendarInvited", "CalendarTold",
	"LinkVersion", "CreatedAt", "RegisteredAt", "UpdatedAt",
}

func (d *desk) history(r *Registration, from RegistrationStatus, action string, by Actor, reason string) error {
	return d.storeHistory(r, RegistrationChange{FromStatus: from, Action: action, Reason: reason}, by)
}

// historyDetail is history of something that leaves the state as it is.
func (d *desk) historyDetail(r *Registration, action, detail string, by Actor) error {
	return d.storeHistory(r, RegistrationChange{FromStatus: r.Status, Action: action, Detail: detail}, by)
}

func (d *desk) storeHistory(r *Registration, c RegistrationChange, by Actor) error {
	id := r.ID
	d.lastChange, d.lastActor = id, by
	c.MeetingID, c.RegistrationID, c.ToStatus, c.SiteID, c.ActorKind, c.ActorID, c.At = d.m.ID, &id, r.Status, r.SiteID, by.Kind, by.UserID, d.now
	err := d.tx.Create(&c).Error
	if err != nil {
		return fmt.Errorf("history of registration %d: %w", r.ID, err)
	}
	return nil
}

// accept stores which sites r would take, first choice first.
func (d *desk) accept(r *Registration, sites []int64) error {
	d.waits, d.crewWaits = true, true
	rows := make([]AcceptedSite, len(sites))
	for i, id := range sites {
		rows[i] = AcceptedSite{RegistrationID: r.ID, SiteID: id, Rank: i}
	}
	if err := d.tx.Create(&rows).Error; err != nil {
		return fmt.Errorf("sites accepted by registration %d: %w", r.ID, err)
	}
	return nil
}

func (d *desk) dropAccepted(r *Registration) error {
	if err := d.tx.Where("registration_id = ?", r.ID).Delete(&AcceptedSite{}).Error; err != nil {
		return fmt.Errorf("sites accepted by registration %d: %w", r.ID, err)
	}
	return nil
}
