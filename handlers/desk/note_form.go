package desk

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/models/names"
	"bijeen/models/placeholders"
	"bijeen/templates"
)

// noteFormPage is the page desk_note_new: write to a selection of the people
// of a meeting, look at it as each of them gets it, and send it.
type noteFormPage struct {
	meetingPage
	keeping
	Form     templates.Form
	Action   string
	Statuses []templates.Option
	Sites    []templates.Option
	Levels   []templates.Option
	Files    []templates.Option // documents that can go along
	Words    []string           // the placeholders
	Preview  *notePreview
}

// notePreview is the note as one person gets it, and what sending it does.
type notePreview struct {
	Told     string // "Dit bericht gaat naar 45 mensen."
	Delay    string
	Position string // "1 van 45"
	Name     string
	Address  string
	Subject  string
	Body     [][]placeholders.Piece // lines
	Files    []web.DocumentLink     // that go along
	Along    string                 // how many, and how large together; empty without
	At       int
	Count    int
	Previous string // values of the buttons; empty at an end
	Next     string
	Test     string // "Stuur een test naar tessa@…"
	Tested   string // it was sent
	Send     string
	Seen     string // what the buttons below this preview are about
}

// NewNote is GET …/berichten/nieuw with status, locatie and niveau, as often
// as wanted: who is chosen at first.
func (p *Pages) NewNote(c echo.Context) error {
	meeting, err := p.meeting(c)
	if err != nil {
		return err
	}
	m, query := meeting.Meeting, c.QueryParams()
	pr := p.printer(c, m.Language)
	typed, err := p.resumed(c, meetingPath(m.Slug)+"/berichten/nieuw")
	if err != nil {
		return err
	}
	if typed != nil {
		return p.showNote(c, pr, m, typed, nil, http.StatusOK, false)
	}
	values := url.Values{"status": known(query["status"], statuses), "level": known(query["niveau"], models.Levels)}
	for _, key := range query["locatie"] {
		if m.Site(key) != nil {
			values.Add("site", key)
		}
	}
	if len(values["status"]) == 0 {
		values.Set("status", string(models.Registered))
	}
	values.Set("body", pr.T("desk_note.begin", "given_name", placeholders.Names(pr.Lang())[0]))
	return p.showNote(c, pr, m, values, nil, http.StatusOK, false)
}

// known keeps what is one of a list.
func known[T ~string](values []string, list []T) []string {
	return slices.DeleteFunc(slices.Clone(values), func(v string) bool { return !slices.Contains(list, T(v)) })
}

// SendNote is POST …/berichten/nieuw with status, site, level, subject, body
// and do=preview, test or send; at=n looks at the n-th receiver. What was
// typed comes back with every answer but that of do=send.
func (p *Pages) SendNote(c echo.Context) error {
	values, meeting, err := p.posted(c)
	if err != nil {
		return err
	}
	m, ctx := meeting.Meeting, c.Request().Context()
	pr, in := p.printer(c, m.Language), noteInput(values)
	values.Set("subject", in.Subject)
	switch values.Get("do") {
	case "send":
		var note *models.Note
		if err = p.checkNote(c, m, in); err == nil && values.Get("seen") != seen(in) {
			err = models.Problems{{Kind: models.Invalid, Field: "body", Key: "note_unseen"}}
		}
		if err != nil {
			break
		}
		if note, err = p.Store.SendNote(ctx, m.ID, in, actor(c)); err == nil {
			return p.doneNote(c, pr, m, note)
		}
	case "test":
		if err = p.Store.TestNote(ctx, m.ID, in, user(c)); err == nil {
			return p.showNote(c, pr, m, values, nil, http.StatusOK, true)
		}
	default:
		err = p.checkNote(c, m, in)
	}
	if err == nil {
		return p.showNote(c, pr, m, values, nil, http.StatusOK, false)
	}
	list, ok := web.Problems(pr, err)
	if !ok {
		return err
	}
	return p.showNote(c, pr, m, values, list, http.StatusUnprocessableEntity, false)
}

