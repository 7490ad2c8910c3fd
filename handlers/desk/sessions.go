package desk

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/templates"
)

const sessionsPath = "/beheer/sessies"

// sessionsPage is the page desk_sessions: where a user is logged in.
type sessionsPage struct {
	templates.Base
	Rows   []sessionRow
	Others bool // there is more than this one
}

type sessionRow struct {
	ID          string
	Browser     string
	Since, Seen time.Time
	This        bool
}

// ShowSessions is GET /beheer/sessies.
func (p *Pages) ShowSessions(c echo.Context) error {
	ctx, pr := c.Request().Context(), p.printer(c, "")
	list, own, err := p.Store.SessionsOf(ctx, user(c).ID, p.sessions.Token(ctx))
	if err != nil {
		return err
	}
	base, err := p.base(c, pr, pr.T("desk_sessions.title"))
	if err != nil {
		return err
	}
	page := sessionsPage{Base: base, Others: len(list) > 1}
	for _, s := range list {
		page.Rows = append(page.Rows, sessionRow{
			ID: strconv.FormatInt(s.ID, 10), Browser: browserWords(pr, s.Browser), Since: p.local(s.CreatedAt), Seen: p.local(s.SeenAt), This: s.ID == own,
		})
	}
	return p.Page(c, http.StatusOK, pr, "desk_sessions", page)
}

// EndSessions is POST /beheer/sessies: one session of the user, or with
// do=others all but this one.
func (p *Pages) EndSessions(c echo.Context) error {
	values, err := web.PostForm(c)
	if err != nil {
		return err
	}
	ctx, pr := c.Request().Context(), p.printer(c, "")
	token := p.sessions.Token(ctx)
	if values.Get("do") == "others" {
		n, err := p.Store.EndOtherSessions(ctx, user(c).ID, token)
		if err != nil {
			return err
		}
		return p.done(c, sessionsPath, templates.OK, pr.N("desk_sessions.ended_others", n))
	}
	id, err := strconv.ParseInt(values.Get("session"), 10, 64)
	if err != nil {
		return &models.Error{Kind: models.NotFound, Key: "session_not_found"}
	}
	_, own, err := p.Store.SessionsOf(ctx, user(c).ID, token)
	if err != nil {
		return err
	}
	if id == own {
		return p.Logout(c)
	}
	if err := p.Store.EndSession(ctx, user(c).ID, id); err != nil {
		return err
	}
	return p.done(c, sessionsPath, templates.OK, pr.T("desk_sessions.ended_one"))
}

// browserNames and systemNames are what browsers say about themselves, each
// before those that say the same and less.
var (
	browserNames = [][2]string{
		{"Edg", "Edge"}, {"SamsungBrowser", "Samsung Internet"}, {"OPR/", "Opera"}, {"Firefox", "Firefox"}, {"FxiOS", "Firefox"},
		{"CriOS", "Chrome"}, {"Chrome", "Chrome"}, {"Safari", "Safari"},
	}
	systemNames = [][2]string{
		{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"Mac OS X", "Mac"}, {"CrOS", "Chromebook"}, {"Linux", "Linux"},
	}
)

// browserWords says in words which browser this is: "Firefox op Windows".
func browserWords(pr *locale.Printer, agent string) string {
	find := func(names [][2]string) string {
		for _, n := range names {
			if strings.Contains(agent, n[0]) {
				return n[1]
			}
		}
		return ""
	}
	browser, system := find(browserNames), find(systemNames)
	switch {
	case browser != "" && system != "":
		return pr.T("desk_sessions.browser_on", "browser", browser, "system", system)
	case browser+system != "":
		return browser + system
	}
	return pr.T("desk_sessions.unknown_browser")
}
