package names

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCleanLine(t *testing.T) {
	tests := []struct {
		name, in, want string
	}{
		{"as typed", "Anne-Fleur Berg-van de Proef", "Anne-Fleur Berg-van de Proef"},
		{"spaces around", "  Bas \t", "Bas"},
		{"spaces inside, hard and thin ones too", "van\u00a0 de\u2009\u3000Broek", "van de Broek"},
		{"line ends become spaces, so no header can begin", "Bas\r\nBcc: x@y.example", "Bas Bcc: x@y.example"},
		{"NFC", "Zoe\u0308", "Zo\u00eb"},
		{"NUL, bell and escape go", "a\x00b\x07c\x1b[31m", "abc[31m"},
		{"marks of direction go", "\u202eppa.exe\u202c\u2066x\u2069\u200f\u061c", "ppa.exex"},
		{"zero width space, soft hyphen and BOM go", "\ufeffVoor\u200bbeeld\u00ad", "Voorbeeld"},
		{"a family in one emoji stays one", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f468\u200d\U0001f469\u200d\U0001f467"},
		{"bad UTF-8", "Li\xff\xfeWei", "Li\ufffdWei"},
		{"other scripts", "施 \u200f李", "施 李"},
		{"nothing", " \u200b\t", ""},
		{"signs keep their meaning", `=1+1 <b> {{.}} ; "x"`, `=1+1 <b> {{.}} ; "x"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := CleanLine(tt.in)
			if got != tt.want {
				t.Errorf("CleanLine(%q) = %q, want %q", tt.in, got, tt.want)
			}
			if again := CleanLine(got); again != got {
				t.Errorf("not the same when cleaned again: %q", again)
			}
		})
	}
}

func TestCleanText(t *testing.T) {
	tests := []struct {
		name, in, want string
	}{
		{"lines stay", "Ik kom\nlater.", "Ik kom\nlater."},
		{"ends of Windows and old Macs", "een\r\ntwee\rdrie", "een\ntwee\ndrie"},
		{"ends that Unicode has", "een\u2028twee\u0085drie", "een\ntwee\ndrie"},
		{"empty lines", "\n \n een\n\n\n\n twee \n\n", "een\n\ntwee"},
		{"cleaned per line", "a\x00  b\n\u202ec", "a b\nc"},
		{"nothing", " \r\n\t\n", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := CleanText(tt.in)
			if got != tt.want {
				t.Errorf("CleanText(%q) = %q, want %q", tt.in, got, tt.want)
			}
			if again := CleanText(got); again != got {
				t.Errorf("not the same when cleaned again: %q", again)
			}
		})
	}
}

func TestTooLongCountsCharacters(t *testing.T) {
	name := strings.Repeat("é", MaxName)
	if TooLong(name, MaxName) {
		t.Errorf("%d characters are not too long for %d", utf8.RuneCountInString(name), MaxName)
	}
	if !TooLong(name+"x", MaxName) {
		t.Error("one character more is too long")
	}
}

func FuzzCleanLine(f *testing.F) {
	for _, s := range []string{"Zoe\u0308", "a\u200d\u0308 ", "\xff\u0345\u0301", "\u1100\u200b\u1161", "\u2126 \ufb01"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, clean := range []func(string) string{CleanLine, CleanText} {
			got := clean(s)
			if !utf8.ValidString(got) {
				t.Errorf("%q is no UTF-8", got)
			}
			if again := clean(got); again != got {
				t.Errorf("clean(%q) = %q, and again = %q", s, got, again)
			}
		}
	})
}
