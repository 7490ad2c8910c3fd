// Command licences writes LICENCES.txt: every Go module that is compiled into
// the program, with its licence and the text that must go along.
//
//	go run ./scripts/licences          writes the file
//	go run ./scripts/licences -check   compares it; exit 1 when it is old
//
// A licence that is not known here stops it: somebody must first read whether
// it goes together with EUPL-1.2. Style sheets, fonts and icons carry their
// texts beside them (static/dist/LICENTIES.txt, lists/font).
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

const (
	file    = "LICENCES.txt"
	program = "./cmd/bijeen"
)

func main() {
	check := flag.Bool("check", false, "compare "+file+" instead of writing it")
	flag.Parse()
	if err := run(*check); err != nil {
		fmt.Fprintln(os.Stderr, "licences:", err)
		os.Exit(1)
	}
}

func run(check bool) error {
	modules, err := modules()
	if err != nil {
		return err
	}
	text, err := document(modules)
	if err != nil {
		return err
	}
	if !check {
		return os.WriteFile(file, text, 0o644)
	}
	if old, err := os.ReadFile(file); err != nil || !bytes.Equal(old, text) {
		return fmt.Errorf("%s does not fit the modules in use: run make licences and commit it", file)
	}
	return nil
}

// module is a Go module in the program.
type module struct {
	path, version, dir string
}

// modules lists what the released program holds. The system is fixed, because
// some modules are compiled in on some systems only.
func modules() ([]module, error) {
	command := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Version}}\t{{.Dir}}{{end}}{{end}}", program)
	command.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=1")
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	var found []module
	for line := range strings.Lines(string(out)) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		if len(fields) == 3 && !slices.Contains(found, module{fields[0], fields[1], fields[2]}) {
			found = append(found, module{fields[0], fields[1], fields[2]})
		}
	}
	slices.SortFunc(found, func(a, b module) int { return strings.Compare(a.path, b.path) })
	return found, nil
}

// texts gives the licence files of a module, and its notices.
func (m module) texts() ([]string, error) {
	entries, err := os.ReadDir(m.dir)
	if err != nil {
		return nil, err
	}
	var texts []string
	for _, entry := range entries {
		name := strings.ToLower(entry.Name())
		if entry.IsDir() || !slices.ContainsFunc([]string{"license", "licence", "copying", "notice"}, func(p string) bool { return strings.HasPrefix(name, p) }) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(m.dir, entry.Name()))
		if err != nil {
			return nil, err
		}
		texts = append(texts, strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n")))
	}
	if len(texts) == 0 {
		return nil, fmt.Errorf("%s carries no licence", m.path)
	}
	return texts, nil
}
