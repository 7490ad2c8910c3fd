//go:build nolock

package models_test

import (
	"testing"

	"bijeen/models/modelstest"
)

// TestR2_WithoutTheLockSeatsAreSoldTwice is the negative control of R1: built
// without the lock of the meeting, the same rush must be seen overselling.
// SQLite has no row lock to leave out: there the transaction is the lock.
func TestR2_WithoutTheLockSeatsAreSoldTwice(t *testing.T) {
	if _, ok := modelstest.PostgresDSN(t); !ok {
		t.Skip("needs PostgreSQL: set " + modelstest.PostgresEnv + ", or run make test-postgres")
	}
	for range 5 {
		c := newCrowd(t, 2, 300)
		c.rush(func(answer) {})
		s, err := c.db.snapshot(c.meeting.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, site := range s.Sites {
			if n := s.overfull(site); n > 0 {
				t.Logf("site %s sold %d of its %d seats twice", site.Key, n, site.Seats)
				return
			}
		}
	}
	t.Error("nothing was oversold without the lock: the test of R1 proves nothing")
}
