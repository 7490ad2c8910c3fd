package models_test

import (
	"testing"

	"bijeen/models/modelstest"
)

// Two changes at one moment of the clock are two versions, else the page that
// was made in between would be shown until the next change.
func TestMeetingVersion_OneMoment(t *testing.T) {
	f := modelstest.New(t)
	in := modelstest.Gathering("platform", 5)
	m := f.Save(in)
	seen := map[string]string{}
	note := func(what string) {
		t.Helper()
		version, err := f.MeetingVersion(ctx, "platform")
		if err != nil {
			t.Fatal(err)
		}
		if before, again := seen[version]; again {
			t.Errorf("%s: version %s, as %s", what, version, before)
		}
		seen[version] = what
	}
	note("made")
	for _, summary := range []string{"Eerste", "Tweede"} {
		in.Summary = summary
		f.Save(in)
		note(summary)
	}
	f.SignUpAll(m, modelstest.Person(1))
	note("sign-up")
	f.Save(in)
	if version, err := f.MeetingVersion(ctx, "platform"); err != nil || seen[version] != "sign-up" {
		t.Errorf("nothing changed, and the version is another: %v", err)
	}
}
