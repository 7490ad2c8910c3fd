package public

import (
	"html/template"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/directory"
	"bijeen/templates"
)

func (p *Pages) groups() directory.Groups { return directory.Groups{Store: p.Store} }

// groupsPage is the page group_list.
type groupsPage struct {
	templates.Base
	Rows []groupLine
}

type groupLine struct {
	Name, Kind, URL, Lead string
	Calling               bool
}

// ShowGroups answers GET /groepen: the groups with a page of their own; 404
// while there is none.
func (p *Pages) ShowGroups(c echo.Context) error {
	list, err := p.groups().Public(c.Request().Context())
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return echo.ErrNotFound
	}
	pr := web.Printer(c, "")
	page := groupsPage{Base: web.Base(c, pr, pr.T("groups.title"))}
	page.Section, page.Groups, page.Summary = "groups", true, pr.T("groups.lead")
	for _, g := range list {
		page.Rows = append(page.Rows, groupLine{
			Name: g.Name, Kind: groupKind(pr, g), URL: groupPath(g) + web.Query(c), Lead: firstWords(g.Purpose), Calling: g.CallOpen,
		})
	}
	return p.Page(c, http.StatusOK, pr, "group_list", page)
}

func groupPath(g *models.Group) string { return "/groepen/" + g.Slug }

// groupKind is the kind of a group with its number: "Ontwikkeltafel 2".
func groupKind(pr *locale.Printer, g *models.Group) string {
	kind := locale.Capital(pr.T("group_kind." + string(g.Kind)))
	if g.Number > 0 {
		kind += " " + pr.Number(g.Number)
	}
	return kind
}

// firstWords are some words of a text, for a list.
func firstWords(markdown string) string { return web.Cut(templates.Plain(markdown), 160) }

// groupPage is the page group_show.
type groupPage struct {
	templates.Base
	Name, Kind string
	Purpose    template.HTML
	Parent     templates.Crumb
	Children   []templates.Crumb
	Leads      []leadLine
	Meetings   []templates.MeetingItem
	Contact    contactView
	Updated    time.Time
	Call       template.HTML
	Help       string // address of the form; empty while nobody is asked
	Back       string
	Sent       bool // somebody just offered help
}

type leadLine struct{ Name, Organization, Email string }

// ShowGroup answers GET /groepen/:slug: what a group does, who leads it and
// its meetings.
func (p *Pages) ShowGroup(c echo.Context) error {
	g, err := p.groups().PublicPage(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	pr := web.Printer(c, "")
	page := groupPage{
		Base: web.Base(c, pr, g.Group.Name), Name: g.Group.Name, Kind: groupKind(pr, g.Group), Purpose: templates.Markdown(g.Group.Purpose, 1),
		Updated: g.Group.UpdatedAt.In(p.Store.Zone()), Back: "/groepen" + web.Query(c), Sent: c.QueryParam("verstuurd") != "",
	}
	page.Section, page.Groups, page.Summary = "groups", true, firstWords(g.Group.Purpose)
	crumb := func(o *models.Group) templates.Crumb {
		return templates.Crumb{Text: o.Name, URL: groupPath(o) + web.Query(c)}
	}
	if g.Parent != nil {
		page.Parent = crumb(g.Parent)
	}
	for _, child := range g.Children {
		page.Children = append(page.Children, crumb(child))
	}
	for _, r := range g.Roles {
		line := leadLine{Name: directory.PersonName(&r.Person), Organization: r.Organization}
		if r.ShowEmail {
			line.Email = r.Person.Email
		}
		page.Leads = append(page.Leads, line)
	}
	for _, m := range g.Meetings {
		v := p.view(pr, m)
		page.Meetings = append(page.Meetings, v.item())
		if page.Contact.Email == "" {
			page.Contact = v.Contact
		}
	}
	if g.Group.CallOpen {
		page.Call, page.Help = templates.Markdown(g.Group.CallText, 2), groupPath(g.Group)+"/meehelpen"+web.Query(c)
	}
	return p.Page(c, http.StatusOK, pr, "group_show", page)
}

// helpPage is the page group_help: the form of who offers to help, or why
// there is none.
type helpPage struct {
	templates.Base
	Form       templates.Form
	Group      string
	Back       string
	Action     string
	Closed     bool
	Asked      []string
	Suggestion string
	PrivacyURL string
}

// NewHelp answers GET /groepen/:slug/meehelpen.
func (p *Pages) NewHelp(c echo.Context) error {
	return p.showHelp(c, http.StatusOK, templates.Form{Values: url.Values{}}, nil)
}

// CreateHelp answers POST /groepen/:slug/meehelpen: 303 to the group, or 422
// and the same form; 409 when the call has closed.
func (p *Pages) CreateHelp(c echo.Context) error {
	values, err := web.PostForm(c)
	if err != nil {
		return err
	}
	slug, pr := c.Param("slug"), web.Printer(c, "")
	done := func() error {
		to := url.Values{"verstuurd": {"1"}}
		if asked := web.Asked(c); asked != "" {
			to.Set("taal", asked)
		}
		return web.Redirect(c, "/groepen/"+url.PathEscape(slug)+"?"+to.Encode())
	}
	if values.Get("website") != "" { // the trap: a robot gets what it expects
		if _, err := p.groups().PublicPage(c.Request().Context(), slug); err != nil {
			return err
		}
		return done()
	}
	takeSuggestion(values)
	f, err := readSignUp(values)
	if err != nil {
		return err
	}
	in := directory.OfferInput{
		GivenName: f.get(0, "given_name"), Surname: f.get(0, "surname"), Email: f.get(0, "email"), Organization: f.get(0, "organization"),
		Message: values.Get("message"), Language: pr.Lang(),
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	wrong := f.misshapen()
	if wrong == nil {
		wrong = in.Check()
	}
	asked := suggestions(values, "email")
	if wrong == nil && len(asked) == 0 {
		if wrong = p.groups().Offer(c.Request().Context(), slug, in); wrong == nil {
			return done()
		}
	}
	if kind := models.KindOf(wrong); wrong != nil && kind != models.Invalid && kind != models.Conflict {
		return wrong
	}
	list, _ := web.Problems(pr, wrong)
	return p.showHelp(c, http.StatusUnprocessableEntity, templates.Form{Values: values, Errors: questions(pr, asked, list)}, asked)
}

// showHelp shows the form, or with 409 that the call has closed.
func (p *Pages) showHelp(c echo.Context, status int, form templates.Form, asked []suggestion) error {
	g, err := p.groups().PublicPage(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	pr := web.Printer(c, "")
	page := helpPage{
		Base: web.Base(c, pr, pr.T("groups.help_of", "group", g.Group.Name)), Form: form, Group: g.Group.Name,
		Back: groupPath(g.Group) + web.Query(c), Action: groupPath(g.Group) + "/meehelpen" + web.Query(c),
		Closed: !g.Group.CallOpen, Asked: form.Values[askedAddress], PrivacyURL: "/privacy" + web.Query(c),
	}
	for _, s := range asked {
		page.Suggestion = s.Meant
	}
	page.Section, page.Groups, page.NoIndex, page.Invalid = "groups", true, true, len(form.Errors) > 0
	if page.Closed {
		status, page.Form, page.Invalid = http.StatusConflict, templates.Form{}, false
	}
	return p.Page(c, status, pr, "group_help", page)
}
