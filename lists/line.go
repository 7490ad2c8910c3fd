package lists

import (
	"strconv"
	"strings"
	"time"

	"bijeen/models"
)

// Line is one row of a list as people may read it. CSV, XLSX, the PDFs and
// the HTML page all show Lines, so that BR-78 is kept in one place.
type Line struct {
	Name          string // as on a Dutch list: "Broek, Demi van de"
	Surname       string
	SurnamePrefix string
	GivenName     string
	Organization  string
	JobTitle      string
	Level         string // Dutch label
	Represents    string // names, joined by ", "
	Place         string // "De Gieterij, Hengelo"
	Status        string // Dutch label
	Role          string // Dutch label
	WaitlistPlace string // "3", empty unless waitlisted
	RegisteredAt  string // "2019-11-29 09:30", empty when never signed up
	GivenNameOnly bool   // the rest of the person is withheld (BR-78)
	HasPlace      bool   // stands on the papers for the door
}

// Display makes the line that may be shown for a row, with times in the zone
// given.
//
// Level experience and minors show their given name and nothing else that
// tells who they are: surname, organisation, job title and whom they speak
// for stay empty, as the form promises ("Op de lijst staat alleen je
// voornaam"). Site, status, level and role stay, for without them the desk
// cannot count or help them (BR-78).
func Display(r models.AttendeeRow, zone *time.Location) Line {
	l := Line{
		Name:          ListName(r),
		GivenName:     r.GivenName,
		Level:         LevelLabel(r.Level),
		Place:         r.SitePlace,
		Status:        StatusLabel(r.Status),
		Role:          RoleLabel(r.Role),
		GivenNameOnly: GivenNameOnly(r),
		HasPlace:      r.Status == models.Registered,
	}
	if r.WaitlistPosition > 0 {
		l.WaitlistPlace = strconv.Itoa(r.WaitlistPosition)
	}
	if !r.RegisteredAt.IsZero() {
		l.RegisteredAt = r.RegisteredAt.In(zone).Format("2006-01-02 15:04")
	}
	if !l.GivenNameOnly {
		l.Surname, l.SurnamePrefix = r.Surname, r.SurnamePrefix
		l.Organization, l.JobTitle = r.Organization, r.JobTitle
		l.Represents = RepresentsLabel(r.Represents)
	}
	return l
}

// GivenNameOnly reports whether only the given name of this person may stand
// on a list that leaves the organiser (BR-78).
func GivenNameOnly(r models.AttendeeRow) bool {
	return r.Minor || r.Level == models.Experience
}

// ListName is the name as on a Dutch list, sorted on the core word: "Broek,
// Demi van de" (dutch.md §5.2); the given name alone where BR-78 asks so.
// Stray spaces are taken out.
func ListName(r models.AttendeeRow) string {
	given, prefix, surname := tidy(r.GivenName), tidy(r.SurnamePrefix), tidy(r.Surname)
	if GivenNameOnly(r) {
		return given
	}
	return join(", ", surname, join(" ", given, prefix))
}

func tidy(s string) string { return strings.Join(strings.Fields(s), " ") }

// join puts sep between the parts that are not empty.
func join(sep string, parts ...string) string {
	var out string
	for _, p := range parts {
		switch {
		case p == "":
		case out == "":
			out = p
		default:
			out += sep + p
		}
	}
	return out
}
