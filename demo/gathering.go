package demo

import (
	"slices"
	"strings"
	"time"

	"bijeen/models"
)

// The numbers of the gathering (domain/demo.md §4.5).
const (
	registeredA, registeredB = 180, 103
	waitlistedPeople         = 14
	cancelledA, cancelledB   = 14, 8
	cancelledEarlyA          = 6 // before site A was full: nobody moves up
	lateA, lateB             = 4, 2
	substitutedA             = 5
	substitutedB             = 4
	movedPeople              = 5 // from A to B
	declinedPeople           = 11
	invitedPeople            = 37 // who did not answer
	keenPeople               = 40 // who showed interest and signed up later
)

// promotedPeople is how many of A came from the waiting list: one for each
// seat that came free after A was full.
const promotedPeople = cancelledA - cancelledEarlyA + movedPeople

const (
	siteA    = "hengelo"
	siteB    = "enschede"
	bigSlug  = "grote-bijeenkomst"
	opensDay = "2019-06-03"
	fullDay  = "2019-06-28" // A is full at the end of it
)

// gathering plans the large gathering: first announced, with interest; then
// open, full at one site, and everything that people do with a place.
func (s *script) gathering() {
	s.importAt("2019-06-03T10:00", read("gathering"))
	here := s.cast.participants()
	silent, declining := s.cast.guests(invitedPeople, "GM0168"), s.cast.guests(declinedPeople, "")
	interested := slices.Concat(silent, declining)
	for _, i := range ordinary(here.a, keenPeople/2) {
		interested = append(interested, here.a[i])
	}
	for _, i := range ordinary(here.b, keenPeople/2) {
		interested = append(interested, here.b[i])
	}
	for i, at := range spread(len(interested), "2019-05-08", "2019-05-31") {
		s.interest(at, bigSlug, interested[i])
	}
	for i, at := range spread(declinedPeople, "2019-06-04", "2019-06-21") {
		s.decline(at, bigSlug, declining[i])
	}
	s.fillA(here)
	s.fillB(here)
	s.crew()
}

// fillA plans site A: full, with a waiting list of people who only want A,
// of whom the first get the seats that come free.
func (s *script) fillA(here participants) {
	leaving := s.cast.crowd(cancelledA, siteA)
	moving := here.b[len(here.b)-movedPeople:]
	first := here.a[:registeredA-promotedPeople]
	promoted := here.a[registeredA-promotedPeople:]
	waiting := s.cast.crowd(waitlistedPeople, siteA)

	at := spread(len(first)+len(leaving)+len(moving), opensDay, fullDay)
	for i := range at {
		at[i] = at[i].Add(2 * time.Hour) // registration opens at 10.00
	}
	leave := s.signUpEach(at[:len(leaving)], leaving)
	seats := s.signUpEach(at[len(leaving):len(leaving)+len(first)], first)
	movers := s.signUpEach(at[len(leaving)+len(first):], atSite(moving, siteA))
	s.signUpEach(spread(promotedPeople+waitlistedPeople, "2019-07-01", "2019-07-08"), slices.Concat(promoted, waiting))

	s.cancelEach(spread(cancelledEarlyA, "2019-06-19", "2019-06-27"), leave[:cancelledEarlyA])
	s.cancelEach(spread(cancelledA-cancelledEarlyA-lateA, "2019-07-09", "2019-07-11"), leave[cancelledEarlyA:cancelledA-lateA])
	s.cancelEach(spread(lateA, "2019-07-15", "2019-07-22"), leave[cancelledA-lateA:])
	for i, at := range spread(movedPeople, "2019-07-10", "2019-07-23") {
		s.move(at, movers[i], siteB)
	}
	s.replace(spread(substitutedA, "2019-07-01", "2019-07-18"), seats, first)
}

// fillB plans site B, which keeps seats free. Those who move from A come by
// themselves.
func (s *script) fillB(here participants) {
	leaving := s.cast.crowd(cancelledB-1, siteB)
	wierden := municipalities[13].alderman()
	wierden.Site = siteB
	leaving = append(leaving, wierden)
	staying := here.b[:registeredB-movedPeople]

	at := spread(len(staying)+len(leaving), opensDay, "2019-07-12")
	for i := range at {
		at[i] = at[i].Add(2*time.Hour + 7*time.Minute)
	}
	leave := s.signUpEach(at[:len(leaving)], leaving)
	seats := s.signUpEach(at[len(leaving):], staying)
	s.cancelEach(spread(cancelledB-lateB, "2019-06-20", "2019-07-11"), leave[lateB:])
	s.cancelEach(spread(lateB, "2019-07-16", "2019-07-19"), leave[:lateB])
	s.replace(spread(substitutedB, "2019-07-15", "2019-07-19"), seats, staying)
}

// signUpEach plans one form for each person; three colleagues in a row are
// sometimes signed up by a secretary in one form.
func (s *script) signUpEach(at []time.Time, people []person) []*registered {
	var made []*registered
	for i := 0; i < len(people); {
		if group := colleagues(people[i:]); len(group) == 3 && i%2 == 0 {
			made = append(made, s.booked(at[i], bigSlug, "Carlijn Sjabloon", "secretariaat@"+domainOf(group[0]), group...)...)
			i += len(group)
			continue
		}
		made = append(made, s.signUp(at[i], bigSlug, people[i]))
		i++
	}
	return made
}

// colleagues gives the first people while they share an organization, three
// at most.
func colleagues(people []person) []person {
	n := 1
	for n < len(people) && n < 3 && people[n].Organization != "" && people[n].Organization == people[0].Organization {
		n++
	}
	return people[:n]
}

func (s *script) cancelEach(at []time.Time, list []*registered) {
	for i := range at {
		s.cancel(at[i], list[i])
	}
}

// replace plans that somebody of the same organization comes instead of the
// first ordinary people of a list.
func (s *script) replace(at []time.Time, list []*registered, people []person) {
	for i, n := range ordinary(people, len(at)) {
		old := people[n]
		p := s.cast.next(organization{kind: old.kind, name: old.Organization}, old.JobTitle, old.Level)
		p.Email = localOf(p) + "@" + domainOf(old)
		s.substitute(at[i], list[n], p)
	}
}

// crew plans the people who do not take a seat: 26 speakers, hosts and
// helpers, 16 at A.
func (s *script) crew() {
	roles := []struct {
		role  models.Role
		count int
		org   organization
		title string
	}{
		{models.Chair, 2, network, "dagvoorzitter"},
		{models.Speaker, 3, network, "projectleider"},
		{models.WorkshopLeader, 8, knowledge[0], "workshopleider"},
		{models.TableHost, 4, parks, "tafelheer of -dame"},
		{models.Crew, 6, victoria, "organisatie"},
		{models.Press, 1, organization{"press", "Twentse Proefpost", "proefpost"}, "verslaggever"},
	}
	var people []person
	for _, r := range roles {
		for range r.count {
			p := s.cast.next(r.org, r.title, "")
			p.Role = r.role
			people = append(people, p)
		}
	}
	for _, name := range []string{"Mees", "Roos"} { // who tell their story
		people = append(people, person{kind: "experience", Attendee: models.Attendee{
			GivenName: name, Email: strings.ToLower(name) + "@verhaal.example", AsParentOrYoung: true, Role: models.Speaker,
		}})
	}
	for i, at := range spread(len(people), "2019-06-17", "2019-06-19") {
		people[i].Site = siteA
		if i%5 > 2 {
			people[i].Site = siteB
		}
		s.atDesk(at, bigSlug, people[i])
	}
}
