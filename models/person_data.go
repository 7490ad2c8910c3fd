package models

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"bijeen/models/mailaddr"
)

// PersonData is all we hold about the people behind one mail address: what
// an access request gets.
type PersonData struct {
	Email         string             `json:"email"`
	People        []PersonRecord     `json:"people"`
	Registrations []RegistrationData `json:"registrations"`
	BookedOthers  int                `json:"booked_for_others"` // registrations of others this address signed up
	NoOverviews   bool               `json:"no_overviews"`      // said by the link in an overview
	ToldApart     int                `json:"told_apart"`        // from how many people of the same name, at all meetings (BR-10)
	Messages      []MessageData      `json:"messages"`
	User          *UserData          `json:"user,omitempty"`
	Venues        []VenueContact     `json:"venue_contacts"` // of which this is the address to ask
	Offers        []OfferData        `json:"offers_to_help"`
}

// VenueContact is somebody in the venue book.
type VenueContact struct {
	Venue string `json:"venue"`
	Name  string `json:"name"`
	Phone string `json:"phone"`
}

// PersonRecord is one name known with the address.
type PersonRecord struct {
	GivenName     string    `json:"given_name"`
	SurnamePrefix string    `json:"surname_prefix"`
	Surname       string    `json:"surname"`
	Since         time.Time `json:"since"`

	Directory *ListingData `json:"directory,omitempty"`
}

// RegistrationData is one registration with everything that hangs on it.
type RegistrationData struct {
	Meeting      string             `json:"meeting"`
	Title        string             `json:"title"`
	Site         string             `json:"site"`
	Status       RegistrationStatus `json:"status"`
	Role         Role               `json:"role"`
	GivenName    string             `json:"given_name"`
	Prefix       string             `json:"surname_prefix"`
	Surname      string             `json:"surname"`
	Organization string             `json:"organization"`
	JobTitle     string             `json:"job_title"`
	Level        Level              `json:"level"`
	Represents   []string           `json:"represents"`
	Mandated     Mandated           `json:"mandated"`
	Phone        string             `json:"phone"`
	Companion    bool               `json:"companion"`
	PhotoOK      bool               `json:"photo_ok"`
	BookedBy     string             `json:"booked_by"`
	Diet         string             `json:"diet"`
	DietOther    string             `json:"diet_other"`
	Access       string             `json:"access"`
	Remarks      string             `json:"remarks"`
	CreatedAt    time.Time          `json:"created_at"`
	History      []HistoryData      `json:"history"`
}

// HistoryData is one change of a registration.
type HistoryData struct {
	Action string             `json:"action"`
	Status RegistrationStatus `json:"status"`
	By     ActorKind          `json:"by"`
	Reason string             `json:"reason"`
	At     time.Time          `json:"at"`
}

// MessageData is one mail to the address.
type MessageData struct {
	Kind   MessageKind  `json:"kind"`
	State  MessageState `json:"state"`
	At     time.Time    `json:"queued_at"`
	SentAt *time.Time   `json:"sent_at"`
}

// UserData says that the address logs in at the desk.
type UserData struct {
	Name string   `json:"name"`
	Role UserRole `json:"role"`
}

// PersonData gathers all we hold about an address, whoever shares it. Kinds:
// Problems for a wrong address, NotFound when there is nothing.
func (s *Store) PersonData(ctx context.Context, email string) (*PersonData, error) {
	a, err := mailaddr.Parse(email)
	if err != nil {
		return nil, atField("email", err)
	}
	data := &PersonData{Email: a.String(), People: []PersonRecord{}, Registrations: []RegistrationData{}, Messages: []MessageData{}, Venues: []VenueContact{}, Offers: []OfferData{}}
	err = s.Read(ctx, func(tx *gorm.DB) error {
		people, err := peopleOf(tx, a)
		if err != nil {
			return err
		}
		for _, p := range people {
			listing, err := listingData(tx, p)
			if err != nil {
				return err
			}
			data.People = append(data.People, PersonRecord{p.GivenName, p.SurnamePrefix, p.Surname, p.CreatedAt, listing})
		}
		regs, err := registrationsOf(tx, people)
		if err != nil {
			return err
		}
		for _, r := range regs {
			one, err := registrationData(tx, r)
			if err != nil {
				return err
			}
			data.Registrations = append(data.Registrations, *one)
		}
		if err := data.toldApart(tx, people); err != nil {
			return err
		}
		return data.aroundThem(tx, a)
	})
	if err != nil {
		return nil, err
	}
	if len(data.People) == 0 && len(data.Messages) == 0 && data.User == nil && data.BookedOthers == 0 && !data.NoOverviews && len(data.Venues) == 0 && len(data.Offers) == 0 {
		return nil, errNotFound("person")
	}
	return data, nil
}

