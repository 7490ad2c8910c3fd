package desk

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/lists"
	"bijeen/models"
)

// exportRoutes is one address for each file of lists.Exports (contract,
// Desk).
func exportRoutes() []route {
	var list []route
	for _, e := range lists.Exports {
		list = append(list, route{
			method: get, path: meeting + "/" + e.File(), asks: takeLists, slow: true, site: e.Format == "pdf",
			handle: func(p *Pages, c echo.Context) error { return p.export(c, e) },
		})
	}
	return list
}

// exportTime is how long a large list may take to be made and sent.
const exportTime = 5 * time.Minute

// export answers GET …/deelnemerslijst.csv and its kin, ?locatie= for one
// site. The list is written to a file inside one read transaction and sent
// after it, so that a slow reader holds nothing up; that it was made is
// logged (BR-75). HEAD makes nothing.
func (p *Pages) export(c echo.Context, e lists.Export) error {
	m, key, err := p.asked(c)
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentType, e.ContentType)
	if c.Request().Method == http.MethodHead {
		return c.NoContent(http.StatusOK)
	}
	file, name, err := p.spool(c, m, e, key)
	if errors.Is(err, lists.ErrTooManyRows) {
		c.Response().Header().Del(echo.HeaderContentType)
		return &models.Error{Kind: models.Invalid, Key: "too_many_rows", Args: map[string]any{"Max": lists.MaxPDFRows}}
	}
	if err != nil {
		c.Response().Header().Del(echo.HeaderContentType)
		return err
	}
	defer file.Close()
	return sendFile(c, file, e.ContentType, name)
}

// asked is the meeting of the address and the key of the site in ?locatie=,
// empty for the whole meeting.
func (p *Pages) asked(c echo.Context) (*models.Meeting, string, error) {
	page, err := p.meeting(c)
	if err != nil {
		return nil, "", err
	}
	m, key := page.Meeting, c.QueryParam("locatie")
	if key != "" && m.Site(key) == nil {
		return nil, "", &models.Error{Kind: models.NotFound, Key: "site_not_found"}
	}
	return m, key, nil
}

// spool makes the file and its name.
func (p *Pages) spool(c echo.Context, m *models.Meeting, e lists.Export, siteKey string) (*os.File, string, error) {
	o := lists.Options{Zone: p.Store.Zone()}
	query := models.ListQuery{MeetingID: m.ID, SiteKey: siteKey, SeatedOnly: e.SeatedOnly}
	log := models.ExportLog{
		UserID: &user(c).ID, Who: user(c).Name, List: e.List, Format: e.Format, Columns: strings.Join(e.Columns, " "),
	}
	var file *os.File
	var name string
	err := p.Store.AttendeeList(c.Request().Context(), query, log, func(list models.AttendeeList) error {
		var err error
		file, err = lists.Spool(o.TempDir, func(w io.Writer) error {
			n, err := e.Write(w, list, o)
			name = e.FileName(list.Facts, n, o)
			return err
		})
		return err
	})
	if err != nil && file != nil {
		file.Close()
	}
	return file, name, err
}

// sendFile sends a file to be saved under a name. It moves the deadline for
// writing, which is short for pages, to that of the request.
func sendFile(c echo.Context, file *os.File, kind, name string) error {
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("send list: %w", err)
	}
	deadline, _ := c.Request().Context().Deadline()
	err = http.NewResponseController(c.Response()).SetWriteDeadline(deadline)
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		return fmt.Errorf("send list: %w", err)
	}
	h := c.Response().Header()
	h.Set(echo.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set(echo.HeaderContentLength, strconv.FormatInt(info.Size(), 10))
	return c.Stream(http.StatusOK, kind, file)
}
