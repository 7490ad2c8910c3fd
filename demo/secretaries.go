package demo

import (
	"context"
	"strings"

	"bijeen/models/directory"
)

// deputies are the standing deputies of some aldermen, by organization.
var deputies = map[string]string{
	"Gemeente Enschede": "Marit op den Denkbeeld", "Gemeente Hengelo": "Ilse Nergenshuizen",
	"Gemeente Almelo": "Carlijn Sjabloon", "Gemeente Hof van Twente": "Pim Plaatshouder",
}

// secretaries are who arranges the registrations of an alderman. The first
// reads the mailbox of two.
var secretaries = map[string]directory.Somebody{
	"Demi de Demo":        {GivenName: "Bas", Surname: "Dummy", Email: sharedMailbox, Shared: true},
	"Sanne van 't Model":  {GivenName: "Bas", Surname: "Dummy", Email: sharedMailbox, Shared: true},
	"Fenna ter Proefveld": {GivenName: "Truus", Surname: "Tijdelijk", Email: "truus.tijdelijk@enschede.example"},
}

// around plans who stands around the aldermen: deputies and secretaries.
func (s *script) around() {
	s.add(s.at("2019-05-06T14:00"), "deputies and secretaries", func(ctx context.Context) error {
		book := directory.New(s.Store)
		list, err := book.Positions(ctx, "wethouder")
		if err != nil {
			return err
		}
		for _, v := range list {
			name := deputies[v.Organization.Name]
			if name == "" {
				continue
			}
			given, surname, _ := strings.Cut(name, " ")
			p := named(given, surname, town(strings.TrimPrefix(v.Organization.Name, "Gemeente ")), "", "")
			who := directory.Somebody{GivenName: given, Surname: surname, Email: p.Email}
			if err := book.SetDeputy(ctx, v.ID, v.Version, &who, s.organizer); err != nil {
				return err
			}
		}
		people, err := book.People(ctx, "")
		if err != nil {
			return err
		}
		for _, v := range people {
			who, ok := secretaries[v.Name().Full()]
			if !ok {
				continue
			}
			if err := book.AddAssistant(ctx, v.ID, v.Version, who, s.organizer); err != nil {
				return err
			}
		}
		return nil
	})
}
