package models_test

import (
	"sync"
	"testing"
	"time"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// What R4 found once stands here as a short story each, so that it is found
// again at once.

// amend changes a registration at the desk.
func amend(t *testing.T, f *modelstest.Fixture, m *models.Meeting, id int64, a models.Amendment) error {
	t.Helper()
	_, err := f.Amend(ctx, m.ID, id, a, organizer)
	return err
}

func ptr[T any](v T) *T { return &v }

// drop cancels a registration by its person.
func drop(t *testing.T, f *modelstest.Fixture, m *models.Meeting, o models.Outcome) {
	t.Helper()
	if err := f.Cancel(ctx, m.ID, o.RegistrationID, person, ""); err != nil {
		t.Fatal(err)
	}
}

// BR-80: the same person twice in one form gets the mail twice, as two
// occasions; both can be frozen and sent.
func TestBR80_TwiceInOneForm(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 3))
	_, err := f.SignUp(ctx, models.SignUp{MeetingID: m.ID, People: []models.Attendee{modelstest.Person(1), modelstest.Person(1)}, By: person})
	if err != nil {
		t.Fatal(err)
	}
	mails := f.Deliver()
	if len(mails) != 2 || mails[0].Occasion != 0 || mails[1].Occasion != 1 {
		t.Errorf("%d mails: %+v", len(mails), mails)
	}
}

// BR-80: the table itself refuses a second row for one (registration, kind,
// sequence, occasion).
func TestBR80_TheTableRefusesASecondRow(t *testing.T) {
	f := modelstest.New(t)
	f.SignUpAll(f.Save(modelstest.Gathering("platform", 3)), modelstest.Person(1))
	f.Deliver()
	_, err := openTables(t, f).Exec(`insert into messages (kind, meeting_id, registration_id, to_email, email_key, language, occasion, sequence,
		state, due_at, message_id, created_at) select kind, meeting_id, registration_id, to_email, email_key, language, occasion, sequence,
		'queued', due_at, 'another', created_at from messages`)
	if err == nil {
		t.Error("a second row was taken")
	}
}

// R8: a crash between the server's 250 and our mark. The repeat is the same
// message to the letter, and only a worker that holds the lease can mark it.
func TestR8_CrashRepeatsTheSameMessage(t *testing.T) {
	f := modelstest.New(t)
	f.SignUpAll(f.Save(modelstest.Gathering("platform", 3)), modelstest.Person(1))
	first := claim(t, f)[0]
	if again := claim(t, f); len(again) != 0 {
		t.Fatalf("%d messages claimed under another's lease", len(again))
	}
	f.Clock.Add(lease)
	second, err := f.ClaimMessages(ctx, "other", 10, lease)
	if err != nil || len(second) != 1 {
		t.Fatalf("%d messages, %v; want the one of the crashed worker", len(second), err)
	}
	if second[0].MessageID != first.MessageID || second[0].Facts != first.Facts || *second[0].Sequence != 0 || !second[0].FrozenAt.Equal(*first.FrozenAt) {
		t.Errorf("repeated as another message:\n%+v\n%+v", first.Message, second[0].Message)
	}
	mark(t, f, models.Delivery{MessageID: first.ID, Worker: "worker", Problem: "late", NextTry: f.Now()})
	mark(t, f, models.Delivery{MessageID: first.ID, Worker: "other", Sent: true})
	f.Clock.Add(24 * time.Hour)
	if again := claim(t, f); len(again) != 0 {
		t.Errorf("sent and claimed again")
	}
}

// BR-33, §3.5 rule 5: a granted wish frees a seat for somebody whose site was
// full a moment before.
func TestBR33_GrantedWishFreesASeat(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 1, 1))
	out := f.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "b"), modelstest.Person(3, "a"))
	if err := amend(t, f, m, out[0].RegistrationID, models.Amendment{Site: ptr("b")}); err != nil {
		t.Fatal(err)
	}
	drop(t, f, m, out[1])
	for i, want := range map[int]string{0: "b", 2: "a"} {
		if own := f.Own(out[i].RegistrationID); own.Registration.Status != models.Registered || own.Site.Key != want {
			t.Errorf("person %d is %s at %s; want registered at %s", i+1, own.Registration.Status, own.Site.Key, want)
		}
	}
}

