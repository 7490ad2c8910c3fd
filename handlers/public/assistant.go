package public

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/templates"
)

// assistantPage is the page assistant_show: all that is open for the people
// somebody acts for, to be answered in one go.
type assistantPage struct {
	templates.Base
	Form     templates.Form
	Action   string
	Who      string // "Zoë Schijnveld en Bas Dummy"
	Groups   []assistantGroup
	Open     bool // there is something to answer
	Meetings []assistantMeeting
	People   []templates.Option // the principals
}

// assistantGroup is one meeting with the principals who are on its list.
type assistantGroup struct {
	Title, URL, Lang string
	Start, End       time.Time
	DateText         string
	Rows             []assistantRow
}

type assistantRow struct {
	Name, As string
	State    templates.Badge
	Times    string
	Field    string
	Options  []templates.Option
	URL      string // more than yes or no
}

// assistantMeeting is an open one a principal can be signed up for.
type assistantMeeting struct {
	ID, Title, Lang string
	Start           time.Time
	URL             string // of the form for a colleague
}

func assistantPath(token string) string { return "/namens/" + token }

// ShowAssistant answers GET /namens/:token.
func (p *Pages) ShowAssistant(c echo.Context) error {
	a, err := p.Store.ActingByToken(c.Request().Context(), c.Param("token"))
	if err != nil {
		return err
	}
	return p.showAssistant(c, a, templates.Form{Values: url.Values{}}, http.StatusOK)
}

// AnswerForOthers answers POST /namens/:token: answer[n]=comes or declines for
// registration n. All are given or none: 422 with the page.
func (p *Pages) AnswerForOthers(c echo.Context) error {
	values, err := web.PostForm(c)
	if err != nil {
		return err
	}
	ctx, token := c.Request().Context(), c.Param("token")
	answers := answersOf(values)
	if len(answers) > 0 {
		err = p.Store.AnswerForSeveral(ctx, token, answers)
	}
	if err == nil {
		return web.Redirect(c, assistantPath(token)+"?bericht=antwoord"+langOf(c, "&"))
	}
	return p.assistantProblems(c, values, err)
}

// answersOf reads the answers by the number of the registration.
func answersOf(values url.Values) map[int64]models.AnswerKind {
	answers := make(map[int64]models.AnswerKind)
	for name := range values {
		text, ok := strings.CutPrefix(name, "answer[")
		id, err := strconv.ParseInt(strings.TrimSuffix(text, "]"), 10, 64)
		if kind := models.AnswerKind(values.Get(name)); ok && err == nil && (kind == models.AnswerComes || kind == models.AnswerDeclines) {
			answers[id] = kind
		}
	}
	return answers
}

// SignUpForOthers answers POST /namens/:token/aanmelden with meeting and
// principal, its repeatable field.
func (p *Pages) SignUpForOthers(c echo.Context) error {
	values, err := web.PostForm(c)
	if err != nil {
		return err
	}
	meeting, _ := strconv.ParseInt(values.Get("meeting"), 10, 64) // 0 is no meeting
	var ids []int64
	for _, s := range values["principal"] {
		id, _ := strconv.ParseInt(s, 10, 64)
		ids = append(ids, id)
	}
	if _, err := p.Store.SignUpPrincipals(c.Request().Context(), c.Param("token"), meeting, ids); err != nil {
		return p.assistantProblems(c, values, err)
	}
	return web.Redirect(c, assistantPath(c.Param("token"))+"?bericht=aangemeld"+langOf(c, "&"))
}

// langOf repeats the language that was asked for.
func langOf(c echo.Context, sep string) string {
	if lang := c.QueryParam("taal"); lang == "nl" || lang == "en" {
		return sep + "taal=" + lang
	}
	return ""
}

func (p *Pages) assistantProblems(c echo.Context, values url.Values, wrong error) error {
	pr := web.Printer(c, "")
	list, ok := web.ProblemsOfOther(pr, wrong)
	if !ok {
		return wrong
	}
	a, err := p.Store.ActingByToken(c.Request().Context(), c.Param("token"))
	if err != nil {
		return err
	}
	return p.showAssistant(c, a, templates.Form{Values: values, Errors: list}, http.StatusUnprocessableEntity)
}

