package models_test

import (
	"slices"
	"testing"
	"time"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// postponedWith is a meeting with three people, two with a seat and one who
// waits, who all gave needs; it is postponed a month before its day.
func postponedWith(f *modelstest.Fixture) (models.MeetingInput, *models.Meeting, []models.Outcome) {
	in := modelstest.Gathering("platform", 2)
	m := f.Save(in)
	var people []models.Attendee
	for n := 1; n <= 3; n++ {
		p := modelstest.Person(n)
		p.Diet, p.Remarks, p.NeedsConsent = []string{"halal"}, canary, true
		people = append(people, p)
	}
	out := f.SignUpAll(m, people...)
	in.Status, in.StatusReason = models.MeetingPostponed, "De zaal is niet vrij."
	f.Save(in)
	f.Clock.Add(11 * time.Minute)
	f.Deliver()
	return in, m, out
}

// onAgain gives a meeting a day one month from now.
func onAgain(f *modelstest.Fixture, in models.MeetingInput) models.MeetingInput {
	start := f.Now().AddDate(0, 1, 0)
	end := start.Add(2 * time.Hour)
	in.Status, in.StatusReason, in.DateText = models.MeetingOpen, "", ""
	in.StartsAt, in.EndsAt, in.DoorsOpenAt = &start, &end, nil
	f.Save(in)
	return in
}

func retain(t *testing.T, f *modelstest.Fixture) int {
	t.Helper()
	n, err := f.RunRetention(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func registeredAt(t *testing.T, f *modelstest.Fixture, m *models.Meeting) int {
	t.Helper()
	perSite, err := f.RegisteredPerSite(ctx, m.ID)
	if err != nil {
		t.Fatal(err)
	}
	return perSite[m.Sites[0].ID]
}

// A postponed meeting has not ended: what people asked for is kept past the
// old date and serves the new one, after which it goes (BR-76, I11).
func TestBR76_PostponedHasNotEnded(t *testing.T) {
	f := modelstest.New(t)
	in, _, out := postponedWith(f)
	f.Clock.Set(modelstest.At("2019-11-29 12:00").AddDate(0, 0, 8))
	if n := retain(t, f); n != 0 || !f.Own(out[0].RegistrationID).HasNeeds {
		t.Fatalf("%d rows went with the old date", n)
	}
	in = onAgain(f, in)
	if !f.Own(out[0].RegistrationID).HasNeeds {
		t.Fatal("the new date took the needs")
	}
	f.Clock.Set(in.EndsAt.AddDate(0, 0, 7).Add(-time.Second))
	if n := retain(t, f); n != 0 {
		t.Errorf("%d rows went early", n)
	}
	f.Clock.Add(time.Second)
	if n := retain(t, f); n != 3 || f.Own(out[0].RegistrationID).HasNeeds {
		t.Errorf("%d rows went 7 days after the new date, want the needs of 3", n)
	}
	goneFromFiles(t, f)
}

// What somebody asked for who left a postponed meeting serves nobody: it goes
// 7 days later, and not what others asked for.
func TestBR76_PostponedAndLeft(t *testing.T) {
	f := modelstest.New(t)
	_, m, out := postponedWith(f)
	if err := f.Cancel(ctx, m.ID, out[2].RegistrationID, person, ""); err != nil {
		t.Fatal(err)
	}
	f.Clock.Add(7*24*time.Hour - time.Second)
	if n := retain(t, f); n != 0 {
		t.Errorf("%d rows went early", n)
	}
	f.Clock.Add(time.Second)
	if n := retain(t, f); n != 1 || f.Own(out[2].RegistrationID).HasNeeds || !f.Own(out[0].RegistrationID).HasNeeds {
		t.Errorf("%d rows went; want the needs of who left", n)
	}
	runs, err := f.RetentionRuns(ctx, 10)
	if err != nil || len(runs) != 1 || runs[0].What != "needs" || runs[0].Rows != 1 {
		t.Errorf("proof lines %+v, %v", runs, err)
	}
}

// A meeting that stays postponed keeps nobody for ever: the term counts from
// when it was postponed. Who is forgotten holds nothing any more.
func TestBR77_PostponedForEver(t *testing.T) {
	f := modelstest.New(t)
	in, m, out := postponedWith(f)
	since, term := f.Meeting("platform").UpdatedAt, models.Defaults(m.Kind).RetentionMonths
	f.Clock.Set(since.AddDate(0, term, 0).Add(-time.Second))
	if n := retain(t, f); n != 0 {
		t.Fatalf("%d rows went before the term", n)
	}
	f.Clock.Add(time.Second)
	if n := retain(t, f); n != 6 {
		t.Errorf("%d rows went, want needs and names of 3", n)
	}
	if n := retain(t, f); n != 0 {
		t.Errorf("a second run: %d rows", n)
	}
	goneFromFiles(t, f)
	want := []models.RegistrationStatus{models.Cancelled, models.Cancelled, models.Withdrawn}
	for i, o := range out {
		if got := f.Status(o.RegistrationID); got != want[i] {
			t.Errorf("person %d is %s, want %s", i+1, got, want[i])
		}
		forgottenForGood(t, f, m.ID, o.RegistrationID)
	}
	onAgain(f, in)
	if mails := f.Deliver(); len(mails) != 0 {
		t.Errorf("%d mails to nobody", len(mails))
	}
	if out := f.SignUpAll(m, modelstest.Person(4))[0]; out.Status != models.Registered {
		t.Errorf("a new person is %s behind nobody", out.Status)
	}
	if n := registeredAt(t, f, m); n != 1 {
		t.Errorf("%d have a seat, want the new person", n)
	}
}

// A postponed meeting that is called off after its old date gives the word
// time to leave: the terms count from then.
func TestBR76_CalledOffAfterPostponing(t *testing.T) {
	f := modelstest.New(t)
	in, m, out := postponedWith(f)
	f.Clock.Set(f.Meeting("platform").UpdatedAt.AddDate(0, models.Defaults(m.Kind).RetentionMonths, -1))
	in.Status = models.MeetingCancelled
	f.Save(in)
	off := f.Now()
	f.Clock.Set(off.AddDate(0, 0, 2))
	if n := retain(t, f); n != 0 {
		t.Fatalf("%d rows went at once", n)
	}
	if mails := f.Deliver(); len(mails) != 3 || mails[0].Kind != models.MailMeetingCancelled {
		t.Errorf("%d mails, want word to 3", len(mails))
	}
	f.Clock.Set(off.AddDate(0, 0, 7))
	if n := retain(t, f); n != 3 || f.Own(out[0].RegistrationID).HasNeeds {
		t.Errorf("%d rows went after 7 days, want the needs", n)
	}
	f.Clock.Set(off.AddDate(0, models.Defaults(m.Kind).RetentionMonths, 0))
	if n := retain(t, f); n != 3 || f.Status(out[0].RegistrationID) != models.Registered {
		t.Errorf("%d rows went after the term, want the names; the counts stay", n)
	}
}

// Each run forgets what is there, whatever was forgotten before.
func TestBR77_ForgottenAgain(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 2)
	m := f.Save(in)
	term := models.Defaults(m.Kind).RetentionMonths
	old := f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2))
	f.Deliver()
	for round := range 3 {
		f.Clock.Set(in.EndsAt.AddDate(0, term, 0))
		if n := retain(t, f); n == 0 {
			t.Fatalf("round %d: nothing went", round)
		}
		for _, o := range old {
			if r := f.Own(o.RegistrationID).Registration; r.Email != "" || r.PersonID != nil || r.Status != models.Registered {
				t.Fatalf("round %d: %s of %q is left", round, r.Status, r.Email)
			}
			forgottenForGood(t, f, m.ID, o.RegistrationID)
		}
		in = onAgain(f, in)
		if n := registeredAt(t, f, m); n != 0 {
			t.Fatalf("round %d: %d people without a name have seats", round, n)
		}
		p := modelstest.Person(10 + round)
		p.Diet, p.NeedsConsent = []string{"vegan"}, true
		old = f.SignUpAll(m, p)
		if old[0].Status != models.Registered {
			t.Fatalf("round %d: a new person is %s", round, old[0].Status)
		}
		if mails := f.Deliver(); len(mails) != 1 || mails[0].ToEmail != p.Email {
			t.Fatalf("round %d: %d mails, want the confirmation", round, len(mails))
		}
	}
}

