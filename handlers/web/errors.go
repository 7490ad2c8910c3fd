package web

import (
	"context"
	"errors"
	"net/http"
	"syscall"

	"github.com/labstack/echo/v4"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/templates"
)

// statusOf is the one table from the kinds of models to HTTP.
var statusOf = map[models.Kind]int{
	models.Invalid:   http.StatusUnprocessableEntity,
	models.NotFound:  http.StatusNotFound,
	models.Gone:      http.StatusGone,
	models.Forbidden: http.StatusForbidden,
	models.Conflict:  http.StatusConflict,
	models.TooMany:   http.StatusTooManyRequests,
}

// pageKeys names the sentences of each status: the section of errors.toml.
var pageKeys = map[int]string{
	http.StatusBadRequest:            "error_unreadable.",
	http.StatusForbidden:             "error_forbidden.",
	http.StatusNotFound:              "error_not_found.",
	http.StatusMethodNotAllowed:      "error_method.",
	http.StatusConflict:              "error_conflict.",
	http.StatusGone:                  "error_gone.",
	http.StatusRequestEntityTooLarge: "error_too_large.",
	http.StatusUnprocessableEntity:   "error_invalid.",
	http.StatusTooManyRequests:       "error_too_many.",
	http.StatusInternalServerError:   "error_fault.",
	http.StatusServiceUnavailable:    "error_unavailable.",
}

// retryAfter is when a client may come back after 503, in seconds.
const retryAfter = "30"

// Status is the HTTP status of an error.
func Status(err error) int {
	if status, ok := statusOf[models.KindOf(err)]; ok {
		return status
	}
	var he *echo.HTTPError
	if errors.As(err, &he) && he.Code < 500 {
		if _, known := pageKeys[he.Code]; known {
			return he.Code
		}
		return http.StatusBadRequest
	}
	if models.Unavailable(err) || errors.Is(err, context.DeadlineExceeded) {
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// errorPage is the page error.
type errorPage struct {
	templates.Base
	Heading, Happened, Advice string
	Links                     []templates.Crumb // ways on
}

// errorHandler shows errors. The pages of our own faults are rendered at the
// start, because a fault may be in what renders.
type errorHandler struct {
	app   *App
	fixed map[int]map[string]*HTML
}

func newErrorHandler(a *App) (*errorHandler, error) {
	h := &errorHandler{app: a, fixed: map[int]map[string]*HTML{}}
	for _, status := range []int{http.StatusInternalServerError, http.StatusServiceUnavailable} {
		h.fixed[status] = map[string]*HTML{}
		for _, p := range locale.Languages() {
			html, err := a.Render(p, "error", newErrorPage(templates.Base{}, p, status, nil))
			if err != nil {
				return nil, err
			}
			h.fixed[status][p.Lang()] = html
		}
	}
	return h, nil
}

// handle answers an error that a handler returned, and logs it once when the
// fault is ours.
func (h *errorHandler) handle(err error, c echo.Context) {
	status := Status(err)
	if clientLeft(err, c) {
		return // nobody to tell, and no fault of ours: anybody can make this happen
	}
	if status >= 500 {
		h.log(c, "request failed", err)
	}
	if c.Response().Committed {
		return
	}
	if sendErr := h.send(c, status, err); sendErr != nil {
		h.log(c, "error page failed", sendErr)
	}
}

// clientLeft reports whether err only says that whoever asked has gone.
func clientLeft(err error, c echo.Context) bool {
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET) {
		return c.Response().Committed // while answering; else it is the database
	}
	return errors.Is(err, context.Canceled) && c.Request().Context().Err() != nil
}

// log writes what went wrong with the pattern of the route. The errors of the
// store name ids and verbs, never people.
func (h *errorHandler) log(c echo.Context, what string, err error) {
	h.app.logger().Error(what, "id", c.Response().Header().Get(echo.HeaderXRequestID), "method", method(c), "route", c.Path(), "error", err)
}

func (h *errorHandler) send(c echo.Context, status int, err error) error {
	header := c.Response().Header()
	header.Set("Cache-Control", "no-store")
	if status == http.StatusServiceUnavailable && header.Get("Retry-After") == "" {
		header.Set("Retry-After", retryAfter)
	}
	p := Printer(c, "")
	if html, ok := h.fixed[status][p.Lang()]; ok {
		return html.Send(c, status)
	}
	return h.app.ErrorPage(c, status, p, err)
}

// ErrorPage shows an error in words, in the language of p. Handlers that know
// the meeting call it to answer in its language; the rest return their error.
func (a *App) ErrorPage(c echo.Context, status int, p *locale.Printer, err error) error {
	return a.ErrorPageIn(c, status, p, err, Base(c, p, ""), nil)
}

// ErrorPageIn is ErrorPage in the layout of base, with other ways on when
// links are given: an error at the desk keeps its menu.
func (a *App) ErrorPageIn(c echo.Context, status int, p *locale.Printer, err error, base templates.Base, links []templates.Crumb) error {
	c.Response().Header().Set("Cache-Control", "no-store")
	page := newErrorPage(base, p, status, err)
	if links != nil {
		page.Links = links
	}
	html, renderErr := a.Render(p, "error", page)
	if renderErr != nil {
		return renderErr
	}
	return html.Send(c, status)
}

// newErrorPage says what happened and what one can do. The sentence of a
// refusal comes in place of the general one.
func newErrorPage(base templates.Base, p *locale.Printer, status int, err error) errorPage {
	section := pageKeys[status]
	page := errorPage{
		Base: base, Heading: p.T(section + "heading"), Happened: p.T(section + "happened"), Advice: p.T(section + "advice"),
	}
	var one *models.Error
	if errors.As(err, &one) && p.Has("error."+one.Key) {
		page.Happened = Sentence(p, one)
		if advice := "error." + one.Key + "_advice"; p.Has(advice) {
			page.Advice = p.T(advice)
		}
	}
	page.Title, page.NoIndex = Cut(page.Heading, tabTitle), true
	page.Links = []templates.Crumb{
		{Text: p.T("layout.meetings"), URL: "/" + base.TaalQuery},
		{Text: p.T("layout.mine"), URL: "/mijn-aanmelding" + base.TaalQuery},
	}
	return page
}
