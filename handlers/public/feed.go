package public

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/ical"
	"bijeen/locale"
	"bijeen/models"
)

// The window of the public feed (calendar-mail.md §8).
const (
	feedBack   = 30 * 24 * time.Hour // meetings that are over, and cancelled ones
	feedMonths = 13                  // ahead
)

// ShowFeed answers GET /bijeenkomsten.ics: the public meetings as a calendar
// to subscribe to. Two requests give the same bytes until a meeting changes.
func (p *Pages) ShowFeed(c echo.Context) error {
	pr := web.Printer(c, "")
	list, err := p.Store.PublicMeetings(c.Request().Context(), models.ListFilter{Past: true})
	if err != nil {
		return err
	}
	feed := ical.Feed{Name: p.siteName(), SourceURL: p.Absolute("/bijeenkomsten.ics"), Zone: p.Store.Zone()}
	now := p.Store.Now()
	for _, page := range list {
		if page.Meeting.StartsAt != nil && inFeed(page.Meeting, now) {
			feed.Items = append(feed.Items, p.publicItem(pr, page))
		}
	}
	body, err := ical.Publish(feed)
	if err != nil {
		return err
	}
	return sendCalendar(c, "bijeenkomsten.ics", "public, max-age=900", body)
}

// inFeed reports whether a meeting falls in the window. One that is off stays
// for 30 days as cancelled, so that calendars can take it out.
func inFeed(m *models.Meeting, now time.Time) bool {
	if off(m) && now.Sub(m.CalendarStamp) > feedBack {
		return false
	}
	return now.Sub(*m.EndsAt) <= feedBack && m.StartsAt.Before(now.AddDate(0, feedMonths, 0))
}

// off reports that a meeting is not held at the time it carries.
func off(m *models.Meeting) bool {
	return m.CalledOff() || m.Status == models.MeetingPostponed
}

// meetingCalendar answers GET /bijeenkomsten/:slug.ics: the day of one meeting
// to save, without signing up. While there is no day it is 404.
func (p *Pages) meetingCalendar(c echo.Context, slug string) error {
	page, err := p.Store.MeetingBySlug(c.Request().Context(), slug, false)
	if err != nil {
		return err
	}
	if page.Meeting.StartsAt == nil {
		return &models.Error{Kind: models.NotFound, Key: "meeting_undated"}
	}
	body, err := ical.PublishOne(p.publicItem(web.Printer(c, page.Meeting.Language), page))
	if err != nil {
		return err
	}
	attach(c, "afspraak.ics")
	return sendCalendar(c, "afspraak.ics", "public, max-age=900", body)
}

// publicItem is a meeting for everybody: its own UID, no attendee, no link of
// a video call.
func (p *Pages) publicItem(pr *locale.Printer, page *models.MeetingPage) ical.Item {
	m := page.Meeting
	v := p.view(pr, page)
	facts := m.Item(nil)
	item := ical.Item{
		UID: m.CalendarUID, Sequence: m.CalendarSequence, Stamp: m.CalendarStamp, Start: facts.Start, End: facts.End,
		Zone: p.Store.Zone(), Title: m.Title, Place: publicPlace(pr, m), Description: v.description(),
		URL: p.Absolute("/bijeenkomsten/" + m.Slug), OrganizerName: v.organizer(p.MailFrom.Name), OrganizerAddress: p.MailFrom.Address,
	}
	switch {
	case off(m):
		item.Status = ical.StatusCancelled
	case m.Status == models.MeetingAnnounced: // save the date (BR-47)
		item.AllDay, item.Status = true, ical.StatusTentative
	}
	return item
}

// publicPlace joins the places of all sites; who has a seat gets one of them.
func publicPlace(p *locale.Printer, m *models.Meeting) string {
	var list []string
	for _, s := range m.OpenSites() {
		if s.Mode == models.Online {
			list = append(list, locale.Capital(p.T("words.online")))
			continue
		}
		list = append(list, s.Address())
	}
	return strings.Join(list, " / ")
}

func (v meetingView) organizer(name string) string {
	if v.Hosts != "" {
		return v.Hosts
	}
	return name
}

// description always names doors and start (BR-48).
func (v meetingView) description() string {
	var lines []string
	if v.Dated() {
		if v.Doors.IsZero() {
			lines = append(lines, v.p.T("calendar.start", "start", v.p.Clock(v.Start)))
		} else {
			lines = append(lines, v.p.T("calendar.doors_and_start", "doors", v.p.Clock(v.Doors), "start", v.p.Clock(v.Start)))
		}
	}
	if v.Lead != "" {
		lines = append(lines, v.Lead)
	}
	if v.Reason() != "" && (v.Phase == models.PhaseCancelled || v.Phase == models.PhasePostponed) {
		lines = append(lines, v.Reason())
	}
	return strings.Join(lines, "\n")
}

func (p *Pages) siteName() string {
	if p.Site.Name == "" {
		return "Bijeen"
	}
	return p.Site.Name
}

func attach(c echo.Context, name string) {
	c.Response().Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
}

// sendCalendar answers with a calendar; a client that has these bytes already
// gets 304.
func sendCalendar(c echo.Context, name, caching string, body []byte) error {
	h := c.Response().Header()
	sum := sha256.Sum256(body)
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	h.Set("Cache-Control", caching)
	h.Set("ETag", `"`+hex.EncodeToString(sum[:12])+`"`)
	http.ServeContent(c.Response(), c.Request(), name, time.Time{}, bytes.NewReader(body))
	return nil
}
