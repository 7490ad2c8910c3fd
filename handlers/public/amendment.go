package public

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/templates"
)

// amendmentPage is the page amendment_new. It shows one part of what was
// given at a time: what is not on the form is kept.
type amendmentPage struct {
	templates.Base
	Meeting    meetingView
	Own        ownView
	Action     string
	Part       string // "", "eten" or "telefoon"
	Form       templates.Form
	Person     personView
	Has        string // groups of checkboxes on the form
	Sites      []templates.Option
	Many       bool
	Asked      []string
	Suggestion string
}

// SiteHint says what choosing a full place means for who has one.
func (page amendmentPage) SiteHint() string {
	if !page.Own.HasSeat() {
		return ""
	}
	return page.Meeting.p.T("amendment.site_hint")
}

// parts are the forms behind ?deel= that never show what is known: needs and
// the phone number can only be given anew or erased.
var parts = []string{"eten", "telefoon"}

// NewAmendment answers GET /aanmelding/:token/wijzigen.
func (p *Pages) NewAmendment(c echo.Context) error {
	own, pr, err := p.ownOf(c)
	if err != nil {
		return err
	}
	o := p.ownView(pr, own, c.Param("token"))
	if err := o.meetingEnded(); err != nil {
		return p.ownRefusal(c, pr, own, err)
	}
	if !o.Going() {
		return p.ownRefusal(c, pr, own, &models.Error{Kind: models.Conflict, Key: "registration_ended"})
	}
	return p.showAmendment(c, pr, own, http.StatusOK, templates.Form{Values: ownValues(own)}, "")
}

// CreateAmendment answers POST /aanmelding/:token/wijzigen: 303 to the own
// page, 422 and the form with what was typed.
func (p *Pages) CreateAmendment(c echo.Context) error {
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
		var done models.Amended
		done, wrong = p.Store.Amend(c.Request().Context(), own.Meeting.ID, own.Registration.ID, amendmentForm{values}.amendment(own.Registration), person)
		if wrong == nil {
			return web.Redirect(c, p.afterAmendment(c, pr, own, done))
		}
	}
	return p.amendmentProblems(c, pr, own, values, wrong, asked)
}

// afterAmendment is the own page with a word about what changed. A new
// address ends the old link; whoever changed it is led to the new one, so that
// a slip in the address can be put right at once.
func (p *Pages) afterAmendment(c echo.Context, pr *locale.Printer, own *models.Own, done models.Amended) string {
	token := c.Param("token")
	if _, err := p.Store.OwnByToken(c.Request().Context(), token); models.KindOf(err) == models.NotFound {
		token = p.Store.Token(own.Registration.ID, own.Registration.LinkVersion+1)
	}
	note := "gewijzigd"
	switch {
	case done.Wished:
		note = "wens"
	case done.Moved:
		note = "verplaatst"
	}
	return ownPath(pr, own, token, note)
}

func (p *Pages) amendmentProblems(c echo.Context, pr *locale.Printer, own *models.Own, values url.Values, wrong error, asked []suggestion) error {
	var list []templates.FieldError
	if wrong != nil {
		var ok bool
		if list, ok = web.Problems(pr, wrong); !ok {
			return p.ownRefusal(c, pr, own, wrong)
		}
	}
	meant := ""
	for _, s := range asked {
		meant = s.Meant
	}
	// A field that was not sent shows what is known, as on the first form.
	for name, known := range ownValues(own) {
		if !(amendmentForm{values}).present(name) {
			values[name] = known
		}
	}
	form := templates.Form{Values: values, Errors: questions(pr, asked, list)}
	return p.showAmendment(c, pr, own, http.StatusUnprocessableEntity, form, meant)
}

func (p *Pages) showAmendment(c echo.Context, pr *locale.Printer, own *models.Own, status int, form templates.Form, meant string) error {
	o := p.ownView(pr, own, c.Param("token"))
	page := amendmentPage{
		Base: p.ownBase(c, pr, pr.T("amendment.title")), Meeting: o.v, Own: o, Action: o.Path("wijzigen"), Form: form,
		Person: personView{Form: form, Ask: asks(own.Meeting), Options: newPersonOptions(pr)}, Asked: form.Values[askedAddress], Suggestion: meant,
	}
	if part := c.QueryParam("deel"); slices.Contains(parts, part) {
		page.Part, page.Action = part, o.Part(part)
		page.Title = pr.T("amendment.title_" + part)
	}
	if o.SiteMovable() {
		page.Many = len(own.Meeting.OpenSites()) > fewChoices
		page.Sites = o.v.siteOptions(page.Many)
	}
	page.Has = page.Person.Ask.groups()
	page.Invalid = len(form.Errors) > 0
	return p.Page(c, status, pr, "amendment_new", page)
}

// ownValues are what the form shows of what is known. The address is left
// out, as are needs and phone: the form is as public as the page.
func ownValues(own *models.Own) url.Values {
	r := own.Registration
	values := url.Values{
		"given_name": {r.GivenName}, "surname_prefix": {r.SurnamePrefix}, "surname": {r.Surname}, "organization": {r.Organization},
		"job_title": {r.JobTitle}, "level": {string(r.Level)}, "mandated": {string(r.Mandated)},
	}
	for i, c := range own.Represents {
		if i == 0 {
			values.Add("represents", c.Code)
		} else {
			values.Add("also_for", c.Code)
		}
	}
	if r.Companion {
		values.Set("companion", "yes")
	}
	if r.PhotoOK {
		values.Set("photo_ok", "yes")
	}
	site := own.Site
	if own.Wanted != nil {
		site = own.Wanted
	}
	if site != nil {
		values.Set("site", site.Key)
	}
	return values
}
