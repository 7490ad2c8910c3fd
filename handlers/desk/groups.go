package desk

import (
	"html/template"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/directory"
	"bijeen/templates"
)

const (
	groupsPath   = "/beheer/adresboek/groepen"
	newGroupPath = groupsPath + "/nieuw"
	groupRoute   = groupsPath + "/:id"
	roleRoute    = groupRoute + "/rollen/:role"
)

// groupRoutes are the pages of groups.
func groupRoutes() []route {
	return []route{
		{method: get, path: groupsPath, asks: keepDirectory, handle: (*Pages).ShowGroups},
		{method: get, path: newGroupPath, asks: keepDirectory, handle: (*Pages).NewGroup},
		{method: post, path: newGroupPath, asks: keepDirectory, handle: (*Pages).SaveGroup},
		{method: get, path: groupRoute, asks: keepDirectory, handle: (*Pages).ShowGroup},
		{method: get, path: groupRoute + "/wijzigen", asks: keepDirectory, handle: (*Pages).EditGroup},
		{method: post, path: groupRoute + "/wijzigen", asks: keepDirectory, handle: (*Pages).SaveGroup},
		{method: get, path: groupRoute + "/rollen", asks: keepDirectory, handle: (*Pages).NewRole},
		{method: post, path: groupRoute + "/rollen", asks: keepDirectory, handle: (*Pages).SaveRole},
		{method: get, path: roleRoute, asks: keepDirectory, handle: (*Pages).EditRole},
		{method: post, path: roleRoute, asks: keepDirectory, handle: (*Pages).SaveRole},
		{method: post, path: roleRoute + "/weg", asks: keepDirectory, handle: (*Pages).RemoveRole},
		{method: get, path: groupRoute + "/aanbod", asks: keepDirectory, handle: (*Pages).ShowOffers},
		{method: post, path: groupRoute + "/aanbod", asks: keepDirectory, handle: (*Pages).AnswerOffers},
	}
}

// groups are the verbs of groups.
func (p *Pages) groups() directory.Groups { return directory.Groups{Store: p.Store} }

func groupPath(id int64) string { return groupsPath + "/" + strconv.FormatInt(id, 10) }

// groupsPage is the page desk_groups.
type groupsPage struct {
	templates.Base
	Chips []chip
	New   string
	Rows  []groupLine
}

type groupLine struct {
	Name, Kind, URL, Leads, Members string
	Badges                          []templates.Badge
	Offers                          string // how many wait for an answer; empty for none
	OffersURL                       string
}

// ShowGroups is GET /beheer/adresboek/groepen.
func (p *Pages) ShowGroups(c echo.Context) error {
	pr := p.printer(c, "")
	list, err := p.groups().List(c.Request().Context())
	if err != nil {
		return err
	}
	base, err := p.base(c, pr, pr.T("desk_groups.title"))
	if err != nil {
		return err
	}
	page := groupsPage{Base: base, New: newGroupPath, Chips: directoryChips(pr, groupsPath)}
	for _, g := range list {
		line := groupLine{
			Name: g.Name, Kind: groupKind(pr, g.Group), URL: groupPath(g.ID), Leads: strings.Join(g.Leads, ", "),
			Members: pr.N("desk_groups.people", g.Members), Badges: p.groupBadges(pr, g.Group),
		}
		if g.Open > 0 {
			line.Offers, line.OffersURL = pr.N("desk_groups.offers", g.Open), groupPath(g.ID)+"/aanbod"
		}
		page.Rows = append(page.Rows, line)
	}
	return p.Page(c, http.StatusOK, pr, "desk_groups", page)
}

// groupKind is the kind of a group with its number: "Ontwikkeltafel 2".
func groupKind(pr *locale.Printer, g *models.Group) string {
	kind := locale.Capital(pr.T("group_kind." + string(g.Kind)))
	if g.Number > 0 {
		kind += " " + strconv.Itoa(g.Number)
	}
	return kind
}

// groupBadges are the states of a group in words.
func (p *Pages) groupBadges(pr *locale.Printer, g *models.Group) []templates.Badge {
	var list []templates.Badge
	add := func(is bool, tone templates.Tone, key string) {
		if is {
			list = append(list, templates.Badge{Tone: tone, Text: pr.T("desk_groups." + key)})
		}
	}
	ended := g.EndedOn != "" && g.EndedOn < p.Store.Today()
	add(ended, templates.Neutral, "ended")
	add(!ended && g.Public, templates.Info, "public")
	add(!ended && g.CallOpen, templates.OK, "calling")
	return list
}

// groupPage is the page desk_group: one group with who has which role.
type groupPage struct {
	templates.Base
	Name, Kind  string
	Badges      []templates.Badge
	Edit        string
	AddRole     string
	Offers      string // address of the offers; empty when there never was one
	OffersText  string
	Public      string // address for everybody; empty when hidden
	Purpose     template.HTML
	Parent      templates.Crumb
	Children    []templates.Crumb
	Former      []string
	Roles, Past []roleLine
	Missing     string // for whom nobody sits there; empty: for nobody
	Changed     string
	History     []historyRow
}

type roleLine struct {
	Name, Organization, Role, Behalf, Days, URL string
	Shown                                       bool // the address stands on the public page
}

