package public_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/modelstest"
)

var byOrganizer = models.Actor{Kind: models.ByImport}

// cast is the site with a meeting in every state a visitor can meet.
func cast(t testing.TB) *handlerstest.Site {
	t.Helper()
	site := handlerstest.New(t)
	save := func(slug string, seats []int, change func(*models.MeetingInput)) *models.Meeting {
		t.Helper()
		in := modelstest.Gathering(slug, seats...)
		in.ContactPhone, in.Theme = "053-123 45 67", "Scheiding en omgang"
		in.Summary = "Van advocatuur tot jeugdgezondheidszorg: wat doen wij bij strijd na een scheiding?"
		if change != nil {
			change(&in)
		}
		return site.Save(in)
	}
	save("open", []int{80}, filledIn)
	two := save("twee", []int{1, 120, 200}, twoSites)
	site.SignUpAll(two, modelstest.Person(1, "a"), modelstest.Person(2, "a"), modelstest.Person(3, "a"))
	save("veel", fourty(), many)
	save("bestuur", []int{40}, board)
	save("straks", []int{10}, func(in *models.MeetingInput) {
		in.RegistrationOpensAt = modelstest.At("2019-11-01 09:00")
	})
	save("aangekondigd", nil, announced)
	save("gesloten", []int{10}, func(in *models.MeetingInput) { in.Status = models.MeetingClosed })
	save("afgelast", []int{10}, func(in *models.MeetingInput) {
		in.Status, in.StatusReason = models.MeetingCancelled, "De spreker is ziek. Wij plannen een nieuwe bijeenkomst."
	})
	save("uitgesteld", []int{10}, func(in *models.MeetingInput) {
		in.Status, in.StatusReason = models.MeetingPostponed, "De zaal is niet beschikbaar. Er komt een nieuwe datum."
	})
	save("geweest", []int{10}, func(in *models.MeetingInput) {
		in.StartsAt, in.EndsAt, in.DoorsOpenAt = modelstest.At("2019-09-20 09:30"), modelstest.At("2019-09-20 12:00"), nil
	})
	save("uitnodiging", []int{10}, func(in *models.MeetingInput) {
		in.RegistrationMode, in.SubstitutionPolicy = models.ModeInvitation, models.SubstitutionSameConstituency
	})
	save("aanvraag", []int{10}, func(in *models.MeetingInput) { in.RegistrationMode = models.ModeApproval })
	asked := save("aanvraag-vol", []int{1}, func(in *models.MeetingInput) { in.RegistrationMode = models.ModeApproval })
	for _, o := range site.SignUpAll(asked, modelstest.Person(3)) {
		if err := site.Approve(context.Background(), asked.ID, o.RegistrationID, byOrganizer); err != nil {
			t.Fatal(err)
		}
	}
	full := save("vol", []int{1}, func(in *models.MeetingInput) { in.WaitlistMode = models.WaitlistOff })
	site.SignUpAll(full, modelstest.Person(4))
	waiting := save("wachtlijst", []int{1}, nil)
	site.SignUpAll(waiting, modelstest.Person(5), modelstest.Person(6))
	save("online", []int{50}, func(in *models.MeetingInput) {
		in.Sites[0].Mode, in.Sites[0].Venue, in.Sites[0].JoinURL = models.Online, models.VenueInput{}, "https://bellen.example/kamer"
	})
	save("english", []int{20}, func(in *models.MeetingInput) {
		in.Language, in.Title, in.Summary = "en", "Cross-border youth care", "How do we work together across the border?"
	})
	save("besloten", []int{20}, func(in *models.MeetingInput) { in.Visibility = models.VisibilityLink })
	return site
}

func filledIn(in *models.MeetingInput) {
	in.RegistrationClosesAt = modelstest.At("2019-11-28 00:00")
	in.Summary += "\nIn de ochtend kijken wij samen naar drie situaties uit de praktijk.\nNeem een collega mee."
	in.Hosts = append(in.Hosts, models.HostInput{Name: "ROC van Twente", Role: "co"})
	in.Sites[0].Venue = models.VenueInput{Name: "De Gieterij", Building: "Hoofdgebouw Victoria '28", Street: "Gieterij 200", PostalCode: "7553 VZ", Town: "Hengelo"}
	in.Sites[0].RouteText = "Zes minuten lopen van het station. Parkeren kan aan de achterkant."
	in.Sites[0].HouseRules = "Er zijn kinderen op het terrein: maak buiten geen foto's."
	in.Programme = []models.ProgrammeInput{
		{Kind: "item", Starts: "09:00", Ends: "09:30", Title: "Inloop met koffie en thee"},
		{Kind: "item", Starts: "09:30", Ends: "10:10", Title: "Opening door de dagvoorzitter"},
		{Kind: "workshop", Starts: "10:45", Ends: "11:45", Title: "Van transfer naar warme overdracht", Room: "Zaal 2.14", Seats: 45},
		{Kind: "item", Starts: "11:45", Ends: "12:00", Title: "Afsluiting"},
	}
}

