package public

import (
	"net/url"
	"slices"

	"bijeen/locale"
	"bijeen/models/mailaddr"
	"bijeen/templates"
)

// The question "Bedoelt u …?" is put once, and only to people: our own form
// carries askSuggestions, and after the question askedAddress holds what was
// typed. A program that sends the fields of the contract is never asked.
const (
	askSuggestions = "ask_email"
	askedAddress   = "asked_email"
	useSuggestion  = "use_suggestion" // value: the field that takes the suggestion
)

// suggestion is an address that was probably meant.
type suggestion struct {
	Field string
	Meant string
}

// takeSuggestion puts the suggested address where a person pressed yes.
func takeSuggestion(values url.Values) {
	field := values.Get(useSuggestion)
	if field == "" {
		return
	}
	if meant, ok := mailaddr.Suggest(values.Get(field)); ok {
		values.Set(field, meant)
	}
}

// suggestions looks for near-misses of known mail domains in these fields.
func suggestions(values url.Values, fields ...string) []suggestion {
	if values.Get(askSuggestions) == "" {
		return nil
	}
	var list []suggestion
	for _, field := range fields {
		typed := values.Get(field)
		if typed == "" || slices.Contains(values[askedAddress], typed) {
			continue
		}
		if meant, ok := mailaddr.Suggest(typed); ok {
			list = append(list, suggestion{field, meant})
			values.Add(askedAddress, typed)
		}
	}
	return list
}

// questions turns suggestions into sentences at their fields, in place of the
// general sentence about an address that is wrong.
func questions(p *locale.Printer, list []suggestion, errors []templates.FieldError) []templates.FieldError {
	for _, s := range list {
		errors = slices.DeleteFunc(errors, func(e templates.FieldError) bool { return e.Name == s.Field })
		errors = append(errors, templates.FieldError{Name: s.Field, Text: p.T("signup.did_you_mean", "address", s.Meant)})
	}
	return errors
}
