package desk

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/models"
	"bijeen/models/names"
	"bijeen/templates"
)

// withdrawPage is the page desk_withdraw: what happens to the people of a
// site that is withdrawn (BR-36).
type withdrawPage struct {
	meetingPage
	Form     templates.Form
	Action   string
	Site     string
	People   int
	Changed  string // what was decided on is not so any more
	Tested   string // to whom a test mail went
	Testing  bool   // there is a mail to try
	Version  string
	Here     string // how many people it is about
	Told     string // empty when that hangs on the choice
	Delay    string
	Outcomes []withdrawalOutcome
	Hidden   []hiddenField // what this page says, for the answer
	Choices  []templates.Option
	Targets  []templates.Option
}

// withdrawalOutcome is what one choice does.
type withdrawalOutcome struct {
	Choice    string
	Became    string // of the people of the site
	Mails     string
	Calendars string
}

// AskWithdrawSite is GET …/locaties/:site/vervallen: how many people it
// reaches, what each choice does with them, and the choice.
func (p *Pages) AskWithdrawSite(c echo.Context) error {
	return p.showWithdrawal(c, withdrawPage{}, http.StatusOK)
}

// showWithdrawal fills in all of a page but what was typed and what came of
// it.
func (p *Pages) showWithdrawal(c echo.Context, view withdrawPage, status int) error {
	page, site, err := p.meetingSite(c)
	if err != nil {
		return err
	}
	m := page.Meeting
	pr := p.printer(c, m.Language)
	if view.People, err = p.Store.PeopleAt(c.Request().Context(), m.ID, site.ID); err != nil {
		return err
	}
	if view.meetingPage, err = p.meetingBase(c, pr, m, "edit", pr.T("desk_withdraw.title")); err != nil {
		return err
	}
	view.Invalid = len(view.Form.Errors) > 0 || view.Changed != ""
	view.Action, view.Site, view.Version = c.Request().URL.EscapedPath(), siteName(pr, site), version(m.UpdatedAt)
	view.Delay = leaving(pr, p.Store.ChangeDelay())
	for _, other := range m.OpenSites() {
		if other.ID != site.ID {
			free := max(0, page.Seats[other.ID].Free())
			view.Targets = append(view.Targets, templates.Option{Value: other.Key, Label: siteName(pr, other) + " (" + pr.N("seats.free", free) + ")"})
		}
	}
	choices := []models.AfterWithdrawal{models.MoveToSite, models.MoveToWaitlist, models.CancelPeople}
	if len(view.Targets) == 0 {
		choices = choices[2:]
	}
	for _, choice := range choices {
		view.Choices = append(view.Choices, templates.Option{
			Value: string(choice), Label: pr.T("desk_withdraw." + string(choice)), Hint: pr.T("desk_withdraw." + string(choice) + "_hint"),
		})
	}
	if view.People > 0 {
		view.Here = pr.N("desk_withdraw.here", view.People)
		if err := p.fillOutcomes(c, pr, m, site, &view); err != nil {
			return err
		}
	}
	return p.Page(c, status, pr, "desk_withdraw", view)
}

// meetingSite is the site of the address. Kind NotFound for one that is not
// there or was withdrawn already.
func (p *Pages) meetingSite(c echo.Context) (*models.MeetingPage, *models.Site, error) {
	page, err := p.meeting(c)
	if err != nil {
		return nil, nil, err
	}
	site := page.Meeting.Site(c.Param("site"))
	if site == nil || site.Status == models.SiteWithdrawn {
		return nil, nil, &models.Error{Kind: models.NotFound, Key: "site_not_found"}
	}
	return page, site, nil
}

// WithdrawSite is POST …/locaties/:site/vervallen with after, target and
// reason. version, people and placed are what the page said: when that is no
// longer so it is shown again, as it is now. With test the mail of this choice
// goes to who decides, and nothing else happens.
func (p *Pages) WithdrawSite(c echo.Context) error {
	form, err := web.PostForm(c)
	if err != nil {
		return err
	}
	page, site, err := p.meetingSite(c)
	if err != nil {
		return err
	}
	m := page.Meeting
	pr := p.printer(c, m.Language)
	n, err := p.Store.PeopleAt(c.Request().Context(), m.ID, site.ID)
	if err != nil {
		return err
	}
	w := withdrawalOf(form, site)
	var list []templates.FieldError
	if n == 0 {
		w.After = "" // there is nobody to decide about
	} else {
		list = p.checkReason(pr, w.Reason)
	}
	answer := withdrawPage{Form: templates.Form{Values: form}}
	testing := form.Get("test") != ""
	if len(list) == 0 {
		if testing {
			answer.Tested, err = p.testWithdrawal(c, pr, m, w)
		} else {
			err = p.Store.WithdrawSite(c.Request().Context(), m.ID, w, actor(c))
		}
		list, _ = problems(pr, err)
	}
	switch {
	case len(list) > 0:
		answer.Form.Errors = list
		return p.showWithdrawal(c, answer, http.StatusUnprocessableEntity)
	case isKey(err, "effect_changed"):
		answer.Changed = pr.T("desk_withdraw.changed")
		return p.showWithdrawal(c, answer, http.StatusConflict)
	case err != nil:
		return err
	case testing:
		return p.showWithdrawal(c, answer, http.StatusOK)
	}
	return p.doneWithMails(c, pr, m, meetingPath(m.Slug), pr.T("desk_done.site_withdrawn", "site", siteName(pr, site)))
}

// withdrawalOf reads what was decided. A target belongs to a move only: who
// goes on the waiting list waits for every other site.
func withdrawalOf(form url.Values, site *models.Site) models.SiteWithdrawal {
	w := models.SiteWithdrawal{Site: site.Key, After: models.AfterWithdrawal(form.Get("after")), Reason: names.CleanLine(form.Get("reason"))}
	if w.After == models.MoveToSite {
		w.Target = form.Get("target")
	}
	w.Seen = withdrawalSeen(form, w)
	return w
}

// withdrawalSeen is what the page said that was answered; nil for an answer
// that does not tell.
func withdrawalSeen(form url.Values, w models.SiteWithdrawal) *models.WithdrawalSeen {
	read, ok := versionSeen(form)
	if !ok {
		return nil
	}
	people, _ := strconv.Atoi(form.Get("people")) // what is no number was not said by a page
	seen := &models.WithdrawalSeen{Version: read, People: people}
	if placed, err := strconv.Atoi(form.Get(placedField(w))); err == nil {
		seen.Placed = &placed
	}
	return seen
}

// placedField names the field that says how many people would have a place
// after this decision.
func placedField(w models.SiteWithdrawal) string {
	return "placed." + string(w.After) + "." + w.Target
}
