package models_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"gorm.io/gorm"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// linkMails are the mails with links among these.
func linkMails(list []models.Claimed) []models.Claimed {
	return slices.DeleteFunc(slices.Clone(list), func(c models.Claimed) bool { return c.Kind != models.MailLink })
}

// calendarOf is what a calendar knows of a registration.
func calendarOf(f *modelstest.Fixture, id int64) string {
	r := f.Own(id).Registration
	return fmt.Sprint(r.CalendarUID, r.CalendarSequence, r.CalendarAddress, r.CalendarInvited, r.CalendarTold, r.Status)
}

// A renewed link comes by mail to the known address only; the one that went
// astray is dead and the appointment stays as it was.
func TestBR20_RenewLink(t *testing.T) {
	for _, by := range []models.Actor{person, organizer} {
		t.Run(string(by.Kind), func(t *testing.T) {
			f := modelstest.New(t)
			m := f.Save(modelstest.Gathering("platform", 9))
			both := f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2))
			id, other := both[0].RegistrationID, both[1].RegistrationID
			f.Deliver()
			before, email := calendarOf(f, id), f.Own(id).Registration.Email
			if err := f.RenewLink(ctx, m.ID, id, 1, by, ""); err != nil {
				t.Fatal(err)
			}
			if _, err := f.OwnByToken(ctx, f.Token(id, 1)); models.KindOf(err) != models.NotFound {
				t.Errorf("the old link: %v; want not found", err)
			}
			for _, token := range []string{f.Token(id, 2), f.Token(other, 1)} {
				if _, err := f.OwnByToken(ctx, token); err != nil {
					t.Errorf("the new link, or that of somebody else: %v", err)
				}
			}
			// A second press of the same button asks for what was done already.
			if err := f.RenewLink(ctx, m.ID, id, 1, by, ""); err != nil {
				t.Errorf("pressed twice: %v", err)
			}
			mails := f.Deliver()
			if len(mails) != 1 || mails[0].Kind != models.MailLink || mails[0].ToEmail != email || mails[0].Method != "" {
				t.Fatalf("mails %+v; want one with the link, to %s, without calendar part", mails, email)
			}
			if p := mails[0].MessageFacts.People; len(p) != 1 || p[0].RegistrationID != id || p[0].LinkVersion != 2 {
				t.Errorf("the mail is about %+v; want the second link of %d", p, id)
			}
			if after := calendarOf(f, id); after != before {
				t.Errorf("the appointment changed:\n%s\n%s", before, after)
			}
			var h []models.RegistrationChange
			err := f.Read(ctx, func(tx *gorm.DB) error {
				return tx.Where("registration_id = ?", id).Order("id").Find(&h).Error
			})
			if err != nil || len(h) != 2 || h[1].Action != "link_renewed" || h[1].ActorKind != by.Kind {
				t.Errorf("history %+v, %v; want one renewal after the sign-up", h, err)
			}
		})
	}
}

// Three renewals an hour for somebody with a link; the desk has no limit, and
// neither takes from what may be asked for under /mijn-aanmelding. What is
// refused leaves the link as it is.
func TestBR20_RenewLinkRefused(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 9))
	both := f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2))
	id := both[0].RegistrationID
	f.Deliver()
	renew := func(version int, by models.Actor, want models.Kind) {
		t.Helper()
		if err := f.RenewLink(ctx, m.ID, id, version, by, ""); models.KindOf(err) != want {
			t.Errorf("version %d by %s: %v; want kind %v", version, by.Kind, err, want)
		}
	}
	for v := 1; v <= 3; v++ {
		renew(v, person, 0)
	}
	renew(4, person, models.Conflict)
	if _, err := f.OwnByToken(ctx, f.Token(id, 4)); err != nil {
		t.Errorf("a refused renewal ended the link: %v", err)
	}
	renew(4, organizer, 0)
	if err := f.RequestLinks(ctx, f.Own(id).Registration.Email, "nl"); err != nil {
		t.Fatal(err)
	}
	if n := len(linkMails(f.Deliver())); n != 5 {
		t.Errorf("%d mails with links; want 4 renewed and 1 asked for", n)
	}
	f.Clock.Add(time.Hour)
	renew(5, person, 0)
	f.Clock.Set(modelstest.At("2019-11-29 12:00").Add(30*24*time.Hour + time.Second))
	renew(6, organizer, models.Gone)
	f.Clock.Set(*modelstest.At("2019-11-01 09:00"))
	if err := f.Cancel(ctx, m.ID, id, person, ""); err != nil {
		t.Fatal(err)
	}
	renew(6, organizer, models.Conflict)
	id = 99999
	renew(1, organizer, models.NotFound)
}

