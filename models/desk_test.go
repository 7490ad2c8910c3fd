package models_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// tessa adds a user and gives the actor for what this user does.
func tessa(t *testing.T, f *modelstest.Fixture) models.Actor {
	t.Helper()
	u, err := f.AddUser(ctx, "tessa@organisatie.example", "Tessa Testerink", models.RoleOrganizer)
	if err != nil {
		t.Fatal(err)
	}
	return models.Organizer(u)
}

func TestMeetingSlug(t *testing.T) {
	tests := []struct{ title, want string }{
		{"Platform Scheiding en Omgang", "platform-scheiding-en-omgang"},
		{`Grote bijeenkomst "Informeren, inspireren, bewegen"`, "grote-bijeenkomst-informeren-inspireren-bewegen"},
		{"Réunion à l'Örnekoğlu / 's Ochtends", "reunion-a-lornekoglu-s-ochtends"},
		{"  --  ", "bijeenkomst"},
		{"会议", "bijeenkomst"},
		{strings.Repeat("bestuursbijeenkomst ", 9), "bestuursbijeenkomst-bestuursbijeenkomst-bestuursbijeenkomst"},
		{strings.Repeat("x", 200), strings.Repeat("x", 70)},
	}
	for _, tt := range tests {
		if got := models.MeetingSlug(tt.title); got != tt.want {
			t.Errorf("MeetingSlug(%q) = %q; want %q", tt.title, got, tt.want)
		}
	}
}

func TestCreateMeeting_GivesEachItsOwnSlug(t *testing.T) {
	f := modelstest.New(t)
	by := tessa(t, f)
	var got []string
	for range 3 {
		slug, err := f.CreateMeeting(ctx, modelstest.Gathering("", 5), by)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, slug)
	}
	want := []string{"platform-scheiding-en-omgang", "platform-scheiding-en-omgang-2", "platform-scheiding-en-omgang-3"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Two editors: who saves last without having seen the first change is
// refused, and nothing is lost.
func TestChangeMeeting_RefusesALostUpdate(t *testing.T) {
	f := modelstest.New(t)
	by := tessa(t, f)
	m := f.Save(modelstest.Gathering("platform", 5))
	f.Clock.Add(time.Minute)
	first, second := m.Input(), m.Input()
	first.Title, second.Title = "Titel van de eerste", "Titel van de tweede"
	if _, err := f.ChangeMeeting(ctx, first, m.UpdatedAt, by); err != nil {
		t.Fatal(err)
	}
	f.Clock.Add(time.Minute)
	_, err := f.ChangeMeeting(ctx, second, m.UpdatedAt, by)
	if models.KindOf(err) != models.Conflict {
		t.Fatalf("second editor: %v; want a conflict", err)
	}
	now := f.Meeting("platform")
	if now.Title != first.Title {
		t.Errorf("title %q; want that of the first", now.Title)
	}
	if _, err := f.ChangeMeeting(ctx, second, now.UpdatedAt, by); err != nil {
		t.Errorf("second editor after a look: %v", err)
	}
}

func TestPlannedMails(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2))
	f.Deliver()
	in := f.Meeting("platform").Input()
	in.Title = "Platform met een andere titel"
	if _, err := f.ChangeMeeting(ctx, in, f.Meeting("platform").UpdatedAt, tessa(t, f)); err != nil {
		t.Fatal(err)
	}
	n, at, err := f.PlannedMails(ctx, m.ID)
	if err != nil {
		t.Fatal(err)
	}
	if want := f.Now().Add(f.ChangeDelay()); n != 2 || !at.Equal(want) {
		t.Errorf("%d mails at %s; want 2 at %s", n, at, want)
	}
}

func TestNextStatuses(t *testing.T) {
	tests := []struct {
		status models.MeetingStatus
		phase  models.Phase
		want   []models.MeetingStatus
	}{
		{models.MeetingDraft, models.PhaseDraft, []models.MeetingStatus{models.MeetingAnnounced, models.MeetingOpen, models.MeetingCancelled}},
		{models.MeetingOpen, models.PhaseClosed, []models.MeetingStatus{models.MeetingClosed, models.MeetingPostponed, models.MeetingCancelled}},
		{models.MeetingOpen, models.PhaseRunning, nil},
		{models.MeetingClosed, models.PhasePast, nil},
		{models.MeetingHeld, models.PhasePast, nil},
	}
	for _, tt := range tests {
		m := models.Meeting{Status: tt.status}
		if diff := cmp.Diff(tt.want, m.NextStatuses(tt.phase)); diff != "" {
			t.Errorf("%s in phase %s: %s", tt.status, tt.phase, diff)
		}
	}
}

// Who looks at needs leaves a line.
func TestBR75_LookingAtNeedsIsLogged(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	with := modelstest.Person(1)
	with.Diet, with.NeedsConsent = []string{"vegan"}, true
	out := f.SignUpAll(m, with, modelstest.Person(2))
	n, err := f.NeedsOf(ctx, "platform", out[0].RegistrationID, models.ExportLog{Who: "Tessa Testerink"})
	if err != nil || n.Diet != "vegan" {
		t.Fatalf("needs %v, %v", n, err)
	}
	if _, err := f.NeedsOf(ctx, "platform", out[1].RegistrationID, models.ExportLog{Who: "Tessa Testerink"}); models.KindOf(err) != models.NotFound {
		t.Errorf("somebody without needs: %v; want not found", err)
	}
	logs, err := f.ExportLogs(ctx, m.ID, 10)
	if err != nil {
		t.Fatal(err)
	}
	if len(logs) != 1 || logs[0].Who != "Tessa Testerink" || logs[0].List != "wensen" {
		t.Errorf("log %+v; want one line", logs)
	}
}

