package public

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/templates"
)

// interestPage is the page interest_new.
type interestPage struct {
	templates.Base
	Meeting    meetingView
	Action     string
	Form       templates.Form
	Asked      []string
	Suggestion string
	PrivacyURL string
}

// NewInterest answers GET /bijeenkomsten/:slug/belangstelling.
func (p *Pages) NewInterest(c echo.Context) error {
	page, pr, err := p.meetingOf(c)
	if err != nil {
		return err
	}
	if err := page.Meeting.InterestOpen(p.Store.Now()); err != nil {
		return p.refuse(c, pr, page, err)
	}
	return p.showInterest(c, pr, page, http.StatusOK, templates.Form{Values: url.Values{}}, "")
}

// CreateInterest answers POST /bijeenkomsten/:slug/belangstelling (BR-02):
// 303 to the thanks, or 422 and the same form.
func (p *Pages) CreateInterest(c echo.Context) error {
	page, pr, err := p.meetingOf(c)
	if err != nil {
		return err
	}
	if err := page.Meeting.InterestOpen(p.Store.Now()); err != nil {
		return p.refuse(c, pr, page, err)
	}
	values, err := web.PostForm(c)
	if err != nil {
		return err
	}
	done := p.thanksPath(pr, page.Meeting, []models.Outcome{{Status: models.Interested}})
	if values.Get("website") != "" {
		return web.Redirect(c, done)
	}
	takeSuggestion(values)
	f, err := readSignUp(values)
	if err != nil {
		return err
	}
	in := f.interest(page.Meeting.ID, pr.Lang())
	wrong := f.misshapen()
	if wrong == nil {
		wrong = in.Check()
	}
	asked := suggestions(values, "email")
	if wrong == nil && len(asked) == 0 {
		if wrong = p.Store.ShowInterest(c.Request().Context(), in); wrong == nil {
			return web.Redirect(c, done)
		}
	}
	return p.interestProblems(c, pr, page, values, wrong, asked)
}

// interestProblems shows the form again, or why there is none any more.
func (p *Pages) interestProblems(c echo.Context, pr *locale.Printer, page *models.MeetingPage, values url.Values, wrong error, asked []suggestion) error {
	var list []templates.FieldError
	if wrong != nil {
		var ok bool
		if list, ok = web.Problems(pr, wrong); !ok {
			return p.refuse(c, pr, page, wrong)
		}
	}
	meant := ""
	for _, s := range asked {
		meant = s.Meant
	}
	form := templates.Form{Values: values, Errors: questions(pr, asked, list)}
	c.Response().Header().Set("Cache-Control", "no-store")
	return p.showInterest(c, pr, page, http.StatusUnprocessableEntity, form, meant)
}

func (p *Pages) showInterest(c echo.Context, pr *locale.Printer, page *models.MeetingPage, status int, form templates.Form, meant string) error {
	v := p.view(pr, page)
	out := interestPage{
		Base: web.Base(c, pr, pr.T("interest.title_of", "title", v.Title)), Meeting: v, Form: form,
		Action: v.Path("belangstelling"), Asked: form.Values[askedAddress], Suggestion: meant, PrivacyURL: "/privacy" + web.Query(c),
	}
	out.Section, out.NoIndex, out.Invalid = "meetings", true, len(form.Errors) > 0
	return p.Page(c, status, pr, "interest_new", out)
}

// interest is the form for the store.
func (f signUpForm) interest(meetingID int64, lang string) models.Interest {
	a := f.attendee(0)
	return models.Interest{
		MeetingID: meetingID, GivenName: a.GivenName, SurnamePrefix: a.SurnamePrefix, PrefixKnown: a.PrefixKnown,
		Surname: a.Surname, Email: a.Email, Organization: a.Organization, Language: lang,
	}
}
