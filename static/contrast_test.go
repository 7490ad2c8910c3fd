package static

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// tokens reads the colors of css/tokens.css for one scheme.
func tokens(t *testing.T, scheme string) map[string]string {
	t.Helper()
	b, err := os.ReadFile("css/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	light, rest, _ := strings.Cut(string(b), "@media (prefers-color-scheme: dark)")
	dark, _, _ := strings.Cut(rest, "@media print")
	colors := map[string]string{"white": "#ffffff"}
	blocks := []string{light}
	if scheme == "dark" {
		blocks = append(blocks, dark)
	}
	for _, block := range blocks {
		for _, m := range regexp.MustCompile(`--bij-([a-z0-9-]+): (#[0-9a-f]{6});`).FindAllStringSubmatch(block, -1) {
			colors[m[1]] = m[2]
		}
	}
	return colors
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 32)
	if err != nil {
		t.Fatalf("color %q: %v", hex, err)
	}
	channel := func(v uint64) float64 {
		c := float64(v&255) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(n>>16) + 0.7152*channel(n>>8) + 0.0722*channel(n)
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestContrastFormula(t *testing.T) {
	if got := contrast(t, "#000000", "#ffffff"); math.Abs(got-21) > 0.01 {
		t.Errorf("black on white is %.2f, want 21", got)
	}
	if got := contrast(t, "#777777", "#ffffff"); math.Abs(got-4.48) > 0.01 {
		t.Errorf("#777 on white is %.2f, want 4.48", got)
	}
}

// Text needs 4.5 (WCAG 1.4.3); borders of fields, bars and the focus ring
// need 3 (WCAG 1.4.11).
func TestContrast(t *testing.T) {
	text := [][2]string{
		{"ink", "paper"}, {"ink", "mist"}, {"ink", "tint"}, {"ink", "ok-tint"}, {"ink", "warn-tint"}, {"ink", "err-tint"},
		{"ink-2", "paper"}, {"ink-2", "mist"}, {"ink-2", "tint"},
		{"link", "paper"}, {"link", "mist"}, {"link", "tint"}, {"link-hover", "paper"}, {"petrol", "tint"}, {"petrol", "mist"},
		{"on-petrol", "petrol"}, {"on-petrol", "petrol-hover"}, {"on-petrol", "petrol-active"}, {"petrol", "paper"},
		{"on-head", "head"}, {"head-2", "head"}, {"on-err", "err"}, {"on-err", "err-hover"},
		{"ok", "ok-tint"}, {"ok", "paper"}, {"warn", "warn-tint"}, {"err", "err-tint"}, {"err", "paper"}, {"info", "info-tint"},
	}
	shapes := [][2]string{
		{"edge", "paper"}, {"edge", "mist"}, {"step-3", "step-1"}, {"err", "step-1"}, {"focus-ink", "paper"}, {"white", "head"}, {"amber", "head"},
	}
	for _, scheme := range []string{"light", "dark"} {
		colors := tokens(t, scheme)
		check := func(pairs [][2]string, least float64) {
			for _, p := range pairs {
				if got := contrast(t, colors[p[0]], colors[p[1]]); got < least {
					t.Errorf("%s: %s on %s is %.2f, needs %.1f", scheme, p[0], p[1], got, least)
				}
			}
		}
		check(text, 4.5)
		check(shapes, 3)
	}
}
