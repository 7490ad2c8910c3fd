package desk

import (
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/templates"
)

// waitingPage is the page desk_waiting: who waits for what, in the order in
// which places are given, and why (rules §3.5).
type waitingPage struct {
	meetingPage
	Mode   string // how a place that comes free is given now
	Count  string
	Rows   []waitingRow
	Offers []waitingRow
	Pager  templates.Pager
}

// waitingRow is one entry of the queue, or one offer.
type waitingRow struct {
	Number       int
	Name, URL    string
	Organization string
	Wants        string   // the sites
	Keeps        string   // where somebody who wants to move is meanwhile
	Why          []string // nothing was given yet
	Since        time.Time
	ReplyBy      time.Time
	PriorityURL  string
	Priority     bool // has it
}

func waitingPath(slug string) string { return meetingPath(slug) + "/wachtlijst" }

// backParam names the page to return to after a question about one person.
const backParam, backToWaiting = "terug", "wachtlijst"

// ShowWaiting is GET …/wachtlijst.
func (p *Pages) ShowWaiting(c echo.Context) error {
	meeting, err := p.meeting(c)
	if err != nil {
		return err
	}
	m, n := meeting.Meeting, pageNumber(c.QueryParam("pagina"))
	pr := p.printer(c, m.Language)
	list, err := p.view.Waiting(c.Request().Context(), m, n)
	if err != nil {
		return err
	}
	base, err := p.meetingBase(c, pr, m, "people", pr.T("desk_waiting.title"))
	if err != nil {
		return err
	}
	base.Crumb = []templates.Crumb{{Text: pr.T("desk_tab.people"), URL: peoplePath(m.Slug)}}
	page := waitingPage{
		meetingPage: base, Mode: pr.T("desk_waiting." + modeKey(m, p.Store.Now())), Count: pr.N("desk_waiting.count", list.Total),
		Pager: pager(waitingPath(m.Slug), url.Values{}, n, deskview.WaitingPerPage, list.Total),
	}
	helps := may(user(c).Role, helpPeople, m.Kind)
	for _, r := range list.Queue {
		page.Rows = append(page.Rows, p.waitingRow(pr, m, meeting.Seats, r, helps))
	}
	for _, r := range list.Offers {
		row := p.waitingRow(pr, m, meeting.Seats, r, false)
		row.Wants = r.Site
		page.Offers = append(page.Offers, row)
	}
	return p.Page(c, http.StatusOK, pr, "desk_waiting", page)
}

// modeKey names how a place that comes free is given (rules §3.5 rule 6).
func modeKey(m *models.Meeting, now time.Time) string {
	switch m.QueueMode(now) {
	case models.QueuePlaces:
		return "places"
	case models.QueueOffers:
		return "offers_mode"
	}
	return "rests"
}

func (p *Pages) waitingRow(pr *locale.Printer, m *models.Meeting, seats models.Occupancy, r deskview.WaitingRow, helps bool) waitingRow {
	row := waitingRow{
		Number: r.Number, Name: orForgotten(pr, listedName(r.PersonRow)), URL: personPath(m.Slug, r.ID), Organization: r.Organization, Keeps: r.From,
		Since: p.local(r.Since), ReplyBy: p.local(r.ReplyBy), Priority: r.Priority < 0, Why: whyWaiting(pr, seats, r),
	}
	var wants []string
	for _, s := range r.Accepts {
		wants = append(wants, s.Place())
	}
	row.Wants = joined("; ", wants...)
	if helps {
		row.PriorityURL = withQuery(row.URL+"/voorrang", backParam, backToWaiting)
	}
	return row
}

// whyWaiting says why somebody who waits has not been given a place.
func whyWaiting(pr *locale.Printer, seats models.Occupancy, r deskview.WaitingRow) []string {
	var list []string
	if r.Priority < 0 {
		list = append(list, pr.T("desk_waiting.priority", "reason", r.Why))
	}
	if r.Lapsed {
		list = append(list, pr.T("desk_waiting.lapsed"))
	}
	for _, s := range r.Accepts {
		key := "free"
		switch at := seats[s.ID]; {
		case at == nil:
			key = "closed"
		case at.Room() < r.Asks.Heads:
			key = "building"
		case r.Asks.Seat && at.Free() < 1:
			key = "full"
		}
		list = append(list, pr.T("desk_waiting."+key, "site", s.Place()))
	}
	return list
}
