package models

import (
	"context"
	"fmt"
	"strings"
	"time"

	"bijeen/models/mailaddr"
)

// Amendment changes one registration; nil keeps what is there. For name,
// surname, e-mail and site empty keeps too, elsewhere empty clears (contract,
// wijzigen). A Site that is full becomes a wish (BR-33).
type Amendment struct {
	GivenName     *string
	SurnamePrefix *string
	Surname       *string
	Email         *string
	Organization  *string
	JobTitle      *string
	Level         *Level
	Represents    *[]string
	Mandated      *Mandated
	Phone         *string
	Companion     *bool
	PhotoOK       *bool
	Site          *string
	Role          *Role // at the desk
	Diet          *[]string
	DietOther     *string
	Access        *string
	NeedsConsent  *bool
	Remarks       *string
	Overbook      bool // at the desk: move to a full site all the same (I1)
	Reason        string
	Read          *time.Time // at the desk: the UpdatedAt that the form was filled from; nil does not ask
}

// ErrPersonChanged is the refusal of a change that was made from an older state
// of a registration than there is now.
var ErrPersonChanged = refuse(Conflict, "person_changed_since")

// Amended says what became of a change that may end in two ways.
type Amended struct {
	Moved  bool // to another site
	Wished bool // the other site is full: a wish stands in the queue
}

// Amend changes a registration. It locks the meeting. Another address ends
// the calendar item at the old one and starts one at the new; both are told,
// and the link of the old mail stops working. Kinds: NotFound; Problems for
// what was typed, for an address or person that has another active
// registration here; Conflict when there is nothing to change any more, and
// ErrPersonChanged; Gone when the meeting is over or off.
func (s *Store) Amend(ctx context.Context, meetingID, registrationID int64, a Amendment, by Actor) (Amended, error) {
	var done Amended
	err := s.atMeeting(ctx, meetingID, func(d *desk) error {
		done = Amended{}
		if !by.Desk() {
			a.Role, a.Overbook = nil, false
		}
		if wrong := overbookReason(a.Overbook, a.Reason); wrong != nil {
			return wrong
		}
		r, err := d.registration(registrationID)
		if err != nil {
			return err
		}
		if a.Read != nil && !a.Read.Equal(r.UpdatedAt) {
			return ErrPersonChanged
		}
		if !r.Status.Active() {
			return refuse(Conflict, "registration_ended")
		}
		if err := d.stillGoing(); err != nil && !by.Desk() {
			return err
		}
		if err := d.amendPerson(r, a, by); err != nil {
			return err
		}
		if err := d.amendNeeds(r, a); err != nil {
			return err
		}
		if done, err = d.amendSite(r, a, by); err != nil {
			return err
		}
		return d.walkQueue()
	})
	return done, err
}

// amendPerson changes who somebody is and what they said about themselves.
func (d *desk) amendPerson(r *Registration, a Amendment, by Actor) error {
	codes, err := representedBy(d.tx, r.ID)
	if err != nil {
		return err
	}
	want := a.apply(r, codes)
	c, wrong := want.check(d.m)
	if len(a.about(wrong)) > 0 {
		return a.about(wrong)
	}
	oldEmail, oldRole := r.Email, r.Role
	moved := !strings.EqualFold(mailaddr.KeyOf(oldEmail), c.address.Key())
	if err := d.claimIdentity(r, c, moved); err != nil {
		return err
	}
	if err := d.reseat(r, c, a.Overbook); err != nil {
		return err
	}
	if r.OrganizationID, err = d.organization(c.Organization); err != nil {
		return err
	}
	r.Organization, r.JobTitle, r.Level, r.Mandated = c.Organization, c.JobTitle, c.level(), c.Mandated
	r.Phone, r.Companion, r.PhotoOK, r.Role = c.Phone, c.Companion, c.PhotoOK, c.role()
	if a.Represents != nil {
		if err := d.tx.Where("registration_id = ?", r.ID).Delete(&Representation{}).Error; err != nil {
			return fmt.Errorf("representation of registration %d: %w", r.ID, err)
		}
		if err := d.represent(r, c.Represents); err != nil {
			return err
		}
	}
	if moved {
		err = d.changeAddress(r, c, by)
	} else {
		r.setName(c.name)
		err = d.transition(r, r.Status, "amended", by, a.Reason)
	}
	if err != nil || r.Role == oldRole {
		return err
	}
	return d.historyDetail(r, "role_changed", string(r.Role)+" "+string(oldRole), by)
}

