package demo

import (
	"slices"
	"strings"

	"bijeen/models"
)

// participants are those who have a seat at the gathering in the end.
type participants struct{ a, b []person }

// job is what people of an organization do.
type job struct {
	title string
	level models.Level
}

// participants makes the 283 of domain/demo.md by kind of organization, mixes
// them over the sites and gives some of them what makes life hard for
// software.
func (c *cast) participants() participants {
	var all []person
	for _, m := range municipalities {
		if m.code != "GM0168" && m.code != "GM0189" { // Losser does not answer, Wierden cancels
			all = append(all, c.townspeople(m)...)
		}
	}
	all = append(all, c.staff(92, providers, []job{{"bestuurder", models.Executive}, {"manager", models.Management}, {"gedragswetenschapper", models.Practice},
		{"jeugdhulpverlener", models.Practice}, {"beleidsadviseur", models.Policy}, {"gezinscoach", models.Practice}})...)
	all = append(all, c.staff(24, protection, []job{{"gebiedsmanager", models.Management}, {"jeugdbeschermer", models.Practice}, {"raadsonderzoeker", models.Practice}})...)
	all = append(all, c.staff(41, education, []job{{"bestuurder", models.Executive}, {"intern begeleider", models.Practice}, {"directeur", models.Management},
		{"ondersteuningscoördinator", models.Practice}})...)
	all = append(all, c.staff(12, health, []job{{"jeugdarts", models.Practice}, {"jeugdverpleegkundige", models.Practice}, {"teammanager", models.Management}})...)
	all = append(all, c.staff(10, law, []job{{"advocaat", models.Practice}, {"mediator", models.Practice}})...)
	all = append(all, c.staff(6, knowledge, []job{{"onderzoeker", models.Policy}, {"lector", models.Policy}})...)
	for i := range 14 {
		all = append(all, parent(i))
	}
	all = mixed(all)
	traps(all)
	needs(all)
	return participants{a: atSite(all[:registeredA], siteA), b: atSite(all[registeredA:], siteB)}
}

// townspeople are the seven of one municipality: the alderman and six who
// work there.
func (c *cast) townspeople(m municipality) []person {
	people := []person{m.alderman()}
	jobs := []job{{"teamleider wijkteam", models.Management}, {"beleidsadviseur jeugd", models.Policy}, {"consulent", models.Practice},
		{"wijkcoach", models.Practice}, {"contractmanager", models.Policy}, {"jeugdconsulent", models.Practice}}
	for _, j := range jobs {
		people = append(people, c.next(m.org, j.title, j.level))
	}
	return people
}

// staff makes n people of these organizations, three colleagues at a time.
func (c *cast) staff(n int, orgs []organization, jobs []job) []person {
	people := make([]person, n)
	for i := range people {
		j := jobs[i%len(jobs)]
		people[i] = c.next(orgs[i/3%len(orgs)], j.title, j.level)
	}
	return people
}

// guests makes people who showed interest; code adds the alderman of a
// municipality as the first of them.
func (c *cast) guests(n int, code string) []person {
	people := c.crowd(n, "")
	for _, m := range municipalities {
		if m.code == code {
			people[0] = m.alderman()
		}
	}
	return people
}

// crowd makes n people of every sort of organization.
func (c *cast) crowd(n int, site string) []person {
	orgs := slices.Concat(providers, education, protection, health, knowledge)
	jobs := []job{{"adviseur", models.Policy}, {"begeleider", models.Practice}, {"teamleider", models.Management}}
	return atSite(c.staff(n, orgs, jobs), site)
}

func atSite(people []person, site string) []person {
	people = slices.Clone(people)
	for i := range people {
		people[i].Site = site
	}
	return people
}

// mixed puts people in another order, the same in every run. Three in a row
// stay together, as colleagues who go together do.
func mixed(people []person) []person {
	const together, stride = 3, 37 // the stride shares no factor with the number of groups
	groups := slices.Collect(slices.Chunk(people, together))
	var out []person
	for i := range groups {
		out = append(out, groups[i*stride%len(groups)]...)
	}
	return out
}

