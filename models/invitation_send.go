package models

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"bijeen/models/mailaddr"
)

// Sending is what became of sending the list of a meeting.
type Sending struct {
	Mailed  int      // people who are invited by mail
	Known   int      // who have signed up already, or cancelled
	Nobody  []string // positions that nobody holds, people who have no address
	SendsAt time.Time

	invited []*Registration
}

// SendInvitations invites everybody on the list of a meeting who has not been
// invited yet. An invitation to a position goes to its holder of today
// (BR-21). The mails wait the change delay, in which TakeBackInvitations undoes
// it. With dryRun nothing is kept: it tells what would happen. It locks the
// meeting. Kinds: NotFound; Conflict while the meeting takes no answers, Gone
// when it is over or off.
func (s *Store) SendInvitations(ctx context.Context, meetingID int64, dryRun bool, by Actor) (*Sending, error) {
	var sent *Sending
	err := s.atMeeting(ctx, meetingID, func(d *desk) error {
		if err := d.answersOpen(); err != nil {
			return err
		}
		list, err := d.invitations("state = ? and target in ?", InvitationQueued, []InvitationTarget{InvitePosition, InvitePerson})
		if err != nil {
			return err
		}
		sent = &Sending{SendsAt: d.now.Add(d.s.delay)}
		for _, inv := range list {
			if err := d.send(inv, sent, by); err != nil {
				return err
			}
		}
		if err := d.tellAssistants(sent.invited, sent.SendsAt); err != nil {
			return err
		}
		if dryRun {
			return errDryRun
		}
		return d.meetingHistory("invitations_sent", fmt.Sprint(sent.Mailed), by)
	})
	if errors.Is(err, errDryRun) {
		err = nil
	}
	return sent, wrapUnlessRefused("send invitations", err)
}

// TakeBackInvitations undoes the sending of invitations whose mail has not left
// yet: they are on the list again as before. It locks the meeting and gives
// how many. Kind NotFound.
func (s *Store) TakeBackInvitations(ctx context.Context, meetingID int64, by Actor) (int, error) {
	n := 0
	err := s.atMeeting(ctx, meetingID, func(d *desk) error {
		list, err := d.people(`status = ? and invitation_id is not null and exists (select 1 from messages m
			where m.registration_id = registrations.id and m.kind = ? and m.occasion = 0 and `+UnclaimedMail+`)`, Invited, MailInvitation)
		if err != nil {
			return err
		}
		for _, r := range list {
			if err := d.uninvitePerson(r, "invitation_taken_back", by); err != nil {
				return err
			}
			if err := d.setInvitation(*r.InvitationID, map[string]any{"state": InvitationQueued, "sent_at": nil}); err != nil {
				return err
			}
		}
		if n = len(list); n == 0 {
			return nil
		}
		if err := d.meetingHistory("invitations_taken_back", fmt.Sprint(n), by); err != nil {
			return err
		}
		return d.walkQueue() // seats that were kept
	})
	return n, wrapUnlessRefused("take back invitations", err)
}

// UnclaimedMail is true for a mail (m) that waits and that no worker has taken up.
const UnclaimedMail = "m.state = 'queued' and m.facts = '' and m.lease_until is null"

// send invites whom one line of the list is about.
func (d *desk) send(inv *Invitation, sent *Sending, by Actor) error {
	who, err := d.invitee(inv)
	if err != nil {
		return err
	}
	if who.person == nil || who.person.Email == "" {
		sent.Nobody = append(sent.Nobody, joinNonEmpty(", ", inv.Name, inv.Organization))
		return nil
	}
	known, err := d.active(who.person.ID)
	if err != nil {
		return err
	}
	if known == nil {
		if known, err = d.saidNo(who.person.ID); err != nil {
			return err
		}
	}
	if known != nil && !known.Follows() {
		sent.Known++
		return d.onList(inv, known)
	}
	sent.Mailed++
	r, err := d.invitePerson(inv, who, known, sent.SendsAt, by)
	sent.invited = append(sent.invited, r)
	return err
}

// saidNo finds the registration of somebody who gave up a place here, or said
// that they do not come: they are not asked again, and can still change it.
func (d *desk) saidNo(personID int64) (*Registration, error) {
	var list []*Registration
	err := d.tx.Where("meeting_id = ? and person_id = ? and status in ?", d.m.ID, personID, []RegistrationStatus{Cancelled, Declined}).
		Order("id desc").Limit(1).Find(&list).Error
	if err != nil {
		return nil, fmt.Errorf("answer of person %d: %w", personID, err)
	}
	if len(list) == 0 {
		return nil, nil
	}
	return list[0], nil
}

// onList joins an invitation to somebody who was on the list of the meeting
// before: that is an answer. What they speak for comes along.
func (d *desk) onList(inv *Invitation, r *Registration) error {
	if r.InvitationID == nil {
		id := inv.ID
		r.InvitationID = &id
		if err := d.save(r); err != nil {
			return err
		}
	}
	codes, err := representedBy(d.tx, r.ID)
	if err != nil {
		return err
	}
	if err := d.speaksFor(r, append(codes, inv.Codes()...)); err != nil {
		return err
	}
	return d.setInvitation(inv.ID, map[string]any{"state": InvitationAnswered, "sent_at": d.now, "answered_at": d.now})
}

