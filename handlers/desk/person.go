package desk

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/templates"
)

// personPage is the page desk_person: everything about one registration.
type personPage struct {
	meetingPage
	Name     string
	Status   templates.Badge
	Rows     []dataRow
	Actions  []step
	Doubles  []personLink
	Compare  string // where they stand beside each other; empty for who may not help
	History  []historyRow
	Messages []messageRow
	HasNeeds bool
	NeedsURL string // empty for a role that may not see them
	MayHelp  bool
}

// dataRow is one fact about somebody.
type dataRow struct{ Key, Value string }

type personLink struct{ Name, URL, Note string }

// ShowPerson is GET …/aanmeldingen/:id.
func (p *Pages) ShowPerson(c echo.Context) error {
	d, err := p.anybody(c)
	if err != nil {
		return err
	}
	m, r := d.Meeting, d.Registration
	pr, role := p.printer(c, m.Language), user(c).Role
	name := orForgotten(pr, r.Name().Full())
	base, err := p.meetingBase(c, pr, m, "people", name)
	if err != nil {
		return err
	}
	base.Crumb = []templates.Crumb{{Text: pr.T("desk_tab.people"), URL: peoplePath(m.Slug)}}
	page := personPage{
		meetingPage: base, Name: name, Status: statusBadge(pr, r.Status, d.Position), Rows: p.facts(pr, d),
		HasNeeds: d.HasNeeds || d.HasRemarks, MayHelp: r.PersonID != nil && may(role, helpPeople, m.Kind), History: p.historyRows(pr, m.Slug, d.History, true, false),
	}
	if page.HasNeeds && may(role, seeNeeds, m.Kind) {
		page.NeedsURL = personPath(m.Slug, r.ID) + "/wensen"
	}
	if page.MayHelp {
		page.Actions = p.personSteps(pr, d)
		page.Compare = withQuery(doublesPath(m.Slug), "persoon", strconv.FormatInt(r.ID, 10))
	}
	for _, o := range d.Doubles {
		page.Doubles = append(page.Doubles, personLink{Name: o.Name().Full(), URL: personPath(m.Slug, o.ID), Note: o.Email})
	}
	for i := range d.Messages {
		page.Messages = append(page.Messages, p.messageRow(pr, m.Slug, deskview.MessageRow{Message: d.Messages[i]}))
	}
	return p.Page(c, http.StatusOK, pr, "desk_person", page)
}

// orForgotten is a name, or the words for somebody who was forgotten (BR-77).
func orForgotten(pr *locale.Printer, name string) string {
	if name == "" {
		return pr.T("desk_person.forgotten")
	}
	return name
}

// person reads the registration of the address, to do something about it: for
// somebody who was forgotten there is nothing to do.
func (p *Pages) person(c echo.Context) (*deskview.Person, error) {
	d, err := p.anybody(c)
	if err == nil && d.Registration.PersonID == nil {
		return nil, &models.Error{Kind: models.Gone, Key: "registration_forgotten"}
	}
	return d, err
}

// anybody reads the registration of the address, also of somebody who was
// forgotten.
func (p *Pages) anybody(c echo.Context) (*deskview.Person, error) {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return nil, &models.Error{Kind: models.NotFound, Key: "registration_not_found"}
	}
	return p.view.Person(c.Request().Context(), c.Param("slug"), id)
}

// facts are what was typed and decided, in the order of the form; what is
// empty is left out.
func (p *Pages) facts(pr *locale.Printer, d *deskview.Person) []dataRow {
	r := d.Registration
	var rows []dataRow
	add := func(key, value string) {
		if value != "" {
			rows = append(rows, dataRow{pr.T("desk_person." + key), value})
		}
	}
	add("email", r.Email)
	add("phone", r.Phone)
	add("organization", r.Organization)
	add("job_title", r.JobTitle)
	if r.Level != "" {
		add("level", pr.T("level."+string(r.Level)))
	}
	add("represents", representsText(pr, d.Represents))
	if r.Mandated != "" {
		add("mandated", pr.T("mandated."+string(r.Mandated)))
	}
	if r.Role != models.Participant {
		add("role", pr.T("desk_role."+string(r.Role)))
	}
	if d.Site != nil {
		add("site", d.Site.Place())
	}
	add("also", p.otherSites(d))
	if d.Wanted != nil {
		add("wanted", d.Wanted.Place())
	}
	if r.OfferExpiresAt != nil && r.Status == models.Offered {
		add("reply_by", pr.Moment(p.local(*r.OfferExpiresAt)))
	}
	if r.Companion {
		add("companion", pr.T("desk_person.companion_yes"))
	}
	if r.PersonID != nil { // what was said about photos is forgotten too
		add("photo", pr.T(fmt.Sprintf("desk_person.photo_%t", r.PhotoOK)))
	}
	add("language", pr.T("desk_language."+r.Language))
	return append(rows, p.origin(pr, d)...)
}

// otherSites are the sites somebody who waits would take besides the first.
func (p *Pages) otherSites(d *deskview.Person) string {
	var names []string
	for i, s := range d.Accepts {
		if i > 0 {
			names = append(names, s.Place())
		}
	}
	return joined("; ", names...)
}

