package models

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"bijeen/models/mailaddr"
	"bijeen/models/names"
)

// SignUp is one form: the people in it are decided one by one, in order,
// and stored together or not at all (BR-12).
type SignUp struct {
	MeetingID     int64
	People        []Attendee
	Language      string // of the mails: "nl" or "en"
	BookedByName  string // who signs the others up; gets the overview
	BookedByEmail string
	Source        Source
	By            Actor
}

// Outcome is what one person of a form came to. Known means that nothing
// changed because this person was on the list already (BR-11); Status then
// is what a new person would have got, so that the answer gives nothing away.
type Outcome struct {
	RegistrationID int64 // 0 when nothing was stored
	Status         RegistrationStatus
	SiteKey        string
	Known          bool
}

// SignUp signs people up for a meeting (rules §3.4, register). It locks the
// meeting. Kinds: NotFound for a meeting that is not there; Conflict or Gone
// when sign-up is not open (see Meeting.SignUpOpen); Problems for what was
// typed, with the field of the form, "people[n]." in front when there are
// several people.
func (s *Store) SignUp(ctx context.Context, in SignUp) ([]Outcome, error) {
	var outcomes []Outcome
	var met []acquaintance
	meet := func(tx *gorm.DB) (err error) {
		met, err = s.meet(tx, in.People)
		return err
	}
	err := s.atMeetingAfter(ctx, in.MeetingID, meet, func(d *desk) error {
		outcomes = nil
		if err := d.m.SignUpOpen(d.now, d.seats, in.By.Desk()); err != nil {
			return err
		}
		people, err := in.check(d.m)
		if err != nil {
			return err
		}
		var made []*Registration
		for i, p := range people {
			p.met = met[i]
			r, out, err := d.signUp(in, p)
			if err != nil {
				return err
			}
			outcomes = append(outcomes, out)
			if r != nil {
				made = append(made, r)
			}
		}
		return d.overview(in, made)
	})
	return outcomes, err
}

// signUp decides and stores one person.
func (d *desk) signUp(in SignUp, p checked) (*Registration, Outcome, error) {
	verdict, err := d.decide(p, in.By)
	if err != nil {
		return nil, Outcome{}, err
	}
	out := Outcome{Status: verdict.Status, SiteKey: d.m.SiteByID(verdict.SiteID).Key}
	person, err := d.person(p)
	if err != nil {
		return nil, out, err
	}
	known, err := d.activeOf(person)
	if err != nil {
		return nil, out, err
	}
	if known != nil && known.Status != Interested && known.Status != Invited {
		out.Known, out.RegistrationID = true, known.ID
		return nil, out, d.again(known, in.By)
	}
	if known == nil && !in.By.Desk() {
		if many, err := d.tooManySignUps(person); err != nil || many {
			return nil, out, err
		}
	}
	if known != nil && known.keeps(d.now) { // the answer shows what a new person would have got
		d.unreserve(known)
		if verdict, err = d.decide(p, in.By); err != nil {
			return nil, out, err
		}
	}
	r, err := d.store(in, p, person, known, verdict)
	if err != nil {
		return nil, out, err
	}
	out.RegistrationID = r.ID
	return r, out, nil
}

// decide asks for the verdict. At the desk an organiser may give a seat over
// the capacity with a reason (I1), never over the limit of the building (I2).
func (d *desk) decide(p checked, by Actor) (Verdict, error) {
	if !by.Desk() || !p.Overbook {
		return Decide(d.m, d.seats, p.accepts, p.asks(), by.Desk())
	}
	if d.seats[p.accepts[0]].Room() < p.asks().Heads {
		return Verdict{}, refuse(Conflict, "building_full")
	}
	return Verdict{Status: Registered, SiteID: p.accepts[0]}, nil
}

// store writes the registration with all that belongs to it, its history and
// its mail.
func (d *desk) store(in SignUp, p checked, person *Person, known *Registration, v Verdict) (*Registration, error) {
	r, err := d.enroll(in, p, person, known, v)
	if err != nil {
		return nil, err
	}
	if err := d.mail(r, mailFor(v.Status)); err != nil || v.Status != Pending {
		return r, err
	}
	return r, d.notify(NoticeRequest, r.ID, in.By)
}

