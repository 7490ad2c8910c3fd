package demo

import (
	"context"
	"fmt"

	"bijeen/models"
)

// venues plans the venue book: the buildings of three meetings, and the one
// that is used most with its rooms and whom to ask.
func (s *script) venues() {
	s.add(s.at("2019-05-07T10:15"), "venue book", func(ctx context.Context) error {
		for _, slug := range []string{"bestuursbijeenkomst", "platform-scheiding-en-omgang", "schrapsessie"} {
			page, err := s.Store.MeetingBySlug(ctx, slug, true)
			if err != nil {
				return err
			}
			for _, site := range page.Meeting.Input().Sites {
				if _, err := s.Store.KeepVenue(ctx, site, s.organizer); err != nil {
					return fmt.Errorf("keep %s of %s: %w", site.Key, slug, err)
				}
			}
		}
		return s.gieterij(ctx)
	})
}

// gieterij fills in what is known about the building in Hengelo.
func (s *script) gieterij(ctx context.Context) error {
	book, err := s.Store.VenueBook(ctx)
	if err != nil {
		return err
	}
	e := book.At(models.VenueInput{Name: "De Gieterij", Street: "Gieterij 200", PostalCode: "7553 VZ", Town: "Hengelo"})
	if e == nil {
		return fmt.Errorf("the venue book has no De Gieterij")
	}
	e.ContactName, e.ContactPhone, e.ContactEmail = "Carlijn Sjabloon", "074-123 45 60", "zalen@gieterij.example"
	e.Layouts = []models.RoomLayout{
		{Room: "Grote zaal", Layout: "theater", Seats: 160}, {Room: "Grote zaal", Layout: "cabaret", Seats: 96},
		{Room: "Zaal 4", Layout: "theater", Seats: 40}, {Room: "Zaal 4", Layout: "u_shape", Seats: 18},
	}
	_, err = s.Store.SaveVenueEntry(ctx, *e, e.UpdatedAt, s.organizer)
	return err
}

// documents plans papers of the gathering: one for everybody, one for who has
// a place.
func (s *script) documents() {
	const slug = "grote-bijeenkomst"
	for i, d := range []models.DocumentInput{
		{Title: "Zo komt u er", FileName: "route.txt", Visibility: models.DocumentPublic, File: []byte("Beide locaties liggen op tien minuten van een bushalte.\nParkeren is gratis, maar er is weinig plaats: kom met de fiets of de trein.\n")},
		{Title: "Vragen om over na te denken", FileName: "vragen.txt", Visibility: models.DocumentParticipants, File: []byte("1. Welke regel kost u tijd en helpt geen enkel kind?\n2. Met wie zou u vaker willen overleggen?\n3. Wat neemt u morgen mee naar uw werk?\n")},
	} {
		s.add(s.at(fmt.Sprintf("2019-07-15T10:%d0", i+1)), "document", func(ctx context.Context) error {
			page, err := s.Store.MeetingBySlug(ctx, slug, true)
			if err != nil {
				return err
			}
			_, err = s.Store.AddDocument(ctx, page.Meeting.ID, d, s.organizer)
			return err
		})
	}
}
