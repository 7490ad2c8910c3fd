package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/templates"
)

// newMeetingPage is the page desk_meeting_new: which kind will it be.
type newMeetingPage struct {
	templates.Base
	keeping
	Kinds  []templates.Option // Value is the address
	Clones []templates.Option // the same
}

const newMeetingPath = "/beheer/nieuw"

// NewMeeting is GET /beheer/nieuw: the choice of a kind, or with ?soort= the
// form with what such a meeting usually is (rules §3.2), or with ?van= the
// form as a copy of another meeting (BR-06).
func (p *Pages) NewMeeting(c echo.Context) error {
	pr, kind := p.printer(c, ""), models.MeetingKind(c.QueryParam("soort"))
	if typed, err := p.resumed(c, newMeetingPath); err != nil {
		return err
	} else if typed != nil {
		return p.showMeetingForm(c, pr, nil, templates.Form{Values: typed}, http.StatusOK)
	}
	if slices.Contains(models.MeetingKinds, kind) {
		in := models.NewMeeting(kind)
		if err := p.hostedByOwn(c, &in); err != nil {
			return err
		}
		return p.showMeetingForm(c, pr, nil, templates.Form{Values: withSite(p.meetingValues(in))}, http.StatusOK)
	}
	if slug := c.QueryParam("van"); slug != "" {
		return p.cloneMeeting(c, pr, slug)
	}
	base, err := p.base(c, pr, pr.T("desk_edit.new_title"))
	if err != nil {
		return err
	}
	page := newMeetingPage{Base: base}
	if page.keeping, err = p.keeping(c, pr, newMeetingPath); err != nil {
		return err
	}
	if page.Clones, err = p.clones(c); err != nil {
		return err
	}
	for _, k := range models.MeetingKinds {
		page.Kinds = append(page.Kinds, templates.Option{Value: withQuery(newMeetingPath, "soort", string(k)), Label: pr.T("kind." + string(k))})
	}
	return p.Page(c, http.StatusOK, pr, "desk_meeting_new", page)
}

// CreateMeeting is POST /beheer/nieuw. then=announced or open goes on at
// once; else the meeting is a draft.
func (p *Pages) CreateMeeting(c echo.Context) error {
	form, err := web.PostForm(c)
	if err != nil {
		return err
	}
	pr := p.printer(c, "")
	form, unclear, shown, err := p.formButtons(c, pr, nil, form)
	if shown || err != nil {
		return err
	}
	form = withoutBlankSites(form)
	in, wrong := readMeeting(form, models.NewMeeting(models.MeetingKind(form.Get("kind"))), p.Store.Zone(), false)
	in.Status = afterSaving(form, models.MeetingDraft)
	in.Slug = models.MeetingSlug(in.Title)
	p.usualDeadline(&in)
	wrong, err = p.ownHosts(c, in, allProblems(in, append(unclear, wrong...)))
	if err != nil {
		return err
	}
	if len(wrong) > 0 {
		return p.refuseMeeting(c, pr, nil, withSite(form), wrong)
	}
	slug, err := p.Store.CreateMeeting(c.Request().Context(), in, actor(c))
	if err != nil {
		return err
	}
	text, err := p.keepVenues(c, pr, form, in)
	if err != nil {
		return err
	}
	if timesLater(form) {
		text = joined(" ", pr.T("desk_done.times_later"), text)
	}
	return p.done(c, meetingPath(slug), templates.OK, joined(" ", pr.T("desk_done.created_"+string(in.Status)), text))
}

// afterSaving is the status that the pressed button asks for.
func afterSaving(form url.Values, now models.MeetingStatus) models.MeetingStatus {
	then := models.MeetingStatus(form.Get("then"))
	if now == models.MeetingDraft && (then == models.MeetingAnnounced || then == models.MeetingOpen) {
		return then
	}
	return now
}

// EditMeeting is GET /beheer/bijeenkomsten/:slug/wijzigen.
func (p *Pages) EditMeeting(c echo.Context) error {
	page, err := p.meeting(c)
	if err != nil {
		return err
	}
	m := page.Meeting
	values, err := p.resumed(c, meetingPath(m.Slug)+"/wijzigen")
	if err != nil {
		return err
	}
	if values == nil {
		values = p.meetingValues(m.Input())
	}
	return p.showMeetingForm(c, p.printer(c, m.Language), m, templates.Form{Values: values}, http.StatusOK)
}

// ChangeMeeting is POST /beheer/bijeenkomsten/:slug/wijzigen. What somebody
// else changed in the meantime is never overwritten unseen: version is the
// state the form was filled from.
func (p *Pages) ChangeMeeting(c echo.Context) error {
	form, page, err := p.posted(c)
	if err != nil {
		return err
	}
	m := page.Meeting
	pr := p.printer(c, m.Language)
	form, unclear, shown, err := p.formButtons(c, pr, m, form)
	if shown || err != nil {
		return err
	}
	in, wrong := readMeeting(form, m.Input(), p.Store.Zone(), !may(user(c).Role, changeMeeting, m.Kind))
	if may(user(c).Role, changeMeeting, m.Kind) {
		in.Status = afterSaving(form, m.Status)
	}
	p.moveDeadline(m, &in, form)
	wrong, err = p.ownHosts(c, in, allProblems(in, append(unclear, wrong...)))
	if err != nil {
		return err
	}
	if len(wrong) > 0 {
		return p.refuseMeeting(c, pr, m, form, wrong)
	}
	read, ok := versionSeen(form)
	if !ok {
		return p.showConflict(c, pr, m, form)
	}
	if form.Get("back") != "" {
		return p.showMeetingForm(c, pr, m, templates.Form{Values: form}, http.StatusOK)
	}
	if form.Get("confirmed") == "" {
		if done, err := p.showEffect(c, pr, m, form, in, read); done || err != nil {
			return err
		}
	}
	saved, err := p.Store.ChangeMeeting(c.Request().Context(), in, read, actor(c))
	if models.KindOf(err) == models.Conflict {
		return p.showConflict(c, pr, m, form)
	}
	if err == nil {
		err = p.saveHosts(c, m, form, &saved)
	}
	if err != nil {
		return err
	}
	kept, err := p.keepVenues(c, pr, form, in)
	if err != nil {
		return err
	}
	return p.afterChange(c, pr, page, in, saved, kept)
}

