package desk

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/templates"
)

// statisticsPage is the page desk_statistics: a meeting in numbers, without
// names.
type statisticsPage struct {
	meetingPage
	statisticsView
	Tag    string // what the script of the page asks with
	Moment string // "maandag 7 oktober 2019, 12.00 uur"
	Every  int    // seconds between two looks
}

// statisticsView is everything on the page that can change. It holds no
// pointers but those of drawings, and no moment, so that the same numbers give
// the same view.
type statisticsView struct {
	Figures []templates.Figure
	Seats   *barChart // nil without sites
	Sites   []siteFigures
	Came    bool // somebody came in at the door
	Curve   *lineChart
	Days    []dayRow
	Matrix  *gridChart
	Grid    matrixTable
	Missing string       // who of the three domains is not there
	Exports []exportLink // for who may take lists
}

// siteFigures is one row of the table behind the first drawing; the last one
// is the sum.
type siteFigures struct {
	Name                                        string
	Seats, Taken, Free, Waiting, Heads, Present string
	Sum                                         bool
}

// dayRow is one day on which something happened.
type dayRow struct {
	Date                            string
	SignedUp, Left, Placed, Waiting string
}

// matrixTable is the table behind the matrix.
type matrixTable struct {
	Heads []string
	Rows  []matrixRow
}

// matrixRow is one domain; the last one is the sum.
type matrixRow struct {
	Name  string
	Cells []string
	Sum   bool
}

// refreshEvery is how many seconds the open page waits before it asks for new
// numbers.
const refreshEvery = 15

// refreshHeader marks the requests of the script: they keep no session alive.
const refreshHeader = "X-Bijeen-Refresh"

// scriptCSP is what a page with a script may do: run our own and ask
// this site for news (frontend.md §10).
const scriptCSP = web.CSP + "; script-src 'self'; connect-src 'self'"

// ShowStatistics is GET …/cijfers. The numbers have a tag, so that the script
// of the page can ask whether they changed; a page without script is as fresh
// as its last request.
func (p *Pages) ShowStatistics(c echo.Context) error {
	s, err := p.view.Statistics(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	m := s.Meeting
	pr := p.printer(c, m.Language)
	view := statisticsOf(pr, s, user(c).Role)
	tag := tagOf(pr.Lang(), view)
	header := c.Response().Header()
	header.Set("ETag", tag)
	header.Set("Content-Security-Policy", scriptCSP)
	if sameTag(c.Request().Header.Get("If-None-Match"), tag) {
		return c.NoContent(http.StatusNotModified)
	}
	base, err := p.meetingBase(c, pr, m, "statistics", pr.T("desk_tab.statistics"))
	if err != nil {
		return err
	}
	return p.Page(c, http.StatusOK, pr, "desk_statistics", statisticsPage{
		meetingPage: base, statisticsView: view, Tag: tag, Moment: pr.Moment(p.local(p.Store.Now())), Every: refreshEvery,
	})
}

// tagOf marks what a page shows. It is weak: pages with the same numbers may
// differ in the moment they tell.
func tagOf(lang string, view statisticsView) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s %+v %+v %+v", lang, view.Figures, view.Sites, view.Days)
	fmt.Fprintf(h, "%+v %s %+v", view.Grid, view.Missing, view.Exports)
	if view.Curve != nil {
		fmt.Fprintf(h, "%+v", *view.Curve) // a day longer each night
	}
	return `W/"` + base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:12]) + `"`
}

