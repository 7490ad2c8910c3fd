package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/templates"
)

func documentsPath(slug string) string { return meetingPath(slug) + "/documenten" }

// documentsPage is the page desk_documents: the documents of a meeting, and
// the form that adds one.
type documentsPage struct {
	meetingPage
	Form         templates.Form
	Action       string
	Rows         []documentRow
	Visibilities []templates.Option
}

type documentRow struct {
	web.DocumentLink
	Path    string // of the page about it
	Seen    templates.Badge
	Up      bool // it can go up
	Down    bool
	Version string
}

// documentPage is the page desk_document: title and visibility of one, and the
// way to take it away.
type documentPage struct {
	meetingPage
	Form         templates.Form
	Action       string
	Version      string
	File         web.DocumentLink
	Visibilities []templates.Option
	Conflict     *conflict
}

// ShowDocuments is GET …/documenten.
func (p *Pages) ShowDocuments(c echo.Context) error {
	page, err := p.meeting(c)
	if err != nil {
		return err
	}
	return p.showDocuments(c, page.Meeting, templates.Form{}, http.StatusOK)
}

func (p *Pages) showDocuments(c echo.Context, m *models.Meeting, form templates.Form, status int) error {
	pr := p.printer(c, m.Language)
	list, err := p.Store.Documents(c.Request().Context(), m.ID, false)
	if err != nil {
		return err
	}
	base, err := p.meetingBase(c, pr, m, "documents", pr.T("desk_tab.documents"))
	if err != nil {
		return err
	}
	base.Invalid = len(form.Errors) > 0
	page := documentsPage{meetingPage: base, Form: form, Action: documentsPath(m.Slug), Visibilities: visibilities(pr)}
	for i := range list {
		page.Rows = append(page.Rows, documentRow{
			DocumentLink: p.documentLink(pr, m, &list[i]), Path: documentPath(m.Slug, list[i].ID), Up: i > 0, Down: i < len(list)-1,
			Seen: visibilityBadge(pr, list[i].Visibility),
		})
	}
	return p.Page(c, status, pr, "desk_documents", page)
}

func documentPath(slug string, id int64) string {
	return documentsPath(slug) + "/" + strconv.FormatInt(id, 10)
}

func (p *Pages) documentLink(pr *locale.Printer, m *models.Meeting, doc *models.Document) web.DocumentLink {
	return web.DocumentLink{
		Title: doc.Title, URL: documentPath(m.Slug, doc.ID) + "/bestand", About: web.DocumentAbout(pr, doc.Type, doc.Size),
	}
}

func visibilities(pr *locale.Printer) []templates.Option {
	list := options(pr, "desk_document_for.", models.DocumentVisibilities)
	for i := range list {
		list[i].Hint = pr.T("desk_document_hint." + list[i].Value)
	}
	return list
}

func visibilityBadge(pr *locale.Printer, v models.DocumentVisibility) templates.Badge {
	tone := templates.Info
	if v == models.DocumentPublic {
		tone = templates.OK
	}
	return templates.Badge{Tone: tone, Text: pr.T("desk_document_for." + string(v))}
}

// AddDocument is POST …/documenten with file, title and visibility. Too large
// a file is 413, every other problem 422, both at its field.
func (p *Pages) AddDocument(c echo.Context) error {
	page, err := p.meeting(c)
	if err != nil {
		return err
	}
	m, ctx := page.Meeting, c.Request().Context()
	up, err := p.readUpload(c)
	if err != nil {
		return err
	}
	pr := p.printer(c, m.Language)
	doc, err := p.Store.AddDocument(ctx, m.ID, models.DocumentInput{
		Title: up.values.Get("title"), FileName: up.name, Visibility: models.DocumentVisibility(up.values.Get("visibility")), File: up.file,
	}, actor(c))
	for _, e := range refusals(err) {
		if !up.sent && e.Field == "file" {
			e.Key = "file_missing" // and not empty
		}
	}
	if list, ok := problems(pr, err); ok {
		status := http.StatusUnprocessableEntity
		if slices.ContainsFunc(refusals(err), func(e *models.Error) bool { return e.Key == "file_large" }) {
			status = http.StatusRequestEntityTooLarge
		}
		return p.showDocuments(c, m, templates.Form{Values: up.values, Errors: list}, status)
	}
	if err != nil {
		return err
	}
	return p.done(c, documentsPath(m.Slug), templates.OK, pr.T("desk_documents.added", "title", doc.Title))
}

// documentOf is the document the address names.
func (p *Pages) documentOf(c echo.Context, m *models.Meeting) (*models.Document, error) {
	return p.Store.DocumentOf(c.Request().Context(), m.ID, web.DocumentID(c))
}

