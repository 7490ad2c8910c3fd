package lists

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bijeen/models"
)

func TestBR74_CSVForDutchExcel(t *testing.T) {
	got := written(t, "deelnemerslijst.csv", listOf(facts(), traps()))
	golden(t, "attendees.csv", got)

	const header = "\xef\xbb\xbfnr;achternaam;tussenvoegsel;voornaam;organisatie;functie;niveau;namens;locatie;status;aangemeld op"
	if !bytes.HasPrefix(got, []byte(header)) {
		t.Errorf("file begins with %q, want %q", got[:len(header)], header)
	}
	if bare := bytes.Count(got, []byte("\n")) - bytes.Count(got, []byte("\r\n")); bare != 0 {
		t.Errorf("%d line feeds without carriage return", bare)
	}
}

func TestBR74_Guard(t *testing.T) {
	tests := []struct{ want, in string }{
		{"'=1+1", "=1+1"},
		{"'+31 53 123 45 67", "+31 53 123 45 67"},
		{"'-", "-"},
		{"'@huis", "@huis"},
		{"'\t=1", "\t=1"},
		{"'\r=1", "\r=1"},
		{"'\n=1", "\n=1"},
		{"'t Proefstuk", "'t Proefstuk"},
		{"053-123", "053-123"},
		{"a=b", "a=b"},
		{"", ""},
		{"Örnekoğlu", "Örnekoğlu"},
	}
	for _, tt := range tests {
		if got := guard(tt.in); got != tt.want {
			t.Errorf("guard(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

// parsed reads a CSV file back as a spreadsheet would.
func parsed(t *testing.T, file []byte) [][]string {
	t.Helper()
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file, []byte("\ufeff"))))
	r.Comma = ';'
	records, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return records
}

// FuzzCSV: whatever people type comes back as it was, apart from the guard and
// from what encoding/csv says of carriage returns, and nothing runs.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{"=1+1", "\t=1", "\r\n=x", "\n+1", `";"=1`, "a\rb", "\ufeff=1", "'", "\x00", "ij;\"", "\\.", "#x", " =1"} {
		f.Add(s, s, s)
	}
	f.Fuzz(func(t *testing.T, surname, organization, title string) {
		r := placed("", surname, "Fenna", organization)
		r.JobTitle = title
		records := parsed(t, written(t, "deelnemerslijst.csv", listOf(facts(), []models.AttendeeRow{r})))
		if len(records) != 2 {
			t.Fatalf("%d records, want header and one row", len(records))
		}
		for _, cell := range records[1] {
			if strings.IndexAny(cell, "=+-@\t\r\n") == 0 {
				t.Errorf("cell %q runs in a spreadsheet", cell)
			}
		}
		want := []string{asRead(surname), asRead(organization), asRead(title)}
		got := []string{records[1][1], records[1][4], records[1][5]}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

// asRead is a guarded value after a round through encoding/csv.
func asRead(s string) string { return strings.ReplaceAll(guard(s), "\r", "") }
