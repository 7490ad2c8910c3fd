package desk

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/names"
	"bijeen/templates"
)

// A site of a meeting is filled from the venue book by what is typed in its
// field book, which has every building and room as suggestions. The button
// beside it shows what that gives; without the button it happens on saving.

// bookChoice is one thing to choose: a building, or a room set up in it.
type bookChoice struct {
	Label  string
	entry  *models.VenueEntry
	layout *models.RoomLayout
	words  string
}

// value is what the button of the choice sends.
func (ch bookChoice) value(block int) string {
	v := fmt.Sprintf("%d %d", block, ch.entry.ID)
	if ch.layout != nil {
		v += fmt.Sprintf(" %d", ch.layout.ID)
	}
	return v
}

// bookChoices lists everything the book offers, each with a label of its own.
func bookChoices(pr *locale.Printer, book *models.VenueBook) []bookChoice {
	times := map[string]int{}
	for i := range book.Entries {
		times[venueName(&book.Entries[i])]++
	}
	var list []bookChoice
	for i := range book.Entries {
		e := &book.Entries[i]
		name := venueName(e)
		if times[name] > 1 {
			name = joined(", ", name, e.Building, e.Street)
		}
		list = append(list, bookChoice{Label: name, entry: e})
		for j := range e.Layouts {
			l := &e.Layouts[j]
			label := joined(", ", name, l.Room, layoutName(pr, l.Layout), pr.N("desk_venues.seats", l.Seats))
			list = append(list, bookChoice{Label: label, entry: e, layout: l})
		}
	}
	for i := range list {
		list[i].words = names.SearchKey(joined(" ", list[i].Label, list[i].entry.Building, list[i].entry.Street, list[i].entry.PostalCode))
	}
	return list
}

// findChoices gives what was meant: the choice with this label, or those in
// which every typed word stands. A building goes before its rooms, unless one
// room was meant.
func findChoices(list []bookChoice, typed string) []bookChoice {
	typed = names.CleanLine(typed)
	var found []bookChoice
	for _, ch := range list {
		if strings.EqualFold(ch.Label, typed) {
			return []bookChoice{ch}
		}
		if matches(ch.words, typed) {
			found = append(found, ch)
		}
	}
	one := func(ch bookChoice) bool { return ch.entry == found[0].entry }
	if len(found) > 1 && !slices.ContainsFunc(found, func(ch bookChoice) bool { return !one(ch) }) && found[0].layout == nil {
		return found[:1]
	}
	return found
}

// put fills the block of a site with a choice. What the book does not know
// stays as it was typed.
func (ch bookChoice) put(values url.Values, at string) {
	e := ch.entry
	for name, text := range map[string]string{
		"venue.name": e.Name, "venue.building": e.Building, "venue.street": e.Street, "venue.postal_code": e.PostalCode, "venue.town": e.Town,
	} {
		values.Set(at+name, text)
	}
	for name, text := range map[string]string{"route_text": e.RouteText, "house_rules": e.HouseRules} {
		if text != "" {
			values.Set(at+name, text)
		}
	}
	if e.BuildingLimit > 0 {
		values.Set(at+"building_limit", strconv.Itoa(e.BuildingLimit))
	}
	if ch.layout != nil {
		values.Set(at+"room", ch.layout.Room)
		values.Set(at+"seat_capacity", strconv.Itoa(ch.layout.Seats))
	}
	values.Del(at + "book")
}

// fromBook fills the blocks that ask for it. asked is true when a button of a
// block was pressed: then the form is shown again and nothing is saved. wrong
// tells where it is not clear which building is meant.
func (p *Pages) fromBook(c echo.Context, pr *locale.Printer, form url.Values) (asked bool, wrong models.Problems, err error) {
	fill, asked := form.Get("fill_site"), form.Has("fill_site")
	form.Del("fill_site")
	typed := func(n int) bool { return form.Get(siteAt(n)+"book") != "" }
	if !asked && !slices.ContainsFunc(siteNumbers(form), typed) {
		return false, nil, nil
	}
	book, err := p.Store.VenueBook(c.Request().Context())
	if err != nil {
		return asked, nil, err
	}
	list := bookChoices(pr, book)
	block, chosen, named := strings.Cut(fill, " ")
	for _, n := range siteNumbers(form) {
		at := siteAt(n)
		var found []bookChoice
		switch {
		case asked && block != strconv.Itoa(n), !asked && !typed(n):
			continue
		case named:
			found = slices.DeleteFunc(slices.Clone(list), func(ch bookChoice) bool { return ch.value(n) != block+" "+chosen })
		case typed(n):
			found = findChoices(list, form.Get(at+"book"))
		}
		switch len(found) {
		case 0:
			wrong = append(wrong, &models.Error{Kind: models.Invalid, Key: "venue_not_in_book", Field: at + "book"})
		case 1:
			found[0].put(form, at)
		default:
			wrong = append(wrong, &models.Error{Kind: models.Invalid, Key: "venue_several", Field: at + "book"})
		}
	}
	return asked, wrong, nil
}

