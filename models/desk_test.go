package models_test

import (
	"fmt"
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

func TestDeskMeetings(t *testing.T) {
	f := modelstest.New(t)
	later, undated, over, draft := modelstest.Gathering("later", 2), modelstest.Gathering("ooit"), modelstest.Gathering("geweest", 2), modelstest.Gathering("concept", 2)
	undated.Status, undated.DateText = models.MeetingAnnounced, "in het voorjaar"
	undated.StartsAt, undated.EndsAt, undated.DoorsOpenAt = nil, nil, nil
	over.StartsAt, over.EndsAt, over.DoorsOpenAt = modelstest.At("2019-07-05 09:30"), modelstest.At("2019-07-05 12:00"), nil
	draft.Status = models.MeetingDraft
	draft.StartsAt, draft.EndsAt, draft.DoorsOpenAt = modelstest.At("2019-11-01 09:30"), modelstest.At("2019-11-01 12:00"), nil
	for _, in := range []models.MeetingInput{undated, later, over, draft} {
		f.Save(in)
	}
	f.SignUpAll(f.Meeting("later"), modelstest.Person(1), modelstest.Person(2), modelstest.Person(3))

	list, total, err := f.DeskMeetings(ctx, models.DeskQuery{Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"concept", "later", "ooit"}, slugsOf(list)); diff != "" || total != 3 {
		t.Errorf("to come, %d in all: %s", total, diff)
	}
	want := map[models.RegistrationStatus]int{models.Registered: 2, models.Waitlisted: 1}
	if diff := cmp.Diff(want, list[1].People); diff != "" {
		t.Errorf("people: %s", diff)
	}
	past, _, err := f.DeskMeetings(ctx, models.DeskQuery{Past: true, Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"geweest"}, slugsOf(past)); diff != "" {
		t.Errorf("over: %s", diff)
	}
}

func slugsOf(list []*models.DeskMeeting) []string {
	var slugs []string
	for _, m := range list {
		slugs = append(slugs, m.Meeting.Slug)
	}
	return slugs
}

func TestDeskOverview_MailInHandIsNotStuck(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	f.SignUpAll(m, modelstest.Person(1))
	if claimed, err := f.ClaimMessages(ctx, "test", 10, time.Minute); err != nil || len(claimed) != 1 {
		t.Fatalf("%d claimed, %v", len(claimed), err)
	}
	o, err := f.DeskOverview(ctx, "platform")
	if err != nil {
		t.Fatal(err)
	}
	if want := (models.MailCounts{Planned: 1}); o.Mail != want {
		t.Errorf("%+v; want %+v", o.Mail, want)
	}
}

func TestDeskOverview_CountsMail(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2), modelstest.Person(3))
	f.Clock.Add(-time.Millisecond) // back to where the clock stood at the last sign-up
	check := func(when string, want models.MailCounts) {
		t.Helper()
		o, err := f.DeskOverview(ctx, "platform")
		if err != nil {
			t.Fatal(err)
		}
		if o.Mail != want {
			t.Errorf("%s: %+v; want %+v", when, o.Mail, want)
		}
	}
	check("just signed up", models.MailCounts{Planned: 3})
	f.Clock.Add(10 * time.Minute)
	check("no worker for ten minutes", models.MailCounts{Stuck: 3})
	claimed, err := f.ClaimMessages(ctx, "test", 10, time.Minute)
	if err != nil || len(claimed) != 3 {
		t.Fatalf("%d claimed, %v", len(claimed), err)
	}
	err = f.MarkMessages(ctx, []models.Delivery{
		{MessageID: claimed[0].ID, Worker: "test", Sent: true},
		{MessageID: claimed[1].ID, Worker: "test", Permanent: true, Problem: "refused 550"},
		{MessageID: claimed[2].ID, Worker: "test", Problem: "unreachable", NextTry: f.Now().Add(time.Hour)},
	})
	if err != nil {
		t.Fatal(err)
	}
	check("sent, refused, to be tried again", models.MailCounts{Sent: 1, Failed: 1, Stuck: 1})
	if _, err := f.DeskOverview(ctx, "onbekend"); models.KindOf(err) != models.NotFound {
		t.Errorf("unknown meeting: %v; want not found", err)
	}
}

