// Package handlers is the web: the table of all addresses (routes.go) and the
// one way to build it. What pages share is in web; the pages stand by audience
// in public, desk and demo.
package handlers

import (
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/desk"
	"bijeen/handlers/public"
	"bijeen/handlers/web"
	"bijeen/static"
)

// More adds addresses that only some programs have, such as the mailbox of
// the demo.
type More func(*echo.Echo, *web.App)

// New builds the handler of the whole site. It fails when a page cannot be
// rendered or the base URL is none.
func New(a *web.App, more ...More) (http.Handler, error) {
	e, err := web.NewEcho(a)
	if err != nil {
		return nil, err
	}
	publicRoutes(e, public.New(a))
	desk.Routes(e, a)
	for _, add := range more {
		add(e, a)
	}
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

// fileTime is how long a document may take to somebody with a slow line.
const fileTime = 5 * time.Minute

// routes adds addresses that share a prefix and what is done before them. A
// group of Echo would do the same, but answers 404 where 405 is due.
type routes struct {
	e      *echo.Echo
	prefix string
	before []echo.MiddlewareFunc
}

// get adds a page with its HEAD (contract: every GET has its HEAD).
func (r routes) get(path string, h echo.HandlerFunc) {
	r.e.Match([]string{http.MethodGet, http.MethodHead}, r.prefix+path, h, r.before...)
}

func (r routes) post(path string, h echo.HandlerFunc) { r.e.POST(r.prefix+path, h, r.before...) }

// publicRoutes are the addresses that need no account (contract, public
// addresses).
func publicRoutes(e *echo.Echo, p *public.Pages) {
	plain := routes{e: e}
	plain.get("/healthz", p.Alive)
	plain.get("/readyz", p.Ready)
	plain.get("/robots.txt", p.ShowRobots)
	plain.get("/.well-known/security.txt", p.ShowSecurity)

	open := routes{e: e, before: []echo.MiddlewareFunc{web.Body(web.MaxForm), web.Timeout(pageTime)}}
	open.get("/", p.ShowList)
	open.get("/bijeenkomsten.ics", p.ShowFeed)
	open.get("/bijeenkomsten/:slug", p.ShowMeeting) // and :slug.ics
	open.get("/bijeenkomsten/:slug/aanmelden", p.NewRegistration)
	open.post("/bijeenkomsten/:slug/aanmelden", p.CreateRegistration)
	open.get("/bijeenkomsten/:slug/aangemeld", p.ShowThanks)
	open.get("/bijeenkomsten/:slug/belangstelling", p.NewInterest)
	open.post("/bijeenkomsten/:slug/belangstelling", p.CreateInterest)
	open.get("/mijn-aanmelding", p.NewLinks)
	open.post("/mijn-aanmelding", p.CreateLinks)
	open.get("/groepen", p.ShowGroups)
	open.get("/groepen/:slug", p.ShowGroup)
	open.get("/groepen/:slug/meehelpen", p.NewHelp)
	open.post("/groepen/:slug/meehelpen", p.CreateHelp)
	open.get("/begrippen", p.ShowGlossary)
	open.get("/privacy", p.ShowPrivacy)
	open.get("/toegankelijkheid", p.ShowAccessibility)

	files := routes{e: e, before: []echo.MiddlewareFunc{web.Body(web.MaxForm), web.Timeout(fileTime)}}
	files.get("/bijeenkomsten/:slug/documenten/:document", p.ShowDocument)
	files.get("/aanmelding/:token/documenten/:document", p.ShowOwnDocument)

	private := append(open.before, web.Private)
	stop := routes{e: e, prefix: "/geen-overzicht/:token", before: private}
	stop.get("", p.AskStopOverviews)
	stop.post("", p.StopOverviews)
	mute := routes{e: e, prefix: "/geen-berichten/:token", before: private}
	mute.get("", p.AskStopNotices)
	mute.post("", p.StopNotices)

	acting := routes{e: e, prefix: "/namens/:token", before: private}
	acting.get("", p.ShowAssistant)
	acting.post("", p.AnswerForOthers)
	acting.post("/aanmelden", p.SignUpForOthers)
	acting.get("/:id/antwoord", p.NewAnswer)
	acting.post("/:id/antwoord", p.CreateAnswer)

	own := routes{e: e, prefix: "/aanmelding/:token", before: private}
	own.get("", p.ShowRegistration)
	own.get("/afspraak.ics", p.ShowAppointment)
	own.get("/afmelden", p.NewCancellation)
	own.post("/afmelden", p.CreateCancellation)
	own.get("/vervangen", p.NewSubstitution)
	own.post("/vervangen", p.CreateSubstitution)
	own.get("/wijzigen", p.NewAmendment)
	own.post("/wijzigen", p.CreateAmendment)
	own.post("/aanbod", p.CreateOfferAnswer)
	own.get("/antwoord", p.NewAnswer)
	own.post("/antwoord", p.CreateAnswer)
	own.post("/nieuwe-link", p.RenewLink)
}
