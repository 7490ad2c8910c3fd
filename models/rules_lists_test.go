package models_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// names reads a list as "Surname, Given".
func names(t *testing.T, f *modelstest.Fixture, q models.ListQuery) ([]string, models.ListFacts) {
	t.Helper()
	var got []string
	var facts models.ListFacts
	err := f.AttendeeList(ctx, q, models.ExportLog{Who: "Truus", List: "deelnemerslijst", Format: "csv"}, func(list models.AttendeeList) error {
		facts = list.Facts
		for row, err := range list.Rows {
			if err != nil {
				return err
			}
			got = append(got, strings.Trim(row.SurnamePrefix+" "+row.Surname, " ")+", "+row.GivenName)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got, facts
}

func TestBR71_ListsSortBySurnameWithoutPrefix(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 20))
	for i, n := range [][2]string{{"Sjoerd", "Oude Fictink"}, {"Jip", "'t Proefstuk"}, {"Demi", "van de Broek"}, {"Zoë", "Écluse"}, {"Bas", "Edam"},
		{"IJsbrand", "IJverzicht"}, {"Ilse", "Ibbers"}, {"Klaas", "Ikink"}} {
		f.SignUpAll(m, models.Attendee{GivenName: n[0], Surname: n[1], Email: modelstest.Person(i).Email, Organization: "Horizon"})
	}
	got, _ := names(t, f, models.ListQuery{MeetingID: m.ID})
	want := []string{"van de Broek, Demi", "Écluse, Zoë", "Edam, Bas", "Ibbers, Ilse", "IJverzicht, IJsbrand", "Ikink, Klaas", "Oude Fictink, Sjoerd", "'t Proefstuk, Jip"}
	if !slices.Equal(got, want) {
		t.Errorf("order\n%v\nwant\n%v", got, want)
	}
}

func TestBR72_SiteListsAddUpToTheRegister(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 600, 600))
	for i := range 1100 { // more than two batches
		f.SignUpAll(m, modelstest.Person(i, []string{"a", "b"}[i%2]))
		f.Clock.Add(time.Second)
	}
	all, facts := names(t, f, models.ListQuery{MeetingID: m.ID, SeatedOnly: true})
	total := 0
	for _, key := range []string{"a", "b"} {
		part, partFacts := names(t, f, models.ListQuery{MeetingID: m.ID, SiteKey: key, SeatedOnly: true})
		if partFacts.Count != len(part) || partFacts.Venue == "" || partFacts.Version != facts.Version {
			t.Errorf("site %s: %d names, facts %+v", key, len(part), partFacts)
		}
		total += len(part)
	}
	counts, err := f.RegisteredPerSite(ctx, m.ID)
	if err != nil {
		t.Fatal(err)
	}
	register := 0
	for _, n := range counts {
		register += n
	}
	if total != len(all) || total != register || register != 1100 {
		t.Errorf("sites %d, meeting %d, register %d; want 1100", total, len(all), register)
	}
	if different := slices.Compact(slices.Sorted(slices.Values(all))); len(different) != 1100 {
		t.Errorf("%d different names; want 1100", len(different))
	}
}

func TestBR75_EveryListIsLogged(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2))
	names(t, f, models.ListQuery{MeetingID: m.ID})
	logs, err := f.ExportLogs(ctx, m.ID, 10)
	if err != nil || len(logs) != 1 {
		t.Fatalf("%d lines, %v", len(logs), err)
	}
	if l := logs[0]; l.Who != "Truus" || l.Rows != 2 || l.List != "deelnemerslijst" || l.At.IsZero() {
		t.Errorf("line %+v", l)
	}
}

func TestList_SearchAnyPartOfNameOrOrganisation(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	f.SignUpAll(m,
		models.Attendee{GivenName: "Demi", Surname: "van de Broek", Email: "demi@horizon.example", Organization: "Gemeente Enschede"},
		models.Attendee{GivenName: "Ümit", Surname: "Örnekoğlu", Email: "umit@horizon.example", Organization: "Zorg & Zo; Twente"})
	for question, want := range map[string]int{"broek": 1, "ornek": 1, "enschede demi": 1, "zorg": 1, "100%": 0, "_": 0, "": 2, "'g": 1, "u": 1, "r": 0, "horizon": 2, "niemand": 0} {
		got, _ := names(t, f, models.ListQuery{MeetingID: m.ID, Search: question})
		if len(got) != want {
			t.Errorf("search %q finds %v; want %d", question, got, want)
		}
	}
}

// Who only follows a meeting has not signed up: no moment of that on a list.
// Who signs up later did so then, with a place, on the list or at the door.
func TestListTellsWhenSomebodySignedUp(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("lijst", 1)
	in.Status = models.MeetingAnnounced
	m := f.Save(in)
	follow := func(people ...models.Attendee) {
		for _, p := range people {
			err := f.ShowInterest(ctx, models.Interest{MeetingID: m.ID, GivenName: p.GivenName, Surname: p.Surname, Email: p.Email, Organization: p.Organization, Language: "nl"})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	check := func(when string, want ...string) {
		t.Helper()
		var got []string
		for _, r := range listed(t, f, m) {
			at := ""
			if !r.RegisteredAt.IsZero() {
				at = " " + r.RegisteredAt.In(modelstest.Amsterdam).Format("2006-01-02 15:04")
			}
			got = append(got, string(r.Status)+at)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", when, diff)
		}
	}
	follow(modelstest.Person(1), modelstest.Person(2), modelstest.Person(3))
	check("interest", "interested", "interested", "interested")
	in.Status = models.MeetingOpen
	f.Save(in)
	check("invited", "invited", "invited", "invited")
	f.Clock.Set(*modelstest.At("2019-11-01 10:00"))
	f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2))
	f.Clock.Add(time.Hour)
	check("signed up", "registered 2019-11-01 10:00", "waitlisted 2019-11-01 10:00", "invited")
	f.Clock.Set(*modelstest.At("2019-11-29 09:15"))
	for _, id := range followers(t, f, m) {
		if _, err := f.CheckIn(ctx, models.Passing{MeetingID: m.ID, Site: "a", RegistrationID: id, Here: true, By: organizer}); err != nil {
			t.Fatal(err)
		}
	}
	check("at the door", "registered 2019-11-01 10:00", "waitlisted 2019-11-01 10:00", "registered 2019-11-29 09:15")
}

func listed(t *testing.T, f *modelstest.Fixture, m *models.Meeting) []models.AttendeeRow {
	t.Helper()
	var got []models.AttendeeRow
	err := f.AttendeeList(ctx, models.ListQuery{MeetingID: m.ID}, models.ExportLog{Who: "test", List: "test", Format: "json"}, func(l models.AttendeeList) error {
		for r, err := range l.Rows {
			if err != nil {
				return err
			}
			got = append(got, r)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func followers(t *testing.T, f *modelstest.Fixture, m *models.Meeting) (ids []int64) {
	t.Helper()
	for _, r := range listed(t, f, m) {
		if r.Status == models.Invited {
			ids = append(ids, r.RegistrationID)
		}
	}
	return ids
}
