package lists

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestJSONIsTheContract(t *testing.T) {
	got := written(t, "deelnemerslijst.json", listOf(facts(), traps()))
	golden(t, "attendees.json", got)

	keys := orderedKeys(t, got)
	want := append([]string{"meeting", "site", "made_at", "version", "count", "attendees"}, jsonColumns...)
	if diff := cmp.Diff(want, keys); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
}

// orderedKeys are the keys of the list and of its first attendee as they stand
// in the file.
func orderedKeys(t *testing.T, file []byte) []string {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(file))
	var keys []string
	for key := true; ; key = !key {
		token, err := dec.Token()
		if err != nil {
			t.Fatal(err)
		}
		switch v := token.(type) {
		case json.Delim:
			if v == '}' {
				return keys
			}
			key = v != '{' // the next token is a key
			if v == '[' || v == ']' {
				key = keys[len(keys)-1] == "represents" && v == '['
			}
		case string:
			if key {
				keys = append(keys, v)
			}
		}
	}
}

// An empty list is still a list, and text that is missing is never null.
func TestJSONEmpty(t *testing.T) {
	whole := facts()
	whole.SiteKey = ""
	got := string(written(t, "deelnemerslijst.json", listOf(whole, nil)))
	want := `{"meeting":"bestuursbijeenkomst","site":"","made_at":"2019-11-28T15:40:00Z","version":128,"count":0,"attendees":[` + "\n]}\n"
	if got != want {
		t.Errorf("got %s want %s", got, want)
	}
}

func TestJSONReadsBack(t *testing.T) {
	var list struct {
		Count     int
		Attendees []struct {
			Surname          string
			Represents       []string
			WaitlistPosition *int    `json:"waitlist_position"`
			RegisteredAt     *string `json:"registered_at"`
			Status           string
		}
	}
	file := written(t, "deelnemerslijst.json", listOf(facts(), traps()))
	if err := json.Unmarshal(file, &list); err != nil {
		t.Fatal(err)
	}
	if list.Count != len(traps()) || len(list.Attendees) != len(traps()) {
		t.Errorf("%d attendees, count %d, want %d", len(list.Attendees), list.Count, len(traps()))
	}
	for _, a := range list.Attendees {
		if a.Represents == nil {
			t.Errorf("%s: represents is null, want a list", a.Surname)
		}
		if (a.WaitlistPosition != nil) != (a.Status == "waitlisted") {
			t.Errorf("%s: %s with place %v on the waiting list", a.Surname, a.Status, a.WaitlistPosition)
		}
		if (a.RegisteredAt == nil) != (a.Status == "invited") {
			t.Errorf("%s: %s registered at %v", a.Surname, a.Status, a.RegisteredAt)
		}
	}
}
