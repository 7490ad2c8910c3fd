package models

import (
	"fmt"
	"time"

	"gorm.io/gorm"

	"bijeen/models/workdays"
)

// ConcernKind is a sort of thing that asks for the attention of an organizer.
type ConcernKind string

// What asks for attention in one meeting, the most urgent first. What goes
// well is not among it.
const (
	ConcernNumbers ConcernKind = "numbers"      // to be passed on, and not taken since (BR-73)
	ConcernSurplus ConcernKind = "surplus"      // more people than seats (BR-34)
	ConcernPending ConcernKind = "pending"      // requests that wait for approval
	ConcernRefused ConcernKind = "refused"      // people whose address a mail server refused for good
	ConcernFailed  ConcernKind = "mail_failed"  // mails that were given up for another reason
	ConcernStuck   ConcernKind = "mail_stuck"   // mails that should have left by now
	ConcernOpen    ConcernKind = "still_open"   // it is about to begin and nothing ends the sign-up
	ConcernFull    ConcernKind = "full_waiting" // a site is full and people wait for it
	ConcernDoubles ConcernKind = "doubles"      // names that may stand on the list twice (BR-10)
)

const (
	stillOpenDays   = 2 // working days before the start
	numbersTakenFor = 1 // working days before the due day from which numbers that were taken count
)

// Concern is one thing that asks for attention in one meeting.
type Concern struct {
	Kind           ConcernKind
	Count          int       // of people, mails or names; 0 where there is nothing to count
	SiteID         int64     // of a full site, where the meeting has several
	RegistrationID int64     // whom it is about, when that is one person
	At             time.Time // the last day for the numbers, or the start
}

// MailGrace is how late a mail may be before it counts as stuck: a worker in
// another process looks every few seconds.
const MailGrace = 2 * time.Minute

// refusals are the answers of a mail server that say that an address is dead,
// as they stand in LastError (calendar-mail.md §7, bounce rules 5 and 6); what
// else is refused says something about the mail.
const refusals = `(k.last_error like 'refused % 5.1.%' or k.last_error like 'refused % 5.2.1' or k.last_error like 'refused % 5.4.310'
	or k.last_error in ('refused 550', 'refused 551', 'refused 553'))`

// refusedAt is true for a registration k.registration_id = r.id whose address
// refused the mail k and has taken none since.
const refusedAt = `k.registration_id = r.id and k.state = 'failed' and k.to_email = r.email and ` + refusals + `
	and not exists (select 1 from messages o where o.registration_id = r.id and o.id > k.id and o.to_email = k.to_email and o.state = 'sent')`

// WithRefusedAddress narrows a query of registrations to the people of whom
// Concerns says that their address refuses mail.
func WithRefusedAddress(query *gorm.DB) *gorm.DB {
	return query.Where(`registrations.status in ? and exists (select 1 from messages k join registrations r on r.id = k.registration_id
		where r.id = registrations.id and `+refusedAt+`)`, ActiveStatuses)
}

// Concerns finds what asks for attention in meetings with their sites and
// seats, by id, in a number of queries that does not depend on how many there
// are. A meeting that is over asks for nothing any more, and one that is off
// only that its people hear of it.
func Concerns(tx *gorm.DB, pages []*MeetingPage, now time.Time, zone *time.Location) (map[int64][]Concern, error) {
	q := concerns{now: now, zone: zone, found: make(map[int64]map[ConcernKind][]Concern, len(pages))}
	for _, p := range pages {
		if p.Meeting.Phase(now) != PhasePast {
			q.ids, q.found[p.Meeting.ID] = append(q.ids, p.Meeting.ID), map[ConcernKind][]Concern{}
		}
	}
	if len(q.ids) == 0 {
		return nil, nil
	}
	for _, look := range []func(*gorm.DB) error{q.mails, q.pending, q.doubles} {
		if err := look(tx); err != nil {
			return nil, fmt.Errorf("what asks for attention: %w", err)
		}
	}
	taken, err := lastNumbers(tx, q.ids)
	if err == nil {
		err = q.full(tx, pages)
	}
	if err != nil {
		return nil, fmt.Errorf("what asks for attention: %w", err)
	}
	list := make(map[int64][]Concern, len(q.ids))
	for _, p := range pages {
		q.meeting(p, taken[p.Meeting.ID])
		for _, kind := range p.Meeting.mayConcern() {
			list[p.Meeting.ID] = append(list[p.Meeting.ID], q.found[p.Meeting.ID][kind]...)
		}
	}
	return list, nil
}

