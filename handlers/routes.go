// Package handlers is the web: the table of all addresses (routes.go) and the
// one way to build it. What pages share is in web; the pages stand by audience
// in public, desk and demo.
package handlers

import (
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/public"
	"bijeen/handlers/web"
	"bijeen/static"
)

// New builds the handler of the whole site. It fails when a page cannot be
// rendered or the base URL is none.
func New(a *web.App) (http.Handler, error) {
	e, err := web.NewEcho(a)
	if err != nil {
		return nil, err
	}
	publicRoutes(e, public.New(a))
	files := static.Handler(e)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/s/") {
			files.ServeHTTP(w, r)
			return
		}
		e.ServeHTTP(w, r)
	}), nil
}

// pageTime is how long a page may take.
const pageTime = 15 * time.Second

// router is what routes are added to: an Echo or a group of it.
type router interface {
	Match(methods []string, path string, h echo.HandlerFunc, m ...echo.MiddlewareFunc) []*echo.Route
	POST(path string, h echo.HandlerFunc, m ...echo.MiddlewareFunc) *echo.Route
}

// get adds a page with its HEAD (contract: every GET has its HEAD).
func get(r router, path string, h echo.HandlerFunc) {
	r.Match([]string{http.MethodGet, http.MethodHead}, path, h)
}

// publicRoutes are the addresses that need no account (contract, public
// addresses).
func publicRoutes(e *echo.Echo, p *public.Pages) {
	get(e, "/healthz", p.Alive)
	get(e, "/readyz", p.Ready)
}
