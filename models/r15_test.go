package models_test

import (
	"fmt"
	"math/rand"
	"slices"
	"sync"
	"testing"
	"time"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// bustle lets many people do everything at the same moment, through two
// instances, at two meetings they have in common.
type bustle struct {
	t      *testing.T
	f      *modelstest.Fixture
	stores []*models.Store
	ids    []int64 // of the meetings
}

// act does one thing, drawn by chance. Only an internal error is wrong.
func (b *bustle) act(r *rand.Rand) {
	s, m := b.stores[r.Intn(len(b.stores))], b.ids[r.Intn(len(b.ids))]
	key := func() string { return string(rune('a' + r.Intn(2))) }
	reg := int64(1 + r.Intn(60))
	var err error
	switch n := r.Intn(22); {
	case n < 8:
		people := []models.Attendee{modelstest.Person(r.Intn(25), key()), modelstest.Person(r.Intn(25), key())}
		for i := range people {
			people[i].Organization = fmt.Sprintf("Stichting %d", r.Intn(6))
		}
		_, err = s.SignUp(ctx, models.SignUp{MeetingID: m, People: people, Language: "nl", By: organizer})
	case n < 10:
		err = s.Cancel(ctx, m, reg, person, "")
	case n < 12:
		p := modelstest.Person(r.Intn(40))
		_, err = s.Substitute(ctx, m, reg, models.Substitution{GivenName: p.GivenName, Surname: p.Surname, Email: p.Email}, person)
	case n < 14:
		_, err = s.Amend(ctx, m, reg, models.Amendment{Site: ptr(key())}, person)
	case n < 16:
		email, org := fmt.Sprintf("proef%d@thuis.example", r.Intn(25)), fmt.Sprintf("Stichting %d", r.Intn(9))
		_, err = s.Amend(ctx, m, reg, models.Amendment{Email: &email, Organization: &org}, organizer)
	case n == 16:
		_, err = s.ErasePerson(ctx, fmt.Sprintf("proef%d@horizon.example", r.Intn(25)))
	case n == 17:
		list := []models.MeetingInput{b.described("een", r), b.described("twee", r)}
		_, err = s.SaveMeetings(ctx, list, organizer, false)
	case n == 18:
		err = s.Settle(ctx, m)
	case n > 19:
		err = b.work(s, fmt.Sprintf("worker %d", r.Int()))
	default:
		err = s.RequestLinks(ctx, fmt.Sprintf("proef%d@horizon.example", r.Intn(25)), "nl")
	}
	if err != nil && models.KindOf(err) == 0 {
		b.t.Errorf("internal error: %v", err)
	}
}

// work is one round of a worker to whom nothing happens.
func (b *bustle) work(s *models.Store, name string) error {
	claimed, err := s.ClaimMessages(ctx, name, 5, time.Minute)
	if err != nil {
		return err
	}
	marks := make([]models.Delivery, len(claimed))
	for i, c := range claimed {
		marks[i] = models.Delivery{MessageID: c.ID, Worker: name, Sent: true}
	}
	return s.MarkMessages(ctx, marks)
}

func (b *bustle) described(slug string, r *rand.Rand) models.MeetingInput {
	in := modelstest.Gathering(slug, 3+r.Intn(4), 3+r.Intn(4))
	in.Sites[0].BuildingLimit = 12
	return in
}

// TestR15_EverythingAtOnce: whatever two instances do at once, nobody gets an
// internal error, and the rules hold when it is quiet again.
func TestR15_EverythingAtOnce(t *testing.T) {
	f := modelstest.New(t)
	b := &bustle{t: t, f: f, stores: []*models.Store{f.Store}}
	if models.IsPostgres(f.Database) {
		o := modelstest.Options(f.Database, f.Clock)
		o.Rand = nil
		second, err := models.Open(ctx, o)
		if err != nil {
			t.Fatal(err)
		}
		defer second.Close()
		b.stores = append(b.stores, second)
	}
	for _, slug := range []string{"een", "twee"} {
		b.ids = append(b.ids, f.Save(b.described(slug, rand.New(rand.NewSource(1)))).ID)
	}
	var acting sync.WaitGroup
	for worker := range 12 {
		acting.Go(func() {
			r := rand.New(rand.NewSource(int64(worker)))
			for range 40 {
				b.act(r)
				f.Clock.Add(time.Millisecond)
			}
		})
	}
	acting.Wait()
	for n, slug := range []string{"een", "twee"} {
		b.mustHold(slug, b.ids[n])
	}
}

// mustHold judges one meeting by the invariants of R4.
func (b *bustle) mustHold(slug string, id int64) {
	t := b.t
	t.Helper()
	if err := b.f.Settle(ctx, id); err != nil {
		t.Fatal(err)
	}
	w := &world{f: b.f, db: openTables(t, b.f), id: id, in: b.f.Meeting(slug).Input(), mail: newPostOffice(), reads: map[string]int{}, settled: true, erased: true}
	w.look(t)
	for _, check := range []func() error{w.i2Building, w.i3OneEach, w.i4WaitingOrSeated, w.i5NoFreeSeat, w.i6Sums, w.i9History, w.i10Substitutes, w.br80Once} {
		if err := check(); err != nil {
			t.Errorf("%s: %v", slug, err)
		}
	}
	if !slices.ContainsFunc(w.now.People, func(p personRow) bool { return p.Status == models.Waitlisted }) {
		t.Errorf("%s: nobody waits: this proves little", slug)
	}
}
