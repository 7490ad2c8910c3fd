package web

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"bijeen/locale"
	"bijeen/models"
)

// DocumentID reads the document of the address; 0, which nothing has, for
// what is no number.
func DocumentID(c echo.Context) int64 {
	id, err := strconv.ParseInt(c.Param("document"), 10, 64)
	if err != nil {
		return 0
	}
	return id
}

// DocumentLink is a document as pages name it.
type DocumentLink struct {
	Title, URL string
	About      string // "PDF, 1,2 MB"
}

// DocumentAbout says what kind of file it is and how large.
func DocumentAbout(pr *locale.Printer, kind string, size int) string {
	return pr.T("document_type."+kind) + ", " + FileSize(pr, size)
}

// FileSize is a size as people say it: kilobytes, or megabytes with one digit
// behind the comma. It is never said smaller than it is.
func FileSize(pr *locale.Printer, size int) string {
	const kilo, mega = 1 << 10, 1 << 20
	if size < mega {
		return pr.T("document.kilobytes", "n", (size+kilo-1)/kilo)
	}
	tenths := (size*10 + mega - 1) / mega
	n := strconv.Itoa(tenths / 10)
	if tenths%10 > 0 {
		n += pr.T("document.comma") + strconv.Itoa(tenths%10)
	}
	return pr.T("document.megabytes", "n", n)
}

// documentCSP lets a browser that shows a document all the same do nothing
// with it: it is somebody else's file at our address.
const documentCSP = "default-src 'none'; frame-ancestors 'none'; sandbox"

// SendDocument answers with a document, to be saved and not to be shown, piece
// by piece as it is read. A client that has it already gets 304. The deadline
// for writing moves to that of the request.
func (a *App) SendDocument(c echo.Context, doc *models.Document, caching string) error {
	h, tag := c.Response().Header(), `"`+doc.Sum[:32]+`"`
	h.Set("Content-Security-Policy", documentCSP)
	h.Set("Cache-Control", caching)
	h.Set("ETag", tag)
	h.Set("X-Robots-Tag", "noindex")
	if c.Request().Header.Get("If-None-Match") == tag {
		return c.NoContent(http.StatusNotModified)
	}
	h.Set(echo.HeaderContentType, doc.Mime())
	h.Set(echo.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": doc.FileName}))
	h.Set(echo.HeaderContentLength, strconv.Itoa(doc.Size))
	if deadline, ok := c.Request().Context().Deadline(); ok {
		err := http.NewResponseController(c.Response()).SetWriteDeadline(deadline)
		if err != nil && !errors.Is(err, http.ErrNotSupported) {
			return fmt.Errorf("send document: %w", err)
		}
	}
	if c.Request().Method == http.MethodHead {
		return c.NoContent(http.StatusOK)
	}
	return a.Store.WriteDocument(c.Request().Context(), doc, c.Response())
}
