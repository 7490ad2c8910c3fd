package models_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"bijeen/models"
	"bijeen/models/modelstest"
)

var anna = models.Attendee{GivenName: "Zoë", Surname: "Schijnveld", Email: "zoe@almelo.example"}
var bas = models.Attendee{GivenName: "Bas", Surname: "Dummy", Email: "bas@almelo.example"}

// board is a meeting by invitation with two positions on its list: Almelo,
// held by anna, and Borne and Hengelo, held by Fenna. Answers are due on 22
// November.
type board struct {
	*modelstest.Fixture
	t        *testing.T
	m        *models.Meeting
	by       models.Actor
	position []*models.Position
}

func newBoard(t *testing.T, seats ...int) *board {
	t.Helper()
	f := modelstest.New(t)
	in := modelstest.Gathering("bestuur", seats...)
	in.Kind, in.Visibility, in.RegistrationMode = models.BoardMeeting, models.VisibilityInvited, models.ModeInvitation
	in.WaitlistMode, in.SubstitutionPolicy = models.WaitlistOff, models.SubstitutionSameConstituency
	b := &board{Fixture: f, t: t, m: f.Save(in), by: tessa(t, f)}
	fenna := models.Attendee{GivenName: "Fenna", SurnamePrefix: "ter", Surname: "Proefveld", Email: "fenna@hengelo.example"}
	b.position = []*models.Position{
		f.Position("wethouder Jeugd", "Gemeente Almelo", &anna, "GM0141"),
		f.Position("wethouder Jeugd", "Gemeente Hengelo", &fenna, "GM0164", "GM0147"),
	}
	b.must(f.SetReplyBy(ctx, b.m.ID, "2019-11-22", b.by))
	b.put(true, b.position...)
	return b
}

func (b *board) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// put adds positions to the list.
func (b *board) put(reserved bool, positions ...*models.Position) {
	b.t.Helper()
	in := models.InvitationLines{Reason: "alle wethouders Jeugd", Reserved: reserved}
	for _, p := range positions {
		in.Picks = append(in.Picks, models.InvitationPick{Target: models.InvitePosition, ID: p.ID})
	}
	_, err := b.AddInvitations(ctx, b.m.ID, in, b.by)
	b.must(err)
}

func (b *board) send() *models.Sending {
	b.t.Helper()
	sent, err := b.SendInvitations(ctx, b.m.ID, false, b.by)
	b.must(err)
	return sent
}

// of gives the newest registration of somebody.
func (b *board) of(a models.Attendee) *models.Registration {
	b.t.Helper()
	var list []*models.Registration
	b.must(b.Read(ctx, func(tx *gorm.DB) error {
		return tx.Where("meeting_id = ? and email = ?", b.m.ID, a.Email).Order("id").Find(&list).Error
	}))
	if len(list) == 0 {
		b.t.Fatalf("%s is not on the list", a.Email)
	}
	return list[len(list)-1]
}

func (b *board) answer(a models.Attendee, answer models.Answer) error {
	b.t.Helper()
	b.Clock.Add(time.Second)
	return b.AnswerInvitation(ctx, b.m.ID, b.of(a).ID, answer, models.Actor{Kind: models.ByPerson})
}

func (b *board) seats() models.Seats {
	b.t.Helper()
	page, err := b.MeetingBySlug(ctx, b.m.Slug, true)
	b.must(err)
	for _, s := range page.Seats {
		return *s
	}
	return models.Seats{}
}

func (b *board) states() []models.InvitationState {
	b.t.Helper()
	var list []models.InvitationState
	b.must(b.Read(ctx, func(tx *gorm.DB) error {
		return tx.Model(&models.Invitation{}).Order("position").Pluck("state", &list).Error
	}))
	return list
}

func refusal(t *testing.T, err error, kind models.Kind, key string) {
	t.Helper()
	if models.KindOf(err) != kind || !strings.Contains(err.Error(), key) {
		t.Errorf("got %v; want %s", err, key)
	}
}

