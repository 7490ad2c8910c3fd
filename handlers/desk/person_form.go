package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/names"
	"bijeen/templates"
)

// personFormPage is the page desk_person_form: add somebody by phone, or
// correct what is there. Field names are those of the contract.
type personFormPage struct {
	meetingPage
	Form      templates.Form
	Heading   string
	Lead      string
	Action    string
	Send      string
	Version   string    // of the person as read; empty for a new one
	Conflict  *conflict // a colleague was first
	New       bool
	Closed    bool // the public cannot sign up any more (BR-15)
	MayMove   bool
	Overfull  bool // a full site was chosen: ask whether to overbook
	MoreSites bool // there is a choice
	Sites     []templates.Option
	Levels    []templates.Option
	Mandates  []templates.Option
	Roles     []templates.Option
	Names     []templates.Option // of constituencies
	Diets     []templates.Option
	Languages []templates.Option
}

// NewPerson is GET …/aanmeldingen/toevoegen.
func (p *Pages) NewPerson(c echo.Context) error {
	meeting, err := p.meeting(c)
	if err != nil {
		return err
	}
	if err := meeting.Meeting.SignUpOpen(p.Store.Now(), meeting.Seats, true); err != nil {
		return err
	}
	form := templates.Form{Values: url.Values{"language": {meeting.Meeting.Language}, "site": {c.QueryParam("locatie")}}}
	return p.showNewPerson(c, meeting, form, http.StatusOK)
}

func (p *Pages) showNewPerson(c echo.Context, meeting *models.MeetingPage, form templates.Form, status int) error {
	m := meeting.Meeting
	pr := p.printer(c, m.Language)
	page, err := p.personFormPage(c, pr, meeting, form, pr.T("desk_add.title"))
	if err != nil {
		return err
	}
	page.New, page.Lead, page.Send, page.Action = true, pr.T("desk_add.lead"), pr.T("desk_add.send"), peoplePath(m.Slug)+"/toevoegen"
	page.Closed = m.SignUpOpen(p.Store.Now(), meeting.Seats, false) != nil
	return p.Page(c, status, pr, "desk_person_form", page)
}

func (p *Pages) personFormPage(c echo.Context, pr *locale.Printer, meeting *models.MeetingPage, form templates.Form, title string) (*personFormPage, error) {
	m := meeting.Meeting
	base, err := p.meetingBase(c, pr, m, "people", title)
	if err != nil {
		return nil, err
	}
	base.Invalid = len(form.Errors) > 0
	base.Crumb = []templates.Crumb{{Text: pr.T("desk_tab.people"), URL: peoplePath(m.Slug)}}
	page := &personFormPage{
		meetingPage: base, Form: form, Heading: title, MayMove: true,
		Levels: options(pr, "level.", models.Levels), Mandates: options(pr, "mandated.", []string{"yes", "no", "unknown"}),
		Roles: options(pr, "desk_role.", models.Roles), Languages: options(pr, "desk_language.", []string{"nl", "en"}),
		Sites: siteOptions(pr, meeting), Names: constituencyOptions(pr),
		Overfull: form.AnyError("overbook", "reason") || form.AnyFilled("overbook"),
	}
	page.MoreSites = len(page.Sites) > 1
	for _, code := range models.DietCodes {
		page.Diets = append(page.Diets, templates.Option{Value: code, Label: dietLabel(pr, code)})
	}
	return page, nil
}

func siteOptions(pr *locale.Printer, meeting *models.MeetingPage) []templates.Option {
	var list []templates.Option
	for _, s := range meeting.Meeting.OpenSites() {
		badge := &templates.Badge{Tone: templates.Warning, Text: pr.T("seats.full")}
		if free := meeting.Seats[s.ID].Free(); free > 0 {
			badge = &templates.Badge{Tone: templates.OK, Text: pr.N("seats.free", free)}
		}
		list = append(list, templates.Option{Value: s.Key, Label: siteName(pr, s), Badge: badge})
	}
	return list
}

