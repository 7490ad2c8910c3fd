package public

import (
	"html/template"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/workdays"
	"bijeen/templates"
)

// meetingPage is the page meeting_show. It is the same for everybody who asks
// for the same address: nothing in it is about a person.
type meetingPage struct {
	templates.Base
	Meeting   meetingView
	Crumbs    []templates.Crumb
	Notice    *templates.Alert // what is going on, when one cannot just sign up
	SignUp    string           // text of the button; empty without a form
	Deadline  time.Time        // last day to sign up; zero without one
	Interest  bool             // one can ask to be kept informed
	Group     bool             // several people can be signed up at once
	Sites     []templates.SiteCard
	Many      bool // so many sites that each takes one line
	Programme []templates.ProgrammeItem
	Calendar  bool // there is a day to save
	Documents []web.DocumentLink
	Recap     template.HTML // what the organizer tells after the day
}

// GroupURL opens the form for several people.
func (page meetingPage) GroupURL() string {
	return web.WithTaal("/bijeenkomsten/"+page.Meeting.Slug+"/aanmelden?mensen=2", page.Meeting.p.Lang(), page.Meeting.m.Language)
}

// CalendarURL is the day to save.
func (page meetingPage) CalendarURL() string {
	return "/bijeenkomsten/" + page.Meeting.Slug + ".ics" + page.Meeting.Taal
}

// manySites is from where sites are lines and no cards.
const manySites = 6

// noteSubstituted is the value of ?bericht with which the page says that a
// substitute was sent: the link that was used for it shows nothing any more.
const noteSubstituted = "vervangen"

// ShowMeeting answers GET /bijeenkomsten/:slug, and /bijeenkomsten/:slug.ics
// because the router has one route for both.
func (p *Pages) ShowMeeting(c echo.Context) error {
	slug := c.Param("slug")
	if plain, ok := strings.CutSuffix(slug, ".ics"); ok {
		return p.meetingCalendar(c, plain)
	}
	ctx := c.Request().Context()
	key := cacheKey{slug, web.Asked(c)}
	version, err := p.Store.MeetingVersion(ctx, slug)
	if err != nil {
		return err
	}
	now, noted := p.Store.Now(), c.QueryParam("bericht") == noteSubstituted
	if html := p.cache.get(key, version, now); html != nil && !noted {
		return html.Send(c, http.StatusOK)
	}
	page, err := p.Store.MeetingBySlug(ctx, slug, false)
	if err != nil {
		return err
	}
	pr := web.Printer(c, page.Meeting.Language)
	out := p.meetingPage(c, pr, page)
	documents, err := p.Store.Documents(ctx, page.Meeting.ID, true)
	if err != nil {
		return err
	}
	out.Documents = documentLinks(pr, documents, "/bijeenkomsten/"+slug)
	if noted {
		out.Flash = &templates.Alert{Tone: templates.OK, Text: pr.T("substitution.done")}
		return p.Page(c, http.StatusOK, pr, "meeting_show", out)
	}
	html, err := p.Render(pr, "meeting_show", out)
	if err != nil {
		return err
	}
	p.cache.put(key, cachedPage{version, now, page.Meeting.NextPhaseAt(now), html})
	return html.Send(c, http.StatusOK)
}

func (p *Pages) meetingPage(c echo.Context, pr *locale.Printer, page *models.MeetingPage) meetingPage {
	m := page.Meeting
	v := p.view(pr, page)
	out := meetingPage{
		Base:    web.Base(c, pr, m.Title),
		Meeting: v, Crumbs: []templates.Crumb{{Text: pr.T("layout.meetings"), URL: "/" + web.Query(c)}},
		Sites: v.siteCards(), Many: len(m.OpenSites()) >= manySites, Programme: v.programme(), Calendar: v.Dated(),
	}
	out.Section, out.Summary, out.NoIndex = "meetings", v.Lead, !m.Listed()
	// The page is kept for everybody: it depends on no other parameter.
	out.SwitchURL = "/bijeenkomsten/" + m.Slug + "?taal=" + pr.Other().Lang()
	out.actions(m.SignUpOpen(p.Store.Now(), page.Seats, false), m.InterestOpen(p.Store.Now()))
	if v.Phase == models.PhasePast && m.Recap != "" {
		out.Recap = templates.Markdown(m.Recap, 2)
	}
	if m.RegistrationClosesAt != nil && v.Phase == models.PhaseOpen {
		out.Deadline = workdays.LastDay(*m.RegistrationClosesAt, v.zone)
	}
	return out
}

// actions decides what one can do, and says why when that is little.
func (page *meetingPage) actions(signUp, interest error) {
	v := page.Meeting
	switch {
	case signUp == nil && v.m.RegistrationMode == models.ModeApproval:
		page.SignUp, page.Group = v.p.T("meeting.request"), true
	case signUp == nil && v.Full():
		page.SignUp, page.Group = v.p.T("meeting.sign_up_waitlist"), true
	case signUp == nil:
		page.SignUp, page.Group = v.p.T("meeting.sign_up"), true
	default:
		page.Notice = v.notice(signUp)
	}
	page.Interest = signUp != nil && interest == nil && !v.ByInvitation()
	page.Calendar = page.Calendar && v.Phase != models.PhasePast && v.Phase != models.PhaseCancelled && v.Phase != models.PhasePostponed
}

// notice says in words why there is no form.
func (v meetingView) notice(refusal error) *templates.Alert {
	alert := &templates.Alert{Tone: templates.Info, Heading: sentence(v.p, refusal), Text: v.next()}
	switch v.Phase {
	case models.PhaseCancelled:
		alert.Tone = templates.Failure
	case models.PhasePostponed, models.PhaseClosed, models.PhaseOpen:
		alert.Tone = templates.Warning
	}
	if v.ByInvitation() && v.Phase == models.PhaseOpen {
		alert.Tone = templates.Info
	}
	return alert
}

// next is what one can do when signing up is not possible.
func (v meetingView) next() string {
	switch v.Phase {
	case models.PhaseCancelled, models.PhasePostponed:
		if v.m.StatusReason != "" {
			return v.m.StatusReason
		}
		return v.p.T("meeting.next_" + string(v.Phase) + "_plain")
	case models.PhaseNotYet:
		return v.p.T("meeting.next_not_yet", "moment", v.p.Moment(v.m.RegistrationOpensAt.In(v.zone)))
	case models.PhaseOpen:
		if v.ByInvitation() {
			return v.p.T("meeting.next_invitation")
		}
		return v.p.T("meeting.next_full")
	}
	return v.p.T("meeting.next_" + string(v.Phase))
}
