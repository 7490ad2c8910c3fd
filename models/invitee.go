package models

import (
	"fmt"

	"gorm.io/gorm"
)

// invitee is whom an invitation goes to, and as what.
type invitee struct {
	person       *Person
	organization string
	jobTitle     string
	level        Level
}

// invitee finds whom an invitation goes to today; nobody for a position that
// is not held, or a person who is no longer known.
func (d *desk) invitee(inv *Invitation) (invitee, error) {
	switch {
	case inv.PositionID != nil:
		return d.holder(*inv.PositionID)
	case inv.PersonID != nil:
		return d.listedPerson(*inv.PersonID)
	}
	return invitee{}, nil
}

func (d *desk) holder(positionID int64) (invitee, error) {
	day := d.s.Today()
	var rows []struct {
		PersonID     int64
		Title        string
		Level        Level
		Organization string
	}
	err := d.tx.Raw(`select h.person_id, p.title, p.level, o.name as organization from position_holders h
		join positions p on p.id = h.position_id join organizations o on o.id = p.organization_id
		where p.id = ? and `+InForceSQL("h")+` order by h.from_on desc, h.id desc limit 1`, positionID, day, day).Scan(&rows).Error
	if err != nil {
		return invitee{}, fmt.Errorf("holder of position %d: %w", positionID, err)
	}
	if len(rows) == 0 {
		return invitee{}, nil
	}
	who := invitee{organization: rows[0].Organization, jobTitle: rows[0].Title, level: rows[0].Level}
	who.person, err = personByID(d.tx, rows[0].PersonID)
	return who, err
}

// listedPerson is somebody with the work they do today: the first of several,
// or else the position they hold.
func (d *desk) listedPerson(id int64) (invitee, error) {
	var who invitee
	var err error
	if who.person, err = personByID(d.tx, id); err != nil || who.person == nil {
		return who, err
	}
	day := d.s.Today()
	var rows []struct {
		JobTitle     string
		Level        Level
		Organization string
	}
	err = d.tx.Raw(`select 0 as rank, a.id, a.job_title, a.level, o.name as organization from affiliations a
			join organizations o on o.id = a.organization_id where a.person_id = ? and `+InForceSQL("a")+`
		union all select 1, h.id, p.title, p.level, o.name from position_holders h join positions p on p.id = h.position_id
			join organizations o on o.id = p.organization_id where h.person_id = ? and `+InForceSQL("h")+`
		order by 1, 2 limit 1`, id, day, day, id, day, day).Scan(&rows).Error
	if err != nil {
		return who, fmt.Errorf("work of person %d: %w", id, err)
	}
	if len(rows) > 0 {
		who.organization, who.jobTitle, who.level = rows[0].Organization, rows[0].JobTitle, rows[0].Level
	}
	return who, nil
}

// personByID gives nil for somebody who is not there any more.
func personByID(tx *gorm.DB, id int64) (*Person, error) {
	var list []*Person
	if err := tx.Where("id = ?", id).Limit(1).Find(&list).Error; err != nil {
		return nil, fmt.Errorf("person %d: %w", id, err)
	}
	if len(list) == 0 {
		return nil, nil
	}
	return list[0], nil
}

// movedPositions are the invitations (i) that nobody has answered and whose
// position is held by another than who was invited. It takes the day twice.
var movedPositions = `select 1 from invitations i join registrations r on r.invitation_id = i.id and r.status = 'invited'
	where i.position_id is not null and i.state = 'sent' and not exists (select 1 from position_holders h
		where h.position_id = i.position_id and h.person_id = r.person_id and ` + InForceSQL("h") + `)`

// followPositions gives the invitation of a position that has another holder to
// that one, by the clock; for who held it before it has lapsed (BR-21). Who has
// answered keeps the answer: the organizer sees the new holder and decides.
func (d *desk) followPositions() error {
	if d.answersOpen() != nil {
		return nil
	}
	day := d.s.Today()
	list, err := d.people(`status = ? and exists (`+movedPositions+` and r.id = registrations.id)`, Invited, day, day)
	if err != nil {
		return err
	}
	for _, r := range list {
		inv, err := d.invitation(*r.InvitationID)
		if err != nil {
			return err
		}
		if err := d.passOn(r, inv); err != nil {
			return err
		}
	}
	return nil
}

// passOn ends the invitation of who held a position and invites the holder.
func (d *desk) passOn(r *Registration, inv *Invitation) error {
	system := Actor{Kind: BySystem}
	if err := d.uninvitePerson(r, "holder_changed", system); err != nil {
		return err
	}
	who, err := d.invitee(inv)
	if err != nil {
		return err
	}
	if who.person == nil {
		return d.setInvitation(inv.ID, map[string]any{"state": InvitationQueued, "sent_at": nil})
	}
	known, err := d.active(who.person.ID)
	switch {
	case err != nil:
		return err
	case known != nil && !known.Follows():
		return d.onList(inv, known)
	}
	made, err := d.invitePerson(inv, who, known, d.now, system)
	if err != nil {
		return err
	}
	return d.tellAssistants([]*Registration{made}, d.now)
}
