package deskview_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/models/modelstest"
)

var (
	ctx    = context.Background()
	person = models.Actor{Kind: models.ByPerson}
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

func TestMeetings(t *testing.T) {
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

	list, total, err := deskview.New(f.Store).Meetings(ctx, deskview.MeetingQuery{Limit: 10})
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
	past, _, err := deskview.New(f.Store).Meetings(ctx, deskview.MeetingQuery{Past: true, Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"geweest"}, slugsOf(past)); diff != "" {
		t.Errorf("over: %s", diff)
	}
}

func TestOverview_MailInHandIsNotStuck(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	f.SignUpAll(m, modelstest.Person(1))
	if claimed, err := f.ClaimMessages(ctx, "test", 10, time.Minute); err != nil || len(claimed) != 1 {
		t.Fatalf("%d claimed, %v", len(claimed), err)
	}
	o, err := deskview.New(f.Store).Overview(ctx, "platform")
	if err != nil {
		t.Fatal(err)
	}
	if want := (deskview.MailCounts{Planned: 1}); o.Mail != want {
		t.Errorf("%+v; want %+v", o.Mail, want)
	}
}

func TestOverview_CountsMail(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2), modelstest.Person(3))
	f.Clock.Add(-time.Millisecond) // back to where the clock stood at the last sign-up
	check := func(when string, want deskview.MailCounts) {
		t.Helper()
		o, err := deskview.New(f.Store).Overview(ctx, "platform")
		if err != nil {
			t.Fatal(err)
		}
		if o.Mail != want {
			t.Errorf("%s: %+v; want %+v", when, o.Mail, want)
		}
	}
	check("just signed up", deskview.MailCounts{Planned: 3})
	f.Clock.Add(10 * time.Minute)
	check("no worker for ten minutes", deskview.MailCounts{Stuck: 3})
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
	check("sent, refused, to be tried again", deskview.MailCounts{Sent: 1, Failed: 1, Stuck: 1})
	if _, err := deskview.New(f.Store).Overview(ctx, "onbekend"); models.KindOf(err) != models.NotFound {
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
		q    deskview.PeopleQuery
		want []string
	}{
		{"all, by name", deskview.PeopleQuery{}, []string{"Broek", "Groot Probeer", "O'Fictie", "Schijnveld"}},
		{"part of a name", deskview.PeopleQuery{Search: "BROE"}, []string{"Broek"}},
		{"without its accent", deskview.PeopleQuery{Search: "eva"}, []string{"O'Fictie"}},
		{"organisation", deskview.PeopleQuery{Search: "zorg zo"}, []string{"O'Fictie"}},
		{"a sign that means something to LIKE", deskview.PeopleQuery{Search: "%"}, nil},
		{"a blank", deskview.PeopleQuery{Search: " "}, []string{"Broek", "Groot Probeer", "O'Fictie", "Schijnveld"}},
		{"one letter begins a word", deskview.PeopleQuery{Search: "'t"}, []string{"O'Fictie"}},
		{"site", deskview.PeopleQuery{SiteKey: "b"}, []string{"Schijnveld"}},
		{"state", deskview.PeopleQuery{Statuses: []models.RegistrationStatus{models.Waitlisted}}, []string{"Groot Probeer"}},
		{"last registered first", deskview.PeopleQuery{SiteKey: "a", Statuses: []models.RegistrationStatus{models.Registered}, Newest: true}, []string{"O'Fictie", "Broek"}},
		{"beyond the end", deskview.PeopleQuery{Page: 9}, nil},
	}
	for _, tt := range tests {
		page, err := deskview.New(f.Store).People(ctx, m, tt.q)
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
	page, err := deskview.New(f.Store).People(ctx, m, deskview.PeopleQuery{})
	if err != nil {
		t.Fatal(err)
	}
	want := map[models.RegistrationStatus]int{models.Registered: 2, models.Waitlisted: 1, models.Cancelled: 1}
	if diff := cmp.Diff(want, page.All); diff != "" {
		t.Errorf("counts: %s", diff)
	}
	if _, err := deskview.New(f.Store).People(ctx, m, deskview.PeopleQuery{SiteKey: "x"}); models.KindOf(err) != models.NotFound {
		t.Errorf("unknown site: %v; want not found", err)
	}
}

