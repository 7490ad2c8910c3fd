package models_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// onRequest saves a meeting on request with these seats and n requests.
func onRequest(f *modelstest.Fixture, n int, seats ...int) (*models.Meeting, []int64) {
	in := modelstest.Gathering("verzoek", seats...)
	in.RegistrationMode = models.ModeApproval
	m := f.Save(in)
	var ids []int64
	for i := range n {
		ids = append(ids, f.SignUpAll(m, modelstest.Person(i))[0].RegistrationID)
		f.Clock.Tick(1)
	}
	f.Deliver()
	return m, ids
}

// outcomes are what becomes of the chosen people, in order.
func outcomes(e *models.BulkEffect) []string {
	var list []string
	for _, p := range e.People {
		list = append(list, string(p.Outcome)+p.Refused)
	}
	return list
}

// doBulk does what its preview shows.
func doBulk(t *testing.T, f *modelstest.Fixture, m *models.Meeting, b models.Bulk) *models.BulkEffect {
	t.Helper()
	shown, err := f.PreviewBulk(ctx, m.ID, b, organizer)
	must(t, err)
	mark, err := shown.Mark()
	must(t, err)
	done, err := f.DoBulk(ctx, m.ID, b, mark, organizer)
	must(t, err)
	if diff := cmp.Diff(shown, done); diff != "" {
		t.Errorf("done is not what was shown: %s", diff)
	}
	return done
}

// Several requests are approved at once: who asked first is placed first, in
// whatever order they were chosen, and what the organiser says is in the mail.
func TestBulk_ApproveInOrderOfAsking(t *testing.T) {
	f := modelstest.New(t)
	m, ids := onRequest(f, 4, 2)
	b := models.Bulk{Do: models.BulkApprove, IDs: []int64{ids[2], ids[1], ids[0]}, Reason: "Neem uw laptop mee."}
	e := doBulk(t, f, m, b)
	if diff := cmp.Diff([]string{"registered", "registered", "waitlisted"}, outcomes(e)); diff != "" {
		t.Error(diff)
	}
	if e.Told != 3 || e.Others != 0 || e.Mails[models.MailConfirmation] != 2 || e.Mails[models.MailWaitlisted] != 1 {
		t.Errorf("told %d, others %d, mails %v", e.Told, e.Others, e.Mails)
	}
	for i, want := range []models.RegistrationStatus{models.Registered, models.Registered, models.Waitlisted, models.Pending} {
		if got := f.Status(ids[i]); got != want {
			t.Errorf("person %d: %s, want %s", i, got, want)
		}
	}
	mails := f.Deliver()
	if len(mails) != 3 {
		t.Errorf("%d mails, want 3", len(mails))
	}
	for _, c := range mails {
		if c.MessageFacts.Detail.Reason != "Neem uw laptop mee." {
			t.Errorf("%s says %q", c.Kind, c.MessageFacts.Detail.Reason)
		}
	}
	db := openTables(t, f)
	if n := db.count(t, "registration_changes where action = 'approved' and reason = 'Neem uw laptop mee.'"); n != 3 {
		t.Errorf("%d lines of history, want 3", n)
	}
}

// To reject needs a reason, and who is no request any more is passed over and
// named.
func TestBulk_RejectWithAReason(t *testing.T) {
	f := modelstest.New(t)
	m, ids := onRequest(f, 3, 5)
	b := models.Bulk{Do: models.BulkReject, IDs: ids, Reason: "  "}
	var wrong models.Problems
	if _, err := f.DoBulk(ctx, m.ID, b, "", organizer); !errors.As(err, &wrong) || wrong[0].Field != "reason" {
		t.Errorf("without a reason: %v", err)
	}
	must(t, f.Approve(ctx, m.ID, ids[1], organizer))
	f.Deliver()
	b.Reason = "De groep is compleet."
	e := doBulk(t, f, m, b)
	if diff := cmp.Diff([]string{"rejected", "nothingnot_pending", "rejected"}, outcomes(e)); diff != "" {
		t.Error(diff)
	}
	if mails := f.Deliver(); len(mails) != 2 || mails[0].Kind != models.MailRejected || mails[0].MessageFacts.Detail.Reason != b.Reason {
		t.Errorf("%d mails", len(mails))
	}
	if got := f.Status(ids[1]); got != models.Registered {
		t.Errorf("who was approved already is %s", got)
	}
}

// Where there is no list, who finds no seat stays a request.
func TestBulk_ApproveWithoutAList(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("verzoek", 1)
	in.RegistrationMode, in.WaitlistMode = models.ModeApproval, models.WaitlistOff
	m := f.Save(in)
	out := f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2))
	e := doBulk(t, f, m, models.Bulk{Do: models.BulkApprove, IDs: []int64{out[0].RegistrationID, out[1].RegistrationID}})
	if diff := cmp.Diff([]string{"registered", "nothingmeeting_full"}, outcomes(e)); diff != "" {
		t.Error(diff)
	}
	if got := f.Status(out[1].RegistrationID); got != models.Pending {
		t.Errorf("who found no seat is %s, want a request still", got)
	}
}

