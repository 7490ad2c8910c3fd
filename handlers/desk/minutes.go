package desk

import (
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/models/names"
	"bijeen/templates"
)

// minutesPage is the page desk_minutes: who was present and who was not, to
// paste into the minutes.
type minutesPage struct {
	meetingPage
	Orders    []chip
	Alert     *templates.Alert
	DoorURL   string // where attendance is completed
	Text      string
	Lines     int // of the field
	FileURL   string
	SheetURL  string // to sign on
	Forgotten string
}

func minutesPath(slug string) string { return meetingPath(slug) + "/verslag" }

// ShowMinutes is GET …/verslag with ?volgorde=naam. Looking is logged as a
// list (BR-75).
func (p *Pages) ShowMinutes(c echo.Context) error {
	m, all, err := p.readMinutes(c)
	if err != nil {
		return err
	}
	pr, order := p.printer(c, m.Language), minutesOrder(c)
	if c.Request().Method != http.MethodHead {
		if err := p.Store.LogReading(c.Request().Context(), minutesLog(c, m, all, "html")); err != nil {
			return err
		}
	}
	base, err := p.meetingBase(c, pr, m, "lists", pr.T("desk_minutes.title"))
	if err != nil {
		return err
	}
	c.Response().Header().Set("Content-Security-Policy", scriptCSP)
	page := minutesPage{
		meetingPage: base, Text: minutesText(pr, p, all), SheetURL: meetingPath(m.Slug) + "/tekenlijst.pdf",
		FileURL: withQuery(minutesPath(m.Slug)+".txt", "volgorde", c.QueryParam("volgorde")), Alert: minutesAlert(pr, all),
	}
	if page.Alert != nil && may(user(c).Role, workDoor, m.Kind) {
		page.DoorURL = meetingPath(m.Slug) + "/balie"
	}
	page.Lines = min(14, 6+utf8.RuneCountInString(page.Text)/90+strings.Count(page.Text, "\n"))
	if all.Forgotten > 0 {
		page.Forgotten = pr.N("desk_minutes.forgotten", all.Forgotten)
	}
	for _, o := range []deskview.MinutesOrder{deskview.ByMunicipality, deskview.ByName} {
		page.Orders = append(page.Orders, chip{Text: pr.T("desk_minutes.by_" + string(o)), URL: withQuery(minutesPath(m.Slug), "volgorde", string(o)), Current: o == order})
	}
	return p.Page(c, http.StatusOK, pr, "desk_minutes", page)
}

// SendMinutes is GET …/verslag.txt: the same as a file. HEAD makes nothing.
func (p *Pages) SendMinutes(c echo.Context) error {
	m, all, err := p.readMinutes(c)
	if err != nil {
		return err
	}
	pr, h := p.printer(c, m.Language), c.Response().Header()
	h.Set(echo.HeaderContentDisposition, `attachment; filename="`+m.Slug+`_verslag.txt"`)
	if c.Request().Method == http.MethodHead {
		h.Set(echo.HeaderContentType, echo.MIMETextPlainCharsetUTF8)
		return c.NoContent(http.StatusOK)
	}
	if err := p.Store.LogExport(c.Request().Context(), minutesLog(c, m, all, "txt")); err != nil {
		return err
	}
	return c.String(http.StatusOK, m.Title+"\n"+p.when(pr, m)+"\n\n"+minutesText(pr, p, all)+"\n")
}

func (p *Pages) readMinutes(c echo.Context) (*models.Meeting, deskview.Minutes, error) {
	m, err := p.Store.MeetingAlone(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return nil, deskview.Minutes{}, err
	}
	all, err := p.view.Minutes(c.Request().Context(), m, minutesOrder(c))
	return m, all, err
}

func minutesOrder(c echo.Context) deskview.MinutesOrder {
	if o := deskview.MinutesOrder(c.QueryParam("volgorde")); o == deskview.ByName {
		return o
	}
	return deskview.ByMunicipality
}

func minutesLog(c echo.Context, m *models.Meeting, all deskview.Minutes, format string) models.ExportLog {
	return models.ExportLog{
		MeetingID: m.ID, UserID: &user(c).ID, Who: user(c).Name, List: "verslag", Format: format,
		Rows: len(all.Present) + len(all.Notice) + len(all.NoNotice) + len(all.Open), Columns: "name job_title organization attendance",
	}
}

