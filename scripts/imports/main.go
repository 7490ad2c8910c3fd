// Command imports compares what our packages import with the table in
// doc/imports, and says in a sentence what does not fit.
//
// Run it from the root of the module:
//
//	go run ./scripts/imports
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
)

// tableFile is the drawing, from the root of the module.
const tableFile = "doc/imports"

// pkg is what go list tells of one package.
type pkg struct {
	ImportPath   string
	Module       struct{ Path string }
	Imports      []string
	TestImports  []string
	XTestImports []string
}

func main() {
	violations, err := check()
	if err != nil {
		fmt.Fprintln(os.Stderr, "imports:", err)
		os.Exit(2)
	}
	for _, v := range violations {
		fmt.Fprintln(os.Stderr, v)
	}
	if len(violations) > 0 {
		os.Exit(1)
	}
}

func check() ([]string, error) {
	text, err := os.ReadFile(tableFile)
	if err != nil {
		return nil, err
	}
	table, err := parse(string(text))
	if err != nil {
		return nil, err
	}
	packages, err := list()
	if err != nil {
		return nil, err
	}
	return table.violations(packages), nil
}

func list() ([]pkg, error) {
	command := exec.Command("go", "list", "-json=ImportPath,Module,Imports,TestImports,XTestImports", "./...")
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	var packages []pkg
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		packages = append(packages, p)
	}
}
