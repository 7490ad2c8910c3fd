package models_test

import (
	"testing"
	"time"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// change saves a changed meeting and gives the mails after the delay.
func change(f *modelstest.Fixture, in models.MeetingInput) []models.Claimed {
	f.Save(in)
	f.Clock.Add(11 * time.Minute)
	return f.Deliver()
}

func TestBR41_SequenceRisesOnlyForWhatThePersonSees(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 3, 3)
	m := f.Save(in)
	f.SignUpAll(m, modelstest.Person(1, "a"))
	first := f.Deliver()[0]
	if *first.Sequence != 0 || first.Method != "REQUEST" {
		t.Fatalf("first mail: sequence %d, %s", *first.Sequence, first.Method)
	}
	uid := first.MessageFacts.Calendar.UID
	steps := []struct {
		name   string
		change func()
		want   int // sequence, or -1 for no mail
	}{
		{"the other site moves", func() { in.Sites[1].Venue.Street = "Plein 2" }, -1},
		{"text only", func() { in.Summary = "Nieuwe tekst"; in.Sites[0].RouteText = "Bus 3" }, -1},
		{"the time", func() { in.EndsAt = modelstest.At("2019-11-29 12:30") }, 1},
		{"the place", func() { in.Sites[0].Venue.Street = "Plein 1" }, 2},
		{"the title", func() { in.Title = "Platform" }, 3},
		{"doors, which are not the start", func() { in.DoorsOpenAt = modelstest.At("2019-11-29 08:45") }, -1},
		{"doors become the start", func() { in.CalendarFrom = models.FromDoors }, 4},
	}
	for _, step := range steps {
		step.change()
		mails := change(f, in)
		if step.want < 0 {
			if len(mails) != 0 {
				t.Errorf("%s: %d mails; want none", step.name, len(mails))
			}
			continue
		}
		if len(mails) != 1 {
			t.Fatalf("%s: %d mails; want 1", step.name, len(mails))
		}
		c := mails[0].MessageFacts.Calendar
		if c.Sequence != step.want || c.UID != uid || mails[0].Method != "REQUEST" || mails[0].Reference != first.MessageID {
			t.Errorf("%s: sequence %d (want %d), same uid %v, %s", step.name, c.Sequence, step.want, c.UID == uid, mails[0].Method)
		}
	}
}

func TestBR43_TwoChangesInTheDelayAreOneMail(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 3)
	m := f.Save(in)
	f.SignUpAll(m, modelstest.Person(1))
	f.Deliver()
	in.StartsAt = modelstest.At("2019-11-29 10:00")
	f.Save(in)
	f.Clock.Add(5 * time.Minute)
	in.Title = "Platform, nieuwe titel"
	mails := change(f, in)
	if len(mails) != 1 || *mails[0].Sequence != 1 {
		t.Fatalf("%d mails; want 1 with sequence 1", len(mails))
	}
	c := mails[0].MessageFacts.Calendar
	if c.Title != in.Title || !c.Start.Equal(*in.StartsAt) {
		t.Errorf("mail says %q %v", c.Title, c.Start)
	}
	in.StartsAt = modelstest.At("2019-11-29 11:00")
	f.Save(in)
	f.Clock.Add(time.Minute)
	in.StartsAt = modelstest.At("2019-11-29 10:00")
	if mails := change(f, in); len(mails) != 0 {
		t.Errorf("%d mails about an undone change", len(mails))
	}
}

func TestBR45_NewRegistrationHasANewUID(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 3))
	first := f.SignUpAll(m, modelstest.Person(1))[0]
	uid := f.Deliver()[0].MessageFacts.Calendar.UID
	if err := f.Cancel(ctx, m.ID, first.RegistrationID, person, ""); err != nil {
		t.Fatal(err)
	}
	gone := f.Deliver()[0]
	if gone.Method != "CANCEL" || gone.MessageFacts.Calendar.UID != uid || *gone.Sequence != 1 {
		t.Errorf("cancel: %s, sequence %d, same uid %v", gone.Method, *gone.Sequence, gone.MessageFacts.Calendar.UID == uid)
	}
	second := f.SignUpAll(m, modelstest.Person(1))[0]
	again := f.Deliver()[0].MessageFacts.Calendar
	if second.RegistrationID == first.RegistrationID || again.UID == uid || again.Sequence != 0 {
		t.Errorf("second registration: new row %v, new uid %v, sequence %d", second.RegistrationID != first.RegistrationID, again.UID != uid, again.Sequence)
	}
}

