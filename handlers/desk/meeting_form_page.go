package desk

import (
	"cmp"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/templates"
)

// meetingFormPage is the page desk_meeting_form: one meeting on one page.
type meetingFormPage struct {
	meetingPage
	keeping
	Form      templates.Form
	Heading   string
	Action    string
	Version   string
	Address   string // of the public page; empty for a new meeting
	Delay     string // how long mails about a change wait; empty when they go at once
	TextsOnly bool   // for editors
	Draft     bool   // can be announced or opened in one go
	ByInvite  bool   // people cannot sign up by themselves as it stands
	MoreDays  bool   // the meeting ends on another day
	Sites     []siteBlock
	Book      []string // what the venue book offers
	Withdrawn []string
	Preview   template.HTML // the text as the page will show it, when asked for
	Conflict  *conflict

	Kinds, Languages, CalendarFroms, Visibilities, Modes    []templates.Option
	Precisions                                              []templates.Option
	WaitlistModes, Substitutions, ListPolicies, Asks, State []templates.Option
}

// siteBlock is one block of fields about a site.
type siteBlock struct {
	Hosts    []templates.Option // users who can be the host; none hides the field
	At       string             // in front of the names of its fields
	Number   int                // counted from 1
	Index    string             // what the button to take it away sends
	Form     templates.Form
	Online   bool
	Known    bool // stored already: it is withdrawn on a page of its own
	Withdraw string
	Name     string
	States   []templates.Option
	Open     bool // the part with the rest is open
	Texts    bool // only the texts, for editors
	Action   string
	HasBook  bool // the venue book holds something
	Book     siteBook
}

// showMeetingForm shows the form of a meeting; m is nil for a new one.
func (p *Pages) showMeetingForm(c echo.Context, pr *locale.Printer, m *models.Meeting, form templates.Form, status int) error {
	page, err := p.meetingFormPage(c, pr, m, form)
	if err != nil {
		return err
	}
	return p.Page(c, status, pr, "desk_meeting_form", page)
}

func (p *Pages) meetingFormPage(c echo.Context, pr *locale.Printer, m *models.Meeting, form templates.Form) (*meetingFormPage, error) {
	page := &meetingFormPage{Form: form, Action: newMeetingPath, Heading: pr.T("desk_edit.new_title"), Draft: true}
	var err error
	if m == nil {
		page.Base, err = p.base(c, pr, page.Heading)
	} else {
		page.Heading, page.Action, page.Draft = pr.T("desk_edit.title"), meetingPath(m.Slug)+"/wijzigen", m.Status == models.MeetingDraft
		page.Address = p.Absolute("/bijeenkomsten/" + m.Slug)
		// What was typed belongs to what its writer saw, also when it comes back.
		page.Version = cmp.Or(form.Value("version"), version(m.UpdatedAt))
		page.TextsOnly = !may(user(c).Role, changeMeeting, m.Kind)
		page.meetingPage, err = p.meetingBase(c, pr, m, "edit", page.Heading)
	}
	if err != nil {
		return nil, err
	}
	if page.keeping, err = p.keeping(c, pr, page.Action); err != nil {
		return nil, err
	}
	page.Invalid = len(form.Errors) > 0
	if form.Values.Has("preview") {
		page.Preview = templates.Markdown(form.Value("summary"), 2)
	}
	if delay := p.Store.ChangeDelay(); delay > 0 {
		page.Delay = inMinutes(pr, delay)
	}
	mode, seen := form.Value("registration_mode"), form.Value("visibility")
	page.ByInvite = mode == string(models.ModeInvitation) || seen == string(models.VisibilityInvited) || seen == string(models.VisibilityMembers)
	page.MoreDays = form.AnyFilled("ends_on") || form.AnyError("ends_on")
	page.fillOptions(pr)
	page.fillSites(pr, m)
	if err := p.fillBook(c, pr, page); err != nil {
		return nil, err
	}
	if m != nil && !page.TextsOnly {
		err = p.fillHosts(c, m, page)
	}
	return page, err
}

func (page *meetingFormPage) fillOptions(pr *locale.Printer) {
	page.Kinds = options(pr, "kind.", models.MeetingKinds)
	page.Languages = options(pr, "desk_language.", []string{"nl", "en"})
	page.Precisions = options(pr, "desk_precision.", models.DatePrecisions)
	page.CalendarFroms = options(pr, "desk_calendar_from.", []models.CalendarFrom{models.FromProgramme, models.FromDoors})
	page.Visibilities = options(pr, "desk_visibility.", models.Visibilities)
	page.Modes = options(pr, "desk_mode.", models.RegistrationModes)
	page.WaitlistModes = options(pr, "desk_waitlist.", models.WaitlistModes)
	page.Substitutions = options(pr, "desk_substitution.", models.SubstitutionPolicies)
	page.ListPolicies = options(pr, "desk_list_policy.", models.AttendeeListPolicies)
	page.Asks = options(pr, "desk_ask.", models.AskFields)
}