// siteBook is what the venue book has to say about a block.
type siteBook struct {
	Known   bool   // the building stands in the book
	Differs string // what the book has otherwise
	Take    string // what the button sends that takes it over
	Matches []templates.Option
}

// mostMatches is how many buildings a search in a block offers.
const mostMatches = 12

// fillBook offers the venue book in the form of a meeting.
func (p *Pages) fillBook(c echo.Context, pr *locale.Printer, page *meetingFormPage) error {
	book, err := p.Store.VenueBook(c.Request().Context())
	if err != nil || page.TextsOnly {
		return err
	}
	list := bookChoices(pr, book)
	for _, ch := range list {
		page.Book = append(page.Book, ch.Label)
	}
	for i := range page.Sites {
		b := &page.Sites[i]
		if b.Online {
			continue
		}
		var s models.SiteInput
		f := &meetingForm{values: page.Form.Values}
		f.site(b.At, &s)
		b.HasBook = len(list) > 0
		if e := book.At(s.Venue); e != nil {
			b.Book.Known, b.Book.Differs, b.Book.Take = true, unlikeBook(pr, e, s), bookChoice{entry: e}.value(b.Number-1)
		}
		if page.Form.Error(b.At+"book") != "" {
			found := findChoices(list, page.Form.Value(b.At+"book"))
			for _, ch := range found[:min(len(found), mostMatches)] {
				b.Book.Matches = append(b.Book.Matches, templates.Option{Value: ch.value(b.Number - 1), Label: ch.Label})
			}
		}
	}
	return nil
}

// unlikeBook names what an entry knows and a site has otherwise; empty when
// the two agree.
func unlikeBook(pr *locale.Printer, e *models.VenueEntry, s models.SiteInput) string {
	var list []string
	if s.Venue != e.Address() {
		list = append(list, pr.T("desk_venues.differs_address"))
	}
	if e.BuildingLimit > 0 && e.BuildingLimit != s.BuildingLimit {
		list = append(list, pr.T("desk_venues.differs_limit"))
	}
	if e.RouteText != "" && e.RouteText != names.CleanText(s.RouteText) {
		list = append(list, pr.T("desk_venues.differs_route"))
	}
	if e.HouseRules != "" && e.HouseRules != names.CleanText(s.HouseRules) {
		list = append(list, pr.T("desk_venues.differs_rules"))
	}
	return strings.Join(list, ", ")
}

// formButtons does what the buttons inside the form of a meeting ask for, and
// then shows the form again: shown is true. For every other button it gives the
// form to be saved, filled from the venue book, and where it is not clear which
// building is meant. m is nil for a new meeting.
func (p *Pages) formButtons(c echo.Context, pr *locale.Printer, m *models.Meeting, form url.Values) (filled url.Values, unclear models.Problems, shown bool, err error) {
	if changed, done := changeBlocks(form); done {
		return nil, nil, true, p.showMeetingForm(c, pr, m, templates.Form{Values: changed}, http.StatusOK)
	}
	form = blocks(form, -1)
	asked, unclear, err := p.fromBook(c, pr, form)
	switch {
	case err != nil || !asked:
		return form, unclear, false, err
	case len(unclear) > 0:
		return nil, nil, true, p.refuseMeeting(c, pr, m, form, unclear)
	}
	return nil, nil, true, p.showMeetingForm(c, pr, m, templates.Form{Values: form}, http.StatusOK)
}

// keepVenues puts the buildings that the form asks to keep into the book, and
// says how many it did not know yet. The meeting is stored by then.
func (p *Pages) keepVenues(c echo.Context, pr *locale.Printer, form url.Values, in models.MeetingInput) (string, error) {
	kept := 0
	for i, n := range siteNumbers(form) {
		if form.Get(siteAt(n)+"keep") == "" || i >= len(in.Sites) || in.Sites[i].Mode != models.Onsite {
			continue
		}
		added, err := p.Store.KeepVenue(c.Request().Context(), in.Sites[i], actor(c))
		if models.KindOf(err) != 0 {
			continue // the meeting is what counts, and is stored
		}
		if err != nil {
			return "", err
		}
		if added {
			kept++
		}
	}
	if kept == 0 {
		return "", nil
	}
	return pr.N("desk_done.venues_kept", kept), nil
}
