// Package static holds the public bytes of the program: the style sheet, the
// font, the mark and the icons. Files under dist are made by static/gen from
// css/ and carry a hash of their content in the name, so that browsers may
// keep them for a year; they are embedded, and compressed once at start.
package static

import (
	"embed"
	"encoding/json"
	"fmt"
)

//go:generate go run ./gen -dir .

//go:embed dist
var dist embed.FS

//go:embed icons/*.svg
var icons embed.FS

// manifest maps the plain name of a file ("app.css") to its address.
var manifest = mustManifest()

func mustManifest() map[string]string {
	b, err := dist.ReadFile("dist/manifest.json")
	if err != nil {
		panic(err)
	}
	m := map[string]string{}
	if err := json.Unmarshal(b, &m); err != nil {
		panic(fmt.Errorf("static: dist/manifest.json: %w", err))
	}
	return m
}

// URL gives the address of a file by its plain name: "app.css", "mark.svg".
// A name that is not in the bundle is an error, so that a template which asks
// for it stops the program at its start.
func URL(name string) (string, error) {
	u, ok := manifest[name]
	if !ok {
		return "", fmt.Errorf("static: no file %q in the bundle", name)
	}
	return u, nil
}
