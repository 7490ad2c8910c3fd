package desk

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"bijeen/models"
	"bijeen/models/names"
)

// Hosts and programme are typed as lines, because that is how they come in a
// mail and how they are quickest to change.
//
//	9.30-10.10 Opening door de dagvoorzitter
//	10.45-11.45 Thuiszitters | hengelo | zaal 4 | 40 plekken
//
// Behind | stand, in any order, the site (its key or town), the room and the
// number of seats of a workshop.

var (
	programmeLine = regexp.MustCompile(`^([0-9]{1,2}(?:[:.][0-9]{2})?)\s*(?:-|–|tot|to)\s*([0-9]{1,2}(?:[:.][0-9]{2})?)(?:\s*(?:uur|u))?\s+(.+)$`)
	seatsPart     = regexp.MustCompile(`^([0-9]{1,6}) (?:plekken|plek|plaatsen|plaats|seats|seat|places|place)$`)
)

// programme reads the lines. A line that cannot be read is told by its
// number.
func (f *meetingForm) programme() {
	text := strings.ReplaceAll(f.values.Get("programme"), "\r\n", "\n")
	if !f.values.Has("programme") || text == programmeText(f.in.Programme) {
		return
	}
	f.in.Programme = nil
	for i, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		item, ok := f.programmeItem(line)
		if !ok {
			e := &models.Error{Kind: models.Invalid, Key: "programme_line", Field: "programme", Args: map[string]any{"Line": i + 1}}
			f.wrong = append(f.wrong, e)
			continue
		}
		f.in.Programme = append(f.in.Programme, item)
	}
}

func (f *meetingForm) programmeItem(line string) (models.ProgrammeInput, bool) {
	parts := strings.Split(line, "|")
	m := programmeLine.FindStringSubmatch(strings.TrimSpace(parts[0]))
	if m == nil {
		return models.ProgrammeInput{}, false
	}
	starts, ok := parseClock(m[1])
	ends, ok2 := parseClock(m[2])
	if !ok || !ok2 || ends < starts {
		return models.ProgrammeInput{}, false
	}
	item := models.ProgrammeInput{Kind: "item", Starts: starts, Ends: ends, Title: m[3]}
	for _, part := range parts[1:] {
		f.programmePart(&item, strings.TrimSpace(part))
	}
	return item, true
}

// programmePart reads one remark behind the title.
func (f *meetingForm) programmePart(item *models.ProgrammeInput, part string) {
	folded := strings.ToLower(part)
	if m := seatsPart.FindStringSubmatch(folded); m != nil {
		item.Seats, _ = strconv.Atoi(m[1])
		item.Kind = "workshop"
		return
	}
	if folded == "workshop" {
		item.Kind = "workshop"
		return
	}
	same := func(s models.SiteInput) bool {
		return s.Key == folded || strings.EqualFold(s.Venue.Town, part) && s.Venue.Town != "" || strings.EqualFold(s.Venue.Name, part) && s.Venue.Name != ""
	}
	if i := slices.IndexFunc(f.in.Sites, same); i >= 0 && item.Site == "" {
		item.Site = f.in.Sites[i].Key
		return
	}
	item.Room = part
}

// programmeText writes the lines of a programme.
func programmeText(items []models.ProgrammeInput) string {
	var lines []string
	for _, p := range items {
		line := dotted(p.Starts) + "-" + dotted(p.Ends) + " " + p.Title
		if p.Site != "" {
			line += " | " + p.Site
		}
		if p.Room != "" {
			line += " | " + p.Room
		}
		switch {
		case p.Seats > 0:
			line += " | " + strconv.Itoa(p.Seats) + " plekken"
		case p.Kind == "workshop":
			line += " | workshop"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// dotted writes 09:30 as 9.30.
func dotted(clock string) string {
	return strings.Replace(strings.TrimPrefix(clock, "0"), ":", ".", 1)
}

// hostRoles are the words for the roles of hosts behind |; the first line is
// the lead unless it says otherwise.
var hostRoles = map[string]string{
	"trekker": "lead", "lead": "lead", "mede": "co", "mede-organisator": "co", "co-host": "co",
	"uitlener": "lender", "lender": "lender", "gastheer": "venue_host", "host": "venue_host",
}

// hostWords is hostRoles the other way round, for roles that a line does not
// have by its place.
var hostWords = map[string]string{"lead": "trekker", "co": "mede", "lender": "uitlener", "venue_host": "gastheer"}

// hosts reads the organisations that hold the meeting, one on each line.
func (f *meetingForm) hosts() {
	if !f.values.Has("hosts") {
		return
	}
	f.in.Hosts = nil
	for _, line := range strings.Split(f.values.Get("hosts"), "\n") {
		name, word, _ := strings.Cut(line, "|")
		if name = names.CleanLine(name); name == "" {
			continue
		}
		role, ok := hostRoles[strings.ToLower(strings.TrimSpace(word))]
		if !ok {
			role = usualRole(len(f.in.Hosts))
		}
		f.in.Hosts = append(f.in.Hosts, models.HostInput{Name: name, Role: role})
	}
}

func usualRole(place int) string {
	if place == 0 {
		return "lead"
	}
	return "co"
}

func hostsText(hosts []models.HostInput) string {
	var lines []string
	for i, h := range hosts {
		line := h.Name
		if h.Role != usualRole(i) && hostWords[h.Role] != "" {
			line += " | " + hostWords[h.Role]
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}
