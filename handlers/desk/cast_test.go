package desk_test

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"bijeen/handlers/desk"
	"bijeen/handlers/handlerstest"
	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/models/modelstest"
)

var ctx = context.Background()

// token adds a user with this role and gives a fresh login link.
func token(t testing.TB, site *handlerstest.Site, role models.UserRole) string {
	t.Helper()
	u, err := site.AddUser(ctx, string(role)+"@organisatie.example", "Tessa Testerink", role)
	if err != nil {
		t.Fatal(err)
	}
	link, err := site.NewLoginToken(ctx, u.ID)
	if err != nil {
		t.Fatal(err)
	}
	return link
}

// login gives a browser in which a user with this role is logged in.
func login(t testing.TB, site *handlerstest.Site, role models.UserRole) *handlerstest.Client {
	t.Helper()
	client := site.Client()
	if a := client.Post(desk.LoginPath(token(t, site, role)), nil); a.Status != 303 || a.Location() != "/beheer" {
		t.Fatalf("log in: status %d to %q", a.Status, a.Location())
	}
	return client
}

// named is somebody with a name of the cast.
func named(given, surname, organization string, sites ...string) models.Attendee {
	a := modelstest.Person(0, sites...)
	a.GivenName, a.Surname, a.Organization = given, surname, organization
	a.Email = models.MeetingSlug(given+" "+surname) + "@horizon.example"
	return a
}

// gathering saves a meeting in two towns: the first full with people who
// wait, the second with room, and somebody in every state.
func gathering(t testing.TB, site *handlerstest.Site) *models.Meeting {
	t.Helper()
	in := modelstest.Gathering("grote-bijeenkomst", 4, 120)
	in.Kind, in.Title = models.NetworkGathering, "Informeren, inspireren, bewegen"
	in.Summary, in.Theme = "Eén dag, twee locaties. Gemeenten, onderwijs en zorg laten zien wat er al lukt.", "Regie in gezinnen"
	in.RegistrationClosesAt, in.NumbersDueAt = modelstest.At("2019-11-28 00:00"), modelstest.At("2019-10-05 00:00")
	in.Sites[0].Key, in.Sites[0].Venue = "hengelo", models.VenueInput{Name: "De Gieterij", Street: "Gieterij 200", PostalCode: "7553 VZ", Town: "Hengelo"}
	in.Sites[1].Key, in.Sites[1].Venue = "enschede", models.VenueInput{Name: "Ontmoetingspark Enschede Zuid", Building: "Hoofdgebouw Victoria '28", Town: "Enschede"}
	in.Sites[1].BuildingLimit, in.Sites[1].RouteText = 150, "Bus 9 tot de halte Ontmoetingspark."
	in.Programme = []models.ProgrammeInput{
		{Starts: "09:30", Ends: "10:10", Title: "Opening door de dagvoorzitter"},
		{Kind: "workshop", Starts: "10:45", Ends: "11:45", Title: "Thuiszitters: school, zorg en gemeente in één gesprek", Site: "hengelo", Room: "zaal 4", Seats: 40},
	}
	m := site.Save(in)
	broek := named("Demi", "van de Broek", "Gemeente Almelo", "hengelo")
	broek.JobTitle, broek.Level, broek.Diet, broek.Access, broek.NeedsConsent = "beleidsadviseur jeugd", models.Policy, []string{"vegetarian", "other"}, "Ringleiding", true
	broek.DietOther, broek.Phone = "geen noten", "053-123 45 67"
	roos := named("Roos", "Nergenshuizen", "", "hengelo")
	roos.AsParentOrYoung = true
	out := site.SignUpAll(m, broek, roos,
		named("Sjoerd", "Oude Fictink", "Zorg & Zo; Twente", "hengelo"), named("Jip", "'t Proefstuk", "OZJT/Samen14", "hengelo"),
		named("Ümit", "Örnekoğlu", "Coöperatie Ontmoetingsclusters Enschede", "hengelo"), named("Aaltje", "Groot Probeer", "Thuis@", "hengelo"),
		named("Noor", "el Voorbeeldi", "Gemeente Enschede", "enschede"), named("Fenna", "ter Proefveld", "Saxion", "enschede"),
		named("Björn", "Lutke Maquette", "ROC van Twente", "enschede"), named("IJsbrand", "IJverzicht", "Ambiq", "enschede"),
		named("Anne-Fleur Maximiliana", "van Nergenshuizen-op den Denkbeeldigehof", "Coöperatie Ontmoetingsclusters Enschede-Zuid en omstreken", "enschede"))
	double := named("Noor", "el Voorbeeldi", "Gemeente Enschede", "enschede")
	double.Email = "noor.prive@horizon.example"
	site.SignUpAll(m, double)
	by := models.Actor{Kind: models.ByPerson}
	must(t, site.Cancel(ctx, m.ID, out[8].RegistrationID, by, ""))
	_, err := site.Substitute(ctx, m.ID, out[9].RegistrationID, models.Substitution{GivenName: "Li Wei", Surname: "Shiyan", Email: "liwei@horizon.example"}, by)
	must(t, err)
	_, err = site.Amend(ctx, m.ID, out[7].RegistrationID, models.Amendment{Site: ptr("hengelo")}, by)
	must(t, err)
	return m
}

