package deskview_test

import (
	"flag"
	"fmt"
	"testing"
	"time"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/models/modelstest"
)

// boardCodes are the constituencies of the histories: three municipalities
// and two sectors, of which two positions speak for more than one.
var boardCodes = []string{"GM0141", "GM0147", "GM0153", "education", "care_providers"}

var organizer = models.Actor{Kind: models.ByOrganizer}

// boardWorld is one board meeting with everything that happens to its list of
// invitations and to who comes.
type boardWorld struct {
	f         *modelstest.Fixture
	id        int64
	positions []*models.Position
}

// TestBoard_IsARecountOfAnyHistory lets invitations, answers, substitutions,
// changes of holders, sign-ups and the door happen in any order. After each
// step the board, of who has a place and of who is here, must be what somebody
// counts who reads the rows one by one.
func TestBoard_IsARecountOfAnyHistory(t *testing.T) {
	played := rapidChecks(t, 30, 6)
	f := modelstest.New(t)
	seen := map[deskview.RepresentationState]bool{}
	rapid.Check(t, func(t *rapid.T) {
		w := newBoardWorld(t, f)
		t.Repeat(map[string]func(*rapid.T){
			"":       func(t *rapid.T) { w.recount(t, seen) },
			"invite": w.invite, "send": w.send, "send 2": w.send, "take back": w.takeBack, "drop": w.drop, "mail fails": w.mailFails,
			"answer": w.answer, "answer 2": w.answer, "answer 3": w.answer, "holder": w.holder, "clock": w.clock,
			"sign up": w.signUp, "sign up 2": w.signUp, "cancel": w.cancel, "substitute": w.substitute, "erase": w.erase,
			"door": w.door, "door 2": w.door, "finish": w.finish,
		})
	})
	for _, state := range []deskview.RepresentationState{
		deskview.ByExecutive, deskview.ByMandate, deskview.ByNeighbor, deskview.MandateUnclear, deskview.OfficialsOnly, deskview.NotInYet,
		deskview.WaitsForPlace, deskview.NoAnswer, deskview.SpeakersGone, deskview.NobodyYet,
	} {
		if !seen[state] && played >= 30 {
			t.Errorf("no history came to a square that is %s", state)
		}
	}
}

func newBoardWorld(t *rapid.T, f *modelstest.Fixture) *boardWorld {
	f.Clock.Set(modelstest.Noon)
	for _, table := range []string{"meetings", "people", "organizations", "venues"} {
		write(t, f, "delete from "+table)
	}
	in := modelstest.Gathering("bestuur", rapid.IntRange(2, 6).Draw(t, "seats"))
	in.Kind, in.WaitlistMode = models.BoardMeeting, models.WaitlistAuto
	in.SubstitutionPolicy = rapid.SampledFrom([]models.SubstitutionPolicy{models.SubstitutionAny, models.SubstitutionSameConstituency}).Draw(t, "substitution")
	saved, err := f.SaveMeeting(ctx, in, organizer)
	if err != nil {
		t.Fatal(err)
	}
	w := &boardWorld{f: f, id: saved.MeetingID}
	for i, code := range boardCodes {
		holder := modelstest.Person(i)
		codes := []string{code}
		if i%2 == 1 {
			codes = append(codes, boardCodes[i-1])
		}
		w.positions = append(w.positions, f.Position("wethouder", fmt.Sprint("Organisatie ", i), &holder, codes...))
	}
	return w
}

// did looks at what a verb answered: a refusal is an answer, an internal error
// never is.
func did(t *rapid.T, err error) {
	if err != nil && models.KindOf(err) == 0 {
		t.Fatalf("internal error: %v", err)
	}
}

