//go:build !nolock

package models

import "gorm.io/gorm/clause"

// lockClause is what makes lockMeeting lock. The build tag nolock takes it
// away, as the negative control of R2: without it the tests must fail.
func lockClause() clause.Expression { return forUpdate }
