package models_test

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"bijeen/models"
	"bijeen/models/modelstest"
)

const canary = "KANARIE-GEHEIM-7391"

// withNeeds is a meeting with one person who gave needs that must go.
func withNeeds(f *modelstest.Fixture) (*models.Meeting, models.Outcome) {
	m := f.Save(modelstest.Gathering("platform", 5))
	p := modelstest.Person(1)
	p.Diet, p.Access, p.Remarks, p.NeedsConsent = []string{"halal"}, canary, canary, true
	return m, f.SignUpAll(m, p)[0]
}

func TestBR76_NeedsGoAfterSevenDays(t *testing.T) {
	f := modelstest.New(t)
	_, out := withNeeds(f)
	for _, mail := range f.Deliver() {
		if strings.Contains(mail.Facts, canary) || strings.Contains(mail.Facts, "halal") {
			t.Error("a mail holds needs")
		}
	}
	end := modelstest.At("2019-11-29 12:00").Add(7 * 24 * time.Hour)
	f.Clock.Set(end.Add(-time.Second))
	if n, err := f.RunRetention(ctx); n != 0 || err != nil {
		t.Fatalf("a second early: %d rows, %v", n, err)
	}
	if !f.Own(out.RegistrationID).HasNeeds {
		t.Fatal("needs went early")
	}
	f.Clock.Set(end)
	if n, err := f.RunRetention(ctx); n != 1 || err != nil {
		t.Fatalf("on time: %d rows, %v", n, err)
	}
	if own := f.Own(out.RegistrationID); own.HasNeeds || own.HasRemarks {
		t.Error("needs are still there")
	}
	runs, err := f.RetentionRuns(ctx, 10)
	if err != nil || len(runs) != 1 || runs[0].What != "needs" || runs[0].Rows != 1 {
		t.Errorf("proof lines %+v, %v", runs, err)
	}
	if n, err := f.RunRetention(ctx); n != 0 || err != nil {
		t.Errorf("second run: %d rows, %v", n, err)
	}
	if runs, _ = f.RetentionRuns(ctx, 10); len(runs) != 1 {
		t.Errorf("%d proof lines after a run with nothing to do", len(runs))
	}
	goneFromFiles(t, f)
}

// goneFromFiles looks for the canary in the bytes of the database.
func goneFromFiles(t *testing.T, f *modelstest.Fixture) {
	t.Helper()
	if models.IsPostgres(f.Database) {
		return // the bytes belong to the server
	}
	for _, file := range []string{f.Database, f.Database + "-wal"} {
		b, err := os.ReadFile(file)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte(canary)) {
			t.Errorf("deleted text still stands in %s", file)
		}
	}
}

func TestBR77_NamesGoAndCountsStay(t *testing.T) {
	f := modelstest.New(t)
	m, out := withNeeds(f)
	p := modelstest.Person(2)
	p.Represents = []string{"GM0153"}
	f.SignUpAll(m, p)
	f.Deliver()
	before, err := f.RegisteredPerSite(ctx, m.ID)
	if err != nil {
		t.Fatal(err)
	}
	term := models.Defaults(models.PlatformMeeting).RetentionMonths
	f.Clock.Set(modelstest.At("2019-11-29 12:00").AddDate(0, term, 0))
	if _, err := f.RunRetention(ctx); err != nil {
		t.Fatal(err)
	}
	after, err := f.RegisteredPerSite(ctx, m.ID)
	if err != nil {
		t.Fatal(err)
	}
	if site := m.Sites[0].ID; before[site] != 2 || after[site] != 2 {
		t.Errorf("counts %v before, %v after", before, after)
	}
	r := f.Own(out.RegistrationID).Registration
	if r.GivenName != "" || r.Email != "" || r.SortKey != "" || r.SearchText != "" || r.PersonID != nil || r.CalendarTold != "" {
		t.Errorf("something of the person is left: %+v", *r)
	}
	if _, err := f.PersonData(ctx, "proef1@horizon.example"); models.KindOf(err) != models.NotFound {
		t.Errorf("person data: %v; want not found", err)
	}
	goneFromFiles(t, f)
}

