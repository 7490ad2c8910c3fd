package models_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"bijeen/models"
	"bijeen/models/modelstest"
	"bijeen/models/workdays"
)

var (
	ctx       = context.Background()
	organizer = models.Actor{Kind: models.ByOrganizer}
)

// signUp signs one person up and gives the outcome or the refusal.
func signUp(f *modelstest.Fixture, m *models.Meeting, p models.Attendee, by models.Actor) (models.Outcome, error) {
	out, err := f.SignUp(ctx, models.SignUp{MeetingID: m.ID, People: []models.Attendee{p}, Language: "nl", By: by})
	if err != nil {
		return models.Outcome{}, err
	}
	return out[0], nil
}

// refusals gives field and key of what was refused.
func refusals(err error) map[string]string {
	got := map[string]string{}
	switch e := err.(type) {
	case models.Problems:
		for _, p := range e {
			got[p.Field] = p.Key
		}
	case *models.Error:
		got[e.Field] = e.Key
	}
	return got
}

// kinds counts mails per kind.
func kinds(mails []models.Claimed) map[models.MessageKind]int {
	got := map[models.MessageKind]int{}
	for _, m := range mails {
		got[m.Kind]++
	}
	return got
}

func TestBR10_OnePersonOneRegistration(t *testing.T) {
	tests := []struct {
		name  string
		typed models.Attendee
		known bool
	}{
		{"the same", models.Attendee{GivenName: "Demi", Surname: "van de Broek", Email: "demi@horizon.example"}, true},
		{"other case and spaces", models.Attendee{GivenName: " demi ", Surname: "Van  De Broek", Email: "Demi@HORIZON.example"}, true},
		{"prefix in its own field", models.Attendee{GivenName: "Demi", SurnamePrefix: "van de", PrefixKnown: true, Surname: "Broek", Email: "demi@horizon.example"}, true},
		{"empty prefix sent", models.Attendee{GivenName: "Demi", PrefixKnown: true, Surname: "van de Broek", Email: "demi@horizon.example"}, true},
		{"another name at the shared mailbox", models.Attendee{GivenName: "Joris", Surname: "van de Broek", Email: "demi@horizon.example"}, false},
		{"the same name at another address", models.Attendee{GivenName: "Demi", Surname: "van de Broek", Email: "demi@elders.example"}, false},
		{"é and e differ", models.Attendee{GivenName: "Démi", Surname: "van de Broek", Email: "demi@horizon.example"}, false},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			f := modelstest.New(t)
			m := f.Save(modelstest.Gathering("platform", 5))
			first := models.Attendee{GivenName: "Demi", Surname: "van de Broek", Email: "demi@horizon.example", Organization: "Horizon"}
			f.SignUpAll(m, first)
			tc.typed.Organization = "Horizon"
			got := f.SignUpAll(m, tc.typed)[0]
			if got.Known != tc.known {
				t.Errorf("known = %v; want %v", got.Known, tc.known)
			}
		})
	}
}

func TestBR11_SigningUpTwiceChangesNothing(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 1))
	p := modelstest.Person(1)
	id := f.SignUpAll(m, p)[0].RegistrationID
	first := f.Deliver()[0]
	before := *f.Own(id).Registration
	// The only seat is taken, so a new person would wait: that is the answer.
	again := f.SignUpAll(m, p)[0]
	if again.Status != models.Waitlisted || !again.Known {
		t.Errorf("answer %s, known %v; want waitlisted, known", again.Status, again.Known)
	}
	after := *f.Own(id).Registration
	if before.Status != after.Status || !before.UpdatedAt.Equal(after.UpdatedAt) {
		t.Error("the registration changed")
	}
	second := f.Deliver()[0]
	a, b := first.MessageFacts.Calendar, second.MessageFacts.Calendar
	if *a != *b {
		t.Errorf("calendar facts differ:\n%+v\n%+v", *a, *b)
	}
	if first.MessageID == second.MessageID || second.Kind != models.MailConfirmation || second.Occasion != 1 {
		t.Errorf("second mail: kind %s, occasion %d, same id %v", second.Kind, second.Occasion, first.MessageID == second.MessageID)
	}
}