// ShowGroup is GET /beheer/adresboek/groepen/:id.
func (p *Pages) ShowGroup(c echo.Context) error {
	g, err := p.groups().Page(c.Request().Context(), idOf(c))
	if err != nil {
		return err
	}
	pr := p.printer(c, "")
	base, err := p.base(c, pr, g.Group.Name)
	if err != nil {
		return err
	}
	path := groupPath(g.Group.ID)
	page := groupPage{
		Base: base, Name: g.Group.Name, Kind: groupKind(pr, g.Group), Badges: p.groupBadges(pr, g.Group), Edit: path + "/wijzigen",
		AddRole: path + "/rollen", Purpose: templates.Markdown(g.Group.Purpose, 1), Missing: unseated(pr, g),
		Changed: pr.T("desk_groups.changed", "when", pr.Moment(p.local(g.Group.UpdatedAt))), History: p.deskRows(pr, g.History),
	}
	if g.Group.Public {
		page.Public = "/groepen/" + g.Group.Slug
	}
	if g.Parent != nil {
		page.Parent = templates.Crumb{Text: g.Parent.Name, URL: groupPath(g.Parent.ID)}
	}
	for _, child := range g.Children {
		page.Children = append(page.Children, templates.Crumb{Text: child.Name, URL: groupPath(child.ID)})
	}
	for _, n := range g.Names {
		page.Former = append(page.Former, pr.T("desk_groups.former", "name", n.Name, "date", spokenDate(pr, n.UntilOn)))
	}
	open := 0
	for _, o := range g.Offers {
		if o.State == models.OfferOpen {
			open++
		}
	}
	if len(g.Offers) > 0 {
		page.Offers, page.OffersText = path+"/aanbod", pr.N("desk_groups.offers", open)
	}
	for _, r := range g.Roles {
		if line := newRoleLine(pr, path, r); r.InForce {
			page.Roles = append(page.Roles, line)
		} else {
			page.Past = append(page.Past, line)
		}
	}
	return p.Page(c, http.StatusOK, pr, "desk_group", page)
}

// unseated says for which municipalities and sectors nobody sits in a group.
func unseated(pr *locale.Printer, g *directory.GroupPage) string {
	var list []string
	for _, c := range g.Missing() {
		list = append(list, c.Choice(pr.Lang()))
	}
	return strings.Join(list, ", ")
}

func newRoleLine(pr *locale.Printer, path string, r directory.RoleRow) roleLine {
	line := roleLine{
		Name: directory.PersonName(&r.Person), Organization: r.Organization, Role: pr.T("group_role." + string(r.Role)),
		Days: heldDays(pr, r.FromOn, r.UntilOn), URL: path + "/rollen/" + strconv.FormatInt(r.ID, 10), Shown: r.ShowEmail,
	}
	if c, ok := models.ConstituencyByCode(r.OnBehalfOf); ok {
		line.Behalf = c.Choice(pr.Lang())
	}
	return line
}

// ShowOffers is GET /beheer/adresboek/groepen/:id/aanbod.
func (p *Pages) ShowOffers(c echo.Context) error {
	return p.showOffers(c, http.StatusOK, templates.Form{})
}

// offersPage is the page desk_group_offers: who offers to help.
type offersPage struct {
	templates.Base
	Form     templates.Form
	Name     string
	Back     string
	Action   string
	Open     []templates.Option
	Answered []offerLine
}

type offerLine struct {
	Name, When string
	State      templates.Badge
}

func (p *Pages) showOffers(c echo.Context, status int, form templates.Form) error {
	g, err := p.groups().Page(c.Request().Context(), idOf(c))
	if err != nil {
		return err
	}
	pr := p.printer(c, "")
	base, err := p.base(c, pr, pr.T("desk_offers.title"))
	if err != nil {
		return err
	}
	page := offersPage{Base: base, Form: form, Name: g.Group.Name, Back: groupPath(g.Group.ID), Action: groupPath(g.Group.ID) + "/aanbod"}
	page.Invalid = len(form.Errors) > 0
	for _, o := range g.Offers {
		name := joined(", ", o.Name().Full(), o.Organization)
		if o.State == models.OfferOpen {
			page.Open = append(page.Open, templates.Option{
				Value: strconv.FormatInt(o.ID, 10), Label: name,
				Hint: joined(" · ", o.Email, pr.T("desk_offers.at", "when", pr.Moment(p.local(o.CreatedAt))), strings.Join(strings.Fields(o.Message), " ")),
			})
			continue
		}
		badge := templates.Badge{Tone: templates.Neutral, Text: pr.T("desk_offers.thanked")}
		if o.State == models.OfferAccepted {
			badge = templates.Badge{Tone: templates.OK, Text: pr.T("desk_offers.accepted")}
		}
		page.Answered = append(page.Answered, offerLine{Name: name, When: pr.Moment(p.localOf(o.AnsweredAt)), State: badge})
	}
	return p.Page(c, status, pr, "desk_group_offers", page)
}

// AnswerOffers is POST /beheer/adresboek/groepen/:id/aanbod: those chosen
// become members, or are thanked, each with a mail.
func (p *Pages) AnswerOffers(c echo.Context) error {
	values, err := web.PostForm(c)
	if err != nil {
		return err
	}
	in := directory.AnswerInput{Accept: values.Get("do") == "accept", Text: values.Get("text"), Offers: numbers(values["offers"])}
	pr := p.printer(c, "")
	done, err := p.groups().AnswerOffers(c.Request().Context(), idOf(c), in, actor(c))
	if list, ok := problems(pr, err); ok {
		return p.showOffers(c, http.StatusUnprocessableEntity, templates.Form{Values: values, Errors: list})
	}
	if err != nil {
		return err
	}
	tone, key := templates.OK, "desk_offers.done_thanked"
	if in.Accept {
		key = "desk_offers.done_accepted"
	}
	text := pr.N(key, done.Done)
	if done.Before > 0 {
		tone = templates.Warning
		text += " " + pr.N("desk_offers.done_before", done.Before)
	}
	return p.done(c, groupPath(idOf(c))+"/aanbod", tone, text)
}