// The mail goes to the holder, waits the delay, and can be taken back in it.
func TestInvite_Sends(t *testing.T) {
	b := newBoard(t, 10)
	dry, err := b.SendInvitations(ctx, b.m.ID, true, b.by)
	b.must(err)
	if dry.Mailed != 2 || len(b.Deliver()) != 0 || !slices.Equal(b.states(), []models.InvitationState{"queued", "queued"}) {
		t.Errorf("a dry run: %+v, %v", dry, b.states())
	}
	if sent := b.send(); sent.Mailed != 2 || len(b.Deliver()) != 0 {
		t.Errorf("sent %+v, or did not wait", sent)
	}
	if n, err := b.TakeBackInvitations(ctx, b.m.ID, b.by); n != 2 || err != nil {
		t.Errorf("took back %d: %v", n, err)
	}
	b.Clock.Add(time.Hour)
	if mails := b.Deliver(); len(mails) != 0 || b.seats().Reserved != 0 {
		t.Errorf("%d mails left, %+v", len(mails), b.seats())
	}
	b.send()
	b.Clock.Add(time.Hour)
	mails := b.Deliver()
	if len(mails) != 2 || mails[0].MessageFacts.InvitedAs != "wethouder Jeugd, Gemeente Almelo" || mails[0].Method != "" {
		t.Fatalf("mails: %+v", mails)
	}
	if n, err := b.TakeBackInvitations(ctx, b.m.ID, b.by); n != 0 || err != nil {
		t.Errorf("took back %d mails that had gone: %v", n, err)
	}
	if again := b.send(); again.Mailed != 0 {
		t.Errorf("sent twice: %+v", again)
	}
	if codes := b.Own(b.of(anna).ID).Represents; len(codes) != 1 || codes[0].Code != "GM0141" {
		t.Errorf("anna speaks for %v", codes)
	}
}

// BR-21: the invitation goes to the holder of the day; after a change to the
// new one, and for the old one it has lapsed.
func TestBR21_FollowsThePosition(t *testing.T) {
	b := newBoard(t, 10)
	b.send()
	b.Clock.Add(time.Hour)
	b.Deliver()
	token := b.Token(b.of(anna).ID, 1)
	b.Holds(b.position[0], b.Listed(bas), "2019-11-20")
	b.Clock.Set(*modelstest.At("2019-11-19 12:00"))
	settleAll(t, b)
	if got := b.of(anna).Status; got != models.Invited {
		t.Fatalf("a holder to come took over a day early: %s", got)
	}
	b.Clock.Set(*modelstest.At("2019-11-20 00:01"))
	settleAll(t, b)
	old, holder := b.of(anna), b.of(bas)
	if old.Status != models.Withdrawn || holder.Status != models.Invited || holder.ReservedUntil == nil || b.seats().Reserved != 2 {
		t.Errorf("old %s, new %s, %+v", old.Status, holder.Status, b.seats())
	}
	if mails := b.Deliver(); len(mails) != 1 || mails[0].ToEmail != bas.Email {
		t.Errorf("mails: %+v", mails)
	}
	refusal(t, b.answer(anna, models.Answer{Kind: models.AnswerComes}), models.Gone, "invitation_ended")
	if _, err := b.OwnByToken(ctx, token); err != nil {
		t.Errorf("the old link says nothing: %v", err)
	}
	settleAll(t, b)
	if mails := b.Deliver(); len(mails) != 0 {
		t.Errorf("told again: %+v", mails)
	}
	b.must(b.answer(bas, models.Answer{Kind: models.AnswerComes}))
	b.Holds(b.position[0], b.Listed(anna), "2019-11-25")
	b.Clock.Set(*modelstest.At("2019-11-25 12:00"))
	settleAll(t, b)
	if got := b.of(bas).Status; got != models.Registered {
		t.Errorf("who had answered lost the answer: %s", got)
	}
}

// settleAll lets the clock do what is due at every meeting it may concern.
func settleAll(t *testing.T, b *board) {
	t.Helper()
	ids, err := b.Unsettled(ctx)
	b.must(err)
	for _, id := range ids {
		b.must(b.Settle(ctx, id))
	}
}

// BR-22: a kept seat is free at the end of the day of reply-by, and not a
// second before.
func TestBR22_SeatIsFreeAfterReplyBy(t *testing.T) {
	b := newBoard(t, 2)
	b.send()
	guest := models.SignUp{MeetingID: b.m.ID, People: []models.Attendee{modelstest.Person(1)}, By: b.by}
	b.Clock.Set(modelstest.At("2019-11-23 00:00").Add(-time.Second))
	_, err := b.SignUp(ctx, guest)
	refusal(t, err, models.Conflict, "meeting_full")
	if s := b.seats(); s.Reserved != 2 || s.Free() != 0 {
		t.Errorf("before: %+v", s)
	}
	b.Clock.Add(time.Second)
	if s := b.seats(); s.Reserved != 0 || s.Free() != 2 {
		t.Errorf("after: %+v", s)
	}
	settleAll(t, b)
	if r := b.of(anna); r.Status != models.Invited || r.ReservedUntil != nil {
		t.Errorf("the end of a kept seat is not recorded: %s %v", r.Status, r.ReservedUntil)
	}
	if _, err = b.SignUp(ctx, guest); err != nil {
		t.Fatal(err)
	}
	// An answer after reply-by gets what is free, and a sentence when that is nothing.
	b.must(b.answer(anna, models.Answer{Kind: models.AnswerComes}))
	fenna := models.Attendee{Email: "fenna@hengelo.example"}
	refusal(t, b.answer(fenna, models.Answer{Kind: models.AnswerComes}), models.Conflict, "meeting_full")
	if got := b.of(fenna).Status; got != models.Invited {
		t.Errorf("a refused answer left %s", got)
	}
	b.must(b.answer(fenna, models.Answer{Kind: models.AnswerDeclines}))
}