// enroll is store without the mail.
func (d *desk) enroll(in SignUp, p checked, person *Person, known *Registration, v Verdict) (*Registration, error) {
	r, from := known, RegistrationStatus("")
	if r == nil {
		r = &Registration{MeetingID: d.m.ID, CreatedAt: d.now, LinkVersion: 1, Source: in.source()}
	} else {
		from = r.Status
		r.CreatedAt = d.now // lists tell when somebody signed up, not since when they follow
		if err := d.clear(r, p); err != nil {
			return nil, err
		}
	}
	if err := d.fill(r, in, p, person, v); err != nil {
		return nil, err
	}
	if err := d.insert(r); err != nil {
		return nil, err
	}
	if err := d.extras(r, p); err != nil {
		return nil, err
	}
	reason := ""
	if p.Overbook {
		reason = p.Reason
	}
	if err := d.history(r, from, "signed_up", in.By, reason); err != nil {
		return nil, err
	}
	if v.Status == Registered {
		d.seats[v.SiteID].take(r.asks())
	}
	return r, nil
}

// clear removes what somebody who was only interested or invited had given
// before, where the form says it anew.
func (d *desk) clear(r *Registration, p checked) error {
	if err := d.dropAccepted(r); err != nil {
		return err
	}
	if err := d.tx.Where("registration_id = ?", r.ID).Delete(&Representation{}).Error; err != nil {
		return fmt.Errorf("representation of registration %d: %w", r.ID, err)
	}
	if p.needs == nil {
		return nil
	}
	if err := d.tx.Where("registration_id = ?", r.ID).Delete(&Needs{}).Error; err != nil {
		return fmt.Errorf("needs of registration %d: %w", r.ID, err)
	}
	return nil
}

// mailFor is the first mail that belongs to a state.
func mailFor(s RegistrationStatus) MessageKind {
	switch s {
	case Waitlisted:
		return MailWaitlisted
	case Pending:
		return MailPending
	case Interested:
		return MailInterest
	case Offered:
		return MailOffer
	case Invited:
		return MailInvitation
	}
	return MailConfirmation
}

// fill puts what was typed and decided into r.
func (d *desk) fill(r *Registration, in SignUp, p checked, person *Person, v Verdict) error {
	uid, err := d.s.newUID()
	if err != nil {
		return err
	}
	org := p.met.organization
	if org == nil {
		if org, err = d.organization(p.Organization); err != nil {
			return err
		}
	}
	site := v.SiteID
	r.PersonID, r.SiteID, r.Status, r.Role = &person.ID, &site, v.Status, p.role()
	r.Language, r.UpdatedAt = in.language(d.m), d.now
	r.Email, r.CalendarAddress = p.address.String(), p.address.String()
	r.Organization, r.OrganizationID = p.Organization, org
	r.JobTitle, r.Level, r.Mandated = p.JobTitle, p.level(), p.Mandated
	r.setName(p.name)
	r.Phone, r.Companion, r.PhotoOK = p.Phone, p.Companion, p.PhotoOK
	r.BookedByName, r.BookedByEmail, r.RegisteredBy = in.BookedByName, in.BookedByEmail, in.By.UserID
	r.CalendarUID = uid
	at := d.now
	switch v.Status {
	case Registered:
		r.RegisteredAt = &at
	case Waitlisted:
		r.WaitlistedAt, err = d.endOfQueue()
	}
	return err
}

// setName keeps the name as typed and what lists sort and search by. Whoever
// stands on lists with the given name only is sorted by it too (BR-78).
// Organization, email and level come first.
func (r *Registration) setName(n names.Name) {
	r.GivenName, r.SurnamePrefix, r.Surname = n.Given, n.Prefix, n.Surname
	r.SearchText = names.SearchKey(n.Full() + " " + r.Organization + " " + r.Email)
	if r.Level == Experience || r.Minor {
		n = names.Name{Given: n.Given}
	}
	r.SortKey = n.SortKey()
}

