package public

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/ical"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/templates"
)

// ownPage is the page registration_show.
type ownPage struct {
	templates.Base
	Meeting   meetingView
	Own       ownView
	Elsewhere []otherSite
	Ask       askView
	Documents []web.DocumentLink
}

// notes are what the own page may say after a change, by the value of
// ?bericht. They are fixed words: anybody can make such an address.
var notes = []string{"gewijzigd", "verplaatst", "wens", "plaats", "bedankt", "wil-nog", "antwoord"}

// ShowRegistration answers GET /aanmelding/:token.
func (p *Pages) ShowRegistration(c echo.Context) error {
	own, pr, err := p.ownOf(c)
	if err != nil {
		return err
	}
	return p.showOwn(c, pr, own)
}

func (p *Pages) showOwn(c echo.Context, pr *locale.Printer, own *models.Own) error {
	o := p.ownView(pr, own, c.Param("token"))
	page := ownPage{Base: p.ownBase(c, pr, pr.T("own.title")), Meeting: o.v, Own: o, Elsewhere: o.elsewhere(), Ask: asks(own.Meeting)}
	if own.Registration.Status == models.Registered {
		documents, err := p.Store.Documents(c.Request().Context(), own.Meeting.ID, false)
		if err != nil {
			return err
		}
		page.Documents = documentLinks(pr, documents, o.path)
	}
	if note := c.QueryParam("bericht"); slices.Contains(notes, note) {
		page.Flash = &templates.Alert{Tone: templates.OK, Text: pr.T("own_note." + noteKey(note))}
	}
	return p.Page(c, http.StatusOK, pr, "registration_show", page)
}

// noteKey is a note as the last part of a key of the catalogue.
func noteKey(note string) string {
	if note == "wil-nog" {
		return "wil_nog"
	}
	return note
}

// ownBase is the base of all pages behind a link.
func (p *Pages) ownBase(c echo.Context, pr *locale.Printer, title string) templates.Base {
	base := web.Base(c, pr, title)
	base.Section, base.NoIndex = "mine", true
	return base
}

// ownOf reads the registration behind the link of the address.
func (p *Pages) ownOf(c echo.Context) (*models.Own, *locale.Printer, error) {
	own, err := p.read(c)
	if err != nil {
		return nil, nil, err
	}
	return own, web.Printer(c, own.Meeting.Language), nil
}

func (p *Pages) read(c echo.Context) (*models.Own, error) {
	ctx, token := c.Request().Context(), c.Param("token")
	if !byAssistant(c) {
		return p.Store.OwnByToken(ctx, token)
	}
	id, _ := strconv.ParseInt(c.Param("id"), 10, 64) // 0 is nobody
	return p.Store.OwnByAssistant(ctx, token, id)
}

// byAssistant reports that somebody acts for another: the link is theirs, and
// id names the registration.
func byAssistant(c echo.Context) bool { return c.Param("id") != "" }

// ownPath is where the own page stands, with a note when something changed.
func ownPath(pr *locale.Printer, own *models.Own, token, note string) string {
	path := "/aanmelding/" + token
	if note != "" {
		path += "?bericht=" + note
	}
	return web.WithTaal(path, pr.Lang(), own.Meeting.Language)
}

// ShowAppointment answers GET /aanmelding/:token/afspraak.ics: the appointment
// of the invite once more, for people whose mail lost it. It carries the UID
// and SEQUENCE of the invite, so a calendar that has it shows one.
func (p *Pages) ShowAppointment(c echo.Context) error {
	own, pr, err := p.ownOf(c)
	if err != nil {
		return err
	}
	facts := own.Meeting.Item(own.Site)
	if own.Registration.Status != models.Registered || facts == nil || off(own.Meeting) {
		return &models.Error{Kind: models.NotFound, Key: "appointment_not_found"}
	}
	body, err := ical.PublishOne(p.ownItem(pr, own, facts))
	if err != nil {
		return err
	}
	attach(c, "afspraak.ics")
	return sendCalendar(c, "afspraak.ics", "no-store", body)
}

func (p *Pages) ownItem(pr *locale.Printer, own *models.Own, facts *models.ItemFacts) ical.Item {
	r, m := own.Registration, own.Meeting
	v := p.view(pr, &models.MeetingPage{Meeting: m, Seats: own.Seats})
	v.at(own.Site)
	item := ical.Item{
		UID: r.CalendarUID, Sequence: r.CalendarSequence, Stamp: r.UpdatedAt, Start: facts.Start, End: facts.End,
		Zone: p.Store.Zone(), Title: facts.Title, Place: facts.Place, Description: v.description(),
		URL: p.Absolute("/bijeenkomsten/" + m.Slug), OrganizerName: v.organizer(p.MailFrom.Name), OrganizerAddress: p.MailFrom.Address,
	}
	if r.CalendarStamp != nil {
		item.Stamp = *r.CalendarStamp
	}
	if own.Site != nil && own.Site.Mode == models.Online {
		item.JoinURL = own.Site.JoinURL
	}
	return item
}
