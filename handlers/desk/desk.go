// Package desk is the side of the organisers, under /beheer: log in, make
// and change meetings, see who comes, help people by phone, take lists along
// and see what the mail does.
//
// Who may do what stands in rights.go; every address with the right it asks
// for stands in routes.go. A handler finds the user in its context and the
// right already checked.
package desk

import (
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/models/directory"
	"bijeen/templates"
)

// Pages are the handlers of the desk.
type Pages struct {
	*web.App
	sessions *scs.SessionManager
	view     *deskview.View
	uploads  chan struct{} // one for each file that is being read

	directory *directory.Directory
}

// New prepares the desk.
func New(a *web.App) *Pages {
	return &Pages{App: a, sessions: newSessions(a), view: deskview.New(a.Store), uploads: make(chan struct{}, uploadsAtOnce), directory: directory.New(a.Store)}
}

// user is who is logged in; the guard of routes.go has put it there.
func user(c echo.Context) *models.User {
	u, _ := c.Get(userKey).(*models.User)
	return u
}

const userKey = "user"

// actor is who does what this request asks for.
func actor(c echo.Context) models.Actor { return models.Organizer(user(c)) }

// printer is the language of a desk page: what the user chose last by
// ?taal, else that of the meeting (contract, language).
func (p *Pages) printer(c echo.Context, meeting string) *locale.Printer {
	if asked := web.Asked(c); asked != "" {
		return locale.For(asked)
	}
	if chosen := p.sessions.GetString(c.Request().Context(), chosenLanguage); chosen != "" {
		return locale.For(chosen)
	}
	return web.Printer(c, meeting)
}

// base fills the layout of a desk page and shows, once, what the request
// before this one did.
func (p *Pages) base(c echo.Context, pr *locale.Printer, title string) (templates.Base, error) {
	b := web.Base(c, pr, title)
	b.Section, b.NoIndex = "desk", true
	b.User = &templates.User{Name: user(c).Name, Gives: mayAtDesk(user(c), manageUsers), Venues: mayAtDesk(user(c), keepVenues), Directory: mayAtDesk(user(c), keepDirectory), Log: mayAtDesk(user(c), seeDeskLog)}
	var err error
	b.Flash, err = p.takeFlash(c)
	return b, err
}

// local is a moment as people at the desk read it.
func (p *Pages) local(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(p.Store.Zone())
}

// localOf is local for a moment that may not be there; zero then.
func (p *Pages) localOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return p.local(*t)
}