// Whoever followed a meeting that was called off and is forgotten stays in the
// counts, and hears nothing when it goes on after all.
func TestBR77_ForgottenFollower(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("ooit", 5)
	in.Status, in.StartsAt, in.EndsAt, in.DoorsOpenAt, in.DateText = models.MeetingAnnounced, nil, nil, nil, "in het najaar"
	m := f.Save(in)
	if err := f.ShowInterest(ctx, models.Interest{MeetingID: m.ID, GivenName: "Demi", Surname: "Testerink", Email: "demi@horizon.example", Language: "nl"}); err != nil {
		t.Fatal(err)
	}
	id := *f.Deliver()[0].RegistrationID
	in.Status, in.StatusReason = models.MeetingCancelled, "Er is geen belangstelling."
	f.Save(in)
	f.Clock.Set(f.Now().AddDate(0, models.Defaults(m.Kind).RetentionMonths, 0))
	retain(t, f)
	forgottenForGood(t, f, m.ID, id)
	if got := f.Status(id); got != models.Interested {
		t.Errorf("the count lost one: %s", got)
	}
	onAgain(f, in)
	if got := f.Status(id); got != models.Withdrawn {
		t.Errorf("now that it goes on nobody is %s", got)
	}
	if mails := f.Deliver(); len(mails) != 0 {
		t.Errorf("%d mails to nobody", len(mails))
	}
}

