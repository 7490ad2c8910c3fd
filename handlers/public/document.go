package public

import (
	"strconv"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
)

// ShowDocument answers GET /bijeenkomsten/:slug/documenten/:document: a
// document that everybody may have.
func (p *Pages) ShowDocument(c echo.Context) error {
	doc, err := p.Store.PublicDocument(c.Request().Context(), c.Param("slug"), web.DocumentID(c))
	if err != nil {
		return err
	}
	return p.SendDocument(c, doc, "no-cache")
}

// ShowOwnDocument answers GET /aanmelding/:token/documenten/:document: a
// document for who has a place, for as long as the link works. Kind NotFound
// for everybody else.
func (p *Pages) ShowOwnDocument(c echo.Context) error {
	own, _, err := p.ownOf(c)
	if err != nil {
		return err
	}
	doc, err := p.Store.DocumentOf(c.Request().Context(), own.Meeting.ID, web.DocumentID(c))
	if err == nil && own.Registration.Status != models.Registered && doc.Visibility != models.DocumentPublic {
		err = &models.Error{Kind: models.NotFound, Key: "document_not_found"}
	}
	if err != nil {
		return err
	}
	return p.SendDocument(c, doc, "no-store")
}

// documentLinks names the documents below an address.
func documentLinks(pr *locale.Printer, list []models.Document, path string) []web.DocumentLink {
	var links []web.DocumentLink
	for _, doc := range list {
		links = append(links, web.DocumentLink{
			Title: doc.Title, URL: path + "/documenten/" + strconv.FormatInt(doc.ID, 10), About: web.DocumentAbout(pr, doc.Type, doc.Size),
		})
	}
	return links
}
