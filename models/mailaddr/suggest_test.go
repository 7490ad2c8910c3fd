package mailaddr

import (
	"slices"
	"testing"
)

func TestSuggestAddress(t *testing.T) {
	tests := []struct {
		why, in, want string
	}{
		{"a letter missing", "demi@enschde.nl", "demi@enschede.nl"},
		{"a letter too many", "demi@hengello.nl", "demi@hengelo.nl"},
		{"another letter", "demi@oldenzeal.nl", "demi@oldenzaal.nl"},
		{"two swapped", "demi@gmial.com", "demi@gmail.com"},
		{"two Slips in a long one", "demi@rijsen-holten.n", "demi@rijssen-holten.nl"},
		{"the ending", "demi@gmail.con", "demi@gmail.com"},
		{"no ending", "demi@hotmail", "demi@hotmail.com"},
		{"no dot", "demi@gmailcom", "demi@gmail.com"},
		{"a comma", "demi@gmail,com", "demi@gmail.com"},
		{"case", "Demi@ENSCHEDEE.NL", "Demi@enschede.nl"},
		{"the most used of two", "demi@hotmial.com", "demi@hotmail.com"},
		{"a hyphen", "demi@hof-vantwente.nl", "demi@hofvantwente.nl"},

		{"known itself", "demi@enschede.nl", ""},
		{"known itself, other case", "demi@Enschede.NL", ""},
		{"known, though one letter from a more used one", "demi@ymail.com", ""},
		{"known, though one letter from another", "demi@live.com", ""},
		{"far from all", "demi@horizon.nl", ""},
		{"two Slips in a short one", "demi@bonte.nl", ""},
		{"part of a known one", "demi@post.enschede.nl", ""},
		{"kept for examples", "demi@enschede.example", ""},
		{"kept for examples, near a known one", "demi@gmai.example", ""},
		{"kept for tests", "demi@gmail.test", ""},
		{"not an address before the @", "de mi@gmial.com", ""},
		{"no @", "gmial.com", ""},
		{"two @", "demi@x@gmial.com", ""},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.why, func(t *testing.T) {
			got, ok := Suggest(tt.in)
			if got != tt.want || ok != (tt.want != "") {
				t.Errorf("Suggest(%q) = %q, %v; want %q", tt.in, got, ok, tt.want)
			}
		})
	}
}

// What we propose must be an address, and must not be asked about again.
func TestSuggestAddressProposesAddresses(t *testing.T) {
	if len(proposedDomains) < 30 {
		t.Fatalf("only %d domains read", len(proposedDomains))
	}
	for i, d := range proposedDomains {
		if _, err := Parse("demi@" + d); err != nil {
			t.Errorf("%q: %v", d, err)
		}
		if again, ok := Suggest("demi@" + d); ok {
			t.Errorf("%q is answered with %q", d, again)
		}
		if slices.Contains(proposedDomains[:i], d) {
			t.Errorf("%q stands there twice", d)
		}
	}
}
