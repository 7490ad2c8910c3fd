package demo

import (
	"context"
	"time"

	"bijeen/models"
	"bijeen/models/directory"
)

// positions plans the address book: the 14 + 8 + 6 positions of the board
// meeting with their holders, so that the next one can be invited by position.
func (s *script) positions() {
	at := s.at("2019-05-06T09:00")
	add := func(p person, kind models.PositionKind, title string) {
		at = at.Add(time.Minute)
		s.add(at, title+" "+p.Organization, func(ctx context.Context) error {
			return s.position(ctx, p, kind, title)
		})
	}
	for _, m := range municipalities {
		p := m.alderman()
		p.Represents = []string{m.code}
		add(p, models.PositionAlderman, "wethouder Jeugd")
	}
	for i, o := range providers {
		s.body(at.Add(time.Second), o, "care_provider")
		add(s.director(o, i, "care_providers"), models.PositionExecutive, "bestuurder")
	}
	for i, o := range education {
		s.body(at.Add(time.Second), o, "education_umbrella")
		add(s.director(o, len(providers)+i, "education"), models.PositionExecutive, "bestuurder")
	}
}

// body lists an organization in the address book.
func (s *script) body(at time.Time, o organization, kind models.OrganizationKind) {
	s.add(at, o.name, func(ctx context.Context) error {
		_, err := directory.New(s.Store).SaveOrganization(ctx, directory.OrganizationInput{Name: o.name, Kind: kind}, s.organizer)
		return err
	})
}

// position makes a position, held by somebody since always.
func (s *script) position(ctx context.Context, p person, kind models.PositionKind, title string) error {
	book := directory.New(s.Store)
	made, err := book.SavePosition(ctx, directory.PositionInput{
		Organization: p.Organization, Kind: kind, Title: title, Level: models.Executive, Represents: p.Represents,
	}, s.organizer)
	if err != nil {
		return err
	}
	return book.Appoint(ctx, directory.Appointment{PositionID: made.ID, Version: made.Version, Who: directory.Somebody{
		GivenName: p.GivenName, SurnamePrefix: p.SurnamePrefix, Surname: p.Surname, Email: p.Email, Shared: p.Email == sharedMailbox,
	}}, s.organizer)
}
