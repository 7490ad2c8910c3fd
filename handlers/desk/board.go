package desk

import (
	"strings"

	"github.com/labstack/echo/v4"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/deskview"
)

// boardView is who is represented (rules BR-23 to BR-25): the same on the
// overview and on the page of its own. It holds no pointers, so that the same
// board gives the same view.
type boardView struct {
	Summary string // "13 van de 14 gemeenten vertegenwoordigd"
	Missing string // which are not, in one line
	Tiles   []tile
	Sectors []tile // each with its bodies behind it
	Heads   string
	Voices  string
	Numbers [2]string // heads and voices, as numbers
	Label   string    // of the first
	Named   bool
	URL     string // of the page of its own; empty there
}

// tile is one municipality, sector or body: its state in words, an icon, a
// color and a pattern, and the people behind it.
type tile struct {
	Name, State, Class, Icon string
	Look                     string       // names color and pattern on the page of its own
	Note                     string       // of a sector: how many of its bodies
	Body                     bool         // one of the sector before it
	People                   []tilePerson // all of them
	Shown                    []tilePerson // the first on the tile
	Rest                     []tileRest   // "en nog 3", for each number of names that may be shown
}

// tilePerson is one person on a tile: when somebody comes late, leaves early
// or does not come, Note says so. Detail is the rest.
type tilePerson struct {
	Name, Note, Detail string
}

// tileRest counts the people of a tile behind the first Shown.
type tileRest struct {
	Shown int
	Text  string
}

// tileShown is how many names stand on a tile at most; with less room there
// are fewer (board.css). The table has everybody.
const tileShown = 5

// crowdedFrom is from how many people a square on there is room for the first
// of each alone.
const crowdedFrom = 1.5

// boardLooks are class and icon of each state on the overview; the words are
// desk_board.<state>.
var boardLooks = map[deskview.RepresentationState][2]string{
	deskview.ByExecutive:    {"yes", "check"},
	deskview.ByMandate:      {"yes", "check"},
	deskview.ByNeighbor:     {"also", "check"},
	deskview.MandateUnclear: {"unknown", "hourglass"},
	deskview.OfficialsOnly:  {"official", "alert-circle"},
	deskview.NotInYet:       {"none", "clock"},
	deskview.StayedAway:     {"no", "x"},
	deskview.WaitsForPlace:  {"unknown", "hourglass"},
	deskview.NoAnswer:       {"none", "mail"},
	deskview.SpeakersGone:   {"no", "x"},
	deskview.NobodyYet:      {"none", "minus"},
}

// board is the small form on the overview.
func (p *Pages) board(c echo.Context, pr *locale.Printer, m *models.Meeting) (*boardView, error) {
	b, err := p.view.Representation(c.Request().Context(), m.ID)
	if err != nil {
		return nil, err
	}
	v := p.boardOf(pr, b, may(user(c).Role, seePeople, m.Kind), "")
	v.URL = boardPath(m.Slug)
	return &v, nil
}

// boardOf writes a board in words; named says whether names may be seen, and
// presence is "_present" for a board of who came in.
func (p *Pages) boardOf(pr *locale.Printer, b deskview.Board, named bool, presence string) boardView {
	words := tileWords{pr: pr, p: p, named: named, invited: b.Invited, finished: b.Finished}
	v := boardView{
		Summary: pr.T("desk_board.summary"+presence, "n", b.Represented, "total", len(b.Municipalities)),
		Heads:   pr.N("desk_board.heads"+presence, b.Heads), Voices: pr.N("desk_board.voices", b.Voices),
		Numbers: [2]string{pr.Number(b.Heads), pr.Number(b.Voices)}, Label: pr.T("desk_board.heads_label" + presence), Named: named,
	}
	var missing []string
	for _, q := range b.Municipalities {
		v.Tiles = append(v.Tiles, words.tile(q))
		if !q.State.Represented() {
			missing = append(missing, q.Constituency.Choice(pr.Lang()))
		}
	}
	for _, q := range b.Sectors {
		v.Sectors = append(v.Sectors, words.tile(q))
		for _, body := range q.Bodies {
			v.Sectors = append(v.Sectors, words.tile(body))
		}
	}
	if len(missing) > 0 {
		v.Missing = pr.T("desk_board.missing", "names", strings.Join(missing, ", "))
	}
	return v
}