// invitePerson makes somebody an invited one, with a seat kept where the line
// says so, and queues the mail. known is their interest or another invitation;
// may be nil.
func (d *desk) invitePerson(inv *Invitation, who invitee, known *Registration, due time.Time, by Actor) (*Registration, error) {
	r, from := known, RegistrationStatus("")
	if r == nil {
		r = &Registration{MeetingID: d.m.ID, CreatedAt: d.now, LinkVersion: 1, Source: SourceOrganizer}
	} else {
		from = r.Status
		d.unreserve(r)
	}
	c := checked{Attendee: Attendee{Organization: who.organization, JobTitle: who.jobTitle, Level: who.level}, name: who.person.Name()}
	var err error
	if c.address, err = mailaddr.Parse(who.person.Email); err != nil {
		return nil, fmt.Errorf("address of person %d: %w", who.person.ID, err)
	}
	if err := d.fill(r, SignUp{By: by}, c, who.person, Verdict{Status: Invited}); err != nil {
		return nil, err
	}
	id := inv.ID
	r.InvitationID, r.SiteID = &id, nil
	d.reserve(r, inv)
	if err := d.insert(r); err != nil {
		return nil, err
	}
	if err := d.speaksFor(r, inv.Codes()); err != nil {
		return nil, err
	}
	if err := d.history(r, from, "invited", by, ""); err != nil {
		return nil, err
	}
	msg, err := d.message(r, MailInvitation, MessageDetail{})
	if err != nil {
		return nil, err
	}
	msg.DueAt = due
	if err := d.queueMessage(msg); err != nil {
		return nil, err
	}
	return r, d.setInvitation(inv.ID, map[string]any{"state": InvitationSent, "sent_at": d.now, "answered_at": nil})
}

// reserve keeps a seat for r until reply-by, where the line asks for one and
// there is one: at the site of the line, else at the first of the meeting.
func (d *desk) reserve(r *Registration, inv *Invitation) {
	if !inv.Reserved || d.m.ReplyBy == nil || !d.now.Before(*d.m.ReplyBy) {
		return
	}
	for _, site := range d.m.OpenSites() {
		if inv.SiteID != nil && *inv.SiteID != site.ID {
			continue
		}
		if s := d.seats[site.ID]; s != nil && s.Free() > 0 {
			id, until := site.ID, *d.m.ReplyBy
			r.SiteID, r.ReservedUntil = &id, &until
			s.Reserved++
		}
		return
	}
}

// speaksFor stores for whom r speaks, the own constituency first.
func (d *desk) speaksFor(r *Registration, codes []string) error {
	if err := d.tx.Where("registration_id = ?", r.ID).Delete(&Representation{}).Error; err != nil {
		return fmt.Errorf("representation of registration %d: %w", r.ID, err)
	}
	return d.represent(r, unique(codes))
}

func (d *desk) invitations(where string, args ...any) ([]*Invitation, error) {
	var list []*Invitation
	err := d.tx.Where("meeting_id = ?", d.m.ID).Where(where, args...).Order("position, id").Find(&list).Error
	if err != nil {
		return nil, fmt.Errorf("invitations of meeting %d: %w", d.m.ID, err)
	}
	return list, nil
}

// invitation reads one line of the list. Kind NotFound.
func (d *desk) invitation(id int64) (*Invitation, error) {
	list, err := d.invitations("id = ?", id)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, errNotFound("invitation")
	}
	return list[0], nil
}

func (d *desk) setInvitation(id int64, columns map[string]any) error {
	columns["updated_at"] = d.now
	err := d.tx.Model(&Invitation{}).Where("id = ? and meeting_id = ?", id, d.m.ID).Updates(columns).Error
	if err != nil {
		return fmt.Errorf("store invitation %d: %w", id, err)
	}
	return nil
}

// answersOpen says whether somebody who is invited may say that they come:
// while the meeting is open, also before the public may. Kinds as SignUpOpen.
func (d *desk) answersOpen() error {
	switch phase := d.m.Phase(d.now); phase {
	case PhaseNotYet, PhaseOpen:
		return nil
	case PhaseDraft:
		return refuse(Conflict, "meeting_draft")
	case PhasePast, PhaseCancelled:
		return refuse(Gone, "meeting_"+string(phase))
	default:
		return refuse(Conflict, "meeting_"+string(phase))
	}
}

// AnswerBy is a moment on the last day on which an invitation is to be
// answered; nil when there is none.
func (m *Meeting) AnswerBy() *time.Time {
	if m.ReplyBy == nil {
		return nil
	}
	last := m.ReplyBy.Add(-time.Second)
	return &last
}

// As is what somebody is invited as, in one line: "wethouder Jeugd, Gemeente
// Almelo".
func (r *Registration) As() string {
	return strings.TrimSpace(joinNonEmpty(", ", r.JobTitle, r.Organization))
}
