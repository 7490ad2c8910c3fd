package models_test

import (
	"testing"

	"bijeen/models"
)

func TestDomainOf(t *testing.T) {
	for _, test := range []struct {
		level      models.Level
		kind, name string
		want       models.Domain
	}{
		{"", "other", "Gemeente Almelo", models.DomainGovernment},
		{"", "", "gem. Hof van Twente", models.DomainGovernment},
		{"", "", "Enschede", models.DomainGovernment},
		{"", "", "OZJT/Samen14", models.DomainGovernment},
		{"", "", "Ministerie van VWS", models.DomainGovernment},
		{"", "", "Openbaar Ministerie", models.DomainProtection},
		{"", "", "Basisschool De Linde", models.DomainEducation},
		{"", "", "ROC van Twente", models.DomainEducation},
		{"", "", "Samenwerkingsverband Passend Onderwijs", models.DomainEducation},
		{"", "", "Hogeschool Voorbeeld", models.DomainKnowledge},
		{"", "", "Veilig Thuis Twente", models.DomainProtection},
		{"", "", "Raad voor de Kinderbescherming", models.DomainProtection},
		{"", "", "Jeugdzorg Voorbeeld", models.DomainCare},
		{"", "", "Zorg & Zo; Twente", models.DomainCare},
		{"", "", "Cliëntenraad", models.DomainExperience},
		{"", "", "Procedure BV", ""}, // roc inside a word
		{"", "", "Horizon", ""},
		{"", "", "", ""},
		{"", "school_board", "Horizon", models.DomainEducation}, // what the organizer said
		{"", "venue_host", "Gemeente Almelo", models.DomainHost},
		{models.Experience, "municipality", "Gemeente Almelo", models.DomainExperience},
	} {
		if got := models.DomainOf(test.level, test.kind, test.name); got != test.want {
			t.Errorf("DomainOf(%q, %q, %q) = %q, want %q", test.level, test.kind, test.name, got, test.want)
		}
	}
}