func TestBR11_ResendsAreLimited(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 2))
	for range 6 {
		f.SignUpAll(m, modelstest.Person(1))
	}
	if got := len(f.Deliver()); got != 4 {
		t.Errorf("%d mails within the hour; want 1 and 3 resends", got)
	}
	f.Clock.Add(61 * time.Minute)
	f.SignUpAll(m, modelstest.Person(1))
	if got := len(f.Deliver()); got != 1 {
		t.Errorf("%d mails in the next hour; want 1", got)
	}
}

func TestAbuse_TwentyNewRegistrationsPerAddress(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 50))
	stored := 0
	for i := range 25 {
		p := modelstest.Person(i)
		p.Email = "secretariaat@horizon.example"
		if f.SignUpAll(m, p)[0].RegistrationID != 0 {
			stored++
		}
	}
	if mails := len(f.Deliver()); stored != 20 || mails != 20 {
		t.Errorf("%d stored, %d mails; want 20 and 20", stored, mails)
	}
}

func TestBR12_SecretarySignsUpSeveral(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 2))
	in := models.SignUp{
		MeetingID: m.ID, Language: "nl", By: person, BookedByName: "Truus Tijdelijk", BookedByEmail: "truus@enschede.example",
		People: []models.Attendee{modelstest.Person(1), modelstest.Person(2), modelstest.Person(3)},
	}
	out, err := f.SignUp(ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	want := []models.RegistrationStatus{models.Registered, models.Registered, models.Waitlisted}
	for i, o := range out {
		if o.Status != want[i] {
			t.Errorf("person %d: %s; want %s", i, o.Status, want[i])
		}
	}
	mails := f.Deliver()
	if got := kinds(mails); got[models.MailConfirmation] != 2 || got[models.MailWaitlisted] != 1 || got[models.MailOverview] != 1 {
		t.Fatalf("mails %v", got)
	}
	for _, mail := range mails {
		if mail.Kind == models.MailOverview {
			if mail.ToEmail != "truus@enschede.example" || mail.Method != "" || len(mail.MessageFacts.People) != 3 {
				t.Errorf("overview to %s, method %q, %d people", mail.ToEmail, mail.Method, len(mail.MessageFacts.People))
			}
		} else if len(mail.MessageFacts.People) > 0 {
			t.Errorf("the mail to %s names others", mail.ToEmail)
		}
	}
}

func TestBR12_OneMistakeStoresNobody(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	wrong := modelstest.Person(2)
	wrong.Email = "geen adres"
	_, err := f.SignUp(ctx, models.SignUp{MeetingID: m.ID, People: []models.Attendee{modelstest.Person(1), wrong}, By: person})
	if got := refusals(err); got["people[1].email"] != "email_wrong" {
		t.Errorf("refused %v", got)
	}
	if mails := f.Deliver(); len(mails) != 0 {
		t.Errorf("%d mails for a form that was refused", len(mails))
	}
}

func TestBR14_ClosesAtTheEndOfTheDay(t *testing.T) {
	for _, day := range []string{"2026-03-29", "2026-10-25", "2026-06-01"} {
		date, err := time.ParseInLocation("2006-01-02", day, modelstest.Amsterdam)
		if err != nil {
			t.Fatal(err)
		}
		end := workdays.EndOfDay(date, modelstest.Amsterdam)
		in := modelstest.Gathering("platform", 5)
		in.StartsAt, in.EndsAt, in.DoorsOpenAt = modelstest.At("2026-12-04 09:30"), modelstest.At("2026-12-04 12:00"), nil
		in.RegistrationClosesAt = &end
		f := modelstest.New(t)
		f.Clock.Set(date)
		m := f.Save(in)
		last := time.Date(date.Year(), date.Month(), date.Day(), 23, 59, 59, 0, modelstest.Amsterdam)
		f.Clock.Set(last)
		if _, err := signUp(f, m, modelstest.Person(1), person); err != nil {
			t.Errorf("%s at 23.59.59: %v", day, err)
		}
		f.Clock.Set(last.Add(time.Second))
		if _, err := signUp(f, m, modelstest.Person(2), person); refusals(err)[""] != "meeting_closed" {
			t.Errorf("%s at 0.00: %v; want closed", day, err)
		}
	}
}