// BR-45, BR-80: what an organiser sends again is a further occasion with the
// same SEQUENCE, and never counts against what people may ask.
func TestBR45_ResendByAnOrganiser(t *testing.T) {
	f := modelstest.New(t)
	by := tessa(t, f)
	m := f.Save(modelstest.Gathering("platform", 1))
	out := f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2))
	f.Deliver()
	for range 5 {
		if kind, err := f.Resend(ctx, m.ID, out[0].RegistrationID, by); err != nil || kind != models.MailConfirmation {
			t.Fatalf("resend: %s, %v", kind, err)
		}
	}
	if kind, err := f.Resend(ctx, m.ID, out[1].RegistrationID, by); err != nil || kind != models.MailWaitlisted {
		t.Errorf("to somebody who waits: %s, %v; want waitlisted", kind, err)
	}
	// The sixth is asked for by the person and still goes out.
	f.SignUpAll(m, modelstest.Person(1))
	var occasions []int
	for _, c := range f.Deliver() {
		if c.Kind == models.MailConfirmation {
			occasions = append(occasions, c.Occasion)
			if c.Sequence == nil || *c.Sequence != 0 {
				t.Errorf("sequence %v; want 0", c.Sequence)
			}
		}
	}
	if diff := cmp.Diff([]int{1, 2, 3, 4, 5, 6}, occasions); diff != "" {
		t.Error(diff)
	}
	if err := f.Cancel(ctx, m.ID, out[1].RegistrationID, person, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Resend(ctx, m.ID, out[1].RegistrationID, by); models.KindOf(err) != models.Conflict {
		t.Errorf("to somebody who is off the list: %v; want a conflict", err)
	}
}

// Rules §3.5 rule 2: an organiser lets somebody go first, with a reason.
func TestSetPriority(t *testing.T) {
	f := modelstest.New(t)
	by := tessa(t, f)
	m := f.Save(modelstest.Gathering("platform", 1))
	out := f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2), modelstest.Person(3))
	if err := f.SetPriority(ctx, m.ID, out[2].RegistrationID, true, by, " "); models.KindOf(err) != models.Invalid {
		t.Errorf("without a reason: %v; want invalid", err)
	}
	if err := f.SetPriority(ctx, m.ID, out[0].RegistrationID, true, by, "spreekt"); models.KindOf(err) != models.Conflict {
		t.Errorf("somebody with a place: %v; want a conflict", err)
	}
	if err := f.SetPriority(ctx, m.ID, out[2].RegistrationID, true, by, "komt voor een zieke collega"); err != nil {
		t.Fatal(err)
	}
	if p := f.Own(out[2].RegistrationID).Position; p != 1 {
		t.Errorf("place on the list %d; want 1", p)
	}
	if err := f.Cancel(ctx, m.ID, out[0].RegistrationID, person, ""); err != nil {
		t.Fatal(err)
	}
	if got := f.Status(out[2].RegistrationID); got != models.Registered {
		t.Errorf("after a seat came free: %s; want registered", got)
	}
}

// BR-19a: what matches nothing is listed, and once linked belongs to the
// known organisation, also for who types it next.
func TestBR19a_LinkOrganizations(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 9))
	names := []string{"Stichting Horizon", "Stichting Horizn", "Thuis@"}
	for i, name := range names {
		p := modelstest.Person(i)
		p.Organization = name
		f.SignUpAll(m, p)
	}
	unknown, total, _, err := f.Organizations(ctx, 10)
	if err != nil || total != 3 || len(unknown) != 3 {
		t.Fatalf("%d of %d unknown, %v; want 3", len(unknown), total, err)
	}
	byName := map[string]models.UnknownOrganization{}
	for _, o := range unknown {
		byName[o.Name] = o
	}
	real := byName["Stichting Horizon"].ID
	if err := f.KeepOrganization(ctx, real, models.Actor{Kind: models.ByOrganizer}); err != nil {
		t.Fatal(err)
	}
	unknown, total, known, err := f.Organizations(ctx, 10)
	if err != nil || total != 2 || len(known) != 1 {
		t.Fatalf("%d unknown, %d known, %v; want 2 and 1", total, len(known), err)
	}
	for _, o := range unknown {
		if suggested := o.Suggestion != nil && o.Suggestion.ID == real; suggested != (o.Name == "Stichting Horizn") {
			t.Errorf("%s: suggestion %v", o.Name, o.Suggestion)
		}
	}
	if err := f.LinkOrganization(ctx, byName["Stichting Horizn"].ID, byName["Thuis@"].ID, models.Actor{Kind: models.ByOrganizer}); models.KindOf(err) != models.Invalid {
		t.Errorf("to something unknown: %v; want invalid", err)
	}
	if err := f.LinkOrganization(ctx, byName["Stichting Horizn"].ID, real, models.Actor{Kind: models.ByOrganizer}); err != nil {
		t.Fatal(err)
	}
	again := modelstest.Person(7)
	again.Organization = "stichting HORIZN"
	out := f.SignUpAll(m, again)
	own := f.Own(out[0].RegistrationID).Registration
	if own.OrganizationID == nil || *own.OrganizationID != real || own.Organization != "stichting HORIZN" {
		t.Errorf("typed again: organisation %v, kept as %q; want %d, as typed", own.OrganizationID, own.Organization, real)
	}
}
