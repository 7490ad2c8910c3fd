package demo

import (
	"fmt"
	"strings"
	"time"

	"bijeen/models"
)

// board plans the board meeting: 14 + 8 + 6 positions. Of the municipalities
// eleven send their alderman, one a deputy with a mandate, one only an
// official, and one is spoken for by another: 13 of 14 are represented.
func (s *script) board() {
	const slug = "bestuursbijeenkomst"
	at := spread(len(municipalities)+len(providers)+len(education), "2019-06-17", "2019-07-12")
	for i := range at {
		at[i] = at[i].Add(time.Hour)
	}
	next := func() (t time.Time) { t, at = at[0], at[1:]; return t }
	var shared []person // whose secretariat signs them up together
	for _, m := range municipalities {
		p := s.boardSeat(m)
		switch m.code {
		case "GM1774", "GM0183":
			if shared = append(shared, p); len(shared) == 2 {
				s.booked(next(), slug, "Bestuurssecretariaat Noaberkracht", sharedMailbox, shared...)
			}
		case "GM0189":
			s.cancel(moment("2019-07-08T11:15"), s.signUp(next(), slug, p))
		default:
			s.signUp(next(), slug, p)
		}
	}
	for i, o := range providers {
		p := s.director(o, i, "care_providers")
		r := s.signUp(next(), slug, p)
		if i == 3 {
			deputy := named("Truus", "Tijdelijk", o, "bestuurder", models.Executive)
			deputy.Mandated = models.MandateYes
			s.substitute(moment("2019-07-15T09:40"), r, deputy)
		}
	}
	for i, o := range education {
		s.signUp(next(), slug, s.director(o, len(providers)+i, "education"))
	}
}

// boardSeat is who a municipality sends.
func (s *script) boardSeat(m municipality) person {
	switch m.code {
	case "GM1735":
		p := named("Anne-Fleur", "Berg-van de Proef", m.org, "hoofd sociaal domein", models.Management)
		p.Represents, p.Mandated = []string{m.code}, models.MandateYes
		return p
	case "GM0168":
		p := named("Geert", "te Fictum", m.org, "beleidsadviseur jeugd", models.Policy)
		p.Represents, p.Mandated = []string{m.code}, models.MandateNo
		return p
	}
	return m.alderman()
}

// director makes the director of a provider or an umbrella of schools.
func (s *script) director(o organization, n int, sector string) person {
	names := [][2]string{{"Marit", "op den Denkbeeld"}, {"IJsbrand", "IJverzicht"}, {"Wietske", "Voorbeeldstra"}, {"Daan", "in 't Simulatie"},
		{"Ilse", "Nergenshuizen"}, {"Omar", "Ben Mithal"}, {"Jip", "'t Proefstuk"}, {"Pim", "Plaatshouder"},
		{"Li Wei", "Shiyan"}, {"Carlijn", "Sjabloon"}, {"Bas", "Dummy"}}
	name := [2]string{given[n], surnames[n+5]}
	if n < len(names) {
		name = names[n]
	}
	p := named(name[0], name[1], o, "bestuurder", models.Executive)
	p.Represents = []string{sector}
	return p
}

// platform plans the lent meeting, still with seats.
func (s *script) platform() {
	people := s.cast.staff(62, []organization{health[0], law[0], protection[0], law[1], protection[1], providers[2], protection[2], education[0]},
		[]job{{"jeugdarts", models.Practice}, {"beleidsadviseur", models.Policy}, {"maatschappelijk werker", models.Practice}})
	for i, at := range spread(len(people), "2019-06-04", "2019-07-24") {
		r := s.signUp(at.Add(time.Hour), "platform-scheiding-en-omgang", people[i])
		if i == 7 || i == 30 {
			s.cancel(moment("2019-07-18T14:10"), r)
		}
	}
}

// steering plans the meeting of the sponsors of the three tables: ten people
// who wait for a date.
func (s *script) steering() {
	people := []person{}
	for _, i := range []int{0, 3, 6, 9} {
		people = append(people, municipalities[i].alderman())
	}
	for i, o := range []organization{providers[0], providers[1], education[0], protection[0], network, network} {
		p := s.cast.next(o, "bestuurlijk trekker", models.Executive)
		if i > 3 {
			p.JobTitle, p.Level = "projectleider", models.Management
		}
		people = append(people, p)
	}
	for i, at := range spread(len(people), "2019-07-01", "2019-07-19") {
		s.interest(at, "overleg-bestuurlijk-trekkers", people[i])
	}
}