// A REQUEST that never left needs no CANCEL (I8).
func TestI8_CancelBeforeTheInviteLeftHasNoCalendarPart(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 3))
	id := f.SignUpAll(m, modelstest.Person(1))[0].RegistrationID
	if err := f.Cancel(ctx, m.ID, id, person, ""); err != nil {
		t.Fatal(err)
	}
	mails := f.Deliver()
	if len(mails) != 1 || mails[0].Kind != models.MailCancelled || mails[0].Method != "" {
		t.Errorf("%d mails, first %s %q; want one cancellation in words", len(mails), mails[0].Kind, mails[0].Method)
	}
}

// While the REQUEST is in the hands of a worker the CANCEL waits for it.
func TestI8_CancelNeverOvertakesItsRequest(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 3))
	id := f.SignUpAll(m, modelstest.Person(1))[0].RegistrationID
	held, err := f.ClaimMessages(ctx, "slow", 10, time.Minute)
	if err != nil || len(held) != 1 {
		t.Fatal(held, err)
	}
	if err := f.Cancel(ctx, m.ID, id, person, ""); err != nil {
		t.Fatal(err)
	}
	if mails := f.Deliver(); len(mails) != 0 {
		t.Fatalf("the %s mail overtook its request", mails[0].Kind)
	}
	if err := f.MarkMessages(ctx, []models.Delivery{{MessageID: held[0].ID, Worker: "slow", Sent: true}}); err != nil {
		t.Fatal(err)
	}
	if mails := f.Deliver(); len(mails) != 1 || mails[0].Method != "CANCEL" {
		t.Errorf("after the request: %d mails", len(mails))
	}
}

func TestAddressChange_OldIsCancelledNewIsInvited(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 3))
	out := f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2))
	uid := f.Deliver()[0].MessageFacts.Calendar.UID
	taken := "proef2@horizon.example"
	if _, err := f.Amend(ctx, m.ID, out[0].RegistrationID, models.Amendment{Email: &taken}, person); refusals(err)["email"] != "email_taken" {
		t.Errorf("somebody else's address: %v", err)
	}
	address := "nieuw@horizon.example"
	if _, err := f.Amend(ctx, m.ID, out[0].RegistrationID, models.Amendment{Email: &address}, person); err != nil {
		t.Fatal(err)
	}
	got := map[string]*models.CalendarFacts{}
	for _, mail := range f.Deliver() {
		got[mail.ToEmail+" "+mail.Method] = mail.MessageFacts.Calendar
	}
	old, fresh := got["proef1@horizon.example CANCEL"], got["nieuw@horizon.example REQUEST"]
	if len(got) != 2 || old == nil || fresh == nil {
		t.Fatalf("mails %v", got)
	}
	if old.UID != uid || old.Sequence != 1 || old.Address != "proef1@horizon.example" {
		t.Errorf("cancel %+v", *old)
	}
	if fresh.UID == uid || fresh.Sequence != 0 || fresh.Address != address {
		t.Errorf("request %+v", *fresh)
	}
	if _, err := f.OwnByToken(ctx, f.Token(out[0].RegistrationID, 1)); models.KindOf(err) != models.NotFound {
		t.Errorf("the link of the old mail: %v; want not found", err)
	}
}

func TestWaitlistedHearAboutDayTimeAndPlaceOnly(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 1)
	m := f.Save(in)
	out := f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2))
	f.Deliver()
	in.Title = "Nieuwe titel"
	for _, mail := range change(f, in) {
		if *mail.RegistrationID == out[1].RegistrationID {
			t.Error("a new title was mailed to the waiting list")
		}
	}
	in.StartsAt = modelstest.At("2019-11-29 10:00")
	told := false
	for _, mail := range change(f, in) {
		if *mail.RegistrationID == out[1].RegistrationID {
			told = true
			if mail.Method != "" || mail.MessageFacts.Before == nil {
				t.Errorf("method %q, before %v", mail.Method, mail.MessageFacts.Before)
			}
		}
	}
	if !told {
		t.Error("the waiting list did not hear about the new time")
	}
}

