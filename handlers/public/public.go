// Package public answers everybody: the list of meetings, one meeting, the
// form and what follows from it by the links in our mails. No page needs an
// account, a cookie or a script.
package public

import (
	"errors"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
)

// Pages are the handlers of the public site.
type Pages struct {
	*web.App
	cache       pageCache
	definitions definitions
}

// New prepares the public pages.
func New(a *web.App) *Pages { return &Pages{App: a} }

// sentence is what people read about a refusal.
func sentence(p *locale.Printer, err error) string {
	var e *models.Error
	if errors.As(err, &e) {
		return web.Sentence(p, e)
	}
	return ""
}

// advice is what one can do about a refusal; empty when nothing is known.
func advice(p *locale.Printer, err error) string {
	var e *models.Error
	if errors.As(err, &e) && p.Has("error."+e.Key+"_advice") {
		return p.T("error." + e.Key + "_advice")
	}
	return ""
}

// person is who acts behind a personal link.
var person = models.Actor{Kind: models.ByPerson}