// traps gives people what breaks careless software (domain/demo.md §4.6).
func traps(people []person) {
	plain := func(n int) *person { // the n-th who is neither alderman nor parent
		for i := range people {
			if p := &people[i]; p.Represents == nil && !p.AsParentOrYoung {
				if n == 0 {
					return p
				}
				n--
			}
		}
		panic("no such person")
	}
	rename := func(n int, given, surname string) *person {
		p := plain(n)
		p.GivenName, p.Surname = given, surname
		p.Email = ascii.Replace(strings.ToLower(given)) + "." + ascii.Replace(strings.ToLower(surname)) + "@" + domainOf(*p)
		return p
	}
	long := rename(2, "Wilhelmina Charlotte Theodora", "van Voorbeelden tot Schijnveld")
	long.Email = "w.voorbeelden@" + domainOf(*long)
	rename(5, "Siobhán", "O'Fictie").Email = "siobhan.ofictie@" + domainOf(*plain(5))
	rename(9, "Bas", "Dummy") // twice, at different organizations
	rename(90, "Bas", "Dummy")
	rename(14, "truus", "tijdelijk")
	rename(20, "Geert  ", " te Fictum ").Email = "geert.tefictum@" + domainOf(*plain(20))
	rename(26, "Li Wei", "Shiyan")
	rename(32, "Jip", "'t Proefstuk")
	rename(38, "Anne-Fleur", "Berg-van de Proef")
	rename(44, "IJsbrand", "IJverzicht")
	rename(50, "Marit", "op den Denkbeeld").Remarks = "Ik kom met de fiets 🚲 en neem mijn collega mee achterop."
	rename(56, "Wietske", "Voorbeeldstra").JobTitle = "=coach & trainer"
	plus := rename(62, "Daan", "in 't Simulatie")
	plus.Email = "daan+jeugd@" + domainOf(*plus)
}

// needs gives people diets and what they need to come in.
func needs(people []person) {
	at := 0
	give := func(n int, set func(*models.Attendee)) {
		for range n {
			at += 4
			set(&people[at%len(people)].Attendee)
			people[at%len(people)].NeedsConsent = true
		}
	}
	for _, d := range []struct {
		code  string
		count int
	}{{"vegetarian", 31}, {"vegan", 9}, {"halal", 7}, {"gluten_free", 5}, {"lactose_free", 3}} {
		give(d.count, func(a *models.Attendee) { a.Diet = []string{d.code} })
	}
	give(1, func(a *models.Attendee) {
		a.Diet, a.DietOther = []string{"other"}, "Ernstige notenallergie. U mag mijn naam aan de cateraar geven."
	})
	for _, text := range []string{"Ik kom met een rolstoel.", "Ik kom met een rolstoel.", "Ik kom met een rolstoel. De deur moet 90 cm breed zijn.",
		"Ik kom met een elektrische rolstoel.", "Is er een ringleiding?", "Graag een plaats bij de ringleiding.",
		"Ik neem een tolk Nederlandse Gebarentaal (NGT) mee.", "Is er een rustige ruimte?"} {
		give(1, func(a *models.Attendee) { a.Access = text })
	}
}

// ordinary gives the places of the first n people in a list who are neither
// alderman nor parent, asked for nothing and have no odd name.
func ordinary(people []person, n int) []int {
	var at []int
	for i, p := range people {
		plain := p.Represents == nil && !p.AsParentOrYoung && !p.NeedsConsent && p.Remarks == ""
		if plain && slices.Contains(given, p.GivenName) && len(at) < n {
			at = append(at, i)
		}
	}
	return at
}

// localOf and domainOf are the two sides of an address.
func localOf(p person) string  { return p.Email[:strings.LastIndexByte(p.Email, '@')] }
func domainOf(p person) string { return p.Email[strings.LastIndexByte(p.Email, '@')+1:] }
