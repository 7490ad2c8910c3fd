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

// substitutionPage is the page substitution_new.
type substitutionPage struct {
	templates.Base
	Meeting    meetingView
	Own        ownView
	Form       templates.Form
	Rule       string // who may come instead
	JobTitle   bool
	Mandates   []templates.Option // empty when not asked
	Asked      []string
	Suggestion string
}

// NewSubstitution answers GET /aanmelding/:token/vervangen.
func (p *Pages) NewSubstitution(c echo.Context) error {
	own, pr, err := p.ownOf(c)
	if err != nil {
		return err
	}
	o := p.ownView(pr, own, c.Param("token"))
	if err := o.meetingEnded(); err != nil {
		return p.ownRefusal(c, pr, own, err)
	}
	if !o.Substitutable() {
		return p.ownRefusal(c, pr, own, notSubstitutable(own))
	}
	return p.showSubstitution(c, pr, own, http.StatusOK, templates.Form{Values: url.Values{}}, "")
}

// notSubstitutable is why there is no form: the meeting allows nobody else, or
// there is no seat to give.
func notSubstitutable(own *models.Own) error {
	if own.Registration.Status == models.Registered && own.Meeting.SubstitutionPolicy == models.SubstitutionNone {
		return &models.Error{Kind: models.Conflict, Key: "substitute_not_allowed"}
	}
	return &models.Error{Kind: models.Conflict, Key: "no_seat_to_give"}
}

// CreateSubstitution answers POST /aanmelding/:token/vervangen (BR-26, 27, 28,
// 30): 303 to the page of the meeting, because this link has ended; 422 with
// the form when it cannot be this person.
func (p *Pages) CreateSubstitution(c echo.Context) error {
	own, pr, err := p.ownOf(c)
	if err != nil {
		return err
	}
	values, err := web.PostForm(c)
	if err != nil {
		return err
	}
	takeSuggestion(values)
	f, err := readSignUp(values)
	if err != nil {
		return err
	}
	asked := suggestions(values, "email")
	wrong := f.misshapen()
	if wrong == nil && len(asked) == 0 {
		_, wrong = p.Store.Substitute(c.Request().Context(), own.Meeting.ID, own.Registration.ID, f.substitution(pr.Lang()), person)
		if wrong == nil {
			return web.Redirect(c, web.WithTaal("/bijeenkomsten/"+own.Meeting.Slug+"?bericht="+noteSubstituted, pr.Lang(), own.Meeting.Language))
		}
	}
	return p.substitutionProblems(c, pr, own, values, wrong, asked)
}

func (p *Pages) substitutionProblems(c echo.Context, pr *locale.Printer, own *models.Own, values url.Values, wrong error, asked []suggestion) error {
	var list []templates.FieldError
	if wrong != nil {
		var ok bool
		if list, ok = web.ProblemsOfOther(pr, wrong); !ok {
			return p.ownRefusal(c, pr, own, wrong)
		}
	}
	meant := ""
	for _, s := range asked {
		meant = s.Meant
	}
	form := templates.Form{Values: values, Errors: questions(pr, asked, list)}
	return p.showSubstitution(c, pr, own, http.StatusUnprocessableEntity, form, meant)
}

func (p *Pages) showSubstitution(c echo.Context, pr *locale.Printer, own *models.Own, status int, form templates.Form, meant string) error {
	o := p.ownView(pr, own, c.Param("token"))
	page := substitutionPage{
		Base: p.ownBase(c, pr, pr.T("substitution.title")), Meeting: o.v, Own: o, Form: form, Rule: o.substituteRule(),
		JobTitle: own.Meeting.Asks("job_title"), Asked: form.Values[askedAddress], Suggestion: meant,
	}
	if own.Meeting.Asks("mandated") || len(own.Represents) > 0 {
		page.Mandates = web.Mandates(pr)
	}
	page.Invalid = len(form.Errors) > 0
	return p.Page(c, status, pr, "substitution_new", page)
}

// substituteRule says beforehand who may come, so that nobody fills in a form
// in vain.
func (o ownView) substituteRule() string {
	switch o.v.m.SubstitutionPolicy {
	case models.SubstitutionSameOrganization:
		return o.v.p.T("substitution.same_organization", "organization", o.Organization)
	case models.SubstitutionSameConstituency:
		if o.Represents != "" {
			return o.v.p.T("substitution.same_constituency", "constituency", o.Represents)
		}
	}
	return ""
}

// substitution is the form for the store.
func (f signUpForm) substitution(lang string) models.Substitution {
	a := f.attendee(0)
	return models.Substitution{
		GivenName: a.GivenName, SurnamePrefix: a.SurnamePrefix, PrefixKnown: a.PrefixKnown, Surname: a.Surname,
		Email: a.Email, Organization: a.Organization, JobTitle: a.JobTitle, Mandated: a.Mandated, Language: lang,
	}
}
