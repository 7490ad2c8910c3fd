package templatestest

import (
	"strings"
	"testing"

	"bijeen/locale"
	"bijeen/templates"
)

type errorPage struct {
	templates.Base
	Heading, Happened, Advice string
	Links                     []templates.Crumb
}

func TestCheckPage(t *testing.T) {
	CheckPage(t, "error", errorPage{})
	CheckPage(t, "glossary", templates.Base{})
	CheckPage(t, "privacy", templates.Base{})
	CheckPage(t, "accessibility", templates.Base{})
}

// A struct that lacks a field, or has it with another type, is reported.
func TestCheckPageReports(t *testing.T) {
	type link struct{ Href string }
	for _, test := range []struct {
		name, page string
		data       any
		want       string
	}{
		{"field of the page", "error", struct {
			templates.Base
			Heading, Happened string
		}{}, "Advice"},
		{"field of the layout", "error", struct{ Heading, Happened, Advice, Links string }{}, "Invalid"},
		{"field in a range", "error", struct {
			templates.Base
			Heading, Happened, Advice string
			Links                     []link
		}{}, "URL"},
		{"field passed to a partial", "error", struct {
			templates.Base
			Heading, Happened, Advice string
			Links                     []templates.Crumb
			Flash                     struct{ Tone string }
		}{}, "Heading"},
		{"page that is not there", "nothing", errorPage{}, "nothing"},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := pageError(locale.NL, test.page, test.data)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error is %v, want one about %s", err, test.want)
			}
		})
	}
}
