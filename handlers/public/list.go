package public

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/names"
	"bijeen/templates"
)

// listPage is the page meeting_list.
type listPage struct {
	templates.Base
	Form                  templates.Form
	Kinds, Places, Themes []templates.Option
	Count                 int
	Filtered              bool
	Months                []month
	FeedURL               string
	Taal                  string // kept by the filter form; empty when not asked for
}

// month is one heading of the list.
type month struct {
	Name  string
	Items []templates.MeetingItem
}

// ShowList answers GET /: the meetings that are still to come, with filters
// by kind, place and theme in the address.
func (p *Pages) ShowList(c echo.Context) error {
	ctx, pr := c.Request().Context(), web.Printer(c, "")
	all, err := p.Store.PublicMeetings(ctx, models.ListFilter{})
	if err != nil {
		return err
	}
	themes, err := p.Store.Themes(ctx)
	if err != nil {
		return err
	}
	q := c.QueryParams()
	filter := models.ListFilter{Kind: models.MeetingKind(q.Get("soort")), Town: q.Get("plaats"), Theme: q.Get("thema")}
	shown := all
	if filter != (models.ListFilter{}) {
		if shown, err = p.Store.PublicMeetings(ctx, filter); err != nil {
			return err
		}
	}
	page := listPage{
		Base: web.Base(c, pr, pr.T("list.title")), Form: templates.Form{Values: q}, Count: len(shown),
		Filtered: filter != (models.ListFilter{}), Kinds: kindOptions(pr, all), Places: placeOptions(pr, all),
		Themes: themeOptions(themes), Months: p.months(pr, shown), FeedURL: "/bijeenkomsten.ics" + web.Query(c), Taal: web.Asked(c),
	}
	page.Section, page.Summary = "meetings", pr.T("list.lead")
	if page.Groups, err = p.groups().AnyPublic(ctx); err != nil {
		return err
	}
	return p.Page(c, http.StatusOK, pr, "meeting_list", page)
}

// months groups meetings under the month they begin in; those without a date
// come last, and so do those whose date was called off.
func (p *Pages) months(pr *locale.Printer, list []*models.MeetingPage) []month {
	var months []month
	undated := month{Name: pr.T("list.undated")}
	for _, page := range list {
		v := p.view(pr, page)
		if !v.Dated() {
			undated.Items = append(undated.Items, v.item())
			continue
		}
		name := locale.Capital(pr.Month(v.Start))
		if len(months) == 0 || months[len(months)-1].Name != name {
			months = append(months, month{Name: name})
		}
		last := &months[len(months)-1]
		last.Items = append(last.Items, v.item())
	}
	if len(undated.Items) > 0 {
		months = append(months, undated)
	}
	return months
}

// item is the meeting as one line of a list.
func (v meetingView) item() templates.MeetingItem {
	state := v.State
	return templates.MeetingItem{
		URL: v.Path(""), Title: v.Title, Lang: v.Lang, Kind: v.Kind, Summary: v.Lead, Start: v.Start, End: v.End,
		DateText: v.DateText, Place: v.Places, Badge: &state,
	}
}

func kindOptions(p *locale.Printer, all []*models.MeetingPage) []templates.Option {
	var options []templates.Option
	for _, kind := range models.MeetingKinds {
		if slices.ContainsFunc(all, func(m *models.MeetingPage) bool { return m.Meeting.Kind == kind }) {
			options = append(options, templates.Option{Value: string(kind), Label: web.KindWord(p, kind)})
		}
	}
	return options
}

// placeOptions are the towns of the meetings to come, and online.
func placeOptions(p *locale.Printer, all []*models.MeetingPage) []templates.Option {
	towns := map[string]bool{}
	online := false
	for _, page := range all {
		for _, s := range page.Meeting.OpenSites() {
			if s.Mode == models.Online {
				online = true
			} else if s.Venue != nil && s.Venue.Town != "" {
				towns[s.Venue.Town] = true
			}
		}
	}
	var options []templates.Option
	for t := range towns {
		options = append(options, templates.Option{Value: t, Label: t})
	}
	slices.SortFunc(options, func(a, b templates.Option) int {
		return strings.Compare(names.Name{Surname: a.Label}.SortKey(), names.Name{Surname: b.Label}.SortKey())
	})
	if online {
		options = append(options, templates.Option{Value: "online", Label: locale.Capital(p.T("words.online"))})
	}
	return options
}

func themeOptions(themes []string) []templates.Option {
	options := make([]templates.Option, len(themes))
	for i, t := range themes {
		options[i] = templates.Option{Value: t, Label: t}
	}
	return options
}
