package public

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/templates"
)

// NewRegistration answers GET /bijeenkomsten/:slug/aanmelden with the form;
// ?mensen=3 opens it for three people. Where one cannot sign up it says why:
// 409, or 410 when it will not come back.
func (p *Pages) NewRegistration(c echo.Context) error {
	page, pr, err := p.meetingOf(c)
	if err != nil {
		return err
	}
	if err := page.Meeting.SignUpOpen(p.Store.Now(), page.Seats, false); err != nil {
		return p.refuse(c, pr, page, err)
	}
	f := signUpForm{values: url.Values{}, count: 1}
	people, _ := strconv.Atoi(c.QueryParam("mensen"))
	for f.count < min(people, models.MaxPeople) {
		f.add()
	}
	return p.showSignUp(c, pr, page, f, http.StatusOK)
}

// CreateRegistration answers POST /bijeenkomsten/:slug/aanmelden: 303 to the
// thanks, or 422 and the same form. The buttons that add or remove a person
// show the form again and store nothing.
func (p *Pages) CreateRegistration(c echo.Context) error {
	m, err := p.definition(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	pr := web.Printer(c, m.Language)
	if err := p.closed(c, m); err != nil {
		return p.refuseNow(c, pr, err)
	}
	values, err := web.PostForm(c)
	if err != nil {
		return err
	}
	if values.Get("website") != "" { // the trap: a robot gets what it expects
		return p.trapped(c, pr)
	}
	takeSuggestion(values)
	f, err := readSignUp(values)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	switch {
	case values.Has("add_person"):
		f.add()
		return p.showAgain(c, pr, f)
	case values.Has("remove_person"):
		f.remove(values.Get("remove_person"))
		return p.showAgain(c, pr, f)
	}
	return p.signUp(c, pr, m, f)
}

// closed says why one cannot sign up now; nil when one can. The seats are
// read only where they decide: everywhere else the store decides about them.
func (p *Pages) closed(c echo.Context, m *models.Meeting) error {
	if m.WaitlistMode != models.WaitlistOff {
		return m.SignUpOpen(p.Store.Now(), nil, false)
	}
	page, _, err := p.meetingOf(c)
	if err != nil {
		return err
	}
	return page.Meeting.SignUpOpen(p.Store.Now(), page.Seats, false)
}

// signUp stores a form that is right.
func (p *Pages) signUp(c echo.Context, pr *locale.Printer, m *models.Meeting, f signUpForm) error {
	wrong := f.check(m, pr.Lang())
	if asked := suggestions(f.values, f.addresses()...); wrong != nil || len(asked) > 0 {
		return p.showProblems(c, pr, f, wrong, asked)
	}
	outcomes, err := p.Store.SignUp(c.Request().Context(), f.signUp(m.ID, pr.Lang()))
	switch {
	case err == nil:
		return web.Redirect(c, p.thanksPath(pr, m, outcomes))
	case models.KindOf(err) == models.Invalid:
		return p.showProblems(c, pr, f, f.named(err), nil)
	case siteFull(err) && p.closed(c, m) == nil:
		full := models.Problems{{Kind: models.Invalid, Key: "site_full", Field: "site"}}
		return p.showProblems(c, pr, f, full, nil)
	}
	return p.refuseNow(c, pr, err)
}

// trapped answers a robot as if it had signed up.
func (p *Pages) trapped(c echo.Context, pr *locale.Printer) error {
	page, _, err := p.meetingOf(c)
	if err != nil {
		return err
	}
	return web.Redirect(c, p.thanksPath(pr, page.Meeting, []models.Outcome{{Status: guess(page)}}))
}

// siteFull reports a refusal of the chosen site while another has room.
func siteFull(err error) bool {
	var e *models.Error
	return errors.As(err, &e) && (e.Key == "meeting_full" || e.Key == "building_full")
}

// addresses are the fields of mail addresses.
func (f signUpForm) addresses() []string {
	var fields []string
	for i := range f.count {
		fields = append(fields, f.name(i, "email"))
	}
	return append(fields, "booked_by_email")
}

func (p *Pages) showSignUp(c echo.Context, pr *locale.Printer, page *models.MeetingPage, f signUpForm, status int) error {
	out, err := p.signUpPage(c, pr, page, f)
	if err != nil {
		return err
	}
	return p.Page(c, status, pr, "signup_new", out)
}

// showAgain shows the form with one person more or less.
func (p *Pages) showAgain(c echo.Context, pr *locale.Printer, f signUpForm) error {
	page, _, err := p.meetingOf(c)
	if err != nil {
		return err
	}
	return p.showSignUp(c, pr, page, f, http.StatusOK)
}

// showProblems shows the form again, with everything that was typed.
func (p *Pages) showProblems(c echo.Context, pr *locale.Printer, f signUpForm, wrong error, asked []suggestion) error {
	var list []templates.FieldError
	if wrong != nil {
		var ok bool
		if list, ok = web.Problems(pr, wrong); !ok {
			return wrong
		}
	}
	if f.count > models.MaxPeople { // shown as far as the form goes
		f.count = models.MaxPeople
	}
	page, _, err := p.meetingOf(c)
	if err != nil {
		return err
	}
	out, err := p.signUpPage(c, pr, page, f)
	if err != nil {
		return err
	}
	out.show(questions(pr, asked, list), asked)
	return p.Page(c, http.StatusUnprocessableEntity, pr, "signup_new", out)
}

// meetingOf reads the meeting of the address and the language of its pages.
func (p *Pages) meetingOf(c echo.Context) (*models.MeetingPage, *locale.Printer, error) {
	page, err := p.Store.MeetingBySlug(c.Request().Context(), c.Param("slug"), false)
	if err != nil {
		return nil, nil, err
	}
	return page, web.Printer(c, page.Meeting.Language), nil
}

// refusedPage is the page meeting_refused: which meeting, why not, what now.
type refusedPage struct {
	templates.Base
	Meeting  meetingView
	Notice   templates.Alert
	Interest bool
}

// refuseNow is refuse for the meeting of the address.
func (p *Pages) refuseNow(c echo.Context, pr *locale.Printer, err error) error {
	if !refusal(err) {
		return err
	}
	page, _, loadErr := p.meetingOf(c)
	if loadErr != nil {
		return loadErr
	}
	return p.refuse(c, pr, page, err)
}

// refusal reports that a meeting does not take what was asked, now or ever.
func refusal(err error) bool {
	kind := models.KindOf(err)
	return kind == models.Conflict || kind == models.Gone
}

// refuse says why one cannot sign up or show interest, with 409 or 410.
func (p *Pages) refuse(c echo.Context, pr *locale.Printer, page *models.MeetingPage, err error) error {
	if !refusal(err) {
		return err
	}
	v := p.view(pr, page)
	out := refusedPage{Base: web.Base(c, pr, sentence(pr, err)), Meeting: v, Notice: *v.notice(err)}
	out.Section, out.NoIndex = "meetings", true
	out.Interest = page.Meeting.InterestOpen(p.Store.Now()) == nil && !v.ByInvitation()
	c.Response().Header().Set("Cache-Control", "no-store")
	return p.Page(c, web.Status(err), pr, "meeting_refused", out)
}

// guess is what a new person would most likely get.
func guess(page *models.MeetingPage) models.RegistrationStatus {
	switch m := page.Meeting; {
	case m.RegistrationMode == models.ModeApproval:
		return models.Pending
	case m.Full(page.Seats):
		return models.Waitlisted
	}
	return models.Registered
}
