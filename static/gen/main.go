// Command gen bundles the style sheets, the script, the font and the pictures of static/
// into static/dist, which is committed and embedded in the program.
//
// Run it from the root of the module after npm ci in static/:
//
//	go run ./static/gen
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

func main() {
	dir := flag.String("dir", "static", "folder that holds css/, icons/, node_modules/ and dist/")
	flag.Parse()
	if err := run(*dir); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// run replaces dist/ by a fresh bundle, its manifest and the licence texts.
func run(dir string) error {
	dist := filepath.Join(dir, "dist")
	if err := os.RemoveAll(dist); err != nil {
		return err
	}
	manifest, err := bundle(dir)
	if err != nil {
		return err
	}
	if err := writeJSON(filepath.Join(dist, "manifest.json"), manifest); err != nil {
		return err
	}
	return writeLicences(dir, filepath.Join(dist, "LICENTIES.txt"))
}

// bundle builds everything and returns the manifest: the plain name of each
// file with the address it is served at.
func bundle(dir string) (map[string]string, error) {
	// The names of files hold a hash over paths too, seen from here.
	from, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	res := api.Build(api.BuildOptions{
		AbsWorkingDir: from,
		EntryPoints: []string{
			"css/app.css", "css/mark.svg",
			"css/board.css", "css/charts.css", "css/moves.css", "js/copy.js", "js/live.js", "js/moves.js", "js/keep.js",
		},
		Outdir:           "dist",
		Bundle:           true,
		Write:            true,
		MinifyWhitespace: true,
		MinifySyntax:     true,
		EntryNames:       "[name]-[hash]",
		AssetNames:       "[name]-[hash]",
		PublicPath:       "/s/",
		Loader:           map[string]api.Loader{".woff2": api.LoaderFile, ".svg": api.LoaderCopy},
		Engines: []api.Engine{
			{Name: api.EngineChrome, Version: "111"},
			{Name: api.EngineFirefox, Version: "115"},
			{Name: api.EngineSafari, Version: "16.4"},
		},
		LegalComments: api.LegalCommentsEndOfFile,
	})
	if len(res.Errors) > 0 {
		return nil, fmt.Errorf("%s", strings.Join(api.FormatMessages(res.Errors, api.FormatMessagesOptions{}), "\n"))
	}
	manifest := map[string]string{}
	for _, f := range res.OutputFiles {
		base := filepath.Base(f.Path)
		plain := base[:strings.LastIndex(base, "-")] + filepath.Ext(base)
		manifest[plain] = "/s/" + base
	}
	return manifest, nil
}

func writeJSON(path string, v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(b, '\n'), 0o644)
}
