package public

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/templates"
)

// answerPage is the page answer_new.
type answerPage struct {
	templates.Base
	Meeting    meetingView
	Own        ownView
	Form       templates.Form
	Back       string
	As         string // "wethouder Jeugd, Gemeente Almelo"
	AnswerBy   time.Time
	Kept       bool // a seat is kept until then
	Answers    []templates.Option
	Decides    bool // no need to ask whether the person may decide
	Mandates   []templates.Option
	AlsoFor    []templates.Option
	Rule       string // who may come instead
	Given      bool   // there is an answer, which can be changed
	Asked      []string
	Suggestion string
}

// NewAnswer answers GET /aanmelding/:token/antwoord: it asks, and changes
// nothing (BR-19).
func (p *Pages) NewAnswer(c echo.Context) error {
	own, pr, err := p.invitedOf(c)
	if err != nil {
		return p.notInvited(c, pr, own, err)
	}
	return p.showAnswer(c, pr, own, http.StatusOK, templates.Form{Values: givenAnswer(own, p.Store.Zone())}, "")
}

// CreateAnswer answers POST /aanmelding/:token/antwoord: 303 to the own page,
// or to the page of the meeting when somebody else comes, as this link has
// ended then; 422 with the form for what was filled in.
func (p *Pages) CreateAnswer(c echo.Context) error {
	own, pr, err := p.invitedOf(c)
	if err != nil {
		return p.notInvited(c, pr, own, err)
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
	answer := readAnswer(values, f, pr.Lang())
	var asked []suggestion
	if answer.Kind == models.AnswerSubstitute {
		asked = suggestions(values, "email")
	}
	wrong := f.misshapen()
	if wrong == nil && len(asked) == 0 {
		by := person
		if byAssistant(c) {
			by = models.Actor{Kind: models.ByAssistant}
		}
		if wrong = p.Store.AnswerInvitation(c.Request().Context(), own.Meeting.ID, own.Registration.ID, answer, by); wrong == nil {
			return web.Redirect(c, answered(c, pr, own, answer.Kind))
		}
	}
	return p.answerProblems(c, pr, own, values, wrong, asked)
}

// answered is where somebody goes after an answer.
func answered(c echo.Context, pr *locale.Printer, own *models.Own, kind models.AnswerKind) string {
	token := c.Param("token")
	if byAssistant(c) {
		return web.WithTaal(assistantPath(token)+"?bericht=antwoord", pr.Lang(), own.Meeting.Language)
	}
	if kind == models.AnswerSubstitute {
		return web.WithTaal("/bijeenkomsten/"+own.Meeting.Slug+"?bericht="+noteSubstituted, pr.Lang(), own.Meeting.Language)
	}
	return ownPath(pr, own, token, "antwoord")
}

// errNotInvited is for a link of somebody who was not invited.
var errNotInvited = &models.Error{Kind: models.Conflict, Key: "not_invited"}

// invitedOf reads the invited person behind the link of the address. When the
// person is there but has no invitation to answer, own comes with the error.
func (p *Pages) invitedOf(c echo.Context) (*models.Own, *locale.Printer, error) {
	own, pr, err := p.ownOf(c)
	switch {
	case err != nil:
		return nil, nil, err
	case own.Ended:
		err = &models.Error{Kind: models.Gone, Key: "invitation_ended"}
	case own.Invitation == nil:
		err = errNotInvited
	}
	return own, pr, err
}

func (p *Pages) notInvited(c echo.Context, pr *locale.Printer, own *models.Own, err error) error {
	if own == nil {
		return err
	}
	return p.ownRefusal(c, pr, own, err)
}

// givenAnswer is the form of an answer that was given before.
func givenAnswer(own *models.Own, zone *time.Location) url.Values {
	r, values := own.Registration, url.Values{}
	switch r.Status {
	case models.Registered, models.Waitlisted, models.Pending, models.Offered:
		values.Set("answer", string(models.AnswerComes))
	case models.Declined, models.Cancelled:
		values.Set("answer", string(models.AnswerDeclines))
	}
	values.Set("own_mandate", string(r.Mandated))
	values.Set("arrives_late", wallClock(r.ArrivesLateAt, zone))
	values.Set("leaves_early", wallClock(r.LeavesEarlyAt, zone))
	for _, code := range own.AlsoFor() {
		values.Add("also_for", code)
	}
	return values
}

func wallClock(t *time.Time, zone *time.Location) string {
	if t == nil {
		return ""
	}
	return t.In(zone).Format("15:04")
}

func readAnswer(values url.Values, f signUpForm, lang string) models.Answer {
	return models.Answer{
		Kind: models.AnswerKind(values.Get("answer")), Mandated: models.Mandated(values.Get("own_mandate")), AlsoFor: filled(values["also_for"]),
		ArrivesLate: values.Get("arrives_late"), LeavesEarly: values.Get("leaves_early"), Substitute: f.substitution(lang),
	}
}

func (p *Pages) answerProblems(c echo.Context, pr *locale.Printer, own *models.Own, values url.Values, wrong error, asked []suggestion) error {
	var list []templates.FieldError
	if wrong != nil {
		var ok bool
		word := web.Problems
		if values.Get("answer") == string(models.AnswerSubstitute) {
			word = web.ProblemsOfOther
		}
		var e *models.Error
		if list, ok = word(pr, wrong); !ok || errors.As(wrong, &e) && e.Kind != models.Invalid {
			return p.ownRefusal(c, pr, own, wrong)
		}
	}
	meant := ""
	for _, s := range asked {
		meant = s.Meant
	}
	form := templates.Form{Values: values, Errors: questions(pr, asked, list)}
	return p.showAnswer(c, pr, own, http.StatusUnprocessableEntity, form, meant)
}

func (p *Pages) showAnswer(c echo.Context, pr *locale.Printer, own *models.Own, status int, form templates.Form, meant string) error {
	o := p.ownView(pr, own, c.Param("token"))
	if byAssistant(c) {
		o.path = assistantPath(c.Param("token")) + "/" + c.Param("id")
	}
	if err := o.meetingEnded(); err != nil {
		return p.ownRefusal(c, pr, own, err)
	}
	r := own.Registration
	page := answerPage{
		Base: p.ownBase(c, pr, pr.T("answer.title")), Meeting: o.v, Own: o, Form: form, As: r.As(), Rule: o.substituteRule(),
		Decides: r.Level == models.Executive, Mandates: web.Mandates(pr), AlsoFor: notOwn(web.Constituencies(pr), own.Invitation.Codes()),
		Back: o.Path(""), Kept: r.ReservedUntil != nil && r.Status == models.Invited, Given: r.Status != models.Invited, Asked: form.Values[askedAddress], Suggestion: meant,
	}
	if by := own.Meeting.AnswerBy(); by != nil {
		page.AnswerBy = by.In(p.Store.Zone())
	}
	for _, kind := range []models.AnswerKind{models.AnswerComes, models.AnswerDeclines, models.AnswerSubstitute} {
		if kind == models.AnswerSubstitute && own.Meeting.SubstitutionPolicy == models.SubstitutionNone {
			continue
		}
		page.Answers = append(page.Answers, templates.Option{Value: string(kind), Label: pr.T("answer." + string(kind))})
	}
	if byAssistant(c) {
		page.Back = web.WithTaal(assistantPath(c.Param("token")), pr.Lang(), own.Meeting.Language)
	}
	page.Invalid = len(form.Errors) > 0
	return p.Page(c, status, pr, "answer_new", page)
}

// notOwn leaves those out for whom somebody speaks anyway.
func notOwn(list []templates.Option, codes []string) []templates.Option {
	own := make(map[string]bool)
	for _, code := range codes {
		own[code] = true
	}
	var others []templates.Option
	for _, o := range list {
		if !own[o.Value] {
			others = append(others, o)
		}
	}
	return others
}
