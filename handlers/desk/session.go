package desk

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/models"
	"bijeen/templates"
)

// What a session holds.
const (
	userID         = "user"
	lastSeen       = "seen"     // unix seconds
	chosenLanguage = "language" // by ?taal
	flashTone      = "tone"
	flashText      = "text"
)

const (
	idle      = 12 * time.Hour // a session ends so long after the last request
	seenEvery = time.Minute    // how often the last request is written down
)

// sessionCookie is the name the contract gives the cookie.
func sessionCookie(secure bool) string {
	if secure {
		return "__Host-bijeen"
	}
	return "bijeen_session"
}

func newSessions(a *web.App) *scs.SessionManager {
	m := scs.New()
	m.Store = clockedStore{a.Store.Sessions(), a.Store}
	m.Cookie.Name, m.Cookie.Secure = sessionCookie(a.Secure()), a.Secure()
	m.Cookie.Persist = false // gone when the browser closes: desks are shared
	return m
}

// clockedStore gives sessions an end by the clock of the Store. The session
// package would take that of the machine, which BIJEEN_NOW does not move.
type clockedStore struct {
	*models.SessionStore
	store *models.Store
}

func (s clockedStore) CommitCtx(ctx context.Context, token string, data []byte, _ time.Time) error {
	return s.SessionStore.CommitCtx(ctx, token, data, s.store.Now().Add(idle))
}

// openSession reads the session of a request, if it has one, and puts its
// user into the context.
func (p *Pages) openSession(c echo.Context) error {
	token := ""
	if cookie, err := c.Cookie(p.sessions.Cookie.Name); err == nil {
		token = cookie.Value
	}
	ctx, err := p.sessions.Load(c.Request().Context(), token)
	if err != nil {
		return fmt.Errorf("load session: %w", err)
	}
	c.SetRequest(c.Request().WithContext(ctx))
	id := p.sessions.GetInt64(ctx, userID)
	if id == 0 {
		return nil
	}
	u, err := p.Store.UserByID(ctx, id)
	if models.KindOf(err) == models.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	c.Set(userKey, u)
	return p.touch(c)
}

// touch writes down, at most once a minute, that the session is in use, and
// the language its user asked for.
func (p *Pages) touch(c echo.Context) error {
	ctx, now := c.Request().Context(), p.Store.Now()
	if c.Request().Method == http.MethodHead || c.Request().Header.Get(refreshHeader) != "" {
		return nil // a page that refreshes itself is nobody at work
	}
	asked := web.Asked(c)
	if asked == "" {
		asked = p.sessions.GetString(ctx, chosenLanguage)
	}
	since := now.Sub(time.Unix(p.sessions.GetInt64(ctx, lastSeen), 0))
	if since >= 0 && since < seenEvery && asked == p.sessions.GetString(ctx, chosenLanguage) {
		return nil
	}
	p.sessions.Put(ctx, lastSeen, now.Unix())
	p.sessions.Put(ctx, chosenLanguage, asked)
	return p.keep(c)
}

// keep stores what was put into the session.
func (p *Pages) keep(c echo.Context) error {
	if _, _, err := p.sessions.Commit(c.Request().Context()); err != nil {
		return fmt.Errorf("store session: %w", err)
	}
	return nil
}

// begin logs a user in: under a new token, so that nobody who planted one
// shares the session.
func (p *Pages) begin(c echo.Context, u *models.User) error {
	ctx := c.Request().Context()
	if err := p.sessions.RenewToken(ctx); err != nil {
		return fmt.Errorf("renew session: %w", err)
	}
	p.sessions.Put(ctx, userID, u.ID)
	p.sessions.Put(ctx, lastSeen, p.Store.Now().Unix())
	token, end, err := p.sessions.Commit(ctx)
	if err != nil {
		return fmt.Errorf("store session: %w", err)
	}
	if err := p.Store.NameSession(ctx, token, u.ID, c.Request().UserAgent()); err != nil {
		return err
	}
	p.sessions.WriteSessionCookie(ctx, c.Response(), token, end)
	return nil
}

// finish logs the user out.
func (p *Pages) finish(c echo.Context) error {
	ctx := c.Request().Context()
	if err := p.sessions.Destroy(ctx); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	p.sessions.WriteSessionCookie(ctx, c.Response(), "", time.Time{})
	return nil
}

// done sends the browser on after a POST, with a sentence that says what was
// done.
func (p *Pages) done(c echo.Context, path string, tone templates.Tone, text string) error {
	ctx := c.Request().Context()
	p.sessions.Put(ctx, flashTone, string(tone))
	p.sessions.Put(ctx, flashText, text)
	if err := p.keep(c); err != nil {
		return err
	}
	return web.Redirect(c, path)
}

// takeFlash gives the sentence that done left, once.
func (p *Pages) takeFlash(c echo.Context) (*templates.Alert, error) {
	ctx := c.Request().Context()
	if c.Request().Method != http.MethodGet || !p.sessions.Exists(ctx, flashText) {
		return nil, nil
	}
	alert := &templates.Alert{Tone: templates.Tone(p.sessions.PopString(ctx, flashTone)), Text: p.sessions.PopString(ctx, flashText)}
	return alert, p.keep(c)
}
