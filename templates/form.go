package templates

import (
	"net/url"
	"slices"
	"strings"
)

// Form is what the field partials read: the values as typed and the errors.
// A handler's form struct fills one; the zero Form is an empty form.
type Form struct {
	Values url.Values
	Errors []FieldError
}

// FieldError is one sentence that says what to do. Name is the field it stands
// at; without a name it stands in the summary only.
type FieldError struct {
	Name, Text string
}

// Value is what was typed in a field.
func (f Form) Value(name string) string { return f.Values.Get(name) }

// Has reports whether a choice is made: its value is among those of the field.
func (f Form) Has(name, value string) bool { return slices.Contains(f.Values[name], value) }

// Error is the first error at a field, or empty.
func (f Form) Error(name string) string {
	for _, e := range f.Errors {
		if e.Name == name {
			return e.Text
		}
	}
	return ""
}

// AnyError reports whether one of the fields has an error. A closed part of a
// form opens when it holds one.
func (f Form) AnyError(names ...string) bool {
	for _, n := range names {
		if f.Error(n) != "" {
			return true
		}
	}
	return false
}

// AnyFilled reports whether one of the fields holds something.
func (f Form) AnyFilled(names ...string) bool {
	for _, n := range names {
		if f.Value(n) != "" {
			return true
		}
	}
	return false
}

var idReplacer = strings.NewReplacer("[", "-", "].", "-", "]", "", ".", "-", "_", "-")

// ID is the HTML id of a field: people[0].given_name becomes
// people-0-given-name. The error summary links to it; of a group of choices
// the first one carries it.
func (f Form) ID(name string) string { return idReplacer.Replace(name) }

// ID is the HTML id of the field the error stands at.
func (e FieldError) ID() string { return Form{}.ID(e.Name) }

// Option is one choice of a select field or a group.
type Option struct {
	Value, Label string
	Hint         string // a line under the label
	Badge        *Badge // a state beside it, such as free places
}
