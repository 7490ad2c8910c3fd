package templatestest

import (
	"testing"

	"bijeen/templates"
)

type errorPage struct {
	templates.Base
	Status                    int
	Heading, Happened, Advice string
}

func TestCheckPage(t *testing.T) { CheckPage(t, "error", errorPage{}) }
