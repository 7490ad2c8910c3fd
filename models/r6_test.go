package models_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// R6: registration, history and mail are one transaction. A fault after each
// statement in turn leaves everything as it was, and wakes no worker; the
// first run without a fault does it all.

// scene is a full meeting of two sites with people in every state, whose
// invites have gone out.
type scene struct {
	f    *modelstest.Fixture
	m    *models.Meeting
	in   models.MeetingInput
	out  []models.Outcome
	woke int

	announced int64 // another meeting, in which interest can be shown
}

func newScene(t *testing.T) (*scene, *statements, *tables) {
	t.Helper()
	s := &scene{f: modelstest.New(t)}
	s.in = modelstest.Gathering("platform", 2, 1)
	s.m = s.f.Save(s.in)
	with := modelstest.Person(1, "a")
	with.Represents, with.Companion = []string{"GM0153", "GM0164"}, true
	with.Diet, with.NeedsConsent = []string{"vegan"}, true
	s.out = s.f.SignUpAll(s.m, with, modelstest.Person(2, "a"), modelstest.Person(3, "b"), modelstest.Person(4, "a", "b"), modelstest.Person(5, "b"))
	other := modelstest.Gathering("later", 3)
	other.Status = models.MeetingAnnounced
	s.announced = s.f.Save(other).ID
	s.f.Deliver()
	s.f.OnMail(func() { s.woke++ })
	return s, listen(t, s.f), openTables(t, s.f)
}

func (s *scene) id(n int) int64 { return s.out[n].RegistrationID }

// full is a sign-up that writes everything a sign-up can write.
func (s *scene) full() error {
	p, q := modelstest.Person(11, "a", "b"), modelstest.Person(12, "b")
	p.Organization, p.Represents, p.Access, p.NeedsConsent = "Nieuwe Stichting", []string{"GM0153"}, "drempels", true
	_, err := s.f.SignUp(ctx, models.SignUp{
		MeetingID: s.m.ID, People: []models.Attendee{p, q}, Language: "nl", By: person,
		BookedByName: "Secretariaat", BookedByEmail: "secretariaat@horizon.example",
	})
	return err
}

func (s *scene) amend(n int, a models.Amendment) error {
	_, err := s.f.Amend(ctx, s.m.ID, s.id(n), a, organizer)
	return err
}

func (s *scene) save(change func(in *models.MeetingInput)) error {
	in := s.in
	in.Sites = append([]models.SiteInput(nil), s.in.Sites...)
	change(&in)
	_, err := s.f.SaveMeeting(ctx, in, organizer)
	return err
}

func TestR6_AllOrNothing(t *testing.T) {
	email, site := "nieuw@horizon.example", "b"
	tests := []struct {
		name string
		verb func(s *scene) error
		wake bool // mail is due at once
	}{
		{"sign up", (*scene).full, true},
		{"sign up again", func(s *scene) error {
			_, err := s.f.SignUp(ctx, models.SignUp{MeetingID: s.m.ID, People: []models.Attendee{modelstest.Person(2, "a")}, By: person})
			return err
		}, true},
		{"cancel and promote", func(s *scene) error { return s.f.Cancel(ctx, s.m.ID, s.id(0), person, "") }, true},
		{"substitute", func(s *scene) error {
			_, err := s.f.Substitute(ctx, s.m.ID, s.id(0), models.Substitution{GivenName: "Fenna", Surname: "Proefveld", Email: email}, person)
			return err
		}, true},
		{"amend the address", func(s *scene) error { return s.amend(0, models.Amendment{Email: &email}) }, true},
		{"amend into a wish", func(s *scene) error { return s.amend(1, models.Amendment{Site: &site}) }, false},
		{"move, overbooked", func(s *scene) error {
			return s.amend(1, models.Amendment{Site: &site, Overbook: true, Reason: "afgesproken"})
		}, true},
		{"show interest", func(s *scene) error {
			return s.f.ShowInterest(ctx, models.Interest{MeetingID: s.announced, GivenName: "Noor", Surname: "Proef", Email: email})
		}, true},
		{"raise capacity", func(s *scene) error { return s.save(func(in *models.MeetingInput) { in.Sites[0].SeatCapacity = 4 }) }, true},
		{"another time and place", func(s *scene) error {
			return s.save(func(in *models.MeetingInput) { in.Title, in.Sites[1].Venue.Street = "Anders", "Markt 3" })
		}, false},
		{"a new meeting", func(s *scene) error {
			return s.save(func(in *models.MeetingInput) { in.Slug, in.Sites[1].Venue.Street = "nieuw", "Markt 3" })
		}, false},
		{"call off", func(s *scene) error {
			return s.save(func(in *models.MeetingInput) { in.Status = models.MeetingCancelled })
		}, false},
		{"withdraw a site", func(s *scene) error {
			return s.f.WithdrawSite(ctx, s.m.ID, models.SiteWithdrawal{Site: "a", After: models.MoveToSite, Target: "b"}, organizer)
		}, false},
		{"ask for links", func(s *scene) error { return s.f.RequestLinks(ctx, "proef1@horizon.example", "nl") }, true},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			s, faults, db := newScene(t)
			before := db.dump(t)
			n, step := 1, 1
			if db.postgres {
				step = 9 // the same code: each transaction is as whole as on SQLite
			}
			for ; ; n += step {
				faults.start(n)
				err := tc.verb(s)
				faults.start(0)
				if err == nil {
					break
				}
				if !errors.Is(err, errInjected) {
					t.Fatalf("fault %d: %v", n, err)
				}
				if diff := cmp.Diff(before, db.dump(t)); diff != "" || s.woke > 0 {
					t.Fatalf("fault after statement %d left something behind, worker woken %d times:\n%s", n, s.woke, diff)
				}
			}
			if n < 4 || before == db.dump(t) || (s.woke > 0) != tc.wake {
				t.Errorf("done after %d statements, worker woken %d times, something stored: %v", n-1, s.woke, before != db.dump(t))
			}
		})
	}
}

