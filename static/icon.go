package static

import (
	"fmt"
	"regexp"
	"strings"
)

var iconPath = regexp.MustCompile(`<path\s+d="([^"]+)"`)

// Icon gives the SVG of one icon of static/icons as markup to put in a page.
// It takes its color from the text, is hidden from screen readers and always
// stands next to words. An unknown name is an error.
func Icon(name string) (string, error) {
	b, err := icons.ReadFile("icons/" + name + ".svg")
	if err != nil {
		return "", fmt.Errorf("static: no icon %q", name)
	}
	var s strings.Builder
	s.WriteString(`<svg class="bij-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">`)
	for _, m := range iconPath.FindAllStringSubmatch(string(b), -1) {
		s.WriteString(`<path d="` + m[1] + `"/>`)
	}
	s.WriteString(`</svg>`)
	return s.String(), nil
}
