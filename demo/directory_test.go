package demo

import (
	"testing"
	"time"

	"bijeen/models/directory"
)

// The board meeting can be invited by position: 14, 8 and 6 of them, each held.
func TestFill_Positions(t *testing.T) {
	f := fill(t, time.Date(2026, 1, 22, 9, 0, 0, 0, time.UTC))
	list, err := directory.New(f.store).Positions(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	held := map[string]int{}
	for _, p := range list {
		if p.Holder(f.store.Today()) != nil {
			held[string(p.Kind)]++
		}
	}
	if held["alderman"] != 14 || held["executive"] != 14 {
		t.Errorf("positions that are held: %v", held)
	}
}
