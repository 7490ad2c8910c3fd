package models

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"bijeen/models/mailaddr"
)

// Acting is what the one link of an assistant shows: for whom they act, and
// what is open for these.
type Acting struct {
	Person     *Person
	Principals []*Person   // by name
	Rows       []ActingRow // at meetings to come, by day
	Meetings   []*Meeting  // open ones a principal can be signed up for, by day
}

// ActingRow is the registration of a principal, in the state it is in.
type ActingRow struct {
	Registration *Registration
	Meeting      *Meeting
}

// errAssistantLink is the answer about a link that was never right.
var errAssistantLink = errNotFound("link")

// ActingByToken reads what the link of an assistant shows. Kinds: NotFound for
// a link that was never right, Gone for somebody who acts for nobody any more.
func (s *Store) ActingByToken(ctx context.Context, token string) (*Acting, error) {
	var a *Acting
	err := s.Read(ctx, func(tx *gorm.DB) error {
		var err error
		if a, err = s.acting(tx, token); err != nil {
			return err
		}
		return a.read(tx, s)
	})
	if err != nil {
		return nil, err
	}
	return a, nil
}

// acting opens a link: who it is of, and for whom they act today.
func (s *Store) acting(tx *gorm.DB, token string) (*Acting, error) {
	id, mac, ok := tokenID(token)
	if !ok {
		return nil, errAssistantLink
	}
	p, err := personByID(tx, id)
	if err != nil {
		return nil, err
	}
	if p == nil || !s.opens(mac, ofAssistant, id, p.LinkVersion) {
		return nil, errAssistantLink
	}
	a := &Acting{Person: p}
	day := s.Today()
	err = tx.Where("id in (select principal_id from assistants a where a.assistant_id = ? and "+InForceSQL("a")+")", id, day, day).
		Order("sort_key, id").Find(&a.Principals).Error
	if err != nil {
		return nil, fmt.Errorf("principals of person %d: %w", id, err)
	}
	if len(a.Principals) == 0 {
		return nil, refuse(Gone, "assistant_ended")
	}
	return a, nil
}

func (a *Acting) ids() []int64 {
	ids := make([]int64, len(a.Principals))
	for i, p := range a.Principals {
		ids[i] = p.ID
	}
	return ids
}

// read fills in what is to come for the principals. What ended is left out,
// but for an invitation that was declined: it can still be accepted.
func (a *Acting) read(tx *gorm.DB, s *Store) error {
	var regs []*Registration
	err := tx.Where("person_id in ? and (status in ? or invitation_id is not null and status in ?)", a.ids(), ActiveStatuses,
		[]RegistrationStatus{Declined, Cancelled}).Order("sort_key, id").Find(&regs).Error
	if err != nil {
		return fmt.Errorf("registrations of principals: %w", err)
	}
	meetings, err := a.meetings(tx, s, regs)
	if err != nil {
		return err
	}
	for _, r := range regs {
		if m := meetings[r.MeetingID]; m != nil {
			a.Rows = append(a.Rows, ActingRow{r, m})
		}
	}
	slices.SortStableFunc(a.Rows, func(x, y ActingRow) int { return compareDays(x.Meeting, y.Meeting) })
	return nil
}

// meetings reads those of the registrations that are to come, and those anybody
// may sign up for.
func (a *Acting) meetings(tx *gorm.DB, s *Store, regs []*Registration) (map[int64]*Meeting, error) {
	ids := make([]int64, len(regs))
	for i, r := range regs {
		ids[i] = r.MeetingID
	}
	var list []*Meeting
	err := tx.Preload("Sites").Where("id in ? or visibility = ? and status = ? and registration_mode <> ?", ids, VisibilityPublic, MeetingOpen, ModeInvitation).
		Find(&list).Error
	if err != nil {
		return nil, fmt.Errorf("meetings of principals: %w", err)
	}
	slices.SortStableFunc(list, compareDays)
	now, found := s.Now(), make(map[int64]*Meeting, len(list))
	for _, m := range list {
		if phase := m.Phase(now); phase == PhasePast || phase == PhaseDraft {
			continue
		}
		found[m.ID] = m
		if m.Listed() && m.SignUpOpen(now, nil, true) == nil && m.Phase(now) == PhaseOpen && m.RegistrationMode != ModeInvitation {
			a.Meetings = append(a.Meetings, m)
		}
	}
	return found, nil
}

