package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLicence(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"Apache", "Apache License\n   Version 2.0, January 2004", "Apache-2.0"},
		{"MPL", "Mozilla Public License, version 2.0", "MPL-2.0"},
		{"BSD 3", "* Redistributions in binary form must reproduce\n* Neither the name nor the names of its\ncontributors may be used to endorse or promote products", "BSD-3-Clause"},
		{"BSD 2", "Redistributions in binary form must reproduce the above", "BSD-2-Clause"},
		{"MIT", "Permission is hereby granted, free of charge, to any\nperson obtaining a copy", "MIT"},
		{"unknown", "GNU AFFERO GENERAL PUBLIC LICENSE Version 3", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := licence(tt.text); got != tt.want {
				t.Errorf("licence() = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestDocument(t *testing.T) {
	dir := t.TempDir()
	m := module{"example.org/lib", "v1.2.3", dir}
	if _, err := document([]module{m}); err == nil || !strings.Contains(err.Error(), "carries no licence") {
		t.Errorf("module without a licence: %v", err)
	}
	write := func(text string) {
		if err := os.WriteFile(filepath.Join(dir, "LICENSE.md"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("All rights reserved.")
	if _, err := document([]module{m}); err == nil || !strings.Contains(err.Error(), "not one of the known ones") {
		t.Errorf("module with a strange licence: %v", err)
	}
	write("Permission is hereby granted, free of charge, to any person obtaining a copy\r\nof this")
	text, err := document([]module{m})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"example.org/lib", "MIT", "v1.2.3", "to any person obtaining a copy\nof this"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("document lacks %q:\n%s", want, text)
		}
	}
}
