package models_test

import (
	"testing"
	"time"

	"gorm.io/gorm"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// office is a board meeting of which both invited people have one secretariat,
// and the token of its link.
func office(t *testing.T, seats ...int) (*board, *models.Person, string) {
	t.Helper()
	b := newBoard(t, seats...)
	desk := b.Listed(models.Attendee{GivenName: "Secretariaat", Surname: "Jeugd", Email: "secretariaat@twente.example"})
	fenna := models.Attendee{GivenName: "Fenna", SurnamePrefix: "ter", Surname: "Proefveld", Email: "fenna@hengelo.example"}
	b.Assists(desk, b.Listed(anna))
	b.Assists(desk, b.Listed(fenna))
	return b, desk, b.AssistantToken(desk.ID, 1)
}

// One mail with both, at the moment the invitations go; none when they are
// taken back.
func TestAssistant_Mail(t *testing.T) {
	b, desk, _ := office(t, 4)
	b.send()
	if _, err := b.TakeBackInvitations(ctx, b.m.ID, b.by); err != nil {
		t.Fatal(err)
	}
	b.Clock.Add(time.Hour)
	if mails := b.Deliver(); len(mails) != 0 {
		t.Errorf("%d mails after it was undone", len(mails))
	}
	b.send()
	b.Clock.Add(time.Hour)
	count := 0
	for _, mail := range b.Deliver() {
		if mail.Kind == models.MailAssistant {
			count++
			if mail.ToEmail != desk.Email || len(mail.MessageFacts.People) != 2 || mail.Method != "" {
				t.Errorf("mail to %s about %v", mail.ToEmail, mail.MessageFacts.People)
			}
		}
	}
	if count != 1 {
		t.Errorf("%d mails to the secretariat", count)
	}
}

func TestAssistant_AnswersForSeveral(t *testing.T) {
	b, _, token := office(t, 1)
	b.send()
	fenna := models.Attendee{Email: "fenna@hengelo.example"}
	first, second := b.of(anna).ID, b.of(fenna).ID
	a, err := b.ActingByToken(ctx, token)
	if err != nil || len(a.Rows) != 2 || len(a.Principals) != 2 {
		t.Fatalf("%v %v", a, err)
	}
	// One seat, two who come: none is given.
	err = b.AnswerForSeveral(ctx, token, map[int64]models.AnswerKind{first: models.AnswerComes, second: models.AnswerComes})
	refusal(t, err, models.Invalid, "meeting_full")
	if b.of(anna).Status != models.Invited || b.of(fenna).Status != models.Invited {
		t.Errorf("half done: %s %s", b.of(anna).Status, b.of(fenna).Status)
	}
	b.must(b.AnswerForSeveral(ctx, token, map[int64]models.AnswerKind{first: models.AnswerComes, second: models.AnswerDeclines}))
	if b.of(anna).Status != models.Registered || b.of(fenna).Status != models.Declined {
		t.Errorf("%s %s", b.of(anna).Status, b.of(fenna).Status)
	}
	b.must(b.AnswerForSeveral(ctx, token, map[int64]models.AnswerKind{first: models.AnswerComes})) // once more
	for _, mail := range b.Deliver() {
		if mail.Method == "REQUEST" && mail.ToEmail != anna.Email {
			t.Errorf("the invite went to %s", mail.ToEmail)
		}
	}
}

// The link shows and changes nothing of others, and ends with the work.
func TestAssistant_OnlyTheirOwn(t *testing.T) {
	b, desk, token := office(t, 4)
	guest := b.Position("wethouder Jeugd", "Gemeente Losser", &models.Attendee{GivenName: "Noor", Surname: "Voorbeeldi", Email: "noor@losser.example"}, "GM0168")
	b.put(true, guest)
	b.send()
	noor := b.of(models.Attendee{Email: "noor@losser.example"}).ID
	refusal(t, b.AnswerForSeveral(ctx, token, map[int64]models.AnswerKind{noor: models.AnswerDeclines}), models.NotFound, "registration_not_found")
	_, err := b.OwnByAssistant(ctx, token, noor)
	refusal(t, err, models.NotFound, "registration_not_found")
	_, err = b.SignUpPrincipals(ctx, token, b.m.ID, []int64{noor})
	refusal(t, err, models.Invalid, "nobody_chosen")
	for _, wrong := range []string{"", "x", b.Token(desk.ID, 1), b.AssistantToken(desk.ID, 2), b.AssistantToken(desk.ID+100, 1)} {
		_, err := b.ActingByToken(ctx, wrong)
		refusal(t, err, models.NotFound, "link_not_found")
	}
	b.must(b.Write(ctx, func(tx *gorm.DB) error {
		return tx.Model(&models.Assistant{}).Where("assistant_id = ?", desk.ID).Update("until_on", modelstest.DayBefore(b.Today())).Error
	}))
	_, err = b.ActingByToken(ctx, token)
	refusal(t, err, models.Gone, "assistant_ended")
	refusal(t, b.AnswerForSeveral(ctx, token, map[int64]models.AnswerKind{b.of(anna).ID: models.AnswerDeclines}), models.Gone, "assistant_ended")
}

// BR-10, BR-12: each principal has an own registration and invite, the
// secretariat one overview without a calendar part.
func TestBR12_AssistantSignsUp(t *testing.T) {
	b, desk, token := office(t, 4)
	open := b.Save(modelstest.Gathering("open", 5))
	a, err := b.ActingByToken(ctx, token)
	if err != nil || len(a.Meetings) != 1 || a.Meetings[0].ID != open.ID {
		t.Fatalf("meetings %v, %v", a, err)
	}
	ids := []int64{a.Principals[0].ID, a.Principals[1].ID}
	if _, err := b.SignUpPrincipals(ctx, token, open.ID, ids); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, mail := range b.Deliver() {
		got[mail.ToEmail] = string(mail.Kind) + mail.Method
	}
	want := map[string]string{anna.Email: "confirmationREQUEST", "fenna@hengelo.example": "confirmationREQUEST", desk.Email: "overview"}
	for to, kind := range want {
		if got[to] != kind {
			t.Errorf("%s got %q, want %q", to, got[to], kind)
		}
	}
}

// Who lost the link asks for it as for any other.
func TestAssistant_LostLink(t *testing.T) {
	b, desk, token := office(t, 4)
	b.must(b.RequestLinks(ctx, desk.Email, "nl"))
	mails := b.Deliver()
	if len(mails) != 1 || mails[0].Kind != models.MailLink || mails[0].MessageFacts.Detail.Assistant != desk.ID {
		t.Fatalf("mails %+v", mails)
	}
	if got := b.AssistantToken(desk.ID, mails[0].MessageFacts.AssistantVersion); got != token {
		t.Errorf("another link: %s", got)
	}
	for range 3 {
		b.must(b.RequestLinks(ctx, desk.Email, "nl"))
	}
	if mails := b.Deliver(); len(mails) != 2 {
		t.Errorf("%d mails in an hour, want 3 with the first", len(mails)+1)
	}
}