// Lines come off the list; who has answered stays.
func TestInvite_Drop(t *testing.T) {
	b := newBoard(t, 4)
	b.send()
	b.must(b.answer(anna, models.Answer{Kind: models.AnswerComes}))
	n, err := b.DropInvitations(ctx, b.m.ID, []int64{1, 2}, b.by)
	if err != nil || n != 1 {
		t.Fatalf("dropped %d: %v", n, err)
	}
	fenna := models.Attendee{Email: "fenna@hengelo.example"}
	if r := b.of(fenna); r.Status != models.Withdrawn || b.seats().Reserved != 0 {
		t.Errorf("%s %+v", r.Status, b.seats())
	}
	refusal(t, b.answer(fenna, models.Answer{Kind: models.AnswerComes}), models.Gone, "invitation_ended")
	b.Clock.Add(time.Hour)
	for _, mail := range b.Deliver() {
		if mail.ToEmail == fenna.Email {
			t.Errorf("told who is off the list: %s", mail.Kind)
		}
	}
}

// Who is on the list of the meeting already is not invited again.
func TestInvite_KnownOnes(t *testing.T) {
	b := newBoard(t, 4)
	_, err := b.SignUp(ctx, models.SignUp{MeetingID: b.m.ID, People: []models.Attendee{{
		GivenName: anna.GivenName, Surname: anna.Surname, Email: anna.Email, Organization: "Almelo"}}, By: b.by})
	b.must(err)
	sent := b.send()
	if sent.Known != 1 || sent.Mailed != 1 || !slices.Equal(b.states(), []models.InvitationState{"answered", "sent"}) {
		t.Errorf("%+v %v", sent, b.states())
	}
	if codes := b.Own(b.of(anna).ID).Represents; len(codes) != 1 {
		t.Errorf("anna speaks for %v", codes)
	}
	b.must(b.Cancel(ctx, b.m.ID, b.of(anna).ID, b.by, ""))
	second := b.Position("lid van de stuurgroep", "Gemeente Almelo", &anna, "GM0141")
	b.put(true, second)
	if sent := b.send(); sent.Known != 1 || sent.Mailed != 0 || b.of(anna).Status != models.Cancelled {
		t.Errorf("who cancelled is asked again: %+v, %s", sent, b.of(anna).Status)
	}
	empty := b.Position("wethouder Jeugd", "Gemeente Losser", nil, "GM0168")
	b.put(true, empty, b.position[0])
	if sent := b.send(); len(sent.Nobody) != 1 || sent.Mailed != 0 || len(b.states()) != 4 {
		t.Errorf("%+v %v", sent, b.states())
	}
}

// When the names of a meeting go, so do those on its list of invitations;
// positions stay, and so does who is in the directory (BR-77).
func TestBR77_NamesOnTheList(t *testing.T) {
	b := newBoard(t, 4)
	noor := models.Attendee{GivenName: "Noor", SurnamePrefix: "el", Surname: "Voorbeeldi", Email: "noor@ambiq.example"}
	b.Position("bestuurder", "Ambiq", &noor) // keeps her in the directory
	guest := b.Listed(noor)
	_, err := b.AddInvitations(ctx, b.m.ID, models.InvitationLines{
		Picks: []models.InvitationPick{{Target: models.InvitePerson, ID: guest.ID}}, Reason: "spreker",
	}, b.by)
	b.must(err)
	b.send()
	names := func() (list []string) {
		b.must(b.Read(ctx, func(tx *gorm.DB) error {
			return tx.Model(&models.Invitation{}).Order("position").Pluck("name", &list).Error
		}))
		return list
	}
	if got := names(); got[2] != "Noor el Voorbeeldi" {
		t.Fatalf("names %v", got)
	}
	b.Clock.Set(b.m.EndsAt.AddDate(2, 0, 0))
	_, err = b.RunRetention(ctx)
	b.must(err)
	if got := names(); got[0] != "wethouder Jeugd" || got[2] != "" {
		t.Errorf("names %v", got)
	}
	var listed int64
	b.must(b.Read(ctx, func(tx *gorm.DB) error {
		return tx.Model(&models.Person{}).Where("listed_at is not null").Count(&listed).Error
	}))
	if listed != 3 {
		t.Errorf("%d people are left in the directory", listed)
	}
}
