package models

import (
	"context"
	"slices"

	"bijeen/models/names"
)

// Substitution is who comes instead of somebody with a seat. OverrideReason
// is an organiser's reason to go against the policy of the meeting (BR-27).
type Substitution struct {
	GivenName      string
	SurnamePrefix  string
	PrefixKnown    bool
	Surname        string
	Email          string
	Organization   string // empty: the same as who is replaced
	JobTitle       string
	Mandated       Mandated
	Language       string // of the mails to the substitute; empty: as before
	OverrideReason string
}

// Substitute gives a seat to somebody else. The seat stays taken and nobody
// moves up (BR-26); what was represented goes along, diet, access, consent
// and choices do not (BR-28). It locks the meeting and gives the new
// registration. Kinds: Problems for what was typed, for somebody who is
// coming already (BR-30) and for the policy (BR-27); Conflict when there is
// no seat to give; NotFound and Gone as Cancel.
func (s *Store) Substitute(ctx context.Context, meetingID, registrationID int64, sub Substitution, by Actor) (*Registration, error) {
	var made *Registration
	err := s.atMeeting(ctx, meetingID, func(d *desk) error {
		old, err := d.registration(registrationID)
		if err != nil {
			return err
		}
		if old.Status == Substituted {
			return refuse(Gone, "registration_substituted")
		}
		if old.Status != Registered {
			return refuse(Conflict, "no_seat_to_give")
		}
		if err := d.stillGoing(); err != nil {
			return err
		}
		if made, err = d.substitute(old, sub, by); err != nil {
			return err
		}
		return d.walkQueue() // only where a companion who stays away made room
	})
	return made, err
}

func (d *desk) substitute(old *Registration, sub Substitution, by Actor) (*Registration, error) {
	codes, err := representedBy(d.tx, old.ID)
	if err != nil {
		return nil, err
	}
	c, err := d.checkSubstitute(old, sub, codes, by)
	if err != nil {
		return nil, err
	}
	person, err := d.person(c)
	if err != nil {
		return nil, err
	}
	if err := d.freeForSubstitute(old, person); err != nil {
		return nil, err
	}
	if err := d.replaced(old, c.name, by, sub.OverrideReason); err != nil {
		return nil, err
	}
	in := SignUp{MeetingID: d.m.ID, Language: sub.Language, By: by, Source: old.Source}
	if in.Language == "" {
		in.Language = old.Language
	}
	made := &Registration{
		MeetingID: d.m.ID, CreatedAt: d.now, LinkVersion: 1, Source: old.Source, SubstitutesID: &old.ID,
	}
	c.Role, c.Represents = old.Role, codes
	if err := d.fill(made, in, c, person, Verdict{Status: Registered, SiteID: *old.SiteID}); err != nil {
		return nil, err
	}
	if err := d.insert(made); err != nil {
		return nil, err
	}
	if err := d.represent(made, codes); err != nil {
		return nil, err
	}
	if err := d.history(made, "", "substitutes", by, sub.OverrideReason); err != nil {
		return nil, err
	}
	return made, d.mailDetail(made, MailSubstituteIn, MessageDetail{OtherName: old.Name().Full()})
}

// replaced ends the old registration. The seat is not released: the next
// lines of the transaction take it. A companion does not come along.
func (d *desk) replaced(old *Registration, by names.Name, actor Actor, reason string) error {
	old.WaitlistedAt, old.WantedSiteID = nil, nil
	if err := d.dropAccepted(old); err != nil {
		return err
	}
	if err := d.transition(old, Substituted, "substituted", actor, reason); err != nil {
		return err
	}
	if err := d.dropUnclaimed(old); err != nil {
		return err
	}
	if old.Companion && d.seats[*old.SiteID] != nil {
		d.seats[*old.SiteID].Heads--
	}
	return d.mailDetail(old, MailSubstituteOut, MessageDetail{OtherName: by.Full()})
}

// checkSubstitute looks at what was typed and at the policy of the meeting.
func (d *desk) checkSubstitute(old *Registration, sub Substitution, codes []string, by Actor) (checked, error) {
	a := Attendee{
		GivenName: sub.GivenName, SurnamePrefix: sub.SurnamePrefix, PrefixKnown: sub.PrefixKnown, Surname: sub.Surname,
		Email: sub.Email, Organization: names.CleanLine(sub.Organization), JobTitle: sub.JobTitle, Mandated: sub.Mandated,
		Site: d.m.SiteByID(*old.SiteID).Key,
	}
	if a.Organization == "" {
		a.Organization = old.Organization
	}
	if old.Level == Experience {
		a.Level = Experience
	}
	c, wrong := a.check(d.m)
	wrong = slices.DeleteFunc(wrong, func(e *Error) bool { return e.Field == "site" })
	if len(wrong) > 0 {
		return c, wrong
	}
	if by.Desk() && sub.OverrideReason != "" {
		return c, nil
	}
	return c, d.m.allowsSubstitute(old.Organization, a.Organization, codes)
}

// allowsSubstitute holds the policy against the two organisations. Somebody
// who represents a municipality can be replaced by anybody but another
// municipality (BR-27).
func (m *Meeting) allowsSubstitute(from, to string, represents []string) error {
	same := names.NormalizeOrganization(from) == names.NormalizeOrganization(to)
	switch m.SubstitutionPolicy {
	case SubstitutionNone:
		return Problems{invalid("organization", "substitute_not_allowed")}
	case SubstitutionSameOrganization:
		if !same {
			e := invalid("organization", "substitute_other_organization")
			e.Args = map[string]any{"Organization": from}
			return Problems{e}
		}
	case SubstitutionSameConstituency:
		other := ParseConstituencies(to)
		if same || len(other) == 0 {
			return nil
		}
		for _, c := range other {
			if slices.Contains(represents, c.Code) {
				return nil
			}
		}
		e := invalid("organization", "substitute_other_constituency")
		e.Args = map[string]any{"Constituency": constituencyNames(represents)}
		return Problems{e}
	}
	return nil
}

func constituencyNames(codes []string) string {
	var names []string
	for _, code := range codes {
		if c, ok := ConstituencyByCode(code); ok {
			names = append(names, c.Name)
		}
	}
	return joinNonEmpty(", ", names...)
}

// freeForSubstitute refuses somebody who is coming already or waits for a
// place (BR-30). Somebody who was only invited or interested may take over.
func (d *desk) freeForSubstitute(old *Registration, person *Person) error {
	if old.PersonID != nil && person.ID == *old.PersonID {
		return Problems{invalid("email", "substitute_is_same_person")}
	}
	r, err := d.active(person.ID)
	if err != nil || r == nil {
		return err
	}
	if r.Status != Interested && r.Status != Invited {
		return Problems{invalid("email", "substitute_already_registered")}
	}
	return d.transition(r, Withdrawn, "comes_as_substitute", Actor{Kind: BySystem}, "")
}