// sameTag reports whether a list of tags in If-None-Match holds this one; weak
// and strong count as the same (RFC 9110 §13.1.2).
func sameTag(header, tag string) bool {
	for one := range strings.SplitSeq(header, ",") {
		one = strings.TrimSpace(one)
		if one == "*" || strings.TrimPrefix(one, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}

func statisticsOf(pr *locale.Printer, s *deskview.Statistics, role models.UserRole) statisticsView {
	v := statisticsView{Figures: statisticsFigures(pr, s)}
	v.fillSites(pr, s)
	v.fillDays(pr, s)
	v.fillMatrix(pr, s)
	if m := s.Meeting; may(role, takeLists, m.Kind) {
		v.Exports = numbersLinks(pr, m, "")
	}
	return v
}

func statisticsFigures(pr *locale.Printer, s *deskview.Statistics) []templates.Figure {
	heads := 0
	for _, site := range s.Sites {
		if site.Seats != nil {
			heads += site.Seats.Heads
		}
	}
	return []templates.Figure{
		{Value: pr.Number(s.People[models.Registered]), Label: pr.T("desk_figure.registered"), Remark: pr.T("desk_statistics.registered_remark")},
		{Value: pr.Number(s.People[models.Waitlisted]), Label: pr.T("desk_figure.waitlisted"), Remark: waitingRemark(pr, s.People)},
		{Value: pr.Number(s.People[models.Cancelled]), Label: pr.T("desk_figure.cancelled"), Remark: pr.T("desk_statistics.cancelled_remark")},
		{Value: pr.Number(heads), Label: pr.T("desk_figure.heads"), Remark: pr.T("desk_figure.heads_remark")},
	}
}

// barName is how much of the name of a site fits above its bar.
const barName = 34

func (v *statisticsView) fillSites(pr *locale.Printer, s *deskview.Statistics) {
	var bars []seatsTaken
	var sum struct{ seats, taken, free, waiting, heads, present int }
	for _, site := range s.Sites {
		row := siteFigures{Name: siteName(pr, site.Site), Present: pr.Number(site.Present)}
		waiting := site.People[models.Waitlisted]
		row.Waiting = pr.Number(waiting)
		one := seatsTaken{Name: web.Cut(row.Name, barName), Waiting: waiting}
		if site.Seats == nil {
			one.Value = pr.T("desk_overview.site_" + string(site.Site.Status))
		} else {
			one.Capacity, one.Taken = site.Seats.Capacity, site.Seats.Taken+site.Seats.Offered
			free := max(0, site.Seats.Free())
			one.Value = seatWords(pr, one, free)
			row.Seats, row.Taken, row.Free, row.Heads = pr.Number(one.Capacity), pr.Number(one.Taken), pr.Number(free), pr.Number(site.Seats.Heads)
			sum.seats, sum.taken, sum.free, sum.heads = sum.seats+one.Capacity, sum.taken+one.Taken, sum.free+free, sum.heads+site.Seats.Heads
		}
		sum.waiting, sum.present = sum.waiting+waiting, sum.present+site.Present
		bars, v.Sites = append(bars, one), append(v.Sites, row)
	}
	v.Came = sum.present > 0
	if len(bars) == 0 {
		return
	}
	if len(bars) > 1 {
		v.Sites = append(v.Sites, siteFigures{
			Name: pr.T("desk_statistics.together"), Seats: pr.Number(sum.seats), Taken: pr.Number(sum.taken), Free: pr.Number(sum.free),
			Waiting: pr.Number(sum.waiting), Heads: pr.Number(sum.heads), Present: pr.Number(sum.present), Sum: true,
		})
	}
	drawing := drawBars(chart{
		ID: "seats", Title: pr.T("desk_statistics.sites"),
		Desc: pr.T("desk_statistics.sites_desc", "taken", pr.Number(sum.taken), "seats", pr.Number(sum.seats), "waiting", pr.Number(sum.waiting)),
	}, bars)
	v.Seats = &drawing
}

// seatWords says in words what a bar shows.
func seatWords(pr *locale.Printer, s seatsTaken, free int) string {
	text := pr.T("desk_overview.taken", "taken", pr.Number(s.Taken), "total", pr.Number(s.Capacity))
	switch {
	case s.Taken > s.Capacity:
		text += ", " + pr.N("desk_overview.over", s.Taken-s.Capacity)
	case free > 0:
		text += ", " + pr.N("desk_statistics.free", free)
	}
	if s.Waiting > 0 {
		text += ", " + pr.N("desk_statistics.waiting", s.Waiting)
	}
	return text
}

func (v *statisticsView) fillDays(pr *locale.Printer, s *deskview.Statistics) {
	if len(s.Days) == 0 {
		return
	}
	var rows [2][]int
	var signedUp int
	before := deskview.Day{}
	for _, d := range s.Days {
		rows[0], rows[1] = append(rows[0], d.Placed), append(rows[1], d.Waiting)
		signedUp += d.SignedUp
		if d.SignedUp+d.Left > 0 || d.Placed != before.Placed || d.Waiting != before.Waiting {
			v.Days = append(v.Days, dayRow{
				Date: pr.ShortDate(d.Date), SignedUp: pr.Number(d.SignedUp), Left: pr.Number(d.Left), Placed: pr.Number(d.Placed), Waiting: pr.Number(d.Waiting),
			})
		}
		before = d
	}
	first, last := s.Days[0], s.Days[len(s.Days)-1]
	names := [2]string{
		pr.T("desk_statistics.line_placed", "n", pr.Number(last.Placed)), pr.T("desk_statistics.line_waiting", "n", pr.Number(last.Waiting)),
	}
	drawing := drawLines(chart{
		ID: "days", Title: pr.T("desk_statistics.days"),
		Desc: pr.T("desk_statistics.days_desc", "from", pr.LongDate(first.Date), "to", pr.LongDate(last.Date), "people", pr.Number(signedUp), "placed", pr.Number(last.Placed)),
	}, names, rows, pr.Number)
	drawing.First, drawing.Last = pr.DayMonth(first.Date), pr.DayMonth(last.Date)
	v.Curve = &drawing
}
