package desk

import (
	"strconv"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/deskview"
)

// mending is how a concern is shown: its icon, where it is mended and the
// right that this asks for.
type mending struct {
	icon string
	asks right
	path func(m *models.Meeting, c models.Concern) string
}

// mendings is where each thing that asks for attention is mended: straight
// there, by one link.
var mendings = map[models.ConcernKind]mending{
	models.ConcernNumbers: {"clipboard-list", takeLists, at("/lijsten")},
	models.ConcernSurplus: {"alert-triangle", seeCounts, at("#sites")},
	models.ConcernPending: {"user-check", helpPeople, at("/aanmeldingen/aanvragen")},
	models.ConcernRefused: {"mail-off", helpPeople, refusedPath},
	models.ConcernFailed:  {"mail-off", seeMail, at("/berichten", "status", string(models.MessageFailed))},
	models.ConcernStuck:   {"hourglass", seeMail, at("/berichten", "status", string(models.MessageQueued))},
	models.ConcernOpen:    {"lock", changeMeeting, at("#next")},
	models.ConcernFull:    {"hourglass", changeMeeting, seatsPath},
	models.ConcernDoubles: {"copy", helpPeople, at("/aanmeldingen/dubbel")},
}

// at is a page of the meeting.
func at(path string, query ...string) func(*models.Meeting, models.Concern) string {
	return func(m *models.Meeting, _ models.Concern) string { return withQuery(meetingPath(m.Slug)+path, query...) }
}

// refusedPath is where an address is corrected: of the one person it is about,
// or the list of those.
func refusedPath(m *models.Meeting, c models.Concern) string {
	if c.RegistrationID != 0 {
		return personPath(m.Slug, c.RegistrationID) + "/wijzigen#email"
	}
	return withQuery(peoplePath(m.Slug), "geweigerd", "ja")
}

// seatsPath is the number of seats of a site in the form of the meeting.
func seatsPath(m *models.Meeting, c models.Concern) string {
	block := 0
	for i := range m.Sites {
		if m.Sites[i].ID == c.SiteID || c.SiteID == 0 && m.Sites[i].Status == models.SiteConfirmed {
			break
		}
		if m.Sites[i].Status != models.SiteWithdrawn {
			block++
		}
	}
	return meetingPath(m.Slug) + "/wijzigen#sites-" + strconv.Itoa(block) + "-seat-capacity"
}

// attention lists what somebody with this role has to look at in one meeting,
// the most urgent first. It leads nowhere where the role has no right. What
// goes well is not in it.
func (p *Pages) attention(pr *locale.Printer, d *deskview.MeetingRow, role models.UserRole) []todo {
	var list []todo
	for _, c := range d.Concerns {
		how := mendings[c.Kind]
		t := todo{Icon: how.icon, Text: p.concernText(pr, d.Meeting, c)}
		if may(role, how.asks, d.Meeting.Kind) {
			t.URL, t.Link = how.path(d.Meeting, c), pr.T("desk_todo."+string(c.Kind)+"_link")
		}
		list = append(list, t)
	}
	return list
}

// concernText is a concern in one sentence.
func (p *Pages) concernText(pr *locale.Printer, m *models.Meeting, c models.Concern) string {
	key := "desk_todo." + string(c.Kind)
	if !c.At.IsZero() {
		return pr.T(key, "date", pr.LongDate(p.local(c.At)))
	}
	if site := m.SiteByID(c.SiteID); site != nil {
		return pr.N(key+"_site", c.Count, "site", siteName(pr, site))
	}
	return pr.N(key, c.Count)
}

// surplus is how many people there are too many, at all sites together
// (BR-34).
func surplus(seats models.Occupancy) int {
	n := 0
	for _, s := range seats {
		n += s.Surplus()
	}
	return n
}