// saveHosts stores who hosts which site, where the form asked (BR-81).
func (p *Pages) saveHosts(c echo.Context, m *models.Meeting, form url.Values, saved *models.Saved) error {
	if !may(user(c).Role, changeMeeting, m.Kind) {
		return nil
	}
	ctx := c.Request().Context()
	now, _, err := p.Store.SiteHosts(ctx, m.ID)
	if err != nil {
		return err
	}
	for i := range siteNumbers(form) {
		site := m.Site(form.Get(siteAt(i) + "key"))
		if site == nil || !form.Has(siteAt(i)+"host_user") {
			continue
		}
		host, _ := strconv.ParseInt(form.Get(siteAt(i)+"host_user"), 10, 64) // empty is nobody
		if host == now[site.ID] {
			continue
		}
		if err := p.Store.SetSiteHost(ctx, m.ID, site.Key, host, actor(c)); err != nil {
			return err
		}
		saved.Changed = append(saved.Changed, "sites")
	}
	return nil
}

// afterChange says what followed from a change: who got a place, how many
// mails go, and that there are too many people now.
func (p *Pages) afterChange(c echo.Context, pr *locale.Printer, before *models.MeetingPage, in models.MeetingInput, saved models.Saved, kept string) error {
	m := before.Meeting
	if len(saved.Changed) == 0 && kept != "" {
		return p.done(c, meetingPath(m.Slug), templates.OK, kept)
	}
	if len(saved.Changed) == 0 {
		return p.done(c, meetingPath(m.Slug), templates.Info, pr.T("desk_done.nothing_changed"))
	}
	text := pr.T("desk_done.changed")
	if in.Status != m.Status {
		text = pr.T("desk_done.status_" + string(in.Status))
	}
	after, err := p.Store.MeetingBySlug(c.Request().Context(), m.Slug, true)
	if err != nil {
		return err
	}
	if n := before.Waiting - after.Waiting; n > 0 {
		text += " " + pr.N("desk_done.promoted", n)
	}
	if n := surplus(after.Seats); n > 0 {
		text += " " + pr.N("desk_done.surplus", n)
	}
	return p.doneWithMails(c, pr, m, meetingPath(m.Slug), joined(" ", text, p.deadlineNote(pr, m, &in), kept))
}

// refuseMeeting shows the form again with everything typed.
func (p *Pages) refuseMeeting(c echo.Context, pr *locale.Printer, m *models.Meeting, form url.Values, wrong models.Problems) error {
	list, _ := problems(pr, wrong)
	return p.showMeetingForm(c, pr, m, templates.Form{Values: form, Errors: list}, http.StatusUnprocessableEntity)
}

// allProblems adds to what could not be read what models find wrong, a field
// once, in the order of the form.
func allProblems(in models.MeetingInput, wrong models.Problems) models.Problems {
	in.Sites, in.Programme = slices.Clone(in.Sites), slices.Clone(in.Programme)
	for _, e := range refusals(in.Check()) {
		if e.Key == "open_needs_date" {
			e.Field = "date"
		}
		if e.Field == "slug" {
			e.Field = "title"
		}
		of := strings.Replace(e.Field, "].venue.name", "].book", 1) // whose name comes from there
		if !slices.ContainsFunc(wrong, func(o *models.Error) bool { return o.Field == e.Field || o.Field == of }) {
			wrong = append(wrong, e)
		}
	}
	slices.SortStableFunc(wrong, func(a, b *models.Error) int { return fieldPlace(a.Field) - fieldPlace(b.Field) })
	return wrong
}

// fieldOrder is the order of the form.
var fieldOrder = []string{
	"kind", "title", "summary", "theme", "mail_text", "language", "date", "starts_at", "ends_at", "doors_open_at", "ends_on", "date_precision", "date_around", "date_text",
	"calendar_from", "sites", "registration_opens_on", "registration_opens_time", "registration_closes_on", "numbers_due_on",
	"visibility", "registration_mode", "waitlist_mode", "substitution_policy", "attendee_list_policy", "ask",
	"hosts", "contact.name", "contact.email", "contact.phone", "programme",
}

// fieldPlace orders fields; those of one block of sites stay together.
func fieldPlace(name string) int {
	if numbers := siteNumbers(url.Values{name: nil}); len(numbers) == 1 {
		return slices.Index(fieldOrder, "sites")*1000 + numbers[0]
	}
	if i := slices.Index(fieldOrder, name); i >= 0 {
		return i * 1000
	}
	return len(fieldOrder) * 1000
}