// mayConcern are the kinds of concern that a meeting can have, the most urgent
// first.
func (m *Meeting) mayConcern() []ConcernKind {
	if m.off() {
		return []ConcernKind{ConcernRefused, ConcernFailed, ConcernStuck}
	}
	return []ConcernKind{ConcernNumbers, ConcernSurplus, ConcernPending, ConcernRefused, ConcernFailed, ConcernStuck, ConcernOpen, ConcernFull, ConcernDoubles}
}

// concerns gathers what is found, by meeting and kind.
type concerns struct {
	ids   []int64
	now   time.Time
	zone  *time.Location
	found map[int64]map[ConcernKind][]Concern
}

func (q *concerns) add(meetingID int64, c Concern) {
	if of := q.found[meetingID]; of != nil {
		of[c.Kind] = append(of[c.Kind], c)
	}
}

// counted is what a query of concerns gives for one meeting.
type counted struct {
	MeetingID int64
	Kind      ConcernKind
	Things    int
	Person    int64
}

func (q *concerns) count(query *gorm.DB) error {
	var rows []counted
	if err := query.Scan(&rows).Error; err != nil {
		return err
	}
	for _, row := range rows {
		c := Concern{Kind: row.Kind, Count: row.Things}
		if row.Things == 1 {
			c.RegistrationID = row.Person
		}
		q.add(row.MeetingID, c)
	}
	return nil
}

// mails finds what did not arrive. A refused address is one thing to mend
// however many mails it refused, and is mended by another address; a mail that
// arrived there since shows that it works. What arrived later in another mail
// of its kind is told.
func (q *concerns) mails(tx *gorm.DB) error {
	return q.count(tx.Raw(`select meeting_id, kind, count(*) as things, min(person) as person from (
		select k.meeting_id, case when k.state = 'queued' then 'mail_stuck' when r.id is null then 'mail_failed' else 'refused' end as kind,
			coalesce(k.registration_id, 0) as person, coalesce(-r.id, k.id) as thing
		from messages k left join registrations r on r.status in ? and `+refusedAt+`
		where k.meeting_id in ? and (k.state = 'failed' and not exists (select 1 from messages o
				where o.registration_id = k.registration_id and o.kind = k.kind and o.id > k.id and o.state = 'sent') or k.state = 'queued' and (k.last_error <> '' or k.due_at <= ?))
		group by 1, 2, 3, 4) as mails group by meeting_id, kind`, ActiveStatuses, q.ids, q.now.Add(-MailGrace)))
}

func (q *concerns) pending(tx *gorm.DB) error {
	return q.count(tx.Raw(`select meeting_id, 'pending' as kind, count(*) as things, min(id) as person
		from registrations where meeting_id in ? and status = ? group by meeting_id`, q.ids, Pending))
}

func (q *concerns) doubles(tx *gorm.DB) error {
	return q.count(tx.Raw(`select meeting_id, 'doubles' as kind, count(*) as things, 0 as person from (
		select r.meeting_id, p.name_key from registrations r join people p on p.id = r.person_id
		where r.meeting_id in ? and r.status in ? group by r.meeting_id, p.name_key having count(*) > 1) as twice
		where exists (select 1 from people p cross join registrations r
			where r.person_id = p.id and r.meeting_id = twice.meeting_id and r.status in ? and p.name_key = twice.name_key
			and exists (select 1 from people p2 cross join registrations r2 where r2.person_id = p2.id
				and p2.name_key = p.name_key and p2.id <> p.id and r2.meeting_id = r.meeting_id and r2.status in ?
				and not exists (select 1 from namesakes n where n.meeting_id = r.meeting_id and n.person_id = p.id and n.other_id = p2.id)))
		group by meeting_id`, q.ids, ActiveStatuses, ActiveStatuses, ActiveStatuses))
}