// forgottenForGood holds that no link and no verb does anything with somebody
// who was forgotten.
func forgottenForGood(t *testing.T, f *modelstest.Fixture, meeting, id int64) {
	t.Helper()
	before := f.Own(id).Registration
	if _, err := f.OwnByToken(ctx, f.Token(id, before.LinkVersion)); models.KindOf(err) != models.Gone {
		t.Errorf("the link: %v; want gone", err)
	}
	name, email := "Iemand", "anders@horizon.example"
	verbs := map[string]error{
		"cancel":        f.Cancel(ctx, meeting, id, person, ""),
		"unfollow":      f.Unfollow(ctx, meeting, id),
		"answer":        f.AnswerOffer(ctx, meeting, id, true, person),
		"still wants":   f.StillWants(ctx, meeting, id, person),
		"renew link":    f.RenewLink(ctx, meeting, id, before.LinkVersion, organizer, ""),
		"priority":      f.SetPriority(ctx, meeting, id, true, organizer, "afgesproken"),
		"approve":       f.Approve(ctx, meeting, id, organizer),
		"cancel (desk)": f.Cancel(ctx, meeting, id, organizer, ""),
	}
	_, verbs["amend"] = f.Amend(ctx, meeting, id, models.Amendment{GivenName: &name, Surname: &name, Email: &email}, person)
	_, verbs["amend (desk)"] = f.Amend(ctx, meeting, id, models.Amendment{GivenName: &name, Surname: &name, Email: &email}, organizer)
	_, verbs["substitute"] = f.Substitute(ctx, meeting, id, models.Substitution{GivenName: name, Surname: name, Email: email}, person)
	_, verbs["resend"] = f.Resend(ctx, meeting, id, organizer)
	for verb, err := range verbs {
		if models.KindOf(err) != models.Gone {
			t.Errorf("%s: %v; want gone", verb, err)
		}
	}
	if after := f.Own(id).Registration; after.Status != before.Status || after.GivenName != "" || !after.UpdatedAt.Equal(before.UpdatedAt) {
		t.Errorf("the row changed: %+v", *after)
	}
}

// The links of a postponed meeting work, so they can be asked for too.
func TestRequestLinks_Postponed(t *testing.T) {
	f := modelstest.New(t)
	_, _, out := postponedWith(f)
	f.Clock.Set(modelstest.At("2019-11-29 12:00").AddDate(0, 0, 31))
	if _, err := f.OwnByToken(ctx, f.Token(out[0].RegistrationID, 1)); err != nil {
		t.Fatal(err)
	}
	if err := f.RequestLinks(ctx, modelstest.Person(1).Email, "nl"); err != nil {
		t.Fatal(err)
	}
	mails := f.Deliver()
	if !slices.ContainsFunc(mails, func(m models.Claimed) bool { return m.Kind == models.MailLink }) {
		t.Errorf("mails %v; want the link", kinds(mails))
	}
}
