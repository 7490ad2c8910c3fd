// Package directory keeps bodies, people and positions apart from any meeting
// (issue 5, rules §3.1): who works where, who holds which position and when,
// who stands in for whom. Its rows are types of package models; a meeting
// takes from them what it needs, and registrations keep what was typed.
//
// Each verb is one transaction with a line in the history of the desk. What
// two people may change at once carries a version: who was second gets kind
// Conflict with the key directory_changed, and nothing is stored.
package directory

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"bijeen/models"
	"bijeen/models/names"
)

// Directory reads and changes the directory of a store.
type Directory struct{ store *models.Store }

// New gives the directory of a store.
func New(store *models.Store) *Directory { return &Directory{store} }

// Today is the day on which lists say who holds a position.
func (d *Directory) Today() string { return d.store.Today() }

// errChanged is the refusal of who was second.
var errChanged = &models.Error{Kind: models.Conflict, Key: "directory_changed"}

func invalid(field, key string) *models.Error {
	return &models.Error{Kind: models.Invalid, Key: key, Field: field}
}

// tooLong adds a refusal for a text of more than limit characters.
func tooLong(wrong models.Problems, field, s string, limit int) models.Problems {
	if !names.TooLong(s, limit) {
		return wrong
	}
	e := invalid(field, "too_long")
	e.Args = map[string]any{"Max": limit}
	return append(wrong, e)
}

// refused gives nil when nothing is wrong, so that it can be returned as an
// error.
func refused(wrong models.Problems) error {
	if len(wrong) == 0 {
		return nil
	}
	return wrong
}

// wrap says what was being done, unless err is a refusal.
func wrap(what string, err error) error {
	if err == nil || models.KindOf(err) != 0 {
		return err
	}
	return fmt.Errorf("%s: %w", what, err)
}

// missing turns "no such row" into a refusal of kind NotFound.
func missing(err error, what string) error {
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return &models.Error{Kind: models.NotFound, Key: what + "_not_found"}
	}
	return err
}

// locked is a query of which the rows stay as they are until the transaction
// ends.
func locked(tx *gorm.DB) *gorm.DB { return tx.Clauses(clause.Locking{Strength: "UPDATE"}) }

// isDay reports whether s is a day "2019-11-29"; the empty one is open.
func isDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return s == "" || err == nil
}

// dayBefore is the day before a day.
func dayBefore(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return t.AddDate(0, 0, -1).Format(time.DateOnly)
}

// matches reports whether every word of a search occurs in one of the texts.
func matches(search string, texts ...string) bool {
	return names.Ask(search).In(names.SearchKey(strings.Join(texts, " ")))
}
