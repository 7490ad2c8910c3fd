package public

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/templates"
)

// aboutPage is the pages glossary, privacy and accessibility.
type aboutPage struct{ templates.Base }

func (p *Pages) about(c echo.Context, name, title, summary string) error {
	pr := web.Printer(c, "")
	page := aboutPage{Base: web.Base(c, pr, pr.T(title))}
	page.Summary = pr.T(summary)
	return p.Page(c, http.StatusOK, pr, name, page)
}

// ShowGlossary answers GET /begrippen.
func (p *Pages) ShowGlossary(c echo.Context) error {
	return p.about(c, "glossary", "glossary.title", "glossary.summary")
}

// ShowPrivacy answers GET /privacy.
func (p *Pages) ShowPrivacy(c echo.Context) error {
	return p.about(c, "privacy", "privacy.title", "privacy.summary")
}

// ShowAccessibility answers GET /toegankelijkheid.
func (p *Pages) ShowAccessibility(c echo.Context) error {
	return p.about(c, "accessibility", "accessibility.title", "accessibility.summary")
}

// ShowSecurity answers GET /.well-known/security.txt (RFC 9116). Where the
// operator named nobody to tell, it is the mailbox that all mail comes from.
func (p *Pages) ShowSecurity(c echo.Context) error {
	contact := p.Site.SecurityContact
	if contact == "" {
		contact = p.MailFrom.Address
	}
	if !strings.Contains(contact, ":") {
		contact = "mailto:" + contact
	}
	// The date moves once a month, so that the file stays the same between.
	now := p.Store.Now()
	expires := time.Date(now.Year(), now.Month()+7, 1, 0, 0, 0, 0, time.UTC)
	return c.String(http.StatusOK, fmt.Sprintf("Contact: %s\nExpires: %s\nPreferred-Languages: nl, en\nCanonical: %s\n",
		contact, expires.Format(time.RFC3339), p.Absolute("/.well-known/security.txt")))
}

// robots keeps search machines away from forms and from what is somebody's.
const robots = `User-agent: *
Disallow: /aanmelding/
Disallow: /geen-overzicht/
Disallow: /geen-berichten/
Disallow: /beheer
Disallow: /demo
Disallow: /bijeenkomsten/*/aangemeld
`

// ShowRobots answers GET /robots.txt.
func (p *Pages) ShowRobots(c echo.Context) error { return c.String(http.StatusOK, robots) }
