package models

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"bijeen/models/mailaddr"
)

// Own is what stands behind the link of one registration. Needs are never in
// it: only whether something was given.
type Own struct {
	Registration *Registration
	Meeting      *Meeting
	Site         *Site          // the seat or first choice; nil without
	Accepts      []*Site        // while waiting, first choice first
	Wanted       *Site          // the wish to move (BR-33)
	Represents   []Constituency // own first
	Position     int            // on the waiting list, 1-based; 0 otherwise
	HasNeeds     bool           // diet or access were given
	HasRemarks   bool
	Seats        Occupancy
	Invitation   *Invitation // of who is invited by one; nil for others
	Ended        bool        // the invitation is somebody else's now
}

// AlsoFor are the codes somebody speaks for besides those of the invitation.
func (o *Own) AlsoFor() []string {
	var codes []string
	for i, c := range o.Represents {
		if o.Invitation == nil && i > 0 || o.Invitation != nil && !slices.Contains(o.Invitation.Codes(), c.Code) {
			codes = append(codes, c.Code)
		}
	}
	return codes
}

// linkLife is how long after the meeting a link works (BR-20).
const linkLife = 30 * 24 * time.Hour

// OwnByToken reads what a link shows. Kinds: NotFound for a link that was
// never right or whose person was erased; Gone when somebody came instead,
// from 30 days after the meeting, or when the person was forgotten (BR-77).
func (s *Store) OwnByToken(ctx context.Context, token string) (*Own, error) {
	id, mac, ok := tokenID(token)
	if !ok {
		return nil, errNotFound("link")
	}
	var own *Own
	err := s.Read(ctx, func(tx *gorm.DB) error {
		var r Registration
		err := tx.Where("id = ?", id).Take(&r).Error
		if errors.Is(err, gorm.ErrRecordNotFound) || err == nil && !s.opens(mac, ofRegistration, id, r.LinkVersion) {
			return errNotFound("link")
		}
		if err != nil {
			return fmt.Errorf("registration behind link: %w", err)
		}
		own, err = LoadOwn(tx, &r)
		if err != nil {
			return err
		}
		return own.ended(s.Now())
	})
	if err != nil {
		return nil, err
	}
	return own, nil
}

// OwnByID reads the same as OwnByToken for an organiser, who needs no link:
// also when the link has ended. Kind NotFound.
func (s *Store) OwnByID(ctx context.Context, registrationID int64) (*Own, error) {
	var own *Own
	err := s.Read(ctx, func(tx *gorm.DB) error {
		var r Registration
		err := tx.Where("id = ?", registrationID).Take(&r).Error
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return errNotFound("registration")
		}
		if err != nil {
			return fmt.Errorf("registration %d: %w", registrationID, err)
		}
		own, err = LoadOwn(tx, &r)
		return err
	})
	return own, err
}

// ended refuses a link whose time is over. A postponed meeting is still to
// come, whatever its old date says.
func (o *Own) ended(now time.Time) error {
	if o.Registration.PersonID == nil {
		return errForgotten
	}
	if o.Registration.Status == Substituted {
		return refuse(Gone, "registration_substituted")
	}
	if !o.Meeting.LinksWork(now) {
		return refuse(Gone, "link_expired")
	}
	return nil
}

// LinksWork reports whether the links of people still open something: until 30
// days after the meeting (BR-20).
func (m *Meeting) LinksWork(now time.Time) bool {
	end := m.lastEnd()
	return end == nil || !now.After(end.Add(linkLife)) || m.Status == MeetingPostponed
}

func LoadOwn(tx *gorm.DB, r *Registration) (*Own, error) {
	m, err := meetingWithSites(tx, r.MeetingID)
	if err != nil {
		return nil, err
	}
	o := &Own{Registration: r, Meeting: m}
	if r.SiteID != nil {
		o.Site = m.SiteByID(*r.SiteID)
	}
	if r.WantedSiteID != nil {
		o.Wanted = m.SiteByID(*r.WantedSiteID)
	}
	if o.Seats, err = occupancy(tx, m); err != nil {
		return nil, err
	}
	codes, err := representedBy(tx, r.ID)
	if err != nil {
		return nil, err
	}
	for _, code := range codes {
		if c, ok := ConstituencyByCode(code); ok {
			o.Represents = append(o.Represents, c)
		}
	}
	if err := o.waiting(tx); err != nil {
		return nil, err
	}
	if err := o.invitation(tx); err != nil {
		return nil, err
	}
	var n Needs
	if err := tx.Where("registration_id = ?", r.ID).Limit(1).Find(&n).Error; err != nil {
		return nil, fmt.Errorf("needs of registration %d: %w", r.ID, err)
	}
	o.HasNeeds, o.HasRemarks = n.Diet != "" || n.DietOther != "" || n.Access != "", n.Remarks != ""
	return o, nil
}

