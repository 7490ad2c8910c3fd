package models

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"bijeen/models/names"
)

// InvitationPick is one position, person or organization for the list.
type InvitationPick struct {
	Target InvitationTarget
	ID     int64
}

// InvitationLines is what is put on the list of a meeting at once: who, why
// they are on it, and whether a seat is kept for each until reply-by (BR-22).
type InvitationLines struct {
	Picks    []InvitationPick
	Reason   string
	SiteKey  string // where a seat is kept; empty: the first site
	Reserved bool
	Quota    int // of an organization: how many may come; at least 1
}

// AddInvitations puts lines on the list of a meeting. Who is on it already
// stays as they are. Nobody is told: see SendInvitations. It locks the meeting
// and gives how many lines are new. Kinds: NotFound; Problems for a pick that
// is not in the directory, a reason that is missing or too long, a site that
// is not of this meeting; Gone when the meeting is over or off.
func (s *Store) AddInvitations(ctx context.Context, meetingID int64, in InvitationLines, by Actor) (int, error) {
	added := 0
	err := s.atMeeting(ctx, meetingID, func(d *desk) error {
		added = 0
		if err := d.stillGoing(); err != nil {
			return err
		}
		site, err := in.check(d.m)
		if err != nil {
			return err
		}
		lines, err := d.newLines(in.Picks)
		if err != nil {
			return err
		}
		for _, line := range lines {
			line.Reason, line.SiteID, line.Reserved, line.Quota = in.Reason, site, in.Reserved, max(1, in.Quota)
		}
		if added = len(lines); added == 0 {
			return nil
		}
		if err := d.tx.CreateInBatches(lines, 100).Error; err != nil {
			return fmt.Errorf("store invitations: %w", err)
		}
		return d.meetingHistory("invitations_added", fmt.Sprintf("%d %s", added, in.Reason), by)
	})
	return added, wrapUnlessRefused("add invitations", err)
}

func (in *InvitationLines) check(m *Meeting) (site *int64, err error) {
	in.Reason = names.CleanLine(in.Reason)
	var wrong Problems
	if len(in.Picks) == 0 {
		wrong = append(wrong, invalid("pick", "nobody_chosen"))
	}
	if in.Reason == "" {
		wrong = append(wrong, invalid("reason", "reason_missing"))
	}
	wrong = append(wrong, tooLong("reason", in.Reason, names.MaxLine)...)
	if in.SiteKey != "" {
		s := m.Site(in.SiteKey)
		if s == nil || s.Status == SiteWithdrawn {
			wrong = append(wrong, invalid("site", "site_unknown"))
		} else {
			site = &s.ID
		}
	}
	if len(wrong) > 0 {
		return nil, wrong
	}
	return site, nil
}

// newLines makes the lines of those who are not on the list yet, with the
// names of today.
func (d *desk) newLines(picks []InvitationPick) ([]*Invitation, error) {
	known, err := d.invitations("target <> ?", InviteLink)
	if err != nil {
		return nil, err
	}
	position := len(known)
	var lines []*Invitation
	for _, p := range picks {
		if slices.ContainsFunc(known, func(i *Invitation) bool { return i.pick() == p }) {
			continue
		}
		line, err := d.newLine(p)
		if err != nil {
			return nil, err
		}
		line.Position = position
		position++
		lines, known = append(lines, line), append(known, line)
	}
	return lines, nil
}

func (i *Invitation) pick() InvitationPick {
	switch {
	case i.PositionID != nil:
		return InvitationPick{InvitePosition, *i.PositionID}
	case i.PersonID != nil:
		return InvitationPick{InvitePerson, *i.PersonID}
	case i.OrganizationID != nil:
		return InvitationPick{InviteOrganization, *i.OrganizationID}
	}
	return InvitationPick{Target: i.Target}
}

func (d *desk) newLine(p InvitationPick) (*Invitation, error) {
	line := &Invitation{MeetingID: d.m.ID, Target: p.Target, State: InvitationQueued, LinkVersion: 1, CreatedAt: d.now, UpdatedAt: d.now}
	id := p.ID
	var err error
	var found bool
	switch p.Target {
	case InvitePosition:
		line.PositionID = &id
		found, err = d.namePosition(line)
	case InvitePerson:
		line.PersonID = &id
		found, err = d.namePerson(line)
	case InviteOrganization:
		line.OrganizationID = &id
		var list []Organization
		err = d.tx.Where("id = ?", id).Find(&list).Error
		if found = len(list) == 1; found {
			line.Name, line.Represents = list[0].Name, list[0].Code
		}
	}
	if err != nil {
		return nil, fmt.Errorf("invitation of %s %d: %w", p.Target, p.ID, err)
	}
	if !found {
		return nil, Problems{invalid("pick", "choice_unknown")}
	}
	return line, nil
}

func (d *desk) namePosition(line *Invitation) (bool, error) {
	var list []struct{ Title, Represents, Name string }
	err := d.tx.Raw(`select p.title, p.represents, o.name from positions p join organizations o on o.id = p.organization_id
		where p.id = ?`, *line.PositionID).Scan(&list).Error
	if err != nil || len(list) == 0 {
		return false, err
	}
	line.Name, line.Represents, line.Organization = list[0].Title, list[0].Represents, list[0].Name
	return true, nil
}

