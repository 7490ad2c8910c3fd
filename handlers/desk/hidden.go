package desk

import (
	"maps"
	"net/url"
	"slices"
)

// hiddenField carries what was typed to the next page.
type hiddenField struct{ Name, Value string }

// hidden is what was typed, without these fields. Values of one name keep
// their order; that of the names says nothing.
func hidden(values url.Values, without ...string) []hiddenField {
	var list []hiddenField
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if slices.Contains(without, name) {
			continue
		}
		for _, v := range values[name] {
			list = append(list, hiddenField{name, v})
		}
	}
	return list
}
