package public

import (
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/templates"
)

// signUpPage is the page signup_new.
type signUpPage struct {
	templates.Base
	Meeting    meetingView
	Action     string
	Form       templates.Form
	People     []personView
	Several    bool
	More       bool // there is room for one more person
	NextID     string
	Sites      []templates.Option
	Many       bool // so many sites that they are a list to pull down
	Other      []templates.Option
	Asked      []string // addresses that were asked about
	PrivacyURL string
	Known      []string // organizations to pick from
}

// personView is the fields of one person on a form. Prefix stands before
// their names.
type personView struct {
	Form       templates.Form
	Prefix     string
	Number     int // from 1; 0 in the short form
	Removable  bool
	Ask        askView
	Options    *personOptions
	Suggestion string
}

// askView is what a meeting asks beyond the short form.
type askView struct {
	JobTitle, Level, Represents, Mandated, Phone, Companion, Photo bool
	Diet                                                           bool // there is a table to eat at
}

// personOptions are the choices of a person's fields, shared by all.
type personOptions struct {
	Levels, Mandates, Constituencies, Diets, Sites []templates.Option
}

// WithoutPhone leaves out the phone number, which has a form of its own where
// what is known is not shown.
func (v personView) WithoutPhone() personView {
	v.Ask.Phone = false
	return v
}

// Name is how a field of this person is called.
func (v personView) Name(field string) string { return v.Prefix + field }

// Filled reports whether one of the fields holds something or has an error:
// the closed part it stands in then opens.
func (v personView) Filled(fields ...string) bool {
	for _, f := range fields {
		if v.Form.AnyFilled(v.Name(f)) || v.Form.AnyError(v.Name(f)) {
			return true
		}
	}
	return false
}

// Auto is the autocomplete token of a field: in a form for several people the
// browser would fill in the same person each time.
func (v personView) Auto(token string) string {
	if v.Number > 0 {
		return ""
	}
	return token
}

// Index is the number that the button to remove this person sends.
func (v personView) Index() int { return v.Number - 1 }

// groups names the checkboxes of these questions, for the hidden field has.
func (a askView) groups() string {
	var names []string
	for _, q := range []struct {
		on   bool
		name string
	}{{a.Represents, "represents"}, {a.Companion, "companion"}, {a.Photo, "photo_ok"}} {
		if q.on {
			names = append(names, q.name)
		}
	}
	return strings.Join(names, " ")
}

func asks(m *models.Meeting) askView {
	return askView{
		JobTitle: m.Asks("job_title"), Level: m.Asks("level"), Represents: m.Asks("represents"), Mandated: m.Asks("mandated"),
		Phone: m.Asks("phone"), Companion: m.Asks("companion"), Photo: m.Asks("photo_ok"), Diet: onsite(m),
	}
}

// onsite reports whether people can come to a building: an online meeting
// serves no food.
func onsite(m *models.Meeting) bool {
	return slices.ContainsFunc(m.OpenSites(), func(s *models.Site) bool { return s.Mode == models.Onsite })
}

func newPersonOptions(p *locale.Printer) *personOptions {
	return &personOptions{
		Levels: web.Levels(p), Mandates: web.Mandates(p), Constituencies: web.Constituencies(p), Diets: web.Diets(p),
	}
}

// signUpPage shows a form with what was typed and what is wrong with it.
func (p *Pages) signUpPage(c echo.Context, pr *locale.Printer, page *models.MeetingPage, f signUpForm) (signUpPage, error) {
	v := p.view(pr, page)
	known, err := p.Store.KnownOrganizations(c.Request().Context())
	if err != nil {
		return signUpPage{}, err
	}
	out := signUpPage{
		Base: web.Base(c, pr, pr.T("signup.title_of", "title", v.Title)), Meeting: v, Action: v.Path("aanmelden"),
		Form: templates.Form{Values: f.values}, Several: f.several, More: f.count < models.MaxPeople,
		Asked: f.values[askedAddress], PrivacyURL: "/privacy" + web.Query(c), Known: known,
	}
	out.Section, out.NoIndex = "meetings", !v.m.Listed()
	out.sites(f)
	options := newPersonOptions(pr)
	options.Sites = out.Sites
	for i := range f.count {
		view := personView{Form: out.Form, Ask: asks(v.m), Options: options}
		if f.several {
			view.Prefix, view.Number, view.Removable = personName(i, ""), i+1, f.count > 1
		}
		out.People = append(out.People, view)
	}
	next := f
	next.several = true
	out.NextID = out.Form.ID(next.name(f.count, "given_name"))
	return out, nil
}

// fewChoices is up to how many places are shown as cards on a form. More are a
// list to pull down, so that the send button stays near (contract).
const fewChoices = 3

// sites are the choices of a place. With one place there is nothing to
// choose; other places are offered when one is full.
func (page *signUpPage) sites(f signUpForm) {
	v := page.Meeting
	open := v.m.OpenSites()
	if len(open) < 2 {
		return
	}
	page.Many = len(open) > fewChoices
	page.Sites = v.siteOptions(page.Many)
	if (anyFull(v.m, v.seats) || len(filled(f.values["also_site"])) > 0) && v.m.WaitlistMode != models.WaitlistOff {
		for _, s := range open {
			page.Other = append(page.Other, templates.Option{Value: s.Key, Label: siteName(v.p, s)})
		}
	}
}

// siteOptions are the sites of a meeting as choices, with what is free. In a
// list to pull down the words stand in the label.
func (v meetingView) siteOptions(list bool) []templates.Option {
	var options []templates.Option
	for _, s := range v.m.OpenSites() {
		badge := v.siteBadge(s)
		o := templates.Option{Value: s.Key, Label: siteName(v.p, s)}
		if list {
			o.Label += " – " + badge.Text
		} else {
			o.Badge, o.Hint = badge, v.ownTimes(s)
			if siteFree(v.seats, s) == 0 && v.m.WaitlistMode != models.WaitlistOff {
				o.Badge = &templates.Badge{Tone: badge.Tone, Text: v.p.T("signup.to_waitlist")}
			}
		}
		options = append(options, o)
	}
	return options
}

// siteName is a site in a choice list: "Hengelo: De Gieterij".
func siteName(p *locale.Printer, s *models.Site) string {
	switch {
	case s.Mode == models.Online:
		return p.T("words.online_site")
	case s.Venue == nil:
		return s.Key
	case s.Venue.Town == "":
		return s.Venue.Name
	}
	return s.Venue.Town + ": " + s.Venue.Name
}

// ListID is the id of the list of organizations to pick from, if there is one.
func (page signUpPage) ListID() string {
	if len(page.Known) == 0 {
		return ""
	}
	return "organizations"
}

// Choice reports that a button which does something else stands before the one
// that sends.
func (page signUpPage) Choice() bool {
	return page.Several || slices.ContainsFunc(page.People, func(v personView) bool { return v.Suggestion != "" })
}

// AddAction is where the button for one more person sends the form: the
// browser then stands at the new fields.
func (page signUpPage) AddAction() string { return page.Action + "#" + page.NextID }

// show puts errors and questions on the page.
func (page *signUpPage) show(errors []templates.FieldError, asked []suggestion) {
	page.Invalid = len(errors) > 0
	page.Form.Errors = errors
	for i := range page.People {
		view := &page.People[i]
		view.Form = page.Form
		for _, s := range asked {
			if s.Field == view.Name("email") {
				view.Suggestion = s.Meant
			}
		}
	}
}
