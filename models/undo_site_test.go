package models_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// BR-36: a withdrawn site comes back with everybody who was there or waited
// for it, whatever had been chosen for them; who acted since keeps that.
func TestUndoWithdrawal(t *testing.T) {
	for _, after := range []models.SiteWithdrawal{
		{Site: "a", After: models.MoveToSite, Target: "b", Reason: "Brand."},
		{Site: "a", After: models.MoveToWaitlist, Reason: "Brand."},
		{Site: "a", After: models.CancelPeople, Reason: "Brand."},
	} {
		t.Run(string(after.After), func(t *testing.T) {
			f := ticking(t)
			m := f.Save(modelstest.Gathering("platform", 2, 3, 1))
			out := f.SignUpAll(m,
				modelstest.Person(1, "a"), modelstest.Person(2, "a"), modelstest.Person(3, "a", "c"), modelstest.Person(4, "c"),
				modelstest.Person(5, "c", "a"), modelstest.Person(6, "b"))
			if err := amend(t, f, m, out[5].RegistrationID, models.Amendment{Site: ptr("a")}); err != nil {
				t.Fatal(err)
			}
			f.Deliver()
			f.Clock.Add(time.Minute)
			before := where(f, out)
			if err := f.WithdrawSite(ctx, m.ID, after, byUser(t, f)); err != nil {
				t.Fatal(err)
			}
			if cmp.Equal(before, where(f, out)) {
				t.Fatalf("nobody was touched: %v", before)
			}
			f.Clock.Add(time.Minute)
			for _, mail := range f.Deliver() {
				t.Errorf("within the delay %s went to %s", mail.Kind, mail.ToEmail)
			}
			undo(t, f, m)
			if diff := cmp.Diff(before, where(f, out)); diff != "" {
				t.Errorf("people (-before +after)\n%s", diff)
			}
			f.Clock.Add(time.Hour)
			for _, mail := range f.Deliver() {
				t.Errorf("%s went to %s", mail.Kind, mail.ToEmail)
			}
			seats, err := f.RegisteredPerSite(ctx, m.ID)
			if err != nil || seats[m.Sites[0].ID] != 2 {
				t.Errorf("seats %v, %v", seats, err)
			}
		})
	}
}

// Who cancelled after their site was withdrawn stays cancelled.
func TestUndoWithdrawal_KeepsWhatPeopleDid(t *testing.T) {
	f := ticking(t)
	m := f.Save(modelstest.Gathering("platform", 2, 2))
	out := f.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "a"))
	f.Deliver()
	f.Clock.Add(time.Minute)
	if err := f.WithdrawSite(ctx, m.ID, models.SiteWithdrawal{Site: "a", After: models.MoveToSite, Target: "b", Reason: "Brand."}, byUser(t, f)); err != nil {
		t.Fatal(err)
	}
	f.Clock.Add(time.Minute)
	drop(t, f, m, out[0])
	undo(t, f, m)
	if got := where(f, out); got[0] != "cancelled b" || got[1] != "registered a" {
		t.Errorf("people %v", got)
	}
}

