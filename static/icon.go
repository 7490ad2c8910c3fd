package static

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
)

var iconPath = regexp.MustCompile(`<path\s+d="([^"]+)"`)

// drawings holds the markup of every icon by its name, made once.
var drawings = sync.OnceValue(func() map[string]string {
	entries, err := icons.ReadDir("icons")
	if err != nil {
		panic(err) // the folder is embedded: it cannot be missing
	}
	m := make(map[string]string, len(entries))
	for _, e := range entries {
		b, err := icons.ReadFile("icons/" + e.Name())
		if err != nil {
			panic(err)
		}
		m[strings.TrimSuffix(e.Name(), ".svg")] = draw(string(b))
	}
	return m
})

// Icon gives the SVG of one icon of static/icons as markup to put in a page.
// It takes its color from the text, is hidden from screen readers and always
// stands next to words. An unknown name is an error.
func Icon(name string) (string, error) {
	svg, ok := drawings()[name]
	if !ok {
		return "", fmt.Errorf("static: no icon %q", name)
	}
	return svg, nil
}

// draw keeps the lines of an icon file and drops its own colors and size.
func draw(source string) string {
	var s strings.Builder
	s.WriteString(`<svg class="bij-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">`)
	for _, m := range iconPath.FindAllStringSubmatch(source, -1) {
		s.WriteString(`<path d="` + m[1] + `"/>`)
	}
	s.WriteString(`</svg>`)
	return s.String()
}
