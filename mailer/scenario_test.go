package mailer_test

import (
	"context"
	"net/mail"
	"sync"
	"testing"
	"time"

	"bijeen/mailer"
	"bijeen/models"
	"bijeen/models/modelstest"
	"bijeen/templates"
)

var ctx = context.Background()

var settings = templates.Settings{Name: "Bijeen", Footer: "Bijeen is van de samenwerkende gemeenten.", BaseURL: "https://bijeen.example"}

var parsed = sync.OnceValue(func() *templates.Templates { return templates.Must(settings) })

// newComposer writes mails for the store of f as a real site would.
func newComposer(t testing.TB, f *modelstest.Fixture) *mailer.Composer {
	t.Helper()
	return &mailer.Composer{
		Templates: parsed(), BaseURL: settings.BaseURL, SiteName: settings.Name,
		From: mail.Address{Name: "Bijeen", Address: "uitnodiging@bijeen.example"}, Zone: modelstest.Amsterdam, Links: f.Store, Files: f.Store,
	}
}

// scenario is a meeting with two sites and what happens to it.
type scenario struct {
	*modelstest.Fixture
	t       testing.TB
	meeting *models.Meeting
	lang    string
}

// described is an open meeting with everything a mail can say.
func described(seats ...int) models.MeetingInput {
	in := modelstest.Gathering("platform", seats...)
	in.ContactPhone = "053-123 45 67"
	venues := []models.VenueInput{
		{Name: "De Gieterij", Street: "Gieterij 200", PostalCode: "7553 VZ", Town: "Hengelo"},
		{Name: "Ontmoetingspark", Building: "Victoria '28", Street: "Sportlaan 1", PostalCode: "7500 AA", Town: "Enschede"},
	}
	for i := range in.Sites {
		in.Sites[i].Venue = venues[i]
	}
	in.Sites[0].RouteText = "Tien minuten lopen van het station.\nParkeren kan op het terrein, ingang Laan."
	in.Sites[0].HouseRules = "Meld u bij de balie. De zaal is op de eerste verdieping."
	in.MailText = "Neem een voorbeeld uit uw eigen werk mee.\nWij zorgen voor de lunch."
	in.Sites[0].HostName, in.Sites[0].HostPhone = "Bas Dummy", "06-12 34 56 78"
	return in
}

func newScenario(t testing.TB, lang string, in models.MeetingInput) *scenario {
	t.Helper()
	f := modelstest.New(t)
	return &scenario{Fixture: f, t: t, lang: lang, meeting: f.Save(in)}
}

var self = models.Actor{Kind: models.ByPerson}

// cast are the invented people of the mails (domain/demo.md §4.6).
var cast = []models.Attendee{
	{GivenName: "Fenna", SurnamePrefix: "ter", PrefixKnown: true, Surname: "Proefveld", Email: "fenna@horizon.example", Organization: "Horizon"},
	{GivenName: "Ümit", Surname: "Örnekoğlu", Email: "umit@horizon.example", Organization: "Horizon"},
	{GivenName: "Jip", SurnamePrefix: "'t", PrefixKnown: true, Surname: "Proefstuk", Email: "jip@kade.example", Organization: "De Kade"},
}

func at(a models.Attendee, site string, also ...string) models.Attendee {
	a.Site, a.AlsoSites = site, also
	return a
}

// signUp signs one person up and gives the registration.
func (s *scenario) signUp(a models.Attendee) int64 {
	s.t.Helper()
	return s.form(models.SignUp{People: []models.Attendee{a}})[0].RegistrationID
}

func (s *scenario) form(in models.SignUp) []models.Outcome {
	s.t.Helper()
	in.MeetingID, in.Language, in.By = s.meeting.ID, s.lang, self
	out, err := s.SignUp(ctx, in)
	if err != nil {
		s.t.Fatal(err)
	}
	s.Clock.Add(time.Second)
	return out
}

// sent claims everything that is due and marks it sent, so that the next
// mails are those of what happens next.
func (s *scenario) sent() []models.Claimed {
	s.t.Helper()
	claimed := s.claim()
	var done []models.Delivery
	for _, row := range claimed {
		done = append(done, models.Delivery{MessageID: row.ID, Worker: "test", Sent: true})
	}
	if err := s.MarkMessages(ctx, done); err != nil {
		s.t.Fatal(err)
	}
	s.Clock.Add(time.Minute)
	return claimed
}

func (s *scenario) claim() []models.Claimed {
	s.t.Helper()
	claimed, err := s.ClaimMessages(ctx, "test", 100, time.Minute)
	if err != nil {
		s.t.Fatal(err)
	}
	return claimed
}

// change saves the meeting again and lets the delay pass.
func (s *scenario) change(edit func(*models.MeetingInput)) {
	s.t.Helper()
	page, err := s.MeetingBySlug(ctx, s.meeting.Slug, true)
	if err != nil {
		s.t.Fatal(err)
	}
	in := page.Meeting.Input()
	edit(&in)
	s.meeting = s.Save(in)
	s.Clock.Add(10 * time.Minute)
}

func (s *scenario) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// invite sends an invitation to a position, to be answered by 22 November.
func (s *scenario) invite(position *models.Position) {
	s.t.Helper()
	by := models.Actor{Kind: models.ByImport}
	s.must(s.SetReplyBy(ctx, s.meeting.ID, "2019-11-22", by))
	_, err := s.AddInvitations(ctx, s.meeting.ID, models.InvitationLines{
		Picks: []models.InvitationPick{{Target: models.InvitePosition, ID: position.ID}}, Reason: "alle wethouders Jeugd", Reserved: true,
	}, by)
	s.must(err)
	_, err = s.SendInvitations(ctx, s.meeting.ID, false, by)
	s.must(err)
	s.Clock.Add(time.Hour)
}
