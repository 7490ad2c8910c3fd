package templatestest

import (
	"testing"

	"bijeen/templates"
)

type errorPage struct {
	templates.Base
	Heading, Happened, Advice string
	Links                     []templates.Crumb
}

func TestCheckPage(t *testing.T) { CheckPage(t, "error", errorPage{}) }