func (w *boardWorld) invite(t *rapid.T) {
	in := models.InvitationLines{Reason: "alle bestuurders", Reserved: rapid.Bool().Draw(t, "reserved")}
	for _, p := range w.positions {
		if rapid.Bool().Draw(t, "invited") {
			in.Picks = append(in.Picks, models.InvitationPick{Target: models.InvitePosition, ID: p.ID})
		}
	}
	_, err := w.f.AddInvitations(ctx, w.id, in, organizer)
	did(t, err)
}

func (w *boardWorld) send(t *rapid.T) {
	_, err := w.f.SendInvitations(ctx, w.id, false, organizer)
	did(t, err)
}

func (w *boardWorld) takeBack(t *rapid.T) {
	_, err := w.f.TakeBackInvitations(ctx, w.id, organizer)
	did(t, err)
}

func (w *boardWorld) drop(t *rapid.T) {
	rows := w.invitations(t)
	if len(rows) == 0 {
		t.Skip("none")
	}
	_, err := w.f.DropInvitations(ctx, w.id, []int64{rapid.SampledFrom(rows).Draw(t, "line").ID}, organizer)
	did(t, err)
}

// mailFails writes what the mail tells about an invitation that has left.
func (w *boardWorld) mailFails(t *rapid.T) {
	state := rapid.SampledFrom([]models.InvitationState{models.InvitationBounced, models.InvitationExpired}).Draw(t, "state")
	for _, inv := range w.invitations(t) {
		if inv.State == string(models.InvitationSent) && rapid.Bool().Draw(t, "this one") {
			write(t, w.f, "update invitations set state = ? where id = ?", state, inv.ID)
		}
	}
}

func (w *boardWorld) answer(t *rapid.T) {
	r := w.someone(t, func(r boardRow) bool { return r.InvitationID != 0 })
	a := models.Answer{
		Kind:     rapid.SampledFrom([]models.AnswerKind{models.AnswerComes, models.AnswerComes, models.AnswerDeclines, models.AnswerSubstitute}).Draw(t, "answer"),
		Mandated: w.mandate(t), AlsoFor: w.codes(t, 1), ArrivesLate: rapid.SampledFrom([]string{"", "10:15"}).Draw(t, "late"),
		Substitute: w.replacement(t),
	}
	did(t, w.f.AnswerInvitation(ctx, w.id, r.ID, a, person))
}

// holder gives a position to somebody else, and lets a day go by.
func (w *boardWorld) holder(t *rapid.T) {
	who := modelstest.Person(rapid.IntRange(0, 9).Draw(t, "holder"))
	w.f.Clock.Add(24 * time.Hour)
	w.f.Holds(rapid.SampledFrom(w.positions).Draw(t, "position"), w.f.Listed(who), w.f.Today())
	did(t, w.f.Settle(ctx, w.id))
}

func (w *boardWorld) clock(t *rapid.T) {
	w.f.Clock.Add(rapid.SampledFrom([]time.Duration{time.Second, time.Hour, 24 * time.Hour}).Draw(t, "by"))
	did(t, w.f.Settle(ctx, w.id))
}

func (w *boardWorld) signUp(t *rapid.T) {
	a := modelstest.Person(rapid.IntRange(0, 14).Draw(t, "person"), "a")
	a.Level = rapid.SampledFrom([]models.Level{models.Executive, models.Policy, models.Policy, models.Experience}).Draw(t, "level")
	a.Mandated, a.Represents = w.mandate(t), w.codes(t, 2)
	_, err := w.f.SignUp(ctx, models.SignUp{MeetingID: w.id, People: []models.Attendee{a}, Language: "nl", By: person})
	did(t, err)
}

func (w *boardWorld) cancel(t *rapid.T) {
	did(t, w.f.Cancel(ctx, w.id, w.someone(t, nil).ID, person, ""))
}

func (w *boardWorld) substitute(t *rapid.T) {
	_, err := w.f.Substitute(ctx, w.id, w.someone(t, nil).ID, w.replacement(t), rapid.SampledFrom([]models.Actor{person, organizer}).Draw(t, "who"))
	did(t, err)
}

