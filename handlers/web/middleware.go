package web

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"bijeen/models"
)

// CSP is what pages may load: our own style, font and pictures. No script at
// all (frontend.md §10).
const CSP = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// maxHeader is far above what a browser sends to us.
const maxHeader = 16 << 10

// Server gives h the limits that keep slow and greedy clients from hurting
// others (R9). A handler that sends large files moves its write deadline with
// http.ResponseController.
func Server(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    maxHeader,
	}
}

// NewEcho is a router with the middleware of every request, outermost first:
// the log line, a net for panics, headers, the limit per address, the check of
// the origin. Groups of routes add Body, Timeout and Private.
func NewEcho(a *App) (*echo.Echo, error) {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.Logger.SetOutput(io.Discard)
	errs, err := newErrorHandler(a)
	if err != nil {
		return nil, err
	}
	e.HTTPErrorHandler = errs.handle
	e.IPExtractor = a.addressOf()
	crossOrigin, err := a.sameOrigin()
	if err != nil {
		return nil, err
	}
	e.Use(a.accessLog, recoverPanics(), a.headers, newLimiter(a.Store.Now).middleware, crossOrigin)
	return e, nil
}

// addressOf reads who the client is: the peer, or what a trusted proxy says.
func (a *App) addressOf() echo.IPExtractor {
	if len(a.Proxies) == 0 {
		return echo.ExtractIPDirect()
	}
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, p := range a.Proxies {
		bits := p.Addr().BitLen()
		options = append(options, echo.TrustIPRange(&net.IPNet{
			IP: p.Masked().Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), bits),
		}))
	}
	return echo.ExtractIPFromXFFHeader(options...)
}

// accessLog writes one line per request, after the error handler has
// answered. It holds the pattern of the route and never the address typed:
// that may be a key to somebody's registration.
func (a *App) accessLog(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		id := strings.ToLower(rand.Text())
		c.Response().Header().Set(echo.HeaderXRequestID, id)
		start := a.Store.Now()
		if err := next(c); err != nil {
			c.Error(err)
		}
		took := a.Store.Now().Sub(start)
		a.logger().Info("request", "id", id, "method", method(c), "route", c.Path(), "status", c.Response().Status,
			"bytes", c.Response().Size, "took", took)
		if a.Observe != nil {
			a.Observe(method(c), c.Path(), c.Response().Status, took)
		}
		return nil
	}
}

// method is the method of a request as it may stand in a log: known words
// only, for a client can send anything.
func method(c echo.Context) string {
	switch m := c.Request().Method; m {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS":
		return m
	}
	return "other"
}

func recoverPanics() echo.MiddlewareFunc {
	return middleware.RecoverWithConfig(middleware.RecoverConfig{
		DisableStackAll: true, DisableErrorHandler: true,
		LogErrorFunc: func(_ echo.Context, err error, stack []byte) error {
			return fmt.Errorf("panic: %w\n%s", err, stack)
		},
	})
}

// headers tells browsers what they may do with our pages.
func (a *App) headers(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", CSP)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin") // own pages carry a key in their address
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		if a.Secure() {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		return next(c)
	}
}

// sameOrigin refuses POSTs that a page of somebody else sends from a browser.
// Clients that are no browser say nothing about an origin and pass.
func (a *App) sameOrigin() (echo.MiddlewareFunc, error) {
	guard := http.NewCrossOriginProtection()
	if origin := a.origin(); origin != "" {
		if err := guard.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("base URL: %w", err)
		}
	}
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if guard.Check(c.Request()) != nil {
				return &models.Error{Kind: models.Forbidden, Key: "cross_origin"}
			}
			return next(c)
		}
	}, nil
}

// Body limits the size of what is sent; a larger body is 413.
func Body(limit int64) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			r := c.Request()
			if r.ContentLength > limit {
				c.Response().Header().Set("Connection", "close")
				return echo.ErrStatusRequestEntityTooLarge
			}
			r.Body = http.MaxBytesReader(c.Response(), r.Body, limit)
			return next(c)
		}
	}
}

// Timeout ends the work for a request, such as waiting for a lock.
func Timeout(d time.Duration) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			ctx, cancel := context.WithTimeout(c.Request().Context(), d)
			defer cancel()
			c.SetRequest(c.Request().WithContext(ctx))
			return next(c)
		}
	}
}

// Private keeps pages with personal data out of every cache.
func Private(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Response().Header().Set("Cache-Control", "no-store")
		return next(c)
	}
}
