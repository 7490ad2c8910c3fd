package deskview

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"bijeen/models"
)

// Representation reads the board of a meeting: who has a place.
func (v *View) Representation(ctx context.Context, meetingID int64) (Board, error) {
	people, asked, err := v.voices(ctx, meetingID)
	return Represent(people, asked), err
}

// Presence reads the board of a meeting: who came in.
func (v *View) Presence(ctx context.Context, m *models.Meeting) (Board, error) {
	people, asked, err := v.voices(ctx, m.ID)
	return RepresentPresent(people, asked, m.Status == models.MeetingHeld), err
}

// voices reads everybody at a meeting and its list of invitations, in five
// queries.
func (v *View) voices(ctx context.Context, meetingID int64) ([]Voice, []Asked, error) {
	var people []Voice
	var asked []Asked
	err := v.store.Read(ctx, func(tx *gorm.DB) error {
		var err error
		if people, err = voicesAt(tx, meetingID); err != nil {
			return err
		}
		asked, err = askedAt(tx, meetingID)
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("representation of meeting %d: %w", meetingID, err)
	}
	return people, asked, nil
}

func voicesAt(tx *gorm.DB, meetingID int64) ([]Voice, error) {
	var list []*models.Registration
	err := tx.Select("id", "person_id", "given_name", "surname_prefix", "surname", "organization_name", "job_title", "level", "minor", "mandated", "status", "arrives_late_at", "leaves_early_at", "role", "substitutes_id", "invitation_id").
		Where("meeting_id = ?", meetingID).Order("sort_key, id").Find(&list).Error
	if err != nil {
		return nil, err
	}
	var rows []models.Representation
	err = tx.Where("registration_id in (select id from registrations where meeting_id = ?)", meetingID).
		Order("registration_id, position").Find(&rows).Error
	if err != nil {
		return nil, err
	}
	spoken := make(map[int64][]models.Representation)
	for _, row := range rows {
		spoken[row.RegistrationID] = append(spoken[row.RegistrationID], row)
	}
	passed, err := passages(tx, meetingID)
	if err != nil {
		return nil, err
	}
	lapsed, err := lapsedAt(tx, meetingID)
	if err != nil {
		return nil, err
	}
	people := make([]Voice, len(list))
	for i, r := range list {
		p := Voice{
			RegistrationID: r.ID, PersonID: r.PersonID, Name: r.Name(), GivenOnly: r.Minor || r.Level == models.Experience, JobTitle: r.JobTitle,
			Organization: r.Organization, Level: r.Level, Mandated: r.Mandated, Status: r.Status,
			ArrivesLate: r.ArrivesLateAt, LeavesEarly: r.LeavesEarlyAt, Lapsed: lapsed[r.ID],
			Role: r.Role, Substitutes: r.SubstitutesID, Invited: r.InvitationID != nil, Came: passed[r.ID].came, Left: passed[r.ID].left,
		}
		for _, row := range spoken[r.ID] {
			p.Codes = append(p.Codes, row.Code)
			if p.Own == "" && row.Mode != models.AlsoFor {
				p.Own = row.Code
			}
		}
		people[i] = p
	}
	return people, nil
}

// lapsedAt are the registrations that were last withdrawn by us, not by the
// person.
func lapsedAt(tx *gorm.DB, meetingID int64) (map[int64]bool, error) {
	var rows []struct {
		RegistrationID int64
		Action         string
	}
	err := tx.Model(&models.RegistrationChange{}).Select("registration_id", "action").
		Where("meeting_id = ? and to_status = ? and registration_id is not null", meetingID, models.Withdrawn).Order("id").Scan(&rows).Error
	all := make(map[int64]bool)
	for _, row := range rows {
		all[row.RegistrationID] = slices.Contains(models.LapsedActions, row.Action)
	}
	return all, err
}

// askedAt reads the list of invitations. An open link is for nobody.
func askedAt(tx *gorm.DB, meetingID int64) ([]Asked, error) {
	var list []models.Invitation
	err := tx.Where("meeting_id = ? and target <> ?", meetingID, models.InviteLink).Order("position, id").Find(&list).Error
	if err != nil {
		return nil, err
	}
	asked := make([]Asked, len(list))
	for i, inv := range list {
		asked[i] = Asked{Codes: inv.Codes(), Organization: invitedBody(inv), Open: slices.Contains(openInvitations, inv.State)}
	}
	return asked, nil
}

// invitedBody is the organization an invitation is about.
func invitedBody(inv models.Invitation) string {
	if inv.Target == models.InviteOrganization {
		return inv.Name
	}
	return inv.Organization
}

// openInvitations left us, and nobody has answered them.
var openInvitations = []models.InvitationState{models.InvitationSent, models.InvitationBounced, models.InvitationExpired}
