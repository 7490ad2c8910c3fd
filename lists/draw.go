package lists

import (
	"fmt"
	"io"
	"unicode/utf8"

	"bijeen/locale"
)

// output draws all pages and writes the file.
func (s *sheet) output(w io.Writer) error {
	for i, p := range s.pages {
		s.ink.AddPage()
		s.drawHeader(p)
		s.drawHead()
		s.drawRows(p.rows)
		s.drawFooter(i + 1)
	}
	return s.ink.Output(w)
}

func (s *sheet) drawHeader(p page) {
	k, h, width := s.ink, s.head, textWidth-tagWidth
	y := k.writeLines(margin, topMargin, width, h.eyebrow, eyebrowStyle)
	y = k.writeLines(margin, y, width, h.title, titleStyle)
	y = k.writeLines(margin, y, width, h.info, infoStyle)
	k.writeLines(margin, y, width, h.update, smallStyle)

	tag := tagStyle
	if utf8.RuneCountInString(p.tag) > 5 {
		tag = longTagStyle
	}
	x := margin + textWidth - tagWidth
	k.write(x, topMargin, tagWidth, tag.line, p.tag, tag, "R")
	k.write(x, topMargin+tag.line, tagWidth, smallStyle.line, p.count, smallStyle, "R")
}

// drawHead draws the head of the table, which every page repeats.
func (s *sheet) drawHead() {
	y := s.head.bodyTop - headHeight
	x := margin
	for _, c := range s.columns {
		align, width := "L", c.width-cellGap
		if s.ticked(c) {
			align, width = "C", c.width
		}
		s.ink.write(x+s.indent(c), y, width, headHeight-1, c.head, headStyle, align)
		x += c.width
	}
	s.rule(inkColor, 0.5, margin, s.head.bodyTop, margin+textWidth, s.head.bodyTop)
}

// ticked tells the narrow column with a box from the wide one to sign in.
func (s *sheet) ticked(c column) bool { return c.hand && c.width < 40 }

// indent keeps the head of the signature column off its line.
func (s *sheet) indent(c column) float64 {
	if c.hand && !s.ticked(c) {
		return cellGap
	}
	return 0
}

// drawRows draws the rows of a page. A letter stands beside its first name on
// every page, with a stronger line above it.
func (s *sheet) drawRows(rows []row) {
	y, last := s.head.bodyTop, ""
	for _, r := range rows {
		s.drawRow(r, y, r.letter != last)
		y, last = y+r.height, r.letter
	}
}

func (s *sheet) drawRow(r row, y float64, first bool) {
	x := margin
	for i, c := range s.columns {
		cell := r.cells[i]
		s.ink.writeLines(x, y+(r.height-cell.height())/2, c.width-cellGap, cell.lines, cell.style)
		switch {
		case c.hand:
			s.drawMark(c, x, y, r.height)
		case c.letter && first:
			letter := s.ink.cell(r.letter, letterStyle, c.width-cellGap)
			s.ink.writeLines(x, y+(r.height-letter.height())/2, c.width-cellGap, letter.lines, letter.style)
			if y > s.head.bodyTop {
				s.rule(mainColor, 0.35, margin, y, margin+textWidth, y)
			}
		}
		x += c.width
	}
	s.rule(ruleColor, 0.2, margin, y+r.height, margin+textWidth, y+r.height)
}

// drawMark draws the box to tick, or the left side of the field to sign in.
func (s *sheet) drawMark(c column, x, y, height float64) {
	if !s.ticked(c) {
		s.rule(ruleColor, 0.2, x, y, x, y+height)
		return
	}
	const box = 6.0
	s.pen(inkColor, 0.35)
	s.ink.Rect(x+(c.width-box)/2, y+(height-box)/2, box, box, "D")
}

// drawFooter says who answers for the paper and until when it may exist.
func (s *sheet) drawFooter(nr int) {
	f, owner, destroy := s.facts, "", ""
	if f.Owner != "" {
		owner = "Eigenaar: " + f.Owner + "."
	}
	if !f.DestroyBy.IsZero() {
		destroy = "Vernietig deze lijst uiterlijk " + locale.NL.LongDate(f.DestroyBy.In(s.zone)) + "."
	}
	width := textWidth - 40
	lines := s.ink.wrap(join(" ", owner, destroy, s.paper.warning), footerStyle, width, 2)
	s.ink.writeLines(margin, footerTop, width, lines, footerStyle)
	s.ink.write(margin+width, footerTop, 40, footerStyle.line,
		fmt.Sprintf("pagina %d van %d", nr, len(s.pages)), footerStyle, "R")
}

func (s *sheet) pen(c rgb, width float64) {
	s.ink.SetDrawColor(c.r, c.g, c.b)
	s.ink.SetLineWidth(width)
}

func (s *sheet) rule(c rgb, width, x1, y1, x2, y2 float64) {
	s.pen(c, width)
	s.ink.Line(x1, y1, x2, y2)
}
