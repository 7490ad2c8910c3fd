package desk_test

import (
	"path/filepath"
	"testing"
	"time"

	"bijeen/handlers/desk"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/modelstest"
)

// The time in which something can be taken back is never told longer than it
// is: a short one has its seconds.
func TestDelayInWords(t *testing.T) {
	for delay, want := range map[time.Duration]struct{ words, until string }{
		500 * time.Millisecond: {"1 seconde", "12.10.25 uur"},
		time.Second:            {"1 seconde", "12.10.25 uur"},
		30 * time.Second:       {"30 seconden", "12.10.25 uur"},
		time.Minute:            {"1 minuut", "12.10.25 uur"},
		90 * time.Second:       {"90 seconden", "12.10.25 uur"},
		2 * time.Minute:        {"2 minuten", "12.10 uur"},
		10 * time.Minute:       {"10 minuten", "12.10 uur"},
		630 * time.Second:      {"10 minuten", "12.10 uur"},
	} {
		if got := desk.InMinutes(locale.NL, delay); got != want.words {
			t.Errorf("%s is told as %q, want %q", delay, got, want.words)
		}
		options := modelstest.Options(filepath.Join(t.TempDir(), "bijeen.db"), &modelstest.Clock{})
		options.ChangeDelay = delay
		store, err := models.Open(t.Context(), options)
		must(t, err)
		at := modelstest.At("2019-11-29 12:10").Add(25 * time.Second)
		if got := desk.LeavesAt(store, locale.NL, at); got != want.until {
			t.Errorf("with %s it leaves at %q, want %q", delay, got, want.until)
		}
		must(t, store.Close())
	}
}