// origin says how the registration came in.
func (p *Pages) origin(pr *locale.Printer, d *deskview.Person) []dataRow {
	r := d.Registration
	source := string(r.Source)
	if r.SubstitutesID != nil {
		source = "substitute" // the source is that of who was replaced
	}
	came := pr.T("desk_source."+source) + ", " + pr.Moment(p.local(r.CreatedAt))
	if d.RegisteredBy != "" {
		came = d.RegisteredBy + ": " + came
	}
	rows := []dataRow{{pr.T("desk_person.came"), came}}
	if r.BookedByEmail != "" {
		rows = append(rows, dataRow{pr.T("desk_person.booked_by"), joined(", ", r.BookedByName, r.BookedByEmail)})
	}
	if d.Replaces != nil {
		rows = append(rows, dataRow{pr.T("desk_person.replaces"), orForgotten(pr, d.Replaces.Name().Full())})
	}
	if d.ReplacedBy != nil {
		rows = append(rows, dataRow{pr.T("desk_person.replaced_by"), orForgotten(pr, d.ReplacedBy.Name().Full())})
	}
	return rows
}

// personSteps are the things that can be done for somebody now.
func (p *Pages) personSteps(pr *locale.Printer, d *deskview.Person) []step {
	r, path := d.Registration, personPath(d.Meeting.Slug, d.Registration.ID)
	if !r.Status.Active() {
		return nil
	}
	phase := d.Meeting.Phase(p.Store.Now())
	going := phase != models.PhasePast && phase != models.PhaseCancelled
	var list []step
	add := func(when bool, s step, key string) {
		if when {
			s.Text = pr.T("desk_person." + key)
			list = append(list, s)
		}
	}
	add(r.Status == models.Pending, step{To: path + "/goedkeuren", Icon: "check", Main: true}, "do_approve")
	add(r.Status == models.Pending, step{URL: path + "/afwijzen", Icon: "x", Negative: true}, "do_reject")
	add(true, step{URL: path + "/wijzigen", Icon: "edit", Main: r.Status != models.Pending}, "do_edit")
	add(going, step{To: path + "/mail", Icon: "mail-forward"}, "do_mail")
	add(p.linkWorks(d), step{URL: path + "/nieuwe-link", Icon: "key"}, "do_link")
	add(going && r.Status == models.Registered, step{URL: path + "/vervangen", Icon: "replace"}, "do_substitute")
	priority := "do_priority"
	if r.Priority < 0 {
		priority = "do_priority_take"
	}
	add(going && r.WaitlistedAt != nil, step{URL: path + "/voorrang", Icon: "arrow-right"}, priority)
	add(going, step{URL: path + "/afmelden", Icon: "user-x", Negative: true}, "do_cancel_"+string(r.Status))
	return list
}

// needsPage is the page desk_needs.
type needsPage struct {
	meetingPage
	Name string
	Rows []dataRow
}

// ShowNeeds is GET …/aanmeldingen/:id/wensen: what somebody gave about food
// and access. Who opens it stands in the log.
func (p *Pages) ShowNeeds(c echo.Context) error {
	d, err := p.person(c)
	if err != nil {
		return err
	}
	if !d.HasNeeds && !d.HasRemarks {
		return &models.Error{Kind: models.NotFound, Key: "needs_not_found"}
	}
	if c.Request().Method == http.MethodHead {
		return c.NoContent(http.StatusOK)
	}
	m, r := d.Meeting, d.Registration
	n, err := p.Store.NeedsOf(c.Request().Context(), m.Slug, r.ID, models.ExportLog{UserID: &user(c).ID, Who: user(c).Name})
	if err != nil {
		return err
	}
	pr := p.printer(c, m.Language)
	base, err := p.meetingBase(c, pr, m, "people", pr.T("desk_needs.title"))
	if err != nil {
		return err
	}
	base.Crumb = []templates.Crumb{{Text: pr.T("desk_tab.people"), URL: peoplePath(m.Slug)}, {Text: r.Name().Full(), URL: personPath(m.Slug, r.ID)}}
	return p.Page(c, http.StatusOK, pr, "desk_needs", needsPage{meetingPage: base, Name: r.Name().Full(), Rows: needsRows(pr, n)})
}

func needsRows(pr *locale.Printer, n *models.Needs) []dataRow {
	var diets []string
	for _, code := range strings.Fields(n.Diet) {
		diets = append(diets, dietLabel(pr, code))
	}
	var rows []dataRow
	for _, row := range []dataRow{
		{pr.T("desk_needs.diet"), joined(", ", append(diets, n.DietOther)...)},
		{pr.T("desk_needs.access"), n.Access},
		{pr.T("desk_needs.remarks"), n.Remarks},
	} {
		if row.Value != "" {
			rows = append(rows, row)
		}
	}
	return rows
}

// dietLabel is the word for a diet. "other" is no key of a sentence, because
// the sentence files use it for plurals.
func dietLabel(pr *locale.Printer, code string) string {
	if code == "other" {
		code = "different"
	}
	return pr.T("diet." + code)
}