// boardMeeting saves a board meeting with people in every state of
// representation.
func boardMeeting(t testing.TB, site *handlerstest.Site) *models.Meeting {
	t.Helper()
	in := modelstest.Gathering("bestuursbijeenkomst", 40)
	in.Kind, in.Title, in.Visibility = models.BoardMeeting, "Bestuursbijeenkomst Ontwikkeltafels Jeugd", models.VisibilityLink
	in.WaitlistMode, in.SubstitutionPolicy = models.WaitlistOff, models.SubstitutionSameConstituency
	in.Ask = []string{"job_title", "level", "represents", "mandated"}
	m := site.Save(in)
	var people []models.Attendee
	for i, codes := range [][]string{{"GM0141"}, {"GM0147"}, {"GM1774"}, {"GM0153"}, {"GM0163"}, {"GM0164"}, {"GM1735"}, {"GM0173"}, {"GM1742"}, {"GM1700", "GM0189"}} {
		c, _ := models.ConstituencyByCode(codes[0])
		a := named(fmt.Sprintf("Wethouder%d", i), "Voorbeeldstra", "Gemeente "+c.Name)
		a.Level, a.Represents, a.JobTitle = models.Executive, codes, "wethouder jeugd"
		people = append(people, a)
	}
	deputy, unclear, official, gone := named("Demi", "de Demo", "Gemeente Tubbergen"), named("Henk", "Nepveld", "Gemeente Haaksbergen"), named("Ilse", "Tijdelijk", "Gemeente Losser"), named("Bas", "Dummy", "Gemeente Losser")
	deputy.Represents, deputy.Mandated, deputy.Level = []string{"GM0183"}, models.MandateYes, models.Policy
	unclear.Represents, unclear.Mandated, unclear.Level = []string{"GM0158"}, models.MandateUnknown, models.Policy
	official.Represents, official.Level = []string{"GM0168"}, models.Policy
	gone.Represents, gone.Level = []string{"GM0168"}, models.Executive
	school := named("Renée", "d'Exemple", "SOTOG")
	school.Represents, school.Level = []string{"education"}, models.Executive
	out := site.SignUpAll(m, append(people, deputy, unclear, official, gone, school)...)
	must(t, site.Cancel(ctx, m.ID, out[13].RegistrationID, models.Actor{Kind: models.ByPerson}, ""))
	return m
}

// approval saves a meeting on request with three requests.
func approval(t testing.TB, site *handlerstest.Site) *models.Meeting {
	t.Helper()
	in := modelstest.Gathering("werksessie", 2)
	in.Kind, in.Title, in.RegistrationMode = models.WorkingSession, "Werksessie Jeugdbeschermingstafel", models.ModeApproval
	m := site.Save(in)
	site.SignUpAll(m, modelstest.Person(41), modelstest.Person(42), modelstest.Person(43))
	return m
}