// BR-37: crew waits for room in the building, not for a seat.
func TestBR37_CrewWaitsForRoomOnly(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 1)
	in.Sites[0].BuildingLimit = 2
	m := f.Save(in)
	crew := func(n int) models.Outcome {
		p := modelstest.Person(n)
		p.Role = models.Crew
		out, err := signUp(f, m, p, organizer)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	f.SignUpAll(m, modelstest.Person(1))
	first, second := crew(2), crew(3)
	if second.Status != models.Waitlisted {
		t.Fatalf("a third person in a building for two is %s", second.Status)
	}
	drop(t, f, m, first)
	if got := f.Status(second.RegistrationID); got != models.Registered {
		t.Errorf("crew is %s while there is room and every seat is taken", got)
	}
}

// I2: an offer counts as if it were accepted, with the companion that is
// added to it.
func TestI2_CompanionUnderAnOffer(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 1)
	in.WaitlistMode, in.Sites[0].BuildingLimit = models.WaitlistOffer, 1
	m := f.Save(in)
	out := f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2))
	drop(t, f, m, out[0])
	err := amend(t, f, m, out[1].RegistrationID, models.Amendment{Companion: ptr(true)})
	if got := refusals(err)["companion"]; got != "building_full" || f.Status(out[1].RegistrationID) != models.Offered {
		t.Errorf("a companion into a full building: %v", err)
	}
}

// I1: crew becomes a participant where a seat is free, or by an override.
func TestI1_CrewBecomesParticipant(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 1))
	p := modelstest.Person(1)
	p.Role = models.Crew
	crew, err := signUp(f, m, p, organizer)
	if err != nil {
		t.Fatal(err)
	}
	f.SignUpAll(m, modelstest.Person(2))
	a := models.Amendment{Role: ptr(models.Participant)}
	if got := refusals(amend(t, f, m, crew.RegistrationID, a))["role"]; got != "site_full" {
		t.Errorf("refused with %q; want site_full", got)
	}
	if a.Overbook, a.Reason = true, "afgesproken"; amend(t, f, m, crew.RegistrationID, a) != nil {
		t.Error("an organiser may")
	}
	// By a link the role stays, whatever is sent.
	if _, err := f.Amend(ctx, m.ID, crew.RegistrationID, models.Amendment{Role: ptr(models.Speaker)}, person); err != nil {
		t.Fatal(err)
	}
	if got := f.Own(crew.RegistrationID).Registration.Role; got != models.Participant {
		t.Errorf("role %s", got)
	}
}

// BR-36: people of a withdrawn site.
func TestBR36_WaitersOfAWithdrawnSite(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 1, 1, 1))
	out := f.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "b"), modelstest.Person(3, "c"), modelstest.Person(4, "a", "b"))
	if err := amend(t, f, m, out[0].RegistrationID, models.Amendment{Site: ptr("b")}); err != nil {
		t.Fatal(err)
	}
	withdraw := func(w models.SiteWithdrawal) error { return f.WithdrawSite(ctx, m.ID, w, organizer) }
	if err := withdraw(models.SiteWithdrawal{Site: "a", After: models.MoveToWaitlist, Target: "a"}); refusals(err)["target"] != "site_unknown" {
		t.Errorf("a site as its own target: %v", err)
	}
	if err := withdraw(models.SiteWithdrawal{Site: "a", After: models.MoveToWaitlist}); err != nil {
		t.Fatal(err)
	}
	if own := f.Own(out[3].RegistrationID); len(own.Accepts) != 1 || own.Accepts[0].Key != "b" {
		t.Errorf("who accepted a and b waits for %d sites", len(own.Accepts))
	}
	if own := f.Own(out[0].RegistrationID); len(own.Accepts) != 2 || own.Wanted != nil {
		t.Errorf("who had a seat waits for %d sites, wants %v", len(own.Accepts), own.Wanted)
	}
}

