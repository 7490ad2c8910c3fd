package models

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestConstituencies(t *testing.T) {
	all := Constituencies()
	var names, sectors []string
	for _, c := range all {
		switch {
		case !c.IsMunicipality():
			sectors = append(sectors, c.Code)
		case len(sectors) > 0:
			t.Errorf("%s stands behind a sector", c.Name)
		default:
			names = append(names, c.Name)
		}
		if got, ok := ConstituencyByCode(c.Code); !ok || got != c {
			t.Errorf("ConstituencyByCode(%q) = %+v, %v", c.Code, got, ok)
		}
	}
	if len(names) != 14 {
		t.Errorf("%d municipalities, want 14", len(names))
	}
	if !slices.IsSortedFunc(names, strings.Compare) {
		t.Errorf("municipalities are not in alphabetical order: %q", names)
	}
	for _, want := range []string{"education", "care_providers", "parents", "young_people"} {
		if !slices.Contains(sectors, want) {
			t.Errorf("no sector %q in %q", want, sectors)
		}
	}
	all[0] = Constituency{}
	if Constituencies()[0] == all[0] {
		t.Error("the caller's list is ours")
	}
}

func TestConstituencyByCode(t *testing.T) {
	if got, ok := ConstituencyByCode("GM0164"); !ok || got.Name != "Hengelo" {
		t.Errorf("GM0164 = %+v, %v", got, ok)
	}
	for _, code := range []string{"", "GM0000", "gm0164", " GM0164", "Hengelo", "sector"} {
		if got, ok := ConstituencyByCode(code); ok {
			t.Errorf("ConstituencyByCode(%q) = %+v", code, got)
		}
	}
}

func TestConstituencyChoice(t *testing.T) {
	tests := []struct{ code, language, want string }{
		{"GM0153", "nl", "Enschede"},
		{"GM0164", "nl", "Hengelo (Ov.)"},
		{"GM0164", "en", "Hengelo (Ov.)"},
		{"education", "nl", "onderwijs"},
		{"education", "en", "education"},
		{"education", "", "onderwijs"},
	}
	for _, tt := range tests {
		c, ok := ConstituencyByCode(tt.code)
		if got := c.Choice(tt.language); !ok || got != tt.want {
			t.Errorf("%s in %q = %q, want %q", tt.code, tt.language, got, tt.want)
		}
	}
	if got := (Constituency{Code: "old", Name: "Ooit"}).Choice("en"); got != "Ooit" {
		t.Errorf("an unknown one is %q, want its name", got)
	}
}

// Every sector has an English name of its own: half a translation would show
// Dutch on the English form.
func TestSectorsHaveTwoNames(t *testing.T) {
	for _, c := range Constituencies() {
		if !c.IsMunicipality() && c.Choice("en") == c.Choice("nl") {
			t.Errorf("%s is %q in both languages", c.Code, c.Name)
		}
	}
}

func TestParseConstituencies(t *testing.T) {
	tests := []struct {
		in   string
		want []string
	}{
		{"Tubbergen/Dinkelland", []string{"GM0183", "GM1774"}},
		{"Gemeente Tubbergen / Dinkelland", []string{"GM0183", "GM1774"}},
		{"gem. Tubbergen, gem. Dinkelland", []string{"GM0183", "GM1774"}},
		{"Gemeenten Borne en Enschede", []string{"GM0147", "GM0153"}},
		{"Dinkelland, Losser en Oldenzaal", []string{"GM1774", "GM0168", "GM0173"}},
		{"Hof v. Twente", []string{"GM1735"}},
		{"hof van twente", []string{"GM1735"}},
		{"Rijssen Holten", []string{"GM1742"}},
		{"Gemeente Rijssen-Holten", []string{"GM1742"}},
		{"Hengelo (Ov.)", []string{"GM0164"}},
		{"GM0153;education", []string{"GM0153", "education"}},
		{"bescherming en recht", []string{"protection_chain"}},
		{"Zorgaanbieders & Onderwijs", []string{"care_providers", "education"}},
		{"Enschede/Enschede", []string{"GM0153"}},
		{" Enschede / ", []string{"GM0153"}},

		{"", nil},
		{"/", nil},
		{"Rijssen", nil},
		{"Hof", nil},
		{"Thuis@ / Enschede", nil},
		{"Zorg & Zo; Enschede", nil},
		{"Scholen Enschede en Hengelo", nil},
		{"gemeenten", nil},
	}
	for _, tt := range tests {
		var got []string
		for _, c := range ParseConstituencies(tt.in) {
			got = append(got, c.Code)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("ParseConstituencies(%q) (-want +got):\n%s", tt.in, diff)
		}
	}
}