// invitation reads what somebody was invited by, and whether it is still
// theirs.
func (o *Own) invitation(tx *gorm.DB) error {
	r := o.Registration
	if r.InvitationID == nil {
		return nil
	}
	var inv Invitation
	if err := tx.Where("id = ?", *r.InvitationID).Take(&inv).Error; err != nil {
		return fmt.Errorf("invitation of registration %d: %w", r.ID, err)
	}
	o.Invitation = &inv
	var err error
	if r.Status == Withdrawn {
		o.Ended, err = invitationEnded(tx, r)
	}
	return err
}

func (o *Own) waiting(tx *gorm.DB) error {
	ids, err := acceptedSites(tx, o.Registration.ID)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if site := o.Meeting.SiteByID(id); site != nil {
			o.Accepts = append(o.Accepts, site)
		}
	}
	if o.Registration.Status == Waitlisted {
		o.Position, err = waitlistPosition(tx, o.Registration)
	}
	return err
}

func acceptedSites(tx *gorm.DB, registrationID int64) ([]int64, error) {
	var ids []int64
	err := tx.Model(&AcceptedSite{}).Where("registration_id = ?", registrationID).Order("rank").Pluck("site_id", &ids).Error
	if err != nil {
		return nil, fmt.Errorf("sites accepted by registration %d: %w", registrationID, err)
	}
	return ids, nil
}

func representedBy(tx *gorm.DB, registrationID int64) ([]string, error) {
	var codes []string
	err := tx.Model(&Representation{}).Where("registration_id = ?", registrationID).Order("position").Pluck("code", &codes).Error
	if err != nil {
		return nil, fmt.Errorf("representation of registration %d: %w", registrationID, err)
	}
	return codes, nil
}

// waitlistPosition is the place number: 1-based, in queue order, among the
// waitlisted people who accept this person's first site. Never stored.
func waitlistPosition(tx *gorm.DB, r *Registration) (int, error) {
	if r.WaitlistedAt == nil || r.SiteID == nil {
		return 0, nil
	}
	var before int64
	err := tx.Model(&Registration{}).Joins("join accepted_sites a on a.registration_id = registrations.id").
		Where("meeting_id = ? and waitlisted_at is not null and status = ? and a.site_id = ?", r.MeetingID, Waitlisted, *r.SiteID).
		Where("(priority, waitlisted_at, registrations.id) < (?, ?, ?)", r.Priority, *r.WaitlistedAt, r.ID).
		Count(&before).Error
	if err != nil {
		return 0, fmt.Errorf("place of registration %d on the list: %w", r.ID, err)
	}
	return int(before) + 1, nil
}

// linksOf is what the mails with the links of an address are about: its
// registrations, and the one link of each person there who acts for others.
func (s *Store) linksOf(tx *gorm.DB, emailKey string, registrations []int64) ([]MessageDetail, error) {
	var assistants []int64
	day := s.Today()
	err := tx.Model(&Person{}).Where("email_key = ? and exists (select 1 from assistants a where a.assistant_id = people.id and "+InForceSQL("a")+")",
		emailKey, day, day).Order("id").Pluck("id", &assistants).Error
	if err != nil {
		return nil, fmt.Errorf("assistants at an address: %w", err)
	}
	var list []MessageDetail
	if len(registrations) > 0 {
		list = append(list, MessageDetail{Registrations: registrations})
	}
	for i, id := range assistants {
		if i >= len(list) {
			list = append(list, MessageDetail{})
		}
		list[i].Assistant = id
	}
	return list, nil
}

// RequestLinks mails the links of every running registration of an address,
// in one mail; nothing happens for an address that has none, or asked three
// times within the hour. The answer to the outside is the same.
func (s *Store) RequestLinks(ctx context.Context, email, language string) error {
	a, err := mailaddr.Parse(email)
	if err != nil {
		return atField("email", err)
	}
	err = s.write(ctx, func(tx *gorm.DB) error {
		now := s.Now()
		var asked int64
		err := tx.Model(&Message{}).Where("email_key = ? and kind = ? and created_at > ?", a.Key(), MailLink, now.Add(-limitWindow)).
			Where("detail not like ?", "%"+WhyNewLink+"%"). // limited by mayRenew
			Count(&asked).Error
		if err != nil || asked >= linksPerHour {
			return err
		}
		var ids []int64
		err = tx.Model(&Registration{}).Joins("join people p on p.id = registrations.person_id").
			Joins("join meetings m on m.id = registrations.meeting_id").
			Where("p.email_key = ? and registrations.status in ?", a.Key(), ActiveStatuses).
			Where("m.ends_at is null or m.ends_at > ? or m.status = ?", now.Add(-linkLife), MeetingPostponed).
			Order("m.starts_at, registrations.id").Pluck("registrations.id", &ids).Error
		if err != nil {
			return err
		}
		details, err := s.linksOf(tx, a.Key(), ids)
		if err != nil {
			return err
		}
		d := &desk{s: s, tx: tx, m: &Meeting{}, now: now}
		for _, detail := range details {
			msg, err := d.message(&Registration{Email: a.String(), Language: language}, MailLink, detail)
			if err != nil {
				return err
			}
			msg.MeetingID, msg.RegistrationID = nil, nil
			if err := s.insertMessages(tx, msg); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("links of an address: %w", err)
	}
	if s.wakeMail != nil {
		s.wakeMail()
	}
	return nil
}