func twoSites(in *models.MeetingInput) {
	in.Title, in.Kind, in.Theme = "Informeren, inspireren, bewegen", models.NetworkGathering, "Regie in gezinnen"
	in.Sites[0].Venue = models.VenueInput{Name: "De Gieterij", Street: "Gieterij 200", PostalCode: "7553 VZ", Town: "Hengelo"}
	in.Sites[1].Venue = models.VenueInput{Name: "Ontmoetingspark Enschede Zuid", Building: "Hoofdgebouw Victoria '28", Town: "Enschede"}
	in.Sites[2].Mode, in.Sites[2].Venue, in.Sites[2].JoinURL = models.Online, models.VenueInput{}, "https://bellen.example/kamer"
	in.Sites[1].StartsAt, in.Sites[1].EndsAt = modelstest.At("2019-11-29 10:00"), modelstest.At("2019-11-29 12:30")
	in.Programme = []models.ProgrammeInput{
		{Kind: "item", Starts: "09:30", Ends: "10:10", Title: "Opening"},
		{Kind: "item", Starts: "10:45", Ends: "11:45", Title: "Rondleiding Thuis@", Site: "b"},
	}
}

func fourty() []int {
	seats := make([]int, 40)
	for i := range seats {
		seats[i] = 3 * (i % 5)
	}
	return seats
}

func many(in *models.MeetingInput) {
	in.Title = "Schrapsessie jeugdhulp: welke regels en formulieren kunnen er volgens u echt weg uit het dagelijks werk?"
	in.Kind = models.ScrapSession
	towns := []string{"Almelo", "Borne", "Enschede", "Goor", "Haaksbergen", "Hengelo", "Losser", "Oldenzaal", "Rijssen", "Vriezenveen"}
	for i := range in.Sites {
		in.Sites[i].Key = fmt.Sprintf("plek-%d", i+1)
		in.Sites[i].Venue = models.VenueInput{Name: fmt.Sprintf("Wijkcentrum De Ontmoeting %d", i+1), Street: "Kade 1", Town: towns[i%len(towns)]}
	}
}

func board(in *models.MeetingInput) {
	in.Title, in.Kind, in.Visibility = "Bestuursbijeenkomst Ontwikkeltafels Jeugd", models.BoardMeeting, models.VisibilityLink
	in.SubstitutionPolicy = models.SubstitutionSameConstituency
	in.Ask = models.AskFields
}

func announced(in *models.MeetingInput) {
	in.Title, in.Status, in.DateText = "Voorjaarsbijeenkomst", models.MeetingAnnounced, "in het voorjaar"
	in.StartsAt, in.EndsAt, in.DoorsOpenAt, in.Theme = nil, nil, nil, ""
}

// own gives the address of the own page of a new registration.
func own(t testing.TB, site *handlerstest.Site, slug string, p models.Attendee) string {
	t.Helper()
	out := site.SignUpAll(site.Meeting(slug), p)
	return "/aanmelding/" + site.Token(out[0].RegistrationID, 1)
}

// offer makes a meeting in which somebody holds an offer, and gives the
// address of the own page.
func offer(t testing.TB, site *handlerstest.Site, slug string) (path string, meeting *models.Meeting) {
	t.Helper()
	in := modelstest.Gathering(slug, 1)
	in.WaitlistMode = models.WaitlistOffer
	m := site.Save(in)
	first := site.SignUpAll(m, modelstest.Person(90))
	path = own(t, site, slug, modelstest.Person(91))
	if err := site.Cancel(context.Background(), m.ID, first[0].RegistrationID, byOrganizer, ""); err != nil {
		t.Fatal(err)
	}
	return path, m
}

// lapse lets the offers of a meeting run out.
func lapse(t testing.TB, site *handlerstest.Site, m *models.Meeting) {
	t.Helper()
	site.Clock.Add(7 * 24 * time.Hour)
	if err := site.Settle(context.Background(), m.ID); err != nil {
		t.Fatal(err)
	}
}