// full finds sites without a free seat that somebody waits for.
func (q *concerns) full(tx *gorm.DB, pages []*MeetingPage) error {
	var rows []struct {
		SiteID int64
		People int
	}
	err := tx.Raw(`select a.site_id, count(*) as people from accepted_sites a join registrations r on r.id = a.registration_id
		where r.meeting_id in ? and r.status = ? group by a.site_id`, q.ids, Waitlisted).Scan(&rows).Error
	if err != nil {
		return err
	}
	waiting := make(map[int64]int, len(rows))
	for _, row := range rows {
		waiting[row.SiteID] = row.People
	}
	for _, p := range pages {
		open := p.Meeting.OpenSites()
		for _, site := range open {
			seats := p.Seats[site.ID]
			if n := waiting[site.ID]; n > 0 && seats != nil && seats.Free() <= 0 {
				c := Concern{Kind: ConcernFull, Count: n}
				if len(open) > 1 {
					c.SiteID = site.ID
				}
				q.add(p.Meeting.ID, c)
			}
		}
	}
	return nil
}

// lastNumbers is when the numbers of each meeting were last taken, in
// whichever format.
func lastNumbers(tx *gorm.DB, meetingIDs []int64) (map[int64]time.Time, error) {
	var rows []ExportLog
	err := tx.Select("meeting_id", "at").Where(`id in (select max(id) from export_logs where meeting_id in ? and list = ? group by meeting_id)`,
		meetingIDs, NumbersList).Find(&rows).Error
	at := make(map[int64]time.Time, len(rows))
	for _, row := range rows {
		at[row.MeetingID] = row.At
	}
	return at, err
}

// meeting adds what the meeting itself, its seats and the clock say.
func (q *concerns) meeting(p *MeetingPage, taken time.Time) {
	m, surplus := p.Meeting, 0
	for _, s := range p.Seats {
		surplus += s.Surplus()
	}
	if surplus > 0 {
		q.add(m.ID, Concern{Kind: ConcernSurplus, Count: surplus})
	}
	if due, ok := m.numbersAsked(q.now, q.zone); ok && taken.Before(workdays.Calendar{Zone: q.zone}.Add(due, -numbersTakenFor)) {
		q.add(m.ID, Concern{Kind: ConcernNumbers, At: due})
	}
	if start := m.StartsAt; m.Phase(q.now) == PhaseOpen && m.closesByNothing() && !q.now.Before(workdays.Calendar{Zone: q.zone}.Add(*start, -stillOpenDays)) {
		q.add(m.ID, Concern{Kind: ConcernOpen, At: *start})
	}
}

// closesByNothing reports whether people can sign up until the doors open.
func (m *Meeting) closesByNothing() bool {
	doors := m.firstDoors()
	return m.RegistrationClosesAt == nil || doors != nil && !m.RegistrationClosesAt.Before(*doors)
}

// numbersAsked gives the begin of the day on which the numbers must be passed
// on, once it has come and until the doors open: what the organizer set, else
// so many working days before as usual for the kind (rules §3.2).
func (m *Meeting) numbersAsked(now time.Time, zone *time.Location) (day time.Time, ok bool) {
	switch m.Phase(now) {
	case PhaseNotYet, PhaseOpen, PhaseClosed:
	default:
		return day, false
	}
	last, days := m.NumbersDueAt, Defaults(m.Kind).NumbersDueDays
	switch {
	case last != nil:
		day = workdays.LastDay(*last, zone)
	case days > 0 && m.StartsAt != nil:
		day = workdays.Calendar{Zone: zone}.Add(*m.StartsAt, -days)
	default:
		return day, false
	}
	y, month, d := day.Date()
	day = time.Date(y, month, d, 0, 0, 0, 0, zone)
	return day, !now.Before(day) && m.eatsSomewhere()
}

// eatsSomewhere reports whether people come together in a building.
func (m *Meeting) eatsSomewhere() bool {
	for _, s := range m.OpenSites() {
		if s.Mode == Onsite {
			return true
		}
	}
	return false
}
