// Package deskview reads what the desk shows: lists, counts, one person, the
// mail and the history of a meeting. Each view reads one unchanging picture in
// a fixed number of queries. It changes nothing; the verbs are in models.
package deskview

import "bijeen/models"

// View reads from a Store.
type View struct{ store *models.Store }

// New gives the views of a Store.
func New(s *models.Store) *View { return &View{store: s} }

func notFound(what string) error {
	return &models.Error{Kind: models.NotFound, Key: what + "_not_found"}
}