func TestPeople(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 2, 2))
	broek := models.Attendee{GivenName: "Demi", Surname: "van de Broek", Email: "demi@horizon.example", Organization: "Gemeente Almelo", Site: "a"}
	fictie := models.Attendee{GivenName: "Éva", Surname: "O'Fictie", Email: "eva@horizon.example", Organization: "Zorg & Zo; Twente", Site: "a"}
	waits := models.Attendee{GivenName: "Aaltje", Surname: "Groot Probeer", Email: "aaltje@horizon.example", Organization: "Horizon", Site: "a"}
	other := models.Attendee{GivenName: "Zoë", Surname: "Schijnveld", Email: "zoe@horizon.example", Organization: "Horizon", Site: "b"}
	out := f.SignUpAll(m, broek, fictie, waits, other)
	if err := f.Cancel(ctx, m.ID, out[3].RegistrationID, person, ""); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		q    models.PeopleQuery
		want []string
	}{
		{"all, by name", models.PeopleQuery{}, []string{"Broek", "Groot Probeer", "O'Fictie", "Schijnveld"}},
		{"part of a name", models.PeopleQuery{Search: "BROE"}, []string{"Broek"}},
		{"without its accent", models.PeopleQuery{Search: "eva"}, []string{"O'Fictie"}},
		{"organisation", models.PeopleQuery{Search: "zorg zo"}, []string{"O'Fictie"}},
		{"a sign that means something to LIKE", models.PeopleQuery{Search: "%"}, []string{"Broek", "Groot Probeer", "O'Fictie", "Schijnveld"}},
		{"site", models.PeopleQuery{SiteKey: "b"}, []string{"Schijnveld"}},
		{"state", models.PeopleQuery{Statuses: []models.RegistrationStatus{models.Waitlisted}}, []string{"Groot Probeer"}},
		{"last registered first", models.PeopleQuery{SiteKey: "a", Statuses: []models.RegistrationStatus{models.Registered}, Newest: true}, []string{"O'Fictie", "Broek"}},
		{"beyond the end", models.PeopleQuery{Page: 9}, nil},
	}
	for _, tt := range tests {
		page, err := f.People(ctx, m, tt.q)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		var got []string
		for _, r := range page.Rows {
			got = append(got, r.Name.Surname)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
	page, err := f.People(ctx, m, models.PeopleQuery{})
	if err != nil {
		t.Fatal(err)
	}
	want := map[models.RegistrationStatus]int{models.Registered: 2, models.Waitlisted: 1, models.Cancelled: 1}
	if diff := cmp.Diff(want, page.All); diff != "" {
		t.Errorf("counts: %s", diff)
	}
	if _, err := f.People(ctx, m, models.PeopleQuery{SiteKey: "x"}); models.KindOf(err) != models.NotFound {
		t.Errorf("unknown site: %v; want not found", err)
	}
}

// A list of any length comes in pages of fifty that overlap nowhere.
func TestPeople_Pages(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 200))
	for i := range 120 {
		p := modelstest.Person(i)
		p.Surname = fmt.Sprintf("Naam %03d", 120-i)
		f.SignUpAll(m, p)
	}
	seen := map[int64]bool{}
	for page, want := range []int{50, 50, 20} {
		got, err := f.People(ctx, m, models.PeopleQuery{Page: page + 1})
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Rows) != want || got.Total != 120 {
			t.Errorf("page %d: %d of %d; want %d of 120", page+1, len(got.Rows), got.Total, want)
		}
		for _, r := range got.Rows {
			seen[r.ID] = true
		}
	}
	if len(seen) != 120 {
		t.Errorf("%d different people; want 120", len(seen))
	}
}

// BR-10: the same name with another address is accepted and shown as a
// possible double; another name at the same address is not.
func TestBR10_PossibleDoublesAreShown(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 9))
	one, two, shared := modelstest.Person(1), modelstest.Person(1), modelstest.Person(2)
	two.Email, shared.Email = "prive@horizon.example", one.Email
	out := f.SignUpAll(m, one, two, shared)
	page, err := f.People(ctx, m, models.PeopleQuery{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[int64]bool{}
	for _, r := range page.Rows {
		got[r.ID] = r.Double
	}
	want := map[int64]bool{out[0].RegistrationID: true, out[1].RegistrationID: true, out[2].RegistrationID: false}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	only, err := f.People(ctx, m, models.PeopleQuery{Doubles: true})
	if err != nil || only.Total != 2 {
		t.Errorf("filter on doubles: %d, %v; want 2", only.Total, err)
	}
	p, err := f.DeskPerson(ctx, "platform", out[0].RegistrationID)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Doubles) != 1 || p.Doubles[0].ID != out[1].RegistrationID {
		t.Errorf("doubles of the first: %v; want the second", p.Doubles)
	}
	if err := f.Cancel(ctx, m.ID, out[1].RegistrationID, person, ""); err != nil {
		t.Fatal(err)
	}
	o, err := f.DeskOverview(ctx, "platform")
	if err != nil || o.Doubles != 0 {
		t.Errorf("after one cancelled: %d doubles, %v; want none", o.Doubles, err)
	}
}

