package handlerstest

import (
	"github.com/labstack/echo/v4"

	"bijeen/handlers"
	"bijeen/handlers/web"
)

// More adds addresses, as programs do.
type More = handlers.More

// Addresses lists every address the router knows, as "GET /beheer": none can be
// forgotten here. The mailbox of the demo is no part of a real program.
func (s *Site) Addresses(more ...More) []string {
	s.t.Helper()
	var list []string
	more = append(more, func(e *echo.Echo, _ *web.App) {
		for _, r := range e.Routes() {
			list = append(list, r.Method+" "+r.Path)
		}
	})
	if _, err := handlers.New(s.App, more...); err != nil {
		s.t.Fatalf("build site: %v", err)
	}
	return list
}
