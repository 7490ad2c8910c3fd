package desk

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/models/names"
	"bijeen/templates"
)

// askPage is the page desk_ask: what will happen to one person, and why.
type askPage struct {
	meetingPage
	Form     templates.Form
	Heading  string
	Lead     string
	Action   string
	Send     string
	Optional bool // the reason
	Hint     string
	Negative bool
	Back     string
	BackText string
	Link     int // the version of the link it is about: a second press changes nothing
}

// question is something to be asked before it is done to one person.
type question struct {
	words    string // section of its sentences
	path     string
	optional bool // the reason may be left out
	negative bool
}

var (
	askCancel   = question{"desk_ask_cancel.", "/afmelden", true, true}
	askReject   = question{"desk_ask_reject.", "/afwijzen", false, true}
	askPriority = question{"desk_ask_priority.", "/voorrang", false, false}
	askNoMore   = question{"desk_ask_no_priority.", "/voorrang", false, false}
	askLink     = question{"desk_ask_link.", "/nieuwe-link", true, false}
)

func (p *Pages) showQuestion(c echo.Context, d *deskview.Person, q question, form templates.Form, status int) error {
	m, r := d.Meeting, d.Registration
	pr, name, path := p.printer(c, m.Language), r.Name().Full(), personPath(m.Slug, r.ID)
	heading := pr.T(q.words+"title", "name", name)
	base, err := p.meetingBase(c, pr, m, "people", heading)
	if err != nil {
		return err
	}
	base.Invalid = len(form.Errors) > 0
	base.Crumb = []templates.Crumb{{Text: pr.T("desk_tab.people"), URL: peoplePath(m.Slug)}, {Text: name, URL: path}}
	lead := pr.T(q.words+"lead", "name", name)
	if key := q.words + "lead_" + string(r.Status); pr.Has(key) {
		lead = pr.T(key, "name", name)
	}
	if q == askCancel {
		next, err := p.passedOn(c, d)
		if err != nil {
			return err
		}
		if next {
			lead = joined(" ", lead, pr.T("desk_ask_cancel.next"))
		}
	}
	return p.Page(c, status, pr, "desk_ask", askPage{
		meetingPage: base, Form: form, Heading: heading, Lead: lead, Action: withQuery(path+q.path, backParam, backOf(c)), Send: pr.T(q.words + "send"),
		Optional: q.optional, Hint: pr.T(q.words + "hint"), Negative: q.negative, Back: backPath(c, m.Slug, path), BackText: pr.T(backText(c)),
		Link: r.LinkVersion,
	})
}

