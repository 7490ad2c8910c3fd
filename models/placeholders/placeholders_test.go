package placeholders_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bijeen/models/placeholders"
)

var fenna = placeholders.Values{GivenName: "Fenna", Meeting: "Platform {link}", Date: "vrijdag 29 november 2019", Site: "De Gieterij", Link: "https://bijeen.example/x"}

func TestFill(t *testing.T) {
	for text, want := range map[string]string{
		"":                                  "",
		"Beste {voornaam},":                 "Beste Fenna,",
		"Dear {given_name}, see {link}.":    "Dear Fenna, see https://bijeen.example/x.",
		"{ Datum } in {LOCATIE}":            "vrijdag 29 november 2019 in De Gieterij",
		"{bijeenkomst}":                     "Platform {link}",
		"{{voornaam}}":                      "{Fenna}",
		"een { accolade } en {iets anders}": "een { accolade } en {iets anders}",
		"{voornaam\n}":                      "{voornaam\n}",
		"{}":                                "{}",
	} {
		if got := placeholders.Fill(text, fenna); got != want {
			t.Errorf("Fill(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestPieces(t *testing.T) {
	got := placeholders.Pieces("{voornaam}: {link}", fenna)
	want := []placeholders.Piece{{Text: "Fenna: "}, {Text: "https://bijeen.example/x", Link: true}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("pieces (-want +got)\n%s", diff)
	}
}

func TestUnknown(t *testing.T) {
	for text, want := range map[string][]string{
		"{voornaam} {achternaam} {date} {achternaam} { naam }": {"{achternaam}", "{ naam }"},
		"Beste { Voornaam }, {link}{datum}":                    nil,
		"geen accolades":                                       nil,
		"Beste {{voornaam}},":                                  {"{{voornaam}}"},
		"{{Voornaam} en {datum}}":                              {"{{Voornaam}", "{datum}}"},
		"Beste {voornaam, tot {datum}":                         {"{voornaam"},
		"Beste voornaam}, tot {datum}":                         {"voornaam}"},
		"{voornaam\n}":                                         {"{voornaam", "}"},
		"{} { en {":                                            {"{}", "{ en", "{"},
	} {
		if diff := cmp.Diff(want, placeholders.Unknown(text)); diff != "" {
			t.Errorf("unknown in %q (-want +got)\n%s", text, diff)
		}
	}
	for _, lang := range []string{"nl", "en"} {
		for _, name := range placeholders.Names(lang) {
			if list := placeholders.Unknown(name); list != nil {
				t.Errorf("%s is not known", name)
			}
		}
	}
}