// minutesAlert says what to do before the block can be used; nil for nothing.
func minutesAlert(pr *locale.Printer, all deskview.Minutes) *templates.Alert {
	key := ""
	switch {
	case !all.Finished:
		key = "not_finished"
	case len(all.Present) == 0 && len(all.NoNotice) > 0:
		key = "nobody_in"
	default:
		return nil
	}
	return &templates.Alert{Tone: templates.Warning, Heading: pr.T("desk_minutes." + key), Text: pr.T("desk_minutes." + key + "_text")}
}

// minutesText is the block to paste. Until the meeting is finished it says
// that it is not complete, so that nobody takes it for the last word.
func minutesText(pr *locale.Printer, p *Pages, all deskview.Minutes) string {
	w := minutesWords{pr, p}
	lines := []string{w.line("present", all.Present), w.line("notice", all.Notice)}
	if all.Finished {
		lines = append(lines, w.line("no_notice", all.NoNotice))
	} else {
		lines = append(lines, w.line("open", all.Open), pr.T("desk_minutes.not_finished")+".")
	}
	return strings.Join(lines, "\n\n")
}

// minutesWords writes people as minutes name them.
type minutesWords struct {
	pr *locale.Printer
	p  *Pages
}

func (w minutesWords) line(key string, list []deskview.MinutesPerson) string {
	people := make([]string, len(list))
	for i, one := range list {
		people[i] = w.person(one)
	}
	if len(people) == 0 {
		people = []string{w.pr.T("desk_minutes.nobody")}
	}
	return w.pr.T("desk_minutes."+key) + ": " + strings.Join(people, ", ") + "."
}

// person is "Demi de Demo (beleidsadviseur, gemeente Tubbergen, namens Joris
// van den Voorbeeld)"; who stands on lists with the given name only, does so
// here (BR-78).
func (w minutesWords) person(p deskview.MinutesPerson) string {
	if p.GivenOnly {
		return p.Name.Given
	}
	name, about := p.Name.Full(), []string{p.JobTitle}
	if p.Title != "" {
		name = p.Title
	}
	if p.JobTitle == "" && p.Role != "" && p.Role != models.Participant {
		about[0] = w.pr.T("desk_role." + string(p.Role))
	}
	about = append(about, w.bodies(p)...)
	if before := p.InPlaceOf.Full(); before != "" {
		about = append(about, w.pr.T("desk_minutes.in_place_of", "name", before))
	}
	if also := w.alsoFor(p); also != "" {
		about = append(about, w.pr.T("desk_minutes.also_for", "names", also))
	}
	if !p.From.IsZero() {
		about = append(about, w.pr.T("desk_minutes.from", "time", w.pr.Clock(w.p.local(p.From))))
	}
	if !p.Until.IsZero() {
		about = append(about, w.pr.T("desk_minutes.until", "time", w.pr.Clock(w.p.local(p.Until))))
	}
	if text := joined(", ", about...); text != "" {
		return name + " (" + text + ")"
	}
	return name
}

// bodies is where somebody works, and for which municipality when that is not
// the same.
func (w minutesWords) bodies(p deskview.MinutesPerson) []string {
	own, ok := models.ConstituencyByCode(p.Own)
	if !ok || !own.IsMunicipality() {
		return []string{p.Organization}
	}
	municipality := w.pr.T("desk_minutes.municipality", "name", own.Name)
	switch names.NormalizeOrganization(p.Organization) {
	case "", names.NormalizeOrganization(own.Name):
		return []string{municipality}
	}
	return []string{p.Organization, w.pr.T("desk_minutes.for_municipality", "name", municipality)}
}

func (w minutesWords) alsoFor(p deskview.MinutesPerson) string {
	var list []string
	for _, code := range p.Codes {
		if c, ok := models.ConstituencyByCode(code); ok && code != p.Own {
			list = append(list, w.constituency(c))
		}
	}
	return strings.Join(list, ", ")
}

func (w minutesWords) constituency(c models.Constituency) string {
	if c.IsMunicipality() {
		return c.Name
	}
	return c.Choice(w.pr.Lang())
}
