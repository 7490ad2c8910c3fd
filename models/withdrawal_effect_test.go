package models_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// crowded is a meeting with four people at a and room for two of them at b,
// where somebody is already.
func crowded(t *testing.T) (*modelstest.Fixture, *models.Meeting, []models.Outcome) {
	t.Helper()
	f := ticking(t)
	m := f.Save(modelstest.Gathering("platform", 4, 3))
	out := f.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "a"), modelstest.Person(3, "a"), modelstest.Person(4, "a"), modelstest.Person(5, "b"))
	f.Deliver()
	return f, f.Meeting("platform"), out
}

// BR-36: what is shown of each choice is what it does, and showing it does
// nothing.
func TestBR36_PreviewWithdrawals(t *testing.T) {
	options := []models.SiteWithdrawal{
		{Site: "a", After: models.MoveToSite, Target: "b", Reason: "De zaal is bezet."},
		{Site: "a", After: models.MoveToWaitlist, Reason: "De zaal is bezet."},
		{Site: "a", After: models.CancelPeople, Reason: "De zaal is bezet."},
	}
	want := []map[models.RegistrationStatus]int{
		{models.Registered: 2, models.Waitlisted: 2}, {models.Registered: 2, models.Waitlisted: 2}, {models.Cancelled: 4},
	}
	for i, w := range options {
		t.Run(string(w.After), func(t *testing.T) {
			f, m, out := crowded(t)
			by := byUser(t, f)
			before := where(f, out)
			list, err := f.PreviewWithdrawals(ctx, m.ID, options, by)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(before, where(f, out)); diff != "" || f.Meeting("platform").Site("a").Status != models.SiteConfirmed {
				t.Errorf("something was kept\n%s", diff)
			}
			if n, _, err := f.PlannedMails(ctx, m.ID); n != 0 || err != nil {
				t.Errorf("%d mails wait, %v", n, err)
			}
			e := list[i]
			if diff := cmp.Diff(want[i], e.Became); diff != "" || e.People != 4 || e.Calendars != 4 {
				t.Errorf("%d people, %d calendars (-want +got)\n%s", e.People, e.Calendars, diff)
			}
			if e.Sample == nil || e.Sample.Detail.Reason != w.Reason || e.Sample.Detail.Why != models.WhySiteWithdrawn {
				t.Errorf("sample %+v", e.Sample)
			}
			placed := e.Became[models.Registered]
			w.Seen = &models.WithdrawalSeen{Version: m.UpdatedAt, People: 4, Placed: &placed}
			if err := f.WithdrawSite(ctx, m.ID, w, by); err != nil {
				t.Fatal(err)
			}
			went := map[models.MessageKind]int{}
			for range 2 {
				for _, c := range f.Deliver() {
					went[c.Kind]++
				}
				f.Clock.Add(time.Hour)
			}
			if diff := cmp.Diff(went, e.Mails); diff != "" {
				t.Errorf("mails (-went +shown)\n%s", diff)
			}
		})
	}
}

// A place at the other site that went while somebody looked is told before
// anybody lands on a waiting list unseen.
func TestBR36_FewerPlacesThanShown(t *testing.T) {
	f, m, _ := crowded(t)
	placed := 2
	w := models.SiteWithdrawal{
		Site: "a", After: models.MoveToSite, Target: "b", Reason: "De zaal is bezet.",
		Seen: &models.WithdrawalSeen{Version: m.UpdatedAt, People: 4, Placed: &placed},
	}
	f.SignUpAll(m, modelstest.Person(6, "b"))
	if err := f.WithdrawSite(ctx, m.ID, w, byUser(t, f)); keyOf(err) != "effect_changed" {
		t.Errorf("error %v; want that it changed", err)
	}
	if f.Meeting("platform").Site("a").Status != models.SiteConfirmed {
		t.Error("it was withdrawn all the same")
	}
	placed = 1
	if err := f.WithdrawSite(ctx, m.ID, w, byUser(t, f)); err != nil {
		t.Errorf("as it is now: %v", err)
	}
}