// BR-36: nobody of the last site is left to wait for nothing, and nobody is
// cancelled by a form that saw the site empty.
func TestBR36_LastSite(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	out := f.SignUpAll(m, modelstest.Person(1, "a"))
	for _, after := range []models.AfterWithdrawal{models.MoveToWaitlist, "", "else"} {
		err := f.WithdrawSite(ctx, m.ID, models.SiteWithdrawal{Site: "a", After: after}, organizer)
		if refusals(err)["after"] != "choice_unknown" {
			t.Errorf("after %q: %v, want choice_unknown", after, err)
		}
		if got := f.Status(out[0].RegistrationID); got != models.Registered {
			t.Fatalf("after %q the registration is %s", after, got)
		}
	}
	drop(t, f, m, out[0])
	if err := f.WithdrawSite(ctx, m.ID, models.SiteWithdrawal{Site: "a"}, organizer); err != nil {
		t.Errorf("an empty site: %v", err)
	}
}

// BR-36: a wish for the site that people are moved to has come true. In the
// last two days it rests although there is a seat.
func TestBR36_MoveFulfilsAWish(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 1, 1))
	out := f.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "b"))
	if err := amend(t, f, m, out[0].RegistrationID, models.Amendment{Site: ptr("b")}); err != nil {
		t.Fatal(err)
	}
	f.Clock.Set(*modelstest.At("2019-11-28 09:00"))
	drop(t, f, m, out[1])
	if err := f.WithdrawSite(ctx, m.ID, models.SiteWithdrawal{Site: "a", After: models.MoveToSite, Target: "b"}, organizer); err != nil {
		t.Fatal(err)
	}
	if own := f.Own(out[0].RegistrationID); own.Site.Key != "b" || own.Wanted != nil || len(own.Accepts) != 0 {
		t.Errorf("at %s, wants %v, accepts %d", own.Site.Key, own.Wanted, len(own.Accepts))
	}
}

// BR-02: what an interested person gave by the link does not get in the way
// of the sign-up.
func TestBR02_InterestedAmendsThenSignsUp(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 1, 1)
	in.Status = models.MeetingAnnounced
	m := f.Save(in)
	p := modelstest.Person(1, "a")
	if err := f.ShowInterest(ctx, models.Interest{MeetingID: m.ID, GivenName: p.GivenName, Surname: p.Surname, Email: p.Email}); err != nil {
		t.Fatal(err)
	}
	in.Status = models.MeetingOpen
	f.Save(in)
	f.SignUpAll(m, modelstest.Person(2, "a"))
	var id *int64
	for _, mail := range f.Deliver() {
		if mail.Kind == models.MailInvitation {
			id = mail.RegistrationID
		}
	}
	a := models.Amendment{Site: ptr("a"), Represents: &[]string{"GM0153"}, Diet: &[]string{"vegan"}, NeedsConsent: ptr(true)}
	if err := amend(t, f, m, *id, a); err != nil {
		t.Fatal(err)
	}
	p.Represents, p.Diet, p.NeedsConsent = []string{"GM0153", "GM0164"}, []string{"halal"}, true
	if got := f.SignUpAll(m, p)[0]; got.RegistrationID != *id || got.Status != models.Waitlisted {
		t.Errorf("%+v; want registration %d on the list", got, *id)
	}
	if own := f.Own(*id); len(own.Represents) != 2 || len(own.Accepts) != 1 {
		t.Errorf("represents %d, accepts %d", len(own.Represents), len(own.Accepts))
	}
}

// BR-02: interest becomes an invitation when the clock opens registration.
func TestBR02_RegistrationOpensByTheClock(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 1)
	in.RegistrationOpensAt = modelstest.At("2019-10-10 09:00")
	m := f.Save(in)
	if err := f.ShowInterest(ctx, models.Interest{MeetingID: m.ID, GivenName: "Noor", Surname: "Proef", Email: "noor@horizon.example"}); err != nil {
		t.Fatal(err)
	}
	f.Deliver()
	for _, step := range []struct {
		at    string
		mails int
	}{{"2019-10-10 08:59", 0}, {"2019-10-10 09:00", 1}, {"2019-10-10 09:01", 0}} {
		f.Clock.Set(*modelstest.At(step.at))
		ids, err := f.Unsettled(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			if err := f.Settle(ctx, id); err != nil {
				t.Fatal(err)
			}
		}
		if got := kinds(f.Deliver())[models.MailInvitation]; got != step.mails {
			t.Errorf("at %s: %d invitations; want %d", step.at, got, step.mails)
		}
	}
}

