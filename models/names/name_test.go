package names

import (
	"testing"
)

func TestSplitPrefix(t *testing.T) {
	tests := []struct {
		in, prefix, rest string
	}{
		{"van den Voorbeeld", "van den", "Voorbeeld"},
		{"de Demo", "de", "Demo"},
		{"ter Proefveld", "ter", "Proefveld"},
		{"te Fictum", "te", "Fictum"},
		{"el Voorbeeldi", "el", "Voorbeeldi"},
		{"op den Denkbeeld", "op den", "Denkbeeld"},
		{"van 't Model", "van 't", "Model"},
		{"in 't Simulatie", "in 't", "Simulatie"},
		{"'t Proefstuk", "'t", "Proefstuk"},
		{"d'Exemple", "d'", "Exemple"},

		// Any case, any apostrophe, and kept as typed.
		{"Van De Broek", "Van De", "Broek"},
		{"VAN DER BERG", "VAN DER", "BERG"},
		{"van ’t Model", "van ’t", "Model"},
		{"‘t Proefstuk", "‘t", "Proefstuk"},
		{"D’Exemple", "D’", "Exemple"},
		{"d' Exemple", "d'", "Exemple"},
		{"van  de   Broek", "van de", "Broek"},

		// The longest one, and not more than one.
		{"van de de Wit", "van de", "de Wit"},
		{"op ten Voorbeeld", "op", "ten Voorbeeld"},
		{"von der Muster", "von der", "Muster"},
		{"aan den Rand", "aan den", "Rand"},
		{"uit de Mouw", "uit de", "Mouw"},

		// Only when a name remains.
		{"Van", "", "Van"},
		{"van de", "van", "de"},
		{"d'", "", "d'"},
		{"van -", "", "van -"},
		{"", "", ""},

		// The core name in Twente, and names that only look alike.
		{"Oude Fictink", "", "Oude Fictink"},
		{"Klein Verzonnen", "", "Klein Verzonnen"},
		{"Groot Probeer", "", "Groot Probeer"},
		{"Lutke Maquette", "", "Lutke Maquette"},
		{"Nije Bijeen", "", "Nije Bijeen"},
		{"Olde Schets", "", "Olde Schets"},
		{"Berg-van de Proef", "", "Berg-van de Proef"},
		{"Ben Mithal", "", "Ben Mithal"},
		{"O'Fictie", "", "O'Fictie"},
		{"D", "", "D"},
		{"Vander Berg", "", "Vander Berg"},
		{"Devries", "", "Devries"},
	}
	for _, tt := range tests {
		prefix, rest := SplitPrefix(tt.in)
		if prefix != tt.prefix || rest != tt.rest {
			t.Errorf("SplitPrefix(%q) = %q, %q; want %q, %q", tt.in, prefix, rest, tt.prefix, tt.rest)
		}
	}
}

// Every prefix of dutch.md §5.2, so that a change of the list shows here.
func TestSplitPrefixKnowsTheWholeList(t *testing.T) {
	for _, p := range []string{
		"van", "van de", "van den", "van der", "van 't", "van ter", "van het", "de", "den", "der", "ten", "ter", "te",
		"'t", "'n", "d'", "el", "al", "op", "op de", "op den", "op 't", "in", "in de", "in 't", "aan", "aan de",
		"aan den", "bij", "bij de", "uit", "uit de", "uit den", "von", "von der", "zu", "over", "onder", "voor",
	} {
		if prefix, rest := SplitPrefix(p + " Voorbeeld"); prefix != p || rest != "Voorbeeld" {
			t.Errorf("SplitPrefix(%q) = %q, %q", p+" Voorbeeld", prefix, rest)
		}
	}
}