func compareDays(a, b *Meeting) int {
	switch {
	case a.StartsAt == nil && b.StartsAt == nil:
		return cmp.Compare(a.ID, b.ID)
	case a.StartsAt == nil:
		return 1
	case b.StartsAt == nil:
		return -1
	}
	return a.StartsAt.Compare(*b.StartsAt)
}

// OwnByAssistant reads the registration of a principal as the principal's own
// link would. Kinds: as ActingByToken; NotFound for somebody else's.
func (s *Store) OwnByAssistant(ctx context.Context, token string, registrationID int64) (*Own, error) {
	var own *Own
	err := s.Read(ctx, func(tx *gorm.DB) error {
		a, err := s.acting(tx, token)
		if err != nil {
			return err
		}
		var list []*Registration
		err = tx.Where("id = ? and person_id in ?", registrationID, a.ids()).Find(&list).Error
		if err != nil {
			return fmt.Errorf("registration %d: %w", registrationID, err)
		}
		if len(list) == 0 {
			return errNotFound("registration")
		}
		if own, err = LoadOwn(tx, list[0]); err != nil {
			return err
		}
		return own.ended(s.Now())
	})
	return own, err
}

// AnswerForSeveral gives the answers of several principals at once: AnswerComes
// or AnswerDeclines by the number of their registration. All of them are given
// or none. It locks their meetings, in order. Kinds: as ActingByToken; NotFound
// for somebody else's registration; Problems, at the field "answer[n]", for an
// answer that cannot be given.
func (s *Store) AnswerForSeveral(ctx context.Context, token string, answers map[int64]AnswerKind) error {
	err := s.write(ctx, func(tx *gorm.DB) error {
		a, err := s.acting(tx, token)
		if err != nil {
			return err
		}
		var regs []*Registration
		ids := make([]int64, 0, len(answers))
		for id := range answers {
			ids = append(ids, id)
		}
		if err := tx.Where("id in ? and person_id in ?", ids, a.ids()).Order("meeting_id, id").Find(&regs).Error; err != nil {
			return fmt.Errorf("registrations of principals: %w", err)
		}
		if len(regs) != len(answers) {
			return errNotFound("registration")
		}
		var wrong Problems
		for _, group := range groupByMeeting(regs) {
			d, err := s.openDesk(tx, group[0].MeetingID)
			if err != nil {
				return err
			}
			if wrong, err = d.answerGroup(group, answers, wrong); err != nil {
				return err
			}
		}
		if len(wrong) > 0 {
			return wrong
		}
		return nil
	})
	if err == nil && s.wakeMail != nil {
		s.wakeMail()
	}
	return err
}

// answerGroup gives the answers at one meeting, and adds what cannot be.
func (d *desk) answerGroup(group []*Registration, answers map[int64]AnswerKind, wrong Problems) (Problems, error) {
	for _, known := range group {
		r, err := d.registration(known.ID)
		if err == nil {
			err = d.answerAs(r, answers[known.ID])
		}
		if KindOf(err) == 0 && err != nil {
			return nil, err
		}
		if err != nil {
			wrong = append(wrong, asProblem(err, fmt.Sprintf("answer[%d]", known.ID)))
		}
	}
	return wrong, d.walkQueue()
}

// asProblem is a refusal, the first of several, at a field.
func asProblem(err error, field string) *Error {
	switch e := err.(type) {
	case *Error:
		return &Error{Kind: Invalid, Key: e.Key, Field: field, Args: e.Args}
	case Problems:
		return &Error{Kind: Invalid, Key: e[0].Key, Field: field, Args: e[0].Args}
	}
	return invalid(field, "unknown")
}

// answerAs gives an answer for a principal. Who was not invited but is on the
// list can only leave.
func (d *desk) answerAs(r *Registration, kind AnswerKind) error {
	by := Actor{Kind: ByAssistant}
	if r.InvitationID == nil {
		if kind != AnswerDeclines {
			return refuse(Conflict, "not_invited")
		}
		if err := d.mayLeave(r); err != nil || !r.Status.Active() {
			return err
		}
		return d.cancel(r, by, "", mailWhenCancelled(r.Status))
	}
	if err := d.answerable(r); err != nil {
		return err
	}
	// A form that was open for a while says again what holds already.
	if kind == AnswerComes && r.Status == Registered {
		return nil
	}
	if err := d.answer(r, Answer{Kind: kind}, by); err != nil {
		return err
	}
	return d.answered(r)
}