// siteExtras are the fields of a block that stand in its closed part.
var siteExtras = []string{"venue.building", "room", "building_limit", "doors_open_at", "starts_at", "ends_at", "host_name", "host_phone", "route_text", "house_rules"}

func (page *meetingFormPage) fillSites(pr *locale.Printer, m *models.Meeting) {
	states := options(pr, "desk_site_status.", []models.SiteStatus{models.SiteConfirmed, models.SiteProposed})
	for i := range siteNumbers(page.Form.Values) {
		at := siteAt(i)
		b := siteBlock{
			At: at, Number: i + 1, Index: strconv.Itoa(i), Form: page.Form, States: states, Texts: page.TextsOnly, Action: page.Action,
			Online: page.Form.Value(at+"mode") == string(models.Online),
		}
		b.Name = joined(": ", page.Form.Value(at+"venue.town"), page.Form.Value(at+"venue.name"))
		if b.Online {
			b.Name = pr.T("words.online_site")
		}
		names := make([]string, len(siteExtras))
		for j, name := range siteExtras {
			names[j] = at + name
		}
		b.Open = page.Form.AnyError(names...)
		if m != nil && m.Site(page.Form.Value(at+"key")) != nil {
			b.Known, b.Withdraw = true, meetingPath(m.Slug)+"/locaties/"+page.Form.Value(at+"key")+"/vervallen"
		}
		page.Sites = append(page.Sites, b)
	}
	if m == nil {
		return
	}
	for i := range m.Sites {
		if m.Sites[i].Status == models.SiteWithdrawn {
			page.Withdrawn = append(page.Withdrawn, siteName(pr, &m.Sites[i]))
		}
	}
}

// fillHosts offers, at each site that is stored, the users who may host it.
func (p *Pages) fillHosts(c echo.Context, m *models.Meeting, page *meetingFormPage) error {
	now, users, err := p.Store.SiteHosts(c.Request().Context(), m.ID)
	if err != nil || len(users) == 0 {
		return err
	}
	var choices []templates.Option
	for _, u := range users {
		choices = append(choices, templates.Option{Value: strconv.FormatInt(u.ID, 10), Label: u.Name + " (" + u.Email + ")"})
	}
	for i, b := range page.Sites {
		site := m.Site(page.Form.Value(b.At + "key"))
		if site == nil {
			continue
		}
		page.Sites[i].Hosts = choices
		if host := now[site.ID]; host != 0 && !page.Form.Values.Has(b.At+"host_user") {
			page.Form.Values.Set(b.At+"host_user", strconv.FormatInt(host, 10))
		}
	}
	return nil
}

func joined(sep string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), sep)
}

// conflict says that somebody else changed the meeting first, with both
// versions side by side.
type conflict struct {
	Text      string // when it is not about a meeting
	Who, When string
	Lines     []difference
}

type difference struct{ Label, Theirs, Yours string }

// showConflict answers 409 with what is stored and what was typed; saving
// again, having seen it, goes through.
func (p *Pages) showConflict(c echo.Context, pr *locale.Printer, _ *models.Meeting, form url.Values) error {
	now, err := p.meeting(c)
	if err != nil {
		return err
	}
	m := now.Meeting
	page, err := p.meetingFormPage(c, pr, m, templates.Form{Values: form})
	if err != nil {
		return err
	}
	lines, _, err := p.view.History(c.Request().Context(), m, 1)
	if err != nil {
		return err
	}
	page.Version = version(m.UpdatedAt)
	page.Conflict = &conflict{When: pr.Moment(p.local(m.UpdatedAt)), Lines: differences(pr, p.meetingValues(m.Input()), form)}
	for _, l := range lines {
		if l.OfMeeting {
			page.Conflict.Who = l.User
			break
		}
	}
	return p.Page(c, http.StatusConflict, pr, "desk_meeting_form", page)
}

// differences lists the fields that differ between what is stored and what
// was typed, both as people say them.
func differences(pr *locale.Printer, stored, typed url.Values) []difference {
	var list []difference
	var names []string
	for name := range typed {
		if _, known := stored[name]; known {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int { return fieldPlace(a) - fieldPlace(b) })
	for _, name := range names {
		label, field := "", name
		if m := siteField.FindStringSubmatch(name); m != nil {
			label, field = joined(": ", typed.Get(siteAt(siteNumbers(url.Values{name: nil})[0])+"venue.town"), ""), m[2]
		}
		theirs, yours := spoken(pr, field, stored[name]), spoken(pr, field, typed[name])
		if theirs == yours {
			continue
		}
		if text := "desk_field." + strings.ReplaceAll(field, ".", "_"); pr.Has(text) {
			label = joined(", ", label, pr.T(text))
		} else {
			label = joined(", ", label, field)
		}
		list = append(list, difference{Label: label, Theirs: theirs, Yours: yours})
	}
	return list
}
