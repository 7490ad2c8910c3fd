package mailaddr

import (
	"errors"
	"strings"
	"testing"
)

func TestParseAddressAccepts(t *testing.T) {
	long := strings.Repeat("a", 64) + "@" + strings.Repeat(strings.Repeat("b", 59)+".", 3) + "example"
	tests := []struct {
		in, sent, key string
	}{
		{"demi@horizon.example", "demi@horizon.example", "demi@horizon.example"},
		{"  demi@horizon.example\r\n", "demi@horizon.example", "demi@horizon.example"},
		{"\u200bdemi@horizon.example\ufeff", "demi@horizon.example", "demi@horizon.example"},
		{"Demi.Broek@Horizon.Example", "Demi.Broek@Horizon.Example", "demi.broek@horizon.example"},
		{"demi+platform@horizon.example", "demi+platform@horizon.example", "demi+platform@horizon.example"},
		{"o'fictie@horizon.example", "o'fictie@horizon.example", "o'fictie@horizon.example"},
		{"a@b.nl", "a@b.nl", "a@b.nl"},
		{"2301@mail.school-1.example", "2301@mail.school-1.example", "2301@mail.school-1.example"},
		{"demi@Müller.example", "demi@xn--mller-kva.example", "demi@xn--mller-kva.example"},
		{"demi@mu\u0308ller.example", "demi@xn--mller-kva.example", "demi@xn--mller-kva.example"},
		{"demi@xn--mller-kva.example", "demi@xn--mller-kva.example", "demi@xn--mller-kva.example"},
		{"demi@straße.example", "demi@xn--strae-oqa.example", "demi@xn--strae-oqa.example"},
		{"demi@münchen.de", "demi@xn--mnchen-3ya.de", "demi@xn--mnchen-3ya.de"},
		{long, long, long},
	}
	for _, tt := range tests {
		a, err := Parse(tt.in)
		if err != nil {
			t.Errorf("Parse(%q): %v", tt.in, err)
			continue
		}
		if a.String() != tt.sent {
			t.Errorf("Parse(%q) = %q, want %q", tt.in, a, tt.sent)
		}
		if a.Key() != tt.key {
			t.Errorf("Parse(%q).Key() = %q, want %q", tt.in, a.Key(), tt.key)
		}
		if again, err := Parse(a.String()); err != nil || again != a {
			t.Errorf("%q does not read back: %v, %v", a, again, err)
		}
		if got := KeyOf(a.String()); got != tt.key {
			t.Errorf("KeyOf(%q) = %q, want %q", a, got, tt.key)
		}
	}
}