func TestBR15_OrganizersMayRegisterAfterClosing(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 5)
	in.Status = models.MeetingClosed
	m := f.Save(in)
	if _, err := signUp(f, m, modelstest.Person(1), person); models.KindOf(err) != models.Conflict {
		t.Errorf("the public after closing: %v; want a conflict", err)
	}
	out, err := f.SignUp(ctx, models.SignUp{MeetingID: m.ID, People: []models.Attendee{modelstest.Person(1)}, Source: models.SourceOrganizer, By: organizer})
	if err != nil || out[0].Status != models.Registered {
		t.Fatalf("an organiser after closing: %v, %v", out, err)
	}
	if got := f.Own(out[0].RegistrationID).Registration.Source; got != models.SourceOrganizer {
		t.Errorf("source %s; want organizer", got)
	}
}

func TestBR16_ExperienceNeedsNoEmployer(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	mees := models.Attendee{GivenName: "Mees", Email: "mees@horizon.example", AsParentOrYoung: true}
	out, err := signUp(f, m, mees, person)
	if err != nil {
		t.Fatalf("a young person without surname or organisation: %v", err)
	}
	if got := f.Own(out.RegistrationID).Registration.Level; got != models.Experience {
		t.Errorf("level %q; want experience", got)
	}
	mees.AsParentOrYoung, mees.Email = false, "mees2@horizon.example"
	_, err = signUp(f, m, mees, person)
	if got := refusals(err); got["surname"] == "" || got["organization"] == "" {
		t.Errorf("others without surname and organisation: %v", got)
	}
}

func TestBR19a_OrganizationsAreMatched(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 9))
	var ids []int64
	for i, name := range []string{"gem. Enschede", "Enschede", "Gemeente Enschede", "Zorg & Zo; Twente"} {
		p := modelstest.Person(i)
		p.Organization = name
		r := f.Own(f.SignUpAll(m, p)[0].RegistrationID).Registration
		if r.Organization != name {
			t.Errorf("snapshot %q; want as typed %q", r.Organization, name)
		}
		ids = append(ids, *r.OrganizationID)
	}
	if ids[0] != ids[1] || ids[1] != ids[2] {
		t.Errorf("three ways to write one municipality are %v", ids[:3])
	}
	if ids[3] == ids[0] {
		t.Error("an unknown organisation was taken for a known one")
	}
}

func TestBR20_LinksCannotBeGuessedAndEnd(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 9))
	id := f.SignUpAll(m, modelstest.Person(1))[0].RegistrationID
	token := f.Token(id, 1)
	if len(token) < 26+13 {
		t.Errorf("token of %d characters", len(token))
	}
	if _, err := f.OwnByToken(ctx, token); err != nil {
		t.Errorf("the right link: %v", err)
	}
	for _, wrong := range []string{"", "x", token[:len(token)-1] + "a" + "a", f.Token(id+1, 1), f.Token(id, 2), flip(token)} {
		if _, err := f.OwnByToken(ctx, wrong); models.KindOf(err) != models.NotFound {
			t.Errorf("link %q: %v; want not found", wrong, err)
		}
	}
	// No other spelling opens it, though the last letter has bits to spare.
	wrongs := []string{strings.ToUpper(token)}
	for _, letter := range "abcdefghijklmnopqrstuvwxyz234567" {
		wrongs = append(wrongs, token[:len(token)-1]+string(letter))
	}
	for _, wrong := range wrongs {
		if _, err := f.OwnByToken(ctx, wrong); (err == nil) != (wrong == token) {
			t.Errorf("link %q for %q: %v", wrong, token, err)
		}
	}
	other := modelstest.Options(f.Database, f.Clock)
	other.Keys = models.Keys{Current: []byte("another key of at least 32 letters"), Previous: modelstest.Key}
	s, err := models.Open(ctx, other)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.OwnByToken(ctx, token); err != nil {
		t.Errorf("an old link under the previous key: %v", err)
	}
	f.Clock.Set(modelstest.At("2019-11-29 12:00").Add(30*24*time.Hour + time.Second))
	if _, err := f.OwnByToken(ctx, token); models.KindOf(err) != models.Gone {
		t.Errorf("30 days after the meeting: %v; want gone", err)
	}
}

