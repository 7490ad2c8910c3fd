package desk

import (
	"slices"
	"strings"

	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/deskview"
)

// workLevels are the columns that a matrix always has.
var workLevels = []models.Level{models.Executive, models.Management, models.Policy, models.Practice}

// mostMissing is how many empty squares are named; more than that are counted.
const mostMissing = 4

// fillMatrix lays the people with a place out by domain and level. Without
// levels, because the meeting does not ask, one column is left.
func (v *statisticsView) fillMatrix(pr *locale.Printer, s *deskview.Statistics) {
	if s.People[models.Registered] == 0 {
		return
	}
	levels, domains := levelsOf(s), domainsOf(s)
	heads, names := make([]string, len(levels)), make([]string, len(domains))
	for i, l := range levels {
		heads[i] = levelHead(pr, l, len(levels))
	}
	numbers := make([][]int, len(domains))
	for i, d := range domains {
		names[i] = domainName(pr, d)
		for _, l := range levels {
			numbers[i] = append(numbers[i], s.Cells[deskview.Cell{Domain: d, Level: l}])
		}
	}
	drawing := drawGrid(chart{
		ID: "matrix", Title: pr.T("desk_statistics.matrix"),
		Desc: pr.T("desk_statistics.matrix_desc", "people", pr.Number(s.People[models.Registered]), "most", mostOf(pr, heads, names, numbers)),
	}, heads, names, numbers)
	v.Matrix, v.Grid = &drawing, tableOf(pr, heads, names, numbers)
	if len(levels) > 1 {
		v.Missing = missing(pr, s)
	}
}

// levelsOf are the columns: the four of work, experience and "not known" where
// somebody has it; only the last where nobody has a level.
func levelsOf(s *deskview.Statistics) []models.Level {
	known, with := s.Meeting.Asks("level"), make(map[models.Level]bool)
	for cell := range s.Cells {
		with[cell.Level] = true
		known = known || cell.Level != ""
	}
	if !known {
		return []models.Level{""}
	}
	levels := slices.Clone(workLevels)
	for _, l := range []models.Level{models.Experience, ""} {
		if with[l] {
			levels = append(levels, l)
		}
	}
	return levels
}

// domainsOf are the rows: the three domains, and the others where somebody
// comes from them.
func domainsOf(s *deskview.Statistics) []models.Domain {
	with := make(map[models.Domain]bool)
	for cell := range s.Cells {
		with[cell.Domain] = true
	}
	domains := slices.Clone(models.MainDomains)
	for _, d := range append(slices.Clone(models.Domains[len(models.MainDomains):]), "") {
		if with[d] {
			domains = append(domains, d)
		}
	}
	return domains
}

// levelHead names a column; the label of experience is too long for one.
func levelHead(pr *locale.Printer, l models.Level, columns int) string {
	switch {
	case l == "" && columns == 1:
		return pr.T("desk_statistics.people")
	case l == "":
		return pr.T("desk_statistics.unknown")
	case l == models.Experience:
		return pr.T("domain.experience")
	}
	return pr.T("level." + string(l))
}

func domainName(pr *locale.Printer, d models.Domain) string {
	if d == "" {
		return pr.T("desk_statistics.unknown")
	}
	return pr.T("domain." + string(d))
}

// mostOf names the square with most people.
func mostOf(pr *locale.Printer, heads, names []string, numbers [][]int) string {
	row, column := 0, 0
	for r := range numbers {
		for c, n := range numbers[r] {
			if n > numbers[row][column] {
				row, column = r, c
			}
		}
	}
	return pr.T("desk_statistics.square", "level", heads[column], "domain", names[row]) + " (" + pr.Number(numbers[row][column]) + ")"
}

// tableOf is the matrix as a table, with sums.
func tableOf(pr *locale.Printer, heads, names []string, numbers [][]int) matrixTable {
	t := matrixTable{Heads: heads}
	sums := make([]int, len(heads))
	row := func(name string, numbers []int, sum bool) {
		r, all := matrixRow{Name: locale.Capital(name), Sum: sum}, 0
		for _, n := range numbers {
			r.Cells, all = append(r.Cells, pr.Number(n)), all+n
		}
		if len(heads) > 1 {
			r.Cells = append(r.Cells, pr.Number(all))
		}
		t.Rows = append(t.Rows, r)
	}
	for i, line := range numbers {
		row(names[i], line, false)
		for c, n := range line {
			sums[c] += n
		}
	}
	row(pr.T("desk_statistics.together"), sums, true)
	if len(heads) > 1 {
		t.Heads = append(slices.Clone(heads), pr.T("desk_statistics.together"))
	}
	return t
}

// missing says who of the three domains is not there yet.
func missing(pr *locale.Printer, s *deskview.Statistics) string {
	var squares []string
	for _, d := range models.MainDomains {
		for _, l := range workLevels {
			if s.Cells[deskview.Cell{Domain: d, Level: l}] == 0 {
				squares = append(squares, pr.T("desk_statistics.square", "level", pr.T("level."+string(l)), "domain", domainName(pr, d)))
			}
		}
	}
	all := len(models.MainDomains) * len(workLevels)
	switch {
	case len(squares) == 0:
		return pr.T("desk_statistics.missing_none", "all", all)
	case len(squares) > mostMissing:
		return pr.T("desk_statistics.missing_many", "n", len(squares), "all", all)
	}
	return pr.T("desk_statistics.missing", "names", strings.Join(squares, ", "))
}
