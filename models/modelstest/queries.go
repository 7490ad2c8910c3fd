package modelstest

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"gorm.io/gorm"

	"bijeen/models"
)

// Queries counts what the reading side of a Store asks of its database.
type Queries struct{ n atomic.Int64 }

// CountQueries begins to count.
func CountQueries(t testing.TB, s *models.Store) *Queries {
	t.Helper()
	q := &Queries{}
	if err := s.Read(context.Background(), func(tx *gorm.DB) error { return tx.Use(q) }); err != nil {
		t.Fatal(err)
	}
	return q
}

// Name and Initialize make it a plugin of gorm.
func (*Queries) Name() string { return "queries" }

// Initialize: see Name.
func (q *Queries) Initialize(db *gorm.DB) error {
	count := func(*gorm.DB) { q.n.Add(1) }
	cb := db.Callback()
	return errors.Join(
		cb.Query().After("gorm:query").Register("test:query", count),
		cb.Row().After("gorm:row").Register("test:row", count),
		cb.Raw().After("gorm:raw").Register("test:raw", count),
	)
}

// During is how many queries fn takes.
func (q *Queries) During(fn func()) int64 {
	before := q.n.Load()
	fn()
	return q.n.Load() - before
}
