package models_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// remind is what the worker does each minute, until nothing is due.
func remind(t rapid.TB, f *modelstest.Fixture) {
	t.Helper()
	ids, err := f.RemindersDue(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		if err := f.Remind(ctx, id); err != nil {
			t.Fatal(err)
		}
	}
	if ids, err = f.RemindersDue(ctx); err != nil || len(ids) > 0 {
		t.Fatalf("after reminding, meetings %v are still due (%v)", ids, err)
	}
}

// reminded gives the rules whose reminders leave now.
func reminded(t *testing.T, f *modelstest.Fixture) (rules []int) {
	t.Helper()
	remind(t, f)
	for _, mail := range f.Deliver() {
		if mail.Kind == models.MailReminder {
			rules = append(rules, *mail.Reminder)
			if mail.Method != "" {
				t.Errorf("a reminder with a calendar part %s", mail.Method)
			}
		}
	}
	return rules
}

func TestReminders_Moments(t *testing.T) {
	for name, test := range map[string]struct {
		kind  models.MeetingKind
		start string
		want  []string
	}{
		"two rules":              {models.PlatformMeeting, "2019-11-29 09:30", []string{"2019-11-22 08:00", "2019-11-28 08:00"}},
		"ten days and a weekend": {models.NetworkGathering, "2019-07-08 13:30", []string{"2019-06-24 08:00", "2019-07-04 08:00"}},
		"over Easter Monday":     {models.BoardMeeting, "2019-04-24 19:30", []string{"2019-04-09 08:00", "2019-04-19 08:00"}},
		"one rule":               {models.SteeringMeeting, "2020-01-06 09:00", []string{"2019-12-27 08:00"}},
		"the clock goes back":    {models.WorkingSession, "2019-10-29 09:00", []string{"2019-10-25 08:00"}},
	} {
		t.Run(name, func(t *testing.T) {
			m := &models.Meeting{Kind: test.kind, StartsAt: modelstest.At(test.start)}
			got := m.Reminders(nil, modelstest.Amsterdam)
			if len(got) != len(test.want) {
				t.Fatalf("moments %v, want %v", got, test.want)
			}
			for i, want := range test.want {
				if !got[i].At.Equal(*modelstest.At(want)) {
					t.Errorf("moment %d is %v, want %s", i, got[i].At, want)
				}
			}
		})
	}
	if got := (&models.Meeting{Kind: models.BoardMeeting}).Reminders(nil, modelstest.Amsterdam); got != nil {
		t.Errorf("an undated meeting reminds at %v", got)
	}
}

// Each rule once, to those who have a seat, and not a minute early.
func TestReminders_OncePerPersonAndRule(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 2))
	out := f.SignUpAll(m, modelstest.Person(1, "a"), modelstest.Person(2, "a"), modelstest.Person(3, "a"))
	f.Deliver()
	for _, step := range []struct {
		at   string
		want int
		rule int
	}{
		{"2019-11-22 07:59", 0, 0},
		{"2019-11-22 08:00", 2, 5},
		{"2019-11-25 12:00", 0, 0},
		{"2019-11-28 08:00", 2, 1},
		{"2019-11-29 08:30", 0, 0},
		{"2019-11-29 09:30", 0, 0},
	} {
		f.Clock.Set(*modelstest.At(step.at))
		got := reminded(t, f)
		if len(got) != step.want || len(got) > 0 && got[0] != step.rule {
			t.Errorf("at %s the rules %v, want %d times %d", step.at, got, step.want, step.rule)
		}
	}
	if status := f.Status(out[2].RegistrationID); status != models.Waitlisted {
		t.Fatalf("the third is %s: the test does not test who waits", status)
	}
}

