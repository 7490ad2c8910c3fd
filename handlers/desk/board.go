package desk

import (
	"strings"

	"github.com/labstack/echo/v4"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/deskview"
)

// boardView is the overview of who is represented (rules BR-23 to BR-25).
type boardView struct {
	Summary string // "13 van de 14 gemeenten vertegenwoordigd"
	Missing string // which are not, in one line
	Tiles   []tile
	Sectors []tile
	Heads   string
	Voices  string
}

// tile is one municipality or sector: its state in words, an icon and a
// color, and the people behind it.
type tile struct {
	Name, State, Class, Icon string
	People                   string
}

// boardLooks are class and icon of each state; the words are
// desk_board.<state>.
var boardLooks = map[deskview.RepresentationState][2]string{
	deskview.ByExecutive:    {"yes", "check"},
	deskview.ByMandate:      {"yes", "check"},
	deskview.ByNeighbor:     {"also", "check"},
	deskview.MandateUnclear: {"unknown", "hourglass"},
	deskview.OfficialsOnly:  {"official", "alert-circle"},
	deskview.SpeakersGone:   {"no", "x"},
	deskview.NobodyYet:      {"none", "minus"},
}

func (p *Pages) board(c echo.Context, pr *locale.Printer, m *models.Meeting) (*boardView, error) {
	b, err := p.view.Representation(c.Request().Context(), m.ID)
	if err != nil {
		return nil, err
	}
	named := may(user(c).Role, seePeople, m.Kind)
	v := &boardView{
		Summary: pr.T("desk_board.summary", "n", b.Represented, "total", len(b.Municipalities)),
		Heads:   pr.N("desk_board.heads", b.Heads), Voices: pr.N("desk_board.voices", b.Voices),
	}
	var missing []string
	for _, q := range b.Municipalities {
		v.Tiles = append(v.Tiles, tileOf(pr, q, named))
		if !q.State.Represented() {
			missing = append(missing, q.Constituency.Choice(pr.Lang()))
		}
	}
	for _, q := range b.Sectors {
		v.Sectors = append(v.Sectors, tileOf(pr, q, named))
	}
	if len(missing) > 0 {
		v.Missing = pr.T("desk_board.missing", "names", strings.Join(missing, ", "))
	}
	return v, nil
}

func tileOf(pr *locale.Printer, q deskview.Square, named bool) tile {
	look := boardLooks[q.State]
	t := tile{Name: q.Constituency.Choice(pr.Lang()), Class: look[0], Icon: look[1], State: pr.T("desk_board." + string(q.State))}
	if via := q.Via(); via != "" {
		t.State = pr.T("desk_board.via", "name", via)
	}
	if !named {
		return t
	}
	var people []string
	for _, s := range q.Speakers {
		people = append(people, s.Name.Full())
	}
	t.People = strings.Join(people, ", ")
	return t
}