func (p *Pages) showAssistant(c echo.Context, a *models.Acting, form templates.Form, status int) error {
	pr := web.Printer(c, "")
	base := web.Base(c, pr, pr.T("assistant.title"))
	base.Section, base.NoIndex, base.Invalid = "mine", true, len(form.Errors) > 0
	if note := c.QueryParam("bericht"); note == "antwoord" || note == "aangemeld" {
		base.Flash = &templates.Alert{Tone: templates.OK, Text: pr.T("assistant.note_" + note)}
	}
	page := assistantPage{Base: base, Form: form, Action: assistantPath(c.Param("token"))}
	var names []string
	for _, who := range a.Principals {
		name := who.Name().Full()
		names = append(names, name)
		page.People = append(page.People, templates.Option{Value: strconv.FormatInt(who.ID, 10), Label: name})
	}
	page.Who = web.Join(pr, names)
	for i, row := range a.Rows {
		if i == 0 || a.Rows[i-1].Meeting.ID != row.Meeting.ID {
			page.Groups = append(page.Groups, p.assistantGroup(pr, row.Meeting))
		}
		last := &page.Groups[len(page.Groups)-1]
		last.Rows = append(last.Rows, p.assistantRow(pr, page.Action, row, langOf(c, "?")))
		page.Open = page.Open || len(last.Rows[len(last.Rows)-1].Options) > 0
	}
	for _, m := range a.Meetings {
		page.Meetings = append(page.Meetings, assistantMeeting{
			ID: strconv.FormatInt(m.ID, 10), Title: m.Title, Lang: otherLang(pr, m), Start: m.StartsAt.In(p.Store.Zone()),
			URL: web.WithTaal("/bijeenkomsten/"+m.Slug+"/aanmelden", pr.Lang(), m.Language),
		})
	}
	return p.Page(c, status, pr, "assistant_show", page)
}

// otherLang is the language of a title where it is not that of the page.
func otherLang(pr *locale.Printer, m *models.Meeting) string {
	if m.Language == pr.Lang() {
		return ""
	}
	return m.Language
}

func (p *Pages) assistantGroup(pr *locale.Printer, m *models.Meeting) assistantGroup {
	g := assistantGroup{Title: m.Title, URL: web.WithTaal("/bijeenkomsten/"+m.Slug, pr.Lang(), m.Language), Lang: otherLang(pr, m), DateText: m.DateText}
	if m.StartsAt != nil {
		g.Start, g.End = m.StartsAt.In(p.Store.Zone()), m.EndsAt.In(p.Store.Zone())
	}
	return g
}

func (p *Pages) assistantRow(pr *locale.Printer, action string, row models.ActingRow, taal string) assistantRow {
	r := row.Registration
	line := assistantRow{
		Name: r.Name().Full(), As: r.As(), State: templates.Badge{Tone: web.StatusTone(r.Status), Text: web.StatusWord(pr, r.Status)},
		Times: strings.Join(web.Times(pr, p.Store.Zone(), r.ArrivesLateAt, r.LeavesEarlyAt), ", "), Field: "answer[" + strconv.FormatInt(r.ID, 10) + "]",
	}
	phase := row.Meeting.Phase(p.Store.Now())
	if phase == models.PhasePast || phase == models.PhaseCancelled || phase == models.PhasePostponed {
		line.State = web.PhaseBadge(pr, phase)
		return line
	}
	if r.InvitationID != nil {
		line.Options = append(line.Options, templates.Option{Value: string(models.AnswerComes), Label: pr.T("assistant.comes")})
		line.URL = action + "/" + strconv.FormatInt(r.ID, 10) + "/antwoord" + taal
	}
	if r.Status.Active() || r.InvitationID != nil {
		line.Options = append(line.Options, templates.Option{Value: string(models.AnswerDeclines), Label: pr.T("assistant.declines")})
	}
	return line
}
