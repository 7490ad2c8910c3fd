package demo

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/templates"
)

// perPage is how many mails a page of the list shows.
const perPage = 50

// listPage is the page demo_list.
type listPage struct {
	templates.Base
	Form  templates.Form // the search
	Taal  string         // language to keep in the search; may be empty
	Total int            // mails found
	All   int            // mails kept
	Mails []line
	Pager templates.Pager
	Reset string // the whole list
}

// line is one mail in the list.
type line struct {
	At       time.Time
	To       string
	Subject  string
	URL      string
	Calendar *templates.Badge // nil without a calendar part
}

// showList is GET /demo/postvak: the mails, newest first. zoek finds them by
// receiver or subject.
func (p *pages) showList(c echo.Context) error {
	pr := web.Printer(c, "")
	search := strings.TrimSpace(c.QueryParam("zoek"))
	all := p.box.Kept()
	found := matching(all, search)
	page := listPage{
		Base: web.Base(c, pr, pr.T("demo.title")), Taal: web.Asked(c), Total: len(found), All: len(all), Reset: Path + web.Query(c),
		Form: templates.Form{Values: url.Values{"zoek": {search}}},
	}
	page.NoIndex = true
	number, pages := pageNumber(c.QueryParam("pagina"), len(found))
	page.Pager = templates.Pager{Page: number, Pages: pages}
	if number > 1 {
		page.Pager.Previous = pageURL(c, number-1)
	}
	if number < pages {
		page.Pager.NextURL = pageURL(c, number+1)
	}
	for _, m := range found[min((number-1)*perPage, len(found)):min(number*perPage, len(found))] {
		page.Mails = append(page.Mails, line{
			At: m.At.In(p.Store.Zone()), To: m.To, Subject: m.Subject, URL: mailURL(m.Number, "") + web.Query(c), Calendar: badge(pr.T, m.Method),
		})
	}
	return p.Page(c, http.StatusOK, pr, "demo_list", page)
}

// matching gives the mails whose receiver or subject holds every word.
func matching(all []Mail, search string) []Mail {
	words := strings.Fields(strings.ToLower(search))
	if len(words) == 0 {
		return all
	}
	var found []Mail
	for _, m := range all {
		text := strings.ToLower(m.To + " " + m.Subject)
		holds := true
		for _, w := range words {
			holds = holds && strings.Contains(text, w)
		}
		if holds {
			found = append(found, m)
		}
	}
	return found
}

// pageNumber is the page that is asked for, kept between the first and the
// last.
func pageNumber(asked string, found int) (number, pages int) {
	pages = max(1, (found+perPage-1)/perPage)
	number, err := strconv.Atoi(asked)
	if err != nil {
		number = 1
	}
	return min(max(number, 1), pages), pages
}

// pageURL is another page of the same search.
func pageURL(c echo.Context, number int) string {
	q := url.Values{}
	for name, values := range c.QueryParams() {
		q[name] = values
	}
	q.Set("pagina", strconv.Itoa(number))
	return Path + "?" + q.Encode()
}

// mailURL is the address of a mail, or of what hangs on it.
func mailURL(number int, part string) string {
	return Path + "/" + strconv.Itoa(number) + part
}

// badge says what a calendar part does.
func badge(t func(string, ...any) string, method string) *templates.Badge {
	switch method {
	case "REQUEST":
		return &templates.Badge{Tone: templates.Info, Text: t("demo.invite")}
	case "CANCEL":
		return &templates.Badge{Tone: templates.Neutral, Text: t("demo.cancel")}
	}
	return nil
}
