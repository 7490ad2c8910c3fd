package models_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// The seat that is kept is for who was invited, also when all others are gone.
func TestAnswer_Comes(t *testing.T) {
	b := newBoard(t, 2)
	b.send()
	b.Clock.Add(time.Hour)
	b.Deliver()
	b.must(b.answer(anna, models.Answer{Kind: models.AnswerComes, ArrivesLate: "10.15", LeavesEarly: "11:30", AlsoFor: []string{"GM0153"}}))
	r := b.of(anna)
	if r.Status != models.Registered || b.seats().Taken != 1 || b.seats().Reserved != 1 || !r.ArrivesLateAt.Equal(*modelstest.At("2019-11-29 10:15")) {
		t.Errorf("%s %+v %v", r.Status, b.seats(), r.ArrivesLateAt)
	}
	if codes := b.Own(r.ID).Represents; len(codes) != 2 || codes[1].Code != "GM0153" {
		t.Errorf("speaks for %v", codes)
	}
	if mails := b.Deliver(); len(mails) != 1 || mails[0].Kind != models.MailConfirmation || mails[0].Method != "REQUEST" {
		t.Errorf("mails: %+v", mails)
	}
	// Another answer changes what was said, without a mail.
	b.must(b.answer(anna, models.Answer{Kind: models.AnswerComes}))
	if r := b.of(anna); r.ArrivesLateAt != nil || len(b.Own(r.ID).Represents) != 1 || len(b.Deliver()) != 0 {
		t.Errorf("%v %v", r.ArrivesLateAt, b.Own(r.ID).Represents)
	}
	if got := b.states(); !slices.Equal(got, []models.InvitationState{"answered", "sent"}) {
		t.Errorf("states %v", got)
	}
}

func TestAnswer_DeclinesAndComesAfterAll(t *testing.T) {
	b := newBoard(t, 2)
	b.send()
	b.must(b.answer(anna, models.Answer{Kind: models.AnswerDeclines}))
	if r := b.of(anna); r.Status != models.Declined || b.seats().Reserved != 1 {
		t.Errorf("%s %+v", r.Status, b.seats())
	}
	b.must(b.answer(anna, models.Answer{Kind: models.AnswerDeclines}))
	b.must(b.answer(anna, models.Answer{Kind: models.AnswerComes}))
	b.Deliver()
	b.must(b.answer(anna, models.Answer{Kind: models.AnswerDeclines}))
	if r := b.of(anna); r.Status != models.Cancelled || b.seats().Taken != 0 {
		t.Errorf("%s %+v", r.Status, b.seats())
	}
	first := b.of(anna).CalendarUID
	mails := b.Deliver()
	if len(mails) != 1 || mails[0].Method != "CANCEL" {
		t.Fatalf("mails %+v", mails)
	}
	b.must(b.answer(anna, models.Answer{Kind: models.AnswerComes}))
	mails = b.Deliver()
	if r := b.of(anna); len(mails) != 1 || mails[0].Method != "REQUEST" || r.CalendarUID == first {
		t.Errorf("BR-45: came back with %+v, UID %s", mails, r.CalendarUID)
	}
}

// A substitute takes the seat and what it stands for; another municipality
// may not (BR-26, BR-27, BR-30).
func TestAnswer_Substitute(t *testing.T) {
	b := newBoard(t, 2)
	b.send()
	b.Clock.Add(time.Hour)
	b.Deliver()
	sub := func(s models.Substitution) models.Answer {
		return models.Answer{Kind: models.AnswerSubstitute, Substitute: s, ArrivesLate: "10:00"}
	}
	refusal(t, b.answer(anna, sub(models.Substitution{GivenName: "Bas", Surname: "Dummy", Email: bas.Email, Organization: "Gemeente Losser"})),
		models.Invalid, "substitute_other_constituency")
	if s := b.seats(); b.of(anna).Status != models.Invited || s.Reserved != 2 {
		t.Errorf("a refused substitute changed something: %+v", s)
	}
	b.must(b.answer(anna, sub(models.Substitution{GivenName: "Bas", Surname: "Dummy", Email: bas.Email, Mandated: models.MandateYes})))
	r := b.of(bas)
	if b.of(anna).Status != models.Substituted || r.Status != models.Registered || r.Mandated != models.MandateYes || r.ArrivesLateAt == nil || r.InvitationID == nil {
		t.Errorf("%s, %+v", b.of(anna).Status, r)
	}
	if s := b.seats(); s.Taken != 1 || s.Reserved != 1 {
		t.Errorf("seats %+v", s)
	}
	refusal(t, b.answer(anna, models.Answer{Kind: models.AnswerComes}), models.Gone, "registration_substituted")
	fenna := models.Attendee{Email: "fenna@hengelo.example"}
	refusal(t, b.answer(fenna, sub(models.Substitution{GivenName: "Bas", Surname: "Dummy", Email: bas.Email})), models.Invalid, "substitute_already_registered")
	// A substitute may be substituted again (BR-29).
	b.must(b.answer(bas, sub(models.Substitution{GivenName: "Noor", Surname: "Voorbeeldi", Email: "noor@almelo.example"})))
	if got := b.of(models.Attendee{Email: "noor@almelo.example"}); got.Status != models.Registered || b.seats().Taken != 1 {
		t.Errorf("%s %+v", got.Status, b.seats())
	}
}