// checkNote looks at a note and at the documents that are to go along.
func (p *Pages) checkNote(c echo.Context, m *models.Meeting, in models.NoteInput) error {
	if err := in.Check(m); err != nil {
		return err
	}
	_, err := p.Store.NoteFiles(c.Request().Context(), m.ID, in.Documents)
	return err
}

// seen is a mark of a note and whom it goes to: what is sent is what was shown.
func seen(in models.NoteInput) string {
	sum := sha256.Sum256(fmt.Append(nil, in.Subject, "\n", in.Body, "\n", in.Selection.String(), "\n", in.Documents))
	return hex.EncodeToString(sum[:8])
}

// noteInput reads the form.
func noteInput(values url.Values) models.NoteInput {
	in := models.NoteInput{
		NoteText:  models.NoteText{Subject: names.CleanLine(values.Get("subject")), Body: names.CleanText(values.Get("body"))},
		Selection: models.NoteSelection{Sites: values["site"], Levels: values["level"]},
	}
	for _, s := range values["status"] {
		in.Selection.Statuses = append(in.Selection.Statuses, models.RegistrationStatus(s))
	}
	for _, text := range values["document"] {
		id, _ := strconv.ParseInt(text, 10, 64) // what is no number is no document
		in.Documents = append(in.Documents, id)
	}
	in.Expected, _ = strconv.Atoi(values.Get("count")) // what is no number fits no selection
	return in
}

func (p *Pages) doneNote(c echo.Context, pr *locale.Printer, m *models.Meeting, note *models.Note) error {
	text := pr.N("desk_note.sent", note.People)
	if delay := p.Store.ChangeDelay(); delay > 0 {
		text = pr.N("desk_note.planned", note.People, "time", p.leavesAt(pr, note.DueAt), "delay", inMinutes(pr, delay))
	}
	return p.done(c, notePath(m.Slug, note.ID), templates.Info, text)
}

func notePath(slug string, id int64) string {
	return meetingPath(slug) + "/berichten/" + strconv.FormatInt(id, 10)
}

// showNote shows the form, and under it the preview when nothing is wrong
// with the text; tested when a test of it has just been sent.
func (p *Pages) showNote(c echo.Context, pr *locale.Printer, m *models.Meeting, values url.Values, wrong []templates.FieldError, status int, tested bool) error {
	in := noteInput(values)
	at, _ := strconv.Atoi(values.Get("at")) // the first one otherwise
	people, err := p.view.NotePeople(c.Request().Context(), m, in.Selection, at)
	if err != nil {
		return err
	}
	base, err := p.meetingBase(c, pr, m, "messages", pr.T("desk_note.title"))
	if err != nil {
		return err
	}
	base.Invalid = len(wrong) > 0
	base.Crumb = []templates.Crumb{{Text: pr.T("desk_tab.messages"), URL: base.Path + "/berichten"}}
	page := noteFormPage{
		meetingPage: base, Form: templates.Form{Values: values, Errors: wrong}, Action: base.Path + "/berichten/nieuw",
		Words: placeholders.Names(pr.Lang()),
	}
	if page.keeping, err = p.keeping(c, pr, page.Action); err != nil {
		return err
	}
	page.choices(pr, m, people)
	if err := p.noteFiles(c, pr, m, &page); err != nil {
		return err
	}
	if p.checkNote(c, m, in) == nil {
		if people.Person == nil && len(wrong) == 0 {
			page.Invalid, status = true, http.StatusUnprocessableEntity
			page.Form.Errors = []templates.FieldError{{Name: "status", Text: pr.T("error.note_nobody")}}
		}
		page.Preview = p.notePreview(pr, m, in, people, user(c).Email)
		if err := p.previewFiles(c, pr, m, in, page.Preview); err != nil {
			return err
		}
		if page.Preview != nil && tested {
			page.Preview.Tested = pr.T("desk_note.tested", "address", user(c).Email)
		}
	}
	return p.Page(c, status, pr, "desk_note_new", page)
}

