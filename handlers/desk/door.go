package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/templates"
)

// doorPage is the page desk_door: who comes in at one site.
type doorPage struct {
	meetingPage
	Form    templates.Form // the question, as in the address
	Site    string         // name of the site; empty while it must be chosen
	Chips   []chip
	Shut    string // why nobody can be let in now, and from when
	Unknown string // what to do about somebody who is not found
	Counts  []templates.Figure
	Rows    []doorRow
	Latest  []doorRow
	Count   string
	Pager   templates.Pager
	Action  string // where the buttons send to
	WalkIn  string // address of the form for who is not on the list
	Finish  string // where "the meeting is over" sends to; empty when it cannot be said
	Present string // how many came, once it is finished
	Missing []string
}

// doorRow is one person with what can be done.
type doorRow struct {
	ID           int64
	Name         string
	Organization string
	Note         string // is registered elsewhere, waits, comes as speaker
	State        string // since when this person is inside
	Inside       bool
	Do           string // "in", "here" or "out"; empty for nothing
	Label        string
	Undo         bool
}

// Look is that of the button: letting somebody in is what the page is for.
func (r doorRow) Look() string {
	if r.Do == "out" {
		return "secondary"
	}
	return "primary"
}

func doorPath(slug, site string) string {
	return withQuery(meetingPath(slug)+"/balie", "locatie", site)
}

// ShowDoor is GET …/balie?locatie=&zoek=: the desk at the door of a site.
func (p *Pages) ShowDoor(c echo.Context) error {
	meeting, err := p.meeting(c)
	if err != nil {
		return err
	}
	m := meeting.Meeting
	pr := p.printer(c, m.Language)
	base, err := p.meetingBase(c, pr, m, "door", pr.T("desk_tab.door"))
	if err != nil {
		return err
	}
	page := doorPage{meetingPage: base, Form: templates.Form{Values: c.QueryParams()}}
	if may(user(c).Role, workDoor, m.Kind) {
		page.Chips = doorChips(pr, m, c.QueryParam("locatie"))
	}
	site, err := doorSite(m, c.QueryParam("locatie"))
	if err != nil {
		return err
	}
	if site == nil {
		return p.Page(c, http.StatusOK, pr, "desk_door", page)
	}
	if err := p.fillDoor(c, pr, m, site, &page); err != nil {
		return err
	}
	return p.Page(c, http.StatusOK, pr, "desk_door", page)
}

// doorSite is the site of the address; the only one needs no choice.
func doorSite(m *models.Meeting, key string) (*models.Site, error) {
	if key == "" {
		if open := m.OpenSites(); len(open) == 1 {
			return open[0], nil
		}
		return nil, nil
	}
	site := m.Site(key)
	if site == nil {
		return nil, &models.Error{Kind: models.NotFound, Key: "site_not_found"}
	}
	return site, nil
}

func (p *Pages) fillDoor(c echo.Context, pr *locale.Printer, m *models.Meeting, site *models.Site, page *doorPage) error {
	query, full := c.QueryParams(), may(user(c).Role, workDoor, m.Kind)
	q := deskview.DoorQuery{Site: site, Search: query.Get("zoek"), Only: !full, Page: pageNumber(query.Get("pagina"))}
	door, err := p.view.Door(c.Request().Context(), m, q)
	if err != nil {
		return err
	}
	page.Site, page.Action, page.WalkIn = siteName(pr, site), doorPath(m.Slug, site.Key), withQuery(page.Path+"/balie/nieuw", "locatie", site.Key)
	open := m.CheckInOpen(p.Store.Now())
	page.Shut, page.Unknown = p.shut(pr, m, open)
	page.Count = pr.N("desk_people.count", door.Total)
	page.Counts = []templates.Figure{
		{Value: pr.Number(door.Counts.Expected), Label: pr.T("desk_door.expected")}, {Value: pr.Number(door.Counts.Present), Label: pr.T("desk_door.came")},
		{Value: pr.Number(door.Counts.Inside), Label: pr.T("desk_door.inside")}, {Value: pr.Number(door.Counts.Missing), Label: pr.T("desk_door.not_yet")},
	}
	for _, r := range door.Rows {
		page.Rows = append(page.Rows, p.doorRow(pr, r, open == nil))
	}
	for _, r := range door.Latest {
		if !r.Inside {
			continue
		}
		page.Latest = append(page.Latest, p.doorRow(pr, r, open == nil))
	}
	kept := url.Values{"locatie": {site.Key}, "zoek": {q.Search}}
	page.Pager = pager(page.Path+"/balie", kept, q.Page, deskview.DoorPerPage, door.Total)
	if !may(user(c).Role, changeMeeting, m.Kind) {
		return nil
	}
	return p.fillAttendance(c, pr, m, page)
}

// shut says why nobody can be let in, with the time from when if there is one,
// and what to do about somebody who is not on the list.
func (p *Pages) shut(pr *locale.Printer, m *models.Meeting, open error) (why, unknown string) {
	if open == nil {
		return "", pr.T("desk_door.not_found")
	}
	for _, e := range refusals(open) {
		why = pr.T("error." + e.Key)
	}
	unknown = pr.T("desk_door.not_found_shut")
	now, doors := p.local(p.Store.Now()), m.FirstDoors()
	if models.KindOf(open) != models.Conflict || doors == nil || !doors.After(now) {
		return why, unknown
	}
	from := pr.Moment(p.local(*doors))
	if sameDay(now, p.local(*doors)) {
		from = p.clockOf(pr, *doors)
	}
	return joined(". ", why, pr.T("desk_door.opens", "time", from)), joined(" ", unknown, pr.T("desk_door.add_later", "time", from))
}

