package desk

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/models/names"
	"bijeen/templates"
)

const (
	venuesPath   = "/beheer/locaties"
	newVenuePath = venuesPath + "/nieuw"
)

func venuePath(id int64) string { return venuesPath + "/" + strconv.FormatInt(id, 10) }

// venuesPage is the page desk_venues: the venue book.
type venuesPage struct {
	templates.Base
	New   string // address of the form
	Form  templates.Form
	Count string
	Rows  []venueRow
	Pager templates.Pager
	Empty bool // the book holds nothing yet
}

type venueRow struct{ Name, Address, Rooms, URL string }

// venuesPerPage is how many buildings one page of the book shows.
const venuesPerPage = 50

// ShowVenues is GET /beheer/locaties; ?zoek= looks for words of name, address
// and rooms.
func (p *Pages) ShowVenues(c echo.Context) error {
	book, err := p.Store.VenueBook(c.Request().Context())
	if err != nil {
		return err
	}
	pr := p.printer(c, "")
	base, err := p.base(c, pr, pr.T("desk_venues.title"))
	if err != nil {
		return err
	}
	search := names.CleanLine(c.QueryParam("zoek"))
	page := venuesPage{Base: base, New: newVenuePath, Empty: len(book.Entries) == 0}
	page.Form.Values = url.Values{"zoek": {search}}
	var found []venueRow
	for i := range book.Entries {
		if e := &book.Entries[i]; matches(venueWords(pr, e), search) {
			found = append(found, newVenueRow(pr, e))
		}
	}
	page.Count = pr.N("desk_venues.count", len(found))
	n := pageNumber(c.QueryParam("pagina"))
	page.Pager = pager(venuesPath, page.Form.Values, n, venuesPerPage, len(found))
	first := min((n-1)*venuesPerPage, len(found))
	page.Rows = found[first:min(first+venuesPerPage, len(found))]
	return p.Page(c, http.StatusOK, pr, "desk_venues", page)
}

func newVenueRow(pr *locale.Printer, e *models.VenueEntry) venueRow {
	row := venueRow{Name: venueName(e), URL: venuePath(e.ID)}
	row.Address = joined(", ", e.Building, e.Street, joined(" ", e.PostalCode, e.Town))
	most := 0
	for _, l := range e.Layouts {
		most = max(most, l.Seats)
	}
	if most > 0 {
		row.Rooms = pr.T("desk_venues.rooms", "rooms", pr.N("desk_venues.layouts", len(e.Layouts)), "seats", pr.Number(most))
	}
	return row
}

// venueName is a building as organisers tell it apart: the town first.
func venueName(e *models.VenueEntry) string { return joined(": ", e.Town, e.Name) }

// venueWords is everything somebody may look for.
func venueWords(pr *locale.Printer, e *models.VenueEntry) string {
	words := []string{e.Town, e.Name, e.Building, e.Street, e.PostalCode, strings.ReplaceAll(e.PostalCode, " ", "")}
	for _, l := range e.Layouts {
		words = append(words, l.Room, layoutName(pr, l.Layout))
	}
	return names.SearchKey(strings.Join(words, " "))
}

// matches reports whether every word of a search stands in the words of
// something; without a question everything does.
func matches(words, search string) bool {
	return names.Ask(search).In(words)
}

// venuePage is the page desk_venue: a new or known building.
type venuePage struct {
	templates.Base
	Form     templates.Form
	Name     string
	Action   string
	Version  string
	Remove   string // where it is taken out of the book; empty for a new one
	Changed  string // when, and by whom
	Meetings []venueMeeting
	Conflict *conflict
}

// venueMeeting is a coming meeting at a building of the book.
type venueMeeting struct{ Title, When, URL, Differs string }

// NewVenue is GET /beheer/locaties/nieuw.
func (p *Pages) NewVenue(c echo.Context) error {
	return p.showVenue(c, http.StatusOK, nil, templates.Form{})
}

// EditVenue is GET /beheer/locaties/:id.
func (p *Pages) EditVenue(c echo.Context) error {
	_, e, err := p.venueOf(c)
	if err != nil {
		return err
	}
	return p.showVenue(c, http.StatusOK, e, templates.Form{Values: venueValues(p.printer(c, ""), e)})
}

// venueOf is the entry the address names, with the whole book; nil for a new
// one.
func (p *Pages) venueOf(c echo.Context) (*models.VenueBook, *models.VenueEntry, error) {
	if c.Param("id") == "" {
		return nil, nil, nil
	}
	book, err := p.Store.VenueBook(c.Request().Context())
	if err != nil {
		return nil, nil, err
	}
	id, _ := strconv.ParseInt(c.Param("id"), 10, 64) // what is no number is 0, which nothing has
	e := book.Entry(id)
	if e == nil {
		err = &models.Error{Kind: models.NotFound, Key: "venue_not_found"}
	}
	return book, e, err
}

func (p *Pages) showVenue(c echo.Context, status int, e *models.VenueEntry, form templates.Form) error {
	page, pr, err := p.venuePage(c, e, form)
	if err != nil {
		return err
	}
	return p.Page(c, status, pr, "desk_venue", page)
}