// choices are the states, sites and levels with how many people they hold.
func (page *noteFormPage) choices(pr *locale.Printer, m *models.Meeting, people *deskview.NotePeople) {
	counted := func(label string, n int) string { return locale.Capital(label) + " (" + pr.Number(n) + ")" }
	for _, s := range statuses {
		if s.Active() && (people.Statuses[s] > 0 || page.Form.Has("status", string(s))) {
			page.Statuses = append(page.Statuses, templates.Option{Value: string(s), Label: counted(pr.T("registration."+string(s)), people.Statuses[s])})
		}
	}
	if len(m.Sites) > 1 {
		for i := range m.Sites {
			s := &m.Sites[i]
			page.Sites = append(page.Sites, templates.Option{Value: s.Key, Label: counted(siteName(pr, s), people.Sites[s.Key])})
		}
	}
	for _, level := range append(levelNames(), models.NoLevel) {
		label := "desk_note.no_level"
		if level != models.NoLevel {
			label = "level." + level
		}
		if people.Levels[level] > 0 || page.Form.Has("level", level) {
			page.Levels = append(page.Levels, templates.Option{Value: level, Label: counted(pr.T(label), people.Levels[level])})
		}
	}
	if len(page.Levels) == 1 && !page.Form.Has("level", page.Levels[0].Value) {
		page.Levels = nil // nothing to choose
	}
}

func levelNames() []string {
	var list []string
	for _, l := range models.Levels {
		list = append(list, string(l))
	}
	return list
}

// notePreview fills the note in for one person. The link is said in words:
// it is theirs alone.
func (p *Pages) notePreview(pr *locale.Printer, m *models.Meeting, text models.NoteInput, people *deskview.NotePeople, writer string) *notePreview {
	r := people.Person
	if r == nil {
		return nil
	}
	v := p.noteValues(m, r)
	v.Link = pr.T("desk_note.link", "name", r.GivenName)
	preview := &notePreview{
		Told: pr.N("desk_note.told", people.Total), Delay: leaving(pr, p.Store.ChangeDelay()),
		Position: pr.T("desk_note.position", "n", people.At+1, "of", pr.Number(people.Total)),
		Name:     r.Name().Full(), Address: r.Email, Subject: placeholders.Fill(text.Subject, v),
		At: people.At, Count: people.Total, Test: pr.T("desk_note.test", "address", writer), Send: pr.N("desk_note.send", people.Total),
		Seen: seen(text),
	}
	for _, line := range strings.Split(text.Body, "\n") {
		preview.Body = append(preview.Body, placeholders.Pieces(line, v))
	}
	if people.At > 0 {
		preview.Previous = strconv.Itoa(people.At - 1)
	}
	if people.At+1 < people.Total {
		preview.Next = strconv.Itoa(people.At + 1)
	}
	return preview
}

// noteValues is what stands behind the placeholders for somebody, in the
// language of their mail.
func (p *Pages) noteValues(m *models.Meeting, r *models.Registration) placeholders.Values {
	pr := locale.For(r.Language)
	v := placeholders.Values{GivenName: r.GivenName, Meeting: names.CleanLine(m.Title), Date: m.DateText, Site: pr.T("mail_note.no_site")}
	var site *models.Site
	if r.SiteID != nil {
		site = m.SiteByID(*r.SiteID)
	}
	if site != nil {
		v.Site = site.Place()
		if site.Mode == models.Online {
			v.Site = pr.T("mail.online")
		}
	}
	if start := m.Start(site); start != nil {
		v.Date = pr.LongDate(p.local(*start))
	}
	if v.Date == "" {
		v.Date = pr.T("mail_note.no_date")
	}
	return v
}
