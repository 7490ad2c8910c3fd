package modelstest

import (
	"strings"

	"gorm.io/gorm"

	"bijeen/models"
	"bijeen/models/names"
)

// Position puts a position into the directory, held by somebody from the
// first day on; holder may be nil. Codes are whom it speaks for.
func (f *Fixture) Position(title, organization string, holder *models.Attendee, codes ...string) *models.Position {
	f.t.Helper()
	p := &models.Position{Kind: models.PositionAlderman, Title: title, Level: models.Executive, Represents: strings.Join(codes, " "), Version: 1, UpdatedAt: f.Now()}
	f.write(func(tx *gorm.DB) error {
		o := models.Organization{Name: organization, NameKey: names.NormalizeOrganization(organization), Kind: models.KindMunicipality, Known: true, CreatedAt: f.Now()}
		if err := tx.Where("name_key = ?", o.NameKey).FirstOrCreate(&o).Error; err != nil {
			return err
		}
		p.OrganizationID = o.ID
		return tx.Create(p).Error
	})
	if holder != nil {
		f.Holds(p, f.Listed(*holder), "")
	}
	return p
}

// Listed puts somebody into the directory, or gives who is there.
func (f *Fixture) Listed(a models.Attendee) *models.Person {
	f.t.Helper()
	n := names.Name{Given: a.GivenName, Prefix: a.SurnamePrefix, Surname: a.Surname}
	now := f.Now()
	p := models.Person{
		GivenName: a.GivenName, SurnamePrefix: a.SurnamePrefix, Surname: a.Surname, Email: a.Email,
		NameKey: n.IdentityKey(), EmailKey: strings.ToLower(a.Email), EmailKind: models.EmailPersonal, CreatedAt: now, ListedAt: &now,
		SortKey: n.SortKey(), SearchText: names.SearchKey(n.Full()), LinkVersion: 1, Version: 1,
	}
	f.write(func(tx *gorm.DB) error {
		return tx.Where("name_key = ? and email_key = ?", p.NameKey, p.EmailKey).FirstOrCreate(&p).Error
	})
	return &p
}

// Holds makes somebody the holder of a position from a day on ("" is always);
// who held it before did so through the day before.
func (f *Fixture) Holds(position *models.Position, who *models.Person, from string) {
	f.t.Helper()
	f.write(func(tx *gorm.DB) error {
		if from != "" {
			err := tx.Model(&models.PositionHolder{}).Where("position_id = ? and until_on = ''", position.ID).
				Update("until_on", DayBefore(from)).Error
			if err != nil {
				return err
			}
		}
		return tx.Create(&models.PositionHolder{PositionID: position.ID, PersonID: who.ID, FromOn: from}).Error
	})
}

// DayBefore is the day before a day "2019-11-29".
func DayBefore(day string) string {
	return At(day+" 00:00").In(Amsterdam).AddDate(0, 0, -1).Format("2006-01-02")
}

func (f *Fixture) write(fn func(tx *gorm.DB) error) {
	f.t.Helper()
	if err := f.Write(f.t.Context(), fn); err != nil {
		f.t.Fatal(err)
	}
}

// Assists makes somebody act for a principal, from the first day on.
func (f *Fixture) Assists(assistant, principal *models.Person) {
	f.t.Helper()
	f.write(func(tx *gorm.DB) error {
		return tx.Create(&models.Assistant{AssistantID: assistant.ID, PrincipalID: principal.ID}).Error
	})
}

// HelpMail queues a mail to somebody who offers to help a group with a page.
func (f *Fixture) HelpMail(kind models.MessageKind, language, text string) {
	f.t.Helper()
	o := &models.GroupOffer{
		GivenName: "Fenna", SurnamePrefix: "ter", Surname: "Proefveld", Email: "fenna@proef.example", EmailKey: "fenna@proef.example", Language: language,
	}
	facts := models.HelpFacts{Group: "Ontwikkeltafel Zorg & Onderwijs", Slug: "ontwikkeltafel-zorg-onderwijs", Text: text}
	f.write(func(tx *gorm.DB) error { return f.QueueHelpMail(tx, kind, o, facts) })
}