func TestNameForms(t *testing.T) {
	tests := []struct {
		name                   Name
		full, list, salutation string
	}{
		{Name{"Demi", "van de", "Broek"}, "Demi van de Broek", "Broek, Demi van de", "Demi"},
		{Name{"Bas", "", "Dummy"}, "Bas Dummy", "Dummy, Bas", "Bas"},
		{Name{"Renée", "d'", "Exemple"}, "Renée d'Exemple", "Exemple, Renée d'", "Renée"},
		{Name{"Renée", "d’", "Exemple"}, "Renée d’Exemple", "Exemple, Renée d’", "Renée"},
		{Name{"Jip", "'t", "Proefstuk"}, "Jip 't Proefstuk", "Proefstuk, Jip 't", "Jip"},
		{Name{"Mees", "", ""}, "Mees", "Mees", "Mees"},
		{Name{"", "van de", "Broek"}, "van de Broek", "Broek, van de", "van de Broek"},
		{Name{"Anne-Fleur", "", "Berg-van de Proef"}, "Anne-Fleur Berg-van de Proef", "Berg-van de Proef, Anne-Fleur", "Anne-Fleur"},
	}
	for _, tt := range tests {
		if got := tt.name.Full(); got != tt.full {
			t.Errorf("%+v.Full() = %q, want %q", tt.name, got, tt.full)
		}
		if got := tt.name.ListForm(); got != tt.list {
			t.Errorf("%+v.ListForm() = %q, want %q", tt.name, got, tt.list)
		}
		if got := tt.name.Salutation(); got != tt.salutation {
			t.Errorf("%+v.Salutation() = %q, want %q", tt.name, got, tt.salutation)
		}
	}
}

func TestBR10_SamePerson(t *testing.T) {
	tests := []struct {
		why  string
		a, b Name
		same bool
	}{
		{"spaces", Name{" Demi ", "van  de", "Broek"}, Name{"Demi", "van de", "Broek"}, true},
		{"case", Name{"demi", "VAN DE", "broek"}, Name{"Demi", "van de", "Broek"}, true},
		{"case that is more than one letter", Name{"Jo", "", "Großmuster"}, Name{"Jo", "", "GROSSMUSTER"}, true},
		{"composed or not", Name{"Zoe\u0308", "", "Schijnveld"}, Name{"Zoë", "", "Schijnveld"}, true},
		{"prefix in its own field or not", Name{"Demi", "", "van de Broek"}, Name{"Demi", "van de", "Broek"}, true},
		{"half a prefix in its own field", Name{"Demi", "van", "de Broek"}, Name{"Demi", "van de", "Broek"}, true},
		{"d' with or without space", Name{"Renée", "", "d'Exemple"}, Name{"Renée", "", "d’ Exemple"}, true},
		{"d' in its own field", Name{"Renée", "d'", "Exemple"}, Name{"Renée", "", "d'Exemple"}, true},
		{"sort of apostrophe", Name{"Jip", "", "’t Proefstuk"}, Name{"Jip", "'t", "Proefstuk"}, true},
		{"a core name in the wrong field", Name{"Sjoerd", "Oude", "Fictink"}, Name{"Sjoerd", "", "Oude Fictink"}, true},
		{"dotted capital I, composed or not", Name{"İnci", "", "Örnek"}, Name{"I\u0307nci", "", "Örnek"}, true},

		{"accents count", Name{"Zoë", "", "Schijnveld"}, Name{"Zoe", "", "Schijnveld"}, false},
		{"another surname", Name{"Demi", "van de", "Broek"}, Name{"Demi", "de", "Broek"}, false},
		{"no prefix is another name", Name{"Demi", "", "Broek"}, Name{"Demi", "van de", "Broek"}, false},
		{"given name and surname do not run into each other", Name{"Jan Klein", "", "Verzonnen"}, Name{"Jan", "", "Klein Verzonnen"}, false},
		{"hyphens count", Name{"Anne-Fleur", "", "Berg"}, Name{"Anne Fleur", "", "Berg"}, false},
		{"two people without surname", Name{"Mees", "", ""}, Name{"Roos", "", ""}, false},
	}
	for _, tt := range tests {
		t.Run(tt.why, func(t *testing.T) {
			a, b := tt.a.IdentityKey(), tt.b.IdentityKey()
			if got := a == b; got != tt.same {
				t.Errorf("same person = %v, want %v: %q and %q", got, tt.same, a, b)
			}
		})
	}
}