func TestErasePerson(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 1)
	m := f.Save(in)
	p := modelstest.Person(1)
	p.GivenName, p.Remarks = canary, canary
	out := f.SignUpAll(m, p, modelstest.Person(2))
	f.Deliver()
	data, err := f.PersonData(context.Background(), p.Email)
	if err != nil || len(data.Registrations) != 1 || data.Registrations[0].Remarks != canary || len(data.Messages) != 1 {
		t.Fatalf("person data %+v, %v", data, err)
	}
	n, err := f.ErasePerson(ctx, strings.ToUpper(p.Email))
	if err != nil || n != 1 {
		t.Fatalf("erased %d, %v", n, err)
	}
	if got := f.Status(out[1].RegistrationID); got != models.Registered {
		t.Errorf("the next is %s; the seat came free", got)
	}
	if _, err := f.OwnByToken(ctx, f.Token(out[0].RegistrationID, 1)); models.KindOf(err) != models.NotFound {
		t.Errorf("the link: %v; want not found", err)
	}
	mails := f.Deliver()
	got := kinds(mails)
	if len(mails) != 2 || got[models.MailCancelled] != 1 || got[models.MailPlaceGiven] != 1 {
		t.Fatalf("mails %v; want the CANCEL and the promotion", got)
	}
	for _, mail := range mails {
		if mail.Kind == models.MailCancelled && (mail.Method != "CANCEL" || mail.ToEmail != p.Email) {
			t.Errorf("last mail: %s to %s", mail.Method, mail.ToEmail)
		}
	}
	if _, err := f.PersonData(ctx, p.Email); models.KindOf(err) != models.NotFound {
		t.Errorf("person data afterwards: %v; want not found", err)
	}
	goneFromFiles(t, f) // at once: no run has been here
	if _, err := f.ErasePerson(ctx, p.Email); models.KindOf(err) != models.NotFound {
		t.Errorf("erasing twice: %v; want not found", err)
	}
}

// A last mail that the mail server refuses for good leaves nothing either,
// nor does one that had nothing left to say. While it waits it is still there:
// somebody must get it.
func TestErasePerson_LastMail(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	p := modelstest.Person(1)
	p.GivenName = canary
	f.SignUpAll(m, p)
	f.Deliver()
	if _, err := f.ErasePerson(ctx, p.Email); err != nil {
		t.Fatal(err)
	}
	claimed, err := f.ClaimMessages(ctx, "test", 10, time.Minute)
	if err != nil || len(claimed) != 1 || !strings.Contains(claimed[0].Facts, canary) {
		t.Fatalf("claimed %d mails, %v; want the CANCEL by name", len(claimed), err)
	}
	refused := models.Delivery{MessageID: claimed[0].ID, Worker: "test", Permanent: true, Problem: "refused 550"}
	if err := f.MarkMessages(ctx, []models.Delivery{refused}); err != nil {
		t.Fatal(err)
	}
	goneFromFiles(t, f)
	if err := f.MarkMessages(ctx, []models.Delivery{refused}); err != nil {
		t.Errorf("marking twice: %v", err)
	}
}

