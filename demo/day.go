package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"bijeen/models"
	"bijeen/models/deskview"
)

// The numbers of the day of the gathering (domain/demo.md §4.5).
const (
	walkInPeople = 6
	noShowPeople = 18 // participants; everybody else comes
)

// refusing is where the mailboxes are that take no mail any more.
const refusing = "@opgeheven.example"

// Refuses reports whether a mail server would refuse this address of the demo
// for good.
func Refuses(email string) bool { return strings.HasSuffix(email, refusing) }

// day plans what happens at the door of a meeting, when that day lies behind
// the clock that runs: of the participants so many stay away, spread over
// the list, all others come between these moments, and at the end the
// organizer finishes the meeting. It reports whether the day is behind us.
func (s *script) day(slug string, opens, starts, ends time.Time, absent int) bool {
	if !s.running.After(s.local(ends)) {
		return false
	}
	s.add(s.local(opens), "the door of "+slug, func(ctx context.Context) error {
		guests, err := s.guestsOf(ctx, slug, absent)
		if err != nil {
			return err
		}
		for i, g := range guests {
			s.Clock.set(s.local(opens.Add(time.Duration(i) * starts.Sub(opens) / time.Duration(len(guests)))))
			if _, err := s.Store.CheckIn(ctx, g); err != nil {
				return err
			}
		}
		return nil
	})
	s.add(s.local(ends), "the end of "+slug, func(ctx context.Context) error {
		id, err := s.meetingID(ctx, slug)
		if err != nil {
			return err
		}
		return s.Store.Finish(ctx, id, s.organizer)
	})
	return true
}

// guestsOf lists who comes, each to the own site, in the order of the list.
func (s *script) guestsOf(ctx context.Context, slug string, absent int) ([]models.Passing, error) {
	page, err := s.Store.MeetingBySlug(ctx, slug, true)
	if err != nil {
		return nil, err
	}
	m := page.Meeting
	var guests []models.Passing
	participants := 0
	for i := range m.Sites {
		for n := 1; ; n++ {
			list, err := deskview.New(s.Store).People(ctx, m, deskview.PeopleQuery{
				MeetingID: m.ID, SiteKey: m.Sites[i].Key, Statuses: []models.RegistrationStatus{models.Registered}, Page: n,
			})
			if err != nil {
				return nil, err
			}
			for _, r := range list.Rows {
				if r.Role == models.Participant {
					participants++
					if participants%15 == 0 && participants/15 <= absent {
						continue
					}
				}
				guests = append(guests, models.Passing{MeetingID: m.ID, RegistrationID: r.ID, Site: m.Sites[i].Key, By: s.organizer})
			}
			if n*deskview.PeoplePerPage >= list.Total {
				break
			}
		}
	}
	if participants < 15*absent {
		return nil, fmt.Errorf("%d participants are too few for %d who stay away", participants, absent)
	}
	return guests, nil
}

// walkIn plans that somebody stands at the door without a registration.
func (s *script) walkIn(at time.Time, slug, site string, p person) {
	s.add(s.local(at), "walk-in at "+slug, func(ctx context.Context) error {
		id, err := s.meetingID(ctx, slug)
		if err != nil {
			return err
		}
		_, err = s.Store.WalkIn(ctx, id, site, p.Attendee, s.organizer)
		return err
	})
}

// recap plans that the organizer looks back, once that lies behind us.
func (s *script) recap(at time.Time, slug, text string) {
	if !s.running.After(s.local(at)) {
		return
	}
	s.add(s.local(at), "look back at "+slug, func(ctx context.Context) error {
		id, err := s.meetingID(ctx, slug)
		if err != nil {
			return err
		}
		return s.Store.SaveRecap(ctx, id, text, models.RecapMark(""), s.organizer)
	})
}

// gatheringDay plans the day of the gathering itself, once it lies behind us.
func (s *script) gatheringDay() {
	people := s.cast.crowd(walkInPeople, "")
	if !s.day(bigSlug, moment("2019-11-14T08:45"), moment("2019-11-14T09:30"), moment("2019-11-14T16:10"), noShowPeople) {
		return
	}
	for i, p := range people {
		site := siteA
		if i%2 == 1 {
			site = siteB
		}
		s.walkIn(moment("2019-11-14T09:31").Add(time.Duration(i)*time.Minute), bigSlug, site, p)
	}
	s.recap(moment("2019-11-18T10:00"), bigSlug, "Bijna driehonderd mensen kwamen bij elkaar, op twee locaties tegelijk.\n\n# Wat nu\n\n- De voorstellen uit de werksessies gaan naar de drie ontwikkeltafels.\n- In het voorjaar komt er een vervolg.")
}