// Several people move at once: those who fit, and the others keep their place
// and queue; what comes free goes to who waits.
func TestBulk_MoveToASiteThatFillsUp(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 3, 2))
	out := f.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "a"), modelstest.Person(3, "a"), modelstest.Person(4, "a"), modelstest.Person(5, "b"))
	f.Deliver()
	ids := []int64{out[0].RegistrationID, out[1].RegistrationID, out[4].RegistrationID}
	e := doBulk(t, f, m, models.Bulk{Do: models.BulkMove, IDs: ids, Site: "b"})
	if diff := cmp.Diff([]string{"moved", "wished", "nothingalready_there"}, outcomes(e)); diff != "" {
		t.Error(diff)
	}
	if e.Others != 1 || e.Told != 2 || e.Mails[models.MailChanged] != 1 || e.Mails[models.MailPlaceGiven] != 1 || e.Calendars != 1 {
		t.Errorf("others %d, told %d, mails %v, calendars %d", e.Others, e.Told, e.Mails, e.Calendars)
	}
	if got := f.Status(out[3].RegistrationID); got != models.Registered {
		t.Errorf("who waited for the place that came free is %s", got)
	}
}

// I1, I2: over the seats only for a reason, never over the building.
func TestI2_BulkMoveNeverOverfillsABuilding(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 5, 1)
	in.Sites[1].BuildingLimit = 2
	m := f.Save(in)
	out := f.SignUpAll(m, modelstest.Person(1, "b"), modelstest.Person(2, "a"), modelstest.Person(3, "a"))
	b := models.Bulk{Do: models.BulkMove, IDs: []int64{out[1].RegistrationID, out[2].RegistrationID}, Site: "b", Overbook: true}
	if _, err := f.DoBulk(ctx, m.ID, b, "", organizer); models.KindOf(err) != models.Invalid {
		t.Errorf("over the seats without a reason: %v", err)
	}
	b.Reason = "De zaal zet een stoel bij."
	e := doBulk(t, f, m, b)
	if diff := cmp.Diff([]string{"moved", "wished"}, outcomes(e)); diff != "" {
		t.Error(diff)
	}
	site := m.Site("b").ID
	if s := e.Seats[site]; s.Heads != 2 || s.Surplus() != 1 {
		t.Errorf("%d people in a building for 2, %d too many", s.Heads, s.Surplus())
	}
}

// A preview leaves nothing behind; what changed since it was shown is not done.
func TestBulk_OnlyWhatWasShown(t *testing.T) {
	f := modelstest.New(t)
	m, ids := onRequest(f, 2, 1)
	db := openTables(t, f)
	before := db.dump(t)
	b := models.Bulk{Do: models.BulkApprove, IDs: ids}
	shown, err := f.PreviewBulk(ctx, m.ID, b, organizer)
	must(t, err)
	if before != db.dump(t) {
		t.Error("the preview has changed something")
	}
	must(t, f.Cancel(ctx, m.ID, ids[0], person, ""))
	before = db.dump(t)
	mark, err := shown.Mark()
	must(t, err)
	_, err = f.DoBulk(ctx, m.ID, b, mark, organizer)
	var e *models.Error
	if !errors.As(err, &e) || e.Key != "effect_changed" || before != db.dump(t) {
		t.Errorf("%v; want a refusal that leaves everything as it was", err)
	}
}

// A fault at any statement leaves nobody treated.
func TestBulk_AllOrNobody(t *testing.T) {
	f := modelstest.New(t)
	m, ids := onRequest(f, 3, 2)
	db, p := openTables(t, f), listen(t, f)
	b := models.Bulk{Do: models.BulkApprove, IDs: ids}
	shown, err := f.PreviewBulk(ctx, m.ID, b, organizer)
	must(t, err)
	mark, err := shown.Mark()
	must(t, err)
	before := db.dump(t)
	for at := 1; ; at++ {
		p.start(at)
		_, err := f.DoBulk(ctx, m.ID, b, mark, organizer)
		p.start(0)
		if err == nil {
			if at < 10 {
				t.Fatalf("only %d statements", at)
			}
			break
		}
		if !errors.Is(err, errInjected) || before != db.dump(t) {
			t.Fatalf("fault at statement %d: %v, or something stayed", at, err)
		}
	}
	if got := f.Status(ids[2]); got != models.Waitlisted {
		t.Errorf("the last is %s", got)
	}
}

func TestBulk_Refused(t *testing.T) {
	f := modelstest.New(t)
	m, ids := onRequest(f, 1, 2)
	other := f.Save(modelstest.Gathering("ander", 2))
	tests := []struct {
		name string
		m    *models.Meeting
		b    models.Bulk
		kind models.Kind
	}{
		{"nobody", m, models.Bulk{Do: models.BulkApprove}, models.Invalid},
		{"somebody of another meeting", other, models.Bulk{Do: models.BulkApprove, IDs: ids}, models.Invalid},
		{"too many", m, models.Bulk{Do: models.BulkApprove, IDs: make([]int64, models.MaxBulk+1)}, models.Invalid},
		{"unknown site", m, models.Bulk{Do: models.BulkMove, IDs: ids, Site: "x"}, models.Invalid},
		{"unknown meeting", &models.Meeting{ID: 999}, models.Bulk{Do: models.BulkApprove, IDs: ids}, models.NotFound},
	}
	for _, tt := range tests {
		if _, err := f.PreviewBulk(ctx, tt.m.ID, tt.b, organizer); models.KindOf(err) != tt.kind {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	f.Clock.Set(*modelstest.At("2019-12-24 12:00"))
	if _, err := f.PreviewBulk(ctx, m.ID, models.Bulk{Do: models.BulkApprove, IDs: ids}, organizer); models.KindOf(err) != models.Gone {
		t.Errorf("after the meeting: %v", err)
	}
}
