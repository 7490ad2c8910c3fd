package names

import "testing"

func TestSlips(t *testing.T) {
	tests := []struct {
		a, b string
		want int
	}{
		{"enschede.nl", "enschede.nl", 0},
		{"enschde.nl", "enschede.nl", 1},
		{"enscheede.nl", "enschede.nl", 1},
		{"enschade.nl", "enschede.nl", 1},
		{"enshcede.nl", "enschede.nl", 1},
		{"neshcede.nl", "enschede.nl", 2},
		{"ab", "ba", 1},
		{"", "ab", 2},
		{"", "abc", 3},
	}
	for _, tt := range tests {
		if got := Slips(tt.a, tt.b); got != tt.want {
			t.Errorf("Slips(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
		if got := Slips(tt.b, tt.a); got != tt.want {
			t.Errorf("Slips(%q, %q) = %d, want %d", tt.b, tt.a, got, tt.want)
		}
	}
}