// reseat keeps the seats in step when role or companion change. Nobody comes
// into a full building (I2), an open offer counted as accepted. Somebody who
// becomes a participant needs a free seat, unless an organiser overbooks (I1).
func (d *desk) reseat(r *Registration, c checked, overbook bool) error {
	d.crewWaits = d.crewWaits || r.WaitlistedAt != nil
	s := d.seats[siteOf(r)]
	if s == nil || r.Status != Registered && r.Status != Offered {
		return nil
	}
	was, is := r.asks(), c.asks()
	if is.Heads > was.Heads && s.Room() < is.Heads-was.Heads {
		return Problems{invalid("companion", "building_full")}
	}
	if is.Seat && !was.Seat && !overbook && s.left() < 1 {
		return Problems{invalid("role", "site_full")}
	}
	d.release(r)
	if r.Status == Offered {
		s.hold(is)
	} else {
		s.take(is)
	}
	return nil
}

func siteOf(r *Registration) int64 {
	if r.SiteID == nil {
		return 0
	}
	return *r.SiteID
}

// apply lays the amendment over what is there.
func (a Amendment) apply(r *Registration, codes []string) Attendee {
	want := Attendee{
		GivenName: r.GivenName, SurnamePrefix: r.SurnamePrefix, PrefixKnown: true, Surname: r.Surname, Email: r.Email,
		Organization: r.Organization, JobTitle: r.JobTitle, Level: r.Level, Represents: codes, Mandated: r.Mandated,
		Phone: r.Phone, Companion: r.Companion, PhotoOK: r.PhotoOK, Role: r.Role,
	}
	keep(&want.GivenName, a.GivenName)
	keep(&want.Surname, a.Surname)
	keep(&want.Email, a.Email)
	set(&want.SurnamePrefix, a.SurnamePrefix)
	set(&want.Organization, a.Organization)
	set(&want.JobTitle, a.JobTitle)
	set(&want.Level, a.Level)
	set(&want.Represents, a.Represents)
	set(&want.Mandated, a.Mandated)
	set(&want.Phone, a.Phone)
	set(&want.Companion, a.Companion)
	set(&want.PhotoOK, a.PhotoOK)
	set(&want.Role, a.Role)
	return want
}

func set[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

// keep is set for fields that cannot be emptied.
func keep(to, from *string) {
	if from != nil && strings.TrimSpace(*from) != "" {
		*to = *from
	}
}

// about leaves out problems that the amendment has not caused: the site is
// looked at apart, and an old registration may lack what is asked today.
func (a Amendment) about(wrong Problems) Problems {
	var kept Problems
	for _, e := range wrong {
		if e.Field == "site" || e.Field == "needs_consent" || e.Field == "organization" && a.Organization == nil {
			continue
		}
		kept = append(kept, e)
	}
	return kept
}

// claimIdentity makes r the registration of the person it now names.
func (d *desk) claimIdentity(r *Registration, c checked, moved bool) error {
	if moved {
		var taken int64
		err := d.tx.Model(&Registration{}).Joins("join people p on p.id = registrations.person_id").
			Where("registrations.meeting_id = ? and registrations.id <> ? and registrations.status in ? and p.email_key = ?",
				d.m.ID, r.ID, ActiveStatuses, c.address.Key()).Count(&taken).Error
		if err != nil {
			return fmt.Errorf("who has this address: %w", err)
		}
		if taken > 0 {
			return Problems{invalid("email", "email_taken")}
		}
	}
	person, err := d.person(c)
	if err != nil {
		return err
	}
	other, err := d.active(person.ID)
	if err != nil {
		return err
	}
	if other != nil && other.ID != r.ID {
		return Problems{invalid("surname", "person_taken")}
	}
	r.PersonID = &person.ID
	return nil
}

// amendNeeds replaces what was given about food, access and remarks. Who
// takes the consent back leaves nothing of food and access behind.
func (d *desk) amendNeeds(r *Registration, a Amendment) error {
	if a.Diet == nil && a.DietOther == nil && a.Access == nil && a.Remarks == nil && a.NeedsConsent == nil {
		return nil
	}
	var old Needs
	if err := d.tx.Where("registration_id = ?", r.ID).Limit(1).Find(&old).Error; err != nil {
		return fmt.Errorf("needs of registration %d: %w", r.ID, err)
	}
	want := Attendee{
		Diet: strings.Fields(old.Diet), DietOther: old.DietOther, Access: old.Access, Remarks: old.Remarks,
		NeedsConsent: old.ConsentAt != nil,
	}
	if a.NeedsConsent != nil && !*a.NeedsConsent {
		want.Diet, want.DietOther, want.Access = nil, "", ""
	}
	set(&want.Diet, a.Diet)
	set(&want.DietOther, a.DietOther)
	set(&want.Access, a.Access)
	set(&want.Remarks, a.Remarks)
	set(&want.NeedsConsent, a.NeedsConsent)
	want.clean()
	needs, wrong := want.checkNeeds()
	if len(wrong) > 0 {
		return wrong
	}
	if err := d.tx.Where("registration_id = ?", r.ID).Delete(&Needs{}).Error; err != nil {
		return fmt.Errorf("needs of registration %d: %w", r.ID, err)
	}
	if needs == nil {
		return nil
	}
	return d.storeNeeds(r, *needs)
}