// The old date of a postponed meeting ends no link: people keep their place
// and must be able to give it up (BR-31).
func TestBR20_LinkOfAPostponedMeetingLives(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 9)
	m := f.Save(in)
	id := f.SignUpAll(m, modelstest.Person(1))[0].RegistrationID
	in.Status, in.StatusReason = models.MeetingPostponed, "De zaal is bezet."
	f.Save(in)
	f.Clock.Set(modelstest.At("2019-11-29 12:00").Add(31 * 24 * time.Hour))
	if _, err := f.OwnByToken(ctx, f.Token(id, 1)); err != nil {
		t.Errorf("31 days after the old date: %v", err)
	}
	if err := f.Cancel(ctx, m.ID, id, person, ""); err != nil || f.Status(id) != models.Cancelled {
		t.Errorf("cancelling then: %v, %s", err, f.Status(id))
	}
	in.Status, in.StatusReason = models.MeetingCancelled, "Er komt geen nieuwe datum."
	f.Save(in)
	if _, err := f.OwnByToken(ctx, f.Token(id, 1)); models.KindOf(err) != models.Gone {
		t.Errorf("called off after all: %v; want gone", err)
	}
}

// flip changes one character in the middle of a token.
func flip(token string) string {
	b := []byte(token)
	if b[20]++; b[20] > 'z' || b[20] < 'a' {
		b[20] = 'a'
	}
	return string(b)
}

func TestSignUp_WhatIsRefused(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5, 5))
	tests := []struct {
		name   string
		change func(*models.Attendee)
		field  string
		key    string
	}{
		{"no given name", func(a *models.Attendee) { a.GivenName = "  " }, "given_name", "given_name_missing"},
		{"no surname", func(a *models.Attendee) { a.Surname = "" }, "surname", "surname_missing"},
		{"no address", func(a *models.Attendee) { a.Email = "" }, "email", "email_missing"},
		{"no site", func(a *models.Attendee) { a.Site = "" }, "site", "site_missing"},
		{"unknown site", func(a *models.Attendee) { a.Site = "z" }, "site", "site_unknown"},
		{"unknown other site", func(a *models.Attendee) { a.AlsoSites = []string{"z"} }, "also_site", "site_unknown"},
		{"unknown level", func(a *models.Attendee) { a.Level = "boss" }, "level", "choice_unknown"},
		{"unknown municipality", func(a *models.Attendee) { a.Represents = []string{"GM9999"} }, "represents", "choice_unknown"},
		{"unknown mandate", func(a *models.Attendee) { a.Mandated = "maybe" }, "mandated", "choice_unknown"},
		{"unknown diet", func(a *models.Attendee) { a.Diet, a.NeedsConsent = []string{"meat"}, true }, "diet", "choice_unknown"},
		{"diet without consent", func(a *models.Attendee) { a.Diet = []string{"vegan"} }, "needs_consent", "needs_consent_missing"},
		{"access without consent", func(a *models.Attendee) { a.Access = "rolstoel" }, "needs_consent", "needs_consent_missing"},
		{"letters for a phone", func(a *models.Attendee) { a.Phone = "bel me" }, "phone", "phone_wrong"},
		{"long name", func(a *models.Attendee) { a.GivenName = fmt.Sprintf("%081d", 1) }, "given_name", "too_long"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			p := modelstest.Person(1, "a")
			tc.change(&p)
			_, err := signUp(f, m, p, person)
			if got := refusals(err); got[tc.field] != tc.key || models.KindOf(err) != models.Invalid {
				t.Errorf("refused %v; want %s at %s", got, tc.key, tc.field)
			}
		})
	}
	if mails := f.Deliver(); len(mails) != 0 {
		t.Errorf("%d mails after refusals only", len(mails))
	}
}