func constituencyOptions(pr *locale.Printer) []templates.Option {
	var list []templates.Option
	for _, k := range models.Constituencies() {
		list = append(list, templates.Option{Value: k.Code, Label: k.Choice(pr.Lang())})
	}
	return list
}

// AddPerson is POST …/aanmeldingen/toevoegen: sign somebody up by phone,
// also after closing (BR-15), and over the capacity with a reason (I1).
func (p *Pages) AddPerson(c echo.Context) error {
	form, meeting, err := p.posted(c)
	if err != nil {
		return err
	}
	m := meeting.Meeting
	pr := p.printer(c, m.Language)
	refuse := func(list []templates.FieldError) error {
		return p.showNewPerson(c, meeting, templates.Form{Values: form, Errors: list}, http.StatusUnprocessableEntity)
	}
	a := attendee(form)
	if list := overbookProblem(pr, a.Overbook, a.Reason); len(list) > 0 {
		return refuse(list)
	}
	out, err := p.Store.SignUp(c.Request().Context(), models.SignUp{
		MeetingID: m.ID, People: []models.Attendee{a}, Language: form.Get("language"), Source: models.SourceOrganizer, By: actor(c),
	})
	if list, ok := p.personProblems(pr, err); ok {
		return refuse(list)
	}
	if err != nil {
		return err
	}
	name := names.Name{Given: a.GivenName, Prefix: a.SurnamePrefix, Surname: a.Surname}.Full()
	return p.doneAdding(c, pr, m, out[0], name)
}

func (p *Pages) doneAdding(c echo.Context, pr *locale.Printer, m *models.Meeting, out models.Outcome, name string) error {
	tone, key := templates.OK, "desk_done.added_"+string(out.Status)
	switch {
	case out.Known:
		tone, key = templates.Info, "desk_done.added_known"
	case out.Status != models.Registered:
		tone = templates.Warning
	}
	return p.done(c, personPath(m.Slug, out.RegistrationID), tone, pr.T(key, "name", name))
}

// personProblems puts a refusal that everything is full at the choice to
// overbook.
func (p *Pages) personProblems(pr *locale.Printer, err error) ([]templates.FieldError, bool) {
	if list, ok := problems(pr, err); ok {
		return list, true
	}
	for _, e := range refusals(err) {
		if e.Key == "meeting_full" || e.Key == "building_full" {
			return []templates.FieldError{{Name: "overbook", Text: pr.T("desk_error." + e.Key)}}, true
		}
	}
	return nil, false
}

// overbookProblem asks for a reason, which goes into the history.
func overbookProblem(pr *locale.Printer, overbook bool, reason string) []templates.FieldError {
	if overbook && names.CleanLine(reason) == "" {
		return []templates.FieldError{{Name: "reason", Text: pr.T("desk_error.reason_missing")}}
	}
	return nil
}

// attendee reads the fields of one person.
func attendee(form url.Values) models.Attendee {
	return models.Attendee{
		GivenName: form.Get("given_name"), SurnamePrefix: form.Get("surname_prefix"), PrefixKnown: strings.TrimSpace(form.Get("surname_prefix")) != "",
		Surname: form.Get("surname"), Email: form.Get("email"), Organization: form.Get("organization"), JobTitle: form.Get("job_title"),
		Level: models.Level(form.Get("level")), Site: form.Get("site"), Represents: represents(form), Mandated: models.Mandated(form.Get("mandated")),
		Phone: form.Get("phone"), Companion: web.Checked(form, "companion"), PhotoOK: web.Checked(form, "photo_ok"), Diet: form["diet"],
		DietOther: form.Get("diet_other"), Access: form.Get("access"), NeedsConsent: web.Checked(form, "needs_consent"),
		Remarks: form.Get("remarks"), Role: models.Role(form.Get("role")), Overbook: web.Checked(form, "overbook"), Reason: names.CleanLine(form.Get("reason")),
	}
}

// represents is whom somebody speaks for, the own one first: the form has
// that in a field of its own, because its order counts.
func represents(form url.Values) []string {
	var codes []string
	for _, code := range append([]string{form.Get("represents_own")}, form["represents"]...) {
		if code != "" && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return codes
}
