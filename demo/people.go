package demo

import (
	"context"
	"fmt"
	"math"
	"time"

	"bijeen/models"
	"bijeen/models/deskview"
)

// Who does something by a link or for somebody else.
var (
	themselves = models.Actor{Kind: models.ByPerson}
	secretary  = models.Actor{Kind: models.ByAssistant}
)

// meetingID finds a meeting of the demo.
func (s *script) meetingID(ctx context.Context, slug string) (int64, error) {
	page, err := s.Store.MeetingBySlug(ctx, slug, true)
	if err != nil {
		return 0, err
	}
	return page.Meeting.ID, nil
}

// registered is a registration that later steps speak of; its id is known
// once the step that makes it has been carried out.
type registered struct {
	slug string
	id   int64
}

// signUp plans that somebody fills in the form alone.
func (s *script) signUp(at time.Time, slug string, p person) *registered {
	return s.signUpAll(at, models.SignUp{Source: models.SourceWeb, By: themselves}, slug, p)[0]
}

// booked plans that a secretary signs people up in one form and gets the
// overview.
func (s *script) booked(at time.Time, slug, name, email string, people ...person) []*registered {
	in := models.SignUp{Source: models.SourceSecretary, By: secretary, BookedByName: name, BookedByEmail: email}
	return s.signUpAll(at, in, slug, people...)
}

// atDesk plans that the organizer adds somebody with a role.
func (s *script) atDesk(at time.Time, slug string, p person) *registered {
	return s.signUpAll(at, models.SignUp{Source: models.SourceOrganizer, By: s.organizer}, slug, p)[0]
}

func (s *script) signUpAll(at time.Time, in models.SignUp, slug string, people ...person) []*registered {
	made := make([]*registered, len(people))
	for i, p := range people {
		made[i] = &registered{slug: slug}
		in.People = append(in.People, p.Attendee)
	}
	in.Language = "nl"
	s.add(s.local(at), "sign-up for "+slug, func(ctx context.Context) error {
		id, err := s.meetingID(ctx, slug)
		if err != nil {
			return err
		}
		in.MeetingID = id
		outcomes, err := s.Store.SignUp(ctx, in)
		if err != nil {
			return fmt.Errorf("%s %s: %w", in.People[0].GivenName, in.People[0].Surname, err)
		}
		for i, o := range outcomes {
			made[i].id = o.RegistrationID
		}
		return nil
	})
	return made
}

// interest plans that somebody wants to hear of a meeting that is announced.
func (s *script) interest(at time.Time, slug string, p person) {
	s.add(s.local(at), "interest in "+slug, func(ctx context.Context) error {
		id, err := s.meetingID(ctx, slug)
		if err != nil {
			return err
		}
		return s.Store.ShowInterest(ctx, models.Interest{
			MeetingID: id, GivenName: p.GivenName, Surname: p.Surname, Email: p.Email, Organization: p.Organization, Language: "nl",
		})
	})
}

// later plans something with a registration that an earlier step makes.
func (s *script) later(at time.Time, what string, r *registered, do func(ctx context.Context, meetingID, id int64) error) {
	s.add(s.local(at), what+" at "+r.slug, func(ctx context.Context) error {
		meetingID, err := s.meetingID(ctx, r.slug)
		if err != nil {
			return err
		}
		return do(ctx, meetingID, r.id)
	})
}

// cancel plans that somebody cancels by the link in the mail.
func (s *script) cancel(at time.Time, r *registered) {
	s.later(at, "cancellation", r, func(ctx context.Context, meetingID, id int64) error {
		return s.Store.Cancel(ctx, meetingID, id, themselves, "")
	})
}

// substitute plans that somebody else comes.
func (s *script) substitute(at time.Time, r *registered, p person) {
	s.later(at, "substitution", r, func(ctx context.Context, meetingID, id int64) error {
		_, err := s.Store.Substitute(ctx, meetingID, id, models.Substitution{
			GivenName: p.GivenName, Surname: p.Surname, Email: p.Email, Organization: p.Organization, JobTitle: p.JobTitle, Mandated: p.Mandated,
		}, themselves)
		return err
	})
}

// move plans that somebody goes to another site.
func (s *script) move(at time.Time, r *registered, site string) {
	s.later(at, "move", r, func(ctx context.Context, meetingID, id int64) error {
		_, err := s.Store.Amend(ctx, meetingID, id, models.Amendment{Site: &site}, themselves)
		return err
	})
}

// approve plans that the organizer gives a place to who asked for one.
func (s *script) approve(at time.Time, r *registered) {
	s.later(at, "approval", r, func(ctx context.Context, meetingID, id int64) error {
		return s.Store.Approve(ctx, meetingID, id, s.organizer)
	})
}

// decline plans that somebody who was invited does not come. Nobody of the
// script holds that registration yet: the invitation found it by interest.
func (s *script) decline(at time.Time, slug string, p person) {
	s.add(s.local(at), "answer to the invitation for "+slug, func(ctx context.Context) error {
		page, err := s.Store.MeetingBySlug(ctx, slug, true)
		if err != nil {
			return err
		}
		list, err := deskview.New(s.Store).People(ctx, page.Meeting, deskview.PeopleQuery{
			MeetingID: page.Meeting.ID, Statuses: []models.RegistrationStatus{models.Invited}, Search: p.Email, Page: 1,
		})
		if err != nil {
			return err
		}
		if len(list.Rows) != 1 {
			return fmt.Errorf("%s %s has %d invitations", p.GivenName, p.Surname, len(list.Rows))
		}
		return s.Store.Cancel(ctx, page.Meeting.ID, list.Rows[0].ID, themselves, "")
	})
}

// know plans that the organizer confirms the organizations from which several
// people come (BR-19a): forms suggest those. The names of single people stay
// to be linked.
func (s *script) know(at time.Time) {
	s.add(at, "known organizations", func(ctx context.Context) error {
		typed, _, _, err := s.Store.Organizations(ctx, math.MaxInt32)
		if err != nil {
			return err
		}
		for _, o := range typed {
			if o.People < 2 {
				continue
			}
			if err := s.Store.KeepOrganization(ctx, o.ID, s.organizer); err != nil {
				return err
			}
		}
		return nil
	})
}
