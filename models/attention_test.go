package models_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// concernsOf reads what asks for attention in meetings, in their order.
func concernsOf(t testing.TB, f *modelstest.Fixture, slugs ...string) [][]models.Concern {
	t.Helper()
	list := make([][]models.Concern, len(slugs))
	err := f.Read(ctx, func(tx *gorm.DB) error {
		var meetings []*models.Meeting
		if err := tx.Where("slug in ?", slugs).Order("id").Find(&meetings).Error; err != nil {
			return err
		}
		pages, err := models.PagesOf(tx, meetings)
		if err != nil {
			return err
		}
		found, err := models.Concerns(tx, pages, f.Now(), f.Zone())
		for i, m := range meetings {
			list[i] = found[m.ID]
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// setClock lets the clock stand at a moment on the wall in Amsterdam.
func setClock(f *modelstest.Fixture, text string) { f.Clock.Add(modelstest.At(text).Sub(f.Now())) }

// refuseMail lets the mail to somebody come back with this answer.
func refuseMail(t testing.TB, f *modelstest.Fixture, registrationID int64, problem string) {
	t.Helper()
	claimed, err := f.ClaimMessages(ctx, "test", 1000, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	var done []models.Delivery
	for _, c := range claimed {
		hit := c.RegistrationID != nil && *c.RegistrationID == registrationID
		d := models.Delivery{MessageID: c.ID, Worker: "test", Sent: !hit, Permanent: hit}
		if hit {
			d.Problem = problem
		}
		done = append(done, d)
	}
	if err := f.MarkMessages(ctx, done); err != nil {
		t.Fatal(err)
	}
}

// concerned holds what asks for attention in the meeting platform against what
// should.
func concerned(t *testing.T, f *modelstest.Fixture, when string, want ...models.Concern) {
	t.Helper()
	if diff := cmp.Diff(want, concernsOf(t, f, "platform")[0]); diff != "" {
		t.Errorf("%s (-want +got):\n%s", when, diff)
	}
}

// BR-73: the numbers are asked from the day they are due until they are taken
// or the doors open: the day that was set, else that of the kind.
func TestBR73_NumbersAskForAttention(t *testing.T) {
	due := func(text string) models.Concern {
		return models.Concern{Kind: models.ConcernNumbers, At: modelstest.At(text).In(modelstest.Amsterdam)}
	}
	for _, c := range []struct {
		name, set, day string
	}{
		{"set", "2019-11-27 00:00", "2019-11-26 00:00"},
		{"of a platform: five working days before", "", "2019-11-22 00:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := modelstest.New(t)
			in := modelstest.Gathering("platform", 3)
			if c.set != "" {
				in.NumbersDueAt = modelstest.At(c.set)
			}
			in.RegistrationClosesAt = modelstest.At("2019-11-28 00:00")
			m := f.Save(in)
			take := func() {
				t.Helper()
				if err := f.LogExport(ctx, models.ExportLog{MeetingID: m.ID, List: models.NumbersList, Format: "csv", Who: "Tessa"}); err != nil {
					t.Fatal(err)
				}
			}
			take() // long before: they have changed since
			setClock(f, c.day)
			f.Clock.Add(-time.Second)
			concerned(t, f, "the day before")
			f.Clock.Add(time.Second)
			concerned(t, f, "on the day", due(c.day))
			setClock(f, "2019-11-29 08:59")
			concerned(t, f, "still", due(c.day))
			take()
			concerned(t, f, "taken")
		})
	}
}

// An address that refuses mail is one thing to mend however many mails it
// refused; what else gave up is told apart. Another address mends it.
func TestConcerns_Mail(t *testing.T) {
	for problem, kind := range map[string]models.ConcernKind{
		"refused 550 5.1.1": models.ConcernRefused, "refused 550": models.ConcernRefused, "refused 550 5.2.1": models.ConcernRefused,
		"refused 550 5.7.1": models.ConcernFailed, "refused 554": models.ConcernFailed, "expired": models.ConcernFailed,
	} {
		t.Run(problem, func(t *testing.T) {
			f := modelstest.New(t)
			m := f.Save(modelstest.Gathering("platform", 3))
			out := f.SignUpAll(m, modelstest.Person(1), modelstest.Person(2))
			refuseMail(t, f, out[0].RegistrationID, problem)
			got := concernsOf(t, f, "platform")[0]
			if len(got) != 1 || got[0].Kind != kind || got[0].Count != 1 {
				t.Fatalf("%v; want one of kind %s", got, kind)
			}
			if kind != models.ConcernRefused {
				return
			}
			if got[0].RegistrationID != out[0].RegistrationID {
				t.Errorf("about %d, want %d", got[0].RegistrationID, out[0].RegistrationID)
			}
			if _, err := f.Resend(ctx, m.ID, out[0].RegistrationID, models.Actor{Kind: models.ByOrganizer}); err != nil {
				t.Fatal(err)
			}
			refuseMail(t, f, out[0].RegistrationID, problem)
			concerned(t, f, "twice refused", models.Concern{Kind: models.ConcernRefused, Count: 1, RegistrationID: out[0].RegistrationID})
			email := "goed@horizon.example"
			if _, err := f.Amend(ctx, m.ID, out[0].RegistrationID, models.Amendment{Email: &email}, models.Actor{Kind: models.ByOrganizer}); err != nil {
				t.Fatal(err)
			}
			f.Deliver()
			concerned(t, f, "another address")
		})
	}
}

// A mail that arrives at the address later shows that it works.
func TestConcerns_AddressThatWorksAgain(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 3))
	id := f.SignUpAll(m, modelstest.Person(1))[0].RegistrationID
	refuseMail(t, f, id, "refused 550 5.1.1")
	if _, err := f.Resend(ctx, m.ID, id, models.Actor{Kind: models.ByOrganizer}); err != nil {
		t.Fatal(err)
	}
	f.Deliver()
	concerned(t, f, "arrived since")
}

// Requests, doubles, seats and an open door at the last moment.
func TestConcerns_PeopleAndSeats(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 1, 2)
	in.NumbersDueAt = modelstest.At("2019-11-30 00:00") // on the day itself
	m := f.Save(in)
	double := modelstest.Person(1, "b")
	double.Email = "anders@horizon.example"
	out := f.SignUpAll(m, modelstest.Person(1, "b"), double, modelstest.Person(2, "a"), modelstest.Person(3, "a"))
	f.Deliver()
	doubles := models.Concern{Kind: models.ConcernDoubles, Count: 1}
	full := models.Concern{Kind: models.ConcernFull, Count: 1, SiteID: m.Sites[0].ID}
	concerned(t, f, "one waits", full, doubles)
	if err := f.Cancel(ctx, m.ID, out[3].RegistrationID, models.Actor{Kind: models.ByPerson}, ""); err != nil {
		t.Fatal(err)
	}
	f.Deliver()
	concerned(t, f, "nobody waits: full is good news", doubles)

	in.Sites[1].SeatCapacity = 1
	f.Save(in)
	f.Clock.Add(time.Hour)
	f.Deliver()
	surplus := models.Concern{Kind: models.ConcernSurplus, Count: 1}
	concerned(t, f, "a smaller room", surplus, doubles)

	setClock(f, "2019-11-27 09:29")
	concerned(t, f, "more than two working days before", surplus, doubles)
	setClock(f, "2019-11-27 09:30")
	open := models.Concern{Kind: models.ConcernOpen, At: *in.StartsAt}
	concerned(t, f, "two working days before", surplus, open, doubles)
	in.RegistrationClosesAt = modelstest.At("2019-11-29 00:00")
	f.Save(in)
	f.Clock.Add(time.Hour)
	f.Deliver()
	concerned(t, f, "closes by itself", surplus, doubles)
	setClock(f, "2019-11-29 12:00")
	concerned(t, f, "over")
}

func TestConcerns_Requests(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 1)
	in.RegistrationMode = models.ModeApproval
	m := f.Save(in)
	out := f.SignUpAll(m, modelstest.Person(1))
	f.Deliver()
	concerned(t, f, "a request", models.Concern{Kind: models.ConcernPending, Count: 1, RegistrationID: out[0].RegistrationID})
	in.Status, in.StatusReason = models.MeetingCancelled, "De spreker is ziek."
	f.Save(in)
	concerned(t, f, "off")
	f.Clock.Add(time.Hour)
	concerned(t, f, "off, and nobody hears of it", models.Concern{Kind: models.ConcernStuck, Count: 1, RegistrationID: out[0].RegistrationID})
}

// However many meetings there are, it takes the same queries.
func TestConcerns_ConstantQueries(t *testing.T) {
	f := modelstest.New(t)
	count := listen(t, f)
	var slugs []string
	queries := map[int]int{}
	for i := range 8 {
		slug := fmt.Sprintf("platform-%d", i)
		m := f.Save(modelstest.Gathering(slug, 1))
		f.SignUpAll(m, modelstest.Person(2*i), modelstest.Person(2*i+1))
		slugs = append(slugs, slug)
		count.start(0)
		concernsOf(t, f, slugs...)
		queries[count.n]++
	}
	if len(queries) != 1 {
		t.Errorf("queries by how often: %v; want one number", queries)
	}
}
