package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// component is one npm package that ends up in the bundle.
type component struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	License string `json:"license"`
	text    string
}

// writeLicences names every bundled part with its licence, and gives each
// different licence text once. The icons are copied files, so their notice is
// kept beside them in icons/LICENSE.
func writeLicences(dir, path string) error {
	parts, err := components(dir)
	if err != nil {
		return err
	}
	icons, err := os.ReadFile(filepath.Join(dir, "icons", "LICENSE"))
	if err != nil {
		return err
	}
	parts = append(parts, component{Name: "@tabler/icons", Version: "3.51.0", License: "MIT", text: string(icons)})

	var b strings.Builder
	b.WriteString("Parts of other makers in the style sheet, font and icons of this program\n\n")
	for _, p := range parts {
		fmt.Fprintf(&b, "  %-58s %-8s %s\n", p.Name, p.Version, p.License)
	}
	seen := map[string]bool{}
	for _, p := range parts {
		key := strings.Join(strings.Fields(p.text), " ")
		if seen[key] {
			continue
		}
		seen[key] = true
		fmt.Fprintf(&b, "\n%s\n%s (as in %s)\n%s\n\n%s\n",
			strings.Repeat("=", 78), p.License, p.Name, strings.Repeat("=", 78), strings.TrimSpace(p.text))
	}
	return os.WriteFile(path, []byte(b.String()), 0o644)
}

// components reads the packages that package.json asks for, in order of name.
func components(dir string) ([]component, error) {
	var wanted struct {
		DevDependencies map[string]string `json:"devDependencies"`
	}
	if err := readJSON(filepath.Join(dir, "package.json"), &wanted); err != nil {
		return nil, err
	}
	var parts []component
	for name := range wanted.DevDependencies {
		var c component
		home := filepath.Join(dir, "node_modules", filepath.FromSlash(name))
		if err := readJSON(filepath.Join(home, "package.json"), &c); err != nil {
			return nil, fmt.Errorf("%w (run npm ci in %s first)", err, dir)
		}
		files, err := filepath.Glob(filepath.Join(home, "LICENSE*"))
		if err != nil || len(files) == 0 {
			return nil, fmt.Errorf("%s carries no licence text", name)
		}
		text, err := os.ReadFile(files[0])
		if err != nil {
			return nil, err
		}
		c.text = string(text)
		parts = append(parts, c)
	}
	sort.Slice(parts, func(i, j int) bool { return parts[i].Name < parts[j].Name })
	return parts, nil
}

func readJSON(path string, v any) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, v)
}