// crossDomain plans the meeting of 5 July, which is over: sixty people from
// three domains.
func (s *script) crossDomain() {
	const slug = "onderwijs-zorg-en-gemeenten-aan-tafel"
	var people []person
	people = append(people, s.cast.staff(20, education, []job{{"directeur", models.Management}, {"leerkracht", models.Practice}, {"intern begeleider", models.Practice}})...)
	people = append(people, s.cast.staff(20, providers, []job{{"jeugdhulpverlener", models.Practice}, {"bestuurder", models.Executive}, {"manager", models.Management}})...)
	for i := range 20 {
		j := []job{{"beleidsadviseur", models.Policy}, {"consulent", models.Practice}}[i%2]
		people = append(people, s.cast.next(municipalities[i%len(municipalities)].org, j.title, j.level))
	}
	people[4].Diet, people[4].NeedsConsent = []string{"vegetarian"}, true
	for i, at := range spread(len(people), "2019-05-06", "2019-06-27") {
		s.signUp(at.Add(time.Hour), slug, people[i])
	}
	s.day(slug, moment("2019-07-05T09:00"), moment("2019-07-05T09:30"), moment("2019-07-05T12:40"), 3)
	s.recap(moment("2019-07-09T15:00"), slug, "Aan tien tafels spraken mensen elkaar die elkaar anders zelden zien.\n\n- Elke tafel koos één afspraak die de volgende dag al kan.\n- Ontwikkeltafel 3 brengt de afspraken bij elkaar.")
}

// scrapSession plans six sites of twelve: two full, one with a waiting list.
func (s *script) scrapSession() {
	sites := []struct {
		key string
		n   int
	}{{"almelo", 9}, {"enschede", 12}, {"goor", 5}, {"hengelo", 15}, {"oldenzaal", 7}, {"rijssen", 4}}
	jobs := []job{{"wijkcoach", models.Practice}, {"gezinscoach", models.Practice}, {"intern begeleider", models.Practice}}
	for _, site := range sites {
		people := atSite(s.cast.staff(site.n, append(providers[:4:4], education[:2]...), jobs), site.key)
		if site.key == "goor" {
			people[1].Email = localOf(people[1]) + refusing
		}
		for i, at := range spread(len(people), "2019-06-24", "2019-07-23") {
			s.signUp(at.Add(time.Hour), "schrapsessie", people[i])
		}
	}
}

// protectionTable plans a series of three: 29 people answer an open call,
// eighteen are chosen and sign up for the other two.
func (s *script) protectionTable() {
	people := s.cast.staff(29, append(protection[:3:3], providers[0], municipalities[3].org, municipalities[6].org),
		[]job{{"jeugdbeschermer", models.Practice}, {"procesregisseur", models.Policy}, {"teamleider", models.Management}})
	at := spread(len(people), "2019-06-04", "2019-06-28")
	for i, p := range people {
		r := s.signUp(at[i].Add(time.Hour), "jeugdbeschermingstafel-1", p)
		if i%3 == 2 && i < 27 || i == 28 || i == 0 { // nine and two wait for an answer
			continue
		}
		s.approve(moment("2019-07-04T10:00").Add(time.Duration(i)*time.Minute), r)
		for n, d := range []string{"2019-07-08", "2019-07-09"} {
			s.signUp(day(d).Add(9*time.Hour+time.Duration(i)*11*time.Minute), fmt.Sprintf("jeugdbeschermingstafel-%d", n+2), p)
		}
	}
}

// pilots plans eleven tries of the guide, one at each provider; three are
// over.
func (s *script) pilots() {
	dates := []string{"2019-06-11", "2019-06-25", "2019-07-09", "2019-09-03", "2019-09-17", "2019-10-01", "2019-10-15", "2019-10-29",
		"2019-11-12", "2019-11-26", "2019-12-10"}
	towns := []string{"Almelo", "Enschede", "Hengelo", "Oldenzaal", "Rijssen", "Nijverdal", "Goor", "Borne", "Haaksbergen", "Denekamp", "Vriezenveen"}
	for i, date := range dates {
		n := fmt.Sprint(i + 1)
		file := strings.NewReplacer("{n}", n, "{date}", date, "{closes}", day(date).AddDate(0, 0, -3).Format(time.DateOnly), "{town}", towns[i])
		s.importAt("2019-05-06T08:50", file.Replace(read("pilot")))
		o := organization{"care", "Aanbieder " + n, "aanbieder" + n}
		until := min(day(date).AddDate(0, 0, -5).Format(time.DateOnly), "2019-07-24")
		people := s.cast.staff(4+(i*5)%8, []organization{o}, []job{{"gezinscoach", models.Practice}, {"gedragswetenschapper", models.Practice}, {"teamleider", models.Management}})
		for k, at := range spread(len(people), "2019-05-13", until) {
			s.signUp(at.Add(time.Hour), "toets-handreiking-regie-"+n, people[k])
		}
	}
}

// spring plans the meeting of next spring, which has no date: 34 people want
// to hear of it.
func (s *script) spring() {
	people := s.cast.crowd(34, "")
	for i, at := range spread(len(people), "2019-06-11", "2019-07-24") {
		s.interest(at, "voorjaarsbijeenkomst", people[i])
	}
}

// siteVisit plans the visit that is called off.
func (s *script) siteVisit() {
	people := s.cast.crowd(14, "enschede")
	for i, at := range spread(len(people), "2019-05-21", "2019-07-12") {
		s.signUp(at.Add(time.Hour), "werkbezoek", people[i])
	}
	s.importAt("2019-07-22T15:20", read("site_visit"))
}
