package directory

import (
	"context"
	"errors"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"bijeen/models"
	"bijeen/models/mailaddr"
	"bijeen/models/names"
)

var locking = clause.Locking{Strength: "UPDATE"}

// OfferInput is somebody who offers to help, as typed.
type OfferInput struct {
	GivenName    string
	Surname      string
	Email        string
	Organization string
	Message      string
	Language     string
}

// maxOfferText is the longest message of who offers help, in characters.
const maxOfferText = 2_000

// offer checks what was typed and makes a row of it.
func (in OfferInput) offer() (*models.GroupOffer, error) {
	prefix, surname := names.SplitPrefix(names.CleanLine(in.Surname))
	o := &models.GroupOffer{
		GivenName: names.CleanLine(in.GivenName), SurnamePrefix: prefix, Surname: surname,
		Organization: names.CleanLine(in.Organization), Message: names.CleanText(in.Message), Language: in.Language, State: models.OfferOpen,
	}
	var wrong models.Problems
	add := func(bad bool, field, key string) {
		if bad {
			wrong = append(wrong, invalid(field, key))
		}
	}
	add(o.GivenName == "", "given_name", "given_name_missing")
	wrong = tooLong(wrong, "given_name", o.GivenName, names.MaxName)
	add(o.Surname == "", "surname", "surname_missing")
	wrong = tooLong(wrong, "surname", o.Surname, names.MaxName)
	a, err := mailaddr.Parse(in.Email)
	if err != nil {
		wrong = append(wrong, invalid("email", addressKey(err)))
	}
	wrong = tooLong(wrong, "organization", o.Organization, names.MaxLine)
	wrong = tooLong(wrong, "message", o.Message, maxOfferText)
	if len(wrong) > 0 {
		return nil, wrong
	}
	o.Email, o.EmailKey, o.NameKey = a.String(), a.Key(), o.Name().IdentityKey()
	return o, nil
}

// Check looks at what was typed and stores nothing; it gives Problems, or nil.
func (in OfferInput) Check() error {
	_, err := in.offer()
	return err
}

// addressKey is the sentence about an address that is none.
func addressKey(err error) string {
	var p mailaddr.Problem
	if errors.As(err, &p) {
		return string(p)
	}
	return "email_wrong"
}

// Offer stores that somebody offers to help a group, with a mail of receipt.
// Who is waiting for an answer already gets none again and no word about it:
// the answer is the same. It locks the group. Kinds: Problems, NotFound for a
// group without a public page, Conflict (group_call_closed).
func (g Groups) Offer(ctx context.Context, slug string, in OfferInput) error {
	o, err := in.offer()
	if err != nil {
		return err
	}
	err = g.Store.Write(ctx, func(tx *gorm.DB) error {
		group, err := lockPublic(tx, slug, g.Store.Today())
		if err != nil {
			return err
		}
		if !group.CallOpen {
			return &models.Error{Kind: models.Conflict, Key: "group_call_closed"}
		}
		o.ID, o.GroupID, o.CreatedAt = 0, group.ID, g.Store.Now()
		res := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(o)
		if res.Error != nil || res.RowsAffected == 0 {
			return res.Error
		}
		return g.Store.QueueHelpMail(tx, models.MailHelpReceived, o, models.HelpFacts{Group: group.Name, Slug: group.Slug})
	})
	if err == nil {
		g.Store.WakeMail()
	}
	return wrap("offer to help", err)
}

// lockPublic is the group with this address, when everybody may see it.
func lockPublic(tx *gorm.DB, slug, today string) (*models.Group, error) {
	var found []*models.Group
	if !models.ValidSlug(slug) {
		return nil, notFound("group")
	}
	if err := tx.Clauses(locking).Where("slug = ? and public and (ended_on = '' or ended_on >= ?)", slug, today).Find(&found).Error; err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, notFound("group")
	}
	return found[0], nil
}

// AnswerInput is the answer to offers: these become members, or are thanked.
// Text is what the lead adds to the mail.
type AnswerInput struct {
	Offers []int64
	Accept bool
	Text   string
}

