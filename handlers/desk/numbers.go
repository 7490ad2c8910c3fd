package desk

import (
	"io"
	"net/http"
	"os"
	"strings"

	"github.com/labstack/echo/v4"

	"bijeen/lists"
	"bijeen/locale"
	"bijeen/models"
)

// numbersRoutes are …/aantallen.pdf and …/aantallen.csv (contract, Desk). The
// host of a site gets the paper, as with the other lists.
func numbersRoutes() []route {
	var list []route
	for _, f := range lists.NumbersFiles {
		list = append(list, route{
			method: get, path: meeting + "/" + f.File(), asks: takeLists, site: f.Format == "pdf",
			handle: func(p *Pages, c echo.Context) error { return p.exportNumbers(c, f) },
		})
	}
	return list
}

// exportNumbers answers GET …/aantallen.csv and .pdf, ?locatie= for one site:
// who eats and sits there, as counts with the change since the last time
// (BR-73). It is logged (BR-75); HEAD makes nothing.
func (p *Pages) exportNumbers(c echo.Context, f lists.NumbersFile) error {
	m, key, err := p.asked(c)
	if err != nil {
		return err
	}
	if c.Request().Method == http.MethodHead {
		c.Response().Header().Set(echo.HeaderContentType, f.ContentType)
		return c.NoContent(http.StatusOK)
	}
	file, name, err := p.spoolNumbers(c, m, f, key)
	if err != nil {
		return err
	}
	defer file.Close()
	return sendFile(c, file, f.ContentType, name)
}

// spoolNumbers makes the file and its name.
func (p *Pages) spoolNumbers(c echo.Context, m *models.Meeting, f lists.NumbersFile, siteKey string) (*os.File, string, error) {
	o := lists.Options{Zone: p.Store.Zone()}
	log := models.ExportLog{UserID: &user(c).ID, Who: user(c).Name, Format: f.Format, Columns: strings.Join(f.Columns, ", ")}
	var file *os.File
	var name string
	err := p.Store.Numbers(c.Request().Context(), m.ID, siteKey, log, func(n models.Numbers) error {
		var err error
		name = f.FileName(n, o)
		file, err = lists.Spool(o.TempDir, func(w io.Writer) error { return f.Write(w, n, o) })
		return err
	})
	if err != nil && file != nil {
		file.Close()
	}
	return file, name, err
}

// listLinks are all files about one site, or about the whole meeting: the
// lists with names, and the numbers.
func (p *Pages) listLinks(pr *locale.Printer, m *models.Meeting, siteKey string) []exportLink {
	return append(p.exportLinks(pr, m, siteKey), numbersLinks(pr, m, siteKey)...)
}

func numbersLinks(pr *locale.Printer, m *models.Meeting, siteKey string) []exportLink {
	var list []exportLink
	for _, f := range lists.NumbersFiles {
		key := "desk_export." + models.NumbersList + "_" + f.Format
		list = append(list, exportLink{
			Text: pr.T(key), Hint: pr.T(key + "_hint"), Icon: exportIcons[f.Format], Paper: f.Format == "pdf",
			URL: withQuery(meetingPath(m.Slug)+"/"+f.File(), "locatie", siteKey),
		})
	}
	return list
}
