//go:build !unix

package main

import "errors"

// freeDisk cannot tell on this system.
func freeDisk(string) (int64, error) { return 0, errors.New("this system does not say") }
