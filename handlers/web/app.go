// Package web holds what the pages of every audience share: the App they work
// with, the order of the middleware, language, rendering, forms and the one
// error handler.
//
// A handler reads, asks the Store and answers; it returns errors and never
// logs them. What a person may read about an error is decided in errors.go:
// the kinds of models become status codes there and nowhere else.
package web

import (
	"log/slog"
	"net/mail"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"bijeen/models"
	"bijeen/templates"
)

// App is what handlers work with. Everything but Store and Templates may be
// left empty.
type App struct {
	Store     *models.Store
	Templates *templates.Templates
	Site      templates.Settings // what the operator chose; Site.BaseURL starts absolute links
	MailFrom  mail.Address       // our one mailbox, ORGANIZER of feeds
	Proxies   []netip.Prefix     // only these may say who the client is (BIJEEN_TRUSTED_PROXIES)
	Log       *slog.Logger       // nil discards

	// MailState says "ok" or "waiting" for /readyz; nil means "ok".
	MailState func() string
	// Observe is told of every request, for metrics: the pattern of its route,
	// never what somebody typed; nil tells nobody.
	Observe func(method, route string, status int, took time.Duration)
	// Stopping reports that the program is going down: /readyz says so.
	Stopping func() bool
}

// logger is Log, or one that keeps nothing.
func (a *App) logger() *slog.Logger {
	if a.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return a.Log
}

// Absolute makes a path absolute with the base URL.
func (a *App) Absolute(path string) string {
	return strings.TrimSuffix(a.Site.BaseURL, "/") + path
}

// Secure reports whether people reach us by https: cookies are then Secure
// and browsers are told to stay on https.
func (a *App) Secure() bool { return strings.HasPrefix(a.Site.BaseURL, "https://") }

// origin is scheme and host of the base URL; empty when there is none.
func (a *App) origin() string {
	u, err := url.Parse(a.Site.BaseURL)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
