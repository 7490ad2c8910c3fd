package main

import (
	"fmt"
	"strings"
	"time"
)

// parseNow gives the clock that BIJEEN_NOW asks for: shifted by a duration
// with a sign, or started at an instant and running from there.
func parseNow(s string, now func() time.Time) (func() time.Time, error) {
	if s == "" {
		return now, nil
	}
	if strings.HasPrefix(s, "+") || strings.HasPrefix(s, "-") {
		d, err := time.ParseDuration(s)
		if err != nil {
			return nil, fmt.Errorf("%q is no shift: write +11m or -2h", s)
		}
		return func() time.Time { return now().Add(d) }, nil
	}
	start, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return nil, fmt.Errorf("%q is no moment: write 2019-11-29T08:00:00Z, or a shift such as +11m", s)
	}
	begun := now()
	return func() time.Time { return start.Add(now().Sub(begun)) }, nil
}
