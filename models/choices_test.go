package models

import "testing"

func TestChoicesValid(t *testing.T) {
	tests := []struct {
		name  string
		valid func(string) bool
		good  []string
		bad   []string
	}{
		{"visibility", func(s string) bool { return Visibility(s).Valid() },
			[]string{"public", "link", "invited", "members"}, []string{"", "Public", "private"}},
		{"registration mode", func(s string) bool { return RegistrationMode(s).Valid() },
			[]string{"open", "approval", "invitation"}, []string{"", "closed"}},
		{"waitlist mode", func(s string) bool { return WaitlistMode(s).Valid() },
			[]string{"off", "auto", "offer"}, []string{"", "on"}},
		{"substitution policy", func(s string) bool { return SubstitutionPolicy(s).Valid() },
			[]string{"none", "same_constituency", "same_organization", "any"}, []string{"", "same_organisation"}},
		{"attendee list policy", func(s string) bool { return AttendeeListPolicy(s).Valid() },
			[]string{"nobody", "participants_names", "participants_names_org"}, []string{"", "everybody"}},
		{"needs", func(s string) bool { return NeedsAsked(s).Valid() },
			[]string{"none", "diet", "access", "both"}, []string{"", "all"}},
		{"representation view", func(s string) bool { return RepresentationView(s).Valid() },
			[]string{"off", "board", "professions", "matrix"}, []string{"", "on"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, s := range tt.good {
				if !tt.valid(s) {
					t.Errorf("%q is refused", s)
				}
			}
			for _, s := range tt.bad {
				if tt.valid(s) {
					t.Errorf("%q is accepted", s)
				}
			}
		})
	}
}

func TestNeedsAsked(t *testing.T) {
	tests := []struct {
		needs        NeedsAsked
		diet, access bool
	}{
		{NeedsNone, false, false}, {NeedsDiet, true, false}, {NeedsAccess, false, true}, {NeedsBoth, true, true},
	}
	for _, tt := range tests {
		if tt.needs.Diet() != tt.diet || tt.needs.Access() != tt.access {
			t.Errorf("%s asks diet %v, access %v", tt.needs, tt.needs.Diet(), tt.needs.Access())
		}
	}
}