// answer does what was asked about and shows the question again when the
// reason is missing.
func (p *Pages) answer(c echo.Context, ask func(*deskview.Person) question, do func(d *deskview.Person, reason string) error) error {
	form, err := web.PostForm(c)
	if err != nil {
		return err
	}
	d, err := p.person(c)
	if err != nil {
		return err
	}
	q, pr := ask(d), p.printer(c, d.Meeting.Language)
	reason := names.CleanLine(form.Get("reason"))
	var list []templates.FieldError
	if !q.optional || reason != "" {
		list = p.checkReason(pr, reason)
	}
	if len(list) == 0 {
		err = do(d, reason)
		list, _ = problems(pr, err)
	}
	if len(list) > 0 {
		return p.showQuestion(c, d, q, templates.Form{Values: form, Errors: list}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	path := personPath(d.Meeting.Slug, d.Registration.ID)
	return p.done(c, backPath(c, d.Meeting.Slug, path), templates.OK, pr.T(q.words+"done", "name", d.Registration.Name().Full()))
}

// backOf is the list from which a question was asked, where there is one.
func backOf(c echo.Context) string {
	if c.QueryParam(backParam) == backToWaiting {
		return backToWaiting
	}
	return ""
}

func backText(c echo.Context) string {
	if backOf(c) != "" {
		return "desk_back.waiting"
	}
	return "desk_back.person"
}

// backPath is where to go on after a question: that list, or the person.
func backPath(c echo.Context, slug, person string) string {
	if backOf(c) != "" {
		return waitingPath(slug)
	}
	return person
}

func always(q question) func(*deskview.Person) question {
	return func(*deskview.Person) question { return q }
}

// AskCancel is GET …/aanmeldingen/:id/afmelden.
func (p *Pages) AskCancel(c echo.Context) error {
	d, err := p.person(c)
	if err != nil {
		return err
	}
	if !d.Registration.Status.Active() {
		return &models.Error{Kind: models.Conflict, Key: "registration_ended"}
	}
	return p.showQuestion(c, d, askCancel, templates.Form{}, http.StatusOK)
}

// passedOn reports whether the place of somebody goes to who waits, once it
// comes free: not when nobody does, too many have a place, or the queue rests
// (rules §3.5).
func (p *Pages) passedOn(c echo.Context, d *deskview.Person) (bool, error) {
	m, r := d.Meeting, d.Registration
	if r.Status != models.Registered && r.Status != models.Offered || r.Role != models.Participant || r.SiteID == nil {
		return false, nil
	}
	page, err := p.Store.MeetingBySlug(c.Request().Context(), m.Slug, true)
	if err != nil {
		return false, err
	}
	if seats := page.Seats[*r.SiteID]; seats == nil || seats.Surplus() > 0 {
		return false, nil
	}
	return p.view.WaitsFor(c.Request().Context(), m.SiteByID(*r.SiteID), m.QueueMode(p.Store.Now()))
}

// Cancel is POST …/aanmeldingen/:id/afmelden; possible until the meeting is
// over (BR-31).
func (p *Pages) Cancel(c echo.Context) error {
	return p.answer(c, always(askCancel), func(d *deskview.Person, reason string) error {
		return p.Store.Cancel(c.Request().Context(), d.Meeting.ID, d.Registration.ID, actor(c), reason)
	})
}

// AskReject is GET …/aanmeldingen/:id/afwijzen.
func (p *Pages) AskReject(c echo.Context) error {
	d, err := p.person(c)
	if err != nil {
		return err
	}
	if d.Registration.Status != models.Pending {
		return &models.Error{Kind: models.Conflict, Key: "not_pending"}
	}
	return p.showQuestion(c, d, askReject, templates.Form{}, http.StatusOK)
}

// Reject is POST …/aanmeldingen/:id/afwijzen.
func (p *Pages) Reject(c echo.Context) error {
	return p.answer(c, always(askReject), func(d *deskview.Person, reason string) error {
		return p.Store.Reject(c.Request().Context(), d.Meeting.ID, d.Registration.ID, actor(c), reason)
	})
}

// priorityQuestion is whether to give or to take back.
func priorityQuestion(d *deskview.Person) question {
	if d.Registration.Priority < 0 {
		return askNoMore
	}
	return askPriority
}

// AskPriority is GET …/aanmeldingen/:id/voorrang.
func (p *Pages) AskPriority(c echo.Context) error {
	d, err := p.person(c)
	if err != nil {
		return err
	}
	if d.Registration.WaitlistedAt == nil {
		return &models.Error{Kind: models.Conflict, Key: "not_waiting"}
	}
	return p.showQuestion(c, d, priorityQuestion(d), templates.Form{}, http.StatusOK)
}

// SetPriority is POST …/aanmeldingen/:id/voorrang (rules §3.5 rule 2).
func (p *Pages) SetPriority(c echo.Context) error {
	return p.answer(c, priorityQuestion, func(d *deskview.Person, reason string) error {
		first := d.Registration.Priority >= 0
		return p.Store.SetPriority(c.Request().Context(), d.Meeting.ID, d.Registration.ID, first, actor(c), reason)
	})
}

// AskRenewLink is GET …/aanmeldingen/:id/nieuwe-link.
func (p *Pages) AskRenewLink(c echo.Context) error {
	d, err := p.person(c)
	if err != nil {
		return err
	}
	if !p.linkWorks(d) {
		return &models.Error{Kind: models.Conflict, Key: "registration_ended"}
	}
	return p.showQuestion(c, d, askLink, templates.Form{}, http.StatusOK)
}

// RenewLink is POST …/aanmeldingen/:id/nieuwe-link: the link that went astray
// ends, and a new one goes to the known address (BR-20).
func (p *Pages) RenewLink(c echo.Context) error {
	return p.answer(c, always(askLink), func(d *deskview.Person, reason string) error {
		r := d.Registration
		version, err := strconv.Atoi(c.Request().PostForm.Get("link"))
		if err != nil {
			version = r.LinkVersion
		}
		return p.Store.RenewLink(c.Request().Context(), d.Meeting.ID, r.ID, version, actor(c), reason)
	})
}

// linkWorks reports that there is a link to renew.
func (p *Pages) linkWorks(d *deskview.Person) bool {
	return d.Registration.Status.Active() && d.Meeting.LinksWork(p.Store.Now())
}

// Approve is POST …/aanmeldingen/:id/goedkeuren.
func (p *Pages) Approve(c echo.Context) error {
	d, err := p.person(c)
	if err != nil {
		return err
	}
	m, r, ctx := d.Meeting, d.Registration, c.Request().Context()
	if err := p.Store.Approve(ctx, m.ID, r.ID, actor(c)); err != nil {
		return err
	}
	now, err := p.view.Person(ctx, m.Slug, r.ID)
	if err != nil {
		return err
	}
	pr, name := p.printer(c, m.Language), r.Name().Full()
	if now.Registration.Status == models.Waitlisted {
		return p.done(c, personPath(m.Slug, r.ID), templates.Warning, pr.T("desk_done.approved_waitlisted", "name", name))
	}
	return p.done(c, personPath(m.Slug, r.ID), templates.OK, pr.T("desk_done.approved", "name", name))
}

// Resend is POST …/aanmeldingen/:id/mail: the mail that belongs to the state
// of somebody goes once more (BR-45, BR-80).
func (p *Pages) Resend(c echo.Context) error {
	d, err := p.person(c)
	if err != nil {
		return err
	}
	m, r := d.Meeting, d.Registration
	if _, err := p.Store.Resend(c.Request().Context(), m.ID, r.ID, actor(c)); err != nil {
		return err
	}
	pr := p.printer(c, m.Language)
	return p.done(c, personPath(m.Slug, r.ID), templates.OK, pr.T("desk_done.resent", "email", r.Email))
}
