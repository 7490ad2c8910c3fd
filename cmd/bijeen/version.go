package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// version and commit are set by the linker (Makefile).
var version, commit string

// versionCommand is `bijeen version`.
type versionCommand struct{}

// Run prints version, commit and Go version.
func (versionCommand) Run(con *console) error {
	_, err := fmt.Fprintf(con.stdout, "bijeen %s, commit %s, %s\n", versionOf(), commitOf(), runtime.Version())
	return err
}

// versionOf is the version, also of a program built by go build alone.
func versionOf() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "unknown"
}

func commitOf() string {
	if commit != "" {
		return commit
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				return s.Value
			}
		}
	}
	return "unknown"
}
