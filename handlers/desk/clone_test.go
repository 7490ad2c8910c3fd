package desk_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// BR-06: a copy has the programme, the form, the texts, the hosts and the
// sites of the other meeting, no day, and nobody of its people.
func TestBR06_Clone(t *testing.T) {
	site := handlerstest.New(t)
	in := modelstest.Gathering("platform", 3, 4)
	in.Summary, in.Theme, in.Ask = "Een ochtend", "Scheiding", []string{"job_title"}
	in.Sites[1].RouteText, in.Sites[1].Room = "Volg de borden", "Zaal 2"
	in.Programme = []models.ProgrammeInput{{Kind: "item", Starts: "09:30", Ends: "10:10", Title: "Opening"}}
	in.RegistrationOpensAt = modelstest.At("2019-09-01 09:00")
	m := site.Save(in)
	site.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "b"))
	client := login(t, site, models.RoleOrganizer)
	overview := client.Get("/beheer/bijeenkomsten/platform")
	link, ok := overview.Doc().Find(`a[href="/beheer/nieuw?van=platform"]`).Attr("href")
	if !ok || !strings.Contains(client.Get("/beheer/nieuw").Text("main"), "Platform Scheiding en Omgang") {
		t.Fatal("no way to a copy")
	}
	form := filled(t, client.Get(link))
	for _, name := range []string{"date", "registration_opens_on", "registration_closes_on", "numbers_due_on"} {
		if form.Get(name) != "" {
			t.Errorf("%s came along: %q", name, form.Get(name))
		}
	}
	a := client.Post("/beheer/nieuw", set(form, "date", "2020-03-06"))
	if a.Status != 303 || !strings.HasSuffix(a.Location(), "/platform-scheiding-en-omgang") {
		t.Fatalf("status %d %s %s", a.Status, a.Location(), a.Text("#errors"))
	}
	got := site.Meeting("platform-scheiding-en-omgang").Input()
	want := site.Meeting("platform").Input()
	want.Slug, want.Status = got.Slug, models.MeetingDraft
	want.StartsAt, want.EndsAt, want.DoorsOpenAt = modelstest.At("2020-03-06 09:30"), modelstest.At("2020-03-06 12:00"), modelstest.At("2020-03-06 09:00")
	want.RegistrationOpensAt, want.NumbersDueAt = nil, got.NumbersDueAt
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the copy (-want +got)\n%s", diff)
	}
	page, err := site.MeetingBySlug(t.Context(), got.Slug, true)
	if err != nil || page.Seats[page.Meeting.Sites[0].ID].Taken != 0 {
		t.Errorf("somebody came along: %+v, %v", page.Seats, err)
	}
	if a := login(t, site, models.RoleEditor).Get("/beheer/nieuw?van=platform"); a.Status != 403 {
		t.Errorf("an editor: status %d", a.Status)
	}
	if a := client.Get("/beheer/nieuw?" + url.Values{"van": {"nergens"}}.Encode()); a.Status != 404 {
		t.Errorf("of nothing: status %d", a.Status)
	}
	other := inGroups(t, site, "Een andere groep")
	if a := other.Get("/beheer/nieuw?van=platform"); a.Status != 404 || strings.Contains(other.Get("/beheer/nieuw").Text("main"), "Platform Scheiding en Omgang") {
		t.Errorf("of somebody else's meeting: status %d, or it is offered", a.Status)
	}
}

// BR-06: a copy can stay without a day. The times that came along ask for
// none; times that somebody typed do.
func TestBR06_CloneWithoutDate(t *testing.T) {
	site := handlerstest.New(t)
	site.Save(modelstest.Gathering("platform", 3))
	client := login(t, site, models.RoleOrganizer)
	fresh := func() url.Values {
		return set(filled(t, client.Get("/beheer/nieuw?van=platform")), "title", "Nog geen dag")
	}
	for _, change := range [][]string{{"starts_at", "10:00"}, {"doors_open_at", "08:00"}, {"copied_times", ""}} {
		if a := client.Post("/beheer/nieuw", set(fresh(), change...)); a.Status != 422 || !a.Has(`#errors a[href="#date"]`) {
			t.Errorf("%v: status %d, %s; want a question for the date", change, a.Status, a.Text("#errors"))
		}
	}
	if a := client.Post("/beheer/nieuw", set(fresh(), "then", "open")); a.Status != 422 || !a.Has(`#errors a[href="#date"]`) || !a.Has("input[name=starts_at][value='09:30']") {
		t.Errorf("opened without a date: status %d, %s; want a question, and the times kept", a.Status, a.Text("#errors"))
	}
	a := client.Post("/beheer/nieuw", fresh())
	if a.Status != 303 {
		t.Fatalf("status %d %s", a.Status, a.Text("#errors"))
	}
	if text := client.Get(a.Location()).Text(".utrecht-alert--ok"); !strings.Contains(text, "De tijden vult u in zodra u de datum weet.") {
		t.Errorf("it says %q; want where the times went", text)
	}
	if m := site.Meeting("nog-geen-dag"); m.StartsAt != nil || m.EndsAt != nil || m.DoorsOpenAt != nil || m.Status != models.MeetingDraft {
		t.Errorf("it starts at %v, status %s; want a draft without a day", m.StartsAt, m.Status)
	}
}