func peopleOf(tx *gorm.DB, a mailaddr.Address) ([]*Person, error) {
	var people []*Person
	if err := tx.Where("email_key = ?", a.Key()).Order("id").Find(&people).Error; err != nil {
		return nil, fmt.Errorf("people of an address: %w", err)
	}
	return people, nil
}

func registrationsOf(tx *gorm.DB, people []*Person) ([]*Registration, error) {
	ids := make([]int64, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	var regs []*Registration
	if err := tx.Where("person_id in ?", ids).Order("meeting_id, id").Find(&regs).Error; err != nil {
		return nil, fmt.Errorf("registrations of an address: %w", err)
	}
	return regs, nil
}

// toldApart counts the namesakes; who they are is theirs.
func (data *PersonData) toldApart(tx *gorm.DB, people []*Person) error {
	ids := make([]int64, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	var n int64
	if err := tx.Model(&Namesake{}).Where("person_id in ?", ids).Count(&n).Error; err != nil {
		return fmt.Errorf("namesakes of an address: %w", err)
	}
	data.ToldApart = int(n)
	return nil
}

// aroundThem adds mails, bookings for others and the desk account.
func (data *PersonData) aroundThem(tx *gorm.DB, a mailaddr.Address) error {
	var messages []Message
	if err := tx.Where("email_key = ?", a.Key()).Order("id").Find(&messages).Error; err != nil {
		return fmt.Errorf("mails to an address: %w", err)
	}
	for _, m := range messages {
		data.Messages = append(data.Messages, MessageData{m.Kind, m.State, m.CreatedAt, m.SentAt})
	}
	var booked int64
	if err := tx.Model(&Registration{}).Where("lower(booked_by_email) = ?", a.Key()).Count(&booked).Error; err != nil {
		return fmt.Errorf("bookings of an address: %w", err)
	}
	data.BookedOthers = int(booked)
	var stops int64
	if err := tx.Model(&OverviewStop{}).Where("email_key = ?", a.Key()).Count(&stops).Error; err != nil {
		return fmt.Errorf("overviews of an address: %w", err)
	}
	data.NoOverviews = stops > 0
	var err error
	var venues []VenueEntry
	if err := tx.Where("email_key = ?", a.Key()).Order("id").Find(&venues).Error; err != nil {
		return fmt.Errorf("venues of an address: %w", err)
	}
	for _, e := range venues {
		data.Venues = append(data.Venues, VenueContact{joinNonEmpty(", ", e.Name, e.Town), e.ContactName, e.ContactPhone})
	}
	if data.Offers, err = offersOf(tx, a); err != nil {
		return err
	}
	var u User
	if err := tx.Where("email_key = ?", a.Key()).Limit(1).Find(&u).Error; err != nil {
		return fmt.Errorf("user of an address: %w", err)
	}
	if u.ID != 0 {
		data.User = &UserData{u.Name, u.Role}
	}
	return nil
}

func registrationData(tx *gorm.DB, r *Registration) (*RegistrationData, error) {
	m, err := meetingWithSites(tx, r.MeetingID)
	if err != nil {
		return nil, err
	}
	codes, err := representedBy(tx, r.ID)
	if err != nil {
		return nil, err
	}
	var n Needs
	if err := tx.Where("registration_id = ?", r.ID).Limit(1).Find(&n).Error; err != nil {
		return nil, fmt.Errorf("needs of registration %d: %w", r.ID, err)
	}
	var changes []RegistrationChange
	if err := tx.Where("registration_id = ?", r.ID).Order("id").Find(&changes).Error; err != nil {
		return nil, fmt.Errorf("history of registration %d: %w", r.ID, err)
	}
	one := &RegistrationData{
		Meeting: m.Slug, Title: m.Title, Status: r.Status, Role: r.Role,
		GivenName: r.GivenName, Prefix: r.SurnamePrefix, Surname: r.Surname, Organization: r.Organization, JobTitle: r.JobTitle,
		Level: r.Level, Represents: codes, Mandated: r.Mandated, Phone: r.Phone, Companion: r.Companion, PhotoOK: r.PhotoOK,
		BookedBy: joinNonEmpty(" ", r.BookedByName, r.BookedByEmail),
		Diet:     n.Diet, DietOther: n.DietOther, Access: n.Access, Remarks: n.Remarks, CreatedAt: r.CreatedAt,
	}
	if site := m.SiteByID(siteOf(r)); site != nil {
		one.Site = site.Key
	}
	for _, c := range changes {
		one.History = append(one.History, HistoryData{c.Action, c.ToStatus, c.ActorKind, c.Reason, c.At})
	}
	return one, nil
}