func (d *desk) namePerson(line *Invitation) (bool, error) {
	who, err := d.listedPerson(*line.PersonID)
	if err != nil || who.person == nil || who.person.ListedAt == nil {
		return false, err
	}
	line.Name, line.Organization = who.person.Name().Full(), who.organization
	return true, nil
}

// DropInvitations takes lines off the list of a meeting. Who was invited by
// one and has not answered is invited no longer, without a mail; who has
// answered keeps what they have, and their line stays. It locks the meeting and
// gives how many lines went. Kind NotFound.
func (s *Store) DropInvitations(ctx context.Context, meetingID int64, ids []int64, by Actor) (int, error) {
	dropped := 0
	err := s.atMeeting(ctx, meetingID, func(d *desk) error {
		dropped = 0
		list, err := d.invitations("id in ? and state <> ?", ids, InvitationAnswered)
		if err != nil {
			return err
		}
		for _, inv := range list {
			if err := d.uninvitePeople(inv, by); err != nil {
				return err
			}
			if err := d.tx.Delete(inv).Error; err != nil {
				return fmt.Errorf("invitation %d: %w", inv.ID, err)
			}
		}
		if dropped = len(list); dropped == 0 {
			return nil
		}
		if err := d.meetingHistory("invitations_dropped", fmt.Sprint(dropped), by); err != nil {
			return err
		}
		return d.walkQueue()
	})
	return dropped, wrapUnlessRefused("drop invitations", err)
}

func (d *desk) uninvitePeople(inv *Invitation, by Actor) error {
	list, err := d.people("invitation_id = ? and status = ?", inv.ID, Invited)
	if err != nil {
		return err
	}
	for _, r := range list {
		if err := d.uninvitePerson(r, "uninvited", by); err != nil {
			return err
		}
	}
	return nil
}

// uninvitePerson ends the invitation of somebody who has not answered, without
// a mail: what was on its way is taken back.
func (d *desk) uninvitePerson(r *Registration, action string, by Actor) error {
	if err := d.transition(r, Withdrawn, action, by, ""); err != nil {
		return err
	}
	return d.dropUnclaimed(r)
}

// SetReplyBy says until which day people may answer with their seat kept;
// empty: no seat is kept. The seats that are kept now follow it. It locks the
// meeting. Kinds: NotFound; Problems for what is no day, or one that is past or
// after the meeting.
func (s *Store) SetReplyBy(ctx context.Context, meetingID int64, day string, by Actor) error {
	return s.atMeeting(ctx, meetingID, func(d *desk) error {
		until, err := d.endOfDay(day)
		if err != nil {
			return err
		}
		if sameTime(d.m.ReplyBy, until) {
			return nil
		}
		if err := d.tx.Model(&Meeting{}).Where("id = ?", d.m.ID).Updates(map[string]any{"reply_by": until, "updated_at": d.now}).Error; err != nil {
			return fmt.Errorf("reply-by of meeting %d: %w", d.m.ID, err)
		}
		d.m.ReplyBy = until
		err = d.tx.Model(&Registration{}).Where("meeting_id = ? and status = ? and reserved_until is not null", d.m.ID, Invited).
			Update("reserved_until", until).Error
		if err != nil {
			return fmt.Errorf("kept seats of meeting %d: %w", d.m.ID, err)
		}
		if err := d.meetingHistory("reply_by", day, by); err != nil {
			return err
		}
		return d.settle()
	})
}

// endOfDay is the first moment after a day "2019-11-20"; nil for none.
func (d *desk) endOfDay(day string) (*time.Time, error) {
	if day = names.CleanLine(day); day == "" {
		return nil, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, day, d.s.zone)
	if err != nil {
		return nil, Problems{invalid("reply_by", "date_wrong")}
	}
	end := t.AddDate(0, 0, 1).UTC()
	if !d.now.Before(end) {
		return nil, Problems{invalid("reply_by", "date_past")}
	}
	if start := d.m.StartsAt; start != nil && end.After(*start) {
		return nil, Problems{invalid("reply_by", "reply_by_late")}
	}
	return &end, nil
}

// Candidates is what may be put on the list: positions, people of the
// directory, or organizations, narrowed by what is given.
type Candidates struct {
	Target           InvitationTarget
	PositionKind     PositionKind
	OrganizationKind OrganizationKind
	GroupID          int64 // people of a group
	Tag              string
	Search           string
}

// Candidate is one of them; OnList when the meeting has them already.
type Candidate struct {
	ID           int64
	Name         string
	Organization string
	Holder       string // of a position, today; empty: nobody
	OnList       bool
}

// maxCandidates keeps the page of a choice readable.
const maxCandidates = 500

// InvitationCandidates lists whom a meeting may invite, at most 500, by
// organization and name.
func (s *Store) InvitationCandidates(ctx context.Context, meetingID int64, c Candidates) ([]Candidate, error) {
	var list []Candidate
	err := s.Read(ctx, func(tx *gorm.DB) error {
		var err error
		switch c.Target {
		case InvitePerson:
			list, err = c.people(tx, meetingID, s.Today())
		case InviteOrganization:
			list, err = c.organizations(tx, meetingID)
		default:
			list, err = c.positions(tx, meetingID, s.Today())
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("candidates for meeting %d: %w", meetingID, err)
	}
	return list, nil
}