// others saves the meetings in the states that are left.
func others(t testing.TB, site *handlerstest.Site) {
	t.Helper()
	announced := modelstest.Gathering("voorjaarsbijeenkomst")
	announced.Title, announced.Status, announced.DateText = "Voorjaarsbijeenkomst", models.MeetingAnnounced, "in het voorjaar"
	announced.StartsAt, announced.EndsAt, announced.DoorsOpenAt = nil, nil, nil
	m := site.Save(announced)
	for i := range 3 {
		must(t, site.ShowInterest(ctx, models.Interest{MeetingID: m.ID, GivenName: "Pim", Surname: fmt.Sprintf("Plaatshouder%d", i), Email: fmt.Sprintf("pim%d@horizon.example", i)}))
	}
	draft := modelstest.Gathering("concept")
	draft.Title, draft.Status = "Schrapsessie jeugdhulp", models.MeetingDraft
	site.Save(draft)
	off := modelstest.Gathering("werkbezoek", 10)
	off.Title, off.Kind, off.Status, off.StatusReason = "Werkbezoek Ontmoetingspark", models.SiteVisit, models.MeetingCancelled, "De gastheer is ziek."
	site.Save(off)
	past := modelstest.Gathering("geweest", 10)
	past.Title, past.StartsAt, past.EndsAt, past.DoorsOpenAt = "Onderwijs, zorg en gemeenten aan tafel", modelstest.At("2019-07-05 09:30"), modelstest.At("2019-07-05 12:00"), nil
	site.Save(past)
	full := modelstest.Gathering("vol", 2)
	full.Title = "Platform dat vol is"
	m = site.Save(full)
	site.SignUpAll(m, modelstest.Person(61), modelstest.Person(62))
	many := modelstest.Gathering("te-veel", 5)
	many.Title = "Platform in een kleinere zaal"
	m = site.Save(many)
	for i := range 5 {
		site.SignUpAll(m, modelstest.Person(70+i))
	}
	many.Sites[0].SeatCapacity = 3
	site.Save(many)
}

// long saves a meeting with somebody whose names have no break and a reason of
// 200 letters: nothing of it may widen a page.
func long(t testing.TB, site *handlerstest.Site) *models.Meeting {
	t.Helper()
	in := modelstest.Gathering("lang", 2, 2)
	in.Title = "Platform met lange namen"
	m := site.Save(in)
	a := named("Wilhelmina", strings.Repeat("Nepvoorbeeld", 5), strings.Repeat("Samenwerking", 5), "a", "b")
	a.Email, a.JobTitle = strings.Repeat("nep", 20)+"@"+strings.Repeat("voorbeeld", 5)+".example", strings.Repeat("beleidsmaker", 5)
	b := a
	b.Email = "kort@horizon.example"
	out := site.SignUpAll(m, a, b, modelstest.Person(1, "a"), modelstest.Person(2, "b"), modelstest.Person(3, "a"))
	by := models.Actor{Kind: models.ByOrganizer}
	must(t, site.SetPriority(ctx, m.ID, out[4].RegistrationID, true, by, strings.Repeat("omdat", 40)))
	must(t, site.Cancel(ctx, m.ID, out[3].RegistrationID, by, strings.Repeat("want", 50)))
	return m
}

// cast is the whole site with mail in every state.
func cast(t testing.TB) *handlerstest.Site {
	t.Helper()
	site := handlerstest.New(t)
	gathering(t, site)
	boardMeeting(t, site)
	approval(t, site)
	others(t, site)
	long(t, site)
	refuseSome(t, site)
	host, err := site.AddUser(ctx, "site_host@organisatie.example", "Truus Tijdelijk", models.RoleSiteHost)
	must(t, err)
	must(t, site.SetSiteHost(ctx, site.Meeting("grote-bijeenkomst").ID, "hengelo", host.ID, models.Actor{Kind: models.ByOrganizer}))
	return site
}

// refuseSome delivers the mail that waits; the third is refused and the
// fourth will be tried again.
func refuseSome(t testing.TB, site *handlerstest.Site) {
	t.Helper()
	claimed, err := site.ClaimMessages(ctx, "test", 1000, time.Minute)
	must(t, err)
	var done []models.Delivery
	for i, c := range claimed {
		d := models.Delivery{MessageID: c.ID, Worker: "test", Sent: i != 2 && i != 3, Permanent: i == 2}
		if i == 2 {
			d.Problem = "refused 550 5.1.1"
		}
		if i == 3 {
			d.Problem, d.NextTry = "unreachable", site.Now().Add(time.Minute)
		}
		done = append(done, d)
	}
	must(t, site.MarkMessages(ctx, done))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func ptr[T any](v T) *T { return &v }

// find gives the registration of somebody in a meeting.
func find(t testing.TB, site *handlerstest.Site, m *models.Meeting, search string) deskview.PersonRow {
	t.Helper()
	page, err := deskview.New(site.Store).People(ctx, m, deskview.PeopleQuery{Search: search})
	must(t, err)
	if len(page.Rows) == 0 {
		t.Fatalf("nobody is called %q", search)
	}
	return page.Rows[0]
}

func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

func itoa(id int64) string { return strconv.FormatInt(id, 10) }

func atoi(t testing.TB, s string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(s, 10, 64)
	must(t, err)
	return n
}