// Two people invited as substitute of each other: who takes over gives the
// own kept seat back.
func TestAnswer_InvitedSubstituteFreesOwnSeat(t *testing.T) {
	b := newBoard(t, 2)
	b.send()
	b.must(b.answer(anna, models.Answer{Kind: models.AnswerSubstitute, Substitute: models.Substitution{
		GivenName: "Fenna", SurnamePrefix: "ter", PrefixKnown: true, Surname: "Proefveld", Email: "fenna@hengelo.example", Organization: "Gemeente Almelo",
	}}))
	if s := b.seats(); s.Taken != 1 || s.Reserved != 0 {
		t.Errorf("seats %+v", s)
	}
}

// What an answer cannot be: each has a sentence, and nothing happens.
func TestAnswer_Refused(t *testing.T) {
	b := newBoard(t, 2)
	b.send()
	for key, a := range map[string]models.Answer{
		"answer_missing":         {},
		"time_outside":           {Kind: models.AnswerComes, ArrivesLate: "13:00"},
		"time_wrong":             {Kind: models.AnswerComes, ArrivesLate: "kwart over"},
		"leaves_before_arriving": {Kind: models.AnswerComes, ArrivesLate: "11:00", LeavesEarly: "10:00"},
		"choice_unknown":         {Kind: models.AnswerComes, AlsoFor: []string{"GM9999"}},
		"given_name_missing":     {Kind: models.AnswerSubstitute},
	} {
		refusal(t, b.answer(anna, a), models.Invalid, key)
	}
	if s := b.seats(); b.of(anna).Status != models.Invited || s.Reserved != 2 || s.Taken != 0 {
		t.Errorf("%s %+v", b.of(anna).Status, s)
	}
	b.Clock.Set(*modelstest.At("2019-11-29 09:15"))
	refusal(t, b.answer(anna, models.Answer{Kind: models.AnswerComes}), models.Conflict, "meeting_running")
	b.Clock.Set(*modelstest.At("2019-11-29 13:00"))
	for _, kind := range []models.AnswerKind{models.AnswerComes, models.AnswerDeclines, models.AnswerSubstitute} {
		refusal(t, b.answer(anna, models.Answer{Kind: kind}), models.Gone, "meeting_past")
	}
}

// Two secretaries who answer in the same second: one answer holds, and no seat
// is counted twice.
func TestAnswer_AtTheSameTime(t *testing.T) {
	b := newBoard(t, 2)
	b.send()
	id := b.of(anna).ID
	done := make(chan error)
	for _, kind := range []models.AnswerKind{models.AnswerComes, models.AnswerDeclines, models.AnswerComes, models.AnswerDeclines} {
		go func() {
			done <- b.AnswerInvitation(context.Background(), b.m.ID, id, models.Answer{Kind: kind}, models.Actor{Kind: models.ByPerson})
		}()
	}
	for range 4 {
		b.must(<-done)
	}
	taken := 0
	if b.of(anna).Status == models.Registered {
		taken = 1
	}
	if s := b.seats(); s.Taken != taken || s.Reserved != 1 {
		t.Errorf("%s with %+v", b.of(anna).Status, s)
	}
}
