package models

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"bijeen/models/names"
)

// AnswerKind is what somebody who is invited answers.
type AnswerKind string

// The answers: I come; I do not; somebody comes instead.
const (
	AnswerComes      AnswerKind = "comes"
	AnswerDeclines   AnswerKind = "declines"
	AnswerSubstitute AnswerKind = "substitute"
)

// Answer is what the form of an invitation holds. AlsoFor are the codes of
// those somebody speaks for besides the own (BR-24). ArrivesLate and
// LeavesEarly are wall-clock times "10:15" of the day, or empty. Substitute
// counts with AnswerSubstitute alone.
type Answer struct {
	Kind        AnswerKind
	Mandated    Mandated
	AlsoFor     []string
	ArrivesLate string
	LeavesEarly string
	Substitute  Substitution
}

// AnswerInvitation takes the answer of somebody who is invited; until the
// meeting it can be changed by another. Who comes gets the seat that is kept,
// or a free one; afterwards the waiting list as everybody. Who does not come
// frees the seat (BR-32). A substitute takes the seat, and with it what the
// invitation stands for (BR-26). It locks the meeting. Kinds: Problems for
// what was filled in and for a substitute who cannot be one (BR-27, BR-30);
// Conflict when the meeting takes no answers now or is full; Gone when the
// invitation has passed to another, was taken back, or the meeting is over.
func (s *Store) AnswerInvitation(ctx context.Context, meetingID, registrationID int64, a Answer, by Actor) error {
	return s.atMeeting(ctx, meetingID, func(d *desk) error {
		r, err := d.registration(registrationID)
		if err != nil {
			return err
		}
		if err := d.answerable(r); err != nil {
			return err
		}
		if err := d.answer(r, a, by); err != nil {
			return err
		}
		if err := d.answered(r); err != nil {
			return err
		}
		return d.walkQueue()
	})
}

// answerable refuses what is no invitation, or one that has ended: another has
// the position now, or somebody came instead.
func (d *desk) answerable(r *Registration) error {
	switch {
	case r.Status == Substituted:
		return refuse(Gone, "registration_substituted")
	case r.Status == Rejected:
		return refuse(Gone, "registration_rejected")
	case r.Status == Withdrawn && r.InvitationID == nil:
		return refuse(Gone, "invitation_ended")
	case r.InvitationID == nil:
		return refuse(Conflict, "not_invited")
	case r.Status != Withdrawn:
		return nil
	}
	ended, err := invitationEnded(d.tx, r)
	if err != nil || !ended {
		return err
	}
	return refuse(Gone, "invitation_ended")
}

// invitationEnded reports whether the invitation of somebody who is off the
// list is no longer theirs: it was taken back, or went to somebody else.
func invitationEnded(tx *gorm.DB, r *Registration) (bool, error) {
	var n int64
	err := tx.Model(&Invitation{}).Where("id = ? and state <> ?", *r.InvitationID, InvitationQueued).
		Where("not exists (select 1 from registrations o where o.invitation_id = invitations.id and o.id > ?)", r.ID).Count(&n).Error
	if err != nil {
		return false, fmt.Errorf("invitation %d: %w", *r.InvitationID, err)
	}
	return n == 0, nil
}

func (d *desk) answer(r *Registration, a Answer, by Actor) error {
	switch a.Kind {
	case AnswerDeclines:
		if !r.Status.Active() {
			return nil
		}
		if err := d.mayLeave(r); err != nil {
			return err
		}
		return d.cancel(r, by, "", mailWhenCancelled(r.Status))
	case AnswerComes, AnswerSubstitute:
	default:
		return Problems{invalid("answer", "answer_missing")}
	}
	if err := d.answersOpen(); err != nil && r.Status != Registered {
		return err
	}
	if err := d.stillGoing(); err != nil {
		return err
	}
	if a.Kind == AnswerSubstitute {
		return d.sendsSubstitute(r, a, by)
	}
	return d.comes(r, a, by)
}

// comes gives r a seat, or changes what was said about coming.
func (d *desk) comes(r *Registration, a Answer, by Actor) error {
	if err := d.sayHow(r, a); err != nil {
		return err
	}
	codes, err := representedBy(d.tx, r.ID)
	if err != nil {
		return err
	}
	if err := d.speaksFor(r, append(d.ownCodes(r, codes), a.AlsoFor...)); err != nil {
		return err
	}
	if r.Status == Registered || r.Status == Waitlisted || r.Status == Offered || r.Status == Pending {
		return d.transition(r, r.Status, "answer_changed", by, "")
	}
	accepts, err := d.seat(r)
	if err != nil {
		return err
	}
	return d.admitInvited(r, accepts, by)
}

