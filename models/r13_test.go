package models_test

import (
	"testing"
	"time"

	"bijeen/models"
	"bijeen/models/modelstest"
	"bijeen/models/workdays"
)

// R13: both changes of summer time, a leap day, and a clock that jumps back.

// summerTime are the nights in which a day has 23 and 25 hours.
var summerTime = []struct{ name, saturday, sunday, monday string }{
	{"spring", "2026-03-28", "2026-03-29", "2026-03-30"},
	{"autumn", "2026-10-24", "2026-10-25", "2026-10-26"},
}

// inZone reads a wall-clock time in Amsterdam.
func inZone(day, clock string) *time.Time { return modelstest.At(day + " " + clock) }

// on moves a meeting to a day, 13.30 to 16.00 with doors at 13.00.
func on(in models.MeetingInput, day string) models.MeetingInput {
	in.StartsAt, in.EndsAt, in.DoorsOpenAt = inZone(day, "13:30"), inZone(day, "16:00"), inZone(day, "13:00")
	return in
}

// A closing date on the night of the change closes at midnight of the wall,
// to the microsecond.
func TestR13_ClosingOverSummerTime(t *testing.T) {
	for _, tc := range summerTime {
		t.Run(tc.name, func(t *testing.T) {
			f := modelstest.New(t)
			in := on(modelstest.Gathering("platform", 9), tc.monday)
			end := workdays.EndOfDay(*inZone(tc.sunday, "12:00"), modelstest.Amsterdam)
			in.RegistrationClosesAt = &end
			m := f.Save(in)
			midnight := *inZone(tc.monday, "00:00")
			for n, at := range []time.Time{midnight.Add(-time.Microsecond), midnight} {
				f.Clock.Set(at)
				_, err := signUp(f, m, modelstest.Person(n), person)
				if open := err == nil; open != (n == 0) {
					t.Errorf("at %v: %v", at, err)
				}
			}
		})
	}
}

// Four office hours over the night of the change are four hours of people,
// and an offer lapses at that moment, not an hour beside it.
func TestR13_OffersOverSummerTime(t *testing.T) {
	for _, tc := range summerTime {
		t.Run(tc.name, func(t *testing.T) {
			f := modelstest.New(t)
			friday := inZone(tc.saturday, "17:00").AddDate(0, 0, -1)
			in := on(modelstest.Gathering("platform", 1), tc.monday)
			in.WaitlistMode = models.WaitlistOffer
			f.Clock.Set(friday.Add(-time.Hour))
			m := f.Save(in)
			out := f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2), modelstest.Person(3))
			f.Clock.Set(friday)
			if err := f.Cancel(ctx, m.ID, out[0].RegistrationID, person, ""); err != nil {
				t.Fatal(err)
			}
			deadline := inZone(tc.monday, "11:00") // an hour on Friday, three on Monday
			if got := f.Own(out[1].RegistrationID).Registration.OfferExpiresAt; got == nil || !got.Equal(*deadline) {
				t.Fatalf("offered until %v; want %v", got, deadline)
			}
			for _, step := range []struct {
				at   time.Time
				want models.RegistrationStatus
			}{{deadline.Add(-time.Microsecond), models.Offered}, {*deadline, models.Waitlisted}} {
				f.Clock.Set(step.at)
				if err := f.Settle(ctx, m.ID); err != nil {
					t.Fatal(err)
				}
				if got := f.Status(out[1].RegistrationID); got != step.want {
					t.Errorf("at %v: %s; want %s", step.at, got, step.want)
				}
			}
		})
	}
}

// A meeting that moves over the change keeps its wall-clock time: one mail,
// SEQUENCE + 1, the right instant.
func TestR13_MovedOverSummerTime(t *testing.T) {
	f := modelstest.New(t)
	f.Clock.Set(*inZone("2026-03-01", "12:00"))
	in := on(modelstest.Gathering("platform", 9), "2026-03-27")
	f.SignUpAll(f.Save(in), modelstest.Person(1))
	f.Deliver()
	mails := change(f, on(in, "2026-03-30"))
	if len(mails) != 1 || *mails[0].Sequence != 1 {
		t.Fatalf("%d mails; want 1 with sequence 1", len(mails))
	}
	if got, want := mails[0].MessageFacts.Calendar.Start, time.Date(2026, 3, 30, 11, 30, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("starts at %v; want %v", got, want)
	}
}