// EditDocument is GET …/documenten/:document.
func (p *Pages) EditDocument(c echo.Context) error {
	page, err := p.meeting(c)
	if err != nil {
		return err
	}
	doc, err := p.documentOf(c, page.Meeting)
	if err != nil {
		return err
	}
	values := url.Values{"title": {doc.Title}, "visibility": {string(doc.Visibility)}}
	return p.showDocument(c, page.Meeting, doc, templates.Form{Values: values}, nil, http.StatusOK)
}

func (p *Pages) showDocument(c echo.Context, m *models.Meeting, doc *models.Document, form templates.Form, other *conflict, status int) error {
	pr := p.printer(c, m.Language)
	base, err := p.meetingBase(c, pr, m, "documents", doc.Title)
	if err != nil {
		return err
	}
	base.Invalid = len(form.Errors) > 0
	base.Crumb = []templates.Crumb{{Text: pr.T("desk_tab.documents"), URL: documentsPath(m.Slug)}}
	seen := version(doc.UpdatedAt)
	if status == http.StatusUnprocessableEntity {
		seen = form.Value("version") // what a colleague stored meanwhile has not been seen
	}
	return p.Page(c, status, pr, "desk_document", documentPage{
		meetingPage: base, Form: form, Action: documentPath(m.Slug, doc.ID), Version: seen,
		File: p.documentLink(pr, m, doc), Visibilities: visibilities(pr), Conflict: other,
	})
}

// ChangeDocument is POST …/documenten/:document: do=up or down moves it in the
// list, else title and visibility are stored.
func (p *Pages) ChangeDocument(c echo.Context) error {
	form, page, err := p.posted(c)
	if err != nil {
		return err
	}
	m, ctx := page.Meeting, c.Request().Context()
	doc, err := p.documentOf(c, m)
	if err != nil {
		return err
	}
	pr := p.printer(c, m.Language)
	if do := form.Get("do"); do == "up" || do == "down" {
		if err := p.Store.MoveDocument(ctx, m.ID, doc.ID, do == "up", actor(c)); err != nil {
			return err
		}
		return p.done(c, documentsPath(m.Slug), templates.OK, pr.T("desk_documents.moved", "title", doc.Title))
	}
	read, _ := versionSeen(form)
	err = p.Store.ChangeDocument(ctx, m.ID, doc.ID, form.Get("title"), models.DocumentVisibility(form.Get("visibility")), read, actor(c))
	if list, ok := problems(pr, err); ok {
		return p.showDocument(c, m, doc, templates.Form{Values: form, Errors: list}, nil, http.StatusUnprocessableEntity)
	}
	if models.KindOf(err) == models.Conflict {
		return p.showDocument(c, m, doc, templates.Form{Values: form}, documentConflict(pr, doc, form), http.StatusConflict)
	}
	if err != nil {
		return err
	}
	return p.done(c, documentsPath(m.Slug), templates.OK, pr.T("desk_done.changed"))
}

// documentConflict shows what a colleague made of it and what was typed.
func documentConflict(pr *locale.Printer, doc *models.Document, form url.Values) *conflict {
	seen := func(v string) string {
		if slices.Contains(models.DocumentVisibilities, models.DocumentVisibility(v)) {
			return pr.T("desk_document_for." + v)
		}
		return v
	}
	lines := []difference{
		{pr.T("desk_documents.title_label"), doc.Title, form.Get("title")},
		{pr.T("desk_documents.visibility"), seen(string(doc.Visibility)), seen(form.Get("visibility"))},
	}
	return &conflict{
		Text:  pr.T("desk_documents.conflict"),
		Lines: slices.DeleteFunc(lines, func(d difference) bool { return d.Theirs == d.Yours }),
	}
}

// RemoveDocument is POST …/documenten/:document/weg. It asks for a tick.
func (p *Pages) RemoveDocument(c echo.Context) error {
	form, page, err := p.posted(c)
	if err != nil {
		return err
	}
	m := page.Meeting
	doc, err := p.documentOf(c, m)
	if err != nil {
		return err
	}
	pr := p.printer(c, m.Language)
	if form.Get("sure") == "" {
		return p.done(c, documentPath(m.Slug, doc.ID), templates.Failure, pr.T("desk_documents.not_sure", "title", doc.Title))
	}
	err = p.Store.RemoveDocument(c.Request().Context(), m.ID, doc.ID, actor(c))
	if err != nil {
		return err
	}
	return p.done(c, documentsPath(m.Slug), templates.OK, pr.T("desk_documents.removed", "title", doc.Title))
}

// SendDocument is GET …/documenten/:document/bestand.
func (p *Pages) SendDocument(c echo.Context) error {
	page, err := p.meeting(c)
	if err != nil {
		return err
	}
	doc, err := p.documentOf(c, page.Meeting)
	if err != nil {
		return err
	}
	return p.App.SendDocument(c, doc, "no-store")
}