func TestReminders_ToWhom(t *testing.T) {
	for name, test := range map[string]struct {
		happens func(t *testing.T, f *modelstest.Fixture, m *models.Meeting, id int64)
		want    int
	}{
		"somebody with a seat": {func(*testing.T, *modelstest.Fixture, *models.Meeting, int64) {}, 1},
		"who cancelled": {func(t *testing.T, f *modelstest.Fixture, m *models.Meeting, id int64) {
			must(t, f.Cancel(ctx, m.ID, id, person, ""))
		}, 0},
		"called off": {func(t *testing.T, f *modelstest.Fixture, m *models.Meeting, id int64) {
			edit(f, m, func(in *models.MeetingInput) {
				in.Status, in.StatusReason = models.MeetingCancelled, "De zaal is dicht."
			})
		}, 0},
		"put off": {func(t *testing.T, f *modelstest.Fixture, m *models.Meeting, id int64) {
			edit(f, m, func(in *models.MeetingInput) {
				in.Status, in.StatusReason = models.MeetingPostponed, "De zaal is dicht."
			})
		}, 0},
		"registration closed": {func(t *testing.T, f *modelstest.Fixture, m *models.Meeting, id int64) {
			edit(f, m, func(in *models.MeetingInput) { in.Status = models.MeetingClosed })
		}, 1},
		"the day moved away": {func(t *testing.T, f *modelstest.Fixture, m *models.Meeting, id int64) {
			edit(f, m, func(in *models.MeetingInput) {
				in.StartsAt, in.EndsAt, in.DoorsOpenAt = modelstest.At("2019-12-06 09:30"), modelstest.At("2019-12-06 12:00"), nil
			})
		}, 0},
		"told anew on the day itself": {func(t *testing.T, f *modelstest.Fixture, m *models.Meeting, id int64) {
			f.Clock.Set(*modelstest.At("2019-11-22 08:00"))
			edit(f, m, func(in *models.MeetingInput) { in.EndsAt = modelstest.At("2019-11-29 12:30") })
		}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			f := modelstest.New(t)
			m := f.Save(modelstest.Gathering("platform", 2))
			id := f.SignUpAll(m, modelstest.Person(1, "a"))[0].RegistrationID
			f.Deliver()
			test.happens(t, f, m, id)
			f.Clock.Set(*modelstest.At("2019-11-22 08:05"))
			if got := reminded(t, f); len(got) != test.want {
				t.Errorf("reminded by %v, want %d mails", got, test.want)
			}
		})
	}
}

// Who signs up after the moment has just read when and where.
func TestReminders_NotToNewcomers(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	f.Clock.Set(*modelstest.At("2019-11-25 10:00"))
	f.SignUpAll(m, modelstest.Person(1, "a"))
	f.Deliver()
	if got := reminded(t, f); len(got) != 0 {
		t.Errorf("reminded by %v of a moment before the sign-up", got)
	}
	f.Clock.Set(*modelstest.At("2019-11-28 08:00"))
	if got := reminded(t, f); len(got) != 1 || got[0] != 1 {
		t.Errorf("the next rule reminded by %v, want 1", got)
	}
}

// A date that moves takes the moments along; what was queued for the old one
// is taken back, and the rule still holds for the new one.
func TestReminders_FollowTheDate(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	f.SignUpAll(m, modelstest.Person(1, "a"))
	f.Deliver()
	f.Clock.Set(*modelstest.At("2019-11-22 08:00"))
	remind(t, f) // no worker takes it up
	edit(f, m, func(in *models.MeetingInput) {
		in.StartsAt, in.EndsAt, in.DoorsOpenAt = modelstest.At("2019-12-20 09:30"), modelstest.At("2019-12-20 12:00"), nil
	})
	f.Clock.Add(11 * time.Minute)
	if got := kinds(f.Deliver()); got[models.MailReminder] != 0 || got[models.MailChanged] != 1 {
		t.Errorf("after the move: %v, want one changed", got)
	}
	f.Clock.Set(*modelstest.At("2019-11-28 08:00"))
	if got := reminded(t, f); len(got) != 0 {
		t.Errorf("reminded of the old day by %v", got)
	}
	f.Clock.Set(*modelstest.At("2019-12-13 08:00"))
	if got := reminded(t, f); len(got) != 1 || got[0] != 5 {
		t.Errorf("reminded of the new day by %v, want 5", got)
	}
}

// A date that moves far after the reminders went has reminders of its own.
func TestReminders_OfTheNewDate(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 5)
	f.SignUpAll(f.Save(in), modelstest.Person(1))
	f.Deliver()
	count := func(at string) int {
		t.Helper()
		f.Clock.Set(*modelstest.At(at))
		must(t, f.Remind(ctx, f.Meeting("platform").ID))
		return kinds(f.Deliver())[models.MailReminder]
	}
	if n := count("2019-11-28 09:00"); n != 1 {
		t.Fatalf("%d reminders of the first date, want one", n)
	}
	in.StartsAt, in.EndsAt, in.DoorsOpenAt = modelstest.At("2020-03-12 09:30"), modelstest.At("2020-03-12 12:00"), modelstest.At("2020-03-12 09:00")
	f.Save(in)
	f.Clock.Add(time.Hour)
	f.Deliver()
	if n := count("2020-02-03 09:00") + count("2020-03-05 09:00") + count("2020-03-05 10:00") + count("2020-03-11 09:00"); n != 2 {
		t.Errorf("%d reminders of the new date, want two", n)
	}
}

