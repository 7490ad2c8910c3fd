package main

import (
	"fmt"
	"strings"
)

// known holds words that only one licence has. The first that fits counts.
var known = []struct{ name, words string }{
	{"Apache-2.0", "Apache License Version 2.0"},
	{"MPL-2.0", "Mozilla Public License Version 2.0"},
	{"BSD-3-Clause", "contributors may be used to endorse or promote products"},
	{"BSD-2-Clause", "Redistributions in binary form must reproduce"},
	{"MIT", "Permission is hereby granted, free of charge, to any person obtaining a copy"},
	{"ISC", "Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee"},
	{"ISC", "Permission to use, copy, modify, and distribute this software for any purpose with or without fee"},
	{"Unlicense", "This is free and unencumbered software released into the public domain"},
}

// licence names a licence by its text; empty when it is none of the known ones.
// All of those may be linked into a program under EUPL-1.2.
func licence(text string) string {
	flat := strings.ToLower(strings.Join(strings.Fields(strings.NewReplacer(",", " ", "*", " ").Replace(text)), " "))
	for _, k := range known {
		if strings.Contains(flat, strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(k.words, ",", " ")), " "))) {
			return k.name
		}
	}
	return ""
}

// document writes a table and then the texts.
func document(modules []module) ([]byte, error) {
	var table, bodies strings.Builder
	for _, m := range modules {
		texts, err := m.texts()
		if err != nil {
			return nil, err
		}
		name := licence(strings.Join(texts, "\n"))
		if name == "" {
			return nil, fmt.Errorf("the licence of %s is not one of the known ones; read it, and add it to scripts/licences when it fits EUPL-1.2", m.path)
		}
		_, _ = fmt.Fprintf(&table, "%-52s %-14s %s\n", m.path, name, m.version)
		_, _ = fmt.Fprintf(&bodies, "\n%s\n%s\n\n%s\n", strings.Repeat("-", 78), strings.TrimSpace(m.path+" "+m.version), strings.Join(texts, "\n\n"))
	}
	return []byte("Bijeen is licensed under the EUPL-1.2 (see LICENSE). The program also holds these Go modules, under their own licences.\n" +
		"Style sheets, the web font and icons: static/dist/LICENTIES.txt and static/icons/LICENSE. The font in PDF files: lists/font/OFL.txt.\n" +
		"Go's own standard library has the licence of golang.org/x/text below. Made by make licences.\n\n" + table.String() + bodies.String()), nil
}