// Rules §3.5: who takes a seat when one comes free at a site. While seats are
// offered that is neither somebody with a place elsewhere nor whose offer ran
// out.
func TestWaitsFor(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 1, 2))
	out := f.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "b"))
	check := func(when, site string, mode models.QueueMode, want bool) {
		t.Helper()
		got, err := deskview.New(f.Store).WaitsFor(ctx, m.Site(site), mode)
		if err != nil || got != want {
			t.Errorf("%s, site %s, mode %v: %v, %v; want %v", when, site, mode, got, err, want)
		}
	}
	check("nobody waits", "a", models.QueuePlaces, false)
	wish := "a"
	if _, err := f.Amend(ctx, m.ID, out[1].RegistrationID, models.Amendment{Site: &wish}, person); err != nil {
		t.Fatal(err)
	}
	check("a wish to move", "a", models.QueuePlaces, true)
	check("a wish to move", "a", models.QueueOffers, false)
	f.SignUpAll(m, modelstest.Person(3, "a"))
	check("on the list", "a", models.QueueOffers, true)
	check("on the list", "a", models.QueueRests, false)
	check("on the list of the other", "b", models.QueuePlaces, false)
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
		got, err := deskview.New(f.Store).People(ctx, m, deskview.PeopleQuery{Page: page + 1})
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
	page, err := deskview.New(f.Store).People(ctx, m, deskview.PeopleQuery{})
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
	only, err := deskview.New(f.Store).People(ctx, m, deskview.PeopleQuery{Doubles: true})
	if err != nil || only.Total != 2 {
		t.Errorf("filter on doubles: %d, %v; want 2", only.Total, err)
	}
	p, err := deskview.New(f.Store).Person(ctx, "platform", out[0].RegistrationID)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Doubles) != 1 || p.Doubles[0].ID != out[1].RegistrationID {
		t.Errorf("doubles of the first: %v; want the second", p.Doubles)
	}
	o, err := deskview.New(f.Store).Overview(ctx, "platform")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]models.Concern{{Kind: models.ConcernDoubles, Count: 1}}, o.Concerns); diff != "" {
		t.Error(diff)
	}
	if err := f.Cancel(ctx, m.ID, out[1].RegistrationID, person, ""); err != nil {
		t.Fatal(err)
	}
	o, err = deskview.New(f.Store).Overview(ctx, "platform")
	if err != nil || len(o.Concerns) != 0 {
		t.Errorf("after one cancelled: %v, %v; want no doubles", o.Concerns, err)
	}
}

func TestPerson(t *testing.T) {
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
	p, err := deskview.New(f.Store).Person(ctx, "platform", made.ID)
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
	if _, err := deskview.New(f.Store).Person(ctx, "ander", made.ID); models.KindOf(err) != models.NotFound {
		t.Errorf("by the address of another meeting: %v; want not found", err)
	}
}

func TestHistory(t *testing.T) {
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
	lines, total, err := deskview.New(f.Store).History(ctx, m, 1)
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

func TestMessages(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	f.SignUpAll(m, modelstest.Person(1))
	f.Deliver()
	f.SignUpAll(m, modelstest.Person(2))
	page, err := deskview.New(f.Store).Messages(ctx, m.ID, deskview.MessageQuery{})
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Rows) != 2 || page.Total != 2 || page.Rows[0].Name != "Proef2 Testerink2" || page.Rows[0].Facts != "" {
		t.Errorf("%d of %d, first %q; want both, newest first, without facts", len(page.Rows), page.Total, page.Rows[0].Name)
	}
	sent, err := deskview.New(f.Store).Messages(ctx, m.ID, deskview.MessageQuery{State: models.MessageSent})
	if err != nil || sent.Total != 1 || len(sent.Rows) != 1 || sent.Rows[0].State != models.MessageSent {
		t.Errorf("sent: %+v, %v; want one", sent, err)
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
	r, err := deskview.New(f.Store).Reach(ctx, m.ID)
	if err != nil {
		t.Fatal(err)
	}
	if r.Total != 3 || r.Calendars != 2 || r.People[models.Waitlisted] != 1 {
		t.Errorf("reach %+v; want 3 people, 2 with a calendar item, 1 of them waiting", r)
	}
}

func slugsOf(list []*deskview.MeetingRow) []string {
	var slugs []string
	for _, m := range list {
		slugs = append(slugs, m.Meeting.Slug)
	}
	return slugs
}
