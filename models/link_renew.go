package models

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"
)

// renewalsPerHour is how often somebody may renew one link in an hour.
const renewalsPerHour = 3

// RenewLink ends the link of a registration that went astray and mails a new
// one to the address we know, nowhere else (BR-20). The appointment stays as
// it is. version is that of the link in hand: when it was renewed already, as
// by a second press of the button, nothing more happens. It locks the meeting.
// Kinds: NotFound; Conflict when the registration has ended, or for somebody
// with a link who did this three times within the hour; Gone when the time of
// all links is over.
func (s *Store) RenewLink(ctx context.Context, meetingID, registrationID int64, version int, by Actor, reason string) error {
	return s.atMeeting(ctx, meetingID, func(d *desk) error {
		r, err := d.registration(registrationID)
		if err != nil {
			return err
		}
		if !r.Status.Active() {
			return refuse(Conflict, "registration_ended")
		}
		if !d.m.LinksWork(d.now) {
			return refuse(Gone, "link_expired")
		}
		if r.LinkVersion != version {
			return nil
		}
		if err := d.mayRenew(r, by); err != nil {
			return err
		}
		r.LinkVersion++
		if err := d.transition(r, r.Status, actionLinkRenewed, by, reason); err != nil {
			return err
		}
		return d.mailLink(r)
	})
}

const actionLinkRenewed = "link_renewed"

// mayRenew counts apart from what is asked for under /mijn-aanmelding, which
// anybody can do for any address: that must not keep a link from being ended.
func (d *desk) mayRenew(r *Registration, by Actor) error {
	if by.Desk() {
		return nil
	}
	var n int64
	err := d.tx.Model(&RegistrationChange{}).
		Where("registration_id = ? and action = ? and actor_kind = ? and at > ?", r.ID, actionLinkRenewed, by.Kind, d.now.Add(-limitWindow)).
		Count(&n).Error
	if err != nil {
		return fmt.Errorf("earlier renewals of the link of registration %d: %w", r.ID, err)
	}
	if n >= renewalsPerHour {
		return refuse(Conflict, "link_renewed_often")
	}
	return nil
}

// mailLink queues a mail with the link of r alone, which it has from the
// moment the mail is built.
func (d *desk) mailLink(r *Registration) error {
	msg, err := d.message(r, MailLink, MessageDetail{Why: WhyNewLink, Registrations: []int64{r.ID}})
	if err != nil {
		return err
	}
	msg.MeetingID, msg.RegistrationID = nil, nil
	return d.queueMessage(msg)
}

// atAddress keeps those of the registrations whose mail still goes to this
// address: who took another since must not have the new link sent to the old.
func atAddress(tx *gorm.DB, ids []int64, emailKey string) ([]int64, error) {
	var kept []int64
	err := tx.Model(&Registration{}).Joins("join people p on p.id = registrations.person_id").
		Where("registrations.id in ? and p.email_key = ?", ids, emailKey).Pluck("registrations.id", &kept).Error
	if err != nil {
		return nil, fmt.Errorf("registrations of an address: %w", err)
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return !slices.Contains(kept, id) }), nil
}
