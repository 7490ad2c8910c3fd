package names

import (
	"slices"
	"testing"
)

func TestBR19a_OneOrganizationInManySpellings(t *testing.T) {
	for _, same := range [][]string{
		{"Enschede", "gem. Enschede", "Gemeente Enschede", "gemeente  enschede", "GEM ENSCHEDE", "gem.Enschede", " Enschede "},
		{"Hof van Twente", "Hof v. Twente", "hof v Twente", "Gemeente Hof v.Twente", "gem. Hof Van Twente"},
		{"Rijssen-Holten", "Rijssen Holten", "Rijssen – Holten", "gemeente Rijssen-Holten"},
		{"Hengelo", "Hengelo (Ov.)", "Hengelo (O)", "Gemeente Hengelo (Ov)"},
		{"Victoria '28", "Victoria ’28", "victoria ‘28"},
		{"OZJT/Samen14", "OZJT / Samen14", "ozjt/samen14"},
		{"Zorg & Zo; Twente", "Zorg&Zo, Twente", "Zorg & Zo Twente"},
		{"Thuis@", "THUIS @", "thuis@."},
		{"JbOV", "J.b.O.V."},
		{"Coöperatie Voorbeeld", "Coo\u0308peratie  Voorbeeld"},
	} {
		for _, s := range same[1:] {
			if a, b := NormalizeOrganization(same[0]), NormalizeOrganization(s); a != b {
				t.Errorf("%q = %q, but %q = %q", same[0], a, s, b)
			}
		}
	}
}

func TestBR19a_OtherOrganizationsStayApart(t *testing.T) {
	var keys []string
	for _, s := range []string{
		"Enschede", "Enschede Zuid", "Gemeenteraad Enschede", "Hof van Twente", "Hof", "Rijssen", "Holten", "Rijssen/Holten",
		"Thuis@", "Thuis", "Victoria '28", "Victoria", "OZJT/Samen14", "OZJT", "Samen14", "Zorg & Zo; Twente", "Zorg; Twente",
		"Zorg Zo Twente", "Cooperatie Voorbeeld", "Coöperatie Voorbeeld", "Aanbieder 1", "Aanbieder 11", "A+", "A", "V. Voorbeeld",
		"van Voorbeeld", "Gemeente", "施 李", "!!", "??",
	} {
		key := NormalizeOrganization(s)
		if key == "" {
			t.Errorf("%q has no key", s)
		}
		if slices.Contains(keys, key) {
			t.Errorf("%q shares the key %q", s, key)
		}
		keys = append(keys, key)
	}
}

func TestBR19a_NothingTypedHasNoKey(t *testing.T) {
	for _, s := range []string{"", "  ", "\u200b\x00"} {
		if got := NormalizeOrganization(s); got != "" {
			t.Errorf("NormalizeOrganization(%q) = %q", s, got)
		}
	}
}
