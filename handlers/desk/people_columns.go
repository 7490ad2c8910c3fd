package desk

import (
	"net/url"
	"slices"
	"strings"

	"bijeen/locale"
	"bijeen/models/deskview"
	"bijeen/templates"
)

// column is something the working list can show about people, beside who
// they are.
type column struct {
	key    string // in the address
	label  string // key of its head
	logged string // as the log of who looked says it (BR-75)
	common bool   // shown when nobody chose
	number bool
	wide   bool // long words, such as an address
}

// columns are all there are, in the order of the list.
var columns = []column{
	{key: "organisatie", label: "organization", logged: "organization", common: true},
	{key: "functie", label: "function", logged: "job_title", common: true},
	{key: "niveau", label: "level", logged: "level"},
	{key: "namens", label: "represents", logged: "represents", common: true},
	{key: "rol", label: "role", logged: "role"},
	{key: "email", label: "email", logged: "email", wide: true},
	{key: "telefoon", label: "phone", logged: "phone"},
	{key: "locatie", label: "site", logged: "site", common: true},
	{key: "status", label: "status", logged: "status", common: true},
	{key: "herkomst", label: "source", logged: "source"},
	{key: "sinds", label: "at", logged: "registered_at", common: true, number: true},
}

// chosenColumns reads kolom, as often as wanted or several with dots between.
// What is no column does not count; nothing left is the usual list.
func chosenColumns(query url.Values) []column {
	asked := strings.FieldsFunc(strings.Join(query["kolom"], "."), func(r rune) bool { return r == '.' || r == ',' || r == ' ' })
	var list []column
	for _, c := range columns {
		if slices.Contains(asked, c.key) {
			list = append(list, c)
		}
	}
	if len(list) == 0 {
		return slices.DeleteFunc(slices.Clone(columns), func(c column) bool { return !c.common })
	}
	return list
}

// columnsValue is how an address says which columns are shown, in one value;
// empty for the usual ones.
func columnsValue(query url.Values) string {
	var keys []string
	usual := true
	for _, c := range chosenColumns(query) {
		keys = append(keys, c.key)
		usual = usual && c.common
	}
	if usual && len(keys) == len(chosenColumns(nil)) {
		return ""
	}
	return strings.Join(keys, ".")
}

// loggedColumns is what the log says that was seen.
func loggedColumns(query url.Values) string {
	names := []string{"name"}
	for _, c := range chosenColumns(query) {
		names = append(names, c.logged)
	}
	return strings.Join(names, " ")
}

// columnOptions are the choices of the form; values ticks those that show.
func columnOptions(pr *locale.Printer, query url.Values) (list []templates.Option, values []string) {
	for _, c := range columns {
		list = append(list, templates.Option{Value: c.key, Label: pr.T("desk_people." + c.label)})
	}
	for _, c := range chosenColumns(query) {
		values = append(values, c.key)
	}
	return list, values
}

// cell is what one column says about one person.
type cell struct {
	Label  string
	Text   string
	Badge  *templates.Badge
	Number bool
	Wide   bool
}

// cells are what the chosen columns say about somebody.
func (p *Pages) cells(pr *locale.Printer, chosen []column, row personRow, r deskview.PersonRow) []cell {
	list := make([]cell, len(chosen))
	for i, c := range chosen {
		list[i] = cell{Label: pr.T("desk_people." + c.label), Number: c.number, Wide: c.wide}
		if c.key == "status" {
			list[i].Badge = &row.Status
			continue
		}
		list[i].Text = cellText(pr, c.key, row, r)
	}
	return list
}

func cellText(pr *locale.Printer, key string, row personRow, r deskview.PersonRow) string {
	switch key {
	case "organisatie":
		return row.Organization
	case "functie":
		return row.Function
	case "niveau":
		if r.Level != "" {
			return pr.T("level." + string(r.Level))
		}
	case "namens":
		return row.Represents
	case "rol":
		return pr.T("desk_role." + string(r.Role))
	case "email":
		return r.Email
	case "telefoon":
		return r.Phone
	case "locatie":
		return row.Site
	case "herkomst":
		return pr.T("desk_source." + sourceOf(r))
	case "sinds":
		return row.At
	}
	return ""
}

// sourceOf says how a registration came in; that of a substitute is kept from
// who was replaced.
func sourceOf(r deskview.PersonRow) string {
	if r.Substitutes {
		return "substitute"
	}
	return string(r.Source)
}