func (p *Pages) venuePage(c echo.Context, e *models.VenueEntry, form templates.Form) (*venuePage, *locale.Printer, error) {
	pr := p.printer(c, "")
	page := &venuePage{Form: form, Name: pr.T("desk_venues.new"), Action: newVenuePath}
	if e != nil {
		page.Name, page.Action, page.Remove, page.Version = venueName(e), venuePath(e.ID), venuePath(e.ID)+"/weg", version(e.UpdatedAt)
		page.Changed = pr.T("desk_venues.changed", "when", pr.Moment(p.local(e.UpdatedAt)), "who", p.venueWriter(c, pr, e))
		var err error
		if page.Meetings, err = p.venueMeetings(c, pr, e); err != nil {
			return nil, nil, err
		}
	}
	base, err := p.base(c, pr, page.Name)
	page.Base = base
	page.Invalid = len(form.Errors) > 0
	return page, pr, err
}

// venueWriter is who changed an entry last; somebody who has left the desk is
// a colleague.
func (p *Pages) venueWriter(c echo.Context, pr *locale.Printer, e *models.VenueEntry) string {
	if e.UserID != nil {
		if u, err := p.Store.UserByID(c.Request().Context(), *e.UserID); err == nil {
			return u.Name
		}
	}
	return pr.T("desk_venues.somebody")
}

// mostMeetingsThere is how many coming meetings the page of a building names.
const mostMeetingsThere = 50

// venueMeetings lists the coming meetings of the user in a building, and what
// they have otherwise than the book.
func (p *Pages) venueMeetings(c echo.Context, pr *locale.Printer, e *models.VenueEntry) ([]venueMeeting, error) {
	rows, _, err := p.meetings(c, deskview.MeetingQuery{Venue: e.ID, Limit: mostMeetingsThere})
	if err != nil {
		return nil, err
	}
	book, err := p.Store.VenueBook(c.Request().Context())
	if err != nil {
		return nil, err
	}
	var list []venueMeeting
	for _, row := range rows {
		there := venueMeeting{Title: row.Meeting.Title, When: p.when(pr, row.Meeting), URL: meetingPath(row.Meeting.Slug)}
		for _, s := range row.Meeting.Input().Sites {
			if of := book.At(s.Venue); of != nil && of.ID == e.ID && there.Differs == "" {
				there.Differs = unlikeBook(pr, e, s)
			}
		}
		if there.Differs != "" && may(user(c).Role, changeMeeting, row.Meeting.Kind) {
			there.URL += "/wijzigen"
		}
		list = append(list, there)
	}
	return list, nil
}

// SaveVenue is POST /beheer/locaties/nieuw and …/:id.
func (p *Pages) SaveVenue(c echo.Context) error {
	values, err := web.PostForm(c)
	if err != nil {
		return err
	}
	_, e, err := p.venueOf(c)
	if err != nil {
		return err
	}
	pr := p.printer(c, "")
	in, wrong := readVenue(values)
	var read time.Time
	if e != nil {
		in.ID = e.ID
		read, _ = versionSeen(values)
	}
	wrong = venueProblems(in, wrong)
	if len(wrong) > 0 {
		list, _ := problems(pr, wrong)
		return p.showVenue(c, http.StatusUnprocessableEntity, e, templates.Form{Values: values, Errors: list})
	}
	saved, err := p.Store.SaveVenueEntry(c.Request().Context(), in, read, actor(c))
	if models.KindOf(err) == models.Conflict {
		return p.showVenueConflict(c, values)
	}
	if list, ok := problems(pr, err); ok {
		return p.showVenue(c, http.StatusUnprocessableEntity, e, templates.Form{Values: values, Errors: list})
	}
	if err != nil {
		return err
	}
	return p.done(c, venuePath(saved.ID), templates.OK, pr.T("desk_venues.saved", "name", venueName(saved)))
}

// showVenueConflict answers 409 with what is stored and what was typed;
// saving again, having seen it, goes through.
func (p *Pages) showVenueConflict(c echo.Context, values url.Values) error {
	_, e, err := p.venueOf(c)
	if err != nil {
		return err
	}
	page, pr, err := p.venuePage(c, e, templates.Form{Values: values})
	if err != nil {
		return err
	}
	page.Conflict = &conflict{Text: pr.T("desk_venues.conflict", "who", p.venueWriter(c, pr, e), "when", pr.Moment(p.local(e.UpdatedAt)))}
	stored := venueValues(pr, e)
	for _, name := range venueFields {
		theirs, yours := stored.Get(name), strings.ReplaceAll(values.Get(name), "\r\n", "\n")
		if theirs != yours {
			page.Conflict.Lines = append(page.Conflict.Lines, difference{Label: pr.T("desk_venue_field." + name), Theirs: theirs, Yours: yours})
		}
	}
	return p.Page(c, http.StatusConflict, pr, "desk_venue", page)
}

// RemoveVenue is POST /beheer/locaties/:id/weg. It asks for a tick.
func (p *Pages) RemoveVenue(c echo.Context) error {
	values, err := web.PostForm(c)
	if err != nil {
		return err
	}
	_, e, err := p.venueOf(c)
	if err != nil {
		return err
	}
	pr := p.printer(c, "")
	if values.Get("sure") == "" {
		return p.done(c, venuePath(e.ID), templates.Failure, pr.T("desk_venues.not_sure", "name", venueName(e)))
	}
	if err := p.Store.RemoveVenueEntry(c.Request().Context(), e.ID, actor(c)); err != nil {
		return err
	}
	return p.done(c, venuesPath, templates.OK, pr.T("desk_venues.removed", "name", venueName(e)))
}