// sayHow puts when somebody comes and goes, and whether they may decide, into
// r.
func (d *desk) sayHow(r *Registration, a Answer) error {
	var wrong Problems
	late, err := d.atTime(r, "arrives_late", a.ArrivesLate)
	wrong = append(wrong, err...)
	early, err := d.atTime(r, "leaves_early", a.LeavesEarly)
	wrong = append(wrong, err...)
	if late != nil && early != nil && !late.Before(*early) {
		wrong = append(wrong, invalid("leaves_early", "leaves_before_arriving"))
	}
	for _, code := range a.AlsoFor {
		if _, ok := ConstituencyByCode(code); !ok {
			wrong = append(wrong, invalid("also_for", "choice_unknown"))
			break
		}
	}
	if a.Mandated != "" && !slices.Contains([]Mandated{MandateYes, MandateNo, MandateUnknown}, a.Mandated) {
		wrong = append(wrong, invalid("mandated", "choice_unknown"))
	}
	if len(wrong) > 0 {
		return wrong
	}
	r.ArrivesLateAt, r.LeavesEarlyAt = late, early
	if a.Mandated != "" {
		r.Mandated = a.Mandated
	}
	return nil
}

// atTime is a wall-clock time on the day of the meeting, within it.
func (d *desk) atTime(r *Registration, field, clock string) (*time.Time, Problems) {
	clock = strings.ReplaceAll(names.CleanLine(clock), ".", ":")
	if clock == "" {
		return nil, nil
	}
	site := d.m.SiteByID(siteOf(r))
	start, end := d.m.Start(site), d.m.End(site)
	t, err := time.Parse("15:04", clock)
	if err != nil {
		return nil, Problems{invalid(field, "time_wrong")}
	}
	if start == nil || end == nil {
		return nil, Problems{invalid(field, "time_outside")}
	}
	day := start.In(d.s.zone)
	at := time.Date(day.Year(), day.Month(), day.Day(), t.Hour(), t.Minute(), 0, 0, d.s.zone).UTC()
	if !at.After(*start) || !at.Before(*end) {
		e := invalid(field, "time_outside")
		e.Args = map[string]any{"From": dutchClock(*start, d.s.zone), "To": dutchClock(*end, d.s.zone)}
		return nil, Problems{e}
	}
	return &at, nil
}

// dutchClock is a time as Dutch writes it: "9.30".
func dutchClock(t time.Time, zone *time.Location) string {
	return strings.TrimPrefix(t.In(zone).Format("15.04"), "0")
}

// ownCodes is whom r speaks for by the invitation itself; what was said with
// an earlier answer is left out.
func (d *desk) ownCodes(r *Registration, now []string) []string {
	inv, err := d.invitation(*r.InvitationID)
	if err != nil || len(inv.Codes()) == 0 {
		return now[:min(1, len(now))]
	}
	return inv.Codes()
}

// seat decides where somebody who is invited comes: the site of the kept seat
// first, then any. What was kept is free for the decision.
func (d *desk) seat(r *Registration) (accepts []int64, err error) {
	if r.SiteID != nil {
		accepts = append(accepts, *r.SiteID)
	}
	for _, site := range d.m.OpenSites() {
		if !slices.Contains(accepts, site.ID) {
			accepts = append(accepts, site.ID)
		}
	}
	if len(accepts) == 0 {
		return nil, refuse(Conflict, "meeting_no_site")
	}
	d.unreserve(r)
	return accepts, nil
}

// admitInvited gives r a seat or a place on the waiting list. Who was invited
// needs no approval.
func (d *desk) admitInvited(r *Registration, accepts []int64, by Actor) error {
	v, err := Decide(d.m, d.seats, accepts, r.asks(), true)
	if err != nil {
		return err
	}
	site := v.SiteID
	r.SiteID = &site
	if v.Status == Registered {
		d.seats[site].take(r.asks())
	} else {
		if r.WaitlistedAt, err = d.endOfQueue(); err != nil {
			return err
		}
		if err := d.accept(r, accepts); err != nil {
			return err
		}
	}
	if err := d.dropUnclaimed(r); err != nil {
		return err
	}
	if err := d.transition(r, v.Status, "accepted", by, ""); err != nil {
		return err
	}
	return d.mail(r, mailFor(v.Status))
}

// sendsSubstitute lets somebody else come on the invitation of r. Who has no
// seat yet takes one first: there must be one to give.
func (d *desk) sendsSubstitute(r *Registration, a Answer, by Actor) error {
	if r.Status != Registered {
		accepts, err := d.seat(r)
		if err != nil {
			return err
		}
		v, err := Decide(d.m, d.seats, accepts, r.asks(), true)
		if err == nil && v.Status != Registered {
			err = refuse(Conflict, "no_seat_to_give")
		}
		if err != nil {
			return err
		}
		site := v.SiteID
		r.SiteID = &site
		d.seats[site].take(r.asks())
	}
	made, err := d.substitute(r, a.Substitute, by)
	if err != nil {
		return err
	}
	made.InvitationID = r.InvitationID
	a.Mandated = "" // that of the substitute was asked with the name
	if err := d.sayHow(made, a); err != nil {
		return err
	}
	return d.save(made)
}

// answered records that the invitation of r has its answer.
func (d *desk) answered(r *Registration) error {
	return d.setInvitation(*r.InvitationID, map[string]any{"state": InvitationAnswered, "answered_at": d.now})
}
