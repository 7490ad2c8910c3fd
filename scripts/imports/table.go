package main

import (
	"fmt"
	"slices"
	"strings"
)

// anyTest stands among the importers of a library that every test may import.
const anyTest = "tests"

// table is the drawing of doc/imports.
type table struct {
	ours      map[string][]string // package -> our packages that it may import
	libraries map[string][]string // library -> our packages that may import it
}

// parse reads lines "a -> b c" (a may import b and c) and "lib <- a b" (only a
// and b may import lib). "a/..." is a and all below it. A # begins a comment.
func parse(text string) (table, error) {
	t := table{ours: map[string][]string{}, libraries: map[string][]string{}}
	number := 0
	for line := range strings.Lines(text) {
		number++
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		if len(words) == 1 {
			return t, fmt.Errorf("%s line %d: an arrow is missing", tableFile, number)
		}
		into := map[string]map[string][]string{"->": t.ours, "<-": t.libraries}[words[1]]
		if into == nil {
			return t, fmt.Errorf("%s line %d: %q is no arrow", tableFile, number, words[1])
		}
		if _, twice := into[words[0]]; twice {
			return t, fmt.Errorf("%s line %d: %s stands there twice", tableFile, number, words[0])
		}
		into[words[0]] = words[2:]
	}
	return t, nil
}

// violations gives a sentence for each import that the drawing does not allow.
func (t table) violations(packages []pkg) []string {
	var found []string
	for _, p := range packages {
		name := strings.TrimPrefix(p.ImportPath, p.Module.Path+"/")
		if _, drawn := t.ours[name]; !drawn {
			found = append(found, fmt.Sprintf("%s is not in %s: add a line that says what it may import.", name, tableFile))
			continue
		}
		tests := slices.Concat(p.TestImports, p.XTestImports)
		for _, imported := range p.Imports {
			found = append(found, t.judge(name, imported, p.Module.Path, isTest(name))...)
		}
		for _, imported := range unique(tests, p.Imports) {
			found = append(found, t.judge(name, imported, p.Module.Path, true)...)
		}
	}
	return found
}

// judge gives nothing or one sentence.
func (t table) judge(name, imported, module string, test bool) []string {
	if ours, inside := strings.CutPrefix(imported, module+"/"); inside {
		switch {
		case ours == name, covers(t.ours[name], ours), test && isTest(ours):
			return nil
		case isTest(ours):
			return []string{fmt.Sprintf("%s imports %s, which only tests may do.", name, ours)}
		}
		return []string{fmt.Sprintf("%s imports %s; %s lets it import %s.", name, ours, tableFile, words(t.ours[name]))}
	}
	library, allowed := t.library(imported)
	standard := !strings.Contains(strings.Split(imported, "/")[0], ".")
	switch {
	case library == "" && standard, standard && test:
		return nil
	case library == "":
		return []string{fmt.Sprintf("%s imports %s, a library without a line in %s.", name, imported, tableFile)}
	case covers(allowed, name), test && slices.Contains(allowed, anyTest):
		return nil
	}
	return []string{fmt.Sprintf("%s imports %s; %s leaves that to %s.", name, imported, tableFile, words(allowed))}
}

// library gives the line that speaks of an import: the longest that is a prefix
// of its path.
func (t table) library(imported string) (name string, allowed []string) {
	for library, packages := range t.libraries {
		if (imported == library || strings.HasPrefix(imported, library+"/")) && len(library) > len(name) {
			name, allowed = library, packages
		}
	}
	return name, allowed
}

// covers tells whether a name is in a list; "handlers/..." stands for handlers
// and all below it.
func covers(list []string, name string) bool {
	return slices.ContainsFunc(list, func(entry string) bool {
		tree, whole := strings.CutSuffix(entry, "/...")
		return entry == name || whole && (tree == name || strings.HasPrefix(name, tree+"/"))
	})
}

// isTest tells a package that only serves tests by its name.
func isTest(name string) bool {
	return strings.HasSuffix(name, "test")
}

func unique(list, without []string) []string {
	list = slices.Compact(slices.Sorted(slices.Values(list)))
	return slices.DeleteFunc(list, func(s string) bool { return slices.Contains(without, s) })
}

func words(names []string) string {
	if len(names) == 0 {
		return "nothing of ours"
	}
	return strings.Join(names, ", ")
}
