package desk

import (
	"net/url"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/templates"
)

// meetingPage is what every page about one meeting has: its layout with the
// tabs, its name and its address.
type meetingPage struct {
	templates.Base
	Slug    string
	Path    string // of the meeting at the desk
	Meeting string // its title
	Crumb   []templates.Crumb
}

// tabs are the pages of one meeting, each with the right it asks for.
var tabs = []struct {
	key, path, icon string
	asks            right
}{
	{"overview", "", "layout-dashboard", seeCounts},
	{"statistics", "/cijfers", "chart-bar", seeCounts},
	{"people", "/aanmeldingen", "users", seePeople},
	{"lists", "/lijsten", "clipboard-list", takeLists},
	{"door", "/balie", "door-enter", workDoor},
	{"messages", "/berichten", "mail", seeMail},
	{"documents", "/documenten", "file-text", keepDocuments},
	{"log", "/logboek", "history", seeLog},
	{"edit", "/wijzigen", "edit", writeTexts},
}

// meetingBase fills the layout of a page about a meeting; current is the key
// of its tab.
func (p *Pages) meetingBase(c echo.Context, pr *locale.Printer, m *models.Meeting, current, title string) (meetingPage, error) {
	base, err := p.base(c, pr, title+" – "+m.Title)
	if err != nil {
		return meetingPage{}, err
	}
	badge := phaseBadge(pr, m.Phase(p.Store.Now()))
	base.Tabs = &templates.Tabs{Title: m.Title, URL: meetingPath(m.Slug), Badge: &badge}
	for _, tab := range tabs {
		if may(user(c).Role, tab.asks, m.Kind) {
			base.Tabs.Items = append(base.Tabs.Items, templates.Tab{
				Text: pr.T("desk_tab." + tab.key), URL: meetingPath(m.Slug) + tab.path, Icon: tab.icon, Current: tab.key == current,
			})
		}
	}
	if len(base.Tabs.Items) == 0 {
		base.Tabs = nil // the host of a site sees one page only
	}
	return meetingPage{Base: base, Slug: m.Slug, Path: meetingPath(m.Slug), Meeting: m.Title}, nil
}

// meeting reads the meeting of the address with its parts and seats.
func (p *Pages) meeting(c echo.Context) (*models.MeetingPage, error) {
	return p.Store.MeetingBySlug(c.Request().Context(), c.Param("slug"), true)
}

// posted reads a form that was sent about the meeting of the address.
func (p *Pages) posted(c echo.Context) (url.Values, *models.MeetingPage, error) {
	form, err := web.PostForm(c)
	if err != nil {
		return nil, nil, err
	}
	page, err := p.meeting(c)
	return form, page, err
}