// Found by trying: what people did between a withdrawal and its undo stays,
// nobody is seated twice or beyond the seats, and what was no move of theirs
// does not cost them their place.
func TestUndoWithdrawal_WhatHappenedBetween(t *testing.T) {
	withdraw := func(t *testing.T, f *modelstest.Fixture, m *models.Meeting, after models.AfterWithdrawal) {
		t.Helper()
		f.Clock.Add(time.Minute)
		if err := f.WithdrawSite(ctx, m.ID, models.SiteWithdrawal{Site: "a", After: after, Reason: "Brand."}, byUser(t, f)); err != nil {
			t.Fatal(err)
		}
		f.Clock.Add(time.Minute)
	}
	t.Run("a wish that moved on", func(t *testing.T) {
		f := ticking(t)
		m := f.Save(modelstest.Gathering("platform", 1, 1, 5))
		out := f.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "b"))
		if err := amend(t, f, m, out[1].RegistrationID, models.Amendment{Site: ptr("a")}); err != nil {
			t.Fatal(err)
		}
		withdraw(t, f, m, models.CancelPeople)
		if err := amend(t, f, m, out[1].RegistrationID, models.Amendment{Site: ptr("c")}); err != nil {
			t.Fatal(err)
		}
		out = append(out, f.SignUpAll(m, modelstest.Person(3, "b"))...)
		undo(t, f, m)
		if got := where(f, out); got[0] != "registered a" || got[1] != "registered c" || got[2] != "registered b" {
			t.Errorf("people %v", got)
		}
	})
	t.Run("signed up again", func(t *testing.T) {
		f := ticking(t)
		m := f.Save(modelstest.Gathering("platform", 3, 3))
		out := f.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "a"))
		withdraw(t, f, m, models.CancelPeople)
		out = append(out, f.SignUpAll(m, modelstest.Person(1, "b"))...)
		undo(t, f, m)
		if got := where(f, out); got[1] != "registered a" || got[2] != "registered b" {
			t.Errorf("people %v", got)
		}
	})
	t.Run("signed up again, and cancelled", func(t *testing.T) {
		f := ticking(t)
		m := f.Save(modelstest.Gathering("platform", 3, 3))
		out := f.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "a"))
		withdraw(t, f, m, models.CancelPeople)
		out = append(out, f.SignUpAll(m, modelstest.Person(1, "b"))...)
		drop(t, f, m, out[2])
		undo(t, f, m)
		if got := where(f, out); got[0] != "cancelled a" || got[1] != "registered a" || got[2] != "cancelled b" {
			t.Errorf("people %v", got)
		}
	})
	t.Run("another time", func(t *testing.T) {
		f := ticking(t)
		m := f.Save(modelstest.Gathering("platform", 3, 3))
		f.SignUpAll(m, modelstest.Person(1, "a"))
		f.Deliver()
		in := f.Meeting("platform").Input()
		later := in.StartsAt.Add(15 * time.Minute)
		in.StartsAt = &later
		if _, err := f.ChangeMeeting(ctx, in, f.Meeting("platform").UpdatedAt, byUser(t, f)); err != nil {
			t.Fatal(err)
		}
		withdraw(t, f, m, models.MoveToWaitlist)
		undo(t, f, m)
		f.Clock.Add(time.Hour)
		if mails := f.Deliver(); len(mails) != 1 || mails[0].Kind != models.MailChanged || mails[0].MessageFacts.Detail.Why != "" {
			t.Errorf("%d mails went, want one about the time: %+v", len(mails), mails)
		}
	})
	t.Run("another word", func(t *testing.T) {
		f := ticking(t)
		m := f.Save(modelstest.Gathering("platform", 3, 1))
		out := f.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "b"))
		withdraw(t, f, m, models.MoveToWaitlist)
		if err := amend(t, f, m, out[0].RegistrationID, models.Amendment{JobTitle: ptr("Adviseur")}); err != nil {
			t.Fatal(err)
		}
		undo(t, f, m)
		if got := where(f, out); got[0] != "registered a" {
			t.Errorf("people %v", got)
		}
	})
	t.Run("not confirmed yet", func(t *testing.T) {
		f := ticking(t)
		m := f.Save(modelstest.Gathering("platform", 3, 1))
		f.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "b"))
		withdraw(t, f, m, models.MoveToWaitlist)
		undo(t, f, m)
		f.Clock.Add(time.Hour)
		mails := f.Deliver()
		if len(mails) != 2 || mails[0].Kind != models.MailConfirmation || mails[1].Kind != models.MailConfirmation {
			t.Errorf("%d mails went, want two confirmations: %+v", len(mails), mails)
		}
	})
}

// Who decides about a site decides about what the page said.
func TestWithdrawSite_Seen(t *testing.T) {
	f := ticking(t)
	m := f.Save(modelstest.Gathering("platform", 5, 5))
	out := f.SignUpAll(m, modelstest.Person(1, "a"))
	seen := models.WithdrawalSeen{Version: f.Meeting("platform").UpdatedAt, People: 1}
	out = append(out, f.SignUpAll(m, modelstest.Person(2, "a"))...)
	withdraw := func(seen models.WithdrawalSeen) error {
		return f.WithdrawSite(ctx, m.ID, models.SiteWithdrawal{Site: "a", After: models.CancelPeople, Reason: "Brand.", Seen: &seen}, byUser(t, f))
	}
	if err := withdraw(seen); keyOf(err) != "effect_changed" {
		t.Errorf("one more person: %v, want effect_changed", err)
	}
	seen.People = 2
	changed(t, f, func(in *models.MeetingInput) { in.Sites[1].SeatCapacity = 1 })
	if err := withdraw(seen); keyOf(err) != "effect_changed" {
		t.Errorf("a smaller other site: %v, want effect_changed", err)
	}
	if got := where(f, out); got[0] != "registered a" || got[1] != "registered a" {
		t.Errorf("people %v", got)
	}
	seen.Version = f.Meeting("platform").UpdatedAt
	if err := withdraw(seen); err != nil {
		t.Error(err)
	}
}
