package lists

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"bijeen/models"
	"bijeen/models/names"
)

// PDFKind is the sort of paper.
type PDFKind int

// The papers of dutch.md §5.5.
const (
	AttendeeListPDF PDFKind = iota + 1 // deelnemerslijst: who comes, for those who come
	AttendanceSheet                    // presentielijst: a box to tick at the door
	SignatureSheet                     // tekenlijst: a line to sign on
)

// paper is what makes one kind differ from another.
type paper struct {
	title     string
	mark      string  // head of the column to be filled in by hand; empty for none
	markWidth float64 // mm
	rowHeight float64 // mm, the least
	doors     bool    // for the door: letter groups on pages of their own, numbers, walk-ins
	warning   string
}

var papers = map[PDFKind]paper{
	AttendeeListPDF: {title: "Deelnemerslijst", rowHeight: 7.6,
		warning: "Alleen voor deelnemers aan deze bijeenkomst. Niet verder verspreiden."},
	AttendanceSheet: {title: "Presentielijst", mark: "Aanwezig", markWidth: 24, rowHeight: 10.4, doors: true,
		warning: "Laat deze lijst niet open liggen. Niet kopiëren of bewaren."},
	SignatureSheet: {title: "Tekenlijst", mark: "Handtekening", markWidth: 92, rowHeight: 12, doors: true,
		warning: "Laat deze lijst niet open liggen. Niet kopiëren of bewaren."},
}

// walkInRows is how many empty rows the papers for the door end with.
const walkInRows = 10

// person is a line on paper with its place in the alphabet.
type person struct {
	Line
	key string // of names.Name
}

// PDF writes a paper on A4 landscape with an embedded font: the people with a
// place, by letter, under a header and above a footer that every page
// repeats. The rows are sorted again by what stands on the paper, so that
// somebody who stands there with a given name only is found under that name.
// Up to MaxPDFRows people; it returns how many, and fails as Export.Write says.
func PDF(w io.Writer, list models.AttendeeList, kind PDFKind, o Options) (int, error) {
	p, ok := papers[kind]
	if !ok {
		return 0, fmt.Errorf("lists: no paper of kind %d", kind)
	}
	people, err := withPlace(list, o)
	if err != nil {
		return 0, err
	}
	s := newSheet(p, list.Facts, o.zone())
	s.setPeople(people)
	if err := s.output(w); err != nil {
		return len(people), fmt.Errorf("lists: pdf: %w", err)
	}
	return len(people), nil
}

// export is the entry of a paper in Exports.
func (k PDFKind) export(name string) Export {
	return Export{
		List: name, Format: "pdf", ContentType: "application/pdf", Columns: k.columns(), SeatedOnly: true,
		write: func(w io.Writer, list models.AttendeeList, o Options) (int, error) { return PDF(w, list, k, o) },
	}
}

// columns are the heads that may stand on the paper, for the export log.
func (k PDFKind) columns() []string {
	if !papers[k].doors {
		return []string{"naam", "organisatie", "locatie"}
	}
	return []string{"nr", "naam", "organisatie", "namens", "locatie"}
}

// withPlace walks the rows and keeps the people with a place, sorted.
func withPlace(list models.AttendeeList, o Options) ([]person, error) {
	var people []person
	n := 0
	for row, err := range list.Rows {
		if err != nil {
			return nil, fmt.Errorf("lists: pdf: %w", err)
		}
		n++
		l := Display(row, o.zone())
		if !l.HasPlace {
			continue
		}
		if len(people) == MaxPDFRows {
			return nil, ErrTooManyRows
		}
		shown := names.Name{Given: l.GivenName, Prefix: l.SurnamePrefix, Surname: l.Surname}
		people = append(people, person{l, shown.SortKey()})
	}
	if err := checkCount(n, list.Facts.Count); err != nil {
		return nil, fmt.Errorf("lists: pdf: %w", err)
	}
	slices.SortStableFunc(people, func(a, b person) int { return strings.Compare(a.key, b.key) })
	return people, nil
}

// columnsFor are the columns of the paper: those that nobody fills are left
// out, and locatie stands only where people come to different places.
func (p paper) columnsFor(people []person) []column {
	var cs []column
	if p.doors {
		cs = append(cs, column{head: "Nr", width: 13, style: quiet,
			text: func(n int, _ Line) string { return strconv.Itoa(n) }})
	} else {
		cs = append(cs, column{width: 14, letter: true})
	}
	cs = append(cs,
		column{head: "Naam", weight: 3, style: strong, text: func(_ int, l Line) string { return l.Name }},
		column{head: "Organisatie", weight: 3.2, text: func(_ int, l Line) string { return organization(l) }})
	if p.doors && slices.ContainsFunc(people, func(p person) bool { return p.Represents != "" }) {
		cs = append(cs, column{head: "Namens", weight: 2, style: side, text: func(_ int, l Line) string { return l.Represents }})
	}
	if slices.ContainsFunc(people, func(p person) bool { return p.Place != people[0].Place }) {
		cs = append(cs, column{head: "Locatie", weight: 2.4, style: side, text: func(_ int, l Line) string { return l.Place }})
	}
	if p.mark != "" {
		cs = append(cs, column{head: p.mark, width: p.markWidth, hand: true})
	}
	return spread(cs)
}

// organization names the organisation and, for those who do something at the
// meeting, what: the door must know a speaker from a participant.
func organization(l Line) string {
	if l.Role == RoleLabel(models.Participant) {
		return l.Organization
	}
	return join(" · ", l.Organization, l.Role)
}
