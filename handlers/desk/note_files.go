package desk

import (
	"strconv"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/templates"
)

// noteFiles offers the documents of the meeting that can go along with a note.
func (p *Pages) noteFiles(c echo.Context, pr *locale.Printer, m *models.Meeting, page *noteFormPage) error {
	list, err := p.Store.Documents(c.Request().Context(), m.ID, false)
	for _, doc := range list {
		page.Files = append(page.Files, templates.Option{
			Value: strconv.FormatInt(doc.ID, 10), Label: doc.Title,
			Hint: joined(", ", web.DocumentAbout(pr, doc.Type, doc.Size), pr.T("desk_document_for."+string(doc.Visibility))),
		})
	}
	return err
}

// previewFiles names in a preview what goes along.
func (p *Pages) previewFiles(c echo.Context, pr *locale.Printer, m *models.Meeting, in models.NoteInput, preview *notePreview) error {
	if preview == nil || len(in.Documents) == 0 {
		return nil
	}
	list, err := p.Store.NoteFiles(c.Request().Context(), m.ID, in.Documents)
	total := 0
	for i := range list {
		total += list[i].Size
		link := p.documentLink(pr, m, &list[i])
		link.Title = list[i].FileName
		preview.Files = append(preview.Files, link)
	}
	preview.Along = pr.N("desk_note.along", len(list), "size", web.FileSize(pr, total))
	return err
}

// filesOfNote names what went along with a note; what was taken away since
// leads nowhere.
func (p *Pages) filesOfNote(c echo.Context, pr *locale.Printer, slug string, noteID int64) ([]web.DocumentLink, error) {
	list, err := p.Store.NoteDocuments(c.Request().Context(), noteID)
	var links []web.DocumentLink
	for _, doc := range list {
		link := web.DocumentLink{Title: doc.FileName, About: web.DocumentAbout(pr, doc.Type, doc.Size)}
		if doc.DocumentID != nil {
			link.URL = documentPath(slug, *doc.DocumentID) + "/bestand"
		}
		links = append(links, link)
	}
	return links, err
}
