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

// numbers takes the list of numbers.
func numbers(t *testing.T, f *modelstest.Fixture, m *models.Meeting, site, format string) models.Numbers {
	t.Helper()
	var got models.Numbers
	err := f.Numbers(ctx, m.ID, site, models.ExportLog{Who: "Truus", Format: format}, func(n models.Numbers) error {
		got = n
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// kitchen is a meeting at two sites and online, with people who need
// something, somebody with a companion, and a speaker.
func kitchen(t *testing.T, f *modelstest.Fixture) *models.Meeting {
	t.Helper()
	in := modelstest.Gathering("platform", 20, 20)
	in.Sites = append(in.Sites, models.SiteInput{Key: "online", Mode: models.Online, SeatCapacity: 50, Status: models.SiteConfirmed, JoinURL: "https://overleg.example/1"})
	m := f.Save(in)
	person := func(n int, site, access, other string, diet ...string) models.Attendee {
		p := modelstest.Person(n, site)
		p.Diet, p.DietOther, p.Access, p.NeedsConsent = diet, other, access, len(diet) > 0 || access != "" || other != ""
		return p
	}
	guide := person(2, "a", "Ringleiding", "", "halal", "gluten_free")
	guide.Companion = true
	remark := modelstest.Person(4, "a")
	remark.Remarks = "Ik kom later."
	f.SignUpAll(m, person(1, "a", "", "", "vegetarian"), guide, person(3, "a", "", "Geen noten van Jip", "vegetarian", "other"),
		remark, person(5, "b", "", "geen ui"), person(6, "online", "Gebarentolk", "", "vegan"))
	speaker := person(7, "a", "", "", "vegan")
	speaker.Role = models.Speaker
	_, err := f.SignUp(ctx, models.SignUp{MeetingID: m.ID, People: []models.Attendee{speaker}, By: tessa(t, f)})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestBR73_NumbersPerSite(t *testing.T) {
	f := modelstest.New(t)
	got := numbers(t, f, kitchen(t, f), "", "csv")
	want := []models.SiteNumbers{
		{Place: "Zaal a, Enschede", Now: models.Counts{
			Participants: 4, Others: 1, Companions: 1, Wishes: 4, Access: 1,
			Diets: map[string]int{"vegetarian": 2, "halal": 1, "gluten_free": 1, "other": 1, "vegan": 1},
		}},
		{Place: "Zaal b, Enschede", Now: models.Counts{Participants: 1, Wishes: 1, Diets: map[string]int{"other": 1}}},
		{Place: "Online", Online: true, Now: models.Counts{Participants: 1, Access: 1}}, // nobody eats there
	}
	if diff := cmp.Diff(want, got.Sites); diff != "" {
		t.Errorf("numbers (-want +got):\n%s", diff)
	}
	if got.Facts.Count != 8 || !got.Since.IsZero() || got.Erased {
		t.Errorf("%d heads, since %v, erased %t", got.Facts.Count, got.Since, got.Erased)
	}
	one := numbers(t, f, f.Meeting("platform"), "b", "csv")
	if len(one.Sites) != 1 || one.Facts.Count != 1 || one.Facts.Venue != "Zaal b" || one.Sites[0].Before != nil {
		t.Errorf("one site: %+v", one)
	}
}

// BR-73: the change is against the last time, of the same site and the same
// sort of file.
func TestBR73_ChangeSinceTheLastExport(t *testing.T) {
	f := modelstest.New(t)
	m := kitchen(t, f)
	first := numbers(t, f, m, "a", "csv")
	at := f.Clock.Now()
	f.Clock.Add(time.Hour)
	p := modelstest.Person(8, "a")
	p.Diet, p.NeedsConsent = []string{"halal"}, true
	f.SignUpAll(m, p)
	if paper := numbers(t, f, m, "a", "pdf"); paper.Sites[0].Before != nil {
		t.Error("the first paper is compared with a file")
	}
	if other := numbers(t, f, m, "b", "csv"); other.Sites[0].Before != nil {
		t.Error("one site is compared with another")
	}
	second := numbers(t, f, m, "a", "csv")
	if !second.Since.Equal(at) {
		t.Errorf("since %v, want %v", second.Since, at)
	}
	if diff := cmp.Diff(&first.Sites[0].Now, second.Sites[0].Before); diff != "" {
		t.Errorf("before (-want +got):\n%s", diff)
	}
	if now, was := second.Sites[0].Now, second.Sites[0].Before; now.Heads() != 7 || was.Heads() != 6 || now.Diets["halal"] != 2 || was.Diets["halal"] != 1 {
		t.Errorf("now %+v, before %+v", now, was)
	}
	third := numbers(t, f, m, "a", "csv")
	if diff := cmp.Diff(&third.Sites[0].Now, third.Sites[0].Before); diff != "" {
		t.Errorf("nothing changed since (-now +before):\n%s", diff)
	}
}

// BR-73, BR-75: what is kept in the log counts and names nobody.
func TestBR73_LogHoldsNoNames(t *testing.T) {
	f := modelstest.New(t)
	m := kitchen(t, f)
	numbers(t, f, m, "a", "pdf")
	logs, err := f.ExportLogs(ctx, m.ID, 10)
	if err != nil || len(logs) != 1 {
		t.Fatalf("%d lines, %v", len(logs), err)
	}
	l := logs[0]
	if l.Who != "Truus" || l.List != "aantallen" || l.Format != "pdf" || l.SiteKey != "a" || l.Rows != 6 || l.At.IsZero() {
		t.Errorf("line %+v", l)
	}
	if !strings.Contains(l.Numbers, `"halal":1`) {
		t.Errorf("numbers are not kept: %s", l.Numbers)
	}
	for _, word := range []string{"Jip", "noten", "Ring", "Proef", "Horizon"} {
		if strings.Contains(l.Numbers, word) {
			t.Errorf("the log holds %q: %s", word, l.Numbers)
		}
	}
}

// BR-76: the counts of food and access go with the answers, also those that
// an export kept, and the list says so and does not show nought.
func TestBR76_NumbersForgetNeeds(t *testing.T) {
	f := modelstest.New(t)
	m := kitchen(t, f)
	numbers(t, f, m, "", "csv")
	f.Clock.Set(modelstest.At("2019-11-29 12:00").Add(7 * 24 * time.Hour))
	if _, err := f.RunRetention(ctx); err != nil {
		t.Fatal(err)
	}
	logs, err := f.ExportLogs(ctx, m.ID, 10)
	if err != nil || len(logs) != 1 || logs[0].Numbers != "" || logs[0].Rows != 8 {
		t.Errorf("log %+v, %v", logs, err)
	}
	got := numbers(t, f, m, "", "csv")
	if a := got.Sites[0]; !got.Erased || a.Before != nil || a.Now.Heads() != 6 || a.Now.Diets != nil || a.Now.Access != 0 {
		t.Errorf("after: %+v", got)
	}
}

// A site that was withdrawn and left empty is no place for food.
func TestBR73_WithdrawnSite(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 5, 5)
	m := f.Save(in)
	f.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "b"))
	numbers(t, f, m, "", "csv")
	if err := f.WithdrawSite(ctx, m.ID, models.SiteWithdrawal{Site: "b", After: models.CancelPeople}, tessa(t, f)); err != nil {
		t.Fatal(err)
	}
	if got := numbers(t, f, m, "", "csv"); len(got.Sites) != 2 || got.Sites[1].Now.Heads() != 0 || got.Sites[1].Before.Heads() != 1 {
		t.Errorf("right after: %+v", got.Sites)
	}
	if got := numbers(t, f, m, "", "csv"); len(got.Sites) != 1 {
		t.Errorf("later: %+v", got.Sites)
	}
}

// The number of queries does not depend on people or sites.
func TestNumbers_ConstantQueries(t *testing.T) {
	var counts []int
	for _, size := range []int{1, 12} {
		f := modelstest.New(t)
		seats := make([]int, size)
		for i := range seats {
			seats[i] = 20
		}
		m := f.Save(modelstest.Gathering(fmt.Sprintf("platform-%d", size), seats...))
		for i := range size * 3 {
			f.SignUpAll(m, modelstest.Person(i, string(rune('a'+i%size))))
		}
		queries := listen(t, f)
		numbers(t, f, m, "", "csv")
		counts = append(counts, queries.n)
	}
	if counts[0] != counts[1] || counts[0] > 12 {
		t.Errorf("queries for 1 and 12 sites: %v", counts)
	}
}
