package desk

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/templates"
)

// invitePage is the page desk_invitations_add: a filter over the directory,
// and whom it finds.
type invitePage struct {
	meetingPage
	Form    templates.Form // the filter, and what is put on the list
	Action  string
	Targets []templates.Option
	Kinds   []templates.Option // of positions
	Bodies  []templates.Option // kinds of organizations
	Groups  []templates.Option
	Sites   []templates.Option
	Person  bool          // people are looked for, not positions
	Kept    []hiddenField // the filter, for the form that adds
	Count   string
	Rows    []candidateRow
	AllURL  string
	All     bool
}

type candidateRow struct {
	models.Candidate
	Chosen bool
}

func inviteAddPath(slug string) string { return invitationsPath(slug) + "/kiezen" }

// AskInvitations is GET …/uitnodigingen/kiezen: wie=position or person, and
// filters; kies=alles ticks everybody who is found.
func (p *Pages) AskInvitations(c echo.Context) error {
	page, err := p.meeting(c)
	if err != nil {
		return err
	}
	values := c.QueryParams()
	if !values.Has("reserved") {
		values.Set("reserved", "yes")
	}
	return p.showCandidates(c, page.Meeting, values, nil, http.StatusOK)
}

// AddInvitations is POST …/uitnodigingen/kiezen with pick, reason, reserved and
// site.
func (p *Pages) AddInvitations(c echo.Context) error {
	form, page, err := p.posted(c)
	if err != nil {
		return err
	}
	m := page.Meeting
	pr := p.printer(c, m.Language)
	in := models.InvitationLines{Reason: form.Get("reason"), SiteKey: form.Get("site"), Reserved: web.Checked(form, "reserved")}
	for _, id := range numbers(form["pick"]) {
		in.Picks = append(in.Picks, models.InvitationPick{Target: targetOf(form), ID: id})
	}
	n, err := p.Store.AddInvitations(c.Request().Context(), m.ID, in, actor(c))
	if list, ok := problems(pr, err); ok {
		return p.showCandidates(c, m, form, list, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return p.done(c, invitationsPath(m.Slug), templates.OK, pr.N("desk_invitations.added", n))
}

func targetOf(values url.Values) models.InvitationTarget {
	if values.Get("wie") == string(models.InvitePerson) {
		return models.InvitePerson
	}
	return models.InvitePosition
}

func (p *Pages) showCandidates(c echo.Context, m *models.Meeting, values url.Values, wrong []templates.FieldError, status int) error {
	pr, ctx := p.printer(c, m.Language), c.Request().Context()
	group, _ := strconv.ParseInt(values.Get("groep"), 10, 64) // 0 is every group
	filter := models.Candidates{
		Target: targetOf(values), PositionKind: models.PositionKind(values.Get("functie")), OrganizationKind: models.OrganizationKind(values.Get("soort")),
		GroupID: group, Tag: values.Get("kennis"), Search: values.Get("zoek"),
	}
	found, err := p.Store.InvitationCandidates(ctx, m.ID, filter)
	if err != nil {
		return err
	}
	groups, err := p.Store.InvitableGroups(ctx)
	if err != nil {
		return err
	}
	base, err := p.meetingBase(c, pr, m, "people", pr.T("desk_invitations.add"))
	if err != nil {
		return err
	}
	base.Crumb = []templates.Crumb{{Text: pr.T("desk_tab.people"), URL: peoplePath(m.Slug)}, {Text: pr.T("desk_invitations.title"), URL: invitationsPath(m.Slug)}}
	base.Invalid = len(wrong) > 0
	page := invitePage{
		meetingPage: base, Form: templates.Form{Values: values, Errors: wrong}, Action: inviteAddPath(m.Slug), Person: filter.Target == models.InvitePerson,
		Targets: options(pr, "desk_invitations.target_", []models.InvitationTarget{models.InvitePosition, models.InvitePerson}),
		Kinds:   options(pr, "position_kind.", models.PositionKinds), Bodies: options(pr, "organization_kind.", models.OrganizationKinds),
		All: values.Get("kies") == "alles", Count: pr.N("desk_invitations.found", len(found)),
	}
	values.Set("wie", string(filter.Target))
	for _, g := range groups {
		page.Groups = append(page.Groups, templates.Option{Value: strconv.FormatInt(g.ID, 10), Label: g.Name})
	}
	if sites := m.OpenSites(); len(sites) > 1 {
		page.Sites = placeOptions(sites)
	}
	all := url.Values{"kies": {"alles"}}
	for _, name := range []string{"wie", "functie", "soort", "groep", "kennis", "zoek"} {
		if v := values.Get(name); v != "" {
			all.Set(name, v)
		}
	}
	page.Kept = hidden(all, "kies")
	page.AllURL = page.Action + "?" + all.Encode()
	for _, one := range found {
		one.Name = locale.Capital(one.Name)
		page.Rows = append(page.Rows, candidateRow{one, !one.OnList && (page.All || page.Form.Has("pick", strconv.FormatInt(one.ID, 10)))})
	}
	return p.Page(c, status, pr, "desk_invitations_add", page)
}

func placeOptions(sites []*models.Site) []templates.Option {
	var list []templates.Option
	for _, s := range sites {
		list = append(list, templates.Option{Value: s.Key, Label: s.Place()})
	}
	return list
}
