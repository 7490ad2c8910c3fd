package lists

import (
	"strings"

	"bijeen/models"
)

// The Dutch words of glossary §2.2. A code without a word is shown as it is,
// so that a list with a new code is odd and not wrong.

var statusLabels = map[models.RegistrationStatus]string{
	models.Invited:     "uitgenodigd",
	models.Interested:  "belangstellend",
	models.Pending:     "wacht op goedkeuring",
	models.Registered:  "aangemeld",
	models.Waitlisted:  "op de wachtlijst",
	models.Offered:     "plaats aangeboden",
	models.Declined:    "komt niet",
	models.Cancelled:   "afgemeld",
	models.Withdrawn:   "van de wachtlijst af",
	models.Substituted: "vervangen",
	models.Rejected:    "niet geplaatst",
}

var levelLabels = map[models.Level]string{
	models.Executive:  "bestuur",
	models.Management: "leiding",
	models.Policy:     "beleid",
	models.Practice:   "uitvoering",
	models.Experience: "ouder, jongere of ervaringsdeskundige",
}

var roleLabels = map[models.Role]string{
	models.Participant:    "deelnemer",
	models.Speaker:        "spreker",
	models.WorkshopLeader: "workshopleider",
	models.TableHost:      "tafelheer of -dame",
	models.Chair:          "dagvoorzitter",
	models.Crew:           "organisatie",
	models.Guest:          "gast",
	models.Press:          "pers",
}

// StatusLabel is the Dutch word for a status: "op de wachtlijst".
func StatusLabel(s models.RegistrationStatus) string { return label(statusLabels, s) }

// LevelLabel is the Dutch word for a level: "uitvoering".
func LevelLabel(l models.Level) string { return label(levelLabels, l) }

// RoleLabel is the Dutch word for a role: "spreker".
func RoleLabel(r models.Role) string { return label(roleLabels, r) }

func label[K ~string](labels map[K]string, code K) string {
	if l, ok := labels[code]; ok {
		return l
	}
	return string(code)
}

// RepresentsLabel names the municipalities and sectors somebody speaks for,
// joined by ", ": "Tubbergen, Dinkelland".
func RepresentsLabel(cs []models.Constituency) string {
	names := make([]string, len(cs))
	for i, c := range cs {
		names[i] = c.Name
		if c.Name == "" {
			names[i] = c.Code
		}
	}
	return strings.Join(names, ", ")
}