// tileWords writes squares in words.
type tileWords struct {
	pr                       *locale.Printer
	p                        *Pages
	named, invited, finished bool
}

func (w tileWords) tile(q deskview.Square) tile {
	t := w.square(q)
	t.Shown = t.People[:min(tileShown, len(t.People))]
	for _, shown := range []int{1, 2, 3, tileShown} {
		if n := len(t.People) - shown; n > 0 {
			t.Rest = append(t.Rest, tileRest{shown, w.pr.T("desk_board.more", "n", n)})
		}
	}
	return t
}

func (w tileWords) square(q deskview.Square) tile {
	look := boardLooks[q.State]
	t := tile{Name: locale.Capital(q.Constituency.Choice(w.pr.Lang())), Class: look[0], Icon: look[1], Look: string(q.State), State: w.state(q)}
	if q.Body != "" {
		t.Name, t.Body = q.Body, true
	}
	if len(q.Bodies) > 0 {
		t.Note = w.pr.T("desk_board.bodies", "n", q.BodiesRepresented(), "total", len(q.Bodies))
	}
	if !w.named || len(q.Bodies) > 0 { // the people of a sector stand at their bodies
		return t
	}
	for _, s := range q.Speakers {
		t.People = append(t.People, tilePerson{Name: w.name(s), Note: w.times(s), Detail: w.detail(s)})
	}
	if q.State.Represented() {
		return t
	}
	for _, s := range q.Others {
		person := tilePerson{Name: w.name(s), Detail: w.detail(s)}
		if word := w.other(s); word != w.state(q) {
			person.Note = word
		}
		t.People = append(t.People, person)
	}
	return t
}

// other is what somebody does who does not speak.
func (w tileWords) other(s deskview.Voice) string {
	if s.Status == models.Registered && w.finished {
		return w.pr.T("desk_board.no_show")
	}
	return w.pr.T("desk_board.other_" + string(s.Status))
}

func (w tileWords) state(q deskview.Square) string {
	switch via := q.Via(); {
	case via != "":
		return w.pr.T("desk_board.via", "name", via)
	case q.State == deskview.NobodyYet && w.invited:
		return w.pr.T("desk_board.not_invited")
	}
	return w.pr.T("desk_board." + string(q.State))
}

// name is a name as it may stand on paper (BR-78).
func (w tileWords) name(s deskview.Voice) string {
	if s.GivenOnly {
		return orForgotten(w.pr, s.Name.Given)
	}
	return orForgotten(w.pr, s.Name.Full())
}

// times says when somebody comes late or leaves early: what was told, and
// what happened at the door once it did.
func (w tileWords) times(s deskview.Voice) string {
	var parts []string
	if s.ArrivesLate != nil && s.Came.IsZero() {
		parts = append(parts, w.pr.T("desk_board.late", "time", w.pr.Clock(w.p.local(*s.ArrivesLate))))
	}
	switch {
	case !s.Left.IsZero():
		parts = append(parts, w.pr.T("desk_board.left", "time", w.pr.Clock(w.p.local(s.Left))))
	case s.LeavesEarly != nil:
		parts = append(parts, w.pr.T("desk_board.early", "time", w.pr.Clock(w.p.local(*s.LeavesEarly))))
	}
	return joined(", ", parts...)
}

// detail is what the table adds: function, organization, arrival.
func (w tileWords) detail(s deskview.Voice) string {
	if s.GivenOnly {
		return ""
	}
	parts := []string{s.JobTitle, s.Organization}
	if !s.Came.IsZero() {
		parts = append(parts, w.pr.T("desk_board.came", "time", w.pr.Clock(w.p.local(s.Came))))
	}
	return joined(", ", parts...)
}
