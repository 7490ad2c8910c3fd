package browser_test

import "time"

// today is when the tests play: Monday 2 November 2026, 9.00 uur.
var today = time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)

// The meeting file of the contract, as far as the tests use it. Local times.
type meeting struct {
	Slug       string      `json:"slug"`
	Kind       string      `json:"kind"`
	Title      string      `json:"title"`
	Summary    string      `json:"summary,omitempty"`
	Theme      string      `json:"theme,omitempty"`
	Language   string      `json:"language,omitempty"`
	Status     string      `json:"status"`
	Reason     string      `json:"status_reason,omitempty"`
	Visibility string      `json:"visibility,omitempty"`
	Mode       string      `json:"registration_mode,omitempty"`
	Waitlist   string      `json:"waitlist_mode,omitempty"`
	Substitute string      `json:"substitution_policy,omitempty"`
	DateText   string      `json:"date_text,omitempty"`
	Starts     string      `json:"starts_at,omitempty"`
	Ends       string      `json:"ends_at,omitempty"`
	Doors      string      `json:"doors_open_at,omitempty"`
	Opens      string      `json:"registration_opens_at,omitempty"`
	Closes     string      `json:"registration_closes_on,omitempty"`
	Ask        []string    `json:"ask,omitempty"`
	Hosts      []host      `json:"hosts,omitempty"`
	Contact    *contact    `json:"contact,omitempty"`
	Sites      []place     `json:"sites,omitempty"`
	Programme  []programme `json:"programme,omitempty"`
}

type host struct {
	Name string `json:"name"`
	Role string `json:"role,omitempty"`
}

type contact struct {
	Name  string `json:"name"`
	Email string `json:"email"`
	Phone string `json:"phone,omitempty"`
}

type place struct {
	Key      string `json:"key"`
	Mode     string `json:"mode,omitempty"`
	Venue    *venue `json:"venue,omitempty"`
	JoinURL  string `json:"join_url,omitempty"`
	Seats    int    `json:"seat_capacity"`
	Building int    `json:"building_limit,omitempty"`
	Route    string `json:"route_text,omitempty"`
	Rules    string `json:"house_rules,omitempty"`
}

type venue struct {
	Name       string `json:"name"`
	Building   string `json:"building,omitempty"`
	Street     string `json:"street,omitempty"`
	PostalCode string `json:"postal_code,omitempty"`
	Town       string `json:"town,omitempty"`
}

type programme struct {
	Starts string `json:"starts"`
	Ends   string `json:"ends"`
	Title  string `json:"title"`
	Site   string `json:"site,omitempty"`
}

// at makes a site for a number of people in a town.
func at(town string, seats int) place {
	sites := map[string]venue{
		"hengelo":  {Name: "De Gieterij", Street: "Gieterij 200", PostalCode: "7553 VZ", Town: "Hengelo"},
		"enschede": {Name: "Ontmoetingspark Zuid", Building: "hoofdgebouw Victoria '28", Street: "Wesselerbrink 1", PostalCode: "7544 RA", Town: "Enschede"},
		"almelo":   {Name: "Stadhuis Almelo", Street: "Stadhuisplein 1", PostalCode: "7607 EB", Town: "Almelo"},
	}
	v := sites[town]
	return place{Key: town, Venue: &v, Seats: seats}
}

// gathering is an open meeting on Friday 27 November 2026, 9.30 to 12.00 uur.
func gathering(slug, title string, sites ...place) meeting {
	return meeting{
		Slug: slug, Kind: "scrap_session", Title: title, Status: "open", Theme: "Minder regels",
		Summary: "Welke regel kost u tijd en helpt geen enkel kind? Neem die mee.\n\nWe bekijken samen welke regels weg kunnen.",
		Starts:  "2026-11-27T09:30", Ends: "2026-11-27T12:00", Doors: "2026-11-27T09:00",
		Opens: "2026-10-01T09:00", Closes: "2026-11-20",
		Hosts:   []host{{Name: "Twentse Transformatie Jeugdhulp", Role: "lead"}, {Name: "Samen14", Role: "co"}},
		Contact: &contact{"Secretariaat", "secretariaat@samen.example", "074-123 45 67"},
		Sites:   sites,
	}
}

// on is the same meeting on another day.
func (m meeting) on(day string) meeting {
	m.Starts, m.Ends, m.Doors = day+"T09:30", day+"T12:00", day+"T09:00"
	return m
}

// with is the same meeting with something changed.
func (m meeting) with(change func(*meeting)) meeting {
	change(&m)
	return m
}