// A change that waits to be told goes before the reminder: nobody reads a day
// that is not in their calendar.
func TestReminders_WaitForTheChange(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	f.SignUpAll(m, modelstest.Person(1, "a"))
	f.Deliver()
	f.Clock.Set(*modelstest.At("2019-11-22 07:55"))
	edit(f, m, func(in *models.MeetingInput) { in.EndsAt = modelstest.At("2019-11-29 12:30") })
	f.Clock.Set(*modelstest.At("2019-11-22 08:00"))
	if got := reminded(t, f); len(got) != 0 {
		t.Errorf("reminded by %v while the change waits", got)
	}
	f.Clock.Set(*modelstest.At("2019-11-22 08:05"))
	if got := kinds(f.Deliver()); got[models.MailChanged] != 1 {
		t.Errorf("mails %v, want the change", got)
	}
	if got := reminded(t, f); len(got) != 1 {
		t.Errorf("reminded by %v, want once", got)
	}
}

// A reminder that waits for another try does not outlive the seat.
func TestReminders_RetryIsTakenBack(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5))
	id := f.SignUpAll(m, modelstest.Person(1, "a"))[0].RegistrationID
	f.Deliver()
	f.Clock.Set(*modelstest.At("2019-11-22 08:00"))
	remind(t, f)
	claimed, err := f.ClaimMessages(ctx, "test", 10, time.Minute)
	if err != nil || len(claimed) != 1 {
		t.Fatalf("claimed %d mails, %v", len(claimed), err)
	}
	must(t, f.MarkMessages(ctx, []models.Delivery{{MessageID: claimed[0].ID, Worker: "test", Problem: "refused 451", NextTry: f.Now().Add(time.Minute)}}))
	must(t, f.Cancel(ctx, m.ID, id, person, ""))
	f.Clock.Add(time.Hour)
	if got := kinds(f.Deliver()); got[models.MailReminder] != 0 || got[models.MailCancelled] != 1 {
		t.Errorf("mails %v, want one cancelled", got)
	}
}

// Many workers at once give one reminder; the database itself refuses a
// second.
func TestReminders_ManyWorkers(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 20))
	var people []models.Attendee
	for n := range 10 {
		people = append(people, modelstest.Person(n, "a"))
	}
	f.SignUpAll(m, people...)
	f.Deliver()
	f.Clock.Set(*modelstest.At("2019-11-22 08:00"))
	var working sync.WaitGroup
	for range 8 {
		working.Go(func() {
			if err := f.Remind(ctx, m.ID); err != nil {
				t.Error(err)
			}
		})
	}
	working.Wait()
	db := openTables(t, f)
	var rows, of int
	if err := db.QueryRow("select count(*), count(distinct registration_id) from messages where reminder = 5").Scan(&rows, &of); err != nil {
		t.Fatal(err)
	}
	if rows != 10 || of != 10 {
		t.Errorf("%d reminders of %d people, want 10 of 10", rows, of)
	}
	_, err := db.Exec(`insert into messages (kind, meeting_id, registration_id, to_email, email_key, language, state, due_at, message_id, created_at, reminder, reminder_at)
		select kind, meeting_id, registration_id, to_email, email_key, language, state, due_at, 'twice', created_at, reminder, reminder_at
		from messages where reminder = 5 order by id limit 1`)
	if err == nil {
		t.Error("the database took a second reminder of one rule")
	}
}

// More people than one transaction takes are all reminded, at two sites.
func TestReminders_ManyPeople(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 700, 700))
	f.SignUpAll(m, modelstest.Person(0, "a"))
	f.Deliver()
	db := openTables(t, f)
	for i := 1; i < 620; i++ {
		site := m.Sites[i%2].ID
		var id int64
		err := db.QueryRow(`insert into people (given_name, email, name_key, email_key, created_at)
			select given_name, $1, $1, $1, created_at from people order by id limit 1 returning id`, fmt.Sprintf("proef%d@kade.example", i)).Scan(&id)
		must(t, err)
		_, err = db.Exec(`insert into registrations (meeting_id, person_id, site_id, status, role, source, language, given_name, sort_key, email,
				calendar_uid, created_at, registered_at, updated_at)
			select meeting_id, $1, $2, status, role, source, language, given_name, sort_key, email, $3, created_at, registered_at, updated_at
			from registrations order by id limit 1`, id, site, fmt.Sprint("u", i))
		must(t, err)
	}
	f.Clock.Set(*modelstest.At("2019-11-22 08:00"))
	remind(t, f)
	var rows, of int
	must(t, db.QueryRow("select count(*), count(distinct registration_id) from messages where reminder = 5").Scan(&rows, &of))
	if rows != 620 || of != 620 {
		t.Errorf("%d reminders of %d people, want 620 of 620", rows, of)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// edit saves a meeting again with something changed.
func edit(f *modelstest.Fixture, m *models.Meeting, with func(*models.MeetingInput)) {
	in := f.Meeting(m.Slug).Input()
	with(&in)
	f.Save(in)
}