func TestBR03_OpeningInvitesInterestedOnce(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 5)
	in.Status, in.StartsAt, in.EndsAt, in.DoorsOpenAt, in.DateText = models.MeetingAnnounced, nil, nil, nil, "in november"
	m := f.Save(in)
	for i := range 3 {
		p := modelstest.Person(i)
		err := f.ShowInterest(ctx, models.Interest{MeetingID: m.ID, GivenName: p.GivenName, Surname: p.Surname, Email: p.Email, Language: "nl"})
		if err != nil {
			t.Fatal(err)
		}
	}
	if got := kinds(f.Deliver()); got[models.MailInterest] != 3 {
		t.Fatalf("mails %v", got)
	}
	full := modelstest.Gathering("platform", 5)
	for _, status := range []models.MeetingStatus{models.MeetingOpen, models.MeetingClosed, models.MeetingOpen} {
		full.Status = status
		f.Save(full)
	}
	if got := kinds(f.Deliver()); got[models.MailInvitation] != 3 || len(got) != 1 {
		t.Errorf("mails %v; want 3 invitations", got)
	}
	if out := f.SignUpAll(m, modelstest.Person(1))[0]; out.Known || out.Status != models.Registered {
		t.Errorf("an invited person signs up: %+v", out)
	}
}

func TestBR01_OpenNeedsADate(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 5)
	in.StartsAt, in.EndsAt, in.DoorsOpenAt, in.DateText = nil, nil, nil, "in november"
	_, err := f.SaveMeeting(ctx, in, organizer)
	if refusals(err)["starts_at"] != "open_needs_date" {
		t.Errorf("open without a date: %v", err)
	}
}

// The item in the public feed counts up when what it shows changes: its time,
// title or place, and not for what it does not show (RFC 5545 §3.8.7.4).
func TestPublicItemCountsUp(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 3, 3)
	f.Save(in)
	steps := []struct {
		name   string
		change func()
		want   int
	}{
		{"the text", func() { in.Summary = "Nieuwe tekst" }, 0},
		{"seats", func() { in.Sites[0].SeatCapacity = 9 }, 0},
		{"the street of a site", func() { in.Sites[1].Venue.Street = "Plein 2" }, 1},
		{"a room", func() { in.Sites[0].Room = "Zaal 3" }, 2},
		{"the title", func() { in.Title = "Platform" }, 3},
		{"another site", func() {
			in.Sites = append(in.Sites, models.SiteInput{Key: "online", Mode: models.Online, Status: models.SiteConfirmed, SeatCapacity: 9, JoinURL: "https://bel.example/1"})
		}, 4},
		{"the link of a call", func() { in.Sites[2].JoinURL = "https://bel.example/2" }, 4},
	}
	stamp := f.Meeting("platform").CalendarStamp
	for _, step := range steps {
		step.change()
		m := f.Save(in)
		if m.CalendarSequence != step.want {
			t.Errorf("%s: sequence %d; want %d", step.name, m.CalendarSequence, step.want)
		}
		if !m.CalendarStamp.After(stamp) { // also of two changes at one moment
			t.Errorf("%s: stamp %s, after %s", step.name, m.CalendarStamp, stamp)
		}
		stamp = m.CalendarStamp
	}
	if m := f.Save(in); m.CalendarSequence != 4 || !m.CalendarStamp.Equal(stamp) {
		t.Errorf("nothing changed: sequence %d, stamp %s; want 4, %s", m.CalendarSequence, m.CalendarStamp, stamp)
	}
}

// A site that is withdrawn goes from the places of the public item, unless it
// never was among them.
func TestPublicItemCountsUpWithoutASite(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 3, 3, 3)
	in.Sites[2].Status = models.SiteProposed
	m := f.Save(in)
	for _, step := range []struct {
		site string
		want int
	}{{"c", 0}, {"b", 1}} {
		if err := f.WithdrawSite(ctx, m.ID, models.SiteWithdrawal{Site: step.site, After: models.MoveToWaitlist}, organizer); err != nil {
			t.Fatal(err)
		}
		now := f.Meeting("platform")
		if now.CalendarSequence != step.want || now.CalendarStamp.After(m.CalendarStamp) != (step.want == 1) {
			t.Errorf("without %s: sequence %d, stamp %s; want %d", step.site, now.CalendarSequence, now.CalendarStamp, step.want)
		}
	}
}

// One that is off leaves the feed 30 days after it was called off: words that
// change later do not bring it back.
func TestPublicItemThatIsOffKeepsItsStamp(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 3)
	f.Save(in)
	in.Status, in.StatusReason = models.MeetingCancelled, "De spreker is ziek."
	off := f.Save(in)
	f.Clock.Add(time.Hour)
	in.StatusReason = "De spreker is verhinderd."
	if m := f.Save(in); off.CalendarSequence != 1 || m.CalendarSequence != 1 || !m.CalendarStamp.Equal(off.CalendarStamp) {
		t.Errorf("sequence %d, then %d; stamp %s, then %s", off.CalendarSequence, m.CalendarSequence, off.CalendarStamp, m.CalendarStamp)
	}
}
