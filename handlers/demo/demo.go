// Package demo shows the mail that the demo keeps instead of sending: what
// was sent to whom, as people and as calendars read it. No other program than
// `bijeen demo` has these addresses.
package demo

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
)

// Path is the address of the mailbox.
const Path = "/demo/postvak"

// Mail is one mail that was kept.
type Mail struct {
	Number   int // from 1, in the order of sending
	At       time.Time
	To       string // as the header says, name and address
	Subject  string
	Text     string
	HTML     string
	Method   string // of the calendar part: REQUEST, CANCEL, or empty without one
	Calendar []byte
	Raw      []byte // the whole message
}

// Mailbox is where the mails are. Both functions may be called by many
// requests at a time.
type Mailbox struct {
	Kept func() []Mail // newest first
	Find func(number int) (Mail, bool)
}

// pages are the handlers of the mailbox.
type pages struct {
	*web.App
	box Mailbox
}

// Routes gives what adds the mailbox to a router.
func Routes(box Mailbox) func(*echo.Echo, *web.App) {
	return func(e *echo.Echo, a *web.App) {
		p := &pages{App: a, box: box}
		for path, h := range map[string]echo.HandlerFunc{
			Path:                           p.showList,
			Path + "/:number":              p.showMail,
			Path + "/:number/html":         p.showHTML,
			Path + "/:number/afspraak.ics": p.calendar,
			Path + "/:number/bericht.eml":  p.source,
		} {
			e.Match([]string{http.MethodGet, http.MethodHead}, path, h, web.Private)
		}
	}
}