// insert stores a new registration, or the new state of one that only
// showed interest.
func (d *desk) insert(r *Registration) error {
	if r.ID != 0 {
		return d.save(r)
	}
	if err := d.tx.Create(r).Error; err != nil {
		return fmt.Errorf("store registration: %w", err)
	}
	r.made = true
	return nil
}

// extras stores what hangs on a registration: accepted sites while it waits,
// whom it represents, and needs.
func (d *desk) extras(r *Registration, p checked) error {
	if r.Status != Registered {
		if err := d.accept(r, p.accepts); err != nil {
			return err
		}
	}
	if err := d.represent(r, p.Represents); err != nil {
		return err
	}
	if p.needs != nil {
		return d.storeNeeds(r, *p.needs)
	}
	return nil
}

func (d *desk) represent(r *Registration, codes []string) error {
	if len(codes) == 0 {
		return nil
	}
	rows := make([]Representation, len(codes))
	for i, code := range codes {
		mode := OwnVoice
		if i > 0 {
			mode = AlsoFor
		}
		rows[i] = Representation{RegistrationID: r.ID, Code: code, Mode: mode, Position: i}
	}
	if err := d.tx.Create(&rows).Error; err != nil {
		return fmt.Errorf("representation of registration %d: %w", r.ID, err)
	}
	return nil
}

func (d *desk) storeNeeds(r *Registration, n Needs) error {
	n.RegistrationID = r.ID
	if n.ConsentAt != nil {
		at := d.now
		n.ConsentAt = &at
	}
	if err := d.tx.Create(&n).Error; err != nil {
		return fmt.Errorf("needs of registration %d: %w", r.ID, err)
	}
	return nil
}

// again answers somebody who signs up twice: nothing changes and the mail
// that belongs to the state goes once more, a few times an hour (BR-11).
func (d *desk) again(r *Registration, by Actor) error {
	if !by.Desk() {
		n, err := d.recentResends(r)
		if err != nil || n >= resendsPerHour {
			return err
		}
	}
	return d.resend(r, mailFor(r.Status))
}

// activeOf is active without a look for somebody who is new.
func (d *desk) activeOf(p *Person) (*Registration, error) {
	if p.made {
		return nil, nil
	}
	return d.active(p.ID)
}

// active finds the active registration of a person at this meeting; nil
// when there is none.
func (d *desk) active(personID int64) (*Registration, error) {
	var r Registration
	err := d.tx.Where("meeting_id = ? and person_id = ? and status in ?", d.m.ID, personID, ActiveStatuses).Take(&r).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("registration of person %d: %w", personID, err)
	}
	return &r, nil
}

// overview tells who signed others up what came of it, without a calendar
// part (BR-12).
func (d *desk) overview(in SignUp, made []*Registration) error {
	if in.BookedByEmail == "" || len(made) == 0 {
		return nil
	}
	if wants, err := d.wantsOverviews(mailaddr.KeyOf(in.BookedByEmail)); err != nil || !wants {
		return err
	}
	detail := MessageDetail{ToName: in.BookedByName}
	for _, r := range made {
		detail.Registrations = append(detail.Registrations, r.ID)
	}
	booker := Registration{ID: made[0].ID, Email: in.BookedByEmail, Language: in.language(d.m)}
	msg, err := d.message(&booker, MailOverview, detail)
	if err != nil {
		return err
	}
	msg.RegistrationID = nil // it is about several
	return d.queueMessage(msg)
}

func (in SignUp) source() Source {
	if in.Source != "" {
		return in.Source
	}
	return SourceWeb
}

func (in SignUp) language(m *Meeting) string {
	if in.Language == "" {
		return m.Language
	}
	return in.Language
}

// RegistrationMoment is when the public answer of a list counts somebody in.
func (r *Registration) RegistrationMoment() time.Time {
	if r.RegisteredAt != nil {
		return *r.RegisteredAt
	}
	return r.CreatedAt
}
