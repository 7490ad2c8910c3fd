package lists

import (
	"time"

	"bijeen/locale"
	"bijeen/models"
)

// Measures of the page in millimetres: A4 landscape.
const (
	pageWidth, pageHeight = 297.0, 210.0
	margin                = 14.0
	textWidth             = pageWidth - 2*margin
	topMargin             = 11.0
	bodyEnd               = 192.0 // rows end here
	footerTop             = 195.0
	headHeight            = 8.0 // head of the table
	cellGap               = 3.0 // between the text of two columns
	cellPadding           = 2.6 // above and below the text of a row, together
	tagWidth              = 56.0
)

// column is one column of the table on a page.
type column struct {
	head   string
	width  float64 // mm; 0 is a share of what is left, by weight
	weight float64
	style  style
	hand   bool // left empty, to be filled in by hand
	letter bool // the letter of the alphabet, beside its first name on the page
	text   func(nr int, l Line) string
}

// spread gives the columns without a width their share of the page.
func spread(cs []column) []column {
	rest, weights := textWidth, 0.0
	for _, c := range cs {
		rest -= c.width
		weights += c.weight
	}
	for i, c := range cs {
		if c.width == 0 {
			cs[i].width = rest * c.weight / weights
		}
	}
	return cs
}

// row is one row of the table, measured and ready to be drawn.
type row struct {
	height float64
	cells  []cell // one for each column
	letter string // a heading instead of cells
}

// cell is the text of one column, wrapped and set in the size that fits.
type cell struct {
	lines []string
	style style
}

func (c cell) height() float64 { return float64(len(c.lines)) * c.style.line }

// page is one side of paper.
type page struct {
	tag, count string // "A–F", "14 namen", at the top right
	rows       []row
}

// sheet lays one paper out: first all pages, so that "pagina x van y" is known
// before anything is drawn, then the ink. (The alias of fpdf for the number of
// pages would also replace a name that looks like it.)
type sheet struct {
	paper paper
	facts models.ListFacts
	zone  *time.Location
	ink   *ink
	count string // "180 namen"

	head    header
	columns []column
	pages   []page
}

// header is the measured top of every page.
type header struct {
	eyebrow, title, info, update []string
	bodyTop                      float64
}

func newSheet(p paper, f models.ListFacts, zone *time.Location) *sheet {
	return &sheet{paper: p, facts: f, zone: zone, ink: newInk(f)}
}

// setPeople lays out all pages.
func (s *sheet) setPeople(people []person) {
	s.count = nameCount(len(people))
	s.columns = s.paper.columnsFor(people)
	s.measureHeader()
	switch {
	case s.paper.doors:
		s.setGroups(people)
		s.setWalkIns()
	case len(people) == 0:
		s.add("", "", []row{s.nobody()})
	default:
		s.add("", "", s.rows(people, 0))
	}
}

func (s *sheet) measureHeader() {
	f, width := s.facts, textWidth-tagWidth
	s.head = header{
		eyebrow: s.ink.wrap(join(" · ", s.paper.title, join(", ", f.Hosts...)), eyebrowStyle, width, 2),
		title:   s.ink.wrap(f.Title, titleStyle, width, 3),
		info:    s.ink.wrap(locale.Capital(join(" · ", when(f, s.zone), where(f))), infoStyle, width, 3),
		update:  s.ink.wrap(locale.Capital(updated(f, s.zone))+", "+s.count, smallStyle, width, 2),
	}
	lines := func(t []string, st style) float64 { return float64(len(t)) * st.line }
	s.head.bodyTop = topMargin + lines(s.head.eyebrow, eyebrowStyle) + lines(s.head.title, titleStyle) +
		lines(s.head.info, infoStyle) + lines(s.head.update, smallStyle) + 3 + headHeight
}

// setGroups gives every letter group that has people pages of its own, so that
// the paper can be split over two desks. Numbers run through.
func (s *sheet) setGroups(people []person) {
	start := 0
	for _, g := range letterGroups {
		end := start
		for end < len(people) && letterIndex(people[end].key) < g.end {
			end++
		}
		if end > start {
			s.add(g.name, nameCount(end-start), s.rows(people[start:end], start))
		}
		start = end
	}
}

// setWalkIns ends a paper for the door with empty rows on a page of their own,
// as high as the page allows.
func (s *sheet) setWalkIns() {
	high := min(12, max(10, (bodyEnd-s.head.bodyTop)/walkInRows))
	blank := row{height: high, cells: make([]cell, len(s.columns))}
	rows := make([]row, walkInRows)
	for i := range rows {
		rows[i] = blank
	}
	s.add("Niet vooraf aangemeld", "", rows)
}

// nobody says why a list of participants is empty.
func (s *sheet) nobody() row {
	r := row{height: s.paper.rowHeight, cells: make([]cell, len(s.columns))}
	r.cells[1] = s.ink.cell("Er heeft nog niemand een plaats.", bodyStyle, s.columns[1].width)
	return r
}

// rows measures people; before is how many stand above them on the paper.
func (s *sheet) rows(people []person, before int) []row {
	rows := make([]row, len(people))
	for i, p := range people {
		r := row{height: s.paper.rowHeight, cells: make([]cell, len(s.columns)), letter: letter(p.key)}
		for c, col := range s.columns {
			if col.text == nil {
				continue
			}
			r.cells[c] = s.ink.cell(col.text(before+i+1, p.Line), col.style.orBody(), col.width-cellGap)
			r.height = max(r.height, r.cells[c].height()+cellPadding)
		}
		rows[i] = r
	}
	return rows
}

// add fills pages with the rows of one section, the first on a new page.
func (s *sheet) add(tag, count string, rows []row) {
	room := bodyEnd - s.head.bodyTop
	p := page{tag: tag, count: count}
	used := 0.0
	for _, r := range rows {
		if used+r.height > room && len(p.rows) > 0 {
			s.pages = append(s.pages, p)
			p.rows, used = nil, 0
		}
		p.rows = append(p.rows, r)
		used += r.height
	}
	s.pages = append(s.pages, p)
}