func (w *boardWorld) erase(t *rapid.T) {
	if rapid.IntRange(0, 3).Draw(t, "seldom") > 0 {
		t.Skip("not now")
	}
	_, err := w.f.ErasePerson(ctx, modelstest.Person(rapid.IntRange(0, 14).Draw(t, "person")).Email)
	did(t, err)
}

// door lets somebody in, out, or takes the last back, on the day itself.
func (w *boardWorld) door(t *rapid.T) {
	if day := *modelstest.At("2019-11-29 09:05"); w.f.Now().Before(day) {
		if rapid.IntRange(0, 4).Draw(t, "the day comes") > 0 {
			t.Skip("not the day yet")
		}
		w.f.Clock.Set(day)
	}
	w.f.Clock.Add(time.Minute)
	p := models.Passing{MeetingID: w.id, RegistrationID: w.someone(t, nil).ID, Site: "a", Here: rapid.Bool().Draw(t, "here"), By: organizer}
	var err error
	switch rapid.IntRange(0, 3).Draw(t, "way") {
	case 0:
		_, err = w.f.CheckOut(ctx, p)
	case 1:
		err = w.f.UndoCheckIn(ctx, p)
	default:
		_, err = w.f.CheckIn(ctx, p)
	}
	did(t, err)
}

func (w *boardWorld) finish(t *rapid.T) {
	if rapid.IntRange(0, 5).Draw(t, "seldom") > 0 {
		t.Skip("not now")
	}
	did(t, w.f.Finish(ctx, w.id, organizer))
}

func (w *boardWorld) mandate(t *rapid.T) models.Mandated {
	return rapid.SampledFrom([]models.Mandated{"", models.MandateYes, models.MandateNo, models.MandateUnknown}).Draw(t, "mandate")
}

func (w *boardWorld) codes(t *rapid.T, most int) []string {
	return rapid.SliceOfNDistinct(rapid.SampledFrom(boardCodes), 0, most, rapid.ID).Draw(t, "codes")
}

func (w *boardWorld) replacement(t *rapid.T) models.Substitution {
	a := modelstest.Person(rapid.IntRange(5, 14).Draw(t, "substitute"))
	return models.Substitution{
		GivenName: a.GivenName, Surname: a.Surname, Email: a.Email, Mandated: w.mandate(t),
		JobTitle: "plaatsvervanger", OverrideReason: rapid.SampledFrom([]string{"", "de voorzitter weet ervan"}).Draw(t, "reason"),
	}
}

func (w *boardWorld) someone(t *rapid.T, fits func(boardRow) bool) boardRow {
	var list []boardRow
	for _, r := range w.rows(t) {
		if fits == nil || fits(r) {
			list = append(list, r)
		}
	}
	if len(list) == 0 {
		t.Skip("nobody")
	}
	return rapid.SampledFrom(list).Draw(t, "registration")
}

// rapidChecks sets how many histories are played, the same in every run unless
// the command line says otherwise.
func rapidChecks(t *testing.T, sqlite, postgres int) int {
	t.Helper()
	n := sqlite
	if _, ok := modelstest.PostgresDSN(t); ok {
		n = postgres
	}
	given := map[string]bool{}
	flag.Visit(func(f *flag.Flag) { given[f.Name] = true })
	for name, value := range map[string]string{"rapid.checks": fmt.Sprint(n), "rapid.steps": "50", "rapid.seed": "1"} {
		if given[name] {
			continue
		}
		if err := flag.Set(name, value); err != nil {
			t.Fatal(err)
		}
	}
	return n
}

// write changes the tables past the verbs.
func write(t *rapid.T, f *modelstest.Fixture, statement string, args ...any) {
	if err := f.Write(ctx, func(tx *gorm.DB) error { return tx.Exec(statement, args...).Error }); err != nil {
		t.Fatal(err)
	}
}
