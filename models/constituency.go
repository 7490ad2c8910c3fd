package models

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"

	"bijeen/models/names"
)

//go:embed data/constituencies.csv
var constituenciesFile string

// constituencyRow is one line of the data file.
type constituencyRow struct {
	Constituency
	choice  string // in choice lists; empty: the name
	english string // of a sector; empty: the name
}

// constituencyRows stand in the order of choice lists: municipalities by
// name, then sectors. constituencyIndex finds their place by normalised name.
var constituencyRows, constituencyIndex = readConstituencies(constituenciesFile)

func readConstituencies(file string) ([]constituencyRow, map[string]int) {
	records, err := csv.NewReader(strings.NewReader(file)).ReadAll()
	if err != nil {
		panic(fmt.Sprintf("models: data/constituencies.csv: %v", err))
	}
	var rows []constituencyRow
	index := make(map[string]int)
	for _, r := range records[1:] {
		row := constituencyRow{Constituency: Constituency{Code: r[0], Name: r[1]}, choice: r[2], english: r[3]}
		for _, name := range []string{row.Code, row.Name, row.choice, row.english} {
			if name != "" {
				index[names.NormalizeOrganization(name)] = len(rows)
			}
		}
		rows = append(rows, row)
	}
	return rows, index
}

// Constituencies lists what can be represented: the municipalities in
// alphabetical order, then the sectors. The caller may change the list.
func Constituencies() []Constituency {
	list := make([]Constituency, len(constituencyRows))
	for i, row := range constituencyRows {
		list[i] = row.Constituency
	}
	return list
}

// ConstituencyByCode finds a constituency by its exact code, as the form and
// the database hold it (contract, represents).
func ConstituencyByCode(code string) (Constituency, bool) {
	row, ok := findConstituency(code)
	return row.Constituency, ok
}

func findConstituency(code string) (constituencyRow, bool) {
	i := slices.IndexFunc(constituencyRows, func(r constituencyRow) bool { return r.Code == code })
	if i < 0 {
		return constituencyRow{}, false
	}
	return constituencyRows[i], true
}

// IsMunicipality reports whether c is one of the municipalities; the others
// are sectors. Their codes are those of the national statistics office.
func (c Constituency) IsMunicipality() bool { return strings.HasPrefix(c.Code, "GM") }

// Choice is how c stands in a choice list in language "nl" or "en": with
// what tells towns of one name apart, and sectors in that language.
func (c Constituency) Choice(language string) string {
	row, _ := findConstituency(c.Code)
	switch {
	case row.choice != "":
		return row.choice
	case language == "en" && row.english != "":
		return row.english
	}
	return c.Name
}

// ParseConstituencies reads what people write for one or more constituencies,
// by name or code: "Tubbergen/Dinkelland" (two), "gem. Hof v. Twente", "Borne
// en Enschede". Each is given once, in the order written. It gives nil when
// any part is something else: "Thuis@ / Enschede" speaks for nobody.
func ParseConstituencies(s string) []Constituency {
	var found []Constituency
	for _, part := range constituencyParts(names.CleanLine(s)) {
		i, ok := constituencyIndex[names.NormalizeOrganization(part)]
		if !ok {
			return nil
		}
		if c := constituencyRows[i].Constituency; !slices.Contains(found, c) {
			found = append(found, c)
		}
	}
	return found
}

// constituencyParts cuts at signs, and at "en" where the whole is not a name
// itself ("bescherming en recht"). "Gemeenten" may stand before the first.
func constituencyParts(s string) []string {
	var parts []string
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("/,;&+", r) }) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		if first, rest, _ := strings.Cut(part, " "); strings.EqualFold(first, "gemeenten") && rest != "" {
			part = rest
		}
		if _, ok := constituencyIndex[names.NormalizeOrganization(part)]; ok {
			parts = append(parts, part)
			continue
		}
		for _, p := range strings.Split(part, " en ") {
			if p = strings.TrimSpace(p); p != "" {
				parts = append(parts, p)
			}
		}
	}
	return parts
}