func TestDeskPerson(t *testing.T) {
	f := modelstest.New(t)
	by := tessa(t, f)
	m := f.Save(modelstest.Gathering("platform", 5))
	out, err := f.SignUp(ctx, models.SignUp{MeetingID: m.ID, People: []models.Attendee{modelstest.Person(1)}, By: by, Source: models.SourceOrganizer})
	if err != nil {
		t.Fatal(err)
	}
	f.Clock.Add(time.Minute)
	made, err := f.Substitute(ctx, m.ID, out[0].RegistrationID, models.Substitution{
		GivenName: "Fenna", Surname: "ter Proefveld", Email: "fenna@horizon.example",
	}, by)
	if err != nil {
		t.Fatal(err)
	}
	p, err := f.DeskPerson(ctx, "platform", made.ID)
	if err != nil {
		t.Fatal(err)
	}
	if p.Replaces == nil || p.Replaces.ID != out[0].RegistrationID || p.ReplacedBy != nil || p.RegisteredBy != "Tessa Testerink" {
		t.Errorf("replaces %v, replaced by %v, registered by %q", p.Replaces, p.ReplacedBy, p.RegisteredBy)
	}
	if len(p.History) != 1 || p.History[0].Action != "substitutes" || p.History[0].User != "Tessa Testerink" {
		t.Errorf("history %+v; want one line by Tessa", p.History)
	}
	if len(p.Messages) != 1 || p.Messages[0].Kind != models.MailSubstituteIn {
		t.Errorf("messages %v; want the one to the substitute", p.Messages)
	}
	f.Save(modelstest.Gathering("ander", 5))
	if _, err := f.DeskPerson(ctx, "ander", made.ID); models.KindOf(err) != models.NotFound {
		t.Errorf("by the address of another meeting: %v; want not found", err)
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

func TestMeetingHistory(t *testing.T) {
	f := modelstest.New(t)
	by := tessa(t, f)
	m := f.Save(modelstest.Gathering("platform", 5))
	f.Clock.Add(time.Minute)
	out := f.SignUpAll(m, modelstest.Person(1))
	f.Clock.Add(time.Minute)
	in := m.Input()
	in.Theme = "Regie"
	if _, err := f.SaveMeeting(ctx, in, by); err != nil {
		t.Fatal(err)
	}
	f.Clock.Add(time.Minute)
	if err := f.Cancel(ctx, m.ID, out[0].RegistrationID, person, ""); err != nil {
		t.Fatal(err)
	}
	lines, total, err := f.MeetingHistory(ctx, m, 1)
	if err != nil {
		t.Fatal(err)
	}
	type short struct{ Action, Person, Detail, User string }
	var got []short
	for _, l := range lines {
		got = append(got, short{l.Action, l.Person, l.Detail, l.User})
	}
	want := []short{
		{"cancelled", "Proef1 Testerink1", "", ""}, {"changed", "", "theme", "Tessa Testerink"},
		{"signed_up", "Proef1 Testerink1", "", ""}, {"created", "", "", ""},
	}
	if diff := cmp.Diff(want, got); diff != "" || total != 4 {
		t.Errorf("%d lines: %s", total, diff)
	}
	if lines[0].At.IsZero() || lines[0].Site != "Zaal a, Enschede" {
		t.Errorf("line %+v; want a moment and a place", lines[0])
	}
}

func TestMeetingMessages(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	f.SignUpAll(m, modelstest.Person(1))
	f.Deliver()
	f.SignUpAll(m, modelstest.Person(2))
	page, err := f.MeetingMessages(ctx, m.ID, models.MessageQuery{})
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Rows) != 2 || page.Total != 2 || page.Rows[0].Name != "Proef2 Testerink2" || page.Rows[0].Facts != "" {
		t.Errorf("%d of %d, first %q; want both, newest first, without facts", len(page.Rows), page.Total, page.Rows[0].Name)
	}
	sent, err := f.MeetingMessages(ctx, m.ID, models.MessageQuery{State: models.MessageSent})
	if err != nil || sent.Total != 1 || len(sent.Rows) != 1 || sent.Rows[0].State != models.MessageSent {
		t.Errorf("sent: %+v, %v; want one", sent, err)
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
	if err := f.KeepOrganization(ctx, real); err != nil {
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
	if err := f.LinkOrganization(ctx, byName["Stichting Horizn"].ID, byName["Thuis@"].ID); models.KindOf(err) != models.Invalid {
		t.Errorf("to something unknown: %v; want invalid", err)
	}
	if err := f.LinkOrganization(ctx, byName["Stichting Horizn"].ID, real); err != nil {
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

// BR-39: before a meeting is called off, the desk says who will hear of it.
func TestBR39_ReachOfCallingOff(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 2))
	out := f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2), modelstest.Person(3), modelstest.Person(4))
	f.Deliver()
	if err := f.Cancel(ctx, m.ID, out[3].RegistrationID, person, ""); err != nil {
		t.Fatal(err)
	}
	r, err := f.Reach(ctx, m.ID)
	if err != nil {
		t.Fatal(err)
	}
	if r.Total != 3 || r.Calendars != 2 || r.People[models.Waitlisted] != 1 {
		t.Errorf("reach %+v; want 3 people, 2 with a calendar item, 1 of them waiting", r)
	}
}