// SignUpPrincipals signs principals up for an open meeting: each gets an own
// registration and invite, the assistant one overview (BR-10, BR-12). It locks
// the meeting. Kinds: as ActingByToken and SignUp; Problems, at the field
// "principal", when nobody is chosen or somebody else's principal is.
func (s *Store) SignUpPrincipals(ctx context.Context, token string, meetingID int64, ids []int64) ([]Outcome, error) {
	in := SignUp{MeetingID: meetingID, Source: SourceSecretary, By: Actor{Kind: ByAssistant}}
	err := s.Read(ctx, func(tx *gorm.DB) error {
		a, err := s.acting(tx, token)
		if err != nil {
			return err
		}
		in.BookedByName, in.BookedByEmail = a.Person.Name().Full(), a.Person.Email
		for _, p := range a.Principals {
			if !slices.Contains(ids, p.ID) {
				continue
			}
			who, err := (&desk{s: s, tx: tx}).listedPerson(p.ID)
			if err != nil {
				return err
			}
			in.People = append(in.People, Attendee{
				GivenName: p.GivenName, SurnamePrefix: p.SurnamePrefix, PrefixKnown: true, Surname: p.Surname, Email: p.Email,
				Organization: who.organization, JobTitle: who.jobTitle, Level: who.level,
			})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(in.People) == 0 || len(in.People) != len(ids) {
		return nil, Problems{invalid("principal", "nobody_chosen")}
	}
	return s.SignUp(ctx, in)
}

// tellAssistants mails those who act for people who have just been invited, at
// the same moment: one mail each, with all of them and the one link.
func (d *desk) tellAssistants(invited []*Registration, due time.Time) error {
	if len(invited) == 0 {
		return nil
	}
	registration := make(map[int64]int64, len(invited)) // by person
	ids := make([]int64, 0, len(invited))
	for _, r := range invited {
		registration[*r.PersonID] = r.ID
		ids = append(ids, *r.PersonID)
	}
	day := d.s.Today()
	var rows []struct {
		AssistantID, PrincipalID int64
		Email                    string
	}
	err := d.tx.Raw(`select a.assistant_id, a.principal_id, p.email from assistants a join people p on p.id = a.assistant_id
		where a.principal_id in ? and `+InForceSQL("a")+` order by a.assistant_id, a.principal_id`, ids, day, day).Scan(&rows).Error
	if err != nil {
		return fmt.Errorf("assistants of who is invited: %w", err)
	}
	for len(rows) > 0 {
		first, detail := rows[0], MessageDetail{Assistant: rows[0].AssistantID}
		for len(rows) > 0 && rows[0].AssistantID == first.AssistantID {
			detail.Registrations = append(detail.Registrations, registration[rows[0].PrincipalID])
			rows = rows[1:]
		}
		if err := d.mailAssistant(first.Email, detail, due); err != nil {
			return err
		}
	}
	return nil
}

func (d *desk) mailAssistant(email string, detail MessageDetail, due time.Time) error {
	text, err := encodeDetail(MailAssistant, detail)
	if err != nil {
		return err
	}
	meetingID := d.m.ID
	d.woke = d.woke || !due.After(d.now)
	return d.s.insertMessages(d.tx, &Message{
		Kind: MailAssistant, MeetingID: &meetingID, ToEmail: email, EmailKey: mailaddr.KeyOf(email), Language: d.m.Language,
		State: MessageQueued, DueAt: due, Detail: text, CreatedAt: d.now,
	})
}

// assistantFacts says whom a mail to an assistant is for, and about whom: those
// who are still invited. There is no news when nobody is, or when the assistant
// is not known any more.
func (d *desk) assistantFacts(f *MessageFacts) error {
	p, err := personByID(d.tx, f.Detail.Assistant)
	if err != nil {
		return err
	}
	if p == nil {
		return errNoNews
	}
	f.ToName, f.AssistantVersion = p.Name().Full(), p.LinkVersion
	f.People, err = overviewPeople(d.tx, f.Detail.Registrations)
	f.People = slices.DeleteFunc(f.People, func(o OverviewPerson) bool { return o.Status != Invited })
	if len(f.People) == 0 && err == nil {
		return errNoNews
	}
	return err
}
