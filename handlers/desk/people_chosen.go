package desk

import (
	"strconv"

	"github.com/labstack/echo/v4"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/templates"
)

// ChangeChosen is POST …/aanmeldingen/gekozen: do=mail for every id that was
// ticked. What asks for a look first has pages of its own: requests.go.
func (p *Pages) ChangeChosen(c echo.Context) error {
	form, meeting, err := p.posted(c)
	if err != nil {
		return err
	}
	m, ctx := meeting.Meeting, c.Request().Context()
	pr := p.printer(c, m.Language)
	do := map[string]func(id int64) error{
		"mail": func(id int64) error {
			_, err := p.Store.Resend(ctx, m.ID, id, actor(c))
			return err
		},
	}[form.Get("do")]
	if do == nil {
		return echo.ErrBadRequest
	}
	done, refused := 0, 0
	for _, text := range form["id"] {
		id, _ := strconv.ParseInt(text, 10, 64) // 0 is nobody
		switch err := do(id); {
		case err == nil:
			done++
		case models.KindOf(err) == 0:
			return err
		default:
			refused++
		}
	}
	return p.doneChosen(c, pr, m, form.Get("do"), done, refused)
}

func (p *Pages) doneChosen(c echo.Context, pr *locale.Printer, m *models.Meeting, do string, done, refused int) error {
	back := peoplePath(m.Slug)
	if done+refused == 0 {
		return p.done(c, back, templates.Warning, pr.T("desk_done.nobody_chosen"))
	}
	tone, text := templates.OK, pr.N("desk_done.chosen_"+do, done)
	if refused > 0 {
		tone = templates.Warning
		text += " " + pr.N("desk_done.chosen_refused", refused)
	}
	return p.done(c, back, tone, text)
}