// A mail with links that waits while somebody takes another address does not
// bring the new link to the old one; the others still go.
func TestBR20_LinksOnlyToTheKnownAddress(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 9))
	id := f.SignUpAll(m, modelstest.Person(1))[0].RegistrationID
	second := f.Save(modelstest.Gathering("tweede", 9))
	stays := f.SignUpAll(second, modelstest.Person(1))[0].RegistrationID
	f.Deliver()
	if err := f.RenewLink(ctx, m.ID, id, 1, person, ""); err != nil {
		t.Fatal(err)
	}
	old, next := f.Own(id).Registration.Email, "nieuw@horizon.example"
	if err := f.RequestLinks(ctx, old, "nl"); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Amend(ctx, m.ID, id, models.Amendment{Email: &next}, person); err != nil {
		t.Fatal(err)
	}
	mails := linkMails(f.Deliver())
	if len(mails) != 1 || len(mails[0].MessageFacts.People) != 1 || mails[0].MessageFacts.People[0].RegistrationID != stays {
		t.Errorf("%d mails with links to %s: %+v; want one, with the registration that stayed", len(mails), old, mails)
	}
}

// A mail that goes once more after the link was renewed carries the link that
// works; at an address that is not theirs any more, none that does.
func TestBR20_RetriedMailHasTheNewLink(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 9))
	id := f.SignUpAll(m, modelstest.Person(1))[0].RegistrationID
	claim := func() models.Claimed {
		t.Helper()
		var of []models.Claimed
		for len(of) == 0 {
			list, err := f.ClaimMessages(ctx, "test", 1, time.Minute)
			if err != nil || len(list) == 0 {
				t.Fatalf("claimed %d, %v", len(list), err)
			}
			if list[0].RegistrationID != nil { // else the link itself
				of = list
			}
		}
		return of[0]
	}
	first := claim()
	must(t, f.MarkMessages(ctx, []models.Delivery{{MessageID: first.ID, Worker: "test", Problem: "later 451", NextTry: f.Now().Add(time.Minute)}}))
	must(t, f.RenewLink(ctx, m.ID, id, 1, organizer, ""))
	f.Clock.Add(2 * time.Minute)
	again := claim()
	if again.ID != first.ID || again.MessageID != first.MessageID || first.MessageFacts.LinkVersion != 1 || again.MessageFacts.LinkVersion != 2 {
		t.Errorf("mail %d with link version %d, then %d with %d", first.ID, first.MessageFacts.LinkVersion, again.ID, again.MessageFacts.LinkVersion)
	}
}

// The same for the mail with the links of an address, and for the mail of a
// renewal that is overtaken by another.
func TestBR20_RetriedLinkMailHasTheNewLink(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 9))
	id := f.SignUpAll(m, modelstest.Person(1))[0].RegistrationID
	f.Deliver()
	must(t, f.RequestLinks(ctx, modelstest.Person(1).Email, "nl"))
	must(t, f.RenewLink(ctx, m.ID, id, 1, organizer, ""))
	versions := func() []int {
		t.Helper()
		list, err := f.ClaimMessages(ctx, "test", 10, time.Minute)
		must(t, err)
		var got []int
		for _, c := range list {
			got = append(got, c.MessageFacts.People[0].LinkVersion)
			must(t, f.MarkMessages(ctx, []models.Delivery{{MessageID: c.ID, Worker: "test", Problem: "later 451", NextTry: f.Now().Add(time.Minute)}}))
		}
		return got
	}
	if got := versions(); !slices.Equal(got, []int{2, 2}) {
		t.Errorf("first: link versions %v", got)
	}
	must(t, f.RenewLink(ctx, m.ID, id, 2, organizer, ""))
	f.Clock.Add(2 * time.Minute)
	if got := versions(); !slices.Equal(got, []int{3, 3, 3}) {
		t.Errorf("again: link versions %v, want the newest", got)
	}
}
