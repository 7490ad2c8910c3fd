package models

import (
	"context"
	"time"
)

// Interest is what somebody leaves at an announced meeting. Organization
// may be empty.
type Interest struct {
	MeetingID     int64
	GivenName     string
	SurnamePrefix string
	PrefixKnown   bool
	Surname       string
	Email         string
	Organization  string
	Language      string
}

// ShowInterest keeps somebody informed about a meeting that is announced
// (BR-02). Nobody is registered by it. Doing it twice changes nothing and
// sends the mail again, a few times an hour. It locks the meeting. Kinds:
// NotFound; Conflict when the meeting is past the stage of announcing, Gone
// when it is over or off; Problems for what was typed.
func (s *Store) ShowInterest(ctx context.Context, in Interest) error {
	return s.atMeeting(ctx, in.MeetingID, func(d *desk) error {
		if err := d.m.InterestOpen(d.now); err != nil {
			return err
		}
		c, err := in.check()
		if err != nil {
			return err
		}
		person, err := d.person(c)
		if err != nil {
			return err
		}
		known, err := d.activeOf(person)
		if err != nil {
			return err
		}
		by := Actor{Kind: ByPerson}
		if known != nil {
			return d.again(known, by)
		}
		if many, err := d.tooManySignUps(person); err != nil || many {
			return err
		}
		return d.storeInterest(in, c, person, by)
	})
}

// Follows reports that somebody only follows a meeting: shows interest, or was
// invited and has not answered.
func (r *Registration) Follows() bool { return r.Status == Interested || r.Status == Invited }

// Unfollow ends interest or an invitation, for the one click of a mail program
// (RFC 8058). Whoever has signed up since keeps what they have: the mail was
// not about that. It locks the meeting. Kinds: NotFound, Gone when the meeting
// is over.
func (s *Store) Unfollow(ctx context.Context, meetingID, registrationID int64) error {
	return s.atMeeting(ctx, meetingID, func(d *desk) error {
		r, err := d.registration(registrationID)
		if err != nil || !r.Follows() {
			return err
		}
		if err := d.mayLeave(r); err != nil {
			return err
		}
		return d.cancel(r, Actor{Kind: ByPerson}, "", mailWhenCancelled(r.Status))
	})
}

func (d *desk) storeInterest(in Interest, c checked, person *Person, by Actor) error {
	r := &Registration{MeetingID: d.m.ID, CreatedAt: d.now, LinkVersion: 1, Source: SourceWeb}
	if err := d.fill(r, SignUp{Language: in.Language, By: by}, c, person, Verdict{Status: Interested}); err != nil {
		return err
	}
	r.SiteID = nil
	if err := d.insert(r); err != nil {
		return err
	}
	if err := d.history(r, "", "interest", by, ""); err != nil {
		return err
	}
	return d.mail(r, MailInterest)
}

// InterestOpen says whether interest can be shown now: while the meeting is
// announced, or open later. Kinds as ShowInterest.
func (m *Meeting) InterestOpen(now time.Time) error {
	switch phase := m.Phase(now); phase {
	case PhaseAnnounced, PhaseNotYet:
		return nil
	case PhaseDraft:
		return errNotFound("meeting")
	case PhasePast, PhaseCancelled:
		return refuse(Gone, "meeting_"+string(phase))
	default:
		return refuse(Conflict, "interest_closed")
	}
}

// Check says what is wrong with what was typed: Problems, or nil.
func (in Interest) Check() error {
	_, err := in.check()
	return err
}

func (in Interest) check() (checked, error) {
	a := Attendee{
		GivenName: in.GivenName, SurnamePrefix: in.SurnamePrefix, PrefixKnown: in.PrefixKnown, Surname: in.Surname,
		Email: in.Email, Organization: in.Organization,
	}
	c, wrong := a.check(&Meeting{})
	var kept Problems
	for _, e := range wrong {
		if e.Field != "site" && e.Key != "organization_missing" {
			kept = append(kept, e)
		}
	}
	if len(kept) > 0 {
		return c, kept
	}
	return c, nil
}

// inviteInterested turns interest into an invitation when registration is
// open, by an organiser or by the clock: one mail each, and never again
// (BR-02, BR-03).
func (d *desk) inviteInterested(by Actor) error {
	if d.m.Phase(d.now) != PhaseOpen {
		return nil
	}
	list, err := d.people("status = ?", Interested)
	if err != nil {
		return err
	}
	for _, r := range list {
		d.mailed = true
		if err := d.transition(r, Invited, "opened", by, ""); err != nil {
			return err
		}
		if err := d.mail(r, MailInvitation); err != nil {
			return err
		}
	}
	return nil
}