// Mail that is claimed and marked under faults: what is frozen and what the
// registration says about its calendar item stay one, and in the end each
// message has gone once.
func TestR6_ClaimAndMark(t *testing.T) {
	s, faults, db := newScene(t)
	if err := s.full(); err != nil {
		t.Fatal(err)
	}
	if err := s.f.Cancel(ctx, s.m.ID, s.id(0), person, ""); err != nil {
		t.Fatal(err)
	}
	agree := func(n int) {
		t.Helper()
		var torn int
		err := db.QueryRow(`select count(*) from messages m join registrations r on r.id = m.registration_id
			where m.state = 'queued' and (m.method = 'REQUEST' and not r.calendar_invited or m.method = 'CANCEL' and r.calendar_invited)`).Scan(&torn)
		if err != nil || torn > 0 {
			t.Fatalf("fault %d: %d messages and registrations disagree, %v", n, torn, err)
		}
	}
	for n := 1; ; n++ {
		faults.start(n)
		claimed, err := s.f.ClaimMessages(ctx, "worker", 100, time.Minute)
		failed := faults.n >= n
		faults.start(0)
		agree(n)
		if !failed {
			if err != nil || len(claimed) == 0 {
				t.Fatalf("claimed %d, %v", len(claimed), err)
			}
			break
		}
		s.f.Clock.Add(2 * time.Minute) // the lease ends
	}
	sent := map[string]int{}
	for n := 1; ; n++ {
		s.f.Clock.Add(2 * time.Minute)
		claimed, err := s.f.ClaimMessages(ctx, "worker", 100, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		if len(claimed) == 0 {
			break
		}
		var marks []models.Delivery
		for _, c := range claimed {
			marks = append(marks, models.Delivery{MessageID: c.ID, Worker: "worker", Sent: true})
		}
		before := db.dump(t)
		faults.start(n)
		err = s.f.MarkMessages(ctx, marks)
		faults.start(0)
		if err != nil {
			if diff := cmp.Diff(before, db.dump(t)); diff != "" {
				t.Fatalf("fault %d while marking left something behind:\n%s", n, diff)
			}
			continue
		}
		for _, c := range claimed {
			sent[c.MessageID]++
		}
	}
	for id, times := range sent {
		if times != 1 {
			t.Errorf("message %s was marked sent %d times", id, times)
		}
	}
	var left int
	if err := db.QueryRow("select count(*) from messages where state = 'queued'").Scan(&left); err != nil || left > 0 || len(sent) < 5 {
		t.Errorf("%d sent, %d left, %v", len(sent), left, err)
	}
}
