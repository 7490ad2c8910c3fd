// Package public answers everybody: the list of meetings, one meeting, the
// form and what follows from it by the links in our mails. No page needs an
// account, a cookie or a script.
package public

import (
	"bijeen/handlers/web"
)

// Pages are the handlers of the public site.
type Pages struct {
	*web.App
}

// New prepares the public pages.
func New(a *web.App) *Pages { return &Pages{App: a} }
