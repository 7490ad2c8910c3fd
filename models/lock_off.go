//go:build nolock

package models

import "gorm.io/gorm/clause"

// lockClause without a lock: only for the negative control of R2.
func lockClause() clause.Expression { return clause.Locking{} }