// Answered is how many offers an answer was for, and how many had one already.
type Answered struct{ Done, Before int }

// AnswerOffers takes people into the group as members, or thanks them, each
// with one mail; who was answered before is not answered again. It locks the
// group. Kinds: Problems (nobody chosen, text too long), NotFound.
func (g Groups) AnswerOffers(ctx context.Context, groupID int64, in AnswerInput, by models.Actor) (Answered, error) {
	in.Text = names.CleanText(in.Text)
	wrong := tooLong(nil, "text", in.Text, maxOfferText)
	if len(in.Offers) == 0 {
		wrong = append(wrong, invalid("offers", "offers_missing"))
	}
	if len(wrong) > 0 {
		return Answered{}, wrong
	}
	var done Answered
	err := g.Store.Write(ctx, func(tx *gorm.DB) error {
		done = Answered{}
		group, roles, err := lockGroup(tx, groupID)
		if err != nil {
			return err
		}
		var chosen []*models.GroupOffer
		if err := tx.Where("group_id = ? and id in ?", groupID, in.Offers).Order("id").Find(&chosen).Error; err != nil {
			return err
		}
		if len(chosen) == 0 {
			return notFound("offer")
		}
		for _, o := range chosen {
			if o.State != models.OfferOpen {
				done.Before++
				continue
			}
			if err := g.answer(tx, group, roles, o, in, by); err != nil {
				return err
			}
			done.Done++
		}
		return nil
	})
	if err == nil {
		g.Store.WakeMail()
	}
	return done, wrap("answer offers", err)
}

// answer is the answer to one offer.
func (g Groups) answer(tx *gorm.DB, group *models.Group, roles []models.GroupRole, o *models.GroupOffer, in AnswerInput, by models.Actor) error {
	kind, action := models.MailHelpThanked, "group_offer_thanked"
	state := models.OfferThanked
	if in.Accept {
		kind, action, state = models.MailHelpAccepted, "group_offer_accepted", models.OfferAccepted
		if err := g.join(tx, group, roles, o); err != nil {
			return err
		}
	}
	now := g.Store.Now()
	if err := tx.Model(o).UpdateColumns(map[string]any{"state": state, "answered_at": now}).Error; err != nil {
		return err
	}
	facts := models.HelpFacts{Group: group.Name, Text: in.Text}
	if group.Public {
		facts.Slug = group.Slug
	}
	if err := g.Store.QueueHelpMail(tx, kind, o, facts); err != nil {
		return err
	}
	return g.note(tx, group, action, models.DeskChangeDetail{To: o.Name().Full()}, by)
}

// join makes who offered help a member from today on, and one of the
// directory. Who belongs to the group already stays what they are.
func (g Groups) join(tx *gorm.DB, group *models.Group, roles []models.GroupRole, o *models.GroupOffer) error {
	p := models.Person{NameKey: o.NameKey, EmailKey: o.EmailKey}
	now, today := g.Store.Now(), g.Store.Today()
	err := tx.Where("name_key = ? and email_key = ?", o.NameKey, o.EmailKey).Attrs(models.Person{
		GivenName: o.GivenName, SurnamePrefix: o.SurnamePrefix, Surname: o.Surname, Email: o.Email, CreatedAt: now,
		EmailKind: models.EmailPersonal, LinkVersion: 1, Version: 1,
	}).FirstOrCreate(&p).Error
	if err != nil {
		return err
	}
	if _, err := list(tx, g.Store, p.ID); err != nil {
		return err
	}
	if slices.ContainsFunc(roles, func(r models.GroupRole) bool {
		return r.PersonID == p.ID && r.Role.Belongs() && models.InForce(r.FromOn, r.UntilOn, today)
	}) {
		return nil
	}
	if err := tx.Create(&models.GroupRole{GroupID: group.ID, PersonID: p.ID, Role: "member", FromOn: today}).Error; err != nil {
		return err
	}
	return tx.Model(group).UpdateColumn("updated_at", now).Error
}
