package demo

import (
	"fmt"
	"strings"

	"bijeen/models"
)

// given and surnames are invented, in the spirit of the cast: nobody with
// such a surname will sue. Every given name is combined with every surname at
// most once.
var given = strings.Split("Anouk,Bram,Chantal,Dirk,Esra,Floor,Gerben,Hatice,Ilja,Jolien,Karim,Lotte,Mirjam,Niels,Oya,Puck,Quinten,Rianne,"+
	"Stijn,Thijs,Ursula,Veerle,Wouter,Xandra,Yusuf,Zeynep,André,Bregje,Çiğdem,Désirée,Eline,Femke,Guus,Hilde,Ingmar,Jeroen,Kirsten,Luuk,"+
	"Marleen,Nadia,Otto,Petra,Roel,Saskia,Tjitske,Vincent,Willemijn,Youssef", ",")

var surnames = strings.Split("Testerman,van den Voorbeeld,Proefstra,ter Probeersel,Schijnhuis,Nepstra,Denkveld,Oude Maquette,Klein Fictink,"+
	"van 't Sjabloon,Plaatsema,op de Proef,Simulatius,Modelman,te Verzinnen,Groot Schets,Exempelaar,Nergensma,de Stub,Bedachtink,"+
	"Lutke Ontwerp,van der Kladde,Mallink,in 't Voorbeeld,Gipsafgiet,Schetsema,Papierink,Pröefing,Fantasma,Denkbeeldstra,van Luchtkasteel,"+
	"Oefenhuis,Demoski,Schaduwman,Spiegelink,Typetje,ten Prototype", ",")

// ascii writes names the way mail addresses have them.
var ascii = strings.NewReplacer("é", "e", "è", "e", "ë", "e", "ü", "u", "ö", "o", "ï", "i", "ç", "c", "ğ", "g", "ı", "i", "'", "", "’", "", " ", "")

// person is somebody of the cast, as they fill in a form.
type person struct {
	models.Attendee
	kind string // of organization, as domain/demo.md counts
}

// cast makes people who do not exist: each name once, each with one address.
type cast struct{ made int }

// next makes somebody of an organization.
func (c *cast) next(o organization, jobTitle string, level models.Level) person {
	n := c.made
	c.made++
	g := given[n%len(given)]
	s := surnames[(n+n/len(given)*5)%len(surnames)]
	return named(g, s, o, jobTitle, level)
}

// named makes somebody with this name.
func named(givenName, surname string, o organization, jobTitle string, level models.Level) person {
	local := ascii.Replace(strings.ToLower(givenName)) + "." + ascii.Replace(strings.ToLower(surname))
	return person{kind: o.kind, Attendee: models.Attendee{
		GivenName: givenName, Surname: surname, Email: local + "@" + o.domain + ".example",
		Organization: o.name, JobTitle: jobTitle, Level: level,
	}}
}

// parent makes a parent, a young person or an expert by experience: no
// employer, and no surname where they give none.
func parent(n int) person {
	names := []string{"Mees", "Roos", "Dewi", "Sem", "Anja", "Milan", "Fatma", "Jits", "Noa", "Peter", "Sara", "Tygo", "Wilma", "Yara"}
	surname := ""
	if n%3 == 0 {
		surname = surnames[(7*n+3)%len(surnames)]
	}
	name := names[n%len(names)]
	email := fmt.Sprintf("%s%d@thuis.example", strings.ToLower(name), 2003+n)
	return person{kind: "experience", Attendee: models.Attendee{GivenName: name, Surname: surname, Email: email, AsParentOrYoung: true}}
}

// organization is where people work.
type organization struct{ kind, name, domain string }

// The organizations of the demo by kind. Those of the sources are used by
// name, with addresses that no mail server takes.
var (
	providers = []organization{
		{"care", "Karakter", "karakter"}, {"care", "Ambiq", "ambiq"}, {"care", "Accare", "accare"}, {"care", "Jarabee", "jarabee"},
		{"care", "Jeugd GGZ Dimence", "dimence"}, {"care", "Zorg & Zo; Twente", "zorgenzo"}, {"care", "Thuis@", "thuisat"},
		{"care", "Horizon Voorbeeldzorg", "horizon"},
	}
	protection = []organization{
		{"protection", "Jeugdbescherming Overijssel", "jbov"}, {"protection", "Raad voor de Kinderbescherming", "rvdk"},
		{"protection", "Veilig Thuis Twente", "veiligthuistwente"},
	}
	education = []organization{
		{"education", "SOTOG", "sotog"}, {"education", "ROC van Twente", "rocvantwente"}, {"education", "Samenwerkingsverband 2301", "swv2301"},
		{"education", "Samenwerkingsverband 2302", "swv2302"}, {"education", "Samenwerkingsverband Twente Noord", "swvtwentenoord"},
		{"education", "Onderwijskoepel Proefveld", "proefveld"},
	}
	health    = []organization{{"health", "GGD Twente", "ggdtwente"}}
	law       = []organization{{"law", "Advocaten Fictum & Van de Proef", "fictum"}, {"law", "Mediation Schijnveld", "schijnveld"}}
	knowledge = []organization{{"knowledge", "Saxion", "saxion"}, {"knowledge", "Kennispunt Twente", "kennispunt"}}
	network   = organization{"network", "OZJT/Samen14", "samen14"}
	victoria  = organization{"network", "Victoria '28", "victoria28"}
	parks     = organization{"network", "Coöperatie Ontmoetingsclusters Enschede", "ontmoetingsclusters"}
)

// municipality is one of the fourteen, with its alderman.
type municipality struct {
	code    string
	org     organization
	given   string // of the alderman
	surname string
}

var municipalities = []municipality{
	{"GM0141", town("Almelo"), "Tessa", "Testerink"},
	{"GM0147", town("Borne"), "Joris", "van den Voorbeeld"},
	{"GM1774", town("Dinkelland"), "Demi", "de Demo"},
	{"GM0153", town("Enschede"), "Fenna", "ter Proefveld"},
	{"GM0158", town("Haaksbergen"), "Sjoerd", "Oude Fictink"},
	{"GM0163", town("Hellendoorn"), "Klaas", "Klein Verzonnen"},
	{"GM0164", town("Hengelo"), "Noor", "el Voorbeeldi"},
	{"GM1735", town("Hof van Twente"), "Ümit", "Örnekoğlu"},
	{"GM0168", town("Losser"), "Zoë", "Schijnveld"},
	{"GM0173", town("Oldenzaal"), "Aaltje", "Groot Probeer"},
	{"GM1742", town("Rijssen-Holten"), "Björn", "Lutke Maquette"},
	{"GM0183", town("Tubbergen"), "Sanne", "van 't Model"},
	{"GM1700", town("Twenterand"), "Henk", "Nepveld"},
	{"GM0189", town("Wierden"), "Renée", "d'Exemple"},
}

func town(name string) organization {
	return organization{"municipality", "Gemeente " + name, ascii.Replace(strings.ToLower(name))}
}

// sharedMailbox is that of one secretariat for two aldermen.
const sharedMailbox = "bestuurssecretariaat@noaberkracht.example"

// alderman makes the alderman of a municipality, who speaks for it.
func (m municipality) alderman() person {
	p := named(m.given, m.surname, m.org, "wethouder", models.Executive)
	p.Represents = []string{m.code}
	switch m.code {
	case "GM1774", "GM0183":
		p.Email = sharedMailbox
	case "GM1700": // also for Wierden
		p.Represents = append(p.Represents, "GM0189")
	}
	return p
}
