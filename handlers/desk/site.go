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
	Form    templates.Form
	Action  string
	Site    string
	People  int
	Changed string // what was decided on is not so any more
	Version string
	Told    string
	Delay   string
	Choices []templates.Option
	Targets []templates.Option
}

// AskWithdrawSite is GET …/locaties/:site/vervallen: how many people it
// reaches, and the choice.
func (p *Pages) AskWithdrawSite(c echo.Context) error {
	return p.showWithdrawal(c, templates.Form{}, "", http.StatusOK)
}

func (p *Pages) showWithdrawal(c echo.Context, form templates.Form, changed string, status int) error {
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
	base, err := p.meetingBase(c, pr, m, "edit", pr.T("desk_withdraw.title"))
	if err != nil {
		return err
	}
	base.Invalid = len(form.Errors) > 0 || changed != ""
	view := withdrawPage{
		meetingPage: base, Form: form, Action: c.Request().URL.EscapedPath(), Site: siteName(pr, site), People: n,
		Changed: changed, Version: version(m.UpdatedAt),
		Told: pr.N("desk_withdraw.told", n), Delay: leaving(pr, p.Store.ChangeDelay()),
	}
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
// reason. version and people are what the page said: when that is no longer so
// it is shown again, as it is now.
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
	w := models.SiteWithdrawal{
		Site: site.Key, After: models.AfterWithdrawal(form.Get("after")), Target: form.Get("target"), Reason: names.CleanLine(form.Get("reason")),
	}
	w.Seen = withdrawalSeen(form)
	var list []templates.FieldError
	if n == 0 {
		w.After = "" // there is nobody to decide about
	} else {
		list = p.checkReason(pr, w.Reason)
	}
	if len(list) == 0 {
		err = p.Store.WithdrawSite(c.Request().Context(), m.ID, w, actor(c))
		list, _ = problems(pr, err)
	}
	if len(list) > 0 {
		return p.showWithdrawal(c, templates.Form{Values: form, Errors: list}, "", http.StatusUnprocessableEntity)
	}
	if isKey(err, "effect_changed") {
		return p.showWithdrawal(c, templates.Form{Values: form}, pr.T("desk_withdraw.changed"), http.StatusConflict)
	}
	if err != nil {
		return err
	}
	return p.doneWithMails(c, pr, m, meetingPath(m.Slug), pr.T("desk_done.site_withdrawn", "site", siteName(pr, site)))
}

// withdrawalSeen is what the page said that was answered; nil for an answer
// that does not tell.
func withdrawalSeen(form url.Values) *models.WithdrawalSeen {
	read, ok := versionSeen(form)
	if !ok {
		return nil
	}
	people, _ := strconv.Atoi(form.Get("people")) // what is no number was not said by a page
	return &models.WithdrawalSeen{Version: read, People: people}
}
