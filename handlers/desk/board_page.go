package desk

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/templates"
)

// boardPage is the page desk_board: who is represented at a meeting, or during
// it who came in.
type boardPage struct {
	meetingPage
	boardView
	quorumView
	Dense      bool // so many squares that each gets less room
	Crowded    bool // … and so many people that each shows few
	When       string
	Views      []chip
	Refresh    string // address of this view
	Tag        string // what the script of the page asks with
	Moment     string
	Every      int // seconds between two looks
	Form       templates.Form
	Action     string
	Seen       int
	Changed    bool // a colleague changed the quorum meanwhile
	MayChange  bool
	MinutesURL string
}

// quorumView says whether enough municipalities are represented; without a
// rule it is empty.
type quorumView struct {
	Quorum string // "8 gemeenten nodig"
	Result string // "gehaald", "nog 2 nodig"
	Met    bool
}

// denseFrom is from how many squares on each gets less room.
const denseFrom = 29

func boardPath(slug string) string { return meetingPath(slug) + "/vertegenwoordiging" }

// presentView is the value of ?beeld= for the board of who came in.
const presentView = "aanwezig"

// ShowBoard is GET …/vertegenwoordiging with ?beeld=aanwezig. It has a tag,
// so that the script of the page can ask whether anything changed; a page
// without script is as fresh as its last request.
func (p *Pages) ShowBoard(c echo.Context) error {
	m, err := p.Store.MeetingAlone(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	return p.showBoard(c, http.StatusOK, m, templates.Form{Values: url.Values{"quorum": {quorumValue(m.Quorum)}}})
}

// SetQuorum is POST …/vertegenwoordiging with quorum and seen, the number the
// page showed; empty or 0 takes the rule away. When a colleague was first,
// both numbers are shown and nothing is stored.
func (p *Pages) SetQuorum(c echo.Context) error {
	form, meeting, err := p.posted(c)
	if err != nil {
		return err
	}
	m := meeting.Meeting
	pr := p.printer(c, m.Language)
	quorum, err := number(form.Get("quorum"))
	if err == nil {
		seen, _ := strconv.Atoi(form.Get("seen")) // what is no number was not said by a page
		err = p.Store.SetQuorum(c.Request().Context(), m.ID, quorum, seen, actor(c))
	} else {
		err = models.Problems{{Kind: models.Invalid, Key: "quorum_wrong", Field: "quorum", Args: map[string]any{"Max": models.Municipalities()}}}
	}
	if isKey(err, "quorum_changed") {
		if meeting, err = p.meeting(c); err != nil {
			return err
		}
		return p.showBoard(c, http.StatusConflict, meeting.Meeting, templates.Form{Values: form})
	}
	if list, ok := problems(pr, err); ok {
		return p.showBoard(c, http.StatusUnprocessableEntity, m, templates.Form{Values: form, Errors: list})
	}
	if err != nil {
		return err
	}
	text := pr.T("desk_board.quorum_off")
	if quorum > 0 {
		text = pr.N("desk_board.quorum_saved", quorum)
	}
	return p.done(c, boardPath(m.Slug), templates.OK, text)
}

// number reads a whole number; nothing typed is 0.
func number(text string) (int, error) {
	if text = strings.TrimSpace(text); text == "" {
		return 0, nil
	}
	return strconv.Atoi(text)
}

func quorumValue(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func (p *Pages) showBoard(c echo.Context, status int, m *models.Meeting, form templates.Form) error {
	pr, role := p.printer(c, m.Language), user(c).Role
	b, presence, err := p.readBoard(c, m)
	if err != nil {
		return err
	}
	page := boardPage{
		boardView: p.boardOf(pr, b, may(role, seePeople, m.Kind), presence), quorumView: quorumOf(pr, m.Quorum, b.Represented),
		When: p.when(pr, m), Form: form, Action: boardPath(m.Slug), Seen: m.Quorum, Changed: status == http.StatusConflict,
		MayChange: may(role, changeMeeting, m.Kind), Moment: pr.Moment(p.local(p.Store.Now())), Every: refreshEvery,
	}
	page.measure()
	page.Tag = boardTag(pr.Lang(), page.boardView, page.quorumView)
	header := c.Response().Header()
	header.Set("Content-Security-Policy", scriptCSP)
	if status == http.StatusOK {
		header.Set("ETag", page.Tag)
		if sameTag(c.Request().Header.Get("If-None-Match"), page.Tag) {
			return c.NoContent(http.StatusNotModified)
		}
	}
	if page.meetingPage, err = p.meetingBase(c, pr, m, "board", pr.T("desk_board.title")); err != nil {
		return err
	}
	page.Invalid = len(form.Errors) > 0 || page.Changed
	page.Refresh = withQuery(page.Action, "beeld", c.QueryParam("beeld"))
	page.Views = []chip{
		{Text: pr.T("desk_board.view_places"), URL: page.Action, Current: presence == ""},
		{Text: pr.T("desk_board.view_present"), URL: withQuery(page.Action, "beeld", presentView), Current: presence != ""},
	}
	if may(role, takeLists, m.Kind) {
		page.MinutesURL = minutesPath(m.Slug)
	}
	return p.Page(c, status, pr, "desk_board", page)
}

// measure says how much room each square has.
func (page *boardPage) measure() {
	people, squares := 0, len(page.Tiles)+len(page.Sectors)
	for _, t := range slices.Concat(page.Tiles, page.Sectors) {
		people += len(t.People)
	}
	page.Dense = squares >= denseFrom
	page.Crowded = page.Dense && float64(people) > crowdedFrom*float64(squares)
}

// readBoard is the board that was asked for, and "_present" for that of who
// came in.
func (p *Pages) readBoard(c echo.Context, m *models.Meeting) (deskview.Board, string, error) {
	if c.QueryParam("beeld") == presentView {
		b, err := p.view.Presence(c.Request().Context(), m)
		return b, "_present", err
	}
	b, err := p.view.Representation(c.Request().Context(), m.ID)
	return b, "", err
}

func quorumOf(pr *locale.Printer, quorum, represented int) quorumView {
	if quorum == 0 {
		return quorumView{}
	}
	v := quorumView{Quorum: pr.N("desk_board.quorum", quorum), Met: represented >= quorum, Result: pr.T("desk_board.quorum_met")}
	if !v.Met {
		v.Result = pr.N("desk_board.quorum_missing", quorum-represented)
	}
	return v
}

// boardTag marks what a page shows, weak as that of the statistics.
func boardTag(lang string, view boardView, quorum quorumView) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %+v %+v", lang, view, quorum))
	return `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
}
