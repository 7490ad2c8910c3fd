package lists

import (
	"io"
	"strconv"

	"bijeen/locale"
	"bijeen/models"
)

// numbersPaper is the paper for the kitchen and the house.
var numbersPaper = paper{title: "Aantallen", rowHeight: 7.6, warning: "Op dit papier staan geen namen."}

// numbersPDF writes each site on a page of its own, so that each house can be
// sent its own numbers; with several sites their sum goes first.
func numbersPDF(w io.Writer, n models.Numbers, o Options) error {
	f := n.Facts
	s := newSheet(numbersPaper, f, o.zone())
	s.count = peopleCount(f.Count)
	s.columns = spread([]column{
		{head: "Wat", weight: 3}, {head: "Aantal", width: 30}, {head: "Vorige keer", width: 36}, {head: "Verschil", width: 44},
	})
	s.measureHeader()
	for _, site := range places(n) {
		rows := []row{s.line(strong, locale.Capital(site.Place))}
		for _, l := range numberLines(site, n.Erased) {
			rows = append(rows, s.number(l, site.Before != nil))
		}
		s.add("", "", append(rows, s.remarks(n)...))
	}
	if len(n.Sites) == 0 {
		s.add("", "", []row{s.line(bodyStyle, "Er is nog geen locatie.")})
	}
	return s.output(w)
}

// number is the row of one number, a part of another one set in.
func (s *sheet) number(l numberLine, compared bool) row {
	label, st := locale.Capital(l.label), strong
	if l.part {
		label, st = "– "+l.label, bodyStyle
	}
	if !compared {
		return s.line(st, label, strconv.Itoa(l.now))
	}
	return s.line(st, label, strconv.Itoa(l.now), strconv.Itoa(l.before), difference(l.now, l.before))
}

// remarks end the rows of a site: with what the list is compared, and what is
// not on it.
func (s *sheet) remarks(n models.Numbers) []row {
	since := "Dit is de eerste keer dat deze lijst is gemaakt."
	if !n.Since.IsZero() {
		since = "De vorige keer was " + locale.NL.Moment(n.Since.In(s.zone)) + "."
	}
	rows := []row{s.line(quiet, since)}
	if n.Erased {
		rows = append(rows, s.line(quiet, "De wensen over eten en toegang zijn gewist, een week na de bijeenkomst."))
	}
	return rows
}

// line measures one row from the texts of its first columns.
func (s *sheet) line(st style, texts ...string) row {
	r := row{height: s.paper.rowHeight, cells: make([]cell, len(s.columns))}
	for i, text := range texts {
		width := s.columns[i].width - cellGap
		r.cells[i] = s.ink.cell(text, st, width)
		r.height = max(r.height, r.cells[i].height()+cellPadding)
	}
	return r
}

// peopleCount says how many come: "1 persoon", "180 mensen".
func peopleCount(n int) string {
	if n == 1 {
		return "1 persoon"
	}
	return locale.NL.Number(n) + " mensen"
}