// A meeting on 29 February: needs go on 7 March, names when twelve months
// have gone by.
func TestR13_LeapDay(t *testing.T) {
	f := modelstest.New(t)
	f.Clock.Set(*inZone("2024-02-01", "12:00"))
	m := f.Save(on(modelstest.Gathering("platform", 9), "2024-02-29"))
	p := modelstest.Person(1)
	p.Diet, p.NeedsConsent = []string{"halal"}, true
	id := f.SignUpAll(m, p)[0].RegistrationID
	for _, step := range []struct {
		at           string
		needs, names bool
	}{
		{"2024-03-07 15:59", true, true}, {"2024-03-07 16:00", false, true},
		{"2025-02-28 23:59", false, true}, {"2025-03-01 16:01", false, false},
	} {
		f.Clock.Set(*modelstest.At(step.at))
		if _, err := f.RunRetention(ctx); err != nil {
			t.Fatal(err)
		}
		own := f.Own(id)
		if own.HasNeeds != step.needs || (own.Registration.Email != "") != step.names {
			t.Errorf("at %s: needs %v, name %v; want %v, %v", step.at, own.HasNeeds, own.Registration.Email != "", step.needs, step.names)
		}
	}
}

// A clock that jumps back an hour: DTSTAMP still rises, SEQUENCE too, nobody
// passes in the queue, what may be asked for in an hour stays limited, and a
// crashed worker's mail is not lost.
func TestR13_ClockJumpsBack(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 1)
	m := f.Save(in)
	out := f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2))
	first := f.Deliver()[0].MessageFacts.Calendar
	f.Clock.Add(-time.Hour)
	in.Title = "Platform Omgang"
	mails := change(f, in)
	if len(mails) == 0 {
		t.Fatal("no mail about the new title")
	}
	second := mails[0].MessageFacts.Calendar
	if second.Sequence != first.Sequence+1 || !second.Stamp.After(first.Stamp) {
		t.Errorf("sequence %d, stamp %v after %d, %v", second.Sequence, second.Stamp, first.Sequence, first.Stamp)
	}
	third := f.SignUpAll(m, modelstest.Person(3))[0]
	if a, b := f.Own(out[1].RegistrationID).Position, f.Own(third.RegistrationID).Position; a != 1 || b != 2 {
		t.Errorf("who waited is number %d, who came after the jump %d; want 1 and 2", a, b)
	}
	f.Clock.Add(2 * time.Hour)
	for range 5 {
		f.SignUpAll(m, modelstest.Person(1))
	}
	f.Clock.Add(-time.Hour)
	f.SignUpAll(m, modelstest.Person(1))
	f.Clock.Add(time.Hour)
	if got := kinds(f.Deliver())[models.MailConfirmation]; got != 3 {
		t.Errorf("%d resends; want 3, also when the clock went back between", got)
	}
}

// An offer outlives the jump: it ends when the wall shows its reply-by, once.
func TestR13_OfferWhenTheClockJumpsBack(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 1))
	out := f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2), modelstest.Person(3))
	f.Clock.Set(*modelstest.At("2019-11-28 09:00"))
	if err := f.Cancel(ctx, m.ID, out[0].RegistrationID, person, ""); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		at     string
		second models.RegistrationStatus
	}{{"2019-11-28 12:30", models.Offered}, {"2019-11-28 11:30", models.Offered}, {"2019-11-28 13:00", models.Waitlisted}, {"2019-11-28 12:00", models.Waitlisted}} {
		f.Clock.Set(*modelstest.At(step.at))
		if err := f.Settle(ctx, m.ID); err != nil {
			t.Fatal(err)
		}
		if got := f.Status(out[1].RegistrationID); got != step.second {
			t.Errorf("at %s the second is %s; want %s", step.at, got, step.second)
		}
	}
	if got := f.Status(out[2].RegistrationID); got != models.Offered {
		t.Errorf("the third is %s; want offered", got)
	}
}