func TestParseAddressRefuses(t *testing.T) {
	tests := []struct {
		in, key string
	}{
		{"", "email_missing"},
		{" \t\r\n\u200b", "email_missing"},
		{"demi", "email_wrong"},
		{"@horizon.example", "email_wrong"},
		{"demi@", "email_wrong"},
		{"demi@@horizon.example", "email_wrong"},
		{"demi@horizon@other.example", "email_wrong"},
		{"demi @horizon.example", "email_wrong"},
		{"de mi@horizon.example", "email_wrong"},
		{"demi@hori zon.example", "email_wrong"},
		{"demi@horizon.example, bas@horizon.example", "email_wrong"},
		{"demi@horizon.example;bas@horizon.example", "email_wrong"},
		{"Demi <demi@horizon.example>", "email_wrong"},
		{"<demi@horizon.example>", "email_wrong"},
		{"mailto:demi@horizon.example", "email_wrong"},
		{`"demi broek"@horizon.example`, "email_wrong"},
		{`demi\@horizon.example`, "email_wrong"},
		{"demi(werk)@horizon.example", "email_wrong"},
		{"demi%horizon.example@relay.example", "email_wrong"},
		{"demi?bcc=x@horizon.example", "email_wrong"},
		{"demi&x@horizon.example", "email_wrong"},
		{"demi@horizon.example?subject=x", "email_wrong"},
		{"demi\r\nBcc: bas@horizon.example", "email_wrong"},
		{"demi@horizon.example\r\nBcc: bas", "email_wrong"},
		{"de\x00mi@horizon.example", "email_wrong"},
		{"demi@horizon\x00.example", "email_wrong"},
		{"de\u202emi@horizon.example", "email_wrong"},
		{"de\u200bmi@horizon.example", "email_wrong"},
		{"de\xffmi@horizon.example", "email_wrong"},
		{"demi＠horizon.example", "email_wrong"},
		{".demi@horizon.example", "email_wrong"},
		{"demi.@horizon.example", "email_wrong"},
		{"de..mi@horizon.example", "email_wrong"},

		{"zoë@horizon.example", "email_not_ascii"},
		{"示例@horizon.example", "email_not_ascii"},

		{"demi@horizon", "email_domain"},
		{"demi@localhost", "email_domain"},
		{"demi@horizon..example", "email_domain"},
		{"demi@.example", "email_domain"},
		{"demi@horizon.example.", "email_domain"},
		{"demi@-horizon.example", "email_domain"},
		{"demi@horizon-.example", "email_domain"},
		{"demi@hori_zon.example", "email_domain"},
		{"demi@hori'zon.example", "email_domain"},
		{"demi@192.0.2.1", "email_domain"},
		{"demi@xn--0.example", "email_domain"},
		{"demi@horizon.e", "email_domain"},
		{"demi@" + strings.Repeat("a", 64) + ".example", "email_domain"},
		{"demi@[192.0.2.1]", "email_wrong"},
		{"demi@[IPv6:2001:db8::1]", "email_wrong"},

		{strings.Repeat("a", 65) + "@horizon.example", "email_long"},
		{"demi@" + strings.Repeat(strings.Repeat("b", 60)+".", 4) + "example", "email_long"},
	}
	for _, tt := range tests {
		a, err := Parse(tt.in)
		var problem Problem
		if !errors.As(err, &problem) || string(problem) != tt.key || a != (Address{}) {
			t.Errorf("Parse(%q) = %q, %v; want %s", tt.in, a, err, tt.key)
		}
	}
}

func TestBR10_SameAddress(t *testing.T) {
	tests := []struct {
		a, b string
		same bool
	}{
		{"Demi@Horizon.example", "demi@horizon.EXAMPLE", true},
		{"demi@müller.example", "DEMI@xn--mller-kva.example", true},
		{"demi@MÜLLER.example", "demi@mu\u0308ller.example", true},
		{"demi@xn--MLLER-kva.example", "demi@müller.example", true},
		{"demi+a@horizon.example", "demi@horizon.example", false},
		{"d.emi@horizon.example", "demi@horizon.example", false},
	}
	for _, tt := range tests {
		a, errA := Parse(tt.a)
		b, errB := Parse(tt.b)
		if errA != nil || errB != nil {
			t.Errorf("%q, %q: %v, %v", tt.a, tt.b, errA, errB)
			continue
		}
		if got := a.Key() == b.Key(); got != tt.same {
			t.Errorf("same address = %v, want %v: %q and %q", got, tt.same, a.Key(), b.Key())
		}
	}
}

func TestEmailKeyOfSomethingElse(t *testing.T) {
	if got, want := KeyOf("Not An Address"), "not an address"; got != want {
		t.Errorf("emailKey = %q, want %q", got, want)
	}
}

func TestMaskAddress(t *testing.T) {
	tests := []struct{ in, want string }{
		{"sjoerd@horizon.example", "s…@horizon.example"},
		{"s@horizon.example", "s…@horizon.example"},
		{"demi@xn--mller-kva.example", "d…@müller.example"},
		{"", "…"},
		{"@horizon.example", "…"},
		{"sjoerd", "…"},
	}
	for _, tt := range tests {
		if got := Mask(tt.in); got != tt.want {
			t.Errorf("Mask(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func FuzzParseAddress(f *testing.F) {
	for _, s := range []string{"demi@horizon.example", "zoë@müller.example", "a@b.\u3002c", "a@\u2100.nl", "a@xn--.nl", "a@b\uff0enl"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := Parse(s)
		if err != nil {
			return
		}
		sent := a.String()
		if len(sent) > 254 || strings.Count(sent, "@") != 1 || strings.ContainsAny(sent, " \t\r\n\x00\"<>,;:\\%?&") || !isASCII(sent) {
			t.Errorf("Parse(%q) = %q", s, sent)
		}
		if again, err := Parse(sent); err != nil || again.Key() != a.Key() {
			t.Errorf("%q does not read back: %q, %v", sent, again, err)
		}
	})
}