// fillAttendance offers to finish a meeting that has begun, or shows who did
// not come once it is finished (BR-64).
func (p *Pages) fillAttendance(c echo.Context, pr *locale.Printer, m *models.Meeting, page *doorPage) error {
	if m.Status != models.MeetingHeld {
		if slices.Contains(m.StepsByHand(p.Store.Now(), p.Store.Zone()), models.MeetingHeld) {
			page.Finish = page.Path + "/afronden"
		}
		return nil
	}
	a, err := p.view.Attendance(c.Request().Context(), m)
	if err != nil {
		return err
	}
	page.Present = pr.N("desk_door.present", a.Present)
	for _, r := range a.NoShows {
		page.Missing = append(page.Missing, r.Name().ListForm())
	}
	return nil
}

func doorChips(pr *locale.Printer, m *models.Meeting, now string) []chip {
	if len(m.OpenSites()) < 2 {
		return nil
	}
	var list []chip
	for _, s := range m.OpenSites() {
		list = append(list, chip{Text: siteName(pr, s), URL: doorPath(m.Slug, s.Key), Current: now == s.Key})
	}
	return list
}

func (p *Pages) doorRow(pr *locale.Printer, r deskview.DoorRow, open bool) doorRow {
	row := doorRow{Inside: r.Inside, ID: r.ID, Name: r.Name.ListForm(), Organization: r.Organization}
	switch {
	case r.Status != models.Registered:
		row.Note = pr.T("registration." + string(r.Status))
	case !r.Here:
		row.Note = pr.T("desk_door.elsewhere", "site", r.Site)
	case r.Role != models.Participant:
		row.Note = pr.T("desk_role." + string(r.Role))
	}
	switch {
	case r.Inside:
		key := "desk_door.inside_since"
		if r.Late {
			key = "desk_door.late_since"
		}
		row.State, row.Do, row.Label = pr.T(key, "time", p.clockOf(pr, r.Arrived)), "out", pr.T("desk_door.out")
	case !r.Arrived.IsZero():
		row.State, row.Do, row.Label = pr.T("desk_door.left"), "in", pr.T("desk_door.in")
	case r.Here:
		row.Do, row.Label = "in", pr.T("desk_door.in")
	default:
		row.Do, row.Label = "here", pr.T("desk_door.here")
	}
	row.Undo = open && !r.Arrived.IsZero()
	if !open {
		row.Do = ""
	}
	return row
}

func (p *Pages) clockOf(pr *locale.Printer, at time.Time) string { return pr.Clock(p.local(at)) }

// PassDoor is POST …/balie?locatie=: somebody comes in, goes out, or that is
// undone. The answer is the page again, without the question: the next person
// stands there already.
func (p *Pages) PassDoor(c echo.Context) error {
	form, meeting, err := p.posted(c)
	if err != nil {
		return err
	}
	m, key := meeting.Meeting, c.QueryParam("locatie")
	pr := p.printer(c, m.Language)
	site, err := doorSite(m, key)
	if err != nil {
		return err
	}
	id, err := strconv.ParseInt(form.Get("id"), 10, 64)
	if err != nil || site == nil {
		return &models.Error{Kind: models.NotFound, Key: "registration_not_found"}
	}
	if err := p.mayPass(c, m, site, id); err != nil {
		return err
	}
	text, err := p.pass(c, pr, form.Get("do"), models.Passing{MeetingID: m.ID, RegistrationID: id, Site: site.Key, By: actor(c)})
	if err != nil {
		return err
	}
	return p.done(c, doorPath(m.Slug, site.Key), templates.OK, text)
}

// mayPass keeps the host of a site to the people of that site (BR-81).
func (p *Pages) mayPass(c echo.Context, m *models.Meeting, site *models.Site, id int64) error {
	if may(user(c).Role, workDoor, m.Kind) {
		return nil
	}
	own, err := p.view.Person(c.Request().Context(), m.Slug, id)
	if err != nil {
		return err
	}
	if r := own.Registration; r.SiteID == nil || *r.SiteID != site.ID || r.Status != models.Registered {
		return &models.Error{Kind: models.NotFound, Key: "registration_not_found"}
	}
	return nil
}

// pass does what a button says, and gives the sentence about it.
func (p *Pages) pass(c echo.Context, pr *locale.Printer, do string, passing models.Passing) (string, error) {
	ctx := c.Request().Context()
	var passed models.Passed
	var err error
	key := "desk_done.door_" + do
	switch do {
	case "in", "here":
		passing.Here = do == "here"
		if passed, err = p.Store.CheckIn(ctx, passing); passed.Already {
			key = "desk_done.door_already"
		}
	case "out":
		passed, err = p.Store.CheckOut(ctx, passing)
	case "undo":
		err = p.Store.UndoCheckIn(ctx, passing)
	default:
		err = &models.Error{Kind: models.Invalid, Key: "choice_unknown"}
	}
	if err != nil {
		return "", err
	}
	d, err := p.view.Person(ctx, c.Param("slug"), passing.RegistrationID)
	if err != nil {
		return "", err
	}
	return pr.T(key, "name", d.Registration.Name().Full(), "time", p.clockOf(pr, passed.At)), nil
}
