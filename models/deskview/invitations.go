package deskview

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"bijeen/models"
	"bijeen/models/names"
)

// InvitationRow is one line of the list of a meeting with what became of it:
// the newest registration it brought, and for a position who holds it today.
type InvitationRow struct {
	models.Invitation
	RegistrationID int64 // 0: nobody is invited by it yet
	Person         names.Name
	Forgotten      bool // the names of the meeting have gone
	Status         models.RegistrationStatus
	Mandated       models.Mandated
	ArrivesLate    *time.Time
	LeavesEarly    *time.Time
	Holder         names.Name // of a position today
	HolderChanged  bool       // somebody else holds it than who answered
}

// Invitations is the list of a meeting, and how many of its mails can still be
// taken back.
type Invitations struct {
	Rows     []InvitationRow
	Queued   int // lines that wait to be sent
	Waiting  int // sent, without an answer
	Answered int
	Unsent   int // mails that have not left yet
}

// Invitations reads the list of a meeting in its order, in a constant number
// of queries.
func (v *View) Invitations(ctx context.Context, meetingID int64) (*Invitations, error) {
	list := &Invitations{}
	err := v.store.Read(ctx, func(tx *gorm.DB) error {
		var lines []models.Invitation
		if err := tx.Where("meeting_id = ?", meetingID).Order("position, id").Find(&lines).Error; err != nil {
			return err
		}
		list.Rows = make([]InvitationRow, len(lines))
		for i, line := range lines {
			list.Rows[i].Invitation = line
			list.count(line.State)
		}
		if err := list.addPeople(tx, meetingID); err != nil {
			return err
		}
		if err := list.addHolders(tx, meetingID, v.store.Today()); err != nil {
			return err
		}
		return tx.Raw(`select count(*) from registrations r where r.meeting_id = ? and r.status = ? and r.invitation_id is not null
			and exists (select 1 from messages m where m.registration_id = r.id and m.kind = ? and `+models.UnclaimedMail+`)`,
			meetingID, models.Invited, models.MailInvitation).Scan(&list.Unsent).Error
	})
	if err != nil {
		return nil, fmt.Errorf("invitations of meeting %d: %w", meetingID, err)
	}
	return list, nil
}

func (l *Invitations) count(state models.InvitationState) {
	switch state {
	case models.InvitationQueued:
		l.Queued++
	case models.InvitationAnswered:
		l.Answered++
	default:
		l.Waiting++
	}
}

// addPeople joins the newest registration of each line.
func (l *Invitations) addPeople(tx *gorm.DB, meetingID int64) error {
	var people []*models.Registration
	err := tx.Select("id", "person_id", "invitation_id", "given_name", "surname_prefix", "surname", "status", "mandated", "arrives_late_at", "leaves_early_at").
		Where("meeting_id = ? and invitation_id is not null", meetingID).Order("id").Find(&people).Error
	newest := make(map[int64]*models.Registration, len(people))
	for _, r := range people {
		newest[*r.InvitationID] = r
	}
	for i := range l.Rows {
		row := &l.Rows[i]
		r := newest[row.ID]
		if r == nil || row.State == models.InvitationQueued {
			continue
		}
		row.RegistrationID, row.Person, row.Status, row.Mandated = r.ID, r.Name(), r.Status, r.Mandated
		row.ArrivesLate, row.LeavesEarly, row.Forgotten = r.ArrivesLateAt, r.LeavesEarlyAt, r.PersonID == nil
	}
	return err
}

// addHolders joins who holds each position today, and marks an answer that
// somebody else gave in it: who sent a substitute is the holder.
func (l *Invitations) addHolders(tx *gorm.DB, meetingID int64, day string) error {
	var rows []struct {
		InvitationID                      int64
		GivenName, SurnamePrefix, Surname string
		Answered                          bool
	}
	err := tx.Raw(`select i.id as invitation_id, p.given_name, p.surname_prefix, p.surname,
			exists (select 1 from registrations r where r.invitation_id = i.id and r.person_id = p.id) as answered
		from invitations i join position_holders h on h.position_id = i.position_id and `+models.InForceSQL("h")+`
		join people p on p.id = h.person_id where i.meeting_id = ? order by h.from_on, h.id`, day, day, meetingID).Scan(&rows).Error
	at := make(map[int64]int, len(l.Rows))
	for i, row := range l.Rows {
		at[row.ID] = i
	}
	for _, h := range rows {
		row := &l.Rows[at[h.InvitationID]]
		row.Holder = names.Name{Given: h.GivenName, Prefix: h.SurnamePrefix, Surname: h.Surname}
		row.HolderChanged = row.State == models.InvitationAnswered && !h.Answered
	}
	return err
}