func TestErasePerson_NothingLeftToSay(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	p := modelstest.Person(1)
	p.GivenName = canary
	if _, err := f.SignUp(ctx, models.SignUp{
		MeetingID: m.ID, People: []models.Attendee{p}, BookedByName: canary, BookedByEmail: "truus@horizon.example", By: models.Actor{Kind: models.ByPerson},
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := f.ErasePerson(ctx, p.Email); err != nil { // before the overview went
		t.Fatal(err)
	}
	if mails := f.Deliver(); len(mails) != 0 {
		t.Errorf("%d mails; want none: there is nobody left to tell about", len(mails))
	}
	if _, err := f.PersonData(ctx, "truus@horizon.example"); models.KindOf(err) != models.NotFound {
		t.Errorf("the overview is still kept: %v", err)
	}
}

// A meeting that never got a date keeps names until it is called off and the
// term has passed since.
func TestBR77_UndatedAndCalledOff(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("ooit", 5)
	in.Status, in.StartsAt, in.EndsAt, in.DoorsOpenAt, in.DateText = models.MeetingAnnounced, nil, nil, nil, "in het najaar"
	m := f.Save(in)
	if err := f.ShowInterest(ctx, models.Interest{MeetingID: m.ID, GivenName: "Demi", Surname: "Testerink", Email: "demi@horizon.example", Language: "nl"}); err != nil {
		t.Fatal(err)
	}
	f.Deliver()
	known := func() bool {
		t.Helper()
		if _, err := f.RunRetention(ctx); err != nil {
			t.Fatal(err)
		}
		_, err := f.PersonData(ctx, "demi@horizon.example")
		return models.KindOf(err) != models.NotFound
	}
	f.Clock.Set(f.Now().AddDate(0, 5, 0))
	if !known() {
		t.Error("forgotten while the meeting is still to come")
	}
	in.Status, in.StatusReason = models.MeetingCancelled, "Er is geen belangstelling."
	f.Save(in)
	f.Clock.Add(11 * time.Minute)
	f.Deliver()
	off, term := f.Now(), models.Defaults(m.Kind).RetentionMonths
	f.Clock.Set(off.AddDate(0, term, -1))
	if !known() {
		t.Error("forgotten before the term was over")
	}
	f.Clock.Set(off.AddDate(0, term, 0))
	if known() {
		t.Error("still known after the term")
	}
}

// A meeting that never gets a date and is never called off keeps nobody for
// ever: the term counts from the last change of the meeting or the
// registration, and of the registration alone once it ended.
func TestBR77_UndatedForEver(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("ooit", 5)
	in.Status, in.StartsAt, in.EndsAt, in.DoorsOpenAt, in.DateText = models.MeetingAnnounced, nil, nil, nil, "in het najaar"
	m := f.Save(in)
	follow := func(name string) int64 {
		t.Helper()
		if err := f.ShowInterest(ctx, models.Interest{MeetingID: m.ID, GivenName: name, Surname: "Testerink", Email: name + "@horizon.example", Language: "nl"}); err != nil {
			t.Fatal(err)
		}
		return *f.Deliver()[0].RegistrationID
	}
	known := func() (names string) {
		t.Helper()
		if _, err := f.RunRetention(ctx); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"stays", "leaves", "later"} {
			if _, err := f.PersonData(ctx, name+"@horizon.example"); models.KindOf(err) != models.NotFound {
				names += name + " "
			}
		}
		return names
	}
	term := models.Defaults(m.Kind).RetentionMonths
	began := f.Now()
	follow("stays")
	if err := f.Cancel(ctx, m.ID, follow("leaves"), models.Actor{Kind: models.ByPerson}, ""); err != nil {
		t.Fatal(err)
	}
	f.Clock.Set(began.AddDate(0, 3, 0))
	in.DateText = "in de winter"
	f.Save(in)
	f.Clock.Set(began.AddDate(0, 5, 0))
	follow("later")
	for _, test := range []struct {
		at   time.Time
		want string
	}{
		{began.AddDate(0, term, -1), "stays leaves later "},
		{began.AddDate(0, term, 0), "stays later "},
		{began.AddDate(0, term+3, -1), "stays later "},
		{began.AddDate(0, term+3, 0), "later "},
		{began.AddDate(0, term+5, 0), ""},
	} {
		f.Clock.Set(test.at)
		if got := known(); got != test.want {
			t.Errorf("%s after the beginning we know %q, want %q", test.at.Sub(began), got, test.want)
		}
	}
	runs, err := f.RetentionRuns(ctx, 10)
	if err != nil || len(runs) != 3 {
		t.Errorf("proof lines %+v, %v; want three", runs, err)
	}
	// With a date at last nobody without a name is invited, seated or waits.
	dated := modelstest.Gathering("ooit", 5)
	day := f.Now().AddDate(0, 1, 0)
	end := day.Add(2 * time.Hour)
	dated.StartsAt, dated.EndsAt, dated.DoorsOpenAt = &day, &end, nil
	f.Save(dated)
	page, err := f.MeetingBySlug(ctx, "ooit", true)
	if err != nil || page.Waiting != 0 || page.Seats[page.Meeting.Sites[0].ID].Taken != 0 {
		t.Errorf("%d wait, seats %+v, %v", page.Waiting, page.Seats, err)
	}
	if mails := f.Deliver(); len(mails) != 0 {
		t.Errorf("%d mails went to nobody", len(mails))
	}
}