// An address over its hourly share leaves nothing behind (reliability.md,
// Abuse).
func TestLimit_NothingIsStored(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 50))
	for n := range 20 {
		p := modelstest.Person(n)
		p.Email = "team@horizon.example"
		f.SignUpAll(m, p)
	}
	before := openTables(t, f).dump(t)
	p := modelstest.Person(21)
	p.Email = "team@horizon.example"
	if got := f.SignUpAll(m, p)[0]; got.Status != models.Registered || got.RegistrationID != 0 {
		t.Errorf("%+v; want the usual answer and no registration", got)
	}
	if before != openTables(t, f).dump(t) {
		t.Error("something is stored")
	}
}

// BR-36: no site is taken from under its people by a saved description.
func TestBR36_SavingTakesNoSiteAway(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 1, 1, 1)
	m := f.Save(in)
	f.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "a", "b"))
	for i, want := range []string{"site_in_use", "site_in_use", ""} {
		changed := in
		changed.Sites = append([]models.SiteInput(nil), in.Sites...)
		changed.Sites[i].Status = models.SiteWithdrawn
		_, err := f.SaveMeeting(ctx, changed, organizer)
		if got := refusals(err)["sites["+string(rune('0'+i))+"].status"]; got != want {
			t.Errorf("site %d: %v; want %q", i, err, want)
		}
	}
	in.Sites[0].Status = "gone"
	if _, err := f.SaveMeeting(ctx, in, organizer); refusals(err)["sites[0].status"] != "choice_unknown" {
		t.Errorf("an unknown state: %v", err)
	}
}

// An appointment ends after it starts, also when the site gives only one of
// the two: a calendar part could not be made.
func TestSiteTimesFitTheMeeting(t *testing.T) {
	f := modelstest.New(t)
	for name, tc := range map[string]struct {
		change func(s *models.SiteInput)
		want   string
	}{
		"starts after the meeting ends": {func(s *models.SiteInput) { s.StartsAt = modelstest.At("2019-11-29 13:30") }, "end_before_start"},
		"ends before the meeting":       {func(s *models.SiteInput) { s.EndsAt = modelstest.At("2019-11-29 09:00") }, "end_before_start"},
		"ends later":                    {func(s *models.SiteInput) { s.EndsAt = modelstest.At("2019-11-29 17:00") }, ""},
		"both its own": {func(s *models.SiteInput) {
			s.StartsAt, s.EndsAt = modelstest.At("2019-11-29 13:30"), modelstest.At("2019-11-29 16:00")
		}, ""},
	} {
		in := modelstest.Gathering("platform", 1)
		tc.change(&in.Sites[0])
		_, err := f.SaveMeeting(ctx, in, organizer)
		if got := refusals(err)["sites[0].ends_at"]; got != tc.want {
			t.Errorf("%s: %v; want %q", name, err, tc.want)
		}
	}
}

// I1: an override is logged with its reason, or refused.
func TestI1_OverrideNeedsAReason(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 1, 1))
	p := modelstest.Person(1, "a")
	p.Overbook = true
	if _, err := signUp(f, m, p, organizer); refusals(err)["reason"] != "reason_missing" {
		t.Errorf("signed up over the capacity: %v", err)
	}
	id := f.SignUpAll(m, modelstest.Person(2, "a"), modelstest.Person(3, "b"))[0].RegistrationID
	if err := amend(t, f, m, id, models.Amendment{Site: ptr("b"), Overbook: true}); refusals(err)["reason"] != "reason_missing" {
		t.Errorf("moved over the capacity: %v", err)
	}
}

// R15: two organisers who make the same meeting at the same moment make one.
func TestR15_OneMeetingMadeTwice(t *testing.T) {
	f := modelstest.New(t)
	var saving sync.WaitGroup
	for range 8 {
		saving.Go(func() {
			if _, err := f.SaveMeeting(ctx, modelstest.Gathering("platform", 1), organizer); err != nil {
				t.Errorf("save: %v", err)
			}
		})
	}
	saving.Wait()
	if m := f.Meeting("platform"); len(m.Sites) != 1 {
		t.Errorf("%d sites; want 1", len(m.Sites))
	}
}
