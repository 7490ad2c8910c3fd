package lists

import (
	"strings"
	"testing"

	"bijeen/models"
)

func TestBR71_NamesAsOnADutchList(t *testing.T) {
	tests := []struct{ want, prefix, surname, given string }{
		{"Broek, Demi van de", "van de", "Broek", "Demi"},
		{"Oude Fictink, Sjoerd", "", "Oude Fictink", "Sjoerd"},
		{"Proefstuk, Jip 't", "'t", "Proefstuk", "Jip"},
		{"Berg-van de Proef, Anne-Fleur", "", "Berg-van de Proef", "Anne-Fleur"},
		{"IJverzicht, IJsbrand", "", "IJverzicht", "IJsbrand"},
		{"O'Fictie, Joris", "", "O'Fictie", "Joris"},
		{"denkbeeld, marit op den", " op den ", "denkbeeld  ", "marit\t"},
		{"Shiyan", "", "Shiyan", ""},
		{"Mees", "", "", "Mees"},
	}
	for _, tt := range tests {
		if got := ListName(placed(tt.prefix, tt.surname, tt.given, "")); got != tt.want {
			t.Errorf("ListName(%q, %q, %q) = %q, want %q", tt.given, tt.prefix, tt.surname, got, tt.want)
		}
	}
}

// leaks are words of traps that only the whole-name JSON may hold.
var leaks = []string{"Geheim", "geheim", "moeder"}

func TestBR78_GivenNameOnly(t *testing.T) {
	list := func() models.AttendeeList { return listOf(facts(), traps()) }
	for _, file := range []string{"deelnemerslijst.csv", "deelnemerslijst.xlsx", "deelnemerslijst.pdf", "presentielijst.pdf", "tekenlijst.pdf"} {
		text := textOf(t, file, written(t, file, list()))
		for _, word := range leaks {
			if strings.Contains(text, word) {
				t.Errorf("%s holds %q", file, word)
			}
		}
		for _, given := range []string{"Roos", "Mees"} {
			if !strings.Contains(text, given) {
				t.Errorf("%s misses the given name %s", file, given)
			}
		}
	}
}

// The same words are found when nothing asks to withhold them, and in JSON.
func TestBR78_Control(t *testing.T) {
	rows := traps()
	for i := range rows {
		rows[i].Minor, rows[i].Level = false, models.Policy
	}
	for _, e := range Exports {
		text := textOf(t, e.File(), written(t, e.File(), listOf(facts(), rows)))
		if !strings.Contains(text, "Geheimnaam") {
			t.Errorf("%s: the search finds no name where there is one", e.File())
		}
	}
	whole := string(written(t, "deelnemerslijst.json", listOf(facts(), traps())))
	if strings.Count(whole, `"surname":"Geheimnaam"`) != 2 {
		t.Error("JSON misses whole names")
	}
}

// textOf is what a reader finds in a file.
func textOf(t *testing.T, file string, data []byte) string {
	t.Helper()
	switch {
	case strings.HasSuffix(file, ".pdf"):
		return pdfText(t, data)
	case strings.HasSuffix(file, ".xlsx"):
		var all strings.Builder
		for _, part := range zipParts(t, data) {
			all.WriteString(part)
		}
		return all.String()
	}
	return string(data)
}

func TestLabels(t *testing.T) {
	for _, s := range []models.RegistrationStatus{
		models.Interested, models.Invited, models.Pending, models.Registered, models.Waitlisted, models.Offered,
		models.Declined, models.Cancelled, models.Withdrawn, models.Substituted, models.Rejected,
	} {
		if StatusLabel(s) == string(s) {
			t.Errorf("no Dutch word for status %q", s)
		}
	}
	for _, l := range models.Levels {
		if LevelLabel(l) == string(l) {
			t.Errorf("no Dutch word for level %q", l)
		}
	}
	for _, r := range models.Roles {
		if RoleLabel(r) == string(r) {
			t.Errorf("no Dutch word for role %q", r)
		}
	}
	if got, want := StatusLabel("new"), "new"; got != want {
		t.Errorf("unknown status shown as %q, want %q", got, want)
	}
	if got, want := RepresentsLabel([]models.Constituency{{Code: "GM0183", Name: "Tubbergen"}, {Code: "x"}}), "Tubbergen, x"; got != want {
		t.Errorf("RepresentsLabel = %q, want %q", got, want)
	}
}
