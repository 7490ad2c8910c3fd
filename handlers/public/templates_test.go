package public

import (
	"testing"

	"bijeen/templates/templatestest"
)

// TestPageTypes ties each page struct to its template in both languages.
func TestPageTypes(t *testing.T) {
	for name, page := range map[string]any{
		"meeting_list":         listPage{},
		"meeting_show":         meetingPage{},
		"meeting_refused":      refusedPage{},
		"signup_new":           signUpPage{},
		"signup_thanks":        thanksPage{},
		"group_list":           groupsPage{},
		"group_show":           groupPage{},
		"group_help":           helpPage{},
		"interest_new":         interestPage{},
		"registration_show":    ownPage{},
		"registration_refused": ownRefusedPage{},
		"cancellation_new":     cancellationPage{},
		"substitution_new":     substitutionPage{},
		"amendment_new":        amendmentPage{},
		"links_new":            linksPage{},
		"overview_stop":        overviewStopPage{},
		"notices_stop":         noticesStopPage{},
		"glossary":             aboutPage{},
		"privacy":              aboutPage{},
		"accessibility":        aboutPage{},
	} {
		t.Run(name, func(t *testing.T) { templatestest.CheckPage(t, name, page) })
	}
}
